//! Access tokens (JWT, EdDSA), refresh tokens and sealed cursors. The only file that names jsonwebtoken.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use crate::auth::secret;
use crate::config;
use crate::error::{Error, Result};

/// What precedes the 32 secret bytes in a PKCS#8 v1 file of an Ed25519 key (RFC 8410).
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Claims of an access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    /// Account, or app.
    pub sub: Uuid,
    /// Session: a revoked one makes the token worthless at once. Nil for an app, which has none.
    #[serde(default)]
    pub sid: Uuid,
    /// A partner's app, where the token is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Uuid>,
    /// Scopes of an app's token, parted by spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    iat: i64,
    exp: i64,
}

impl Claims {
    /// Claims that every access token has.
    fn of(settings: &config::Auth, now: DateTime<Utc>, subject: Uuid) -> Self {
        Self {
            iss: settings.issuer.clone(),
            aud: settings.audience.clone(),
            sub: subject,
            sid: Uuid::nil(),
            client: None,
            scope: None,
            iat: now.timestamp(),
            exp: now.timestamp() + settings.access_minutes * 60,
        }
    }
}

/// A signing key with its name.
struct SigningKey {
    kid: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    public: Jwk,
}

/// The keys of an installation: signing keys, the newest of which signs, and one secret that seals.
pub struct Keys {
    signing: Vec<SigningKey>,
    sealing: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.signing.iter().map(|key| &key.kid)).finish()
    }
}

impl Keys {
    /// Reads the keys of a folder, making what is missing. Servers of one installation share the folder.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when the folder cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|fault| key_fault(folder, &fault))?;
        let sealing_file = folder.join("sealing.key");
        write_once(&sealing_file, &secret::random_bytes())?;
        if signing_files(folder)?.is_empty() {
            write_once(&folder.join("0001.ed25519"), &secret::random_bytes())?;
        }
        let signing = signing_files(folder)?.iter().map(|file| read_signing_key(file)).collect::<Result<_>>()?;
        Ok(Self { signing, sealing: read_secret(&sealing_file)? })
    }

    /// Adds a signing key to a folder; older ones keep verifying until their files are removed.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when the folder cannot be read or written.
    pub fn rotate(folder: &Path) -> Result<PathBuf> {
        fs::create_dir_all(folder).map_err(|fault| key_fault(folder, &fault))?;
        let newest = signing_files(folder)?
            .last()
            .and_then(|file| file.file_stem()?.to_str()?.parse::<u32>().ok())
            .unwrap_or_default();
        let file = folder.join(format!("{:04}.ed25519", newest + 1));
        write_once(&file, &secret::random_bytes())?;
        Ok(file)
    }

    /// The public keys, as `/.well-known/jwks.json` shows them.
    pub fn public(&self) -> JwkSet {
        JwkSet { keys: self.signing.iter().map(|key| key.public.clone()).collect() }
    }

    /// Signs an access token for a session.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when signing fails.
    pub fn sign(&self, settings: &config::Auth, now: DateTime<Utc>, account: Uuid, session: Uuid) -> Result<String> {
        self.sign_claims(&Claims { sid: session, ..Claims::of(settings, now, account) })
    }

    /// Signs an access token for a partner's app.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when signing fails.
    pub fn sign_client(
        &self,
        settings: &config::Auth,
        now: DateTime<Utc>,
        client: Uuid,
        scope: String,
    ) -> Result<String> {
        self.sign_claims(&Claims { client: Some(client), scope: Some(scope), ..Claims::of(settings, now, client) })
    }

    fn sign_claims(&self, claims: &Claims) -> Result<String> {
        let key = self.signing.last().ok_or_else(|| Error::Internal("no signing key".to_owned()))?;
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &key.encoding).map_err(|fault| Error::Internal(fault.to_string()))
    }

    /// Claims of a good access token: known key, EdDSA, our issuer and audience, not expired at `now`.
    ///
    /// # Errors
    /// UNAUTHENTICATED.
    pub fn verify(&self, settings: &config::Auth, now: DateTime<Utc>, token: &str) -> Result<Claims> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::Unauthenticated)?;
        let key =
            self.signing.iter().find(|key| Some(&key.kid) == header.kid.as_ref()).ok_or(Error::Unauthenticated)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[&settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The application's clock decides, as everywhere else.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        if claims.exp <= now.timestamp() { Err(Error::Unauthenticated) } else { Ok(claims) }
    }

    /// The refresh token of a session's generation: readable by us alone, so nothing about it is stored.
    pub fn refresh_token(&self, session: Uuid, generation: i32) -> String {
        let mut token = session.as_bytes().to_vec();
        token.extend(generation.to_be_bytes());
        let mark = self.mark(&token);
        token.extend(mark);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Session and generation of a refresh token that we made.
    pub fn read_refresh_token(&self, token: &str) -> Option<(Uuid, i32)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (content, mark) = bytes.split_at_checked(20)?;
        self.keyed("refresh token").chain_update(content).verify_slice(mark).ok()?;
        let session = Uuid::from_slice(content.get(..16)?).ok()?;
        Some((session, i32::from_be_bytes(content.get(16..)?.try_into().ok()?)))
    }

    /// What a browser keeps of a session: readable by us alone, good as long as the session is open.
    pub fn device_token(&self, session: Uuid) -> String {
        let mark = self.keyed("device").chain_update(session.as_bytes()).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([session.as_bytes().as_slice(), mark.as_slice()].concat())
    }

    /// The session of a device token that we made.
    pub fn read_device_token(&self, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (session, mark) = bytes.split_at_checked(16)?;
        self.keyed("device").chain_update(session).verify_slice(mark).ok()?;
        Uuid::from_slice(session).ok()
    }

    /// What the forms of a browser carry, bound to what it keeps: another site knows neither.
    pub fn form_token(&self, kept: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.keyed("form").chain_update(kept).finalize().into_bytes())
    }

    /// What a browser calls the drafts of an account: it tells two accounts apart and nothing else.
    pub fn draft_mark(&self, account: Uuid) -> String {
        let mark = self.keyed("drafts").chain_update(account.as_bytes()).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(&mark[..12])
    }

    /// Seals a cursor of a list: nothing can be read from it, only we can make one, and it opens for that list alone.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when sealing fails.
    pub fn seal(&self, list: &str, content: &[u8]) -> Result<String> {
        let nonce_bytes: [u8; 12] = secret::random_bytes()[..12].try_into().unwrap_or_default();
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce_bytes), Payload { msg: content, aad: list.as_bytes() })
            .map_err(|_| Error::Internal("a cursor could not be sealed".to_owned()))?;
        Ok(URL_SAFE_NO_PAD.encode([nonce_bytes.as_slice(), &sealed].concat()))
    }

    /// Opens a sealed cursor; none for what we did not seal for this list.
    pub fn unseal(&self, list: &str, cursor: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(12)?;
        let nonce: [u8; 12] = nonce.try_into().ok()?;
        self.cipher().decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: list.as_bytes() }).ok()
    }

    /// Seals a secret that the database keeps for an account: whoever reads the database alone learns nothing, and what
    /// is sealed for one account does not open for another.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when sealing fails.
    pub fn seal_secret(&self, account: Uuid, content: &[u8]) -> Result<String> {
        self.seal(&secret_of(account), content)
    }

    /// Opens what was sealed for an account.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when another key sealed it, as after the loss of `sealing.key`.
    pub fn unseal_secret(&self, account: Uuid, sealed: &str) -> Result<Vec<u8>> {
        let opened = self.unseal(&secret_of(account), sealed);
        opened.ok_or_else(|| Error::Internal("a secret in the database was sealed with another key".to_owned()))
    }

    /// A hash that only we can make: even of a body with a password in it nothing can be guessed from it.
    pub fn fingerprint(&self, content: &[u8]) -> String {
        self.keyed("fingerprint")
            .chain_update(content)
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// An id for a member that only one reader can use: the same each time, unlike for every other reader.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when sealing fails.
    pub fn alias(&self, reader: &str, member: Uuid) -> Result<String> {
        let mark = self.keyed("alias").chain_update(reader).chain_update(member.as_bytes()).finalize().into_bytes();
        let nonce: [u8; 12] = mark[..12].try_into().unwrap_or_default();
        let payload = Payload { msg: member.as_bytes(), aad: reader.as_bytes() };
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Error::Internal("an alias could not be sealed".to_owned()))?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// The member behind an alias, for the reader it was made for.
    pub fn resolve_alias(&self, reader: &str, alias: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(alias).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(12)?;
        let nonce: [u8; 12] = nonce.try_into().ok()?;
        let payload = Payload { msg: sealed, aad: reader.as_bytes() };
        Uuid::from_slice(&self.cipher().decrypt(&Nonce::from(nonce), payload).ok()?).ok()
    }

    /// A short name for a member, the same each time for one reader: letters and digits that are not mistaken.
    pub fn pseudonym(&self, reader: &str, member: Uuid) -> String {
        const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let mark = self.keyed("pseudonym").chain_update(reader).chain_update(member.as_bytes()).finalize().into_bytes();
        let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
        let (left, right): (String, String) =
            (mark[..3].iter().map(letter).collect(), mark[3..7].iter().map(letter).collect());
        format!("{left}-{right}")
    }

    /// What one member or project adds to the mark of a group. The mark of a group is the sum over those in it, whatever
    /// their order, and nobody without the key can find two groups of one mark.
    pub fn share(&self, id: Uuid) -> u128 {
        let mark = self.keyed("statistics share").chain_update(id.as_bytes()).finalize().into_bytes();
        u128::from_be_bytes(mark[..16].try_into().unwrap_or_default())
    }

    /// A number drawn for a group: the same each time for the same group, as if by chance for any other.
    pub fn draw(&self, mark: u128, count: u32) -> u64 {
        let keyed = self.keyed("statistics draw").chain_update(mark.to_be_bytes()).chain_update(count.to_be_bytes());
        u64::from_be_bytes(keyed.finalize().into_bytes()[..8].try_into().unwrap_or_default())
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.sealing))
    }

    /// A keyed hash, apart for each use.
    fn keyed(&self, purpose: &str) -> Hmac<Sha256> {
        let keyed = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.sealing).expect("any length is a key");
        keyed.chain_update(purpose).chain_update([0])
    }

    fn mark(&self, content: &[u8]) -> Vec<u8> {
        self.keyed("refresh token").chain_update(content).finalize().into_bytes().to_vec()
    }
}

/// What a sealed secret is bound to; no list has such a name.
fn secret_of(account: Uuid) -> String {
    format!("secret of {account}")
}

fn key_fault(file: &Path, fault: &impl std::fmt::Display) -> Error {
    Error::Internal(format!("key {}: {fault}", file.display()))
}

/// Writes a secret unless one is there already; readable by its owner alone.
fn write_once(file: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if file.exists() {
        return Ok(());
    }
    // Written aside and linked into place, so that a second server never reads half a key.
    let aside = file.with_extension(format!("{}.new", Uuid::now_v7().simple()));
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&aside)
        .and_then(|mut open| open.write_all(bytes).and_then(|()| open.sync_all()))
        .map_err(|fault| key_fault(file, &fault))?;
    let linked = fs::hard_link(&aside, file);
    fs::remove_file(&aside).ok();
    match linked {
        Err(fault) if fault.kind() != std::io::ErrorKind::AlreadyExists => Err(key_fault(file, &fault)),
        _ => Ok(()),
    }
}

fn read_secret(file: &Path) -> Result<[u8; 32]> {
    let bytes = fs::read(file).map_err(|fault| key_fault(file, &fault))?;
    bytes.try_into().map_err(|_| key_fault(file, &"not 32 bytes"))
}

fn signing_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|fault| key_fault(folder, &fault))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "ed25519"))
        .collect();
    files.sort();
    Ok(files)
}

fn read_signing_key(file: &Path) -> Result<SigningKey> {
    let pkcs8 = [PKCS8_PREFIX.as_slice(), &read_secret(file)?].concat();
    let encoding = EncodingKey::from_ed_der(&pkcs8);
    let mut public = Jwk::from_encoding_key(&encoding, Algorithm::EdDSA).map_err(|fault| key_fault(file, &fault))?;
    // The name follows from the public key, so that every server gives a key the same one.
    let kid = secret::hash(serde_json::to_vec(&public.algorithm).unwrap_or_default())[..16].to_owned();
    public.common.key_id = Some(kid.clone());
    let decoding = DecodingKey::from_jwk(&public).map_err(|fault| key_fault(file, &fault))?;
    Ok(SigningKey { kid, encoding, decoding, public })
}
