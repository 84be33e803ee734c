//! What losses would credit to earlier periods, before anything is posted: a rule of risk looks at it.

use super::{Used, earlier, used_in, worked_out};
use crate::assess::Received;
use crate::assess::record::standing_return;
use crate::db::Tx;
use crate::db::schema::{filing, loss_carried, work};
use crate::problem::ApiError;
use anyhow::anyhow;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::contract::desk::Decision;
use shared::filing::Evaluation;
use shared::id::PeriodId;
use shared::rate::RateTable;

/// What carrying back the losses of a return would credit to earlier periods, before anything is posted. What the desk has
/// decided about is not counted again; what went straight through is, so that no credit is brought in by slices.
///
/// # Errors
/// When a sum is out of range or the database does not answer.
pub async fn foreseen(
    tx: &mut Tx<'_>,
    received: &Received,
    evaluation: &Evaluation,
    rates: &RateTable,
) -> Result<Money, ApiError> {
    let asked = received.program.rules().losses_carried_back(evaluation);
    if asked.is_empty() {
        return Ok(Money::ZERO);
    }
    let earlier = earlier(tx, received).await?;
    let decided = last_decided(tx, received).await?;
    let mut credits = Vec::new();
    for (back, amount) in asked {
        let Some(year) = back.checked_sub(1).and_then(|place| earlier.get(place)) else {
            continue;
        };
        let Some(filed) = standing_return(tx, received.account, year.id).await? else {
            continue;
        };
        let mut used = used_in(tx, received.account, year.id).await?;
        used.retain(|loss| loss.loss_period != received.period_id);
        let own = |amount| Used {
            loss_period: received.period_id,
            filing: received.filing,
            ends_on: received.period.ends_on,
            amount,
            counts_from: received.filed_on,
        };
        let looked_at = match decided {
            Some(decided) => used_by(tx, received, year.id, decided).await?,
            None => Money::ZERO,
        };
        let with = |amount| [used.as_slice(), &[own(amount)]].concat();
        let now = worked_out(received, year.period, &filed, &with(amount), rates)?;
        let before = worked_out(received, year.period, &filed, &with(looked_at), rates)?;
        let more = now.reduction.checked_sub(before.reduction);
        credits.push(more.unwrap_or_default().max(Money::ZERO));
    }
    Ok(Money::checked_sum(credits).ok_or_else(|| anyhow!("credits are out of range"))?)
}

/// The version of a return that the desk last decided about.
async fn last_decided(tx: &mut Tx<'_>, received: &Received) -> Result<Option<i32>, ApiError> {
    Ok(filing::table
        .inner_join(
            work::table.on(work::account_id
                .eq(filing::account_id)
                .and(work::filing_id.eq(filing::id.nullable()))),
        )
        .filter(filing::account_id.eq(received.account))
        .filter(filing::period_id.eq(received.period_id))
        .filter(work::decision.eq_any([Decision::Accept, Decision::Reassess]))
        .select(max(filing::revision))
        .first(&mut **tx)
        .await?)
}

/// How much of the loss of a return's period was used in an earlier one up to a version of the return.
async fn used_by(
    tx: &mut Tx<'_>,
    received: &Received,
    year: PeriodId,
    version: i32,
) -> Result<Money, ApiError> {
    let used: Option<Money> = loss_carried::table
        .inner_join(
            filing::table.on(filing::account_id
                .eq(loss_carried::account_id)
                .and(filing::id.eq(loss_carried::filing_id))),
        )
        .filter(loss_carried::account_id.eq(received.account))
        .filter(loss_carried::period_id.eq(year))
        .filter(loss_carried::loss_period_id.eq(received.period_id))
        .filter(filing::revision.le(version))
        .order((filing::revision.desc(), loss_carried::seq.desc()))
        .select(loss_carried::amount)
        .first(&mut **tx)
        .await
        .optional()?;
    Ok(used.unwrap_or_default())
}
