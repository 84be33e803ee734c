//! Aviation fuel that was sold without tax to an exempt buyer.

use crate::form::{Form, Line, Paper, Section, Table, Unit};
use crate::period::Period;
use crate::program::NoForm;
use crate::program::claim::AVIATION;
use crate::program::claim::frame::{Contents, claimed, in_days};
use crate::program::claim::limits;
use crate::program::claim::pieces::{self, RatesByDay};
use crate::rate::RateTable;

pub(super) fn build(period: Period, rates: &RateTable) -> Result<Form, NoForm> {
    let pieces = pieces::cut(&[AVIATION], period, rates)?;
    let products = [("aviation", "31", "Tax on aviation fuel", AVIATION)];
    let rates = RatesByDay::new(&pieces, &products);
    let total = claimed(
        "Refund claimed",
        "The tax on all rows",
        "sum([sales.refund])",
    )
    .because(
        "The tax on each exempt sale of aviation fuel, all sales together.",
        limits::AVIATION.source,
    );
    let litres = Line::computed(
        "20",
        "Litres sold without tax",
        "All rows",
        Unit::Litres,
        "sum([sales.litres])",
    );
    let contents = Contents {
        sections: vec![
            Section::new("Rate", rates.lines(period)),
            Section::new("Exempt sales", Vec::new()).table(sales(&rates)),
            Section::new("The refund", vec![litres, total]),
        ],
        checks: vec![in_days("sales", "sold_on", "the sale of")],
        papers: vec![Paper::when(
            "Invoices of the exempt sales, with the buyers",
            "[90] > 0",
        )],
    };
    let title = "Refund on aviation fuel sold exempt";
    Ok(super::frame("aviation", title, period, limits::AVIATION).of_days(&pieces, contents))
}

fn sales(rates: &RatesByDay<'_>) -> Table {
    let columns = vec![
        Line::entered(
            "sold_on",
            "Day of the sale",
            "The day the fuel was sold.",
            Unit::Date,
        )
        .required(),
        Line::entered("buyer", "Buyer", "Who bought without tax.", Unit::Text).required(),
        Line::entered("invoice", "Invoice", "Its number.", Unit::Text),
        Line::entered("litres", "Litres", "Litres sold without tax.", Unit::Litres).required(),
        Line::computed(
            "rate",
            "Tax for a litre",
            "The rate on the day of the sale",
            Unit::DollarsEach,
            &rates.formula_of_one("sold_on"),
        ),
        Line::computed(
            "refund",
            "Refund",
            "Litres \u{d7} tax for a litre",
            Unit::Dollars,
            "[litres] * [rate]",
        ),
    ];
    Table::new("sales", "sale", 2_000, columns).unique(&["invoice", "sold_on", "buyer"])
}
