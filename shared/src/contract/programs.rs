//! What programs there are, their rates and forms. Public.

use crate::form::FilingKind;
use crate::period::Frequency;
use crate::program::claim::limits::Clock;
use crate::program::{Capability, Cycle, DocumentKind, FormFacts, NumberShape, Program};
use crate::rate::{Confidence, DatedRate};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProgramSummary {
    /// Its code.
    pub program: Program,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy"))]
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// How often returns may be due.
    pub frequencies: Vec<Frequency>,
    /// The Act behind it.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism Levy Act, c T-5.5"))]
    pub act: String,
    /// What the program calls the money.
    #[cfg_attr(feature = "openapi", schema(example = "levy"))]
    pub money_word: String,
    /// How its account numbers look.
    pub number: NumberShape,
    /// Its forms; the first is the main one.
    pub forms: Vec<FormSummary>,
    /// What can be done online.
    pub capabilities: Vec<Offered>,
    /// Days to object to an assessment.
    #[cfg_attr(feature = "openapi", schema(example = 90))]
    pub objection_days: i64,
    /// How sure we are of those days.
    pub objection_confidence: Confidence,
    /// The kinds of documents that can be sent.
    #[serde(default)]
    pub document_kinds: Vec<DocumentKind>,
    /// How sure we are of them.
    pub document_confidence: Confidence,
    /// The penalty for a late return, in words.
    pub late_penalty: String,
}

/// A form of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FormSummary {
    /// Its code.
    #[cfg_attr(feature = "openapi", schema(example = "return"))]
    pub code: String,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy return"))]
    pub title: String,
    /// A return or a claim.
    pub kind: FilingKind,
    /// When it is filled in.
    pub cycle: CycleKind,
    /// The least days of a claim's range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_days: Option<i64>,
    /// Until when a claim for days can be received, and the rule; for claims whose limit follows from their days alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<ClaimLimit>,
}

/// The time limit of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ClaimLimit {
    /// How it counts from each day.
    pub clock: Clock,
    /// The rule in words.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Three years after the end of the calendar year of the sale")
    )]
    pub text: String,
    /// How sure we are of it.
    pub confidence: Confidence,
}

impl FormSummary {
    /// Of a form of a program.
    pub fn of(program: Program, form: &FormFacts) -> Self {
        let (cycle, least_days) = match form.cycle {
            Cycle::Period => (CycleKind::Period, None),
            Cycle::Range { least_days } => (CycleKind::Range, Some(least_days)),
            Cycle::Event => (CycleKind::Event, None),
        };
        Self {
            code: form.code.into(),
            title: form.title.into(),
            kind: form.kind,
            cycle,
            least_days,
            limit: program.rules().limit(form.code).map(|limit| ClaimLimit {
                clock: limit.clock,
                text: limit.text.into(),
                confidence: limit.confidence,
            }),
        }
    }
}

impl FormSummary {
    /// When it is filled in, as the rules have it.
    pub fn cycle(&self) -> Cycle {
        match self.cycle {
            CycleKind::Period => Cycle::Period,
            CycleKind::Event => Cycle::Event,
            CycleKind::Range => Cycle::Range {
                least_days: self.least_days.unwrap_or(1),
            },
        }
    }
}

text_enum! {
    /// When a form is filled in.
    CycleKind {
        /// Once for each period of the account.
        Period = "period",
        /// For days that the filer names.
        Range = "range",
        /// When something happens.
        Event = "event",
    }
}

/// Something a program offers online, and how sure we are that it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Offered {
    /// What.
    pub capability: Capability,
    /// How sure we are.
    pub confidence: Confidence,
}

/// The dated rates of a program, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rates {
    /// The program.
    pub program: Program,
    /// One row per change; a row counts until the next of the same code, or to its last day.
    pub rates: Vec<DatedRate>,
    /// The prescribed interest rates on what is owed late, and on credits where they earn interest.
    #[serde(default)]
    pub interest: Vec<DatedRate>,
    /// Today in Alberta: rows of later days are not in force yet.
    pub as_of: NaiveDate,
}
