//! What is owed: kept balances, plus interest worked out to a day and never stored by looking.

use crate::db::schema::{account, journal, ledger_account, period, posting};
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::contract::accounts::Owing;
use shared::id::{AccountId, PeriodId};
use shared::interest::{Accrual, Movement, accrue, accrue_credit};
use shared::period::Period;
use shared::posting::{CauseKind, LedgerKind};
use shared::program::{LedgerInterest, Program};
use shared::rate::{RateCode, RateTable};
use std::collections::BTreeMap;

/// The money of one period on a day.
#[derive(Clone, Debug)]
pub struct PeriodStanding {
    /// Whose.
    pub account: AccountId,
    /// Its days.
    pub period: Period,
    /// When it was due.
    pub due_on: NaiveDate,
    /// What is owed, by kind.
    pub owing: Owing,
    /// Levy or tax charged so far.
    pub charged_tax: Money,
    /// Penalty and interest charged so far, accrued interest included.
    pub charged_other: Money,
    /// Payments received, as a positive amount.
    pub paid: Money,
    /// All interest of the period, posted and accrued, and how it came about.
    pub interest: Accrual,
}

/// Which periods to work out.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// Those with something owed or in credit.
    Unsettled,
    /// Those that may have had something owed or in credit on a day in the past.
    OnceUnsettled,
    /// These.
    These(&'a [PeriodId]),
}

type Row = (
    AccountId,
    PeriodId,
    NaiveDate,
    NaiveDate,
    NaiveDate,
    LedgerKind,
    Money,
    CauseKind,
    Option<CauseKind>,
    NaiveDate,
    NaiveDate,
    Program,
);

/// Works out periods of some accounts on a day, in one round trip. Its cost follows the postings of those periods alone.
///
/// # Errors
/// When the database does not answer or no interest rate is known for a day.
pub async fn periods(
    connection: &mut AsyncPgConnection,
    accounts: &[AccountId],
    which: Which<'_>,
    as_of: NaiveDate,
    rates: &RateTable,
) -> Result<BTreeMap<PeriodId, PeriodStanding>, ApiError> {
    let (reversed, later) = diesel::alias!(journal as reversed, journal as later);
    let query = posting::table
        .inner_join(
            journal::table.on(journal::account_id
                .eq(posting::account_id)
                .and(journal::id.eq(posting::journal_id))),
        )
        .inner_join(
            period::table.on(period::account_id
                .eq(posting::account_id)
                .and(period::id.eq(posting::period_id))),
        )
        .inner_join(account::table.on(account::id.eq(posting::account_id)))
        .left_join(
            reversed.on(reversed
                .field(journal::account_id)
                .eq(journal::account_id)
                .and(reversed.field(journal::id).nullable().eq(journal::reverses))),
        )
        .filter(posting::account_id.eq_any(accounts))
        .filter(posting::seq.is_not_null())
        // A levy assessed before it is due is owed from the day it is known; a payment counts from its receipt.
        .filter(
            journal::effective_on
                .le(as_of)
                .or(journal::recorded_on.le(as_of)),
        )
        .select((
            posting::account_id,
            posting::period_id,
            period::starts_on,
            period::ends_on,
            period::due_on,
            posting::kind,
            posting::amount,
            journal::cause_kind,
            reversed.field(journal::cause_kind).nullable(),
            journal::effective_on,
            journal::recorded_on,
            account::program,
        ))
        .order((posting::period_id, posting::seq));
    let rows: Vec<Row> = match which {
        Which::Unsettled => {
            let unsettled = ledger_account::table
                .filter(ledger_account::account_id.eq_any(accounts))
                .filter(ledger_account::balance.ne(Money::ZERO))
                .filter(ledger_account::kind.eq_any([
                    LedgerKind::Tax,
                    LedgerKind::Penalty,
                    LedgerKind::Interest,
                ]))
                .select(ledger_account::period_id);
            query
                .filter(posting::period_id.eq_any(unsettled))
                .load(connection)
                .await?
        }
        Which::OnceUnsettled => {
            let unsettled = ledger_account::table
                .filter(ledger_account::account_id.eq_any(accounts))
                .filter(ledger_account::balance.ne(Money::ZERO))
                .select(ledger_account::period_id);
            let changed_since = later
                .filter(later.field(journal::account_id).eq_any(accounts))
                .filter(
                    later
                        .field(journal::recorded_on)
                        .gt(as_of)
                        .or(later.field(journal::effective_on).gt(as_of)),
                )
                .select(later.field(journal::period_id));
            query
                .filter(
                    posting::period_id
                        .eq_any(unsettled)
                        .or(posting::period_id.eq_any(changed_since)),
                )
                .load(connection)
                .await?
        }
        Which::These(ids) => {
            query
                .filter(posting::period_id.eq_any(ids))
                .load(connection)
                .await?
        }
    };
    let mut by_period: BTreeMap<PeriodId, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_period.entry(row.1).or_default().push(row);
    }
    by_period
        .into_iter()
        .map(|(id, rows)| standing(&rows, as_of, rates).map(|standing| (id, standing)))
        .collect()
}

fn standing(rows: &[Row], as_of: NaiveDate, rates: &RateTable) -> Result<PeriodStanding, ApiError> {
    let first = rows
        .first()
        .ok_or_else(|| anyhow!("a period without postings"))?;
    let mut owing = Owing {
        tax: Money::ZERO,
        penalty: Money::ZERO,
        interest_posted: Money::ZERO,
        interest_accrued: Money::ZERO,
        total: Money::ZERO,
    };
    let (mut charged_tax, mut charged_other, mut paid, mut interest_charged) =
        (Money::ZERO, Money::ZERO, Money::ZERO, Money::ZERO);
    let mut movements = Vec::new();
    for (_, _, _, _, _, kind, amount, cause, reversed, effective_on, ..) in rows {
        let payment = *cause == CauseKind::Payment || *reversed == Some(CauseKind::Payment);
        match kind {
            LedgerKind::Tax => owing.tax = add(owing.tax, *amount)?,
            LedgerKind::Penalty => owing.penalty = add(owing.penalty, *amount)?,
            LedgerKind::Interest => owing.interest_posted = add(owing.interest_posted, *amount)?,
            LedgerKind::CrownRevenue | LedgerKind::CrownReceipts => continue,
        }
        match (payment, kind) {
            (true, _) => paid = add(paid, amount.negated())?,
            (false, LedgerKind::Tax) => charged_tax = add(charged_tax, *amount)?,
            (false, _) => charged_other = add(charged_other, *amount)?,
        }
        // Tax and what was paid towards tax or interest bear interest; posted interest is in the compounding already.
        match (payment, kind) {
            (_, LedgerKind::Tax) | (true, LedgerKind::Interest) => movements.push(Movement {
                on: *effective_on,
                amount: *amount,
            }),
            (false, LedgerKind::Interest) => interest_charged = add(interest_charged, *amount)?,
            _ => {}
        }
    }
    movements.sort_by_key(|movement| movement.on);
    let mut interest = Accrual::default();
    let rule = first.11.facts().interest;
    if let Some(start) = movements
        .as_slice()
        .first()
        .and_then(|movement| movement.on.succ_opt())
        .filter(|start| *start <= as_of && rule != LedgerInterest::None)
    {
        let mut accrual = accrue(&movements, start, as_of, RateCode::DEBIT_INTEREST, rates)
            .map_err(|error| anyhow!("interest: {error}"))?;
        if rule == LedgerInterest::DebitAndCredit
            && let Some(complete_on) = complete_on(rows)
        {
            let earned = accrue_credit(&movements, start, as_of, complete_on, rates)
                .map_err(|error| anyhow!("credit interest: {error}"))?;
            accrual.interest = accrual
                .interest
                .checked_sub(earned.interest)
                .ok_or_else(overflow)?;
            accrual.unverified |= earned.unverified;
            accrual.segments.extend(earned.segments);
        }
        owing.interest_accrued = accrual
            .interest
            .checked_sub(interest_charged)
            .ok_or_else(overflow)?;
        interest = accrual;
    }
    charged_other = add(charged_other, owing.interest_accrued)?;
    owing.total = Money::checked_sum([
        owing.tax,
        owing.penalty,
        owing.interest_posted,
        owing.interest_accrued,
    ])
    .ok_or_else(overflow)?;
    let (account, _, starts_on, ends_on, due_on, ..) = *first;
    Ok(PeriodStanding {
        account,
        period: Period { starts_on, ends_on },
        due_on,
        owing,
        charged_tax,
        charged_other,
        paid,
        interest,
    })
}

/// The day the return was complete: the first assessment of it was recorded. Credits earn nothing before.
fn complete_on(rows: &[Row]) -> Option<NaiveDate> {
    let assessed = rows.iter().filter(|row| row.7 == CauseKind::Assessment);
    assessed.map(|row| row.10).min()
}

/// All periods together.
///
/// # Errors
/// When the sum is beyond what money can be.
pub fn total<'a>(
    standings: impl IntoIterator<Item = &'a PeriodStanding>,
) -> Result<Owing, ApiError> {
    let mut sum = Owing {
        tax: Money::ZERO,
        penalty: Money::ZERO,
        interest_posted: Money::ZERO,
        interest_accrued: Money::ZERO,
        total: Money::ZERO,
    };
    for PeriodStanding { owing, .. } in standings {
        sum.tax = add(sum.tax, owing.tax)?;
        sum.penalty = add(sum.penalty, owing.penalty)?;
        sum.interest_posted = add(sum.interest_posted, owing.interest_posted)?;
        sum.interest_accrued = add(sum.interest_accrued, owing.interest_accrued)?;
        sum.total = add(sum.total, owing.total)?;
    }
    Ok(sum)
}

fn add(one: Money, other: Money) -> Result<Money, ApiError> {
    one.checked_add(other).ok_or_else(overflow)
}

fn overflow() -> ApiError {
    ApiError::Internal(anyhow!("a sum of money is out of range"))
}
