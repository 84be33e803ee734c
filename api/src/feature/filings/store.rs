//! The rows of drafts, filings and receipts.

use crate::db::Tx;
use crate::db::schema::{
    account, draft, filing, filing_line, filing_rate, idempotency, period, person, receipt,
};
use crate::http::idempotency::IdempotencyKey;
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::contract::filings::{Filing, FilingSummary, Receipt};
use shared::filing::{Draft, Evaluation};
use shared::form::{FilingKind, LineId};
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId, PersonId, ReceiptId};
use shared::period::Period;
use shared::program::Program;
use shared::rate::{Confidence, DatedRate, Rate, RateCode};
use std::collections::BTreeMap;

/// What a filing needs to know of its account.
#[derive(Clone, Debug, Queryable)]
pub(super) struct FilingAccount {
    pub(super) program: Program,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) occurrence: String,
}

/// A period that can be filed for.
#[derive(Clone, Copy, Debug)]
pub(super) struct FilingPeriod {
    pub(super) id: PeriodId,
    pub(super) period: Period,
    pub(super) due_on: NaiveDate,
}

/// The newest filing of a period, and when the first one came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Newest {
    pub(super) id: FilingId,
    pub(super) revision: i32,
    pub(super) first_filed_on: NaiveDate,
}

type AccountColumns = (
    account::program,
    account::name,
    account::number,
    account::occurrence,
);
const ACCOUNT: AccountColumns = (
    account::program,
    account::name,
    account::number,
    account::occurrence,
);

/// Reads the account.
pub(super) async fn account_of(
    connection: &mut AsyncPgConnection,
    id: AccountId,
) -> Result<FilingAccount, ApiError> {
    Ok(account::table
        .find(id.uuid())
        .select(ACCOUNT)
        .first(connection)
        .await?)
}

/// Reads the account and keeps other filings of it waiting: the first lock in the order account, period, ledger.
pub(super) async fn lock_account(
    tx: &mut Tx<'_>,
    id: AccountId,
) -> Result<FilingAccount, ApiError> {
    Ok(account::table
        .find(id.uuid())
        .select(ACCOUNT)
        .for_update()
        .first(&mut **tx)
        .await?)
}

pub(super) async fn period_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: PeriodId,
) -> Result<FilingPeriod, ApiError> {
    let row: Option<(NaiveDate, NaiveDate, NaiveDate)> = period::table
        .find((account.uuid(), id.uuid()))
        .select((period::starts_on, period::ends_on, period::due_on))
        .first(connection)
        .await
        .optional()?;
    let (starts_on, ends_on, due_on) = row.ok_or_else(ApiError::not_found)?;
    Ok(FilingPeriod {
        id,
        period: Period { starts_on, ends_on },
        due_on,
    })
}

pub(super) async fn newest(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: PeriodId,
) -> Result<Option<Newest>, ApiError> {
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
    let rows = rows.as_slice();
    Ok(rows.first().zip(rows.last()).map(|(newest, first)| Newest {
        id: newest.0,
        revision: newest.1,
        first_filed_on: first.2,
    }))
}

/// The draft of a period with who saved it.
pub(super) async fn draft_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: PeriodId,
) -> Result<Option<(i64, Draft, DateTime<Utc>, String)>, ApiError> {
    let row: Option<(i64, Value, DateTime<Utc>, String)> = draft::table
        .inner_join(person::table.on(person::id.eq(draft::saved_by)))
        .filter(
            draft::account_id
                .eq(account)
                .and(draft::period_id.eq(period)),
        )
        .select((draft::version, draft::lines, draft::saved_at, person::name))
        .first(connection)
        .await
        .optional()?;
    row.map(|(version, lines, at, by)| {
        Ok((
            version,
            Draft {
                lines: from_json(lines)?,
            },
            at,
            by,
        ))
    })
    .transpose()
}

/// A draft to be saved.
pub(super) struct NewDraft<'a> {
    pub(super) account: AccountId,
    pub(super) period: PeriodId,
    pub(super) lines: &'a BTreeMap<LineId, String>,
    pub(super) payable: Option<Money>,
    pub(super) at: DateTime<Utc>,
    pub(super) by: PersonId,
}

/// Saves over the version that the caller has read; `None` when another version is there. 0 stands for no draft.
pub(super) async fn save_draft(
    tx: &mut Tx<'_>,
    new: &NewDraft<'_>,
    expected: i64,
) -> Result<Option<i64>, ApiError> {
    let lines = serde_json::json!(new.lines);
    let saved = if expected == 0 {
        // Starts at the millisecond, so that a version never comes back after a draft was filed.
        diesel::insert_into(draft::table)
            .values((
                draft::account_id.eq(new.account),
                draft::period_id.eq(new.period),
                draft::version.eq(new.at.timestamp_millis()),
                draft::lines.eq(lines),
                draft::payable.eq(new.payable),
                draft::saved_at.eq(new.at),
                draft::saved_by.eq(new.by),
            ))
            .on_conflict_do_nothing()
            .returning(draft::version)
            .get_result(&mut **tx)
            .await
            .optional()?
    } else {
        diesel::update(
            draft::table
                .find((new.account.uuid(), new.period.uuid()))
                .filter(draft::version.eq(expected)),
        )
        .set((
            draft::version.eq(draft::version + 1),
            draft::lines.eq(lines),
            draft::payable.eq(new.payable),
            draft::saved_at.eq(new.at),
            draft::saved_by.eq(new.by),
        ))
        .returning(draft::version)
        .get_result(&mut **tx)
        .await
        .optional()?
    };
    Ok(saved)
}

/// The draft has become a filing.
pub(super) async fn drop_draft(
    tx: &mut Tx<'_>,
    account: AccountId,
    period: PeriodId,
) -> Result<(), ApiError> {
    diesel::delete(draft::table.find((account.uuid(), period.uuid())))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What was done under a key before: the fingerprint and the receipt.
pub(super) async fn used_key(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    person: PersonId,
    key: &str,
) -> Result<Option<(Vec<u8>, ReceiptId)>, ApiError> {
    Ok(idempotency::table
        .find((account.uuid(), person.uuid(), key.to_owned()))
        .select((idempotency::fingerprint, idempotency::receipt_id))
        .first(connection)
        .await
        .optional()?)
}

pub(super) async fn keep_key(
    tx: &mut Tx<'_>,
    account: AccountId,
    person: PersonId,
    key: &IdempotencyKey,
    receipt: ReceiptId,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::insert_into(idempotency::table)
        .values((
            idempotency::account_id.eq(account),
            idempotency::person_id.eq(person),
            idempotency::key.eq(&key.key),
            idempotency::fingerprint.eq(&key.fingerprint),
            idempotency::receipt_id.eq(receipt),
            idempotency::used_at.eq(at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A filing to be stored.
pub(super) struct NewFiling<'a> {
    pub(super) account: AccountId,
    pub(super) id: FilingId,
    pub(super) period: PeriodId,
    pub(super) kind: FilingKind,
    pub(super) revision: i32,
    pub(super) amends: Option<FilingId>,
    pub(super) form_version: &'a str,
    pub(super) entered: &'a Draft,
    pub(super) evaluation: &'a Evaluation,
    pub(super) payable: Money,
    pub(super) received_at: DateTime<Utc>,
    pub(super) filed_on: NaiveDate,
    pub(super) filed_by: PersonId,
    pub(super) filed_by_name: &'a str,
    pub(super) rates: &'a [DatedRate],
}

/// Stores a filing, its lines and the rates it was worked out with.
pub(super) async fn insert_filing(tx: &mut Tx<'_>, new: &NewFiling<'_>) -> Result<(), ApiError> {
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
    let lines: Vec<_> = new
        .evaluation
        .lines
        .iter()
        .map(|(line, figure)| {
            (
                filing_line::account_id.eq(new.account),
                filing_line::filing_id.eq(new.id),
                filing_line::line.eq(line.as_str()),
                filing_line::value.eq(*figure),
            )
        })
        .collect();
    if !lines.is_empty() {
        diesel::insert_into(filing_line::table)
            .values(lines)
            .execute(&mut **tx)
            .await?;
    }
    let rates: Vec<_> = new
        .rates
        .iter()
        .map(|rate| {
            (
                filing_rate::account_id.eq(new.account),
                filing_rate::filing_id.eq(new.id),
                filing_rate::code.eq(rate.code),
                filing_rate::effective_on.eq(rate.effective_on),
                filing_rate::value.eq(rate.value),
                filing_rate::confidence.eq(rate.confidence),
                filing_rate::source.eq(&rate.source),
            )
        })
        .collect();
    diesel::insert_into(filing_rate::table)
        .values(rates)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn insert_receipt(tx: &mut Tx<'_>, receipt: &Receipt) -> Result<(), ApiError> {
    diesel::insert_into(receipt::table)
        .values((
            receipt::account_id.eq(receipt.account_id),
            receipt::id.eq(receipt.id),
            receipt::filing_id.eq(receipt.filing_id),
            receipt::reference.eq(&receipt.reference),
            receipt::body.eq(serde_json::json!(receipt)),
            receipt::issued_at.eq(receipt.received_at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn receipt_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: ReceiptId,
) -> Result<Option<Receipt>, ApiError> {
    let body: Option<Value> = receipt::table
        .find((account.uuid(), id.uuid()))
        .select(receipt::body)
        .first(connection)
        .await
        .optional()?;
    body.map(from_json).transpose()
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
    AssessmentId,
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
            .inner_join(
                assessment::table.on(assessment::account_id
                    .eq(filing::account_id)
                    .and(assessment::filing_id.eq(filing::id))),
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
                assessment::id,
            ))
    }};
}

/// A page of filings, newest first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    page: &PageRequest,
) -> Result<Vec<FilingSummary>, ApiError> {
    let mut query = summaries!()
        .filter(filing::account_id.eq(account))
        .order(filing::id.desc())
        .limit(page.fetch())
        .into_boxed();
    if let Some(after) = page
        .after
        .as_deref()
        .and_then(|text| text.parse::<FilingId>().ok())
    {
        query = query.filter(filing::id.lt(after));
    }
    let rows: Vec<SummaryRow> = query.load(connection).await?;
    Ok(rows.into_iter().map(|row| summary(account, row)).collect())
}

/// A filing with everything it was worked out from.
pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: FilingId,
) -> Result<Option<Filing>, ApiError> {
    let row: Option<SummaryRow> = summaries!()
        .filter(filing::account_id.eq(account).and(filing::id.eq(id)))
        .first(connection)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let summary = summary(account, row);
    let (program, form_version, entered, evaluation, amends): (
        Program,
        String,
        Value,
        Value,
        Option<FilingId>,
    ) = filing::table
        .inner_join(account::table.on(account::id.eq(filing::account_id)))
        .filter(filing::account_id.eq(account).and(filing::id.eq(id)))
        .select((
            account::program,
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
                value,
                confidence,
                source,
            },
        );
    Ok(Some(Filing {
        summary,
        program,
        form_version,
        draft: from_json(entered)?,
        evaluation: from_json(evaluation)?,
        rates: rates.collect(),
        amends,
    }))
}

/// What was entered in a filing.
pub(super) async fn entered(
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

fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    Ok(serde_json::from_value(value).context("a stored body does not have its shape any more")?)
}
