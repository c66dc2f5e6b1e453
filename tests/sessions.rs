//! Sessions: signing in, staying, leaving, and what a guesser or a forger gets.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use entity::language::Language;
use entity::role_grant::RoleName;
use entity::{mail, member, session};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER, WWW_AUTHENTICATE};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use seko::auth::Viewer;
use seko::auth::token::Keys;
use seko::locale::Message;
use seko::service::account;
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{Asker, PASSWORD, Server, each_server};

const AWA: &str = "awa@example.org";
const NOBODY: &str = "personne@example.org";
const NEW_PASSWORD: &str = "la pirogue remonte à Mopti";

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) {
    accessToken refreshToken expiresIn viewer { id } userErrors { field code message } } }";
const SIGN_OUT: &str = "mutation { signOut { signedOut } }";
const REFRESH: &str = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) {
    accessToken refreshToken expiresIn userErrors { field } } }";
const REGISTER: &str = "mutation($input: RegisterMemberInput!) { registerMember(input: $input) {
    userErrors { field code message } } }";
const VERIFY: &str = "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { verified } }";
const REQUEST: &str = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) {
    userErrors { field code message } } }";
const RESET: &str = "mutation($input: ResetPasswordInput!) { resetPassword(input: $input) {
    reset userErrors { field code } } }";

/// Status, headers and body of an answer.
type Answer = (StatusCode, HeaderMap, Value);

async fn post(server: &Server, token: Option<&str>, document: &str, variables: Value) -> Answer {
    let mut request = server.client().post(format!("{}/graphql", server.url()));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let body = json!({ "query": document, "variables": variables });
    let response = request.json(&body).send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.json().await.expect("the answer is JSON"))
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

/// Whether an access token is taken; one that is not is 401 and nothing less.
async fn is_taken(server: &Server, token: &str) -> bool {
    let (status, headers, answer) = post(server, Some(token), "{ viewer { account { id } } }", json!({})).await;
    if status == StatusCode::OK {
        assert!(answer["data"]["viewer"].is_object(), "{answer}");
        return true;
    }
    assert_eq!((status, codes(&answer)), (StatusCode::UNAUTHORIZED, vec!["UNAUTHENTICATED"]), "{answer}");
    assert!(headers.contains_key(WWW_AUTHENTICATE) && answer.get("data").is_none(), "{answer}");
    false
}

async fn is_open(server: &Server, session: &Asker) -> bool {
    is_taken(server, session.token.as_deref().unwrap_or_default()).await
}

fn session(payload: &Value) -> Option<Asker> {
    let text = |field: &str| payload[field].as_str().map(str::to_owned);
    text("accessToken").map(|token| Asker { token: Some(token), refresh: text("refreshToken") })
}

/// The next pair of tokens, if the refresh token is good.
async fn refreshed(server: &Server, before: &Asker) -> Option<Asker> {
    let (_, _, answer) = post(server, None, REFRESH, json!({ "input": { "refreshToken": before.refresh } })).await;
    let next = session(&answer["data"]["refreshSession"]);
    if next.is_none() {
        assert_eq!((codes(&answer), answer.get("data")), (vec!["UNAUTHENTICATED"], Some(&Value::Null)), "{answer}");
    }
    next
}

async fn sign_in(server: &Server, email: &str, password: &str) -> Answer {
    post(server, None, SIGN_IN, json!({ "input": { "email": email, "password": password } })).await
}

async fn signs_in(server: &Server, email: &str, password: &str) -> bool {
    session(&sign_in(server, email, password).await.2["data"]["signIn"]).is_some()
}

fn registration(email: &str, password: &str) -> Value {
    json!({
        "email": email, "password": password, "givenNames": "Fanta", "familyNames": "Diarra",
        "residenceCountry": "FR", "consents": [{ "purpose": "REGISTRY", "noticeVersion": 1 }],
    })
}

#[tokio::test]
async fn a_refresh_token_is_good_once_for_the_next_pair() {
    each_server(async |server: &Server| {
        let first = server.member("Awa").await;
        let second = refreshed(server, &first).await.expect("the token is new");
        assert_ne!(first.refresh, second.refresh);
        let third = refreshed(server, &second).await.expect("the token is new");
        for session in [&first, &second, &third] {
            assert!(is_open(server, session).await, "access tokens are good until they expire");
        }
        for worthless in ["", "rien", first.token.as_deref().unwrap_or_default()] {
            let asker = Asker { token: None, refresh: Some(worthless.to_owned()) };
            assert!(refreshed(server, &asker).await.is_none());
        }
        assert!(refreshed(server, &third).await.is_some(), "what is no token of ours ends no session");
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_its_session_and_no_other() {
    each_server(async |server: &Server| {
        let first = server.member("Awa").await;
        let other = server.sign_in(AWA).await;
        let second = refreshed(server, &first).await.expect("the token is new");
        assert!(refreshed(server, &first).await.is_none(), "somebody holds a copy");
        assert!(!is_open(server, &first).await);
        assert!(!is_open(server, &second).await);
        assert!(refreshed(server, &second).await.is_none(), "the newest token ends with the session");
        assert!(is_open(server, &other).await && refreshed(server, &other).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn of_two_who_refresh_at_once_one_is_served() {
    each_server(async |server: &Server| {
        let first = server.member("Awa").await;
        let (left, right) = tokio::join!(refreshed(server, &first), refreshed(server, &first));
        assert_eq!(usize::from(left.is_some()) + usize::from(right.is_some()), 1);
        assert!(!is_open(server, &first).await, "the session is ended: one of the two had a copy");
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_this_session_at_once_and_no_other() {
    each_server(async |server: &Server| {
        let (here, there) = (server.member("Awa").await, server.sign_in(AWA).await);
        let answer = server.asks(&here).data(SIGN_OUT, json!({})).await;
        assert_eq!(answer["signOut"]["signedOut"], true);
        assert!(!is_open(server, &here).await);
        assert!(refreshed(server, &here).await.is_none());
        assert!(is_open(server, &there).await);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    each_server(async |server: &Server| {
        let sessions = [server.member("Awa").await, server.sign_in(AWA).await];
        server.anyone().run(REQUEST, json!({ "email": AWA })).await;
        let input = json!({ "token": server.mailed_secret(AWA).await, "password": NEW_PASSWORD });
        let answer = server.anyone().run(RESET, input.clone()).await;
        assert_eq!(answer["resetPassword"], json!({ "reset": true, "userErrors": [] }));
        for session in &sessions {
            assert!(!is_open(server, session).await);
            assert!(refreshed(server, session).await.is_none());
        }
        assert!(!signs_in(server, AWA, PASSWORD).await, "the old password is worthless");
        assert!(signs_in(server, AWA, NEW_PASSWORD).await);
        let again = server.anyone().run(RESET, input).await;
        let used = json!({ "reset": false, "userErrors": [{ "field": "token", "code": "BAD_USER_INPUT" }] });
        assert_eq!(again["resetPassword"], used);
    })
    .await;
}

#[tokio::test]
async fn a_password_that_is_replaced_while_it_is_checked_opens_no_session() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let hashed = server.app.hashing.done();
        // A reset that has begun and is not committed yet.
        let reset = server.app.begin().await.expect("a transaction");
        let replaced = "UPDATE account SET password_hash = 'another' WHERE email = 'awa@example.org'";
        reset.execute_unprepared(replaced).await.expect("the password is replaced");
        let ended = "UPDATE session SET revoked_at = created_at";
        reset.execute_unprepared(ended).await.expect("every session is ended");
        let commit = async {
            while server.app.hashing.done() == hashed {
                sleep(Duration::from_millis(10)).await;
            }
            sleep(Duration::from_millis(300)).await;
            reset.commit().await.expect("the reset holds");
        };
        let (is_in, ()) = tokio::join!(signs_in(server, AWA, PASSWORD), commit);
        assert!(!is_in, "the old password was right when it was checked, and is not any more");
        let open = session::Entity::find().filter(session::Column::RevokedAt.is_null());
        assert_eq!(open.count(&server.app.db).await.expect("rows are counted"), 0);
    })
    .await;
}

#[tokio::test]
async fn who_was_given_a_role_first_becomes_a_member_by_registering() {
    each_server(async |server: &Server| {
        let (email, own) = ("fanta@example.org", "{ viewer { roles member { status givenNames } } }");
        let clerk = server.operator(email, RoleName::Staff).await;
        let answer = server.anyone().run(REGISTER, registration(email, NEW_PASSWORD)).await;
        assert_eq!(answer["registerMember"]["userErrors"], json!([]));
        let before = server.asks(&clerk).data(own, json!({})).await;
        assert_eq!(before["viewer"], json!({ "roles": ["STAFF"], "member": null }), "a stranger may have typed it");
        let token = server.mailed_secret(email).await;
        server.anyone().run(VERIFY, json!({ "token": token })).await;
        let after = server.asks(&clerk).data(own, json!({})).await["viewer"].take();
        assert_eq!(after["member"], json!({ "status": "ACTIVE", "givenNames": "Fanta" }));
        let roles: BTreeSet<&str> = after["roles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!(roles, BTreeSet::from(["MEMBER", "STAFF"]));
        assert!(signs_in(server, email, PASSWORD).await, "the password stays");
        assert!(!signs_in(server, email, NEW_PASSWORD).await, "whoever registered did not prove the one before");
        server.anyone().run(REGISTER, registration(email, NEW_PASSWORD)).await;
        let known = Message::new("mail-known-subject").text(Language::Fr);
        assert!(mails_to(server, email).await.last().is_some_and(|mail| mail.contains(&known)));
        let members = member::Entity::find().count(&server.app.db).await.expect("rows are counted");
        assert_eq!(members, 1);
    })
    .await;
}

#[tokio::test]
async fn a_role_given_to_an_address_is_not_opened_by_a_stranger_who_registers_it() {
    each_server(async |server: &Server| {
        let email = "fanta@example.org";
        let admin = server.operator("admin@example.org", RoleName::Admin).await;
        let grant = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { userErrors { field } } }";
        server.asks(&admin).run(grant, json!({ "email": email, "role": "STAFF" })).await;
        server.anyone().run(REGISTER, registration(email, "celui d’un inconnu")).await;
        let token = server.mailed_secret(email).await;
        server.anyone().run(VERIFY, json!({ "token": token })).await;
        assert!(!signs_in(server, email, "celui d’un inconnu").await, "who clicked is not who chose the password");
        server.anyone().run(REQUEST, json!({ "email": email })).await;
        let token = server.mailed_secret(email).await;
        server.anyone().run(RESET, json!({ "token": token, "password": NEW_PASSWORD })).await;
        assert!(signs_in(server, email, NEW_PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn who_asks_for_a_new_password_confirms_nothing_that_a_stranger_registered() {
    each_server(async |server: &Server| {
        let (email, own) = ("fanta@example.org", "{ viewer { roles member { id } } }");
        server.anyone().run(REGISTER, registration(email, "celui d’un inconnu")).await;
        let registered = server.mailed_secret(email).await;
        server.anyone().run(REQUEST, json!({ "email": email })).await;
        let mails = mails_to(server, email).await;
        assert!(mails.last().is_some_and(|mail| mail.contains("/reset?token=")), "{mails:?}");
        let token = server.mailed_secret(email).await;
        let reset = server.anyone().run(RESET, json!({ "token": token, "password": NEW_PASSWORD })).await;
        assert_eq!(reset["resetPassword"], json!({ "reset": true, "userErrors": [] }));
        let opened = sign_in(server, email, NEW_PASSWORD).await;
        let fanta = session(&opened.2["data"]["signIn"]).expect("the new password opens");
        let seen = server.asks(&fanta).data(own, json!({})).await["viewer"].take();
        assert_eq!(seen, json!({ "roles": [], "member": null }), "the stranger's names and consents are gone");
        let verified = server.anyone().run(VERIFY, json!({ "token": registered })).await;
        assert_eq!(verified["verifyEmail"]["verified"], false, "and the link with them");
        assert!(!signs_in(server, email, "celui d’un inconnu").await);
    })
    .await;
}

#[tokio::test]
async fn every_failed_sign_in_answers_alike() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        server.register("fanta@example.org", "Fanta").await;
        let (status, _, wrong) = sign_in(server, AWA, "un autre mot de passe").await;
        let payload = &wrong["data"]["signIn"];
        assert_eq!((status, session(payload).is_none()), (StatusCode::OK, true));
        assert_eq!(payload["userErrors"][0]["field"], "password");
        let attempts = [
            ("fanta@example.org", PASSWORD, "the address is not verified"),
            ("fanta@example.org", "un autre mot de passe", "neither is right"),
            (NOBODY, PASSWORD, "nobody has the address"),
            ("pas une adresse", PASSWORD, "this is no address"),
            (AWA, "", "this is no password"),
        ];
        for (email, password, why) in attempts {
            let (status, _, answer) = sign_in(server, email, password).await;
            assert_eq!((status, &answer), (StatusCode::OK, &wrong), "{why}");
        }
        assert!(signs_in(server, AWA, PASSWORD).await);
    })
    .await;
}

/// Mails to an address, oldest first.
async fn mails_to(server: &Server, email: &str) -> Vec<String> {
    let mut mails = server.mails().await;
    mails.retain(|mail| mail.contains(email));
    mails
}

#[tokio::test]
async fn registering_does_not_tell_who_is_registered_but_their_mail_does() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        server.register("moussa@example.org", "Moussa").await;
        let mut answers = Vec::new();
        for email in [AWA, "moussa@example.org", "fanta@example.org"] {
            let input = json!({ "input": registration(email, NEW_PASSWORD) });
            let (status, _, answer) = post(server, None, REGISTER, input).await;
            answers.push((status, answer));
        }
        let alike = (StatusCode::OK, json!({ "data": { "registerMember": { "userErrors": [] } } }));
        assert_eq!(answers, [alike.clone(), alike.clone(), alike]);

        let known = Message::new("mail-known-subject").text(Language::Fr);
        let told = mails_to(server, AWA).await;
        assert!(told.len() == 2 && told[1].contains(&known) && !told[1].contains("token="), "{told:?}");
        for email in ["moussa@example.org", "fanta@example.org"] {
            let mails = mails_to(server, email).await;
            assert!(mails.iter().all(|mail| mail.contains("/verify?token=") && !mail.contains(&known)), "{mails:?}");
        }
        assert!(is_open(server, &awa).await && signs_in(server, AWA, PASSWORD).await, "nothing has changed for her");
        assert!(!signs_in(server, AWA, NEW_PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn asking_for_a_new_password_does_not_tell_who_is_registered() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let mut answers = Vec::new();
        for email in [AWA, NOBODY] {
            let (status, _, answer) = post(server, None, REQUEST, json!({ "input": { "email": email } })).await;
            answers.push((status, answer));
        }
        let alike = (StatusCode::OK, json!({ "data": { "requestPasswordReset": { "userErrors": [] } } }));
        assert_eq!(answers, [alike.clone(), alike]);
        let told = mails_to(server, AWA).await;
        assert!(told.len() == 2 && told[1].contains("/reset?token="), "{told:?}");
        let told = mails_to(server, NOBODY).await;
        assert!(told.len() == 1 && !told[0].contains("token="), "{told:?}");
        assert!(signs_in(server, AWA, PASSWORD).await, "the old password holds until the link is used");
    })
    .await;
}

/// What an attempt costs: passwords hashed, and mails written to whatever address.
async fn work(server: &Server, document: &str, input: Value) -> (u64, u64) {
    let mails = async || mail::Entity::find().count(&server.app.db).await.expect("mails are counted");
    let before = (server.app.hashing.done(), mails().await);
    let (status, _, answer) = post(server, None, document, json!({ "input": input })).await;
    assert_eq!((status, answer.get("errors")), (StatusCode::OK, None), "{answer}");
    (server.app.hashing.done() - before.0, mails().await - before.1)
}

#[tokio::test]
async fn the_same_work_is_done_for_addresses_that_are_known_and_others() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        server.register("fanta@example.org", "Fanta").await;
        server.operator("disabled@example.org", RoleName::Staff).await;
        let disabled = "UPDATE account SET disabled_at = created_at WHERE email = 'disabled@example.org'";
        server.app.db.execute_unprepared(disabled).await.expect("an account can be disabled");
        account::create(&server.app, &Viewer::system(), "without@example.org", RoleName::Staff, None)
            .await
            .expect("an account needs no password at first");
        let known = [AWA, "fanta@example.org", "disabled@example.org", "without@example.org"];
        for email in known.into_iter().chain([NOBODY]) {
            let wrong = json!({ "email": email, "password": "un autre mot de passe" });
            assert_eq!(work(server, SIGN_IN, wrong).await, (1, 0), "signing in as {email}");
            assert_eq!(work(server, REQUEST, json!({ "email": email })).await, (0, 1), "a reset for {email}");
        }
        for email in known.into_iter().chain([NOBODY, NOBODY]) {
            let work = work(server, REGISTER, registration(email, NEW_PASSWORD)).await;
            assert_eq!(work, (1, 1), "registering {email}");
        }
        for token in ["rien", &server.mailed_secret(NOBODY).await] {
            let input = json!({ "token": token, "password": NEW_PASSWORD });
            assert_eq!(work(server, RESET, input).await, (1, 0), "a new password by a link that is none for it");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_belongs_to_who_proves_it_not_to_who_registers_it_first() {
    each_server(async |server: &Server| {
        let email = "fanta@example.org";
        server.anyone().run(REGISTER, registration(email, "celui d’un inconnu")).await;
        server.anyone().run(REGISTER, registration(email, NEW_PASSWORD)).await;
        let token = server.mailed_secret(email).await;
        server.anyone().run(VERIFY, json!({ "token": token })).await;
        assert!(
            !signs_in(server, email, "celui d’un inconnu").await,
            "a stranger's password opens no verified account"
        );
        assert!(signs_in(server, email, NEW_PASSWORD).await, "who read the mail signs in");
    })
    .await;
}

/// Header and claims of a token.
fn opened(token: &str) -> (Value, Value) {
    let part = |place: usize| {
        let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(place).unwrap_or_default()).expect("base64");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    (part(0), part(1))
}

/// Header and claims as the first two parts of a token.
fn closed(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn signed_by_secret(content: &str, secret: &[u8]) -> String {
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).expect("any length is a key");
    format!("{content}.{}", URL_SAFE_NO_PAD.encode(mac.chain_update(content).finalize().into_bytes()))
}

async fn public_key(server: &Server) -> Value {
    let request = server.client().get(format!("{}/.well-known/jwks.json", server.url()));
    let mut keys: Value = request.send().await.expect("the server answers").json().await.expect("JSON");
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(1), "{keys}");
    keys["keys"][0].take()
}

#[tokio::test]
async fn the_public_key_of_the_tokens_is_shown_and_nothing_secret() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let (header, claims) = opened(member.token.as_deref().unwrap_or_default());
    assert_eq!(header["alg"], "EdDSA");
    let key = public_key(&server).await;
    assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
    assert_eq!(key["kid"], header["kid"]);
    assert!(key.get("d").is_none(), "{key}");
    for personal in ["email", "name", "roles"] {
        assert!(claims.get(personal).is_none(), "a token says nothing about the person: {claims}");
    }
}

fn id(claims: &Value, name: &str) -> Uuid {
    claims[name].as_str().and_then(|text| Uuid::parse_str(text).ok()).expect("an id")
}

/// Tokens with our key's name that we did not sign as they are.
fn forged(good: &str, key: &Value) -> Vec<String> {
    let (header, claims) = opened(good);
    let content = good.rsplit_once('.').map(|(content, _)| content).unwrap_or_default();
    let signature = good.rsplit_once('.').map(|(_, signature)| signature).unwrap_or_default();
    let with = |alg: &str| json!({ "typ": "JWT", "alg": alg, "kid": header["kid"] });
    let public = key["x"].as_str().unwrap_or_default();
    let raw = URL_SAFE_NO_PAD.decode(public).expect("base64");
    let mut other = claims.clone();
    other["sub"] = json!(Uuid::now_v7());
    let symmetric = closed(&with("HS256"), &claims);
    vec![
        format!("{}.", closed(&with("none"), &claims)),
        format!("{}.", closed(&with("None"), &claims)),
        format!("{}.{signature}", closed(&with("none"), &claims)),
        signed_by_secret(&symmetric, &raw),
        signed_by_secret(&symmetric, public.as_bytes()),
        signed_by_secret(&symmetric, key.to_string().as_bytes()),
        format!("{symmetric}.{signature}"),
        format!("{}.{signature}", closed(&header, &other)),
        format!("{}.{signature}", closed(&json!({ "typ": "JWT", "alg": "EdDSA" }), &claims)),
        format!("{content}."),
        content.to_owned(),
        format!("{good}."),
    ]
}

#[tokio::test]
async fn a_forged_token_is_401() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let good = member.token.unwrap_or_default();
    assert!(is_taken(&server, &good).await);
    for token in forged(&good, &public_key(&server).await) {
        assert!(!is_taken(&server, &token).await, "{token}");
    }
}

#[tokio::test]
async fn a_token_of_another_issuer_audience_key_or_time_is_401() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let (_, claims) = opened(member.token.as_deref().unwrap_or_default());
    let (account, session) = (id(&claims, "sub"), id(&claims, "sid"));
    let (keys, ours, now) = (&server.app.keys, &server.app.config.auth, server.app.clock.now());
    let mut issuer = ours.clone();
    issuer.issuer = "elsewhere".to_owned();
    let mut audience = ours.clone();
    audience.audience = "elsewhere".to_owned();
    let folder = TempDir::new().expect("a folder");
    let foreign = Keys::open(folder.path()).expect("keys can be made");
    let late = now - TimeDelta::minutes(ours.access_minutes) - TimeDelta::seconds(1);
    let refused = [
        ("issuer", keys.sign(&issuer, now, account, session)),
        ("audience", keys.sign(&audience, now, account, session)),
        ("expired", keys.sign(ours, late, account, session)),
        ("key", foreign.sign(ours, now, account, session)),
        ("account", keys.sign(ours, now, Uuid::now_v7(), session)),
        ("session", keys.sign(ours, now, account, Uuid::now_v7())),
    ];
    for (what, token) in refused {
        assert!(!is_taken(&server, &token.expect("a token")).await, "{what}");
    }
    let good = keys.sign(ours, now, account, session).expect("a token");
    assert!(is_taken(&server, &good).await, "the same with everything right");
}

/// A guess, and how long to wait if it was not even tried.
async fn wait_after(server: &Server, email: &str, password: &str) -> Option<u64> {
    let (status, headers, answer) = sign_in(server, email, password).await;
    if status == StatusCode::OK {
        assert!(answer["data"]["signIn"].is_object(), "{answer}");
        return None;
    }
    assert_eq!((status, codes(&answer)), (StatusCode::TOO_MANY_REQUESTS, vec!["RATE_LIMITED"]), "{answer}");
    assert_eq!(answer.get("data"), Some(&Value::Null), "{answer}");
    let header = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    assert!(header.is_some_and(|seconds| (1..=60).contains(&seconds)), "{headers:?}");
    let wait = answer["errors"][0]["extensions"]["retryAfter"].as_u64();
    assert!(wait.is_some_and(|seconds| (1..=60).contains(&seconds)), "{answer}");
    wait
}

/// Attempts that a brake lets through within a time: a burst, and one for each share of the minute since.
fn most_let_through(per_minute: u64, elapsed: Duration) -> u64 {
    per_minute + elapsed.as_secs() * per_minute / 60 + 1
}

#[tokio::test]
async fn a_hundred_guesses_are_braked_for_the_account_alone() {
    let server = Server::with(|config| config.limits.attempts_per_account = 10).await;
    let began = Instant::now();
    server.member("Awa").await;
    let (mut let_through, hashed) = (0, server.app.hashing.done());
    for number in 0..100 {
        let wait = wait_after(&server, AWA, &format!("un mot de passe {number}")).await;
        let_through += u64::from(wait.is_none());
    }
    assert!(let_through <= most_let_through(10, began.elapsed()), "{let_through} of 100 guesses were tried");
    assert_eq!(server.app.hashing.done() - hashed, let_through, "the others were refused before any hash");
    // One more attempt may be due within the second: then it is used up first.
    while wait_after(&server, AWA, "encore un").await.is_none_or(|seconds| seconds < 2) {}
    assert!(wait_after(&server, AWA, PASSWORD).await.is_some(), "the right password is braked too");
    server.member("Bakary").await;
    assert!(signs_in(&server, "bakary@example.org", PASSWORD).await, "others sign in meanwhile");
}

/// As many sign-ins in one document as it may hold.
fn twenty_sign_ins() -> String {
    let fields: String =
        (0..20).map(|number| format!("a{number}: signIn(input: $input) {{ userErrors {{ field }} }} ")).collect();
    format!("mutation($input: SignInInput!) {{ {fields} }}")
}

#[tokio::test]
async fn twenty_sign_ins_in_one_document_count_as_twenty() {
    let server = Server::with(|config| config.limits.attempts_per_account = 20).await;
    let (document, began) = (twenty_sign_ins(), Instant::now());
    let input = json!({ "input": { "email": NOBODY, "password": PASSWORD } });
    let (status, _, answer) = post(&server, None, &document, input).await;
    assert_eq!((status, answer["data"].as_object().map(serde_json::Map::len)), (StatusCode::OK, Some(20)), "{answer}");
    let mut let_through = 20;
    while wait_after(&server, NOBODY, PASSWORD).await.is_none() {
        let_through += 1;
    }
    assert!(let_through <= most_let_through(20, began.elapsed()), "{let_through} sign-ins were tried");
}

#[tokio::test]
async fn a_document_with_more_sign_ins_than_the_brake_allows_is_refused_as_a_whole() {
    let server = Server::with(|config| config.limits.attempts_per_account = 10).await;
    server.member("Awa").await;
    let input = json!({ "input": { "email": AWA, "password": PASSWORD } });
    let hashed = server.app.hashing.done();
    let (status, headers, answer) = post(&server, None, &twenty_sign_ins(), input).await;
    assert_eq!((status, answer.get("data")), (StatusCode::TOO_MANY_REQUESTS, Some(&Value::Null)), "{answer}");
    assert!(codes(&answer).iter().all(|code| *code == "RATE_LIMITED") && headers.contains_key(RETRY_AFTER));
    assert!(server.app.hashing.done() - hashed <= 11, "what is beyond the brake is never hashed");
}
