//! How figures, days and times look on the screen. Days and times are Alberta's, wherever the browser is.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};
use shared::Money;
use shared::contract::session::ZoneOffset;
use shared::filing::Figure;
use shared::form::Unit;
use shared::words;
use std::cell::RefCell;

/// `$1,050.25`; below zero with the minus sign U+2212.
pub(crate) fn money(amount: Money) -> String {
    words::dollars(amount)
}

/// `$1,050.25`, or `−$420.00 credit`.
pub(crate) fn balance(amount: Money) -> String {
    let text = money(amount);
    if amount.is_negative() {
        format!("{text} credit")
    } else {
        text
    }
}

/// `+$5,544.00`, `−$3,017.68` or `no change`.
pub(crate) fn change(amount: Money) -> String {
    match (amount.is_zero(), amount.is_negative()) {
        (true, _) => "no change".to_owned(),
        (false, true) => money(amount),
        (false, false) => format!("+{}", money(amount)),
    }
}

/// A figure of a form in its unit: dollars and cents, or grouped digits.
pub(crate) fn figure(value: Figure, unit: Unit) -> String {
    words::figure(value.decimal(), unit)
}

/// `October`.
pub(crate) fn month(day: NaiveDate) -> &'static str {
    words::month(day)
}

/// `31 October 2026`.
pub(crate) fn day(day: NaiveDate) -> String {
    words::day(day)
}

/// `31 Oct 2026`: for tables.
pub(crate) fn day_short(day: NaiveDate) -> String {
    let short: String = month(day).chars().take(3).collect();
    format!("{} {short} {}", day.day(), day.year())
}

/// `Monday`.
pub(crate) const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// `Monday 30 November 2026`.
pub(crate) fn weekday_day(on: NaiveDate) -> String {
    format!("{} {}", weekday(on.weekday()), day(on))
}

/// `10:42 am`, `noon`, `midnight`.
pub(crate) fn clock(time: NaiveDateTime) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (_, 0) => format!("{hour} {half}"),
        (_, minute) => format!("{hour}:{minute:02} {half}"),
    }
}

/// `10:58:07 am MT, 24 November 2026`.
pub(crate) fn instant(time: NaiveDateTime) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    format!(
        "{hour}:{:02}:{:02} {half} MT, {}",
        time.minute(),
        time.second(),
        day(time.date())
    )
}

/// `today at 10:42 am`, or `on 23 November 2026 at 4:10 pm`, seen from a day.
pub(crate) fn when(time: NaiveDateTime, today: NaiveDate) -> String {
    if time.date() == today {
        format!("today at {}", clock(time))
    } else {
        format!("on {} at {}", day(time.date()), clock(time))
    }
}

/// `214 608 553`.
pub(crate) fn account_number(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 3 == 0 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// `1 day`, `27 days`.
pub(crate) fn days(count: i64) -> String {
    words::day_count(count)
}

/// `1 letter`, `3 letters`.
pub(crate) fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

thread_local! {
    /// How the clocks in Alberta go, as the server says.
    static ZONE: RefCell<Vec<ZoneOffset>> = const { RefCell::new(Vec::new()) };
}

/// Learns how the clocks in Alberta go. The rules change by law, so the server's are used and not the browser's:
/// a deadline and the time shown next to it must agree.
pub(crate) fn learn_zone(zone: Vec<ZoneOffset>) {
    ZONE.set(zone);
}

/// An instant as the clocks in Alberta show it.
pub(crate) fn local(at: DateTime<Utc>) -> NaiveDateTime {
    let minutes = ZONE.with_borrow(|zone| {
        zone.iter()
            .rfind(|change| change.from <= at)
            .map_or(-420, |change| change.minutes)
    });
    at.naive_utc() + TimeDelta::minutes(i64::from(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn money_has_cents_and_a_true_minus() {
        assert_eq!(money(Money::from_cents(105_025)), "$1,050.25");
        assert_eq!(
            balance(Money::from_cents(-42_000)),
            "\u{2212}$420.00 credit"
        );
        assert_eq!(change(Money::from_cents(554_400)), "+$5,544.00");
        assert_eq!(change(Money::ZERO), "no change");
    }

    #[test]
    fn figures_follow_their_unit() {
        let nights: Figure = serde_json::from_str("\"2214\"").unwrap();
        assert_eq!(figure(nights, Unit::Nights), "2,214");
        assert_eq!(
            figure(Figure::from(Money::from_cents(12_000)), Unit::Dollars),
            "$120.00"
        );
    }

    #[test]
    fn days_are_written_out() {
        assert_eq!(day(on(2026, 10, 31)), "31 October 2026");
        assert_eq!(weekday_day(on(2026, 11, 30)), "Monday 30 November 2026");
        assert_eq!(day_short(on(2026, 9, 1)), "1 Sep 2026");
    }

    #[test]
    fn times_are_read_aloud_well() {
        let at = |hour, minute, second| on(2026, 11, 24).and_hms_opt(hour, minute, second).unwrap();
        assert_eq!(clock(at(10, 42, 0)), "10:42 am");
        assert_eq!(clock(at(0, 5, 0)), "12:05 am");
        assert_eq!(clock(at(12, 0, 0)), "noon");
        assert_eq!(clock(at(23, 0, 0)), "11 pm");
        assert_eq!(instant(at(22, 58, 7)), "10:58:07 pm MT, 24 November 2026");
        assert_eq!(when(at(9, 1, 0), on(2026, 11, 24)), "today at 9:01 am");
        assert_eq!(
            when(at(9, 1, 0), on(2026, 11, 25)),
            "on 24 November 2026 at 9:01 am"
        );
    }

    #[test]
    fn account_numbers_are_grouped() {
        assert_eq!(account_number("214608553"), "214\u{a0}608\u{a0}553");
    }
}
