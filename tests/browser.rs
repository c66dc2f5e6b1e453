//! A browser without script: it keeps cookies, opens pages and sends the forms that they hold.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, Once};

use entity::language::Language;
use reqwest::header::{
    ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, LOCATION, SET_COOKIE,
};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode};
use seko::locale::Message;

use crate::support::Server;

/// What a page answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Answer {
    pub fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    pub fn assert_says(&self, key: &'static str, language: Language) {
        let words = Message::new(key).text(language);
        assert!(self.html.contains(&words), "“{words}” is not in {}", self.html);
    }

    /// A page of ours, whatever went wrong: HTML, in one language, and strict about what it may do.
    #[track_caller]
    pub fn assert_page(&self, status: StatusCode, title: &'static str) {
        assert_eq!(self.status, status, "{}", self.html);
        assert_eq!(self.header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert!(self.header(CONTENT_SECURITY_POLICY).contains("default-src 'none'"));
        self.assert_says(title, Language::En);
    }

    /// The value of the first field of this name in a form.
    pub fn field(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.html.split_once(&format!("name=\"{name}\" value=\""))?;
        rest.split('"').next()
    }

    /// Where the page leads.
    #[track_caller]
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        self.header(LOCATION)
    }
}

/// Sends a request as it is.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, html: response.text().await.expect("the answer is text") }
}

/// A page in English, whatever the language of the account.
fn in_english(path: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    if path.contains("lang=") { path.to_owned() } else { format!("{path}{mark}lang=en") }
}

/// A browser of somebody who reads English.
pub struct Browser<'a> {
    server: &'a Server,
    client: Client,
    cookies: Mutex<BTreeMap<String, String>>,
    form_token: Mutex<String>,
}

impl<'a> Browser<'a> {
    /// A new one, which keeps nothing yet.
    pub fn of(server: &'a Server) -> Self {
        static SAID: Once = Once::new();
        // Written past the capture of the test runner, so that whoever runs the tests reads it.
        SAID.call_once(|| drop(writeln!(std::io::stderr(), "left out here: the pages in Chromium (tests/browser)")));
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { server, client, cookies: Mutex::default(), form_token: Mutex::default() }
    }

    /// Opens a page, without following where it leads.
    pub async fn open(&self, path: &str) -> Answer {
        self.sent(self.client.get(format!("{}{}", self.server.url(), in_english(path)))).await
    }

    /// Sends a form of ours, without following where that leads.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.sent(self.form(path, fields).await).await
    }

    /// Sends a form of ours and opens the page that it leads to.
    pub async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.send(path, fields).await;
        let next = answer.leads_to().to_owned();
        self.open(&next).await
    }

    /// A form of ours, not sent yet.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        if self.form_token().is_empty() {
            self.open("/start/password").await;
        }
        let token = self.form_token();
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", token.as_str())]).collect();
        let address = format!("{}{}", self.server.url(), in_english(path));
        let request = self.client.post(address).header("sec-fetch-site", "same-origin");
        request.form(&fields)
    }

    /// Sends a request with what the browser keeps.
    pub async fn sent(&self, request: RequestBuilder) -> Answer {
        let kept = self.cookies.lock().expect("nobody panics here").clone();
        let kept: Vec<String> = kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = send(request.header(ACCEPT_LANGUAGE, "en").header(COOKIE, kept.join("; "))).await;
        for set in answer.headers.get_all(SET_COOKIE) {
            let (pair, _) = set.to_str().expect("plain text").split_once(';').expect("a cookie has attributes");
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            // Forms of before are worthless to who signs in or out.
            self.form_token.lock().expect("nobody panics here").clear();
            let mut cookies = self.cookies.lock().expect("nobody panics here");
            match value {
                "" => cookies.remove(name),
                _ => cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        if let Some(token) = answer.field("csrf") {
            token.clone_into(&mut self.form_token.lock().expect("nobody panics here"));
        }
        answer
    }

    /// Signs in with the password of every story.
    pub async fn sign_in(&self, email: &str) {
        let me = self.sends("/start/password", &[("email", email), ("password", crate::support::PASSWORD)]).await;
        assert!(me.status.is_success() || me.status.is_redirection(), "{}", me.html);
    }

    /// The browser of somebody who signed in some other day.
    pub fn holding(self, device_token: &str) -> Self {
        let kept = ("seko".to_owned(), device_token.to_owned());
        self.cookies.lock().expect("nobody panics here").extend([kept]);
        self
    }

    fn form_token(&self) -> String {
        self.form_token.lock().expect("nobody panics here").clone()
    }
}
