//! Northern Plains Group Ltd.: one account in every program but the tourism levy, so that each form can be tried.

use super::day;
use crate::clock::Clock;
use crate::db::Tx;
use crate::problem::ApiError;
use crate::proposal::Kind;
use crate::proposal::rows::{self, New, Verdict};
use crate::rates;
use crate::register::{self, NewAccount};
use chrono::NaiveDate;
use shared::access::{Preset, Role};
use shared::contract::desk::NewRate;
use shared::id::PersonId;
use shared::period::Frequency;
use shared::program::{NumberShape, Program};
use shared::rate::{Confidence, Rate, RateCode};

/// A code, the day from which it counts, and its value as parts of a power of ten.
type MadeUp = (&'static str, (i32, u32, u32), i64, u32);

/// Rates that nobody publishes where we could read them: made up, said to be, and approved as every rate is.
const MADE_UP: [MadeUp; 24] = [
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
    ("ifta.matrix", (2025, 1, 1), 1, 0),
    ("ifta.matrix", (2025, 4, 1), 1, 0),
    ("ifta.matrix", (2025, 7, 1), 1, 0),
    ("ifta.matrix", (2025, 10, 1), 1, 0),
    ("ifta.matrix", (2026, 1, 1), 1, 0),
    ("ifta.matrix", (2026, 4, 1), 1, 0),
    ("ifta.matrix", (2026, 7, 1), 1, 0),
    ("ifta.matrix", (2026, 10, 1), 1, 0),
    ("ifta.matrix", (2027, 1, 1), 1, 0),
    ("ifta.matrix", (2027, 4, 1), 1, 0),
    ("ifta.matrix", (2027, 7, 1), 1, 0),
    ("ifta.matrix", (2027, 10, 1), 1, 0),
];

/// Opens the accounts to a person.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    clock: &Clock,
    owner: PersonId,
    (proposer, approver): (PersonId, PersonId),
    until: NaiveDate,
) -> Result<(), ApiError> {
    for (code, (year, month, on), parts, scale) in MADE_UP {
        let rate = NewRate {
            code: RateCode::of(code),
            effective_on: day(year, month, on)?,
            value: Rate::of(parts, scale),
            source: "Made up for the sandbox; not a published rate".into(),
            confidence: Confidence::Unverified,
        };
        let new = New {
            kind: Kind::Rate,
            subject: code.into(),
            effective_on: rate.effective_on,
            change: serde_json::to_value(&rate).map_err(anyhow::Error::new)?,
            reason: "Nobody publishes it where we could read it".into(),
        };
        let id = rows::insert(tx, clock, &new, proposer).await?;
        let rate: NewRate =
            rows::decide(tx, clock, (Kind::Rate, id), Verdict::Approve, approver).await?;
        rates::add(tx, &rate, id).await?;
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
