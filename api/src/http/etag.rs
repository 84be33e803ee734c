//! Strong entity tags from row versions, and the If-Match that a change must bring.

use crate::problem::ApiError;
use actix_web::HttpRequest;
use actix_web::http::header;
use sha2::{Digest, Sha256};
use shared::ProblemCode;

/// The tag of a version: `"7"`.
pub fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The tag of a text that has no version: a hash of it.
pub fn tag_of(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let digits: String = hash
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digits}\"")
}

/// The caller has the text of that tag already.
pub fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let header = request.headers().get(header::IF_NONE_MATCH);
    let known = header
        .and_then(|known| known.to_str().ok())
        .unwrap_or_default();
    known
        .split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

/// The version that the caller believes to change.
///
/// # Errors
/// 428 when the header is missing, 400 when it is no version of ours.
pub fn if_match(request: &HttpRequest) -> Result<i64, ApiError> {
    let header = request.headers().get(header::IF_MATCH).ok_or_else(|| {
        ApiError::new(
            ProblemCode::VersionMissing,
            "Send the ETag that you last read as If-Match; \"0\" when nothing was saved yet.",
        )
    })?;
    header
        .to_str()
        .ok()
        .and_then(|text| {
            text.trim()
                .strip_prefix('"')?
                .strip_suffix('"')?
                .parse()
                .ok()
        })
        .ok_or_else(|| {
            ApiError::new(
                ProblemCode::Parameter,
                "If-Match must be an ETag that this address has given, like \"7\".",
            )
        })
}
