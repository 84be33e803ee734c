//! The calendar of the administration: holidays, business days, the roll rule and opening hours.
//!
//! Everything here is local to America/Edmonton; who calls turns instants into local time.
//! Sources: Tax and Revenue Administration's due-date tables 2024 and 2025, and the hours on
//! its client self-service page (domain page `calendar`).

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

/// The holidays that move a due date, in order; empty outside the years 1583 to 9999.
pub fn holidays(year: i32) -> Vec<NaiveDate> {
    named_holidays(year)
        .into_iter()
        .map(|(day, _name)| day)
        .collect()
}

/// The same with their names, as they stand in a sentence: `Good Friday`, `Boxing Day`.
///
/// Rules of the administration's tables. A holiday on a weekend has no substitute day, as far
/// as is published. Truth and Reconciliation counts from 2021, its first year.
pub fn named_holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let Some(easter) = easter_sunday(year) else {
        return Vec::new();
    };
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let monday = |month, nth| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, nth);
    let days = [
        (day(1, 1), "New Year’s Day"),
        (monday(2, 3), "Family Day"),
        (easter.checked_sub_days(Days::new(2)), "Good Friday"),
        (easter.succ_opt(), "Easter Monday"),
        (victoria_day(year), "Victoria Day"),
        (day(7, 1), "Canada Day"),
        (monday(8, 1), "Heritage Day"),
        (monday(9, 1), "Labour Day"),
        (
            day(9, 30).filter(|_day| year >= 2021),
            "the National Day for Truth and Reconciliation",
        ),
        (monday(10, 2), "Thanksgiving"),
        (day(11, 11), "Remembrance Day"),
        (day(12, 25), "Christmas Day"),
        (day(12, 26), "Boxing Day"),
    ];
    let mut days: Vec<_> = days
        .into_iter()
        .filter_map(|(day, name)| Some((day?, name)))
        .collect();
    days.sort_unstable();
    days
}

/// Why nothing can be received on a day: `a Saturday`, `Good Friday`. `None` on business days.
pub fn closed_because(day: NaiveDate) -> Option<&'static str> {
    let holidays = named_holidays(day.year());
    let holiday = holidays
        .into_iter()
        .find(|(holiday, _name)| *holiday == day);
    match (holiday, day.weekday()) {
        (Some((_day, name)), _) => Some(name),
        (None, Weekday::Sat) => Some("a Saturday"),
        (None, Weekday::Sun) => Some("a Sunday"),
        (None, Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri) => None,
    }
}

/// A holiday that moves a due date.
pub fn is_holiday(day: NaiveDate) -> bool {
    holidays(day.year()).contains(&day)
}

/// Neither a weekend nor a holiday.
pub fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// The roll rule: what is due on a closed day is on time when received the next business day.
pub fn roll(nominal: NaiveDate) -> NaiveDate {
    let mut day = nominal;
    while !is_business_day(day) {
        match day.succ_opt() {
            Some(next) => day = next,
            None => break,
        }
    }
    day
}

/// The first business day of a month, the day of the monthly maintenance evening.
/// `None` when there is no such month.
pub fn first_working_day(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1).map(roll)
}

text_enum! {
    /// Whether the service is open, by the published hours.
    Availability {
        /// Within opening hours.
        Open = "open",
        /// Within opening hours and an announced maintenance window.
        MayBeDown = "may_be_down",
        /// Outside opening hours.
        Closed = "closed",
    }
}

/// The hour at which the service opens every day; it closes at midnight.
const OPENS_AT: u32 = 7;

/// The state at a local time: open from 07:00 to 24:00, less announced maintenance.
pub fn availability(local: NaiveDateTime) -> Availability {
    if local.hour() < OPENS_AT {
        return Availability::Closed;
    }
    let in_window = |(from, to): &(NaiveDateTime, NaiveDateTime)| *from <= local && local < *to;
    if windows_of(local.date()).iter().any(in_window) {
        Availability::MayBeDown
    } else {
        Availability::Open
    }
}

/// The announced maintenance window that is on, or else the next one: from, to.
pub fn next_maintenance(local: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
    local
        .date()
        .iter_days()
        .take(8)
        .flat_map(windows_of)
        .find(|(_from, to)| *to > local)
        .unwrap_or((local, local))
}

/// The announced windows of a day, in order: Sunday 07:00-10:00, the first working day of the
/// month 17:30-24:00, Thursday 23:00-24:00.
fn windows_of(day: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).map(|time| day.and_time(time));
    let midnight = day.succ_opt().map(|next| next.and_time(NaiveTime::MIN));
    let mut windows = Vec::new();
    if day.weekday() == Weekday::Sun {
        windows.extend(at(OPENS_AT, 0).zip(at(10, 0)));
    }
    if first_working_day(day.year(), day.month()) == Some(day) {
        windows.extend(at(17, 30).zip(midnight));
    }
    if day.weekday() == Weekday::Thu {
        windows.extend(at(23, 0).zip(midnight));
    }
    windows
}

/// The Monday before 25 May.
fn victoria_day(year: i32) -> Option<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, 5, 24)?;
    last.checked_sub_days(Days::new(last.weekday().num_days_from_monday().into()))
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Jones, Butcher).
#[expect(
    clippy::arithmetic_side_effects,
    reason = "no term overflows for years up to 9999"
)]
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    if !(1583..=9999).contains(&year) {
        return None;
    }
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let place = epact + weekday - 7 * shift + 114;
    let (month, day) = (
        u32::try_from(place / 31).ok()?,
        u32::try_from(place % 31 + 1).ok()?,
    );
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn easter_falls_where_the_tables_have_it() {
        let sundays = [
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2031-04-13",
            "2032-03-28",
            "2033-04-17",
            "2034-04-09",
            "2035-03-25",
            "2036-04-13",
            "2038-04-25",
        ];
        for sunday in sundays.map(day) {
            assert_eq!(easter_sunday(sunday.year()), Some(sunday));
        }
    }

    #[test]
    fn victoria_day_is_the_monday_before_25_may() {
        for (year, expected) in [
            (2026, "2026-05-18"),
            (2027, "2027-05-24"),
            (2032, "2032-05-24"),
        ] {
            assert_eq!(victoria_day(year), Some(day(expected)));
        }
    }

    #[test]
    fn every_year_has_thirteen_holidays_in_order() {
        for year in 2021..2100 {
            let days = holidays(year);
            assert_eq!(days.len(), 13, "{year}");
            assert!(days.is_sorted_by(|one, next| one < next), "{year}");
        }
        assert_eq!(holidays(2020).len(), 12);
        assert_eq!(holidays(i32::MAX), []);
    }

    #[test]
    fn a_closed_day_says_why() {
        for (on, why) in [
            ("2026-11-28", Some("a Saturday")),
            ("2026-11-29", Some("a Sunday")),
            ("2026-11-30", None),
            ("2026-04-03", Some("Good Friday")),
            ("2026-12-26", Some("Boxing Day")),
            ("2026-10-12", Some("Thanksgiving")),
        ] {
            assert_eq!(closed_because(day(on)), why, "{on}");
        }
    }

    #[test]
    fn christmas_rolls_over_the_weekend() {
        assert_eq!(roll(day("2026-12-25")), day("2026-12-28"));
        assert_eq!(roll(day("2026-11-28")), day("2026-11-30"));
        assert_eq!(roll(NaiveDate::MAX), NaiveDate::MAX);
    }

    #[test]
    fn the_window_that_is_on_or_the_next_one() {
        let next = |local: &str| {
            let (from, to) = next_maintenance(time(local));
            assert_eq!(availability(from), Availability::MayBeDown);
            (from, to)
        };
        let thursday = (time("2026-11-26 23:00"), time("2026-11-27 00:00"));
        assert_eq!(next("2026-11-24 11:02"), thursday);
        assert_eq!(next("2026-11-26 23:30"), thursday);
        let sunday = (time("2026-11-29 07:00"), time("2026-11-29 10:00"));
        assert_eq!(next("2026-11-27 00:00"), sunday);
        let first_working_day = (time("2026-12-01 17:30"), time("2026-12-02 00:00"));
        assert_eq!(next("2026-11-29 10:00"), first_working_day);
    }
}
