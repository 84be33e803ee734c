//! Who is signed in and for how long.

use crate::id::{ClientId, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The signed-in person, the time limits and the token for unsafe methods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who is signed in.
    pub person: SessionPerson,
    /// The clients that this person can act for.
    pub clients: Vec<ActingFor>,
    /// Unread letters in all accounts.
    pub unread_messages: i64,
    /// The person signed in as one of the administration's staff: the desk is open, taxpayers' accounts are not.
    #[serde(default)]
    pub staff: bool,
    /// Send it as `X-CSRF-Token` with POST, PUT, PATCH and DELETE.
    pub csrf_token: String,
    /// The server's clock; count remaining time from it, not from the browser's.
    pub now: DateTime<Utc>,
    /// When the session ends if nothing is done.
    pub idle_ends_at: DateTime<Utc>,
    /// When credentials must be confirmed again.
    pub credentials_end_at: DateTime<Utc>,
    /// How the clocks in Alberta go, oldest first: show instants by it, so that every screen and deadline use one rule.
    pub zone: Vec<ZoneOffset>,
}

/// From an instant on, clocks in Alberta are so far from UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ZoneOffset {
    /// From then on.
    pub from: DateTime<Utc>,
    /// Minutes to add to UTC.
    #[cfg_attr(feature = "openapi", schema(example = -420))]
    pub minutes: i32,
}

/// The signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionPerson {
    /// The person.
    pub id: PersonId,
    /// The name from the identity provider.
    #[cfg_attr(feature = "openapi", schema(example = "Maya Okafor"))]
    pub name: String,
    /// The e-mail address from the identity provider, if it gave one.
    #[cfg_attr(feature = "openapi", schema(example = "maya@kestrelcreek.example"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A client that the person can act for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActingFor {
    /// The client.
    pub id: ClientId,
    /// Its legal name.
    #[cfg_attr(feature = "openapi", schema(example = "Kestrel Creek Hotels Ltd."))]
    pub name: String,
    /// The strongest role that the person has in any of its accounts.
    pub role: crate::access::Role,
    /// How many of its accounts the person can see.
    pub accounts: i64,
}

/// New limits after the session was prolonged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionLimits {
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// When the session ends if nothing is done.
    pub idle_ends_at: DateTime<Utc>,
    /// When credentials must be confirmed again.
    pub credentials_end_at: DateTime<Utc>,
}
