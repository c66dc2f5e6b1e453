//! Text messages: what the operator's web hook is sent, and what becomes of what it does not take.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use entity::mail;
use sea_orm::{EntityTrait, PaginatorTrait};
use seko::config::{Config, Secret};
use seko::service::mail as outbox;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Server, code_in, each_server, each_server_with};

const PHONE: &str = "+22370112233";
const ASK: &str = "mutation($input: RequestSignInCodeInput!) { requestSignInCode(input: $input) {
    userErrors { field } } }";
const ENTER: &str = "mutation($input: SignInWithCodeInput!) { signInWithCode(input: $input) { accessToken } }";
/// Letters and signs of the alphabet of text messages, of which 160 fit into one.
const ALPHABET: &str = "@£$¥èéùìòÇØøÅåÉÆæßÄÖÑÜ§¿äöñüà !\"#%&'()*+,-./:;<=>?¡_\n";

/// A tiny web server that takes what it is sent, but the first time.
struct Hook {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Hook {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/sms?key=gateway", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let taken = requests.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                answer(connection, &taken).await;
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("nobody panics here").clone()
    }
}

async fn answer(mut connection: TcpStream, taken: &Mutex<Vec<String>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = connection.read(&mut buffer).await.expect("the request is read");
        request.extend_from_slice(&buffer[..read]);
        if read == 0 || request.ends_with(b"}") {
            break;
        }
    }
    let is_first = {
        let mut taken = taken.lock().expect("nobody panics here");
        taken.push(String::from_utf8(request).expect("UTF-8"));
        taken.len() == 1
    };
    let status = if is_first { "503 Service Unavailable" } else { "202 Accepted" };
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    connection.write_all(head.as_bytes()).await.expect("the answer is written");
}

async fn waiting(server: &Server) -> u64 {
    mail::Entity::find().count(&server.app.db).await.expect("messages are counted")
}

#[tokio::test]
async fn a_code_goes_through_the_operators_hook_which_is_asked_again_until_it_takes_it() {
    let hook = Hook::open().await;
    let url = hook.url.clone();
    let hooked = move |config: &mut Config| {
        config.sms.webhook_url = Secret::from(url.clone());
        config.sms.webhook_token = Secret::from("jeton".to_owned());
    };
    each_server_with(hooked, async |server: &Server| {
        hook.requests.lock().expect("nobody panics here").clear();
        server.anyone().run(ASK, json!({ "address": PHONE })).await;
        assert_eq!(outbox::deliver_due(&server.app).await.expect("the outbox is gone through"), 0, "the hook refuses");
        assert_eq!(outbox::deliver_due(&server.app).await.expect("the outbox is gone through"), 0, "it waits a minute");
        assert_eq!((hook.requests().len(), waiting(server).await), (1, 1));
        server.app.clock.advance(TimeDelta::minutes(1));
        assert_eq!(outbox::deliver_due(&server.app).await.expect("the outbox is gone through"), 1);
        assert_eq!((hook.requests().len(), waiting(server).await), (2, 0), "what was taken is kept no longer");

        let requests = hook.requests();
        let (head, body) = requests[1].split_once("\r\n\r\n").expect("a head and a body");
        let head = head.to_lowercase();
        assert!(head.starts_with("post /sms?key=gateway http/1.1"), "{head}");
        assert!(
            head.contains("authorization: bearer jeton") && head.contains("content-type: application/json"),
            "{head}"
        );
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!((&body["to"], &body["from"]), (&json!(PHONE), &json!("Seko")));
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(4), "{body}");
        let id_of = |request: &str| {
            let (_, body) = request.split_once("\r\n\r\n").expect("a head and a body");
            serde_json::from_str::<Value>(body).expect("JSON")["id"].take()
        };
        assert_eq!(id_of(&requests[0]), id_of(&requests[1]), "a gateway knows what it was sent before");
        let code = code_in(body["text"].as_str().expect("a text"));
        let entered = server.anyone().run(ENTER, json!({ "address": PHONE, "code": code })).await;
        assert!(entered["signInWithCode"]["accessToken"].is_string(), "{entered}");
    })
    .await;
}

#[tokio::test]
async fn a_code_fits_into_one_text_message_in_both_languages() {
    each_server(async |server: &Server| {
        for language in ["fr", "en"] {
            server.anyone().with("Accept-Language", language).data(ASK, json!({ "input": { "address": PHONE } })).await;
        }
        let texts = server.texts().await;
        assert_eq!(texts.len(), 2);
        assert_ne!(texts[0], texts[1]);
        for text in texts {
            let (to, text) = text.trim_end().split_once("\n\n").expect("whom to and what");
            assert_eq!(to, format!("To: {PHONE}"));
            assert!(text.chars().count() <= 160, "{text}");
            assert!(text.chars().all(|sign| sign.is_ascii_alphanumeric() || ALPHABET.contains(sign)), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_has_a_telephone_alone_is_told_there() {
    each_server(async |server: &Server| {
        let sira = server.enter(PHONE).await;
        server.join(&sira, "Sira").await;
        let erase = "mutation { requestErasure(input: {}) { dueOn userErrors { field } } }";
        let answer = server.asks(&sira).data(erase, json!({})).await;
        assert!(answer["requestErasure"]["dueOn"].is_string(), "{answer}");
        let texts = server.texts().await;
        let told = texts.last().expect("a text message");
        assert!(told.contains(PHONE) && told.contains("seront effac") && told.contains("http"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn notices_to_a_telephone_are_counted_and_dropped_beyond() {
    // The code of the signing in is the first of three.
    for few in [
        |config: &mut Config| config.limits.mails_per_address_day = 3,
        |config: &mut Config| config.limits.sms_per_day = 3,
    ] {
        each_server_with(few, async |server: &Server| {
            let sira = server.enter(PHONE).await;
            server.join(&sira, "Sira").await;
            for _ in 0..4 {
                let erase = "mutation { requestErasure(input: {}) { userErrors { field } } }";
                let asked = server.asks(&sira).data(erase, json!({})).await;
                assert_eq!(asked["requestErasure"]["userErrors"], json!([]), "who asks notices nothing");
                let cancel = "mutation { cancelErasure { userErrors { field } } }";
                let taken_back = server.asks(&sira).data(cancel, json!({})).await;
                assert_eq!(taken_back["cancelErasure"]["userErrors"], json!([]));
            }
            assert_eq!(server.texts().await.len(), 3);
            let refused = server.anyone().answer(ASK, json!({ "input": { "address": PHONE } })).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{refused}");
        })
        .await;
    }
}
