//! A day to choose, with what is wrong with it above it.

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
