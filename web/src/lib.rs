//! The TRACS single-page application: what people see and type.
//!
//! It has no rights and no secrets of its own. Tax rules are those of `shared`, run again by the API;
//! everything else is asked for over the public REST API. Nothing about a taxpayer is stored in the browser.
#![recursion_limit = "256"]
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(
        dead_code,
        reason = "only the browser starts the application; elsewhere its rules are tested"
    )
)]
#![allow(
    unreachable_pub,
    reason = "the component macro makes its own items public"
)]

mod app;
mod client;
mod draft;
mod filing_form;
mod input;
mod page;
mod pages;
mod router;
mod rules;
mod session;
mod show;
mod text;
mod ui;

/// Called by the browser when the module is loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| ui::panic::show(&panic.to_string())));
    if let Some(shell) = leptos::prelude::document().get_element_by_id("shell") {
        shell.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
