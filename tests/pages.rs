//! The pages, as somebody meets them who opens a link in a mail, without script.

use std::io::Read;

use entity::language::Language;
use flate2::read::GzDecoder;
use reqwest::StatusCode;
use reqwest::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE,
};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, send};
use crate::support::{Asker, PASSWORD, Server};

const EMAIL: &str = "awa.traore@example.org";

async fn open(server: &Server, path: &str) -> Answer {
    Browser::of(server).open(path).await
}

/// The form of a page, sent by that page.
async fn form(server: &Server, path: &str, fields: &[(&str, &str)]) -> Answer {
    Browser::of(server).send(path, fields).await
}

/// The access token of a sign-in, if it succeeds.
async fn sign_in(server: &Server, password: &str) -> Option<String> {
    let query = "mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { message } } }";
    let answer = server.anyone().run(query, json!({ "email": EMAIL, "password": password })).await;
    answer["signIn"]["accessToken"].as_str().map(ToOwned::to_owned)
}

async fn request_reset(server: &Server) {
    let query = "mutation ($input: RequestPasswordResetInput!) \
                 { requestPasswordReset(input: $input) { userErrors { message } } }";
    let answer = server.anyone().run(query, json!({ "email": EMAIL })).await;
    assert_eq!(answer["requestPasswordReset"]["userErrors"], json!([]), "{answer}");
}

async fn is_signed_in(server: &Server, token: &str) -> bool {
    let asker = Asker { token: Some(token.to_owned()), refresh: None };
    let answer = server.asks(&asker).answer("{ viewer { __typename } }", Value::Null).await;
    answer["data"]["viewer"].is_object()
}

#[tokio::test]
async fn the_front_page_answers_in_both_languages() {
    let server = Server::start().await;
    let cases = [
        ("/", "fr-ML,fr;q=0.9", Language::Fr),
        ("/", "en", Language::En),
        ("/", "bm", Language::Fr),
        ("/?lang=en", "fr", Language::En),
        ("/?lang=fr", "en", Language::Fr),
        ("/?lang=xx", "en", Language::En),
    ];
    for (path, accepted, language) in cases {
        let request = server.client().get(format!("{}{path}", server.url())).header(ACCEPT_LANGUAGE, accepted);
        let front = send(request).await;
        assert_eq!(front.status, StatusCode::OK);
        assert_eq!(front.header(CONTENT_LANGUAGE), language.tag(), "{path} for {accepted}");
        assert!(front.html.contains(&format!("<html lang=\"{}\">", language.tag())));
        front.assert_says("page-front-lead", language);
        let other = Language::ALL.into_iter().find(|other| *other != language).expect("there are two languages");
        assert!(front.html.contains(&format!("href=\"/?lang={}\"", other.tag())), "the other language is a link away");
    }
}

#[tokio::test]
async fn a_mailed_link_is_used_up_by_its_button_and_not_by_opening_it() {
    let server = Server::start().await;
    server.register(EMAIL, "Awa").await;
    let token = server.mailed_secret(EMAIL).await;
    for _ in 0..2 {
        let page = open(&server, &format!("/verify?token={token}")).await;
        page.assert_page(StatusCode::OK, "page-verify-title");
        assert!(page.html.contains(&format!("name=\"token\" value=\"{token}\"")), "the form carries the token");
    }
    assert_eq!(sign_in(&server, PASSWORD).await, None, "opening the page confirmed nothing");

    let done = form(&server, "/verify", &[("token", token.as_str())]).await;
    done.assert_page(StatusCode::OK, "page-verify-done-title");
    assert!(sign_in(&server, PASSWORD).await.is_some(), "the address is confirmed");

    let again = form(&server, "/verify", &[("token", token.as_str())]).await;
    again.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-problem-title");
    again.assert_says("problem-link", Language::En);
}

#[tokio::test]
async fn a_password_reset_through_the_page_ends_every_session() {
    let server = Server::start().await;
    server.register(EMAIL, "Awa").await;
    let token = server.mailed_secret(EMAIL).await;
    form(&server, "/verify", &[("token", token.as_str())]).await;
    let session = sign_in(&server, PASSWORD).await.expect("the address is confirmed");
    assert!(is_signed_in(&server, &session).await);

    request_reset(&server).await;
    let token = server.mailed_secret(EMAIL).await;
    open(&server, &format!("/reset?token={token}")).await.assert_page(StatusCode::OK, "page-reset-title");
    assert!(is_signed_in(&server, &session).await, "opening the page changed nothing");

    let short = form(&server, "/reset", &[("token", token.as_str()), ("password", "court")]).await;
    short.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-reset-title");
    assert!(short.html.contains("aria-invalid") && short.html.contains(&token), "the form is there once more");

    let new_password = "la pirogue remonte à Mopti";
    let done = form(&server, "/reset", &[("token", token.as_str()), ("password", new_password)]).await;
    done.assert_page(StatusCode::OK, "page-reset-done-title");
    assert!(!is_signed_in(&server, &session).await, "every session is ended");
    assert_eq!(sign_in(&server, PASSWORD).await, None, "the old password is worthless");
    assert!(sign_in(&server, new_password).await.is_some(), "the new password works");

    let again = form(&server, "/reset", &[("token", token.as_str()), ("password", "une troisième phrase")]).await;
    again.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-problem-title");
    again.assert_says("problem-link", Language::En);
}

#[tokio::test]
async fn a_form_sent_by_another_site_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    server.register(EMAIL, "Awa").await;
    let token = server.mailed_secret(EMAIL).await;
    for site in ["cross-site", "same-site"] {
        let request = server.client().post(format!("{}/verify", server.url())).header("sec-fetch-site", site);
        let refused = send(request.header(ACCEPT_LANGUAGE, "en").form(&[("token", token.as_str())])).await;
        refused.assert_page(StatusCode::FORBIDDEN, "page-foreign-title");
    }
    let done = form(&server, "/verify", &[("token", token.as_str())]).await;
    done.assert_page(StatusCode::OK, "page-verify-done-title");
}

#[tokio::test]
async fn pages_with_a_token_stay_in_no_cache_and_tell_nobody_where_they_were() {
    let server = Server::start().await;
    for path in ["/verify?token=abc", "/reset?token=abc"] {
        let page = open(&server, path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header(CACHE_CONTROL), "no-store");
        assert_eq!(page.header(REFERRER_POLICY), "no-referrer");
        let policy = page.header(CONTENT_SECURITY_POLICY);
        for rule in ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{rule} is not in {policy}");
        }
    }
    for path in ["/verify", "/verify?token=", "/reset?token=%22%3E%3Cscript%3E"] {
        open(&server, path).await.assert_page(StatusCode::BAD_REQUEST, "page-link-title");
    }
}

#[tokio::test]
async fn what_leads_nowhere_gets_a_page_that_leads_on() {
    let server = Server::start().await;
    let missing = open(&server, "/no/such/page?lang=en").await;
    missing.assert_page(StatusCode::NOT_FOUND, "page-missing-title");
    assert!(missing.html.contains("href=\"/?lang=en\""), "the front page is a link away");

    let request = server.client().put(format!("{}/verify", server.url())).header(ACCEPT_LANGUAGE, "en");
    let wrong = send(request).await;
    wrong.assert_page(StatusCode::METHOD_NOT_ALLOWED, "page-method-title");
    assert!(wrong.header(ALLOW).contains("POST"), "the answer names what the page takes: {}", wrong.header(ALLOW));
}

#[tokio::test]
async fn a_form_that_cannot_be_read_gets_a_page() {
    let server = Server::start().await;
    let request = server.client().post(format!("{}/verify", server.url())).header(ACCEPT_LANGUAGE, "en");
    let as_json = send(request.json(&json!({ "token": "abc" }))).await;
    as_json.assert_page(StatusCode::UNSUPPORTED_MEDIA_TYPE, "page-form-title");

    let long = "a".repeat(65 * 1024);
    let too_long = form(&server, "/reset", &[("token", "abc"), ("password", long.as_str())]).await;
    too_long.assert_page(StatusCode::PAYLOAD_TOO_LARGE, "page-form-title");

    let empty = form(&server, "/verify", &[]).await;
    empty.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-problem-title");
}

#[tokio::test]
async fn the_privacy_page_shows_the_notice_in_force() {
    let server = Server::start().await;
    for (language, title) in [(Language::Fr, "Vos données dans Seko"), (Language::En, "Your data in Seko")] {
        let page = open(&server, &format!("/privacy?lang={}", language.tag())).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.html.contains(&format!("<h1>{title}</h1>")), "{}", page.html);
        assert!(page.html.contains("<h2>") && page.html.contains("<li>"), "parts and lists are marked as such");
        assert!(!page.html.contains("##"), "no mark of the writing is left");
        page.assert_says("page-privacy-purposes", language);
        assert!(![" :", " ;", " ?", " !"].iter().any(|mark| page.html.contains(mark)), "no line breaks before a mark");
    }
}

#[tokio::test]
async fn the_style_and_the_mark_are_our_own_files() {
    let server = Server::start().await;
    for (path, kind) in [
        ("/style.css", "text/css; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
    ] {
        let asset = open(&server, path).await;
        assert_eq!(asset.status, StatusCode::OK);
        assert_eq!(asset.header(CONTENT_TYPE), kind);
        assert!(asset.header(CACHE_CONTROL).contains("max-age"), "{path} may be kept");

        let request = server.client().get(format!("{}{path}", server.url())).header(ACCEPT_ENCODING, "br, gzip;q=1");
        let packed = request.send().await.expect("the server answers");
        assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
        let packed = packed.bytes().await.expect("the asset has a body");
        assert!(packed.len() < asset.html.len(), "{path} is smaller over a poor link");
        let mut text = String::new();
        GzDecoder::new(packed.as_ref()).read_to_string(&mut text).expect("the asset can be unpacked");
        assert_eq!(text, asset.html);
    }
    let page = server.client().get(server.url()).header(ACCEPT_ENCODING, "gzip").send().await;
    let page = page.expect("the server answers");
    assert!(!page.headers().contains_key(CONTENT_ENCODING), "the length of a page tells nothing of its secrets");
}

#[tokio::test]
async fn a_form_that_no_page_of_ours_holds_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    server.member("Awa").await;
    let browser = Browser::of(&server);
    browser.sign_in("awa@example.org").await;
    let details = browser.open("/me/details").await;
    let fields = [("version", details.field("version").expect("a version")), ("givenNames", "Oumou")];
    for proof in ["", "xyz"] {
        let request =
            server.client().post(format!("{}/me/details?lang=en", server.url())).header(ACCEPT_LANGUAGE, "en");
        let fields: Vec<_> = fields.into_iter().chain([("csrf", proof)]).collect();
        let refused = browser.sent(request.form(&fields)).await;
        refused.assert_page(StatusCode::FORBIDDEN, "page-stale-form-title");
    }
    let other = Browser::of(&server);
    let theirs = other.open("/start/password").await;
    let fields: Vec<_> = fields.into_iter().chain([("csrf", theirs.field("csrf").expect("a proof"))]).collect();
    let request = server.client().post(format!("{}/me/details?lang=en", server.url())).form(&fields);
    browser.sent(request).await.assert_page(StatusCode::FORBIDDEN, "page-stale-form-title");
    assert!(browser.open("/me").await.html.contains("Awa"), "the name is still the same");
}

#[tokio::test]
async fn a_member_signs_in_writes_who_they_are_and_signs_out() {
    let server = Server::start().await;
    server.member("Awa").await;
    let browser = Browser::of(&server);
    assert_eq!(browser.open("/me?lang=en").await.leads_to(), "/start?next=/me&lang=en");
    let wrong = browser.send("/start/password", &[("email", "awa@example.org"), ("password", "une autre")]).await;
    wrong.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-password-title");
    assert_eq!(wrong.field("email"), Some("awa@example.org"), "what was typed is kept");
    let fields = [("email", "awa@example.org"), ("password", PASSWORD), ("next", "/me/details?lang=en")];
    let entered = browser.send("/start/password", &fields).await;
    let kept = entered.header(SET_COOKIE);
    assert!(kept.contains("HttpOnly") && kept.contains("SameSite=Lax") && kept.contains("Path=/"), "{kept}");
    assert!(entered.leads_to().starts_with("/me/details?lang=en"), "{}", entered.leads_to());

    let details = browser.open("/me/details").await;
    assert_eq!(details.header(CACHE_CONTROL), "no-store");
    let version = details.field("version").expect("a version");
    let fields = [
        ("version", version),
        ("givenNames", "Awa"),
        ("familyNames", "Traoré"),
        ("residenceCountry", "CI"),
        ("rightOfReturn", "YES"),
        ("birthYear", "abc"),
        ("headline", "Maçonne à Abidjan"),
    ];
    let refused = browser.send("/me/details", &fields).await;
    refused.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "problem-unreadable");
    assert_eq!(refused.field("headline"), Some("Maçonne à Abidjan"), "what was typed is kept");
    let fields: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "birthYear").collect();
    let saved = browser.sends("/me/details", &fields).await;
    saved.assert_page(StatusCode::OK, "page-done-saved");
    assert_eq!(saved.field("headline"), Some("Maçonne à Abidjan"));

    let left = browser.sends("/sign-out", &[]).await;
    left.assert_page(StatusCode::OK, "page-done-signed-out");
    assert!(browser.open("/me").await.leads_to().starts_with("/start?next=/me"), "nobody is signed in");
}

#[tokio::test]
async fn nobody_is_led_away_by_a_link_that_names_another_site() {
    let server = Server::start().await;
    server.member("Awa").await;
    for next in ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "/\u{e9}"] {
        let browser = Browser::of(&server);
        let fields = [("email", "awa@example.org"), ("password", PASSWORD), ("next", next)];
        let entered = browser.send("/start/password", &fields).await;
        assert_eq!(entered.leads_to(), "/me?lang=en", "{next}");
    }
}

#[tokio::test]
async fn files_of_the_pages_come_pressed_to_who_takes_them_so() {
    let server = Server::start().await;
    for (accepted, is_pressed) in
        [("gzip, deflate", true), ("br;q=1, gzip;q=0.5", true), ("gzip;q=0", false), ("br", false)]
    {
        let request = server.client().get(format!("{}/style.css", server.url())).header("accept-encoding", accepted);
        let answer = request.send().await.expect("the server answers");
        assert_eq!(answer.headers().get("content-encoding").is_some_and(|how| how == "gzip"), is_pressed, "{accepted}");
        assert_eq!(answer.headers()["vary"], "Accept-Encoding");
        let bytes = answer.bytes().await.expect("the answer comes whole");
        assert_eq!(bytes.starts_with(&[0x1f, 0x8b]), is_pressed, "{accepted}");
    }
}

#[tokio::test]
async fn over_tls_cookies_say_secure_and_nobody_else_can_set_them() {
    let server = Server::with(|config| config.public_url = "https://seko.example.org".to_owned()).await;
    let page = open(&server, "/start/password").await;
    let kept = page.header(SET_COOKIE);
    assert!(kept.starts_with("__Host-seko-forms="), "{kept}");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(kept.contains(attribute), "{attribute} is not in {kept}");
    }
}
