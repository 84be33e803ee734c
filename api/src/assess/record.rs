//! The rows of assessments: the newest of a period, and a new one.

use super::DeskFigures;
use crate::clock::{Clock, day_of};
use crate::db::Tx;
use crate::db::schema::{assessment, filing};
use crate::problem::ApiError;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use shared::Money;
use shared::assessment::Assessed;
use shared::contract::assessments::{AssessedAgain, AssessmentKind};
use shared::deadline::objection_until;
use shared::filing::{Draft, Evaluation, Why};
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId};

/// What stands for a period.
#[derive(Clone, Debug)]
pub(super) struct Prior {
    /// The filing that it assesses.
    pub(super) filing: FilingId,
    /// The amounts, lowered by losses of later periods.
    pub(super) assessed: Assessed,
    /// By how much they lower the tax.
    pub(super) carried_back: Money,
    /// How the penalty was worked out.
    pub(super) penalty_why: Option<Value>,
    /// How interest and penalty on instalments were worked out.
    pub(super) instalments_why: Option<Value>,
    /// The day from which the tax counts, where it is known.
    pub(super) payable_on: Option<NaiveDate>,
}

/// The newest assessment of a period. Ids of one millisecond have no order, `seq` has.
pub(super) async fn newest(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
) -> Result<Option<Prior>, ApiError> {
    type Amounts = (Money, Money, Money, Money, Money);
    type Row = (
        FilingId,
        Amounts,
        Money,
        Option<Value>,
        Option<Value>,
        Option<NaiveDate>,
    );
    let row: Option<Row> = assessment::table
        .filter(
            assessment::account_id
                .eq(account)
                .and(assessment::period_id.eq(period)),
        )
        .order(assessment::seq.desc())
        .select((
            assessment::filing_id,
            (
                assessment::tax,
                assessment::interest,
                assessment::penalty,
                assessment::instalment_interest,
                assessment::instalment_penalty,
            ),
            assessment::carried_back,
            assessment::penalty_why,
            assessment::instalments_why,
            assessment::payable_on,
        ))
        .first(&mut **tx)
        .await
        .optional()?;
    Ok(row.map(
        |(filing, amounts, carried_back, penalty_why, instalments_why, payable_on)| {
            let (tax, interest, penalty, instalment_interest, instalment_penalty) = amounts;
            Prior {
                filing,
                assessed: Assessed {
                    tax,
                    interest,
                    penalty,
                    instalment_interest,
                    instalment_penalty,
                },
                carried_back,
                penalty_why,
                instalments_why,
                payable_on,
            }
        },
    ))
}

/// A return as it is assessed: what was entered in it and what followed, with the desk's figures where it assessed others.
#[derive(Clone, Debug)]
pub(super) struct Return {
    pub(super) filing: FilingId,
    /// The day it was received.
    pub(super) filed_on: NaiveDate,
    pub(super) entered: Draft,
    pub(super) evaluation: Evaluation,
    /// The figures are the desk's.
    pub(super) by_desk: bool,
}

/// The newest return of a period that is assessed, but for losses of later periods.
pub(super) async fn standing_return(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
) -> Result<Option<Return>, ApiError> {
    type Row = (
        FilingId,
        NaiveDate,
        Value,
        Value,
        Option<Value>,
        Option<Value>,
    );
    let row: Option<Row> = assessment::table
        .inner_join(
            filing::table.on(filing::account_id
                .eq(assessment::account_id)
                .and(filing::id.eq(assessment::filing_id))),
        )
        .filter(assessment::account_id.eq(account))
        .filter(assessment::period_id.eq(period))
        .filter(assessment::loss_filing_id.is_null())
        .order(assessment::seq.desc())
        .select((
            filing::id,
            filing::filed_on,
            filing::entered,
            filing::evaluation,
            assessment::entered,
            assessment::evaluation,
        ))
        .first(&mut **tx)
        .await
        .optional()?;
    row.map(
        |(filing, filed_on, filed, worked_out, entered, evaluation)| {
            let read = "a stored filing does not have its shape any more";
            Ok(Return {
                filing,
                filed_on,
                by_desk: entered.is_some(),
                entered: serde_json::from_value(entered.unwrap_or(filed)).context(read)?,
                evaluation: serde_json::from_value(evaluation.unwrap_or(worked_out))
                    .context(read)?,
            })
        },
    )
    .transpose()
}

/// A loss of a later period behind an assessment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loss<'a> {
    /// The return that carries it back.
    pub(super) filing: FilingId,
    /// The lines with it.
    pub(super) evaluation: &'a Evaluation,
    /// How the tax was worked out.
    pub(super) why: &'a Why,
}

/// An assessment to be kept.
#[derive(Clone, Debug)]
pub(super) struct Record<'a> {
    pub(super) account: AccountId,
    /// Days to object to it.
    pub(super) objection_days: i64,
    pub(super) id: AssessmentId,
    /// The filing of the period that it assesses.
    pub(super) filing: FilingId,
    pub(super) period: PeriodId,
    pub(super) kind: AssessmentKind,
    pub(super) now: Assessed,
    pub(super) before: Assessed,
    pub(super) carried_back: Money,
    pub(super) penalty_why: Option<Value>,
    pub(super) instalments_why: Option<Value>,
    pub(super) owing: Money,
    /// The day from which the tax counts, but for losses carried back.
    pub(super) payable_on: Option<NaiveDate>,
    pub(super) loss: Option<Loss<'a>>,
    /// The desk's figures, where it assesses others than were filed.
    pub(super) by_desk: Option<&'a DeskFigures>,
    /// Why, where the filer is told.
    pub(super) reason: Option<&'a str>,
    /// What made it, where the filing was assessed before.
    pub(super) again: Option<AssessedAgain>,
}

/// Keeps an assessment.
pub(super) async fn keep(
    tx: &mut Tx<'_>,
    clock: &Clock,
    record: &Record<'_>,
) -> Result<(), ApiError> {
    let now = clock.now();
    let today = day_of(now);
    let lines = record.loss.map(|loss| json!(loss.evaluation));
    let of_desk = record.by_desk.map(|desk| json!(desk.evaluation));
    diesel::insert_into(assessment::table)
        .values((
            assessment::account_id.eq(record.account),
            assessment::id.eq(record.id),
            assessment::filing_id.eq(record.filing),
            assessment::period_id.eq(record.period),
            assessment::kind.eq(record.kind),
            assessment::tax.eq(record.now.tax),
            assessment::interest.eq(record.now.interest),
            assessment::penalty.eq(record.now.penalty),
            assessment::tax_before.eq(record.before.tax),
            assessment::interest_before.eq(record.before.interest),
            assessment::penalty_before.eq(record.before.penalty),
            assessment::penalty_why.eq(&record.penalty_why),
            assessment::instalment_interest.eq(record.now.instalment_interest),
            assessment::instalment_penalty.eq(record.now.instalment_penalty),
            assessment::instalment_interest_before.eq(record.before.instalment_interest),
            assessment::instalment_penalty_before.eq(record.before.instalment_penalty),
            assessment::instalments_why.eq(&record.instalments_why),
            assessment::owing_on_notice.eq(record.owing),
            assessment::assessed_on.eq(today),
            assessment::posted_at.eq(now),
            assessment::objection_until.eq(objection_until(today, record.objection_days)),
            assessment::carried_back.eq(record.carried_back),
            assessment::loss_filing_id.eq(record.loss.map(|loss| loss.filing)),
            assessment::evaluation.eq(lines.or(of_desk)),
            assessment::entered.eq(record.by_desk.map(|desk| json!(desk.entered))),
            assessment::payable_on.eq(record.payable_on),
            assessment::reason.eq(record.reason),
            assessment::again.eq(record.again),
            assessment::tax_why.eq(record.loss.map(|loss| json!(loss.why))),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
