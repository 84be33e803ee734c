//! Shapes of late-filing penalties: pure functions of days and dollars, with their figures as data.
//! A program names the shape and the figures; nothing here knows a program by name but the
//! figures that bear one.

use crate::Money;
use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

/// A penalty in words: for reasons and notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PenaltyRule {
    /// The rule in a sentence or two.
    pub text: &'static str,
    /// The Act, regulation or notice behind it.
    pub source: &'static str,
}

/// How late a return is, and what was unpaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lateness {
    /// The last day that counted as on time.
    pub due_on: NaiveDate,
    /// The day it was received.
    pub received_on: NaiveDate,
    /// What was owing on the due date.
    pub unpaid: Money,
    /// A return of the three years before was late too.
    pub repeat: bool,
}

impl Lateness {
    /// Days late; zero when it was on time.
    pub fn days(&self) -> i64 {
        let late = self.received_on.signed_duration_since(self.due_on);
        late.num_days().max(0)
    }

    /// Complete months late.
    pub fn months(&self) -> u32 {
        months_between(self.due_on, self.received_on)
    }
}

/// Complete months from one day to another; none where it is not later.
pub fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let years = to.year().saturating_sub(from.year());
    let months = i64::from(years)
        .saturating_mul(12)
        .saturating_add(i64::from(to.month()))
        .saturating_sub(i64::from(from.month()));
    let mut months = u32::try_from(months).unwrap_or_default();
    let complete = |months: u32| {
        from.checked_add_months(Months::new(months))
            .is_some_and(|day| day <= to)
    };
    while months > 0 && !complete(months) {
        months = months.saturating_sub(1);
    }
    months
}

/// The shapes that late-filing penalties have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LatePenalty {
    /// No figure is published: nothing is charged until one is.
    Unknown,
    /// So much a day, within bounds.
    Daily(DailyPenalty),
    /// So much a day or a share of what is unpaid, whichever is more, up to a cap.
    DailyOrShare {
        /// Cents for each day late.
        cents_a_day: i64,
        /// Hundredths of what is unpaid.
        percent: i64,
        /// At most so many cents.
        cap_cents: i64,
    },
    /// A share of what is unpaid, and more for each complete month.
    Monthly {
        /// Hundredths at once, for each complete month, and months at most.
        first: (i64, i64, u32),
        /// The same for a repeated failure.
        repeat: (i64, i64, u32),
    },
    /// A flat amount or a share of what is unpaid, whichever is more.
    FlatOrShare {
        /// The least, in cents.
        flat_cents: i64,
        /// Hundredths of what is unpaid.
        percent: i64,
    },
}

text_enum! {
    /// What a penalty is that is told before the return, with which it hangs on what was unpaid.
    PenaltyBound {
        /// It is that, whatever was unpaid.
        Exact = "exact",
        /// It is that or less.
        AtMost = "at-most",
        /// It is that or more.
        AtLeast = "at-least",
    }
}

impl PenaltyBound {
    /// `at most $1,000.00`.
    pub fn said(self, amount: &str) -> String {
        match self {
            Self::Exact => amount.to_owned(),
            Self::AtMost => format!("at most {amount}"),
            Self::AtLeast => format!("at least {amount}"),
        }
    }
}

impl LatePenalty {
    /// A repeated failure costs more than the first, so somebody has to look whether there was one.
    pub fn asks_for_repeat(self) -> bool {
        match self {
            Self::Monthly { first, repeat } => first != repeat,
            Self::Unknown
            | Self::Daily(_)
            | Self::DailyOrShare { .. }
            | Self::FlatOrShare { .. } => false,
        }
    }

    /// The penalty as far as it can be said before the return comes: with all unpaid where days count, with nothing
    /// unpaid where a share of it counts.
    pub fn least(self, late: &Lateness) -> Money {
        match self {
            Self::Unknown | Self::Daily(_) => self.amount(late),
            Self::DailyOrShare { .. } | Self::Monthly { .. } | Self::FlatOrShare { .. } => self
                .amount(&Lateness {
                    unpaid: Money::ZERO,
                    ..*late
                }),
        }
    }

    /// The penalty if a return that is not there yet came today, as far as it can be said; nothing while it is on time.
    pub fn so_far(self, due_on: NaiveDate, today: NaiveDate) -> Option<(Money, PenaltyBound)> {
        let late = Lateness {
            due_on,
            received_on: today,
            // The levy is not known before the return comes: at least as much may be unpaid.
            unpaid: Money::MAX,
            repeat: false,
        };
        let penalty = self.least(&late);
        let with_all = self.amount(&late);
        let with_nothing = self.amount(&Lateness {
            unpaid: Money::ZERO,
            ..late
        });
        let bound = if with_all == with_nothing {
            PenaltyBound::Exact
        } else if penalty == with_all {
            PenaltyBound::AtMost
        } else {
            PenaltyBound::AtLeast
        };
        penalty.is_positive().then_some((penalty, bound))
    }

    /// The penalty; nothing for a return that is on time. A credit counts as nothing unpaid.
    pub fn amount(self, late: &Lateness) -> Money {
        let days = late.days();
        if days == 0 {
            return Money::ZERO;
        }
        let unpaid = late.unpaid.max(Money::ZERO);
        match self {
            Self::Unknown => Money::ZERO,
            Self::Daily(daily) => daily.amount(days, unpaid),
            Self::DailyOrShare {
                cents_a_day,
                percent,
                cap_cents,
            } => Money::from_cents(cents_a_day.saturating_mul(days.min(MOST_DAYS)))
                .max(share(unpaid, percent))
                .min(Money::from_cents(cap_cents)),
            Self::Monthly { first, repeat } => {
                let (once, monthly, most) = if late.repeat { repeat } else { first };
                let months = i64::from(late.months().min(most));
                share(unpaid, once.saturating_add(monthly.saturating_mul(months)))
            }
            Self::FlatOrShare {
                flat_cents,
                percent,
            } => Money::from_cents(flat_cents).max(share(unpaid, percent)),
        }
    }
}

/// So many hundredths of an amount, half up to cents.
fn share(amount: Money, percent: i64) -> Money {
    amount
        .decimal()
        .checked_mul(Decimal::new(percent, 2))
        .and_then(Money::round_half_up)
        .unwrap_or(Money::MAX)
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Program;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn said(program: Program, due: &str, today: &str) -> Option<String> {
        let found = program.facts().penalty.so_far(day(due), day(today));
        found.map(|(amount, bound)| bound.said(&crate::words::dollars(amount)))
    }

    #[test]
    fn what_is_told_before_the_return_says_how_sure_it_is() {
        let levy = |today| said(Program::TourismLevy, "2026-10-28", today);
        assert_eq!(levy("2026-10-28"), None);
        assert_eq!(levy("2026-11-01").as_deref(), Some("$100.00"));
        assert_eq!(levy("2026-11-10").as_deref(), Some("at most $325.00"));
        let fuel = |today| said(Program::FuelTax, "2026-10-28", today);
        assert_eq!(fuel("2026-11-01").as_deref(), Some("at least $100.00"));
        assert_eq!(fuel("2027-10-28").as_deref(), Some("$1,000.00"));
        let carrier = said(Program::Ifta, "2026-10-31", "2026-11-10");
        assert_eq!(carrier.as_deref(), Some("at least $50.00"));
        let corporate = said(Program::CorporateIncomeTax, "2026-06-30", "2026-11-10");
        assert_eq!(
            corporate, None,
            "a share of what is unpaid: nothing can be said"
        );
    }
}
