//! The door: GraphQL over HTTP as clients, careless ones and hostile ones meet it.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Server, each_server};

const GRAPHQL_JSON: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// A POST of JSON that wants the statuses of GraphQL over HTTP.
fn post(server: &Server) -> RequestBuilder {
    Client::new()
        .post(format!("{}/graphql", server.url()))
        .header(CONTENT_TYPE, JSON)
        .header(ACCEPT, GRAPHQL_JSON)
        .header(ACCEPT_LANGUAGE, "en")
}

async fn send(request: RequestBuilder) -> (StatusCode, HeaderMap, Value) {
    let response: Response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.expect("the answer is text");
    (status, headers, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn ask(server: &Server, query: &str) -> (StatusCode, Value) {
    let (status, _, answer) = send(post(server).body(json!({ "query": query }).to_string())).await;
    (status, answer)
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

/// A request error: its status, its code, and no `data`.
fn assert_refused(status: StatusCode, answer: &Value, code: &str) {
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    assert!(codes(answer).contains(&code), "{code} is not in {answer}");
    assert!(answer.get("data").is_none(), "a request error has no data: {answer}");
}

/// What the server says to bytes that no proper client would send.
async fn send_bytes(server: &Server, bytes: Vec<u8>) -> String {
    let address = server.url().trim_start_matches("http://").to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout can be set");
        // The server may close before everything is sent; what it said is what counts.
        let _ = stream.write_all(&bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    answer.await.expect("reading does not panic")
}

async fn assert_alive(server: &Server) {
    let (status, answer) = ask(server, "{ __typename }").await;
    assert_eq!((status, answer), (StatusCode::OK, json!({ "data": { "__typename": "Query" } })));
}

#[tokio::test]
async fn the_answer_has_the_media_type_that_is_accepted_most() {
    let server = Server::start().await;
    let cases = [
        (None, Some(JSON)),
        (Some("*/*"), Some(JSON)),
        (Some("application/*"), Some(JSON)),
        (Some(JSON), Some(JSON)),
        (Some("application/json; charset=utf-8"), Some(JSON)),
        (Some(GRAPHQL_JSON), Some(GRAPHQL_JSON)),
        (Some("application/graphql-response+json, application/json"), Some(GRAPHQL_JSON)),
        (Some("application/json, application/graphql-response+json;q=0.5"), Some(JSON)),
        (Some("application/json;q=0.5, */*"), Some(GRAPHQL_JSON)),
        (Some("application/json, */*"), Some(JSON)),
        (Some("text/html, application/json;q=0"), None),
        (Some("application/json; charset=iso-8859-1"), None),
        (Some("text/html"), None),
        (Some("image/*"), None),
    ];
    for (accept, expected) in cases {
        let mut request = Client::new().post(format!("{}/graphql", server.url())).header(CONTENT_TYPE, JSON);
        if let Some(accept) = accept {
            request = request.header(ACCEPT, accept);
        }
        let (status, headers, _) = send(request.body(r#"{"query":"{ __typename }"}"#)).await;
        let kind = headers[CONTENT_TYPE].to_str().expect("a plain value");
        match expected {
            Some(expected) => {
                assert_eq!(
                    (status, kind),
                    (StatusCode::OK, format!("{expected}; charset=utf-8").as_str()),
                    "{accept:?}"
                );
            }
            None => assert_eq!(status, StatusCode::NOT_ACCEPTABLE, "{accept:?}"),
        }
    }
}

#[tokio::test]
async fn only_plain_json_in_utf8_is_read() {
    let server = Server::start().await;
    let body = r#"{"query":"{ __typename }"}"#;
    let endpoint = format!("{}/graphql", server.url());
    let with = |kind: &str| Client::new().post(&endpoint).header(CONTENT_TYPE, kind).body(body);
    for kind in [JSON, "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
        assert_eq!(send(with(kind)).await.0, StatusCode::OK, "{kind}");
    }
    let refused = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=iso-8859-1",
        "application/jsonp",
    ];
    for kind in refused {
        assert_eq!(send(with(kind)).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let without = Client::new().post(&endpoint).body(body);
    assert_eq!(send(without).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let (status, _, answer) = send(post(&server).header("content-encoding", "gzip").body("not even gzip")).await;
    assert_eq!((status, codes(&answer)), (StatusCode::UNSUPPORTED_MEDIA_TYPE, vec!["BAD_REQUEST"]));
}

#[tokio::test]
async fn a_get_runs_queries_and_nothing_else() {
    let server = Server::start().await;
    let get = |pairs: &[(&str, &str)]| {
        Client::new().get(format!("{}/graphql", server.url())).header(ACCEPT, GRAPHQL_JSON).query(pairs)
    };
    let query = "query Name($name: String!) { __type(name: $name) { name } }";
    let asked = [("query", query), ("variables", r#"{"name":"Query"}"#), ("operationName", "Name")];
    let (status, _, answer) = send(get(&asked)).await;
    assert_eq!((status, &answer["data"]["__type"]["name"]), (StatusCode::OK, &json!("Query")));

    let (status, headers, answer) = send(get(&[("query", "mutation { __typename }")])).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(headers[ALLOW], "POST");
    assert!(answer.get("data").is_none());

    let plain = [("query", "{ __typename }")];
    let site = |site: &str| get(&plain).header("sec-fetch-site", site);
    assert_eq!(send(site("same-origin")).await.0, StatusCode::OK);
    assert_eq!(send(site("none")).await.0, StatusCode::OK);
    assert_eq!(send(site("cross-site")).await.0, StatusCode::FORBIDDEN);
    assert_eq!(send(get(&plain).header("cookie", "session=1")).await.0, StatusCode::FORBIDDEN);
    assert_eq!(send(get(&[])).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(send(get(&[plain[0], ("variables", "[1]")])).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(send(get(&[plain[0], ("variables", "{")])).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let server = Server::start().await;
    let ask = |method: Method| Client::new().request(method, format!("{}/graphql?query={{__typename}}", server.url()));
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let (status, headers, answer) = send(ask(method)).await;
        assert_eq!((status, codes(&answer)), (StatusCode::METHOD_NOT_ALLOWED, vec!["BAD_REQUEST"]));
        assert_eq!(headers[ALLOW], "GET, HEAD, POST, OPTIONS");
    }
    let (status, headers, _) = send(ask(Method::OPTIONS)).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(headers[ALLOW], "GET, HEAD, POST, OPTIONS");
    assert!(!headers.contains_key("access-control-allow-origin"), "no other origin may call");
    let head = ask(Method::HEAD).send().await.expect("the server answers");
    assert_eq!((head.status(), head.text().await.expect("no text")), (StatusCode::OK, String::new()));
}

#[tokio::test]
async fn what_is_no_graphql_request_is_refused_in_both_media_types() {
    let server = Server::start().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies = [
        String::new(),
        "{ \"not JSON".to_owned(),
        "null".to_owned(),
        "\"{ __typename }\"".to_owned(),
        r#"{"notquery":"{ __typename }"}"#.to_owned(),
        r#"{"query":{"an":"object"}}"#.to_owned(),
        r#"{"query":"{ __typename }","operationName":1}"#.to_owned(),
        r#"{"query":"{ __typename }","variables":["a"]}"#.to_owned(),
        r#"{"query":"{ __typename }","variables":"a"}"#.to_owned(),
        r#"{"query":"{ __typename }","extensions":false}"#.to_owned(),
        r#"[{"query":"{ __typename }"},{"query":"{ __typename }"}]"#.to_owned(),
        r#"{"query":"{ __typename }","variables":{"half":"\ud800"}}"#.to_owned(),
        format!(r#"{{"query":"{{ __typename }}","variables":{{"deep":{deep}}}}}"#),
        deep,
    ];
    for media in [GRAPHQL_JSON, JSON] {
        for body in &bodies {
            let request = Client::new().post(format!("{}/graphql", server.url())).header(CONTENT_TYPE, JSON);
            let (status, _, answer) = send(request.header(ACCEPT, media).body(body.clone())).await;
            assert_refused(status, &answer, "BAD_REQUEST");
        }
    }
    let (status, _, answer) = send(post(&server).body(vec![b'{', 0xff, b'}'])).await;
    assert_refused(status, &answer, "BAD_REQUEST");
    assert_alive(&server).await;
}

#[tokio::test]
async fn a_faulty_document_is_400_or_200_by_media_type_and_has_no_data() {
    let server = Server::start().await;
    let cases = [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ 8f }" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ nothingLikeThis }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "type Query { a: Int }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "subscription { __typename }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "query A { __typename } query B { __typename }" }), "OPERATION_RESOLUTION_FAILURE"),
        (json!({ "query": "query A { __typename }", "operationName": "B" }), "OPERATION_RESOLUTION_FAILURE"),
        (json!({ "query": "query ($n: String!) { __type(name: $n) { name } }" }), "BAD_USER_INPUT"),
        (
            json!({ "query": "query ($n: String!) { __type(name: $n) { name } }", "variables": { "n": 1 } }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "0" } } }),
            "PERSISTED_QUERY_NOT_FOUND",
        ),
    ];
    for (body, code) in cases {
        let (status, _, answer) = send(post(&server).body(body.to_string())).await;
        assert_refused(status, &answer, code);
        let plain = Client::new().post(format!("{}/graphql", server.url())).header(ACCEPT, JSON).json(&body);
        let (status, _, answer) = send(plain).await;
        assert_eq!((status, codes(&answer)[0]), (StatusCode::OK, code), "{body}");
        assert!(answer.get("data").is_none(), "{answer}");
    }
}

#[tokio::test]
async fn errors_are_coded_placed_few_and_in_the_callers_language() {
    let server = Server::start().await;
    let wrong: String = (0..40).map(|number| format!("wrong{number}\n")).collect();
    let (_, answer) = ask(&server, &format!("{{\n{wrong}}}")).await;
    assert_eq!(codes(&answer), ["GRAPHQL_VALIDATION_FAILED"; 20]);
    assert_eq!(
        answer["errors"][1],
        json!({
            "message": "Cannot query field \"wrong1\" on type \"Query\".",
            "locations": [{ "line": 3, "column": 1 }],
            "extensions": { "code": "GRAPHQL_VALIDATION_FAILED" },
        })
    );
    let texts = ["fr", "en", "de"].map(|language| {
        let request = Client::new().post(format!("{}/graphql", server.url())).header(CONTENT_TYPE, JSON);
        send(request.header(ACCEPT_LANGUAGE, language).body("[]"))
    });
    let [french, english, other] = texts;
    let message = |answer: Value| answer["errors"][0]["message"].as_str().map(ToOwned::to_owned);
    let (french, english, other) = (message(french.await.2), message(english.await.2), message(other.await.2));
    assert_ne!(french, english);
    assert_eq!(french, other, "French is the language of who speaks neither");
}

#[tokio::test]
async fn a_refused_variable_is_not_repeated() {
    let server = Server::start().await;
    let body = json!({
        "query": "mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }",
        "variables": { "input": { "email": "a@example.org", "password": 73_194_612 } },
    });
    let (status, _, answer) = send(post(&server).body(body.to_string())).await;
    assert_refused(status, &answer, "BAD_USER_INPUT");
    assert!(!answer.to_string().contains("73194612"), "{answer}");
}

#[tokio::test]
async fn a_token_that_does_not_verify_is_never_somebody_anonymous() {
    let server = Server::start().await;
    let bad = ["Bearer garbage", "Bearer a.b.c", "Bearer ", "Bearer", "Basic YTpi", "garbage", "Bearer a b", ""];
    for value in bad {
        let request = post(&server).header(AUTHORIZATION, value).body(r#"{"query":"{ __typename }"}"#);
        let (status, headers, answer) = send(request).await;
        assert_eq!((status, codes(&answer)), (StatusCode::UNAUTHORIZED, vec!["UNAUTHENTICATED"]), "{value:?}");
        assert_eq!(headers["www-authenticate"], "Bearer error=\"invalid_token\"");
        assert!(answer.get("data").is_none());
    }
    let twice = post(&server).header(AUTHORIZATION, "Bearer a").header(AUTHORIZATION, "Bearer b");
    assert_eq!(send(twice.body(r#"{"query":"{ __typename }"}"#)).await.0, StatusCode::UNAUTHORIZED);
    assert_alive(&server).await;
}

#[tokio::test]
async fn a_header_of_ours_is_understood_or_refused() {
    let server = Server::start().await;
    let with = |name: &str, value: &str| post(&server).header(name, value).body(r#"{"query":"{ __typename }"}"#);
    assert_eq!(send(with("seko-purpose", "STAFFING")).await.0, StatusCode::OK);
    assert_eq!(send(with("idempotency-key", "one more try")).await.0, StatusCode::OK);
    let long = "k".repeat(201);
    for (name, value) in
        [("seko-purpose", "CURIOSITY"), ("seko-purpose", ""), ("idempotency-key", ""), ("idempotency-key", &long)]
    {
        let (status, _, answer) = send(with(name, value)).await;
        assert_eq!((status, codes(&answer)), (StatusCode::BAD_REQUEST, vec!["BAD_REQUEST"]), "{name}: {value}");
    }
}

#[tokio::test]
async fn a_body_is_read_up_to_its_limit_however_it_is_sent() {
    let server = Server::start().await;
    let query = r#"{"query":"{ __typename }"}"#;
    let full = format!("{query}{}", " ".repeat(262_144 - query.len()));
    assert_eq!(send(post(&server).body(full.clone())).await.0, StatusCode::OK);
    let (status, _, answer) = send(post(&server).body(format!("{full} "))).await;
    assert_eq!((status, codes(&answer)), (StatusCode::PAYLOAD_TOO_LARGE, vec!["BAD_REQUEST"]));

    let head = "POST /graphql HTTP/1.1\r\nHost: seko\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let mut streamed = format!("{head}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..40 {
        streamed.extend_from_slice(format!("2000\r\n{}\r\n", " ".repeat(0x2000)).as_bytes());
    }
    streamed.extend_from_slice(b"0\r\n\r\n");
    let answer = send_bytes(&server, streamed).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");

    let boastful = format!("{head}Content-Length: 99999999999\r\n\r\n{{").into_bytes();
    let answer = send_bytes(&server, boastful).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_alive(&server).await;
}

#[tokio::test]
async fn hostile_documents_are_refused_at_once() {
    let server = Server::start().await;
    let chain: String = (0..300).map(|step| format!("fragment F{step} on Query {{ ...F{} }} ", step + 1)).collect();
    let documents = [
        "{".repeat(200_000),
        "{a".repeat(50_000),
        format!("{}{}", "{ viewer ".repeat(50_000 / 2), "}".repeat(50_000 / 2)),
        format!("{{ {} }}", "__typename ".repeat(20_000)),
        format!("{{ {} }}", (0..20_000).map(|number| format!("a{number}:id ")).collect::<String>()),
        format!("{{ members(search: {}1{}) {{ edges {{ cursor }} }} }}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("query ($a: {}Int{}) {{ __typename }}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("{{ __typename {} }}", "@include(if: true) ".repeat(10_000)),
        format!("{{ ...F0 }} {chain} fragment F300 on Query {{ __typename }}"),
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned(),
        format!("{{ __typename }} #{}", "comment ".repeat(30_000)) + "\n{",
        "\u{feff}".repeat(50_000),
        "\"\"\"".repeat(40_000),
    ];
    for document in documents {
        let began = Instant::now();
        let (status, answer) = ask(&server, &document).await;
        let beginning: String = document.chars().take(40).collect();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{beginning}: {answer}");
        assert!(codes(&answer).len() <= 20);
        assert!(began.elapsed() < Duration::from_millis(500), "{beginning} took {:?}", began.elapsed());
    }
    assert_alive(&server).await;
}

#[tokio::test]
async fn a_document_beyond_a_limit_is_too_complex() {
    let server = Server::start().await;
    let aliases: String = (0..31).map(|number| format!("a{number}: __typename ")).collect();
    let roots: String = (0..21).map(|number| format!("a{number}: __typename ")).collect();
    let directives = "... @include(if: true) { __typename } ".repeat(11);
    let fan: String =
        (0..24).map(|step| format!("fragment F{step} on Query {{ ...F{0} ...F{0} }} ", step + 1)).collect();
    let documents = [
        ("depth", position_chain("edges { node { score } }")),
        ("aliases", format!("{{ concepts(first: 1) {{ edges {{ node {{ {aliases} }} }} }} }}")),
        ("root fields", format!("{{ {roots} }}")),
        ("directives", format!("{{ {directives} }}")),
        ("pages", pages("100", "100")),
        ("fragments", format!("{{ ...F0 }} {fan} fragment F24 on Query {{ __typename }}")),
    ];
    for (limit, document) in documents {
        let (status, answer) = ask(&server, &document).await;
        assert_refused(status, &answer, "TOO_COMPLEX");
        assert!(codes(&answer).iter().all(|code| *code == "TOO_COMPLEX"), "{limit}: {answer}");
    }
    let body = json!({
        "query": pages("$page", "$page").replacen('{', "query ($page: Int) {", 1),
        "variables": { "page": 2_000_000_000 },
    });
    let (status, _, answer) = send(post(&server).body(body.to_string())).await;
    assert_refused(status, &answer, "TOO_COMPLEX");
}

#[tokio::test]
async fn a_document_at_a_limit_passes_the_door() {
    let server = Server::start().await;
    let aliases: String = (0..20).map(|number| format!("a{number}: __typename ")).collect();
    let directives = "... @include(if: true) { __typename } ".repeat(10);
    let documents = [
        position_chain("edges { cursor }"),
        format!("{{ {aliases} }}"),
        format!("{{ {directives} }}"),
        pages("20", "20"),
        pages("-1", "-2147483648"),
        pages("0", "null"),
    ];
    for document in documents {
        let (_, answer) = ask(&server, &document).await;
        for code in codes(&answer) {
            assert!(!["TOO_COMPLEX", "INTERNAL_SERVER_ERROR", "GRAPHQL_VALIDATION_FAILED"].contains(&code), "{answer}");
        }
    }
    assert_alive(&server).await;
}

/// Ten levels down from a position to other positions' candidates, and what is selected there.
fn position_chain(selection: &str) -> String {
    let step = "candidates(first: 1) { edges { node { position {";
    format!(
        "{{ position(id: \"x\") {{ {step} {step} candidates(first: 1) {{ {selection} }} {} }}",
        "} } } } ".repeat(2) + "}"
    )
}

/// Members with their opportunities, so many each.
fn pages(members: &str, opportunities: &str) -> String {
    format!(
        "{{ members(first: {members}) {{ edges {{ node {{ id opportunities(first: {opportunities}) \
         {{ edges {{ node {{ score }} }} }} }} }} }} }}"
    )
}

#[tokio::test]
async fn the_standard_introspection_passes_and_an_endless_one_does_not() {
    let server = Server::start().await;
    let (status, answer) = ask(&server, &standard_introspection()).await;
    assert_eq!((status, answer.get("errors")), (StatusCode::OK, None));
    assert_eq!(answer["data"]["__schema"]["queryType"]["name"], "Query");
    let endless = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    let (status, answer) = ask(&server, endless).await;
    assert_refused(status, &answer, "TOO_COMPLEX");
    let deep = format!("{{ __type(name: \"Query\") {{ {} name {} }} }}", "ofType { ".repeat(16), "}".repeat(16));
    let (status, answer) = ask(&server, &deep).await;
    assert_refused(status, &answer, "TOO_COMPLEX");
}

/// What tools ask for when they first meet a server.
fn standard_introspection() -> String {
    let wrappers = format!("{}{}", " ofType { kind name".repeat(9), " }".repeat(9));
    format!(
        "query IntrospectionQuery {{
           __schema {{
             description
             queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
             types {{ ...FullType }}
             directives {{
               name description isRepeatable locations
               args(includeDeprecated: true) {{ ...InputValue }}
             }}
           }}
         }}
         fragment FullType on __Type {{
           kind name description specifiedByURL isOneOf
           fields(includeDeprecated: true) {{
             name description
             args(includeDeprecated: true) {{ ...InputValue }}
             type {{ ...TypeRef }} isDeprecated deprecationReason
           }}
           inputFields(includeDeprecated: true) {{ ...InputValue }}
           interfaces {{ ...TypeRef }}
           enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
           possibleTypes {{ ...TypeRef }}
         }}
         fragment InputValue on __InputValue {{
           name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason
         }}
         fragment TypeRef on __Type {{ kind name {wrappers} }}"
    )
}

#[tokio::test]
async fn every_answer_is_named_and_protected() {
    let server = Server::start().await;
    let (_, headers, _) = send(post(&server).body("{}")).await;
    assert_eq!(headers["cache-control"], "no-store");
    let mut names = BTreeSet::new();
    for path in ["/", "/graphql", "/graphiql", "/health/live", "/metrics", "/schema.graphql", "/no-such-page"] {
        let request = Client::new().get(format!("{}{path}", server.url())).header("x-request-id", "a-name-of-mine");
        let (_, headers, _) = send(request).await;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
        let policy = headers["content-security-policy"].to_str().expect("a plain value");
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{path}: {rule} is not in {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
        assert!(headers["permissions-policy"].to_str().is_ok_and(|policy| policy.contains("geolocation=()")), "{path}");
        assert!(!headers.contains_key("strict-transport-security"), "{path}: nothing is encrypted here");
        assert!(!headers.contains_key("server") && !headers.contains_key("x-powered-by"), "{path}");
        let name = headers["x-request-id"].to_str().expect("a plain value").to_owned();
        assert!(Uuid::parse_str(&name).is_ok(), "{path}: the name {name} is the caller's");
        assert!(names.insert(name), "{path}: each request has a name of its own");
    }
}

#[tokio::test]
async fn behind_https_browsers_are_told_to_stay_there() {
    let server = Server::with(|config| config.public_url = "https://seko.example.org".to_owned()).await;
    for path in ["/", "/graphql", "/no-such-page"] {
        let (_, headers, _) = send(Client::new().get(format!("{}{path}", server.url()))).await;
        let value = headers["strict-transport-security"].to_str().expect("a plain value");
        assert!(value.starts_with("max-age=31536000"), "{path}: {value}");
    }
}

#[tokio::test]
async fn other_origins_call_only_when_they_are_named_and_never_with_cookies() {
    let server = Server::with(|config| config.http.cors_origins = vec!["https://app.example.org".to_owned()]).await;
    for (origin, is_named) in [("https://app.example.org", true), ("https://evil.example.org", false), ("null", false)]
    {
        let request = Client::new().request(Method::OPTIONS, format!("{}/graphql", server.url()));
        let request = request.header("origin", origin).header("access-control-request-method", "POST");
        let (_, headers, _) = send(request).await;
        assert_eq!(headers.contains_key("access-control-allow-origin"), is_named, "{origin}");
        assert!(!headers.contains_key("access-control-allow-credentials"), "{origin}");
    }
}

#[tokio::test]
async fn a_token_in_an_address_opens_nothing() {
    let server = Server::start().await;
    let token = server.staff().await.token.unwrap_or_default();
    let pairs = [("query", "{ viewer { roles } }"), ("access_token", &token), ("token", &token)];
    let (status, _, answer) = send(Client::new().get(format!("{}/graphql", server.url())).query(&pairs)).await;
    assert_eq!((status, answer), (StatusCode::OK, json!({ "data": { "viewer": null } })));
}

#[tokio::test]
async fn a_closed_installation_shows_its_schema_in_no_way() {
    let server = Server::with(|config| {
        config.http.introspection = false;
        config.http.suggestions = false;
    })
    .await;
    let documents = [
        "{ __schema { types { name } } }",
        "{ a: __type(name: \"Query\") { name } }",
        "{ ...F } fragment F on Query { ... { __schema { types { name } } } }",
        "{ memberz { id } }",
        "{ viewer }",
        "{ viewer { account { id } } members { nodes } }",
        "{ node { id } }",
        "{ countries { code { x } } }",
        "{ concepts(types: [SKILLL]) { nodes { id } } }",
        "{ concepts(first: \"ten\") { nodes { id } } }",
        "mutation { signIn(input: {}) { accessToken } }",
        "mutation { signIn(input: { emails: \"\" }) { accessToken } }",
        "query ($x: Nothing) { __typename }",
    ];
    for document in documents {
        let (status, answer) = ask(&server, document).await;
        assert_refused(status, &answer, "GRAPHQL_VALIDATION_FAILED");
        assert_says_nothing_of_the_schema(document, &answer);
    }
    for variables in [json!({}), json!({ "i": {} }), json!({ "i": { "emails": 1 } }), json!({ "i": { "email": [] } })] {
        let query = "mutation ($i: SignInInput!) { signIn(input: $i) { accessToken } }";
        let (status, _, answer) = send(post(&server).json(&json!({ "query": query, "variables": variables }))).await;
        assert_refused(status, &answer, "BAD_USER_INPUT");
        assert_says_nothing_of_the_schema(query, &answer);
    }
    let (status, _, _) = send(Client::new().get(format!("{}/schema.graphql", server.url()))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_alive(&server).await;
}

/// Names and words that a guesser could go on from: everything in quotation marks.
#[track_caller]
fn assert_says_nothing_of_the_schema(document: &str, answer: &Value) {
    for error in answer["errors"].as_array().expect("there are errors") {
        let message = error["message"].as_str().unwrap_or_default();
        for sign in ["Did you mean", "\"", "`", "password", "Input", "String", "Query"] {
            assert!(!message.contains(sign), "{document}: {message}");
        }
    }
}

#[tokio::test]
async fn a_value_written_into_a_document_is_not_repeated() {
    let server = Server::start().await;
    for value in ["73194612", "[73194612]", "{ a: 73194612 }", "7319.4612", "true73194612"] {
        let document = format!("mutation {{ signIn(input: {{ email: \"a\", password: {value} }}) {{ __typename }} }}");
        let (status, answer) = ask(&server, &document).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
        if !value.starts_with("true") {
            assert!(!answer.to_string().contains("7319"), "{answer}");
        }
    }
    let query = "mutation ($d: Date) { addExperience(input: { kind: WORK, title: \"t\", from: $d }) { __typename } }";
    let member = server.member("Awa").await.token.unwrap_or_default();
    for value in [json!("hunter2"), json!({ "hunter2": 1 }), json!([7, "hunter2"])] {
        let body = json!({ "query": query, "variables": { "d": value } });
        let (_, _, answer) = send(post(&server).bearer_auth(&member).json(&body)).await;
        assert!(answer["errors"].is_array() && !answer.to_string().contains("hunter2"), "{answer}");
        assert_no_internals(&answer);
    }
}

#[tokio::test]
async fn what_takes_longer_than_its_deadline_is_given_up() {
    let server = Server::with(|config| config.limits.deadline_ms = 1).await;
    let query = "{ concepts(first: 100) { nodes { id label broader { id label } related { id label } } } }";
    let (status, answer) = ask(&server, query).await;
    assert_eq!((status, codes(&answer)), (StatusCode::OK, vec!["TIMEOUT"]), "{answer}");
    assert_eq!(answer.get("data"), Some(&Value::Null));
}

#[tokio::test]
async fn a_fault_of_ours_tells_its_name_and_nothing_of_the_house() {
    each_server(async |server: &Server| {
        let broken = server.app.db.execute_unprepared("ALTER TABLE programme RENAME TO programme_lost").await;
        broken.expect("the table can be taken away");
        let body = json!({ "query": "{ programmes { nodes { id } } }" }).to_string();
        let staff = server.staff().await;
        let request = post(server).bearer_auth(staff.token.unwrap_or_default()).body(body);
        let (status, headers, answer) = send(request).await;
        assert_eq!((status, codes(&answer)), (StatusCode::OK, vec!["INTERNAL_SERVER_ERROR"]), "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["requestId"], headers["x-request-id"].to_str().expect("a value"));
        assert_no_internals(&answer);
        let restored = server.app.db.execute_unprepared("ALTER TABLE programme_lost RENAME TO programme").await;
        restored.expect("the table comes back");
    })
    .await;
}

/// Words of libraries, of the database and of our own code, which tell an attacker what to try next.
#[track_caller]
fn assert_no_internals(answer: &Value) {
    let text = answer.to_string().to_lowercase();
    let inside = [
        "sqlx",
        "sqlite",
        "postgres",
        "sea_orm",
        "sea-orm",
        "async_graphql",
        "async-graphql",
        "apollo",
        "serde",
        "axum",
        "hyper",
        "tokio",
        "select ",
        "no such table",
        "relation",
        "_lost",
        "::",
        ".rs",
        "src/",
        "panicked",
        "rust",
    ];
    let told: Vec<&str> = inside.into_iter().filter(|word| text.contains(word)).collect();
    assert!(told.is_empty(), "{told:?} are in {answer}");
}

#[tokio::test]
async fn health_figures_keys_and_contract_are_there_for_who_asks() {
    let server = Server::start().await;
    let get = |path: &str| Client::new().get(format!("{}{path}", server.url()));
    assert_eq!(send(get("/health/live")).await.0, StatusCode::OK);
    assert_eq!(send(get("/health/ready")).await.0, StatusCode::OK);
    let (_, _, keys) = send(get("/.well-known/jwks.json")).await;
    assert_eq!(keys["keys"][0]["crv"], "Ed25519");
    assert!(keys["keys"][0].get("d").is_none(), "a private half is never shown");
    let text = |path: &str| {
        let request = get(path);
        async { request.send().await.expect("the server answers").text().await.expect("the answer is text") }
    };
    let figures = text("/metrics").await;
    assert!(figures.contains("seko_http_requests_total{status=\"2xx\"}"), "{figures}");
    assert!(figures.contains("seko_http_request_duration_seconds_bucket{le=\"+Inf\"}"), "{figures}");
    assert!(figures.contains("seko_database_ready 1"), "{figures}");
    assert!(text("/schema.graphql").await.contains("type Query"));
    let page = text("/graphiql").await;
    assert!(page.contains("/graphiql.js") && !page.contains("http://") && !page.contains("https://"), "{page}");
    for inline in ["<style", " style=", "onclick="] {
        assert!(!page.contains(inline), "{inline}");
    }
}
