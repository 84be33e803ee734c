//! The one row of the sandbox.

use crate::db::Tx;
use crate::db::schema::{period, person, sandbox};
use crate::problem::ApiError;
use anyhow::Context;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::contract::sandbox::Letter;
use shared::id::{AccountId, PeriodId};

/// How far the clock was moved and which letters were posted; `None` before the first start.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    connection: &mut AsyncPgConnection,
) -> Result<Option<(i64, Vec<Letter>)>, ApiError> {
    let row: Option<(i64, serde_json::Value)> = sandbox::table
        .select((sandbox::clock_offset_ms, sandbox::letters))
        .first(connection)
        .await
        .optional()?;
    row.map(|(offset, letters)| {
        Ok((
            offset,
            serde_json::from_value(letters).context("the sandbox's letters")?,
        ))
    })
    .transpose()
}

/// Keeps how far the clock was moved.
///
/// # Errors
/// When the database does not answer.
pub async fn save_offset(tx: &mut Tx<'_>, offset_ms: i64) -> Result<(), ApiError> {
    diesel::insert_into(sandbox::table)
        .values((
            sandbox::singleton.eq(true),
            sandbox::clock_offset_ms.eq(offset_ms),
            sandbox::letters.eq(serde_json::json!([])),
        ))
        .on_conflict(sandbox::singleton)
        .do_update()
        .set(sandbox::clock_offset_ms.eq(offset_ms))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a letter that would have been posted.
///
/// # Errors
/// When the database does not answer.
pub async fn keep_letter(tx: &mut Tx<'_>, letter: &Letter) -> Result<(), ApiError> {
    diesel::sql_query(
        "INSERT INTO sandbox (singleton, clock_offset_ms, letters) VALUES (true, 0, jsonb_build_array($1::jsonb)) \
         ON CONFLICT (singleton) DO UPDATE SET letters = jsonb_build_array($1::jsonb) || sandbox.letters",
    )
    .bind::<diesel::sql_types::Jsonb, _>(serde_json::json!(letter))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The account has such a period.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn has_period(
    tx: &mut Tx<'_>,
    account: AccountId,
    id: PeriodId,
) -> Result<bool, ApiError> {
    Ok(diesel::select(diesel::dsl::exists(
        period::table.find((account.uuid(), id.uuid())),
    ))
    .get_result(&mut **tx)
    .await?)
}

/// The name and e-mail address of a person of an issuer.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn person(
    connection: &mut AsyncPgConnection,
    issuer: &str,
    subject: &str,
) -> Result<Option<(String, Option<String>)>, ApiError> {
    Ok(person::table
        .filter(person::issuer.eq(issuer).and(person::subject.eq(subject)))
        .select((person::name, person::email))
        .first(connection)
        .await
        .optional()?)
}
