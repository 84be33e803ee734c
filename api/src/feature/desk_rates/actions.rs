//! What can be done with rates at the desk.

use super::store;
use crate::auth::staff::{ApproveRate, ProposeRate, StaffGrant};
use crate::db::Tx;
use crate::http::day::is_sound;
use crate::problem::ApiError;
use crate::proposal::{self, Change, Kind};
use crate::state::State;
use crate::{rates, work};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use shared::ProblemCode;
use shared::contract::desk::{NewRate, Proposal, RateLine, RateProposalBody, TEXT_LIMIT};
use shared::id::ProposalId;
use shared::program::Program;
use shared::rate::{DatedRate, Rate, RateCode};
use std::collections::BTreeMap;

/// The codes of a program, or of prescribed interest, with their rows and how far they were used.
///
/// # Errors
/// When the database does not answer.
pub async fn lines(state: &State, program: Option<Program>) -> Result<Vec<RateLine>, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let (table, named) = match program {
        Some(program) => (
            rates::of_forms(&mut connection, program).await?,
            program.rules().rates().to_vec(),
        ),
        None => (
            rates::load(&mut connection, &rates::INTEREST).await?,
            rates::INTEREST.to_vec(),
        ),
    };
    let mut by_code: BTreeMap<RateCode, Vec<DatedRate>> =
        named.into_iter().map(|code| (code, Vec::new())).collect();
    for row in table.rows() {
        by_code.entry(row.code).or_default().push(row.clone());
    }
    let codes: Vec<RateCode> = by_code.keys().copied().collect();
    let used = store::used(&mut connection, &codes).await?;
    Ok(by_code
        .into_iter()
        .map(|(code, rows)| {
            let (mut past, upcoming): (Vec<_>, Vec<_>) =
                rows.into_iter().partition(|row| row.effective_on <= today);
            let newest = past.pop();
            let ended = newest.as_ref().and_then(|row| row.until);
            let known_to = ended.filter(|until| *until < today);
            // What was prescribed for a time that is over counts as one before.
            let now = match known_to {
                Some(_over) => {
                    past.extend(newest);
                    None
                }
                None => newest,
            };
            RateLine {
                code,
                now,
                known_to,
                upcoming,
                earlier: past.len(),
                used_to: used.get(&code).copied(),
            }
        })
        .collect())
}

impl Change for NewRate {
    const KIND: Kind = Kind::Rate;
    type Proposes = ProposeRate;
    type Approves = ApproveRate;

    fn subject(&self) -> String {
        self.code.to_string()
    }

    fn effective_on(&self) -> NaiveDate {
        self.effective_on
    }
}

/// Proposes a rate.
///
/// # Errors
/// 422 for a rate that makes no sense, 409 for days that were used and for what waits already.
pub async fn propose(
    state: &State,
    by: &StaffGrant<ProposeRate>,
    body: &RateProposalBody,
) -> Result<Proposal<NewRate>, ApiError> {
    let checks = async |tx: &mut Tx<'_>| {
        sound(tx, body).await?;
        in_order(tx, &body.rate).await?;
        unused(tx, &body.rate).await
    };
    // The second person sees for how long it counts.
    let rate = NewRate {
        until: body.rate.last_day(),
        ..body.rate.clone()
    };
    proposal::propose(state, by, &rate, &body.reason, checks).await
}

/// A second person approves a rate: it counts from its day.
///
/// # Errors
/// 404; 409 when it was decided, is the caller's own, or its days were used meanwhile.
pub async fn approve(
    state: &State,
    by: &StaffGrant<ApproveRate>,
    id: ProposalId,
) -> Result<Proposal<NewRate>, ApiError> {
    let follows = async |tx: &mut Tx<'_>, rate: &NewRate| {
        rates::change(tx).await?;
        in_order(tx, rate).await?;
        unused(tx, rate).await?;
        rates::add(tx, rate, id).await?;
        work::rate_entered(tx, &state.clock, rate, by.person()).await
    };
    proposal::approve(state, by, id, follows).await
}

/// Everything that is wrong with a proposed rate.
async fn sound(
    connection: &mut AsyncPgConnection,
    body: &RateProposalBody,
) -> Result<(), ApiError> {
    let NewRate {
        code,
        effective_on,
        until,
        value,
        source,
        ..
    } = &body.rate;
    let mut errors = Vec::new();
    if !is_named(*code) && !store::is_known(connection, *code).await? {
        let message = "No program has a rate of this code, nor has interest";
        errors.push(proposal::error("/rate/code", "rate.unknown", message));
    }
    if !is_sound(*effective_on) {
        let message = "The day must be from 1900-01-01 to 2199-12-31";
        errors.push(proposal::error("/rate/effectiveOn", "day.unsound", message));
    }
    match until {
        None => {}
        Some(_day) if !code.is_prescribed() => {
            let message = "Only interest and the fuel rates of a quarter are prescribed for a time. Any other rate counts until the next one: leave the last day out";
            errors.push(proposal::error(
                "/rate/until",
                "rate.not_prescribed",
                message,
            ));
        }
        Some(day) if day < effective_on || !is_sound(*day) => {
            let message = "The last day must not be before the first, nor after 2199-12-31";
            errors.push(proposal::error("/rate/until", "day.unsound", message));
        }
        Some(_day) => {}
    }
    if !fits(*value) {
        let message = "A rate is from 0 to less than 100, with at most 10 decimals";
        errors.push(proposal::error("/rate/value", "rate.unsound", message));
    }
    proposal::text(&mut errors, "/rate/source", source, 300);
    proposal::text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    proposal::sound(errors)
}

/// The code is of a program's rules, or of interest.
fn is_named(code: RateCode) -> bool {
    rates::INTEREST.contains(&code)
        || Program::ALL.iter().any(|program| {
            let rules = program.rules();
            let family = rules.rate_family();
            rules.rates().contains(&code)
                || family.is_some_and(|family| code.as_str().starts_with(family))
        })
}

/// The table holds it.
fn fits(value: Rate) -> bool {
    let fraction = value.fraction();
    !fraction.is_sign_negative() && fraction.scale() <= 10 && fraction < 100.into()
}

/// Interest is entered day after day: behind a gap it would count as used, though nothing was worked out with it yet. And it
/// ends before the next row begins.
async fn in_order(connection: &mut AsyncPgConnection, rate: &NewRate) -> Result<(), ApiError> {
    let Some(last_day) = rate.last_day() else {
        return Ok(());
    };
    let rows = rates::load(connection, &[rate.code]).await?;
    let rows = rows.rows().iter();
    let (before, after): (Vec<_>, Vec<_>) = rows
        .filter(|row| row.effective_on != rate.effective_on)
        .partition(|row| row.effective_on < rate.effective_on);
    let mut errors = Vec::new();
    let ended = before.last().and_then(|row| row.until?.succ_opt());
    if let Some(unknown) = ended.filter(|unknown| *unknown < rate.effective_on) {
        let message = format!(
            "No rate is known from {} on: enter that one first, and have it approved",
            shared::words::day(unknown)
        );
        errors.push(proposal::error("/rate/effectiveOn", "rate.gap", message));
    }
    if let Some(next) = after.first().filter(|next| next.effective_on <= last_day) {
        let message = format!(
            "Another rate begins on {}: the last day must be before it",
            shared::words::day(next.effective_on)
        );
        errors.push(proposal::error("/rate/until", "rate.overlap", message));
    }
    proposal::sound(errors)
}

/// What was used is never changed: a new row begins after the last day that was worked out with the old one.
async fn unused(connection: &mut AsyncPgConnection, rate: &NewRate) -> Result<(), ApiError> {
    if rate.code.stands_alone() && !store::has_row(connection, rate.code, rate.effective_on).await?
    {
        return Ok(());
    }
    // Where no rate counts none was used, whatever was used later: interest ends before such days.
    let rows = rates::load(connection, &[rate.code]).await?;
    if rows.on(rate.code, rate.effective_on).is_none() {
        return Ok(());
    }
    let used_to = rates::used_to(connection, rate.code).await?;
    match used_to.filter(|used_to| rate.effective_on <= *used_to) {
        None => Ok(()),
        Some(used_to) => {
            let detail = format!(
                "The rate {} was used for days up to {}, by filings or by interest that is posted. A new one can begin the day after.",
                rate.code,
                shared::words::day(used_to)
            );
            Err(ApiError::new(ProblemCode::RateUsed, detail))
        }
    }
}
