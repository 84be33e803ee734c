//! Which work is shown: a form, and the address that keeps it.

use super::kind_name;
use crate::router::{NavigateOptions, ParamsMap, use_navigate};
use crate::ui::browser;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use shared::contract::desk::{WorkKind, WorkView};
use shared::program::Program;

/// Which work is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) view: Option<WorkView>,
    pub(super) kind: Option<WorkKind>,
    pub(super) program: Option<Program>,
    pub(super) text: String,
}

impl Filter {
    /// From the address; what cannot be read is left out.
    pub(super) fn read(query: &ParamsMap) -> Self {
        Self {
            view: query.get("view").and_then(|text| text.parse().ok()),
            kind: query.get("kind").and_then(|text| text.parse().ok()),
            program: query.get("program").and_then(|text| text.parse().ok()),
            text: query.get("text").unwrap_or_default(),
        }
    }

    /// For the address and the API alike.
    pub(super) fn query(&self) -> String {
        let text = self.text.trim();
        let parts = [
            self.view.map(|view| format!("view={view}")),
            self.kind.map(|kind| format!("kind={kind}")),
            self.program.map(|program| format!("program={program}")),
            (!text.is_empty()).then(|| format!("text={}", browser::encoded(text))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join("&")
    }

    /// Something narrows the view.
    pub(super) fn narrows(&self) -> bool {
        self.kind.is_some() || self.program.is_some() || !self.text.trim().is_empty()
    }

    /// The same view, all of it.
    pub(super) fn wide(&self) -> Self {
        Self {
            view: self.view,
            ..Self::default()
        }
    }
}

/// Goes to the queue with a filter.
pub(super) fn going() -> impl Fn(&Filter) + Copy {
    let navigate = use_navigate();
    move |filter: &Filter| {
        let query = filter.query();
        let address = if query.is_empty() {
            "/desk".to_owned()
        } else {
            format!("/desk?{query}")
        };
        navigate(
            &address,
            NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    }
}

/// The form above the queue.
pub(super) fn form(filter: Memo<Filter>) -> AnyView {
    let text = NodeRef::<html::Input>::new();
    let (kind, program) = (
        NodeRef::<html::Select>::new(),
        NodeRef::<html::Select>::new(),
    );
    let go = going();
    let apply = move |event: SubmitEvent| {
        event.prevent_default();
        let chosen = |select: NodeRef<html::Select>| {
            select
                .get_untracked()
                .map(|select| select.value())
                .unwrap_or_default()
        };
        go(&Filter {
            view: filter.with_untracked(|filter| filter.view),
            kind: chosen(kind).parse().ok(),
            program: chosen(program).parse().ok(),
            text: text
                .get_untracked()
                .map(|input| input.value())
                .unwrap_or_default(),
        });
    };
    let option = move |value: String, name: String, now: fn(&Filter) -> Option<String>| {
        let own = value.clone();
        let selected = move || filter.with(now).unwrap_or_default() == own;
        view! { <option value=value prop:selected=selected>{name}</option> }.into_any()
    };
    let kind_of: fn(&Filter) -> Option<String> = |filter| filter.kind.map(|kind| kind.to_string());
    let program_of: fn(&Filter) -> Option<String> =
        |filter| filter.program.map(|program| program.to_string());
    let kinds = WorkKind::ALL
        .iter()
        .map(|one| option(one.to_string(), kind_name(*one).to_owned(), kind_of));
    let kinds: Vec<AnyView> =
        std::iter::once(option(String::new(), "All kinds".to_owned(), kind_of))
            .chain(kinds)
            .collect();
    let programs = Program::ALL
        .iter()
        .map(|one| option(one.to_string(), one.spelled(), program_of));
    let programs: Vec<AnyView> =
        std::iter::once(option(String::new(), "All programs".to_owned(), program_of))
            .chain(programs)
            .collect();
    view! {
        <form class="filters" method="get" novalidate aria-label="Filter the queue" on:submit=apply>
            <div class="form-item"><label for="find">"Find client, account or number"</label>
                <input class="input" id="find" type="search" maxlength="100" autocomplete="off" node_ref=text prop:value=move || filter.with(|filter| filter.text.clone()) /></div>
            <div class="form-item"><label for="kind">"Kind"</label><select class="input" id="kind" node_ref=kind>{kinds}</select></div>
            <div class="form-item"><label for="program">"Program"</label><select class="input" id="program" node_ref=program>{programs}</select></div>
            <div class="actions"><button class="button button--secondary" type="submit">"Apply"</button>
                {move || filter.with(Filter::narrows).then(|| view! { <button class="button button--text" type="button" on:click=move |_press| go(&filter.with_untracked(Filter::wide))>"Clear"</button> })}</div>
        </form>
    }
    .into_any()
}
