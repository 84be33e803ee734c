//! The days of a period cut wherever one of several rates changes.

use crate::form::{Line, Unit};
use crate::period::Period;
use crate::program::RateMissing;
use crate::program::span;
use crate::rate::{DatedRate, RateCode, RateTable};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Days that share every rate.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// What its line numbers end with: nothing, or `a`, `b`, ...
    suffix: String,
    /// The first day.
    pub(super) first: NaiveDate,
    /// The last day.
    pub(super) last: NaiveDate,
    /// The rates, in the order of their codes.
    rates: Vec<DatedRate>,
}

impl Piece {
    /// The number of a line in these days: `31`, `31a`.
    pub(super) fn id(&self, number: &str) -> String {
        format!("{number}{}", self.suffix)
    }

    /// The name of a table in these days: `packages`, `packages-a`.
    pub(super) fn table(&self, name: &str) -> String {
        match self.suffix.as_str() {
            "" => name.to_owned(),
            suffix => format!("{name}-{suffix}"),
        }
    }

    /// The rate of that code.
    pub(super) fn rate(&self, code: RateCode) -> Decimal {
        let row = self.rates.iter().find(|row| row.code == code);
        row.map_or(Decimal::ZERO, |row| row.value.fraction())
    }

    /// The line that gives a rate.
    pub(super) fn given(&self, number: &str, label: &str, code: RateCode) -> Line {
        let row = self.rates.iter().find(|row| row.code == code);
        let origin = row.map(DatedRate::origin).unwrap_or_default();
        let id = self.id(number);
        Line::given(&id, label, Unit::DollarsEach, self.rate(code), &origin)
    }

    /// `Fuel`, or `Fuel to 31 March 2024` when there is more than one piece.
    pub(super) fn title(&self, title: &str, period: Period) -> String {
        if self.suffix.is_empty() {
            return title.to_owned();
        }
        format!("{title} {}", span::within(period, self.first, self.last))
    }
}

/// Cuts a period wherever one of the rates changes its value.
///
/// # Errors
/// When a rate is not known on a day of it: a gap is never bridged.
pub(super) fn cut(
    codes: &[RateCode],
    period: Period,
    rates: &RateTable,
) -> Result<Vec<Piece>, RateMissing> {
    // A claim whose days are the wrong way round is told so by its checks; here it is its first day.
    let last = period.ends_on.max(period.starts_on);
    let mut days = BTreeSet::from([period.starts_on]);
    for code in codes {
        if let Some(day) = rates.first_gap(*code, period.starts_on, last) {
            return Err(RateMissing { code: *code, day });
        }
        let rows = rates.within(*code, period.starts_on, last);
        let changes = rows.iter().map(|row| row.effective_on);
        days.extend(changes.filter(|day| *day > period.starts_on));
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for first in days {
        let rows: Vec<DatedRate> = codes
            .iter()
            .map(|code| {
                let row = rates.on(*code, first).cloned();
                row.ok_or(RateMissing {
                    code: *code,
                    day: first,
                })
            })
            .collect::<Result<_, _>>()?;
        if let Some(before) = pieces.last_mut() {
            // A row that only repeats the rates before it cuts nothing.
            let same = before.rates.iter().zip(&rows);
            if same.clone().all(|(old, new)| old.value == new.value) {
                continue;
            }
            before.last = first.pred_opt().unwrap_or(first);
        }
        pieces.push(Piece {
            suffix: String::new(),
            first,
            last,
            rates: rows,
        });
    }
    if pieces.len() > 1 {
        for (number, piece) in pieces.iter_mut().enumerate() {
            piece.suffix = suffix(number);
        }
    }
    Ok(pieces)
}

/// The first day on which every rate is known.
pub(super) fn first_known(codes: &[RateCode], rates: &RateTable) -> Option<NaiveDate> {
    let first = |code: &RateCode| {
        let mut rows = rates.rows().iter().filter(|row| row.code == *code);
        rows.next().map(|row| row.effective_on)
    };
    let days: Option<Vec<NaiveDate>> = codes.iter().map(first).collect();
    days?.into_iter().max()
}

/// `a` to `z`, then `aa` to `zz`, and so on.
fn suffix(number: usize) -> String {
    let letter = ('a'..='z').nth(number % 26).unwrap_or('z');
    let times = (number / 26).saturating_add(1);
    std::iter::repeat_n(letter, times).collect()
}

/// The rates behind the pieces, each once, oldest first.
pub(super) fn rates(pieces: &[Piece]) -> Vec<DatedRate> {
    let mut rows: Vec<DatedRate> = Vec::new();
    for row in pieces.iter().flat_map(|piece| &piece.rates) {
        if !rows.contains(row) {
            rows.push(row.clone());
        }
    }
    rows.sort_by_key(|row| (row.effective_on, row.code));
    rows
}

/// The lines that give the rates of some products in every piece, and the formula that chooses among them by the day
/// and the product of a row.
pub(super) struct RatesByDay<'p> {
    pieces: &'p [Piece],
    /// Word of the choice, number of the line, label and code.
    products: &'p [(&'p str, &'p str, &'p str, RateCode)],
}

impl<'p> RatesByDay<'p> {
    /// The rates of products: word of the choice, number of the line, label and code.
    pub(super) fn new(
        pieces: &'p [Piece],
        products: &'p [(&'p str, &'p str, &'p str, RateCode)],
    ) -> Self {
        Self { pieces, products }
    }

    /// The lines that give the rates.
    pub(super) fn lines(&self, period: Period) -> Vec<Line> {
        let of = |piece: &Piece| {
            let given = self.products.iter().map(|(_word, number, label, code)| {
                piece.given(number, &piece.title(label, period), *code)
            });
            given.collect::<Vec<_>>()
        };
        self.pieces.iter().flat_map(of).collect()
    }

    /// The rate on the day in one column, of the product in another.
    pub(super) fn formula(&self, day: &str, product: &str) -> String {
        self.chosen(day, |piece| {
            let products = self.products.iter().rev();
            products.fold(String::from("0"), |other, (word, number, ..)| {
                format!(
                    "if([{product}] = '{word}', [{}], {other})",
                    piece.id(number)
                )
            })
        })
    }

    /// The rate on the day in a column, where there is one product.
    pub(super) fn formula_of_one(&self, day: &str) -> String {
        let number = self
            .products
            .first()
            .map_or("", |(_word, number, ..)| number);
        self.chosen(day, |piece| format!("[{}]", piece.id(number)))
    }

    fn chosen(&self, day: &str, here: impl Fn(&Piece) -> String) -> String {
        let mut formula = String::new();
        let mut later: Option<&Piece> = None;
        // From the newest to the oldest: each older piece wraps the formula of the days after it.
        for piece in self.pieces.iter().rev() {
            formula = match later {
                None => here(piece),
                Some(next) => {
                    format!(
                        "if([{day}] < day('{}'), {}, {formula})",
                        next.first,
                        here(piece)
                    )
                }
            };
            later = Some(piece);
        }
        formula
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::published;

    const CLEAR: RateCode = RateCode::of("fuel.diesel");
    const MARKED: RateCode = RateCode::of("fuel.marked-diesel");

    fn pieces(from: &str, to: &str) -> Vec<Piece> {
        let period = Period {
            starts_on: from.parse().unwrap(),
            ends_on: to.parse().unwrap(),
        };
        cut(&[CLEAR, MARKED], period, &RateTable::new(published())).unwrap()
    }

    #[test]
    fn a_period_is_cut_where_a_rate_changes() {
        let one = pieces("2026-02-01", "2026-02-28");
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].id("10"), "10");
        let three = pieces("2023-12-01", "2024-04-30");
        let days: Vec<(String, String, Decimal)> = three
            .iter()
            .map(|piece| {
                (
                    piece.first.to_string(),
                    piece.last.to_string(),
                    piece.rate(CLEAR),
                )
            })
            .collect();
        let piece = |first: &str, last: &str, cents: i64| {
            (
                first.to_owned(),
                last.to_owned(),
                Decimal::new(cents, 2).normalize(),
            )
        };
        assert_eq!(
            days,
            [
                piece("2023-12-01", "2023-12-31", 0),
                piece("2024-01-01", "2024-03-31", 9),
                piece("2024-04-01", "2024-04-30", 13),
            ]
        );
        assert_eq!(three[2].id("10"), "10c");
    }

    #[test]
    fn equal_rows_and_reversed_days_cut_nothing() {
        let table = RateTable::new([published(), published()].concat());
        let period = Period {
            starts_on: "2026-02-28".parse().unwrap(),
            ends_on: "2026-02-01".parse().unwrap(),
        };
        assert_eq!(cut(&[CLEAR], period, &table).unwrap().len(), 1);
    }

    #[test]
    fn suffixes_never_run_out() {
        let ends: Vec<String> = [0, 25, 26, 52].into_iter().map(suffix).collect();
        assert_eq!(ends, ["a", "z", "aa", "aaa"]);
    }

    #[test]
    fn the_rate_of_a_day_is_a_formula() {
        let pieces = pieces("2024-03-01", "2024-04-30");
        let rates = RatesByDay::new(&pieces, &[("diesel", "31", "Tax on diesel", CLEAR)]);
        assert_eq!(
            rates.formula("sold", "fuel"),
            "if([sold] < day('2024-04-01'), if([fuel] = 'diesel', [31a], 0), \
             if([fuel] = 'diesel', [31b], 0))"
        );
    }
}
