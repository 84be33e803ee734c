//! A payment: interest to the day of receipt is posted first, then the payment goes where the order in force says.
//! A payment that names no period pays the oldest due period first.

use super::balance::{PeriodStanding, Which, periods};
use super::interest::{self, put_right};
use super::order::{self, InForce};
use super::post::{Entry, post_allocated};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{account, assessment, filing, journal, period, posting};
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::form::FilingKind;
use shared::id::{AccountId, JournalId, PeriodId, PersonId};
use shared::posting::{CauseKind, of_payment};
use shared::program::Program;
use shared::rate::RateTable;
use std::collections::BTreeMap;
use uuid::Uuid;

pub use super::interest::post_interest;

/// A payment as it was received.
#[derive(Clone, Copy, Debug)]
pub struct Payment {
    /// Names the payment: the same one is posted once.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// For which period; for what is owed, oldest due first, when it names none.
    pub period: Option<PeriodId>,
    /// How much, positive.
    pub amount: Money,
    /// The day of receipt; what counts for penalties and interest.
    pub received_on: NaiveDate,
    /// Who recorded it.
    pub actor: Option<PersonId>,
}

/// What was received for a period up to a day, and when: payments and credits from elsewhere, less what was taken back,
/// carried away or refunded.
///
/// # Errors
/// When the database does not answer.
pub async fn received(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
    until: NaiveDate,
) -> Result<Vec<(NaiveDate, Money)>, ApiError> {
    let reversed = diesel::alias!(journal as reversed);
    let settling = [CauseKind::Payment, CauseKind::Transfer, CauseKind::Refund];
    let rows: Vec<(NaiveDate, Money)> = posting::table
        .inner_join(
            journal::table.on(journal::account_id
                .eq(posting::account_id)
                .and(journal::id.eq(posting::journal_id))),
        )
        .left_join(
            reversed.on(reversed
                .field(journal::account_id)
                .eq(journal::account_id)
                .and(reversed.field(journal::id).nullable().eq(journal::reverses))),
        )
        .filter(posting::account_id.eq(account))
        .filter(
            posting::period_id
                .eq(period)
                .and(posting::seq.is_not_null()),
        )
        .filter(journal::effective_on.le(until))
        .filter(
            journal::cause_kind
                .eq_any(settling)
                .or(reversed.field(journal::cause_kind).eq_any(settling)),
        )
        .order((journal::effective_on, posting::seq))
        .select((journal::effective_on, posting::amount))
        .load(&mut **tx)
        .await?;
    let paid = |(on, amount): (NaiveDate, Money)| (on, amount.negated());
    Ok(rows.into_iter().map(paid).collect())
}

/// Posts a payment; one journal for each period that it pays.
///
/// # Errors
/// 404 when the account has no period to pay. When the payment was posted before, is not positive, or the database does
/// not answer.
pub async fn receive(
    tx: &mut Tx<'_>,
    clock: &Clock,
    payment: &Payment,
    rates: &RateTable,
) -> Result<Vec<JournalId>, ApiError> {
    lock(tx, payment.account).await?;
    let (account, on) = (payment.account, payment.received_on);
    let InForce { order, program, .. } = order::in_force(tx, account, on).await?;
    let named = payment.period.as_slice();
    let which = if named.is_empty() {
        Which::Unsettled
    } else {
        Which::These(named)
    };
    let standings = periods(tx, &[account], which, on, rates).await?;
    let parts = match payment.period {
        Some(period) => vec![(period, payment.amount)],
        None => {
            let today = clock.today();
            let now = if on < today {
                periods(tx, &[account], which, today, rates).await?
            } else {
                standings.clone()
            };
            spread(tx, payment, program, &standings, &now).await?
        }
    };
    let mut journals = Vec::new();
    for (place, (period, amount)) in parts.into_iter().enumerate() {
        // The first part has the payment's own id, so that the same payment is refused whatever it would pay now.
        let cause_id = match place {
            0 => payment.id,
            _ => Uuid::from_u128(payment.id.as_u128() ^ period.uuid().as_u128()),
        };
        let entry = Entry {
            account,
            period,
            cause: CauseKind::Payment,
            cause_id,
            effective_on: on,
            actor: payment.actor,
        };
        let owed = interest::up_to(tx, clock, &entry, standings.get(&period)).await?;
        let postings =
            of_payment(amount, &owed, order).map_err(|error| anyhow!("payment: {error}"))?;
        journals.push(post_allocated(tx, clock, &entry, &postings, order).await?);
        if on < clock.today() {
            put_right(tx, clock, account, period, rates).await?;
        }
    }
    Ok(journals)
}

/// What each period gets of a payment that names none: the oldest due first, as it was owed on the day of receipt and still is. What is left over is a credit of the period
/// that comes due next.
async fn spread(
    tx: &mut Tx<'_>,
    payment: &Payment,
    program: Program,
    standings: &BTreeMap<PeriodId, PeriodStanding>,
    now: &BTreeMap<PeriodId, PeriodStanding>,
) -> Result<Vec<(PeriodId, Money)>, ApiError> {
    let mut left = payment.amount;
    let mut parts: Vec<(PeriodId, Money)> = Vec::new();
    for (id, standing) in oldest_first(standings) {
        // What has been paid since the day of receipt is not paid twice.
        let owed = now.get(&id).map_or(Money::ZERO, PeriodStanding::to_settle);
        let part = left.min(standing.to_settle()).min(owed);
        if part.is_positive() {
            left = left.checked_sub(part).unwrap_or_default();
            parts.push((id, part));
        }
    }
    if left.is_positive() {
        let next = next_due(tx, payment.account, program, payment.received_on).await?;
        match parts.iter_mut().find(|(id, _part)| *id == next) {
            Some((_id, part)) => {
                let whole = part.checked_add(left);
                *part = whole.ok_or_else(|| anyhow!("a payment is out of range"))?;
            }
            None => parts.push((next, left)),
        }
    }
    Ok(parts)
}

/// What is owed, by the day it was due.
pub fn oldest_first(
    standings: &BTreeMap<PeriodId, PeriodStanding>,
) -> Vec<(PeriodId, &PeriodStanding)> {
    let mut owing: Vec<(PeriodId, &PeriodStanding)> = standings
        .iter()
        .filter(|(_id, standing)| standing.to_settle().is_positive())
        .map(|(id, standing)| (*id, standing))
        .collect();
    owing.sort_by_key(|(id, standing)| (standing.due_on, standing.period, *id));
    owing
}

/// The period of the main form that waits for its assessment, or comes due next and is not filed; when there is none, the
/// newest. What is in review was not charged yet, so nothing else says that it wants to be paid.
async fn next_due(
    tx: &mut Tx<'_>,
    account: AccountId,
    program: Program,
    on: NaiveDate,
) -> Result<PeriodId, ApiError> {
    let filed = filing::table.filter(
        filing::account_id
            .eq(period::account_id)
            .and(filing::period_id.eq(period::id))
            .and(filing::kind.eq(FilingKind::Return)),
    );
    let assessed = assessment::table.filter(
        assessment::account_id
            .eq(period::account_id)
            .and(assessment::period_id.eq(period::id)),
    );
    let next: Option<PeriodId> = period::table
        .filter(period::account_id.eq(account))
        .filter(period::form.eq(program.rules().main_form().code))
        .filter(period::due_on.ge(on).or(exists(filed)))
        .filter(not(exists(assessed)))
        .order((period::due_on, period::starts_on))
        .select(period::id)
        .first(&mut **tx)
        .await
        .optional()?;
    if let Some(next) = next {
        return Ok(next);
    }
    let newest: Option<PeriodId> = period::table
        .filter(period::account_id.eq(account))
        .order((period::due_on.desc(), period::id.desc()))
        .select(period::id)
        .first(&mut **tx)
        .await
        .optional()?;
    newest.ok_or_else(ApiError::not_found)
}

/// Others who file for or pay into the account wait, so that interest is worked out once.
///
/// # Errors
/// When the database does not answer, or others are at it for too long.
pub async fn lock(tx: &mut Tx<'_>, id: AccountId) -> Result<(), ApiError> {
    let locked = account::table
        .find(id.uuid())
        .select(account::id)
        .for_update();
    locked.execute(&mut **tx).await?;
    Ok(())
}
