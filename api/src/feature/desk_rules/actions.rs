//! What can be done with the rules of the queue.

use super::store;
use crate::auth::staff::{ApproveRiskRule, ProposeRiskRule, StaffGrant, WorkQueue};
use crate::db::{Act, Tx};
use crate::http::day::is_sound;
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::proposal::{self, Kind, New, Verdict};
use crate::state::State;
use chrono::NaiveDate;
use shared::contract::desk::{
    Proposal, ProposalStatus, RejectionBody, RuleProposalBody, TEXT_LIMIT,
};
use shared::contract::page::Page;
use shared::id::{PersonId, ProposalId};
use shared::risk::{RiskRule, RuleSetting};

/// Every rule as it counts today, and its changes to come.
///
/// # Errors
/// When the database does not answer.
pub async fn rules(state: &State) -> Result<Vec<RuleSetting>, ApiError> {
    store::rules(&mut *state.db.read().await?, state.clock.today()).await
}

/// Proposes a rule.
///
/// # Errors
/// 422 for a rule that makes no sense, 409 for what waits already.
pub async fn propose(
    state: &State,
    by: &StaffGrant<ProposeRiskRule>,
    body: &RuleProposalBody,
) -> Result<Proposal<RuleSetting>, ApiError> {
    state
        .db
        .write(by, Act::Propose, async |tx| {
            sound(body, state.clock.today())?;
            let new = New {
                kind: Kind::RiskRule,
                subject: body.setting.rule.to_string(),
                effective_on: body.setting.effective_on,
                change: serde_json::to_value(&body.setting).map_err(anyhow::Error::new)?,
                reason: body.reason.clone(),
            };
            let id = proposal::propose(tx, &state.clock, &new, by.person()).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// A page of proposed rules, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    by: &StaffGrant<WorkQueue>,
    status: Option<ProposalStatus>,
    page: &PageRequest,
) -> Result<Page<Proposal<RuleSetting>>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = proposal::list(&mut connection, Kind::RiskRule, status, page).await?;
    let rows: Result<Vec<Proposal<RuleSetting>>, ApiError> = rows
        .into_iter()
        .map(|row| row.seen_by(by.person()))
        .collect();
    Ok(page.page(rows?, |row| row.id.to_string()))
}

/// A second person approves a rule: it counts from its day.
///
/// # Errors
/// 404, 409 when it was decided or is the caller's own.
pub async fn approve(
    state: &State,
    by: &StaffGrant<ApproveRiskRule>,
    id: ProposalId,
) -> Result<Proposal<RuleSetting>, ApiError> {
    state
        .db
        .write(by, Act::ApproveProposal, async |tx| {
            let verdict = Verdict::Approve;
            let setting: RuleSetting =
                proposal::decide(tx, &state.clock, (Kind::RiskRule, id), verdict, by.person())
                    .await?;
            store::add(tx, &setting, id).await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// A second person does not approve a rule.
///
/// # Errors
/// 404, 409 when it was decided or is the caller's own, 422 without a reason.
pub async fn reject(
    state: &State,
    by: &StaffGrant<ApproveRiskRule>,
    id: ProposalId,
    body: &RejectionBody,
) -> Result<Proposal<RuleSetting>, ApiError> {
    let mut errors = Vec::new();
    proposal::text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    proposal::sound(errors)?;
    state
        .db
        .write(by, Act::RejectProposal, async |tx| {
            let verdict = Verdict::Reject(&body.reason);
            let _setting: RuleSetting =
                proposal::decide(tx, &state.clock, (Kind::RiskRule, id), verdict, by.person())
                    .await?;
            shown(tx, id, by.person()).await
        })
        .await
}

/// Who proposed a rule takes it back.
///
/// # Errors
/// 404, 409 when it was decided or is somebody else's.
pub async fn withdraw(
    state: &State,
    by: &StaffGrant<ProposeRiskRule>,
    id: ProposalId,
) -> Result<Proposal<RuleSetting>, ApiError> {
    state
        .db
        .write(by, Act::WithdrawProposal, async |tx| {
            let verdict = Verdict::Withdraw;
            let _setting: RuleSetting =
                proposal::decide(tx, &state.clock, (Kind::RiskRule, id), verdict, by.person())
                    .await?;
            shown(tx, id, by.person()).await
        })
        .await
}

async fn shown(
    tx: &mut Tx<'_>,
    id: ProposalId,
    caller: PersonId,
) -> Result<Proposal<RuleSetting>, ApiError> {
    proposal::show(tx, Kind::RiskRule, id)
        .await?
        .seen_by(caller)
}

/// Everything that is wrong with a proposed rule.
fn sound(body: &RuleProposalBody, today: NaiveDate) -> Result<(), ApiError> {
    let RuleSetting {
        rule,
        effective_on,
        threshold,
        least,
        codes,
        ..
    } = &body.setting;
    let mut errors = Vec::new();
    if *rule == RiskRule::EarlierReview {
        let message = "This rule always counts: what was not accepted is looked at again";
        errors.push(proposal::error("/setting/rule", "rule.fixed", message));
    }
    if !is_sound(*effective_on) || *effective_on < today {
        let message = "A rule begins today or later";
        errors.push(proposal::error("/setting/effectiveOn", "day.past", message));
    }
    let threshold = threshold.decimal();
    if threshold.is_sign_negative() || threshold.scale() > 4 || threshold > 1_000_000_000_i64.into()
    {
        let message = "A threshold is from 0 to 1,000,000,000, with at most 4 decimals";
        errors.push(proposal::error(
            "/setting/threshold",
            "rule.unsound",
            message,
        ));
    }
    if least.is_negative() {
        let message = "The least amount cannot be below zero";
        errors.push(proposal::error("/setting/least", "rule.unsound", message));
    }
    let plain = |code: &String| {
        (1..=80).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_graphic())
    };
    if codes.len() > 50 || !codes.iter().all(plain) {
        let message = "Name at most 50 codes of warnings, each like tax.negative";
        errors.push(proposal::error("/setting/codes", "rule.unsound", message));
    }
    proposal::text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    proposal::sound(errors)
}
