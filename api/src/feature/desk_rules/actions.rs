//! What can be done with the rules of the queue.

use super::store;
use crate::auth::staff::{ApproveRiskRule, ProposeRiskRule, StaffGrant};
use crate::db::Tx;
use crate::http::day::is_sound;
use crate::problem::ApiError;
use crate::proposal::{self, Change, Kind};
use crate::state::State;
use chrono::NaiveDate;
use shared::contract::desk::{Proposal, RuleProposalBody, TEXT_LIMIT};
use shared::id::ProposalId;
use shared::risk::{RiskRule, RuleSetting};

/// Every rule as it counts today, and its changes to come.
///
/// # Errors
/// When the database does not answer.
pub async fn rules(state: &State) -> Result<Vec<RuleSetting>, ApiError> {
    store::rules(&mut *state.db.read().await?, state.clock.today()).await
}

impl Change for RuleSetting {
    const KIND: Kind = Kind::RiskRule;
    type Proposes = ProposeRiskRule;
    type Approves = ApproveRiskRule;

    fn subject(&self) -> String {
        self.rule.to_string()
    }

    fn effective_on(&self) -> NaiveDate {
        self.effective_on
    }
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
    let checks = async |_tx: &mut Tx<'_>| sound(body, state.clock.today());
    proposal::propose(state, by, &body.setting, &body.reason, checks).await
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
    let follows = async |tx: &mut Tx<'_>, setting: &RuleSetting| {
        proposal::in_time(state, setting.effective_on)?;
        store::add(tx, setting, id).await
    };
    proposal::approve(state, by, id, follows).await
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
