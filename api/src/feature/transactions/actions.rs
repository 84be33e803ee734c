//! What can be seen of the money.

use super::store::{self, Row};
use crate::auth::grant::{Grant, ViewFinancial};
use crate::http::page::PageRequest;
use crate::ledger::balance::{PeriodStanding, Which, periods, total};
use crate::ledger::order;
use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use anyhow::anyhow;
use chrono::NaiveDate;
use shared::contract::accounts::Owing;
use shared::contract::page::Page;
use shared::contract::transactions::{Allocation, Balance, Grace, PeriodBalance, Transaction};
use shared::id::{AccountId, PeriodId};
use shared::period::Period;
use shared::posting::{CauseKind, MoneyKind, PostingLine};
use shared::statement::{OtherEnd, text};
use std::collections::BTreeMap;

pub use super::store::Filter;

/// A page of the statement, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    by: &Grant<ViewFinancial>,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<Transaction>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = store::list(&mut connection, by.account(), filter, page).await?;
    let word = store::program(&mut connection, by.account())
        .await?
        .facts()
        .money_word;
    let rows = page.page(rows, |row: &Row| row.seq.unwrap_or_default().to_string());
    let ends: Vec<PeriodId> = rows
        .data
        .iter()
        .filter_map(|row| row.other_end().map(|(id, _there)| id))
        .collect();
    // Few pages have a transfer on them.
    let ends = if ends.is_empty() {
        BTreeMap::new()
    } else {
        store::days_of(&mut connection, by.account(), &ends).await?
    };
    let data = rows
        .data
        .into_iter()
        .map(|row| transaction(row, word, &ends))
        .collect::<Result<_, _>>()?;
    Ok(Page {
        data,
        next_cursor: rows.next_cursor,
        has_more: rows.has_more,
    })
}

fn transaction(
    row: Row,
    word: &str,
    ends: &BTreeMap<PeriodId, Period>,
) -> Result<Transaction, ApiError> {
    let period = Period {
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    };
    let line = PostingLine {
        kind: row.kind,
        amount: row.amount,
    };
    let other = row
        .other_end()
        .and_then(|(id, goes_there)| Some((id, ends.get(&id)?.label(), goes_there)));
    let end = other.as_ref().map(|(_id, label, goes_there)| OtherEnd {
        label,
        goes_there: *goes_there,
    });
    Ok(Transaction {
        id: row.id,
        journal_id: row.journal_id,
        period_id: row.period_id,
        period,
        period_label: period.label(),
        cause: row.cause,
        kind: MoneyKind::of(row.cause, row.kind)
            .ok_or_else(|| anyhow!("an entry of the Crown in a statement"))?,
        text: text(row.cause, line, word, row.effective_on, end),
        other_period_id: other.as_ref().map(|(id, ..)| *id),
        assessment_id: matches!(
            row.cause,
            CauseKind::Assessment | CauseKind::Statement | CauseKind::Instalment
        )
        .then(|| row.cause_id.into()),
        allocation: row
            .allocation
            .iter()
            .flatten()
            .filter_map(|kind| kind.parse().ok())
            .collect(),
        recorded_at: row.recorded_at,
        processed_on: row.recorded_on,
        effective_on: row.effective_on,
        amount: row.amount,
        balance: row
            .balance
            .ok_or_else(|| anyhow!("an entry without its balance"))?,
    })
}

/// What is owed on a day, by period and kind, with interest to that day.
///
/// # Errors
/// When the database does not answer.
pub async fn balance(
    state: &State,
    by: &Grant<ViewFinancial>,
    as_of: Option<NaiveDate>,
) -> Result<Balance, ApiError> {
    let account_id: AccountId = by.account();
    let as_of = as_of.unwrap_or_else(|| state.clock.today());
    let which = if as_of < state.clock.today() {
        Which::OnceUnsettled
    } else {
        Which::Unsettled
    };
    let mut connection = state.db.read().await?;
    let rates = rates::load(&mut connection, &rates::of_ledger()).await?;
    let standings = periods(&mut connection, &[account_id], which, as_of, &rates).await?;
    let in_force = order::in_force(&mut connection, account_id, as_of).await?;
    let owing = total(standings.values())?;
    let rates_unverified = standings
        .values()
        .any(|standing| standing.interest.unverified || standing.interest.assumed);
    let mut periods: Vec<PeriodBalance> = standings
        .into_iter()
        .filter(|(_id, standing)| {
            let Owing {
                tax,
                penalty,
                interest_posted,
                interest_accrued,
                interest_missing_from,
                total: _,
            } = standing.owing;
            let amounts = [tax, penalty, interest_posted, interest_accrued];
            interest_missing_from.is_some() || amounts.iter().any(|amount| !amount.is_zero())
        })
        .map(|(period_id, standing)| PeriodBalance {
            period_id,
            period: standing.period,
            label: standing.period.label(),
            due_on: standing.due_on,
            interest_why: standing.interest.why(),
            grace: grace(&standing),
            owing: standing.owing,
        })
        .collect();
    periods.sort_by_key(|period| period.period);
    Ok(Balance {
        account_id,
        as_of,
        owing,
        periods,
        rates_unverified,
        allocation: Allocation {
            kinds: in_force.order.kinds().to_vec(),
            text: in_force.order.sentence(in_force.program.facts().money_word),
            effective_on: in_force.effective_on,
            confidence: in_force.confidence,
            source: in_force.source,
        },
    })
}

/// What paying in full saves, when there is something to pay.
fn grace(standing: &PeriodStanding) -> Option<Grace> {
    let to_pay = standing.to_settle();
    let open = standing.grace.filter(|_open| to_pay.is_positive())?;
    Some(Grace {
        notice_on: open.notice_on,
        until: open.until,
        to_pay,
        interest: open.interest,
    })
}
