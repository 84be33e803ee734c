//! The memo summary: every delivery that a collector received or made in the month, document by document. It is due
//! on the 7th of the next month and nothing is payable with it (domain page `tobacco-tax`).

use super::products::PRODUCTS;
use crate::form::{Check, Line, Section, Table, Unit};
use crate::period::Period;
use crate::words;

/// The most documents of a month.
const MOST_ROWS: u32 = 10_000;

/// The choices of a product, cigars last.
pub(super) fn products() -> Vec<(String, String)> {
    let by_quantity = PRODUCTS
        .iter()
        .map(|product| (product.word.to_owned(), product.name.to_owned()));
    by_quantity
        .chain([("cigars".to_owned(), "Cigars".to_owned())])
        .collect()
}

/// The sections and checks of a month.
pub(super) fn parts(period: Period) -> (Vec<Section>, Vec<Check>) {
    let columns = vec![
        Line::entered(
            "supplier",
            "Supplier",
            "The name on the document.",
            Unit::Text,
        )
        .required(),
        Line::entered(
            "licence",
            "Licence or account number",
            "Of the supplier.",
            Unit::Text,
        ),
        Line::entered(
            "document",
            "Document number",
            "Of the invoice or memo.",
            Unit::Text,
        )
        .required(),
        Line::entered("date", "Date", "Of the document.", Unit::Date).required(),
        Line::choice("product", "Product", "", &[])
            .with_choices(products())
            .required(),
        Line::entered(
            "quantity",
            "Quantity",
            "Pieces, or whole grams of loose and smokeless tobacco.",
            Unit::Number,
        )
        .required(),
    ];
    let table = Table::new("memos", "memo", MOST_ROWS, columns)
        .unique(&["supplier", "document", "product"]);
    let mut lines = vec![
        Line::computed(
            "documents",
            "Rows",
            "How many there are",
            Unit::Number,
            "count([memos.document])",
        )
        .because("The rows of the summary.", ""),
    ];
    for (word, name) in products() {
        let unit = if word == "cigarettes" || word == "cigars" {
            Unit::Pieces
        } else {
            Unit::Grams
        };
        lines.push(
            Line::computed(
                &word,
                &name,
                "All rows of the product",
                unit,
                &format!("sum([memos.quantity], [memos.product] = '{word}')"),
            )
            .because("The quantities of all rows of the product, together.", ""),
        );
    }
    lines.push(Line::total(
        "payable",
        "Payable",
        "Nothing is payable with a memo summary; the tax is on the return",
        Unit::Dollars,
        "0",
    ));
    let title = format!("Memos of {}", period.label());
    let sections = vec![
        Section::new(&title, Vec::new())
            .lead("One row for each document and product, or a file with the same columns.")
            .table(table),
        Section::new("All memos", lines),
    ];
    (sections, checks(period))
}

fn checks(period: Period) -> Vec<Check> {
    vec![
        Check::error(
            "memo.outside_period",
            &format!(
                "has([date]) and ([date] < day('{}') or [date] > day('{}'))",
                period.starts_on, period.ends_on
            ),
            &["date"],
            &format!(
                "Row {{row}}: {{date}} is outside {}. Report it with its own month",
                words::days(period.starts_on, period.ends_on)
            ),
        )
        .each_row("memos"),
        Check::warning(
            "memo.no_quantity",
            "has([quantity]) and [quantity] = 0",
            &["quantity"],
            "Row {row}: the quantity is nothing. Leave the row out, or enter what was delivered",
        )
        .each_row("memos"),
    ]
}
