//! `seko healthcheck`: the exit status of a running server.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Outcome;
use crate::config::Config;

/// Asks `/health/ready` of the configured address.
pub(super) async fn run(config: &Config) -> Outcome {
    let asked = timeout(Duration::from_secs(3), ask(config)).await;
    match asked {
        Ok(Ok(status)) if status.contains(" 200 ") => Ok(()),
        Ok(Ok(status)) => Err(format!("the server at {} is not ready: {status}", config.listen)),
        Ok(Err(fault)) => Err(format!("no server answers at {}: {fault}", config.listen)),
        Err(_) => Err(format!("the server at {} does not answer in time", config.listen)),
    }
}

async fn ask(config: &Config) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(config.listen).await?;
    connection.write_all(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    connection.take(4096).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned())
}
