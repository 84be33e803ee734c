//! The form of a period with what is known of its account: payments so far, and what earlier filings said.

use super::receive::form as built;
use super::store::{self, FilingAccount, FilingPeriod};
use crate::ledger::balance::{Which, periods};
use crate::problem::ApiError;
use crate::rates;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use shared::Money;
use shared::carry::Known;
use shared::form::Form;
use shared::id::AccountId;
use shared::rate::RateTable;

/// A day on which a form is looked at, and the day its filing was or would be received: an amendment keeps the first one's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub(super) today: NaiveDate,
    pub(super) received_on: NaiveDate,
}

/// Builds the form and takes over what the program says. Most programs take over nothing and cost nothing.
///
/// # Errors
/// When a rate is missing or the database does not answer.
pub(super) async fn form(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    holder: &FilingAccount,
    period: &FilingPeriod,
    rates: &RateTable,
    days: Days,
) -> Result<Form, ApiError> {
    let mut form = built(holder, period, rates, days.received_on)?;
    let carries = holder.program.rules().carries(&form);
    if carries.is_empty() {
        return Ok(form);
    }
    let mut known = Known::default();
    if carries.payments() {
        let paid = paid(connection, account, period, days.today).await?;
        known.payments = Some((paid, days.today));
    }
    let back = carries.periods();
    if back > 0 {
        known.earlier = store::earlier(connection, account, period, back).await?;
    }
    form.carry(&carries, &known);
    Ok(form)
}

async fn paid(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: &FilingPeriod,
    day: NaiveDate,
) -> Result<Money, ApiError> {
    let rates = rates::load(connection, &rates::INTEREST).await?;
    let which = Which::These(&[period.id]);
    let standings = periods(connection, &[account], which, day, &rates).await?;
    let standing = standings.get(&period.id);
    Ok(standing.map_or(Money::ZERO, |standing| standing.paid))
}
