//! Shapes of late-filing penalties: pure functions of days and dollars, with their figures as data.
//! A program names the shape and the figures; nothing here knows a program by name but the
//! figures that bear one.

use crate::Money;

/// So much a day; from a number of days on, no more than what was unpaid; within a floor and a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyPenalty {
    /// Cents for each day late.
    pub cents_a_day: i64,
    /// Up to so many days late, the daily amount alone counts.
    pub short_days: i64,
    /// Beyond them, at least so many cents.
    pub floor_cents: i64,
    /// Beyond them, at most so many cents.
    pub cap_cents: i64,
}

impl DailyPenalty {
    /// The penalty for a return so many days late with `unpaid` owing on the due date.
    /// Nothing when it is not late; a credit counts as nothing unpaid.
    pub fn amount(self, days_late: i64, unpaid: Money) -> Money {
        if days_late <= 0 {
            return Money::ZERO;
        }
        let daily = Money::from_cents(self.cents_a_day.saturating_mul(days_late.min(MOST_DAYS)));
        if days_late <= self.short_days {
            return daily;
        }
        let (floor, cap) = (
            Money::from_cents(self.floor_cents),
            Money::from_cents(self.cap_cents),
        );
        daily.min(unpaid).max(floor).min(cap)
    }
}

/// A century: every cap is reached long before, and no product overflows.
const MOST_DAYS: i64 = 36_525;

/// Late return of the tourism levy: up to 4 days $25 a day; later the lesser of $25 a day and the
/// levy unpaid on the due date, at least $100 and at most $1,000.
///
/// Notice of June 2006, in effect since 1 January 2006 (domain page `tourism-levy`). That the
/// minimum also meets a nil return follows the words of the notice and should be confirmed.
pub const TOURISM_LEVY: DailyPenalty = DailyPenalty {
    cents_a_day: 2_500,
    short_days: 4,
    floor_cents: 10_000,
    cap_cents: 100_000,
};

/// The penalty for a late tourism levy return; see [`TOURISM_LEVY`].
pub fn tourism_late_filing(days_late: i64, unpaid: Money) -> Money {
    TOURISM_LEVY.amount(days_late, unpaid)
}
