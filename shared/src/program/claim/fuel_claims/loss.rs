//! Fuel that was stolen, destroyed or contaminated while the seller held it. The tax on it is that of the day:
//! sellers make up the difference on their stock whenever a rate changes.

use super::{CODES, PRODUCTS, product};
use crate::form::{Check, Form, Line, Paper, Section, Table, Unit};
use crate::period::Period;
use crate::program::NoForm;
use crate::program::claim::RECEIVED;
use crate::program::claim::frame::{Contents, claimed, in_days, late};
use crate::program::claim::limits::{CONTAMINATED, STOLEN_OR_DESTROYED};
use crate::program::claim::pieces::{self, RatesByDay};
use crate::rate::RateTable;

pub(super) fn build(period: Period, rates: &RateTable) -> Result<Form, NoForm> {
    let pieces = pieces::cut(CODES, period, rates)?;
    let rates = RatesByDay::new(&pieces, &PRODUCTS);
    let total = claimed(
        "Refund claimed",
        "The tax on all rows",
        "sum([losses.refund])",
    )
    .because(
        "The tax on the fuel that was lost, at the rate of the day, all losses together.",
        STOLEN_OR_DESTROYED.source,
    );
    let contents = Contents {
        sections: vec![
            Section::new("Rates", rates.lines(period)),
            Section::new("Fuel that was lost", Vec::new())
                .lead("Tell us at once when fuel is stolen, destroyed or contaminated.")
                .table(losses(&rates)),
            Section::new("The refund", vec![total]),
        ],
        checks: checks(),
        papers: vec![
            Paper::when("Police report", "count([losses.kind] = 'stolen') > 0"),
            Paper::when(
                "Report of the fire, spill or accident",
                "count([losses.kind] = 'destroyed') > 0",
            ),
            Paper::when(
                "Test results, and what became of the fuel",
                "count([losses.kind] = 'contaminated') > 0",
            ),
        ],
    };
    let title = "Refund on fuel that was lost";
    Ok(super::frame("loss", title, period, CONTAMINATED).of_events(&pieces, contents))
}

fn losses(rates: &RatesByDay<'_>) -> Table {
    let columns = vec![
        Line::choice(
            "kind",
            "What happened",
            "Choose the nearest.",
            &[
                ("stolen", "Stolen"),
                ("destroyed", "Destroyed"),
                ("contaminated", "Contaminated, so that it cannot be sold"),
            ],
        )
        .required(),
        Line::entered(
            "happened_on",
            "Day it happened",
            "Of contaminated fuel, the day it became unsaleable.",
            Unit::Date,
        )
        .required(),
        product(),
        Line::entered("litres", "Litres", "Litres that were lost.", Unit::Litres).required(),
        Line::computed(
            "limit",
            "Last day to receive the claim",
            "One year for stolen and destroyed fuel; three years after the end of the year for \
             contaminated fuel",
            Unit::Date,
            &format!(
                "if([kind] = 'contaminated', {}, {})",
                CONTAMINATED.formula("happened_on"),
                STOLEN_OR_DESTROYED.formula("happened_on")
            ),
        )
        .when("has([happened_on])"),
        Line::computed(
            "rate",
            "Tax for a litre",
            "The rate on the day it happened",
            Unit::DollarsEach,
            &rates.formula("happened_on", "product"),
        ),
        Line::computed(
            "refund",
            "Refund",
            "Litres \u{d7} tax for a litre",
            Unit::Dollars,
            "[litres] * [rate]",
        ),
    ];
    Table::new("losses", "loss", 200, columns).unique(&["happened_on", "kind", "product"])
}

fn checks() -> Vec<Check> {
    let received = format!("has([happened_on]) and has([{RECEIVED}])");
    vec![
        in_days("losses", "happened_on", "the loss of"),
        Check {
            lines: vec!["happened_on".into()],
            ..late(
                &STOLEN_OR_DESTROYED,
                &format!("{received} and [{RECEIVED}] > [limit]"),
                "Row {row}: the last day to claim for this loss was {limit}",
            )
        }
        .each_row("losses"),
        Check::error(
            "event.to_come",
            &format!("{received} and [happened_on] > [{RECEIVED}]"),
            &["happened_on"],
            "Row {row}: {happened_on} is still to come",
        )
        .each_row("losses"),
    ]
}
