//! The rows of receipts, and of the keys that led to them.

use super::from_json;
use crate::db::Tx;
use crate::db::schema::{idempotency, receipt};
use crate::http::idempotency::IdempotencyKey;
use crate::problem::ApiError;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::filings::Receipt;
use shared::id::{AccountId, PersonId, ReceiptId};

/// What was done under a key before: the fingerprint and the receipt.
pub(in crate::feature::filings) async fn used_key(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    person: PersonId,
    key: &str,
) -> Result<Option<(Vec<u8>, ReceiptId)>, ApiError> {
    Ok(idempotency::table
        .find((account.uuid(), person.uuid(), key.to_owned()))
        .select((idempotency::fingerprint, idempotency::receipt_id))
        .first(connection)
        .await
        .optional()?)
}

pub(in crate::feature::filings) async fn keep_key(
    tx: &mut Tx<'_>,
    account: AccountId,
    person: PersonId,
    key: &IdempotencyKey,
    receipt: ReceiptId,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::account_id.eq(account),
            idempotency::person_id.eq(person),
            idempotency::key.eq(&key.key),
            idempotency::fingerprint.eq(&key.fingerprint),
            idempotency::receipt_id.eq(receipt),
            idempotency::used_at.eq(at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(in crate::feature::filings) async fn insert_receipt(
    tx: &mut Tx<'_>,
    receipt: &Receipt,
) -> Result<(), ApiError> {
    diesel::insert_into(receipt::table)
        .values((
            receipt::account_id.eq(receipt.account_id),
            receipt::id.eq(receipt.id),
            receipt::filing_id.eq(receipt.filing_id),
            receipt::reference.eq(&receipt.reference),
            receipt::body.eq(serde_json::json!(receipt)),
            receipt::issued_at.eq(receipt.received_at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(in crate::feature::filings) async fn receipt_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: ReceiptId,
) -> Result<Option<Receipt>, ApiError> {
    let body: Option<Value> = receipt::table
        .find((account.uuid(), id.uuid()))
        .select(receipt::body)
        .first(connection)
        .await
        .optional()?;
    body.map(from_json).transpose()
}
