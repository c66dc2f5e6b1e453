//! Limits by client: who asks for much is told when to come back, others notice nothing, and nobody's post is flooded
//! through us.

use std::time::Duration;

use entity::mail;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use sea_orm::{EntityTrait, PaginatorTrait};
use seko::auth::Viewer;
use seko::config::Limits;
use serde_json::{Value, json};

use crate::support::{Asker, PASSWORD, Server};

/// Costs 301: a hundred concepts with two fields each, and the field that holds them.
const COSTLY: &str = "{ concepts(first: 100) { nodes { id uri } } }";
const CHEAP: &str = "{ __typename }";
/// A header in which a proxy would tell the caller's address.
const ADDRESS: &str = "x-real-ip";
const NORTH: &str = "192.0.2.1";
const SOUTH: &str = "192.0.2.2";

type Answer = (StatusCode, HeaderMap, Value);

/// A server behind a proxy, with limits of its own.
async fn limited(change: impl FnOnce(&mut Limits)) -> Server {
    Server::with(|config| {
        config.http.client_address_header = ADDRESS.to_owned();
        change(&mut config.limits);
    })
    .await
}

async fn send(server: &Server, from: &str, asker: Option<&Asker>, body: String) -> Answer {
    let mut request = server.client().post(format!("{}/graphql", server.url())).header(ADDRESS, from);
    if let Some(token) = asker.and_then(|asker| asker.token.as_ref()) {
        request = request.bearer_auth(token);
    }
    request = request.header(CONTENT_TYPE, "application/json").header("accept", "application/graphql-response+json");
    let response = request.body(body).send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.json().await.expect("the answer is JSON"))
}

async fn ask(server: &Server, from: &str, asker: Option<&Asker>, query: &str) -> Answer {
    send(server, from, asker, json!({ "query": query }).to_string()).await
}

/// Refused before anything was executed, with the time to wait in the header and in the error.
#[track_caller]
fn assert_limited((status, headers, answer): &Answer) {
    let error = &answer["errors"][0]["extensions"];
    assert_eq!((*status, &error["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("RATE_LIMITED")), "{answer}");
    assert!(answer.get("data").is_none(), "{answer}");
    let wait = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    assert!(wait.is_some_and(|seconds| (1..=60).contains(&seconds)), "{headers:?}");
    assert_eq!(error["retryAfter"].as_u64(), wait);
}

#[track_caller]
fn assert_served((status, _, answer): &Answer) {
    assert_eq!((*status, answer.get("errors")), (StatusCode::OK, None), "{answer}");
}

#[tokio::test]
async fn a_network_spends_what_its_documents_cost_and_others_notice_nothing() {
    let server = limited(|limits| limits.cost_per_minute_network = 1_000).await;
    for _ in 0..3 {
        assert_served(&ask(&server, NORTH, None, COSTLY).await);
    }
    assert_limited(&ask(&server, NORTH, None, COSTLY).await);
    assert_served(&ask(&server, NORTH, None, CHEAP).await);
    assert_served(&ask(&server, SOUTH, None, COSTLY).await);
}

#[tokio::test]
async fn an_account_spends_for_itself_wherever_it_asks_from() {
    let server = limited(|limits| limits.cost_per_minute_account = 1_000).await;
    let (awa, moussa) = (server.member("Awa").await, server.member("Moussa").await);
    for from in [NORTH, SOUTH, NORTH] {
        assert_served(&ask(&server, from, Some(&awa), COSTLY).await);
    }
    assert_limited(&ask(&server, NORTH, Some(&awa), COSTLY).await);
    assert_limited(&ask(&server, SOUTH, Some(&awa), COSTLY).await);
    assert_served(&ask(&server, NORTH, Some(&moussa), COSTLY).await);
    assert_served(&ask(&server, NORTH, None, COSTLY).await);
}

#[tokio::test]
async fn one_network_of_ipv6_is_one_client_however_many_addresses_it_has() {
    let server = limited(|limits| limits.cost_per_minute_network = 700).await;
    for from in ["2001:db8:1:1::1", "2001:db8:1:1:ffff::2"] {
        assert_served(&ask(&server, from, None, COSTLY).await);
    }
    assert_limited(&ask(&server, "2001:db8:1:1::3", None, COSTLY).await);
    assert_served(&ask(&server, "2001:db8:1:2::1", None, COSTLY).await);
}

#[tokio::test]
async fn what_is_refused_costs_too() {
    let server = limited(|limits| limits.cost_per_minute_network = 200).await;
    let mut refused = 0;
    let limit = loop {
        let answer = ask(&server, NORTH, None, "{ nothingLikeThis }").await;
        if answer.0 != StatusCode::BAD_REQUEST {
            break answer;
        }
        refused += 1;
        assert!(refused <= 20, "faulty documents are free");
    };
    assert_limited(&limit);
    let server = limited(|limits| limits.cost_per_minute_network = 20).await;
    let mut unread = 0;
    while send(&server, NORTH, None, "[".to_owned()).await.0 == StatusCode::BAD_REQUEST {
        unread += 1;
        assert!(unread <= 60, "what is no request is free");
    }
    assert_limited(&send(&server, NORTH, None, "[".to_owned()).await);
}

#[tokio::test]
async fn to_change_costs_more_than_to_read() {
    let server = limited(|limits| limits.cost_per_minute_network = 250).await;
    let change = "mutation { signOut { signedOut } }";
    for _ in 0..2 {
        let (status, _, answer) = ask(&server, NORTH, None, change).await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (StatusCode::OK, &json!("UNAUTHENTICATED")));
    }
    assert_limited(&ask(&server, NORTH, None, change).await);
    for _ in 0..10 {
        assert_served(&ask(&server, SOUTH, None, CHEAP).await);
    }
}

#[tokio::test]
async fn pages_and_keys_are_counted_by_network_and_a_person_gets_a_page() {
    let server = limited(|limits| limits.requests_per_minute_network = 4).await;
    let get = |from: &str, path: &str| server.client().get(format!("{}{path}", server.url())).header(ADDRESS, from);
    for path in ["/", "/privacy", "/no/such/page", "/.well-known/jwks.json"] {
        let status = get(NORTH, path).send().await.expect("the server answers").status();
        assert_ne!(status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    for (path, kind) in [("/", "text/html; charset=utf-8"), ("/metrics", "application/json; charset=utf-8")] {
        let answer = get(NORTH, path).send().await.expect("the server answers");
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(answer.headers().contains_key(RETRY_AFTER), "{path}");
        assert_eq!(answer.headers()[CONTENT_TYPE], kind, "{path}");
    }
    assert_eq!(get(SOUTH, "/").send().await.expect("the server answers").status(), StatusCode::OK);
    let health = get(NORTH, "/health/ready").send().await.expect("the server answers");
    assert_eq!(health.status(), StatusCode::OK, "who watches the server is not kept out");
}

const REGISTER: &str =
    "mutation($input: RegisterMemberInput!) { registerMember(input: $input) { userErrors { field code message } } }";
const REQUEST: &str = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) {
    userErrors { field code message } } }";

async fn mails(server: &Server) -> u64 {
    mail::Entity::find().count(&server.app.db).await.expect("mails are counted")
}

#[tokio::test]
async fn one_address_gets_so_many_mails_a_day_and_who_asks_does_not_learn_when_it_has_them() {
    let server = limited(|limits| limits.mails_per_address_day = 3).await;
    let registration = json!({
        "email": "awa@example.org", "password": PASSWORD, "givenNames": "Awa", "familyNames": "Traoré",
        "residenceCountry": "FR", "consents": [{ "purpose": "REGISTRY", "noticeVersion": 1 }],
    });
    for sent in [1, 2, 3, 3, 3] {
        let answer = server.anyone().run(REGISTER, registration.clone()).await;
        assert_eq!((&answer["registerMember"]["userErrors"], mails(&server).await), (&json!([]), sent));
    }
    for (email, sent) in [("awa@example.org", 3), ("AWA@example.org", 3), ("nobody@example.org", 4)] {
        let answer = server.anyone().run(REQUEST, json!({ "email": email })).await;
        assert_eq!(
            (&answer["requestPasswordReset"]["userErrors"], mails(&server).await),
            (&json!([]), sent),
            "{email}"
        );
    }
}

#[tokio::test]
async fn those_who_have_stopped_asking_are_forgotten() {
    let server = limited(|limits| limits.cost_per_minute_network = 600_000).await;
    let quotas = &server.app.quotas;
    for number in 0..500_u32 {
        let mut viewer = Viewer::system();
        viewer.address = Some(std::net::Ipv4Addr::from_bits(number).into());
        quotas.spend(&viewer, 100).expect("this is little");
    }
    assert_eq!(quotas.remembered(), 500);
    tokio::time::sleep(Duration::from_millis(50)).await;
    quotas.forget_old();
    assert_eq!(quotas.remembered(), 0);
}
