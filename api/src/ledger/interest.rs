//! Interest that is posted: to the day that money moves, to a month end, and back when something counts from an earlier
//! day. It is worked out from the first day each time, so what is posted is what is new.

use super::balance::{PeriodStanding, Which, periods};
use super::gap::{self, Part};
use super::payment::lock;
use super::post::{Entry, post};
use crate::clock::Clock;
use crate::db::Tx;
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::{Datelike, NaiveDate};
use shared::Money;
use shared::id::{AccountId, JournalId, PeriodId};
use shared::posting::{CauseKind, OwedByKind, of_interest};
use shared::program::{Program, RateMissing};
use shared::rate::RateTable;
use uuid::Uuid;

/// Posts the interest of a period up to the day that something else is posted, with the same cause; says what is owed
/// then. `standing` is the period's on that day, if anything was posted for it before.
pub(super) async fn up_to(
    tx: &mut Tx<'_>,
    clock: &Clock,
    with: &Entry,
    standing: Option<&PeriodStanding>,
) -> Result<OwedByKind, ApiError> {
    let Some(standing) = standing else {
        return Ok(OwedByKind::default());
    };
    let accrued = standing.postable_interest();
    let whose = (with.account, with.period);
    let entry = Entry {
        cause: CauseKind::Interest,
        effective_on: worked_out_to(tx, whose, standing, with.effective_on).await?,
        ..with.clone()
    };
    charge(tx, clock, &entry, accrued).await?;
    let posted = standing.owing.interest_posted;
    Ok(OwedByKind {
        tax: standing.owing.tax,
        penalty: standing.owing.penalty,
        interest: posted
            .checked_add(accrued)
            .ok_or_else(|| anyhow!("interest is out of range"))?,
    })
}

/// What the monthly run has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// What was posted, if there was something new.
    pub journal: Option<JournalId>,
    /// The rate that is missing for the rest.
    pub missing: Option<(Program, RateMissing)>,
}

/// Posts the interest of a period to a day, as the monthly run does. Nothing happens when there is none, and interest
/// that payment in full can still take away by the grace of a notice waits until its days are over. Where no rate is
/// known interest ends, and the day is said.
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
) -> Result<Posted, ApiError> {
    lock(tx, account).await?;
    let standings = periods(tx, &[account], Which::These(&[period]), to, rates).await?;
    let standing = standings.get(&period);
    let accrued = standing.map_or(Money::ZERO, PeriodStanding::postable_interest);
    let missing =
        standing.and_then(|standing| Some((standing.program, standing.interest.missing?)));
    let whose = (account, period);
    let known_to = match standing {
        Some(standing) if missing.is_some() => worked_out_to(tx, whose, standing, to).await?,
        _ => {
            gap::close(tx, whose, Part::Balance, to).await?;
            to
        }
    };
    // One run a period and day: the cause is made from both, so that a second run posts nothing twice.
    let cause_id =
        Uuid::from_u128(period.uuid().as_u128() ^ u128::from(to.num_days_from_ce().unsigned_abs()));
    let entry = entry(account, period, cause_id, known_to);
    Ok(Posted {
        journal: charge(tx, clock, &entry, accrued).await?,
        missing,
    })
}

/// Posts interest of a period back when more was posted than there is: something counts from an earlier day. Posts it, too,
/// where it is all that is left, so that the kept balances tell of it.
///
/// # Errors
/// When the database does not answer.
pub async fn put_right(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    period: PeriodId,
    rates: &RateTable,
) -> Result<Option<JournalId>, ApiError> {
    let today = clock.today();
    let standings = periods(tx, &[account], Which::These(&[period]), today, rates).await?;
    let standing = standings
        .get(&period)
        .filter(|standing| standing.wants_posting());
    let Some(standing) = standing else {
        return Ok(None);
    };
    let to = worked_out_to(tx, (account, period), standing, today).await?;
    let interest = standing.postable_interest();
    let cause_id = clock.id(JournalId::from_parts).uuid();
    charge(tx, clock, &entry(account, period, cause_id, to), interest).await
}

/// Keeps a period in mind whose interest ends for want of a rate, and says up to which day it is worked out.
async fn worked_out_to(
    tx: &mut Tx<'_>,
    whose: (AccountId, PeriodId),
    standing: &PeriodStanding,
    day: NaiveDate,
) -> Result<NaiveDate, ApiError> {
    let Some(missing) = standing.interest.missing else {
        return Ok(day);
    };
    gap::keep(tx, whose, Part::Balance, missing.day).await?;
    Ok(missing.day.pred_opt().unwrap_or(missing.day).min(day))
}

fn entry(account: AccountId, period: PeriodId, cause_id: Uuid, on: NaiveDate) -> Entry {
    Entry {
        account,
        period,
        cause: CauseKind::Interest,
        cause_id,
        effective_on: on,
        actor: None,
    }
}

async fn charge(
    tx: &mut Tx<'_>,
    clock: &Clock,
    entry: &Entry,
    interest: Money,
) -> Result<Option<JournalId>, ApiError> {
    let postings = of_interest(interest).map_err(|error| anyhow!("interest: {error}"))?;
    if postings.is_empty() {
        return Ok(None);
    }
    post(tx, clock, entry, &postings).await.map(Some)
}
