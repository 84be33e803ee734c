//! The inventory declaration at a change of rate: stock on hand when the day began, at the new rate less the old. A
//! rate that falls gives money back (domain page `tobacco-tax`). That 2019's was due on 28 November for 25 October is
//! published; that every change since needs one is not.

use super::cigars;
use super::packages;
use super::products::{self, PRODUCTS, Product};
use crate::form::{Line, Section, Table, Unit};
use crate::period::Period;
use crate::program::{NoForm, RateMissing};
use crate::rate::RateTable;
use crate::words;
use chrono::NaiveDate;

const MOST_PRICES: u32 = 2_000;
const PACKAGES: &str = "packages";
const OLD: &str = "-old";
const NEW: &str = "-new";
const NO_CHANGE: &str = "tobacco rates did not change on these days";

/// The sections for the last change of rates in the period.
pub(super) fn sections(period: Period, rates: &RateTable) -> Result<Vec<Section>, NoForm> {
    let day = change(period, rates).ok_or(NoForm::OutOfTime(NO_CHANGE))?;
    let before = day.pred_opt().ok_or(NoForm::OutOfTime(NO_CHANGE))?;
    let mut sections = Vec::new();
    for product in &PRODUCTS {
        sections.push(Section::new(
            product.name,
            by_quantity(product, before, day, rates)?,
        ));
    }
    sections.push(by_package());
    sections.push(by_price(before, day, rates)?);
    let taxes: Vec<String> = PRODUCTS
        .iter()
        .map(|product| format!("[{}]", product.id("90")))
        .collect();
    let total = Line::total(
        "990",
        "Payable, or credit",
        "All products together; below zero the rates fell and it is a credit",
        Unit::Dollars,
        &format!("{} + [490]", taxes.join(" + ")),
    )
    .because(
        "Stock was taxed at the old rate and is sold at the new one: the difference is settled once.",
        "Tobacco Tax Act, c T-4",
    );
    sections.push(Section::new("The difference", vec![total]).lead(&format!(
        "Rates changed on {}. Declare what you had on hand when that day began.",
        words::day(day)
    )));
    Ok(sections)
}

/// The last day in the period on which a rate of tobacco changed.
fn change(period: Period, rates: &RateTable) -> Option<NaiveDate> {
    let changed = rates.rows().iter().filter(|row| {
        let inside = row.effective_on >= period.starts_on && row.effective_on <= period.ends_on;
        let before = row
            .effective_on
            .pred_opt()
            .and_then(|day| rates.on(row.code, day));
        let other = before.is_some_and(|before| before.value != row.value);
        inside && products::CODES.contains(&row.code) && other
    });
    changed.map(|row| row.effective_on).max()
}

fn by_quantity(
    product: &Product,
    before: NaiveDate,
    day: NaiveDate,
    rates: &RateTable,
) -> Result<Vec<Line>, RateMissing> {
    let (old, new) = ids(product);
    let stock = product.id("10");
    let whole = if product.is_weighed() {
        format!(
            "up([{stock}]) + {}",
            packages::grams_in(PACKAGES, product.word)
        )
    } else {
        format!("[{stock}]")
    };
    Ok(vec![
        Line::entered(
            &stock,
            "On hand",
            if product.is_weighed() {
                "Everything in your stores and on the way to you, taxed at the old rate, but for packages with part of a gram."
            } else {
                "Everything in your stores and on the way to you, taxed at the old rate."
            },
            product.unit,
        ),
        products::given(product, &old, "Old rate", before, rates)?,
        products::given(product, &new, "New rate", day, rates)?,
        Line::computed(
            &product.id("90"),
            "Difference of tax",
            &if product.is_weighed() {
                format!("Line {stock} and packages below \u{d7} new rate less old rate")
            } else {
                format!("Line {stock} \u{d7} new rate less old rate")
            },
            Unit::Dollars,
            &format!("({whole}) * ([{new}] - [{old}])"),
        ),
    ])
}

/// The lines with the rates before and after the change.
fn ids(product: &Product) -> (String, String) {
    let id = |when: &str| format!("{}{when}", product.word);
    (id(OLD), id(NEW))
}

fn by_package() -> Section {
    let [_, loose, smokeless] = &PRODUCTS;
    let each = [loose, smokeless].map(|product| {
        let (old, new) = ids(product);
        format!("[{new}] - [{old}]")
    });
    let table = packages::table_of(
        PACKAGES,
        "On hand",
        "Part of the difference of the product above",
        [&each[0], &each[1]],
    );
    Section::new("Packages with part of a gram", Vec::new())
        .lead(packages::LEAD)
        .table(table)
}

fn by_price(before: NaiveDate, day: NaiveDate, rates: &RateTable) -> Result<Section, RateMissing> {
    let mut columns = vec![
        cigars::price(),
        Line::entered("count", "On hand", "", Unit::Pieces).required(),
    ];
    columns.extend(cigars::taxed(OLD, OLD));
    columns.extend(cigars::taxed(NEW, NEW));
    columns.push(Line::computed(
        "tax",
        "Difference of tax",
        "Cigars \u{d7} new tax less old tax",
        Unit::Dollars,
        "[count] * ([tax-each-new] - [tax-each-old])",
    ));
    let mut lines = products::given_of_cigars(OLD, before, rates)?;
    lines.extend(products::given_of_cigars(NEW, day, rates)?);
    for (place, line) in lines.iter_mut().enumerate() {
        let when = if place < 4 { "before" } else { "after" };
        line.label = format!("{}, {when} the change", line.label);
    }
    lines.push(
        Line::computed(
            "490",
            "Difference of tax of cigars",
            "All prices together",
            Unit::Dollars,
            "sum([cigars.tax])",
        )
        .because("The difference of the cigars of each price, together.", ""),
    );
    let table = Table::new("cigars", "price", MOST_PRICES, columns).unique(&["price"]);
    Ok(Section::new("Cigars by price", lines).table(table))
}
