//! Registration: an account becomes a member, once, by what its owner says.

use entity::consent_record::{self, ConsentChannel};
use entity::{change_log, member, sign_in_code};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use seko::service::erasure;
use serde_json::{Value, json};

use crate::states::{Scene, open_position};
use crate::support::{Asker, JOIN, Server, each_server, each_server_with};

const PHONE: &str = "+22507080910";
const OWN: &str = "{ viewer { roles member { id status givenNames familyNames residenceCountry language
    contacts { kind value verifiedAt } consents { purpose state } } } }";

fn input() -> Value {
    json!({
        "givenNames": "Sira", "familyNames": "Diallo", "residenceCountry": "CI",
        "consents": [{ "purpose": "REGISTRY", "noticeVersion": 1 }, { "purpose": "MATCHING", "noticeVersion": 1 }],
    })
}

async fn own(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(OWN, json!({})).await["viewer"].take()
}

async fn members(server: &Server) -> u64 {
    member::Entity::find().count(&server.app.db).await.expect("members are counted")
}

#[tokio::test]
async fn whoever_signed_in_by_code_joins_with_names_and_consents_and_is_active_at_once() {
    each_server(async |server: &Server| {
        for (address, kind) in [(PHONE, "PHONE"), ("sira@example.org", "EMAIL")] {
            let sira = server.enter(address).await;
            let made = server.asks(&sira).run(JOIN, input()).await["joinRegistry"].take();
            assert_eq!((&made["member"]["status"], &made["userErrors"]), (&json!("ACTIVE"), &json!([])), "{made}");
            let own = own(server, &sira).await;
            assert_eq!(own["roles"], json!(["MEMBER"]));
            let member = &own["member"];
            assert_eq!((&member["givenNames"], &member["residenceCountry"]), (&json!("Sira"), &json!("CI")));
            let contacts = member["contacts"].as_array().expect("a list");
            assert_eq!(
                (contacts.len(), &contacts[0]["kind"], &contacts[0]["value"]),
                (1, &json!(kind), &json!(address))
            );
            assert!(contacts[0]["verifiedAt"].is_string(), "{member}");
            let consents = member["consents"].as_array().expect("a list");
            assert!(consents.len() == 2 && consents.iter().all(|consent| consent["state"] == "STANDING"), "{member}");
        }
        let records = consent_record::Entity::find().all(&server.app.db).await.expect("the ledger is read");
        assert!(records.len() == 4 && records.iter().all(|record| record.channel == ConsentChannel::BySelf));
        for event in ["member.registered", "member.verified"] {
            let told = change_log::Entity::find().filter(change_log::Column::Event.eq(event));
            assert_eq!(told.count(&server.app.db).await.expect("changes are counted"), 2, "{event}");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_joins_without_agreeing_to_be_registered_nor_twice() {
    each_server(async |server: &Server| {
        let sira = server.enter(PHONE).await;
        let mut without = input();
        without["consents"] = json!([{ "purpose": "MATCHING", "noticeVersion": 1 }]);
        let refused = server.asks(&sira).run(JOIN, without).await["joinRegistry"].take();
        assert_eq!((&refused["userErrors"][0]["field"], members(server).await), (&json!("consents"), 0), "{refused}");
        server.asks(&sira).run(JOIN, input()).await;
        let twice = server.asks(&sira).run(JOIN, input()).await["joinRegistry"].take();
        assert_eq!(
            (&twice["userErrors"][0]["code"], &twice["userErrors"][0]["field"]),
            (&json!("CONFLICT"), &json!("input"))
        );
        assert_eq!((&twice["member"], members(server).await), (&Value::Null, 1));
        let awa = server.member("Awa").await;
        let member = server.asks(&awa).run(JOIN, input()).await["joinRegistry"].take();
        assert_eq!(member["userErrors"][0]["code"], "CONFLICT", "who registered by password is one, too: {member}");
    })
    .await;
}

#[tokio::test]
async fn joining_again_under_its_key_is_the_member_that_was_made() {
    each_server(async |server: &Server| {
        let sira = server.enter(PHONE).await;
        let variables = json!({ "input": input() });
        let join = async |variables: &Value| {
            server.asks(&sira).with("Idempotency-Key", "cle").answer(JOIN, variables.clone()).await
        };
        let first = join(&variables).await;
        assert!(first["data"]["joinRegistry"]["member"]["id"].is_string(), "{first}");
        assert_eq!(join(&variables).await, first);
        let mut other = variables.clone();
        other["input"]["givenNames"] = json!("Autre");
        assert_eq!(join(&other).await["errors"][0]["extensions"]["code"], "IDEMPOTENCY_MISMATCH");
        assert_eq!(members(server).await, 1);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_join_at_once_with_one_account_one_becomes_a_member() {
    each_server(async |server: &Server| {
        let sira = server.enter(PHONE).await;
        let join = async || server.asks(&sira).run(JOIN, input()).await["joinRegistry"].take();
        let (left, right) = tokio::join!(join(), join());
        let made = [&left, &right].iter().filter(|payload| payload["member"].is_object()).count();
        assert_eq!((made, members(server).await), (1, 1), "{left} {right}");
    })
    .await;
}

#[tokio::test]
async fn a_member_with_a_telephone_alone_is_ranked() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        let sira = server.enter(PHONE).await;
        let made = server.join(&sira, "Sira").await;
        let add = "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) { userErrors { field } } }";
        server.asks(&sira).run(add, json!({ "concept": scene.concept, "level": 4 })).await;
        let query = "query($id: ID!) { position(id: $id) { candidates { nodes { candidate { member { id } } } } } }";
        let ranked = server.asks(&scene.staff).data(query, json!({ "id": position })).await;
        let nodes = ranked["position"]["candidates"]["nodes"].as_array().expect("a list");
        let ids: Vec<&Value> = nodes.iter().map(|node| &node["candidate"]["member"]["id"]).collect();
        assert!(ids.len() == 2 && ids.contains(&&made["member"]["id"]), "{ranked}");
    })
    .await;
}

#[tokio::test]
async fn who_is_erased_leaves_no_code_no_message_and_no_number() {
    let at_once = |config: &mut seko::config::Config| config.retention.erasure_grace_days = 0;
    each_server_with(at_once, async |server: &Server| {
        let sira = server.enter(PHONE).await;
        server.join(&sira, "Sira").await;
        server.sent_code(PHONE).await;
        let erase = "mutation { requestErasure(input: {}) { dueOn userErrors { field } } }";
        server.asks(&sira).data(erase, json!({})).await;
        assert_eq!(erasure::run_due(&server.app).await.expect("the erasure is carried out").done, 1);
        assert_eq!(sign_in_code::Entity::find().count(&server.app.db).await.expect("codes are counted"), 0);
        assert_eq!(server.texts().await, Vec::<String>::new());
        let again = own(server, &server.enter(PHONE).await).await;
        assert_eq!(again["member"], Value::Null, "the number is a stranger's now");
    })
    .await;
}

#[tokio::test]
async fn the_link_of_an_old_registration_changes_nothing_of_who_joined_meanwhile() {
    each_server(async |server: &Server| {
        let email = "sira@example.org";
        let sira = server.enter(email).await;
        server.register(email, "Inconnue").await;
        let link = server.mailed_secret(email).await;
        server.asks(&sira).run(JOIN, input()).await;
        let before = own(server, &sira).await;
        let verify = "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { verified } }";
        let verified = server.anyone().run(verify, json!({ "token": link })).await;
        assert_eq!(verified["verifyEmail"]["verified"], false, "{verified}");
        assert_eq!(own(server, &sira).await, before);
        assert_eq!(before["member"]["givenNames"], "Sira");
    })
    .await;
}

#[tokio::test]
async fn a_number_written_with_the_zero_dialled_at_home_is_the_same_number() {
    each_server(async |server: &Server| {
        let code = server.sent_code("+33612345678").await;
        let enter = "mutation($input: SignInWithCodeInput!) { signInWithCode(input: $input) { viewer { phone } } }";
        let typed = json!({ "address": "+33 (0)6 12 34 56 78", "code": code });
        let entered = server.anyone().run(enter, typed).await;
        assert_eq!(entered["signInWithCode"]["viewer"]["phone"], "+33612345678", "{entered}");
    })
    .await;
}
