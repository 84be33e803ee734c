//! Printing the page; the style sheet turns it into a letter.

use leptos::prelude::*;

/// A button that prints.
#[component]
pub(crate) fn Print() -> impl IntoView {
    let print = |_press| {
        let _printed = window().print();
    };
    view! { <button class="button button--secondary" type="button" on:click=print>"Print"</button> }
}
