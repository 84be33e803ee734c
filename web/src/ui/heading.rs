//! Arriving on a page: its title, focus on its heading, one announcement, the top of the page.

use super::browser;
use crate::text::SERVICE;
use leptos::html;
use leptos::prelude::*;

/// What the polite live region says, and where we arrived last.
#[derive(Clone, Copy)]
pub(crate) struct Arrival {
    /// What is announced.
    pub(crate) said: RwSignal<String>,
    at: StoredValue<Option<String>>,
}

impl Arrival {
    /// Makes it known to all pages.
    pub(crate) fn start() -> Self {
        let arrival = Self { said: RwSignal::new(String::new()), at: StoredValue::new(None) };
        provide_context(arrival);
        arrival
    }

    /// Says something politely: saved, filtered, copied.
    pub(crate) fn say(text: impl Into<String>) {
        expect_context::<Self>().said.set(text.into());
    }
}

/// Sets the title of the document: `Home – TRACS`.
pub(crate) fn set_title(title: &str) {
    document().set_title(&format!("{title} – {SERVICE}"));
}

/// The page's one `h1`. `title` names the page where the heading alone would not.
#[component]
pub(crate) fn Heading(#[prop(into)] text: String, #[prop(optional, into)] title: Option<String>, #[prop(optional, into)] id: Option<String>) -> impl IntoView {
    let arrival = expect_context::<Arrival>();
    let heading = NodeRef::<html::H1>::new();
    let title = title.unwrap_or_else(|| text.clone());
    set_title(&title);
    heading.on_load(move |heading| {
        let path = browser::path();
        let before = arrival.at.get_value();
        arrival.at.set_value(Some(path.clone()));
        // The first page is announced by the browser itself; the same page again keeps the focus where it is.
        if before.is_some_and(|before| before != path) {
            arrival.said.set(title.clone());
            browser::soon(move || browser::focus_quietly(&heading));
        }
    });
    view! { <h1 tabindex="-1" id=id node_ref=heading>{text}</h1> }
}
