//! The form of a period with what is known of its account: rates, payments so far, and what earlier filings said.

mod earlier;

use crate::db::schema::{filing, period};
use crate::ledger::balance::{Which, periods};
use crate::problem::ApiError;
use crate::rates;
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::carry::Known;
use shared::form::{FilingKind, Form};
use shared::id::{AccountId, PeriodId};
use shared::period::Period;
use shared::program::claim::beside_others;
use shared::program::{Cycle, NoForm, Program};
use shared::rate::RateTable;
use shared::{Money, Problem, ProblemCode};

/// A period of an account, and which form it asks for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The account.
    pub account: AccountId,
    /// Its program.
    pub program: Program,
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// The code of its form.
    pub form: &'a str,
}

/// A day on which a form is looked at, and the day its filing was or would be received: an amendment keeps the first one's.
/// An answer with a time limit of its own counts from the first version that gave it.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// Payments up to this day count.
    pub today: NaiveDate,
    /// The day of the first filing.
    pub received_on: NaiveDate,
}

/// Builds the form and takes over what the program says. Most programs take over nothing and cost nothing.
///
/// # Errors
/// When a rate is missing, the time is over or the database does not answer.
pub async fn form(
    connection: &mut AsyncPgConnection,
    asked: &Asked<'_>,
    rates: &RateTable,
    days: Days,
) -> Result<Form, ApiError> {
    let mut form = built(asked, rates, days.received_on)?;
    let rules = asked.program.rules();
    if let Some(answer) = rules.timed_answer() {
        let first = earlier::first_answer(connection, asked, answer).await?;
        let day = first.map_or(days.today, |first| first.min(days.today));
        form = rules.answered_on(form, day);
    }
    let facts = asked.program.facts().form(asked.form);
    if facts.is_some_and(|facts| facts.kind == FilingKind::Claim && facts.cycle == Cycle::Event) {
        beside_others(&mut form, others(connection, asked).await?);
    }
    let carries = rules.carries(&form);
    if carries.is_empty() {
        return Ok(form);
    }
    let mut known = Known::default();
    if carries.payments() {
        let paid = paid(connection, asked, days.today).await?;
        known.payments = Some((paid, days.today));
    }
    let back = carries.periods();
    if back > 0 {
        known.earlier = earlier::earlier(connection, asked, back).await?;
    }
    form.carry(&carries, &known);
    Ok(form)
}

/// How many other claims of the form were filed for the day of an event.
async fn others(connection: &mut AsyncPgConnection, asked: &Asked<'_>) -> Result<i64, ApiError> {
    let filed = filing::table.filter(
        filing::account_id
            .eq(period::account_id)
            .and(filing::period_id.eq(period::id)),
    );
    Ok(period::table
        .filter(period::account_id.eq(asked.account))
        .filter(period::form.eq(asked.form))
        .filter(period::starts_on.eq(asked.period.starts_on))
        .filter(period::id.ne(asked.period_id))
        .filter(exists(filed))
        .count()
        .get_result(connection)
        .await?)
}

async fn paid(
    connection: &mut AsyncPgConnection,
    asked: &Asked<'_>,
    day: NaiveDate,
) -> Result<Money, ApiError> {
    let rates = rates::load(connection, &rates::of_ledger()).await?;
    let which = Which::These(&[asked.period_id]);
    let standings = periods(connection, &[asked.account], which, day, &rates).await?;
    let standing = standings.get(&asked.period_id);
    Ok(standing.map_or(Money::ZERO, |standing| standing.paid))
}

/// The form with the rates of the database.
fn built(asked: &Asked<'_>, rates: &RateTable, received_on: NaiveDate) -> Result<Form, ApiError> {
    let rules = asked.program.rules();
    let built = rules
        .build(asked.form, asked.period, rates)
        .and_then(|form| rules.received_on(form, received_on, rates));
    built.map_err(|none| no_form(asked.program, none))
}

/// Why a form cannot be filled in. The desk hears of a missing rate where [`crate::work::heard`] is asked.
pub fn no_form(program: Program, none: NoForm) -> ApiError {
    if let NoForm::OutOfTime(why) = none {
        return ApiError::new(ProblemCode::FilingFindings, why);
    }
    let detail = format!(
        "Nothing is worked out with a wrong rate: {none}. The administration has been told; try again later."
    );
    let problem = Problem::new(ProblemCode::RateMissing, detail);
    match none {
        NoForm::Rate(missing) => ApiError::RateMissing(Box::new(problem), program, missing),
        NoForm::Unknown | NoForm::OutOfTime(_) => problem.into(),
    }
}
