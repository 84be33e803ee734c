//! The administration's desk: the queue of work, its decisions, and what two people decide together.

mod filings;
mod proposals;
mod statements;

pub use filings::{FilingFound, FilingsFound, FilingsWanted, OpenWorkBody, OpenedWork};
pub use proposals::{
    CapabilityTerm, NewRate, NewTerm, ProgramTerms, Proposal, ProposalStatus, RateLine,
    RateProposalBody, RejectionBody, RuleProposalBody, TermProposalBody,
};

pub use statements::{EarlierStatement, Statement, StatementBody, StatementForm, StatementWanted};

use crate::Money;
use crate::access::StaffPermission;
use crate::filing::{Draft, Figure, Row};
use crate::form::{FilingKind, Form, LineId, Unit};
use crate::id::{AccountId, AssessmentId, FilingId, PeriodId, PersonId, WorkId};
use crate::period::Period;
use crate::program::Program;
use crate::rate::RateCode;
use crate::risk::{Flag, RiskLevel};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest reason or paragraph.
pub const TEXT_LIMIT: usize = 2_000;

text_enum! {
    /// What a piece of work is.
    WorkKind {
        /// A return that a rule has stopped.
        ReturnCheck = "return-check",
        /// A claim that a rule has stopped.
        ClaimCheck = "claim-check",
        /// A filing that somebody of the administration looks at again.
        Reassessment = "reassessment",
        /// A rate that somebody needed and nobody has entered.
        RateMissing = "rate-missing",
    }
}

impl WorkKind {
    /// How it can be decided.
    pub const fn decisions(self) -> &'static [Decision] {
        match self {
            Self::ReturnCheck => &[Decision::Accept, Decision::Reassess],
            Self::ClaimCheck => &[Decision::Accept, Decision::Reassess, Decision::Refuse],
            Self::Reassessment => &[Decision::Reassess, Decision::Accept, Decision::Close],
            Self::RateMissing => &[Decision::Close],
        }
    }
}

text_enum! {
    /// Where a piece of work stands.
    WorkStatus {
        /// Nobody has taken it.
        New = "new",
        /// Somebody works on it.
        InProgress = "in-progress",
        /// The client was asked for something.
        WithClient = "with-client",
        /// A decision waits for a second person.
        SecondLook = "second-look",
        /// Decided.
        Done = "done",
    }
}

text_enum! {
    /// What becomes of a piece of work.
    Decision {
        /// Assess the filing as it was filed.
        Accept = "accept",
        /// Assess it with other figures.
        Reassess = "reassess",
        /// Refuse the claim.
        Refuse = "refuse",
        /// There is nothing left to do.
        Close = "close",
    }
}

text_enum! {
    /// Which part of the queue.
    WorkView {
        /// Everything that is open.
        Open = "open",
        /// What the caller has taken.
        Mine = "mine",
        /// What nobody has taken.
        Nobodys = "nobodys",
        /// What waits for a second person.
        SecondLook = "second-look",
        /// What waits for clients.
        WithClient = "with-client",
        /// What was decided.
        Done = "done",
    }
}

/// Somebody of the administration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StaffMember {
    /// The person.
    pub id: PersonId,
    /// The name.
    #[cfg_attr(feature = "openapi", schema(example = "Ines Kowalczyk"))]
    pub name: String,
}

/// The desk as the caller sees it: what may be done, and how much there is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Desk {
    /// The caller.
    pub me: StaffMember,
    /// What the caller may do.
    pub permissions: Vec<StaffPermission>,
    /// Open work.
    pub open: i64,
    /// Open work that the caller has taken.
    pub mine: i64,
    /// Open work that nobody has taken.
    pub nobodys: i64,
    /// Open work that waits for clients.
    pub with_client: i64,
    /// Open work that waits for a second person.
    pub second_look: i64,
    /// Open work whose last day to answer has passed.
    pub overdue: i64,
    /// Open work whose last day to answer is today.
    pub due_today: i64,
    /// Work that was decided in the last seven days.
    pub done_this_week: i64,
    /// Open work by kind.
    pub kinds: Vec<KindCount>,
    /// Proposals that wait for a second person.
    pub proposals: i64,
    /// The day in Alberta.
    pub today: NaiveDate,
}

/// How much open work of a kind there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// The kind.
    pub kind: WorkKind,
    /// How many.
    pub open: i64,
}

/// A piece of work in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkSummary {
    /// The work.
    pub id: WorkId,
    /// Its number, as people say it.
    #[cfg_attr(feature = "openapi", schema(example = "W-48391"))]
    pub number: String,
    /// What it is.
    pub kind: WorkKind,
    /// The program.
    pub program: Program,
    /// The program's name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub program_name: String,
    /// What it is about: the form and the period, or the rate.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Tourism levy return, October 2026")
    )]
    pub title: String,
    /// Why it is here, in a line.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Credit above $5,000.00: $7,120.00 is to be paid back")
    )]
    pub why: String,
    /// The client; absent when it is the administration's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Kestrel Creek Hotels Ltd."))]
    pub client_name: Option<String>,
    /// The name of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Creekside Inn"))]
    pub account_name: Option<String>,
    /// The account's number, with its occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "214608553-002"))]
    pub account_number: Option<String>,
    /// How much is at risk.
    pub level: RiskLevel,
    /// Two people decide.
    pub four_eyes: bool,
    /// Where it stands.
    pub status: WorkStatus,
    /// The day the filing was received, or the rate was missed.
    pub received_on: NaiveDate,
    /// The last day to answer.
    pub answer_by: NaiveDate,
    /// Who has taken it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<StaffMember>,
    /// Grows with each change; the ETag is this number in quotes.
    pub version: i64,
}

/// A piece of work with all that a decision needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkItem {
    /// The work as in the queue.
    #[serde(flatten)]
    pub summary: WorkSummary,
    /// The rules that stopped the filing, the weightiest first.
    pub flags: Vec<Flag>,
    /// The filing, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<WorkFiling>,
    /// The rate, when one is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingRate>,
    /// A decision that waits for a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<ProposedDecision>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
    /// What was done with it, oldest first.
    pub steps: Vec<WorkStep>,
    /// How it can be decided.
    pub decisions: Vec<Decision>,
}

/// A filing that waits for the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkFiling {
    /// The filing.
    pub id: FilingId,
    /// The account.
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
    /// The last day that counted as on time.
    pub due_on: NaiveDate,
    /// The day the first filing of the period was received.
    pub first_filed_on: NaiveDate,
    /// The instant this one was received.
    pub received_at: DateTime<Utc>,
    /// Who filed it.
    pub filed_by: String,
    /// What it says is payable; negative is paid back.
    pub payable: Money,
    /// What is assessed for the period so far; absent before the first assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed: Option<Money>,
    /// Its lines, with those of the filing it amends and of a year before.
    pub lines: Vec<WorkLine>,
    /// How many rows each of its tables has.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, usize>, example = json!({})))]
    pub rows: BTreeMap<String, usize>,
    /// Papers that go with it.
    pub papers: Vec<String>,
}

/// A line of a filing beside what it can be compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkLine {
    /// The line.
    pub line: LineId,
    /// Its label.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// As filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed: Option<Figure>,
    /// In the filing that it amends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Figure>,
    /// As the administration assessed it, where it assessed other figures before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed: Option<Figure>,
    /// In the same period a year before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_before: Option<Figure>,
    /// A rule has stopped the filing because of it.
    pub flagged: bool,
}

/// A rate that somebody needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MissingRate {
    /// Which rate.
    pub code: RateCode,
    /// On which day.
    pub day: NaiveDate,
}

/// A decision that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProposedDecision {
    /// What is to become of it.
    pub body: DecisionBody,
    /// What would be payable; absent unless it is assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable: Option<Money>,
    /// Who proposes it.
    pub by: StaffMember,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// Why.
    pub reason: String,
    /// Who decided; nobody when it solved itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffMember>,
    /// When.
    pub at: DateTime<Utc>,
    /// The assessment that followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_id: Option<AssessmentId>,
}

text_enum! {
    /// Something that was done with a piece of work.
    WorkAct {
        /// It came to the desk.
        Opened = "opened",
        /// Somebody else wants the filing to be looked at, for a reason of their own.
        Noted = "noted",
        /// The filing was amended meanwhile.
        Amended = "amended",
        /// Somebody took it.
        Taken = "taken",
        /// It was given to somebody.
        Given = "given",
        /// It was given back to the queue.
        Returned = "returned",
        /// The client was written to.
        Written = "written",
        /// A decision was proposed.
        Proposed = "proposed",
        /// It was decided.
        Decided = "decided",
    }
}

/// Something that was done with a piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkStep {
    /// What.
    pub act: WorkAct,
    /// By whom; nobody for the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// In words.
    pub note: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The form of a filing as it was received, and what was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkForm {
    /// The form.
    pub form: Form,
    /// What was entered.
    pub draft: Draft,
}

/// To whom work is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GiveBody {
    /// Somebody of the administration; left out, it goes back to the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
}

/// A letter to the client about a piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LetterBody {
    /// What it is about.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "Please send guest folios for long stays",
            min_length = 1,
            max_length = 200
        )
    )]
    pub subject: String,
    /// Its paragraphs, each of at most 2,000 characters.
    #[cfg_attr(feature = "openapi", schema(example = json!(["Please send us the folio of every stay on line 21."])))]
    pub paragraphs: Vec<String>,
    /// The client is asked to answer by this day.
    pub answer_by: NaiveDate,
}

/// What is to become of a piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionBody {
    /// The decision.
    pub decision: Decision,
    /// Why, in words that the client reads. Can be left empty for `accept` only.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "The folios agree with line 21.", max_length = 2000)
    )]
    pub reason: String,
    /// With `reassess`: the text of each entered line, all of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>, example = json!({})))]
    pub lines: BTreeMap<LineId, String>,
    /// With `reassess`: the rows of each table, all of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Vec<std::collections::HashMap<String, String>>>, example = json!({})))]
    pub rows: BTreeMap<String, Vec<Row>>,
}
