//! The form language: a return or claim as data that any program describes and one page renders.

use crate::period::Period;
use crate::program::Program;
use crate::rate::DatedRate;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// A return reports what is owed, a claim asks for money back.
    FilingKind {
        /// A return.
        Return = "return",
        /// A claim or rebate application.
        Claim = "claim",
    }
}

/// The number of a line on its form: `"10"`, `"31a"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "10"))]
#[serde(transparent)]
pub struct LineId(String);

impl LineId {
    /// The text of the number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for LineId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for LineId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Display for LineId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

text_enum! {
    /// What a line counts. It fixes the number of decimals.
    Unit {
        /// Dollars and cents.
        Dollars = "dollars",
        /// Room nights, whole.
        Nights = "nights",
    }
}

impl Unit {
    /// How many decimals a value may have.
    pub const fn scale(self) -> u32 {
        match self {
            Self::Dollars => 2,
            Self::Nights => 0,
        }
    }
}

text_enum! {
    /// Where a line's value comes from.
    LineKind {
        /// The filer enters it.
        Entered = "entered",
        /// The rules work it out.
        Computed = "computed",
        /// The total of the form: what is payable or claimed.
        Total = "total",
    }
}

/// One line of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Line {
    /// Its number.
    pub id: LineId,
    /// What it asks for or shows.
    #[cfg_attr(feature = "openapi", schema(example = "Revenue from accommodation"))]
    pub label: String,
    /// How to fill it in, or how it is worked out.
    pub hint: String,
    /// Where its value comes from.
    pub kind: LineKind,
    /// What it counts.
    pub unit: Unit,
}

/// A group of lines under a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Section {
    /// The heading, without its number.
    #[cfg_attr(feature = "openapi", schema(example = "Stays without levy"))]
    pub title: String,
    /// A sentence under the heading, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The lines in order.
    pub lines: Vec<Line>,
}

/// A form for one period, with the rates that count in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Form {
    /// Whose form it is.
    pub program: Program,
    /// A return or a claim.
    pub kind: FilingKind,
    /// Which edition of the rules: kept with each filing.
    #[cfg_attr(feature = "openapi", schema(example = "tourism-levy/2026.1"))]
    pub version: String,
    /// The name of the form.
    #[cfg_attr(feature = "openapi", schema(example = "Tourism levy return"))]
    pub title: String,
    /// The period it reports.
    pub period: Period,
    /// The last day that counts as on time, after the roll rule.
    pub due_on: NaiveDate,
    /// The groups of lines.
    pub sections: Vec<Section>,
    /// The rates that count in the period, oldest first.
    pub rates: Vec<DatedRate>,
    /// The line that says what is payable.
    pub total: LineId,
}

impl Form {
    /// Every line, in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sections
            .iter()
            .flat_map(|section| section.lines.iter())
    }

    /// The line of that number.
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        self.lines().find(|line| &line.id == id)
    }
}
