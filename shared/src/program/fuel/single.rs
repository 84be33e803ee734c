//! Returns of one product: litres times the rate, once for each rate that counts in the month.

use super::{Blank, LOCOMOTIVE as LOCOMOTIVE_RATE, LPG};
use crate::form::{Check, FilingKind, Form, Line, Section, Unit};
use crate::period::Period;
use crate::program::span::{self, Span, listed};
use crate::program::{NoForm, Program};
use crate::rate::{RateCode, RateTable};
use chrono::NaiveDate;

/// What tells one such return from another.
pub(super) struct Single {
    program: Program,
    title: &'static str,
    code: RateCode,
    section: &'static str,
    /// Line 10: what is taxed.
    litres: (&'static str, &'static str),
    /// Line 11: part of line 10, told for information.
    part: (&'static str, &'static str),
}

pub(super) static PROPANE: Single = Single {
    program: Program::PropaneTax,
    title: "Propane tax return",
    code: LPG,
    section: "Propane sold",
    litres: (
        "Litres sold with tax",
        "Everything sold or used for which tax is due.",
    ),
    part: (
        "Of these, used by yourself",
        "Litres of line 10 that you did not sell.",
    ),
};

pub(super) static LOCOMOTIVE: Single = Single {
    program: Program::LocomotiveFuelTax,
    title: "Locomotive fuel tax return",
    code: LOCOMOTIVE_RATE,
    section: "Fuel burned in Alberta",
    litres: (
        "Litres used in Alberta",
        "By locomotives inside the province, wherever the fuel was bought.",
    ),
    part: (
        "Of these, bought elsewhere",
        "Litres of line 10 that were taken on outside Alberta. They are taxed all the same.",
    ),
};

pub(super) fn build(
    single: &Single,
    code: &str,
    due: Option<NaiveDate>,
    period: Period,
    rates: &RateTable,
) -> Result<Form, NoForm> {
    if code != "return" {
        return Err(NoForm::Unknown);
    }
    let blank = Blank {
        program: single.program,
        code: "return",
        kind: FilingKind::Return,
        title: single.title,
        total: "40",
    };
    let mut form = blank.form(due, period);
    let spans = span::of(single.code, period, rates)?;
    for span in &spans {
        let title = match spans.len() {
            1 => single.section.to_owned(),
            _ => format!("{} {}", single.section, span::days(period, span)),
        };
        form.sections
            .push(Section::new(&title, lines(single, span)));
        form.checks.push(Check::error(
            "litres.part_exceeds_whole",
            &format!("[{}] > [{}]", span.id("11"), span.id("10")),
            &[&span.id("11")],
            &format!(
                "Line {} cannot be more than line {}, of which it is a part",
                span.id("11"),
                span.id("10")
            ),
        ));
        form.rates.push(span.row.clone());
    }
    form.sections.push(Section::new("The tax", total(&spans)));
    form.checks.push(Check::warning(
        "tax.negative",
        "[40] < 0",
        &["40"],
        "The return comes to a credit of tax. Check the adjustments of line 30",
    ));
    Ok(form)
}

fn lines(single: &Single, span: &Span) -> Vec<Line> {
    let rate = span.row.value.fraction();
    let origin = span.row.origin();
    let (litres, part) = (span.id("10"), span.id("11"));
    vec![
        Line::entered(&litres, single.litres.0, single.litres.1, Unit::Litres),
        Line::entered(&part, single.part.0, single.part.1, Unit::Litres),
        Line::given(
            &span.id("15"),
            "Rate for one litre",
            Unit::DollarsEach,
            rate,
            &origin,
        ),
        Line::computed(
            &span.id("20"),
            "Tax",
            &format!("Line {litres} \u{d7} the rate"),
            Unit::Dollars,
            &format!("[{litres}] * [{}]", span.id("15")),
        )
        .because(
            "The litres times the rate that counts on these days.",
            &origin,
        ),
    ]
}

fn total(spans: &[Span]) -> Vec<Line> {
    let taxes: Vec<String> = spans.iter().map(|span| span.id("20")).collect();
    let sum: Vec<String> = taxes.iter().map(|id| format!("[{id}]")).collect();
    vec![
        Line::entered(
            "30",
            "Adjustments",
            "Corrections of earlier months. Below zero when they lower the tax.",
            Unit::Dollars,
        )
        .signed(),
        Line::entered("31", "What the adjustments are for", "", Unit::Text)
            .when("[30] != 0")
            .required(),
        Line::total(
            "40",
            "Tax payable",
            &format!("Lines {}", listed(&[taxes, vec!["30".into()]].concat())),
            Unit::Dollars,
            &format!("{} + [30]", sum.join(" + ")),
        ),
    ]
}
