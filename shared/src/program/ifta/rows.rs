//! The rows of a return: what is entered for a fuel in a jurisdiction, and the litres, tax and interest that follow.

use super::late::RATES;
use super::rates::{FAMILY, Rates};
use crate::filing::{Draft, Evaluation};
use crate::finding::Finding;
use crate::form::{Check, Form, Line, LineId, Section, Table, Unit};
use crate::program::RateMissing;

/// The most rows of one return.
const MOST_ROWS: u32 = 1_000;

/// The table of fuels and jurisdictions.
pub(super) fn section(rates: &Rates, surcharge: bool) -> Section {
    let mut columns = entered(rates);
    columns.extend(computed(&average_of_row(&rates.fuels), surcharge));
    let table = Table::new("rows", "fuel and jurisdiction", MOST_ROWS, columns)
        .unique(&["fuel", "jurisdiction"]);
    Section::new("Distance and fuel by jurisdiction", Vec::new())
        .lead(
            "One row for each fuel and jurisdiction that your qualified vehicles drove in. Leave \
             the table empty if they did not leave the yard.",
        )
        .table(table)
}

fn entered(rates: &Rates) -> Vec<Line> {
    vec![
        Line::choice("fuel", "Fuel", "", &[])
            .with_choices(rates.fuels.iter().cloned())
            .required(),
        Line::choice(
            "jurisdiction",
            "Jurisdiction",
            "Where a rate changed in the quarter there is a row for each part of it.",
            &[],
        )
        .with_choices(rates.places.iter().cloned())
        .required(),
        Line::entered(
            "km",
            "Total kilometres",
            "All kilometres there, loaded or empty, taxable or not.",
            Unit::Kilometres,
        )
        .required(),
        Line::entered(
            "taxable-km",
            "Taxable kilometres",
            "Leave empty if all of them are taxable.",
            Unit::Kilometres,
        ),
        Line::entered(
            "paid-litres",
            "Litres bought with tax",
            "Litres that went into qualified vehicles there, with the tax of the jurisdiction paid.",
            Unit::Litres,
        ),
    ]
}

/// The columns that follow. Places outside the agreement have no tax and give no credit.
fn computed(average: &str, surcharge: bool) -> Vec<Line> {
    let outside = "known('outside', [jurisdiction])";
    let taxable = "if(has([taxable-km]), [taxable-km], [km])";
    let rate = format!("if({outside}, 0, lookup('rate', [fuel], [jurisdiction]))");
    let litres = format!("if({outside} or {taxable} = 0, 0, {taxable} / ({average}))");
    let column = |id: &str, label: &str, hint: &str, unit: Unit, formula: &str| {
        Line::computed(id, label, hint, unit, formula)
    };
    let mut columns = vec![
        column(
            "litres",
            "Taxable litres",
            "Taxable kilometres \u{f7} average of the fuel, to whole litres",
            Unit::Litres,
            &litres,
        ),
        column(
            "net-litres",
            "Net taxable litres",
            "Taxable litres less litres bought with tax",
            Unit::Litres,
            &format!("if({outside}, 0, [litres] - [paid-litres])"),
        ),
        column(
            "rate",
            "Rate a litre",
            "From the rate matrix of the quarter",
            Unit::DollarsEach,
            &rate,
        ),
        column(
            "tax",
            "Tax or credit",
            "Net litres \u{d7} rate",
            Unit::Dollars,
            "[net-litres] * [rate]",
        ),
        column(
            "interest",
            "Interest",
            "Column 8a: on what is owed to this jurisdiction, without credits of others",
            Unit::Dollars,
            &interest_on("tax"),
        ),
    ];
    if surcharge {
        columns.extend([
            column(
                "surcharge-rate",
                "Surcharge a litre",
                "Where the jurisdiction has one",
                Unit::DollarsEach,
                "if(known('surcharge', [fuel], [jurisdiction]), \
                 lookup('surcharge', [fuel], [jurisdiction]), 0)",
            ),
            column(
                "surcharge",
                "Surcharge",
                "Taxable litres \u{d7} surcharge; tax paid at the pump does not lessen it",
                Unit::Dollars,
                "[litres] * [surcharge-rate]",
            ),
            column(
                "surcharge-interest",
                "Interest on the surcharge",
                "As on the tax",
                Unit::Dollars,
                &interest_on("surcharge"),
            ),
        ]);
    }
    let total = if surcharge {
        "[tax] + [interest] + [surcharge] + [surcharge-interest]"
    } else {
        "[tax] + [interest]"
    };
    columns.push(column(
        "total",
        "Total",
        "Tax or credit, and interest",
        Unit::Dollars,
        total,
    ));
    columns
}

/// A twelfth of the yearly rate for each month, only on what is owed.
fn interest_on(column: &str) -> String {
    format!("if([{column}] > 0, [{column}] * [{RATES}] / 12, 0)")
}

/// The average of the row's fuel.
fn average_of_row(fuels: &[(String, String)]) -> String {
    fuels.iter().rev().fold("0".to_owned(), |rest, (word, _)| {
        format!("if([fuel] = '{word}', [{word}-average], {rest})")
    })
}

/// The finding of a row for whose fuel and jurisdiction there is no rate.
const RATE_UNKNOWN: &str = "rate.unknown";

/// The rate that the first of those rows needs.
pub(super) fn rate_refused(
    form: &Form,
    entered: &Draft,
    evaluation: &Evaluation,
) -> Option<RateMissing> {
    let unknown = |finding: &&Finding| finding.code == RATE_UNKNOWN;
    let finding = evaluation.findings.iter().find(unknown)?;
    let place = usize::try_from(finding.row?).ok()?;
    let row = entered.rows.get("rows")?.get(place)?;
    let word = |column: &str| row.get(&LineId::from(column)).map(|text| text.trim());
    let (fuel, jurisdiction) = (word("fuel")?, word("jurisdiction")?);
    let member = jurisdiction.split('-').next()?;
    Some(RateMissing {
        code: format!("{FAMILY}{member}.{fuel}").parse().ok()?,
        day: form.period.starts_on,
    })
}

/// What is checked row by row.
pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::error(
            RATE_UNKNOWN,
            "has([fuel]) and has([jurisdiction]) and not(known('outside', [jurisdiction])) \
             and not(known('rate', [fuel], [jurisdiction]))",
            &["jurisdiction"],
            "Row {row}: we have no rate of {fuel} for {jurisdiction} in this quarter. Choose another \
             fuel or jurisdiction, or write to us if it is right",
        )
        .each_row("rows"),
        Check::error(
            "taxable.exceeds_total",
            "[taxable-km] > [km]",
            &["taxable-km"],
            "Row {row}: {taxable-km} taxable kilometres are more than the {km} in all",
        )
        .each_row("rows"),
        Check::error(
            "outside.taxed",
            "known('outside', [jurisdiction]) and ([taxable-km] > 0 or [paid-litres] > 0)",
            &["jurisdiction"],
            "Row {row}: leave out taxable kilometres and litres bought with tax. {jurisdiction} \
             has no tax of the agreement and gives no credit",
        )
        .each_row("rows"),
    ]
}
