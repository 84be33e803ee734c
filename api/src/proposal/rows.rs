//! The rows of proposals.

use super::Kind;
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{person, proposal};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::ProblemCode;
use shared::contract::desk::{Proposal, ProposalStatus, StaffMember};
use shared::id::{PersonId, ProposalId};

/// A change to be proposed.
#[derive(Clone, Debug)]
pub struct New {
    /// What kind.
    pub kind: Kind,
    /// What it changes; there is one open proposal of it for a day.
    pub subject: String,
    /// From when on.
    pub effective_on: NaiveDate,
    /// The change itself.
    pub change: Value,
    /// Why.
    pub reason: String,
}

/// Adds a proposal.
///
/// # Errors
/// 409 when the same change waits already.
pub async fn insert(
    tx: &mut Tx<'_>,
    clock: &Clock,
    new: &New,
    by: PersonId,
) -> Result<ProposalId, ApiError> {
    let waiting = proposal::table.filter(
        proposal::kind
            .eq(new.kind.as_str())
            .and(proposal::subject.eq(&new.subject))
            .and(proposal::effective_on.eq(new.effective_on))
            .and(proposal::status.eq(ProposalStatus::Proposed)),
    );
    if diesel::select(exists(waiting))
        .get_result(&mut **tx)
        .await?
    {
        let detail = "The same change, for the same day, waits for a second person already. It has to be decided or withdrawn first.";
        return Err(ApiError::new(ProblemCode::Decided, detail));
    }
    let id = clock.id(ProposalId::from_parts);
    diesel::insert_into(proposal::table)
        .values((
            proposal::id.eq(id),
            proposal::kind.eq(new.kind.as_str()),
            proposal::subject.eq(&new.subject),
            proposal::effective_on.eq(new.effective_on),
            proposal::change.eq(&new.change),
            proposal::reason.eq(new.reason.trim()),
            proposal::status.eq(ProposalStatus::Proposed),
            proposal::proposed_by.eq(by),
            proposal::proposed_at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    tx.about(format!("proposal {id}"));
    tx.note("kind", new.kind.as_str());
    tx.note("subject", new.subject.clone());
    tx.note("effectiveOn", new.effective_on.to_string());
    tx.note("change", new.change.clone());
    Ok(id)
}

/// How a proposal is decided.
#[derive(Clone, Copy, Debug)]
pub enum Verdict<'a> {
    /// It is done.
    Approve,
    /// It is not, and why.
    Reject(&'a str),
    /// Who proposed it takes it back.
    Withdraw,
}

/// Decides a proposal and gives its change. What follows from it is the caller's.
///
/// # Errors
/// 404 when there is none of the kind, 409 when it was decided before or the person is the wrong one.
pub async fn decide<Change: DeserializeOwned>(
    tx: &mut Tx<'_>,
    clock: &Clock,
    (kind, id): (Kind, ProposalId),
    verdict: Verdict<'_>,
    by: PersonId,
) -> Result<Change, ApiError> {
    let row: Option<(ProposalStatus, PersonId, Value, String)> = proposal::table
        .find(id.uuid())
        .filter(proposal::kind.eq(kind.as_str()))
        .select((
            proposal::status,
            proposal::proposed_by,
            proposal::change,
            proposal::subject,
        ))
        .for_update()
        .first(&mut **tx)
        .await
        .optional()?;
    let (status, proposed_by, change, subject) = row.ok_or_else(ApiError::not_found)?;
    if status != ProposalStatus::Proposed {
        let detail = format!("The proposal is {status}. Nothing was changed.");
        return Err(ApiError::new(ProblemCode::Decided, detail));
    }
    let own = proposed_by == by;
    let (status, answer) = match verdict {
        Verdict::Approve | Verdict::Reject(_) if own => {
            let detail = "You proposed this yourself. Somebody else has to approve or reject it; you can withdraw it.";
            return Err(ApiError::new(ProblemCode::FourEyes, detail));
        }
        Verdict::Withdraw if !own => {
            let detail = "Only who proposed it can withdraw it. You can approve it or reject it.";
            return Err(ApiError::new(ProblemCode::FourEyes, detail));
        }
        Verdict::Approve => (ProposalStatus::Approved, None),
        Verdict::Reject(reason) => (ProposalStatus::Rejected, Some(reason.trim())),
        Verdict::Withdraw => (ProposalStatus::Withdrawn, None),
    };
    diesel::update(proposal::table.find(id.uuid()))
        .set((
            proposal::status.eq(status),
            proposal::decided_by.eq(by),
            proposal::decided_at.eq(clock.now()),
            proposal::answer.eq(answer),
        ))
        .execute(&mut **tx)
        .await?;
    tx.about(format!("proposal {id}"));
    tx.note("kind", kind.as_str());
    tx.note("subject", subject);
    tx.note("change", change.clone());
    Ok(serde_json::from_value(change).context("a proposed change does not have its shape")?)
}

/// A proposal as it is stored, with the names of its people.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    id: ProposalId,
    change: Value,
    reason: String,
    status: ProposalStatus,
    proposed_by: PersonId,
    proposer: String,
    proposed_at: DateTime<Utc>,
    decided_by: Option<PersonId>,
    decider: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    answer: Option<String>,
}

impl Row {
    /// The proposal as the caller sees it.
    ///
    /// # Errors
    /// When the change does not have its shape any more.
    pub(super) fn seen_by<Change: DeserializeOwned>(
        self,
        caller: PersonId,
    ) -> Result<Proposal<Change>, ApiError> {
        Ok(Proposal {
            id: self.id,
            change: serde_json::from_value(self.change)
                .context("a proposed change does not have its shape")?,
            reason: self.reason,
            status: self.status,
            own: self.proposed_by == caller,
            proposed_by: StaffMember {
                id: self.proposed_by,
                name: self.proposer,
            },
            proposed_at: self.proposed_at,
            decided_by: self
                .decided_by
                .zip(self.decider)
                .map(|(id, name)| StaffMember { id, name }),
            decided_at: self.decided_at,
            answer: self.answer,
        })
    }
}

macro_rules! rows {
    ($kind:expr) => {{
        let (proposer, decider) = diesel::alias!(person as proposer, person as decider);
        proposal::table
            .inner_join(proposer.on(proposer.field(person::id).eq(proposal::proposed_by)))
            .left_join(
                decider.on(decider
                    .field(person::id)
                    .nullable()
                    .eq(proposal::decided_by)),
            )
            .filter(proposal::kind.eq($kind.as_str()))
            .select((
                proposal::id,
                proposal::change,
                proposal::reason,
                proposal::status,
                proposal::proposed_by,
                proposer.field(person::name),
                proposal::proposed_at,
                proposal::decided_by,
                decider.field(person::name).nullable(),
                proposal::decided_at,
                proposal::answer,
            ))
    }};
}

/// A page of the proposals of a kind, newest first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    kind: Kind,
    status: Option<ProposalStatus>,
    page: &PageRequest,
) -> Result<Vec<Row>, ApiError> {
    let mut query = rows!(kind)
        .order(proposal::id.desc())
        .limit(page.fetch())
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(proposal::status.eq(status));
    }
    if let Some(after) = page.after(|text| text.parse::<ProposalId>().ok())? {
        query = query.filter(proposal::id.lt(after));
    }
    Ok(query.load(connection).await?)
}

/// One proposal of a kind.
///
/// # Errors
/// 404 when there is none.
pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    kind: Kind,
    id: ProposalId,
) -> Result<Row, ApiError> {
    let row: Option<Row> = rows!(kind)
        .filter(proposal::id.eq(id))
        .first(connection)
        .await
        .optional()?;
    row.ok_or_else(ApiError::not_found)
}
