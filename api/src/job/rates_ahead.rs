//! Asks the desk for what is prescribed for a time, interest and fuel rates, before it is needed: nothing is carried over.

use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use crate::work::{self, Wanted};
use chrono::{Days, NaiveDate};
use shared::program::{Program, RateMissing};
use shared::rate::RateCode;

/// How long before a rate ends the desk is asked for the next one.
const AHEAD: Days = Days::new(14);

/// Once a day, looks how far the rates are known.
#[derive(Debug, Default)]
pub struct Asked {
    on: Option<NaiveDate>,
}

impl Asked {
    /// Asks for what ends soon, or has ended; says how many rates do.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn look(&mut self, state: &State) -> Result<usize, ApiError> {
        let today = state.clock.today();
        if self.on == Some(today) {
            return Ok(0);
        }
        let ending = ending(state, today).await?;
        for (program, missing) in &ending {
            work::tell(&state.db, &state.clock, *program, missing, Wanted::Soon).await;
        }
        self.on = Some(today);
        Ok(ending.len())
    }
}

/// The rates that will not be known in a while, each with the first day without it.
async fn ending(state: &State, today: NaiveDate) -> Result<Vec<(Program, RateMissing)>, ApiError> {
    let codes: Vec<RateCode> = rates::prescribed().map(|(_home, code)| code).collect();
    let table = rates::load(&mut *state.db.read().await?, &codes).await?;
    let until = today.checked_add_days(AHEAD).unwrap_or(today);
    let ends = |(program, code): (Program, RateCode)| {
        let day = table.known_to(code)?.succ_opt()?;
        (day <= until).then_some((program, RateMissing { code, day }))
    };
    Ok(rates::prescribed().filter_map(ends).collect())
}
