//! The one door for money: a journal with postings that balance, written once per cause.

use crate::clock::{Clock, day_of};
use crate::db::schema::{journal, posting};
use crate::db::{Tx, routine};
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::allocation::AllocationOrder;
use shared::id::{AccountId, JournalId, PeriodId, PersonId, PostingId};
use shared::posting::{CauseKind, LedgerKind, PostingLine, Postings, Transfer, reversed};
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
    write(
        tx,
        clock,
        entry,
        &in_period(entry.period, postings),
        Marks::default(),
    )
    .await
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
        order: Some(order.kinds().map(|kind| kind.to_string()).to_vec()),
        ..Marks::default()
    };
    write(tx, clock, entry, &in_period(entry.period, postings), marks).await
}

/// Writes a journal of a credit that goes from the entry's period to another: its postings are in both.
///
/// # Errors
/// As [`post`].
pub async fn post_transfer(
    tx: &mut Tx<'_>,
    clock: &Clock,
    entry: &Entry,
    to: PeriodId,
    transfer: &Transfer,
    order: AllocationOrder,
) -> Result<JournalId, ApiError> {
    let lines = |period: PeriodId, lines: &[PostingLine]| -> Vec<(PeriodId, PostingLine)> {
        lines.iter().map(|line| (period, *line)).collect()
    };
    let lines = [lines(entry.period, &transfer.from), lines(to, &transfer.to)].concat();
    let marks = Marks {
        order: Some(order.kinds().map(|kind| kind.to_string()).to_vec()),
        other: Some(to),
        ..Marks::default()
    };
    write(tx, clock, entry, &lines, marks).await
}

/// What only some journals have.
#[derive(Clone, Debug, Default)]
struct Marks {
    /// The journal that it takes back.
    reverses: Option<JournalId>,
    /// The order in which money was applied.
    order: Option<Vec<String>>,
    /// The period that a credit goes to.
    other: Option<PeriodId>,
}

fn in_period(period: PeriodId, postings: &Postings) -> Vec<(PeriodId, PostingLine)> {
    let lines = postings.lines().iter();
    lines.map(|line| (period, *line)).collect()
}

/// Takes a journal back with a new one of opposite amounts, each in the period it was posted in. A journal is reversed at
/// most once.
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
    type Head = (PeriodId, NaiveDate, Option<Vec<String>>, Option<PeriodId>);
    let (period, effective_on, order, other): Head = journal::table
        .find((account, original))
        .select((
            journal::period_id,
            journal::effective_on,
            journal::allocation,
            journal::other_period_id,
        ))
        .first(&mut **tx)
        .await?;
    let lines: Vec<(PeriodId, LedgerKind, Money)> = posting::table
        .filter(
            posting::account_id
                .eq(account)
                .and(posting::journal_id.eq(original)),
        )
        .order(posting::id)
        .select((posting::period_id, posting::kind, posting::amount))
        .load(&mut **tx)
        .await?;
    let of_period: Vec<PeriodId> = lines.iter().map(|line| line.0).collect();
    let lines = lines
        .into_iter()
        .map(|(_period, kind, amount)| PostingLine { kind, amount })
        .collect();
    let back =
        reversed(&Postings::new(lines).map_err(|error| anyhow!("journal {original}: {error}"))?);
    let lines: Vec<(PeriodId, PostingLine)> = of_period
        .into_iter()
        .zip(back.lines().iter().copied())
        .collect();
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
        order,
        other,
    };
    write(tx, clock, &entry, &lines, marks).await
}

async fn write(
    tx: &mut Tx<'_>,
    clock: &Clock,
    entry: &Entry,
    lines: &[(PeriodId, PostingLine)],
    marks: Marks,
) -> Result<JournalId, ApiError> {
    let id = clock.id(JournalId::from_parts);
    let now = clock.now();
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
            journal::allocation.eq(marks.order),
            journal::other_period_id.eq(marks.other),
        ))
        .execute(&mut **tx)
        .await?;
    let (periods, lines): (Vec<_>, Vec<PostingLine>) = lines.iter().copied().unzip();
    let ids: Vec<_> = lines
        .iter()
        .map(|_line| clock.id(PostingId::from_parts))
        .collect();
    let (kinds, amounts): (Vec<_>, Vec<_>) =
        lines.iter().map(|line| (line.kind, line.amount)).unzip();
    let postings = routine::add_postings(entry.account, id, ids, periods, kinds, amounts);
    diesel::select(postings).execute(&mut **tx).await?;
    Ok(id)
}
