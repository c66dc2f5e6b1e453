//! The second factor: who has none is not in office, what a code opens, and what a lost telephone costs.

use chrono::{DateTime, TimeDelta, Utc};
use entity::role_grant::RoleName;
use entity::{recovery_code, second_factor};
use sea_orm::EntityTrait;
use seko::auth::Viewer;
use seko::auth::totp;
use seko::config::{Config, SecondFactor};
use seko::service::account;
use serde_json::{Value, json};
use totp_rs::Builder;

use crate::support::{Asker, PASSWORD, Server, each_server_with};

const CLERK: &str = "staff@example.org";
const CHIEF: &str = "admin@example.org";

const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) {
    accessToken refreshToken userErrors { field code message } } }";
const START: &str = "mutation($input: StartSecondFactorInput!) { startSecondFactor(input: $input) {
    secret otpauthAddress userErrors { field code } } }";
const CONFIRM: &str = "mutation($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) {
    recoveryCodes userErrors { field code } } }";
const RENEW: &str = "mutation($input: RenewRecoveryCodesInput!) { renewRecoveryCodes(input: $input) {
    recoveryCodes userErrors { field code } } }";
const REMOVE: &str = "mutation($input: RemoveSecondFactorInput!) { removeSecondFactor(input: $input) {
    removed userErrors { field code } } }";
const RESET: &str = "mutation($input: ResetSecondFactorInput!) { resetSecondFactor(input: $input) {
    reset userErrors { field code } } }";
const STANDING: &str = "{ viewer { roles secondFactor { state required recoveryCodesLeft } } }";
const SESSIONS: &str = "{ viewer { sessions { id current secondFactor createdAt lastUsedAt expiresAt } } }";
const REVOKE: &str = "mutation($input: RevokeSessionInput!) { revokeSession(input: $input) {
    session { id } userErrors { field } } }";
const REVOKE_OTHERS: &str = "mutation { revokeOtherSessions { ended userErrors { field } } }";
const MEMBERS: &str = "{ members(first: 1) { nodes { id } } }";

/// The six digits that an authenticator with this secret shows at a moment.
pub fn code_at(secret: &[u8], at: DateTime<Utc>) -> String {
    let totp = Builder::new().with_secret(secret.to_vec()).build().expect("a secret");
    totp.generate(u64::try_from(at.timestamp()).expect("a moment of today")).to_string()
}

/// An authenticator that goes by the clock of the server.
struct Authenticator {
    secret: Vec<u8>,
}

impl Authenticator {
    fn reading(address: &str) -> Self {
        let secret = address.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).expect("a secret");
        let secret = totp_rs::Secret::try_from_base32(secret).expect("base 32");
        Self { secret: secret.as_bytes().to_vec() }
    }

    fn shows(&self, server: &Server) -> String {
        code_at(&self.secret, server.app.clock.now())
    }

    /// The code of the next half minute.
    fn next(&self, server: &Server) -> String {
        server.app.clock.advance(TimeDelta::seconds(30));
        self.shows(server)
    }
}

fn required(config: &mut Config) {
    config.auth.second_factor = SecondFactor::Required;
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

async fn attempt(server: &Server, email: &str, code: Option<&str>) -> Value {
    let input = json!({ "email": email, "password": PASSWORD, "code": code });
    server.anyone().run(SIGN_IN, input).await["signIn"].take()
}

/// The session opened, or what is said about the code.
async fn sign_in(server: &Server, email: &str, code: Option<&str>) -> Result<Asker, String> {
    let payload = attempt(server, email, code).await;
    let text = |field: &str| payload[field].as_str().map(str::to_owned);
    match text("accessToken") {
        Some(token) => Ok(Asker { token: Some(token), refresh: text("refreshToken") }),
        None => {
            assert_eq!(payload["userErrors"][0]["field"], "code", "{payload}");
            Err(payload["userErrors"][0]["message"].as_str().unwrap_or_default().to_owned())
        }
    }
}

async fn standing(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(STANDING, json!({})).await["viewer"].take()
}

/// Sets a second factor up; the authenticator and the recovery codes.
async fn enrol(server: &Server, asker: &Asker) -> (Authenticator, Vec<String>) {
    let started = server.asks(asker).run(START, json!({ "password": PASSWORD })).await["startSecondFactor"].take();
    let authenticator = Authenticator::reading(started["otpauthAddress"].as_str().unwrap_or_default());
    let input = json!({ "code": authenticator.shows(server) });
    let confirmed = server.asks(asker).run(CONFIRM, input).await["confirmSecondFactor"].take();
    assert_eq!(confirmed["userErrors"], json!([]), "{confirmed}");
    (authenticator, texts(&confirmed["recoveryCodes"]))
}

/// Sets a second factor up; its recovery codes.
pub async fn enrolled(server: &Server, asker: &Asker) -> Vec<String> {
    enrol(server, asker).await.1
}

/// Whether the staff's list of members is theirs.
async fn is_staff(server: &Server, asker: &Asker) -> bool {
    let answer = server.asks(asker).answer(MEMBERS, json!({})).await;
    assert!(answer["errors"].is_null() || codes(&answer) == ["FORBIDDEN"], "{answer}");
    answer["errors"].is_null()
}

#[test]
fn codes_are_those_of_the_standard() {
    let secret = b"12345678901234567890";
    let vectors = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    for (seconds, code) in vectors {
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).expect("a moment");
        let step = |at| totp::step(secret, code, at).expect("the secret is good");
        assert_eq!(step(at(seconds)), Some(seconds / 30), "{code}");
        assert_eq!(step(at(seconds + 30)), Some(seconds / 30), "{code} of the step before");
        assert_eq!(step(at(seconds - 30)), Some(seconds / 30), "{code} of the step to come");
        assert_eq!(step(at(seconds + 60)), None, "{code} two steps ago");
    }
}

#[test]
fn production_requires_it_and_refuses_to_leave_it_open() {
    let mut config = Config::defaults();
    assert!(!config.requires_second_factor(), "development goes without");
    required(&mut config);
    assert!(config.requires_second_factor());
    config.environment = seko::config::Environment::Production;
    config.mail.smtp_url = "smtps://mail.example.org".to_owned().into();
    config.public_url = "https://seko.example.org".to_owned();
    for setting in [SecondFactor::Auto, SecondFactor::Required, SecondFactor::Optional] {
        config.auth.second_factor = setting;
        assert!(config.requires_second_factor());
        let objection = config.objection();
        assert_eq!(objection.is_some(), setting == SecondFactor::Optional, "{objection:?}");
    }
}

#[tokio::test]
async fn staff_without_a_second_factor_are_not_in_office_until_they_have_one() {
    each_server_with(required, async |server: &Server| {
        let clerk = server.staff().await;
        assert!(!is_staff(server, &clerk).await);
        let none = json!({ "state": "NONE", "required": true, "recoveryCodesLeft": 0 });
        assert_eq!(standing(server, &clerk).await, json!({ "roles": [], "secondFactor": none }));

        let wrong = server.asks(&clerk).run(START, json!({ "password": "un autre mot de passe" })).await;
        assert_eq!(wrong["startSecondFactor"]["userErrors"][0]["field"], "password");
        let started = server.asks(&clerk).run(START, json!({ "password": PASSWORD })).await;
        let address = started["startSecondFactor"]["otpauthAddress"].as_str().unwrap_or_default();
        assert!(address.starts_with("otpauth://totp/Seko:staff%40example.org?"), "{address}");
        assert!(address.contains(started["startSecondFactor"]["secret"].as_str().expect("a secret")), "{address}");
        let state = standing(server, &clerk).await["secondFactor"]["state"].take();
        assert_eq!((state, is_staff(server, &clerk).await), (json!("STARTED"), false));
        assert!(sign_in(server, CLERK, None).await.is_ok(), "what is not confirmed is not asked for");

        let (_, recovery) = enrol(server, &clerk).await;
        assert_eq!(recovery.len(), 10);
        let confirmed = json!({ "state": "CONFIRMED", "required": true, "recoveryCodesLeft": 10 });
        assert_eq!(standing(server, &clerk).await, json!({ "roles": ["STAFF"], "secondFactor": confirmed }));
        assert!(is_staff(server, &clerk).await);
        let refused = server.asks(&clerk).run(REMOVE, json!({ "code": recovery[0] })).await;
        assert_eq!(refused["removeSecondFactor"]["userErrors"], json!([{ "field": "code", "code": "CONFLICT" }]));
        assert!(server.mails().await.iter().any(|mail| mail.contains(CLERK)), "the owner is told");
    })
    .await;
}

#[tokio::test]
async fn a_code_opens_a_session_in_office_once() {
    each_server_with(required, async |server: &Server| {
        let elsewhere = server.staff().await;
        let clerk = server.sign_in(CLERK).await;
        let (authenticator, _) = enrol(server, &clerk).await;
        let gone = server.asks(&elsewhere).answer(STANDING, json!({})).await;
        assert_eq!(codes(&gone), ["UNAUTHENTICATED"], "sessions from before are ended");

        let needed = sign_in(server, CLERK, None).await.expect_err("a code is needed");
        let same = authenticator.shows(server);
        let used = sign_in(server, CLERK, Some(&same)).await.expect_err("this code has confirmed");
        assert_ne!(needed, used);
        let next = authenticator.next(server);
        let session = sign_in(server, CLERK, Some(&next)).await.expect("the code is new");
        assert!(is_staff(server, &session).await);
        assert_eq!(sign_in(server, CLERK, Some(&next)).await.expect_err("good once"), used);
        let later = authenticator.next(server);
        assert!(sign_in(server, CLERK, Some(&format!(" {} {} ", &later[..3], &later[3..]))).await.is_ok());
        assert!(sign_in(server, CLERK, Some(&next)).await.is_err(), "nor after a later one");

        let wrong = json!({ "email": CLERK, "password": "un autre mot de passe", "code": later });
        let wrong = server.anyone().run(SIGN_IN, wrong).await["signIn"].take();
        assert_eq!(
            wrong["userErrors"][0]["field"], "password",
            "the code is not spoken of before the password is right"
        );
        let refresh = "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken } }";
        let renewed = server.anyone().run(refresh, json!({ "refreshToken": session.refresh })).await;
        let token = renewed["refreshSession"]["accessToken"].as_str().map(str::to_owned);
        assert!(
            is_staff(server, &Asker { token, refresh: None }).await,
            "a session that goes on keeps its second factor"
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_who_give_one_code_at_once_one_is_served() {
    each_server_with(required, async |server: &Server| {
        let clerk = server.staff().await;
        let (authenticator, recovery) = enrol(server, &clerk).await;
        for code in [authenticator.next(server), recovery[0].clone()] {
            let (left, right) = tokio::join!(sign_in(server, CLERK, Some(&code)), sign_in(server, CLERK, Some(&code)));
            assert_eq!(usize::from(left.is_ok()) + usize::from(right.is_ok()), 1, "{code}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_a_lost_telephone_once() {
    each_server_with(required, async |server: &Server| {
        let clerk = server.staff().await;
        let (lost, recovery) = enrol(server, &clerk).await;
        let session = sign_in(server, CLERK, Some(&recovery[0])).await.expect("a recovery code");
        assert!(is_staff(server, &session).await);
        assert!(sign_in(server, CLERK, Some(&recovery[0])).await.is_err(), "good once");
        let typed = recovery[1].replace('-', "").to_lowercase();
        assert!(sign_in(server, CLERK, Some(&typed)).await.is_ok(), "however it is typed");
        assert_eq!(standing(server, &session).await["secondFactor"]["recoveryCodesLeft"], 8);

        let input = json!({ "password": PASSWORD, "code": recovery[2] });
        let started = server.asks(&session).run(START, input).await["startSecondFactor"].take();
        let found = Authenticator::reading(started["otpauthAddress"].as_str().unwrap_or_default());
        let old = lost.next(server);
        assert!(sign_in(server, CLERK, Some(&old)).await.is_ok(), "the old one holds until the new one is confirmed");
        let code = found.shows(server);
        let confirmed = server.asks(&session).run(CONFIRM, json!({ "code": code })).await;
        let fresh = texts(&confirmed["confirmSecondFactor"]["recoveryCodes"]);
        assert_eq!(fresh.len(), 10, "{confirmed}");
        let old = lost.next(server);
        assert!(sign_in(server, CLERK, Some(&old)).await.is_err(), "the lost telephone opens nothing");
        assert!(sign_in(server, CLERK, Some(&recovery[3])).await.is_err(), "nor does the list from before");
        assert!(sign_in(server, CLERK, Some(&fresh[0])).await.is_ok());
        let code = found.next(server);
        let renewed = server.asks(&session).run(RENEW, json!({ "code": code })).await["renewRecoveryCodes"].take();
        assert_eq!(texts(&renewed["recoveryCodes"]).len(), 10, "{renewed}");
        assert!(sign_in(server, CLERK, Some(&fresh[1])).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_database_alone_tells_neither_secret_nor_code() {
    each_server_with(required, async |server: &Server| {
        let clerk = server.staff().await;
        let (authenticator, recovery) = enrol(server, &clerk).await;
        let db = &server.app.db;
        let factor = second_factor::Entity::find().one(db).await.expect("the database answers").expect("it is stored");
        let text = totp::as_text(&authenticator.secret).expect("base 32");
        assert!(!factor.secret.contains(&text));
        assert!(server.app.keys.unseal_secret(uuid::Uuid::now_v7(), &factor.secret).is_err(), "bound to its account");
        let rows = recovery_code::Entity::find().all(db).await.expect("the database answers");
        for code in &recovery {
            let plain = code.replace('-', "");
            assert!(rows.iter().all(|row| !row.code_hash.contains(&plain)));
            assert!(rows.iter().all(|row| row.code_hash != seko::auth::secret::hash(&plain)), "a hash with a key");
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_are_braked_like_wrong_passwords() {
    let brake = |config: &mut Config| {
        required(config);
        config.limits.attempts_per_account = 10;
    };
    each_server_with(brake, async |server: &Server| {
        let clerk = server.staff().await;
        let (authenticator, _) = enrol(server, &clerk).await;
        let mut tried = 0;
        for number in 0..40 {
            let input = json!({ "email": CLERK, "password": PASSWORD, "code": format!("{number:06}") });
            let answer = server.anyone().answer(SIGN_IN, json!({ "input": input })).await;
            tried += usize::from(answer["errors"].is_null());
            assert!(answer["errors"].is_null() || codes(&answer) == ["RATE_LIMITED"], "{answer}");
        }
        assert!(tried < 15, "{tried} of 40 were tried");
        let input = json!({ "input": { "email": CLERK, "password": PASSWORD, "code": authenticator.next(server) } });
        let answer = server.anyone().answer(SIGN_IN, input).await;
        assert_eq!(codes(&answer), ["RATE_LIMITED"], "the right code too");
        let answer = server.asks(&clerk).answer(RENEW, json!({ "input": { "code": "000000" } })).await;
        assert_eq!(codes(&answer), ["RATE_LIMITED"], "at every door");
    })
    .await;
}

#[tokio::test]
async fn twenty_wrong_codes_in_a_row_leave_only_a_recovery_code() {
    each_server_with(required, async |server: &Server| {
        let clerk = server.staff().await;
        let (authenticator, recovery) = enrol(server, &clerk).await;
        let right = authenticator.next(server);
        let mut said = Vec::new();
        for number in 0..21 {
            let wrong = format!("{:06}", (right.parse::<u32>().unwrap_or_default() + 7_919 * (number + 1)) % 1_000_000);
            said.push(sign_in(server, CLERK, Some(&wrong)).await.expect_err("a wrong code"));
        }
        assert!(said[..20].iter().all(|words| *words == said[0]) && said[20] != said[0], "{said:?}");
        assert_eq!(sign_in(server, CLERK, Some(&right)).await.expect_err("guessing is over"), said[20]);
        assert!(sign_in(server, CLERK, Some(&recovery[0])).await.is_ok());
        assert!(sign_in(server, CLERK, Some(&right)).await.is_ok(), "then codes count again");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_resets_what_another_lost_and_nobody_their_own() {
    each_server_with(required, async |server: &Server| {
        let (clerk, chief) = (server.staff().await, server.operator(CHIEF, RoleName::Admin).await);
        let (authenticator, _) = enrol(server, &clerk).await;
        let asked = |email: &str| json!({ "email": email, "reason": "Téléphone perdu" });
        let refused = server.asks(&chief).answer(RESET, json!({ "input": asked(CLERK) })).await;
        assert_eq!(codes(&refused), ["FORBIDDEN"], "an administrator without a second factor is none");
        enrol(server, &chief).await;
        let own = server.asks(&chief).run(RESET, asked(CHIEF)).await;
        assert_eq!(own["resetSecondFactor"]["userErrors"], json!([{ "field": "email", "code": "CONFLICT" }]));
        let reset = server.asks(&chief).run(RESET, asked(CLERK)).await;
        assert_eq!(reset["resetSecondFactor"], json!({ "reset": true, "userErrors": [] }));
        let gone = server.asks(&clerk).answer(STANDING, json!({})).await;
        assert_eq!(codes(&gone), ["UNAUTHENTICATED"], "sessions end with the second factor");
        let clerk = sign_in(server, CLERK, None).await.expect("the password is enough to sign in");
        assert!(!is_staff(server, &clerk).await, "but not to be in office");
        let (other, _) = enrol(server, &clerk).await;
        assert!(is_staff(server, &clerk).await);
        assert_ne!(other.secret, authenticator.secret);
    })
    .await;
}

#[tokio::test]
async fn in_development_it_is_optional_but_asked_for_where_it_is_set_up() {
    each_server_with(
        |_| {},
        async |server: &Server| {
            let clerk = server.staff().await;
            assert!(is_staff(server, &clerk).await);
            let (authenticator, recovery) = enrol(server, &clerk).await;
            assert!(sign_in(server, CLERK, None).await.is_err());
            let code = authenticator.next(server);
            let session = sign_in(server, CLERK, Some(&code)).await.expect("the code is new");
            let removed = server.asks(&session).run(REMOVE, json!({ "code": recovery[0] })).await;
            assert_eq!(removed["removeSecondFactor"], json!({ "removed": true, "userErrors": [] }));
            let session = sign_in(server, CLERK, None).await.expect("the password is enough again");
            let none = json!({ "state": "NONE", "required": false, "recoveryCodesLeft": 0 });
            assert_eq!(standing(server, &session).await["secondFactor"], none);
        },
    )
    .await;
}

#[tokio::test]
async fn a_member_keeps_their_own_profile_without_one_and_an_operators_token_is_not_in_office() {
    each_server_with(required, async |server: &Server| {
        let awa = server.member("Awa").await;
        account::create(&server.app, &Viewer::system(), "awa@example.org", RoleName::Staff, None)
            .await
            .expect("a role");
        let seen = standing(server, &awa).await;
        assert_eq!((&seen["roles"], &seen["secondFactor"]["required"]), (&json!(["MEMBER"]), &json!(true)));
        enrol(server, &awa).await;
        let mut roles = texts(&standing(server, &awa).await["roles"]);
        roles.sort();
        assert_eq!(roles, ["MEMBER", "STAFF"]);
        let tokens = account::open_session(&server.app, &Viewer::system(), "awa@example.org").await.expect("a session");
        let asker = Asker { token: Some(tokens.access_token), refresh: None };
        assert_eq!(standing(server, &asker).await["roles"], json!(["MEMBER"]));
    })
    .await;
}

async fn sessions(server: &Server, asker: &Asker) -> Vec<Value> {
    let mut answer = server.asks(asker).data(SESSIONS, json!({})).await;
    answer["viewer"]["sessions"].take().as_array().cloned().unwrap_or_default()
}

async fn is_open(server: &Server, asker: &Asker) -> bool {
    let answer = server.asks(asker).answer("{ viewer { language } }", json!({})).await;
    assert!(answer["errors"].is_null() || codes(&answer) == ["UNAUTHENTICATED"], "{answer}");
    answer["errors"].is_null()
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_but_this_one() {
    each_server_with(
        |_| {},
        async |server: &Server| {
            let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
            let (telephone, laptop) =
                (server.sign_in("awa@example.org").await, server.sign_in("awa@example.org").await);
            let beside = server.beside().await;
            let listed = sessions(server, &awa).await;
            let current: Vec<&Value> = listed.iter().map(|session| &session["current"]).collect();
            assert_eq!(current, [false, false, true], "the newest first: {listed:?}");
            assert!(listed.iter().all(|session| session["secondFactor"] == false && session["expiresAt"].is_string()));

            let id = json!({ "id": listed[1]["id"] });
            let theirs = server.asks(&bakary).answer(REVOKE, json!({ "input": id })).await;
            assert_eq!(codes(&theirs), ["NOT_FOUND"], "another account's session does not exist");
            let node = "query($id: ID!) { node(id: $id) { id } }";
            assert_eq!(server.asks(&bakary).data(node, id.clone()).await["node"], Value::Null);
            assert_eq!(server.asks(&awa).data(node, id.clone()).await["node"], id);

            let ended = server.asks(&awa).run(REVOKE, id.clone()).await;
            assert_eq!(ended["revokeSession"], json!({ "session": id, "userErrors": [] }));
            for place in [server, &beside] {
                assert!(!is_open(place, &telephone).await && is_open(place, &laptop).await, "with the next request");
            }
            assert_eq!(codes(&server.asks(&awa).answer(REVOKE, json!({ "input": id })).await), ["NOT_FOUND"]);
            assert_eq!(sessions(server, &awa).await.len(), 2);

            let others = beside.asks(&awa).data(REVOKE_OTHERS, json!({})).await;
            assert_eq!(others["revokeOtherSessions"], json!({ "ended": 1, "userErrors": [] }));
            for place in [server, &beside] {
                assert!(!is_open(place, &laptop).await && is_open(place, &awa).await && is_open(place, &bakary).await);
            }
            beside.app.db.close_by_ref().await.ok();
        },
    )
    .await;
}
