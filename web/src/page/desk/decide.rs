//! Deciding: as filed, with other figures, or not at all; where two people decide, the first proposes and the second confirms.

use super::decision_name;
use super::reassess::{Figures, figures};
use super::work::Now;
use crate::client::desk::decide_work;
use crate::show;
use crate::ui::browser;
use crate::ui::heading::Arrival;
use crate::ui::running::Running;
use leptos::prelude::*;
use shared::access::StaffPermission;
use shared::contract::desk::{Decision, DecisionBody, ProposedDecision, WorkItem, WorkKind};
use shared::form::LineId;

/// What is to become of the work, for who may decide.
pub(super) fn panel(now: Now) -> AnyView {
    // Only what changes the panel builds it anew: a letter that is sent leaves what is typed here.
    let state = Memo::new(move |_before| {
        let mine = now.is_mine();
        now.work.with(|work| {
            let work = &work.body;
            (work.decided.is_some(), work.proposed.clone(), mine)
        })
    });
    (move || {
        let (decided, _proposed, _mine) = state.get();
        let work = now.work.with_untracked(|work| work.body.clone());
        if decided || !now.here.may(StaffPermission::DecideWork) {
            return ().into_any();
        }
        let waiting = work
            .proposed
            .clone()
            .map(|proposed| second(now, &work, proposed));
        let form = untrack(|| now.is_mine()).then(|| form(now, &work));
        view! { {waiting}{form} }.into_any()
    })
    .into_any()
}

/// Sends a decision over the version that was read.
fn send(now: Now, running: Running, body: DecisionBody) {
    let arrival = expect_context::<Arrival>();
    let (id, version) = now
        .work
        .with_untracked(|work| (work.body.summary.id.to_string(), work.version.clone()));
    running.start(
        async move { decide_work(&id, &version, &body).await },
        move |next| {
            let said = if next.body.decided.is_some() {
                "Decided"
            } else {
                "Proposed. A second person has to confirm it"
            };
            arrival.said.set(said.to_owned());
            now.set(next);
            browser::soon(|| browser::focus("main"));
        },
    );
}

/// A decision that waits for a second person.
fn second(now: Now, work: &WorkItem, proposed: ProposedDecision) -> AnyView {
    let own = now
        .here
        .desk
        .with_untracked(|desk| desk.me.id == proposed.by.id);
    let running = Running::new();
    let payable = proposed.payable.map(|payable| {
        let word = if payable.is_negative() {
            "Credit"
        } else {
            "Payable"
        };
        view! { <p>{word}": "<b>{show::money(payable.abs())}</b></p> }
    });
    let changed: Vec<_> = changed(work, &proposed.body)
        .into_iter()
        .map(|change| view! { <li>{change}</li> })
        .collect();
    let changed = (!changed.is_empty())
        .then(|| view! { <p>"Figures that differ from those filed:"</p><ul class="bullets">{changed}</ul> });
    let body = StoredValue::new(proposed.body.clone());
    let button = (!own).then(|| view! {
        <div class="actions"><button class="button" type="button" aria-disabled=move || running.is_busy() on:click=move |_press| send(now, running, body.get_value())>"Confirm: "{shared::words::lower(decision_name(proposed.body.decision))}</button></div>
        <p class="meta">"If you would decide otherwise, take the work and record your decision: it waits for another person then."</p>
    });
    view! {
        <section class="callout callout--important stack-s" aria-labelledby="second"><h2 id="second">{if own { "Your decision waits for a second person" } else { "A decision waits for you" }}</h2>
            <p><b>{decision_name(proposed.body.decision)}</b>", proposed by "{proposed.by.name.clone()}{(!proposed.body.reason.is_empty()).then(|| format!(". {}", proposed.body.reason))}</p>
            {payable}{changed}{button}{running.alert()}</section>
    }
    .into_any()
}

/// `Line 21: 61,450.00 filed, 15,180.00 assessed`.
fn changed(work: &WorkItem, body: &DecisionBody) -> Vec<String> {
    let Some(filing) = work
        .filing
        .as_ref()
        .filter(|_filing| body.decision == Decision::Reassess)
    else {
        return Vec::new();
    };
    let filed = |line: &LineId| {
        let found = filing.lines.iter().find(|one| one.line == *line);
        found.and_then(|found| Some((found.filed?, found.unit)))
    };
    let changes = body.lines.iter().filter_map(|(line, text)| {
        let plain = text.replace([',', ' ', '$'], "");
        match filed(line) {
            Some((value, _unit)) if value.to_string() == plain => None,
            Some((value, unit)) => Some(format!(
                "Line {line}: {} filed, {text} assessed",
                show::figure(value, unit)
            )),
            None => Some(format!("Line {line}: {text} assessed")),
        }
    });
    changes.collect()
}

fn form(now: Now, work: &WorkItem) -> AnyView {
    let decisions = work.decisions.clone();
    let first = decisions.first().copied().unwrap_or(Decision::Close);
    let chosen = RwSignal::new(first);
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let running = Running::new();
    let other = Figures::new();
    let four_eyes = work.summary.four_eyes;
    let again = work.summary.kind == WorkKind::Reassessment;
    let id = StoredValue::new(work.summary.id.to_string());
    let record = move || {
        let decision = chosen.get_untracked();
        let text = reason.get_untracked();
        let missing = (again || decision != Decision::Accept) && text.trim().is_empty();
        wrong.set(missing);
        if missing {
            browser::focus("reason");
            return;
        }
        let mut body = DecisionBody {
            decision,
            reason: text.trim().to_owned(),
            lines: Default::default(),
            rows: Default::default(),
        };
        if decision == Decision::Reassess {
            let Some(draft) = other.sound() else {
                return;
            };
            body.lines = draft.lines;
            body.rows = draft.rows;
        }
        send(now, running, body);
    };
    let choices: Vec<_> = decisions
        .into_iter()
        .map(|decision| {
            let id = format!("decision-{decision}");
            view! {
                <div class="choice"><input type="radio" name="decision" id=id.clone() prop:checked=move || chosen.get() == decision on:change=move |_change| chosen.set(decision) />
                    <label for=id>{decision_name(decision)}</label></div>
            }
        })
        .collect();
    view! {
        <section class="panel stack" aria-labelledby="decide"><h2 id="decide">"Decide"</h2>
            <form class="stack" novalidate on:submit=move |submit| { submit.prevent_default(); record(); }>
                <fieldset><legend class="vh">"What is to become of it"</legend>{choices}</fieldset>
                {move || (chosen.get() == Decision::Reassess).then(|| figures(other, id.get_value()))}
                <div class="form-item measure" class:has-error=move || wrong.get()>
                    <label for="reason">"Reason"</label>
                    <p class="hint" id="reason-h">{move || match chosen.get() {
                        Decision::Accept if !again => "The client does not read it. It can be left empty.",
                        Decision::Accept | Decision::Reassess | Decision::Refuse => "The client reads it.",
                        Decision::Close => "For the record.",
                    }}</p>
                    {move || wrong.get().then(|| view! { <p class="error" id="reason-e"><span class="vh">"Error: "</span>"Write why"</p> })}
                    <textarea class="input" id="reason" name="reason" maxlength="2000" aria-describedby=move || if wrong.get() { "reason-e reason-h" } else { "reason-h" }
                        aria-invalid=move || wrong.get().then_some("true") prop:value=reason on:input=move |typed| reason.set(event_target_value(&typed))></textarea>
                </div>
                {running.alert()}
                <div class="actions"><button class="button" type="submit" aria-disabled=move || running.is_busy()>{if four_eyes { "Propose this decision" } else { "Record this decision" }}</button></div>
                <p class="meta">{if four_eyes {
                    "Two people decide about this: it counts when another person has confirmed it."
                } else {
                    "It is recorded with your name and the reason, and posts to the ledger at once."
                }}</p>
            </form>
        </section>
    }
    .into_any()
}
