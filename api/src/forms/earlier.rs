//! What was filed for the periods before one.

use super::Asked;
use crate::db::schema::filing;
use crate::problem::ApiError;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::dsl::{min, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Jsonb, Nullable, Text, Uuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::carry::Earlier;
use shared::period::Period;
use shared::program::TimedAnswer;
use std::collections::BTreeMap;

const SHAPE: &str = "a stored filing does not have its shape any more";

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

/// The periods of the form before a day, each with its newest filing; where the desk assessed other figures, with those.
const EARLIER: &str = "
    SELECT period.starts_on, period.ends_on, newest.evaluation -> 'lines' AS lines, newest.entered -> 'rows' AS rows
    FROM period
    LEFT JOIN LATERAL (
        SELECT CASE WHEN desk.entered IS NULL THEN filing.evaluation ELSE desk.evaluation END AS evaluation,
            coalesce(desk.entered, filing.entered) AS entered
        FROM filing
        LEFT JOIN assessment AS desk ON desk.account_id = filing.account_id AND desk.filing_id = filing.id
            AND desk.id = routine.assessment_of(filing.account_id, filing.id)
        WHERE filing.account_id = period.account_id AND filing.period_id = period.id
        ORDER BY filing.revision DESC LIMIT 1
    ) AS newest ON true
    WHERE period.account_id = $1 AND period.form = $2 AND period.starts_on < $3
    ORDER BY period.starts_on DESC
    LIMIT $4";

/// The day on which a version of the period's filing that gave an answer was first received.
pub(super) async fn first_answer(
    connection: &mut AsyncPgConnection,
    asked: &Asked<'_>,
    answer: TimedAnswer,
) -> Result<Option<NaiveDate>, ApiError> {
    let gave = sql::<Bool>("filing.entered -> 'lines' ->> ")
        .bind::<Text, _>(answer.line)
        .sql(" = ")
        .bind::<Text, _>(answer.word);
    Ok(filing::table
        .filter(filing::account_id.eq(asked.account))
        .filter(filing::period_id.eq(asked.period_id))
        .filter(gave)
        .select(min(filing::filed_on))
        .first(connection)
        .await?)
}

/// The filings of so many periods before, as far as one follows on the other.
pub(super) async fn earlier(
    connection: &mut AsyncPgConnection,
    asked: &Asked<'_>,
    back: usize,
) -> Result<Vec<Earlier>, ApiError> {
    let rows: Vec<Row> = diesel::sql_query(EARLIER)
        .bind::<Uuid, _>(asked.account)
        .bind::<Text, _>(asked.form)
        .bind::<Date, _>(asked.period.starts_on)
        .bind::<BigInt, _>(i64::try_from(back).unwrap_or(i64::MAX))
        .load(connection)
        .await?;
    let mut earlier = Vec::new();
    let mut next = asked.period.starts_on;
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
            lines: serde_json::from_value(lines).context(SHAPE)?,
            rows: match row.rows {
                Some(rows) => serde_json::from_value(rows).context(SHAPE)?,
                None => BTreeMap::new(),
            },
        });
    }
    Ok(earlier)
}
