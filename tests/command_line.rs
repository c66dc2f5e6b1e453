//! The command line: help as operators read it, exit statuses, and one sentence for each failure.
//!
//! The help of every command is kept in `tests/snapshots/help`. `SEKO_BLESS=1 cargo test` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Nothing listens on the first port.
const NOBODY: &str = "127.0.0.1:1";

/// Runs the program in a folder of its own, without the settings of whoever runs the tests.
fn seko(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seko"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("SEKO_DATA_DIR", folder.join("data"))
        .output()
        .expect("the program can be run")
}

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

/// Fails with exit status 1, nothing on standard output, and one line on standard error that begins like this.
#[track_caller]
fn assert_fails(output: &Output, beginning: &str) {
    let (answer, complaint) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert_eq!(answer, "");
    assert!(complaint.starts_with(beginning), "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
}

fn help_of(command: &[String]) -> String {
    let arguments: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
    let output = seko(folder().path(), &arguments);
    assert!(output.status.success(), "{command:?}");
    text(&output.stdout)
}

/// The commands that a help lists, but for the one that prints help.
fn commands_in(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The help of the program and of every command below it, by the name of its file.
fn every_help() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(command) = open.pop() {
        let help = help_of(&command);
        open.extend(commands_in(&help).into_iter().map(|name| [command.as_slice(), &[name]].concat()));
        let name = ["seko"].into_iter().chain(command.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
        found.insert(format!("{name}.txt"), help);
    }
    found
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/snapshots/help")
}

/// The help as it was when somebody last agreed to it.
fn agreed_help() -> BTreeMap<String, String> {
    let entries = fs::read_dir(snapshots()).expect("the snapshots can be listed");
    let files = entries.map(|entry| entry.expect("the entry can be read"));
    let name = |file: &fs::DirEntry| file.file_name().to_string_lossy().into_owned();
    files.map(|file| (name(&file), fs::read_to_string(file.path()).expect("a snapshot is text"))).collect()
}

fn bless(found: &BTreeMap<String, String>) {
    fs::remove_dir_all(snapshots()).ok();
    fs::create_dir_all(snapshots()).expect("the folder can be made");
    for (name, help) in found {
        fs::write(snapshots().join(name), help).expect("a snapshot can be written");
    }
}

#[test]
fn help_says_what_was_agreed() {
    let found = every_help();
    if std::env::var_os("SEKO_BLESS").is_some() {
        bless(&found);
    }
    let agreed = agreed_help();
    let names = |helps: &BTreeMap<String, String>| helps.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&agreed), "commands and snapshots; SEKO_BLESS=1 writes the snapshots anew");
    for (name, help) in found {
        assert!(agreed[&name] == help, "{name} differs; SEKO_BLESS=1 writes it anew. Now it is:\n{help}");
    }
}

#[test]
fn a_command_that_does_not_exist_is_wrong_use() {
    let output = seko(folder().path(), &["frobnicate"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("'frobnicate'"));
}

#[test]
fn a_value_that_does_not_exist_is_wrong_use() {
    let output = seko(folder().path(), &["account", "create", "--email", "awa@example.org", "--role", "king"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("staff"));
}

#[test]
fn the_schema_is_compared_with_its_file() {
    let folder = folder();
    let file = folder.path().join("schema.graphql");
    assert_fails(&seko(folder.path(), &["schema", "--check"]), "seko: schema.graphql cannot be read");
    fs::write(&file, "type Query { nothing: Int }").expect("a file can be written");
    assert_fails(&seko(folder.path(), &["schema", "--check"]), "seko: schema.graphql is out of date");
    fs::write(&file, seko(folder.path(), &["schema"]).stdout).expect("a file can be written");
    assert!(seko(folder.path(), &["schema", "--check"]).status.success());
}

#[test]
fn a_server_that_is_not_there_is_not_healthy() {
    let output = seko(folder().path(), &["healthcheck", "--listen", NOBODY]);
    assert_fails(&output, &format!("seko: no server answers at {NOBODY}"));
}

#[test]
fn an_account_needs_an_address() {
    let output = seko(folder().path(), &["account", "create", "--email", "awa", "--role", "staff"]);
    assert_fails(&output, "seko: email: ");
}

#[test]
fn a_setting_that_does_not_exist_is_refused() {
    let folder = folder();
    fs::write(folder.path().join("seko.toml"), "listne = \"127.0.0.1:8080\"\n").expect("a file can be written");
    assert_fails(&seko(folder.path(), &["serve"]), "seko: the settings cannot be used: unknown field");
}
