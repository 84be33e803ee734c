//! Interest on what is owed late: compounded daily over a year of 365 days, rounded once at the end.
//!
//! Interest that is posted month by month is worked out from the first day each time, over charges
//! and payments without the interest posted, and only what is new is posted. So the whole is rounded
//! once however often it is posted, and a payment that counts from an earlier day takes interest
//! back.
//!
//! The first day that bears interest is the day after the due date, the last is the day of receipt.
//! Daily compounding is confirmed for corporate tax; for the levies it is assumed, and so are the
//! divisor and the first day (domain page `interest-and-penalties`).

use crate::Money;
use crate::filing::{Step, Why};
use crate::program::RateMissing;
use crate::rate::{Confidence, DatedRate, Rate, RateCode, RateTable};
use crate::words;
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

/// A change of what is owed: a charge is positive, a payment negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The day it counts from. It is part of the balance that bears interest on the *next* day.
    pub on: NaiveDate,
    /// By how much.
    pub amount: Money,
}

/// A run of days on which interest was borne at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The yearly rate.
    pub rate: Rate,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many days.
    pub days: i64,
}

/// Interest over a span of days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accrual {
    /// The interest, rounded half up to cents.
    pub interest: Money,
    /// The days that bore it, oldest first; days without a balance are left out.
    pub segments: Vec<Segment>,
    /// A rate that was used is not published or not confirmed.
    pub unverified: bool,
}

impl Accrual {
    /// The interest run by run, for people; `None` when there is none.
    pub fn why(&self) -> Option<Why> {
        if self.interest.is_zero() {
            return None;
        }
        let mut steps: Vec<Step> = self
            .segments
            .iter()
            .map(|segment| Step {
                label: format!(
                    "{}, {}",
                    words::days(segment.from, segment.to),
                    words::day_count(segment.days)
                ),
                value: format!("at {} a year", segment.rate.percent()),
            })
            .collect();
        steps.push(Step {
            label: "Interest, rounded to the nearest cent".into(),
            value: words::dollars(self.interest),
        });
        let assumed = if self.unverified {
            " Part of it uses a rate that is not confirmed by a published page."
        } else {
            ""
        };
        Some(Why {
            text: format!(
                "Interest runs from the day after the due date to the day of receipt, compounded daily over 365 days.{assumed}"
            ),
            steps,
            source: Some("Prescribed interest rates of Tax and Revenue Administration".into()),
        })
    }

    /// The number of days that bore interest.
    pub fn days(&self) -> i64 {
        self.segments
            .iter()
            .fold(0, |sum: i64, segment| sum.saturating_add(segment.days))
    }
}

/// Why interest could not be worked out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InterestError {
    /// No rate is known for a day with a balance.
    #[error(transparent)]
    Rate(#[from] RateMissing),
    /// Beyond what the tables hold.
    #[error("the interest is too large")]
    TooLarge,
}

/// Interest on the balance that `movements` make, for every day from `from` to `to`, both included.
///
/// A movement on or before a day counts from the next day on: a payment on a day stops interest
/// after it, a debt due on a day bears interest from the day after. Only a positive balance bears
/// interest. Within the span interest bears interest; it is rounded once, at the end.
pub fn accrue(
    movements: &[Movement],
    from: NaiveDate,
    to: NaiveDate,
    code: RateCode,
    rates: &RateTable,
) -> Result<Accrual, InterestError> {
    let mut accrual = Accrual::default();
    if from > to {
        return Ok(accrual);
    }
    let mut coming: Vec<Movement> = movements
        .iter()
        .filter(|movement| movement.on < to)
        .copied()
        .collect();
    coming.sort_by_key(|movement| movement.on);
    let mut coming = coming.into_iter().peekable();

    let (mut balance, mut interest) = (Decimal::ZERO, Decimal::ZERO);
    let mut day = from;
    loop {
        while let Some(movement) = coming.next_if(|movement| movement.on < day) {
            balance = sum(balance, movement.amount.decimal())?;
        }
        let last = last_unchanged(day, to, coming.peek(), code, rates);
        if balance > Decimal::ZERO {
            let row = rates.on(code, day).ok_or(RateMissing { code, day })?;
            let segment = Segment {
                rate: row.value,
                from: day,
                to: last,
                days: count(day, last),
            };
            let grown = grow(balance, row.value, segment.days).ok_or(InterestError::TooLarge)?;
            interest = sum(interest, grown.checked_sub(balance).unwrap_or_default())?;
            balance = grown;
            accrual.add(segment, row);
        }
        match last.succ_opt() {
            Some(next) if next <= to => day = next,
            _ => break,
        }
    }
    accrual.interest = Money::round_half_up(interest).ok_or(InterestError::TooLarge)?;
    Ok(accrual)
}

impl Accrual {
    fn add(&mut self, segment: Segment, row: &DatedRate) {
        self.unverified |= row.confidence == Confidence::Unverified;
        match self.segments.last_mut() {
            Some(last) if last.rate == segment.rate && last.to.succ_opt() == Some(segment.from) => {
                last.to = segment.to;
                last.days = last.days.saturating_add(segment.days);
            }
            _ => self.segments.push(segment),
        }
    }
}

/// The last day from `day` on with the same balance and the same rate, at most `to`.
fn last_unchanged(
    day: NaiveDate,
    to: NaiveDate,
    next: Option<&Movement>,
    code: RateCode,
    rates: &RateTable,
) -> NaiveDate {
    let moved = next.map_or(to, |movement| movement.on);
    let changed = rates
        .rows()
        .iter()
        .filter(|row| row.code == code && row.effective_on > day)
        .filter_map(|row| row.effective_on.pred_opt())
        .min();
    to.min(moved).min(changed.unwrap_or(to))
}

fn count(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days().saturating_add(1)
}

fn sum(one: Decimal, other: Decimal) -> Result<Decimal, InterestError> {
    one.checked_add(other).ok_or(InterestError::TooLarge)
}

/// Decimals that intermediate factors keep: enough for decades of days on any amount that fits.
const DECIMALS: u32 = 22;

/// `balance × (1 + rate ÷ 365)` to the power of `days`, by squaring.
fn grow(balance: Decimal, rate: Rate, days: i64) -> Option<Decimal> {
    let cut = |value: Decimal| {
        value.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero)
    };
    let daily = rate.fraction().checked_div(Decimal::from(365))?;
    let mut square = cut(Decimal::ONE.checked_add(daily)?);
    let mut factor = Decimal::ONE;
    let mut left = days;
    while left > 0 {
        if left % 2 == 1 {
            factor = cut(factor.checked_mul(square)?);
        }
        left /= 2;
        if left > 0 {
            square = cut(square.checked_mul(square)?);
        }
    }
    balance.checked_mul(factor)
}
