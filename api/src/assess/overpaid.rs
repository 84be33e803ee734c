//! What becomes of the credit that an assessment leads to, where a rule says so.
//!
//! First it pays what the account owes for other periods, oldest due first. The rest is refunded for claims, and for
//! corporate tax as line 092 asks; or it is carried to the next period of the form, where it counts from the day the
//! return was received. Every other credit stays with its period until its owner uses it.

use super::Received;
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{period, refund};
use crate::ledger::credit::{Carry, carry, set_off};
use crate::ledger::refund::{NewRefund, OPEN, ask};
use crate::problem::ApiError;
use anyhow::anyhow;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::assessment::Overpayment;
use shared::contract::credits::RefundCause;
use shared::form::FilingKind;
use shared::id::PeriodId;
use shared::period::Period;
use shared::rate::RateTable;
use shared::words::dollars;
use std::collections::BTreeSet;

/// Does with a credit what its rule says; tells it in sentences for the notice.
pub(super) async fn settle(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    credit: Money,
    rates: &RateTable,
) -> Result<Option<String>, ApiError> {
    if received.overpayment == Overpayment::Keep || !credit.is_positive() {
        return Ok(None);
    }
    let (account, from) = (received.account, received.period_id);
    let paid = set_off(tx, clock, account, from, received.filed_on, rates).await?;
    let mut said = Vec::new();
    let mut left = credit;
    let mut debts = Vec::new();
    for debt in paid {
        left = left.checked_sub(debt.amount).unwrap_or_default();
        debts.push(format!(
            "{} for {}",
            dollars(debt.amount),
            debt.period.label()
        ));
    }
    if !debts.is_empty() {
        said.push(format!(
            "The credit first paid what the account owed: {}.",
            debts.join(", ")
        ));
    }
    if left.is_positive() {
        said.push(match received.overpayment {
            Overpayment::Carry => apply(tx, clock, received, rates).await?,
            Overpayment::Refund | Overpayment::Keep => pay_out(tx, clock, received, left).await?,
        });
    }
    Ok(Some(said.join(" ")))
}

/// Carries what is left to the next period of the form.
async fn apply(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    rates: &RateTable,
) -> Result<String, ApiError> {
    let Some((to, label)) = next(tx, received).await? else {
        return Ok("No period follows this one, so the credit stays with it.".into());
    };
    let mut amount = Money::ZERO;
    // What counts from a later day only, as for a year whose balance day was still to come, is carried today.
    for on in BTreeSet::from([received.filed_on, clock.today()]) {
        let rest = Carry {
            account: received.account,
            from: received.period_id,
            to,
            most: None,
            on,
            actor: received.actor,
        };
        if let Some(carried) = carry(tx, clock, &rest, rates).await? {
            let both = amount.checked_add(carried.amount);
            amount = both.ok_or_else(|| anyhow!("a credit is out of range"))?;
        }
    }
    Ok(format!(
        "{} is applied to the {label}, as the return asks.",
        dollars(amount)
    ))
}

/// The period of the same form that begins the day after.
async fn next(
    tx: &mut Tx<'_>,
    received: &Received,
) -> Result<Option<(PeriodId, String)>, ApiError> {
    let Some(starts_on) = received.period.ends_on.succ_opt() else {
        return Ok(None);
    };
    let found: Option<(PeriodId, chrono::NaiveDate)> = period::table
        .filter(period::account_id.eq(received.account))
        .filter(period::form.eq(&received.form))
        .filter(period::starts_on.eq(starts_on))
        .select((period::id, period::ends_on))
        .first(&mut **tx)
        .await
        .optional()?;
    Ok(found.map(|(id, ends_on)| (id, Period { starts_on, ends_on }.label())))
}

/// Asks for the refund of what is left, unless one is on its way.
async fn pay_out(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    amount: Money,
) -> Result<String, ApiError> {
    let under_way = refund::table
        .filter(refund::account_id.eq(received.account))
        .filter(refund::period_id.eq(received.period_id))
        .filter(refund::whole)
        .filter(refund::state.eq_any(OPEN));
    let under_way: bool = diesel::select(diesel::dsl::exists(under_way))
        .get_result(&mut **tx)
        .await?;
    if !under_way {
        let cause = match received.kind {
            FilingKind::Claim => RefundCause::Claim,
            FilingKind::Return | FilingKind::Statement => RefundCause::Return,
        };
        let new = NewRefund {
            account: received.account,
            period: received.period_id,
            amount,
            whole: true,
            cause,
            actor: received.actor,
        };
        ask(tx, clock, &new).await?;
    }
    Ok(format!(
        "{} is to be refunded. A letter tells you when the refund is issued.",
        dollars(amount)
    ))
}
