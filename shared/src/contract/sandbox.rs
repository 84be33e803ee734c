//! The sandbox: test people, a clock that can be moved, letters that would be posted. Not in production.

use crate::Money;
use crate::access::StaffRole;
use crate::id::{AccountId, JournalId, PeriodId};
use crate::program::Program;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The sandbox's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SandboxClock {
    /// Now, as the sandbox sees it.
    pub now: DateTime<Utc>,
    /// The day in Alberta.
    pub today: NaiveDate,
}

/// How far to move the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdvanceClock {
    /// Seconds forward, from 0 to ten years.
    #[cfg_attr(feature = "openapi", schema(example = 780))]
    pub seconds: u32,
}

/// A test person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Persona {
    /// The subject at the sandbox's identity provider.
    #[cfg_attr(feature = "openapi", schema(example = "maya"))]
    pub subject: String,
    /// The name.
    #[cfg_attr(feature = "openapi", schema(example = "Maya Okafor"))]
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// What can be tried as this person.
    pub story: String,
    /// What the person is at the administration's desk; empty for taxpayers.
    #[serde(default)]
    pub roles: Vec<StaffRole>,
}

/// A letter that would be posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Letter {
    /// The account number to activate.
    #[cfg_attr(feature = "openapi", schema(example = "214608553-004"))]
    pub account_number: String,
    /// The PIN.
    #[cfg_attr(feature = "openapi", schema(example = "7K4M-9XQ2"))]
    pub pin: String,
    /// The account's name.
    pub account_name: String,
    /// To whom it is addressed.
    pub addressed_to: String,
    /// The last day the PIN works.
    pub expires_on: NaiveDate,
}

/// A payment that arrives, as the administration would import it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SandboxPayment {
    /// The account.
    pub account_id: AccountId,
    /// The period it is for. When left out, it pays what the account owes, the oldest due period first; what is left over
    /// is a credit of the period that comes due next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_id: Option<PeriodId>,
    /// How much, positive.
    pub amount: Money,
    /// The day of receipt; today when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<NaiveDate>,
}

/// The journals of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SandboxPosted {
    /// The journal; of several the first.
    pub journal_id: JournalId,
    /// One for each period that was paid.
    pub journal_ids: Vec<JournalId>,
}

/// A test person to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTestUser {
    /// The person's name.
    #[cfg_attr(feature = "openapi", schema(example = "Jo Lee", max_length = 100))]
    pub name: String,
    /// The program of the person's account; the tourism levy when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
}

/// A test person with an establishment of their own, and a letter for a second one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestUser {
    /// The subject to sign in as.
    pub subject: String,
    /// The account that the person owns.
    pub account_id: AccountId,
    /// Its ended periods, oldest first: none is filed.
    pub period_ids: Vec<PeriodId>,
    /// The letter that opens a second account.
    pub letter: Letter,
}
