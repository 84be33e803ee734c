//! The penalty for tobacco without Alberta's tax: three times the tax (domain page `tobacco-tax`; budget of 2025).

use crate::form::{FilingKind, Form, Line, Unit};
use crate::period::Period;
use crate::program::facts::{Cycle, FormFacts};
use crate::program::{Program, statement};

/// The form, for the day of the decision.
pub(super) const FACTS: FormFacts = FormFacts {
    code: "contraband",
    title: "Penalty for contraband tobacco",
    kind: FilingKind::Statement,
    cycle: Cycle::Event,
};

pub(super) fn build(period: Period) -> Form {
    let lines = vec![
        Line::entered(
            "for",
            "Facts",
            "What the client reads as the reason.",
            Unit::Text,
        )
        .required(),
        Line::entered(
            "tax",
            "Tax that was not paid on the goods",
            "",
            Unit::Dollars,
        )
        .required(),
        Line::total(
            statement::TOTAL,
            "Penalty",
            "Three times the tax",
            Unit::Dollars,
            "[tax] * 3",
        )
        .because(
            "Three times the tax on the goods.",
            "Tobacco Tax Act; budget of 2025",
        ),
    ];
    statement::form(Program::TobaccoTax, &FACTS, period, "What it is for", lines)
}
