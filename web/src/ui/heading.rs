//! Arriving on a page: its title, focus on its heading, one announcement, the top of the page.

use super::browser;
use crate::router::Router;
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
        let arrival = Self {
            said: RwSignal::new(String::new()),
            at: StoredValue::new(None),
        };
        provide_context(arrival);
        arrival
    }
}

/// Sets the title of the document: `Home – TRACS`.
pub(crate) fn set_title(title: &str) {
    document().set_title(&format!("{title} – {SERVICE}"));
}

/// The document's title begins with "Error: " while a problem is shown.
pub(crate) fn title_says(error: bool) {
    let title = document().title();
    match (error, title.strip_prefix("Error: ")) {
        (true, None) => document().set_title(&format!("Error: {title}")),
        (false, Some(plain)) => document().set_title(plain),
        _ => {}
    }
}

/// The page's one `h1`. `title` names the page where the heading alone would not.
#[component]
pub(crate) fn Heading(
    #[prop(into)] text: String,
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let arrival = expect_context::<Arrival>();
    let router = Router::here();
    let heading = NodeRef::<html::H1>::new();
    let title = title.unwrap_or_else(|| text.clone());
    set_title(&title);
    heading.on_load(move |heading| {
        let path = browser::path();
        let before = arrival.at.get_value();
        arrival.at.set_value(Some(path.clone()));
        // The first page is announced by the browser itself; the same page again keeps the focus where it is.
        let elsewhere = before.as_ref().is_some_and(|before| *before != path);
        // The button that asked again is gone, and nothing else has the focus.
        if before.is_some() && !elsewhere && browser::has_no_focus() {
            browser::soon({
                let heading = heading.clone();
                move || browser::focus_quietly(&heading)
            });
        }
        if elsewhere {
            arrival.said.set(title.clone());
            // An address that names a field leads to the field.
            let field = browser::fragment();
            browser::soon(move || {
                if field.is_empty() {
                    browser::focus_quietly(&heading);
                    router.arrived();
                } else {
                    browser::focus(&field);
                }
            });
        }
    });
    view! { <h1 tabindex="-1" id=id node_ref=heading>{text}</h1> }
}
