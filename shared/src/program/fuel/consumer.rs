//! Returns and claims of consumers, one event each: fuel brought into Alberta, and fuel used as another class than it
//! was bought as. The rate rises: a return. The rate falls: a claim.

use super::{Blank, PRODUCTS, rate_on};
use crate::filing::Figure;
use crate::form::{Check, FilingKind, Form, Line, Paper, Section, Unit};
use crate::period::Period;
use crate::program::claim::limits::OTHER_FUEL;
use crate::program::{NoForm, Program, claim};
use crate::rate::RateTable;
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(super) fn build(
    code: &str,
    due: Option<NaiveDate>,
    period: Period,
    rates: &RateTable,
) -> Result<Form, NoForm> {
    let (code, kind, title) = match code {
        "return" => ("return", FilingKind::Return, "Consumer fuel tax return"),
        "rebrand-claim" => (
            "rebrand-claim",
            FilingKind::Claim,
            "Claim for fuel used at a lower rate",
        ),
        _ => return Err(NoForm::Unknown),
    };
    let blank = Blank {
        program: Program::FuelConsumer,
        code,
        kind,
        title,
        total: "40",
    };
    let mut form = blank.form(due, period);
    let mut list = BTreeMap::from([("none".to_owned(), Figure::new(0.into()))]);
    let mut origins = BTreeMap::new();
    for (product, _label, rate) in PRODUCTS {
        let row = rate_on(rates, rate, period.ends_on)?;
        list.insert(product.to_owned(), Figure::new(row.value.fraction()));
        origins.insert(product.to_owned(), row.origin());
        form.rates.push(row.clone());
    }
    form.lists.insert("rate".into(), list);
    form.origins.insert("rate".into(), origins);
    let products = PRODUCTS.map(|(product, label, _)| (product, label));
    let mut bought: Vec<(&str, &str)> = products.to_vec();
    bought.push(("none", "Bought without any Alberta tax"));
    let is_claim = kind == FilingKind::Claim;
    let mut lines = vec![
        Line::entered("10", "Litres", "", Unit::Litres).required(),
        Line::choice(
            "11",
            "Bought as",
            "The class on the invoice. For fuel from outside Alberta, choose without tax.",
            &bought,
        )
        .required(),
        Line::choice("12", "Used as", "What it is used as in Alberta.", &products).required(),
        Line::computed(
            "20",
            "Rate paid",
            "Of the class it was bought as, for one litre.",
            Unit::DollarsEach,
            "lookup('rate', [11])",
        ),
        Line::computed(
            "21",
            "Rate of its use",
            "Of the class it is used as, for one litre.",
            Unit::DollarsEach,
            "lookup('rate', [12])",
        ),
    ];
    let (label, formula, wrong, message) = if is_claim {
        (
            "Tax claimed back",
            "above([10] * ([20] - [21]), 0)",
            "[20] <= [21]",
            "The rate of its use is not lower than the rate paid, so there is nothing to claim. If it is higher, file a return",
        )
    } else {
        (
            "Tax payable",
            "above([10] * ([21] - [20]), 0)",
            "[20] > [21]",
            "The rate of its use is lower than the rate paid. File a claim instead",
        )
    };
    lines.push(
        Line::total(
            "40",
            label,
            "Litres \u{d7} the difference of the two rates",
            Unit::Dollars,
            formula,
        )
        .because(
            "Fuel bears the tax of what it is used as.",
            "Fuel tax information for sellers: rebranding",
        ),
    );
    form.sections = vec![Section::new("What happened", lines)];
    form.checks = vec![Check::error("rate.direction", wrong, &["12"], message)];
    if is_claim {
        claim::timed(&mut form, &OTHER_FUEL);
    }
    form.papers = vec![Paper::always("The invoice of the fuel")];
    Ok(form)
}
