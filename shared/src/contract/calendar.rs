//! What is to be done by which day, over all accounts of a person, and the link by which a calendar program follows it.

use crate::Money;
use crate::assessment::PenaltySoFar;
use crate::filing::Why;
use crate::form::FilingKind;
use crate::id::{AccountId, AssessmentId, ClientId, FilingId, PeriodId};
use crate::period::Period;
use crate::program::Program;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A question about the calendar covers at most so many days.
pub const MOST_DAYS: i64 = 366;

text_enum! {
    /// What is to be done.
    ObligationKind {
        /// File a return.
        Return = "return",
        /// File a claim: its day is the last one.
        Claim = "claim",
        /// Pay on a day: an instalment, a balance, or what a filed return left to pay.
        Payment = "payment",
        /// Object to an assessment: its day is the last one.
        Objection = "objection",
        /// Renew a licence or registration before it runs out.
        Renewal = "renewal",
    }
}

text_enum! {
    /// Where something to be done stands.
    ObligationStatus {
        /// The period is not yet over, or the day is more than two weeks away.
        Upcoming = "upcoming",
        /// It can be done, and the day is more than two weeks away.
        Open = "open",
        /// The day is within two weeks.
        DueSoon = "due-soon",
        /// A draft is saved, and the day has not passed.
        Draft = "draft",
        /// The day has passed and it is not done.
        Overdue = "overdue",
        /// Something was paid, not all, and the day has not passed.
        PartlyPaid = "partly-paid",
        /// Paid.
        Paid = "paid",
        /// The return or claim was received.
        Received = "received",
        /// The day has passed, and nothing more is asked.
        Passed = "passed",
    }
}

impl ObligationStatus {
    /// Nothing is left to do.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Paid | Self::Received | Self::Passed)
    }
}

/// Something to be done by a day, in any account of the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Obligation {
    /// Names it; stays the same as long as it exists.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "return-01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9d")
    )]
    pub key: String,
    /// What kind of thing is to be done.
    pub kind: ObligationKind,
    /// What is to be done, for people.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "File and pay the October 2026 return")
    )]
    pub task: String,
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Creekside Inn"))]
    pub account_name: String,
    /// There is one account for each establishment, so the occurrence tells them apart.
    pub per_establishment: bool,
    /// Its occurrence number.
    #[cfg_attr(feature = "openapi", schema(example = "002"))]
    pub occurrence: String,
    /// The client.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// The program.
    pub program: Program,
    /// The program's name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub program_name: String,
    /// The code of the form, where one is to be filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "return"))]
    pub form: Option<String>,
    /// The name of that form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy return"))]
    pub title: Option<String>,
    /// The period it belongs to, where it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_id: Option<PeriodId>,
    /// The days it is about.
    pub period: Period,
    /// Those days for people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// Due before the roll rule.
    pub nominal_due_on: NaiveDate,
    /// The last day that counts as on time.
    pub due_on: NaiveDate,
    /// Why the two differ, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "28 November 2026 is a Saturday, so Monday 30 November 2026 counts as on time."
        )
    )]
    pub moved: Option<String>,
    /// Where it stands today.
    pub status: ObligationStatus,
    /// Days late, when overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_late: Option<i64>,
    /// The late-filing penalty if the return came today; absent unless overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_so_far: Option<PenaltySoFar>,
    /// A draft exists, last saved then; absent without `prepare-filing`, as are the next two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_saved_at: Option<DateTime<Utc>>,
    /// Who saved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_saved_by: Option<String>,
    /// What the draft comes to, if it can be worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_payable: Option<Money>,
    /// What is left to pay; absent while it is not known, and without `view-financial`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Where a day or an amount comes from, when it does not come from the return alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// The newest filing, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<FilingId>,
    /// The newest assessment, if there is one; absent without `view-assessments`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
    /// The page of this service where it is done or can be read, from the root of the site.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "/accounts/01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9d/periods/01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9e/return"
        )
    )]
    pub page: String,
}

impl ObligationKind {
    /// What is filed: a return or a claim.
    pub const fn of_filing(kind: FilingKind) -> Self {
        match kind {
            FilingKind::Return | FilingKind::Statement => Self::Return,
            FilingKind::Claim => Self::Claim,
        }
    }
}

/// A link by which calendar programs follow the caller's days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalendarLink {
    /// Amounts of money are in the calendar.
    pub amounts: bool,
    /// What is in the calendar.
    pub kinds: Vec<ObligationKind>,
    /// When the link was made.
    pub created_at: DateTime<Utc>,
    /// The last day on which a program used it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_on: Option<NaiveDate>,
    /// The day after which it no longer works; each use puts it off.
    pub expires_on: NaiveDate,
}

/// The caller's link, if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OwnCalendarLink {
    /// The link without its address, which is shown only once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<CalendarLink>,
}

/// What a new link shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCalendarLink {
    /// Whether amounts of money are in the calendar; without this they are not.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub amounts: bool,
    /// What is in the calendar, at least one; everything when left out.
    #[serde(default = "everything")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_items = 1, max_items = 5, example = json!(["return", "payment"]))
    )]
    pub kinds: Vec<ObligationKind>,
}

fn everything() -> Vec<ObligationKind> {
    ObligationKind::ALL.to_vec()
}

/// A new link with its address. The address is shown now and never again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedCalendarLink {
    /// The link.
    pub link: CalendarLink,
    /// Where a calendar program reads it. Whoever has the address can read the calendar: keep it as you keep a password.
    #[cfg_attr(
        feature = "openapi",
        schema(
            format = "uri",
            example = "https://tracs.example.ca/v1/calendar/4bwmdLIv7zV7S9lFkSGFggLiNMRpwaHtZm4cTXp71l0.ics"
        )
    )]
    pub address: String,
}
