//! Drafts, returns and their receipts.

use crate::Money;
use crate::filing::{Draft, Evaluation, Row};
use crate::form::{FilingKind, Form, LineId, Unit};
use crate::id::{AccountId, AssessmentId, FilingId, PeriodId, ReceiptId};
use crate::period::Period;
use crate::program::Program;
use crate::rate::DatedRate;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A draft as it was last saved. Its version is the reply's ETag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SavedDraft {
    /// The period.
    pub period_id: PeriodId,
    /// Grows with each saving; 0 when nothing was saved yet. The ETag is this number in quotes.
    pub version: i64,
    /// The lines as they were typed. Empty, or those of the filed return, when nothing was saved yet.
    pub draft: Draft,
    /// When it was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_at: Option<DateTime<Utc>>,
    /// Who saved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_by: Option<String>,
    /// The filing that it would amend, when a return is on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<FilingId>,
}

/// A return or amendment to be received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilingBody {
    /// The text of each entered line. Numbers are strings, `"412860.00"`; leave empty lines out.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>, example = json!({"5": "2214", "10": "412860.00", "21": "18240.00"})))]
    pub lines: BTreeMap<LineId, String>,
    /// The rows of each table, each with the text of its columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Vec<std::collections::HashMap<String, String>>>, example = json!({})))]
    pub rows: BTreeMap<String, Vec<Row>>,
    /// The filer certifies that the return is true, correct and complete. Must be true.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub certified: bool,
    /// The codes of warnings that the filer has seen and accepts.
    #[serde(default)]
    pub acknowledged: Vec<String>,
}

/// A claim, or the return of an event, to be received in one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClaimBody {
    /// The code of the program's form, one whose cycle is `range` or `event`.
    #[cfg_attr(feature = "openapi", schema(example = "claim", max_length = 40))]
    pub form: String,
    /// The first day; for an event its day.
    pub from: NaiveDate,
    /// The last day; for an event the same.
    pub to: NaiveDate,
    /// The text of each entered line. Numbers are strings; leave empty lines out.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>, example = json!({"10": "5000"})))]
    pub lines: BTreeMap<LineId, String>,
    /// The rows of each table, each with the text of its columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Vec<std::collections::HashMap<String, String>>>, example = json!({})))]
    pub rows: BTreeMap<String, Vec<Row>>,
    /// The filer certifies that the claim is true, correct and complete. Must be true.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub certified: bool,
    /// The codes of warnings that the filer has seen and accepts.
    #[serde(default)]
    pub acknowledged: Vec<String>,
}

/// A filing in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FilingSummary {
    /// The filing.
    pub id: FilingId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// For people: `October 2026`.
    #[cfg_attr(feature = "openapi", schema(example = "October 2026"))]
    pub label: String,
    /// A return or a claim.
    pub kind: FilingKind,
    /// 1 is the original, each amendment adds one.
    pub revision: i32,
    /// The instant it was received.
    pub received_at: DateTime<Utc>,
    /// The day it was received, in Alberta.
    pub filed_on: NaiveDate,
    /// Who filed it.
    pub filed_by: String,
    /// What it says is payable.
    pub payable: Money,
    /// The receipt.
    pub receipt_id: ReceiptId,
    /// The assessment; absent while the filing is in review, and when it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
}

/// A filing with everything it was worked out from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Filing {
    /// The filing as in the list.
    #[serde(flatten)]
    pub summary: FilingSummary,
    /// The program.
    pub program: Program,
    /// The edition of the rules.
    pub form_version: String,
    /// What was entered.
    pub draft: Draft,
    /// What followed from it on that day, with reasons.
    pub evaluation: Evaluation,
    /// The rates that were used.
    pub rates: Vec<DatedRate>,
    /// The filing it amends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<FilingId>,
    /// The account's name.
    #[cfg_attr(feature = "openapi", schema(example = "Creekside Inn"))]
    pub account_name: String,
    /// The form that was filled in, with the rates and the limits of that day.
    pub form: Form,
    /// Every version of the period's return or claim, the newest first.
    pub versions: Vec<FilingVersion>,
    /// It can be amended online today; only its newest version is.
    pub takes_amendments: bool,
}

/// A version of a return or claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FilingVersion {
    /// The filing.
    pub id: FilingId,
    /// 1 is the original, each amendment adds one.
    pub revision: i32,
    /// The day it was received, in Alberta.
    pub filed_on: NaiveDate,
}

/// The signed acknowledgement of a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The receipt.
    pub id: ReceiptId,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The account's number.
    pub account_number: String,
    /// The account's occurrence.
    pub occurrence: String,
    /// The program.
    pub program: Program,
    /// The program's name.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub program_name: String,
    /// The name of the form.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy return"))]
    pub title: String,
    /// A return or a claim.
    #[serde(default = "FilingKind::plain")]
    pub kind: FilingKind,
    /// The filing it acknowledges.
    pub filing_id: FilingId,
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// 1 for an original, more for an amendment.
    pub revision: i32,
    /// Short, with a check character, to be read over the phone.
    #[cfg_attr(feature = "openapi", schema(example = "TL-2026-10-7F4K-92MC"))]
    pub reference: String,
    /// Twelve digits that confirm a return of corporate income tax, as Net File gives them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "048213377190"))]
    pub confirmation: Option<String>,
    /// The instant it was received.
    pub received_at: DateTime<Utc>,
    /// The day it was received, in Alberta.
    pub filed_on: NaiveDate,
    /// The last day that counts as on time.
    pub due_on: NaiveDate,
    /// The day from which what is payable counts: for most programs the day the return is due, for corporate tax the balance
    /// day. Receipts of before do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_on: Option<NaiveDate>,
    /// Received on or before the last day that counts as on time.
    pub on_time: bool,
    /// Who filed it.
    pub filed_by: String,
    /// What is payable by the return.
    pub payable: Money,
    /// What the assessment adds to the account: levy, penalty and, for an amendment, only the difference. Zero while the
    /// filing is in review.
    pub charged: Money,
    /// What is owed for the period after it, with penalty and interest and less what was paid before. Below zero it is a credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owing: Option<Money>,
    /// The assessment that followed; absent when the filing was received and is in review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
    /// SHA-256 of the canonical filing, in hexadecimal.
    pub content_sha256: String,
    /// A compact JWS (EdDSA) over this receipt without `jws`; the key is at `/.well-known/jwks.json`.
    pub jws: String,
}

/// A filed line next to what was assessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LineChange {
    /// The line.
    pub line: LineId,
    /// Its label.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// Before, when there was a filing before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<crate::filing::Figure>,
    /// Now.
    pub now: crate::filing::Figure,
}

/// The lines of a filing by number.
pub type LineFigures = BTreeMap<LineId, crate::filing::Figure>;
