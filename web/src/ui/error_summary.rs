//! All problems of a form on top of the page, each a way to its field.

use super::browser;
use leptos::html;
use leptos::prelude::*;

/// The id of the field that is wrong, if it is one, and what to do about it.
pub(crate) type Complaint = (Option<String>, String);

/// The summary. It takes focus when it appears, and the document's title begins with "Error: " while it is there.
#[component]
pub(crate) fn ErrorSummary(#[prop(into)] complaints: Signal<Vec<Complaint>>) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_before: Option<()>| {
        let some = complaints.with(|complaints| !complaints.is_empty());
        let title = document().title();
        match (some, title.strip_prefix("Error: ")) {
            (true, None) => document().set_title(&format!("Error: {title}")),
            (false, Some(plain)) => document().set_title(plain),
            _ => {}
        }
        if some {
            browser::soon(move || {
                if let Some(summary) = summary.get_untracked() {
                    let _focused = summary.focus();
                    summary.scroll_into_view();
                }
            });
        }
    });
    move || {
        let complaints = complaints.get();
        (!complaints.is_empty()).then(|| view! {
            <div class="measure mb-m"><div class="error-summary" tabindex="-1" role="alert" aria-labelledby="es" node_ref=summary>
                <h2 id="es">"There is a problem"</h2>
                <ul>{complaints.into_iter().map(|(field, message)| match field {
                    Some(field) => {
                        let target = format!("#{field}");
                        view! { <li><a href=target on:click=move |press| {
                            press.prevent_default();
                            browser::focus(&field);
                        }>{message}</a></li> }.into_any()
                    }
                    None => view! { <li>{message}</li> }.into_any(),
                }).collect_view()}</ul>
            </div></div>
        })
    }
}
