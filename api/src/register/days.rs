//! Opening days: the periods of an account ahead, and those that a filer names.

use super::payments::revise;
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{account, draft, ledger_account, period};
use crate::http::day;
use crate::ledger::payment::lock;
use crate::problem::ApiError;
use crate::{forms, rates};
use anyhow::anyhow;
use chrono::{Months, NaiveDate};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::calendar::roll;
use shared::contract::periods::NewPeriod;
use shared::form::FilingKind;
use shared::id::{AccountId, ClientId, PeriodId};
use shared::period::{Frequency, Period};
use shared::problem::FieldError;
use shared::program::{Capability, Cycle, FormFacts, NoForm, Program};
use shared::rate::Confidence;
use shared::{Problem, ProblemCode};

/// So many months ahead there are always periods.
pub const AHEAD: Months = Months::new(13);

/// The forms whose periods the calendar opens. Nothing new comes due in a program that is closed.
pub fn calendar_forms(program: Program) -> impl Iterator<Item = &'static FormFacts> {
    let history = program.facts().offers(Capability::History);
    let forms = program.facts().forms.iter();
    forms.filter(move |form| !history && form.cycle == Cycle::Period)
}

/// Opens the periods of a form from a first one up to the one that holds `until`, with their payments.
///
/// # Errors
/// When the database does not answer.
pub async fn ahead(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    form: &'static FormFacts,
    (first, frequency): (Option<Period>, Frequency),
    until: NaiveDate,
) -> Result<Vec<(PeriodId, Period)>, ApiError> {
    let mut periods = Vec::new();
    let mut next = first;
    while let Some(days) = next.filter(|days| days.starts_on <= until) {
        periods.push((clock.id(PeriodId::from_parts), days));
        next = days.next(frequency);
    }
    let rows: Vec<_> = periods
        .iter()
        .map(|(period_id, days)| {
            let nominal = program
                .rules()
                .due(form.code, *days)
                .ok_or_else(|| anyhow!("no due date for {}", days.key()))?;
            Ok((
                period::account_id.eq(account),
                period::id.eq(*period_id),
                period::starts_on.eq(days.starts_on),
                period::ends_on.eq(days.ends_on),
                period::nominal_due_on.eq(nominal),
                period::due_on.eq(roll(nominal)),
                period::form.eq(form.code),
            ))
        })
        .collect::<Result<_, ApiError>>()?;
    if let Some((_id, first)) = periods.as_slice().first() {
        diesel::insert_into(period::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(&mut **tx)
            .await?;
        if form == program.rules().main_form() {
            revise(tx, clock, account, program, first.starts_on).await?;
        }
    }
    Ok(periods)
}

/// The last day of the newest period of a form; others that open or cut periods of the account wait.
///
/// # Errors
/// When the database does not answer.
pub async fn last_day(
    tx: &mut Tx<'_>,
    account: AccountId,
    form: &str,
) -> Result<Option<NaiveDate>, ApiError> {
    lock(tx, account).await?;
    let newest = period::table
        .filter(period::account_id.eq(account).and(period::form.eq(form)))
        .order(period::starts_on.desc())
        .select(period::ends_on);
    Ok(newest.first(&mut **tx).await.optional()?)
}

/// Opens days for a form that no calendar opens: a claim, or the return of an event.
///
/// # Errors
/// 422 when the program has no such form or the days are wrong or too late for it, or no rate is known for them, 409 when a filing of the form overlaps.
pub async fn open_days(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    new: &NewPeriod,
) -> Result<PeriodId, ApiError> {
    let (form, days, nominal) = days_of(program, new, clock.today(), FilingKind::is_of_clients)?;
    there_is_a_form(tx, program, form, days).await?;
    open(tx, clock, (account, program, form), days, nominal).await
}

/// Days for which the form has nothing to ask would be a return that nobody can file, and that is overdue for ever.
async fn there_is_a_form(
    tx: &mut Tx<'_>,
    program: Program,
    form: &FormFacts,
    days: Period,
) -> Result<(), ApiError> {
    let rates = rates::of_forms(tx, program).await?;
    match program.rules().build(form.code, days, &rates) {
        Ok(_form) => Ok(()),
        // Before the first rate nobody waits for one.
        Err(NoForm::Rate(missing))
            if rates
                .begins(missing.code)
                .is_some_and(|first| missing.day < first) =>
        {
            let message = format!(
                "No rate is known for {}: the days are too long ago",
                shared::words::day(missing.day)
            );
            Err(refused("/from", "day.no_rate", message))
        }
        Err(none @ NoForm::Rate(_)) => Err(forms::no_form(program, none)),
        Err(none @ (NoForm::OutOfTime(_) | NoForm::Unknown)) => {
            Err(refused("/from", "day.no_form", none.to_string()))
        }
    }
}

/// Opens days for a statement of the administration, to be paid by a day.
///
/// # Errors
/// As [`open_days`], and 422 for a day to pay by that is over.
pub async fn open_statement(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    (new, due_on): (&NewPeriod, NaiveDate),
) -> Result<PeriodId, ApiError> {
    let today = clock.today();
    let (form, days, _nominal) = days_of(program, new, today, |kind| !kind.is_of_clients())?;
    if due_on < today || !day::is_sound(due_on) {
        let message = "The day to pay by is today or later".to_owned();
        return Err(refused("/dueOn", "day.over", message));
    }
    open(tx, clock, (account, program, form), days, due_on).await
}

/// The accounts for which days can be claimed once together, locked: most programs have each for itself.
async fn holders(
    tx: &mut Tx<'_>,
    account: AccountId,
    program: Program,
) -> Result<Vec<AccountId>, ApiError> {
    if !program.rules().claims_once_a_client() {
        return Ok(vec![account]);
    }
    let client: ClientId = account::table
        .find(account.uuid())
        .select(account::client_id)
        .first(&mut **tx)
        .await?;
    Ok(account::table
        .filter(account::client_id.eq(client))
        .filter(account::program.eq(program))
        .order(account::id)
        .select(account::id)
        .for_update()
        .load(&mut **tx)
        .await?)
}

async fn open(
    tx: &mut Tx<'_>,
    clock: &Clock,
    (account, program, form): (AccountId, Program, &'static FormFacts),
    days: Period,
    nominal: NaiveDate,
) -> Result<PeriodId, ApiError> {
    let last: Option<i32> = period::table
        .filter(period::account_id.eq(account))
        .filter(period::form.eq(form.code))
        .filter(period::starts_on.eq(days.starts_on))
        .select(diesel::dsl::max(period::number))
        .first(&mut **tx)
        .await?;
    if form.cycle != Cycle::Event {
        let holders = holders(tx, account, program).await?;
        let overlapping: Option<(AccountId, PeriodId, NaiveDate, NaiveDate)> = period::table
            .filter(period::account_id.eq_any(holders))
            .filter(period::form.eq(form.code))
            .filter(period::starts_on.le(days.ends_on))
            .filter(period::ends_on.ge(days.starts_on))
            .order(period::starts_on)
            .select((
                period::account_id,
                period::id,
                period::starts_on,
                period::ends_on,
            ))
            .first(&mut **tx)
            .await
            .optional()?;
        if let Some((owner, id, starts_on, ends_on)) = overlapping {
            let there = shared::words::days(starts_on, ends_on);
            let detail = format!(
                "There is one for {there} already. Days can be claimed once: go on with that one, amend it, or choose other days."
            );
            if owner != account {
                let detail = format!(
                    "Another account of the client has a claim for {there}. A legal entity claims days once: choose other days, or claim with that account."
                );
                return Err(ApiError::new(ProblemCode::Overlaps, detail));
            }
            return Err(Problem::new(ProblemCode::Overlaps, detail)
                .with_link("existing", format!("/v1/accounts/{account}/periods/{id}"))
                .into());
        }
    }
    let id = clock.id(PeriodId::from_parts);
    let due_on = match form.kind {
        // The last day to claim is fixed; the roll rule is for returns.
        FilingKind::Claim => nominal,
        FilingKind::Return => roll(nominal),
        // The day that the statement names is the day.
        FilingKind::Statement => nominal,
    };
    diesel::insert_into(period::table)
        .values((
            period::account_id.eq(account),
            period::id.eq(id),
            period::starts_on.eq(days.starts_on),
            period::ends_on.eq(days.ends_on),
            period::nominal_due_on.eq(nominal),
            period::due_on.eq(due_on),
            period::form.eq(form.code),
            period::number.eq(last.unwrap_or_default().saturating_add(1)),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// Removes days that were opened and not filed for, with their draft; `false` when money was posted for them, and they stay.
///
/// # Errors
/// When the database does not answer.
pub async fn discard(tx: &mut Tx<'_>, account: AccountId, id: PeriodId) -> Result<bool, ApiError> {
    let kept = ledger_account::table
        .filter(ledger_account::account_id.eq(account))
        .filter(ledger_account::period_id.eq(id));
    if diesel::select(exists(kept)).get_result(&mut **tx).await? {
        return Ok(false);
    }
    let place = (account.uuid(), id.uuid());
    diesel::delete(draft::table.find(place))
        .execute(&mut **tx)
        .await?;
    diesel::delete(period::table.find(place))
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

pub(super) fn refused(pointer: &str, code: &str, message: String) -> ApiError {
    let error = FieldError {
        pointer: pointer.into(),
        code: code.into(),
        message,
    };
    let detail = "Nothing was changed. Correct what is named.";
    Problem::new(ProblemCode::FilingFindings, detail)
        .with_errors(vec![error])
        .into()
}

/// The form and the days that were asked for, with the last day of time; or everything that is wrong with them.
fn days_of(
    program: Program,
    new: &NewPeriod,
    today: NaiveDate,
    of_kind: fn(FilingKind) -> bool,
) -> Result<(&'static FormFacts, Period, NaiveDate), ApiError> {
    let form = program.facts().form(&new.form);
    let Some(form) = form.filter(|form| form.cycle != Cycle::Period && of_kind(form.kind)) else {
        let message = format!("{} has no such form to begin", program.facts().name);
        return Err(refused("/form", "form.unknown", message));
    };
    for (pointer, day) in [("/from", new.from), ("/to", new.to)] {
        if !day::is_sound(day) {
            let message = "A day must be from 1 January 1900 to 31 December 2199".to_owned();
            return Err(refused(pointer, "day.out_of_range", message));
        }
    }
    let days = Period {
        starts_on: new.from,
        ends_on: new.to,
    };
    // A limit that no page confirms refuses nothing: the form warns of it, and the desk looks.
    let limit = program.rules().limit(form.code);
    let limit = limit.filter(|limit| limit.confidence != Confidence::Unverified);
    let limit = limit.map(|limit| limit.clock);
    if let Err(error) = shared::deadline::range(form.cycle, days, today, limit) {
        return Err(refused(error.pointer(), error.code(), error.to_string()));
    }
    let nominal = program.rules().due(form.code, days);
    Ok((form, days, nominal.unwrap_or(days.ends_on)))
}
