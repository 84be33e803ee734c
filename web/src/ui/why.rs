//! "Why this number": the rule in a sentence, the sum, and where the rule comes from.

use super::facts::sum;
use leptos::prelude::*;
use shared::filing::Why;

/// The reason of a figure, to be opened.
#[component]
pub(crate) fn WhyThis(
    /// What the figure is, in the middle of a sentence.
    #[prop(into)]
    of: String,
    /// The reason.
    why: Why,
) -> impl IntoView {
    view! {
        <details class="disclosure why"><summary>"Why this number: "{of}</summary>
            <div class="disclosure__body stack-s">{reason(why)}</div>
        </details>
    }
}

/// The rule, the sum and the source.
pub(crate) fn reason(why: Why) -> AnyView {
    let steps = why
        .steps
        .into_iter()
        .map(|step| (step.label, step.value, false))
        .collect();
    view! {
        <p>{why.text}</p>
        {sum(steps)}
        {why.source.map(|source| view! { <p class="meta">"Source: "{source}</p> })}
    }
    .into_any()
}
