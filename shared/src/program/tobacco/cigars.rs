//! Cigars, taxed by their price: 1.3 times the selling price of the manufacturer or importer is the taxable price; the
//! tax is a share of it, within a least and a most (domain page `tobacco-tax`; notices of 2002 and 2009).

use super::collector::{label, table_id};
use super::products;
use crate::form::{Check, Line, Section, Table, Unit};
use crate::period::Period;
use crate::program::RateMissing;
use crate::program::span::Span;
use crate::rate::RateTable;

/// The line of their tax, without the ending of a span.
pub(super) const TAX: &str = "490";

/// The most prices in one return.
const MOST_PRICES: u32 = 2_000;

const SOURCE: &str = "Tobacco Tax Act, c T-4; special notice on cigars";

/// The stock of cigars, in pieces.
pub(super) fn stock(spans: &[Span]) -> Section {
    let entered = |id: &str, label: &str, hint: &str| Line::entered(id, label, hint, Unit::Pieces);
    let mut formula = "[410] + [415]".to_owned();
    for span in spans {
        let table = table_id("cigars", span);
        formula.push_str(&format!(
            " + sum([{table}.returned]) - sum([{table}.count])"
        ));
    }
    formula.push_str(" - [440] - [445] - [450] - [455] - [460] - [470]");
    let lines =
        vec![
        entered("410", "Opening stock", "What was on hand when the month began."),
        entered("415", "Bought", "From all suppliers, also from outside Canada."),
        entered("440", "Exempt sales", "Sold free of tax under the Act, but for the sales below."),
        entered("445", "Exported", "Sold to places outside Alberta."),
        entered("450", "Sold to other collectors", "They report the tax."),
        entered("455", "Sold to AITE retailers", "Under the Alberta Indian Tax Exemption."),
        entered("460", "Lost", "Stolen, burnt, spoilt. Ask for the tax back by a claim."),
        entered("470", "Closing stock", "What was on hand when the month ended."),
        Line::computed(
            "475",
            "Stock unaccounted for",
            "What came in, less what left and closing stock; taxable sales are those of the table",
            Unit::Pieces,
            &formula,
        )
        .because("What came in, less what went out and what is left. It should be nothing.", ""),
    ];
    Section::new("Cigars", lines).lead("In pieces. Taxable sales go into the table by price.")
}

/// Taxable sales by price.
pub(super) fn section(
    period: Period,
    span: &Span,
    many: bool,
    rates: &RateTable,
) -> Result<Section, RateMissing> {
    let suffix = &span.suffix;
    let mut columns = vec![
        price(),
        Line::entered("count", "Sold with tax", "", Unit::Pieces).required(),
        Line::entered("returned", "Returned by customers", "", Unit::Pieces),
    ];
    columns.extend(taxed(suffix, ""));
    columns.extend([
        Line::computed(
            "value",
            "Selling price of all",
            "Price \u{d7} cigars sold, less those returned",
            Unit::Dollars,
            "[price] * ([count] - [returned])",
        ),
        Line::computed(
            "tax",
            "Tax",
            "Tax of a cigar \u{d7} cigars sold, less those returned",
            Unit::Dollars,
            "[tax-each] * ([count] - [returned])",
        ),
    ]);
    let table_name = table_id("cigars", span);
    let table = Table::new(&table_name, "price", MOST_PRICES, columns).unique(&["price"]);
    let mut lines = products::given_of_cigars(suffix, span.first, rates)?;
    lines.push(
        Line::computed(
            &span.id(TAX),
            &label("Tax of cigars", period, span, many),
            "All prices together",
            Unit::Dollars,
            &format!("sum([{table_name}.tax])"),
        )
        .because("The tax of the cigars of each price, together.", SOURCE),
    );
    let title = label("Cigars by price", period, span, many);
    Ok(Section::new(&title, lines)
        .lead("One row for each price of a cigar.")
        .table(table))
}

/// The price that a row is about.
pub(super) fn price() -> Line {
    Line::entered(
        "price",
        "Selling price of a cigar",
        "Of the manufacturer or importer: with delivery, duty and excise, without GST, before \
         volume discount.",
        Unit::DollarsEach,
    )
    .required()
}

/// The taxable price and the tax of one cigar, at the figures with that suffix.
pub(super) fn taxed(suffix: &str, when: &str) -> [Line; 2] {
    let price = format!("taxable-price{when}");
    [
        Line::computed(
            &price,
            "Taxable price",
            "Selling price \u{d7} the factor of the notice",
            Unit::DollarsEach,
            &format!("[price] * [cigar-price{suffix}]"),
        ),
        Line::computed(
            &format!("tax-each{when}"),
            "Tax of a cigar",
            "A share of the taxable price, within the least and the most, to 4 decimals",
            Unit::DollarsEach,
            &products::tax_of_cigar(&format!("[{price}]"), suffix),
        ),
    ]
}

/// What is checked about cigars.
pub(super) fn checks(spans: &[Span]) -> Vec<Check> {
    let mut checks: Vec<Check> = spans
        .iter()
        .map(|span| {
            Check::error(
                "returned.exceeds_sales",
                "[returned] > [count]",
                &["returned"],
                "Row {row}: more cigars were returned than sold. Report the rest next month, or \
                 ask for the tax back",
            )
            .each_row(&table_id("cigars", span))
        })
        .collect();
    checks.push(Check::warning(
        "stock.unbalanced",
        "[475] != 0",
        &["470"],
        "Cigars: the stock does not add up by {475}. Check lines 410 to 470 and the table",
    ));
    checks
}
