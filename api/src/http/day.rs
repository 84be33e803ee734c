//! Days in queries: those that a calendar on the wall could show. Days of other ages would only break sums and tables.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, de::Error};

/// A day in a year that accounts can have.
pub fn is_sound(day: NaiveDate) -> bool {
    (1900..2200).contains(&day.year())
}

/// Reads a day from 1900 to 2199.
///
/// # Errors
/// When it is no such day.
pub fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let day = NaiveDate::deserialize(deserializer)?;
    if is_sound(day) {
        Ok(day)
    } else {
        Err(D::Error::custom(
            "a day must be from 1900-01-01 to 2199-12-31",
        ))
    }
}

/// The same where the day may be left out.
///
/// # Errors
/// When it is no such day.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    required(deserializer).map(Some)
}
