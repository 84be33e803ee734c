//! From what was entered to what follows: `evaluate`, the same in the browser and on the server.

use crate::Money;
use crate::finding::{Finding, Severity};
use crate::form::{Form, LineId, LineKind};
use crate::money::{NumberError, parse_typed};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

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
}

/// The value of a line: a decimal string with the decimals of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "db", derive(diesel::expression::AsExpression))]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evaluation {
    /// The value of every line that has one: entered lines that are numbers, and all computed lines that could be worked out.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Figure>, example = json!({"10": "412860.00", "70": "20483.67"})))]
    pub lines: BTreeMap<LineId, Figure>,
    /// All errors and warnings, in the order of the form.
    pub findings: Vec<Finding>,
    /// The explanation of each computed line that has one.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Why>))]
    pub why: BTreeMap<LineId, Why>,
    /// What is payable; absent while errors stand in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable: Option<Money>,
}

impl Evaluation {
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

    /// The figure of a line.
    pub fn figure(&self, line: &str) -> Option<Figure> {
        self.lines.get(&LineId::from(line)).copied()
    }
}

/// What a program's rules work with: entered figures that passed the checks every line shares.
#[derive(Clone, Debug, Default)]
pub struct Entered(BTreeMap<LineId, Decimal>);

impl Entered {
    /// The number on a line; an empty line counts as zero.
    pub fn number(&self, line: &str) -> Decimal {
        self.0.get(&LineId::from(line)).copied().unwrap_or_default()
    }

    /// The dollars on a line; an empty line counts as zero.
    pub fn money(&self, line: &str) -> Money {
        Money::round_half_up(self.number(line)).unwrap_or_default()
    }

    /// Something was entered on the line.
    pub fn has(&self, line: &str) -> bool {
        self.0.contains_key(&LineId::from(line))
    }
}

/// Works out a draft against its form: values, findings and reasons. Never panics, on any draft.
pub fn evaluate(form: &Form, draft: &Draft) -> Evaluation {
    let mut evaluation = Evaluation {
        lines: BTreeMap::new(),
        findings: Vec::new(),
        why: BTreeMap::new(),
        payable: None,
    };
    let entered = read_entries(form, draft, &mut evaluation);
    form.program
        .rules()
        .compute(form, &entered, &mut evaluation);
    let order: BTreeMap<&LineId, usize> = form
        .lines()
        .enumerate()
        .map(|(place, line)| (&line.id, place))
        .collect();
    evaluation.findings.sort_by_key(|finding| {
        finding
            .line
            .as_ref()
            .and_then(|line| order.get(line).copied())
            .unwrap_or(usize::MAX)
    });
    let broken = evaluation
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    evaluation.payable = if broken {
        None
    } else {
        evaluation
            .lines
            .get(&form.total)
            .and_then(|figure| figure.money())
    };
    evaluation
}

/// The checks that every entered line shares: known, a number, decimals, size, sign.
fn read_entries(form: &Form, draft: &Draft, evaluation: &mut Evaluation) -> Entered {
    let mut entered = Entered::default();
    if draft.lines.len() > LINE_LIMIT {
        evaluation.findings.push(Finding {
            severity: Severity::Error,
            line: None,
            code: "lines.too_many".into(),
            message: format!("A return can have at most {LINE_LIMIT} lines"),
        });
        return entered;
    }
    for (id, text) in &draft.lines {
        let Some(line) = form.line(id).filter(|line| line.kind == LineKind::Entered) else {
            let message = format!("This form has no line {id} to fill in. Leave it out");
            evaluation
                .findings
                .push(Finding::error(id, "line.unknown", message));
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        match parse_typed(text, line.unit.scale()) {
            Ok(value) if value < Decimal::ZERO => evaluation.findings.push(Finding::error(
                id,
                "number.negative",
                format!("{} cannot be negative", line.label),
            )),
            Ok(value) => {
                let mut value = value;
                value.rescale(line.unit.scale());
                evaluation.lines.insert(id.clone(), Figure(value));
                entered.0.insert(id.clone(), value);
            }
            Err(error) => evaluation.findings.push(Finding::error(
                id,
                code_of(error),
                number_message(error, line),
            )),
        }
    }
    entered
}

const fn code_of(error: NumberError) -> &'static str {
    match error {
        NumberError::NotANumber => "number.not_a_number",
        NumberError::TooPrecise => "number.too_precise",
        NumberError::TooLarge => "number.too_large",
    }
}

fn number_message(error: NumberError, line: &crate::form::Line) -> String {
    let label = &line.label;
    match (error, line.unit.scale()) {
        (NumberError::NotANumber, 0) => format!("{label} must be a whole number, like 120"),
        (NumberError::NotANumber, _) => format!("{label} must be a number, like 120.00"),
        (NumberError::TooPrecise, 0) => format!("{label} must be a whole number, without decimals"),
        (NumberError::TooPrecise, scale) => format!("{label} can have at most {scale} decimals"),
        (NumberError::TooLarge, _) => {
            format!("{label} can have at most 15 digits before the decimal point")
        }
    }
}

#[cfg(feature = "db")]
mod numeric {
    use super::Figure;
    use diesel::pg::Pg;
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::Numeric;

    impl ToSql<Numeric, Pg> for Figure {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            ToSql::<Numeric, Pg>::to_sql(&crate::rate::to_pg(self.0), &mut out.reborrow())
        }
    }
}
