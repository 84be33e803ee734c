//! Credits and what can be done with them: carried to another period, or refunded.

use crate::Money;
use crate::id::{AccountId, JournalId, PeriodId, RefundId};
use crate::period::Period;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Why a credit is paid out.
    RefundCause {
        /// A claim was assessed.
        Claim = "claim",
        /// The return asked for it.
        Return = "return",
        /// Somebody with access asked for it.
        Request = "request",
    }
}

text_enum! {
    /// Where a refund stands.
    RefundState {
        /// It is issued with the next run.
        Waiting = "waiting",
        /// Returns that are outstanding hold it.
        Held = "held",
        /// It was paid out.
        Issued = "issued",
        /// Nothing was left to pay out.
        Void = "void",
    }
}

/// The credits of an account and what can be done with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Credits {
    /// The account.
    pub account_id: AccountId,
    /// The day for which this was worked out.
    pub as_of: NaiveDate,
    /// Periods in credit, oldest first.
    pub credits: Vec<Credit>,
    /// Where a credit can be carried: what is owed, oldest first, then what comes due next.
    pub targets: Vec<CreditTarget>,
    /// What the account owes for other periods. A refund pays that first.
    pub owed: Money,
    /// Returns that are outstanding: until they are filed no refund is issued.
    pub outstanding: Vec<OutstandingReturn>,
    /// Filings that are in review: until they are assessed no refund is issued, and what was paid for their periods is not
    /// free.
    pub in_review: i64,
    /// Refunds that are not issued yet, oldest first.
    pub refunds: Vec<Refund>,
    /// The first day that bears interest whose rate is not published yet: until it is, no refund is issued, and interest
    /// from that day on is not in these figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_missing_from: Option<NaiveDate>,
}

/// A period in credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// What it holds, as a positive amount.
    #[cfg_attr(feature = "openapi", schema(example = "420.00"))]
    pub amount: Money,
    /// What refunds that are not issued yet will take.
    #[cfg_attr(feature = "openapi", schema(example = "0.00"))]
    pub reserved: Money,
    /// What can be used.
    #[cfg_attr(feature = "openapi", schema(example = "420.00"))]
    pub available: Money,
}

/// A period that a credit can be carried to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreditTarget {
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// For people: `November 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "November 2026"))]
    pub label: String,
    /// When its return is due.
    pub due_on: NaiveDate,
    /// What is owed for it; zero for what comes due later.
    #[cfg_attr(feature = "openapi", schema(example = "0.00"))]
    pub owing: Money,
}

/// A return that was due and has not arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OutstandingReturn {
    /// The period.
    pub period_id: PeriodId,
    /// For people: `September 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "September 2026"))]
    pub label: String,
    /// When it was due.
    pub due_on: NaiveDate,
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    /// The refund.
    pub id: RefundId,
    /// The account.
    pub account_id: AccountId,
    /// The period whose credit it pays out.
    pub period_id: PeriodId,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// The most it will pay; what the account owes is paid first.
    #[cfg_attr(feature = "openapi", schema(example = "420.00"))]
    pub amount: Money,
    /// Why it is paid out.
    pub cause: RefundCause,
    /// Where it stands.
    pub state: RefundState,
    /// The day it was asked for.
    pub requested_on: NaiveDate,
}

/// A credit to be carried to another period of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CarryCredit {
    /// The period it goes to.
    pub to_period_id: PeriodId,
    /// How much; everything that can be used when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "420.00"))]
    pub amount: Option<Money>,
}

/// A credit that was carried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CarriedCredit {
    /// The journal of the ledger.
    pub journal_id: JournalId,
    /// The period it came from.
    pub period_id: PeriodId,
    /// The period it went to.
    pub to_period_id: PeriodId,
    /// For people: `November 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "November 2026"))]
    pub to_label: String,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(example = "420.00"))]
    pub amount: Money,
    /// The day it counts from: for the one period as a payment, for the other as paid out.
    pub effective_on: NaiveDate,
}

/// A refund that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestRefund {
    /// At most how much; everything that can be used when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "420.00"))]
    pub amount: Option<Money>,
}
