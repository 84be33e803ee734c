//! The Ed25519 key that signs receipts, and its public half for anybody to check them.

use anyhow::{Context, anyhow};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::path::Path;

/// A signing key with its name.
pub struct Signer {
    key: EncodingKey,
    public: Vec<u8>,
    /// The key's name in the key set: a hash of its public half.
    pub kid: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.kid)
    }
}

/// One public key (RFC 8037).
#[derive(Clone, Debug, Serialize)]
pub struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: String,
    x: String,
}

impl Signer {
    /// A key that lives as long as the process.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn random() -> anyhow::Result<Self> {
        Self::from_pkcs8(&new_key()?)
    }

    /// The key in a file; a new one is put there when the file is missing and may be made.
    ///
    /// # Errors
    /// When the file cannot be read, written or is no Ed25519 key.
    pub fn from_file(file: &Path, make: bool) -> anyhow::Result<Self> {
        if make && !file.exists() {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(file, new_key()?).with_context(|| {
                format!("the signing key cannot be written to {}", file.display())
            })?;
        }
        let bytes = std::fs::read(file)
            .with_context(|| format!("the signing key cannot be read from {}", file.display()))?;
        Self::from_pkcs8(&bytes)
    }

    fn from_pkcs8(bytes: &[u8]) -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(bytes)
            .map_err(|error| anyhow!("no Ed25519 key in PKCS #8: {error}"))?;
        let public = pair.public_key().as_ref().to_vec();
        let kid = URL_SAFE_NO_PAD
            .encode(Sha256::digest(&public))
            .chars()
            .take(16)
            .collect();
        Ok(Self {
            key: EncodingKey::from_ed_der(bytes),
            public,
            kid,
        })
    }

    /// A compact JWS over the value.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn sign(&self, kind: &str, value: &impl Serialize) -> anyhow::Result<String> {
        let header = Header {
            alg: Algorithm::EdDSA,
            kid: Some(self.kid.clone()),
            typ: Some(kind.to_owned()),
            ..Header::default()
        };
        Ok(jsonwebtoken::encode(&header, value, &self.key)?)
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        PublicKey {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            usage: "sig",
            kid: self.kid.clone(),
            x: URL_SAFE_NO_PAD.encode(&self.public),
        }
    }
}

fn new_key() -> anyhow::Result<Vec<u8>> {
    let bytes = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new())
        .map_err(|_no_detail| anyhow!("no randomness for a key"))?;
    Ok(bytes.as_ref().to_vec())
}
