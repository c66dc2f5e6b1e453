//! What the stories need: databases, a served registry, people who are signed in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use entity::role_grant::RoleName;
use reqwest::Client;
use sea_orm::{ConnectionTrait, Database as Connection, DatabaseConnection, DbBackend, Statement};
use seko::app::App;
use seko::auth::Viewer;
use seko::clock::Clock;
use seko::config::{Config, Secret};
use seko::graphql::Schema;
use seko::http::health::Readiness;
use seko::service::{account, index, mail, setup};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{OnceCell, oneshot};

/// Password of everybody in the stories.
pub const PASSWORD: &str = "un mot de passe long";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A database of its own for one story.
#[derive(Clone, Debug)]
pub struct Database {
    pub url: String,
    admin: Option<String>,
    name: String,
}

impl Database {
    /// A fresh SQLite file, copied from one that is set up already.
    pub async fn sqlite(folder: &Path) -> Self {
        static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(async || {
                let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
                std::fs::create_dir_all(folder).expect("a folder");
                forget_templates(folder);
                let file = folder.join(format!("template_{}.sqlite", std::process::id()));
                set_up(&format!("sqlite://{}?mode=rwc", file.display())).await;
                file
            })
            .await;
        let file = folder.join("seko.sqlite");
        std::fs::copy(template, &file).expect("the template can be copied");
        Self { url: format!("sqlite://{}?mode=rwc", file.display()), admin: None, name: String::new() }
    }

    /// A fresh PostgreSQL database, if `SEKO_TEST_POSTGRES` names a server.
    pub async fn postgres() -> Option<Self> {
        static TEMPLATE: OnceCell<Option<String>> = OnceCell::const_new();
        let Ok(admin) = std::env::var("SEKO_TEST_POSTGRES") else {
            static SAID: Once = Once::new();
            // Written past the capture of the test runner, so that whoever runs the tests reads it.
            SAID.call_once(|| drop(writeln!(std::io::stderr(), "left out: PostgreSQL (set SEKO_TEST_POSTGRES)")));
            return None;
        };
        let template = TEMPLATE.get_or_init(async || Some(postgres_template(&admin).await)).await.clone()?;
        let name = format!("seko_test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        let connection = Connection::connect(&admin).await.expect("PostgreSQL answers");
        run(&connection, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        connection.close().await.ok();
        Some(Self { url: with_name(&admin, &name), admin: Some(admin), name })
    }

    /// A connection to another database of the same cluster, where there is one.
    pub async fn elsewhere(&self) -> Option<DatabaseConnection> {
        let admin = self.admin.as_ref()?;
        Some(Connection::connect(admin).await.expect("PostgreSQL answers"))
    }

    /// Gives the database back.
    pub async fn drop(self) {
        let Some(admin) = self.admin else { return };
        let connection = Connection::connect(&admin).await.expect("PostgreSQL answers");
        run(&connection, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await;
        connection.close().await.ok();
    }
}

/// Templates of test runs that are no longer alive.
fn forget_templates(folder: &Path) {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    for file in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let owner = stem.strip_prefix("template_").unwrap_or("self");
        if !Path::new("/proc").join(owner).exists() {
            std::fs::remove_file(file).ok();
        }
    }
}

fn with_name(admin: &str, name: &str) -> String {
    let base = admin.split('?').next().unwrap_or_default();
    let authority = base.find("://").map_or(0, |at| at + 3);
    let host_end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
    format!("{}/{name}", &base[..host_end])
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap_or_else(|fault| panic!("{sql}: {fault}"));
}

async fn postgres_template(admin: &str) -> String {
    let connection = Connection::connect(admin).await.expect("SEKO_TEST_POSTGRES names a server that answers");
    drop_leftovers(&connection).await;
    let name = format!("seko_test_{}_template", std::process::id());
    run(&connection, &format!("CREATE DATABASE {name}")).await;
    connection.close().await.ok();
    set_up(&with_name(admin, &name)).await;
    name
}

/// Databases of test runs that are no longer alive.
async fn drop_leftovers(connection: &DatabaseConnection) {
    let sql = "SELECT datname FROM pg_database WHERE datname LIKE 'seko\\_test\\_%'";
    let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.expect("a list");
    for row in rows {
        let name: String = row.try_get("", "datname").expect("a name");
        let owner = name.split('_').nth(2).unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.ok();
        }
    }
}

async fn set_up(url: &str) {
    let folder = TempDir::new().expect("a folder");
    let app = App::open(config(url, folder.path()), Clock::System).await.expect("the database opens");
    setup::prepare(&app).await.expect("the database can be set up");
    app.db.close_by_ref().await.expect("the database closes");
}

/// Settings of a story: no brake on the many sign-ins and requests from one address.
pub fn config(url: &str, folder: &Path) -> Config {
    let mut config = Config::defaults();
    config.database.url = Secret::from(url.to_owned());
    config.data_dir = folder.to_owned();
    config.limits.attempts_per_network = 100_000;
    config.limits.attempts_per_account = 1_000;
    config.limits.cost_per_minute_account = 0;
    config.limits.cost_per_minute_network = 0;
    config.limits.requests_per_minute_network = 0;
    config.limits.mails_per_address_day = 0;
    config.limits.drain_ms = 100;
    config
}

/// Tells a story on SQLite, and on PostgreSQL when there is one.
pub async fn each_database(story: impl AsyncFn(Arc<App>)) {
    let folder = TempDir::new().expect("a folder");
    let mut databases = vec![Database::sqlite(folder.path()).await];
    databases.extend(Database::postgres().await);
    for database in databases {
        let app = App::open(config(&database.url, folder.path()), Clock::System).await.expect("the database opens");
        let app = Arc::new(app);
        story(app.clone()).await;
        app.db.close_by_ref().await.ok();
        database.drop().await;
    }
}

/// Tells a story to a server on SQLite, and to one on PostgreSQL when there is one.
pub async fn each_server(story: impl AsyncFn(&Server)) {
    let server = Server::start().await;
    story(&server).await;
    server.stop().await;
    if let Some(database) = Database::postgres().await {
        let server = Server::on(database).await;
        story(&server).await;
        server.stop().await;
    }
}

/// The same with settings of its own, and a clock that stands still until the story moves it.
pub async fn each_server_with(change: impl Fn(&mut Config), story: impl AsyncFn(&Server)) {
    let folder = Arc::new(TempDir::new().expect("a folder"));
    let mut databases = vec![(Database::sqlite(folder.path()).await, folder)];
    if let Some(database) = Database::postgres().await {
        databases.push((database, Arc::new(TempDir::new().expect("a folder"))));
    }
    for (database, folder) in databases {
        let mut config = config(&database.url, folder.path());
        change(&mut config);
        let clock = Clock::fixed(Clock::System.now());
        let app = App::open(config, clock).await.expect("the database opens");
        let server = Server::around(app, database, folder).await;
        story(&server).await;
        server.stop().await;
    }
}

/// A served registry.
pub struct Server {
    pub app: Arc<App>,
    pub database: Database,
    url: String,
    client: Client,
    folder: Arc<TempDir>,
    stop: Option<oneshot::Sender<()>>,
}

impl Server {
    /// A server on a fresh SQLite file.
    pub async fn start() -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let database = Database::sqlite(folder.path()).await;
        Self::serve(database, folder).await
    }

    /// A server on a fresh SQLite file, with settings of its own.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let database = Database::sqlite(folder.path()).await;
        let mut config = config(&database.url, folder.path());
        change(&mut config);
        let app = App::open(config, Clock::System).await.expect("the database opens");
        Self::around(app, database, folder).await
    }

    /// A server on a database.
    pub async fn on(database: Database) -> Self {
        Self::serve(database, Arc::new(TempDir::new().expect("a folder"))).await
    }

    /// A second server on the same database, with the same keys, settings and clock.
    pub async fn beside(&self) -> Self {
        self.beside_on(self.database.clone()).await
    }

    /// The same, which may have another way to the database.
    pub async fn beside_on(&self, database: Database) -> Self {
        let mut config = self.app.config.clone();
        config.database.url = Secret::from(database.url.clone());
        let app = App::open(config, self.app.clock.clone()).await.expect("the database opens");
        Self::around(app, database, self.folder.clone()).await
    }

    /// A server on a fresh SQLite file, and how many statements it has sent to its database so far.
    pub async fn counting() -> (Self, Arc<AtomicUsize>) {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let database = Database::sqlite(folder.path()).await;
        let config = config(&database.url, folder.path());
        let mut db = seko::app::connect(&config.database).await.expect("the database opens");
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        db.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let app = App::with_database(config, Clock::System, db).expect("the keys can be made");
        (Self::around(app, database, folder).await, statements)
    }

    async fn serve(database: Database, folder: Arc<TempDir>) -> Self {
        let config = config(&database.url, folder.path());
        let app = App::open(config, Clock::System).await.expect("the database opens");
        Self::around(app, database, folder).await
    }

    async fn around(app: App, database: Database, folder: Arc<TempDir>) -> Self {
        let app = Arc::new(app);
        index::build(&app).await.expect("the index can be built");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let readiness = Readiness::new();
        readiness.ready();
        let router = seko::http::router(app.clone(), Arc::new(Schema::new()));
        let (stop, stopped) = oneshot::channel();
        let shared = app.clone();
        tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            seko::http::server::serve(shared, router, listener, readiness, shutdown).await.ok();
        });
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { app, database, url, client, folder, stop: Some(stop) }
    }

    /// `http://host:port`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A client without a session.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Stops serving and gives the database back.
    pub async fn stop(mut self) {
        self.stop.take();
        self.app.db.close_by_ref().await.ok();
        self.database.clone().drop().await;
    }

    /// Delivers what is due and returns every mail written so far, oldest first.
    pub async fn mails(&self) -> Vec<String> {
        mail::deliver_due(&self.app).await.expect("mails leave");
        self.files("mail")
    }

    /// The same of text messages.
    pub async fn texts(&self) -> Vec<String> {
        mail::deliver_due(&self.app).await.expect("text messages leave");
        self.files("sms")
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let folder = self.folder.path().join(folder);
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
            .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
            .unwrap_or_default();
        files.sort();
        files.into_iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect()
    }

    /// The secret of the newest link mailed to an address.
    pub async fn mailed_secret(&self, email: &str) -> String {
        let mails = self.mails().await;
        let mail = mails.iter().rev().find(|mail| mail.contains(email)).expect("a mail was sent");
        let start = mail.find("token=").expect("the mail holds a link") + "token=".len();
        mail[start..].split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// The code sent to an address or number, which is asked for.
    pub async fn sent_code(&self, address: &str) -> String {
        let answer = self.anyone().run(REQUEST_CODE, json!({ "address": address })).await;
        assert_eq!(answer["requestSignInCode"]["userErrors"], json!([]), "{answer}");
        let sent = if address.contains('@') { self.mails().await } else { self.texts().await };
        let message = sent.iter().rev().find(|message| message.contains(address)).expect("a code was sent");
        code_in(message)
    }

    /// Signs in by a code sent to an address or number.
    pub async fn enter(&self, address: &str) -> Asker {
        let code = self.sent_code(address).await;
        let answer = self.anyone().run(ENTER_CODE, json!({ "address": address, "code": code })).await;
        let text = |field: &str| answer["signInWithCode"][field].as_str().map(str::to_owned);
        assert!(text("accessToken").is_some(), "{answer}");
        Asker { token: text("accessToken"), refresh: text("refreshToken") }
    }

    /// Makes the account of an asker a member, with every consent that matching needs.
    pub async fn join(&self, asker: &Asker, name: &str) -> Value {
        let consents =
            ["REGISTRY", "MATCHING", "CONTACT"].map(|purpose| json!({ "purpose": purpose, "noticeVersion": 1 }));
        let input = json!({
            "givenNames": name, "familyNames": "Traoré", "residenceCountry": "CI", "consents": consents,
        });
        self.asks(asker).run(JOIN, input).await["joinRegistry"].take()
    }

    /// Asks as somebody; French unless the story says otherwise.
    pub fn asks(&self, asker: &Asker) -> Asking<'_> {
        Asking { server: self, asker: asker.clone(), headers: Vec::new() }
    }

    /// Asks as nobody.
    pub fn anyone(&self) -> Asking<'_> {
        self.asks(&Asker::default())
    }

    /// A member who registered, verified the address and signed in.
    pub async fn member(&self, name: &str) -> Asker {
        let email = format!("{}@example.org", name.to_lowercase());
        self.register(&email, name).await;
        let token = self.mailed_secret(&email).await;
        let verified = self.anyone().run(VERIFY, json!({ "token": token })).await;
        assert_eq!(verified["verifyEmail"]["verified"], true, "{verified}");
        self.sign_in(&email).await
    }

    /// Registers with every consent that matching needs.
    pub async fn register(&self, email: &str, name: &str) {
        let consents =
            ["REGISTRY", "MATCHING", "CONTACT"].map(|purpose| json!({ "purpose": purpose, "noticeVersion": 1 }));
        let input = json!({
            "email": email, "password": PASSWORD, "givenNames": name, "familyNames": "Traoré",
            "residenceCountry": "FR", "language": "FR", "consents": consents,
        });
        let answer = self.anyone().run(REGISTER, input).await;
        assert_eq!(answer["registerMember"]["userErrors"], json!([]), "{answer}");
    }

    /// A staff member who is signed in.
    pub async fn staff(&self) -> Asker {
        self.operator("staff@example.org", RoleName::Staff).await
    }

    /// An account with a role, signed in.
    pub async fn operator(&self, email: &str, role: RoleName) -> Asker {
        account::create(&self.app, &Viewer::system(), email, role, Some(PASSWORD.to_owned()))
            .await
            .expect("the account can be made");
        self.sign_in(email).await
    }

    /// Signs in by e-mail and password.
    pub async fn sign_in(&self, email: &str) -> Asker {
        let input = json!({ "email": email, "password": PASSWORD });
        let answer = self.anyone().run(SIGN_IN, input).await;
        let text = |field: &str| answer["signIn"][field].as_str().map(str::to_owned);
        let token = text("accessToken");
        assert!(token.is_some(), "{answer}");
        Asker { token, refresh: text("refreshToken") }
    }
}

const REGISTER: &str =
    "mutation($input: RegisterMemberInput!) { registerMember(input: $input) { userErrors { field code message } } }";
const REQUEST_CODE: &str = "mutation($input: RequestSignInCodeInput!) { requestSignInCode(input: $input) {
    userErrors { field code message } } }";
const ENTER_CODE: &str = "mutation($input: SignInWithCodeInput!) { signInWithCode(input: $input) {
    accessToken refreshToken userErrors { field code message } } }";
pub const JOIN: &str = "mutation($input: JoinRegistryInput!) { joinRegistry(input: $input) {
    member { id status givenNames } userErrors { field code message } } }";
const VERIFY: &str =
    "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { verified userErrors { field } } }";
const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken userErrors { field message } } }";

/// Who asks in a story.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    pub token: Option<String>,
    pub refresh: Option<String>,
}

/// A question that is being put together.
pub struct Asking<'a> {
    server: &'a Server,
    asker: Asker,
    headers: Vec<(&'static str, String)>,
}

impl Asking<'_> {
    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The whole answer, errors included.
    pub async fn answer(self, query: &str, variables: Value) -> Value {
        let mut request = self.server.client.post(format!("{}/graphql", self.server.url));
        if let Some(token) = &self.asker.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let body = json!({ "query": query, "variables": variables });
        let response = request.json(&body).send().await.expect("the server answers");
        response.json().await.expect("the answer is JSON")
    }

    /// The data of an answer without errors.
    pub async fn data(self, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(query, variables).await;
        assert!(answer["errors"].is_null(), "{query}\n{answer:#}");
        answer["data"].take()
    }

    /// The data of a mutation with one input.
    pub async fn run(self, mutation: &str, input: Value) -> Value {
        self.data(mutation, json!({ "input": input })).await
    }
}

/// The six digits in a message; a telephone number has more.
pub fn code_in(message: &str) -> String {
    let numbers = message.split(|sign: char| !sign.is_ascii_digit());
    let mut codes = numbers.filter(|number| number.len() == 6);
    codes.next().expect("the message holds a code").to_owned()
}
