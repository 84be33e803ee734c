//! The monthly return of a direct remitter: one row a product, from stock to stock. The published form is not available;
//! the lines are ours.

use super::{Blank, PRODUCTS};
use crate::filing::Figure;
use crate::form::{Check, FilingKind, Form, Line, Paper, Section, Table, Unit};
use crate::period::Period;
use crate::program::span;
use crate::program::{NoForm, Program};
use crate::rate::RateTable;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Products times the spans of a month with rate changes: more rows cannot be.
const MOST_ROWS: u32 = 60;

const LITRES: [(&str, &str, &str); 11] = [
    (
        "opening",
        "Opening stock",
        "In your tanks when the month began.",
    ),
    ("refined", "Refined or produced", ""),
    ("bought", "Bought without tax", "From other full remitters."),
    ("imported", "Imported", "Brought into Alberta."),
    ("taxable", "Sold with tax", ""),
    (
        "own",
        "Own use",
        "Used by yourself; it is taxed as if sold.",
    ),
    ("remitters", "Sold to full remitters", "Without tax."),
    ("exports", "Exported", "Taken out of Alberta in bulk."),
    (
        "exempt",
        "Sold exempt",
        "To buyers who are exempt; keep their certificates.",
    ),
    ("losses", "Losses", "Evaporation, spills and shrinkage."),
    (
        "closing",
        "Closing stock",
        "In your tanks when the month ended.",
    ),
];

pub(super) fn build(
    due: Option<NaiveDate>,
    period: Period,
    rates: &RateTable,
) -> Result<Form, NoForm> {
    let blank = Blank {
        program: Program::FuelTax,
        code: "return",
        kind: FilingKind::Return,
        title: "Fuel tax return",
        total: "40",
    };
    let mut form = blank.form(due, period);
    let mut by_product = Vec::new();
    for (product, _label, code) in PRODUCTS {
        by_product.push((product, span::of(code, period, rates)?));
    }
    let starts: BTreeSet<NaiveDate> = by_product
        .iter()
        .flat_map(|(_, spans)| spans.iter().map(|span| span.first))
        .collect();
    let spans = days(period, &starts);
    let (mut list, mut origins) = (BTreeMap::new(), BTreeMap::new());
    for (product, product_spans) in &by_product {
        for part in &spans {
            let row = product_spans
                .iter()
                .rfind(|span| span.first <= part.first)
                .map(|span| &span.row);
            if let Some(row) = row {
                let key = if part.letter.is_empty() {
                    (*product).to_owned()
                } else {
                    format!("{product}/{}", part.letter)
                };
                origins.insert(key.clone(), row.origin());
                list.insert(key, Figure::new(row.value.fraction()));
                if !form.rates.contains(row) {
                    form.rates.push(row.clone());
                }
            }
        }
    }
    form.lists.insert("rate".into(), list);
    form.origins.insert("rate".into(), origins);
    let products = PRODUCTS.map(|(product, label, _)| (product, label));
    let mut columns = vec![Line::choice("product", "Product", "", &products).required()];
    let mut unique = vec!["product"];
    let mut rate = "lookup('rate', [product])";
    if spans.len() > 1 {
        let labels = spans
            .iter()
            .map(|part| (part.letter.clone(), part.label.clone()));
        columns.push(
            Line::choice(
                "days",
                "Days",
                "The rate changed in this month: one row for each part.",
                &[],
            )
            .with_choices(labels)
            .required(),
        );
        unique.push("days");
        rate = "lookup('rate', [product], [days])";
    }
    columns.extend(LITRES.map(|(id, label, hint)| Line::entered(id, label, hint, Unit::Litres)));
    columns.extend([
        Line::computed(
            "litres",
            "Taxable litres",
            "Sold with tax and own use.",
            Unit::Litres,
            "[taxable] + [own]",
        ),
        Line::computed("rate", "Rate", "For one litre.", Unit::DollarsEach, rate),
        Line::computed(
            "tax",
            "Tax",
            "Taxable litres \u{d7} rate",
            Unit::Dollars,
            "[litres] * [rate]",
        ),
    ]);
    form.sections = vec![
        Section::new("Fuel by product", Vec::new())
            .lead("One row for each product that you handled. Leave the table empty for a nil return.")
            .table(Table::new("products", "product", MOST_ROWS, columns).unique(&unique)),
        Section::new("The tax", tax_lines()),
    ];
    form.checks = checks();
    form.papers = vec![Paper::when(
        "Schedules of sales to and purchases from other full remitters",
        "sum([products.remitters] + [products.bought]) > 0",
    )];
    Ok(form)
}

fn tax_lines() -> Vec<Line> {
    vec![
        Line::computed(
            "10",
            "Tax on all products",
            "The tax of all rows.",
            Unit::Dollars,
            "sum([products.tax])",
        )
        .because(
            "The tax of each product, litres times the rate of its days, added up.",
            "Fuel Tax Act, sections 4, 11 and 12",
        ),
        Line::entered(
            "20",
            "Adjustments",
            "Corrections of earlier months. Below zero when they lower the tax.",
            Unit::Dollars,
        )
        .signed(),
        Line::entered("21", "What the adjustments are for", "", Unit::Text)
            .when("[20] != 0")
            .required(),
        Line::entered(
            "30",
            "Credits",
            "Tax that you were charged and may take back.",
            Unit::Dollars,
        ),
        Line::total(
            "40",
            "Tax payable",
            "Line 10 plus line 20 less line 30",
            Unit::Dollars,
            "[10] + [20] - [30]",
        )
        .because("The tax on all products, adjusted, less the credits.", ""),
    ]
}

fn checks() -> Vec<Check> {
    let comes = "[opening] + [refined] + [bought] + [imported]";
    let goes = "[taxable] + [own] + [remitters] + [exports] + [exempt] + [losses] + [closing]";
    vec![
        Check::warning(
            "stock.unbalanced",
            &format!("{comes} != {goes}"),
            &["closing"],
            "Row {row}: {product} does not add up. Opening stock and receipts should equal what \
             was sold, used and lost, and closing stock",
        )
        .each_row("products"),
        Check::warning(
            "tax.negative",
            "[40] < 0",
            &["40"],
            "The return comes to a credit of tax. Check lines 20 and 30",
        ),
    ]
}

/// A part of the month in which no rate changes.
struct Part {
    letter: String,
    label: String,
    first: NaiveDate,
}

fn days(period: Period, starts: &BTreeSet<NaiveDate>) -> Vec<Part> {
    let many = starts.len() > 1;
    let ends = starts.iter().skip(1).map(NaiveDate::pred_opt).chain([None]);
    starts
        .iter()
        .zip(ends)
        .zip('a'..='z')
        .map(|((first, end), letter)| {
            let last = end.unwrap_or(period.ends_on);
            Part {
                letter: if many {
                    letter.to_string()
                } else {
                    String::new()
                },
                label: crate::words::days(*first, last),
                first: *first,
            }
        })
        .collect()
}
