//! Numbers and codes that people type: federal business numbers, account numbers, postal codes (domain page
//! `identifiers`). Shapes only. The check digits of Alberta's own numbers are not public, so none is asked for.

use crate::finding::Severity;
use crate::money::parse_typed;
use crate::program::NumberShape;
use rust_decimal::Decimal;

text_enum! {
    /// A kind of numbers and codes that forms ask for.
    Identifier {
        /// A federal business number: nine digits with a check digit.
        BusinessNumber = "business-number",
        /// The account number of a corporation in Alberta: 9 or 10 digits.
        CorporateAccount = "corporate-account",
        /// The number of an IFTA licence; no published page says how jurisdictions print it.
        IftaLicence = "ifta-licence",
    }
}

impl Identifier {
    /// The text is one of the kind; spaces in it do not count.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::BusinessNumber => is_business_number(&plain(text)),
            Self::CorporateAccount => {
                let number = plain(text);
                matches!(number.len(), 9 | 10) && all_digits(&number)
            }
            Self::IftaLicence => is_ifta_licence(text),
        }
    }

    /// What is wrong with a text that is none, for a label: an error where the shape is known, else a warning.
    pub const fn wrong(self) -> (Severity, &'static str, &'static str) {
        match self {
            Self::BusinessNumber => (
                Severity::Error,
                "identifier.business_number",
                "must be nine digits as the Canada Revenue Agency gave them; compare each with your letter",
            ),
            Self::CorporateAccount => (
                Severity::Error,
                "identifier.corporate_account",
                "must be 9 or 10 digits",
            ),
            Self::IftaLicence => (
                Severity::Warning,
                "identifier.licence",
                "is usually two letters and 4 to 12 digits, such as AB1234567; check it",
            ),
        }
    }
}

/// The decimals of an allocation factor.
const FACTOR_DECIMALS: u32 = 6;

/// The federal program accounts: corporate tax, GST, payroll, trade, information returns, charities.
const PROGRAM_LETTERS: [&str; 6] = ["RC", "RT", "RP", "RM", "RZ", "RR"];

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text without spaces.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A federal business number: nine digits, the last one a check digit (Luhn).
pub fn is_business_number(text: &str) -> bool {
    if text.len() != 9 || !all_digits(text) {
        return false;
    }
    let digits = text.chars().filter_map(|c| c.to_digit(10));
    let sum = digits.enumerate().fold(0_u32, |sum, (place, digit)| {
        // Of nine digits, the second, fourth, sixth and eighth count twice.
        let doubled = if place % 2 == 1 {
            digit.saturating_mul(2)
        } else {
            digit
        };
        let counted = if doubled > 9 {
            doubled.saturating_sub(9)
        } else {
            doubled
        };
        sum.saturating_add(counted)
    });
    sum % 10 == 0
}

/// A federal program account without spaces, `123456782RC0001`; `None` when it is none.
pub fn program_account(text: &str) -> Option<String> {
    let account = plain(text).to_ascii_uppercase();
    let (number, rest) = account.split_at_checked(9)?;
    let (letters, sequence) = rest.split_at_checked(2)?;
    let fits = is_business_number(number)
        && PROGRAM_LETTERS.contains(&letters)
        && sequence.len() == 4
        && all_digits(sequence)
        && sequence != "0000";
    fits.then_some(account)
}

/// A Canadian postal code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalCode {
    /// As it is written: `T5K 2L5`.
    pub text: String,
    /// The province or territory of its first letter.
    pub province: &'static str,
}

/// Reads a postal code, with a space in its middle or without; `None` when it is none.
pub fn postal_code(text: &str) -> Option<PostalCode> {
    let text = text.trim().to_ascii_uppercase();
    let (area, rest) = text.split_at_checked(3)?;
    let unit = rest.strip_prefix(' ').unwrap_or(rest);
    // D, F, I, O, Q and U are left out, for they are misread.
    let letter = |c: char| c.is_ascii_uppercase() && !"DFIOQU".contains(c);
    let digit = |c: char| c.is_ascii_digit();
    let mut area_letters = area.chars();
    let mut unit_letters = unit.chars();
    let first = area_letters.next()?;
    let fits = letter(first)
        && area_letters.next().is_some_and(digit)
        && area_letters.next().is_some_and(letter)
        && unit_letters.next().is_some_and(digit)
        && unit_letters.next().is_some_and(letter)
        && unit_letters.next().is_some_and(digit)
        && unit_letters.next().is_none();
    let province = province(first).filter(|_province| fits)?;
    Some(PostalCode {
        text: format!("{area} {unit}"),
        province,
    })
}

/// The province or territory whose postal codes begin with a letter; none with W or Z.
fn province(first: char) -> Option<&'static str> {
    Some(match first {
        'A' => "NL",
        'B' => "NS",
        'C' => "PE",
        'E' => "NB",
        'G' | 'H' | 'J' => "QC",
        'K' | 'L' | 'M' | 'N' | 'P' => "ON",
        'R' => "MB",
        'S' => "SK",
        'T' => "AB",
        'V' => "BC",
        'X' => "NU or NT",
        'Y' => "YT",
        _ => return None,
    })
}

/// A zip code of the United States: five digits, or five and four.
pub fn is_zip_code(text: &str) -> bool {
    let (first, second) = match text.trim().split_once('-') {
        Some((first, second)) => (first, Some(second)),
        None => (text.trim(), None),
    };
    let fits = |part: &str, length| part.len() == length && all_digits(part);
    fits(first, 5) && second.is_none_or(|second| fits(second, 4))
}

/// What became of an account number that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountNumber {
    /// It is one.
    Plain(String),
    /// It is one after its suffix was left out.
    Stripped(String),
}

impl AccountNumber {
    /// Reads a number as the program's accounts have it; `None` when it is none.
    pub fn read(shape: NumberShape, typed: &str) -> Option<Self> {
        let digits = shape.read(typed)?;
        Some(if plain(typed) == digits {
            Self::Plain(digits)
        } else {
            Self::Stripped(digits)
        })
    }

    /// Its digits.
    pub fn digits(&self) -> &str {
        match self {
            Self::Plain(digits) | Self::Stripped(digits) => digits,
        }
    }
}

/// The number of an IFTA licence: two letters and 4 to 12 digits. The shape is not published; this is what
/// jurisdictions usually print.
pub fn is_ifta_licence(text: &str) -> bool {
    let licence = plain(text);
    licence
        .split_at_checked(2)
        .is_some_and(|(letters, digits)| {
            letters.bytes().all(|byte| byte.is_ascii_alphabetic())
                && (4..=12).contains(&digits.len())
                && all_digits(digits)
        })
}

/// An allocation factor: from 0 to 1, with at most six decimals.
pub fn allocation_factor(text: &str) -> Option<Decimal> {
    let factor = parse_typed(text, FACTOR_DECIMALS).ok()?;
    (Decimal::ZERO..=Decimal::ONE)
        .contains(&factor)
        .then_some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_digit_of_a_business_number_is_caught() {
        assert!(is_business_number("123456782"));
        for place in 0..9 {
            let mut digits: Vec<char> = "123456782".chars().collect();
            let digit = digits[place].to_digit(10).unwrap();
            digits[place] = char::from_digit((digit + 1) % 10, 10).unwrap();
            assert!(
                !is_business_number(&digits.iter().collect::<String>()),
                "place {place}"
            );
        }
    }

    #[test]
    fn program_accounts_are_normalised() {
        let account = |text| program_account(text);
        assert_eq!(
            account("123456782 rc 0002").as_deref(),
            Some("123456782RC0002")
        );
        assert_eq!(account("123456783RC0001"), None);
        assert_eq!(account("\u{e9}23456782RC0001"), None);
    }

    #[test]
    fn postal_codes_name_their_province() {
        let read = |text| postal_code(text).map(|code| (code.text, code.province));
        assert_eq!(read(" t5k2l5 "), Some(("T5K 2L5".into(), "AB")));
        assert_eq!(read("H2X 1Y4"), Some(("H2X 1Y4".into(), "QC")));
        for wrong in ["T5K  2L5", "T5K 2L55", "T5K", "\u{e9}5K 2L5", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn zip_codes_have_five_or_nine_digits() {
        assert!(is_zip_code("90210") && is_zip_code("90210-1234"));
        assert!(!is_zip_code("9021") && !is_zip_code("90210-123") && !is_zip_code("90210-"));
    }

    #[test]
    fn suffixes_are_left_out_of_account_numbers() {
        let read = |typed| AccountNumber::read(NumberShape::Bin, typed);
        assert_eq!(
            read("123 456 789"),
            Some(AccountNumber::Plain("123456789".into()))
        );
        assert_eq!(
            read("123456789-001"),
            Some(AccountNumber::Stripped("123456789".into()))
        );
        assert_eq!(read("12345678"), None);
        assert!(is_ifta_licence("AB 123456789") && !is_ifta_licence("AB123"));
    }
}
