//! A day to choose, with what is wrong with it above it.

use crate::ui::{browser, heading};
use leptos::html;
use leptos::prelude::*;

/// What is wrong with the days.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wrong {
    /// What to do.
    pub(crate) message: String,
    /// The field it is about.
    pub(crate) field: &'static str,
    /// The filing that has some of the days, and what to do there.
    pub(crate) there: Option<(String, &'static str)>,
}

impl Wrong {
    pub(crate) fn new(message: impl Into<String>, field: &'static str) -> Self {
        Self {
            message: message.into(),
            field,
            there: None,
        }
    }
}

/// What is said above a form with days: what the page knows is wrong, else what the service has refused.
#[derive(Clone, Copy)]
pub(crate) struct Trouble {
    /// What is said.
    pub(crate) said: Memo<Option<Wrong>>,
    refused: RwSignal<Option<Wrong>>,
    summary: NodeRef<html::Div>,
}

impl Trouble {
    /// `chosen` reads what the refusal was about: it says nothing of other choices.
    pub(crate) fn new(known: Memo<Option<Wrong>>, chosen: impl Fn() + 'static) -> Self {
        let refused = RwSignal::new(None::<Wrong>);
        let said = Memo::new(move |_before| known.get().or_else(|| refused.get()));
        Effect::new(move |before: Option<()>| {
            chosen();
            if before.is_some() {
                refused.set(None);
            }
        });
        Effect::new(move |before: Option<bool>| {
            let some = said.with(Option::is_some);
            if before == Some(true) && !some {
                heading::title_says(false);
            }
            some
        });
        Self {
            said,
            refused,
            summary: NodeRef::new(),
        }
    }

    /// Forgets what was refused before it is tried again.
    pub(crate) fn clear(self) {
        self.refused.set(None);
    }

    /// Says what was refused.
    pub(crate) fn refuse(self, wrong: Wrong) {
        self.refused.set(Some(wrong));
        self.complain();
    }

    /// Brings what is said before the reader.
    pub(crate) fn complain(self) {
        heading::title_says(true);
        browser::soon(move || {
            if let Some(summary) = self.summary.get_untracked() {
                let _focused = summary.focus();
            }
        });
    }

    /// What is said, with a way to the field, and to the filing in an account that has the days.
    pub(crate) fn view(self, account: StoredValue<String>) -> AnyView {
        let Self { said, summary, .. } = self;
        view! {
            <div role="status">{move || said.get().map(|Wrong { message, field, there }| view! {
                <div class="error-summary" tabindex="-1" node_ref=summary><h2>"There is a problem"</h2>
                    <ul><li><a href=format!("#{field}") on:click=move |press| { press.prevent_default(); browser::focus(field); }>{message}</a></li>
                        {there.map(|(there, go)| view! { <li><a href=format!("/accounts/{}{there}", account.get_value())>{go}</a></li> })}</ul></div>
            })}</div>
        }
        .into_any()
    }
}

/// The field.
pub(crate) fn day(
    id: &'static str,
    label: impl Fn() -> &'static str + Send + Sync + 'static,
    value: RwSignal<String>,
    said: Memo<Option<Wrong>>,
) -> AnyView {
    let error = Memo::new(move |_before| {
        said.with(|said| {
            let mine = said.as_ref().filter(|wrong| wrong.field == id);
            mine.map(|wrong| wrong.message.clone())
        })
    });
    let error_id = format!("{id}-e");
    let described = error_id.clone();
    view! {
        <div class="form-item" class:has-error=move || error.with(Option::is_some)><label for=id>{label}</label>
            {move || error.get().map(|message| view! { <p class="error" id=error_id.clone()><span class="vh">"Error: "</span>{message}</p> })}
            <input class="input w-m" type="date" id=id name=id prop:value=value aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || error.with(Option::is_some).then(|| described.clone()) on:input=move |event| value.set(event_target_value(&event)) /></div>
    }
    .into_any()
}
