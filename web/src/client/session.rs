//! Who is signed in.

use super::{CSRF, Call, ClientError};
use shared::contract::session::{Session, SessionLimits};

/// Who is signed in and for how long. Asking does not prolong the session.
pub(crate) async fn show_session() -> Result<Session, ClientError> {
    let session: Session = Call::get("/v1/session").send().await?;
    CSRF.set(session.csrf_token.clone());
    Ok(session)
}

/// Prolongs the session.
pub(crate) async fn extend_session() -> Result<SessionLimits, ClientError> {
    Call::post("/v1/session/extension").send().await
}

/// Ends the session.
pub(crate) async fn end_session() -> Result<(), ClientError> {
    Call::delete("/v1/session").send_only().await
}
