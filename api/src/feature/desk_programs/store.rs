//! The rows of changed terms.

use crate::db::schema::program_term;
use crate::problem::ApiError;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::desk::NewTerm;
use shared::program::Program;

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
