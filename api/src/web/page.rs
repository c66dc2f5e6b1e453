//! What all pages share: their words, their address in each language, and the headers they leave with.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY};
use axum::response::{Html, IntoResponse, Response};
use entity::language::Language;

use crate::locale::Message;
use crate::web::asset;

/// No script, nothing from elsewhere, nobody frames us, and forms come back to us.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

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
    /// The text of a key in the Fluent files.
    pub(super) fn t(&self, key: &'static str) -> String {
        Message::new(key).text(self.language)
    }

    /// The language, for `lang` attributes.
    pub(super) const fn tag(&self) -> &'static str {
        self.language.tag()
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
    title: &'static str,
    path: &'static str,
    token: Option<String>,
}

impl Page {
    /// A page at a path, under the title of a key.
    pub(super) const fn new(language: Language, path: &'static str, title: &'static str) -> Self {
        Self { texts: Texts { language }, title, path, token: None }
    }

    /// A page that goes with a link's token, which the page in another language needs too.
    pub(super) fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    /// The title.
    pub(super) fn title(&self) -> String {
        self.texts.t(self.title)
    }

    /// The address of a path in the page's language.
    pub(super) fn to(&self, path: &str) -> String {
        format!("{path}?lang={}", self.texts.tag())
    }

    /// The page's own address, without its token: where its form goes.
    pub(super) fn address(&self) -> String {
        self.to(self.path)
    }

    /// The page in the other languages.
    pub(super) fn others(&self) -> Vec<Other> {
        let token = self.token.as_ref().map_or_else(String::new, |token| format!("&token={token}"));
        let others = Language::ALL.into_iter().filter(|language| *language != self.texts.language);
        others
            .map(|language| Other {
                tag: language.tag(),
                name: Texts { language }.t("page-language-name"),
                address: format!("{}?lang={}{token}", self.path, language.tag()),
            })
            .collect()
    }

    /// The word mark: our own file, and the only thing in a page that is not escaped.
    pub(super) const fn word_mark(&self) -> &'static str {
        asset::WORD_MARK
    }
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
        (VARY, "Accept-Language"),
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
