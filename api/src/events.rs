//! Every state change as a row, numbered within its account: what mail, webhooks and the event log read.

use crate::clock::Clock;
use crate::db::{Tx, routine};
use crate::problem::ApiError;
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
    let id = clock.id(EventId::from_parts);
    let appended = routine::append_event(account, id, kind, subject, clock.now(), body);
    let _seq: i64 = diesel::select(appended).get_result(&mut **tx).await?;
    Ok(())
}
