//! The audit trail and the roles: what is done in office leaves its trace, and whoever ends a role ends it at once.

use chrono::TimeDelta;
use entity::role_grant::RoleName;
use seko::auth::Viewer;
use seko::service::{key, second_factor};
use serde_json::{Value, json};

use crate::support::{Asker, PASSWORD, Server, each_server, each_server_with};

const CLERK: &str = "staff@example.org";
const CHIEF: &str = "admin@example.org";

const TRAIL: &str = "query($filter: AuditFilter, $first: Int, $after: String) {
    auditTrail(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { at event detail subject subjectId bySystem actorId actor { email } account { email } } } }";
const GRANT: &str = "mutation($input: GrantRoleInput!) { grantRole(input: $input) {
    roleGrant { id role inForce validTo account { id email } organisation { name } } userErrors { field code } } }";
const END: &str = "mutation($input: EndRoleInput!) { endRole(input: $input) {
    roleGrant { id inForce } userErrors { field code } } }";
const GRANTS: &str = "query($role: RoleName, $inForce: Boolean) { roleGrants(role: $role, inForce: $inForce) {
    totalCount nodes { id role inForce account { email } } } }";
const END_SESSIONS: &str = "mutation($input: EndSessionsInput!) { endSessions(input: $input) {
    ended userErrors { field } } }";
const CREATE_ORGANISATION: &str = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
    organisation { id } userErrors { field } } }";
const ROLES: &str = "{ viewer { roles account { id } } }";

async fn trail(server: &Server, reader: &Asker, variables: Value) -> Value {
    server.asks(reader).data(TRAIL, variables).await["auditTrail"].take()
}

fn acts(trail: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = trail["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    nodes.iter().map(|act| (text(&act["event"]), text(&act["detail"]), text(&act["actor"]["email"]))).collect()
}

fn act(event: &str, detail: &str, actor: &str) -> (String, String, String) {
    (event.to_owned(), detail.to_owned(), actor.to_owned())
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

async fn host(server: &Server, staff: &Asker) -> Value {
    let input = json!({ "name": "Hôpital du Point G", "kind": "HOSPITAL" });
    server.asks(staff).run(CREATE_ORGANISATION, input).await["createOrganisation"]["organisation"]["id"].take()
}

async fn roles(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(ROLES, json!({})).await["viewer"]["roles"].take()
}

async fn grant(server: &Server, chief: &Asker, email: &str, role: &str) -> Value {
    let mut answer = server.asks(chief).run(GRANT, json!({ "email": email, "role": role })).await["grantRole"].take();
    assert_eq!(answer["userErrors"], json!([]), "{answer}");
    answer["roleGrant"].take()
}

#[tokio::test]
async fn what_is_done_in_office_is_in_the_trail_and_a_members_own_acts_are_not() {
    each_server_with(
        |_| {},
        async |server: &Server| {
            let began = server.app.clock.now();
            let member = server.member("Awa").await;
            let (clerk, chief) = (server.staff().await, server.operator(CHIEF, RoleName::Admin).await);
            let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
            server.app.clock.advance(TimeDelta::seconds(60));
            let noon = server.app.clock.now();
            let organisation = host(server, &clerk).await;
            let granted = grant(server, &chief, "moussa@example.org", "AGENT").await;
            let input = json!({ "email": "awa@example.org", "reason": "Ordinateur volé" });
            let ended = server.asks(&chief).run(END_SESSIONS, input).await;
            assert_eq!(ended["endSessions"]["ended"], 1);
            let gone = server.asks(&member).answer(ROLES, json!({})).await;
            assert_eq!(codes(&gone), ["UNAUTHENTICATED"]);
            let input = json!({ "id": granted["id"], "reason": "Mission finie" });
            server.asks(&chief).run(END, input).await;
            key::rotate(&server.app, &Viewer::system()).await.expect("a key is added");

            let expected = [
                act("installation.key_rotated", "0002.ed25519", ""),
                act("account.role_ended", "AGENT: Mission finie", CHIEF),
                act("account.sessions_revoked", "Ordinateur volé", CHIEF),
                act("account.role_granted", "AGENT", CHIEF),
                act("account.created", "", CHIEF),
                act("organisation.created", "", CLERK),
            ];
            for reader in [&officer, &chief] {
                let seen = trail(server, reader, json!({ "filter": { "from": noon } })).await;
                assert_eq!((acts(&seen), &seen["totalCount"]), (expected.to_vec(), &json!(6)), "{seen:#}");
            }
            let seen = trail(server, &officer, json!({ "filter": { "from": noon } })).await;
            let (first, last) = (&seen["nodes"][0], &seen["nodes"][5]);
            assert_eq!((&first["bySystem"], &first["subject"]), (&json!(true), &json!("INSTALLATION")));
            assert_eq!((&last["subjectId"], &last["bySystem"]), (&organisation, &json!(false)));
            assert_eq!(seen["nodes"][2]["account"]["email"], "awa@example.org");

            let earlier = trail(server, &officer, json!({ "filter": { "from": began, "to": noon } })).await;
            let earlier = acts(&earlier);
            assert!(earlier.contains(&act("account.role_granted", "STAFF", "")), "by an operator: {earlier:?}");
            assert!(earlier.iter().all(|(event, _, _)| !event.starts_with("member.")), "not Awa's own: {earlier:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn the_trail_is_read_in_pages_and_by_who_did_what_to_whom() {
    each_server_with(
        |_| {},
        async |server: &Server| {
            let (clerk, chief) = (server.staff().await, server.operator(CHIEF, RoleName::Admin).await);
            let organisation = host(server, &clerk).await;
            for email in ["un@example.org", "deux@example.org"] {
                grant(server, &chief, email, "ANALYST").await;
            }
            let own = server.asks(&chief).data(ROLES, json!({})).await["viewer"]["account"]["id"].take();
            let by = trail(server, &chief, json!({ "filter": { "actor": own } })).await;
            let events: Vec<String> = acts(&by).into_iter().map(|(event, _, _)| event).collect();
            assert_eq!(events, ["account.role_granted", "account.created", "account.role_granted", "account.created"]);
            let on = trail(server, &chief, json!({ "filter": { "subject": organisation } })).await;
            assert_eq!(acts(&on), [act("organisation.created", "", CLERK)]);
            let none = trail(server, &chief, json!({ "filter": { "actor": own, "subject": organisation } })).await;
            assert_eq!(acts(&none), []);
            for unknown in ["rien", "account_rien", "member_00000000000000000000000000000000"] {
                let none = trail(server, &chief, json!({ "filter": { "actor": unknown, "subject": unknown } })).await;
                assert_eq!(acts(&none), [], "{unknown}");
            }

            let whole = acts(&trail(server, &chief, json!({ "first": 100 })).await);
            let (mut read, mut after) = (Vec::new(), Value::Null);
            loop {
                let page = trail(server, &chief, json!({ "first": 2, "after": after })).await;
                read.extend(acts(&page));
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
            }
            assert_eq!(read, whole);
        },
    )
    .await;
}

#[tokio::test]
async fn the_trail_and_the_roles_are_hidden_from_staff_and_members() {
    each_server(async |server: &Server| {
        let (member, clerk) = (server.member("Awa").await, server.staff().await);
        let chief = server.operator(CHIEF, RoleName::Admin).await;
        for asker in [&member, &clerk] {
            for query in [TRAIL, GRANTS] {
                assert_eq!(codes(&server.asks(asker).answer(query, json!({})).await), ["FORBIDDEN"]);
            }
        }
        let grants = server.asks(&chief).data(GRANTS, json!({})).await["roleGrants"].take();
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let (own, grant) =
            (json!({ "id": account_id(server, &chief).await }), json!({ "id": grants["nodes"][0]["id"] }));
        for (asked, asker, is_seen) in [
            (&grant, &chief, true),
            (&grant, &clerk, false),
            (&own, &chief, true),
            (&own, &clerk, false),
            (&own, &member, false),
        ] {
            let found = server.asks(asker).data(node, asked.clone()).await;
            assert_eq!(found["node"].is_object(), is_seen, "{asked}");
        }
        let clerks = json!({ "id": account_id(server, &clerk).await });
        assert!(server.asks(&chief).data(node, clerks).await["node"].is_object(), "administrators see accounts");
    })
    .await;
}

async fn account_id(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(ROLES, json!({})).await["viewer"]["account"]["id"].take()
}

#[tokio::test]
async fn a_role_is_given_and_ended_with_the_next_request_on_every_server() {
    each_server_with(
        |_| {},
        async |server: &Server| {
            let (member, chief) = (server.member("Awa").await, server.operator(CHIEF, RoleName::Admin).await);
            let beside = server.beside().await;
            let granted = grant(server, &chief, "awa@example.org", "STAFF").await;
            for place in [server, &beside] {
                assert_eq!(roles(place, &member).await, json!(["MEMBER", "STAFF"]));
            }
            let twice = server.asks(&chief).run(GRANT, json!({ "email": "awa@example.org", "role": "STAFF" })).await;
            assert_eq!(twice["grantRole"]["userErrors"], json!([{ "field": "role", "code": "CONFLICT" }]));
            let listed = server.asks(&chief).data(GRANTS, json!({ "role": "STAFF", "inForce": true })).await;
            assert_eq!(listed["roleGrants"]["nodes"][0]["account"]["email"], "awa@example.org");

            let input = json!({ "id": granted["id"], "reason": "Mutation" });
            let ended = server.asks(&chief).run(END, input.clone()).await;
            assert_eq!(ended["endRole"]["roleGrant"], json!({ "id": granted["id"], "inForce": false }));
            for place in [server, &beside] {
                assert_eq!(roles(place, &member).await, json!(["MEMBER"]));
            }
            let again = server.asks(&chief).run(END, input).await;
            assert_eq!(again["endRole"]["userErrors"], json!([{ "field": "id", "code": "CONFLICT" }]));
            let past = server.asks(&chief).data(GRANTS, json!({ "role": "STAFF", "inForce": false })).await;
            assert_eq!(past["roleGrants"]["totalCount"], 1);
            beside.app.db.close_by_ref().await.ok();
        },
    )
    .await;
}

#[tokio::test]
async fn a_role_for_an_organisation_ends_by_itself() {
    each_server_with(
        |_| {},
        async |server: &Server| {
            let (member, chief) = (server.member("Awa").await, server.operator(CHIEF, RoleName::Admin).await);
            let organisation = host(server, &chief).await;
            let until = server.app.clock.now() + TimeDelta::minutes(5);
            let input = json!({
                "email": "awa@example.org", "role": "PARTNER_USER", "organisation": organisation, "validTo": until,
            });
            let granted = server.asks(&chief).run(GRANT, input).await["grantRole"]["roleGrant"].take();
            assert_eq!(granted["organisation"]["name"], "Hôpital du Point G", "{granted}");
            assert_eq!(roles(server, &member).await, json!(["MEMBER", "PARTNER_USER"]));
            server.app.clock.advance(TimeDelta::minutes(6));
            assert_eq!(roles(server, &member).await, json!(["MEMBER"]));
        },
    )
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    each_server(async |server: &Server| {
        let chief = server.operator(CHIEF, RoleName::Admin).await;
        let own = server.asks(&chief).data(GRANTS, json!({})).await["roleGrants"]["nodes"][0]["id"].take();
        let end = |id: &Value| json!({ "id": id, "reason": "Départ" });
        let refused = server.asks(&chief).run(END, end(&own)).await;
        assert_eq!(refused["endRole"]["userErrors"], json!([{ "field": "id", "code": "CONFLICT" }]));
        let deputy = server.operator("deputy@example.org", RoleName::Admin).await;
        let listed = server.asks(&chief).data(GRANTS, json!({ "role": "ADMIN" })).await;
        let other = &listed["roleGrants"]["nodes"][0]["id"];
        assert_ne!(other, &own);
        let (left, right) = tokio::join!(
            server.asks(&chief).answer(END, json!({ "input": end(other) })),
            server.asks(&deputy).answer(END, json!({ "input": end(&own) })),
        );
        let ended = [&left, &right].into_iter().filter(|answer| answer["data"]["endRole"]["roleGrant"].is_object());
        assert_eq!(ended.count(), 1, "{left} {right}");
    })
    .await;
}

#[tokio::test]
async fn an_operator_resets_a_second_factor_and_the_trail_says_so() {
    each_server(async |server: &Server| {
        let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
        let clerk = server.staff().await;
        let start = "mutation($input: StartSecondFactorInput!) { startSecondFactor(input: $input) { secret } }";
        server.asks(&clerk).run(start, json!({ "password": PASSWORD })).await;
        second_factor::reset(&server.app, &Viewer::system(), CLERK, "perdu").await.expect("it is reset");
        let missing = second_factor::reset(&server.app, &Viewer::system(), CLERK, "perdu").await;
        assert!(missing.is_err(), "there is nothing left to reset");
        let seen = trail(server, &officer, json!({ "first": 1 })).await;
        assert_eq!(acts(&seen), [act("account.second_factor_reset", "perdu", "")]);
        assert_eq!(seen["nodes"][0]["account"]["email"], CLERK);
    })
    .await;
}
