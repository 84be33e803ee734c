//! The rows of rates by code, and how far they were used.

use crate::db::schema::{rate, rate_use};
use crate::problem::ApiError;
use chrono::NaiveDate;
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::rate::RateCode;
use std::collections::BTreeMap;

/// A code has a row.
pub(super) async fn is_known(
    connection: &mut AsyncPgConnection,
    code: RateCode,
) -> Result<bool, ApiError> {
    let rows = rate::table.filter(rate::code.eq(code));
    Ok(diesel::select(exists(rows)).get_result(connection).await?)
}

/// The last day that each of some codes was used for.
pub(super) async fn used(
    connection: &mut AsyncPgConnection,
    codes: &[RateCode],
) -> Result<BTreeMap<RateCode, NaiveDate>, ApiError> {
    let rows: Vec<(RateCode, Option<NaiveDate>)> = rate_use::table
        .filter(rate_use::code.eq_any(codes))
        .group_by(rate_use::code)
        .select((rate_use::code, max(rate_use::last_on)))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(code, day)| Some((code, day?)))
        .collect())
}

/// There is a row of a code on a day.
pub(super) async fn has_row(
    connection: &mut AsyncPgConnection,
    code: RateCode,
    on: NaiveDate,
) -> Result<bool, ApiError> {
    let row = rate::table.find((code, on));
    Ok(diesel::select(exists(row)).get_result(connection).await?)
}
