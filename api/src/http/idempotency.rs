//! The Idempotency-Key header and the fingerprint that tells a retry from another request.

use crate::problem::ApiError;
use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use sha2::{Digest, Sha256};
use shared::ProblemCode;

/// The request header.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The reply header that marks a repeated answer.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A caller's name for one act, with what it was sent with.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// 1 to 255 visible ASCII characters.
    pub key: String,
    /// SHA-256 of method, path and body.
    pub fingerprint: Vec<u8>,
}

impl IdempotencyKey {
    /// The key of a request with its body.
    ///
    /// # Errors
    /// 400 when it is missing or unusable.
    pub fn of(request: &HttpRequest, body: &[u8]) -> Result<Self, ApiError> {
        let required = || {
            let detail = "Send an Idempotency-Key header of 1 to 255 visible characters, for example a UUID. Sent again with the same key, a request has its effect once.";
            ApiError::new(ProblemCode::IdempotencyKeyRequired, detail)
        };
        let key = request
            .headers()
            .get(IDEMPOTENCY_KEY)
            .and_then(|value| value.to_str().ok())
            .ok_or_else(required)?;
        if !(1..=255).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(required());
        }
        let mut hash = Sha256::new();
        for part in [
            request.method().as_str().as_bytes(),
            b"\0",
            request.path().as_bytes(),
            b"\0",
            &canonical(body),
        ] {
            hash.update(part);
        }
        Ok(Self {
            key: key.to_owned(),
            fingerprint: hash.finalize().to_vec(),
        })
    }
}

/// The same JSON with other spacing or order is the same request.
fn canonical(body: &[u8]) -> Vec<u8> {
    serde_json::from_slice::<serde_json::Value>(body)
        .ok()
        .and_then(|value| serde_json::to_vec(&value).ok())
        .unwrap_or_else(|| body.to_vec())
}
