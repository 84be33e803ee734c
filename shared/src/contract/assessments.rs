//! Assessments and their notices.

use crate::Money;
use crate::contract::filings::LineChange;
use crate::filing::Why;
use crate::form::FilingKind;
use crate::form::LineId;
use crate::id::{AccountId, AssessmentId, FilingId, PeriodId, ReceiptId};
use crate::period::Period;
use crate::program::Program;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

text_enum! {
    /// First or changed.
    AssessmentKind {
        /// The first of its period.
        Assessment = "assessment",
        /// A later one; it charges the difference.
        Reassessment = "reassessment",
    }
}

text_enum! {
    /// What made a further assessment of the same filing, losses of later periods apart.
    AssessedAgain {
        /// The administration looked at it again.
        Desk = "desk",
        /// What its instalments follow from has changed.
        Instalments = "instalments",
    }
}

text_enum! {
    /// What a charge is for.
    ChargeKind {
        /// Levy or tax.
        Tax = "tax",
        /// Interest that is part of the return.
        Interest = "interest",
        /// Penalty for a late return.
        LateFilingPenalty = "late-filing-penalty",
        /// A penalty that the administration charges by a statement.
        Penalty = "penalty",
        /// Interest on late or short instalments.
        InstalmentInterest = "instalment-interest",
        /// Penalty for late or short instalments.
        InstalmentPenalty = "instalment-penalty",
    }
}

/// An assessment in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AssessmentSummary {
    /// The assessment.
    pub id: AssessmentId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// First or changed.
    pub kind: AssessmentKind,
    /// The day of the notice.
    pub assessed_on: NaiveDate,
    /// What it adds to the account; negative is a credit.
    pub difference: Money,
}

/// One charge of an assessment, as a difference to the assessment before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// What it is for.
    pub kind: ChargeKind,
    /// In words.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub label: String,
    /// Assessed before; zero for a first assessment.
    pub before: Money,
    /// Assessed now.
    pub now: Money,
    /// What is added to the account.
    pub difference: Money,
    /// How it was worked out, where there is more to it than the return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// A line in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// Its label.
    #[cfg_attr(feature = "openapi", schema(example = "Tax year and facts"))]
    pub label: String,
    /// What it says.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "2024: sales of June were left out")
    )]
    pub value: String,
}

/// A notice of assessment or reassessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    /// The assessment as in the list.
    #[serde(flatten)]
    pub summary: AssessmentSummary,
    /// The program.
    pub program: Program,
    /// The program's name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub program_name: String,
    /// A return or a claim.
    pub filing_kind: FilingKind,
    /// The account's name.
    pub account_name: String,
    /// The filing it assesses.
    pub filing_id: FilingId,
    /// The later return whose loss made this reassessment; absent when the filing itself did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_filing_id: Option<FilingId>,
    /// The receipt of that filing.
    pub receipt_id: ReceiptId,
    /// When the return was due.
    pub due_on: NaiveDate,
    /// When what it charges was due: interest runs from the day after. For corporate tax it is the balance day.
    pub payable_on: NaiveDate,
    /// When it was received.
    pub filed_on: NaiveDate,
    /// What was charged.
    pub charges: Vec<Charge>,
    /// The lines of the return, next to those of the filing before; those that the desk assessed next to those filed.
    pub lines: Vec<LineChange>,
    /// What a statement of the administration says in words, where it is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// Why computed lines are what they are.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Why>))]
    pub why: BTreeMap<LineId, Why>,
    /// What was owing for the period on the day of the notice, interest included.
    pub owing_on_notice: Money,
    /// What is owing for the period today, interest included; absent without `view-financial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owing_today: Option<Money>,
    /// Interest in `owing_today`, posted and accrued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_to_today: Option<Money>,
    /// The first day that bears interest whose rate is not published yet: interest from that day on is not in
    /// `owing_today`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_missing_from: Option<NaiveDate>,
    /// The last day to object.
    pub objection_until: NaiveDate,
    /// Days from the notice to that day.
    pub objection_days: i64,
    /// No published page confirms that number of days for the program.
    pub objection_unverified: bool,
    /// What was filed can be amended online today.
    pub takes_amendments: bool,
    /// When the notice was posted.
    pub posted_at: DateTime<Utc>,
    /// Why the administration assessed other figures than were filed, or assessed again; absent when the filing was assessed as
    /// it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Other figures were assessed than were filed.
    pub other_figures: bool,
    /// What made a further assessment of the same filing; absent for its first, and where losses of later periods made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<AssessedAgain>,
}
