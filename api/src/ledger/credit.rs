//! Credits: carried from one period of an account to another, and set off against what the account owes.
//!
//! A credit moves on the day it is moved, or by a rule on the day its return was received: until then it stays where it is,
//! and earns there what its program gives. In the period it goes to it counts as a payment of that day.

use super::balance::{PeriodStanding, Which, periods};
use super::interest::{self, put_right};
use super::order;
use super::payment::{lock, oldest_first};
use super::post::{Entry, post_transfer};
use crate::clock::Clock;
use crate::db::Tx;
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use shared::Money;
use shared::id::{AccountId, JournalId, PeriodId, PersonId};
use shared::period::Period;
use shared::posting::{CauseKind, of_transfer};
use shared::rate::RateTable;
use uuid::Uuid;

/// A credit that is to go from one period to another.
#[derive(Clone, Copy, Debug)]
pub struct Carry {
    /// Whose.
    pub account: AccountId,
    /// The period in credit.
    pub from: PeriodId,
    /// The period it goes to.
    pub to: PeriodId,
    /// At most how much; all there is when left out.
    pub most: Option<Money>,
    /// The day from which it counts.
    pub on: NaiveDate,
    /// Who moves it; nobody when a rule does.
    pub actor: Option<PersonId>,
}

/// A credit that went.
#[derive(Clone, Copy, Debug)]
pub struct Carried {
    /// The journal.
    pub journal: JournalId,
    /// How much.
    pub amount: Money,
}

/// What a period holds in credit today, with the interest that the credit has earned. Zero when it is owed for.
pub fn held(standing: &PeriodStanding) -> Money {
    standing.to_settle().negated().max(Money::ZERO)
}

/// Moves a credit; nothing when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn carry(
    tx: &mut Tx<'_>,
    clock: &Clock,
    carry: &Carry,
    rates: &RateTable,
) -> Result<Option<Carried>, ApiError> {
    let Carry {
        account, from, to, ..
    } = *carry;
    lock(tx, account).await?;
    let (on, today) = (carry.on, clock.today());
    let order = order::in_force(tx, account, on).await?.order;
    let both = [from, to];
    let standings = periods(tx, &[account], Which::These(&both), on, rates).await?;
    let mut credit = standings.get(&from).map_or(Money::ZERO, held);
    if on < today {
        // What was there on that day may have been used since.
        let here = Which::These(std::slice::from_ref(&from));
        let now = periods(tx, &[account], here, today, rates).await?;
        credit = credit.min(now.get(&from).map_or(Money::ZERO, held));
    }
    let amount = carry.most.map_or(credit, |most| most.min(credit));
    if !amount.is_positive() {
        return Ok(None);
    }
    let id = clock.id(JournalId::from_parts).uuid();
    let entry = Entry {
        account,
        period: from,
        cause: CauseKind::Transfer,
        cause_id: id,
        effective_on: on,
        actor: carry.actor,
    };
    // Each period has interest of its own up to today, so each a cause of its own.
    let there = Entry {
        period: to,
        cause_id: Uuid::from_u128(id.as_u128() ^ to.uuid().as_u128()),
        ..entry.clone()
    };
    let held = interest::up_to(tx, clock, &entry, standings.get(&from)).await?;
    let owed = interest::up_to(tx, clock, &there, standings.get(&to)).await?;
    let transfer = of_transfer(amount, &held, &owed, order)
        .map_err(|error| anyhow!("credit of {from}: {error}"))?;
    let journal = post_transfer(tx, clock, &entry, to, &transfer, order).await?;
    if on < today {
        for period in both {
            put_right(tx, clock, account, period, rates).await?;
        }
    }
    Ok(Some(Carried { journal, amount }))
}

/// A debt that a credit paid.
#[derive(Clone, Copy, Debug)]
pub struct SetOff {
    /// The period that was owed for.
    pub period: Period,
    /// How much of the credit went there.
    pub amount: Money,
}

/// Pays what the account owes for other periods with the credit of one, oldest due first. It counts from a day.
///
/// # Errors
/// When the database does not answer.
pub async fn set_off(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    from: PeriodId,
    on: NaiveDate,
    rates: &RateTable,
) -> Result<Vec<SetOff>, ApiError> {
    let today = clock.today();
    let mut paid = Vec::new();
    // What was owed on that day already, then what else is owed today.
    let mut days = vec![on, today];
    days.dedup();
    for day in days {
        let now = periods(tx, &[account], Which::Unsettled, today, rates).await?;
        let then = if day == today {
            now.clone()
        } else {
            periods(tx, &[account], Which::Unsettled, day, rates).await?
        };
        for (to, debt) in oldest_first(&then) {
            let left = now.get(&to).map_or(Money::ZERO, PeriodStanding::to_settle);
            let most = debt.to_settle().min(left);
            if !most.is_positive() {
                continue;
            }
            let part = Carry {
                account,
                from,
                to,
                most: Some(most),
                on: day,
                actor: None,
            };
            // Nothing of the credit is left.
            let Some(carried) = carry(tx, clock, &part, rates).await? else {
                break;
            };
            paid.push(SetOff {
                period: debt.period,
                amount: carried.amount,
            });
        }
    }
    Ok(paid)
}
