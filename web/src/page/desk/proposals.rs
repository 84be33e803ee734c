//! What waits for a second person, and what became of it: the same for every kind of change.

use super::Here;
use crate::client::desk::{answer_proposal, list_proposals};
use crate::show;
use crate::ui::browser;
use crate::ui::heading::Arrival;
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use crate::ui::table::{Column, Table, cell};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use shared::access::StaffPermission;
use shared::contract::desk::{Proposal, ProposalStatus};

/// A kind of proposals: where they are, and who may do what.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// The last part of their address.
    pub(super) path: &'static str,
    pub(super) propose: StaffPermission,
    pub(super) approve: StaffPermission,
}

/// A list of proposals that can be asked for anew.
pub(super) struct List<Change: Send + Sync + 'static>(Loaded<Vec<Proposal<Change>>>);

impl<Change: Send + Sync + 'static> Clone for List<Change> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Change: Send + Sync + 'static> Copy for List<Change> {}

impl<Change: Clone + DeserializeOwned + Send + Sync + 'static> List<Change> {
    pub(super) fn new(kind: Kind) -> Self {
        Self(Loaded::new(move || list_proposals::<Change>(kind.path)))
    }

    pub(super) fn again(self) {
        self.0.again();
    }

    /// The list; `words` says what a change is, `changed` is called when one has come to count.
    pub(super) fn show(
        self,
        here: Here,
        kind: Kind,
        words: fn(&Change) -> Words,
        changed: impl Fn() + Send + Sync + Copy + 'static,
    ) -> AnyView {
        let rows = move |proposals: Vec<Proposal<Change>>| {
            let plain = proposals
                .into_iter()
                .map(|proposal| plain(words, proposal))
                .collect();
            table(here, kind, plain, move || {
                self.again();
                changed();
            })
        };
        view! {
            <section aria-labelledby="proposals"><h2 id="proposals" class="section-head mb-m">"Proposals"</h2>{self.0.section(rows)}</section>
        }
        .into_any()
    }
}

/// A change in words: what, from when on.
pub(super) struct Words {
    pub(super) what: String,
    pub(super) from: chrono::NaiveDate,
}

/// A proposal without its type: one table for all.
fn plain<Change>(words: fn(&Change) -> Words, proposal: Proposal<Change>) -> Proposal<Words> {
    Proposal {
        change: words(&proposal.change),
        id: proposal.id,
        reason: proposal.reason,
        status: proposal.status,
        proposed_by: proposal.proposed_by,
        proposed_at: proposal.proposed_at,
        decided_by: proposal.decided_by,
        decided_at: proposal.decided_at,
        answer: proposal.answer,
        own: proposal.own,
    }
}

fn table(
    here: Here,
    kind: Kind,
    proposals: Vec<Proposal<Words>>,
    done: impl Fn() + Send + Sync + Copy + 'static,
) -> AnyView {
    if proposals.is_empty() {
        return view! { <div class="empty stack-s"><h3>"Nothing was proposed"</h3><p>"What one person proposes waits here until another approves it."</p></div> }.into_any();
    }
    let columns = vec![
        Column::words("Change"),
        Column::words("From"),
        Column::words("Why"),
        Column::words("Proposed by"),
        Column::words("Status"),
        Column::words("Decide"),
    ];
    let rows: Vec<_> = proposals
        .into_iter()
        .map(|proposal| row(here, kind, proposal, done))
        .collect();
    view! { <Table caption="Proposals, newest first" columns><tbody role="rowgroup">{rows}</tbody></Table> }.into_any()
}

fn row(
    here: Here,
    kind: Kind,
    proposal: Proposal<Words>,
    done: impl Fn() + Send + Sync + Copy + 'static,
) -> AnyView {
    let (word, class) = match proposal.status {
        ProposalStatus::Proposed => ("Waits for a second person", "tag tag--soon"),
        ProposalStatus::Approved => ("Approved", "tag tag--paid"),
        ProposalStatus::Rejected => ("Rejected", "tag tag--overdue"),
        ProposalStatus::Withdrawn => ("Withdrawn", "tag"),
    };
    let decided = proposal
        .decided_by
        .clone()
        .map(|who| format!("by {}", who.name));
    let answer = proposal.answer.clone();
    let waits = proposal.status == ProposalStatus::Proposed;
    let acts = if !waits {
        "Decided".into_any()
    } else if proposal.own && here.may(kind.propose) {
        withdraw(here, kind, &proposal, done)
    } else if !proposal.own && here.may(kind.approve) {
        decide(here, kind, &proposal, done)
    } else {
        "Somebody else decides".into_any()
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="wide">{proposal.change.what}</th>
            {cell("From", show::day_short(proposal.change.from))}
            {cell("Why", proposal.reason)}
            {cell("Proposed by", view! { {proposal.proposed_by.name}<span class="meta">{show::day_short(show::local(proposal.proposed_at).date())}</span> })}
            {cell("Status", view! { <span class=class>{word}</span><span class="meta">{decided}{answer.map(|answer| format!(": {answer}"))}</span> })}
            {cell("Decide", acts)}
        </tr>
    }
    .into_any()
}

fn withdraw(
    here: Here,
    kind: Kind,
    proposal: &Proposal<Words>,
    done: impl Fn() + Send + Sync + Copy + 'static,
) -> AnyView {
    let running = Running::new();
    let arrival = expect_context::<Arrival>();
    let id = proposal.id;
    let press = move |_press| {
        running.start(
            answer_proposal(kind.path, id, "withdrawal", None),
            move |()| {
                arrival.said.set("Withdrawn".to_owned());
                here.count();
                done();
            },
        );
    };
    let what = proposal.change.what.clone();
    view! {
        <p class="meta">"You proposed it: somebody else approves it."</p>
        <button class="button button--text button--small" type="button" aria-disabled=move || running.is_busy() on:click=press>"Withdraw"<span class="vh">" "{what}</span></button>
        {running.alert()}
    }
    .into_any()
}

fn decide(
    here: Here,
    kind: Kind,
    proposal: &Proposal<Words>,
    done: impl Fn() + Send + Sync + Copy + 'static,
) -> AnyView {
    let running = Running::new();
    let arrival = expect_context::<Arrival>();
    let (id, field) = (proposal.id, format!("why-{}", proposal.id));
    let rejecting = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let answer = move |answer: &'static str, reason: Option<String>, said: &'static str| {
        running.start(answer_proposal(kind.path, id, answer, reason), move |()| {
            arrival.said.set(said.to_owned());
            here.count();
            done();
        });
    };
    let what = proposal.change.what.clone();
    let focus = field.clone();
    let begin = move |_press| {
        rejecting.set(true);
        let focus = focus.clone();
        browser::soon(move || browser::focus(&focus));
    };
    view! {
        <div class="stack-s">
            <div class="row">
                <button class="button button--small" type="button" aria-disabled=move || running.is_busy() on:click=move |_press| answer("approval", None, "Approved")>"Approve"<span class="vh">" "{what.clone()}</span></button>
                <button class="button button--text button--small" type="button" hidden=move || rejecting.get() on:click=begin>"Reject…"<span class="vh">" "{what.clone()}</span></button>
            </div>
            <div class="stack-s" hidden=move || !rejecting.get()>
                <div class="form-item"><label for=field.clone()>"Why not"</label>
                    <input class="input" id=field type="text" maxlength="2000" autocomplete="off" prop:value=reason on:input=move |typed| reason.set(event_target_value(&typed)) /></div>
                <button class="button button--secondary button--small" type="button" aria-disabled=move || running.is_busy()
                    on:click=move |_press| answer("rejection", Some(reason.get_untracked()), "Rejected")>"Reject"<span class="vh">" "{what.clone()}</span></button>
            </div>
            {running.alert()}
        </div>
    }
    .into_any()
}

/// The reason and the button that a form of proposals ends with.
pub(super) fn ending(reason: RwSignal<String>, running: Running) -> AnyView {
    view! {
        <div class="form-item measure"><label for="reason">"Reason, for the second person"</label>
            <input class="input" id="reason" type="text" maxlength="2000" autocomplete="off" prop:value=reason on:input=move |typed| reason.set(event_target_value(&typed)) /></div>
        {running.alert()}
        <div class="actions"><button class="button" type="submit" aria-disabled=move || running.is_busy()>"Propose"</button></div>
    }
    .into_any()
}

/// The first day that what is proposed counts.
pub(super) fn first_day(from: RwSignal<String>) -> AnyView {
    view! {
        <div class="form-item"><label for="from">"From"</label>
            <input class="input w-m" id="from" type="date" prop:value=from on:input=move |typed| from.set(event_target_value(&typed)) /></div>
    }
    .into_any()
}

/// The day of a field, or what is wrong with it.
pub(super) fn day(from: RwSignal<String>, running: Running) -> Option<chrono::NaiveDate> {
    let day = from.get_untracked().parse().ok();
    if day.is_none() {
        running
            .trouble
            .set(Some("Choose the first day it counts".to_owned()));
        browser::focus("from");
    }
    day
}
