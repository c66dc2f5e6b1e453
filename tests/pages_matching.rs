//! The pages about what needs a member: the list, a position, what is kept.

use entity::language::Language;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::partners::{mutate, organisation, text, uuid};
use crate::support::{Asker, Server, each_server};

/// Codes that no page may show.
const CODES: [&str; 9] =
    ["EXACT", "NARROWER", "MISSING", "ESSENTIAL", "DESIRED", "ON_SITE", "REMOTE", "SELF_CLAIMED", "RETURN_UNKNOWN"];

/// What somebody reads of a page: what stands between its marks.
fn read(page: &Answer) -> String {
    let pieces = page.html.split('<').filter_map(|piece| piece.split_once('>'));
    let words: Vec<&str> = pieces.map(|(_, words)| words.trim()).filter(|words| !words.is_empty()).collect();
    words.join(" ")
}

#[track_caller]
fn assert_plain(page: &Answer) {
    let words = read(page);
    for code in CODES {
        assert!(!words.contains(code), "{code} is shown: {words}");
    }
}

/// Skills that have nothing to do with each other.
async fn skills(server: &Server) -> [(String, String); 3] {
    let query = "query($search: String!) { concepts(search: $search, types: [SKILL, KNOWLEDGE], first: 1) {
        nodes { id label(language: EN) } } }";
    let find = async |search: &str| {
        let found = server.anyone().data(query, json!({ "search": search })).await;
        let found = &found["concepts"]["nodes"][0];
        (text(&found["id"]), text(&found["label"]))
    };
    [find("maçonnerie").await, find("gestion de projet").await, find("apiculture").await]
}

async fn claim(server: &Server, member: &Asker, concept: &str, level: i32) {
    let input = json!({ "concept": concept, "level": level });
    let added = mutate(server, member, ("addMemberSkill", "memberSkill { id }"), input).await;
    assert_eq!(added["userErrors"], json!([]), "{added}");
}

async fn moved(server: &Server, staff: &Asker, (field, id): (&str, &str), (version, to): (i32, &str)) {
    let input = json!({ "id": id, "version": version, "to": to, "reason": "C’est le moment" });
    let answer = mutate(server, staff, (field, ""), input).await;
    assert_eq!(answer["userErrors"], json!([]), "{answer}");
}

/// Two regions of Mali.
async fn regions(server: &Server) -> [String; 2] {
    let units = server.anyone().data("{ adminUnits { id } }", json!({})).await;
    [0, 1].map(|place| text(&units["adminUnits"][place]["id"]))
}

async fn project(server: &Server, staff: &Asker) -> String {
    let host = organisation(server, staff, "Mairie de Kayes").await;
    let [region, _] = regions(server).await;
    let input = json!({
        "host": host, "title": "Réhabiliter les écoles", "summary": "Dix écoles du cercle.", "sector": "11120",
        "units": [region],
    });
    let made = mutate(server, staff, ("createProject", "project { id }"), input).await;
    let project = text(&made["project"]["id"]);
    moved(server, staff, ("moveProject", &project), (1, "SUBMITTED")).await;
    moved(server, staff, ("moveProject", &project), (2, "OPEN")).await;
    project
}

/// An open position of a project.
async fn position(server: &Server, staff: &Asker, project: &str, values: Value) -> String {
    let mut input = json!({ "project": project, "mode": "ON_SITE" });
    for (name, value) in values.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    let made = mutate(server, staff, ("createPosition", "position { id }"), input).await;
    assert_eq!(made["userErrors"], json!([]), "{made}");
    let position = text(&made["position"]["id"]);
    moved(server, staff, ("movePosition", &position), (1, "OPEN")).await;
    position
}

#[tokio::test]
async fn a_member_reads_what_needs_them_and_why_in_plain_words() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let [(masonry, mason), (management, manager), (bees, beekeeper)] = skills(server).await;
        claim(server, &awa, &masonry, 4).await;
        claim(server, &awa, &management, 3).await;
        let project = project(server, &staff).await;
        let requirements = json!([
            { "concept": masonry, "importance": "ESSENTIAL", "minLevel": 3 },
            { "concept": management, "importance": "ESSENTIAL", "minLevel": 4 },
            { "concept": bees, "importance": "DESIRED", "minLevel": 2 },
        ]);
        let values = json!({
            "title": "Chef de chantier", "requirements": requirements,
            "dates": { "from": "2027-01-10", "to": "2027-02-10" },
        });
        let position = position(server, &staff, &project, values).await;
        let path = format!("/positions/{}", uuid(&position));

        let browser = Browser::of(server);
        browser.sign_in("awa@example.org").await;
        let matches = browser.open("/matches?lang=en").await;
        matches.assert_page(StatusCode::OK, "page-match-title");
        assert_plain(&matches);
        let words = read(&matches);
        let expected = [
            "Chef de chantier".to_owned(),
            "Mairie de Kayes".to_owned(),
            "From 10 January 2027 to 10 February 2027".to_owned(),
            format!("You know: {mason}"),
            format!("{manager}: level 4 is asked, yours is 3"),
            format!("You lack: {beekeeper} (desired)"),
            "Right of return to be confirmed".to_owned(),
            "out of 100".to_owned(),
        ];
        for line in expected {
            assert!(words.contains(&line), "“{line}” is not in {words}");
        }
        assert!(matches.html.contains(&path), "the position is a link away");

        let page = browser.open(&format!("{path}?lang=en")).await;
        page.assert_page(StatusCode::OK, "page-position-asked");
        assert_plain(&page);
        let words = read(&page);
        for line in ["Dix écoles du cercle.", "You know exactly this.", "You lack this.", "Nothing proves it yet"] {
            assert!(words.contains(line), "“{line}” is not in {words}");
        }
        assert!(words.contains("Level asked: 4 out of 5; yours: 3."), "{words}");

        // In French, with its spaces.
        let french = browser.open("/matches?lang=fr").await;
        assert!(read(&french).contains("niveau demandé 4, vous 3"), "{}", read(&french));
    })
    .await;
}

#[tokio::test]
async fn a_member_keeps_a_position_and_drops_it_again() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let [(masonry, _), ..] = skills(server).await;
        claim(server, &awa, &masonry, 4).await;
        let project = project(server, &staff).await;
        let requirements = json!([{ "concept": masonry, "importance": "ESSENTIAL", "minLevel": 3 }]);
        let values = json!({ "title": "Chef de chantier", "requirements": requirements });
        let position = position(server, &staff, &project, values).await;
        let path = format!("/positions/{}", uuid(&position));

        let browser = Browser::of(server);
        browser.sign_in("awa@example.org").await;
        browser.open("/saved?lang=en").await.assert_says("page-saved-none", Language::En);
        browser.open(&format!("{path}?lang=en")).await.assert_says("page-saved-keep", Language::En);
        for _ in 0..2 {
            let kept = browser.sends(&format!("{path}/keep?lang=en"), &[]).await;
            kept.assert_says("page-saved-drop", Language::En);
        }
        let saved = browser.open("/saved?lang=en").await;
        assert_eq!(saved.html.matches("Chef de chantier</a>").count(), 1, "{}", saved.html);

        moved(server, &staff, ("movePosition", &position), (2, "CLOSED")).await;
        let gone = browser.open(&format!("{path}?lang=en")).await;
        gone.assert_page(StatusCode::NOT_FOUND, "page-position-gone-title");
        browser.open("/saved?lang=en").await.assert_says("page-saved-closed", Language::En);
        let dropped = browser.sends(&format!("{path}/drop?lang=en"), &[("from", "saved")]).await;
        dropped.assert_says("page-saved-none", Language::En);
        let unknown = browser.open("/positions/nowhere?lang=en").await;
        unknown.assert_page(StatusCode::NOT_FOUND, "page-position-gone-title");
    })
    .await;
}

#[tokio::test]
async fn the_list_is_cut_into_pages_and_goes_by_what_the_member_chooses() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let [(masonry, _), (management, _), (bees, _)] = skills(server).await;
        claim(server, &awa, &masonry, 4).await;
        claim(server, &awa, &management, 4).await;
        let project = project(server, &staff).await;
        let one = json!([{ "concept": masonry, "importance": "ESSENTIAL", "minLevel": 3 }]);
        for number in 0..11 {
            let values = json!({ "title": format!("Poste {number:02}"), "requirements": one });
            position(server, &staff, &project, values).await;
        }
        let both = json!([
            { "concept": masonry, "importance": "ESSENTIAL", "minLevel": 3 },
            { "concept": bees, "importance": "ESSENTIAL", "minLevel": 3 },
        ]);
        let values = json!({ "title": "Rucher", "mode": "REMOTE", "requirements": both });
        position(server, &staff, &project, values).await;

        let browser = Browser::of(server);
        browser.sign_in("awa@example.org").await;
        let first = browser.open("/matches?lang=en").await;
        let titles = |page: &Answer| page.html.matches("<li class=\"card\">").count();
        assert_eq!(titles(&first), 10);
        let (_, rest) = first.html.split_once("rel=\"next\" href=\"").expect("there is more");
        let next = rest.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&");
        let second = browser.open(&next).await;
        assert_eq!(titles(&second), 2, "{}", second.html);
        assert!(second.html.contains("Rucher"), "what fits least comes last");

        let remote = browser.open("/matches?lang=en&mode=REMOTE").await;
        assert_eq!(titles(&remote), 1);
        assert!(remote.html.contains("Rucher"));
        assert!(remote.html.contains("lang=fr&#38;mode=REMOTE") || remote.html.contains("lang=fr&mode=REMOTE"));
        let whole = browser.open("/matches?lang=en&mode=REMOTE&complete=yes").await;
        assert_eq!(titles(&whole), 0);
        whole.assert_says("page-match-filtered", Language::En);
        let [here, elsewhere] = regions(server).await.map(|region| uuid(&region));
        let cases = [
            ("sector=111".to_owned(), 10),
            ("sector=121".to_owned(), 0),
            (format!("unit={here}"), 10),
            (format!("unit={elsewhere}"), 0),
            (format!("unit={here}&sector=111&mode=REMOTE"), 1),
        ];
        for (query, expected) in cases {
            let page = browser.open(&format!("/matches?lang=en&{query}")).await;
            assert_eq!(titles(&page), expected, "{query}");
        }
        let odd = browser.open("/matches?lang=en&mode=FLYING&unit=nowhere&sector=x").await;
        assert_eq!(titles(&odd), 10, "what cannot be read filters nothing");
        let foreign = browser.open("/matches?lang=en&after=abc").await;
        foreign.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-problem-title");
    })
    .await;
}

#[tokio::test]
async fn who_has_no_match_reads_what_would_help() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    let browser = Browser::of(&server);
    assert!(browser.open("/matches").await.leads_to().starts_with("/start?next=/matches"));
    browser.sign_in("awa@example.org").await;
    let says = async |key: &'static str, path: &str| {
        let page = browser.open("/matches?lang=en").await;
        page.assert_says(key, Language::En);
        assert!(page.html.contains(&format!("href=\"{path}?lang=en\"")), "{path}: {}", page.html);
    };
    says("page-match-no-skill", "/me/skills").await;
    let [(masonry, _), ..] = skills(&server).await;
    claim(&server, &awa, &masonry, 3).await;
    says("page-match-none", "/me/skills").await;
    mutate(&server, &awa, ("withdrawConsent", ""), json!({ "purpose": "MATCHING" })).await;
    says("page-match-no-consent", "/data/consents").await;
    let leave = browser.open("/data/leave?lang=en").await;
    let version = leave.field("version").expect("a version");
    browser.sends("/data/leave/pause?lang=en", &[("version", version)]).await;
    says("page-match-paused", "/data/leave").await;
}

#[tokio::test]
async fn an_open_position_is_shown_to_everybody_and_tells_strangers_nothing_of_members() {
    let server = Server::start().await;
    let staff = server.staff().await;
    let [(masonry, mason), ..] = skills(&server).await;
    let project = project(&server, &staff).await;
    let requirements = json!([{ "concept": masonry, "importance": "ESSENTIAL", "minLevel": 3 }]);
    let values = json!({ "title": "Chef de chantier", "requirements": requirements });
    let position = position(&server, &staff, &project, values).await;
    let browser = Browser::of(&server);
    let path = format!("/positions/{}", uuid(&position));
    let page = browser.open(&format!("{path}?lang=en")).await;
    page.assert_page(StatusCode::OK, "page-position-enter");
    assert!(read(&page).contains(&mason) && read(&page).contains("Level asked: 3 out of 5."), "{}", read(&page));
    assert!(!page.html.contains("page-saved-keep") && !page.html.contains("/keep"), "nobody is there to keep it");
    assert!(browser.send(&format!("{path}/keep"), &[]).await.leads_to().starts_with("/start"));
}
