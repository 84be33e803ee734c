//! From what was entered to what follows: `evaluate`, the same in the browser and on the server.

use crate::Money;
use crate::finding::{Finding, Severity};
use crate::form::{Form, LineId};
use crate::problem::FieldError;
use crate::sheet::Sheet;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// The longest text that a line of a draft keeps.
pub const ENTRY_LIMIT: usize = 200;

/// The most lines that a draft may carry.
pub const LINE_LIMIT: usize = 500;

/// What was entered, line by line, as it was typed: nothing typed is lost, even if it is no number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Draft {
    /// The text of each entered line. Numbers are strings, `"412860.00"`; spaces, commas and `$` are ignored.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>, example = json!({"5": "2214", "10": "412860.00", "21": "18240.00"})))]
    pub lines: BTreeMap<LineId, String>,
    /// The rows of each table, each with the text of its columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Vec<std::collections::HashMap<String, String>>>, example = json!({})))]
    pub rows: BTreeMap<String, Vec<Row>>,
}

impl Draft {
    /// The draft without what is not asked for: what a form shows and what is filed.
    #[must_use]
    pub fn without(&self, evaluation: &Evaluation) -> Self {
        let skipped = &evaluation.skipped;
        let mut draft = self.clone();
        draft.lines.retain(|id, _text| !skipped.contains(id));
        draft
            .rows
            .retain(|table, _rows| !skipped.contains(&LineId::from(table.as_str())));
        for (table, rows) in &mut draft.rows {
            for (place, row) in rows.iter_mut().enumerate() {
                row.retain(|column, _text| !evaluation.skips_cell(table, column, place));
            }
        }
        draft
    }

    /// Something of what is not asked for was entered.
    pub fn has_any(&self, evaluation: &Evaluation) -> bool {
        let skipped = &evaluation.skipped;
        let mut tables = self.rows.iter().filter(|(_table, rows)| !rows.is_empty());
        let cell = |(column, rows): (&(String, LineId), &Vec<bool>)| {
            let (table, column) = column;
            let mut there = self.rows.get(table).into_iter().flatten().zip(rows);
            there.any(|(row, skipped)| *skipped && row.contains_key(column))
        };
        skipped.iter().any(|id| self.lines.contains_key(id))
            || tables.any(|(table, _rows)| skipped.contains(&LineId::from(table.as_str())))
            || evaluation.skipped_cells.iter().any(cell)
    }
}

/// The texts of one row of a table, by column.
pub type Row = BTreeMap<LineId, String>;

/// The value of a line: a decimal string with the decimals of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Numeric))]
pub struct Figure(Decimal);

impl Figure {
    /// A figure from its number.
    pub fn new(value: Decimal) -> Self {
        Self(value)
    }

    /// The number.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// As dollars and cents, when it has at most two decimals and fits.
    pub fn money(self) -> Option<Money> {
        Money::round_half_up(self.0).filter(|money| money.decimal() == self.0)
    }
}

impl From<Money> for Figure {
    fn from(money: Money) -> Self {
        Self(money.decimal())
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map(Self)
            .map_err(|_bad| serde::de::Error::custom("a figure is a decimal string"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Figure {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some(
                "The value of a line as a decimal string, with the decimals of its unit.",
            ))
            .pattern(Some(r"^-?\d{1,21}(\.\d{1,10})?$"))
            .examples(["341894.50"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Figure {}

/// The figures of one row by column, in the order of the form. A plain list: a table can have ten thousand rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFigures(Vec<(LineId, Figure)>);

impl RowFigures {
    /// The figure of the column of that name.
    pub fn figure(&self, column: &str) -> Option<Figure> {
        self.get(&LineId::from(column)).copied()
    }

    /// The figure of a column.
    pub fn get(&self, column: &LineId) -> Option<&Figure> {
        let found = self.0.iter().find(|(id, _figure)| id == column);
        found.map(|(_id, figure)| figure)
    }

    /// Columns and their figures.
    pub fn iter(&self) -> impl Iterator<Item = (&LineId, &Figure)> {
        self.0.iter().map(|(id, figure)| (id, figure))
    }
}

impl From<Vec<(LineId, Figure)>> for RowFigures {
    fn from(figures: Vec<(LineId, Figure)>) -> Self {
        Self(figures)
    }
}

impl Serialize for RowFigures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for RowFigures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let figures = BTreeMap::<LineId, Figure>::deserialize(deserializer)?;
        Ok(Self(figures.into_iter().collect()))
    }
}

/// One step of an explanation: a name and what it contributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Step {
    /// For example `Line 31, price subject to levy`.
    pub label: String,
    /// For example `$341,894.50` or `× 6%`.
    pub value: String,
}

/// Why a derived figure is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Why {
    /// The rule in a sentence.
    pub text: String,
    /// The sum, step by step; the last step is the result.
    pub steps: Vec<Step>,
    /// The Act, regulation or page behind the rule, or nothing for plain sums.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Everything that follows from a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// The value of every line that has one: entered lines that are numbers, and all computed lines that could be worked out.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Figure>, example = json!({"10": "412860.00", "70": "20483.67"})))]
    pub lines: BTreeMap<LineId, Figure>,
    /// The figures of each table, row by row: entered ones that are numbers, and computed ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Vec<std::collections::HashMap<String, Figure>>>, example = json!({})))]
    pub rows: BTreeMap<String, Vec<RowFigures>>,
    /// Days that were worked out, by the JSON pointer of their line or cell: `/lines/limit`, `/rows/goods/0/limit`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!({})))]
    pub days: BTreeMap<String, NaiveDate>,
    /// Lines and tables that are not asked for, by what else was entered.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>, example = json!(["039"])))]
    pub skipped: BTreeSet<LineId>,
    /// Of columns that not every row asks for: the rows that do not. It follows from the form, so it is not sent.
    #[serde(skip)]
    pub skipped_cells: BTreeMap<(String, LineId), Vec<bool>>,
    /// Papers that go with the filing, by what was entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<String>,
    /// All errors and warnings, in the order of the form.
    pub findings: Vec<Finding>,
    /// The explanation of each computed line that has one.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Why>))]
    pub why: BTreeMap<LineId, Why>,
    /// The explanation of each computed cell of the row that was asked about, by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Why>))]
    pub row_why: BTreeMap<LineId, Why>,
    /// What is payable; absent while errors stand in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable: Option<Money>,
}

impl Evaluation {
    /// The day that was worked out for a line.
    pub fn day(&self, line: &LineId) -> Option<NaiveDate> {
        self.days.get(&format!("/lines/{line}")).copied()
    }

    /// The day that was worked out for a cell.
    pub fn day_of_cell(&self, table: &str, row: usize, column: &LineId) -> Option<NaiveDate> {
        self.days
            .get(&format!("/rows/{table}/{row}/{column}"))
            .copied()
    }

    /// Nothing stands in the way but what was acknowledged.
    pub fn may_be_filed(&self, acknowledged: &[String]) -> bool {
        self.blocking(acknowledged).next().is_none() && self.payable.is_some()
    }

    /// The errors, and the warnings that nobody acknowledged.
    pub fn blocking<'a>(&'a self, acknowledged: &'a [String]) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(|finding| {
            finding.severity == Severity::Error || !acknowledged.contains(&finding.code)
        })
    }

    /// A cell that its row does not ask for.
    pub fn skips_cell(&self, table: &str, column: &LineId, row: usize) -> bool {
        // Tables with such columns are few: most rows are answered at once.
        !self.skipped_cells.is_empty()
            && self
                .skipped_cells
                .get(&(table.to_owned(), column.clone()))
                .and_then(|rows| rows.get(row))
                .is_some_and(|skipped| *skipped)
    }

    /// The figure of a line.
    pub fn figure(&self, line: &str) -> Option<Figure> {
        self.lines.get(&LineId::from(line)).copied()
    }
}

/// The most rows that all tables of a draft have together, and the most columns of one.
const ROW_LIMIT: usize = 20_000;
const COLUMN_LIMIT: usize = 40;

/// What is too long or too much in the lines and rows of a draft, before anything is worked out.
pub fn oversize(
    lines: &BTreeMap<LineId, String>,
    rows: &BTreeMap<String, Vec<Row>>,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut refuse = |pointer: String, code: &str, message: String| {
        errors.push(FieldError {
            pointer,
            code: code.into(),
            message,
        });
    };
    let too_long = |(id, text): &(&LineId, &String)| {
        text.chars().count() > ENTRY_LIMIT || id.as_str().len() > 24
    };
    let entry = format!("A line can have at most {ENTRY_LIMIT} characters, its number at most 24");
    for (id, _text) in lines.iter().filter(too_long) {
        refuse(format!("/lines/{id}"), "text.too_long", entry.clone());
    }
    if lines.len() > LINE_LIMIT {
        let message = format!("A draft can have at most {LINE_LIMIT} lines");
        refuse("/lines".into(), "lines.too_many", message);
    }
    if rows.values().map(Vec::len).sum::<usize>() > ROW_LIMIT {
        let message = format!("A draft can have at most {ROW_LIMIT} rows");
        refuse("/rows".into(), "rows.too_many", message);
    }
    for (table, rows) in rows {
        for (place, row) in rows.iter().enumerate() {
            for (id, _text) in row.iter().filter(too_long).take(10) {
                let pointer = format!("/rows/{table}/{place}/{id}");
                refuse(pointer, "text.too_long", entry.clone());
            }
            if row.len() > COLUMN_LIMIT {
                let message = format!("A row can have at most {COLUMN_LIMIT} columns");
                refuse(format!("/rows/{table}/{place}"), "lines.too_many", message);
            }
        }
    }
    errors.truncate(300);
    errors
}

/// Why the computed cells of a row are what they are, by column. Nothing where there is no such row.
pub fn explain_row(form: &Form, draft: &Draft, table: &str, row: usize) -> BTreeMap<LineId, Why> {
    Sheet::of(form).map_or_else(
        |_broken| BTreeMap::new(),
        |sheet| sheet.explain_row(draft, table, row),
    )
}

/// Works out a draft against its form: values, findings and reasons. Never panics, on any draft.
///
/// Whoever works out the same form again and again keeps its [`Sheet`].
pub fn evaluate(form: &Form, draft: &Draft) -> Evaluation {
    match Sheet::of(form) {
        Ok(sheet) => sheet.evaluate(draft),
        Err(error) => Evaluation {
            findings: vec![Finding::whole(
                Severity::Error,
                "form.broken",
                format!("This form cannot be worked out: {error}"),
            )],
            ..Evaluation::default()
        },
    }
}

#[cfg(feature = "db")]
mod numeric {
    use super::Figure;
    use diesel::data_types::PgNumeric;
    use diesel::deserialize::{self, FromSql};
    use diesel::pg::{Pg, PgValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::Numeric;

    impl ToSql<Numeric, Pg> for Figure {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            ToSql::<Numeric, Pg>::to_sql(&crate::rate::to_pg(self.0), &mut out.reborrow())
        }
    }

    impl FromSql<Numeric, Pg> for Figure {
        fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
            let numeric = PgNumeric::from_sql(bytes)?;
            crate::rate::from_pg(&numeric)
                .map(Self::new)
                .ok_or_else(|| "a numeric that is no decimal".into())
        }
    }
}
