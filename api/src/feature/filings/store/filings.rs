//! The rows of filings, their lines and the rates they used.

use super::from_json;
use crate::db::schema::{filing, filing_rate, period, receipt};
use crate::db::{Tx, routine};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::contract::filings::{FilingSummary, FilingVersion};
use shared::filing::{Draft, Evaluation};
use shared::form::FilingKind;
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId, PersonId, ReceiptId};
use shared::period::Period;
use shared::rate::{Confidence, DatedRate, Rate, RateCode};

/// The newest filing of a period, and when the first one came.
#[derive(Clone, Copy, Debug)]
pub(in crate::feature::filings) struct Newest {
    pub(in crate::feature::filings) id: FilingId,
    pub(in crate::feature::filings) revision: i32,
    pub(in crate::feature::filings) first_filed_on: NaiveDate,
    pub(in crate::feature::filings) payable: Money,
}

pub(in crate::feature::filings) async fn newest(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: PeriodId,
) -> Result<Option<Newest>, ApiError> {
    let rows: Vec<(FilingId, i32, NaiveDate, Money)> = filing::table
        .filter(
            filing::account_id
                .eq(account)
                .and(filing::period_id.eq(period)),
        )
        .order(filing::revision.desc())
        .select((
            filing::id,
            filing::revision,
            filing::filed_on,
            filing::payable,
        ))
        .load(connection)
        .await?;
    let rows = rows.as_slice();
    Ok(rows.first().zip(rows.last()).map(|(newest, first)| Newest {
        id: newest.0,
        revision: newest.1,
        first_filed_on: first.2,
        payable: newest.3,
    }))
}

/// The account has filed another claim than this.
pub(in crate::feature::filings) async fn has_claimed(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    this: FilingId,
) -> Result<bool, ApiError> {
    let claims = filing::table.filter(
        filing::account_id
            .eq(account)
            .and(filing::kind.eq(FilingKind::Claim))
            .and(filing::id.ne(this)),
    );
    Ok(diesel::select(exists(claims))
        .get_result(connection)
        .await?)
}

/// A filing to be stored.
pub(in crate::feature::filings) struct NewFiling<'a> {
    pub(in crate::feature::filings) account: AccountId,
    pub(in crate::feature::filings) id: FilingId,
    pub(in crate::feature::filings) period: PeriodId,
    pub(in crate::feature::filings) kind: FilingKind,
    pub(in crate::feature::filings) revision: i32,
    pub(in crate::feature::filings) amends: Option<FilingId>,
    pub(in crate::feature::filings) form_version: &'a str,
    pub(in crate::feature::filings) entered: &'a Draft,
    pub(in crate::feature::filings) evaluation: &'a Evaluation,
    pub(in crate::feature::filings) payable: Money,
    pub(in crate::feature::filings) received_at: DateTime<Utc>,
    pub(in crate::feature::filings) filed_on: NaiveDate,
    pub(in crate::feature::filings) filed_by: PersonId,
    pub(in crate::feature::filings) filed_by_name: &'a str,
    pub(in crate::feature::filings) rates: &'a [DatedRate],
}

/// Stores a filing, its lines and the rates it was worked out with.
pub(in crate::feature::filings) async fn insert_filing(
    tx: &mut Tx<'_>,
    new: &NewFiling<'_>,
) -> Result<(), ApiError> {
    diesel::insert_into(filing::table)
        .values((
            filing::account_id.eq(new.account),
            filing::id.eq(new.id),
            filing::period_id.eq(new.period),
            filing::kind.eq(new.kind),
            filing::revision.eq(new.revision),
            filing::amends.eq(new.amends),
            filing::form_version.eq(new.form_version),
            filing::entered.eq(serde_json::json!(new.entered)),
            filing::evaluation.eq(serde_json::json!(new.evaluation)),
            filing::payable.eq(new.payable),
            filing::received_at.eq(new.received_at),
            filing::filed_on.eq(new.filed_on),
            filing::filed_by.eq(new.filed_by),
            filing::filed_by_name.eq(new.filed_by_name),
        ))
        .execute(&mut **tx)
        .await?;
    let (lines, figures): (Vec<_>, Vec<_>) = new
        .evaluation
        .lines
        .iter()
        .map(|(line, figure)| (line.as_str(), *figure))
        .unzip();
    let lines = routine::add_lines(new.account, new.id, lines, figures);
    diesel::select(lines).execute(&mut **tx).await?;
    if new.rates.is_empty() {
        return Ok(());
    }
    let rates = routine::add_rates(
        new.account,
        new.id,
        of_each(new.rates, |rate| rate.code),
        of_each(new.rates, |rate| rate.effective_on),
        of_each(new.rates, |rate| rate.value),
        of_each(new.rates, |rate| rate.confidence),
        of_each(new.rates, |rate| &rate.source),
    );
    diesel::select(rates).execute(&mut **tx).await?;
    Ok(())
}

/// One part of each rate.
fn of_each<'a, T>(rates: &'a [DatedRate], part: impl Fn(&'a DatedRate) -> T) -> Vec<T> {
    rates.iter().map(part).collect()
}

type SummaryRow = (
    FilingId,
    PeriodId,
    NaiveDate,
    NaiveDate,
    FilingKind,
    i32,
    DateTime<Utc>,
    NaiveDate,
    String,
    Money,
    ReceiptId,
    Option<AssessmentId>,
);

fn summary(account: AccountId, row: SummaryRow) -> FilingSummary {
    let (
        id,
        period_id,
        starts_on,
        ends_on,
        kind,
        revision,
        received_at,
        filed_on,
        filed_by,
        payable,
        receipt_id,
        assessment_id,
    ) = row;
    let period = Period { starts_on, ends_on };
    FilingSummary {
        id,
        account_id: account,
        period_id,
        period,
        label: period.label(),
        kind,
        revision,
        received_at,
        filed_on,
        filed_by,
        payable,
        receipt_id,
        assessment_id,
    }
}

macro_rules! summaries {
    () => {{
        use crate::db::schema::assessment;
        filing::table
            .inner_join(
                period::table.on(period::account_id
                    .eq(filing::account_id)
                    .and(period::id.eq(filing::period_id))),
            )
            .inner_join(
                receipt::table.on(receipt::account_id
                    .eq(filing::account_id)
                    .and(receipt::filing_id.eq(filing::id))),
            )
            .left_join(
                assessment::table.on(assessment::account_id.eq(filing::account_id).and(
                    assessment::id
                        .nullable()
                        .eq(routine::assessment_of(filing::account_id, filing::id)),
                )),
            )
            .select((
                filing::id,
                filing::period_id,
                period::starts_on,
                period::ends_on,
                filing::kind,
                filing::revision,
                filing::received_at,
                filing::filed_on,
                filing::filed_by_name,
                filing::payable,
                receipt::id,
                assessment::id.nullable(),
            ))
    }};
}

/// A page of filings, newest first.
pub(in crate::feature::filings) async fn list(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    page: &PageRequest,
) -> Result<Vec<FilingSummary>, ApiError> {
    let mut query = summaries!()
        .filter(filing::account_id.eq(account))
        .order(filing::id.desc())
        .limit(page.fetch())
        .into_boxed();
    if let Some(after) = page.after(|text| text.parse::<FilingId>().ok())? {
        query = query.filter(filing::id.lt(after));
    }
    let rows: Vec<SummaryRow> = query.load(connection).await?;
    Ok(rows.into_iter().map(|row| summary(account, row)).collect())
}

/// A filing with what it was worked out from.
pub(in crate::feature::filings) struct Stored {
    pub(in crate::feature::filings) summary: FilingSummary,
    pub(in crate::feature::filings) form_version: String,
    pub(in crate::feature::filings) draft: Draft,
    pub(in crate::feature::filings) evaluation: Evaluation,
    pub(in crate::feature::filings) rates: Vec<DatedRate>,
    pub(in crate::feature::filings) amends: Option<FilingId>,
}

/// Every version of a period's return or claim, the newest first.
pub(in crate::feature::filings) async fn versions_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: PeriodId,
) -> Result<Vec<FilingVersion>, ApiError> {
    let rows: Vec<(FilingId, i32, NaiveDate)> = filing::table
        .filter(
            filing::account_id
                .eq(account)
                .and(filing::period_id.eq(period)),
        )
        .order(filing::revision.desc())
        .select((filing::id, filing::revision, filing::filed_on))
        .load(connection)
        .await?;
    let version = |(id, revision, filed_on)| FilingVersion {
        id,
        revision,
        filed_on,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// A filing, if there is one of that id.
pub(in crate::feature::filings) async fn show(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: FilingId,
) -> Result<Option<Stored>, ApiError> {
    let row: Option<SummaryRow> = summaries!()
        .filter(filing::account_id.eq(account).and(filing::id.eq(id)))
        .first(connection)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let summary = summary(account, row);
    let (form_version, entered, evaluation, amends): (String, Value, Value, Option<FilingId>) =
        filing::table
            .filter(filing::account_id.eq(account).and(filing::id.eq(id)))
            .select((
                filing::form_version,
                filing::entered,
                filing::evaluation,
                filing::amends,
            ))
            .first(connection)
            .await?;
    let rates: Vec<(RateCode, NaiveDate, Rate, Confidence, String)> = filing_rate::table
        .filter(
            filing_rate::account_id
                .eq(account)
                .and(filing_rate::filing_id.eq(id)),
        )
        .order((filing_rate::code, filing_rate::effective_on))
        .select((
            filing_rate::code,
            filing_rate::effective_on,
            filing_rate::value,
            filing_rate::confidence,
            filing_rate::source,
        ))
        .load(connection)
        .await?;
    let rates =
        rates.into_iter().map(
            |(code, effective_on, value, confidence, source)| DatedRate {
                code,
                effective_on,
                until: None,
                value,
                confidence,
                source,
            },
        );
    Ok(Some(Stored {
        summary,
        form_version,
        draft: from_json(entered)?,
        evaluation: from_json(evaluation)?,
        rates: rates.collect(),
        amends,
    }))
}

/// What was entered in a filing.
pub(in crate::feature::filings) async fn entered(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: FilingId,
) -> Result<Draft, ApiError> {
    let value: Value = filing::table
        .find((account.uuid(), id.uuid()))
        .select(filing::entered)
        .first(connection)
        .await?;
    from_json(value)
}
