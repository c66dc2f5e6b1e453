//! Settings: the embedded defaults, then `seko.toml`, then `SEKO_*`. Unknown keys are errors.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::Uri;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

/// The settings' manual and defaults in one.
pub const DEFAULTS: &str = include_str!("../seko.default.toml");

/// Where an installation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// On a developer's machine: mails in files, GraphiQL open.
    Development,
    /// Serving people.
    Production,
}

/// Whether people in office need a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// As the environment asks: optional in development, required in production.
    Auto,
    /// Whoever has none keeps their roles; refused in production.
    Optional,
    /// Without one, their roles are not in force.
    Required,
}

/// A setting that may hold a password; prints as `***`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The value itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// All settings; each is explained in `seko.default.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Config {
    pub environment: Environment,
    pub listen: SocketAddr,
    pub public_url: String,
    pub data_dir: PathBuf,
    pub database: Database,
    pub auth: Auth,
    pub mail: Mail,
    pub sms: Sms,
    pub limits: Limits,
    pub documents: Documents,
    pub http: Http,
    pub retention: Retention,
    pub telemetry: Telemetry,
}

/// Where the data is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Database {
    pub url: Secret,
    pub max_connections: u32,
    pub acquire_timeout_ms: u64,
    pub statement_timeout_ms: u64,
}

/// Tokens and links.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Auth {
    pub issuer: String,
    pub audience: String,
    pub access_minutes: i64,
    pub refresh_days: i64,
    pub verify_hours: i64,
    pub reset_minutes: i64,
    pub client_overlap_hours: i64,
    pub second_factor: SecondFactor,
}

/// How mails leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Mail {
    pub smtp_url: Secret,
    pub from: String,
}

/// How text messages leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Sms {
    pub webhook_url: Secret,
    pub webhook_token: Secret,
    pub sender: String,
}

/// What a stranger may ask for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Limits {
    pub body_bytes: usize,
    pub depth: usize,
    pub introspection_depth: usize,
    pub recursion: usize,
    pub aliases: usize,
    pub root_fields: usize,
    pub tokens: usize,
    pub directives: usize,
    pub nodes: usize,
    pub page: usize,
    pub errors: usize,
    pub deadline_ms: u64,
    pub concurrency: usize,
    pub connections: usize,
    pub header_timeout_ms: u64,
    pub body_timeout_ms: u64,
    pub drain_ms: u64,
    pub attempts_per_account: u32,
    pub attempts_per_network: u32,
    pub cost_per_minute_account: u32,
    pub cost_per_minute_network: u32,
    pub requests_per_minute_network: u32,
    pub mails_per_address_day: u32,
    pub sms_per_network_day: u32,
    pub sms_per_day: u32,
    pub hashes: usize,
}

/// Files that members keep.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Documents {
    pub folder: String,
    pub most_bytes: usize,
    pub most_per_member: u64,
    pub uploads: usize,
    pub body_timeout_ms: u64,
    pub scan_command: String,
    pub scan_timeout_ms: u64,
}

/// The door.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Http {
    pub cors_origins: Vec<String>,
    pub client_address_header: String,
    pub introspection: bool,
    pub suggestions: bool,
}

/// How long what is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Retention {
    pub erasure_grace_days: i64,
    pub erasure_mail_days: i64,
    pub receipt_days: i64,
    pub erasure_notice_days: i64,
    pub withdrawn_days: i64,
    pub draft_days: i64,
    pub guest_days: i64,
    pub unclaimed_days: i64,
    pub dormant_months: u32,
    pub subject_request_days: i64,
    pub answered_request_days: i64,
    pub correction_days: i64,
    pub access_event_days: i64,
    pub saved_position_days: i64,
    pub session_days: i64,
    pub link_days: i64,
    pub code_days: i64,
    pub mail_days: i64,
    pub idempotency_key_days: i64,
}

/// What is logged.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manual of the settings is seko.default.toml")]
pub struct Telemetry {
    pub filter: String,
    pub format: String,
}

impl Config {
    /// Reads the settings of this process. Options of the command line come last and win.
    ///
    /// # Errors
    /// A file or variable that is malformed, of the wrong type or unknown.
    pub fn load(listen: Option<SocketAddr>, database: Option<String>) -> Result<Self, Box<figment::Error>> {
        let environment = Env::prefixed("SEKO_").filter(|key| !key.starts_with("test_")).split("__");
        let mut figment = Figment::from(Toml::string(DEFAULTS)).merge(Toml::file("seko.toml")).merge(environment);
        if let Some(listen) = listen {
            figment = figment.merge(Serialized::default("listen", listen));
        }
        if let Some(database) = database {
            figment = figment.merge(Serialized::default("database.url", database));
        }
        let mut config: Self = figment.extract().map_err(Box::new)?;
        config.settle();
        Ok(config)
    }

    /// The defaults alone, for tests and for printing.
    pub fn defaults() -> Self {
        let mut config: Self =
            Figment::from(Toml::string(DEFAULTS)).extract().expect("the embedded defaults are complete");
        config.settle();
        config
    }

    /// Whether conveniences that have no place in production are on.
    pub fn is_development(&self) -> bool {
        self.environment == Environment::Development
    }

    /// Whether text messages leave, so that a telephone number can be signed in with.
    pub fn sends_sms(&self) -> bool {
        self.is_development() || !self.sms.webhook_url.reveal().is_empty()
    }

    /// Where the files of documents lie.
    pub fn documents_folder(&self) -> PathBuf {
        match self.documents.folder.as_str() {
            "" => self.data_dir.join("documents"),
            folder => PathBuf::from(folder),
        }
    }

    /// Whether staff, administrators and the data-protection officer hold their roles only with a second factor. In
    /// production always, whatever the setting says.
    pub fn requires_second_factor(&self) -> bool {
        !self.is_development() || self.auth.second_factor == SecondFactor::Required
    }

    /// What keeps this configuration from serving people, if anything.
    pub fn objection(&self) -> Option<&'static str> {
        if self.is_development() {
            return None;
        }
        if self.mail.smtp_url.reveal().is_empty() {
            return Some("mail.smtp_url is empty: production needs an SMTP server (set SEKO_MAIL__SMTP_URL)");
        }
        if !self.public_url.starts_with("https://") {
            return Some("public_url must begin with https:// in production (set SEKO_PUBLIC_URL)");
        }
        let hook = self.sms.webhook_url.reveal();
        if !hook.is_empty() && !is_guarded(hook) {
            return Some(
                "sms.webhook_url must begin with https:// or stay on this machine (set SEKO_SMS__WEBHOOK_URL)",
            );
        }
        if self.auth.second_factor == SecondFactor::Optional {
            return Some("auth.second_factor must not be optional in production (unset SEKO_AUTH__SECOND_FACTOR)");
        }
        None
    }

    fn settle(&mut self) {
        if self.database.url.reveal().is_empty() {
            let file = self.data_dir.join("seko.sqlite");
            self.database.url = Secret(format!("sqlite://{}?mode=rwc", file.display()));
        }
        while self.public_url.ends_with('/') {
            self.public_url.pop();
        }
    }
}

/// Whether what is sent to an address is read by nobody on the way: by TLS, or without leaving this machine.
fn is_guarded(address: &str) -> bool {
    address.parse::<Uri>().is_ok_and(|address| match address.scheme_str() {
        Some("https") => true,
        Some("http") => matches!(address.host(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    })
}
