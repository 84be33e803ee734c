//! Copying to the clipboard, with a word on how it went.

use leptos::prelude::*;
use leptos::task::spawn_local;

/// A button that copies a text, and its status.
#[component]
pub(crate) fn Copy(
    /// What the button says.
    label: &'static str,
    /// What is copied.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let said = RwSignal::new("");
    let copy = move |_press| {
        let text = text.clone();
        said.set("");
        spawn_local(async move {
            said.set(if to_clipboard(&text).await {
                "Copied"
            } else {
                "Could not be copied. Select the text instead."
            });
        });
    };
    view! {
        <button class="button button--secondary" type="button" on:click=copy>{label}</button>
        <span role="status" class="meta">{said}</span>
    }
}

/// The clipboard is not there when the connection is not secure.
async fn to_clipboard(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    clipboard.write_text(text).await.is_ok()
}
