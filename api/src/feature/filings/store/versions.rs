//! The rows of two versions of a filing.

use super::from_json;
use crate::db::routine;
use crate::db::schema::{account, assessment, filing, period, receipt};
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::filing::{Draft, Evaluation};
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId, ReceiptId};
use shared::period::Period;
use shared::program::Program;

/// What two versions have in common.
#[derive(Clone, Debug)]
pub(in crate::feature::filings) struct Common {
    pub(in crate::feature::filings) account_name: String,
    pub(in crate::feature::filings) program: Program,
    pub(in crate::feature::filings) form: String,
    pub(in crate::feature::filings) period: Period,
}

/// One of them.
#[derive(Clone, Debug)]
pub(in crate::feature::filings) struct Version {
    pub(in crate::feature::filings) id: FilingId,
    pub(in crate::feature::filings) period: PeriodId,
    pub(in crate::feature::filings) revision: i32,
    pub(in crate::feature::filings) received_at: DateTime<Utc>,
    pub(in crate::feature::filings) filed_on: NaiveDate,
    pub(in crate::feature::filings) filed_by: String,
    pub(in crate::feature::filings) form_version: String,
    pub(in crate::feature::filings) receipt: ReceiptId,
    pub(in crate::feature::filings) assessed: Option<Assessed>,
    pub(in crate::feature::filings) payable: Money,
    pub(in crate::feature::filings) draft: Draft,
    pub(in crate::feature::filings) evaluation: Evaluation,
}

/// The assessment of a version: its id, tax, interest of the return, penalty, interest on instalments and the penalty for them.
pub(in crate::feature::filings) type Assessed = (AssessmentId, Money, Money, Money, Money, Money);

/// The filing that one amends, if it amends one.
pub(in crate::feature::filings) async fn amended_by(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: FilingId,
) -> Result<Option<FilingId>, ApiError> {
    let row: Option<Option<FilingId>> = filing::table
        .find((account.uuid(), id.uuid()))
        .select(filing::amends)
        .first(connection)
        .await
        .optional()?;
    row.ok_or_else(ApiError::not_found)
}

type Row = (
    (
        FilingId,
        PeriodId,
        i32,
        DateTime<Utc>,
        NaiveDate,
        String,
        String,
    ),
    (ReceiptId, Option<Assessed>, Money, Value, Value),
    (String, Program, String, NaiveDate, NaiveDate),
);

/// Some filings of an account, the earliest first, with what is said of all of them by the last.
pub(in crate::feature::filings) async fn versions(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    ids: [FilingId; 2],
) -> Result<Vec<(Version, Common)>, ApiError> {
    let rows: Vec<Row> = filing::table
        .inner_join(
            period::table.on(period::account_id
                .eq(filing::account_id)
                .and(period::id.eq(filing::period_id))),
        )
        .inner_join(account::table.on(account::id.eq(filing::account_id)))
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
        .filter(filing::account_id.eq(account).and(filing::id.eq_any(ids)))
        .order(filing::revision)
        .select((
            (
                filing::id,
                filing::period_id,
                filing::revision,
                filing::received_at,
                filing::filed_on,
                filing::filed_by_name,
                filing::form_version,
            ),
            (
                receipt::id,
                (
                    assessment::id,
                    assessment::tax,
                    assessment::interest,
                    assessment::penalty,
                    assessment::instalment_interest,
                    assessment::instalment_penalty,
                )
                    .nullable(),
                filing::payable,
                filing::entered,
                filing::evaluation,
            ),
            (
                account::name,
                account::program,
                period::form,
                period::starts_on,
                period::ends_on,
            ),
        ))
        .load(connection)
        .await?;
    rows.into_iter().map(version).collect()
}

fn version(row: Row) -> Result<(Version, Common), ApiError> {
    let (
        (id, period, revision, received_at, filed_on, filed_by, form_version),
        (receipt, assessed, payable, entered, evaluation),
        (account_name, program, form, starts_on, ends_on),
    ) = row;
    let version = Version {
        id,
        period,
        revision,
        received_at,
        filed_on,
        filed_by,
        form_version,
        receipt,
        assessed,
        payable,
        draft: from_json(entered)?,
        evaluation: from_json(evaluation)?,
    };
    let common = Common {
        account_name,
        program,
        form,
        period: Period { starts_on, ends_on },
    };
    Ok((version, common))
}
