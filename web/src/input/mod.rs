//! Fields that people fill in. What is typed stays as it is typed; its meaning is worked out by `shared`.

use leptos::prelude::*;
use shared::form::{Choice, Unit};

/// What stands before and after a number, and the keyboard that phones show.
const fn around(unit: Unit) -> (Option<&'static str>, Option<&'static str>, &'static str) {
    match unit {
        Unit::Dollars | Unit::DollarsEach => (Some("$"), None, "decimal"),
        Unit::WholeDollars => (Some("$"), None, "numeric"),
        Unit::Nights => (None, Some("nights"), "numeric"),
        Unit::Litres => (None, Some("litres"), "numeric"),
        Unit::Grams => (None, Some("g"), "decimal"),
        Unit::Gigajoules => (None, Some("GJ"), "decimal"),
        Unit::Kilometres => (None, Some("km"), "numeric"),
        Unit::Days => (None, Some("days"), "numeric"),
        Unit::Pieces => (None, None, "numeric"),
        Unit::Percent
        | Unit::Factor
        | Unit::KilometresPerLitre
        | Unit::Number
        | Unit::Date
        | Unit::Choice
        | Unit::Text => (None, None, "decimal"),
    }
}

/// The field of a line: a number in its unit, a day, a choice or words.
#[component]
pub(crate) fn Field(
    /// What it counts or asks for.
    unit: Unit,
    /// What can be chosen.
    choices: Vec<Choice>,
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
    let name = id.clone();
    let described = move || Some(described()).filter(|ids| !ids.is_empty());
    let invalid = move || invalid.get().then_some("true");
    match unit {
        Unit::Choice => view! {
            <select class="input" id=id name=name aria-describedby=described aria-invalid=invalid prop:value=value
                on:change=move |event| typed(event_target_value(&event))>
                <option value="">"Choose"</option>
                {choices.into_iter().map(|choice| {
                    let mine = choice.value.clone();
                    view! { <option value=choice.value selected=move || value.with(|value| *value == mine)>{choice.label}</option> }
                }).collect_view()}
            </select>
        }
        .into_any(),
        Unit::Date | Unit::Text => {
            let kind = if unit == Unit::Date { "date" } else { "text" };
            view! {
                <input class="input" type=kind id=id name=name autocomplete="off" maxlength="200" prop:value=value
                    aria-describedby=described aria-invalid=invalid on:input=move |event| typed(event_target_value(&event)) />
            }
            .into_any()
        }
        _ => {
            let (before, after, mode) = around(unit);
            view! {
                <div class="affix">
                    {before.map(|sign| view! { <span aria-hidden="true">{sign}</span> })}
                    <input class="input input--num" id=id name=name inputmode=mode autocomplete="off" maxlength="200" prop:value=value
                        aria-describedby=described aria-invalid=invalid on:input=move |event| typed(event_target_value(&event)) />
                    {after.map(|word| view! { <span aria-hidden="true">{word}</span> })}
                </div>
            }
            .into_any()
        }
    }
}
