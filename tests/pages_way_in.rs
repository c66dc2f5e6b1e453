//! The way in, on pages and without script: from an address to the registry, alone or at a desk.

use entity::role_grant::RoleName;
use entity::{account, member};
use reqwest::StatusCode;
use reqwest::header::CACHE_CONTROL;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::browser::{Answer, Browser};
use crate::support::{Server, code_in, each_server};

const AWA: &str = "awa@example.org";
const PHONE: &str = "+2250712345678";
const WHO: [(&str, &str); 3] = [("givenNames", "Awa"), ("familyNames", "Traoré"), ("residenceCountry", "CI")];
const CONSENTS: [(&str, &str); 4] =
    [("noticeVersion", "1"), ("consents", "REGISTRY"), ("consents", "MATCHING"), ("consents", "CONTACT")];

/// Types an address and then the code that was sent to it; where that leads.
async fn come_in(server: &Server, browser: &Browser<'_>, address: &str) -> Answer {
    let asked = browser.sends("/start", &[("address", address)]).await;
    asked.assert_page(StatusCode::OK, "page-code-title");
    let token = asked.field("token").expect("the page knows the address").to_owned();
    let code = code_of(server, address).await;
    browser.send("/start/code", &[("token", token.as_str()), ("code", code.as_str())]).await
}

async fn code_of(server: &Server, address: &str) -> String {
    let sent = if address.contains('@') { server.mails().await } else { server.texts().await };
    code_in(sent.iter().rev().find(|message| message.contains(address)).expect("a code was sent"))
}

fn everything() -> Vec<(&'static str, &'static str)> {
    WHO.into_iter().chain(CONSENTS).collect()
}

#[tokio::test]
async fn somebody_new_is_in_the_registry_after_three_forms() {
    each_server(async |server: &Server| {
        for address in [AWA, PHONE] {
            let browser = Browser::of(server);
            let entered = come_in(server, &browser, address).await;
            assert_eq!(entered.leads_to(), "/me?lang=en");
            assert_eq!(browser.open("/me?lang=en").await.leads_to(), "/join?lang=en", "there is no profile yet");
            browser.open("/join").await.assert_page(StatusCode::OK, "page-join-title");
            let joined = browser.sends("/join", &everything()).await;
            joined.assert_page(StatusCode::OK, "page-done-joined");
            let me = browser.open("/me").await;
            me.assert_page(StatusCode::OK, "page-standing-active");
            assert_eq!(me.header(CACHE_CONTROL), "no-store");
            assert_eq!(browser.open("/join").await.leads_to(), "/me?lang=en", "nobody joins twice");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_begun_on_one_device_goes_on_on_another() {
    let server = Server::start().await;
    let phone = Browser::of(&server);
    come_in(&server, &phone, AWA).await;
    phone.sends("/join", &everything()).await;
    let desk = Browser::of(&server);
    let asked = desk.open("/me/details?lang=en").await;
    assert_eq!(asked.leads_to(), "/start?next=/me/details&lang=en");
    let start = desk.open("/start?next=/me/details&lang=en").await;
    assert_eq!(start.field("next"), Some("/me/details"));
    let asked = desk.sends("/start", &[("address", AWA), ("next", "/me/details")]).await;
    let code = code_of(&server, AWA).await;
    let fields = [("token", asked.field("token").expect("a token")), ("code", code.as_str())];
    let entered = desk.send("/start/code", &fields).await;
    assert_eq!(entered.leads_to(), "/me/details?lang=en");
    assert_eq!(desk.open("/me/details").await.field("givenNames"), Some("Awa"));
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let server = Server::start().await;
    let browser = Browser::of(&server);
    let wrong = browser.send("/start", &[("address", "awa@")]).await;
    wrong.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-form-mend");
    assert_eq!(wrong.field("address"), Some("awa@"));

    let asked = browser.sends("/start", &[("address", AWA)]).await;
    let token = asked.field("token").expect("a token").to_owned();
    let code = code_of(&server, AWA).await;
    let other = if code == "000000" { "000001" } else { "000000" };
    let refused = browser.send("/start/code", &[("token", token.as_str()), ("code", other)]).await;
    refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-code-title");
    assert!(refused.html.contains("aria-invalid"), "{}", refused.html);
    let broken = browser.send("/start/code", &[("token", "abc"), ("code", code.as_str())]).await;
    broken.assert_page(StatusCode::BAD_REQUEST, "page-link-title");
    // As people copy it from a message.
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    browser.send("/start/code", &[("token", token.as_str()), ("code", spaced.as_str())]).await.leads_to();

    let without = browser.send("/join", &[("givenNames", "Awa"), ("residenceCountry", "CI")]).await;
    without.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-join-title");
    assert_eq!(without.field("givenNames"), Some("Awa"));
    assert!(without.html.contains("<option value=\"CI\" selected>"), "{}", without.html);
    assert_eq!(member::Entity::find().count(&server.app.db).await.expect("members are counted"), 0);
}

#[tokio::test]
async fn a_form_sent_twice_is_taken_once() {
    let server = Server::start().await;
    let browser = Browser::of(&server);
    come_in(&server, &browser, AWA).await;
    let page = browser.open("/join").await;
    let key = page.field("key").expect("a key").to_owned();
    let fields: Vec<_> = everything().into_iter().chain([("key", key.as_str())]).collect();
    for _ in 0..2 {
        let joined = browser.sends("/join", &fields).await;
        joined.assert_page(StatusCode::OK, "page-done-joined");
    }
    assert_eq!(member::Entity::find().count(&server.app.db).await.expect("members are counted"), 1);
}

#[tokio::test]
async fn asking_for_a_code_tells_nobody_who_is_known() {
    let server = Server::start().await;
    server.member("Awa").await;
    let mut pages = Vec::new();
    for address in [AWA, "personne@example.org"] {
        let asked = Browser::of(&server).sends("/start", &[("address", address)]).await;
        let main = asked.html.split("<main").nth(1).expect("a page").split("<form").next().map(ToOwned::to_owned);
        pages.push(main.expect("a page").replace(address, "…"));
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(account::Entity::find().count(&server.app.db).await.expect("accounts are counted"), 1);
}

#[tokio::test]
async fn an_agent_writes_a_profile_down_and_its_person_takes_it_over() {
    each_server(async |server: &Server| {
        server.operator("agent@example.org", RoleName::Agent).await;
        let desk = Browser::of(server);
        desk.sign_in("agent@example.org").await;
        let page = desk.open("/desk").await;
        page.assert_page(StatusCode::OK, "page-desk-title");
        let key = page.field("key").expect("a key").to_owned();
        let mut said = everything();
        said.extend([("language", "FR"), ("channel", "AGENT"), ("phone", PHONE), ("key", key.as_str())]);
        said.push(("does", "Je suis maçon, je fais du carrelage"));
        let looked = desk.send("/desk", &[said.clone(), vec![("act", "look")]].concat()).await;
        assert_eq!(looked.status, StatusCode::OK, "{}", looked.html);
        assert_eq!(member::Entity::find().count(&server.app.db).await.expect("members are counted"), 0);
        let unproved = desk.send("/desk", &[said.clone(), vec![("act", "register")]].concat()).await;
        unproved.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-desk-title");

        said.extend([("proof", "Formulaire 12"), ("act", "register")]);
        let handed = desk.send("/desk", &said).await;
        handed.assert_page(StatusCode::OK, "page-desk-code-title");
        let again = desk.send("/desk", &said).await;
        let code_on = |page: &Answer| {
            let rest = page.html.split("<strong class=\"lead\">").nth(1).expect("a code").to_owned();
            rest.split('<').next().expect("a code").to_owned()
        };
        let code = code_on(&handed);
        assert_eq!(code, code_on(&again), "the same form shows the same code");

        let awa = Browser::of(server);
        come_in(server, &awa, AWA).await;
        let wrong = awa.send("/claim", &[("code", "AAAA-BBBB-CC")]).await;
        wrong.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-claim-title");
        let taken = awa.sends("/claim", &[("code", code.to_lowercase().as_str())]).await;
        taken.assert_page(StatusCode::OK, "page-done-joined");
        assert!(taken.html.contains("Awa"), "the profile is theirs");
        let other = Browser::of(server);
        come_in(server, &other, "autre@example.org").await;
        let late = other.send("/claim", &[("code", code.as_str())]).await;
        late.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-claim-title");
    })
    .await;
}

#[tokio::test]
async fn whose_address_the_agent_wrote_down_takes_the_profile_over_without_a_code() {
    let server = Server::start().await;
    server.operator("agent@example.org", RoleName::Agent).await;
    let desk = Browser::of(&server);
    desk.sign_in("agent@example.org").await;
    let mut said = everything();
    said.extend([("language", "FR"), ("channel", "FORUM_DESK"), ("email", AWA), ("proof", "Formulaire 12")]);
    said.push(("act", "register"));
    desk.send("/desk", &said).await.assert_page(StatusCode::OK, "page-desk-code-title");
    let awa = Browser::of(&server);
    come_in(&server, &awa, AWA).await;
    awa.open("/join").await.assert_page(StatusCode::OK, "page-join-awaited-title");
    awa.sends("/claim", &[("mine", "yes")]).await.assert_page(StatusCode::OK, "page-done-joined");
}

#[tokio::test]
async fn the_desk_is_the_agents_alone() {
    let server = Server::start().await;
    assert!(Browser::of(&server).open("/desk").await.leads_to().starts_with("/start?next=/desk"));
    server.member("Awa").await;
    let awa = Browser::of(&server);
    awa.sign_in(AWA).await;
    awa.open("/desk").await.assert_page(StatusCode::FORBIDDEN, "error-forbidden");
    awa.send("/desk", &everything()).await.assert_page(StatusCode::FORBIDDEN, "error-forbidden");
}
