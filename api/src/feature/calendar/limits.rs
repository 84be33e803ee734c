//! Last days that no row has: to claim for the days of a year, and to renew. They follow from the program alone.

use super::entries::{Entry, last_day};
use super::store::{Claimant, Wanted};
use chrono::{Datelike, NaiveDate};
use shared::contract::calendar::{Obligation, ObligationKind};
use shared::filing::Why;
use shared::id::AccountId;
use shared::period::Period;
use shared::program::{Capability, Cycle, NumberShape, Program};
use shared::words::lower;
use std::collections::BTreeMap;

/// The programs that have such days.
pub(super) fn programs() -> Vec<Program> {
    let has_days = |program: &Program| {
        let facts = program.facts();
        let claims = facts
            .forms
            .iter()
            .any(|form| matches!(form.cycle, Cycle::Range { .. }));
        let renews = program.rules().renewal(2026).is_some();
        (claims || renews) && !facts.offers(Capability::History)
    };
    Program::ALL.iter().copied().filter(has_days).collect()
}

/// The days that were claimed, by form and last day to claim them.
type Claimed = BTreeMap<(String, NaiveDate), i64>;

/// The last days of some accounts that are within what is wanted.
pub(super) fn entries(claimants: Vec<Claimant>, wanted: &Wanted) -> Vec<Entry> {
    let mut accounts: BTreeMap<AccountId, (Claimant, Claimed)> = BTreeMap::new();
    for row in claimants {
        let claimed = row.form.clone().zip(row.due_on).zip(row.days);
        let account = accounts.entry(row.account);
        let (_account, days) = account.or_insert_with(|| (row, Claimed::new()));
        days.extend(claimed);
    }
    let mut entries = Vec::new();
    for (account, claimed) in accounts.values() {
        if wanted.kinds.contains(&ObligationKind::Claim) {
            entries.extend(claims(account, claimed, wanted));
        }
        if wanted.kinds.contains(&ObligationKind::Renewal) {
            entries.extend(renewals(account, wanted));
        }
    }
    let done = |entry: &Entry| wanted.open && entry.obligation.status.is_done();
    entries.retain(|entry| !done(entry));
    entries
}

/// Each year of which days can still be claimed, or could within what is wanted.
fn claims(account: &Claimant, claimed: &Claimed, wanted: &Wanted) -> Vec<Entry> {
    let rules = account.program.rules();
    let until = account.closed_on.unwrap_or(wanted.today).min(wanted.today);
    let mut entries = Vec::new();
    for form in rules.facts().forms {
        let (Cycle::Range { .. }, Some(limit)) = (form.cycle, rules.limit(form.code)) else {
            continue;
        };
        for year in account.opened_on.year()..=until.year() {
            let Some(whole) = calendar_year(year) else {
                continue;
            };
            let days = Period {
                starts_on: whole.starts_on.max(account.opened_on),
                ends_on: whole
                    .ends_on
                    .min(account.closed_on.unwrap_or(NaiveDate::MAX)),
            };
            let Some(last) = rules.due(form.code, days) else {
                continue;
            };
            // A year that is claimed to its last day asks for nothing more.
            let of_year = claimed.get(&(form.code.to_owned(), last)).copied();
            if !(wanted.from..=wanted.to).contains(&last)
                || of_year.unwrap_or_default() >= days.days()
            {
                continue;
            }
            let said = Said {
                key: format!("claims-{}-{}-{year}", account.account, form.code),
                kind: ObligationKind::Claim,
                task: format!("File the {} for days in {year}", lower(form.title)),
                days,
                label: year.to_string(),
                last,
                why: limit.why(),
                page: if account.prepares { "/start" } else { "" },
            };
            entries.push(said.entry(account, wanted.today));
        }
    }
    entries
}

fn renewals(account: &Claimant, wanted: &Wanted) -> Vec<Entry> {
    let years = wanted.from.year()..=wanted.to.year();
    let of_year = |year: i32| {
        let renewal = account.program.rules().renewal(year)?;
        let within = (wanted.from..=wanted.to).contains(&renewal.due_on);
        let runs = account.opened_on <= renewal.due_on
            && account
                .closed_on
                .is_none_or(|closed| closed > renewal.due_on);
        let said = Said {
            key: format!("renewal-{}-{year}", account.account),
            kind: ObligationKind::Renewal,
            task: format!("Renew the {}", renewal.label),
            days: calendar_year(year)?,
            label: year.to_string(),
            last: renewal.due_on,
            why: renewal.why,
            page: "",
        };
        (within && runs).then(|| said.entry(account, wanted.today))
    };
    years.filter_map(of_year).collect()
}

fn calendar_year(year: i32) -> Option<Period> {
    Some(Period {
        starts_on: NaiveDate::from_ymd_opt(year, 1, 1)?,
        ends_on: NaiveDate::from_ymd_opt(year, 12, 31)?,
    })
}

/// What there is to say of a last day.
struct Said {
    key: String,
    kind: ObligationKind,
    task: String,
    days: Period,
    label: String,
    last: NaiveDate,
    why: Why,
    page: &'static str,
}

impl Said {
    fn entry(self, account: &Claimant, today: NaiveDate) -> Entry {
        let facts = account.program.facts();
        Entry {
            number: account.number.clone(),
            version: 1,
            changed: self
                .days
                .starts_on
                .and_time(chrono::NaiveTime::MIN)
                .and_utc()
                .timestamp_millis(),
            obligation: Obligation {
                key: self.key,
                kind: self.kind,
                task: self.task,
                account_id: account.account,
                account_name: account.account_name.clone(),
                per_establishment: facts.number == NumberShape::BinOccurrence,
                occurrence: account.occurrence.clone(),
                client_id: account.client,
                client_name: account.client_name.clone(),
                program: account.program,
                program_name: facts.name.into(),
                form: None,
                title: None,
                period_id: None,
                period: self.days,
                label: self.label,
                nominal_due_on: self.last,
                due_on: self.last,
                moved: None,
                status: last_day(self.last, today),
                days_late: None,
                penalty_so_far: None,
                draft_saved_at: None,
                draft_saved_by: None,
                draft_payable: None,
                amount: None,
                why: Some(self.why),
                filing_id: None,
                assessment_id: None,
                page: format!("/accounts/{}{}", account.account, self.page),
            },
        }
    }
}
