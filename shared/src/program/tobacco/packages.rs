//! Packages of loose and smokeless tobacco that hold part of a gram: each counts as whole grams (domain page
//! `tobacco-tax`).

use super::collector::{label, rate_id, table_id};
use super::products::PRODUCTS;
use crate::form::{Line, Section, Table, Unit};
use crate::period::Period;
use crate::program::span::Span;

/// The most rows of packages in one return.
const MOST_PACKAGES: u32 = 500;

/// The table of a span: `packages`, `packages-a`.
pub(super) fn table(span: &Span) -> String {
    table_id("packages", span)
}

/// Packages with part of a gram: 12.3 g is taxed as 13 g.
pub(super) fn section(period: Period, span: &Span, many: bool) -> Section {
    let [_, loose, smokeless] = &PRODUCTS;
    let columns = vec![
        Line::choice(
            "kind",
            "Tobacco",
            "",
            &[(loose.word, loose.name), (smokeless.word, smokeless.name)],
        )
        .required(),
        Line::entered(
            "grams",
            "Grams in a package",
            "As it says on the package.",
            Unit::Grams,
        )
        .required(),
        Line::entered("count", "Packages sold with tax", "", Unit::Pieces).required(),
        Line::computed(
            "each",
            "Taxable grams in a package",
            "Part of a gram counts as a whole one",
            Unit::Grams,
            "up([grams])",
        ),
        Line::computed(
            "all",
            "Taxable grams",
            "Taxable grams in a package \u{d7} packages",
            Unit::Grams,
            "[each] * [count]",
        ),
        Line::computed(
            "tax",
            "Tax",
            "Part of the tax of the product above",
            Unit::Dollars,
            &format!(
                "if([kind] = '{}', [all] * [{}], [all] * [{}])",
                loose.word,
                rate_id(loose, span),
                rate_id(smokeless, span)
            ),
        ),
    ];
    let table =
        Table::new(&table(span), "package", MOST_PACKAGES, columns).unique(&["kind", "grams"]);
    let title = label("Packages with part of a gram", period, span, many);
    Section::new(&title, Vec::new())
        .lead("One row for each size. Leave the table empty if all packages hold whole grams.")
        .table(table)
}
