//! Deadlines counted in days: the day after the event is day 1.

use crate::period::Period;
use crate::program::Cycle;
use crate::program::claim::limits::Clock;
use crate::words;
use chrono::{NaiveDate, TimeDelta};

/// Days to object to an assessment of the tourism levy.
///
/// Not confirmed by a published page for this program: configuration, shown as unverified
/// (domain page `objections-waivers-arrangements`). Confirmed for corporate tax only.
pub const OBJECTION_DAYS: i64 = 90;

/// Days from a notice within which a payment in full stops interest at the notice.
///
/// Corporate tax only (circulars CT-2 to CT-11); no such grace is known for the tourism levy.
pub const INTEREST_GRACE_DAYS: i64 = 35;

/// The last day to object to a notice of that day. Whether the roll rule moves it is not
/// published, so it does not: the earlier day is the safe one.
pub fn objection_until(notice: NaiveDate, days: i64) -> NaiveDate {
    after(notice, days)
}

/// The last day on which a payment in full leaves no interest after the notice.
pub fn interest_grace_until(notice: NaiveDate, days: i64) -> NaiveDate {
    after(notice, days)
}

fn after(event: NaiveDate, days: i64) -> NaiveDate {
    TimeDelta::try_days(days)
        .and_then(|span| event.checked_add_signed(span))
        .unwrap_or(NaiveDate::MAX)
}

/// Why some days cannot be claimed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// The last day comes before the first.
    #[error("The last day comes before the first")]
    Backwards,
    /// The days are not over.
    #[error("The last day must be today or earlier")]
    NotOver,
    /// Fewer days than the program allows.
    #[error("A claim must cover at least {0} days")]
    TooShort(i64),
    /// More than a year.
    #[error("A claim can cover at most a year")]
    TooLong,
    /// An event has one day.
    #[error("An event has one day: give the same day twice")]
    NotOneDay,
    /// The time to claim for all of them is over.
    #[error("The last day to claim for these days was {}", words::day(*.0))]
    OutOfTime(NaiveDate),
    /// The time to claim for the first of them is over.
    #[error("The last day to claim for {} was {}. Begin on {} or later", words::day(*.first), words::day(*.last), words::day(*.from))]
    PartlyOutOfTime {
        /// The first day.
        first: NaiveDate,
        /// The last day to claim for it.
        last: NaiveDate,
        /// The first day that can still be claimed for.
        from: NaiveDate,
    },
}

impl RangeError {
    /// Stable, for software.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Backwards => "range.backwards",
            Self::NotOver => "range.not_over",
            Self::TooShort(_) => "range.too_short",
            Self::TooLong => "range.too_long",
            Self::NotOneDay => "range.not_one_day",
            Self::OutOfTime(_) | Self::PartlyOutOfTime { .. } => "claim.out_of_time",
        }
    }

    /// Where it is in the request.
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::PartlyOutOfTime { .. } => "/from",
            Self::Backwards
            | Self::NotOver
            | Self::TooShort(_)
            | Self::TooLong
            | Self::NotOneDay
            | Self::OutOfTime(_) => "/to",
        }
    }
}

/// Whether a form of that cycle, with that time limit, can be filled in for some days: both sides ask this before anything is begun.
///
/// # Errors
/// With the first thing that is wrong.
pub fn range(
    cycle: Cycle,
    days: Period,
    today: NaiveDate,
    limit: Option<Clock>,
) -> Result<(), RangeError> {
    let count = days
        .ends_on
        .signed_duration_since(days.starts_on)
        .num_days()
        .saturating_add(1);
    match cycle {
        _ if count < 1 => Err(RangeError::Backwards),
        _ if days.ends_on > today => Err(RangeError::NotOver),
        Cycle::Event if count != 1 => Err(RangeError::NotOneDay),
        Cycle::Range { least_days } if count < least_days => Err(RangeError::TooShort(least_days)),
        _ if count > 366 => Err(RangeError::TooLong),
        Cycle::Range { .. } => limit.map_or(Ok(()), |limit| in_time(days, today, limit)),
        Cycle::Event | Cycle::Period => Ok(()),
    }
}

/// Whether a claim for days can still be received: each of them has a last day of its own.
fn in_time(days: Period, today: NaiveDate, limit: Clock) -> Result<(), RangeError> {
    let over = |day: NaiveDate| limit.last_day(day).filter(|last| today > *last);
    if let Some(last) = over(days.ends_on) {
        return Err(RangeError::OutOfTime(last));
    }
    let first = days.starts_on;
    let from = first.iter_days().find(|day| over(*day).is_none());
    match over(first).zip(from) {
        Some((last, from)) => Err(RangeError::PartlyOutOfTime { first, last, from }),
        None => Ok(()),
    }
}
