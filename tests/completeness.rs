//! Completeness: what still helps a profile, the most useful first, in words for the member.

use entity::contact;
use entity::role_grant::RoleName;
use sea_orm::EntityTrait;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use crate::assisted_registration::registered;
use crate::support::{Asker, Server, each_server};

const HINTS: &str = "{ viewer { member { completeness { percent hints { step field text } } } } }";

async fn completeness(server: &Server, asker: &Asker, language: &str) -> Value {
    let answer = server.asks(asker).with("Accept-Language", language).data(HINTS, json!({})).await;
    answer["viewer"]["member"]["completeness"].clone()
}

fn steps(found: &Value) -> Vec<&str> {
    let hints = found["hints"].as_array().expect("a list").iter();
    hints.filter_map(|hint| hint["step"].as_str()).collect()
}

async fn change(server: &Server, asker: &Asker, mutation: &str) {
    let document = format!("mutation {{ {mutation} {{ userErrors {{ field }} }} }}");
    let answer = server.asks(asker).data(&document, json!({})).await.to_string();
    assert!(answer.contains("\"userErrors\":[]"), "{mutation}: {answer}");
}

#[tokio::test]
async fn a_new_profile_is_told_every_step_and_each_step_taken_is_told_no_more() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let found = completeness(server, &awa, "fr").await;
        let all = [
            "ADD_SKILL",
            "ADD_LANGUAGE",
            "ADD_AVAILABILITY",
            "ADD_EXPERIENCE",
            "ADD_MORE_SKILLS",
            "ADD_EVIDENCE",
            "SAY_RIGHT_OF_RETURN",
            "ADD_EDUCATION",
            "WRITE_HEADLINE",
            "SAY_HOME_UNIT",
        ];
        assert_eq!((steps(&found), &found["percent"]), (all.to_vec(), &json!(15)));
        let concept = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
        let concept = server.anyone().data(concept, json!({})).await["concepts"]["nodes"][0]["id"].to_string();
        let taken = [
            ("ADD_SKILL", format!("addMemberSkill(input: {{ concept: {concept}, level: 3 }})")),
            ("ADD_LANGUAGE", "addMemberLanguage(input: { code: \"bam\", speaking: NATIVE })".to_owned()),
            ("ADD_AVAILABILITY", "addAvailability(input: { startsOn: \"2030-01-01\", modes: [REMOTE] })".to_owned()),
            (
                "ADD_EXPERIENCE",
                "addExperience(input: { kind: WORK, title: \"Maçonne\", startsOn: \"2015-01-01\" })".to_owned(),
            ),
            ("ADD_EDUCATION", "addEducation(input: { level: 6, title: \"Licence\" })".to_owned()),
        ];
        for (step, mutation) in taken {
            change(server, &awa, &mutation).await;
            let found = completeness(server, &awa, "fr").await;
            assert!(!steps(&found).contains(&step), "{step}: {found}");
        }
        assert_eq!(completeness(server, &awa, "fr").await["percent"], 65);
        change(server, &awa, "withdrawConsent(input: { purpose: MATCHING })").await;
        let found = completeness(server, &awa, "fr").await;
        assert_eq!((steps(&found)[0], &found["percent"]), ("AGREE_TO_MATCHING", &json!(60)));
        let english = completeness(server, &awa, "en").await;
        for (french, english) in
            found["hints"].as_array().into_iter().flatten().zip(english["hints"].as_array().expect("a list"))
        {
            let (french, english) = (french["text"].as_str().expect("words"), english["text"].as_str().expect("words"));
            assert!(french != english && !french.contains('_') && !french.contains("completeness"), "{french}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_reached_is_told_so_first() {
    each_server(async |server: &Server| {
        let member = server.operator("kadi@example.org", RoleName::Member).await;
        let agent = server.operator("agent@example.org", RoleName::Agent).await;
        let answer = registered(server, &agent, json!({})).await;
        let claim = "mutation($input: ClaimProfileInput!) { claimProfile(input: $input) { claimed } }";
        server.asks(&member).run(claim, json!({ "code": answer["claimCode"] })).await;
        let reached = completeness(server, &member, "fr").await;
        assert!(!steps(&reached).contains(&"VERIFY_CONTACT"), "she signed in with her address");
        contact::Entity::update_many()
            .col_expr(contact::Column::VerifiedAt, Expr::value(Option::<DateTimeUtc>::None))
            .exec(&server.app.db)
            .await
            .expect("the proof is gone");
        assert_eq!(steps(&completeness(server, &member, "fr").await)[0], "VERIFY_CONTACT");
    })
    .await;
}
