//! Statements: what the desk charges without a return. They are received as filings are, so the account has lines, a notice
//! and entries like any other; only who files differs.

use super::actions::check_size;
use super::store;
use super::{Filer, Submission, Target, receive};
use crate::auth::staff::{DecideWork, StaffGrant, has_access};
use crate::http::idempotency::IdempotencyKey;
use crate::problem::ApiError;
use crate::state::State;
use crate::{rates, register};
use shared::contract::desk::{Statement, StatementBody, StatementForm, StatementWanted};
use shared::contract::filings::FilingBody;
use shared::contract::periods::NewPeriod;
use shared::period::Period;
use shared::problem::FieldError;
use shared::program::{FormFacts, Program};
use shared::{Problem, ProblemCode};

/// The name on what the desk posts.
const NAME: &str = "Tax and Revenue Administration";

/// The account of a number, with the form for some days. Nobody sees an account that they have access to.
///
/// # Errors
/// 404 when there is no such account; 422 when the program has no such statement.
pub(super) async fn form(
    state: &State,
    by: &StaffGrant<DecideWork>,
    wanted: &StatementWanted,
) -> Result<StatementForm, ApiError> {
    let program = wanted.program;
    statement_of(program, &wanted.form)?;
    let mut connection = state.db.read().await?;
    let named = (wanted.number.as_str(), wanted.occurrence.as_deref());
    let found = register::by_number(&mut connection, program, named, by.person()).await?;
    let table = rates::of_forms(&mut connection, program).await?;
    let days = Period {
        starts_on: wanted.from,
        ends_on: wanted.to,
    };
    let form = program.rules().build(&wanted.form, days, &table);
    let earlier = store::statements_of(&mut connection, found.id, &wanted.form).await?;
    Ok(StatementForm {
        account_id: found.id,
        account_name: found.name,
        client_name: found.client_name,
        form: form.map_err(anyhow::Error::new)?,
        earlier,
    })
}

fn statement_of(program: Program, code: &str) -> Result<&'static FormFacts, ApiError> {
    let form = program.facts().form(code);
    form.filter(|form| !form.kind.is_of_clients())
        .ok_or_else(|| {
            let error = FieldError {
                pointer: "/form".into(),
                code: "form.unknown".into(),
                message: format!("{} has no such statement", program.facts().name),
            };
            let problem = Problem::new(ProblemCode::FilingFindings, "There is no such form.");
            problem.with_errors(vec![error]).into()
        })
}

/// Posts a statement; says whether the key was used before.
///
/// # Errors
/// 404 when there is no such account; 422 for what is wrong with it; 409 when its days overlap another's.
pub(super) async fn post(
    state: &State,
    by: &StaffGrant<DecideWork>,
    body: StatementBody,
    key: IdempotencyKey,
) -> Result<(Statement, bool), ApiError> {
    check_size(&body.lines, &body.rows)?;
    let account = body.account_id;
    let mut connection = state.db.read().await?;
    let program = store::program_of(&mut connection, account).await?;
    let program = program.ok_or_else(ApiError::not_found)?;
    if has_access(&mut connection, account, by.person()).await? {
        return Err(ApiError::not_found());
    }
    drop(connection);
    statement_of(program, &body.form)?;
    let target = match body.replaces {
        Some(before) => Target::Amends(before),
        None => Target::Statement(
            NewPeriod {
                form: body.form,
                from: body.from,
                to: body.to,
            },
            body.due_on,
        ),
    };
    let submission = Submission {
        account,
        target,
        body: FilingBody {
            lines: body.lines,
            rows: body.rows,
            acknowledged: Vec::new(),
            certified: true,
        },
        key,
        filer: Filer {
            person: by.person(),
            name: NAME.into(),
            desk: true,
        },
    };
    let outcome = receive(state, by, &submission).await?;
    let receipt = outcome.receipt;
    let posted = Statement {
        account_id: account,
        program,
        filing_id: receipt.filing_id,
        assessment_id: receipt.assessment_id,
        charged: receipt.charged,
        owing: receipt.owing,
        due_on: receipt.due_on,
    };
    Ok((posted, outcome.replayed))
}
