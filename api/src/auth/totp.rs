//! One-time codes of an authenticator (RFC 6238: SHA-1, 30 seconds, six digits). The only file that names totp-rs.

use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Totp};

use crate::auth::secret;
use crate::error::{Error, Result};

/// Name under which an authenticator shows the account.
const ISSUER: &str = "Seko";
/// Bytes of a secret, as RFC 4226 recommends.
const LENGTH: usize = 20;
/// Steps before and after the present one whose codes are good, since clocks differ.
const DRIFT: u16 = 1;
const STEP_SECONDS: u64 = 30;

/// A fresh secret to share with an authenticator.
pub fn new_secret() -> Vec<u8> {
    secret::random_bytes()[..LENGTH].to_vec()
}

/// The secret as people type it, in base 32.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when the secret is malformed.
pub fn as_text(secret: &[u8]) -> Result<String> {
    Ok(totp(secret, "")?.secret().to_base32())
}

/// The address that an authenticator reads from a picture: `otpauth://totp/…`.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when the secret is malformed.
pub fn address(secret: &[u8], email: &str) -> Result<String> {
    // A colon parts the issuer from the name.
    totp(secret, &email.replace(':', " "))?.to_url().map_err(|fault| Error::Internal(fault.to_string()))
}

/// The time step that a code belongs to, if it is good at this moment. The caller takes no step twice.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when the secret is malformed.
pub fn step(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Ok(totp(secret, "")?.check(code, seconds).and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &[u8], name: &str) -> Result<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(DRIFT)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret.to_vec())
        .with_issuer(Some(ISSUER))
        .with_account_name(name)
        .build()
        .map_err(|fault| Error::Internal(fault.to_string()))
}
