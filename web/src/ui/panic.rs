//! The last resort when our own code fails: say so and offer to start again. Drafts are on the server.

use leptos::prelude::document;

/// Puts a plain message in place of the page, without any of the code that has just failed.
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(dead_code, reason = "the hook is set in the browser")
)]
pub(crate) fn show(message: &str) {
    leptos::logging::error!("{message}");
    let document = document();
    let Some(main) = document.get_element_by_id("main") else {
        return;
    };
    main.set_text_content(None);
    for (tag, text) in [
        ("h1", "Something went wrong in this page"),
        ("p", "What was saved is safe. Reload the page to go on."),
        (
            "p",
            "If it happens again, call 780-427-3044 and tell us what you were doing.",
        ),
    ] {
        if let Ok(element) = document.create_element(tag) {
            element.set_text_content(Some(text));
            let _added = main.append_child(&element);
        }
    }
}
