//! Short references of receipts, made to be read over the phone: `TL-2026-10-7F4K-92MC`.
//!
//! Program letters, the period, seven random symbols and a check symbol. No 0, O, 1, I or L among
//! the random symbols. The check is a sum weighted by place, modulo the prime 31, so that any one
//! wrong character and any two neighbours that changed places are caught.

use crate::period::Period;
use crate::program::Program;

/// The random symbols and the check symbol: 31 of them, a prime.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How many symbols: `AAAA-AAAC`, C being the check.
const RANDOM_SYMBOLS: usize = 7;

/// A reference for a receipt of that program and period, from 64 random bits.
///
/// The period is the month or the quarter; of any other period, the month in which it ends.
pub fn make(program: Program, period: Period, random: u64) -> String {
    let key = period.key();
    let key = if key.len() == 7 {
        key
    } else {
        period.ends_on.format("%Y-%m").to_string()
    };
    let mut left = random;
    let mut symbols = String::new();
    for _place in 0..RANDOM_SYMBOLS {
        symbols.push(symbol(left % 31));
        left /= 31;
    }
    let head = format!("{}{key}{symbols}", program.facts().letters).replace('-', "");
    let values = values(head.as_bytes()).unwrap_or_default();
    let check = (31_u64).saturating_sub(weighted(&values)) % 31;
    let (first, second) = symbols.split_at_checked(4).unwrap_or((&symbols, ""));
    format!(
        "{}-{key}-{first}-{second}{}",
        program.facts().letters,
        symbol(check)
    )
}

/// Exactly of that shape, of a known program, and with the right check symbol.
pub fn is_valid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [letters, year, part, first, second] = parts.as_slice() else {
        return false;
    };
    let known = Program::ALL
        .iter()
        .any(|program| program.facts().letters == *letters);
    let sizes = (year.len(), part.len(), first.len(), second.len()) == (4, 2, 4, 4);
    if !known || !sizes || !is_period(year, part) {
        return false;
    }
    let plain = parts.concat();
    values(plain.as_bytes()).is_some_and(|values| weighted(&values) == 0)
}

/// A year and a month `01` to `12`, or a quarter `Q1` to `Q4`.
fn is_period(year: &str, part: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let month = digits(part)
        && part
            .parse()
            .is_ok_and(|month: u8| (1..=12).contains(&month));
    let quarter = matches!(part, "Q1" | "Q2" | "Q3" | "Q4");
    digits(year) && (month || quarter)
}

fn symbol(place: u64) -> char {
    let symbol = usize::try_from(place)
        .ok()
        .and_then(|place| ALPHABET.get(place));
    symbol.copied().map_or('2', char::from)
}

/// What each character counts. The last eight are symbols of the alphabet. Before them letters and
/// digits keep to their places, so that it is enough that no two letters and no two digits count
/// the same, and that `Q` counts as no digit does.
fn values(plain: &[u8]) -> Option<Vec<u64>> {
    let random_from = 8;
    let value = |(place, byte): (usize, &u8)| {
        let value = if place >= random_from {
            ALPHABET.iter().position(|symbol| symbol == byte)?
        } else {
            usize::try_from(char::from(*byte).to_digit(36)?).ok()?
        };
        u64::try_from(value).ok()
    };
    plain.iter().enumerate().map(value).collect()
}

/// The sum of the values, each weighted by its place from the end of a whole reference, modulo 31.
fn weighted(values: &[u64]) -> u64 {
    let weights = (1..=16_u64).rev();
    let sum = values
        .iter()
        .zip(weights)
        .fold(0_u64, |sum, (value, weight)| {
            sum.saturating_add(value.saturating_mul(weight))
        });
    sum % 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Frequency;

    #[test]
    fn references_name_the_program_and_the_period() {
        let period = |start: &str, frequency| Period::starting(start.parse().unwrap(), frequency);
        for (period, head) in [
            (period("2026-10-01", Frequency::Monthly), "TL-2026-10-"),
            (period("2026-07-01", Frequency::Quarterly), "TL-2026-Q3-"),
            (period("2026-02-01", Frequency::Quarterly), "TL-2026-04-"),
        ] {
            for random in [0, 1, u64::MAX] {
                let reference = make(Program::TourismLevy, period.unwrap(), random);
                assert!(reference.starts_with(head), "{reference}");
                assert_eq!(reference.len(), 20, "{reference}");
                assert!(is_valid(&reference), "{reference}");
            }
        }
        assert!(!is_valid(""));
        assert!(!is_valid("TL-2026-13-2222-2222"));
    }
}
