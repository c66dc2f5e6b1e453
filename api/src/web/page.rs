//! What all pages share: their words, their address in each language, and the headers they leave with.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY};
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Timelike, Utc};
use entity::language::Language;
use entity::role_grant::RoleName;

use crate::auth::secret;
use crate::locale::{self, Message};
use crate::web::asset;
use crate::web::visit::{Visit, escaped};

/// Our own script alone, nothing from elsewhere, nobody frames us, and forms come back to us.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whether a page may be kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keep {
    /// The same for everybody: a poor link may keep it for a while.
    Shared,
    /// A token or an answer to somebody: no cache keeps it.
    Never,
}

/// The words of a page, in its language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts {
    language: Language,
}

impl Texts {
    /// The words of a language.
    pub(super) const fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    pub(super) const fn language(self) -> Language {
        self.language
    }

    /// The text of a key in the Fluent files.
    pub(super) fn t(self, key: &'static str) -> String {
        Message::new(key).text(self.language)
    }

    /// A text about a number of things: `$count`, in its plural form.
    pub(super) fn count(self, key: &'static str, count: usize) -> String {
        Message::new(key).with("count", count).text(self.language)
    }

    /// A text about something named: `$name`.
    pub(super) fn named(self, key: &'static str, name: impl Into<String>) -> String {
        Message::new(key).with("name", name.into()).text(self.language)
    }

    /// A day, written out.
    pub(super) fn date(self, date: NaiveDate) -> String {
        locale::date(date, self.language)
    }

    /// A day and a time of day, in UTC.
    pub(super) fn moment(self, at: DateTime<Utc>) -> String {
        let time = Message::new("page-moment").with("date", self.date(at.date_naive()));
        time.with("hour", format!("{:02}", at.hour())).with("minute", format!("{:02}", at.minute())).text(self.language)
    }

    /// The language, for `lang` attributes.
    pub(super) const fn tag(self) -> &'static str {
        self.language.tag()
    }
}

/// What a page says is done, after the form that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// What was written is kept.
    Saved,
    /// Something was added.
    Added,
    /// Something was taken away.
    Removed,
    /// The browser is signed out.
    SignedOut,
    /// A mail is under way.
    Mailed,
    /// Somebody is in the registry now.
    Joined,
}

impl Done {
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Saved, "saved", "page-done-saved"),
        (Self::Added, "added", "page-done-added"),
        (Self::Removed, "removed", "page-done-removed"),
        (Self::SignedOut, "signed-out", "page-done-signed-out"),
        (Self::Mailed, "mailed", "page-done-mailed"),
        (Self::Joined, "joined", "page-done-joined"),
    ];

    /// What stands in the address.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(done, ..)| *done == self).map_or("", |(_, name, _)| name)
    }

    /// What an address says.
    pub(super) fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name, _)| *name == text).map(|(done, ..)| *done)
    }

    fn key(self) -> &'static str {
        Self::ALL.iter().find(|(done, ..)| *done == self).map_or("", |(.., key)| key)
    }
}

/// The same page in another language.
#[derive(Debug)]
pub(super) struct Other {
    /// Language, for `lang` attributes.
    pub(super) tag: &'static str,
    /// Its own name for itself.
    pub(super) name: String,
    /// Where the page is.
    pub(super) address: String,
}

/// What the frame of every page needs.
#[derive(Debug)]
pub(super) struct Page {
    /// The words.
    pub(super) texts: Texts,
    /// Whether somebody is signed in.
    pub(super) is_signed_in: bool,
    /// Whether a member is.
    pub(super) is_member: bool,
    /// Whether somebody is who registers people in their presence.
    pub(super) is_agent: bool,
    /// What the forms of this browser carry.
    pub(super) form_token: String,
    /// What the browser calls the drafts of who is signed in.
    pub(super) draft_mark: String,
    title: String,
    path: String,
    query: String,
    done: Option<Done>,
}

impl Page {
    /// A page at a path, under the title of a key, for who asks.
    pub(super) fn new(visit: &Visit, path: impl Into<String>, title: &'static str) -> Self {
        Self::titled(visit, path, Message::new(title).text(visit.viewer.language))
    }

    /// A page at a path, under a title of its own.
    pub(super) fn titled(visit: &Visit, path: impl Into<String>, title: String) -> Self {
        Self {
            texts: Texts::of(visit.viewer.language),
            is_signed_in: visit.viewer.actor().is_some(),
            is_member: visit.viewer.own_member().is_some(),
            is_agent: visit.viewer.has(RoleName::Agent),
            form_token: visit.form_token.clone(),
            draft_mark: visit.draft_mark.clone(),
            title,
            path: path.into(),
            query: String::new(),
            done: visit.done,
        }
    }

    /// A page that goes with a link's token, which the page in another language needs too.
    pub(super) fn with_token(self, token: &str) -> Self {
        self.with_query("token", token)
    }

    /// A page that goes with a value in its query, which the page in another language needs too.
    pub(super) fn with_query(mut self, name: &str, value: &str) -> Self {
        self.query.push_str(&format!("&{name}={}", escaped(value)));
        self
    }

    /// The title.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// The address of a path in the page's language.
    pub(super) fn to(&self, path: &str) -> String {
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{path}{mark}lang={}", self.texts.tag())
    }

    /// The page's own address, without what was asked of it: where its form goes.
    pub(super) fn address(&self) -> String {
        self.to(&self.path)
    }

    /// Whether this page is at a path or below it, for the navigation.
    pub(super) fn is_in(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The page in the other languages.
    pub(super) fn others(&self) -> Vec<Other> {
        let others = Language::ALL.into_iter().filter(|language| *language != self.texts.language);
        others
            .map(|language| Other {
                tag: language.tag(),
                name: Texts::of(language).t("page-language-name"),
                address: format!("{}?lang={}{}", self.path, language.tag(), self.query),
            })
            .collect()
    }

    /// What the page before did.
    pub(super) fn done(&self) -> Option<String> {
        self.done.map(|done| self.texts.t(done.key()))
    }

    /// Another each time a form is shown: sent twice, it is taken once.
    pub(super) fn form_key(&self) -> String {
        secret::random_text()
    }

    /// The word mark: our own file, and the only thing in a page that is not escaped.
    pub(super) const fn word_mark(&self) -> &'static str {
        asset::WORD_MARK
    }
}

/// Leads to another page of ours, by GET.
pub(super) fn see(path: &str) -> Response {
    ([(CACHE_CONTROL, "no-store")], Redirect::to(path)).into_response()
}

/// A page as an answer.
pub(super) fn answer(status: StatusCode, keep: Keep, language: Language, page: &impl Template) -> Response {
    let kept = match keep {
        Keep::Shared => "public, max-age=300",
        Keep::Never => "no-store",
    };
    let headers = [
        (CACHE_CONTROL, kept),
        (CONTENT_LANGUAGE, language.tag()),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (VARY, "Accept-Language, Cookie"),
    ];
    match page.render() {
        Ok(text) => (status, headers, Html(text)).into_response(),
        Err(fault) => {
            tracing::error!(error = %fault, "a page could not be written");
            let words = Message::new("error-internal").text(language);
            (StatusCode::INTERNAL_SERVER_ERROR, headers, words).into_response()
        }
    }
}
