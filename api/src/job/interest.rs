//! Posts the interest of each month end, once a period: what was worked out to that day and is not posted yet.
//!
//! Month ends are seen to one after the other, and within one the periods that owe, or whose credit bears interest, by
//! their index. How far a run has come is kept after each batch, so a restart goes on where it stopped; a batch that is
//! seen twice posts nothing twice, because only what is new is posted.

use crate::assess::again_once_known;
use crate::auth::grant::SystemGrant;
use crate::db::Act;
use crate::db::schema::interest_run;
use crate::ledger::interest::{Posted, post_interest};
use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use crate::work::{self, Wanted};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use shared::id::{AccountId, PeriodId};
use shared::program::{LedgerInterest, Program};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Periods that one turn sees to; the next turn goes on.
const A_TURN: usize = 500;

/// Periods between two marks.
const A_BATCH: i64 = 100;

/// What one turn did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Journals that were posted.
    pub posted: usize,
    /// There is more to do at once.
    pub more: bool,
}

/// How far the run of a month end has come.
#[derive(Clone, Copy, Debug, Queryable)]
struct Run {
    month_end: NaiveDate,
    after_account: Option<Uuid>,
    after_period: Option<Uuid>,
    finished_at: Option<DateTime<Utc>>,
}

/// A period whose balance may have borne interest.
#[derive(Clone, Copy, Debug, QueryableByName)]
struct Unsettled {
    #[diesel(sql_type = SqlUuid)]
    account: AccountId,
    #[diesel(sql_type = SqlUuid)]
    period: PeriodId,
}

/// By the index of what is not settled. A credit counts where credits bear interest, and where posted interest may have
/// to be given back; and what had to end for want of a rate counts until it is seen to.
const UNSETTLED: &str = "
    (SELECT kept.account_id AS account, kept.period_id AS period
    FROM ledger_account AS kept
    JOIN account ON account.id = kept.account_id AND account.program = ANY($1)
    WHERE kept.balance <> 0 AND kept.kind IN ('tax', 'penalty', 'interest')
        AND (kept.account_id, kept.period_id) > ($2, $3)
    GROUP BY kept.account_id, kept.period_id, account.program
    HAVING sum(kept.balance) > 0 OR bool_or(kept.kind = 'interest') OR account.program = ANY($4)
    ORDER BY account, period
    LIMIT $5)
    UNION
    (SELECT DISTINCT account_id, period_id FROM interest_gap WHERE (account_id, period_id) > ($2, $3) AND missing_on <= $6 ORDER BY account_id, period_id LIMIT $5)
    ORDER BY account, period
    LIMIT $5";

/// Sees to some periods of the oldest month end that is not finished. The first run begins with the last month end.
///
/// # Errors
/// When the database does not answer.
pub async fn post_month_ends(state: &State) -> Result<Turn, ApiError> {
    let (mut seen, mut posted) = (0, 0);
    while seen < A_TURN {
        let Some(run) = current(state).await? else {
            return Ok(Turn {
                posted,
                more: false,
            });
        };
        let batch = unsettled(state, &run).await?;
        let mut missing = BTreeMap::new();
        for one in &batch {
            match post(state, one, run.month_end).await {
                Ok(new) => {
                    posted += usize::from(new.journal.is_some());
                    if let Some((program, rate)) = new.missing {
                        missing
                            .entry((program, rate.code, rate.day))
                            .or_insert(rate);
                    }
                }
                // The next month end works it out from the first day again, so nothing is lost.
                Err(error) => {
                    tracing::error!(account = %one.account, period = %one.period, %error, "interest could not be posted");
                }
            }
        }
        seen += batch.len();
        for ((program, ..), rate) in missing {
            work::tell(&state.db, &state.clock, program, &rate, Wanted::Interest).await;
        }
        mark(state, &run, &batch).await?;
    }
    Ok(Turn { posted, more: true })
}

/// The run that is to go on, or the next one once its month is over.
async fn current(state: &State) -> Result<Option<Run>, ApiError> {
    let mut connection = state.db.read().await?;
    let newest: Option<Run> = interest_run::table
        .order(interest_run::month_end.desc())
        .first(&mut connection)
        .await
        .optional()?;
    let today = state.clock.today();
    let month_end = match newest {
        Some(run) if run.finished_at.is_none() => return Ok(Some(run)),
        Some(run) => month_end_after(run.month_end),
        None => today.with_day(1).and_then(|first| first.pred_opt()),
    };
    Ok(month_end.filter(|end| *end < today).map(|month_end| Run {
        month_end,
        after_account: None,
        after_period: None,
        finished_at: None,
    }))
}

fn month_end_after(month_end: NaiveDate) -> Option<NaiveDate> {
    month_end
        .succ_opt()?
        .checked_add_months(Months::new(1))?
        .pred_opt()
}

async fn unsettled(state: &State, run: &Run) -> Result<Vec<Unsettled>, ApiError> {
    let bearing: Vec<&str> = Program::ALL
        .iter()
        .map(|program| program.as_str())
        .collect();
    let with_credits: Vec<&str> = Program::ALL
        .iter()
        .filter(|program| program.facts().interest == LedgerInterest::DebitAndCredit)
        .map(|program| program.as_str())
        .collect();
    Ok(diesel::sql_query(UNSETTLED)
        .bind::<Array<Text>, _>(bearing)
        .bind::<SqlUuid, _>(run.after_account.unwrap_or_default())
        .bind::<SqlUuid, _>(run.after_period.unwrap_or_default())
        .bind::<Array<Text>, _>(with_credits)
        .bind::<BigInt, _>(A_BATCH)
        .bind::<Date, _>(run.month_end)
        .load(&mut *state.db.read().await?)
        .await?)
}

async fn post(state: &State, one: &Unsettled, to: NaiveDate) -> Result<Posted, ApiError> {
    let Unsettled { account, period } = *one;
    let by = SystemGrant::new(account, "interest");
    let work = async |tx: &mut crate::db::Tx<'_>| {
        rates::hold(tx).await?;
        let rates = rates::load(tx, &rates::of_ledger()).await?;
        let again = again_once_known(tx, &state.clock, account, period, &rates).await?;
        let posted = post_interest(tx, &state.clock, account, period, to, &rates).await?;
        if posted.journal.is_none() && !again {
            tx.unchanged();
        }
        tx.about(format!("/v1/accounts/{account}/periods/{period}"));
        tx.note("to", to.to_string());
        Ok(posted)
    };
    state.db.write(&by, Act::PostInterest, work).await
}

/// Keeps how far the run has come; a batch that is not full was the last.
async fn mark(state: &State, run: &Run, batch: &[Unsettled]) -> Result<(), ApiError> {
    let last = batch.last();
    let whole = i64::try_from(batch.len()).is_ok_and(|count| count == A_BATCH);
    let finished_at = (!whole).then(|| state.clock.now());
    let (account, period) = (
        last.map(|last| last.account.uuid()).or(run.after_account),
        last.map(|last| last.period.uuid()).or(run.after_period),
    );
    let by = SystemGrant::service("interest");
    let work = async |tx: &mut crate::db::Tx<'_>| {
        tx.unchanged();
        let come = (
            interest_run::after_account.eq(account),
            interest_run::after_period.eq(period),
            interest_run::finished_at.eq(finished_at),
        );
        diesel::insert_into(interest_run::table)
            .values((interest_run::month_end.eq(run.month_end), come))
            .on_conflict(interest_run::month_end)
            .do_update()
            .set(come)
            .execute(&mut **tx)
            .await?;
        Ok(())
    };
    state.db.write(&by, Act::PostInterest, work).await
}
