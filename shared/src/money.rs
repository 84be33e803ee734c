//! Canadian dollars and cents. The only type that money has, on both sides and in the tables.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in Canadian dollars with exactly two decimals.
///
/// Positive is owed by the client, negative is a credit, unless a field says otherwise.
/// On the wire it is a decimal string (`"1050.25"`), in PostgreSQL `NUMERIC(17,2)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Numeric))]
pub struct Money(Decimal);

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not digits with at most one decimal point.
    #[error("must be a number, like 120.00")]
    NotANumber,
    /// More decimals than the unit has.
    #[error("has too many decimals")]
    TooPrecise,
    /// Beyond what the tables hold.
    #[error("is too large")]
    TooLarge,
}

impl Money {
    /// No money.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The most that the tables hold.
    pub const MAX: Self = Self(Decimal::from_parts(1_569_325_055, 23_283_064, 0, false, 2));

    /// So many cents.
    pub fn from_cents(cents: i64) -> Self {
        Self(Decimal::new(cents, 2))
    }

    /// Rounds half up (away from zero) to cents; `None` beyond ±999,999,999,999,999.99.
    pub fn round_half_up(value: Decimal) -> Option<Self> {
        let rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        (rounded.abs() <= Self::MAX.0).then(|| Self::scaled(rounded))
    }

    /// Reads what the wire carries: an optional minus, digits, a point and exactly two decimals.
    pub fn parse_wire(text: &str) -> Result<Self, NumberError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, cents) = digits.split_once('.').ok_or(NumberError::NotANumber)?;
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(cents) {
            return Err(NumberError::NotANumber);
        }
        match cents.len() {
            0 | 1 => return Err(NumberError::NotANumber),
            2 => {}
            _ => return Err(NumberError::TooPrecise),
        }
        if whole.len() > 15 {
            return Err(NumberError::TooLarge);
        }
        text.parse()
            .map(Self::scaled)
            .map_err(|_bad| NumberError::NotANumber)
    }

    /// Reads what a person types: spaces, commas and a dollar sign are fine, cents may be left out and may stand behind a
    /// comma (`1 050,25`).
    pub fn parse_typed(text: &str) -> Result<Self, NumberError> {
        parse_typed(text, 2).map(Self::scaled)
    }

    /// The sum, or `None` beyond the range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::round_half_up)
    }

    /// The difference, or `None` beyond the range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::round_half_up)
    }

    /// The sum of many, or `None` beyond the range.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The same amount with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::scaled(Decimal::ZERO.checked_sub(self.0).unwrap_or_default())
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Neither owed nor in credit.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// A credit.
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// Owed.
    pub fn is_positive(self) -> bool {
        self.0 > Decimal::ZERO
    }

    /// The number inside, for multiplication by a rate.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    fn scaled(value: Decimal) -> Self {
        let mut value = value;
        value.rescale(2);
        if value.is_zero() {
            Self(Decimal::new(0, 2))
        } else {
            Self(value)
        }
    }
}

/// What a comma in a typed number is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comma {
    /// It sets groups of three digits apart: `1,050.25`.
    Group,
    /// It stands before decimals: `1 050,25`.
    Decimal,
}

const SPACES: [char; 3] = [' ', '\u{a0}', '\u{202f}'];

/// Read as one or the other by where they stand. What could be neither is no number: dropping the comma of `12,5` would
/// make it a hundred and twenty-five.
fn comma(text: &str) -> Result<Comma, NumberError> {
    let number = text.trim_start_matches(['-', '\u{2212}', '$', ' ']);
    let number = number.trim_end_matches(['$', ' ', '\u{a0}', '\u{202f}']);
    if number
        .split(',')
        .skip(1)
        .any(|group| group.starts_with(SPACES))
    {
        return Err(NumberError::NotANumber);
    }
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let spaced = first.trim_end().contains(SPACES);
    let grouped = !spaced
        && (1..=3).contains(&first.len())
        && rest.iter().all(|group| group.len() == 3)
        && !decimals.contains(',');
    match rest.as_slice() {
        // `0,125` is less than one.
        [_after] if !number.contains('.') && (!grouped || first == "0") => Ok(Comma::Decimal),
        _ if grouped => Ok(Comma::Group),
        _ => Err(NumberError::NotANumber),
    }
}

/// Reads a typed number with at most `scale` decimals, at most fifteen digits before them.
pub fn parse_typed(text: &str, scale: u32) -> Result<Decimal, NumberError> {
    let text = text.trim();
    let comma = if text.contains(',') {
        comma(text)?
    } else {
        Comma::Group
    };
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ',' if comma == Comma::Decimal => plain.push('.'),
            ',' | '$' | '\u{a0}' | '\u{202f}' | ' ' => {}
            '\u{2212}' => plain.push('-'),
            other => plain.push(other),
        }
    }
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let only_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && decimals.is_empty()) || !only_digits(whole) || !only_digits(decimals) {
        return Err(NumberError::NotANumber);
    }
    if whole.trim_start_matches('0').len() > 15 {
        return Err(NumberError::TooLarge);
    }
    if u32::try_from(decimals.len()).map_or(true, |length| length > scale) {
        return Err(NumberError::TooPrecise);
    }
    if !whole.is_empty() && !plain.ends_with('.') {
        return plain.parse().map_err(|_bad| NumberError::NotANumber);
    }
    let canonical = format!(
        "{}{}.{}",
        if plain.starts_with('-') { "-" } else { "" },
        if whole.is_empty() { "0" } else { whole },
        if decimals.is_empty() { "0" } else { decimals }
    );
    canonical.parse().map_err(|_bad| NumberError::NotANumber)
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2}", self.0)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_wire(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Money {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some(
                "Canadian dollars as a decimal string with exactly two decimals. Positive is owed by the client, negative is a credit, unless the field says otherwise.",
            ))
            .pattern(Some(r"^-?\d{1,15}\.\d{2}$"))
            .examples(["1050.25"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Money {}

#[cfg(feature = "db")]
mod numeric {
    use super::Money;
    use diesel::data_types::PgNumeric;
    use diesel::deserialize::{self, FromSql};
    use diesel::pg::{Pg, PgValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::Numeric;

    impl FromSql<Numeric, Pg> for Money {
        fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
            let numeric = PgNumeric::from_sql(bytes)?;
            let value = crate::rate::from_pg(&numeric).ok_or("a numeric that is no decimal")?;
            Self::round_half_up(value)
                .filter(|money| money.0 == value)
                .ok_or_else(|| "a numeric that is no amount of money".into())
        }
    }

    impl ToSql<Numeric, Pg> for Money {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            let numeric = crate::rate::to_pg(self.0);
            ToSql::<Numeric, Pg>::to_sql(&numeric, &mut out.reborrow())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_form_is_strict() {
        assert_eq!(Money::parse_wire("1050.25"), Ok(Money::from_cents(105_025)));
        assert_eq!(Money::parse_wire("-0.01"), Ok(Money::from_cents(-1)));
        assert_eq!(Money::parse_wire("1.005"), Err(NumberError::TooPrecise));
        assert_eq!(Money::parse_wire("1e3"), Err(NumberError::NotANumber));
        assert_eq!(Money::parse_wire("1,050.25"), Err(NumberError::NotANumber));
        assert_eq!(Money::parse_wire("10"), Err(NumberError::NotANumber));
        assert_eq!(
            Money::parse_wire("1234567890123456.00"),
            Err(NumberError::TooLarge)
        );
    }

    #[test]
    fn people_may_type_as_they_please() {
        for text in ["1,234.50", "$1 234.5", " 1234.50 ", "1\u{a0}234.50"] {
            assert_eq!(
                Money::parse_typed(text),
                Ok(Money::from_cents(123_450)),
                "{text}"
            );
        }
        for (text, cents) in [
            ("1 050,25", 105_025),
            ("1\u{a0}050,25", 105_025),
            ("12,5", 1_250),
            ("3,75", 375),
            ("0,12", 12),
            (",5", 50),
            ("1,050", 105_000),
            ("-1,050.25", -105_025),
            ("$ 12,345,678.90", 1_234_567_890),
            ("1234,5", 123_450),
            ("1,050 $", 105_000),
            ("1 050,25 $", 105_025),
        ] {
            assert_eq!(
                Money::parse_typed(text),
                Ok(Money::from_cents(cents)),
                "{text}"
            );
        }
        for text in [
            "1,00,0",
            "1,0000,000",
            "1.050,25",
            "1,050,25",
            "1.0,5",
            ",",
            "1 050,250,1",
            "1, 050",
        ] {
            assert_eq!(
                Money::parse_typed(text),
                Err(NumberError::NotANumber),
                "{text}"
            );
        }
        assert_eq!(Money::parse_typed("0,125"), Err(NumberError::TooPrecise));
        assert_eq!(Money::parse_typed("\u{2212}3"), Ok(Money::from_cents(-300)));
        assert_eq!(Money::parse_typed("12O.00"), Err(NumberError::NotANumber));
        assert_eq!(Money::parse_typed(""), Err(NumberError::NotANumber));
        assert_eq!(Money::parse_typed("1.005"), Err(NumberError::TooPrecise));
        assert_eq!(Money::parse_typed("."), Err(NumberError::NotANumber));
    }

    #[test]
    fn rounding_is_half_up_away_from_zero() {
        assert_eq!(
            Money::round_half_up(Decimal::new(1005, 3)),
            Some(Money::from_cents(101))
        );
        assert_eq!(
            Money::round_half_up(Decimal::new(-1005, 3)),
            Some(Money::from_cents(-101))
        );
        assert_eq!(Money::round_half_up(Decimal::MAX), None);
    }

    #[test]
    fn zero_has_one_form() {
        assert_eq!(Money::from_cents(0).to_string(), "0.00");
        assert_eq!(
            Money::from_cents(-5)
                .checked_add(Money::from_cents(5))
                .map(|m| m.to_string()),
            Some("0.00".into())
        );
    }
}
