//! The rows of the statement.

use crate::db::schema::{account, journal, period, posting};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::id::{AccountId, JournalId, PeriodId, PostingId};
use shared::period::Period;
use shared::posting::{CauseKind, LedgerKind, MoneyKind};
use shared::program::Program;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An entry as it is stored.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub(super) id: PostingId,
    pub(super) journal_id: JournalId,
    pub(super) period_id: PeriodId,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) cause: CauseKind,
    pub(super) cause_id: Uuid,
    pub(super) kind: LedgerKind,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) recorded_on: NaiveDate,
    pub(super) effective_on: NaiveDate,
    pub(super) amount: Money,
    pub(super) seq: Option<i64>,
    pub(super) balance: Option<Money>,
    pub(super) journal_period: PeriodId,
    pub(super) other_period: Option<PeriodId>,
    pub(super) allocation: Option<Vec<String>>,
}

impl Row {
    /// The period at the other end of a transfer, and whether the credit goes there.
    pub(super) fn other_end(&self) -> Option<(PeriodId, bool)> {
        let other = self.other_period?;
        Some(if self.period_id == self.journal_period {
            (other, true)
        } else {
            (self.journal_period, false)
        })
    }
}

/// Which entries to show.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Processed on or after this day.
    pub from: Option<NaiveDate>,
    /// Processed on or before this day.
    pub to: Option<NaiveDate>,
    /// Of this kind.
    pub kind: Option<MoneyKind>,
    /// Of this period.
    pub period: Option<PeriodId>,
}

/// A page of entries, newest first, and the program's word for the money.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Vec<Row>, ApiError> {
    let mut query = posting::table
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
        .filter(posting::account_id.eq(account))
        .filter(posting::seq.is_not_null())
        .order(posting::seq.desc())
        .limit(page.fetch())
        .select((
            posting::id,
            posting::journal_id,
            posting::period_id,
            period::starts_on,
            period::ends_on,
            journal::cause_kind,
            journal::cause_id,
            posting::kind,
            journal::recorded_at,
            journal::recorded_on,
            journal::effective_on,
            posting::amount,
            posting::seq,
            posting::balance,
            journal::period_id,
            journal::other_period_id,
            journal::allocation,
        ))
        .into_boxed();
    if let Some(after) = page.after(|text| text.parse::<i64>().ok())? {
        query = query.filter(posting::seq.lt(after));
    }
    if let Some(from) = filter.from {
        query = query.filter(journal::recorded_on.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(journal::recorded_on.le(to));
    }
    if let Some(period) = filter.period {
        query = query.filter(posting::period_id.eq(period));
    }
    query = match filter.kind {
        None => query,
        Some(kind) => match what(kind) {
            What::Cause(cause) => query.filter(journal::cause_kind.eq(cause)),
            What::Charge(kind) => query
                .filter(journal::cause_kind.ne_all(SETTLING))
                .filter(posting::kind.eq(kind)),
        },
    };
    Ok(query.load(connection).await?)
}

/// What moves money that was paid, whatever it was paid for.
const SETTLING: [CauseKind; 3] = [CauseKind::Payment, CauseKind::Transfer, CauseKind::Refund];

/// How a kind of the statement is told in the ledger.
enum What {
    Cause(CauseKind),
    Charge(LedgerKind),
}

const fn what(kind: MoneyKind) -> What {
    match kind {
        MoneyKind::Payment => What::Cause(CauseKind::Payment),
        MoneyKind::Transfer => What::Cause(CauseKind::Transfer),
        MoneyKind::Refund => What::Cause(CauseKind::Refund),
        MoneyKind::Tax => What::Charge(LedgerKind::Tax),
        MoneyKind::Penalty => What::Charge(LedgerKind::Penalty),
        MoneyKind::Interest => What::Charge(LedgerKind::Interest),
    }
}

/// The days of the periods at the other end of transfers.
pub(super) async fn days_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    ids: &[PeriodId],
) -> Result<BTreeMap<PeriodId, Period>, ApiError> {
    let rows: Vec<(PeriodId, NaiveDate, NaiveDate)> = period::table
        .filter(period::account_id.eq(account).and(period::id.eq_any(ids)))
        .select((period::id, period::starts_on, period::ends_on))
        .load(connection)
        .await?;
    let days = rows
        .into_iter()
        .map(|(id, starts_on, ends_on)| (id, Period { starts_on, ends_on }));
    Ok(days.collect())
}

/// The program of an account.
pub(super) async fn program(
    connection: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<Program, ApiError> {
    Ok(account::table
        .find(account.uuid())
        .select(account::program)
        .first(connection)
        .await?)
}
