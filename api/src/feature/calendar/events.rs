//! From things to be done to the events of a calendar that leaves this service: no more is said than its owner chose.

use super::entries::Entry;
use crate::http::icalendar::{Calendar, Event};
use chrono::DateTime;
use shared::Money;
use shared::contract::calendar::Obligation;
use shared::words::dollars;

/// Programs should come again after so many hours.
const REFRESH_HOURS: u32 = 6;

/// The calendar as its programs read it. The same days give the same text.
pub(super) fn calendar(entries: &[Entry], amounts: bool, public_url: &str) -> String {
    let host = public_url.rsplit('/').next().unwrap_or_default();
    let mut calendar = Calendar::new("TRACS: tax and levies", REFRESH_HOURS);
    for entry in entries {
        let obligation = &entry.obligation;
        let amount = amounts.then(|| amount(obligation)).flatten();
        let (summary, description) = (summary(obligation), description(obligation, amount));
        calendar.add(&Event {
            uid: &format!("{}@{host}", obligation.key),
            on: obligation.due_on,
            changed_at: DateTime::from_timestamp_millis(entry.changed).unwrap_or_default(),
            sequence: entry.version.saturating_sub(1),
            summary: &summary,
            description: &description,
            category: &obligation.program_name,
            url: &format!("{public_url}{}", obligation.page),
        });
    }
    calendar.finish()
}

fn amount(obligation: &Obligation) -> Option<Money> {
    let amount = obligation.amount.or(obligation.draft_payable);
    amount.filter(|amount| amount.is_positive())
}

/// `File and pay the October 2026 return, The Kestrel`.
fn summary(obligation: &Obligation) -> String {
    format!("{}, {}", obligation.task, obligation.account_name)
}

fn description(obligation: &Obligation, amount: Option<Money>) -> String {
    let program = if obligation.per_establishment {
        format!("{} {}", obligation.program_name, obligation.occurrence)
    } else {
        obligation.program_name.clone()
    };
    let mut lines = vec![format!("{program}, {}", obligation.client_name)];
    lines.extend(amount.map(|amount| format!("Amount: {}", dollars(amount))));
    lines.extend(obligation.moved.clone());
    lines.join("\n")
}
