//! What is taxed and at which rates. Cigarettes and sticks by the piece, loose and smokeless tobacco by the gram, a
//! part of a gram counting as a whole one; cigars by their price, within a least and a most (domain page
//! `tobacco-tax`, rates).

use crate::form::{Line, Unit};
use crate::period::Period;
use crate::program::RateMissing;
use crate::program::span::{self, Span};
use crate::rate::{DatedRate, RateCode, RateTable};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Tobacco that is taxed by its quantity.
pub(super) struct Product {
    /// What its line numbers begin with.
    pub(super) digit: char,
    /// Its word in choices and ids.
    pub(super) word: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// Pieces or grams.
    pub(super) unit: Unit,
    /// Its rate, in dollars each.
    pub(super) code: RateCode,
}

impl Product {
    /// The number of a line of the product: `130`.
    pub(super) fn id(&self, number: &str) -> String {
        format!("{}{number}", self.digit)
    }

    /// Its quantity comes in grams.
    pub(super) fn is_weighed(&self) -> bool {
        self.unit == Unit::Grams
    }
}

pub(super) const PRODUCTS: [Product; 3] = [
    Product {
        digit: '1',
        word: "cigarettes",
        name: "Cigarettes and tobacco sticks",
        unit: Unit::Pieces,
        code: RateCode::of("tobacco.cigarette"),
    },
    Product {
        digit: '2',
        word: "loose",
        name: "Loose tobacco and fine cut",
        unit: Unit::Grams,
        code: RateCode::of("tobacco.loose"),
    },
    Product {
        digit: '3',
        word: "smokeless",
        name: "Smokeless tobacco",
        unit: Unit::Grams,
        code: RateCode::of("tobacco.smokeless"),
    },
];

/// Share of a cigar's taxable price.
const CIGAR: RateCode = RateCode::of("tobacco.cigar");
/// The least tax of a cigar.
const CIGAR_LEAST: RateCode = RateCode::of("tobacco.cigar-least");
/// The most.
const CIGAR_MOST: RateCode = RateCode::of("tobacco.cigar-most");
/// What the selling price is multiplied by to be the taxable price.
const CIGAR_PRICE: RateCode = RateCode::of("tobacco.cigar-price");

/// Every rate of the program.
pub(super) const CODES: [RateCode; 7] = [
    PRODUCTS[0].code,
    PRODUCTS[1].code,
    PRODUCTS[2].code,
    CIGAR,
    CIGAR_LEAST,
    CIGAR_MOST,
    CIGAR_PRICE,
];

/// The figures of cigars: code, what its given line is called, label, unit.
const CIGAR_FIGURES: [(RateCode, &str, &str, Unit); 4] = [
    (
        CIGAR_PRICE,
        "cigar-price",
        "Taxable price, times the selling price",
        Unit::Factor,
    ),
    (
        CIGAR,
        "cigar-share",
        "Tax as a share of the taxable price",
        Unit::Percent,
    ),
    (
        CIGAR_LEAST,
        "cigar-least",
        "Least tax of a cigar",
        Unit::DollarsEach,
    ),
    (
        CIGAR_MOST,
        "cigar-most",
        "Most tax of a cigar",
        Unit::DollarsEach,
    ),
];

/// The row of a rate on a day.
pub(super) fn on(
    code: RateCode,
    day: NaiveDate,
    rates: &RateTable,
) -> Result<&DatedRate, RateMissing> {
    rates.on(code, day).ok_or(RateMissing { code, day })
}

/// The most tax that a cigar has ever borne up to a day.
pub(super) fn most_of_a_cigar(day: NaiveDate, rates: &RateTable) -> Option<Decimal> {
    let rows = rates.rows().iter();
    rows.filter(|row| row.code == CIGAR_MOST && row.effective_on <= day)
        .map(|row| row.value.fraction())
        .max()
}

/// The days of a period cut wherever any rate of tobacco changes.
pub(super) fn spans(period: Period, rates: &RateTable) -> Result<Vec<Span>, RateMissing> {
    let mut starts = Vec::new();
    for code in CODES {
        let mut before = on(code, period.starts_on, rates)?;
        if starts.is_empty() {
            starts.push(before.clone());
        }
        for row in rates.rows().iter().filter(|row| row.code == code) {
            let inside = row.effective_on > period.starts_on && row.effective_on <= period.ends_on;
            if inside && row.value != before.value {
                starts.push(row.clone());
            }
            if inside {
                before = row;
            }
        }
    }
    starts.sort_by_key(|row| row.effective_on);
    starts.dedup_by_key(|row| row.effective_on);
    Ok(span::spans(period, &starts))
}

/// The rows that count anywhere in the period: what a filing keeps.
pub(super) fn rows(period: Period, rates: &RateTable) -> Vec<DatedRate> {
    CODES
        .iter()
        .flat_map(|code| rates.within(*code, period.starts_on, period.ends_on))
        .collect()
}

/// The rate of a product on a day as a line that the form gives.
pub(super) fn given(
    product: &Product,
    id: &str,
    label: &str,
    day: NaiveDate,
    rates: &RateTable,
) -> Result<Line, RateMissing> {
    let row = on(product.code, day, rates)?;
    let value = row.value.fraction();
    Ok(Line::given(
        id,
        label,
        Unit::DollarsEach,
        value,
        &row.origin(),
    ))
}

/// The figures of cigars on a day, each as a line that the form gives; ids end with the suffix.
pub(super) fn given_of_cigars(
    suffix: &str,
    day: NaiveDate,
    rates: &RateTable,
) -> Result<Vec<Line>, RateMissing> {
    let lines = CIGAR_FIGURES.iter().map(|(code, id, label, unit)| {
        let row = on(*code, day, rates)?;
        let value = row.value.fraction();
        Ok(Line::given(
            &format!("{id}{suffix}"),
            label,
            *unit,
            value,
            &row.origin(),
        ))
    });
    lines.collect()
}

/// The tax of one cigar from its taxable price, at the figures with that suffix. That it is rounded to four decimals
/// is not published.
pub(super) fn tax_of_cigar(taxable_price: &str, suffix: &str) -> String {
    format!(
        "round(min(max({taxable_price} * [cigar-share{suffix}], [cigar-least{suffix}]), \
         [cigar-most{suffix}]), 4)"
    )
}
