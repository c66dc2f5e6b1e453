//! The pages, as somebody meets them who opens a link in a mail, without script.

use entity::language::Language;
use reqwest::header::{
    ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    HeaderName, REFERRER_POLICY,
};
use reqwest::{RequestBuilder, StatusCode};
use seko::locale::Message;
use serde_json::{Value, json};

use crate::support::{Asker, PASSWORD, Server};

const EMAIL: &str = "awa.traore@example.org";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl Answer {
    fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    fn assert_says(&self, key: &'static str, language: Language) {
        let words = Message::new(key).text(language);
        assert!(self.html.contains(&words), "“{words}” is not in {}", self.html);
    }

    /// A page of ours, whatever went wrong: HTML, in one language, and strict about what it may do.
    #[track_caller]
    fn assert_page(&self, status: StatusCode, title: &'static str) {
        assert_eq!(self.status, status, "{}", self.html);
        assert_eq!(self.header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert!(self.header(CONTENT_SECURITY_POLICY).contains("default-src 'none'"));
        self.assert_says(title, Language::En);
    }
}

async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, html: response.text().await.expect("the answer is text") }
}

async fn open(server: &Server, path: &str) -> Answer {
    send(server.client().get(format!("{}{path}", server.url())).header(ACCEPT_LANGUAGE, "en")).await
}

/// The form of a page, sent by that page.
fn form(server: &Server, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let request = server.client().post(format!("{}{path}", server.url())).header(ACCEPT_LANGUAGE, "en");
    request.header("sec-fetch-site", "same-origin").form(fields)
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
        assert!(!front.html.contains("<script"), "the pages work without script");
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

    let done = send(form(&server, "/verify", &[("token", token.as_str())])).await;
    done.assert_page(StatusCode::OK, "page-verify-done-title");
    assert!(sign_in(&server, PASSWORD).await.is_some(), "the address is confirmed");

    let again = send(form(&server, "/verify", &[("token", token.as_str())])).await;
    again.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-problem-title");
    again.assert_says("problem-link", Language::En);
}

#[tokio::test]
async fn a_password_reset_through_the_page_ends_every_session() {
    let server = Server::start().await;
    server.register(EMAIL, "Awa").await;
    let token = server.mailed_secret(EMAIL).await;
    send(form(&server, "/verify", &[("token", token.as_str())])).await;
    let session = sign_in(&server, PASSWORD).await.expect("the address is confirmed");
    assert!(is_signed_in(&server, &session).await);

    request_reset(&server).await;
    let token = server.mailed_secret(EMAIL).await;
    open(&server, &format!("/reset?token={token}")).await.assert_page(StatusCode::OK, "page-reset-title");
    assert!(is_signed_in(&server, &session).await, "opening the page changed nothing");

    let short = send(form(&server, "/reset", &[("token", token.as_str()), ("password", "court")])).await;
    short.assert_page(StatusCode::UNPROCESSABLE_ENTITY, "page-reset-title");
    assert!(short.html.contains("aria-invalid") && short.html.contains(&token), "the form is there once more");

    let new_password = "la pirogue remonte à Mopti";
    let done = send(form(&server, "/reset", &[("token", token.as_str()), ("password", new_password)])).await;
    done.assert_page(StatusCode::OK, "page-reset-done-title");
    assert!(!is_signed_in(&server, &session).await, "every session is ended");
    assert_eq!(sign_in(&server, PASSWORD).await, None, "the old password is worthless");
    assert!(sign_in(&server, new_password).await.is_some(), "the new password works");

    let again = send(form(&server, "/reset", &[("token", token.as_str()), ("password", "une troisième phrase")])).await;
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
    let done = send(form(&server, "/verify", &[("token", token.as_str())])).await;
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
    for path in ["/verify", "/verify?token=", "/reset?token=%22%3E%3Cscript%3E", "/reset?token=a&token=b"] {
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

    let long = "a".repeat(17 * 1024);
    let too_long = send(form(&server, "/reset", &[("token", "abc"), ("password", long.as_str())])).await;
    too_long.assert_page(StatusCode::PAYLOAD_TOO_LARGE, "page-form-title");

    let empty = send(form(&server, "/verify", &[])).await;
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
    }
}

#[tokio::test]
async fn the_style_and_the_mark_are_our_own_files() {
    let server = Server::start().await;
    for (path, kind) in [("/style.css", "text/css; charset=utf-8"), ("/favicon.svg", "image/svg+xml")] {
        let asset = open(&server, path).await;
        assert_eq!(asset.status, StatusCode::OK);
        assert_eq!(asset.header(CONTENT_TYPE), kind);
        assert!(asset.header(CACHE_CONTROL).contains("max-age"), "{path} may be kept");
    }
}
