//! Rates that nobody publishes where we could read them, so that every form can be filed and interest goes on.

use super::day;
use crate::clock::Clock;
use crate::db::Tx;
use crate::problem::ApiError;
use crate::proposal::Kind;
use crate::proposal::rows::{self, New, Verdict};
use crate::rates;
use chrono::NaiveDate;
use shared::contract::desk::NewRate;
use shared::id::PersonId;
use shared::rate::{Confidence, Rate, RateCode};

/// A code, the day from which it counts, and its value as parts of a power of ten.
type MadeUp = (&'static str, (i32, u32, u32), i64, u32);

/// Made up, said to be, and approved as every rate is.
const MADE_UP: [MadeUp; 32] = [
    ("fuel.gasoline", (2026, 7, 1), 13, 2),
    ("fuel.diesel", (2026, 7, 1), 13, 2),
    ("fuel.blend", (2026, 7, 1), 13, 2),
    ("fuel.marked-gasoline", (2026, 7, 1), 4, 2),
    ("fuel.marked-diesel", (2026, 7, 1), 4, 2),
    ("debit-interest", (2026, 4, 1), 65, 3),
    ("credit-interest", (2026, 4, 1), 15, 3),
    ("ifta-interest", (2024, 1, 1), 7, 2),
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

/// Enters them. What is prescribed for a time is so up to a day: the sandbox has no other.
pub(super) async fn enter(
    tx: &mut Tx<'_>,
    clock: &Clock,
    (proposer, approver): (PersonId, PersonId),
    until: NaiveDate,
) -> Result<(), ApiError> {
    for (code, (year, month, on), parts, scale) in MADE_UP {
        let rate = NewRate {
            code: RateCode::of(code),
            effective_on: day(year, month, on)?,
            until: RateCode::of(code).is_prescribed().then_some(until),
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
    Ok(())
}
