//! Four eyes: one of the staff proposes a change, another approves it. The database holds the same rule.
//!
//! Every kind of change has the same life; what a kind adds is what it checks, and what follows when it is approved.

mod checks;
mod query;
pub mod rows;

pub use checks::{error, sound, text};
pub use query::ProposalsQuery;

use crate::auth::staff::{NeedsStaff, StaffGrant, WorkQueue};
use crate::db::{Act, Tx};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::state::State;
use chrono::NaiveDate;
use rows::{New, Verdict};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::contract::desk::{Proposal, ProposalStatus, RejectionBody, TEXT_LIMIT};
use shared::contract::page::Page;
use shared::id::{PersonId, ProposalId};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A dated rate.
    Rate,
    /// What a program offers.
    Capability,
    /// A rule of the queue.
    RiskRule,
}

impl Kind {
    /// The text in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Capability => "capability",
            Self::RiskRule => "risk-rule",
        }
    }
}

/// A change that two people agree on.
pub trait Change: Serialize + DeserializeOwned {
    /// What kind it is.
    const KIND: Kind;
    /// Who may propose it, and take it back.
    type Proposes: NeedsStaff;
    /// Who may approve or reject it.
    type Approves: NeedsStaff;

    /// What it changes; there is one open proposal of it for a day.
    fn subject(&self) -> String;

    /// From when on.
    fn effective_on(&self) -> NaiveDate;
}

/// Proposes a change, once the checks of its kind find nothing.
///
/// # Errors
/// What the checks say; 409 when the same change waits already.
pub async fn propose<C: Change>(
    state: &State,
    by: &StaffGrant<C::Proposes>,
    change: &C,
    reason: &str,
    checks: impl AsyncFn(&mut Tx<'_>) -> Result<(), ApiError>,
) -> Result<Proposal<C>, ApiError> {
    state
        .db
        .write(by, Act::Propose, async |tx| {
            checks(tx).await?;
            let new = New {
                kind: C::KIND,
                subject: change.subject(),
                effective_on: change.effective_on(),
                change: serde_json::to_value(change).map_err(anyhow::Error::new)?,
                reason: reason.to_owned(),
            };
            let id = rows::insert(tx, &state.clock, &new, by.person()).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// A page of proposals, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list<C: Change>(
    state: &State,
    by: &StaffGrant<WorkQueue>,
    status: Option<ProposalStatus>,
    page: &PageRequest,
) -> Result<Page<Proposal<C>>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = rows::list(&mut connection, C::KIND, status, page).await?;
    let seen: Result<Vec<Proposal<C>>, ApiError> = rows
        .into_iter()
        .map(|row| row.seen_by(by.person()))
        .collect();
    Ok(page.page(seen?, |row| row.id.to_string()))
}

/// A second person approves a change: what follows from it happens in the same commit.
///
/// # Errors
/// 404, 409 when it was decided or is the caller's own, and what the change itself meets.
pub async fn approve<C: Change>(
    state: &State,
    by: &StaffGrant<C::Approves>,
    id: ProposalId,
    follows: impl AsyncFn(&mut Tx<'_>, &C) -> Result<(), ApiError>,
) -> Result<Proposal<C>, ApiError> {
    state
        .db
        .write(by, Act::ApproveProposal, async |tx| {
            let change: C = decide(state, tx, id, Verdict::Approve, by.person()).await?;
            follows(tx, &change).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// The day of a change is still to come. A change that was open for too long would claim days on which it did not count.
///
/// # Errors
/// 422 when the day has passed.
pub fn in_time(state: &State, day: NaiveDate) -> Result<(), ApiError> {
    if day >= state.clock.today() {
        return Ok(());
    }
    let message = format!(
        "It was to count from {}, which has passed. Reject it, and propose it anew from today or later",
        shared::words::day(day)
    );
    sound(vec![error("/effectiveOn", "day.past", &message)])
}

/// A second person does not approve a change, and says why.
///
/// # Errors
/// 404, 409 when it was decided or is the caller's own, 422 without a reason.
pub async fn reject<C: Change>(
    state: &State,
    by: &StaffGrant<C::Approves>,
    id: ProposalId,
    body: &RejectionBody,
) -> Result<Proposal<C>, ApiError> {
    let mut errors = Vec::new();
    text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    sound(errors)?;
    state
        .db
        .write(by, Act::RejectProposal, async |tx| {
            let verdict = Verdict::Reject(&body.reason);
            let _change: C = decide(state, tx, id, verdict, by.person()).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// Who proposed a change takes it back.
///
/// # Errors
/// 404, 409 when it was decided or is somebody else's.
pub async fn withdraw<C: Change>(
    state: &State,
    by: &StaffGrant<C::Proposes>,
    id: ProposalId,
) -> Result<Proposal<C>, ApiError> {
    state
        .db
        .write(by, Act::WithdrawProposal, async |tx| {
            let _change: C = decide(state, tx, id, Verdict::Withdraw, by.person()).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

async fn decide<C: Change>(
    state: &State,
    tx: &mut Tx<'_>,
    id: ProposalId,
    verdict: Verdict<'_>,
    by: PersonId,
) -> Result<C, ApiError> {
    rows::decide(tx, &state.clock, (C::KIND, id), verdict, by).await
}

async fn shown<C: Change>(
    tx: &mut Tx<'_>,
    id: ProposalId,
    caller: PersonId,
) -> Result<Proposal<C>, ApiError> {
    rows::show(tx, C::KIND, id).await?.seen_by(caller)
}
