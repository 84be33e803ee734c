//! The form language: a return or claim as data that any program describes and one page renders.

mod writing;

use crate::filing::{Draft, Figure};
use crate::finding::Severity;
use crate::identifier::Identifier;
use crate::period::Period;
use crate::program::Program;
use crate::rate::DatedRate;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

text_enum! {
    /// A return reports what is owed, a claim asks for money back.
    FilingKind {
        /// A return.
        Return = "return",
        /// A claim or rebate application.
        Claim = "claim",
        /// What the administration charges without a return: only the desk fills it in.
        Statement = "statement",
    }
}

impl FilingKind {
    /// What clients file.
    pub const OF_CLIENTS: [Self; 2] = [Self::Return, Self::Claim];

    /// Clients file it.
    pub const fn is_of_clients(self) -> bool {
        matches!(self, Self::Return | Self::Claim)
    }

    /// What a receipt was of before there were claims.
    pub(crate) const fn plain() -> Self {
        Self::Return
    }
}

/// The number of a line on its form: `"10"`, `"31a"`. Shared text: a table of ten thousand rows names its columns once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "10"))]
#[serde(transparent)]
pub struct LineId(Arc<str>);

impl LineId {
    /// The text of the number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for LineId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for LineId {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Display for LineId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

text_enum! {
    /// What a line counts or asks for. It fixes the number of decimals.
    Unit {
        /// Dollars and cents.
        Dollars = "dollars",
        /// Whole dollars.
        WholeDollars = "whole-dollars",
        /// Dollars for one litre, gram or piece.
        DollarsEach = "dollars-each",
        /// A rate: a fraction of one, shown as percent.
        Percent = "percent",
        /// A factor from 0 to 1.
        Factor = "factor",
        /// Room nights, whole.
        Nights = "nights",
        /// Litres, whole.
        Litres = "litres",
        /// Grams, with parts.
        Grams = "grams",
        /// Kilometres, whole.
        Kilometres = "kilometres",
        /// Gigajoules, with parts.
        Gigajoules = "gigajoules",
        /// Kilometres for a litre.
        KilometresPerLitre = "kilometres-per-litre",
        /// Pieces: cigarettes, devices, packages.
        Pieces = "pieces",
        /// Days.
        Days = "days",
        /// A number without a unit.
        Number = "number",
        /// A calendar day, `2026-10-31`.
        Date = "date",
        /// One of the line's choices.
        Choice = "choice",
        /// Words.
        Text = "text",
    }
}

impl Unit {
    /// How many decimals a value may have.
    pub const fn scale(self) -> u32 {
        match self {
            Self::Dollars | Self::KilometresPerLitre => 2,
            Self::Grams | Self::Gigajoules => 3,
            Self::DollarsEach | Self::Factor => 6,
            Self::Percent => 10,
            Self::WholeDollars
            | Self::Nights
            | Self::Litres
            | Self::Kilometres
            | Self::Pieces
            | Self::Days
            | Self::Number
            | Self::Date
            | Self::Choice
            | Self::Text => 0,
        }
    }

    /// Its value is a word and no number.
    pub const fn is_word(self) -> bool {
        matches!(self, Self::Choice | Self::Text)
    }
}

text_enum! {
    /// Where a line's value comes from.
    LineKind {
        /// The filer enters it.
        Entered = "entered",
        /// The form gives it: a rate, a limit, a figure carried over. `origin` says from where.
        Given = "given",
        /// The formula works it out.
        Computed = "computed",
        /// The total of the form: what is payable or claimed.
        Total = "total",
    }
}

/// One of the words that a line of the unit `choice` can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// What is sent.
    #[cfg_attr(feature = "openapi", schema(example = "yes"))]
    pub value: String,
    /// What people read.
    #[cfg_attr(feature = "openapi", schema(example = "Yes"))]
    pub label: String,
}

/// One step of a line's explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepRule {
    /// What it is; `{31}` stands for the value of line 31.
    #[cfg_attr(feature = "openapi", schema(example = "Levy at 6% of {31}"))]
    pub label: String,
    /// The value as a text with lines in braces: `− {60}`.
    #[cfg_attr(feature = "openapi", schema(example = "+ {51}"))]
    pub value: String,
    /// The step is left out when this line is zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless_zero: Option<LineId>,
}

/// How a computed line is explained. Without steps they follow from the formula.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The rule in a sentence.
    pub text: String,
    /// The sum, step by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepRule>,
    /// The Act, regulation or page behind the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// One line of a form, or one column of its table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
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
    /// How it is worked out: a formula over other lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "[10] - [30]"))]
    pub formula: Option<String>,
    /// What a given line is, as a decimal string or a day; of an entered line, what counts while it is left empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Where a given value comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The line is asked for only where this formula is not zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// It cannot be left empty.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// It can be below zero.
    #[serde(default, skip_serializing_if = "is_false")]
    pub signed: bool,
    /// Its text is a number or code of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Identifier>,
    /// It is worked out and not shown.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// How it is explained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Rows of the same columns, as many as the filer needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// Its name in formulas and drafts.
    #[cfg_attr(feature = "openapi", schema(example = "trips"))]
    pub id: String,
    /// What one row is.
    #[cfg_attr(feature = "openapi", schema(example = "jurisdiction"))]
    pub row: String,
    /// The columns in order.
    pub columns: Vec<Line>,
    /// The most rows that one filing can have.
    pub most: u32,
    /// Two rows cannot have the same words in all of these columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<LineId>,
}

/// A group of lines under a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The heading, without its number.
    #[cfg_attr(feature = "openapi", schema(example = "Stays without levy"))]
    pub title: String,
    /// A sentence under the heading, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The section is asked for only where this formula is not zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The table of the section, before its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// The lines in order.
    pub lines: Vec<Line>,
}

/// Something that must not be, or that should be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// The formula that is not zero when the check has something to say.
    #[cfg_attr(feature = "openapi", schema(example = "[30] > [10]"))]
    pub when: String,
    /// How much it matters.
    pub severity: Severity,
    /// Stable, lower case, `area.reason`.
    #[cfg_attr(feature = "openapi", schema(example = "exempt.exceeds_revenue"))]
    pub code: String,
    /// What to do, with lines in braces.
    pub message: String,
    /// The line that it is about; of several the one with the greatest value.
    pub lines: Vec<LineId>,
    /// The table whose every row is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// A paper that goes with the filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    /// What it is.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Purchase invoices of the month")
    )]
    pub label: String,
    /// It is asked for only where this formula is not zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// A form for one period, with the rates that count in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// Whose form it is.
    pub program: Program,
    /// Which of the program's forms.
    #[cfg_attr(feature = "openapi", schema(example = "return"))]
    pub code: String,
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
    /// What is checked across lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Figures by words, as `lookup` reads them: by list, then by words joined with `/`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, std::collections::HashMap<String, Figure>>))]
    pub lists: BTreeMap<String, BTreeMap<String, Figure>>,
    /// Where figures of lists are from and since when, by list and words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, std::collections::HashMap<String, String>>))]
    pub origins: BTreeMap<String, BTreeMap<String, String>>,
    /// Papers that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
    /// The rates that count in the period, oldest first.
    pub rates: Vec<DatedRate>,
    /// The line that says what is payable, or claimed.
    pub total: LineId,
}

impl Form {
    /// Every line outside tables, in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sections
            .iter()
            .flat_map(|section| section.lines.iter())
    }

    /// The line of that number.
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        self.lines().find(|line| &line.id == id)
    }

    /// Every line outside tables, to be changed.
    pub(crate) fn lines_mut(&mut self) -> impl Iterator<Item = &mut Line> {
        self.sections
            .iter_mut()
            .flat_map(|section| section.lines.iter_mut())
    }

    /// It can say that there is nothing to report: a return in which nothing has to be answered.
    pub fn can_be_nil(&self) -> bool {
        let required = |line: &Line| line.kind == LineKind::Entered && line.required;
        self.kind == FilingKind::Return && !self.lines().any(required)
    }

    /// What was entered says that there is nothing to report: no row, and no figure but zero. Names and choices say nothing.
    pub fn is_nil(&self, entered: &Draft) -> bool {
        let says_nothing = |line: &Line| {
            let text = entered.lines.get(&line.id).map_or("", |text| text.trim());
            text.is_empty() || line.unit.is_word() || text.parse() == Ok(Decimal::ZERO)
        };
        self.can_be_nil()
            && entered.rows.values().all(Vec::is_empty)
            && self.lines().all(says_nothing)
    }

    /// Every table, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections
            .iter()
            .filter_map(|section| section.table.as_ref())
    }

    /// Fills in a given line that the form leaves open, such as the day a claim is received; `false` when there is none.
    pub fn give(&mut self, id: &LineId, value: String) -> bool {
        let mut lines = self.lines_mut();
        let Some(line) = lines.find(|line| &line.id == id && line.kind == LineKind::Given) else {
            return false;
        };
        line.value = Some(value);
        true
    }

    /// The table of that name.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables().find(|table| table.id == id)
    }
}
