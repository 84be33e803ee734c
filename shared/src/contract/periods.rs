//! Reporting periods.

use crate::Money;
use crate::assessment::PenaltySoFar;
use crate::form::FilingKind;
use crate::id::{AssessmentId, FilingId, PeriodId};
use crate::period::{Period, PeriodStatus};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A period of an account and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PeriodSummary {
    /// The period's id.
    pub id: PeriodId,
    /// The code of the form that is filled in for it.
    #[cfg_attr(feature = "openapi", schema(example = "return"))]
    pub form: String,
    /// The name of that form.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy return"))]
    pub title: String,
    /// A return or a claim.
    pub kind: FilingKind,
    /// Its days.
    pub period: Period,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// Due before the roll rule.
    pub nominal_due_on: NaiveDate,
    /// The last day that counts as on time.
    pub due_on: NaiveDate,
    /// Where it stands today.
    pub status: PeriodStatus,
    /// The newest filing, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<FilingId>,
    /// The newest assessment, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
    /// The day the first return was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<NaiveDate>,
    /// The day it ended on before its owner changed the year-end; with that day the change is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_from: Option<NaiveDate>,
    /// A draft exists, last saved then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_saved_at: Option<DateTime<Utc>>,
    /// Money of the period; absent without `view-financial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<PeriodMoney>,
    /// The late-filing penalty if the return came today; absent unless overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_so_far: Option<PenaltySoFar>,
}

/// The money of one period, interest worked out to today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PeriodMoney {
    /// Levy or tax charged.
    pub tax: Money,
    /// Interest (posted and accrued to today) and penalties.
    pub interest_and_penalty: Money,
    /// Payments and credits, as a positive amount.
    pub paid: Money,
    /// What is left; negative is a credit.
    pub balance: Money,
    /// The first day that bears interest whose rate is not published yet: interest from that day on is not in here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_missing_from: Option<NaiveDate>,
}

/// Days to fill in a claim, or the return of an event, for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPeriod {
    /// The code of the program's form, one whose cycle is `range` or `event`.
    #[cfg_attr(feature = "openapi", schema(example = "claim", max_length = 40))]
    pub form: String,
    /// The first day; for an event its day.
    pub from: NaiveDate,
    /// The last day; for an event the same.
    pub to: NaiveDate,
}

text_enum! {
    /// Why a client's tax year ends on another day (AT1 line 039).
    YearEndReason {
        /// The Canada Revenue Agency approved it.
        Approved = "approved",
        /// Control of the corporation was acquired.
        Control = "control",
    }
}

/// Another end of a client's tax year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewYearEnd {
    /// The last day of the short year that leads to it; the years after end on the same day.
    pub ends_on: NaiveDate,
    /// Why.
    pub reason: YearEndReason,
}
