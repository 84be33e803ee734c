//! Tax that a seller remitted and the buyer never paid (AR 62/2007, s. 21).

use super::{CODES, PRODUCTS, product};
use crate::form::{Check, Form, Line, Paper, Section, Table, Unit};
use crate::period::Period;
use crate::program::NoForm;
use crate::program::claim::RECEIVED;
use crate::program::claim::frame::{Contents, claimed, late};
use crate::program::claim::limits::BAD_DEBT;
use crate::program::claim::pieces::{self, RatesByDay};
use crate::rate::RateTable;
use chrono::Months;

/// How far back the sales of a debt can be. No page has a limit; beyond it the rate would not be on the form.
const YEARS_BACK: u32 = 6;

pub(super) fn build(period: Period, rates: &RateTable) -> Result<Form, NoForm> {
    let earlier = period
        .starts_on
        .checked_sub_months(Months::new(YEARS_BACK.saturating_mul(12)));
    let first = earlier.unwrap_or(period.starts_on);
    let sales_in = Period {
        // Where the rates do not reach so far back, the form begins with them.
        starts_on: pieces::first_known(CODES, rates).map_or(first, |known| known.max(first)),
        ends_on: period.ends_on,
    };
    let pieces = pieces::cut(CODES, sales_in, rates)?;
    let rates = RatesByDay::new(&pieces, &PRODUCTS);
    let contents = Contents {
        sections: vec![
            Section::new("The debt", debt()),
            Section::new("Sales that were not paid", Vec::new())
                .lead("Only sales whose tax you remitted.")
                .table(sales(&rates)),
            Section::new("The refund", refund(rates.lines(sales_in))),
        ],
        checks: checks(sales_in),
        papers: vec![
            Paper::when("The notice of bankruptcy or receivership", "has([10])"),
            Paper::when("Record of the write-off", "has([11])"),
            Paper::always("Invoices of the sales"),
        ],
    };
    Ok(
        super::frame("bad-debt", "Refund of tax in a bad debt", period, BAD_DEBT)
            .of_events(&pieces, contents),
    )
}

fn debt() -> Vec<Line> {
    vec![
        Line::entered("5", "Debtor", "Who did not pay.", Unit::Text).required(),
        Line::entered(
            "10",
            "Day the notice came",
            "Notice of bankruptcy or receivership. Leave it empty if there was none.",
            Unit::Date,
        ),
        Line::entered(
            "11",
            "Day the debt was written off",
            "In your books. Leave it empty if it was not.",
            Unit::Date,
        ),
        Line::computed(
            "clock",
            "Day from which the time counts",
            "The earlier of the two",
            Unit::Date,
            "if(has([10]), if(has([11]), min([10], [11]), [10]), [11])",
        ),
        Line::computed(
            "limit",
            "Last day to receive the claim",
            BAD_DEBT.text,
            Unit::Date,
            &BAD_DEBT.formula("clock"),
        )
        .when("has([10]) or has([11])"),
    ]
}

fn sales(rates: &RatesByDay<'_>) -> Table {
    let columns = vec![
        Line::entered("invoice", "Invoice", "Its number.", Unit::Text).required(),
        Line::entered(
            "sold_on",
            "Day of the sale",
            "The day on the invoice.",
            Unit::Date,
        )
        .required(),
        product(),
        Line::entered(
            "litres",
            "Litres",
            "Litres that were not paid.",
            Unit::Litres,
        )
        .required(),
        Line::computed(
            "rate",
            "Tax for a litre",
            "The rate on the day of the sale",
            Unit::DollarsEach,
            &rates.formula("sold_on", "product"),
        ),
        Line::computed(
            "tax",
            "Tax not paid",
            "Litres \u{d7} tax for a litre",
            Unit::Dollars,
            "[litres] * [rate]",
        ),
    ];
    Table::new("sales", "sale", 2_000, columns).unique(&["invoice", "sold_on", "product"])
}

/// The sums. The rates of all the years that sales can be from would fill a page: each row shows its own.
fn refund(rates: Vec<Line>) -> Vec<Line> {
    let mut lines = vec![
        Line::computed(
            "60",
            "Tax not paid",
            "All rows",
            Unit::Dollars,
            "sum([sales.tax])",
        ),
        Line::entered(
            "70",
            "Tax that was recovered",
            "Tax inside what the debtor or the trustee paid after all.",
            Unit::Dollars,
        ),
        claimed(
            "Refund claimed",
            "Line 60 less line 70",
            "above([60] - [70], 0)",
        )
        .because("The tax you remitted and were not paid.", BAD_DEBT.source),
    ];
    lines.extend(rates.into_iter().map(Line::hidden));
    lines
}

fn checks(sales_in: Period) -> Vec<Check> {
    let known = "(has([10]) or has([11]))";
    vec![
        Check::error(
            "event.missing",
            "not(has([10])) and not(has([11]))",
            &["10"],
            "Enter the day the notice came, or the day the debt was written off",
        ),
        Check::error(
            "event.outside_claim",
            &format!("{known} and ([clock] < [from] or [clock] > [to])"),
            &["10", "11"],
            "The time counts from {clock}, which is not within the days of the claim, {from} to {to}",
        ),
        Check::error(
            "event.to_come",
            &format!("{known} and has([{RECEIVED}]) and [clock] > [{RECEIVED}]"),
            &["10", "11"],
            "{clock} is still to come",
        ),
        Check {
            lines: vec!["10".into(), "11".into()],
            ..late(
                &BAD_DEBT,
                &format!("{known} and has([{RECEIVED}]) and [{RECEIVED}] > [limit]"),
                "The last day to receive this claim was {limit}, 90 days after {clock}",
            )
        },
        Check::error(
            "sale.after_event",
            &format!("{known} and has([sold_on]) and [sold_on] > [clock]"),
            &["sold_on"],
            "Row {row}: the sale of {sold_on} is after {clock}, when the debt was bad already",
        )
        .each_row("sales"),
        Check::error(
            "sale.too_old",
            &format!(
                "has([sold_on]) and [sold_on] < day('{}')",
                sales_in.starts_on
            ),
            &["sold_on"],
            "Row {row}: no rate is on this form for {sold_on}. Send us a message about that sale",
        )
        .each_row("sales"),
        Check::error(
            "recovery.exceeds_tax",
            "[70] > [60]",
            &["70"],
            "More tax was recovered than was not paid. Check line 70",
        ),
    ]
}
