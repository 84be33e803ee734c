//! What can be done at the desk about what programs offer.

use super::store;
use crate::auth::staff::{ApproveCapability, ProposeCapability, StaffGrant};
use crate::db::Tx;
use crate::http::day::is_sound;
use crate::ledger::order;
use crate::problem::ApiError;
use crate::proposal::{self, Change, Kind};
use crate::state::State;
use crate::terms;
use chrono::NaiveDate;
use shared::allocation::AllocationOrder;
use shared::contract::desk::{
    CapabilityTerm, NewTerm, ProgramTerms, Proposal, TEXT_LIMIT, TermProposalBody,
};
use shared::id::ProposalId;
use shared::program::{Capability, Offer, Program, Terms};
use shared::rate::Confidence;

/// What every program offers, by the release and by the desk.
///
/// # Errors
/// When the database does not answer.
pub async fn terms(state: &State) -> Result<Vec<ProgramTerms>, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let terms = terms::all(&mut connection, today).await?;
    let upcoming = store::upcoming(&mut connection, today).await?;
    let by_default = order::by_default(&mut connection, today).await?;
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
                    unverified: facts.offers.iter().any(|Offer(offered, sure)| {
                        offered == capability && *sure == Confidence::Unverified
                    }),
                    offered: terms.offers(*capability),
                })
                .collect(),
            objection_days: terms.objection_days.0,
            objection_days_of_release: facts.objection_days.0,
            document_kinds: terms.document_kinds.0,
            payment_order: terms
                .payment_order
                .or_else(|| by_default.get(&program).copied())
                .unwrap_or(AllocationOrder::STANDARD)
                .kinds()
                .to_vec(),
            upcoming: upcoming
                .iter()
                .filter(|term| term.program == program)
                .cloned()
                .collect(),
        }
    };
    Ok(terms.into_iter().map(of).collect())
}

impl Change for NewTerm {
    const KIND: Kind = Kind::Capability;
    type Proposes = ProposeCapability;
    type Approves = ApproveCapability;

    /// The term of the program that it is of.
    fn subject(&self) -> String {
        format!("{}/{}", self.program, self.change.term())
    }

    fn effective_on(&self) -> NaiveDate {
        self.effective_on
    }
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
    let checks = async |_tx: &mut Tx<'_>| sound(body, state.clock.today());
    proposal::propose(state, by, &body.term, &body.reason, checks).await
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
    let follows = async |tx: &mut Tx<'_>, term: &NewTerm| {
        proposal::in_time(state, term.effective_on)?;
        terms::add(tx, term, id).await
    };
    proposal::approve(state, by, id, follows).await
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
