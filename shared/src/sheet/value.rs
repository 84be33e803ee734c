//! The values of a draft while it is worked out, and what formulas make of them.

use super::entries::first;
use super::{Place, Sheet, Tree};
use crate::form::{Line, Unit};
use crate::formula::{Fold, Function, Node, Operator};
use crate::penalty::months_between;
use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// What stands on a line or in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'d> {
    /// Nothing: as a number it is zero.
    Empty,
    /// Something that is no value, or that depends on such.
    Broken,
    /// A number; a day is the number of its days.
    Number(Decimal),
    /// A choice or words.
    Word(&'d str),
}

impl From<Result<Decimal, Missing>> for Cell<'_> {
    fn from(worked_out: Result<Decimal, Missing>) -> Self {
        worked_out.map_or(Self::Broken, Self::Number)
    }
}

/// Why a formula has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Something behind it is broken, or it says so itself.
    Broken,
    /// It is beyond what the tables hold.
    Large,
}

/// A row: its table and its place there.
type At = Option<(usize, usize)>;

/// Every value of a draft.
pub(super) struct Cells<'d> {
    /// By line.
    pub(super) lines: Vec<Cell<'d>>,
    /// By table, column and row.
    pub(super) tables: Vec<Vec<Vec<Cell<'d>>>>,
    /// How many rows each table has.
    pub(super) counts: Vec<usize>,
}

impl Cells<'_> {
    fn get(&self, place: Place, row: usize) -> Cell<'_> {
        let cell = match place {
            Place::Line(number) => self.lines.get(number),
            Place::Column(table, column) => self
                .tables
                .get(table)
                .and_then(|columns| columns.get(column)?.get(row)),
        };
        cell.copied().unwrap_or(Cell::Empty)
    }

    /// How many rows a table has.
    pub(super) fn rows(&self, table: usize) -> usize {
        self.counts.get(table).copied().unwrap_or_default()
    }

    /// Something stands there.
    pub(super) fn entered(&self, place: Place, row: usize) -> bool {
        self.get(place, row) != Cell::Empty
    }

    /// The number that stands there.
    pub(super) fn figure(&self, place: Place, row: usize) -> Option<Decimal> {
        match self.get(place, row) {
            Cell::Number(number) => Some(number),
            Cell::Empty | Cell::Broken | Cell::Word(_) => None,
        }
    }

    /// The word that stands there.
    pub(super) fn word(&self, place: Place, row: usize) -> Option<&str> {
        match self.get(place, row) {
            Cell::Word(word) => Some(word),
            Cell::Empty | Cell::Broken | Cell::Number(_) => None,
        }
    }
}

impl<'d> Cells<'d> {
    /// On the line stands what it began with.
    pub(super) fn begins(&self, number: usize, line: &Line) -> bool {
        self.get(Place::Line(number), 0) == first(line)
    }

    pub(super) fn set_line(&mut self, number: usize, cell: Cell<'d>) {
        if let Some(place) = self.lines.get_mut(number) {
            *place = cell;
        }
    }

    pub(super) fn set_cell(&mut self, table: usize, column: usize, row: usize, cell: Cell<'d>) {
        let place = self
            .tables
            .get_mut(table)
            .and_then(|columns| columns.get_mut(column)?.get_mut(row));
        if let Some(place) = place {
            *place = cell;
        }
    }

    /// The formula has a value and it is not zero.
    pub(super) fn holds(&self, sheet: &Sheet<'_>, tree: &Tree, at: At) -> bool {
        self.number(sheet, tree, at)
            .is_ok_and(|value| !value.is_zero())
    }

    /// A line is asked for, also when that cannot be said yet.
    pub(super) fn asks(&self, sheet: &Sheet<'_>, when: &Tree) -> bool {
        self.number(sheet, when, None) != Ok(Decimal::ZERO)
    }

    /// The value of a formula.
    pub(super) fn number(
        &self,
        sheet: &Sheet<'_>,
        tree: &Tree,
        at: At,
    ) -> Result<Decimal, Missing> {
        let row = at.map_or(0, |(_table, row)| row);
        match tree {
            Node::Number(number) => Ok(*number),
            Node::Value(place) => match self.get(*place, row) {
                Cell::Empty => Ok(Decimal::ZERO),
                Cell::Number(number) => Ok(number),
                Cell::Broken | Cell::Word(_) => Err(Missing::Broken),
            },
            Node::Negative(inner) => {
                let inner = self.number(sheet, inner, at)?;
                Decimal::ZERO.checked_sub(inner).ok_or(Missing::Large)
            }
            Node::Binary(operator, left, right) => self.binary(sheet, *operator, left, right, at),
            Node::Call(function, arguments) => self.call(sheet, *function, arguments, at),
            Node::Rows(fold, place, what, which) => {
                let Place::Column(table, _column) = place else {
                    return Err(Missing::Broken);
                };
                self.fold(sheet, *fold, *table, what, which.as_deref())
            }
            Node::Has(place) => Ok(truth(self.entered(*place, row))),
            Node::Is(place, word) => match self.get(*place, row) {
                Cell::Word(found) => Ok(truth(found == word)),
                Cell::Empty => Ok(Decimal::ZERO),
                Cell::Broken | Cell::Number(_) => Err(Missing::Broken),
            },
            Node::Lookup(list, words, known) => {
                let found = self.lookup(sheet, list, words, row)?;
                if *known {
                    return Ok(truth(found.is_some()));
                }
                found.ok_or(Missing::Broken)
            }
        }
    }

    /// The words of a look into a list, as the list has them; nothing while one is not there.
    pub(super) fn key(&self, words: &[Place], row: usize) -> Option<String> {
        let mut key = String::new();
        for place in words {
            if !key.is_empty() {
                key.push('/');
            }
            key.push_str(self.word(*place, row)?);
        }
        Some(key)
    }

    /// The figure of a list; without one when a word is not entered yet, broken when a word is none.
    fn lookup(
        &self,
        sheet: &Sheet<'_>,
        list: &str,
        words: &[Place],
        row: usize,
    ) -> Result<Option<Decimal>, Missing> {
        let broken = words
            .iter()
            .any(|place| matches!(self.get(*place, row), Cell::Broken | Cell::Number(_)));
        if broken {
            return Err(Missing::Broken);
        }
        let Some(key) = self.key(words, row) else {
            return Ok(None);
        };
        let figure = sheet.form.lists.get(list).and_then(|list| list.get(&key));
        Ok(figure.map(|figure| figure.decimal()))
    }

    fn binary(
        &self,
        sheet: &Sheet<'_>,
        operator: Operator,
        left: &Tree,
        right: &Tree,
        at: At,
    ) -> Result<Decimal, Missing> {
        let first = self.number(sheet, left, at)?;
        // What is decided by the first side does not need the second.
        if operator == Operator::And && first.is_zero() {
            return Ok(Decimal::ZERO);
        }
        if operator == Operator::Or && !first.is_zero() {
            return Ok(Decimal::ONE);
        }
        let second = self.number(sheet, right, at)?;
        match operator {
            Operator::Add => first.checked_add(second).ok_or(Missing::Large),
            Operator::Subtract => first.checked_sub(second).ok_or(Missing::Large),
            Operator::Multiply => first.checked_mul(second).ok_or(Missing::Large),
            Operator::Divide if second.is_zero() => Err(Missing::Broken),
            Operator::Divide => first.checked_div(second).ok_or(Missing::Large),
            Operator::Equal => Ok(truth(first == second)),
            Operator::Unequal => Ok(truth(first != second)),
            Operator::Less => Ok(truth(first < second)),
            Operator::AtMost => Ok(truth(first <= second)),
            Operator::More => Ok(truth(first > second)),
            Operator::AtLeast => Ok(truth(first >= second)),
            Operator::And | Operator::Or => Ok(truth(!second.is_zero())),
        }
    }

    fn call(
        &self,
        sheet: &Sheet<'_>,
        function: Function,
        arguments: &[Tree],
        at: At,
    ) -> Result<Decimal, Missing> {
        let number = |place: usize| {
            let argument = arguments.get(place).ok_or(Missing::Broken)?;
            self.number(sheet, argument, at)
        };
        match function {
            Function::Min | Function::Max => {
                let mut best = number(0)?;
                for place in 1..arguments.len() {
                    let next = number(place)?;
                    best = if function == Function::Min {
                        best.min(next)
                    } else {
                        best.max(next)
                    };
                }
                Ok(best)
            }
            Function::Abs => Ok(number(0)?.abs()),
            Function::Round => {
                let decimals = number(1)?.to_u32().ok_or(Missing::Broken)?;
                Ok(round(number(0)?, decimals))
            }
            Function::Up => Ok(whole(number(0)?, RoundingStrategy::AwayFromZero)),
            Function::Down => Ok(whole(number(0)?, RoundingStrategy::ToZero)),
            Function::If => number(if number(0)?.is_zero() { 2 } else { 1 }),
            Function::Above => {
                let value = number(0)?;
                if value < number(1)? {
                    Err(Missing::Broken)
                } else {
                    Ok(value)
                }
            }
            Function::Not => Ok(truth(number(0)?.is_zero())),
            Function::Years | Function::YearEnd => {
                years_later(function, number(0)?, number(1)?).ok_or(Missing::Broken)
            }
            Function::Months => {
                let days = day(number(0)?).zip(day(number(1)?));
                let (from, to) = days.ok_or(Missing::Broken)?;
                Ok(Decimal::from(months_between(from, to)))
            }
        }
    }

    fn fold(
        &self,
        sheet: &Sheet<'_>,
        fold: Fold,
        table: usize,
        what: &Tree,
        which: Option<&Tree>,
    ) -> Result<Decimal, Missing> {
        let mut result = Decimal::ZERO;
        for row in 0..self.rows(table) {
            let at = Some((table, row));
            if let Some(which) = which
                && self.number(sheet, which, at)?.is_zero()
            {
                continue;
            }
            match fold {
                Fold::Sum => {
                    let value = self.number(sheet, what, at)?;
                    result = result.checked_add(value).ok_or(Missing::Large)?;
                }
                Fold::Most => result = result.max(self.number(sheet, what, at)?),
                Fold::Count => {
                    let counts = if let Node::Value(place) = what {
                        self.entered(*place, row)
                    } else {
                        self.holds(sheet, what, at)
                    };
                    if counts {
                        result = result.checked_add(Decimal::ONE).ok_or(Missing::Large)?;
                    }
                }
            }
        }
        Ok(result)
    }
}

/// A day, as a number, so many years later.
fn years_later(function: Function, day: Decimal, years: Decimal) -> Option<Decimal> {
    let day = self::day(day)?;
    let later = if function == Function::YearEnd {
        NaiveDate::from_ymd_opt(day.year().checked_add(years.to_i32()?)?, 12, 31)?
    } else {
        day.checked_add_months(Months::new(years.to_u32()?.checked_mul(12)?))?
    };
    Some(Decimal::from(later.num_days_from_ce()))
}

const fn truth(holds: bool) -> Decimal {
    if holds { Decimal::ONE } else { Decimal::ZERO }
}

fn whole(value: Decimal, strategy: RoundingStrategy) -> Decimal {
    value.round_dp_with_strategy(0, strategy)
}

fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// The most that a figure can be: fifteen digits before the decimal point.
const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// A value with the decimals of its unit, half up, when it is not too large.
pub(super) fn fit(value: Decimal, unit: Unit) -> Result<Decimal, Missing> {
    let mut value = round(value, unit.scale());
    if value.abs() >= MOST {
        return Err(Missing::Large);
    }
    value.rescale(unit.scale());
    if value.is_zero() {
        value.set_sign_positive(true);
    }
    Ok(value)
}

/// A day that was worked out.
pub(super) fn day(value: Decimal) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(value.to_i32()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_later_keep_to_the_calendar() {
        let number = |day: &str| {
            let day: NaiveDate = day.parse().unwrap();
            Decimal::from(day.num_days_from_ce())
        };
        let later = |function, day: &str, years: i64| {
            years_later(function, number(day), Decimal::from(years)).unwrap()
        };
        assert_eq!(
            later(Function::Years, "2024-06-20", 1),
            number("2025-06-20")
        );
        assert_eq!(
            later(Function::Years, "2024-02-29", 1),
            number("2025-02-28")
        );
        assert_eq!(
            later(Function::YearEnd, "2023-03-05", 3),
            number("2026-12-31")
        );
        assert_eq!(
            later(Function::YearEnd, "2023-12-31", 0),
            number("2023-12-31")
        );
        assert_eq!(
            years_later(Function::Years, Decimal::MAX, Decimal::ONE),
            None
        );
        assert_eq!(
            years_later(Function::YearEnd, Decimal::ONE, Decimal::MAX),
            None
        );
    }

    #[test]
    fn the_most_has_sixteen_digits() {
        assert_eq!(MOST.to_string(), "1000000000000000");
    }
}
