//! Refunds: a credit that is to be paid out waits as a row, and is posted when it is issued.
//!
//! The rule: while a return of the account is outstanding or in review nothing is paid out; what the account owes is paid first, the
//! oldest first; the rest is paid out.

use super::balance::{Which, periods};
use super::credit::{SetOff, held, set_off};
use super::gap::{self, Part};
use super::interest;
use super::order;
use super::payment::lock;
use super::post::{Entry, post};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{filing, period, refund, work};
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::contract::credits::{OutstandingReturn, Refund, RefundCause, RefundState};
use shared::form::FilingKind;
use shared::id::{AccountId, PeriodId, PersonId, RefundId};
use shared::period::Period;
use shared::posting::{CauseKind, of_refund};
use shared::program::{Program, RateMissing};
use shared::rate::{RateCode, RateTable};
use uuid::Uuid;

/// A refund to be asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewRefund {
    /// Whose.
    pub account: AccountId,
    /// The period in credit.
    pub period: PeriodId,
    /// How much, positive.
    pub amount: Money,
    /// Everything that is there when it is issued.
    pub whole: bool,
    /// Why.
    pub cause: RefundCause,
    /// Who asks; nobody when a rule does.
    pub actor: Option<PersonId>,
}

/// States in which a refund is still to be issued.
pub const OPEN: [RefundState; 2] = [RefundState::Waiting, RefundState::Held];

/// Keeps that a credit is to be paid out.
///
/// # Errors
/// When the database does not answer.
pub async fn ask(tx: &mut Tx<'_>, clock: &Clock, new: &NewRefund) -> Result<RefundId, ApiError> {
    let id = clock.id(RefundId::from_parts);
    diesel::insert_into(refund::table)
        .values((
            refund::account_id.eq(new.account),
            refund::id.eq(id),
            refund::period_id.eq(new.period),
            refund::amount.eq(new.amount),
            refund::whole.eq(new.whole),
            refund::cause.eq(new.cause),
            refund::state.eq(RefundState::Waiting),
            refund::requested_at.eq(clock.now()),
            refund::requested_on.eq(clock.today()),
            refund::requested_by.eq(new.actor.map_or_else(Uuid::nil, PersonId::uuid)),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// Refunds of an account that are not issued yet, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn open(
    connection: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<Vec<Refund>, ApiError> {
    type Row = (
        RefundId,
        PeriodId,
        NaiveDate,
        NaiveDate,
        Money,
        RefundCause,
        RefundState,
        NaiveDate,
    );
    let rows: Vec<Row> = refund::table
        .inner_join(
            period::table.on(period::account_id
                .eq(refund::account_id)
                .and(period::id.eq(refund::period_id))),
        )
        .filter(refund::account_id.eq(account))
        .filter(refund::state.eq_any(OPEN))
        .order(refund::id)
        .select((
            refund::id,
            refund::period_id,
            period::starts_on,
            period::ends_on,
            refund::amount,
            refund::cause,
            refund::state,
            refund::requested_on,
        ))
        .load(connection)
        .await?;
    let refund = |row: Row| {
        let (id, period_id, starts_on, ends_on, amount, cause, state, requested_on) = row;
        Refund {
            id,
            account_id: account,
            period_id,
            label: Period { starts_on, ends_on }.label(),
            amount,
            cause,
            state,
            requested_on,
        }
    };
    Ok(rows.into_iter().map(refund).collect())
}

/// The most outstanding returns that are named.
const NAMED: i64 = 12;

/// The codes of a program's forms that are returns: a claim that nobody files is not outstanding.
pub fn returns(program: Program) -> Vec<&'static str> {
    let forms = program.facts().forms.iter();
    forms
        .filter(|form| form.kind == FilingKind::Return)
        .map(|form| form.code)
        .collect()
}

/// Returns of the account that were due before a day and have not arrived, oldest first, at most twelve.
///
/// # Errors
/// When the database does not answer.
pub async fn outstanding(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    program: Program,
    today: NaiveDate,
) -> Result<Vec<OutstandingReturn>, ApiError> {
    let filed = filing::table.filter(
        filing::account_id
            .eq(period::account_id)
            .and(filing::period_id.eq(period::id)),
    );
    let rows: Vec<(PeriodId, NaiveDate, NaiveDate, NaiveDate)> = period::table
        .filter(period::account_id.eq(account))
        .filter(period::form.eq_any(returns(program)))
        .filter(period::due_on.lt(today).and(period::ends_on.lt(today)))
        .filter(not(exists(filed)))
        .order((period::due_on, period::id))
        .limit(NAMED)
        .select((
            period::id,
            period::starts_on,
            period::ends_on,
            period::due_on,
        ))
        .load(connection)
        .await?;
    let rows = rows.into_iter().map(
        |(period_id, starts_on, ends_on, due_on)| OutstandingReturn {
            period_id,
            label: Period { starts_on, ends_on }.label(),
            due_on,
        },
    );
    Ok(rows.collect())
}

/// The periods of an account whose filings are in review. What was paid for them is not in credit: nobody knows yet what
/// they will be charged.
///
/// # Errors
/// When the database does not answer.
pub async fn in_review(
    connection: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<Vec<PeriodId>, ApiError> {
    let periods: Vec<Option<PeriodId>> = work::table
        .filter(work::account_id.eq(account))
        .filter(
            work::decided_at
                .is_null()
                .and(work::filing_id.is_not_null()),
        )
        .select(work::period_id)
        .load(connection)
        .await?;
    Ok(periods.into_iter().flatten().collect())
}

/// What became of a refund that was looked at.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was issued, after debts were paid with a part of the credit.
    Issued {
        /// How much was paid out.
        paid: Money,
        /// What was paid of debts.
        set_off: Vec<SetOff>,
    },
    /// Nothing was left to pay out.
    Void {
        /// What was paid of debts.
        set_off: Vec<SetOff>,
    },
    /// Outstanding returns hold it, as of now.
    Held(Vec<OutstandingReturn>),
    /// A rate of interest is missing that the account earns or owes: it waits for that.
    Waits {
        /// What was paid of debts meanwhile.
        set_off: Vec<SetOff>,
        /// The rate.
        missing: (Program, RateMissing),
    },
    /// They hold it still, or it was issued before.
    Unchanged,
}

/// A refund that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Looked {
    /// The days of the period in credit.
    pub period: Period,
    /// How much was asked for.
    pub amount: Money,
}

/// Issues a refund, if nothing holds it.
///
/// # Errors
/// 404 when there is none. When the database does not answer.
pub async fn issue(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    id: RefundId,
    rates: &RateTable,
) -> Result<(Looked, Outcome), ApiError> {
    lock(tx, account).await?;
    type Row = (PeriodId, Money, bool, RefundState);
    let row: Option<Row> = refund::table
        .find((account.uuid(), id.uuid()))
        .select((
            refund::period_id,
            refund::amount,
            refund::whole,
            refund::state,
        ))
        .for_update()
        .first(&mut **tx)
        .await
        .optional()?;
    let (from, amount, whole, state) = row.ok_or_else(ApiError::not_found)?;
    let (starts_on, ends_on) = period::table
        .find((account.uuid(), from.uuid()))
        .select((period::starts_on, period::ends_on))
        .first(&mut **tx)
        .await?;
    let looked = Looked {
        period: Period { starts_on, ends_on },
        amount,
    };
    if !OPEN.contains(&state) {
        return Ok((looked, Outcome::Unchanged));
    }
    let today = clock.today();
    let order::InForce { order, program, .. } = order::in_force(tx, account, today).await?;
    let missing = outstanding(tx, account, program, today).await?;
    if !missing.is_empty() {
        if state == RefundState::Held {
            return Ok((looked, Outcome::Unchanged));
        }
        mark(tx, account, id, RefundState::Held, None).await?;
        return Ok((looked, Outcome::Held(missing)));
    }
    // What is in review is decided soon, one way or the other; the refund waits for it without a word.
    if !in_review(tx, account).await?.is_empty() {
        return Ok((looked, Outcome::Unchanged));
    }
    let set_off = set_off(tx, clock, account, from, today, rates).await?;
    // A refund with a part of its interest, or before all of a debt's is known, would not be the right one.
    let unsettled = periods(tx, &[account], Which::Unsettled, today, rates).await?;
    let missing = unsettled
        .values()
        .find_map(|standing| Some((standing.program, standing.interest.missing?)));
    // What late instalments cost comes before a payout as well.
    let instalments = gap::of_account(tx, account, Part::Instalments).await?;
    let instalments = instalments.into_iter().next();
    let instalments = instalments.map(|(_period, day)| RateMissing {
        code: RateCode::DEBIT_INTEREST,
        day,
    });
    let missing = missing.or(instalments.map(|missing| (program, missing)));
    let standing = unsettled.get(&from);
    let may_be_left = standing.is_some_and(|standing| {
        held(standing).is_positive() || standing.interest.missing.is_some()
    });
    if let Some(missing) = missing.filter(|_missing| may_be_left) {
        return Ok((looked, Outcome::Waits { set_off, missing }));
    }
    let credit = standing.map_or(Money::ZERO, held);
    let paid = if whole { credit } else { amount.min(credit) };
    if !paid.is_positive() {
        mark(
            tx,
            account,
            id,
            RefundState::Void,
            Some((today, Money::ZERO)),
        )
        .await?;
        return Ok((looked, Outcome::Void { set_off }));
    }
    let entry = Entry {
        account,
        period: from,
        cause: CauseKind::Refund,
        cause_id: id.uuid(),
        effective_on: today,
        actor: None,
    };
    let owed = interest::up_to(tx, clock, &entry, standing).await?;
    let postings =
        of_refund(paid, &owed, order).map_err(|error| anyhow!("refund {id}: {error}"))?;
    post(tx, clock, &entry, &postings).await?;
    mark(tx, account, id, RefundState::Issued, Some((today, paid))).await?;
    Ok((looked, Outcome::Issued { paid, set_off }))
}

async fn mark(
    tx: &mut Tx<'_>,
    account: AccountId,
    id: RefundId,
    state: RefundState,
    closed: Option<(NaiveDate, Money)>,
) -> Result<(), ApiError> {
    diesel::update(refund::table.find((account.uuid(), id.uuid())))
        .set((
            refund::state.eq(state),
            refund::closed_on.eq(closed.map(|(on, _paid)| on)),
            refund::paid.eq(closed.map(|(_on, paid)| paid)),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
