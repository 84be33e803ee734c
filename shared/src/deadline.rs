//! Deadlines counted in days: the day after the event is day 1.

use chrono::{NaiveDate, TimeDelta};

/// Days to object to an assessment of the tourism levy.
///
/// Not confirmed by a published page for this program: configuration, shown as unverified
/// (domain page `objections-waivers-arrangements`). Confirmed for corporate tax only.
pub const OBJECTION_DAYS: i64 = 90;

/// Days from a notice within which a payment in full stops interest at the notice.
///
/// Corporate tax only (circulars CT-2 to CT-11); no such grace is known for the tourism levy.
pub const INTEREST_GRACE_DAYS: i64 = 35;

/// The last day to object to a notice of that day. Whether the roll rule moves it is not
/// published, so it does not: the earlier day is the safe one.
pub fn objection_until(notice: NaiveDate, days: i64) -> NaiveDate {
    after(notice, days)
}

/// The last day on which a payment in full leaves no interest after the notice.
pub fn interest_grace_until(notice: NaiveDate, days: i64) -> NaiveDate {
    after(notice, days)
}

fn after(event: NaiveDate, days: i64) -> NaiveDate {
    TimeDelta::try_days(days)
        .and_then(|span| event.checked_add_signed(span))
        .unwrap_or(NaiveDate::MAX)
}
