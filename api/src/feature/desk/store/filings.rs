//! The filing behind a piece of work, and what it can be compared with.

use crate::clock::day_of;
use crate::db::schema::{account, assessment, filing, period};
use crate::problem::ApiError;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::filing::{Draft, Evaluation};
use shared::form::FilingKind;
use shared::id::{AccountId, FilingId, PeriodId};
use shared::period::Period;
use shared::program::Program;

/// A filing with its account and its period.
#[derive(Clone, Debug)]
pub(in crate::feature::desk) struct FilingRow {
    pub(in crate::feature::desk) id: FilingId,
    pub(in crate::feature::desk) account: AccountId,
    pub(in crate::feature::desk) account_name: String,
    pub(in crate::feature::desk) program: Program,
    pub(in crate::feature::desk) period_id: PeriodId,
    pub(in crate::feature::desk) period: Period,
    pub(in crate::feature::desk) form: String,
    pub(in crate::feature::desk) due_on: NaiveDate,
    pub(in crate::feature::desk) kind: FilingKind,
    pub(in crate::feature::desk) revision: i32,
    pub(in crate::feature::desk) received_at: DateTime<Utc>,
    pub(in crate::feature::desk) filed_on: NaiveDate,
    pub(in crate::feature::desk) filed_by: String,
    pub(in crate::feature::desk) payable: Money,
    pub(in crate::feature::desk) entered: Draft,
    pub(in crate::feature::desk) evaluation: Evaluation,
    /// What the filing before came to.
    pub(in crate::feature::desk) before: Option<Evaluation>,
    /// The day the first filing of the period was received.
    pub(in crate::feature::desk) first_filed_on: NaiveDate,
    /// What its assessment is of, once it is assessed: what was entered, or the desk's figures in place of it.
    pub(in crate::feature::desk) standing: Option<Draft>,
    /// What followed from the desk's figures, where they are assessed.
    pub(in crate::feature::desk) by_desk: Option<Evaluation>,
    /// The tax that is assessed for the period so far.
    pub(in crate::feature::desk) assessed: Option<Money>,
}

/// A filing of an account.
pub(in crate::feature::desk) async fn filing_of(
    connection: &mut AsyncPgConnection,
    owner: AccountId,
    id: FilingId,
) -> Result<FilingRow, ApiError> {
    type Around = (
        String,
        Program,
        PeriodId,
        NaiveDate,
        NaiveDate,
        String,
        NaiveDate,
    );
    type Stored = (
        FilingKind,
        i32,
        DateTime<Utc>,
        String,
        Money,
        Value,
        Value,
        Option<FilingId>,
    );
    let (around, stored): (Around, Stored) = filing::table
        .inner_join(account::table.on(account::id.eq(filing::account_id)))
        .inner_join(
            period::table.on(period::account_id
                .eq(filing::account_id)
                .and(period::id.eq(filing::period_id))),
        )
        .filter(filing::account_id.eq(owner).and(filing::id.eq(id)))
        .select((
            (
                account::name,
                account::program,
                period::id,
                period::starts_on,
                period::ends_on,
                period::form,
                period::due_on,
            ),
            (
                filing::kind,
                filing::revision,
                filing::received_at,
                filing::filed_by_name,
                filing::payable,
                filing::entered,
                filing::evaluation,
                filing::amends,
            ),
        ))
        .first(connection)
        .await?;
    let (account_name, program, period_id, starts_on, ends_on, form, due_on) = around;
    let (kind, revision, received_at, filed_by, payable, entered, evaluation, amends) = stored;
    let first_filed_on: Option<NaiveDate> = filing::table
        .filter(
            filing::account_id
                .eq(owner)
                .and(filing::period_id.eq(period_id)),
        )
        .select(diesel::dsl::min(filing::filed_on))
        .first(connection)
        .await?;
    let before: Option<Value> = match amends {
        Some(before) => filing::table
            .find((owner.uuid(), before.uuid()))
            .select(filing::evaluation)
            .first(connection)
            .await
            .optional()?,
        None => None,
    };
    let assessed: Option<Money> = assessment::table
        .filter(
            assessment::account_id
                .eq(owner)
                .and(assessment::period_id.eq(period_id)),
        )
        .order(assessment::seq.desc())
        .select(assessment::tax)
        .first(connection)
        .await
        .optional()?;
    let standing: Option<(Option<Value>, Option<Value>)> = assessment::table
        .filter(assessment::account_id.eq(owner))
        .filter(assessment::filing_id.eq(id))
        .filter(assessment::loss_filing_id.is_null())
        .order(assessment::seq.desc())
        .select((assessment::entered, assessment::evaluation))
        .first(connection)
        .await
        .optional()?;
    let shape = "a stored filing does not have its shape any more";
    let entered: Draft = serde_json::from_value(entered).context(shape)?;
    let (standing, by_desk) = match standing {
        Some((Some(entered), figures)) => (
            Some(serde_json::from_value(entered).context(shape)?),
            figures
                .map(serde_json::from_value)
                .transpose()
                .context(shape)?,
        ),
        Some((None, _)) => (Some(entered.clone()), None),
        None => (None, None),
    };
    Ok(FilingRow {
        id,
        account: owner,
        account_name,
        program,
        period_id,
        period: Period { starts_on, ends_on },
        form,
        due_on,
        kind,
        revision,
        received_at,
        filed_on: day_of(received_at),
        filed_by,
        payable,
        entered,
        standing,
        by_desk,
        evaluation: serde_json::from_value(evaluation).context(shape)?,
        before: before
            .map(serde_json::from_value)
            .transpose()
            .context(shape)?,
        first_filed_on: first_filed_on.unwrap_or(due_on),
        assessed,
    })
}
