//! Something to be done by a day, as home and the calendar show it.

use super::facts::inside;
use super::tag;
use crate::show;
use chrono::{Datelike, NaiveDateTime};
use leptos::prelude::*;
use shared::contract::calendar::{Obligation, ObligationKind, ObligationStatus};

/// The item of a list.
pub(crate) fn item(due: Obligation, now: NaiveDateTime) -> AnyView {
    let class = if due.status == ObligationStatus::Overdue {
        "due due--overdue"
    } else if due.status.is_done() {
        "due due--done"
    } else if is_soon(&due, now) {
        "due due--soon"
    } else {
        "due"
    };
    let month = if due.due_on.year() == now.year() {
        show::month(due.due_on).to_owned()
    } else {
        format!("{} {}", show::month(due.due_on), due.due_on.year())
    };
    let amount = due.amount.or(due.draft_payable);
    let amount =
        amount.map(|amount| view! { <span class="due__amount money">{show::money(amount)}</span> });
    let of = of(&due);
    let notes = notes(&due, now).join(" ");
    view! {
        <li class=class>
            <p class="due__date"><time datetime=due.due_on.to_string()><span class="due__day">{due.due_on.day()}</span>" "<span class="due__month">{month}</span></time></p>
            <div class="due__what">
                <h3><a href=due.page id=due.key>{due.task}</a></h3>
                <p>{of}</p>
                <p class="meta">{notes}</p>
            </div>
            <p class="due__state">{tag::obligation(due.status)}{amount}</p>
        </li>
    }
    .into_any()
}

/// The day is within two weeks.
fn is_soon(due: &Obligation, now: NaiveDateTime) -> bool {
    let ahead = due.due_on.signed_duration_since(now.date()).num_days();
    (0..=14).contains(&ahead)
}

/// `Creekside Inn, tourism levy 002`; the occurrence only where it tells accounts apart, and names keep their capitals.
fn of(due: &Obligation) -> String {
    let a_name = due.program_name.chars().skip(1).any(char::is_uppercase);
    let program = if a_name {
        due.program_name.clone()
    } else {
        inside(&due.program_name)
    };
    if due.per_establishment {
        format!("{}, {program} {}", due.account_name, due.occurrence)
    } else {
        format!("{}, {program}", due.account_name)
    }
}

fn notes(due: &Obligation, now: NaiveDateTime) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(days) = due.days_late {
        notes.push(format!("{} late.", show::days(days)));
    }
    if let Some(penalty) = &due.penalty_so_far {
        let amount = show::money(penalty.amount);
        notes.push(format!(
            "The late-filing penalty is {} today.",
            penalty.bound.said(&amount)
        ));
    }
    let to_file = matches!(due.kind, ObligationKind::Return | ObligationKind::Claim);
    let begun = due.period_id.is_some() && !due.status.is_done();
    match (due.draft_saved_at, &due.draft_saved_by) {
        (Some(at), by) => {
            let by = by
                .as_ref()
                .map(|name| format!(" by {name}"))
                .unwrap_or_default();
            notes.push(format!(
                "Draft saved {}{by}.",
                show::when(show::local(at), now.date())
            ));
        }
        (None, _) if to_file && begun && due.status != ObligationStatus::Upcoming => {
            notes.push("Not started.".to_owned());
        }
        (None, _) => {}
    }
    let open = !due.status.is_done() && due.days_late.is_none();
    if due.kind == ObligationKind::Payment && due.status == ObligationStatus::Overdue {
        notes.push("Interest grows each day until it is paid.".to_owned());
    }
    if let Some(why) = due.why.as_ref().filter(|_why| open) {
        notes.push(why.text.clone());
    }
    notes.extend(due.moved.clone().filter(|_moved| open));
    notes
}
