//! Passwords: argon2id, a few at a time, off the threads that serve.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::error::{Error, Result};

/// The work of hashing: so many passwords at a time, and how many there were.
#[derive(Debug)]
pub struct Hashing {
    permits: Arc<Semaphore>,
    done: AtomicU64,
}

impl Hashing {
    /// Room for so many at once.
    pub fn new(at_once: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(at_once)), done: AtomicU64::new(0) }
    }

    /// Passwords hashed since the start, to store them or to compare them: what an attempt costs, and what tests
    /// compare between addresses that are known and others.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Room for one, which is thereby counted. It goes with the work: a caller that hangs up does not make room for
    /// another hash.
    async fn begin(&self) -> Result<OwnedSemaphorePermit> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Error::Unavailable)?;
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(permit)
    }
}

/// Hashes a password, with a fresh salt, into a PHC string.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when the hash cannot be made.
pub async fn hash(hashing: &Hashing, password: String) -> Result<String> {
    let permit = hashing.begin().await?;
    spawn_blocking(move || {
        let _permit = permit;
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(|fault| Error::Internal(fault.to_string()))?
    .map_err(|fault| Error::Internal(fault.to_string()))
}

/// Compares a password with its hash. Without a hash the same work is done, and the answer is no: known and unknown
/// addresses take the same time.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when the stored hash is malformed.
pub async fn verify(hashing: &Hashing, password: String, stored: Option<String>) -> Result<bool> {
    let Some(stored) = stored else {
        hash(hashing, password).await?;
        return Ok(false);
    };
    let permit = hashing.begin().await?;
    spawn_blocking(move || {
        let _permit = permit;
        let stored = PasswordHash::new(&stored).map_err(|fault| Error::Internal(fault.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
    .map_err(|fault| Error::Internal(fault.to_string()))?
}
