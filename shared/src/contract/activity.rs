//! What has happened lately, over all accounts.

use crate::id::{AccountId, ClientId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// What happened.
    ActivityKind {
        /// A return, a claim or an amendment was received.
        Filing = "filing",
        /// Money came in, went out or went from one period to another; interest was added.
        Money = "money",
        /// The administration wrote.
        Message = "message",
    }
}

/// Something that has happened in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// The filing, the journal or the message.
    pub id: Uuid,
    /// What it is.
    pub kind: ActivityKind,
    /// Whose.
    pub client_id: ClientId,
    /// In which account.
    pub account_id: AccountId,
    /// The account's name.
    #[cfg_attr(feature = "openapi", schema(example = "Creekside Inn"))]
    pub account_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// In words.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Payment of $24,118.20 received, September 2026")
    )]
    pub text: String,
    /// Who did it; absent where nobody in particular did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Maya Okafor"))]
    pub by: Option<String>,
    /// The page of this service where it can be read, from the root of the site.
    pub page: String,
}
