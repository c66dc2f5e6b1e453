//! Media types: which one an answer has, and which one a request must have.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// The two media types of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/graphql-response+json`: the status says whether the request was a good one.
    GraphqlResponse,
    /// `application/json`: 200 for every answer that is GraphQL's.
    Json,
}

/// How welcome a media type is: first by quality, then by how exactly it is named.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Welcome {
    quality: f32,
    exactness: u8,
}

const EXACT: u8 = 2;

impl MediaType {
    /// The value of `Content-Type`.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json",
            Self::Json => "application/json",
        }
    }

    fn exactness(self, range: &str) -> Option<u8> {
        match range {
            "*/*" => Some(0),
            "application/*" => Some(1),
            named => named.eq_ignore_ascii_case(self.name()).then_some(EXACT),
        }
    }

    /// The most exact range that names this type decides; a quality of zero says no.
    fn welcome(self, ranges: &[(&str, f32)]) -> Option<Welcome> {
        ranges
            .iter()
            .filter_map(|(range, quality)| Some(Welcome { quality: *quality, exactness: self.exactness(range)? }))
            .max_by_key(|welcome| welcome.exactness)
            .filter(|welcome| welcome.quality > 0.0)
    }
}

/// The media type of the answer; none when the caller accepts neither. Who has no preference reads JSON.
pub(super) fn answer_type(headers: &HeaderMap) -> Option<MediaType> {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    if accepted.trim_matches([' ', ',']).is_empty() {
        return Some(MediaType::Json);
    }
    let ranges: Vec<(&str, f32)> = accepted.split(',').filter_map(media_range).collect();
    match (MediaType::GraphqlResponse.welcome(&ranges), MediaType::Json.welcome(&ranges)) {
        (None, None) => None,
        (Some(_), None) => Some(MediaType::GraphqlResponse),
        (Some(graphql), Some(json)) if graphql > json || (graphql == json && graphql.exactness == EXACT) => {
            Some(MediaType::GraphqlResponse)
        }
        (_, Some(_)) => Some(MediaType::Json),
    }
}

/// One range of `Accept` with its quality; none for a charset that we do not write.
fn media_range(text: &str) -> Option<(&str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next()?;
    let mut quality = 1.0;
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        if name.eq_ignore_ascii_case("q") {
            quality = value.parse().ok().filter(|number| (0.0..=1.0).contains(number))?;
        } else if name.eq_ignore_ascii_case("charset") && !is_utf8(value) {
            return None;
        }
    }
    Some((range, quality))
}

/// Whether a request's body says that it is JSON in UTF-8. Other types could be sent by a form of a foreign page.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    is_of_type(headers, "application/json")
}

/// Whether a request's body says that it is a form.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    is_of_type(headers, "application/x-www-form-urlencoded")
}

fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next().and_then(|value| value.to_str().ok()), values.next()) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case(media_type))
        && parts
            .filter_map(|part| part.split_once('='))
            .all(|(name, value)| !name.eq_ignore_ascii_case("charset") || is_utf8(value))
}

fn is_utf8(charset: &str) -> bool {
    charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
}
