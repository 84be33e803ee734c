//! The rows behind credits: periods to carry to, and the keys of what was done.

use crate::db::Tx;
use crate::db::schema::{credit_act, filing, period};
use crate::http::idempotency::IdempotencyKey;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use shared::id::{AccountId, EventId, PeriodId, PersonId};
use shared::period::Period;

/// A period that is not filed.
#[derive(Clone, Debug)]
pub(super) struct Coming {
    pub(super) id: PeriodId,
    pub(super) period: Period,
    pub(super) due_on: NaiveDate,
}

/// The periods of a form that come due next and are not filed.
pub(super) async fn coming(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    form: &str,
    today: NaiveDate,
    count: i64,
) -> Result<Vec<Coming>, ApiError> {
    let filed = filing::table.filter(
        filing::account_id
            .eq(period::account_id)
            .and(filing::period_id.eq(period::id)),
    );
    let rows: Vec<(PeriodId, NaiveDate, NaiveDate, NaiveDate)> = period::table
        .filter(period::account_id.eq(account).and(period::form.eq(form)))
        .filter(period::due_on.ge(today))
        .filter(not(exists(filed)))
        .order((period::due_on, period::starts_on))
        .limit(count)
        .select((
            period::id,
            period::starts_on,
            period::ends_on,
            period::due_on,
        ))
        .load(connection)
        .await?;
    let coming = rows
        .into_iter()
        .map(|(id, starts_on, ends_on, due_on)| Coming {
            id,
            period: Period { starts_on, ends_on },
            due_on,
        });
    Ok(coming.collect())
}

/// The days of a period of the account.
pub(super) async fn days_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: PeriodId,
) -> Result<Option<Period>, ApiError> {
    let days: Option<(NaiveDate, NaiveDate)> = period::table
        .find((account.uuid(), id.uuid()))
        .select((period::starts_on, period::ends_on))
        .first(connection)
        .await
        .optional()?;
    Ok(days.map(|(starts_on, ends_on)| Period { starts_on, ends_on }))
}

/// The fingerprint of the request that a key was used for before, and what was answered.
pub(super) async fn used_key(
    tx: &mut Tx<'_>,
    account: AccountId,
    person: PersonId,
    key: &str,
) -> Result<Option<(Vec<u8>, serde_json::Value)>, ApiError> {
    Ok(credit_act::table
        .filter(credit_act::account_id.eq(account))
        .filter(
            credit_act::person_id
                .eq(person)
                .and(credit_act::key.eq(key)),
        )
        .select((credit_act::fingerprint, credit_act::reply))
        .first(&mut **tx)
        .await
        .optional()?)
}

/// Keeps what was answered under a key.
pub(super) async fn keep_key(
    tx: &mut Tx<'_>,
    id: EventId,
    (account, person): (AccountId, PersonId),
    key: &IdempotencyKey,
    reply: &impl Serialize,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::insert_into(credit_act::table)
        .values((
            credit_act::account_id.eq(account),
            credit_act::id.eq(id.uuid()),
            credit_act::person_id.eq(person),
            credit_act::key.eq(&key.key),
            credit_act::fingerprint.eq(&key.fingerprint),
            credit_act::reply.eq(serde_json::json!(reply)),
            credit_act::at.eq(at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
