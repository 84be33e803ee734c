//! The rows of work, with the account and the filing behind them.

mod changes;
mod filings;
mod queue;

pub(super) use changes::{Locked, assign, close, lock, propose, wait_for_client};
pub(super) use filings::{FilingRow, filing_of};
pub(super) use queue::{Filter, Row, after, counts, done_since, list, proposals, show};

use crate::db::Tx;
use crate::db::schema::{person, staff, work, work_step};
use crate::problem::ApiError;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::desk::{Decided, Decision, StaffMember, WorkAct, WorkStep};
use shared::id::{AccountId, AssessmentId, FilingId, PersonId, WorkId};

/// The filing that a piece of work is about.
pub(super) async fn filing_id(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: WorkId,
) -> Result<Option<FilingId>, ApiError> {
    Ok(work::table
        .find((account.uuid(), id.uuid()))
        .select(work::filing_id)
        .first(connection)
        .await?)
}

/// Whom work can be given to: staff who have signed in.
pub(super) async fn staff(
    connection: &mut AsyncPgConnection,
) -> Result<Vec<(StaffMember, Vec<String>)>, ApiError> {
    let rows: Vec<(PersonId, String, Vec<String>)> = staff::table
        .inner_join(person::table.on(person::id.eq(staff::person_id)))
        .order((person::name, person::id))
        .select((person::id, person::name, staff::roles))
        .limit(500)
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, roles)| (StaffMember { id, name }, roles))
        .collect())
}

/// What was done with a piece of work, oldest first.
pub(super) async fn steps(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: WorkId,
) -> Result<Vec<WorkStep>, ApiError> {
    let rows: Vec<(WorkAct, Option<String>, String, DateTime<Utc>)> = work_step::table
        .left_join(person::table.on(person::id.nullable().eq(work_step::person_id)))
        .filter(work_step::account_id.eq(account))
        .filter(work_step::work_id.eq(id))
        .order(work_step::seq)
        .limit(500)
        .select((
            work_step::act,
            person::name.nullable(),
            work_step::note,
            work_step::at,
        ))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(act, by, note, at)| WorkStep { act, by, note, at })
        .collect())
}

/// A proposed decision and what was decided, as they are stored.
pub(super) struct Outcome {
    pub(super) proposed: Option<(Value, StaffMember)>,
    pub(super) decided: Option<Decided>,
}

pub(super) async fn outcome(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: WorkId,
) -> Result<Outcome, ApiError> {
    type Stored = (
        Option<Value>,
        Option<PersonId>,
        Option<String>,
        Option<Decision>,
        Option<String>,
        Option<PersonId>,
        Option<String>,
        Option<DateTime<Utc>>,
        Option<AssessmentId>,
    );
    let (proposer, decider) = diesel::alias!(person as proposer, person as decider);
    let stored: Stored = work::table
        .left_join(proposer.on(proposer.field(person::id).nullable().eq(work::proposed_by)))
        .left_join(decider.on(decider.field(person::id).nullable().eq(work::decided_by)))
        .filter(work::account_id.eq(account).and(work::id.eq(id)))
        .select((
            work::proposed,
            work::proposed_by,
            proposer.field(person::name).nullable(),
            work::decision,
            work::reason,
            work::decided_by,
            decider.field(person::name).nullable(),
            work::decided_at,
            work::assessment_id,
        ))
        .first(connection)
        .await?;
    let (proposed, by, name, decision, reason, decided_by, decider, at, assessment) = stored;
    let member = |id: Option<PersonId>, name: Option<String>| {
        id.zip(name).map(|(id, name)| StaffMember { id, name })
    };
    Ok(Outcome {
        proposed: proposed.zip(member(by, name)),
        decided: decision.zip(at).map(|(decision, at)| Decided {
            decision,
            reason: reason.unwrap_or_default(),
            by: member(decided_by, decider),
            at,
            assessment_id: assessment,
        }),
    })
}

/// The roles of somebody of staff; nothing for others.
pub(super) async fn roles_of(
    tx: &mut Tx<'_>,
    who: PersonId,
) -> Result<Option<(String, Vec<String>)>, ApiError> {
    Ok(staff::table
        .inner_join(person::table.on(person::id.eq(staff::person_id)))
        .filter(staff::person_id.eq(who))
        .select((person::name, staff::roles))
        .first(&mut **tx)
        .await
        .optional()?)
}
