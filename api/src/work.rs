//! Work for the administration's desk, opened where it comes up: by a filing that a rule stops, by a rate that is missing.

mod missing;

pub use missing::{OWN, Wanted, heard, rate_entered, tell};

use crate::clock::Clock;
use crate::db::schema::{assessment, filing, filing_line, period, work, work_step};
use crate::db::{Tx, routine};
use crate::problem::ApiError;
use anyhow::Context;
use chrono::{Months, NaiveDate};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::contract::desk::{Decision, WorkAct, WorkKind, WorkStatus};
use shared::contract::filings::LineFigures;
use shared::filing::Figure;
use shared::form::{FilingKind, LineId};
use shared::id::{AccountId, FilingId, PeriodId, PersonId, WorkId};
use shared::program::Program;
use shared::risk::{Amended, Flag, RiskLevel, RuleSetting, answer_by};

/// A filing that is received and waits.
#[derive(Clone, Debug)]
pub struct Review<'a> {
    /// Whose.
    pub account: AccountId,
    /// The program.
    pub program: Program,
    /// A return or a claim.
    pub kind: FilingKind,
    /// The period.
    pub period: PeriodId,
    /// The filing.
    pub filing: FilingId,
    /// From when on what is assessed counts.
    pub payable_on: NaiveDate,
    /// The rules that stopped it.
    pub flags: &'a [Flag],
}

/// What the desk has, or had, to do with the period of an amendment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing, or it was accepted as filed.
    Nothing,
    /// It waits at the desk, with somebody or with nobody.
    Open(WorkId, WorkStatus),
    /// It was reassessed or refused.
    NotAccepted,
}

impl Earlier {
    /// An amendment goes to the desk as well.
    pub const fn stops(self) -> bool {
        !matches!(self, Self::Nothing)
    }
}

/// What became of the newest work of a period.
///
/// # Errors
/// When the database does not answer.
pub async fn earlier(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
) -> Result<Earlier, ApiError> {
    let newest: Option<(WorkId, Option<Decision>, Option<PersonId>)> = work::table
        .filter(work::account_id.eq(account).and(work::period_id.eq(period)))
        // Where nothing was left to do, what was decided before counts.
        .filter(work::decision.is_distinct_from(Decision::Close))
        .order(work::number.desc())
        .select((work::id, work::decision, work::assigned_to))
        .first(&mut **tx)
        .await
        .optional()?;
    Ok(match newest {
        Some((id, None, None)) => Earlier::Open(id, WorkStatus::New),
        Some((id, None, Some(_person))) => Earlier::Open(id, WorkStatus::InProgress),
        Some((_, Some(Decision::Reassess | Decision::Refuse), _)) => Earlier::NotAccepted,
        Some((_, Some(Decision::Accept | Decision::Close), _)) | None => Earlier::Nothing,
    })
}

/// The rules of risk as they count on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn rules(
    connection: &mut AsyncPgConnection,
    day: NaiveDate,
) -> Result<Vec<RuleSetting>, ApiError> {
    let rules: serde_json::Value = diesel::select(routine::risk_rules(day))
        .get_result(connection)
        .await?;
    Ok(serde_json::from_value(rules).context("rules of risk do not have their shape")?)
}

/// What was assessed for a period, as the rules of risk measure an amendment: tax before losses of later periods.
///
/// # Errors
/// When the database does not answer.
pub async fn assessed(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
) -> Result<Amended, ApiError> {
    let decided = work::table.filter(
        work::account_id
            .eq(assessment::account_id)
            .and(work::period_id.eq(assessment::period_id.nullable()))
            .and(work::assessment_id.eq(assessment::id.nullable())),
    );
    let by_two = decided.filter(work::four_eyes);
    let rows: Vec<(Money, Money, bool, bool)> = assessment::table
        .filter(assessment::account_id.eq(account))
        .filter(assessment::period_id.eq(period))
        .filter(assessment::loss_filing_id.is_null())
        .order(assessment::seq)
        .select((
            assessment::tax,
            assessment::carried_back,
            exists(decided),
            exists(by_two),
        ))
        .load(&mut **tx)
        .await?;
    let gross = |(tax, carried_back, ..): &(Money, Money, bool, bool)| {
        tax.checked_add(*carried_back).unwrap_or(*tax)
    };
    Ok(Amended {
        looked_at: rows.iter().rev().find(|row| row.2).map(gross),
        by_two: rows.iter().rev().find(|row| row.3).map(gross),
        first: rows.as_slice().first().map(gross),
    })
}

/// The lines of the same form for the days of a year before, as they were filed last; nothing where nothing was filed.
///
/// # Errors
/// When the database does not answer.
pub async fn year_before(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    form: &str,
    starts_on: NaiveDate,
) -> Result<LineFigures, ApiError> {
    let Some(then) = starts_on.checked_sub_months(Months::new(12)) else {
        return Ok(LineFigures::new());
    };
    let newest = filing::table
        .inner_join(
            period::table.on(period::account_id
                .eq(filing::account_id)
                .and(period::id.eq(filing::period_id))),
        )
        .filter(
            period::account_id
                .eq(account)
                .and(period::form.eq(form))
                .and(period::starts_on.eq(then)),
        )
        .order(filing::revision.desc())
        .limit(1)
        .select(filing::id);
    let rows: Vec<(String, Figure)> = filing_line::table
        .filter(
            filing_line::account_id
                .eq(account)
                .and(filing_line::filing_id.eq_any(newest)),
        )
        .select((filing_line::line, filing_line::value))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(line, value)| (LineId::from(line), value))
        .collect())
}

/// Sends a filing to the desk. An amendment of what waits there takes its place in the same work.
///
/// # Errors
/// When the database does not answer.
pub async fn review(
    tx: &mut Tx<'_>,
    clock: &Clock,
    review: &Review<'_>,
    earlier: Earlier,
) -> Result<WorkId, ApiError> {
    let now = clock.now();
    let today = clock.today();
    let level = review.flags.iter().map(|flag| flag.level).max();
    let four_eyes = review.flags.iter().any(|flag| flag.four_eyes);
    let said: Vec<&str> = review.flags.iter().map(|flag| flag.text.as_str()).collect();
    let said = said.join(". ");
    let kind = match review.kind {
        FilingKind::Return | FilingKind::Statement => WorkKind::ReturnCheck,
        FilingKind::Claim => WorkKind::ClaimCheck,
    };
    if let Earlier::Open(id, status) = earlier {
        // A decision that was proposed for other figures does not count for these.
        diesel::update(work::table.find((review.account.uuid(), id.uuid())))
            .set((
                // What somebody looked at again is another filing now, which was not assessed.
                work::kind.eq(kind),
                work::filing_id.eq(review.filing),
                work::payable_on.eq(review.payable_on),
                work::flags.eq(serde_json::json!(review.flags)),
                work::level.eq(level.unwrap_or(RiskLevel::Low)),
                // Once two people have to decide, an amendment does not change that.
                work::four_eyes.eq(work::four_eyes.or(four_eyes.into_sql::<Bool>())),
                work::proposed.eq(None::<serde_json::Value>),
                work::proposed_by.eq(None::<PersonId>),
                work::status.eq(status),
                work::version.eq(work::version + 1),
            ))
            .execute(&mut **tx)
            .await?;
        step(
            tx,
            clock,
            (review.account, id),
            WorkAct::Amended,
            None,
            &said,
        )
        .await?;
        return Ok(id);
    }
    let id = clock.id(WorkId::from_parts);
    diesel::insert_into(work::table)
        .values((
            work::account_id.eq(review.account),
            work::id.eq(id),
            work::kind.eq(kind),
            work::program.eq(review.program),
            work::subject.eq(review.period.to_string()),
            work::period_id.eq(review.period),
            work::filing_id.eq(review.filing),
            work::payable_on.eq(review.payable_on),
            work::flags.eq(serde_json::json!(review.flags)),
            work::level.eq(level.unwrap_or(RiskLevel::Low)),
            work::four_eyes.eq(four_eyes),
            work::status.eq(WorkStatus::New),
            work::received_on.eq(today),
            work::opened_at.eq(now),
            work::answer_by.eq(answer_by(today)),
            work::version.eq(1_i64),
        ))
        .execute(&mut **tx)
        .await?;
    step(
        tx,
        clock,
        (review.account, id),
        WorkAct::Opened,
        None,
        &said,
    )
    .await?;
    Ok(id)
}

/// A filing that somebody of the administration looks at again.
#[derive(Clone, Debug)]
pub struct Again<'a> {
    /// Whose.
    pub account: AccountId,
    /// The program.
    pub program: Program,
    /// The period.
    pub period: PeriodId,
    /// What was filed last for it.
    pub filing: FilingId,
    /// From when on what was filed counts.
    pub payable_on: NaiveDate,
    /// Who.
    pub by: PersonId,
    /// Why.
    pub reason: &'a str,
}

/// Opens work about a filing, whether it was assessed or refused, for whoever opens it. The account is locked, and no work
/// about the period is open.
///
/// # Errors
/// When the database does not answer.
pub async fn look_again(
    tx: &mut Tx<'_>,
    clock: &Clock,
    again: &Again<'_>,
) -> Result<WorkId, ApiError> {
    let today = clock.today();
    let id = clock.id(WorkId::from_parts);
    let by_two = work::table
        .filter(work::account_id.eq(again.account))
        .filter(work::period_id.eq(again.period))
        .filter(work::four_eyes);
    // What two people decided is not undone by one.
    let by_two: bool = diesel::select(exists(by_two)).get_result(&mut **tx).await?;
    diesel::insert_into(work::table)
        .values((
            work::account_id.eq(again.account),
            work::id.eq(id),
            work::kind.eq(WorkKind::Reassessment),
            work::program.eq(again.program),
            work::subject.eq(again.period.to_string()),
            work::period_id.eq(again.period),
            work::filing_id.eq(again.filing),
            work::payable_on.eq(again.payable_on),
            work::flags.eq(serde_json::json!([])),
            work::level.eq(RiskLevel::Low),
            work::four_eyes.eq(by_two),
            work::status.eq(WorkStatus::InProgress),
            work::assigned_to.eq(again.by),
            work::because.eq(again.reason),
            work::received_on.eq(today),
            work::opened_at.eq(clock.now()),
            work::answer_by.eq(answer_by(today)),
            work::version.eq(1_i64),
        ))
        .execute(&mut **tx)
        .await?;
    let subject = (again.account, id);
    step(
        tx,
        clock,
        subject,
        WorkAct::Opened,
        Some(again.by),
        again.reason,
    )
    .await?;
    Ok(id)
}

/// Notes a further reason to look at a filing whose work is open.
///
/// # Errors
/// When the database does not answer.
pub async fn noted(
    tx: &mut Tx<'_>,
    clock: &Clock,
    (account, id): (AccountId, WorkId),
    by: Option<PersonId>,
    reason: &str,
) -> Result<(), ApiError> {
    diesel::update(work::table.find((account.uuid(), id.uuid())))
        .set(work::version.eq(work::version + 1))
        .execute(&mut **tx)
        .await?;
    step(tx, clock, (account, id), WorkAct::Noted, by, reason).await
}

/// Notes what was done with a piece of work.
///
/// # Errors
/// When the database does not answer.
pub async fn step(
    tx: &mut Tx<'_>,
    clock: &Clock,
    (account, work): (AccountId, WorkId),
    act: WorkAct,
    by: Option<PersonId>,
    note: &str,
) -> Result<(), ApiError> {
    diesel::insert_into(work_step::table)
        .values((
            work_step::account_id.eq(account),
            work_step::work_id.eq(work),
            work_step::act.eq(act),
            work_step::person_id.eq(by.map(PersonId::uuid)),
            work_step::note.eq(note),
            work_step::at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
