//! The last days on which claims can be received, and the days that they may cover (domain page `fuel-claims`,
//! limits at a glance). The forms check by the same limits, in their own language.

use crate::filing::Why;
use crate::period::Period;
use crate::program::due;
use crate::rate::Confidence;
use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// How a limit counts from its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Clock {
    /// So many days; the day after the event is day 1.
    Days(u64),
    /// To the same day so many years later.
    Years(u32),
    /// To the end of the calendar year that is so many years later.
    YearEnd(i32),
}

impl Clock {
    /// The last day on which a claim for an event of that day can be received; `None` beyond the calendar.
    pub fn last_day(self, event: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => event.checked_add_days(Days::new(days)),
            Self::Years(years) => event.checked_add_months(Months::new(years.checked_mul(12)?)),
            Self::YearEnd(years) => due::year_end_after(event, years),
        }
    }
}

/// Until when a claim can be received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How it counts.
    pub clock: Clock,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// The rule in words: `Three years after the end of the calendar year of the sale`.
    pub text: &'static str,
    /// The regulation or page behind it.
    pub source: &'static str,
}

/// Aviation fuel sold exempt.
pub const AVIATION: Limit = Limit {
    clock: Clock::YearEnd(3),
    confidence: Confidence::Confirmed,
    text: "Three years after the end of the calendar year of the sale",
    source: "Fuel Tax Regulation, AR 62/2007",
};

/// Tax in debts that were written off.
pub const BAD_DEBT: Limit = Limit {
    clock: Clock::Days(90),
    confidence: Confidence::Confirmed,
    text: "90 days after the notice of bankruptcy or receivership or the write-off, whichever is earlier",
    source: "Fuel Tax Regulation, AR 62/2007, s. 21",
};

/// Fuel that was stolen or destroyed.
pub const STOLEN_OR_DESTROYED: Limit = Limit {
    clock: Clock::Years(1),
    confidence: Confidence::Confirmed,
    text: "One year after the fuel was stolen or destroyed",
    source: "Fuel tax refunds: theft, destruction, contamination, bad debt",
};

/// Fuel that became unsaleable. An older page said one year; the newer one counts.
pub const CONTAMINATED: Limit = Limit {
    clock: Clock::YearEnd(3),
    confidence: Confidence::Confirmed,
    text: "Three years after the end of the year in which the fuel became unsaleable",
    source: "Fuel tax refunds: theft, destruction, contamination, bad debt",
};

/// Fuel that was lost, before it is known how.
pub const LOST: Limit = Limit {
    text: "One year after the fuel was stolen or destroyed; for contaminated fuel, three years after the end of the year in which it became unsaleable",
    ..STOLEN_OR_DESTROYED
};

/// Exempt sales of fuel and tobacco by retailers on a reserve.
pub const AITE_RETAILER: Limit = Limit {
    clock: Clock::YearEnd(3),
    confidence: Confidence::Confirmed,
    text: "Three years after the end of the year of the exempt sale",
    source: "Alberta Indian Tax Exemption, retailer guide",
};

/// The carbon levy, repealed.
pub const CARBON_LEVY: Limit = Limit {
    clock: Clock::YearEnd(2),
    confidence: Confidence::Confirmed,
    text: "Two years after the end of the calendar year of the purchase",
    source: "Carbon levy exemptions and rebates (2017 to 2019)",
};

/// Other fuel rebates. No page gives a limit; three years are usual, and are counted as for aviation fuel.
pub const OTHER_FUEL: Limit = Limit {
    clock: Clock::YearEnd(3),
    confidence: Confidence::Unverified,
    text: "Three years after the end of the calendar year, as for other fuel claims",
    source: "Not published; assumed",
};

impl Limit {
    /// The last day on which a claim for that event can be received; `None` beyond the calendar.
    pub fn last_day(&self, event: NaiveDate) -> Option<NaiveDate> {
        self.clock.last_day(event)
    }

    /// The same as a formula over the event's line or column.
    pub(super) fn formula(&self, event: &str) -> String {
        match self.clock {
            Clock::Days(days) => format!("[{event}] + {days}"),
            Clock::Years(years) => format!("years([{event}], {years})"),
            Clock::YearEnd(years) => format!("yearend([{event}], {years})"),
        }
    }

    /// The rule and its source, with a word when it is not confirmed.
    pub(super) fn origin(&self) -> String {
        format!("{}: {}{}", self.text, self.source, self.doubt())
    }

    /// The same as a reason.
    pub fn why(&self) -> Why {
        Why {
            text: format!("{}{}.", self.text, self.doubt()),
            steps: Vec::new(),
            source: Some(self.source.into()),
        }
    }

    const fn doubt(&self) -> &'static str {
        match self.confidence {
            Confidence::Confirmed | Confidence::Derived => "",
            Confidence::Unverified => " (not confirmed)",
        }
    }
}

/// The last day to claim for aviation fuel that was sold exempt on a day.
pub fn aviation_deadline(sold_on: NaiveDate) -> Option<NaiveDate> {
    AVIATION.last_day(sold_on)
}

/// The last day to claim for fuel that was stolen or destroyed on a day.
pub fn stolen_or_destroyed_deadline(happened_on: NaiveDate) -> Option<NaiveDate> {
    STOLEN_OR_DESTROYED.last_day(happened_on)
}

/// The last day to claim for fuel that became unsaleable on a day.
pub fn contaminated_deadline(unsaleable_on: NaiveDate) -> Option<NaiveDate> {
    CONTAMINATED.last_day(unsaleable_on)
}

/// The last day of a retailer to claim for an exempt sale on a day.
pub fn aite_deadline(sold_on: NaiveDate) -> Option<NaiveDate> {
    AITE_RETAILER.last_day(sold_on)
}

/// The last day to claim carbon levy of a purchase on a day.
pub fn carbon_levy_deadline(bought_on: NaiveDate) -> Option<NaiveDate> {
    CARBON_LEVY.last_day(bought_on)
}

/// From when a bad debt counts, and the last day to claim for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadDebt {
    /// The earlier of the notice and the write-off.
    pub clock_start: NaiveDate,
    /// The last day on which the claim can be received.
    pub last_day: NaiveDate,
}

/// The limit of a bad debt, by the day the notice of bankruptcy or receivership came and the day it was written off.
/// `None` when neither happened.
pub fn bad_debt_deadline(
    notice: Option<NaiveDate>,
    written_off: Option<NaiveDate>,
) -> Option<BadDebt> {
    let clock_start = [notice, written_off].into_iter().flatten().min()?;
    let last_day = BAD_DEBT.last_day(clock_start)?;
    Some(BadDebt {
        clock_start,
        last_day,
    })
}

/// The last day of fuel for which the partial rebate of licensed off-road vehicles was paid (circular TEFU-4).
pub const PROP_LAST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2011, 2, 24);

/// The partial rebate was paid for fuel of that day.
pub fn prop_applies(fuel_on: NaiveDate) -> bool {
    PROP_LAST_DAY.is_some_and(|last| fuel_on <= last)
}

/// The first day of the carbon levy.
pub const CARBON_FIRST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2017, 1, 1);
/// The last day of the carbon levy: it was repealed from the start of 30 May 2019.
pub const CARBON_LAST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2019, 5, 29);

/// The carbon levy was charged on that day.
pub fn carbon_levy_applies(day: NaiveDate) -> bool {
    let after = CARBON_FIRST_DAY.is_some_and(|first| day >= first);
    after && CARBON_LAST_DAY.is_some_and(|last| day <= last)
}

/// How many days a period has, both ends counted; none or less when it ends before it starts.
pub fn day_count(period: Period) -> i64 {
    let days = period.ends_on.signed_duration_since(period.starts_on);
    days.num_days().saturating_add(1)
}

/// The first day that is in the new period and in one of the others; both ends of a period belong to it.
///
/// A legal entity claims once for each day and program (circular TEFU-4). Whether the days can be claimed for at all,
/// [`deadline::range`](crate::deadline::range) says.
pub fn clash(existing: &[Period], new: Period) -> Option<NaiveDate> {
    let shared = existing
        .iter()
        .filter(|old| old.starts_on <= new.ends_on && new.starts_on <= old.ends_on);
    shared.map(|old| old.starts_on.max(new.starts_on)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period {
            starts_on: day(from),
            ends_on: day(to),
        }
    }

    #[test]
    fn limits_count_days_years_and_year_ends() {
        assert_eq!(
            aviation_deadline(day("2023-03-05")),
            Some(day("2026-12-31"))
        );
        assert_eq!(
            aviation_deadline(day("2023-12-31")),
            Some(day("2026-12-31"))
        );
        assert_eq!(aite_deadline(day("2025-04-30")), Some(day("2028-12-31")));
        assert_eq!(
            carbon_levy_deadline(day("2018-07-01")),
            Some(day("2020-12-31"))
        );
        assert_eq!(
            stolen_or_destroyed_deadline(day("2024-06-20")),
            Some(day("2025-06-20"))
        );
        assert_eq!(
            stolen_or_destroyed_deadline(day("2024-02-29")),
            Some(day("2025-02-28"))
        );
        assert_eq!(
            contaminated_deadline(day("2024-06-20")),
            Some(day("2027-12-31"))
        );
        assert_eq!(aviation_deadline(NaiveDate::MAX), None);
    }

    #[test]
    fn the_earlier_event_starts_the_clock_of_a_bad_debt() {
        let (notice, written_off) = (day("2025-03-10"), day("2025-02-14"));
        let both = bad_debt_deadline(Some(notice), Some(written_off)).unwrap();
        assert_eq!(
            (both.clock_start, both.last_day),
            (written_off, day("2025-05-15"))
        );
        let one = bad_debt_deadline(Some(notice), None).unwrap();
        assert_eq!((one.clock_start, one.last_day), (notice, day("2025-06-08")));
        assert_eq!(bad_debt_deadline(None, None), None);
    }

    #[test]
    fn days_are_claimed_once() {
        let first = period("2025-01-01", "2025-03-31");
        let second = period("2025-05-01", "2025-05-31");
        let clash = |from, to| clash(&[second, first], period(from, to));
        assert_eq!(clash("2025-03-31", "2025-06-30"), Some(day("2025-03-31")));
        assert_eq!(clash("2024-12-01", "2025-12-31"), Some(day("2025-01-01")));
        assert_eq!(clash("2025-04-01", "2025-04-30"), None);
        assert_eq!(clash("2024-12-01", "2024-12-31"), None);
        assert_eq!(day_count(first), 90);
        assert_eq!(day_count(period("2025-04-01", "2025-03-31")), 0);
    }

    #[test]
    fn closed_programs_end_on_their_last_day() {
        assert!(prop_applies(day("2011-02-24")));
        assert!(!prop_applies(day("2011-02-25")));
        assert!(!carbon_levy_applies(day("2016-12-31")));
        assert!(carbon_levy_applies(day("2017-01-01")));
        assert!(carbon_levy_applies(day("2019-05-29")));
        assert!(!carbon_levy_applies(day("2019-05-30")));
    }
}
