//! The rows of changed terms.

use crate::db::Tx;
use crate::db::schema::{program_term, proposal};
use crate::problem::ApiError;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::desk::NewTerm;
use shared::id::ProposalId;
use shared::program::Program;

/// Adds a change that two people have agreed on.
pub(super) async fn add(tx: &mut Tx<'_>, new: &NewTerm, id: ProposalId) -> Result<(), ApiError> {
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

/// Changes that begin after a day, oldest first.
pub(super) async fn upcoming(
    connection: &mut AsyncPgConnection,
    after: NaiveDate,
) -> Result<Vec<NewTerm>, ApiError> {
    let rows: Vec<(Program, NaiveDate, Value)> = program_term::table
        .filter(program_term::effective_on.gt(after))
        .order((program_term::effective_on, program_term::seq))
        .limit(1_000)
        .select((
            program_term::program,
            program_term::effective_on,
            program_term::change,
        ))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|(program, effective_on, change)| {
            let change =
                serde_json::from_value(change).context("a changed term does not have its shape")?;
            Ok(NewTerm {
                program,
                effective_on,
                change,
            })
        })
        .collect()
}
