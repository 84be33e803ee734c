//! The dated rates of the database, read in the transaction that uses them.

use crate::db::schema::{rate, rate_use};
use crate::db::{Tx, routine};
use crate::problem::ApiError;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::contract::desk::NewRate;
use shared::id::ProposalId;
use shared::program::{LedgerInterest, Program};
use shared::rate::{Confidence, DatedRate, Rate, RateCode, RateTable};

/// The prescribed rates: interest on what is owed and on credits.
pub const INTEREST: [RateCode; 2] = [RateCode::DEBIT_INTEREST, RateCode::CREDIT_INTEREST];

/// The programs with interest of their own.
fn own_interest() -> impl Iterator<Item = (Program, RateCode)> {
    Program::ALL
        .iter()
        .filter_map(|program| match program.facts().interest {
            LedgerInterest::Monthly(code) => Some((*program, code)),
            LedgerInterest::Debit | LedgerInterest::DebitAndCredit => None,
        })
}

/// What the ledger works interest out with: the prescribed rates, and those of programs with interest of their own.
pub fn of_ledger() -> Vec<RateCode> {
    let own = own_interest().map(|(_program, code)| code);
    INTEREST.into_iter().chain(own).collect()
}

/// What is prescribed for a time, each once, under one of the programs that use it.
pub fn prescribed() -> impl Iterator<Item = (Program, RateCode)> {
    let interest = INTEREST.map(|code| (Program::CorporateIncomeTax, code));
    let fuel = RateCode::FUEL_BY_QUARTER.map(|code| (Program::FuelTax, code));
    interest.into_iter().chain(own_interest()).chain(fuel)
}

/// The rows that a program's forms need.
///
/// # Errors
/// When the database does not answer.
pub async fn of_forms(
    connection: &mut AsyncPgConnection,
    program: Program,
) -> Result<RateTable, ApiError> {
    of(connection, program, &[]).await
}

/// The rows that a program's forms need, and those of interest.
///
/// # Errors
/// When the database does not answer.
pub async fn of_program(
    connection: &mut AsyncPgConnection,
    program: Program,
) -> Result<RateTable, ApiError> {
    of(connection, program, &of_ledger()).await
}

async fn of(
    connection: &mut AsyncPgConnection,
    program: Program,
    also: &[RateCode],
) -> Result<RateTable, ApiError> {
    let rules = program.rules();
    let codes = [rules.rates(), also].concat();
    let family = rules.rate_family().map(|family| format!("{family}%"));
    rows(connection, &codes, family).await
}

/// The rows of some codes.
///
/// # Errors
/// When the database does not answer.
pub async fn load(
    connection: &mut AsyncPgConnection,
    codes: &[RateCode],
) -> Result<RateTable, ApiError> {
    rows(connection, codes, None).await
}

/// The last day that a filing, or posted interest, has used a code for.
///
/// # Errors
/// When the database does not answer.
pub async fn used_to(
    connection: &mut AsyncPgConnection,
    code: RateCode,
) -> Result<Option<NaiveDate>, ApiError> {
    Ok(rate_use::table
        .filter(rate_use::code.eq(code))
        .select(diesel::dsl::max(rate_use::last_on))
        .first(connection)
        .await?)
}

/// Holds the rates as they are until the transaction ends. It comes before every other lock.
///
/// # Errors
/// When the database does not answer, or a rate is being approved for too long.
pub async fn hold(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    let _held: bool = diesel::select(routine::hold_rates())
        .get_result(&mut **tx)
        .await?;
    Ok(())
}

/// Lets filings that are being received finish, and others wait: what they use is known then.
///
/// # Errors
/// When the database does not answer, or they do not finish in time.
pub async fn change(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    let _held: bool = diesel::select(routine::change_rates())
        .get_result(&mut **tx)
        .await?;
    Ok(())
}

/// Adds a row that two people have agreed on. A row of the same day that nothing has used is replaced by it; the
/// database refuses to take out one that was used.
///
/// # Errors
/// When the proposal is not approved or the database does not answer.
pub async fn add(tx: &mut Tx<'_>, new: &NewRate, proposal: ProposalId) -> Result<(), ApiError> {
    diesel::delete(
        rate::table.filter(
            rate::code
                .eq(new.code)
                .and(rate::effective_on.eq(new.effective_on)),
        ),
    )
    .execute(&mut **tx)
    .await?;
    diesel::insert_into(rate::table)
        .values((
            rate::code.eq(new.code),
            rate::effective_on.eq(new.effective_on),
            rate::until.eq(new.last_day()),
            rate::value.eq(new.value),
            rate::confidence.eq(new.confidence),
            rate::source.eq(new.source.trim()),
            rate::proposal_id.eq(proposal),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

type Row = (
    RateCode,
    NaiveDate,
    Option<NaiveDate>,
    Rate,
    Confidence,
    String,
);

async fn rows(
    connection: &mut AsyncPgConnection,
    codes: &[RateCode],
    family: Option<String>,
) -> Result<RateTable, ApiError> {
    let mut query = rate::table.filter(rate::code.eq_any(codes)).into_boxed();
    if let Some(family) = family {
        query = query.or_filter(rate::code.like(family));
    }
    let rows: Vec<Row> = query
        .order((rate::code, rate::effective_on))
        .select((
            rate::code,
            rate::effective_on,
            rate::until,
            rate::value,
            rate::confidence,
            rate::source,
        ))
        .load(connection)
        .await?;
    let rows =
        rows.into_iter().map(
            |(code, effective_on, until, value, confidence, source)| DatedRate {
                code,
                effective_on,
                until,
                value,
                confidence,
                source,
            },
        );
    Ok(RateTable::new(rows.collect()))
}
