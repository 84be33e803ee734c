//! The browser's history: links, back and forward, and where on a page one was.

use super::Address;
use crate::ui::browser;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent, ScrollRestoration};

/// How to go somewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NavigateOptions {
    /// The way back leads past the page that is left.
    pub(crate) replace: bool,
    /// To the top of the page.
    pub(crate) scroll: bool,
}

impl Default for NavigateOptions {
    fn default() -> Self {
        Self {
            replace: false,
            scroll: true,
        }
    }
}

/// Knows the address and changes it.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    pub(super) address: RwSignal<Address>,
    pub(super) path: Memo<String>,
    /// The place of this address in the history of the tab; the browser keeps it beside the address.
    entry: StoredValue<usize>,
    /// How far down each entry of the history was when it was left.
    depths: StoredValue<Vec<f64>>,
    /// Where on the page to arrive, after going back or forward.
    wanted: StoredValue<Option<f64>>,
}

impl Router {
    /// Follows the address from now on.
    pub(crate) fn start() -> Self {
        let address = RwSignal::new(current());
        let router = Self {
            address,
            path: Memo::new(move |_before| address.with(|address| address.path.clone())),
            entry: StoredValue::new(entry_of_history().unwrap_or_default()),
            depths: StoredValue::new(Vec::new()),
            wanted: StoredValue::new(None),
        };
        provide_context(router);
        // The browser would go to the place before the page that has it is there.
        if let Ok(history) = window().history() {
            let _kept = history.set_scroll_restoration(ScrollRestoration::Manual);
        }
        note(router.entry.get_value());
        browser::on_window("popstate", move |_event| router.went());
        browser::on_window("click", move |event| router.clicked(&event));
        router
    }

    /// The router of this application.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Goes to an address of this application.
    pub(crate) fn go(self, text: &str, options: NavigateOptions) {
        let address = Address::read(text);
        let before = self.address.get_untracked();
        let entry = self.entry.get_value();
        self.leave(entry);
        let Ok(history) = window().history() else {
            return;
        };
        // The same address once more is no new entry, as with a full load.
        let noted = if options.replace || before == address {
            history.replace_state_with_url(&JsValue::from(entry), "", Some(text))
        } else {
            let next = entry.saturating_add(1);
            self.entry.set_value(next);
            self.depths.update_value(|depths| depths.truncate(next));
            history.push_state_with_url(&JsValue::from(next), "", Some(text))
        };
        if noted.is_err() {
            // Browsers take only so many changes in a while.
            return browser::go_to(text);
        }
        self.wanted.set_value(None);
        let same_page = before.path == address.path;
        let fragment = address.fragment.clone();
        self.address.set(address);
        // A field of another page gets the focus when its heading is there.
        if same_page && !fragment.is_empty() {
            browser::focus(&fragment);
        } else if options.scroll {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// A page has arrived: to where it was left, if one came back to it.
    pub(crate) fn arrived(self) {
        if let Some(Some(depth)) = self.wanted.try_update_value(Option::take) {
            window().scroll_to_with_x_and_y(0.0, depth);
        }
    }

    /// Back, forward, or a fragment that the browser went to by itself.
    fn went(self) {
        let before = self.entry.get_value();
        self.leave(before);
        let address = current();
        let same_page = self
            .address
            .with_untracked(|before| before.path == address.path);
        if let Some(entry) = entry_of_history() {
            self.entry.set_value(entry);
            let depth = self
                .depths
                .with_value(|depths| depths.get(entry).copied())
                .unwrap_or_default();
            self.wanted.set_value(Some(depth));
            if same_page {
                self.arrived();
            }
        } else {
            let next = before.saturating_add(1);
            self.entry.set_value(next);
            note(next);
        }
        self.address.set(address);
    }

    /// Notes how far down one was.
    fn leave(self, entry: usize) {
        let depth = window().scroll_y().unwrap_or_default();
        self.depths.update_value(|depths| {
            if depths.len() <= entry {
                depths.resize(entry.saturating_add(1), 0.0);
            }
            if let Some(noted) = depths.get_mut(entry) {
                *noted = depth;
            }
        });
    }

    /// A plain press on a link to a page of ours is seen to here; everything else is the browser's.
    fn clicked(self, event: &Event) {
        let Some(press) = event.dyn_ref::<MouseEvent>() else {
            return;
        };
        let otherwise =
            press.meta_key() || press.alt_key() || press.ctrl_key() || press.shift_key();
        if event.default_prevented() || press.button() != 0 || otherwise {
            return;
        }
        let Some(link) = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| {
                element
                    .closest("a[href]:not([target], [download], [rel~=external])")
                    .ok()
            })
            .flatten()
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok())
        else {
            return;
        };
        if window().location().origin().ok() != Some(link.origin()) {
            return;
        }
        event.prevent_default();
        let address = format!("{}{}{}", link.pathname(), link.search(), link.hash());
        self.go(&address, NavigateOptions::default());
    }
}

/// The address on the bar.
fn current() -> Address {
    let location = window().location();
    let part = |text: Result<String, JsValue>, mark| {
        let text = text.unwrap_or_default();
        text.strip_prefix(mark).map(str::to_owned).unwrap_or(text)
    };
    Address {
        path: location.pathname().unwrap_or_default(),
        query: part(location.search(), '?'),
        fragment: part(location.hash(), '#'),
    }
}

/// Notes the place in the history beside the address on the bar.
fn note(entry: usize) {
    if let Ok(history) = window().history() {
        let _noted = history.replace_state(&JsValue::from(entry), "");
    }
}

/// The place that was noted beside the address on the bar.
fn entry_of_history() -> Option<usize> {
    let noted = window().history().ok()?.state().ok()?;
    noted.as_f64().map(|place| place as usize)
}
