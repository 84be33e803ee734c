//! What programs offer on a day: the facts of the release, and what the desk has changed since.

use crate::db::schema::{program_term, proposal};
use crate::db::{Tx, routine};
use crate::problem::ApiError;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::ProblemCode;
use shared::contract::desk::NewTerm;
use shared::form::FilingKind;
use shared::id::ProposalId;
use shared::program::{Program, TermChange, Terms};
use std::collections::BTreeMap;

/// The terms of a program.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    connection: &mut AsyncPgConnection,
    program: Program,
    day: NaiveDate,
) -> Result<Terms, ApiError> {
    let changes = routine::terms_of(program, day);
    let changes: Value = diesel::select(changes).get_result(connection).await?;
    read(program, changes)
}

/// The terms of a program with the changes that `routine.terms_of` gives.
///
/// # Errors
/// When the changes do not have their shape.
pub fn read(program: Program, changes: Value) -> Result<Terms, ApiError> {
    let changes: Vec<TermChange> =
        serde_json::from_value(changes).context("changed terms do not have their shape")?;
    Ok(Terms::with(program.facts(), &changes))
}

/// The terms of every program.
///
/// # Errors
/// When the database does not answer.
pub async fn all(
    connection: &mut AsyncPgConnection,
    day: NaiveDate,
) -> Result<BTreeMap<Program, Terms>, ApiError> {
    let rows: Vec<(Program, Value)> = program_term::table
        .filter(program_term::effective_on.le(day))
        .order((
            program_term::program,
            program_term::term,
            program_term::effective_on.desc(),
            program_term::seq.desc(),
        ))
        .distinct_on((program_term::program, program_term::term))
        .select((program_term::program, program_term::change))
        .load(connection)
        .await?;
    let mut terms: BTreeMap<Program, Terms> = Program::ALL
        .iter()
        .map(|program| (*program, Terms::of(program.facts())))
        .collect();
    for (program, change) in rows {
        let change: TermChange =
            serde_json::from_value(change).context("a changed term does not have its shape")?;
        if let Some(terms) = terms.get_mut(&program) {
            terms.apply(&change);
        }
    }
    Ok(terms)
}

/// Adds a change that two people have agreed on.
///
/// # Errors
/// When the proposal is not approved or the database does not answer.
pub async fn add(tx: &mut Tx<'_>, new: &NewTerm, id: ProposalId) -> Result<(), ApiError> {
    let change = serde_json::to_value(&new.change).map_err(anyhow::Error::new)?;
    let reason: String = proposal::table
        .find(id.uuid())
        .select(proposal::reason)
        .first(&mut **tx)
        .await?;
    diesel::insert_into(program_term::table)
        .values((
            program_term::program.eq(new.program),
            program_term::term.eq(new.change.term()),
            program_term::effective_on.eq(new.effective_on),
            program_term::change.eq(change),
            program_term::reason.eq(reason),
            program_term::proposal_id.eq(id),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What is filed, many of them.
pub const fn filings(kind: FilingKind) -> &'static str {
    match kind {
        FilingKind::Return => "returns",
        FilingKind::Claim => "claims",
        FilingKind::Statement => "statements",
    }
}

/// The refusal of what a program does not take online today.
pub fn not_offered(program: Program, what: &str) -> ApiError {
    let detail = format!(
        "{} takes no {what} online at the moment. Nothing was filed; drafts are kept. Call us to file in another way.",
        program.facts().name
    );
    ApiError::new(ProblemCode::NotOffered, detail)
}
