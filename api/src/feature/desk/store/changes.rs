//! Work that is being changed, by one person at a time.

use crate::db::Tx;
use crate::db::schema::{account, work};
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use shared::contract::desk::{Decision, WorkKind, WorkStatus};
use shared::id::{AccountId, AssessmentId, FilingId, PersonId, WorkId};

/// A piece of work that is being changed.
#[derive(Clone, Debug, Queryable)]
pub(in crate::feature::desk) struct Locked {
    pub(in crate::feature::desk) account: AccountId,
    pub(in crate::feature::desk) id: WorkId,
    pub(in crate::feature::desk) number: i64,
    pub(in crate::feature::desk) kind: WorkKind,
    pub(in crate::feature::desk) filing: Option<FilingId>,
    pub(in crate::feature::desk) payable_on: Option<NaiveDate>,
    pub(in crate::feature::desk) four_eyes: bool,
    pub(in crate::feature::desk) status: WorkStatus,
    pub(in crate::feature::desk) assigned_to: Option<PersonId>,
    pub(in crate::feature::desk) version: i64,
    pub(in crate::feature::desk) proposed: Option<Value>,
    pub(in crate::feature::desk) proposed_by: Option<PersonId>,
    pub(in crate::feature::desk) decision: Option<Decision>,
}

/// Keeps others who file for the account, or decide about the work, waiting: account first, then work.
pub(in crate::feature::desk) async fn lock(
    tx: &mut Tx<'_>,
    id: WorkId,
) -> Result<Option<Locked>, ApiError> {
    let owner: Option<AccountId> = work::table
        .filter(work::id.eq(id))
        .select(work::account_id)
        .first(&mut **tx)
        .await
        .optional()?;
    let Some(owner) = owner else {
        return Ok(None);
    };
    account::table
        .find(owner.uuid())
        .select(account::id)
        .for_update()
        .execute(&mut **tx)
        .await?;
    Ok(work::table
        .find((owner.uuid(), id.uuid()))
        .select((
            work::account_id,
            work::id,
            work::number,
            work::kind,
            work::filing_id,
            work::payable_on,
            work::four_eyes,
            work::status,
            work::assigned_to,
            work::version,
            work::proposed,
            work::proposed_by,
            work::decision,
        ))
        .for_update()
        .first(&mut **tx)
        .await
        .optional()?)
}

/// Somebody, or nobody, has the work from now on.
pub(in crate::feature::desk) async fn assign(
    tx: &mut Tx<'_>,
    work: &Locked,
    to: Option<PersonId>,
) -> Result<(), ApiError> {
    let status = match (work.status, to) {
        (WorkStatus::New | WorkStatus::InProgress, Some(_person)) => WorkStatus::InProgress,
        (WorkStatus::New | WorkStatus::InProgress, None) => WorkStatus::New,
        (kept @ (WorkStatus::WithClient | WorkStatus::SecondLook | WorkStatus::Done), _) => kept,
    };
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::assigned_to.eq(to),
            work::status.eq(status),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The client was written to and answers by a day.
pub(in crate::feature::desk) async fn wait_for_client(
    tx: &mut Tx<'_>,
    work: &Locked,
    answer_by: NaiveDate,
) -> Result<(), ApiError> {
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::status.eq(WorkStatus::WithClient),
            work::answer_by.eq(answer_by),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a decision that waits for a second person.
pub(in crate::feature::desk) async fn propose(
    tx: &mut Tx<'_>,
    work: &Locked,
    body: Value,
    by: PersonId,
) -> Result<(), ApiError> {
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::status.eq(WorkStatus::SecondLook),
            work::four_eyes.eq(true),
            work::proposed.eq(body),
            work::proposed_by.eq(by),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The work is done.
pub(in crate::feature::desk) async fn close(
    tx: &mut Tx<'_>,
    work: &Locked,
    (decision, reason, assessment): (Decision, &str, Option<AssessmentId>),
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::status.eq(WorkStatus::Done),
            work::decision.eq(decision),
            work::reason.eq(reason),
            work::decided_by.eq(by),
            work::decided_at.eq(at),
            work::assessment_id.eq(assessment),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
