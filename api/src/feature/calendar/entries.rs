//! From rows to things to be done: their words, where they stand, and the page where they are done.

use super::store::Row;
use chrono::{Days, NaiveDate};
use shared::Money;
use shared::assessment::penalty_so_far;
use shared::contract::calendar::{Obligation, ObligationKind, ObligationStatus};
use shared::filing::Why;
use shared::form::FilingKind;
use shared::period::{Period, PeriodStatus, Standing};
use shared::program::{FormFacts, NumberShape};
use shared::words::{lower, moved};

/// A place in the order of all lists: day, number, occurrence, key.
pub(super) type Place = (NaiveDate, String, String, String);

/// Something to be done, with what sorts it and what calendar programs ask for.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The account's number.
    pub(super) number: String,
    /// Grows with each change of the day or the amount.
    pub(super) version: i32,
    /// Milliseconds since 1970 at the last change.
    pub(super) changed: i64,
    /// What everybody sees.
    pub(super) obligation: Obligation,
}

impl Entry {
    /// Where it stands in every list.
    pub(super) fn place(&self) -> Place {
        let Obligation {
            due_on,
            occurrence,
            key,
            ..
        } = &self.obligation;
        (
            *due_on,
            self.number.clone(),
            occurrence.clone(),
            key.clone(),
        )
    }
}

/// Two weeks ahead.
fn soon(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(14)).unwrap_or(today)
}

/// `the October 2026 return`, `the return for the year ended 31 December 2026`, or another form by its name.
fn filing_of(form: &FormFacts, main: bool, label: &str) -> String {
    if !main {
        format!("the {}, {label}", lower(form.title))
    } else if label.starts_with("year") {
        format!("the return for the {label}")
    } else {
        format!("the {label} return")
    }
}

/// `October 2026`, `the year ended 31 December 2026`.
fn of_days(label: &str) -> String {
    if label.starts_with("year") {
        format!("the {label}")
    } else {
        label.to_owned()
    }
}

/// The entry of a row. `owing` is what its period comes to today with interest, where that was worked out.
pub(super) fn entry(row: Row, today: NaiveDate, owing: Option<Money>) -> Entry {
    let facts = row.program.facts();
    let period = Period {
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    };
    let label = period.label();
    let left = owing.or(row.left_to_pay);
    let status = status(&row, period, today, left);
    let late = status == ObligationStatus::Overdue;
    let days_late = today.signed_duration_since(row.due_on).num_days();
    let form = facts.form(&row.form);
    let (task, page) = (task(&row, form, &label, status), page(&row, period, today));
    let filed = matches!(row.kind, ObligationKind::Return | ObligationKind::Claim);
    let stored: Option<Why> = row
        .why
        .clone()
        .and_then(|why| serde_json::from_value(why).ok());
    let why = match row.kind {
        ObligationKind::Claim => {
            let limit = row.program.rules().limit(&row.form);
            limit.map(shared::program::claim::limits::Limit::why)
        }
        // The reason of an amount names amounts.
        ObligationKind::Payment => stored.filter(|_why| row.sees_money),
        ObligationKind::Return | ObligationKind::Objection | ObligationKind::Renewal => None,
    };
    let obligation = Obligation {
        key: row.key,
        kind: row.kind,
        task,
        account_id: row.account,
        account_name: row.account_name,
        per_establishment: facts.number == NumberShape::BinOccurrence,
        occurrence: row.occurrence,
        client_id: row.client,
        client_name: row.client_name,
        program: row.program,
        program_name: facts.name.into(),
        form: filed.then(|| row.form.clone()),
        title: form.filter(|_form| filed).map(|form| form.title.into()),
        period_id: Some(row.period),
        period,
        nominal_due_on: row.nominal_due_on,
        due_on: row.due_on,
        moved: moved(row.nominal_due_on, row.due_on),
        status,
        days_late: (late && days_late > 0).then_some(days_late),
        penalty_so_far: (late && filed)
            .then(|| penalty_so_far(facts, row.due_on, today))
            .flatten(),
        draft_saved_at: row.draft_saved_at,
        draft_saved_by: row.draft_saved_by,
        draft_payable: row.draft_payable,
        amount: left.filter(|left| row.kind == ObligationKind::Payment && !left.is_zero()),
        why,
        filing_id: row.filing,
        assessment_id: row.assessment,
        page,
        label,
    };
    let made = |id: uuid::Uuid| {
        let seconds = id.get_timestamp().map(|stamp| stamp.to_unix());
        seconds.map_or(0, |(seconds, nanos)| {
            i64::try_from(seconds).unwrap_or_default() * 1000 + i64::from(nanos / 1_000_000)
        })
    };
    let changes = [
        Some(made(row.period.uuid())),
        row.changed_at.map(|at| at.timestamp_millis()),
        row.draft_saved_at.map(|at| at.timestamp_millis()),
        row.filing.map(|filing| made(filing.uuid())),
    ];
    Entry {
        number: row.number,
        version: row.version,
        changed: changes.into_iter().flatten().max().unwrap_or_default(),
        obligation,
    }
}

fn status(row: &Row, period: Period, today: NaiveDate, left: Option<Money>) -> ObligationStatus {
    match row.kind {
        ObligationKind::Return | ObligationKind::Claim => {
            let standing = Standing {
                period,
                due_on: row.due_on,
                // Periods beyond the end are not read.
                closed_on: None,
                filed: row.filing.is_some(),
                charged: Money::ZERO,
                balance: Money::ZERO,
            };
            let open = standing.status(today);
            if row.filing.is_some() {
                ObligationStatus::Received
            } else if open == PeriodStatus::Overdue {
                ObligationStatus::Overdue
            } else if row.draft_saved_at.is_some() {
                ObligationStatus::Draft
            } else if open == PeriodStatus::Upcoming {
                ObligationStatus::Upcoming
            } else if open == PeriodStatus::DueSoon {
                ObligationStatus::DueSoon
            } else {
                ObligationStatus::Open
            }
        }
        ObligationKind::Payment => payment_status(row, today, left),
        ObligationKind::Objection | ObligationKind::Renewal => last_day(row.due_on, today),
    }
}

fn payment_status(row: &Row, today: NaiveDate, left: Option<Money>) -> ObligationStatus {
    let late = today > row.due_on;
    match left {
        Some(left) if left.is_zero() => ObligationStatus::Paid,
        // Once the year is assessed, what its instalments left is in the balance.
        _ if row.assessed && row.payment.as_deref() == Some("instalment") => {
            ObligationStatus::Passed
        }
        Some(_) if late => ObligationStatus::Overdue,
        Some(left) if row.amount.is_some_and(|whole| left < whole) => ObligationStatus::PartlyPaid,
        None if late => ObligationStatus::Passed,
        Some(_) | None if row.due_on <= soon(today) => ObligationStatus::DueSoon,
        Some(_) | None => ObligationStatus::Upcoming,
    }
}

/// Where something with a fixed last day stands.
pub(super) fn last_day(due_on: NaiveDate, today: NaiveDate) -> ObligationStatus {
    if today > due_on {
        ObligationStatus::Passed
    } else if due_on <= soon(today) {
        ObligationStatus::DueSoon
    } else {
        ObligationStatus::Open
    }
}

fn task(row: &Row, form: Option<&FormFacts>, label: &str, status: ObligationStatus) -> String {
    let rules = row.program.rules();
    match (row.kind, form) {
        (ObligationKind::Return | ObligationKind::Claim, Some(form)) => {
            let main = form == rules.main_form() && form.kind == FilingKind::Return;
            let what = filing_of(form, main, label);
            // What is late should be filed at once, even by those who cannot pay yet.
            let pays = main
                && !rules.pays_apart()
                && status != ObligationStatus::Overdue
                && row.draft_payable.is_none_or(Money::is_positive);
            if pays {
                format!("File and pay {what}")
            } else {
                format!("File {what}")
            }
        }
        (ObligationKind::Payment, _) => match &row.label {
            Some(label) => format!("Pay the {label}"),
            None => format!(
                "Pay the {} for {}",
                row.program.facts().money_word,
                of_days(label)
            ),
        },
        (ObligationKind::Objection, _) => {
            format!(
                "Object to the assessment for {}, if you disagree",
                of_days(label)
            )
        }
        (ObligationKind::Return | ObligationKind::Claim | ObligationKind::Renewal, _) => {
            format!("File for {}", of_days(label))
        }
    }
}

/// Where it is done, or can be read.
fn page(row: &Row, period: Period, today: NaiveDate) -> String {
    let account = format!("/accounts/{}", row.account);
    if let (ObligationKind::Return | ObligationKind::Claim, None, Some(filing), true) =
        (row.kind, row.assessment, row.filing, row.prepares)
    {
        return format!("{account}/filings/{filing}");
    }
    match (row.kind, row.assessment) {
        (
            ObligationKind::Return | ObligationKind::Claim | ObligationKind::Objection,
            Some(notice),
        ) => {
            format!("{account}/assessments/{notice}")
        }
        (ObligationKind::Return | ObligationKind::Claim, None)
            if row.prepares && row.filing.is_none() && period.ends_on <= today =>
        {
            format!("{account}/periods/{}/return", row.period)
        }
        (ObligationKind::Payment, _) if row.sees_money => {
            format!("{account}/transactions?periodId={}", row.period)
        }
        _ => account,
    }
}
