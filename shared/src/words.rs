//! How figures and days read in sentences: reasons, statement texts and letters.

use crate::Money;
use crate::calendar::closed_because;
use crate::form::Unit;
use crate::rate::Rate;
use chrono::{Datelike, NaiveDate, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// `$341,894.50`; a negative amount with the minus sign U+2212 in front.
pub fn dollars(amount: Money) -> String {
    let sign = if amount.is_negative() { "\u{2212}" } else { "" };
    let plain = amount.abs().to_string();
    let (whole, cents) = plain.split_once('.').unwrap_or((plain.as_str(), "00"));
    format!("{sign}${}.{cents}", grouped(whole))
}

/// `2,214`: digits in groups of three.
pub fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(place);
        if place > 0 && left % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A figure in its unit: `$120.00`, `$1,300`, `6%`, `$0.13`, `2,214`, `31 March 2026`.
pub fn figure(value: Decimal, unit: Unit) -> String {
    let plain = |value: Decimal| {
        let sign = if value.is_sign_negative() && !value.is_zero() {
            "\u{2212}"
        } else {
            ""
        };
        let digits = value.abs().to_string();
        match digits.split_once('.') {
            Some((whole, decimals)) => format!("{sign}{}.{decimals}", grouped(whole)),
            None => format!("{sign}{}", grouped(&digits)),
        }
    };
    let dollar = |text: String| match text.strip_prefix('\u{2212}') {
        Some(digits) => format!("\u{2212}${digits}"),
        None => format!("${text}"),
    };
    match unit {
        Unit::Dollars => Money::round_half_up(value).map_or_else(|| plain(value), dollars),
        Unit::WholeDollars => dollar(plain(value)),
        Unit::DollarsEach => {
            let mut value = value.normalize();
            value.rescale(value.scale().max(2));
            dollar(plain(value))
        }
        Unit::Percent => Rate::new(value).percent(),
        Unit::Date => value
            .to_i32()
            .and_then(NaiveDate::from_num_days_from_ce_opt)
            .map_or_else(|| plain(value), day),
        Unit::Factor | Unit::Grams | Unit::Gigajoules | Unit::Number => plain(value.normalize()),
        Unit::Nights
        | Unit::Litres
        | Unit::Kilometres
        | Unit::KilometresPerLitre
        | Unit::Pieces
        | Unit::Days
        | Unit::Choice
        | Unit::Text => plain(value),
    }
}

/// A label inside a sentence: its first letter small, unless it begins a name in capitals.
pub fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let (first, second) = (letters.next(), letters.clone().next());
    match (first, second) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// The months in order. Written out, because chrono's formatter would have to be fetched by browsers.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `October`.
pub fn month(day: NaiveDate) -> &'static str {
    usize::try_from(day.month0())
        .ok()
        .and_then(|place| MONTHS.get(place))
        .copied()
        .unwrap_or_default()
}

/// `31 March 2026`.
pub fn day(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// `Monday 30 November 2026`.
pub fn weekday_day(on: NaiveDate) -> String {
    let weekday = match on.weekday() {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    };
    format!("{weekday} {}", day(on))
}

/// Why a day counts that is not the one of the rule: `28 November 2026 is a Saturday, so Monday 30 November 2026 counts
/// as on time.` Nothing when they are the same.
pub fn moved(nominal: NaiveDate, counts: NaiveDate) -> Option<String> {
    let why = closed_because(nominal).filter(|_why| nominal != counts)?;
    Some(format!(
        "{} is {why}, so {} counts as on time.",
        day(nominal),
        weekday_day(counts)
    ))
}

/// `1 to 31 October 2026`, `1 July to 30 September 2026`, or both days in full.
pub fn days(first: NaiveDate, last: NaiveDate) -> String {
    let end = day(last);
    if first == last {
        end
    } else if first.year() != last.year() {
        format!("{} to {end}", day(first))
    } else if first.month() != last.month() {
        format!("{} {} to {end}", first.day(), month(first))
    } else {
        format!("{} to {end}", first.day())
    }
}

/// `1 day`, `27 days`.
pub fn day_count(days: i64) -> String {
    if days == 1 {
        "1 day".into()
    } else {
        format!("{days} days")
    }
}

/// The same words with a capital first letter.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_grouped_and_signed() {
        for (cents, text) in [
            (0, "$0.00"),
            (99_999, "$999.99"),
            (100_000, "$1,000.00"),
            (34_189_450, "$341,894.50"),
            (-123_456_789, "\u{2212}$1,234,567.89"),
        ] {
            assert_eq!(dollars(Money::from_cents(cents)), text);
        }
    }

    #[test]
    fn a_moved_day_says_why() {
        let moved = |nominal: &str, counts: &str| {
            super::moved(nominal.parse().unwrap(), counts.parse().unwrap())
        };
        assert_eq!(
            moved("2026-11-28", "2026-11-30").unwrap(),
            "28 November 2026 is a Saturday, so Monday 30 November 2026 counts as on time."
        );
        assert_eq!(
            moved("2026-12-25", "2026-12-28").unwrap(),
            "25 December 2026 is Christmas Day, so Monday 28 December 2026 counts as on time."
        );
        assert_eq!(moved("2026-11-30", "2026-11-30"), None);
    }

    #[test]
    fn runs_of_days_say_no_more_than_they_must() {
        let run = |first: &str, last: &str| days(first.parse().unwrap(), last.parse().unwrap());
        assert_eq!(run("2026-10-01", "2026-10-31"), "1 to 31 October 2026");
        assert_eq!(
            run("2026-07-01", "2026-09-30"),
            "1 July to 30 September 2026"
        );
        assert_eq!(
            run("2025-12-01", "2026-02-28"),
            "1 December 2025 to 28 February 2026"
        );
        assert_eq!(run("2026-02-28", "2026-02-28"), "28 February 2026");
    }
}
