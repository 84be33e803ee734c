//! Interest on what is owed late: compounded daily over a year of 365 days, rounded once at the end.
//!
//! Interest that is posted month by month is worked out from the first day each time, over charges
//! and payments without the interest posted, and only what is new is posted. So the whole is rounded
//! once however often it is posted, and a payment that counts from an earlier day takes interest
//! back.
//!
//! The first day that bears interest is the day after the due date, the last is the day of receipt.
//! Where no rate is known interest ends, and says from which day: it is never worked out with a wrong one.
//!
//! Daily compounding is confirmed for corporate tax; for the levies it is assumed, and so are the
//! divisor and the first day (domain page `interest-and-penalties`).

mod monthly;
mod why;

pub use monthly::{Month, Monthly, by_month};

use crate::Money;
use crate::program::RateMissing;
use crate::rate::{Confidence, DatedRate, Rate, RateCode, RateTable};
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
    /// On a credit: the interest is the client's.
    pub on_credit: bool,
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
    /// That debts of the program bear this interest is not confirmed.
    pub assumed: bool,
    /// Notices that were paid in full within their days of grace, and when: no interest ran in between.
    pub graced: Vec<(NaiveDate, NaiveDate)>,
    /// It is worked out by the month: there are no days.
    pub monthly: bool,
    /// The months that bore it, oldest first.
    pub months: Vec<Month>,
    /// The first day that bears interest and has no rate. What that day and those after it bear is not in here.
    pub missing: Option<RateMissing>,
}

impl Accrual {
    /// All of it.
    ///
    /// # Errors
    /// When a rate is missing.
    pub fn whole(self) -> Result<Self, RateMissing> {
        match self.missing {
            Some(missing) => Err(missing),
            None => Ok(self),
        }
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
    /// No rate is known for a day with a balance, and a part of the interest does not do.
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
/// interest. Within the span interest bears interest; it is rounded once, at the end. It ends before the first day
/// that would bear it and has no rate ([`Accrual::missing`]).
///
/// # Errors
/// When the interest is too large.
pub fn accrue(
    movements: &[Movement],
    from: NaiveDate,
    to: NaiveDate,
    code: RateCode,
    rates: &RateTable,
) -> Result<Accrual, InterestError> {
    let span = Span {
        from,
        to,
        code,
        credit_from: None,
        rates,
    };
    Ok(run(movements, &[], span)?.0)
}

/// The days that interest is worked out for, and by which rates.
#[derive(Clone, Copy, Debug)]
pub struct Span<'r> {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The rate on what is owed.
    pub code: RateCode,
    /// Credits bear interest, in the client's favour, from this day at the earliest; never when there is none.
    pub credit_from: Option<NaiveDate>,
    /// The rates.
    pub rates: &'r RateTable,
}

impl Span<'_> {
    /// The rate that a balance bears on a day, if any.
    fn code(&self, bearing: Decimal, day: NaiveDate) -> Option<RateCode> {
        let credit = self.credit_from.is_some_and(|from| day >= from);
        if bearing >= SETTLED {
            Some(self.code)
        } else if credit && bearing <= -SETTLED {
            Some(RateCode::CREDIT_INTEREST)
        } else {
            None
        }
    }
}

/// A part of the balance that bears no interest for a while.
#[derive(Clone, Debug)]
pub(crate) struct Spared {
    /// The first day.
    pub(crate) from: NaiveDate,
    /// The last day.
    pub(crate) to: NaiveDate,
    /// The part at the beginning.
    pub(crate) amount: Decimal,
    /// How the part changes after that: what of it falls due, and what is paid of it.
    pub(crate) changes: Vec<Movement>,
}

impl Spared {
    /// The part that is spared on a day.
    fn on(&self, day: NaiveDate) -> Result<Decimal, InterestError> {
        if day < self.from || day > self.to {
            return Ok(Decimal::ZERO);
        }
        let mut part = self.amount;
        for change in self.changes.iter().filter(|change| change.on < day) {
            part = sum(part, change.amount.decimal())?;
        }
        Ok(part.max(Decimal::ZERO))
    }
}

/// What is less than half a cent is settled: it is only what rounding left of a debt that was paid.
const SETTLED: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// The interest, and the balance with it at the end of the last day, movements of that day included. Of parts that are
/// spared at once the largest counts, since they are parts of the same balance.
pub(crate) fn run(
    movements: &[Movement],
    spared: &[Spared],
    span: Span<'_>,
) -> Result<(Accrual, Decimal), InterestError> {
    let Span { to, rates, .. } = span;
    let mut accrual = Accrual::default();
    let mut coming: Vec<Movement> = movements
        .iter()
        .filter(|movement| movement.on <= to)
        .copied()
        .collect();
    coming.sort_by_key(|movement| movement.on);
    let mut coming = coming.into_iter().peekable();

    let (mut balance, mut interest) = (Decimal::ZERO, Decimal::ZERO);
    let mut day = span.from;
    while day <= to {
        while let Some(movement) = coming.next_if(|movement| movement.on < day) {
            balance = sum(balance, movement.amount.decimal())?;
        }
        let mut bearing = balance;
        if balance > Decimal::ZERO {
            for part in spared {
                let rest = balance.checked_sub(part.on(day)?);
                bearing = bearing.min(rest.ok_or(InterestError::TooLarge)?);
            }
            bearing = bearing.max(Decimal::ZERO);
        }
        // After a day without a rate nothing is known: interest of later days would not bear that of the days between.
        let code = span
            .code(bearing, day)
            .filter(|_code| accrual.missing.is_none());
        let last = last_unchanged(day, coming.peek(), spared, code, span);
        let row = code.and_then(|code| rates.on(code, day));
        if let (Some(code), None) = (code, row) {
            accrual.missing = Some(RateMissing { code, day });
        }
        if let Some(row) = row {
            let segment = Segment {
                rate: row.value,
                from: day,
                to: last,
                days: count(day, last),
                on_credit: bearing.is_sign_negative(),
            };
            let grown = grow(bearing, row.value, segment.days).ok_or(InterestError::TooLarge)?;
            let new = grown.checked_sub(bearing).unwrap_or_default();
            interest = sum(interest, new)?;
            balance = sum(balance, new)?;
            accrual.add(segment, row);
        }
        match last.succ_opt() {
            Some(next) => day = next,
            None => break,
        }
    }
    for movement in coming {
        balance = sum(balance, movement.amount.decimal())?;
    }
    accrual.interest = Money::round_half_up(interest).ok_or(InterestError::TooLarge)?;
    Ok((accrual, balance))
}

/// Interest on a credit that the account holds: corporate tax only (Alberta Corporate Tax Act, s.47).
///
/// Movements and days are as for [`accrue`], so a credit is negative; the interest is positive and is owed to the
/// client. It does not begin before the return is complete (`complete_on`), whatever `from` says.
///
/// # Errors
/// When the interest is too large.
pub fn accrue_credit(
    movements: &[Movement],
    from: NaiveDate,
    to: NaiveDate,
    complete_on: NaiveDate,
    rates: &RateTable,
) -> Result<Accrual, InterestError> {
    let turned: Vec<Movement> = movements
        .iter()
        .map(|movement| Movement {
            on: movement.on,
            amount: movement.amount.negated(),
        })
        .collect();
    let from = from.max(complete_on);
    accrue(&turned, from, to, RateCode::CREDIT_INTEREST, rates)
}

/// The last day that bears interest when everything was paid on a day: the day of the notice when that was within
/// the days of grace from it, otherwise the day of payment (circulars CT-2 to CT-11; corporate tax only).
pub fn last_bearing_day(
    notice: NaiveDate,
    paid_in_full_on: NaiveDate,
    grace_days: Option<i64>,
) -> NaiveDate {
    if grace_applies(notice, paid_in_full_on, grace_days) {
        paid_in_full_on.min(notice)
    } else {
        paid_in_full_on
    }
}

/// Payment in full came within the days of grace from the notice.
pub fn grace_applies(
    notice: NaiveDate,
    paid_in_full_on: NaiveDate,
    grace_days: Option<i64>,
) -> bool {
    grace_days
        .is_some_and(|days| paid_in_full_on <= crate::deadline::interest_grace_until(notice, days))
}

impl Accrual {
    fn add(&mut self, segment: Segment, row: &DatedRate) {
        self.unverified |= row.confidence == Confidence::Unverified;
        match self.segments.last_mut() {
            Some(last)
                if last.rate == segment.rate
                    && last.on_credit == segment.on_credit
                    && last.to.succ_opt() == Some(segment.from) =>
            {
                last.to = segment.to;
                last.days = last.days.saturating_add(segment.days);
            }
            _ => self.segments.push(segment),
        }
    }
}

/// The last day from `day` on with the same balance, the same parts spared and the same rate.
fn last_unchanged(
    day: NaiveDate,
    next: Option<&Movement>,
    spared: &[Spared],
    code: Option<RateCode>,
    span: Span<'_>,
) -> NaiveDate {
    let parts = spared.iter().flat_map(|part| {
        let ends = part.from.pred_opt().into_iter().chain([part.to]);
        ends.chain(part.changes.iter().map(|change| change.on))
    });
    let rows = span.rates.rows().iter();
    let rates = rows
        .filter(|row| Some(row.code) == code)
        .flat_map(|row| row.effective_on.pred_opt().into_iter().chain(row.until));
    let credit = span.credit_from.and_then(|from| from.pred_opt());
    next.map(|movement| movement.on)
        .into_iter()
        .chain(parts)
        .chain(rates)
        .chain(credit)
        .filter(|end| *end >= day)
        .fold(span.to, NaiveDate::min)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::published;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn credits_bear_interest_from_the_day_the_return_is_complete() {
        let rates = RateTable::new(published());
        let credit = [Movement {
            on: day("2024-06-30"),
            amount: Money::from_cents(-1_200_000),
        }];
        let of = |complete: &str| {
            let (from, to) = (day("2024-07-01"), day("2024-10-31"));
            accrue_credit(&credit, from, to, day(complete), &rates).unwrap()
        };
        let whole = of("2024-06-30");
        assert_eq!(
            (whole.days(), whole.interest),
            (123, Money::from_cents(10_152))
        );
        assert_eq!(whole.segments.first().unwrap().rate, Rate::of(25, 3));
        assert_eq!(of("2024-10-01").days(), 31);
        assert_eq!(of("2024-11-01").interest, Money::ZERO);
    }

    #[test]
    fn a_debt_earns_no_credit_interest() {
        let debt = [Movement {
            on: day("2024-06-30"),
            amount: Money::from_cents(1_200_000),
        }];
        let rates = RateTable::new(published());
        let (from, to) = (day("2024-07-01"), day("2024-10-31"));
        let accrual = accrue_credit(&debt, from, to, from, &rates).unwrap();
        assert_eq!((accrual.days(), accrual.interest), (0, Money::ZERO));
    }

    #[test]
    fn grace_ends_interest_at_the_notice() {
        let notice = day("2025-06-16");
        for (paid, grace, last) in [
            ("2025-07-21", Some(35), "2025-06-16"),
            ("2025-07-22", Some(35), "2025-07-22"),
            ("2025-06-10", Some(35), "2025-06-10"),
            ("2025-07-21", None, "2025-07-21"),
        ] {
            assert_eq!(last_bearing_day(notice, day(paid), grace), day(last));
        }
    }
}
