//! The dated rates of the database, read in the transaction that uses them.

use crate::db::schema::rate;
use crate::problem::ApiError;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::rate::{Confidence, DatedRate, Rate, RateCode, RateTable};

/// The rows of some codes.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    connection: &mut AsyncPgConnection,
    codes: &[RateCode],
) -> Result<RateTable, ApiError> {
    let rows: Vec<(RateCode, chrono::NaiveDate, Rate, Confidence, String)> = rate::table
        .filter(rate::code.eq_any(codes))
        .order((rate::code, rate::effective_on))
        .select((
            rate::code,
            rate::effective_on,
            rate::value,
            rate::confidence,
            rate::source,
        ))
        .load(connection)
        .await?;
    let rows = rows.into_iter().map(
        |(code, effective_on, value, confidence, source)| DatedRate {
            code,
            effective_on,
            value,
            confidence,
            source,
        },
    );
    Ok(RateTable::new(rows.collect()))
}
