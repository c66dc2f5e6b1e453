//! The real program, started and stopped by a story, with a folder of its own.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;
use tempfile::TempDir;
use tokio::time::sleep;

/// How long a start may take here: the program is not optimised.
const START: Duration = Duration::from_secs(120);

/// A database and a folder on which the program is started again and again.
pub struct Installation {
    folder: TempDir,
    database: String,
    settings: Vec<(&'static str, &'static str)>,
}

impl Installation {
    /// On this database, or on a SQLite file of its own.
    pub fn new(database: Option<String>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let file = format!("sqlite://{}?mode=rwc", folder.path().join("seko.sqlite").display());
        Self { folder, database: database.unwrap_or(file), settings: Vec::new() }
    }

    /// The same with these settings.
    pub fn with(mut self, settings: &[(&'static str, &'static str)]) -> Self {
        self.settings.extend(settings);
        self
    }

    /// The program, without the settings of whoever runs the tests.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seko"));
        command
            .args(arguments)
            .args(["--database", self.database.as_str()])
            .current_dir(self.folder.path())
            .env_clear()
            .env("SEKO_DATA_DIR", self.folder.path().join("data"))
            .env("SEKO_AUTH__ACCESS_MINUTES", "600")
            .envs(self.settings.iter().copied());
        command
    }

    /// What a command prints.
    pub fn told(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program can be run");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the program writes UTF-8")
    }

    /// Starts a server and waits until it is ready.
    pub async fn start(&self, command: &str) -> Running {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let address = format!("127.0.0.1:{port}");
        let child = self
            .command(&[command, "--listen", &address])
            .stdout(Stdio::null())
            .stderr(File::create(self.folder.path().join("log")).expect("the log can be written"))
            .spawn()
            .expect("the program starts");
        // Every request has a connection of its own, so that none meets one that is being closed.
        let client = Client::builder().pool_max_idle_per_host(0).build().expect("a client");
        let mut running = Running { child, address, client };
        let started = Instant::now();
        while running.readiness().await != Some(200) {
            let in_time = running.is_alive() && started.elapsed() < START;
            assert!(in_time, "not ready: {}", self.log());
            sleep(Duration::from_millis(20)).await;
        }
        running
    }

    /// What the server has logged since its last start.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// A server at work. It never outlives the story.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// A client that opens a connection for each request.
    pub client: Client,
}

impl Running {
    pub async fn readiness(&self) -> Option<u16> {
        let answer = self.client.get(format!("http://{}/health/ready", self.address)).send().await.ok()?;
        Some(answer.status().as_u16())
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("the program can be asked for").is_none()
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name]).arg(self.child.id().to_string()).status();
        assert!(sent.expect("kill can be run").success());
    }

    /// How the program ends, if it does in time.
    pub async fn end(&mut self, bound: Duration) -> Option<ExitStatus> {
        let started = Instant::now();
        while started.elapsed() < bound {
            if let Some(status) = self.child.try_wait().expect("the program can be asked for") {
                return Some(status);
            }
            sleep(Duration::from_millis(20)).await;
        }
        None
    }

    /// Memory in use, in MiB, where the system tells it.
    pub fn memory_mib(&self) -> Option<u64> {
        let status = Path::new("/proc").join(self.child.id().to_string()).join("status");
        let text = std::fs::read_to_string(status).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
