//! Opens each account's periods and payments ahead, so that what will be due can be seen before it is; and takes back
//! what lies beyond the end of a registration.

use crate::auth::grant::SystemGrant;
use crate::db::Act;
use crate::problem::ApiError;
use crate::register;
use crate::state::State;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text, Uuid};
use diesel_async::RunQueryDsl;
use shared::id::AccountId;
use shared::period::{Frequency, Period};
use shared::program::Program;

/// Accounts that one turn sees to; the next turn goes on.
const A_TURN: i64 = 500;

/// A form of an account whose last period begins too soon.
#[derive(QueryableByName)]
struct Behind {
    #[diesel(sql_type = Uuid)]
    account: AccountId,
    #[diesel(sql_type = Text)]
    program: Program,
    #[diesel(sql_type = Text)]
    frequency: Frequency,
    #[diesel(sql_type = Text)]
    form: String,
}

/// The newest period of each form is found by the index of the table, so a long history costs nothing.
const BEHIND: &str = "
    SELECT account.id AS account, account.program, account.frequency, newest.form
    FROM account
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (form) form, ends_on FROM period
        WHERE period.account_id = account.id AND account.program || ' ' || period.form = ANY($3)
        ORDER BY form DESC, starts_on DESC
    ) AS newest
    WHERE account.closed_on IS NULL AND account.frequency <> 'as-needed' AND newest.ends_on < $1
    ORDER BY account.id
    LIMIT $2";

/// Opens what is missing; says how many periods.
///
/// # Errors
/// When the database does not answer.
pub async fn open_ahead(state: &State) -> Result<usize, ApiError> {
    let today = state.clock.today();
    let until = today.checked_add_months(register::AHEAD).unwrap_or(today);
    let behind: Vec<Behind> = diesel::sql_query(BEHIND)
        .bind::<Date, _>(until)
        .bind::<BigInt, _>(A_TURN)
        .bind::<Array<Text>, _>(calendar_forms())
        .load(&mut *state.db.read().await?)
        .await?;
    let mut opened = 0;
    for row in behind {
        let form = register::calendar_forms(row.program).find(|form| form.code == row.form);
        let Some(form) = form else { continue };
        let by = SystemGrant::new(row.account, "obligations");
        let periods = state
            .db
            .write(&by, Act::OpenPeriods, async |tx| {
                let (account, program) = (row.account, row.program);
                // Years may have been cut anew since the account was found.
                let last = register::last_day(tx, account, form.code).await?;
                let first = last
                    .and_then(|last| last.succ_opt())
                    .and_then(|next| Period::starting(next, row.frequency));
                let begin = (first, row.frequency);
                let opened =
                    register::ahead(tx, &state.clock, account, program, form, begin, until).await?;
                tx.about(format!("/v1/accounts/{account}/periods"));
                tx.note("opened", opened.len());
                Ok(opened.len())
            })
            .await;
        opened += seen_to(row.account, periods);
    }
    Ok(opened)
}

/// The forms that the calendar opens, with their programs.
fn calendar_forms() -> Vec<String> {
    let programs = Program::ALL.iter();
    programs
        .flat_map(|program| {
            register::calendar_forms(*program).map(move |form| format!("{program} {}", form.code))
        })
        .collect()
}

/// What was done for an account. One that fails must not keep the others waiting: it is told, and tried with the next turn.
fn seen_to(account: AccountId, done: Result<usize, ApiError>) -> usize {
    done.unwrap_or_else(|error| {
        tracing::error!(%account, %error, "the periods of an account could not be seen to");
        0
    })
}

/// An account whose registration has ended, with periods beyond its end.
#[derive(QueryableByName)]
struct Ended {
    #[diesel(sql_type = Uuid)]
    account: AccountId,
    #[diesel(sql_type = Text)]
    program: Program,
    #[diesel(sql_type = Date)]
    closed_on: NaiveDate,
}

const ENDED: &str = "
    SELECT account.id AS account, account.program, account.closed_on
    FROM account
    WHERE account.closed_on IS NOT NULL AND EXISTS (
        SELECT 1 FROM period
        WHERE period.account_id = account.id AND period.ends_on > account.closed_on
            AND account.program || ' ' || period.form = ANY($2)
            AND NOT EXISTS (SELECT 1 FROM filing WHERE filing.account_id = account.id AND filing.period_id = period.id)
            AND (period.starts_on <= account.closed_on OR NOT (
                EXISTS (SELECT 1 FROM draft WHERE draft.account_id = account.id AND draft.period_id = period.id)
                OR EXISTS (SELECT 1 FROM ledger_account AS kept WHERE kept.account_id = account.id AND kept.period_id = period.id)
                OR EXISTS (SELECT 1 FROM refund WHERE refund.account_id = account.id AND refund.period_id = period.id)))
    )
    ORDER BY account.id
    LIMIT $1";

/// Ends with each registration what was opened ahead of it; says how many periods changed.
///
/// # Errors
/// When the database does not answer.
pub async fn close_ended(state: &State) -> Result<usize, ApiError> {
    let ended: Vec<Ended> = diesel::sql_query(ENDED)
        .bind::<BigInt, _>(A_TURN)
        .bind::<Array<Text>, _>(calendar_forms())
        .load(&mut *state.db.read().await?)
        .await?;
    let mut changed = 0;
    for row in ended {
        let by = SystemGrant::new(row.account, "obligations");
        let periods = state
            .db
            .write(&by, Act::ClosePeriods, async |tx| {
                let (account, program, last) = (row.account, row.program, row.closed_on);
                let changed =
                    register::close_after(tx, &state.clock, account, program, last).await?;
                if changed == 0 {
                    tx.unchanged();
                }
                tx.about(format!("/v1/accounts/{account}/periods"));
                tx.note("changed", changed);
                Ok(changed)
            })
            .await;
        changed += seen_to(row.account, periods);
    }
    Ok(changed)
}

/// An account whose newest period has no payments, although its program has such.
#[derive(QueryableByName)]
struct Unpaid {
    #[diesel(sql_type = Uuid)]
    account: AccountId,
    #[diesel(sql_type = Text)]
    program: Program,
    #[diesel(sql_type = Date)]
    opened_on: NaiveDate,
}

const WITHOUT_PAYMENTS: &str = "
    SELECT account.id AS account, account.program, account.opened_on
    FROM account
    CROSS JOIN LATERAL (
        SELECT id FROM period WHERE period.account_id = account.id ORDER BY form DESC, starts_on DESC LIMIT 1
    ) AS newest
    WHERE account.program = ANY($1) AND NOT EXISTS (
        SELECT 1 FROM payment_due WHERE payment_due.account_id = account.id AND payment_due.period_id = newest.id
    )
    ORDER BY account.id
    LIMIT $2";

/// Opens the payments of accounts from before there were any; says of how many accounts.
///
/// # Errors
/// When the database does not answer.
pub async fn open_payments(state: &State) -> Result<usize, ApiError> {
    let programs = Program::ALL.iter().copied();
    let programs: Vec<Program> = programs
        .filter(|program| program.rules().pays_apart())
        .collect();
    let without: Vec<Unpaid> = diesel::sql_query(WITHOUT_PAYMENTS)
        .bind::<Array<Text>, _>(programs)
        .bind::<BigInt, _>(A_TURN)
        .load(&mut *state.db.read().await?)
        .await?;
    let mut accounts = 0;
    for row in without {
        let by = SystemGrant::new(row.account, "obligations");
        let done = state
            .db
            .write(&by, Act::OpenPeriods, async |tx| {
                let (account, program, from) = (row.account, row.program, row.opened_on);
                tx.about(format!("/v1/accounts/{account}/periods"));
                register::revise_payments(tx, &state.clock, account, program, from).await
            })
            .await;
        accounts += seen_to(row.account, done.map(|_done| 1));
    }
    Ok(accounts)
}
