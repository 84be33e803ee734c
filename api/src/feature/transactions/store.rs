//! The rows of the statement.

use crate::db::schema::{account, journal, period, posting};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::id::{AccountId, JournalId, PeriodId, PostingId};
use shared::posting::{CauseKind, LedgerKind, MoneyKind};
use shared::program::Program;
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
        Some(MoneyKind::Payment) => query.filter(journal::cause_kind.eq(CauseKind::Payment)),
        Some(kind) => query
            .filter(journal::cause_kind.ne(CauseKind::Payment))
            .filter(posting::kind.eq(ledger_kind(kind))),
    };
    Ok(query.load(connection).await?)
}

const fn ledger_kind(kind: MoneyKind) -> LedgerKind {
    match kind {
        MoneyKind::Tax | MoneyKind::Payment => LedgerKind::Tax,
        MoneyKind::Penalty => LedgerKind::Penalty,
        MoneyKind::Interest => LedgerKind::Interest,
    }
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
