//! What can be asked of programs. Their rows are code and rates, so there is no store.

use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use chrono::NaiveDate;
use shared::ProblemCode;
use shared::contract::programs::{Capability, ProgramSummary, Rates};
use shared::form::Form;
use shared::period::Period;
use shared::program::Program;

/// Every program.
pub fn list() -> Vec<ProgramSummary> {
    Program::ALL.iter().copied().map(show).collect()
}

/// One program.
pub fn show(program: Program) -> ProgramSummary {
    let rules = program.rules();
    ProgramSummary {
        program,
        name: rules.name().into(),
        summary: rules.summary().into(),
        frequencies: rules.frequencies().to_vec(),
        capabilities: vec![
            Capability::FileReturn,
            Capability::NilReturn,
            Capability::Amend,
        ],
    }
}

/// The rates of a program, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn rates(state: &State, program: Program) -> Result<Rates, ApiError> {
    let table = rates::load(&mut *state.db.read().await?, program.rules().rates()).await?;
    Ok(Rates {
        program,
        rates: table.rows().to_vec(),
    })
}

/// The form of a program for the days from `from` to `to`.
///
/// # Errors
/// 400 when the days are no period, 422 when no rate is known.
pub async fn form(
    state: &State,
    program: Program,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Form, ApiError> {
    if to < from || to.signed_duration_since(from).num_days() > 366 {
        return Err(ApiError::new(
            ProblemCode::Parameter,
            "to must be on or after from, and at most 366 days later.",
        ));
    }
    let table = rates::load(&mut *state.db.read().await?, program.rules().rates()).await?;
    program
        .rules()
        .form(
            Period {
                starts_on: from,
                ends_on: to,
            },
            &table,
        )
        .map_err(|missing| {
            ApiError::new(
                ProblemCode::RateMissing,
                format!("There is no form for these days: {missing}."),
            )
        })
}
