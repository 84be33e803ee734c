//! Dated rates. A row says from which day a value counts; the next row ends it, and what is prescribed for a time, as
//! interest is, ends with it.

mod table;

pub use table::RateTable;
#[cfg(any(test, feature = "published-rates"))]
pub use table::published;

use crate::period::{Frequency, Period};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A rate as a fraction of one: 6 % is `"0.06"`. On the wire a decimal string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Numeric))]
pub struct Rate(Decimal);

impl Rate {
    /// A rate from its fraction.
    pub fn new(fraction: Decimal) -> Self {
        Self(fraction.normalize())
    }

    /// So many parts of 10 to the power of `scale`: `Rate::of(6, 2)` is 6 %.
    pub fn of(parts: i64, scale: u32) -> Self {
        Self::new(Decimal::new(parts, scale))
    }

    /// The fraction of one.
    pub fn fraction(self) -> Decimal {
        self.0
    }

    /// For people: `6%`, `6.5%`.
    pub fn percent(self) -> String {
        let percent = self
            .0
            .checked_mul(Decimal::ONE_HUNDRED)
            .unwrap_or(self.0)
            .normalize();
        format!("{percent}%")
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map(Self::new)
            .map_err(|_bad| serde::de::Error::custom("a rate is a decimal string"))
    }
}

/// Which rate of which rule: a short name such as `tourism-levy` or `ifta.BC.diesel`. New codes are data, not code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub struct RateCode([u8; RateCode::MOST]);

impl RateCode {
    /// The most characters of a code.
    pub const MOST: usize = 48;
    /// Tourism levy on the purchase price of accommodation.
    pub const TOURISM_LEVY: Self = Self::of("tourism-levy");
    /// Interest a year on what is owed late.
    pub const DEBIT_INTEREST: Self = Self::of("debit-interest");
    /// Interest a year on credits of corporate tax.
    pub const CREDIT_INTEREST: Self = Self::of("credit-interest");
    /// Corporate income tax: the general rate.
    pub const CIT_GENERAL: Self = Self::of("cit.general");
    /// Corporate income tax: the rate on small business income, the general rate less the points.
    pub const CIT_SMALL_BUSINESS: Self = Self::of("cit.small-business");
    /// Corporate income tax: the points of the small business deduction.
    pub const CIT_POINTS: Self = Self::of("cit.points");
    /// Innovation Employment Grant: the share of all expenditures.
    pub const CIT_GRANT: Self = Self::of("cit.grant");
    /// Innovation Employment Grant: the share of what is more than in the years before.
    pub const CIT_GRANT_INCREASE: Self = Self::of("cit.grant-increase");

    /// A code that is written in the program. A text beyond [`Self::MOST`] is cut off.
    pub const fn of(text: &str) -> Self {
        let mut code = [0; Self::MOST];
        let mut from = text.as_bytes();
        let mut to = code.as_mut_slice();
        while let ([first, rest @ ..], [place, after @ ..]) = (from, to) {
            *place = *first;
            from = rest;
            to = after;
        }
        Self(code)
    }

    /// A row of it counts from its own day alone and not until the next one: it says that something was done for that day.
    pub fn stands_alone(&self) -> bool {
        self.as_str().ends_with(".matrix")
    }

    /// Rates of fuel that follow the price of oil, quarter by quarter (domain page `fuel-tax`, relief).
    pub const FUEL_BY_QUARTER: [Self; 5] = [
        Self::of("fuel.gasoline"),
        Self::of("fuel.diesel"),
        Self::of("fuel.blend"),
        Self::of("fuel.marked-gasoline"),
        Self::of("fuel.marked-diesel"),
    ];

    /// It is set for a quarter or a year and not beyond, like interest: what comes after is not known.
    pub fn is_prescribed(&self) -> bool {
        self.as_str().ends_with("interest") || Self::FUEL_BY_QUARTER.contains(self)
    }

    /// The last day that a rate is usually prescribed for from a day on: interest of carriers for the calendar year
    /// (domain page `ifta`), other interest and fuel for the quarter (`interest-and-penalties`, `fuel-tax`); `None` for
    /// any other rate.
    pub fn usually_until(&self, from: NaiveDate) -> Option<NaiveDate> {
        if !self.is_prescribed() {
            return None;
        }
        let quarterly = [Self::DEBIT_INTEREST, Self::CREDIT_INTEREST].contains(self)
            || Self::FUEL_BY_QUARTER.contains(self);
        if quarterly {
            Some(Period::first(from, Frequency::Quarterly, None)?.ends_on)
        } else {
            NaiveDate::from_ymd_opt(from.year(), 12, 31)
        }
    }

    /// The text on the wire and in the database.
    pub fn as_str(&self) -> &str {
        let text = self.0.split(|byte| *byte == 0).next().unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }
}

impl std::str::FromStr for RateCode {
    type Err = crate::UnknownText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        let fits = !text.is_empty() && text.len() <= Self::MOST && text.bytes().all(plain);
        fits.then(|| Self::of(text)).ok_or(crate::UnknownText)
    }
}

impl std::fmt::Display for RateCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for RateCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for RateCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RateCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for RateCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("Which rate of which rule: `tourism-levy`, `debit-interest`, `fuel.gasoline`, `ifta.BC.diesel`."))
            .pattern(Some(r"^[A-Za-z0-9.-]{1,48}$"))
            .examples(["tourism-levy"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for RateCode {}

text_enum! {
    /// How sure we are of a figure.
    Confidence {
        /// On a published page of the administration.
        Confirmed = "confirmed",
        /// Worked out from published figures.
        Derived = "derived",
        /// Assumed until it is published; configuration, not law.
        Unverified = "unverified",
    }
}

/// The value of a rate from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DatedRate {
    /// Which rate.
    pub code: RateCode,
    /// The first day it counts. It counts until the next row of the same code.
    pub effective_on: NaiveDate,
    /// The last day it was prescribed for, where it was: after it no rate is known until the next row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The value, as a fraction of one.
    pub value: Rate,
    /// How sure we are.
    pub confidence: Confidence,
    /// Where it was published.
    pub source: String,
}

impl DatedRate {
    /// It counts on a day that no later row counts on.
    fn counts_on(&self, day: NaiveDate) -> bool {
        self.effective_on <= day && self.until.is_none_or(|until| day <= until)
    }

    /// `Fuel tax rates, from 27 March 2015`, with a word when the rate is not confirmed.
    pub fn origin(&self) -> String {
        let from = crate::words::day(self.effective_on);
        format!("{}, from {from}{}", self.source, self.doubt())
    }

    /// The same without the day.
    pub fn sourced(&self) -> String {
        format!("{}{}", self.source, self.doubt())
    }

    const fn doubt(&self) -> &'static str {
        match self.confidence {
            Confidence::Confirmed | Confidence::Derived => "",
            Confidence::Unverified => "; not confirmed",
        }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Rate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some(
                "A fraction of one as a decimal string: 6 % is \"0.06\".",
            ))
            .pattern(Some(r"^\d{1,6}(\.\d{1,10})?$"))
            .examples(["0.06"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Rate {}

#[cfg(feature = "db")]
pub(crate) use numeric::{from_pg, to_pg};

#[cfg(feature = "db")]
mod numeric {
    use super::{Rate, RateCode};
    use diesel::data_types::PgNumeric;
    use diesel::deserialize::{self, FromSql};
    use diesel::pg::{Pg, PgValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::{Numeric, Text};
    use rust_decimal::Decimal;

    /// PostgreSQL keeps numerics in base 10,000; `None` for NaN and what a decimal cannot hold.
    pub(crate) fn from_pg(numeric: &PgNumeric) -> Option<Decimal> {
        let (weight, scale, digits, negative) = match numeric {
            PgNumeric::Positive {
                weight,
                scale,
                digits,
            } => (*weight, *scale, digits, false),
            PgNumeric::Negative {
                weight,
                scale,
                digits,
            } => (*weight, *scale, digits, true),
            PgNumeric::NaN => return None,
        };
        let base = Decimal::from(10_000);
        let mut value = Decimal::ZERO;
        for digit in digits {
            value = value
                .checked_mul(base)?
                .checked_add(Decimal::from(*digit))?;
        }
        let mut shift = i32::from(weight)
            .checked_add(1)?
            .checked_sub(i32::try_from(digits.len()).ok()?)?;
        while shift > 0 {
            value = value.checked_mul(base)?;
            shift = shift.checked_sub(1)?;
        }
        while shift < 0 {
            value = value.checked_div(base)?;
            shift = shift.checked_add(1)?;
        }
        value.rescale(u32::from(scale));
        if negative {
            value = Decimal::ZERO.checked_sub(value)?;
        }
        Some(value)
    }

    /// The base 10,000 form of a decimal, with its scale.
    pub(crate) fn to_pg(value: Decimal) -> PgNumeric {
        let scale = value.scale();
        let text = value.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let whole_pad = (4_usize).saturating_sub(whole.len() % 4) % 4;
        let fraction_pad = (4_usize).saturating_sub(fraction.len() % 4) % 4;
        let padded = format!(
            "{}{whole}{fraction}{}",
            "0".repeat(whole_pad),
            "0".repeat(fraction_pad)
        );
        let digits: Vec<i16> = padded
            .as_bytes()
            .chunks(4)
            .map(|chunk| {
                chunk.iter().fold(0_i16, |sum, byte| {
                    sum.saturating_mul(10)
                        .saturating_add(i16::from(byte.saturating_sub(b'0')))
                })
            })
            .collect();
        let groups = whole.len().saturating_add(whole_pad) / 4;
        let weight = i16::try_from(groups).unwrap_or(i16::MAX).saturating_sub(1);
        let scale = u16::try_from(scale).unwrap_or(u16::MAX);
        if value.is_sign_negative() && !value.is_zero() {
            PgNumeric::Negative {
                weight,
                scale,
                digits,
            }
        } else {
            PgNumeric::Positive {
                weight,
                scale,
                digits,
            }
        }
    }

    impl FromSql<Text, Pg> for RateCode {
        fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
            Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.parse()?)
        }
    }

    impl ToSql<Text, Pg> for RateCode {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            <str as ToSql<Text, Pg>>::to_sql(self.as_str(), out)
        }
    }

    impl FromSql<Numeric, Pg> for Rate {
        fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
            let numeric = PgNumeric::from_sql(bytes)?;
            from_pg(&numeric)
                .map(Self::new)
                .ok_or_else(|| "a numeric that is no decimal".into())
        }
    }

    impl ToSql<Numeric, Pg> for Rate {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            ToSql::<Numeric, Pg>::to_sql(&to_pg(self.0), &mut out.reborrow())
        }
    }
}
