//! Packages of loose and smokeless tobacco that hold part of a gram: each counts as whole grams (domain page
//! `tobacco-tax`).

use super::collector::{label, rate_id, table_id};
use super::products::PRODUCTS;
use crate::form::{Line, Section, Table, Unit};
use crate::period::Period;
use crate::program::span::Span;

/// The most rows of packages in one form.
const MOST_PACKAGES: u32 = 500;

/// What is said above the table.
pub(in crate::program) const LEAD: &str =
    "One row for each size. Leave the table empty if all packages hold whole grams.";

/// The table of a span: `packages`, `packages-a`.
pub(super) fn table(span: &Span) -> String {
    table_id("packages", span)
}

/// The table of that name: 12.3 g in a package count as 13 g. `count` is what is counted, `tax` the lines with what a gram
/// of loose and of smokeless tobacco comes to, `hint` says where the tax goes.
pub(in crate::program) fn table_of(
    id: &str,
    count: &str,
    hint: &str,
    [loose_each, smokeless_each]: [&str; 2],
) -> Table {
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
        Line::entered("count", count, "", Unit::Pieces).required(),
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
            hint,
            Unit::Dollars,
            &format!(
                "if([kind] = '{}', [all] * ({loose_each}), [all] * ({smokeless_each}))",
                loose.word
            ),
        ),
    ];
    Table::new(id, "package", MOST_PACKAGES, columns).unique(&["kind", "grams"])
}

/// All grams of a product that stand in such a table.
pub(in crate::program) fn grams_in(id: &str, word: &str) -> String {
    format!("sum([{id}.all], [{id}.kind] = '{word}')")
}

/// Packages that a collector sold with tax in a span.
pub(super) fn section(period: Period, span: &Span, many: bool) -> Section {
    let [_, loose, smokeless] = &PRODUCTS;
    let each = [loose, smokeless].map(|product| format!("[{}]", rate_id(product, span)));
    let table = table_of(
        &table(span),
        "Packages sold with tax",
        "Part of the tax of the product above",
        [&each[0], &each[1]],
    );
    let title = label("Packages with part of a gram", period, span, many);
    Section::new(&title, Vec::new()).lead(LEAD).table(table)
}
