//! Northern Plains Group Ltd.: one account in every program but the tourism levy, so that each form can be tried.

use super::day;
use crate::auth::grant::SystemGrant;
use crate::clock::Clock;
use crate::db::{Act, Tx};
use crate::problem::ApiError;
use crate::register::{self, NewAccount};
use crate::state::State;
use chrono::NaiveDate;
use shared::access::{Preset, Role};
use shared::id::{ClientId, PersonId};
use shared::period::Frequency;
use shared::program::{Capability, NumberShape, Program};

/// The client.
pub(super) async fn client(state: &State) -> Result<ClientId, ApiError> {
    let by = SystemGrant::service("seed");
    let work = async |tx: &mut Tx<'_>| {
        register::client(tx, &state.clock, "Northern Plains Group Ltd.").await
    };
    state.db.write(&by, Act::Sandbox, work).await
}

/// Opens the accounts to a person.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    clock: &Clock,
    client: ClientId,
    owner: PersonId,
    until: NaiveDate,
) -> Result<(), ApiError> {
    let others = Program::ALL
        .iter()
        .filter(|program| **program != Program::TourismLevy)
        // What is closed has its story in its own time.
        .filter(|program| !program.facts().offers(Capability::History));
    for program in others {
        let facts = program.facts();
        let number = match facts.number {
            NumberShape::Bin | NumberShape::BinOccurrence => "418203655",
            NumberShape::Can => "2094417738",
        };
        let frequency = facts.frequencies.first().copied();
        let frequency = frequency.unwrap_or(Frequency::AsNeeded);
        let opened_on = match frequency {
            Frequency::Monthly | Frequency::AsNeeded => day(2026, 10, 1)?,
            Frequency::Quarterly => day(2026, 7, 1)?,
            Frequency::Yearly => first_year(*program)?,
        };
        let new = NewAccount {
            client,
            program: *program,
            number,
            occurrence: "001",
            name: "Northern Plains Group",
            place: "Red Deer",
            frequency,
            opened_on,
            year_ends_on: None,
        };
        let (account, _periods) = register::open(tx, clock, &new, until).await?;
        register::admit(tx, clock, account, owner, Role::Owner, Preset::Full).await?;
    }
    Ok(())
}

/// Tax years end with September, so that the newest is over and not yet due; a report of a calendar year is for 2025.
fn first_year(program: Program) -> anyhow::Result<NaiveDate> {
    if program == Program::HealthCostRecovery {
        day(2025, 1, 1)
    } else {
        day(2025, 10, 1)
    }
}
