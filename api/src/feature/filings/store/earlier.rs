//! What was filed for the periods before one.

use super::{FilingPeriod, from_json};
use crate::problem::ApiError;
use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Jsonb, Nullable, Text, Uuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::carry::Earlier;
use shared::id::AccountId;
use shared::period::Period;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    ends_on: NaiveDate,
    #[diesel(sql_type = Nullable<Jsonb>)]
    lines: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    rows: Option<Value>,
}

/// The periods of the form before a day, each with its newest filing.
const EARLIER: &str = "
    SELECT period.starts_on, period.ends_on, newest.evaluation -> 'lines' AS lines, newest.entered -> 'rows' AS rows
    FROM period
    LEFT JOIN LATERAL (
        SELECT evaluation, entered FROM filing
        WHERE filing.account_id = period.account_id AND filing.period_id = period.id
        ORDER BY revision DESC LIMIT 1
    ) AS newest ON true
    WHERE period.account_id = $1 AND period.form = $2 AND period.starts_on < $3
    ORDER BY period.starts_on DESC
    LIMIT $4";

/// The filings of so many periods before, as far as one follows on the other.
pub(in crate::feature::filings) async fn earlier(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: &FilingPeriod,
    back: usize,
) -> Result<Vec<Earlier>, ApiError> {
    let rows: Vec<Row> = diesel::sql_query(EARLIER)
        .bind::<Uuid, _>(account)
        .bind::<Text, _>(&period.form)
        .bind::<Date, _>(period.period.starts_on)
        .bind::<BigInt, _>(i64::try_from(back).unwrap_or(i64::MAX))
        .load(connection)
        .await?;
    let mut earlier = Vec::new();
    let mut next = period.period.starts_on;
    for (place, row) in rows.into_iter().enumerate() {
        if row.ends_on.succ_opt() != Some(next) {
            break;
        }
        next = row.starts_on;
        let Some(lines) = row.lines else { continue };
        let period = Period {
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        };
        earlier.push(Earlier {
            back: place.saturating_add(1),
            label: period.label(),
            lines: from_json(lines)?,
            rows: row.rows.map(from_json).transpose()?.unwrap_or_default(),
        });
    }
    Ok(earlier)
}
