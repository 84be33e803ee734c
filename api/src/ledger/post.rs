//! The one door for money: a journal with postings that balance, written once per cause.

use crate::clock::{Clock, day_of};
use crate::db::Tx;
use crate::db::schema::{journal, posting};
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::allocation::{AllocationOrder, DebtKind};
use shared::id::{AccountId, JournalId, PeriodId, PersonId, PostingId};
use shared::posting::{CauseKind, LedgerKind, PostingLine, Postings, reversed};
use uuid::Uuid;

/// What is to be written, apart from its amounts.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Whose money.
    pub account: AccountId,
    /// Of which period.
    pub period: PeriodId,
    /// What made it.
    pub cause: CauseKind,
    /// Which one made it; a second journal of the same cause is refused.
    pub cause_id: Uuid,
    /// When it counts.
    pub effective_on: NaiveDate,
    /// Who made it; the nil id for the service.
    pub actor: Option<PersonId>,
}

/// Writes a journal. The database checks at commit that it balances, and keeps the balances.
///
/// # Errors
/// When the cause was posted before, or the database does not answer.
pub async fn post(
    tx: &mut Tx<'_>,
    clock: &Clock,
    entry: &Entry,
    postings: &Postings,
) -> Result<JournalId, ApiError> {
    write(tx, clock, entry, postings, Marks::default()).await
}

/// Writes a journal of money that was applied in an order, and keeps the order with it.
///
/// # Errors
/// As [`post`].
pub async fn post_allocated(
    tx: &mut Tx<'_>,
    clock: &Clock,
    entry: &Entry,
    postings: &Postings,
    order: AllocationOrder,
) -> Result<JournalId, ApiError> {
    let marks = Marks {
        order: Some(order),
        ..Marks::default()
    };
    write(tx, clock, entry, postings, marks).await
}

/// What only some journals have.
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    /// The journal that it takes back.
    reverses: Option<JournalId>,
    /// The order in which money was applied.
    order: Option<AllocationOrder>,
}

/// Takes a journal back with a new one of opposite amounts. A journal is reversed at most once.
///
/// # Errors
/// When there is no such journal, it was reversed before, or the database does not answer.
pub async fn reverse(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    original: JournalId,
    actor: Option<PersonId>,
) -> Result<JournalId, ApiError> {
    let (period, effective_on): (PeriodId, NaiveDate) = journal::table
        .find((account, original))
        .select((journal::period_id, journal::effective_on))
        .first(&mut **tx)
        .await?;
    let lines: Vec<(LedgerKind, Money)> = posting::table
        .filter(
            posting::account_id
                .eq(account)
                .and(posting::journal_id.eq(original)),
        )
        .order(posting::id)
        .select((posting::kind, posting::amount))
        .load(&mut **tx)
        .await?;
    let lines = lines
        .into_iter()
        .map(|(kind, amount)| PostingLine { kind, amount })
        .collect();
    let postings =
        reversed(&Postings::new(lines).map_err(|error| anyhow!("journal {original}: {error}"))?);
    let entry = Entry {
        account,
        period,
        cause: CauseKind::Reversal,
        cause_id: original.uuid(),
        effective_on,
        actor,
    };
    let marks = Marks {
        reverses: Some(original),
        ..Marks::default()
    };
    write(tx, clock, &entry, &postings, marks).await
}

async fn write(
    tx: &mut Tx<'_>,
    clock: &Clock,
    entry: &Entry,
    postings: &Postings,
    marks: Marks,
) -> Result<JournalId, ApiError> {
    let id = clock.id(JournalId::from_parts);
    let now = clock.now();
    let allocation = marks
        .order
        .map(|order| order.kinds().map(DebtKind::as_str).to_vec());
    diesel::insert_into(journal::table)
        .values((
            journal::account_id.eq(entry.account),
            journal::id.eq(id),
            journal::period_id.eq(entry.period),
            journal::cause_kind.eq(entry.cause),
            journal::cause_id.eq(entry.cause_id),
            journal::effective_on.eq(entry.effective_on),
            journal::recorded_at.eq(now),
            journal::recorded_on.eq(day_of(now)),
            journal::actor.eq(entry.actor.map_or_else(Uuid::nil, PersonId::uuid)),
            journal::reverses.eq(marks.reverses),
            journal::allocation.eq(allocation),
        ))
        .execute(&mut **tx)
        .await?;
    let rows: Vec<_> = postings
        .lines()
        .iter()
        .map(|line| {
            (
                posting::account_id.eq(entry.account),
                posting::id.eq(clock.id(PostingId::from_parts)),
                posting::journal_id.eq(id),
                posting::period_id.eq(entry.period),
                posting::kind.eq(line.kind),
                posting::amount.eq(line.amount),
            )
        })
        .collect();
    diesel::insert_into(posting::table)
        .values(rows)
        .execute(&mut **tx)
        .await?;
    Ok(id)
}
