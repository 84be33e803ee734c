//! The filings of an account at the desk, and looking at one of them again.

use crate::Money;
use crate::form::FilingKind;
use crate::id::{AccountId, FilingId, PeriodId, WorkId};
use crate::program::Program;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Whose filings. It is sent as a body: numbers of accounts are in no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilingsWanted {
    /// The program.
    pub program: Program,
    /// The account's number.
    #[cfg_attr(feature = "openapi", schema(example = "214608553", max_length = 20))]
    pub number: String,
    /// Its occurrence, where the program has one account for each establishment; 001 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "001", max_length = 3))]
    pub occurrence: Option<String>,
    /// Rows of a page, from 1 to 200; 50 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 200, example = 50))]
    pub limit: Option<u16>,
    /// The `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The account that was named, with what stands for each of its periods, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FilingsFound {
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Creekside Inn"))]
    pub account_name: String,
    /// The client's name.
    #[cfg_attr(feature = "openapi", schema(example = "Kestrel Creek Hotels Ltd."))]
    pub client_name: String,
    /// The account's number, with its occurrence.
    #[cfg_attr(feature = "openapi", schema(example = "214608553-002"))]
    pub account_number: String,
    /// The newest filing of each period.
    pub data: Vec<FilingFound>,
    /// Where to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// There is more.
    pub has_more: bool,
}

/// What was filed last for a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FilingFound {
    /// The filing.
    pub filing_id: FilingId,
    /// The period.
    pub period_id: PeriodId,
    /// The form and the period, for people.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Tourism levy return, October 2026")
    )]
    pub title: String,
    /// A return, a claim or a statement.
    pub kind: FilingKind,
    /// 1 is the original, each amendment adds one.
    pub revision: i32,
    /// The day it was received.
    pub filed_on: NaiveDate,
    /// What it says is payable; negative is paid back.
    pub payable: Money,
    /// The tax that is assessed for the period; absent before its first assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed: Option<Money>,
    /// Open work about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_id: Option<WorkId>,
}

/// Which filing is looked at again, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenWorkBody {
    /// The account.
    pub account_id: AccountId,
    /// What was filed last for the period.
    pub filing_id: FilingId,
    /// Why, for the desk; the client does not read it.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "The auditor found stays that are not in line 21.",
            min_length = 1,
            max_length = 2000
        )
    )]
    pub reason: String,
}

/// Work that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpenedWork {
    /// The work.
    pub work_id: WorkId,
}
