//! Strong entity tags from row versions, and the If-Match that a change must bring.

use crate::problem::ApiError;
use actix_web::HttpRequest;
use actix_web::http::header;
use shared::ProblemCode;

/// The tag of a version: `"7"`.
pub fn tag(version: i64) -> String {
    format!("\"{version}\"")
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
