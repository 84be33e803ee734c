//! Accounts: one program of one client, for a levy one establishment.

use crate::Money;
use crate::access::{Permission, Role};
use crate::contract::programs::FormSummary;
use crate::form::FilingKind;
use crate::id::{AccountId, ClientId};
use crate::period::Frequency;
use crate::program::Program;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccountSummary {
    /// The account.
    pub id: AccountId,
    /// Whose it is.
    pub client_id: ClientId,
    /// The client's legal name.
    #[cfg_attr(feature = "openapi", schema(example = "Kestrel Creek Hotels Ltd."))]
    pub client_name: String,
    /// The program.
    pub program: Program,
    /// The program's name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub program_name: String,
    /// What the program calls the money.
    #[cfg_attr(feature = "openapi", schema(example = "levy"))]
    pub money_word: String,
    /// There is one account for each establishment, so the occurrence tells them apart.
    pub per_establishment: bool,
    /// What is paid has days of its own, instalments and a balance, and is not due with the return.
    pub pays_apart: bool,
    /// Its returns are for the client's tax years, whose end can change.
    pub follows_tax_year: bool,
    /// The forms that can be started at any time: claims and events.
    pub startable: Vec<FormSummary>,
    /// The establishment, or the client's name where there is none.
    #[cfg_attr(feature = "openapi", schema(example = "Creekside Inn"))]
    pub name: String,
    /// The 9-digit number.
    #[cfg_attr(feature = "openapi", schema(example = "214608553"))]
    pub number: String,
    /// The occurrence, three digits, for programs with one account per establishment.
    #[cfg_attr(feature = "openapi", schema(example = "002"))]
    pub occurrence: String,
    /// The town of the establishment.
    #[cfg_attr(feature = "openapi", schema(example = "Canmore"))]
    pub place: String,
    /// How often returns are due.
    pub frequency: Frequency,
    /// The first day of the account's first period.
    pub opened_on: NaiveDate,
    /// What the caller is to the account.
    pub role: Role,
    /// What the caller may do in it.
    pub permissions: Vec<Permission>,
    /// What is owed today with interest worked out to today; absent without `view-financial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
    /// The first day that bears interest whose rate is not published yet: interest from that day on is not in `balance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_missing_from: Option<NaiveDate>,
    /// Filings that were received and are in review.
    #[serde(default)]
    pub in_review: i64,
    /// What can be filed online today.
    pub takes: Vec<FilingKind>,
    /// What the program has, and the administration does not take online today.
    pub paused: Vec<FilingKind>,
    /// What was filed can be amended online today.
    pub takes_amendments: bool,
    /// Returns with nothing to report can be filed online today.
    pub takes_nil_returns: bool,
}

/// An account with what stands out in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The account as in the list.
    #[serde(flatten)]
    pub summary: AccountSummary,
    /// What is owed, by kind; absent without `view-financial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owing: Option<Owing>,
    /// The number of returns that are overdue.
    pub returns_overdue: i64,
    /// The next return that is due, if periods are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_on: Option<NaiveDate>,
    /// The day for which this was worked out.
    pub as_of: NaiveDate,
}

/// What is owed, by kind of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Owing {
    /// Levy or tax.
    pub tax: Money,
    /// Penalties.
    pub penalty: Money,
    /// Interest posted so far.
    pub interest_posted: Money,
    /// Interest since then, worked out to the day but not posted yet.
    pub interest_accrued: Money,
    /// The first day that bears interest whose rate is not published yet: interest from that day on is not in here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2027-01-01"))]
    pub interest_missing_from: Option<NaiveDate>,
    /// All of it.
    pub total: Money,
}
