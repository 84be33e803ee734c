//! What is owed: kept balances, plus interest worked out to a day and never stored by looking.

use super::standing::{Row, add, standing};
use crate::db::schema::{
    account, assessment, interest_gap, journal, ledger_account, period, posting,
};
use crate::problem::ApiError;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::contract::accounts::Owing;
use shared::id::{AccountId, PeriodId};
use shared::posting::LedgerKind;
use shared::rate::RateTable;
use std::collections::BTreeMap;

pub use super::standing::{OpenGrace, PeriodStanding, failed as interest_failed};

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

/// Works out periods of some accounts on a day, in one round trip. Its cost follows the postings of those periods alone.
///
/// # Errors
/// When the database does not answer.
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
        .left_join(
            assessment::table.on(assessment::account_id
                .eq(journal::account_id)
                .and(assessment::id.eq(journal::cause_id))),
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
            period::nominal_due_on,
            period::complete_on,
            period::gross_tax,
            account::program,
            assessment::owing_on_notice.nullable(),
        ))
        .order((posting::period_id, posting::seq));
    // What ended for want of a rate may have nothing left that says so.
    let cut_short = || {
        interest_gap::table
            .filter(interest_gap::account_id.eq_any(accounts))
            .select(interest_gap::period_id)
    };
    // Of the client's money: what the Crown has received of a period is never zero again.
    macro_rules! unsettled {
        () => {
            ledger_account::table
                .filter(ledger_account::account_id.eq_any(accounts))
                .filter(ledger_account::balance.ne(Money::ZERO))
                .filter(ledger_account::kind.eq_any([
                    LedgerKind::Tax,
                    LedgerKind::Penalty,
                    LedgerKind::Interest,
                ]))
                .select(ledger_account::period_id)
        };
    }
    let rows: Vec<Row> = match which {
        Which::Unsettled => {
            let unsettled = unsettled!();
            query
                // One list, so that the postings are found by it and not looked through.
                .filter(posting::period_id.eq_any(unsettled.union_all(cut_short())))
                .load(connection)
                .await?
        }
        Which::OnceUnsettled => {
            let unsettled = unsettled!();
            let since = || {
                later
                    .filter(later.field(journal::account_id).eq_any(accounts))
                    .filter(
                        later
                            .field(journal::recorded_on)
                            .gt(as_of)
                            .or(later.field(journal::effective_on).gt(as_of)),
                    )
            };
            let changed = since().select(later.field(journal::period_id));
            let credited = since()
                .filter(later.field(journal::other_period_id).is_not_null())
                .select(later.field(journal::other_period_id).assume_not_null());
            query
                .filter(
                    posting::period_id
                        .eq_any(unsettled.union_all(cut_short()))
                        .or(posting::period_id.eq_any(changed))
                        .or(posting::period_id.eq_any(credited)),
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
        by_period.entry(row.period).or_default().push(row);
    }
    by_period
        .into_iter()
        .map(|(id, rows)| standing(&rows, as_of, rates).map(|standing| (id, standing)))
        .collect()
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
        interest_missing_from: None,
        total: Money::ZERO,
    };
    for PeriodStanding { owing, .. } in standings {
        sum.tax = add(sum.tax, owing.tax)?;
        sum.penalty = add(sum.penalty, owing.penalty)?;
        sum.interest_posted = add(sum.interest_posted, owing.interest_posted)?;
        sum.interest_accrued = add(sum.interest_accrued, owing.interest_accrued)?;
        let missing = [sum.interest_missing_from, owing.interest_missing_from];
        sum.interest_missing_from = missing.into_iter().flatten().min();
        sum.total = add(sum.total, owing.total)?;
    }
    Ok(sum)
}
