//! Losses carried back: the returns of earlier periods are reassessed with them, each with a notice of its own.
//!
//! A reassessment posts the difference, and it counts from the day the return that asks was received. What a return uses
//! where is kept, so that an amendment changes it, and so that a return of the earlier period that comes later is assessed
//! with it too. For an earlier year that has no return here nothing is posted; a letter says so.

mod foreseen;
mod words;

pub use foreseen::foreseen;

use super::Received;
use super::record::{Loss, Prior, Record, Return, keep, newest, standing_return};
use super::settled;
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{filing, loss_carried, period};
use crate::events;
use crate::ledger::post::{Entry, post};
use crate::notify;
use crate::problem::ApiError;
use anyhow::{Context, anyhow};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Date, Numeric, Uuid};
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::assessment::{Assessed, Relief};
use shared::contract::assessments::AssessmentKind;
use shared::filing::Evaluation;
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId};
use shared::period::Period;
use shared::posting::{CauseKind, of_assessment};
use shared::rate::RateTable;
use std::collections::BTreeMap;
use words::{not_here, notice, unknown_year, why};

/// An earlier period of the same form.
#[derive(Clone, Copy, Debug)]
struct Earlier {
    id: PeriodId,
    period: Period,
}

/// Reassesses what a received return changes by losses: its own period by losses of later ones, and earlier periods by its
/// own. Only programs that carry losses back come here.
///
/// # Errors
/// When a sum is out of range or the database does not answer.
pub(super) async fn carry_back(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    evaluation: &Evaluation,
    rates: &RateTable,
) -> Result<(), ApiError> {
    let own = Earlier {
        id: received.period_id,
        period: received.period,
    };
    reassess(tx, clock, received, own, rates).await?;

    let asked = received.program.rules().losses_carried_back(evaluation);
    let before = used_before(tx, received).await?;
    if asked.is_empty() && before.is_empty() {
        return Ok(());
    }
    let earlier = earlier(tx, received).await?;
    let mut wanted: BTreeMap<PeriodId, Money> = BTreeMap::new();
    let mut without = Vec::new();
    for (back, amount) in asked {
        match back.checked_sub(1).and_then(|place| earlier.get(place)) {
            Some(year) => drop(wanted.insert(year.id, amount)),
            None => without.push((unknown_year(back).to_owned(), amount)),
        }
    }
    for year in &earlier {
        let old = before.get(&year.id);
        let amount = wanted.get(&year.id).copied().unwrap_or_default();
        if old.map_or(amount.is_zero(), |(old, _from)| *old == amount) {
            continue;
        }
        // A part that is taken back counts from the day it had counted from.
        let counts_from = match old {
            Some((old, from)) if *old > amount => *from,
            _ => received.filed_on,
        };
        diesel::insert_into(loss_carried::table)
            .values((
                loss_carried::account_id.eq(received.account),
                loss_carried::filing_id.eq(received.filing),
                loss_carried::period_id.eq(year.id),
                loss_carried::loss_period_id.eq(received.period_id),
                loss_carried::amount.eq(amount),
                loss_carried::counts_from.eq(counts_from),
            ))
            .execute(&mut **tx)
            .await?;
        let done = reassess(tx, clock, received, *year, rates).await?;
        if !done && amount.is_positive() {
            without.push((format!("the {}", year.period.label()), amount));
        }
    }
    for (year, amount) in without {
        let letter = not_here(received, &year, amount);
        notify::post(tx, clock, received.account, &letter).await?;
    }
    Ok(())
}

/// What the return before this one used where, and since when.
async fn used_before(
    tx: &mut Tx<'_>,
    received: &Received,
) -> Result<BTreeMap<PeriodId, (Money, NaiveDate)>, ApiError> {
    let rows: Vec<(PeriodId, Money, NaiveDate)> = loss_carried::table
        .inner_join(
            filing::table.on(filing::account_id
                .eq(loss_carried::account_id)
                .and(filing::id.eq(loss_carried::filing_id))),
        )
        .filter(loss_carried::account_id.eq(received.account))
        .filter(filing::period_id.eq(received.period_id))
        .order((filing::revision, loss_carried::seq))
        .select((
            loss_carried::period_id,
            loss_carried::amount,
            loss_carried::counts_from,
        ))
        .load(&mut **tx)
        .await?;
    // The newest comes last.
    let rows = rows.into_iter();
    Ok(rows
        .map(|(period, amount, from)| (period, (amount, from)))
        .collect())
}

/// How many periods losses go back.
const BACK: i64 = 3;

/// The periods of the form before this one, the nearest first, as far as one follows on the other.
async fn earlier(tx: &mut Tx<'_>, received: &Received) -> Result<Vec<Earlier>, ApiError> {
    let rows: Vec<(PeriodId, NaiveDate, NaiveDate)> = period::table
        .filter(period::account_id.eq(received.account))
        .filter(period::form.eq(&received.form))
        .filter(period::starts_on.lt(received.period.starts_on))
        .order(period::starts_on.desc())
        .limit(BACK)
        .select((period::id, period::starts_on, period::ends_on))
        .load(&mut **tx)
        .await?;
    let mut next = received.period.starts_on;
    let mut earlier = Vec::new();
    for (id, starts_on, ends_on) in rows {
        if ends_on.succ_opt() != Some(next) {
            break;
        }
        next = starts_on;
        earlier.push(Earlier {
            id,
            period: Period { starts_on, ends_on },
        });
    }
    Ok(earlier)
}

/// A loss that is used in a period.
#[derive(Clone, Debug, QueryableByName)]
struct Used {
    #[diesel(sql_type = Uuid)]
    loss_period: PeriodId,
    #[diesel(sql_type = Uuid)]
    filing: FilingId,
    #[diesel(sql_type = Date)]
    ends_on: NaiveDate,
    #[diesel(sql_type = Numeric)]
    amount: Money,
    #[diesel(sql_type = Date)]
    counts_from: NaiveDate,
}

/// Of each later period what its newest return says; nothing used is a row too, so that its day is known.
const USED: &str = "
    SELECT DISTINCT ON (loss_carried.loss_period_id) loss_carried.loss_period_id AS loss_period,
        loss_carried.filing_id AS filing, period.ends_on,
        loss_carried.amount, loss_carried.counts_from
    FROM loss_carried
    JOIN filing ON filing.account_id = loss_carried.account_id AND filing.id = loss_carried.filing_id
    JOIN period ON period.account_id = loss_carried.account_id AND period.id = loss_carried.loss_period_id
    WHERE loss_carried.account_id = $1 AND loss_carried.period_id = $2
    ORDER BY loss_carried.loss_period_id, filing.revision DESC, loss_carried.seq DESC";

/// Works out the tax of a period with the losses that are used in it, and posts what changes. `false` when the period has
/// no return.
async fn reassess(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    year: Earlier,
    rates: &RateTable,
) -> Result<bool, ApiError> {
    let account = received.account;
    let used = used_in(tx, account, year.id).await?;
    let Some(return_of_year) = standing_return(tx, account, year.id).await? else {
        return Ok(false);
    };
    let id = return_of_year.filing;
    // The return that asks, or the newest that did, is the one that the notice names.
    let named = used
        .iter()
        .find(|loss| loss.filing == received.filing)
        .or(used.last())
        .cloned();
    let (Some(named), Some(prior)) = (named, newest(tx, account, year.id).await?) else {
        return Ok(true);
    };
    let relief = worked_out(received, year.period, &return_of_year, &used, rates)?;
    if relief.reduction == prior.carried_back {
        return Ok(true);
    }
    let now = lowered(&prior, relief.reduction)?;
    let assessment = clock.id(AssessmentId::from_parts);
    let difference = Assessed {
        tax: now
            .tax
            .checked_sub(prior.assessed.tax)
            .ok_or_else(|| anyhow!("an assessment is out of range"))?,
        ..Assessed::default()
    };
    let postings = of_assessment(difference).map_err(|error| anyhow!("carry-back: {error}"))?;
    let entry = Entry {
        account,
        period: year.id,
        cause: CauseKind::Assessment,
        cause_id: assessment.uuid(),
        effective_on: named.counts_from,
        actor: received.actor,
    };
    post(tx, clock, &entry, &postings).await?;
    let owing = settled(tx, clock, account, year.id, rates).await?;
    let why = why(&used, now.tax, relief.reduction);
    let record = Record {
        account,
        objection_days: received.objection_days,
        id: assessment,
        filing: id,
        period: year.id,
        kind: AssessmentKind::Reassessment,
        now,
        before: prior.assessed,
        carried_back: relief.reduction,
        penalty_why: prior.penalty_why,
        instalments_why: prior.instalments_why,
        owing,
        payable_on: prior.payable_on,
        loss: Some(Loss {
            filing: named.filing,
            evaluation: &relief.evaluation,
            why: &why,
        }),
        by_desk: None,
        reason: None,
        again: None,
    };
    keep(tx, clock, &record).await?;
    let letter = notice(
        received,
        year.period,
        assessment,
        difference.tax,
        owing,
        clock,
    );
    notify::post(tx, clock, account, &letter).await?;
    let subject = format!("/v1/accounts/{account}/assessments/{assessment}");
    let body = serde_json::json!({ "assessment": assessment, "lossFiling": named.filing });
    events::append(tx, clock, account, "loss.carried_back", &subject, body).await?;
    Ok(true)
}

/// The losses that are used in a period, by the day from which they count.
async fn used_in(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
) -> Result<Vec<Used>, ApiError> {
    let mut used: Vec<Used> = diesel::sql_query(USED)
        .bind::<Uuid, _>(account)
        .bind::<Uuid, _>(period)
        .load(&mut **tx)
        .await?;
    used.sort_by_key(|loss| (loss.counts_from, loss.ends_on));
    Ok(used)
}

/// The tax of a return with the losses that are used in its period.
fn worked_out(
    received: &Received,
    period: Period,
    filed: &Return,
    used: &[Used],
    rates: &RateTable,
) -> Result<Relief, ApiError> {
    let losses = Money::checked_sum(used.iter().map(|loss| loss.amount))
        .ok_or_else(|| anyhow!("losses are out of range"))?;
    let rules = received.program.rules();
    let form = rules
        .build(&received.form, period, rates)
        .map_err(anyhow::Error::new)?;
    let relief = rules.relief(&form, &filed.entered, &filed.evaluation, losses);
    Ok(relief.context("a return that was filed cannot be worked out with losses")?)
}

/// What is assessed with losses: the tax as it would be without any, less what they take off.
fn lowered(prior: &Prior, reduction: Money) -> Result<Assessed, ApiError> {
    let tax = prior
        .assessed
        .tax
        .checked_add(prior.carried_back)
        .and_then(|gross| gross.checked_sub(reduction))
        .ok_or_else(|| anyhow!("an assessment is out of range"))?;
    Ok(Assessed {
        tax,
        ..prior.assessed
    })
}
