//! What can be done with credits.

use super::store;
use crate::auth::grant::{Grant, UseCredits, ViewFinancial};
use crate::db::{Act, Tx};
use crate::events;
use crate::http::idempotency::IdempotencyKey;
use crate::ledger::balance::{PeriodStanding, Which, periods, total};
use crate::ledger::credit::{self, held};
use crate::ledger::order;
use crate::ledger::payment::{lock, oldest_first};
use crate::ledger::refund::{self, NewRefund, in_review, open, outstanding};
use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use anyhow::{Context, anyhow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::contract::credits::{
    CarriedCredit, CarryCredit, Credit, CreditTarget, Credits, OutstandingReturn, Refund,
    RefundCause, RefundState, RequestRefund,
};
use shared::id::{AccountId, EventId, PeriodId};
use shared::period::Period;
use shared::problem::FieldError;
use shared::words::dollars;
use shared::{Money, Problem, ProblemCode};
use std::collections::BTreeMap;

type Standings = BTreeMap<PeriodId, PeriodStanding>;

/// Periods to come that are offered to carry a credit to.
const COMING: i64 = 3;

/// The credits of an account and what can be done with them.
///
/// # Errors
/// When the database does not answer.
pub async fn list(state: &State, by: &Grant<ViewFinancial>) -> Result<Credits, ApiError> {
    let (account, today) = (by.account(), state.clock.today());
    let mut connection = state.db.read().await?;
    let rates = rates::load(&mut connection, &rates::of_ledger()).await?;
    let unsettled = Which::Unsettled;
    let standings = periods(&mut connection, &[account], unsettled, today, &rates).await?;
    let refunds = open(&mut connection, account).await?;
    let reviewed = in_review(&mut connection, account).await?;
    let program = order::in_force(&mut connection, account, today)
        .await?
        .program;
    let outstanding = outstanding(&mut connection, account, program, today).await?;
    let form = program.rules().main_form().code;
    let coming = store::coming(&mut connection, account, form, today, COMING).await?;

    let debts = oldest_first(&standings);
    let mut targets: Vec<CreditTarget> = debts
        .iter()
        .map(|(period_id, standing)| CreditTarget {
            period_id: *period_id,
            period: standing.period,
            label: standing.period.label(),
            due_on: standing.due_on,
            owing: standing.to_settle(),
        })
        .collect();
    for next in coming {
        if targets.iter().all(|target| target.period_id != next.id) {
            targets.push(CreditTarget {
                period_id: next.id,
                period: next.period,
                label: next.period.label(),
                due_on: next.due_on,
                owing: Money::ZERO,
            });
        }
    }
    let mut credits: Vec<Credit> = standings
        .iter()
        .filter(|(id, standing)| held(standing).is_positive() && !reviewed.contains(id))
        .map(|(id, standing)| {
            let amount = held(standing);
            let reserved = reserved(&refunds, *id, amount);
            Credit {
                period_id: *id,
                period: standing.period,
                label: standing.period.label(),
                amount,
                reserved,
                available: amount.checked_sub(reserved).unwrap_or_default(),
            }
        })
        .collect();
    credits.sort_by_key(|credit| (credit.period, credit.period_id));
    Ok(Credits {
        account_id: account,
        as_of: today,
        owed: owed(&standings, None)?,
        credits,
        targets,
        outstanding,
        in_review: i64::try_from(reviewed.len()).unwrap_or(i64::MAX),
        refunds,
        interest_missing_from: total(standings.values())?.interest_missing_from,
    })
}

/// What refunds under way will take of a credit.
fn reserved(refunds: &[Refund], period: PeriodId, credit: Money) -> Money {
    let of_period = refunds.iter().filter(|refund| refund.period_id == period);
    let asked = Money::checked_sum(of_period.map(|refund| refund.amount));
    asked.unwrap_or(credit).min(credit)
}

/// What is owed for all periods but one.
fn owed(standings: &Standings, but: Option<PeriodId>) -> Result<Money, ApiError> {
    let debts = oldest_first(standings).into_iter();
    let others = debts.filter(|(id, _standing)| Some(*id) != but);
    let sum = Money::checked_sum(others.map(|(_id, standing)| standing.to_settle()));
    Ok(sum.ok_or_else(|| anyhow!("what is owed is out of range"))?)
}

/// Carries a credit to another period of the account.
///
/// # Errors
/// 404 when a period is not the account's, 409 when there is no credit, 422 when the amount is wrong or more than there is.
pub async fn carry(
    state: &State,
    by: &Grant<UseCredits>,
    from: PeriodId,
    body: &CarryCredit,
    key: &IdempotencyKey,
) -> Result<(CarriedCredit, bool), ApiError> {
    check_amount(body.amount)?;
    let (account, today) = (by.account(), state.clock.today());
    let to = body.to_period_id;
    if to == from {
        let message = "Choose a period other than the one in credit";
        return Err(refused("/toPeriodId", "period.same", message.into()));
    }
    let work = async |tx: &mut Tx<'_>| {
        lock(tx, account).await?;
        if let Some(before) = replay(tx, by, key).await? {
            return Ok((before, true));
        }
        let here = store::days_of(tx, account, from).await?;
        let there = store::days_of(tx, account, to).await?;
        let (here, there) = here.zip(there).ok_or_else(ApiError::not_found)?;
        let rates = rates::load(tx, &rates::of_ledger()).await?;
        let standings = periods(tx, &[account], Which::These(&[from]), today, &rates).await?;
        let refunds = open(tx, account).await?;
        if in_review(tx, account).await?.contains(&from) {
            return Err(reviewed(here));
        }
        let available = available(&standings, &refunds, (from, here), body.amount)?;
        let wanted = credit::Carry {
            account,
            from,
            to,
            most: Some(body.amount.unwrap_or(available)),
            on: today,
            actor: Some(by.signed_in().person),
        };
        let carried = credit::carry(tx, &state.clock, &wanted, &rates)
            .await?
            .context("a credit that was there is gone")?;
        let reply = CarriedCredit {
            journal_id: carried.journal,
            period_id: from,
            to_period_id: to,
            to_label: there.label(),
            amount: carried.amount,
            effective_on: today,
        };
        let subject = format!("/v1/accounts/{account}/periods/{from}");
        let act = serde_json::json!({ "journal": carried.journal, "to": to });
        events::append(tx, &state.clock, account, "credit.carried", &subject, act).await?;
        tx.about(subject);
        tx.note("amount", carried.amount.to_string());
        tx.note("to", to.to_string());
        keep(state, tx, by, key, &reply).await?;
        Ok((reply, false))
    };
    state.db.write(by, Act::CarryCredit, work).await
}

/// Asks for the refund of a credit.
///
/// # Errors
/// 404 when the period is not the account's, 409 when there is no credit, or when outstanding returns or debts stand before
/// it, 422 when the amount is wrong or more than there is.
pub async fn request_refund(
    state: &State,
    by: &Grant<UseCredits>,
    from: PeriodId,
    body: &RequestRefund,
    key: &IdempotencyKey,
) -> Result<(Refund, bool), ApiError> {
    check_amount(body.amount)?;
    let (account, today) = (by.account(), state.clock.today());
    let work = async |tx: &mut Tx<'_>| {
        lock(tx, account).await?;
        if let Some(before) = replay(tx, by, key).await? {
            return Ok((before, true));
        }
        let days = store::days_of(tx, account, from).await?;
        let days = days.ok_or_else(ApiError::not_found)?;
        let rates = rates::load(tx, &rates::of_ledger()).await?;
        let standings = periods(tx, &[account], Which::Unsettled, today, &rates).await?;
        let refunds = open(tx, account).await?;
        let available = available(&standings, &refunds, (from, days), body.amount)?;
        let program = order::in_force(tx, account, today).await?.program;
        let missing = outstanding(tx, account, program, today).await?;
        if !missing.is_empty() {
            return Err(held_by(account, &missing));
        }
        if !in_review(tx, account).await?.is_empty() {
            let detail = "A return or claim of this account is in review. A refund can be asked for once it is assessed.";
            return Err(ApiError::new(ProblemCode::RefundHeld, detail));
        }
        let owed = owed(&standings, Some(from))?;
        if owed >= available {
            let detail = format!(
                "The account owes {} for other periods, and that is paid before anything is refunded. Carry the credit there instead.",
                dollars(owed)
            );
            return Err(ApiError::new(ProblemCode::RefundHeld, detail));
        }
        let new = NewRefund {
            account,
            period: from,
            amount: body.amount.unwrap_or(available),
            whole: body.amount.is_none(),
            cause: RefundCause::Request,
            actor: Some(by.signed_in().person),
        };
        let id = refund::ask(tx, &state.clock, &new).await?;
        let reply = Refund {
            id,
            account_id: account,
            period_id: from,
            label: days.label(),
            amount: new.amount,
            cause: new.cause,
            state: RefundState::Waiting,
            requested_on: today,
        };
        let subject = format!("/v1/accounts/{account}/refunds/{id}");
        let act = serde_json::json!({ "refund": id });
        events::append(tx, &state.clock, account, "refund.requested", &subject, act).await?;
        tx.about(subject);
        tx.note("amount", new.amount.to_string());
        keep(state, tx, by, key, &reply).await?;
        Ok((reply, false))
    };
    let done = state.db.write(by, Act::RequestRefund, work).await?;
    state.wake.notify_one();
    Ok(done)
}

/// What was answered under this key before; the key of another request is refused.
async fn replay<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    by: &Grant<UseCredits>,
    key: &IdempotencyKey,
) -> Result<Option<T>, ApiError> {
    let person = by.signed_in().person;
    let Some((fingerprint, reply)) = store::used_key(tx, by.account(), person, &key.key).await?
    else {
        return Ok(None);
    };
    if fingerprint != key.fingerprint {
        let detail = "Use a new Idempotency-Key for each new request; a retry must be the very same request.";
        return Err(ApiError::new(ProblemCode::IdempotencyKeyReused, detail));
    }
    tx.unchanged();
    let reply = serde_json::from_value(reply);
    Ok(Some(reply.context("a stored reply has another shape")?))
}

async fn keep(
    state: &State,
    tx: &mut Tx<'_>,
    by: &Grant<UseCredits>,
    key: &IdempotencyKey,
    reply: &impl Serialize,
) -> Result<(), ApiError> {
    let who = (by.account(), by.signed_in().person);
    let id = state.clock.id(EventId::from_parts);
    store::keep_key(tx, id, who, key, reply, state.clock.now()).await
}

/// What can be used of a period's credit, when the amount asked for can be.
fn available(
    standings: &Standings,
    refunds: &[Refund],
    (from, days): (PeriodId, Period),
    wanted: Option<Money>,
) -> Result<Money, ApiError> {
    let credit = standings.get(&from).map_or(Money::ZERO, held);
    let reserved = reserved(refunds, from, credit);
    let available = credit.checked_sub(reserved).unwrap_or_default();
    if !available.is_positive() {
        let detail = if reserved.is_positive() {
            format!(
                "A refund of {} is under way for {}, and nothing else is left.",
                dollars(reserved),
                days.label()
            )
        } else {
            format!("Nothing is in credit for {} today.", days.label())
        };
        return Err(ApiError::new(ProblemCode::CreditMissing, detail));
    }
    if wanted.is_some_and(|wanted| wanted > available) {
        let message = format!("At most {} can be used", dollars(available));
        return Err(refused("/amount", "amount.too_much", message));
    }
    Ok(available)
}

fn check_amount(amount: Option<Money>) -> Result<(), ApiError> {
    if amount.is_some_and(|amount| !amount.is_positive()) {
        let message = "Enter an amount of more than $0.00, or leave it out to use everything";
        return Err(refused("/amount", "amount.not_positive", message.into()));
    }
    Ok(())
}

fn refused(pointer: &str, code: &str, message: String) -> ApiError {
    let error = FieldError {
        pointer: pointer.into(),
        code: code.into(),
        message,
    };
    let detail = "Nothing was moved. Correct what is named.";
    Problem::new(ProblemCode::CreditRefused, detail)
        .with_errors(vec![error])
        .into()
}

/// What was paid for a period that is in review is not free.
fn reviewed(days: Period) -> ApiError {
    let detail = format!(
        "What was filed for {} is in review. What was paid for it can be used once it is assessed.",
        days.label()
    );
    ApiError::new(ProblemCode::CreditMissing, detail)
}

/// The returns that have to come first, with a way to each.
fn held_by(account: AccountId, missing: &[OutstandingReturn]) -> ApiError {
    let named: Vec<&str> = missing.iter().map(|one| one.label.as_str()).collect();
    let detail = format!(
        "No refund is issued while returns are outstanding. File these first, even if there is nothing to report: {}.",
        named.join(", ")
    );
    let problem = Problem::new(ProblemCode::RefundHeld, detail);
    let link = |problem: Problem, one: &OutstandingReturn| {
        let href = format!("/v1/accounts/{account}/periods/{}", one.period_id);
        problem.with_link("outstanding", href)
    };
    missing.iter().fold(problem, link).into()
}
