//! Net File: a corporate return as software sends it. It is looked at stage by stage and then received like any other.

use super::actions::{self, Target};
use super::{Outcome, store};
use crate::auth::grant::{Grant, SubmitFiling};
use crate::forms::Days;
use crate::http::day;
use crate::http::idempotency::IdempotencyKey;
use crate::problem::ApiError;
use crate::state::State;
use crate::{forms, rates, terms, work};
use anyhow::anyhow;
use shared::contract::filings::FilingBody;
use shared::contract::net_file::{NetFileBody, NetFiled};
use shared::filing::{Evaluation, evaluate};
use shared::id::FilingId;
use shared::problem::FieldError;
use shared::program::corporate::net_items::{self, Read};
use shared::program::corporate::netfile::{self, Known, Refusal, Submission};
use shared::program::{Capability, Program};
use shared::{Problem, ProblemCode};
use uuid::Uuid;

/// The code of a return that was received.
const RECEIVED: u32 = 30001;

/// Receives a return.
///
/// # Errors
/// 422 with what the first failing stage says, and as filing any return.
pub(super) async fn receive(
    state: &State,
    by: &Grant<SubmitFiling>,
    body: &NetFileBody,
    key: IdempotencyKey,
) -> Result<(NetFiled, bool), ApiError> {
    let (target, filing) = match looked_at(state, by, body, &key).await {
        Ok(looked_at) => looked_at,
        // While it was looked at, the very same request may have been received.
        Err(refused) => replay(state, by, body, &key).await?.ok_or(refused)?,
    };
    let filed = actions::file(state, by, target, filing, key).await;
    let Outcome { receipt, replayed } = filed.map_err(overtaken)?;
    let confirmation = receipt.confirmation.clone();
    let filed = NetFiled {
        code: RECEIVED,
        confirmation: confirmation
            .ok_or_else(|| anyhow!("a corporate return has no confirmation number"))?,
        can: receipt.account_number.clone(),
        year_end: receipt.period.ends_on,
        received_at: receipt.received_at,
        receipt,
    };
    Ok((filed, replayed))
}

/// Another return of the year was received while this one was looked at: as if it had been there before.
fn overtaken(error: ApiError) -> ApiError {
    let code = match &error {
        ApiError::Problem(problem) => problem.code,
        ApiError::RateMissing(..) | ApiError::Internal(_) => return error,
    };
    if !matches!(code, ProblemCode::AlreadyFiled | ProblemCode::NotLatest) {
        return error;
    }
    let message =
        "A return for this tax year was received a moment ago. Mark a later one as amended";
    problem(vec![FieldError {
        pointer: "/yearEnd".into(),
        code: "net_file.20050".into(),
        message: message.into(),
    }])
}

/// What to do with a key that was used: a retry gets the receipt of its key, whatever the stages would say by now.
async fn replay(
    state: &State,
    by: &Grant<SubmitFiling>,
    body: &NetFileBody,
    key: &IdempotencyKey,
) -> Result<Option<(Target, FilingBody)>, ApiError> {
    let mut connection = state.db.read().await?;
    let (account, person) = (by.account(), by.signed_in().person);
    let used = store::used_key(&mut connection, account, person, &key.key).await?;
    Ok(used.map(|_used| (Target::Amends(FilingId::from(Uuid::nil())), filing(body))))
}

/// The lines that were sent by their numbers.
fn filing(body: &NetFileBody) -> FilingBody {
    FilingBody {
        lines: body.lines.clone(),
        rows: body.rows.clone(),
        certified: body.certified,
        acknowledged: body.acknowledged.clone(),
    }
}

/// What is to be filed, after all stages.
async fn looked_at(
    state: &State,
    by: &Grant<SubmitFiling>,
    body: &NetFileBody,
    key: &IdempotencyKey,
) -> Result<(Target, FilingBody), ApiError> {
    if let Some(replay) = replay(state, by, body, key).await? {
        return Ok(replay);
    }
    let mut filing = filing(body);
    let account = by.account();
    let mut connection = state.db.read().await?;
    let holder = store::account_of(&mut connection, account).await?;
    let terms = terms::of(&mut connection, holder.program, state.clock.today()).await?;
    if !terms.offers(Capability::Software) {
        return Err(terms::not_offered(holder.program, "returns of software"));
    }
    if !day::is_sound(body.year_end) {
        let message = "The year-end must be from 1 January 1900 to 31 December 2199";
        return Err(problem(vec![error("/yearEnd", message)]));
    }
    let period = store::period_ending(&mut connection, account, body.year_end).await?;
    let newest = match &period {
        Some(period) => store::newest(&mut connection, account, period.id).await?,
        None => None,
    };
    let mine = holder.program == Program::CorporateIncomeTax && holder.number == body.can;
    let known = Known {
        account: mine,
        original: newest.is_some(),
        // Filings of an account wait for each other, so another one is never half received.
        in_progress: false,
        today: state.clock.today(),
    };
    refused(netfile::refusals(&submission(body), &known))?;
    let Some(period) = period else {
        let message = "The account has no tax year that ended on that day";
        return Err(problem(vec![error("/yearEnd", message)]));
    };
    let target = match (newest, body.amended) {
        (Some(newest), _) => Target::Amends(newest.id),
        (None, false) => Target::Period(period.id),
        (None, true) => {
            let message =
                "No return of this tax year is on file. Send the first one without the mark";
            return Err(problem(vec![error("/amended", message)]));
        }
    };
    let rates = rates::of_forms(&mut connection, holder.program).await?;
    let days = Days {
        today: known.today,
        received_on: newest.map_or(known.today, |newest| newest.first_filed_on),
    };
    let form = forms::form(
        &mut connection,
        &period.asked(account, &holder),
        &rates,
        days,
    )
    .await;
    drop(connection);
    let form = work::heard(&state.db, &state.clock, form).await?;
    let mut read = match net_items::read(&form, &holder.number, &body.items) {
        Ok(read) => read,
        Err(refusals) => return refused(refusals).map(|()| (target, filing)),
    };
    refused(net_items::conflicts(&read, &body.lines))?;
    read.draft.lines.extend(body.lines.clone());
    read.draft.rows.clone_from(&body.rows);
    content(body, &read, &evaluate(&form, &read.draft))?;
    filing.lines = read.draft.lines;
    Ok((target, filing))
}

fn submission(body: &NetFileBody) -> Submission {
    let schedules = net_items::schedules(body.items.keys());
    Submission {
        can: body.can.clone(),
        year_end: body.year_end,
        amended: body.amended,
        schedules: schedules.into_iter().collect(),
        items: body.items.clone().into_iter().collect(),
    }
}

/// The last stage: what the form itself finds, and figures that are not those of the software.
fn content(body: &NetFileBody, read: &Read, evaluation: &Evaluation) -> Result<(), ApiError> {
    let mut errors: Vec<FieldError> = evaluation
        .blocking(&body.acknowledged)
        .map(|finding| {
            let named = |line: &shared::form::LineId| body.lines.contains_key(line);
            let line = finding
                .line
                .as_ref()
                .filter(|line| finding.table.is_none() && !named(line));
            let item = line.and_then(net_items::item_of);
            FieldError {
                pointer: item.map_or_else(|| finding.pointer(), |item| format!("/items/{item}")),
                code: finding.code.clone(),
                message: finding.message.clone(),
            }
        })
        .collect();
    errors.extend(
        net_items::differences(read, evaluation)
            .iter()
            .map(field_error),
    );
    if errors.is_empty() {
        Ok(())
    } else {
        Err(problem(errors))
    }
}

fn refused(refusals: Vec<Refusal>) -> Result<(), ApiError> {
    if refusals.is_empty() {
        return Ok(());
    }
    Err(problem(refusals.iter().map(field_error).collect()))
}

fn field_error(refusal: &Refusal) -> FieldError {
    FieldError {
        pointer: refusal.pointer(),
        code: format!("net_file.{}", refusal.code),
        message: refusal.message.clone(),
    }
}

fn error(pointer: &str, message: &str) -> FieldError {
    FieldError {
        pointer: pointer.into(),
        code: "net_file.20060".into(),
        message: message.into(),
    }
}

fn problem(errors: Vec<FieldError>) -> ApiError {
    let detail = "Nothing was filed. The first stage that found something says what; later stages have not looked yet.";
    Problem::new(ProblemCode::FilingFindings, detail)
        .with_errors(errors)
        .into()
}
