//! The rows of drafts.

use super::from_json;
use crate::db::Tx;
use crate::db::schema::{draft, person};
use crate::problem::ApiError;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::filing::Draft;
use shared::id::{AccountId, PeriodId, PersonId};

/// The draft of a period with who saved it.
pub(in crate::feature::filings) async fn draft_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: PeriodId,
) -> Result<Option<(i64, Draft, DateTime<Utc>, String)>, ApiError> {
    let row: Option<(i64, Value, Value, DateTime<Utc>, String)> = draft::table
        .inner_join(person::table.on(person::id.eq(draft::saved_by)))
        .filter(
            draft::account_id
                .eq(account)
                .and(draft::period_id.eq(period)),
        )
        .select((
            draft::version,
            draft::lines,
            draft::rows,
            draft::saved_at,
            person::name,
        ))
        .first(connection)
        .await
        .optional()?;
    row.map(|(version, lines, rows, at, by)| {
        Ok((
            version,
            Draft {
                lines: from_json(lines)?,
                rows: from_json(rows)?,
            },
            at,
            by,
        ))
    })
    .transpose()
}

/// A draft to be saved.
pub(in crate::feature::filings) struct NewDraft<'a> {
    pub(in crate::feature::filings) account: AccountId,
    pub(in crate::feature::filings) period: PeriodId,
    pub(in crate::feature::filings) draft: &'a Draft,
    pub(in crate::feature::filings) payable: Option<Money>,
    pub(in crate::feature::filings) at: DateTime<Utc>,
    pub(in crate::feature::filings) by: PersonId,
}

/// Saves over the version that the caller has read; `None` when another version is there. 0 stands for no draft.
pub(in crate::feature::filings) async fn save_draft(
    tx: &mut Tx<'_>,
    new: &NewDraft<'_>,
    expected: i64,
) -> Result<Option<i64>, ApiError> {
    let lines = serde_json::json!(new.draft.lines);
    let rows = serde_json::json!(new.draft.rows);
    let saved = if expected == 0 {
        // Starts at the millisecond, so that a version never comes back after a draft was filed.
        diesel::insert_into(draft::table)
            .values((
                draft::account_id.eq(new.account),
                draft::period_id.eq(new.period),
                draft::version.eq(new.at.timestamp_millis()),
                draft::lines.eq(lines),
                draft::rows.eq(rows),
                draft::payable.eq(new.payable),
                draft::saved_at.eq(new.at),
                draft::saved_by.eq(new.by),
            ))
            .on_conflict_do_nothing()
            .returning(draft::version)
            .get_result(&mut **tx)
            .await
            .optional()?
    } else {
        diesel::update(
            draft::table
                .find((new.account.uuid(), new.period.uuid()))
                .filter(draft::version.eq(expected)),
        )
        .set((
            draft::version.eq(draft::version + 1),
            draft::lines.eq(lines),
            draft::rows.eq(rows),
            draft::payable.eq(new.payable),
            draft::saved_at.eq(new.at),
            draft::saved_by.eq(new.by),
        ))
        .returning(draft::version)
        .get_result(&mut **tx)
        .await
        .optional()?
    };
    Ok(saved)
}

/// The draft has become a filing.
pub(in crate::feature::filings) async fn drop_draft(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
) -> Result<(), ApiError> {
    diesel::delete(draft::table.find((account.uuid(), period.uuid())))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
