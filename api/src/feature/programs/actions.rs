//! What can be asked of programs. Their facts are code, their rates and changed terms are core's, so there is no store.

use crate::problem::ApiError;
use crate::state::State;
use crate::{rates, terms};
use chrono::NaiveDate;
use shared::ProblemCode;
use shared::contract::programs::{FormSummary, Offered, ProgramSummary, Rates};
use shared::form::Form;
use shared::period::Period;
use shared::program::{LedgerInterest, NoForm, Offer, Program, Terms};
use shared::rate::RateCode;

/// Every program as it is today.
///
/// # Errors
/// When the database does not answer.
pub async fn list(state: &State) -> Result<Vec<ProgramSummary>, ApiError> {
    let terms = terms::all(&mut *state.db.read().await?, state.clock.today()).await?;
    Ok(terms
        .into_iter()
        .map(|(program, terms)| summary(program, terms))
        .collect())
}

/// One program as it is today.
///
/// # Errors
/// When the database does not answer.
pub async fn show(state: &State, program: Program) -> Result<ProgramSummary, ApiError> {
    let today = state.clock.today();
    let terms = terms::of(&mut *state.db.read().await?, program, today).await?;
    Ok(summary(program, terms))
}

fn summary(program: Program, terms: Terms) -> ProgramSummary {
    let facts = program.facts();
    let offered = |Offer(capability, confidence): &Offer| Offered {
        capability: *capability,
        confidence: *confidence,
    };
    ProgramSummary {
        program,
        name: facts.name.into(),
        summary: facts.summary.into(),
        frequencies: facts.frequencies.to_vec(),
        act: facts.act.into(),
        money_word: facts.money_word.into(),
        number: facts.number,
        forms: facts
            .forms
            .iter()
            .map(|form| FormSummary::of(program, form))
            .collect(),
        capabilities: terms.offers.iter().map(offered).collect(),
        objection_days: terms.objection_days.0,
        objection_confidence: terms.objection_days.1,
        document_confidence: terms.document_kinds.1,
        document_kinds: terms.document_kinds.0,
        late_penalty: facts.penalty_rule.text.into(),
    }
}

/// The rates of a program, and the prescribed interest on its accounts, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn rates(state: &State, program: Program) -> Result<Rates, ApiError> {
    let mut connection = state.db.read().await?;
    let table = rates::of_forms(&mut connection, program).await?;
    let interest: &[RateCode] = match program.facts().interest {
        // The forms need that rate as well.
        LedgerInterest::Monthly(_) => &[],
        LedgerInterest::Debit => &[RateCode::DEBIT_INTEREST],
        LedgerInterest::DebitAndCredit => &rates::INTEREST,
    };
    let interest = rates::load(&mut connection, interest).await?;
    Ok(Rates {
        program,
        rates: table.rows().to_vec(),
        interest: interest.rows().to_vec(),
        as_of: state.clock.today(),
    })
}

/// The form of a program for the days from `from` to `to`.
///
/// # Errors
/// 400 when the days are no period or there is no such form, 422 when no rate is known.
pub async fn form(
    state: &State,
    program: Program,
    code: Option<&str>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Form, ApiError> {
    if to < from || to.signed_duration_since(from).num_days() > 366 {
        return Err(ApiError::new(
            ProblemCode::Parameter,
            "to must be on or after from, and at most 366 days later.",
        ));
    }
    let table = rates::of_forms(&mut *state.db.read().await?, program).await?;
    let period = Period {
        starts_on: from,
        ends_on: to,
    };
    let code = code.unwrap_or(program.facts().main_form().code);
    let (rules, today) = (program.rules(), state.clock.today());
    let built = rules
        .build(code, period, &table)
        .and_then(|form| rules.received_on(form, today, &table))
        .map(|form| rules.answered_on(form, today));
    built.map_err(|none| {
        let (code, detail) = match &none {
            NoForm::Rate(_) => (
                ProblemCode::RateMissing,
                format!("There is no form for these days: {none}."),
            ),
            NoForm::Unknown => (
                ProblemCode::Parameter,
                "The program has no form of that code: GET the program lists them.".into(),
            ),
            NoForm::OutOfTime(why) => (ProblemCode::Parameter, (*why).into()),
        };
        ApiError::new(code, detail)
    })
}
