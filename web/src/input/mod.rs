//! Fields that people type numbers into. What is typed stays as it is typed; its meaning is worked out by `shared`.

use leptos::prelude::*;
use shared::form::Unit;

/// A number in its unit: dollars with the sign in front, nights with the word behind.
#[component]
pub(crate) fn Number(
    /// What it counts.
    unit: Unit,
    /// The id and name of the field.
    id: String,
    /// What is typed.
    value: Memo<String>,
    /// The ids of hint and error.
    described: impl Fn() -> String + Send + Sync + 'static,
    /// It has an error.
    invalid: Signal<bool>,
    /// Called with every keystroke.
    typed: impl Fn(String) + Send + Sync + 'static,
) -> impl IntoView {
    let (before, after, mode) = match unit {
        Unit::Dollars => (Some("$"), None, "decimal"),
        Unit::Nights => (None, Some("nights"), "numeric"),
    };
    let name = id.clone();
    view! {
        <div class="affix">
            {before.map(|sign| view! { <span aria-hidden="true">{sign}</span> })}
            <input class="input input--num" id=id name=name inputmode=mode autocomplete="off" maxlength="200" prop:value=value
                aria-describedby=described aria-invalid=move || invalid.get().then_some("true")
                on:input=move |event| typed(event_target_value(&event)) />
            {after.map(|word| view! { <span aria-hidden="true">{word}</span> })}
        </div>
    }
}
