//! The pages about one's own data: who read them, what one agreed to, what one asks, and leaving.

use entity::language::Language;
use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::partners::{agreement, candidate, candidates, mutate, opened, organisation, person, text, uuid};
use crate::support::{Server, code_in, each_server};

const OVERVIEW: [&str; 10] = [
    "/data",
    "/data/readers",
    "/data/consents",
    "/data/visibility",
    "/data/corrections",
    "/data/requests",
    "/data/export",
    "/data/sessions",
    "/data/account",
    "/data/leave",
];

/// The browser of Awa, who is a member.
async fn awa(server: &Server) -> Browser<'_> {
    let browser = Browser::of(server);
    browser.sign_in("awa@example.org").await;
    browser
}

#[tokio::test]
async fn the_pages_of_ones_data_are_for_members_alone_and_stay_in_no_cache() {
    let server = Server::start().await;
    server.member("Awa").await;
    let (stranger, member) = (Browser::of(&server), awa(&server).await);
    for path in OVERVIEW {
        let led = stranger.open(path).await;
        assert!(led.leads_to().starts_with(&format!("/start?next={path}")), "{path}: {}", led.leads_to());
        for language in Language::ALL {
            let page = member.open(&format!("{path}?lang={}", language.tag())).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
            assert_eq!(page.header(CACHE_CONTROL), "no-store");
            assert_eq!(page.html.matches("<h1>").count(), 1, "{path}");
            for mark in ["style=", "onclick", "<style", "javascript:"] {
                assert!(!page.html.contains(mark), "{path} holds {mark}");
            }
        }
    }
}

#[tokio::test]
async fn a_consent_is_taken_back_and_given_by_one_press_each() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let browser = awa(server).await;
        let page = browser.open("/data/consents?lang=en").await;
        page.assert_says("page-consent-without-matching", Language::En);
        let version = page.field("noticeVersion").expect("a version").to_owned();
        let given = page.html.matches("class=\"tag good\"").count();
        let shown = async || browser.open("/data/consents?lang=en").await.html.matches("class=\"tag good\"").count();

        let back = [("purpose", "MATCHING"), ("agreement", ""), ("decision", "WITHDRAWN"), ("key", "abc")];
        for _ in 0..2 {
            browser.sends("/data/consents?lang=en", &back).await.assert_page(StatusCode::OK, "page-done-saved");
        }
        assert_eq!(shown().await, given - 1);
        let page = browser.open("/data/consents?lang=en").await;
        assert_eq!(page.html.matches("Agreement taken back by you.").count(), 1, "sent twice, decided once");
        browser.open("/matches?lang=en").await.assert_says("page-match-no-consent", Language::En);

        let again =
            [("purpose", "MATCHING"), ("agreement", ""), ("decision", "GIVEN"), ("noticeVersion", version.as_str())];
        browser.sends("/data/consents?lang=en", &again).await.assert_page(StatusCode::OK, "page-done-saved");
        assert_eq!(shown().await, given);
        let old = [("purpose", "FORUM"), ("agreement", ""), ("decision", "GIVEN"), ("noticeVersion", "99")];
        let refused = browser.send("/data/consents?lang=en", &old).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-notice");

        let registry = [("purpose", "REGISTRY"), ("agreement", ""), ("decision", "WITHDRAWN")];
        let led = browser.send("/data/consents?lang=en", &registry).await;
        assert!(led.leads_to().starts_with("/data/leave/withdraw"), "leaving asks first: {}", led.leads_to());
        assert_eq!(shown().await, given);
    })
    .await;
}

#[tokio::test]
async fn a_member_decides_about_one_partner_alone() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let staff = server.staff().await;
        let hospital = organisation(server, &staff, "Hôpital du Mali").await;
        let agreed = agreement(server, &staff, &hospital, json!({})).await;
        let share = json!({ "purpose": "SHARE_WITH_PARTNER", "noticeVersion": 1 });
        mutate(server, &member, ("giveConsent", ""), share).await;
        let browser = awa(server).await;
        let page = browser.open("/data/consents?lang=en").await;
        assert!(page.html.contains("Partner: Hôpital du Mali"), "{}", page.html);
        let given = page.html.matches("class=\"tag good\"").count();
        let agreed = uuid(&agreed).to_string();
        let fields = [("purpose", "SHARE_WITH_PARTNER"), ("agreement", agreed.as_str()), ("decision", "WITHDRAWN")];
        let page = browser.sends("/data/consents?lang=en", &fields).await;
        assert_eq!(page.html.matches("class=\"tag good\"").count(), given - 1, "the others stand");
    })
    .await;
}

#[tokio::test]
async fn a_member_reads_in_plain_words_who_read_what_and_why() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let own = server.asks(&member).data("{ viewer { member { id } } }", json!({})).await;
        let staff = server.staff().await;
        let browser = awa(server).await;
        browser.open("/data/readers?lang=en").await.assert_says("page-reader-none", Language::En);
        let asking = server.asks(&staff).with("Seko-Purpose", "VERIFICATION");
        let query = "query($id: ID!) { member(id: $id) { contacts { value } } }";
        asking.data(query, json!({ "id": own["viewer"]["member"]["id"] })).await;
        let page = browser.open("/data/readers?lang=en").await;
        for key in ["page-reader-staff", "page-reader-verification", "page-part-contact"] {
            page.assert_says(key, Language::En);
        }
        assert!(!page.html.contains("STAFF") && !page.html.contains("VERIFICATION"), "no code is shown");
    })
    .await;
}

#[tokio::test]
async fn a_member_chooses_who_may_read_each_part() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let staff = server.staff().await;
        let hospital = organisation(server, &staff, "Hôpital du Mali").await;
        agreement(server, &staff, &hospital, json!({})).await;
        let hospital = uuid(&hospital).to_string();
        let browser = awa(server).await;
        let path = "/data/visibility/birth-year?lang=en";
        let page = browser.open(path).await;
        page.assert_page(StatusCode::OK, "page-part-birth");
        assert!(page.html.contains("value=\"ministry\" checked"), "private unless chosen: {}", page.html);
        let refused = browser.send(path, &[("audience", "named")]).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-named-partners");
        assert!(refused.html.contains("value=\"named\" checked"), "the choice is kept");
        browser
            .send(path, &[("audience", "nobody")])
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-form-mend");
        let saved = browser.sends(path, &[("audience", "named"), ("partners", &hospital)]).await;
        saved.assert_says("page-audience-named", Language::En);
        assert!(saved.html.contains("Hôpital du Mali"), "{}", saved.html);
        let saved = browser.sends(path, &[("audience", "me"), ("partners", &hospital)]).await;
        assert!(!saved.html.contains("Hôpital du Mali"), "partners count only where they are asked for");
        let unknown = browser.open("/data/visibility/religion?lang=en").await;
        unknown.assert_page(StatusCode::NOT_FOUND, "page-problem-title");

        let details = browser.open("/me/details?lang=en").await;
        let version = details.field("version").expect("a version");
        let fields = [
            ("version", version),
            ("givenNames", "Awa"),
            ("familyNames", "Traoré"),
            ("residenceCountry", "FR"),
            ("rightOfReturn", "YES"),
            ("headline", "Maçonne"),
        ];
        browser.sends("/me/details?lang=en", &fields).await;
        let corrected = browser.open("/data/corrections?lang=en").await;
        for key in ["page-section-member", "page-correction-changed", "page-field-headline", "page-field-return"] {
            corrected.assert_says(key, Language::En);
        }
        assert!(!corrected.html.contains("Maçonne"), "values are not told");
    })
    .await;
}

#[tokio::test]
async fn a_member_answers_a_partner_once() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = organisation(server, &staff, "Hôpital du Mali").await;
        agreement(server, &staff, &hospital, json!({})).await;
        let user = person(server, "partenaire@example.org", &hospital).await;
        let (_, position) = opened(server, &staff, &user, &hospital).await;
        candidate(server, "Awa", 1990, 4).await;
        let found = candidates(server, &user, &position).await;
        let input = json!({
            "position": position, "candidate": found["nodes"][0]["candidate"]["id"], "message": "Parlons-nous ?",
        });
        let asked = mutate(server, &user, ("requestContact", "contactRequest { id }"), input).await;
        let path = format!("/data/requests/contact/{}", uuid(&text(&asked["contactRequest"]["id"])));

        let browser = awa(server).await;
        assert!(browser.open("/data?lang=en").await.html.contains("A partner is waiting for your answer."));
        let page = browser.open("/data/requests?lang=en").await;
        assert!(page.html.contains("Parlons-nous ?") && page.html.contains("Hôpital du Mali"), "{}", page.html);
        let yes = [("version", "1"), ("accept", "yes")];
        let answered = browser.sends(&format!("{path}?lang=en"), &yes).await;
        assert!(answered.html.contains("You said yes on"), "{}", answered.html);
        browser.sends(&format!("{path}?lang=en"), &yes).await.assert_page(StatusCode::OK, "page-done-saved");
        let again = browser.send(&format!("{path}?lang=en"), &[("version", "2"), ("accept", "no")]).await;
        again.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-request-answered");
        let known = candidates(server, &user, &position).await;
        assert_eq!(known["nodes"][0]["candidate"]["givenNames"], "Awa", "the partner knows the name now");
    })
    .await;
}

#[tokio::test]
async fn what_a_member_asks_by_right_is_taken_once_and_kept_when_it_cannot_be() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let browser = awa(server).await;
        let path = "/data/requests?lang=en";
        let long = "a".repeat(2_001);
        let refused = browser.send(path, &[("kind", "ACCESS"), ("text", &long)]).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-form-mend");
        assert!(refused.html.contains(&long) && refused.html.contains("value=\"ACCESS\" checked"), "all is kept");
        browser.send(path, &[("text", "Quoi ?")]).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-form-mend");
        let fields = [("kind", "ACCESS"), ("text", "Qui a lu mon adresse ?"), ("key", "abc")];
        for _ in 0..2 {
            let sent = browser.sends(path, &fields).await;
            assert_eq!(sent.html.matches("Qui a lu mon adresse ?").count(), 1, "sent twice, asked once");
            assert!(sent.html.contains("Answer by"), "{}", sent.html);
        }
        let objected = browser.sends("/data/requests/objection?lang=en", &[("reason", "")]).await;
        objected.assert_says("page-request-objection", Language::En);
        browser.open("/data/consents?lang=en").await.assert_says("page-consent-without-matching", Language::En);
        browser.open("/matches?lang=en").await.assert_says("page-match-no-consent", Language::En);
    })
    .await;
}

#[tokio::test]
async fn a_member_takes_everything_along_as_a_file() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let browser = awa(server).await;
        for (path, name) in [("/data/export/whole", "seko.json"), ("/data/export/resume", "resume.json")] {
            let file = browser.send(path, &[]).await;
            assert_eq!(file.status, StatusCode::OK, "{}", file.html);
            assert_eq!(file.header(CONTENT_TYPE), "application/json");
            assert_eq!(file.header(CONTENT_DISPOSITION), format!("attachment; filename=\"{name}\""));
            assert_eq!(file.header(CACHE_CONTROL), "no-store");
            let document: Value = serde_json::from_str(&file.html).expect("the file is JSON");
            assert!(document.to_string().contains("Awa"), "{document}");
            assert_eq!(browser.open(path).await.status, StatusCode::METHOD_NOT_ALLOWED, "only by the button");
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_pauses_leaves_and_comes_back() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let browser = awa(server).await;
        let version =
            async || browser.open("/data/leave?lang=en").await.field("version").expect("a version").to_owned();
        let stale = browser.send("/data/leave/pause?lang=en", &[("version", "99")]).await;
        stale.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-stale-version");
        let paused = browser.sends("/data/leave/pause?lang=en", &[("version", &version().await)]).await;
        paused.assert_says("page-leave-resume", Language::En);
        let resumed = browser.sends("/data/leave/resume?lang=en", &[("version", &version().await)]).await;
        resumed.assert_says("page-leave-pause", Language::En);

        let untold = browser.send("/data/leave/withdraw?lang=en", &[]).await;
        untold.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-leave-tick");
        let left = browser.sends("/data/leave/withdraw?lang=en", &[("understood", "yes")]).await;
        left.assert_says("page-leave-agree-label", Language::En);
        browser.open("/matches?lang=en").await.assert_says("page-match-withdrawn", Language::En);
        let without = browser.send("/data/leave/resume?lang=en", &[("version", &version().await)]).await;
        without.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-registry-consent");
        let notice = without.field("noticeVersion").expect("the notice is named").to_owned();
        let fields = [("version", version().await), ("noticeVersion", notice), ("agree", "yes".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.sends("/data/leave/resume?lang=en", &fields).await.assert_says("page-leave-pause", Language::En);
    })
    .await;
}

#[tokio::test]
async fn an_erasure_is_confirmed_receipted_and_taken_back() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let browser = awa(server).await;
        let path = "/data/leave/erase?lang=en";
        assert!(browser.open(path).await.html.contains("30 days"), "the grace period is told first");
        let untold = browser.send(path, &[("reason", "Je pars")]).await;
        untold.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-leave-tick");
        assert_eq!(untold.field("reason"), Some("Je pars"), "what was typed is kept");

        let sure = [("reason", "Je pars"), ("understood", "yes"), ("key", "abc")];
        let made = browser.send(path, &sure).await;
        made.assert_page(StatusCode::OK, "page-receipt-made");
        let again = browser.send(path, &sure).await;
        let code = |html: &str| {
            let (_, rest) = html.split_once("<p><strong>").expect("a code");
            rest.split('<').next().unwrap_or_default().to_owned()
        };
        let receipt = code(&made.html);
        assert_eq!(receipt, code(&again.html), "sent twice, asked once, answered alike");

        assert!(browser.open("/data?lang=en").await.html.contains("Your data will be erased on"));
        let cancelled = browser.sends("/data/leave/erase/cancel?lang=en", &[]).await;
        assert!(!cancelled.html.contains("Your data will be erased on"), "{}", cancelled.html);
        browser
            .send("/data/leave/erase/cancel?lang=en", &[])
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-no-erasure");

        let stranger = Browser::of(server);
        let told = stranger.send("/receipt?lang=en", &[("code", &receipt)]).await;
        assert!(told.html.contains("The erasure was cancelled on"), "{}", told.html);
        let unknown = stranger.send("/receipt?lang=en", &[("code", "0000")]).await;
        unknown.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-receipt-unknown");
        assert_eq!(unknown.field("code"), Some("0000"));
    })
    .await;
}

#[tokio::test]
async fn a_member_signs_other_devices_out_and_then_this_one() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let (first, second) = (awa(server).await, awa(server).await);
        let page = first.open("/data/sessions?lang=en").await;
        page.assert_says("page-device-this", Language::En);
        page.assert_says("page-device-end-others", Language::En);
        let ended = first.sends("/data/sessions/others?lang=en", &[]).await;
        ended.assert_says("page-device-this", Language::En);
        assert_eq!(ended.html.matches("<li class=\"card\">").count(), 1);
        assert!(second.open("/data").await.leads_to().starts_with("/start"), "the other is signed out");
        let (_, rest) = ended.html.split_once("action=\"/data/sessions/").expect("a form");
        let id = rest.split('/').next().unwrap_or_default().to_owned();
        let left = first.sends(&format!("/data/sessions/{id}/end?lang=en"), &[]).await;
        left.assert_page(StatusCode::OK, "page-done-signed-out");
        assert!(first.open("/data").await.leads_to().starts_with("/start"), "nobody is signed in");
    })
    .await;
}

#[tokio::test]
async fn a_member_sees_their_account_and_sets_its_language() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let browser = awa(server).await;
        let page = browser.open("/data/account?lang=en").await;
        assert!(page.html.contains("awa@example.org"), "{}", page.html);
        assert!(page.html.contains("value=\"FR\" checked"), "{}", page.html);
        let version = page.field("version").expect("a version");
        let saved = browser.sends("/data/account?lang=fr", &[("version", version), ("language", "EN")]).await;
        saved.assert_page(StatusCode::OK, "page-done-saved");
        assert!(browser.open("/data/account").await.html.contains("<html lang=\"en\">"), "from now on in English");
        browser.sends("/data/account/password?lang=en", &[]).await.assert_page(StatusCode::OK, "page-done-mailed");
        assert!(!server.mailed_secret("awa@example.org").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_member_adds_a_telephone_confirms_it_by_a_code_and_removes_it() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let browser = awa(server).await;
        let path = "/data/account/phone?lang=en";
        let refused = browser.send(path, &[("phone", "12")]).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-phone");
        assert!(refused.html.contains("value=\"12\""), "what was typed is kept: {}", refused.html);

        let number = [("phone", "+33 6 12 34 56 78"), ("key", "abc")];
        let first = browser.send(path, &number).await.leads_to().to_owned();
        assert_eq!(browser.send(path, &number).await.leads_to(), first, "sent twice, added once");
        let (phone, _) = first.split_once('?').expect("a page with a language");
        let sent = browser.sends(&format!("{phone}/code?lang=en"), &[("key", "def")]).await;
        assert!(sent.html.contains("+33612345678"), "{}", sent.html);
        let texts = server.texts().await;
        let code = code_in(texts.last().expect("a code was sent"));

        let wrong: String = code.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect();
        let confirm = format!("{phone}/confirm?lang=en");
        let refused = browser.send(&confirm, &[("code", &wrong)]).await;
        refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-sign-in-code");
        assert!(refused.html.contains(&format!("value=\"{wrong}\"")), "{}", refused.html);
        for _ in 0..2 {
            let done = browser.sends(&confirm, &[("code", &code)]).await;
            done.assert_page(StatusCode::OK, "page-done-saved");
            assert!(!done.html.contains("tag warn"), "nothing waits: {}", done.html);
        }

        server.member("Bakary").await;
        let other = Browser::of(server);
        other.sign_in("bakary@example.org").await;
        assert_eq!(other.open(phone).await.status, StatusCode::NOT_FOUND, "another's number is none");

        browser.open(&format!("{phone}/remove?lang=en")).await.assert_page(StatusCode::OK, "page-section-remove-text");
        for _ in 0..2 {
            let done = browser.sends(&format!("{phone}/remove?lang=en"), &[]).await;
            done.assert_page(StatusCode::OK, "page-done-removed");
            assert!(!done.html.contains("+33612345678"), "{}", done.html);
        }
    })
    .await;
}

#[tokio::test]
async fn a_path_that_cannot_be_read_gets_the_page_for_what_is_not_there() {
    let server = Server::start().await;
    server.member("Awa").await;
    let browser = awa(&server).await;
    for path in
        ["/positions/%FF", "/me/skills/%FF", "/me/documents/%FF", "/data/visibility/%FF", "/data/account/phone/%FF"]
    {
        browser.open(&format!("{path}?lang=en")).await.assert_page(StatusCode::NOT_FOUND, "page-problem-title");
    }
}
