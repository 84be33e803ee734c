//! Changes that one of the staff proposes and another approves: rates, what programs offer, rules.

use super::StaffMember;
use crate::allocation::DebtKind;
use crate::id::ProposalId;
use crate::program::{DocumentKind, Program, TermChange};
use crate::rate::{Confidence, DatedRate, Rate, RateCode};
use crate::risk::RuleSetting;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Where a proposal stands.
    ProposalStatus {
        /// It waits for a second person.
        Proposed = "proposed",
        /// A second person has approved it.
        Approved = "approved",
        /// A second person has rejected it.
        Rejected = "rejected",
        /// Who proposed it has taken it back.
        Withdrawn = "withdrawn",
    }
}

/// A change that one of the staff proposes and another approves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Proposal<Change> {
    /// The proposal.
    pub id: ProposalId,
    /// What is to change.
    pub change: Change,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub status: ProposalStatus,
    /// Who proposed it.
    pub proposed_by: StaffMember,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who approved, rejected or withdrew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<StaffMember>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The caller proposed it: somebody else has to approve it.
    pub own: bool,
}

/// A dated rate to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRate {
    /// Which rate.
    pub code: RateCode,
    /// The first day it counts: after the last day that a filing, or posted interest, has used the code for.
    #[cfg_attr(feature = "openapi", schema(example = "2027-01-01"))]
    pub effective_on: NaiveDate,
    /// The last day that it is prescribed for, where it is so for a time, as interest and the fuel rates of a quarter
    /// are: the end of its quarter, for interest of carriers of its year, when it is left out. Any other rate counts
    /// until the next and has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2027-03-31"))]
    pub until: Option<NaiveDate>,
    /// The value, as a fraction of one or in dollars for each unit.
    pub value: Rate,
    /// Where it was published.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Special Notice Vol. 5 No. 61", max_length = 300)
    )]
    pub source: String,
    /// How sure we are.
    pub confidence: Confidence,
}

impl NewRate {
    /// The last day it counts, where the next row is not what ends it.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.until
            .or_else(|| self.code.usually_until(self.effective_on))
    }
}

/// The same, with a word to the second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RateProposalBody {
    /// The rate.
    pub rate: NewRate,
    /// Why.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "Published on 26 November 2026",
            min_length = 1,
            max_length = 2000
        )
    )]
    pub reason: String,
}

/// A rate's code with its rows and how far it was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RateLine {
    /// Which rate.
    pub code: RateCode,
    /// The row in force today, if there is one. Interest that was prescribed up to an earlier day is not in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<DatedRate>,
    /// The last day that a rate is known for, where that is before today: it is time to enter the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_to: Option<NaiveDate>,
    /// Rows that begin to count later, oldest first.
    pub upcoming: Vec<DatedRate>,
    /// How many rows counted before.
    pub earlier: usize,
    /// The last day that a filing, or posted interest, has used it for: a new row begins later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_to: Option<NaiveDate>,
}

/// A change to what a program offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTerm {
    /// The program.
    pub program: Program,
    /// The first day it counts, today or later.
    #[cfg_attr(feature = "openapi", schema(example = "2026-12-01"))]
    pub effective_on: NaiveDate,
    /// What changes.
    pub change: TermChange,
}

/// The same, with a word to the second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermProposalBody {
    /// The change.
    pub term: NewTerm,
    /// Why.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "The form of 2027 is not ready",
            min_length = 1,
            max_length = 2000
        )
    )]
    pub reason: String,
}

/// What a program offers, by the release and by the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProgramTerms {
    /// The program.
    pub program: Program,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub name: String,
    /// Every capability: what the release says, and what counts today.
    pub capabilities: Vec<CapabilityTerm>,
    /// Days to object today.
    pub objection_days: i64,
    /// Days to object by the release.
    pub objection_days_of_release: i64,
    /// Kinds of documents that can be sent today.
    pub document_kinds: Vec<DocumentKind>,
    /// What payments that come in today pay first.
    pub payment_order: Vec<DebtKind>,
    /// Changes that begin to count later.
    pub upcoming: Vec<NewTerm>,
}

/// A capability by the release, and today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CapabilityTerm {
    /// Which.
    pub capability: crate::program::Capability,
    /// The release offers it.
    pub by_release: bool,
    /// No published page confirms what the release says.
    pub unverified: bool,
    /// It is offered today.
    pub offered: bool,
}

/// A rule of the queue to be changed, with a word to the second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleProposalBody {
    /// The rule as it is to count.
    pub setting: RuleSetting,
    /// Why.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "Too many small credits were stopped",
            min_length = 1,
            max_length = 2000
        )
    )]
    pub reason: String,
}

/// Why a proposal is rejected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectionBody {
    /// Why, for who proposed it.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "The notice says 6.5 %", min_length = 1, max_length = 2000)
    )]
    pub reason: String,
}
