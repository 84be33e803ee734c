//! The rows of drafts, filings and receipts.

mod drafts;
mod filings;
mod receipts;
mod versions;

pub(super) use drafts::{NewDraft, draft_of, drop_draft, save_draft};
pub(super) use filings::{
    NewFiling, Newest, entered, has_claimed, insert_filing, list, newest, show, versions_of,
};
pub(super) use receipts::{insert_receipt, keep_key, receipt_of, used_key};
pub(super) use versions::{Assessed, Version, amended_by, versions};

use crate::db::schema::{account, filing, period};
use crate::db::{Tx, routine};
use crate::forms::Asked;
use crate::problem::ApiError;
use crate::terms;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::desk::EarlierStatement;
use shared::id::{AccountId, FilingId, PeriodId};
use shared::period::Period;
use shared::program::{Program, Terms};
use shared::risk::RuleSetting;
use shared::{Money, ProblemCode};

/// What a filing needs to know of its account.
#[derive(Clone, Debug, Queryable)]
pub(super) struct FilingAccount {
    pub(super) program: Program,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) occurrence: String,
}

/// A period that can be filed for.
#[derive(Clone, Debug)]
pub(super) struct FilingPeriod {
    pub(super) id: PeriodId,
    pub(super) form: String,
    pub(super) period: Period,
    pub(super) due_on: NaiveDate,
}

impl FilingPeriod {
    /// What form is asked for.
    pub(super) fn asked(&self, account: AccountId, holder: &FilingAccount) -> Asked<'_> {
        Asked {
            account,
            program: holder.program,
            period_id: self.id,
            period: self.period,
            form: &self.form,
        }
    }
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

/// What the desk has set for filings on a day.
pub(super) struct Settings {
    /// What the program offers.
    pub(super) terms: Terms,
    /// The rules that send filings to the desk.
    pub(super) rules: Vec<RuleSetting>,
}

/// Reads the account and keeps other filings of it waiting: the first lock in the order account, period, ledger. What
/// the desk has set comes along, and the rates are held, so that it costs no further round trip.
pub(super) async fn lock_account(
    tx: &mut Tx<'_>,
    id: AccountId,
    today: NaiveDate,
) -> Result<(FilingAccount, Settings), ApiError> {
    let terms = routine::terms_of(account::program, today);
    let rules = routine::risk_rules(today);
    let locked = account::table
        .find(id.uuid())
        .select((ACCOUNT, terms, rules, routine::hold_rates()))
        .for_update()
        .first::<(FilingAccount, Value, Value, bool)>(&mut **tx);
    let (account, terms, rules, _held) = locked.await.map_err(|error| {
        let waited = matches!(&error, diesel::result::Error::DatabaseError(_, info) if info.message().contains("lock timeout"));
        if waited {
            let detail = "Another filing of this account is still running, or a rate is being approved. Send the same request again.";
            return ApiError::new(ProblemCode::IdempotencyInProgress, detail);
        }
        error.into()
    })?;
    let settings = Settings {
        terms: terms::read(account.program, terms)?,
        rules: from_json(rules)?,
    };
    Ok((account, settings))
}

pub(super) async fn period_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: PeriodId,
) -> Result<FilingPeriod, ApiError> {
    let row: Option<(NaiveDate, NaiveDate, NaiveDate, String)> = period::table
        .find((account.uuid(), id.uuid()))
        .select((
            period::starts_on,
            period::ends_on,
            period::due_on,
            period::form,
        ))
        .first(connection)
        .await
        .optional()?;
    let (starts_on, ends_on, due_on, form) = row.ok_or_else(ApiError::not_found)?;
    Ok(FilingPeriod {
        id,
        form,
        period: Period { starts_on, ends_on },
        due_on,
    })
}

/// The period of the program's return that ends on a day.
pub(super) async fn period_ending(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    day: NaiveDate,
) -> Result<Option<FilingPeriod>, ApiError> {
    let row: Option<(PeriodId, NaiveDate, NaiveDate)> = period::table
        .filter(period::account_id.eq(account))
        .filter(period::form.eq("return"))
        .filter(period::ends_on.eq(day))
        .select((period::id, period::starts_on, period::due_on))
        .first(connection)
        .await
        .optional()?;
    Ok(row.map(|(id, starts_on, due_on)| FilingPeriod {
        id,
        form: "return".into(),
        period: Period {
            starts_on,
            ends_on: day,
        },
        due_on,
    }))
}

fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    Ok(serde_json::from_value(value).context("a stored body does not have its shape any more")?)
}

/// The newest version of each of the account's statements on a form, newest first; so many are enough to choose from.
pub(super) async fn statements_of(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    form: &str,
) -> Result<Vec<EarlierStatement>, ApiError> {
    type Row = (
        FilingId,
        NaiveDate,
        NaiveDate,
        NaiveDate,
        NaiveDate,
        Value,
        Money,
    );
    let later = diesel::alias!(filing as later);
    let replaced = later.filter(
        later
            .field(filing::account_id)
            .eq(filing::account_id)
            .and(later.field(filing::amends).eq(filing::id.nullable())),
    );
    let rows: Vec<Row> = filing::table
        .inner_join(
            period::table.on(period::account_id
                .eq(filing::account_id)
                .and(period::id.eq(filing::period_id))),
        )
        .filter(filing::account_id.eq(account).and(period::form.eq(form)))
        .filter(not(exists(replaced)))
        .order(filing::id.desc())
        .limit(50)
        .select((
            filing::id,
            period::starts_on,
            period::ends_on,
            filing::filed_on,
            period::due_on,
            filing::entered,
            filing::payable,
        ))
        .load(connection)
        .await?;
    let statement = |(filing_id, starts_on, ends_on, posted_on, due_on, entered, payable): Row| {
        Ok(EarlierStatement {
            filing_id,
            label: Period { starts_on, ends_on }.label(),
            posted_on,
            due_on,
            draft: from_json(entered)?,
            payable,
        })
    };
    rows.into_iter().map(statement).collect()
}

/// The program of an account, if there is one of that id.
pub(super) async fn program_of(
    connection: &mut AsyncPgConnection,
    id: AccountId,
) -> Result<Option<Program>, ApiError> {
    let found = account::table.find(id.uuid()).select(account::program);
    Ok(found.first(connection).await.optional()?)
}
