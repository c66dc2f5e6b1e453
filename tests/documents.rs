//! Documents: files of members come and go byte for byte, are what they say, and are read by whom policy lets.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use entity::role_grant::RoleName;
use entity::{change_log, document, erasure};
use reqwest::header::{ALLOW, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use seko::config::Config;
use seko::service::document::sweep;
use seko::service::erasure::run_due;
use serde_json::{Value, json};

use crate::support::{Asker, Server, each_server};

const PDF: &str = "application/pdf";
const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const OWN: &str = "{ viewer { member { id documents { id kind title mediaType size sha256 createdAt url } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id ... on Document { title } } }";
const OF_MEMBER: &str = "query($id: ID!) { member(id: $id) { documents { id } skills { evidence { __typename } } } }";
const REMOVE: &str = "mutation($input: RemoveDocumentInput!) { removeDocument(input: $input) {
    removedId userErrors { field } } }";
const ADD_SKILL: &str = "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) {
    memberSkill { id verification evidence { ... on Document { id title } } } userErrors { field code } } }";
const SKILLS: &str = "{ viewer { member { skills { verification evidence { __typename } } } } }";

fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {text}\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n")
        .into_bytes()
}

fn png() -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55";
    let data = b"\0\0\0\x0aIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71";
    [head.as_slice(), data, b"\0\0\0\0IEND\xae\x42\x60\x82"].concat()
}

fn jpeg() -> Vec<u8> {
    b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xda\0\x02\x12\x34\xff\xd9".to_vec()
}

/// An archive of empty files that are stored as they are.
fn zip(names: &[&str]) -> Vec<u8> {
    let (mut files, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let place = u32::try_from(files.len()).expect("a small archive").to_le_bytes();
        let length = u16::try_from(name.len()).expect("a short name").to_le_bytes();
        let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0; 12].as_slice(), &length, &[0, 0]].concat();
        files.extend([b"PK\x03\x04".as_slice(), &common, name.as_bytes()].concat());
        directory.extend([b"PK\x01\x02\x14\0".as_slice(), &common, &[0; 10], &place, name.as_bytes()].concat());
    }
    let count = u16::try_from(names.len()).expect("few files").to_le_bytes();
    let length = u32::try_from(directory.len()).expect("a small archive").to_le_bytes();
    let start = u32::try_from(files.len()).expect("a small archive").to_le_bytes();
    [files, directory, [b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &length, &start, &[0, 0]].concat()].concat()
}

fn docx() -> Vec<u8> {
    zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
}

fn request(server: &Server, asker: &Asker, method: Method, path: &str) -> RequestBuilder {
    let request = server.client().request(method, format!("{}{path}", server.url()));
    match &asker.token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

/// A file on its way, with the type it is said to have.
fn sending(server: &Server, asker: &Asker, about: &[(&str, &str)], (media, bytes): (&str, Vec<u8>)) -> RequestBuilder {
    request(server, asker, Method::POST, "/documents").query(about).header(CONTENT_TYPE, media).body(bytes)
}

async fn heard(request: RequestBuilder) -> (StatusCode, HeaderMap, Vec<u8>) {
    let response: Response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.bytes().await.expect("the answer is whole").to_vec())
}

async fn told(request: RequestBuilder) -> (StatusCode, Value) {
    let (status, _, body) = heard(request).await;
    (status, serde_json::from_slice(&body).expect("the answer is JSON"))
}

/// Adds a document that is let in; what the server says about it.
pub(crate) async fn added(server: &Server, asker: &Asker, title: &str) -> Value {
    let about = [("kind", "DIPLOMA"), ("title", title)];
    let (status, answer) = told(sending(server, asker, &about, (PDF, pdf(title)))).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    answer
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn place(document: &Value) -> String {
    format!("/documents/{}", text(&document["id"]))
}

async fn read(server: &Server, asker: &Asker, document: &Value) -> (StatusCode, Vec<u8>) {
    let (status, _, body) = heard(request(server, asker, Method::GET, &place(document))).await;
    (status, body)
}

async fn own(server: &Server, member: &Asker) -> Value {
    server.asks(member).data(OWN, json!({})).await["viewer"]["member"].take()
}

async fn rows(server: &Server) -> u64 {
    document::Entity::find().count(&server.app.db).await.expect("rows are counted")
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn files(server: &Server) -> Vec<PathBuf> {
    files_below(&server.app.config.documents_folder())
}

#[track_caller]
fn assert_says(answer: &(StatusCode, Value), status: StatusCode, code: &str) {
    assert_eq!((answer.0, text(&answer.1["errors"][0]["extensions"]["code"])), (status, code), "{}", answer.1);
    assert!(answer.1.get("data").is_none() && !text(&answer.1["errors"][0]["message"]).is_empty(), "{}", answer.1);
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let cases = [
            ("CV", "Mon parcours", PDF, pdf("parcours"), "pdf"),
            ("DIPLOMA", "Diplôme d’État", JPEG, jpeg(), "jpg"),
            ("EVIDENCE", "Chantier", "image/PNG; q=1", png(), "png"),
            ("CV", "Le même, à modifier", DOCX, docx(), "docx"),
        ];
        for (number, (kind, title, media, bytes, ending)) in cases.into_iter().enumerate() {
            let sent = sending(server, &member, &[("kind", kind), ("title", title)], (media, bytes.clone()));
            let (status, headers, body) = heard(sent).await;
            let answer: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(status, StatusCode::CREATED, "{answer}");
            assert_eq!(headers["location"], place(&answer).as_str());
            assert_eq!(headers["cache-control"], "no-store");
            let media = media.split(';').next().unwrap_or_default().to_lowercase();
            let sum = seko::auth::secret::hash(&bytes);
            let described = json!({ "id": answer["id"], "kind": kind, "title": title, "mediaType": media,
                "size": bytes.len(), "sha256": sum });
            assert_eq!(answer, described);

            let listed = own(server, &member).await["documents"][number].take();
            for field in ["id", "kind", "title", "mediaType", "size", "sha256"] {
                assert_eq!(listed[field], answer[field]);
            }
            assert!(text(&listed["url"]).ends_with(&place(&answer)), "{listed}");
            let node = server.asks(&member).data(NODE, json!({ "id": answer["id"] })).await;
            assert_eq!(node["node"], json!({ "id": answer["id"], "title": title }));

            let (status, headers, body) = heard(request(server, &member, Method::GET, &place(&answer))).await;
            assert_eq!((status, body), (StatusCode::OK, bytes.clone()));
            assert_eq!(headers[CONTENT_TYPE], media.as_str());
            assert_eq!(headers["content-length"], bytes.len().to_string().as_str());
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert_eq!(headers["cache-control"], "no-store");
            assert_eq!(headers["content-security-policy"], "default-src 'none'; sandbox");
            let disposition = headers["content-disposition"].to_str().expect("plain");
            let start = format!("attachment; filename=\"document.{ending}\"; filename*=UTF-8''");
            assert!(disposition.starts_with(&start), "{disposition}");
            let head = heard(request(server, &member, Method::HEAD, &place(&answer))).await;
            assert_eq!((head.0, head.2.len(), &head.1["content-length"]), (status, 0, &headers["content-length"]));
        }
        assert_eq!((rows(server).await, files(server).len()), (4, 4));
    })
    .await;
}

#[cfg(unix)]
#[tokio::test]
async fn files_lie_under_random_names_for_the_server_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start().await;
    let member = server.member("Awa").await;
    added(&server, &member, "Licence").await;
    added(&server, &member, "Licence").await;
    let files = files(&server);
    assert_eq!(files.len(), 2, "the same file twice is two files");
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let shelf = file.parent().expect("a shelf");
        assert!(name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
        assert_eq!(shelf.file_name().and_then(|name| name.to_str()), Some(&name[..2]));
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(shelf)), (0o600, 0o700));
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_is_refused() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let cut = |mut bytes: Vec<u8>| {
            bytes.truncate(bytes.len() - 10);
            bytes
        };
        let also_a_page = [pdf("x"), vec![b' '; 1024], b"<script>alert(1)</script>".to_vec()].concat();
        let boastful = {
            let mut bytes = docx();
            let count = bytes.len() - 12;
            bytes[count] = 0xff;
            bytes
        };
        let cases = [
            (PDF, png()),
            (PDF, b"<html>%PDF-1.7 %%EOF</html>".to_vec()),
            (PDF, cut(pdf("coupé"))),
            (PDF, also_a_page),
            (PNG, jpeg()),
            (PNG, cut(png())),
            (PNG, [png(), docx()].concat()),
            (PNG, b"\x89PNG\r\n\x1a\n".to_vec()),
            (JPEG, png()),
            (JPEG, b"\xff\xd8\xff\xe0".to_vec()),
            (JPEG, b"GIF89a;".to_vec()),
            (DOCX, pdf("x")),
            (DOCX, b"PK\x03\x04".to_vec()),
            (DOCX, zip(&["word/document.xml"])),
            (DOCX, zip(&["[Content_Types].xml", "xl/workbook.xml"])),
            (DOCX, zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"])),
            (DOCX, cut(docx())),
            (DOCX, [docx(), b"more".to_vec()].concat()),
            (DOCX, boastful),
            ("text/html", b"<script>alert(1)</script>".to_vec()),
            ("image/svg+xml", b"<svg/>".to_vec()),
            ("application/zip", docx()),
            ("multipart/form-data; boundary=x", pdf("x")),
            ("", pdf("x")),
        ];
        let about = [("kind", "CV"), ("title", "Mon parcours")];
        for (media, bytes) in cases {
            let answer = told(sending(server, &member, &about, (media, bytes.clone()))).await;
            assert_says(&answer, StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_USER_INPUT");
            let english = sending(server, &member, &about, (media, bytes)).header("accept-language", "en");
            assert_ne!(told(english).await.1, answer.1, "not translated");
        }
        let without = request(server, &member, Method::POST, "/documents").query(&about).body(pdf("x"));
        assert_says(&told(without).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_USER_INPUT");
        let packed = sending(server, &member, &about, (PDF, pdf("x"))).header("content-encoding", "gzip");
        assert_says(&told(packed).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST");
        let empty = sending(server, &member, &about, (PDF, Vec::new()));
        assert_says(&told(empty).await, StatusCode::UNPROCESSABLE_ENTITY, "BAD_USER_INPUT");
        assert_eq!((rows(server).await, files(server)), (0, Vec::new()));
    })
    .await;
}

#[tokio::test]
async fn kind_and_title_are_checked_before_anything_is_stored() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let long = "x".repeat(201);
        let wrong: [&[(&str, &str)]; 9] = [
            &[("title", "Sans genre")],
            &[("kind", "PASSPORT"), ("title", "Passeport")],
            &[("kind", "cv"), ("title", "Minuscules")],
            &[("kind", "CV")],
            &[("kind", "CV"), ("title", " — ")],
            &[("kind", "CV"), ("title", "une\ndeux")],
            &[("kind", "CV"), ("title", "une\u{0}deux")],
            &[("kind", "CV"), ("title", "cv\u{202e}fdp.exe")],
            &[("kind", "CV"), ("title", &long)],
        ];
        for about in wrong {
            let answer = told(sending(server, &member, about, (PDF, pdf("x")))).await;
            assert_says(&answer, StatusCode::UNPROCESSABLE_ENTITY, "BAD_USER_INPUT");
        }
        assert_eq!((rows(server).await, files(server)), (0, Vec::new()));
    })
    .await;
}

#[tokio::test]
async fn a_title_names_the_file_and_leads_nowhere() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let cases = [
        ("../../etc/passwd", "_.._etc_passwd.pdf"),
        ("C:\\Windows\\*.exe", "C__Windows__.exe.pdf"),
        ("a\"; filename=\"evil.html", "a_%3B%20filename%3D_evil.html.pdf"),
        ("Diplôme d’État", "Dipl%C3%B4me%20d%E2%80%99%C3%89tat.pdf"),
        ("ߞߊ߲ 100%", "%DF%9E%DF%8A%DF%B2%20100%25.pdf"),
        ("parcours.pdf", "parcours.pdf"),
    ];
    for (title, name) in cases {
        let document = added(&server, &member, title).await;
        assert_eq!(document["title"], title);
        let (_, headers, _) = heard(request(&server, &member, Method::GET, &place(&document))).await;
        let expected = format!("attachment; filename=\"document.pdf\"; filename*=UTF-8''{name}");
        assert_eq!(headers["content-disposition"], expected.as_str());
    }
    assert_eq!(files(&server).len(), cases.len(), "every file lies in the folder");
}

#[tokio::test]
async fn only_members_send_documents() {
    each_server(async |server: &Server| {
        let about = [("kind", "CV"), ("title", "Mon parcours")];
        let file = || (PDF, pdf("x"));
        let stranger = told(sending(server, &Asker::default(), &about, file())).await;
        assert_says(&stranger, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED");
        let garbage = Asker { token: Some("garbage".to_owned()), refresh: None };
        assert_says(
            &told(sending(server, &garbage, &about, file())).await,
            StatusCode::UNAUTHORIZED,
            "UNAUTHENTICATED",
        );
        for asker in [server.staff().await, server.operator("dpo@example.org", RoleName::Dpo).await] {
            let sent = sending(server, &asker, &about, file()).header("seko-purpose", "SUPPORT");
            assert_says(&told(sent).await, StatusCode::FORBIDDEN, "FORBIDDEN");
        }
        let member = server.member("Awa").await;
        server.asks(&member).data("mutation { signOut { signedOut } }", json!({})).await;
        assert_says(&told(sending(server, &member, &about, file())).await, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED");
        assert_eq!((rows(server).await, files(server)), (0, Vec::new()));
    })
    .await;
}

#[tokio::test]
async fn a_member_keeps_twenty_documents_and_no_more() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        for number in 0..20 {
            added(server, &awa, &format!("Licence {number}")).await;
        }
        let about = [("kind", "CV"), ("title", "Une de trop")];
        let refused = told(sending(server, &awa, &about, (PDF, pdf("x")))).await;
        assert_says(&refused, StatusCode::CONFLICT, "CONFLICT");
        assert_eq!((rows(server).await, files(server).len()), (20, 20));
        added(server, &bakary, "Celle d’un autre").await;
        let first = own(server, &awa).await["documents"][0]["id"].take();
        server.asks(&awa).run(REMOVE, json!({ "id": first })).await;
        added(server, &awa, "Une à la place").await;
    })
    .await;
}

#[tokio::test]
async fn a_file_has_five_mebibytes_at_most() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let most = Config::defaults().documents.most_bytes;
    assert_eq!(most, 5 * 1024 * 1024);
    let of_length = |length: usize| {
        let (start, end) = (b"%PDF-1.7\n".to_vec(), b"\n%%EOF".to_vec());
        let middle = vec![b'x'; length - start.len() - end.len()];
        [start, middle, end].concat()
    };
    let about = [("kind", "CV"), ("title", "Un long parcours")];
    let whole = of_length(most);
    let (status, document) = told(sending(&server, &member, &about, (PDF, whole.clone()))).await;
    assert_eq!((status, &document["size"]), (StatusCode::CREATED, &json!(most)));
    assert!(read(&server, &member, &document).await == (StatusCode::OK, whole), "a large file comes back too");
    let refused = told(sending(&server, &member, &about, (PDF, of_length(most + 1)))).await;
    assert_says(&refused, StatusCode::PAYLOAD_TOO_LARGE, "BAD_REQUEST");
    assert_eq!((rows(&server).await, files(&server).len()), (1, 1));
}

/// What the server says to a request whose body never comes to an end.
async fn begun(server: &Server, member: &Asker) -> String {
    let address = server.url().trim_start_matches("http://").to_owned();
    let token = member.token.clone().unwrap_or_default();
    let head = format!(
        "POST /documents?kind=CV&title=Parcours HTTP/1.1\r\nHost: seko\r\nConnection: close\r\n\
         Authorization: Bearer {token}\r\nContent-Type: {PDF}\r\nContent-Length: 100\r\n\r\n%PDF-"
    );
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout can be set");
        stream.write_all(head.as_bytes()).expect("the head is taken");
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    });
    answer.await.expect("reading does not panic")
}

#[tokio::test]
async fn who_sends_slowly_is_cut_off_and_keeps_nobody_out() {
    let server = Server::with(|config| {
        config.documents.body_timeout_ms = 500;
        config.documents.uploads = 1;
        config.limits.concurrency = 1;
    })
    .await;
    let member = server.member("Awa").await;
    let (slow, quick) = tokio::join!(begun(&server, &member), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let about = [("kind", "CV"), ("title", "Parcours")];
        let second = told(sending(&server, &member, &about, (PDF, pdf("x")))).await;
        assert_says(&second, StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE");
        own(&server, &member).await
    });
    assert!(slow.starts_with("HTTP/1.1 408 "), "{slow}");
    assert_eq!(quick["documents"], json!([]), "a query is answered meanwhile");
    added(&server, &member, "Parcours").await;
}

#[tokio::test]
async fn who_sends_two_files_slowly_leaves_room_for_others() {
    let server = Server::with(|config| {
        config.documents.body_timeout_ms = 1_500;
        config.documents.uploads = 3;
    })
    .await;
    let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
    let (first, second, ()) = tokio::join!(begun(&server, &awa), begun(&server, &awa), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let about = [("kind", "CV"), ("title", "Parcours")];
        let (status, headers, _) = heard(sending(&server, &awa, &about, (PDF, pdf("x")))).await;
        assert_eq!((status, headers.contains_key("retry-after")), (StatusCode::TOO_MANY_REQUESTS, true));
        added(&server, &bakary, "Parcours").await;
    });
    assert!(first.starts_with("HTTP/1.1 408 ") && second.starts_with("HTTP/1.1 408 "), "{first} {second}");
    added(&server, &awa, "Parcours").await;
}

#[tokio::test]
async fn a_document_is_read_by_its_member_and_by_staff_who_say_why() {
    each_server(async |server: &Server| {
        let (awa, bakary, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
        let document = added(server, &awa, "Licence").await;
        let concept = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
        let concept = server.anyone().data(concept, json!({})).await["concepts"]["nodes"][0]["id"].take();
        let skill = json!({ "concept": concept, "level": 3, "evidence": [document["id"]] });
        server.asks(&awa).run(ADD_SKILL, skill).await;
        let nothing = json!({ "id": "document_0198f2c07a5b7c3d8e9f0a1b2c3d4e5f" });
        let asked = json!({ "id": own(server, &awa).await["id"] });

        let stranger = Asker::default();
        for (name, asker) in [("another", &bakary), ("nobody", &stranger), ("staff", &staff), ("the officer", &officer)]
        {
            let refused = told(request(server, asker, Method::GET, &place(&document))).await;
            assert_says(&refused, StatusCode::NOT_FOUND, "NOT_FOUND");
            assert_eq!(refused, told(request(server, asker, Method::GET, &place(&nothing))).await, "{name}");
            let node = server.asks(asker).data(NODE, json!({ "id": document["id"] })).await;
            assert_eq!(node["node"], Value::Null, "{name}");
        }
        let seen = server.asks(&staff).data(OF_MEMBER, asked.clone()).await;
        assert_eq!(seen["member"], json!({ "documents": [], "skills": [{ "evidence": [] }] }));

        let purpose = ("seko-purpose", "VERIFICATION");
        let stating = |asker| request(server, asker, Method::GET, &place(&document)).header(purpose.0, purpose.1);
        let (status, _, body) = heard(stating(&staff)).await;
        assert_eq!((status, body), (StatusCode::OK, pdf("Licence")));
        for asker in [&bakary, &stranger, &officer] {
            assert_eq!(heard(stating(asker)).await.0, StatusCode::NOT_FOUND);
        }
        let seen = server.asks(&staff).with(purpose.0, purpose.1).data(OF_MEMBER, asked).await;
        let expected = json!({ "documents": [{ "id": document["id"] }],
            "skills": [{ "evidence": [{ "__typename": "Document" }] }] });
        assert_eq!(seen["member"], expected);
        let node = server.asks(&staff).with(purpose.0, purpose.1).data(NODE, json!({ "id": document["id"] })).await;
        assert_eq!(node["node"]["title"], "Licence");

        let bad = stating(&Asker { token: Some("garbage".to_owned()), refresh: None });
        assert_says(&told(bad).await, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED");
        let curious = request(server, &staff, Method::GET, &place(&document)).header("seko-purpose", "CURIOSITY");
        assert_says(&told(curious).await, StatusCode::BAD_REQUEST, "BAD_REQUEST");
        for id in ["document_%ff", "document_", "rien", "..%2f..%2fetc%2fpasswd"] {
            let answer = told(request(server, &awa, Method::GET, &format!("/documents/{id}"))).await;
            assert_says(&answer, StatusCode::NOT_FOUND, "NOT_FOUND");
        }
    })
    .await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_scanner_decides_what_is_kept() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let script = folder.path().join("scan.sh");
    // The words of a file say what the scanner does; the path is its last argument, and whole.
    let text = "[ \"$1\" = --quiet ] && [ $# = 2 ] || exit 3\n\
        if grep -q clean \"$2\"; then exit 0; fi\nif grep -q harmful \"$2\"; then exit 1; fi\n\
        if grep -q puzzling \"$2\"; then exit 2; fi\nexec sleep 60\n";
    fs::write(&script, text).expect("the scanner is written");
    let command = format!("/bin/sh {} --quiet", script.display());
    let server = Server::with(|config| {
        config.documents.scan_command = command;
        config.documents.scan_timeout_ms = 1000;
    })
    .await;
    let member = server.member("Awa").await;
    added(&server, &member, "clean").await;
    let about = [("kind", "CV"), ("title", "Parcours")];
    let harmful = told(sending(&server, &member, &about, (PDF, pdf("harmful")))).await;
    assert_says(&harmful, StatusCode::UNPROCESSABLE_ENTITY, "BAD_USER_INPUT");
    for words in ["puzzling", "hanging"] {
        let (status, headers, _) = heard(sending(&server, &member, &about, (PDF, pdf(words)))).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{words}");
        assert!(headers.contains_key("retry-after"));
    }
    assert_eq!((rows(&server).await, files(&server).len()), (1, 1));
    let row = document::Entity::find().one(&server.app.db).await.expect("the database answers").expect("a row");
    assert_eq!(row.scan_status, document::ScanStatus::Clean);

    let without = Server::with(|config| config.documents.scan_command = "/nowhere/scanner".to_owned()).await;
    let member = without.member("Awa").await;
    let answer = told(sending(&without, &member, &about, (PDF, pdf("clean")))).await;
    assert_says(&answer, StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE");
    assert_eq!((rows(&without).await, files(&without)), (0, Vec::new()));
}

#[tokio::test]
async fn a_file_sent_again_under_its_key_is_the_one_that_was_taken() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        let about = [("kind", "CV"), ("title", "Parcours")];
        let keyed = |asker, about: &[(&str, &str)], file| {
            told(sending(server, asker, about, file).header("idempotency-key", "clé 1".replace('é', "e")))
        };
        let (left, right) = tokio::join!(keyed(&awa, &about, (PDF, pdf("x"))), keyed(&awa, &about, (PDF, pdf("x"))));
        assert_eq!(left.0, StatusCode::CREATED, "{}", left.1);
        assert_eq!(left, right);
        assert_eq!(keyed(&awa, &about, (PDF, pdf("x"))).await, left);
        let changes = change_log::Entity::find().count(&server.app.db).await.expect("changes are counted");
        let other = [("kind", "CV"), ("title", "Autre")];
        for (about, file) in [(other, (PDF, pdf("x"))), (about, (PDF, pdf("y"))), (about, (PNG, png()))] {
            let refused = keyed(&awa, &about, file).await;
            assert_says(&refused, StatusCode::UNPROCESSABLE_ENTITY, "IDEMPOTENCY_MISMATCH");
        }
        assert_eq!((rows(server).await, files(server).len()), (1, 1));
        let after = change_log::Entity::find().count(&server.app.db).await.expect("changes are counted");
        assert_eq!(after, changes);
        let theirs = keyed(&bakary, &about, (PDF, pdf("x"))).await;
        assert_ne!(theirs.1["id"], left.1["id"], "a key is its owner's alone");
        let long = sending(server, &awa, &about, (PDF, pdf("x"))).header("idempotency-key", "k".repeat(201));
        assert_says(&told(long).await, StatusCode::BAD_REQUEST, "BAD_REQUEST");
    })
    .await;
}

#[tokio::test]
async fn a_document_goes_with_its_file() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        let (gone, stays) = (added(server, &awa, "Licence").await, added(server, &awa, "Master").await);
        let refused = server.asks(&bakary).answer(REMOVE, json!({ "input": { "id": gone["id"] } })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND");
        assert_eq!(files(server).len(), 2);
        let removed = server.asks(&awa).run(REMOVE, json!({ "id": gone["id"] })).await;
        assert_eq!(removed["removeDocument"], json!({ "removedId": gone["id"], "userErrors": [] }));
        assert_eq!((rows(server).await, files(server).len()), (1, 1));
        assert_eq!(read(server, &awa, &gone).await.0, StatusCode::NOT_FOUND);
        assert_eq!(read(server, &awa, &stays).await, (StatusCode::OK, pdf("Master")));
        let again = server.asks(&awa).answer(REMOVE, json!({ "input": { "id": gone["id"] } })).await;
        assert_eq!(again["errors"][0]["extensions"]["code"], "NOT_FOUND");
    })
    .await;
}

/// Writes a file as old as this.
fn left_behind(path: &Path, age: Duration) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is there");
    fs::write(path, "left behind").expect("the file is written");
    grow_old(path, age);
}

fn grow_old(path: &Path, age: Duration) {
    let file = fs::OpenOptions::new().append(true).open(path).expect("the file is there");
    file.set_modified(SystemTime::UNIX_EPOCH + since_epoch() - age).expect("a file has an age");
}

fn since_epoch() -> Duration {
    let now = seko::clock::Clock::System.now();
    Duration::from_secs(now.timestamp().unsigned_abs())
}

#[tokio::test]
async fn the_sweep_takes_what_no_row_leads_to() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let document = added(server, &member, "Licence").await;
        let live = files(server);
        let old = Duration::from_secs(2 * 60 * 60);
        grow_old(&live[0], old);
        let folder = server.app.config.documents_folder();
        let name = |first: &str| first.repeat(32);
        let (orphan, part) = (folder.join("ab").join(name("ab")), folder.join("cd").join(name("cd") + ".part"));
        let (fresh, foreign) = (folder.join("ab").join("ab".to_owned() + &name("01")[2..]), folder.join("ab/readme"));
        for path in [&orphan, &part, &foreign] {
            left_behind(path, old);
        }
        left_behind(&fresh, Duration::from_secs(60));
        assert_eq!(sweep(&server.app).await.expect("the folder is swept"), 2);
        let mut expected = vec![live[0].clone(), fresh, foreign];
        expected.sort();
        assert_eq!(files(server), expected);
        assert_eq!(read(server, &member, &document).await, (StatusCode::OK, pdf("Licence")));

        let row = document::Entity::find().one(&server.app.db).await.expect("the database answers").expect("a row");
        document::Entity::delete_by_id(row.id).exec(&server.app.db).await.expect("the row goes, as if a server died");
        assert_eq!(sweep(&server.app).await.expect("the folder is swept"), 1);
        assert!(!live[0].exists());
    })
    .await;
    let nothing = Server::with(|config| config.documents.folder = "./no-such-folder-here".to_owned()).await;
    assert_eq!(sweep(&nothing.app).await.expect("no folder, no files"), 0);
}

/// The member is to be erased, and the day has come.
async fn leave(server: &Server, member: &Asker) {
    let request = "mutation { requestErasure(input: {}) { userErrors { field } } }";
    server.asks(member).data(request, json!({})).await;
    let past = server.app.clock.now() - chrono::TimeDelta::hours(1);
    let due = erasure::Entity::update_many().col_expr(erasure::Column::DueAt, Expr::value(past));
    due.exec(&server.app.db).await.expect("the day comes");
}

#[tokio::test]
async fn files_go_after_the_rows_of_an_erased_member_whatever_breaks_off() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    let document = added(&server, &awa, "Licence").await;
    let file = files(&server)[0].clone();
    leave(&server, &awa).await;
    let refusal = "CREATE TRIGGER held BEFORE DELETE ON member BEGIN SELECT RAISE(ABORT, 'held'); END";
    server.app.db.execute_unprepared(refusal).await.expect("a trigger can be made");
    let round = run_due(&server.app).await.expect("the others have their turn");
    assert_eq!((round.done, round.failed), (0, 1));
    assert_eq!(read(&server, &awa, &document).await, (StatusCode::OK, pdf("Licence")), "nothing has gone yet");
    server.app.db.execute_unprepared("DROP TRIGGER held").await.expect("the trigger goes");
    // The file as it lies there when the server dies between the rows and the file.
    let kept = fs::read(&file).expect("the file is there");
    assert_eq!(run_due(&server.app).await.expect("the member is erased").done, 1);
    assert_eq!(files(&server), Vec::<PathBuf>::new());
    fs::write(&file, kept).expect("the file is back");
    grow_old(&file, Duration::from_secs(2 * 60 * 60));
    assert_eq!(sweep(&server.app).await.expect("the folder is swept"), 1);
    assert_eq!((rows(&server).await, files(&server)), (0, Vec::new()));
    server.stop().await;
}

#[tokio::test]
async fn a_file_that_is_damaged_is_not_handed_out() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let document = added(&server, &member, "Licence").await;
    fs::write(&files(&server)[0], "%PDF-").expect("the disk fails");
    let answer = told(request(&server, &member, Method::GET, &place(&document))).await;
    assert_says(&answer, StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR");
    let folder = server.app.config.documents_folder();
    assert!(!answer.1.to_string().contains(&folder.display().to_string()), "{}", answer.1);
}

#[tokio::test]
async fn a_document_backs_a_skill_as_long_as_it_is_there() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        let (document, theirs) = (added(server, &awa, "Licence").await, added(server, &bakary, "Master").await);
        let concept = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
        let concept = server.anyone().data(concept, json!({})).await["concepts"]["nodes"][0]["id"].take();
        let with = |evidence: &Value| json!({ "concept": concept, "level": 3, "evidence": [evidence] });
        let refused = server.asks(&awa).run(ADD_SKILL, with(&theirs["id"])).await;
        let problem = json!([{ "field": "evidence.0", "code": "NOT_FOUND" }]);
        assert_eq!(refused["addMemberSkill"]["userErrors"], problem);
        let answer = server.asks(&awa).run(ADD_SKILL, with(&document["id"])).await;
        let skill = &answer["addMemberSkill"]["memberSkill"];
        assert_eq!(skill["verification"], "EVIDENCED", "{answer}");
        assert_eq!(skill["evidence"], json!([{ "id": document["id"], "title": "Licence" }]));
        server.asks(&awa).run(REMOVE, json!({ "id": document["id"] })).await;
        let skills = server.asks(&awa).data(SKILLS, json!({})).await;
        assert_eq!(skills["viewer"]["member"]["skills"], json!([{ "verification": "SELF_CLAIMED", "evidence": [] }]));
    })
    .await;
}

#[tokio::test]
async fn other_methods_and_other_sites_are_told_so() {
    let server = Server::with(|config| config.http.cors_origins = vec!["https://app.example.org".to_owned()]).await;
    let member = server.member("Awa").await;
    let one = place(&added(&server, &member, "Licence").await);
    for (path, methods) in [("/documents", "POST, OPTIONS"), (one.as_str(), "GET, HEAD, OPTIONS")] {
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let (status, headers, body) = heard(request(&server, &member, method, path)).await;
            assert_eq!((status, &headers[ALLOW]), (StatusCode::METHOD_NOT_ALLOWED, &methods.parse().expect("a value")));
            let answer: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST");
        }
        let (status, headers, _) = heard(request(&server, &Asker::default(), Method::OPTIONS, path)).await;
        assert!(status.is_success(), "{status} {headers:?}");
    }
    for (origin, is_named) in [("https://app.example.org", true), ("https://elsewhere.example.org", false)] {
        let read = request(&server, &member, Method::GET, &one).header("origin", origin);
        let (status, headers, _) = heard(read).await;
        assert_eq!((status, headers.contains_key("access-control-allow-origin")), (StatusCode::OK, is_named));
    }
}
