//! Account activation with the number and PIN of an invitation letter.

use crate::id::AccountId;
use serde::{Deserialize, Serialize};

/// What the invitation letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Activation {
    /// The account number of the letter: 9 or 10 digits, for a levy with the occurrence: `214608553-004`. Spaces are ignored.
    #[cfg_attr(feature = "openapi", schema(example = "214608553-004"))]
    pub account_number: String,
    /// The PIN of the letter. Spaces and dashes are ignored.
    #[cfg_attr(feature = "openapi", schema(example = "7K4M-9XQ2"))]
    pub pin: String,
}

/// The account that is now open to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Activated {
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Bow Valley Lodge"))]
    pub account_name: String,
    /// What the person is to it.
    pub role: crate::access::Role,
}
