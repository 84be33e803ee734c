//! Northern Plains Group Ltd.: one account in every program but the tourism levy, so that each form can be tried.

use super::day;
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::rate;
use crate::problem::ApiError;
use crate::register::{self, NewAccount};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::access::{Preset, Role};
use shared::id::PersonId;
use shared::period::Frequency;
use shared::program::{NumberShape, Program};
use shared::rate::{Confidence, Rate, RateCode};

/// A code, the day from which it counts, and its value as parts of a power of ten.
type MadeUp = (&'static str, (i32, u32, u32), i64, u32);

/// Rates that nobody publishes where we could read them: made up, and said to be.
const MADE_UP: [MadeUp; 12] = [
    ("health-cost-recovery", (2024, 1, 1), 42, 3),
    ("health-cost-recovery", (2025, 1, 1), 45, 3),
    ("health-cost-recovery", (2026, 1, 1), 47, 3),
    ("ifta.BC.diesel", (2025, 1, 1), 15, 2),
    ("ifta.SK.diesel", (2025, 1, 1), 15, 2),
    ("ifta.MB.diesel", (2025, 1, 1), 125, 3),
    ("ifta.ON.diesel", (2025, 1, 1), 143, 3),
    ("ifta.MT.diesel", (2025, 1, 1), 104, 3),
    ("ifta.KY.diesel", (2025, 1, 1), 81, 3),
    ("ifta.KY.diesel.surcharge", (2025, 1, 1), 39, 3),
    ("ifta.BC.gasoline", (2025, 1, 1), 145, 3),
    ("ifta.SK.gasoline", (2025, 1, 1), 15, 2),
];

/// Opens the accounts to a person.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    clock: &Clock,
    owner: PersonId,
    until: NaiveDate,
) -> Result<(), ApiError> {
    for (code, (year, month, on), parts, scale) in MADE_UP {
        diesel::insert_into(rate::table)
            .values((
                rate::code.eq(RateCode::of(code)),
                rate::effective_on.eq(day(year, month, on)?),
                rate::value.eq(Rate::of(parts, scale)),
                rate::confidence.eq(Confidence::Unverified),
                rate::source.eq("Made up for the sandbox; not a published rate"),
            ))
            .on_conflict_do_nothing()
            .execute(&mut **tx)
            .await?;
    }
    let client = register::client(tx, clock, "Northern Plains Group Ltd.").await?;
    let others = Program::ALL
        .iter()
        .filter(|program| **program != Program::TourismLevy);
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
