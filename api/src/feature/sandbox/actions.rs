//! What can be done in the sandbox.

use super::store;
use crate::auth::grant::SystemGrant;
use crate::db::Act;
use crate::http::day::is_sound;
use crate::ledger::payment::{Payment, receive};
use crate::problem::ApiError;
use crate::register::{self, NewAccount};
use crate::state::State;
use crate::{assess, rates};
use anyhow::Context;
use chrono::{Datelike, Days, Months, TimeDelta};
use shared::ProblemCode;
use shared::access::{Preset, Role};
use shared::contract::sandbox::{
    AdvanceClock, Letter, NewTestUser, SandboxClock, SandboxPayment, SandboxPosted, TestUser,
};
use shared::id::EventId;
use shared::period::Frequency;
use shared::program::Program;

/// The sandbox's clock.
pub fn clock(state: &State) -> SandboxClock {
    SandboxClock {
        now: state.clock.now(),
        today: state.clock.today(),
    }
}

/// Moves the clock forward for everybody, and remembers it over a restart.
///
/// # Errors
/// 400 beyond ten years, 503 when the database does not answer.
pub async fn advance(state: &State, by: &AdvanceClock) -> Result<SandboxClock, ApiError> {
    if by.seconds > 315_576_000 {
        return Err(ApiError::new(
            ProblemCode::Malformed,
            "seconds must be from 0 to ten years (315576000).",
        ));
    }
    let offset = state
        .clock
        .advance(TimeDelta::seconds(i64::from(by.seconds)));
    state
        .db
        .write(
            &SystemGrant::service("sandbox clock"),
            Act::Sandbox,
            async |tx| {
                tx.note("offsetMs", offset);
                store::save_offset(tx, offset).await
            },
        )
        .await?;
    state.wake.notify_one();
    Ok(clock(state))
}

/// Letters that would have been posted, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn mail_room(state: &State) -> Result<Vec<Letter>, ApiError> {
    let mut connection = state.db.read().await?;
    Ok(store::load(&mut connection)
        .await?
        .map(|(_offset, letters)| letters)
        .unwrap_or_default())
}

/// Records a payment as the administration would import it from the bank.
///
/// # Errors
/// 404 when there is no such period, 400 when the amount is not positive.
pub async fn record_payment(
    state: &State,
    payment: &SandboxPayment,
) -> Result<SandboxPosted, ApiError> {
    if !payment.amount.is_positive() {
        return Err(ApiError::new(
            ProblemCode::Malformed,
            "amount must be more than 0.00.",
        ));
    }
    if !payment.received_on.is_none_or(is_sound) {
        let detail = "receivedOn must be from 1900-01-01 to 2199-12-31.";
        return Err(ApiError::new(ProblemCode::Malformed, detail));
    }
    let grant = SystemGrant::new(payment.account_id, "sandbox payment");
    let received_on = payment.received_on.unwrap_or_else(|| state.clock.today());
    let journal_ids = state
        .db
        .write(&grant, Act::RecordPayment, async |tx| {
            if let Some(period) = payment.period_id
                && !store::has_period(tx, payment.account_id, period).await?
            {
                return Err(ApiError::not_found());
            }
            // Interest on instalments is worked out once, by the rates of that moment.
            rates::hold(tx).await?;
            let rates = rates::load(tx, &rates::of_ledger()).await?;
            let id = state.clock.id(EventId::from_parts).uuid();
            let payment = Payment {
                id,
                account: payment.account_id,
                period: payment.period_id,
                amount: payment.amount,
                received_on,
                actor: None,
            };
            tx.note("amount", payment.amount.to_string());
            let journals = receive(tx, &state.clock, &payment, &rates).await?;
            assess::after_payment(tx, &state.clock, payment.account, received_on, &rates).await?;
            Ok(journals)
        })
        .await?;
    let journal_id = *journal_ids.first().context("a payment without a journal")?;
    Ok(SandboxPosted {
        journal_id,
        journal_ids,
    })
}

/// Makes a person who owns a new establishment, with monthly periods of the last year, and a letter for a second one.
///
/// # Errors
/// When the database does not answer.
pub async fn create_test_user(state: &State, new: &NewTestUser) -> Result<TestUser, ApiError> {
    let today = state.clock.today();
    let program = new.program.unwrap_or(Program::TourismLevy);
    let frequencies = program.facts().frequencies;
    let frequency = frequencies.first().copied().unwrap_or(Frequency::AsNeeded);
    let subject = format!("test-{}", state.clock.id(EventId::from_parts));
    let number = format!("{:09}", rand::random_range(300_000_000..999_999_999_u32));
    // Whole calendar years and quarters, so that periods are those of the forms.
    let first = match frequency {
        Frequency::Monthly | Frequency::AsNeeded => today.with_day(1),
        Frequency::Quarterly | Frequency::Yearly => today.with_ordinal(1),
    };
    let opened_on = first
        .and_then(|first| first.checked_sub_months(Months::new(12)))
        .unwrap_or(today);
    let until = today.checked_add_months(Months::new(14)).unwrap_or(today);
    let email = format!("{subject}@test.example");
    state
        .db
        .write(
            &SystemGrant::service("sandbox test user"),
            Act::Sandbox,
            async |tx| {
                let client =
                    register::client(tx, &state.clock, &format!("{} Hotels Ltd.", new.name))
                        .await?;
                let person = register::person(
                    tx,
                    &state.clock,
                    &state.config.oidc.issuer,
                    &subject,
                    &new.name,
                    &email,
                )
                .await?;
                let account = |occurrence, name| NewAccount {
                    client,
                    program,
                    number: &number,
                    occurrence,
                    name,
                    place: "Jasper",
                    frequency,
                    opened_on,
                    year_ends_on: None,
                };
                let (account_id, periods) =
                    register::open(tx, &state.clock, &account("001", "Test Lodge"), until).await?;
                register::admit(
                    tx,
                    &state.clock,
                    account_id,
                    person,
                    Role::Owner,
                    Preset::Full,
                )
                .await?;
                let (invited, _periods) =
                    register::open(tx, &state.clock, &account("002", "Test Cabins"), until).await?;
                let expires_on = today.checked_add_days(Days::new(30)).unwrap_or(today);
                let pin = register::invite(
                    tx,
                    &state.clock,
                    &state.pins,
                    invited,
                    &new.name,
                    expires_on,
                )
                .await?;
                let letter = Letter {
                    account_number: format!("{number}-002"),
                    pin,
                    account_name: "Test Cabins".into(),
                    addressed_to: new.name.clone(),
                    expires_on,
                };
                store::keep_letter(tx, &letter).await?;
                let period_ids = periods
                    .iter()
                    .filter(|(_id, period)| period.ends_on < today)
                    .map(|(id, _period)| *id)
                    .collect();
                Ok(TestUser {
                    subject: subject.clone(),
                    account_id,
                    period_ids,
                    letter,
                })
            },
        )
        .await
}
