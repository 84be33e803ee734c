//! The rows of assessments, with the filing they assess and the one before.

use crate::db::routine;
use crate::db::schema::{account, assessment, filing, period, receipt};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::terms;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::contract::assessments::{AssessedAgain, AssessmentKind, AssessmentSummary};
use shared::filing::{Draft, Evaluation, Why};
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId, ReceiptId};
use shared::period::Period;
use shared::program::{Program, Terms};

/// An assessment as it is stored.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub(super) id: AssessmentId,
    pub(super) period_id: PeriodId,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) due_on: NaiveDate,
    pub(super) kind: AssessmentKind,
    pub(super) tax: Money,
    pub(super) interest: Money,
    pub(super) penalty: Money,
    pub(super) tax_before: Money,
    pub(super) interest_before: Money,
    pub(super) penalty_before: Money,
    pub(super) penalty_why: Option<Value>,
    pub(super) instalments: Instalments,
    pub(super) owing_on_notice: Money,
    pub(super) assessed_on: NaiveDate,
    pub(super) posted_at: DateTime<Utc>,
    pub(super) objection_until: NaiveDate,
    pub(super) filing_id: FilingId,
    pub(super) form: String,
    /// What was assessed in place of what was filed: the desk's figures, or losses with it.
    pub(super) evaluation: Option<Value>,
    pub(super) reason: Option<String>,
    pub(super) loss_filing_id: Option<FilingId>,
    pub(super) tax_why: Option<Value>,
    pub(super) payable_on: Option<NaiveDate>,
    pub(super) again: Option<AssessedAgain>,
    /// The desk assessed other figures than were filed.
    pub(super) other_figures: bool,
    seq: i64,
}

/// What late instalments cost, and what was assessed for them before.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Instalments {
    pub(super) interest: Money,
    pub(super) penalty: Money,
    pub(super) interest_before: Money,
    pub(super) penalty_before: Money,
    why: Option<Value>,
}

impl Instalments {
    pub(super) fn why(&self) -> Option<Why> {
        let why = self.why.clone();
        why.and_then(|why| serde_json::from_value(why).ok())
    }
}

impl Row {
    pub(super) fn summary(&self, account: AccountId) -> AssessmentSummary {
        let period = Period {
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        };
        let sum = |parts: [Money; 5]| Money::checked_sum(parts).unwrap_or_default();
        let before = sum([
            self.tax_before,
            self.interest_before,
            self.penalty_before,
            self.instalments.interest_before,
            self.instalments.penalty_before,
        ]);
        let now = sum([
            self.tax,
            self.interest,
            self.penalty,
            self.instalments.interest,
            self.instalments.penalty,
        ]);
        let difference = now.checked_sub(before).unwrap_or_default();
        AssessmentSummary {
            id: self.id,
            account_id: account,
            period_id: self.period_id,
            period,
            label: period.label(),
            kind: self.kind,
            assessed_on: self.assessed_on,
            difference,
        }
    }

    pub(super) fn penalty_why(&self) -> Option<Why> {
        let why = self.penalty_why.clone();
        why.and_then(|why| serde_json::from_value(why).ok())
    }

    pub(super) fn tax_why(&self) -> Option<Why> {
        let why = self.tax_why.clone();
        why.and_then(|why| serde_json::from_value(why).ok())
    }
}

macro_rules! rows {
    ($account:expr) => {
        assessment::table
            .inner_join(
                period::table.on(period::account_id
                    .eq(assessment::account_id)
                    .and(period::id.eq(assessment::period_id))),
            )
            .filter(assessment::account_id.eq($account))
            .select((
                assessment::id,
                assessment::period_id,
                period::starts_on,
                period::ends_on,
                period::due_on,
                assessment::kind,
                assessment::tax,
                assessment::interest,
                assessment::penalty,
                assessment::tax_before,
                assessment::interest_before,
                assessment::penalty_before,
                assessment::penalty_why,
                (
                    assessment::instalment_interest,
                    assessment::instalment_penalty,
                    assessment::instalment_interest_before,
                    assessment::instalment_penalty_before,
                    assessment::instalments_why,
                ),
                assessment::owing_on_notice,
                assessment::assessed_on,
                assessment::posted_at,
                assessment::objection_until,
                assessment::filing_id,
                period::form,
                assessment::evaluation,
                assessment::reason,
                assessment::loss_filing_id,
                assessment::tax_why,
                assessment::payable_on,
                assessment::again,
                assessment::entered.is_not_null(),
                assessment::seq,
            ))
    };
}

/// A page of assessments, newest first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    page: &PageRequest,
) -> Result<Vec<Row>, ApiError> {
    let mut query = rows!(account)
        .order(assessment::id.desc())
        .limit(page.fetch())
        .into_boxed();
    if let Some(after) = page.after(|text| text.parse::<AssessmentId>().ok())? {
        query = query.filter(assessment::id.lt(after));
    }
    Ok(query.load(connection).await?)
}

pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: AssessmentId,
) -> Result<Option<Row>, ApiError> {
    Ok(rows!(account)
        .filter(assessment::id.eq(id))
        .first(connection)
        .await
        .optional()?)
}

/// What was assessed of a filing before.
pub(super) struct Before {
    /// Its lines, where they were not as filed.
    pub(super) evaluation: Option<Evaluation>,
    /// How losses changed its tax.
    pub(super) tax_why: Option<Value>,
}

/// What was assessed of the same filing before, but for its instalments, which leave the lines as they are; nothing for its
/// first assessment.
pub(super) async fn before(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    row: &Row,
) -> Result<Option<Before>, ApiError> {
    let before: Option<(Option<Value>, Option<Value>)> = assessment::table
        .filter(assessment::account_id.eq(account))
        .filter(assessment::filing_id.eq(row.filing_id))
        .filter(assessment::seq.lt(row.seq))
        .filter(assessment::again.is_distinct_from(AssessedAgain::Instalments))
        .order(assessment::seq.desc())
        .select((assessment::evaluation, assessment::tax_why))
        .first(connection)
        .await
        .optional()?;
    let before = before.map(|(evaluation, tax_why)| {
        Ok::<_, anyhow::Error>(Before {
            evaluation: evaluation.map(read).transpose()?,
            tax_why,
        })
    });
    Ok(before.transpose()?)
}

/// What the notice says of a filing.
pub(super) struct Filed {
    pub(super) program: Program,
    /// What the program offers today.
    pub(super) terms: Terms,
    pub(super) account_name: String,
    pub(super) receipt: ReceiptId,
    pub(super) filed_on: NaiveDate,
    /// What was entered.
    pub(super) entered: Draft,
    pub(super) evaluation: Evaluation,
    pub(super) before: Option<Evaluation>,
}

/// The filing of an assessment, and what the filing before came to.
pub(super) async fn filed(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: FilingId,
    today: NaiveDate,
) -> Result<Filed, ApiError> {
    let (program, changed_terms, account_name, receipt, filed_on, entered, evaluation, amends): (
        Program,
        Value,
        String,
        ReceiptId,
        NaiveDate,
        Value,
        Value,
        Option<FilingId>,
    ) = filing::table
        .inner_join(account::table.on(account::id.eq(filing::account_id)))
        .inner_join(
            receipt::table.on(receipt::account_id
                .eq(filing::account_id)
                .and(receipt::filing_id.eq(filing::id))),
        )
        .filter(filing::account_id.eq(account).and(filing::id.eq(id)))
        .select((
            account::program,
            routine::terms_of(account::program, today),
            account::name,
            receipt::id,
            filing::filed_on,
            filing::entered,
            filing::evaluation,
            filing::amends,
        ))
        .first(connection)
        .await?;
    let before: Option<Value> = match amends {
        Some(before) => filing::table
            .find((account.uuid(), before.uuid()))
            .select(filing::evaluation)
            .first(connection)
            .await
            .optional()?,
        None => None,
    };
    Ok(Filed {
        program,
        terms: terms::read(program, changed_terms)?,
        account_name,
        receipt,
        filed_on,
        entered: serde_json::from_value(entered)
            .context("what was entered does not have its shape")?,
        evaluation: read(evaluation)?,
        before: before.map(read).transpose()?,
    })
}

/// An evaluation as it was stored.
pub(super) fn read(value: Value) -> anyhow::Result<Evaluation> {
    serde_json::from_value(value).context("a stored evaluation does not have its shape any more")
}
