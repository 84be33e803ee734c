//! What can be done at the desk about what programs offer.

use super::store;
use crate::auth::staff::{ApproveCapability, ProposeCapability, StaffGrant, WorkQueue};
use crate::db::{Act, Tx};
use crate::http::day::is_sound;
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::proposal::{self, Kind, New, Verdict};
use crate::state::State;
use crate::terms;
use chrono::NaiveDate;
use shared::contract::desk::{
    CapabilityTerm, NewTerm, ProgramTerms, Proposal, ProposalStatus, RejectionBody, TEXT_LIMIT,
    TermProposalBody,
};
use shared::contract::page::Page;
use shared::id::{PersonId, ProposalId};
use shared::program::{Capability, Program, Terms};

/// What every program offers, by the release and by the desk.
///
/// # Errors
/// When the database does not answer.
pub async fn terms(state: &State) -> Result<Vec<ProgramTerms>, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let terms = terms::all(&mut connection, today).await?;
    let upcoming = store::upcoming(&mut connection, today).await?;
    let of = |(program, terms): (Program, Terms)| {
        let facts = program.facts();
        ProgramTerms {
            program,
            name: facts.name.into(),
            capabilities: Capability::ALL
                .iter()
                .map(|capability| CapabilityTerm {
                    capability: *capability,
                    by_release: facts.offers(*capability),
                    offered: terms.offers(*capability),
                })
                .collect(),
            objection_days: terms.objection_days.0,
            objection_days_of_release: facts.objection_days.0,
            document_kinds: terms.document_kinds,
            upcoming: upcoming
                .iter()
                .filter(|term| term.program == program)
                .cloned()
                .collect(),
        }
    };
    Ok(terms.into_iter().map(of).collect())
}

/// Proposes what a program offers.
///
/// # Errors
/// 422 for a change that makes no sense, 409 for what waits already.
pub async fn propose(
    state: &State,
    by: &StaffGrant<ProposeCapability>,
    body: &TermProposalBody,
) -> Result<Proposal<NewTerm>, ApiError> {
    state
        .db
        .write(by, Act::Propose, async |tx| {
            sound(body, state.clock.today())?;
            let new = New {
                kind: Kind::Capability,
                subject: subject(&body.term),
                effective_on: body.term.effective_on,
                change: serde_json::to_value(&body.term).map_err(anyhow::Error::new)?,
                reason: body.reason.clone(),
            };
            let id = proposal::propose(tx, &state.clock, &new, by.person()).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// A page of proposed changes, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    by: &StaffGrant<WorkQueue>,
    status: Option<ProposalStatus>,
    page: &PageRequest,
) -> Result<Page<Proposal<NewTerm>>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = proposal::list(&mut connection, Kind::Capability, status, page).await?;
    let rows: Result<Vec<Proposal<NewTerm>>, ApiError> = rows
        .into_iter()
        .map(|row| row.seen_by(by.person()))
        .collect();
    Ok(page.page(rows?, |row| row.id.to_string()))
}

/// A second person approves what a program offers: it counts from its day.
///
/// # Errors
/// 404, 409 when it was decided or is the caller's own.
pub async fn approve(
    state: &State,
    by: &StaffGrant<ApproveCapability>,
    id: ProposalId,
) -> Result<Proposal<NewTerm>, ApiError> {
    state
        .db
        .write(by, Act::ApproveProposal, async |tx| {
            let verdict = Verdict::Approve;
            let term: NewTerm = proposal::decide(
                tx,
                &state.clock,
                (Kind::Capability, id),
                verdict,
                by.person(),
            )
            .await?;
            store::add(tx, &term, id).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// A second person does not approve what a program is to offer.
///
/// # Errors
/// 404, 409 when it was decided or is the caller's own, 422 without a reason.
pub async fn reject(
    state: &State,
    by: &StaffGrant<ApproveCapability>,
    id: ProposalId,
    body: &RejectionBody,
) -> Result<Proposal<NewTerm>, ApiError> {
    let mut errors = Vec::new();
    proposal::text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    proposal::sound(errors)?;
    state
        .db
        .write(by, Act::RejectProposal, async |tx| {
            let verdict = Verdict::Reject(&body.reason);
            let _term: NewTerm = proposal::decide(
                tx,
                &state.clock,
                (Kind::Capability, id),
                verdict,
                by.person(),
            )
            .await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// Who proposed a change takes it back.
///
/// # Errors
/// 404, 409 when it was decided or is somebody else's.
pub async fn withdraw(
    state: &State,
    by: &StaffGrant<ProposeCapability>,
    id: ProposalId,
) -> Result<Proposal<NewTerm>, ApiError> {
    state
        .db
        .write(by, Act::WithdrawProposal, async |tx| {
            let verdict = Verdict::Withdraw;
            let _term: NewTerm = proposal::decide(
                tx,
                &state.clock,
                (Kind::Capability, id),
                verdict,
                by.person(),
            )
            .await?;
            shown(tx, id, by.person()).await
        })
        .await
}

async fn shown(
    tx: &mut Tx<'_>,
    id: ProposalId,
    caller: PersonId,
) -> Result<Proposal<NewTerm>, ApiError> {
    proposal::show(tx, Kind::Capability, id)
        .await?
        .seen_by(caller)
}

/// The term that a change is of: there is one for each program.
fn subject(term: &NewTerm) -> String {
    format!("{}/{}", term.program, term.change.term())
}

/// Everything that is wrong with a proposed change.
fn sound(body: &TermProposalBody, today: NaiveDate) -> Result<(), ApiError> {
    let mut errors = Vec::new();
    let day = body.term.effective_on;
    if !is_sound(day) || day < today {
        let message = "A change begins today or later";
        errors.push(proposal::error("/term/effectiveOn", "day.past", message));
    }
    if let Some((field, message)) = body.term.change.complaint() {
        let pointer = format!("/term/change/{field}");
        errors.push(proposal::error(&pointer, "term.unsound", message));
    }
    proposal::text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    proposal::sound(errors)
}
