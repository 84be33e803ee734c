//! How long a sign-in lasts: idle time-out and the hourly confirmation of credentials.

use chrono::{DateTime, TimeDelta, Utc};

/// Minutes without activity after which the session ends (TRACS: 15).
pub const IDLE_MINUTES: i64 = 15;

/// Minutes after which credentials are asked for again (TRACS: 60).
pub const CREDENTIALS_MINUTES: i64 = 60;

/// What a session may do at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// Go on.
    Continue,
    /// The person was idle too long.
    SignOut,
    /// An hour has passed since the credentials were shown.
    ConfirmCredentials,
}

/// The state at `now`; idling comes before the hourly confirmation.
pub fn state(
    now: DateTime<Utc>,
    last_activity_at: DateTime<Utc>,
    credentials_at: DateTime<Utc>,
) -> SessionState {
    let since = |then: DateTime<Utc>| now.signed_duration_since(then);
    if since(last_activity_at) >= TimeDelta::minutes(IDLE_MINUTES) {
        SessionState::SignOut
    } else if since(credentials_at) >= TimeDelta::minutes(CREDENTIALS_MINUTES) {
        SessionState::ConfirmCredentials
    } else {
        SessionState::Continue
    }
}
