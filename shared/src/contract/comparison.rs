//! Two versions of a filing, side by side.

use crate::Money;
use crate::filing::Figure;
use crate::finding::Finding;
use crate::form::{FilingKind, LineId, LineKind, Unit};
use crate::id::{AccountId, AssessmentId, FilingId, PeriodId, ReceiptId};
use crate::period::Period;
use crate::program::Program;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What became of something from one version to the next.
    Change {
        /// It is the same.
        Same = "same",
        /// It is in both, with another value.
        Changed = "changed",
        /// Only the later version has it.
        Added = "added",
        /// Only the earlier version has it.
        Removed = "removed",
    }
}

/// A version that is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedVersion {
    /// The filing.
    pub filing_id: FilingId,
    /// 1 is the original, each amendment adds one.
    pub revision: i32,
    /// The instant it was received.
    pub received_at: DateTime<Utc>,
    /// The day it was received, in Alberta.
    pub filed_on: NaiveDate,
    /// Who filed it.
    pub filed_by: String,
    /// The edition of the rules.
    pub form_version: String,
    /// The receipt.
    pub receipt_id: ReceiptId,
    /// The assessment; absent without `view-assessments`, and while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
}

/// A value in both versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedValue {
    /// The number of the line or column.
    pub line: LineId,
    /// What it asks for or shows.
    #[cfg_attr(feature = "openapi", schema(example = "Revenue from accommodation"))]
    pub label: String,
    /// Entered, given or computed.
    pub kind: LineKind,
    /// What it counts.
    pub unit: Unit,
    /// What became of it.
    pub change: Change,
    /// In the earlier version: a decimal string, a day, or words; absent when it was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "412860.00"))]
    pub before: Option<String>,
    /// In the later version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "398210.00"))]
    pub now: Option<String>,
    /// The later less the earlier figure, an empty one counting as zero; absent for days and words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "-14650.00"))]
    pub difference: Option<Figure>,
}

/// A row of a table in both versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedRow {
    /// What tells it from other rows, in words; its number where nothing else does.
    #[cfg_attr(feature = "openapi", schema(example = "Diesel, British Columbia"))]
    pub name: String,
    /// What became of it.
    pub change: Change,
    /// Its place in the earlier version, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// Its place in the later version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<u32>,
    /// The values of its columns that one of the versions has.
    pub values: Vec<ComparedValue>,
}

/// The rows of a table that are not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedTable {
    /// Its name in drafts.
    #[cfg_attr(feature = "openapi", schema(example = "trips"))]
    pub table: String,
    /// What one row is.
    #[cfg_attr(feature = "openapi", schema(example = "jurisdiction"))]
    pub row: String,
    /// The rows that changed, were added or removed, in the order of the later version; the removed ones last.
    pub rows: Vec<ComparedRow>,
    /// How many rows are the same in both.
    pub same: u32,
    /// How many further rows are not the same and are left out: a reply has at most 500 of a table.
    pub left_out: u32,
}

/// A section of the form with its lines in both versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedSection {
    /// The heading.
    #[cfg_attr(feature = "openapi", schema(example = "Stays without levy"))]
    pub title: String,
    /// The table, when it has rows in one of the versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<ComparedTable>,
    /// The lines that have a value in one of the versions, the same and the changed ones.
    pub lines: Vec<ComparedValue>,
}

/// A warning that one of the versions was filed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedFinding {
    /// What became of it.
    pub change: Change,
    /// The finding, as the later of the versions that have it says it.
    pub finding: Finding,
}

/// An amount in both versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedMoney {
    /// In the earlier version.
    pub before: Money,
    /// In the later version.
    pub now: Money,
    /// What the later version adds; negative takes away.
    pub difference: Money,
}

/// What was assessed of both versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparedAssessment {
    /// Levy or tax.
    pub tax: ComparedMoney,
    /// Interest that is part of the return.
    pub interest: ComparedMoney,
    /// Penalty for a late return.
    pub penalty: ComparedMoney,
    /// Interest on late instalments, and the penalty for them.
    pub instalments: ComparedMoney,
}

/// Two versions of a filing and everything that differs between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Whose.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The program.
    pub program: Program,
    /// The program's name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub program_name: String,
    /// The name of the form.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy return"))]
    pub title: String,
    /// A return or a claim.
    pub kind: FilingKind,
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// The earlier version.
    pub before: ComparedVersion,
    /// The later version.
    pub now: ComparedVersion,
    /// The form, section by section.
    pub sections: Vec<ComparedSection>,
    /// How many lines and rows are not the same.
    pub changes: u32,
    /// The warnings of both versions.
    pub findings: Vec<ComparedFinding>,
    /// What the versions say is payable; what a claim asks for is negative.
    pub payable: ComparedMoney,
    /// What was assessed; absent without `view-assessments`, and while one of the versions is not assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<ComparedAssessment>,
}
