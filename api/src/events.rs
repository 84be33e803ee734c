//! Every state change as a row, numbered within its account: what mail, webhooks and the event log read.

use crate::clock::Clock;
use crate::db::Tx;
use crate::problem::ApiError;
use diesel::sql_types::{Jsonb, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use shared::id::{AccountId, EventId};

/// Appends an event. The account must be locked, so that numbers have no gap and no double.
///
/// # Errors
/// When the database does not answer.
pub async fn append(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    kind: &str,
    subject: &str,
    body: Value,
) -> Result<(), ApiError> {
    diesel::sql_query(
        "INSERT INTO event (account_id, seq, id, kind, subject, at, body) \
         VALUES ($1, (SELECT coalesce(max(seq), 0) + 1 FROM event WHERE account_id = $1), $2, $3, $4, $5, $6)",
    )
    .bind::<Uuid, _>(account)
    .bind::<Uuid, _>(clock.id(EventId::from_parts))
    .bind::<Text, _>(kind)
    .bind::<Text, _>(subject)
    .bind::<Timestamptz, _>(clock.now())
    .bind::<Jsonb, _>(body)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
