//! A registration that has ended: nothing is due for the days after it.

use super::days::calendar_forms;
use super::payments::revise;
use super::untouched::{is_filed, is_untouched};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{draft, payment_due, period};
use crate::ledger::payment::lock;
use crate::problem::ApiError;
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::calendar::roll;
use shared::id::{AccountId, PeriodId};
use shared::period::Period;
use shared::program::Program;

/// Takes back the periods that begin after the last day of a registration and ends with it the one that it is in. What was
/// filed or drafted stays, and so does a period that has entries in the ledger or a refund. Says how many periods changed; a second time there are none.
///
/// # Errors
/// When the database does not answer.
pub async fn close_after(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    last: NaiveDate,
) -> Result<usize, ApiError> {
    lock(tx, account).await?;
    let beyond: Vec<(PeriodId, NaiveDate, NaiveDate, String)> = period::table
        .filter(period::account_id.eq(account))
        .filter(period::ends_on.gt(last))
        .filter(not(is_filed!()))
        .filter(period::starts_on.le(last).or(is_untouched!()))
        .select((period::id, period::starts_on, period::ends_on, period::form))
        .load(&mut **tx)
        .await?;
    let mut removed = Vec::new();
    let mut changed = 0_usize;
    let mut first = None;
    for (id, starts_on, _ends_on, code) in beyond {
        // Days that a filer has named are not the calendar's to change.
        if !calendar_forms(program).any(|form| form.code == code) {
            continue;
        }
        changed = changed.saturating_add(1);
        if starts_on > last {
            removed.push(id);
            continue;
        }
        let shorter = Period {
            starts_on,
            ends_on: last,
        };
        let Some(nominal) = program.rules().due(&code, shorter) else {
            continue;
        };
        diesel::update(period::table.find((account.uuid(), id.uuid())))
            .set((
                period::ends_on.eq(last),
                period::nominal_due_on.eq(nominal),
                period::due_on.eq(roll(nominal)),
            ))
            .execute(&mut **tx)
            .await?;
        first = Some(starts_on);
    }
    let of_removed = payment_due::table
        .filter(payment_due::account_id.eq(account))
        .filter(payment_due::period_id.eq_any(&removed));
    diesel::delete(of_removed).execute(&mut **tx).await?;
    // A draft that was saved in this moment keeps its period.
    let saved = draft::table.filter(
        draft::account_id
            .eq(period::account_id)
            .and(draft::period_id.eq(period::id)),
    );
    let periods = period::table
        .filter(period::account_id.eq(account))
        .filter(not(exists(saved)))
        .filter(period::id.eq_any(&removed));
    diesel::delete(periods).execute(&mut **tx).await?;
    if let Some(first) = first {
        revise(tx, clock, account, program, first).await?;
    }
    Ok(changed)
}
