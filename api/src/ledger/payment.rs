//! A payment: interest to the day of receipt is posted first, then the payment goes where it is owed.

use super::balance::{PeriodStanding, Which, periods};
use super::post::{Entry, post};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::account;
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::id::{AccountId, JournalId, PeriodId, PersonId};
use shared::posting::{CauseKind, OwedByKind, of_interest, of_payment};
use shared::rate::RateTable;
use uuid::Uuid;

/// A payment as it was received.
#[derive(Clone, Copy, Debug)]
pub struct Payment {
    /// Names the payment: the same one is posted once.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// For which period.
    pub period: PeriodId,
    /// How much, positive.
    pub amount: Money,
    /// The day of receipt; what counts for penalties and interest.
    pub received_on: NaiveDate,
    /// Who recorded it.
    pub actor: Option<PersonId>,
}

/// Posts a payment.
///
/// # Errors
/// When the payment was posted before, is not positive, or the database does not answer.
pub async fn receive(
    tx: &mut Tx<'_>,
    clock: &Clock,
    payment: &Payment,
    rates: &RateTable,
) -> Result<JournalId, ApiError> {
    lock(tx, payment.account).await?;
    let before = periods(
        tx,
        &[payment.account],
        Which::These(&[payment.period]),
        payment.received_on,
        rates,
    )
    .await?;
    let standing = before.get(&payment.period);
    let accrued = standing.map_or(Money::ZERO, PeriodStanding::postable_interest);
    let owing = standing.map(|standing| standing.owing.clone());
    let entry = |cause, cause_id| Entry {
        account: payment.account,
        period: payment.period,
        cause,
        cause_id,
        effective_on: payment.received_on,
        actor: payment.actor,
    };
    let interest = of_interest(accrued).map_err(|error| anyhow!("interest: {error}"))?;
    if !interest.is_empty() {
        post(
            tx,
            clock,
            &entry(CauseKind::Interest, payment.id),
            &interest,
        )
        .await?;
    }
    let owed = owing.map_or_else(OwedByKind::default, |owing| OwedByKind {
        tax: owing.tax,
        penalty: owing.penalty,
        interest: owing
            .interest_posted
            .checked_add(accrued)
            .unwrap_or(owing.interest_posted),
    });
    let postings =
        of_payment(payment.amount, &owed).map_err(|error| anyhow!("payment: {error}"))?;
    let journal = post(tx, clock, &entry(CauseKind::Payment, payment.id), &postings).await?;
    if payment.received_on < clock.today() {
        take_back(tx, clock, payment.account, payment.period, rates).await?;
    }
    Ok(journal)
}

/// Posts interest of a period back when more was posted than there is: something counts from an earlier day.
///
/// # Errors
/// When the database does not answer.
pub async fn take_back(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    period: PeriodId,
    rates: &RateTable,
) -> Result<Option<JournalId>, ApiError> {
    let today = clock.today();
    let standings = periods(tx, &[account], Which::These(&[period]), today, rates).await?;
    let too_much = standings
        .get(&period)
        .filter(|standing| standing.is_overposted())
        .map(PeriodStanding::postable_interest);
    let Some(too_much) = too_much else {
        return Ok(None);
    };
    let entry = Entry {
        account,
        period,
        cause: CauseKind::Interest,
        cause_id: clock.id(JournalId::from_parts).uuid(),
        effective_on: today,
        actor: None,
    };
    let postings = of_interest(too_much).map_err(|error| anyhow!("interest: {error}"))?;
    post(tx, clock, &entry, &postings).await.map(Some)
}

/// Posts the interest of a period to a day, as the monthly run does. Nothing happens when there is none, and interest
/// that payment in full can still take away by the grace of a notice waits until its days are over.
///
/// # Errors
/// When the database does not answer.
pub async fn post_interest(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    period: PeriodId,
    to: NaiveDate,
    rates: &RateTable,
) -> Result<Option<JournalId>, ApiError> {
    lock(tx, account).await?;
    let standings = periods(tx, &[account], Which::These(&[period]), to, rates).await?;
    let accrued = standings
        .get(&period)
        .map_or(Money::ZERO, PeriodStanding::postable_interest);
    let postings = of_interest(accrued).map_err(|error| anyhow!("interest: {error}"))?;
    if postings.is_empty() {
        return Ok(None);
    }
    // One run a period and day: the cause is made from both, so that a second run posts nothing twice.
    let cause_id = Uuid::from_u128(
        period.uuid().as_u128()
            ^ u128::from(chrono::Datelike::num_days_from_ce(&to).unsigned_abs()),
    );
    let entry = Entry {
        account,
        period,
        cause: CauseKind::Interest,
        cause_id,
        effective_on: to,
        actor: None,
    };
    post(tx, clock, &entry, &postings).await.map(Some)
}

/// Others who file for or pay into the account wait, so that interest is worked out once.
async fn lock(tx: &mut Tx<'_>, id: AccountId) -> Result<(), ApiError> {
    let locked = account::table
        .find(id.uuid())
        .select(account::id)
        .for_update();
    locked.execute(&mut **tx).await?;
    Ok(())
}
