//! A client's tax year that ends on another day: a short year leads to it, and the years after it are cut anew.

use super::closing::close_after;
use super::days::{AHEAD, ahead, refused};
use super::payments::revise;
use super::untouched::{is_filed, is_untouched};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{account, period};
use crate::http::day;
use crate::ledger::payment;
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::calendar::roll;
use shared::id::{AccountId, PeriodId};
use shared::period::{Frequency, Period};
use shared::program::Program;
use shared::program::corporate::limits::is_short;
use shared::{ProblemCode, words};

/// Returns of the program are for the client's tax years, and not for years of its own.
pub fn follows_tax_year(program: Program, frequency: Frequency) -> bool {
    let year_end = program.rules().year_end(NaiveDate::default());
    frequency == Frequency::Yearly && year_end.is_none()
}

/// Ends the year that holds a day on that day and opens the years after it; says which one it is. A change of before that was
/// wrong is taken back with it: by its day the year that was cut is whole again. `program` is that of the account, which the
/// caller has locked.
///
/// # Errors
/// 422 when the days of the account are not the client's, or the day is in no open year; 409 when a year that would
/// change was filed, or one that would go has a draft or money.
pub async fn move_year_end(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    last: NaiveDate,
) -> Result<PeriodId, ApiError> {
    let (frequency, closed_on): (Frequency, Option<NaiveDate>) = account::table
        .find(account.uuid())
        .select((account::frequency, account::closed_on))
        .first(&mut **tx)
        .await?;
    if !follows_tax_year(program, frequency) || closed_on.is_some() {
        let detail = "The years of this account are not yours to change.";
        return Err(ApiError::new(ProblemCode::YearEndFixed, detail));
    }
    let wrong = |message: String| refused("/endsOn", "year_end.unfit", message);
    if !day::is_sound(last) {
        return Err(wrong(
            "A day must be from 1 January 1900 to 31 December 2199".into(),
        ));
    }
    let form = program.rules().main_form();
    let of_form = || {
        period::table.filter(
            period::account_id
                .eq(account)
                .and(period::form.eq(form.code)),
        )
    };
    let today = clock.today();
    let restored = restore(tx, clock, account, program, last).await?;
    if let Some((id, ends_on)) = restored
        && ends_on == last
    {
        open_after(tx, clock, account, program, (last, frequency)).await?;
        return Ok(id);
    }
    let year: Option<(PeriodId, NaiveDate, NaiveDate)> = of_form()
        .filter(period::starts_on.le(last).and(period::ends_on.ge(last)))
        .select((period::id, period::starts_on, period::ends_on))
        .first(&mut **tx)
        .await
        .optional()?;
    let Some((id, starts_on, ends_on)) = year else {
        return Err(wrong(
            "The account has no tax year with that day. The short year ends before the year-end that you had".into(),
        ));
    };
    if ends_on == last {
        return Err(wrong(format!(
            "The tax year ends on {} already",
            words::day(last)
        )));
    }
    let year = Period { starts_on, ends_on };
    let short = Period {
        starts_on,
        ends_on: last,
    };
    in_time(program, year, short, today)?;
    fits(tx, account, form.code, (id, year)).await?;
    follows_a_whole_year(tx, account, form.code, starts_on).await?;
    let paid = payment::received(tx, account, id, today).await?;
    if paid.iter().any(|(on, _amount)| *on > last) {
        return Err(fixed(
            "Money was received for the year after that day, and belongs to the year after it. Call us to have the year-end changed.",
        ));
    }
    close_after(tx, clock, account, program, last).await?;
    diesel::update(period::table.find((account.uuid(), id.uuid())))
        .set(period::cut_from.eq(ends_on))
        .execute(&mut **tx)
        .await?;
    open_after(tx, clock, account, program, (last, frequency)).await?;
    Ok(id)
}

/// Opens the years that follow a last day.
async fn open_after(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    (last, frequency): (NaiveDate, Frequency),
) -> Result<(), ApiError> {
    let today = clock.today();
    let until = today.checked_add_months(AHEAD).unwrap_or(today);
    let next = last
        .succ_opt()
        .and_then(|next| Period::starting(next, frequency));
    let form = program.rules().main_form();
    ahead(tx, clock, account, program, form, (next, frequency), until).await?;
    Ok(())
}

/// Gives the year that was cut short, and holds a day, its end back, with no years after it; says which one and when it ends.
/// Nothing where no change can be taken back.
async fn restore(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    program: Program,
    day: NaiveDate,
) -> Result<Option<(PeriodId, NaiveDate)>, ApiError> {
    let form = program.rules().main_form().code;
    let cut: Option<(PeriodId, NaiveDate, NaiveDate, NaiveDate)> = period::table
        .filter(period::account_id.eq(account).and(period::form.eq(form)))
        .filter(period::starts_on.le(day).and(period::cut_from.ge(day)))
        .filter(not(is_filed!()))
        .select((
            period::id,
            period::starts_on,
            period::ends_on,
            period::cut_from.assume_not_null(),
        ))
        .first(&mut **tx)
        .await
        .optional()?;
    let Some((id, starts_on, ends_on, whole)) = cut.filter(|(_, _, ends_on, _)| *ends_on != day)
    else {
        return Ok(None);
    };
    let today = clock.today();
    let rules = program.rules();
    let short = Period { starts_on, ends_on };
    let late = rules.due(form, short).is_some_and(|due| roll(due) < today);
    if late || whole < today {
        return Err(fixed(
            "The year-end was changed before, and that cannot be taken back any more. Call us to have it changed.",
        ));
    }
    fits(tx, account, form, (id, short)).await?;
    close_after(tx, clock, account, program, ends_on).await?;
    let year = Period {
        starts_on,
        ends_on: whole,
    };
    let nominal = rules.due(form, year);
    let nominal = nominal.ok_or_else(|| anyhow!("a tax year has no due date"))?;
    diesel::update(period::table.find((account.uuid(), id.uuid())))
        .set((
            period::ends_on.eq(whole),
            period::nominal_due_on.eq(nominal),
            period::due_on.eq(roll(nominal)),
            period::cut_from.eq(None::<NaiveDate>),
        ))
        .execute(&mut **tx)
        .await?;
    revise(tx, clock, account, program, starts_on).await?;
    Ok(Some((id, whole)))
}

fn fixed(detail: &str) -> ApiError {
    ApiError::new(ProblemCode::YearEndFixed, detail)
}

/// A year that is over keeps its end, and a return is never overdue by a change: what is late then is not made timely now.
fn in_time(
    program: Program,
    year: Period,
    short: Period,
    today: NaiveDate,
) -> Result<(), ApiError> {
    let rules = program.rules();
    let due = rules.due(rules.main_form().code, short);
    if year.ends_on < today {
        return Err(fixed("That year is over. Call us to have its end changed."));
    }
    if due.is_some_and(|due| roll(due) < today) {
        return Err(fixed(
            "The return of that short year would be overdue. Call us to have the year-end changed.",
        ));
    }
    Ok(())
}

/// Two short years do not follow each other without somebody looking at them.
async fn follows_a_whole_year(
    tx: &mut Tx<'_>,
    account: AccountId,
    form: &str,
    starts_on: NaiveDate,
) -> Result<(), ApiError> {
    let before: Option<(NaiveDate, NaiveDate)> = period::table
        .filter(period::account_id.eq(account).and(period::form.eq(form)))
        .filter(period::starts_on.lt(starts_on))
        .order(period::starts_on.desc())
        .select((period::starts_on, period::ends_on))
        .first(&mut **tx)
        .await
        .optional()?;
    let short = before.is_some_and(|(starts_on, ends_on)| is_short(Period { starts_on, ends_on }));
    if short {
        return Err(fixed(
            "The year before is a short one already. Call us to have the year-end changed again.",
        ));
    }
    Ok(())
}

/// Nothing was filed for the year, and nothing at all is there for the years after it.
async fn fits(
    tx: &mut Tx<'_>,
    account: AccountId,
    form: &str,
    (id, year): (PeriodId, Period),
) -> Result<(), ApiError> {
    let in_the_way: Option<(NaiveDate, NaiveDate, bool)> = period::table
        .filter(period::account_id.eq(account).and(period::form.eq(form)))
        .filter(
            (period::id.eq(id).and(is_filed!())).or(period::starts_on
                .gt(year.ends_on)
                .and(is_filed!().or(not(is_untouched!())))),
        )
        .order(period::starts_on)
        .select((period::starts_on, period::ends_on, is_filed!()))
        .first(&mut **tx)
        .await
        .optional()?;
    let Some((starts_on, ends_on, is_filed)) = in_the_way else {
        return Ok(());
    };
    let label = Period { starts_on, ends_on }.label();
    let detail = if is_filed {
        format!(
            "The return of the {label} was filed, so its days stay. Call us to have the year-end changed."
        )
    } else {
        format!(
            "There is a draft or money for the {label}, which would be cut anew. Call us to have the year-end changed."
        )
    };
    Err(ApiError::new(ProblemCode::YearEndFixed, detail))
}
