//! How programs write their forms: short constructors, so that a form reads like the paper one.

use super::{Check, Choice, Line, LineId, LineKind, Paper, Reason, Section, StepRule, Table, Unit};
use crate::finding::Severity;
use crate::identifier::Identifier;
use chrono::NaiveDate;
use rust_decimal::Decimal;

impl Line {
    fn new(id: &str, label: &str, hint: &str, kind: LineKind, unit: Unit) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            hint: hint.into(),
            kind,
            unit,
            formula: None,
            value: None,
            origin: None,
            choices: Vec::new(),
            when: None,
            required: false,
            signed: false,
            identifier: None,
            hidden: false,
            reason: None,
        }
    }

    /// A line that the filer enters.
    pub fn entered(id: &str, label: &str, hint: &str, unit: Unit) -> Self {
        Self::new(id, label, hint, LineKind::Entered, unit)
    }

    /// A line with one of some words; each choice is what is sent and what people read.
    pub fn choice(id: &str, label: &str, hint: &str, choices: &[(&str, &str)]) -> Self {
        Self::new(id, label, hint, LineKind::Entered, Unit::Choice).with_choices(
            choices
                .iter()
                .map(|(value, label)| ((*value).to_owned(), (*label).to_owned())),
        )
    }

    /// A line that is answered with yes or no.
    pub fn yes_or_no(id: &str, label: &str, hint: &str) -> Self {
        Self::choice(id, label, hint, &[("yes", "Yes"), ("no", "No")])
    }

    /// A line that a formula works out.
    pub fn computed(id: &str, label: &str, hint: &str, unit: Unit, formula: &str) -> Self {
        Self {
            formula: Some(formula.into()),
            ..Self::new(id, label, hint, LineKind::Computed, unit)
        }
    }

    /// The line that says what is payable, or claimed.
    pub fn total(id: &str, label: &str, hint: &str, unit: Unit, formula: &str) -> Self {
        Self {
            kind: LineKind::Total,
            ..Self::computed(id, label, hint, unit, formula)
        }
    }

    /// A figure that the form gives, and where it is from.
    pub fn given(id: &str, label: &str, unit: Unit, value: Decimal, origin: &str) -> Self {
        Self {
            value: Some(value.normalize().to_string()),
            origin: Some(origin.into()),
            ..Self::new(id, label, origin, LineKind::Given, unit)
        }
    }

    /// A day that the form gives, or that whoever uses the form fills in with [`Form::give`](super::Form::give).
    pub fn given_day(id: &str, label: &str, day: Option<NaiveDate>, origin: &str) -> Self {
        Self {
            value: day.map(|day| day.to_string()),
            origin: Some(origin.into()),
            ..Self::new(id, label, origin, LineKind::Given, Unit::Date)
        }
    }

    /// What can be chosen.
    #[must_use]
    pub fn with_choices(self, choices: impl IntoIterator<Item = (String, String)>) -> Self {
        let choices = choices.into_iter();
        Self {
            choices: choices
                .map(|(value, label)| Choice { value, label })
                .collect(),
            ..self
        }
    }

    /// It is asked for only where the formula is not zero.
    #[must_use]
    pub fn when(self, formula: &str) -> Self {
        Self {
            when: Some(formula.into()),
            ..self
        }
    }

    /// A text that is a number or code of a kind.
    pub fn identifier(id: &str, label: &str, hint: &str, identifier: Identifier) -> Self {
        Self {
            identifier: Some(identifier),
            ..Self::entered(id, label, hint, Unit::Text)
        }
    }

    /// It cannot be left empty.
    #[must_use]
    pub fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// It can be below zero.
    #[must_use]
    pub fn signed(self) -> Self {
        Self {
            signed: true,
            ..self
        }
    }

    /// It is worked out and not shown.
    #[must_use]
    pub fn hidden(self) -> Self {
        Self {
            hidden: true,
            ..self
        }
    }

    /// The rule in a sentence; the steps follow from the formula.
    #[must_use]
    pub fn because(self, text: &str, source: &str) -> Self {
        self.reason(Reason {
            text: text.into(),
            steps: Vec::new(),
            source: Some(source.into()).filter(|source: &String| !source.is_empty()),
        })
    }

    /// How it is explained.
    #[must_use]
    pub fn reason(self, reason: Reason) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }
}

impl StepRule {
    /// A step that is always told.
    pub fn of(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            unless_zero: None,
        }
    }

    /// A step that is told when its line is not zero.
    pub fn unless_zero(line: &str, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            unless_zero: Some(line.into()),
            ..Self::of(label, value)
        }
    }
}

impl Section {
    /// A group of lines.
    pub fn new(title: &str, lines: Vec<Line>) -> Self {
        Self {
            title: title.into(),
            lead: None,
            when: None,
            table: None,
            lines,
        }
    }

    /// A sentence under the heading.
    #[must_use]
    pub fn lead(self, text: &str) -> Self {
        Self {
            lead: Some(text.into()),
            ..self
        }
    }

    /// It is asked for only where the formula is not zero.
    #[must_use]
    pub fn when(self, formula: &str) -> Self {
        Self {
            when: Some(formula.into()),
            ..self
        }
    }

    /// A table before its lines.
    #[must_use]
    pub fn table(self, table: Table) -> Self {
        Self {
            table: Some(table),
            ..self
        }
    }
}

impl Table {
    /// Rows of the same columns.
    pub fn new(id: &str, row: &str, most: u32, columns: Vec<Line>) -> Self {
        Self {
            id: id.into(),
            row: row.into(),
            columns,
            most,
            unique: Vec::new(),
        }
    }

    /// Two rows cannot have the same words in all of these columns.
    #[must_use]
    pub fn unique(self, columns: &[&str]) -> Self {
        Self {
            unique: columns.iter().map(|column| LineId::from(*column)).collect(),
            ..self
        }
    }
}

impl Check {
    fn new(severity: Severity, code: &str, when: &str, lines: &[&str], message: &str) -> Self {
        Self {
            when: when.into(),
            severity,
            code: code.into(),
            message: message.into(),
            lines: lines.iter().map(|line| LineId::from(*line)).collect(),
            table: None,
        }
    }

    /// What must not be: `when` is the formula of the mistake.
    pub fn error(code: &str, when: &str, lines: &[&str], message: &str) -> Self {
        Self::new(Severity::Error, code, when, lines, message)
    }

    /// What should be looked at again.
    pub fn warning(code: &str, when: &str, lines: &[&str], message: &str) -> Self {
        Self::new(Severity::Warning, code, when, lines, message)
    }

    /// Every row of the table is checked.
    #[must_use]
    pub fn each_row(self, table: &str) -> Self {
        Self {
            table: Some(table.into()),
            ..self
        }
    }
}

impl Paper {
    /// A paper that always goes with the filing.
    pub fn always(label: &str) -> Self {
        Self {
            label: label.into(),
            when: None,
        }
    }

    /// A paper that goes with it where the formula is not zero.
    pub fn when(label: &str, formula: &str) -> Self {
        Self {
            when: Some(formula.into()),
            ..Self::always(label)
        }
    }
}
