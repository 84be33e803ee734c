//! The statement: what was charged and credited, with a running balance, and what is owed on a day.

use crate::Money;
use crate::allocation::DebtKind;
use crate::contract::accounts::Owing;
use crate::filing::Why;
use crate::id::{AccountId, AssessmentId, JournalId, PeriodId, PostingId};
use crate::period::Period;
use crate::posting::{CauseKind, MoneyKind};
use crate::rate::Confidence;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One entry of the statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    /// The entry.
    pub id: PostingId,
    /// The journal it belongs to: the entries of one cause.
    pub journal_id: JournalId,
    /// The period it concerns.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub period_label: String,
    /// What caused it.
    pub cause: CauseKind,
    /// What kind of money it is.
    pub kind: MoneyKind,
    /// In words.
    #[cfg_attr(feature = "openapi", schema(example = "Levy assessed"))]
    pub text: String,
    /// The period at the other end, when a credit went from one to another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_period_id: Option<PeriodId>,
    /// The assessment behind it, if it comes from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
    /// The order in force when the money was applied, first to last; empty for charges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!(["interest", "penalty", "tax"])))]
    pub allocation: Vec<DebtKind>,
    /// When we knew it.
    pub recorded_at: DateTime<Utc>,
    /// The day it was processed, in Alberta.
    pub processed_on: NaiveDate,
    /// The day it counts from.
    pub effective_on: NaiveDate,
    /// Positive is a charge, negative a credit.
    pub amount: Money,
    /// The balance of the account after it.
    pub balance: Money,
}

/// What is owed on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// The account.
    pub account_id: AccountId,
    /// The day; interest is worked out to it.
    pub as_of: NaiveDate,
    /// All periods together.
    pub owing: Owing,
    /// Every period with a balance, oldest first.
    pub periods: Vec<PeriodBalance>,
    /// A rate of interest that was used, or that it is used for this program, is not confirmed by a published page.
    pub rates_unverified: bool,
    /// In which order a payment on that day pays what is owed.
    pub allocation: Allocation,
}

/// The order in which money pays what is owed. It is dated: a new order never changes what was paid before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Allocation {
    /// The kinds, first to last.
    #[cfg_attr(feature = "openapi", schema(example = json!(["interest", "penalty", "tax"])))]
    pub kinds: Vec<DebtKind>,
    /// The same in words.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Payments go first to interest, then to penalties, then to the levy.")
    )]
    pub text: String,
    /// Since when.
    #[cfg_attr(feature = "openapi", schema(example = "1900-01-01"))]
    pub effective_on: NaiveDate,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is from.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Set for the start of the service; no order is published")
    )]
    pub source: String,
}

/// What is owed for one period on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PeriodBalance {
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// When it was due.
    pub due_on: NaiveDate,
    /// By kind.
    pub owing: Owing,
    /// How the interest, posted and accrued, was worked out; absent when none runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_why: Option<Why>,
    /// What paying in full saves while the days of grace of a notice run; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<Grace>,
}

/// Corporate tax: a notice that is paid in full within its days of grace bears no interest after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Grace {
    /// The day of the notice.
    #[cfg_attr(feature = "openapi", schema(example = "2025-06-16"))]
    pub notice_on: NaiveDate,
    /// The last day to pay in full.
    #[cfg_attr(feature = "openapi", schema(example = "2025-07-21"))]
    pub until: NaiveDate,
    /// What is paid in full: what is owed on `asOf` without the interest since the notice.
    pub to_pay: Money,
    /// The interest that falls away when that is paid by then. It is part of `interestAccrued` and `total`.
    pub interest: Money,
}
