//! The pages of a profile, as a member fills them in, without script.

use entity::language::Language;
use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};

use crate::browser::{Answer, Browser};
use crate::support::{Server, each_server};

/// A member who reads English and whose browser is signed in.
async fn member<'a>(server: &'a Server, name: &str) -> Browser<'a> {
    server.member(name).await;
    let browser = Browser::of(server);
    browser.sign_in(&format!("{}@example.org", name.to_lowercase())).await;
    let version = browser.open("/me/details").await.field("version").expect("a version").to_owned();
    let chosen = browser.sends("/data/account", &[("version", &version), ("language", "EN")]).await;
    chosen.assert_page(StatusCode::OK, "page-done-saved");
    browser
}

/// The first address in a page that begins so.
#[track_caller]
fn link(page: &Answer, beginning: &str) -> String {
    let (_, rest) = page.html.split_once(&format!("href=\"{beginning}")).unwrap_or_else(|| panic!("{}", page.html));
    let rest = rest.split('"').next().unwrap_or_default();
    format!("{beginning}{rest}").replace("&#38;", "&").replace("&amp;", "&")
}

/// The page of a list's first row: ids begin with the time.
#[track_caller]
fn row(page: &Answer, list: &str) -> String {
    let address = link(page, &format!("{list}/0"));
    address.split('?').next().unwrap_or_default().to_owned()
}

fn count(page: &Answer, words: &str) -> usize {
    page.html.matches(words).count()
}

/// The values of every field of this name.
fn values<'a>(page: &'a Answer, name: &str) -> Vec<&'a str> {
    let begin = format!("name=\"{name}\" value=\"");
    page.html.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn a_skill_is_found_added_once_changed_and_removed() {
    each_server(async |server: &Server| {
        let browser = member(server, "Awa").await;
        let empty = browser.open("/me/skills?lang=en").await;
        empty.assert_page(StatusCode::OK, "page-skill-none");
        let found = browser.open("/me/skills?lang=en&find=comptabilite+analitique").await;
        found.assert_page(StatusCode::OK, "page-skill-title");
        assert!(found.html.contains("comptabilité analytique"), "{}", found.html);
        let concept = found.field("concept").expect("a skill to add").to_owned();
        let fields = [("concept", concept.as_str()), ("find", "comptabilite"), ("years", "7"), ("level", "")];
        let refused = browser.send("/me/skills/add", &fields).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-empty");
        assert!(refused.html.contains("id=\"years\" value=\"7\""), "what was typed is kept: {}", refused.html);

        let fields = [("concept", concept.as_str()), ("find", "comptabilite"), ("years", "7"), ("level", "3")];
        let twice = [fields.as_slice(), &[("key", "a-key-of-the-form")]].concat();
        for _ in 0..2 {
            let added = browser.sends("/me/skills/add", &twice).await;
            added.assert_page(StatusCode::OK, "page-done-added");
            added.assert_says("page-skill-held", Language::En);
        }
        let again = browser.send("/me/skills/add", &fields).await;
        again.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-twin");
        let list = browser.open("/me/skills?lang=en").await;
        assert_eq!(count(&list, "7 years of practice"), 1);
        list.assert_says("page-skill-claimed", Language::En);

        let path = row(&list, "/me/skills");
        let page = browser.open(&path).await;
        let version = page.field("version").expect("a version").to_owned();
        let fields = [("version", version.as_str()), ("level", "5"), ("years", "sept"), ("wantsToUse", "yes")];
        let refused = browser.send(&path, &fields).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-unreadable");
        assert_eq!(refused.field("years"), Some("sept"), "what was typed is kept");
        let fields = [("version", version.as_str()), ("level", "5"), ("years", "8")];
        let pressed = [fields.as_slice(), &[("key", "another-key-of-the-form")]].concat();
        for _ in 0..2 {
            browser.sends(&path, &pressed).await.assert_page(StatusCode::OK, "page-done-saved");
        }
        let stale = browser.send(&path, &fields).await;
        stale.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-stale-version");
        assert_ne!(stale.field("version"), Some(version.as_str()), "the form is based on what is stored now");
        let list = browser.open("/me/skills?lang=en").await;
        list.assert_says("page-skill-level-leading", Language::En);
        list.assert_says("page-skill-unwanted", Language::En);

        let asked = browser.open(&format!("{path}/remove?lang=en")).await;
        asked.assert_page(StatusCode::OK, "page-section-remove-text");
        let version = asked.field("version").expect("a version").to_owned();
        for _ in 0..2 {
            let removed = browser.sends(&format!("{path}/remove"), &[("version", &version)]).await;
            removed.assert_page(StatusCode::OK, "page-skill-none");
        }
        assert_eq!(browser.open(&path).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_skill_that_nobody_named_yet_is_proposed_and_had_at_once() {
    let server = Server::start().await;
    let browser = member(&server, "Awa").await;
    let nothing = browser.open("/me/skills?lang=en&find=zzqqxx").await;
    nothing.assert_page(StatusCode::OK, "page-skill-propose");
    assert_eq!(nothing.field("concept"), None, "{}", nothing.html);
    let fields =
        [("find", "zzqqxx"), ("label", "Taille de pierre dogon"), ("type", "SKILL"), ("definition", "À la main")];
    let refused = browser.send("/me/skills/propose", &fields).await;
    refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-empty");
    assert!(refused.html.contains("À la main"), "what was typed is kept");
    let fields = [fields.as_slice(), &[("level", "4"), ("key", "a-key-of-the-form")]].concat();
    for _ in 0..2 {
        let added = browser.sends("/me/skills/propose", &fields).await;
        added.assert_page(StatusCode::OK, "page-done-added");
        added.assert_says("page-skill-proposed", Language::En);
        assert_eq!(count(&added, "<h3>Taille de pierre dogon</h3>"), 1);
    }
}

#[tokio::test]
async fn the_skills_of_an_occupation_are_ticked_and_added_in_one_go() {
    each_server(async |server: &Server| {
        let browser = member(server, "Awa").await;
        let found = browser.open("/me/skills/occupation?lang=en&find=comptable").await;
        found.assert_page(StatusCode::OK, "page-suggestion-occupation-title");
        let address = link(&found, "/me/skills/occupation?occupation=");
        let page = browser.open(&address).await;
        page.assert_page(StatusCode::OK, "page-suggestion-essential");
        page.assert_says("page-suggestion-optional", Language::En);
        let offered: Vec<String> = values(&page, "concepts").into_iter().map(ToOwned::to_owned).collect();
        let (ticked, left) = offered.split_at(3);
        assert!(!left.is_empty(), "{}", page.html);
        let mut fields: Vec<(&str, &str)> = ticked.iter().map(|concept| ("concepts", concept.as_str())).collect();
        let refused = browser.send("/me/skills/several", &fields).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-empty");
        assert_eq!(count(&refused, " checked>"), 3, "what was ticked is kept");
        fields.extend([("level", "4"), ("key", "a-key-of-the-form")]);
        for _ in 0..2 {
            let added = browser.sends("/me/skills/several", &fields).await;
            added.assert_page(StatusCode::OK, "page-done-added");
            assert_eq!(count(&added, "I can do it and explain it"), 3);
        }
        // What is there already stays as it is.
        let more: Vec<(&str, &str)> = offered.iter().take(4).map(|concept| ("concepts", concept.as_str())).collect();
        let more = [more.as_slice(), &[("level", "1")]].concat();
        let added = browser.sends("/me/skills/several", &more).await;
        assert_eq!(count(&added, "I can do it and explain it"), 3);
        assert_eq!(count(&added, "I am learning"), 1);
        let rest = browser.open(&address).await;
        assert_eq!(values(&rest, "concepts").len(), offered.len() - 4, "what the member has is not offered");
        let none = browser.send("/me/skills/several", &[("level", "4")]).await;
        none.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-empty");
        let unknown = browser.send("/me/skills/several", &[("level", "4"), ("concepts", "no such thing")]).await;
        unknown.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-unknown-reference");
    })
    .await;
}

#[tokio::test]
async fn a_text_is_read_marked_and_confirmed_and_kept_nowhere() {
    let server = Server::start().await;
    let browser = member(&server, "Awa").await;
    browser.open("/me/skills/text?lang=en").await.assert_page(StatusCode::OK, "page-suggestion-text-label");
    let text = "Comptable à Paris <b> :\r\ngestion de la paie et déclarations d’impôts.";
    let read = browser.send("/me/skills/text?lang=en", &[("text", text)]).await;
    read.assert_page(StatusCode::OK, "page-suggestion-text-check");
    assert_eq!(read.header(CACHE_CONTROL), "no-store");
    assert!(read.html.contains("<mark>gestion de la paie</mark>"), "{}", read.html);
    assert!(!read.html.contains("<b>"), "what was pasted is text");
    let found = values(&read, "concepts");
    assert_eq!((found.len(), count(&read, " checked>")), (2, 2), "everything is ticked: {}", read.html);
    let fields: Vec<_> = found.iter().map(|concept| ("concepts", *concept)).chain([("level", "3")]).collect();
    let added = browser.sends("/me/skills/several", &fields).await;
    assert_eq!(count(&added, "I can do it on my own"), 2);
    let again = browser.send("/me/skills/text?lang=en", &[("text", text)]).await;
    again.assert_page(StatusCode::OK, "page-suggestion-text-none");

    let empty = browser.send("/me/skills/text?lang=en", &[("text", " ")]).await;
    empty.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-empty");
    let full = "é".repeat(10_000);
    let read = browser.send("/me/skills/text?lang=en", &[("text", &full)]).await;
    read.assert_page(StatusCode::OK, "page-suggestion-text-none");
    let long = browser.send("/me/skills/text?lang=en", &[("text", &format!("{full}é"))]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.html.contains(&full), "what was typed is kept");
}

/// A section of the profile: its path, a wrong form with what is kept of it and what is said, the right one, what the
/// list then says, and a change with what it then says.
struct Section {
    path: &'static str,
    wrong: &'static [(&'static str, &'static str)],
    kept: (&'static str, &'static str),
    problem: &'static str,
    right: &'static [(&'static str, &'static str)],
    says: &'static [&'static str],
    changed: (&'static str, &'static str),
    then: &'static str,
}

const SECTIONS: [Section; 5] = [
    Section {
        path: "/me/languages",
        wrong: &[("code", "xx"), ("speaking", "B1")],
        kept: ("speaking", "B1"),
        problem: "problem-language",
        right: &[("code", "bam"), ("speaking", "NATIVE"), ("reading", "A2")],
        says: &["Bambara", "Speaking: It is my mother tongue", "Reading: I get by (A2)"],
        changed: ("reading", "C1"),
        then: "Reading: Fluently (C1)",
    },
    Section {
        path: "/me/experience",
        wrong: &[("kind", "WORK"), ("title", "Maçonne"), ("startsOn", "au printemps")],
        kept: ("startsOn", "au printemps"),
        problem: "page-day-unreadable",
        right: &[
            ("kind", "WORK"),
            ("title", "Maçonne"),
            ("startsOn", "03/2015"),
            ("endsOn", "2017"),
            ("country", "CI"),
        ],
        says: &["Maçonne", "Paid work · Côte d", "March 2015 – December 2017"],
        changed: ("endsOn", ""),
        then: "Since March 2015",
    },
    Section {
        path: "/me/education",
        wrong: &[("level", "3"), ("title", "CAP maçonnerie"), ("completedYear", "deux mille")],
        kept: ("completedYear", "deux mille"),
        problem: "problem-unreadable",
        right: &[("level", "3"), ("title", "CAP maçonnerie"), ("completedYear", "2009")],
        says: &["CAP maçonnerie", "Upper secondary or vocational school", "Completed in 2009"],
        changed: ("completedYear", ""),
        then: "Under way",
    },
    Section {
        path: "/me/availability",
        wrong: &[("startsOn", "2027-05-01"), ("daysPerYear", "30")],
        kept: ("daysPerYear", "30"),
        problem: "problem-empty",
        right: &[("startsOn", "01/05/2027"), ("daysPerYear", "30"), ("modes", "REMOTE")],
        says: &["From 1 May 2027", "Remotely, from where I live", "30 days a year at most"],
        changed: ("endsOn", "2027-06"),
        then: "1 May 2027 – 30 June 2027",
    },
    Section {
        path: "/me/credentials",
        wrong: &[("title", "Permis C"), ("issuer", "Mali"), ("issuedOn", "2020-01-01"), ("expiresOn", "2019-01-01")],
        kept: ("issuer", "Mali"),
        problem: "problem-period",
        right: &[("title", "Permis C"), ("issuer", "Mali"), ("number", "ML-1"), ("expiresOn", "2029-01-31")],
        says: &["Permis C", "Number ML-1", "Valid until 31 January 2029"],
        changed: ("number", "ML-2"),
        then: "Number ML-2",
    },
];

#[tokio::test]
async fn every_section_is_added_to_changed_and_emptied_again() {
    each_server(async |server: &Server| {
        let browser = member(server, "Awa").await;
        for section in &SECTIONS {
            fill_in(&browser, section).await;
        }
    })
    .await;
}

async fn fill_in(browser: &Browser<'_>, section: &Section) {
    let path = section.path;
    let list = format!("{path}?lang=en");
    let empty = browser.open(&list).await;
    assert_eq!(empty.status, StatusCode::OK, "{path}");
    assert_eq!(count(&empty, "class=\"card\""), 0, "{path}");
    let nothing = browser.send(path, &[]).await;
    nothing.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-empty");
    let refused = browser.send(path, section.wrong).await;
    refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, section.problem);
    assert!(is_kept(&refused, section.kept), "{path} keeps what was typed: {}", refused.html);

    let right = [section.right, &[("key", "a-key-of-the-form")]].concat();
    for _ in 0..2 {
        let added = browser.sends(path, &right).await;
        added.assert_page(StatusCode::OK, "page-done-added");
        assert_eq!(count(&added, "class=\"card\""), 1, "{path}: the same form sent twice has one effect");
        for words in section.says {
            assert!(added.html.contains(words), "{path} does not say {words}: {}", added.html);
        }
    }
    let row = row(&browser.open(&list).await, path);
    let page = browser.open(&row).await;
    let version = page.field("version").expect("a version").to_owned();
    let kept = section.right.iter().filter(|(name, _)| *name != section.changed.0).copied();
    let fields: Vec<_> = kept.chain([section.changed, ("version", &version)]).collect();
    browser.sends(&row, &fields).await.assert_page(StatusCode::OK, "page-done-saved");
    let changed = browser.open(&list).await;
    assert!(changed.html.contains(section.then), "{path} does not say {}: {}", section.then, changed.html);
    browser.send(&row, &fields).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-stale-version");

    let asked = browser.open(&format!("{row}/remove")).await;
    assert_eq!(count(&browser.open(&list).await, "class=\"card\""), 1, "asking removes nothing");
    let version = asked.field("version").expect("a version").to_owned();
    let removed = browser.sends(&format!("{row}/remove"), &[("version", &version)]).await;
    removed.assert_page(StatusCode::OK, "page-done-removed");
    assert_eq!(count(&removed, "class=\"card\""), 0, "{path}");
}

/// Whether a field holds a value, typed or chosen.
fn is_kept(page: &Answer, (name, value): (&str, &str)) -> bool {
    page.field(name) == Some(value) || page.html.contains(&format!("<option value=\"{value}\" selected>"))
}

#[tokio::test]
async fn nobody_changes_or_sees_the_row_of_another() {
    let server = Server::start().await;
    let (awa, oumou) = (member(&server, "Awa").await, member(&server, "Oumou").await);
    let added = awa.sends("/me/languages", &[("code", "snk"), ("speaking", "NATIVE")]).await;
    let row = row(&added, "/me/languages");
    let version = awa.open(&row).await.field("version").expect("a version").to_owned();
    for path in [row.clone(), format!("{row}/remove")] {
        assert_eq!(oumou.open(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        let stranger = Browser::of(&server);
        assert!(stranger.open(&path).await.leads_to().starts_with("/start?next="), "{path}");
    }
    let fields = [("version", version.as_str()), ("code", "bam"), ("speaking", "A1")];
    assert_eq!(oumou.send(&row, &fields).await.status, StatusCode::NOT_FOUND);
    oumou.send(&format!("{row}/remove"), &fields).await;
    let kept = awa.open("/me/languages?lang=en").await;
    assert!(kept.html.contains("Soninke") && kept.html.contains("It is my mother tongue"), "{}", kept.html);
    assert_eq!(awa.open("/me/languages/no-id").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_page_leads_to_the_next_step_and_the_profile_counts_them() {
    let server = Server::start().await;
    let browser = member(&server, "Awa").await;
    let added = browser.sends("/me/languages", &[("code", "bam"), ("speaking", "NATIVE")]).await;
    added.assert_page(StatusCode::OK, "page-step-next");
    let steps = added.html.split("class=\"onward\"").nth(1).expect("the steps").to_owned();
    assert!(steps.contains("href=\"/me/skills?lang=en\""), "a first skill comes first: {steps}");
    let me = browser.open("/me?lang=en").await;
    for words in ["1 language", "Still empty"] {
        assert!(me.html.contains(words), "{words} is not in {}", me.html);
    }
    for path in ["skills", "languages", "experience", "education", "availability", "credentials", "documents"] {
        assert!(me.html.contains(&format!("href=\"/me/{path}?lang=en\"")), "{path} is a tile");
    }
}

#[tokio::test]
async fn a_skill_is_backed_by_what_the_member_ticks() {
    let server = Server::start().await;
    let browser = member(&server, "Awa").await;
    let work = [("kind", "INFORMAL"), ("title", "Comptes du marché"), ("startsOn", "2015")];
    browser.sends("/me/experience", &work).await.assert_page(StatusCode::OK, "page-done-added");
    let found = browser.open("/me/skills?lang=en&find=comptabilite").await;
    let concept = found.field("concept").expect("a skill").to_owned();
    let added = browser.sends("/me/skills/add", &[("concept", &concept), ("level", "3")]).await;
    let row = row(&added, "/me/skills");
    let page = browser.open(&row).await;
    assert!(page.html.contains("Comptes du marché"), "{}", page.html);
    let (version, piece) = (page.field("version").expect("a version"), page.field("evidence").expect("a piece"));
    let fields = [("version", version), ("level", "3"), ("evidence", piece), ("wantsToUse", "yes")];
    browser.sends(&row, &fields).await.assert_page(StatusCode::OK, "page-done-saved");
    browser.open("/me/skills?lang=en").await.assert_says("page-skill-evidenced", Language::En);
}

#[tokio::test]
async fn a_page_makes_as_many_statements_for_many_rows_as_for_few() {
    let (server, statements) = Server::counting().await;
    let browser = member(&server, "Awa").await;
    let of = |page: &'static str| {
        let (browser, statements) = (&browser, &statements);
        async move {
            let before = statements.load(std::sync::atomic::Ordering::Relaxed);
            browser.open(page).await;
            statements.load(std::sync::atomic::Ordering::Relaxed) - before
        }
    };
    let mut made = Vec::new();
    for most in [2, 12] {
        for code in
            ["bam", "snk", "fra", "eng", "ful", "ses", "kao", "dts", "myk", "tmh", "mwk", "arb"].iter().take(most)
        {
            browser.send("/me/languages", &[("code", code), ("speaking", "B1")]).await;
            browser.send("/me/availability", &[("startsOn", "2027"), ("modes", "REMOTE")]).await;
        }
        let page = browser.open("/me/skills?find=gestion").await;
        for concept in values(&page, "concept").into_iter().take(most) {
            browser.send("/me/skills/add", &[("concept", concept), ("level", "2")]).await;
        }
        let pages = ["/me", "/me/languages", "/me/availability", "/me/skills"];
        let mut counts = Vec::new();
        for page in pages {
            counts.push(of(page).await);
        }
        made.push(counts);
    }
    assert_eq!(made[0], made[1], "on few and on many rows");
}

const BOUNDARY: &str = "seko-boundary";

/// A form with a file, as a browser writes it.
fn with_file(fields: &[(&str, &str)], file: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: text/html";
    body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn upload(server: &Server, browser: &Browser<'_>, fields: &[(&str, &str)], file: &[u8]) -> Answer {
    let request = server.client().post(format!("{}/me/documents/add?lang=en", server.url()));
    let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    browser.sent(request.body(with_file(fields, file))).await
}

fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {text}\ntrailer << /Root 1 0 R >>\n%%EOF\n").into_bytes()
}

#[tokio::test]
async fn a_document_is_sent_listed_saved_by_its_owner_alone_and_removed() {
    each_server(async |server: &Server| {
        let browser = member(server, "Awa").await;
        let empty = browser.open("/me/documents?lang=en").await;
        empty.assert_page(StatusCode::OK, "page-document-none");
        let csrf = empty.field("csrf").expect("a proof").to_owned();
        let fields = [("csrf", csrf.as_str()), ("key", "a-key-of-the-form"), ("kind", "CV"), ("title", "Mon parcours")];
        let file = pdf("parcours");
        for _ in 0..2 {
            let sent = upload(server, &browser, &fields, &file).await;
            assert!(sent.leads_to().starts_with("/me/documents?"), "{}", sent.leads_to());
        }
        let list = browser.open("/me/documents?lang=en").await;
        assert_eq!(count(&list, "<h3>Mon parcours</h3>"), 1, "sent twice, it is there once: {}", list.html);
        let path = row(&list, "/me/documents");
        let saved = browser.open(&path).await;
        assert_eq!((saved.status, saved.html.as_bytes()), (StatusCode::OK, file.as_slice()));
        assert_eq!(saved.header(CONTENT_TYPE), "application/pdf", "by its content, whatever it was said to be");
        assert!(saved.header(CONTENT_DISPOSITION).starts_with("attachment"), "{}", saved.header(CONTENT_DISPOSITION));
        assert_eq!(saved.header(X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(saved.header(CACHE_CONTROL), "no-store");

        let oumou = member(server, "Oumou").await;
        assert_eq!(oumou.open(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(oumou.open(&format!("{path}/remove")).await.status, StatusCode::NOT_FOUND);
        oumou.send(&format!("{path}/remove"), &[]).await;
        assert!(Browser::of(server).open(&path).await.leads_to().starts_with("/start?next="));
        assert_eq!(browser.open(&path).await.status, StatusCode::OK, "it is still there");

        browser.open(&format!("{path}/remove?lang=en")).await.assert_page(StatusCode::OK, "page-section-remove-text");
        for _ in 0..2 {
            let removed = browser.sends(&format!("{path}/remove"), &[]).await;
            removed.assert_page(StatusCode::OK, "page-document-none");
        }
        assert_eq!(browser.open(&path).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_document_that_cannot_be_kept_is_refused_in_words_and_leaves_the_form_as_it_was() {
    let server = Server::with(|config| config.documents.most_bytes = 2048).await;
    let browser = member(&server, "Awa").await;
    let csrf = browser.open("/me/documents").await.field("csrf").expect("a proof").to_owned();
    let fields = [("csrf", csrf.as_str()), ("kind", "DIPLOMA"), ("title", "CAP maçonnerie")];
    let large = [pdf("x"), vec![b' '; 4096], pdf("y")].concat();
    let cases = [
        (large, "2 kB at most"),
        (Vec::new(), "Choose a file."),
        (b"<html>%PDF-1.7</html>".to_vec(), "or it is damaged"),
    ];
    for (file, words) in cases {
        let refused = upload(&server, &browser, &fields, &file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.html);
        assert!(refused.html.contains(words), "{words} is not in {}", refused.html);
        assert_eq!(refused.field("title"), Some("CAP maçonnerie"), "what was typed is kept");
    }
    let unnamed = upload(&server, &browser, &[("csrf", csrf.as_str()), ("kind", "CV")], &pdf("x")).await;
    unnamed.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-empty");
    let huge = upload(&server, &browser, &fields, &vec![b' '; 64 * 1024]).await;
    huge.assert_page(StatusCode::PAYLOAD_TOO_LARGE, "page-form-title");
    for proof in ["", "xyz"] {
        let foreign = upload(&server, &browser, &[("csrf", proof), ("kind", "CV"), ("title", "x")], &pdf("x")).await;
        foreign.assert_page(StatusCode::FORBIDDEN, "page-stale-form-title");
    }
    let stranger = upload(&server, &Browser::of(&server), &fields, &pdf("x")).await;
    assert!(stranger.leads_to().starts_with("/start?lang="), "{}", stranger.leads_to());
    browser.open("/me/documents?lang=en").await.assert_page(StatusCode::OK, "page-document-none");
}
