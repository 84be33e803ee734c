//! The monthly return of collectors: stock and sales of each product, cigars by price, and the tax.
//!
//! A month in which a rate changes has the lines of taxable sales once for each part, with letters: `130a`, `130b`.

use super::cigars;
use super::packages;
use super::products::{self, PRODUCTS, Product};
use crate::form::{Check, Line, Section, Unit};
use crate::period::Period;
use crate::program::RateMissing;
use crate::program::span::{self, Span, listed};
use crate::rate::RateTable;

/// Sales that bear no tax: number, label, hint.
const UNTAXED: [(&str, &str, &str); 4] = [
    (
        "40",
        "Exempt sales",
        "Sold free of tax under the Act, but for the sales below.",
    ),
    ("45", "Exported", "Sold to places outside Alberta."),
    ("50", "Sold to other collectors", "They report the tax."),
    (
        "55",
        "Sold to AITE retailers",
        "Under the Alberta Indian Tax Exemption.",
    ),
];

const ACT: &str = "Tobacco Tax Act, c T-4";

/// The sections and checks of a month.
pub(super) fn parts(
    period: Period,
    spans: &[Span],
    rates: &RateTable,
) -> Result<(Vec<Section>, Vec<Check>), RateMissing> {
    let mut sections = Vec::new();
    let mut checks = Vec::new();
    for product in &PRODUCTS {
        sections.push(section(product, period, spans, rates)?);
        checks.extend(checks_of(product, spans));
    }
    for span in spans {
        sections.push(packages::section(period, span, spans.len() > 1));
    }
    sections.push(cigars::stock(spans));
    for span in spans {
        sections.push(cigars::section(period, span, spans.len() > 1, rates)?);
    }
    checks.extend(cigars::checks(spans));
    sections.push(totals(spans));
    checks.push(Check::error(
        "credits.exceed_tax",
        "[900] < [910]",
        &["910"],
        "Credits come to more than the tax of this return. Put the rest into the next return",
    ));
    Ok((sections, checks))
}

/// `Taxable sales`, or `Taxable sales to 24 October 2019`.
pub(super) fn label(text: &str, period: Period, span: &Span, many: bool) -> String {
    if many {
        format!("{text} {}", span::days(period, span))
    } else {
        text.to_owned()
    }
}

fn section(
    product: &Product,
    period: Period,
    spans: &[Span],
    rates: &RateTable,
) -> Result<Section, RateMissing> {
    let many = spans.len() > 1;
    let entered = |number: &str, label: &str, hint: &str| {
        Line::entered(&product.id(number), label, hint, product.unit)
    };
    let mut lines = vec![
        entered(
            "10",
            "Opening stock",
            "What was on hand when the month began.",
        ),
        entered(
            "15",
            "Bought",
            "From all suppliers, also from outside Canada.",
        ),
    ];
    for span in spans {
        lines.push(entered(
            &span.id("20"),
            &label("Returned by customers", period, span, many),
            "Sold with tax earlier and taken back. It lessens the taxable quantity.",
        ));
        lines.push(entered(
            &span.id("30"),
            &label("Taxable sales", period, span, many),
            if product.is_weighed() {
                "Packages of whole grams. Packages with part of a gram go into the table below."
            } else {
                "Sold with tax."
            },
        ));
    }
    let untaxed = UNTAXED
        .iter()
        .map(|(number, label, hint)| entered(number, label, hint));
    lines.extend(untaxed);
    lines.push(entered(
        "60",
        "Lost",
        "Stolen, burnt, spoilt. Ask for the tax back by a claim.",
    ));
    lines.push(entered(
        "70",
        "Closing stock",
        "What was on hand when the month ended.",
    ));
    lines.push(difference(product, spans));
    for span in spans {
        lines.extend(tax_lines(product, period, span, many, rates)?);
    }
    Ok(
        Section::new(product.name, lines).lead(if product.is_weighed() {
            "In grams. Part of a gram counts as a whole one, package by package."
        } else {
            "In pieces."
        }),
    )
}

/// `[110] + [115] + [120] - …`: what the books say is missing or over.
fn difference(product: &Product, spans: &[Span]) -> Line {
    let id = |number: &str| format!("[{}]", product.id(number));
    let mut formula = format!("{} + {}", id("10"), id("15"));
    for span in spans {
        let (back, sold) = (id(&span.id("20")), id(&span.id("30")));
        formula.push_str(&format!(" + {back} - {sold}"));
        if product.is_weighed() {
            let table = packages::table(span);
            let grams = format!("[{table}.grams] * [{table}.count]");
            let kind = format!("[{table}.kind] = '{}'", product.word);
            formula.push_str(&format!(" - sum({grams}, {kind})"));
        }
    }
    for (number, ..) in UNTAXED {
        formula.push_str(&format!(" - {}", id(number)));
    }
    formula.push_str(&format!(" - {} - {}", id("60"), id("70")));
    let hint = "Opening stock, bought and returned, less everything that left and closing stock";
    Line::computed(
        &product.id("75"),
        "Stock unaccounted for",
        hint,
        product.unit,
        &formula,
    )
    .because(
        "What came in, less what went out and what is left. It should be nothing.",
        "",
    )
}

fn tax_lines(
    product: &Product,
    period: Period,
    span: &Span,
    many: bool,
    rates: &RateTable,
) -> Result<Vec<Line>, RateMissing> {
    let rate = rate_id(product, span);
    let quantity = product.id(&span.id("80"));
    let (hint, text) = if product.is_weighed() {
        (
            "Taxable sales in whole grams, less what was returned",
            "Whole grams sold with tax, with those of packages with part of a gram, less what came back.",
        )
    } else {
        (
            "Taxable sales less what was returned",
            "What was sold with tax, less what came back.",
        )
    };
    Ok(vec![
        Line::computed(
            &quantity,
            &label("Taxable quantity", period, span, many),
            hint,
            product.unit,
            &format!(
                "above({} - {}, 0)",
                sold(product, span),
                back(product, span)
            ),
        )
        .because(text, ACT),
        products::given(
            product,
            &rate,
            &label("Rate", period, span, many),
            span.first,
            rates,
        )?,
        Line::computed(
            &product.id(&span.id("90")),
            &label("Tax", period, span, many),
            &format!("Line {quantity} \u{d7} rate"),
            Unit::Dollars,
            &format!("[{quantity}] * [{rate}]"),
        ),
    ])
}

/// What was sold with tax: whole grams, package by package.
fn sold(product: &Product, span: &Span) -> String {
    let line = product.id(&span.id("30"));
    if product.is_weighed() {
        let packed = packages::grams_in(&packages::table(span), product.word);
        format!("up([{line}]) + {packed}")
    } else {
        format!("[{line}]")
    }
}

fn back(product: &Product, span: &Span) -> String {
    let line = product.id(&span.id("20"));
    if product.is_weighed() {
        format!("up([{line}])")
    } else {
        format!("[{line}]")
    }
}

/// The given line with the rate of a product in a span.
pub(super) fn rate_id(product: &Product, span: &Span) -> String {
    format!("{}-rate{}", product.word, span.suffix)
}

/// The name of a table that each span has.
pub(super) fn table_id(name: &str, span: &Span) -> String {
    if span.suffix.is_empty() {
        name.to_owned()
    } else {
        format!("{name}-{}", span.suffix)
    }
}

fn totals(spans: &[Span]) -> Section {
    let mut taxes: Vec<String> = Vec::new();
    for product in &PRODUCTS {
        taxes.extend(spans.iter().map(|span| product.id(&span.id("90"))));
    }
    taxes.extend(spans.iter().map(|span| span.id(cigars::TAX)));
    let formula: Vec<String> = taxes.iter().map(|id| format!("[{id}]")).collect();
    let lines = vec![
        Line::computed(
            "900",
            "Tax of all products",
            &format!("Lines {}", listed(&taxes)),
            Unit::Dollars,
            &formula.join(" + "),
        )
        .because("The tax of each product, together.", ACT),
        Line::entered(
            "910",
            "Credits",
            "Tax of earlier months that we told you to take off here.",
            Unit::Dollars,
        ),
        Line::total(
            "990",
            "Tax payable",
            "Line 900 less line 910",
            Unit::Dollars,
            "above([900] - [910], 0)",
        )
        .because(
            "The tax of all products, less credits. You hold it in trust until it is paid.",
            ACT,
        ),
    ];
    Section::new("The tax", lines)
}

fn checks_of(product: &Product, spans: &[Span]) -> Vec<Check> {
    let mut checks = Vec::new();
    for span in spans {
        let line = product.id(&span.id("20"));
        checks.push(Check::error(
            "returned.exceeds_sales",
            &format!("{} > {}", back(product, span), sold(product, span)),
            &[&line],
            &format!(
                "Line {line}: more was returned than sold. Report the rest next month, or ask for \
                 the tax back"
            ),
        ));
    }
    let difference = product.id("75");
    checks.push(Check::warning(
        "stock.unbalanced",
        &format!("[{difference}] != 0"),
        &[&product.id("70")],
        &format!(
            "{}: the stock does not add up by {{{difference}}}. Check lines {} to {}",
            product.name,
            product.id("10"),
            product.id("70")
        ),
    ));
    checks
}
