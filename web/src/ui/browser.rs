//! What we ask of the browser itself.

use leptos::prelude::{document, window, window_event_listener_untyped};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, Event, FocusOptions, HtmlElement, MessageEvent};

/// Tabs of this browser tell each other here that the session changed. No data are sent.
const CHANNEL: &str = "tracs-session";

thread_local! {
    static TABS: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Milliseconds since 1970 by the browser's clock.
pub(crate) fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// Goes to an address by a full load.
pub(crate) fn go_to(address: &str) {
    let _left = window().location().assign(address);
}

/// Loads this page anew.
pub(crate) fn reload() {
    let _reloaded = window().location().reload();
}

/// The address of this page, from the path on, with another fragment.
pub(crate) fn here(fragment: &str) -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_else(|_none| "/".to_owned());
    let search = location.search().unwrap_or_default();
    if fragment.is_empty() {
        format!("{path}{search}")
    } else {
        format!("{path}{search}#{fragment}")
    }
}

/// Text as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// The path of this page.
pub(crate) fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The fragment of this page without `#`.
pub(crate) fn fragment() -> String {
    window()
        .location()
        .hash()
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned()
}

/// Calls `act` on an event of the window, for as long as the application runs or the owner lives.
pub(crate) fn on_window(event: &'static str, act: impl Fn(Event) + 'static) {
    let handle = window_event_listener_untyped(event, act);
    leptos::prelude::on_cleanup(move || handle.remove());
}

/// Calls `act` when another tab says that the session changed.
pub(crate) fn on_other_tabs(act: impl Fn() + 'static) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |_message: MessageEvent| act());
    channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // The channel lives as long as the page.
    listener.forget();
    TABS.set(Some(channel));
}

/// Tells the other tabs that the session changed.
pub(crate) fn tell_other_tabs() {
    TABS.with_borrow(|channel| {
        if let Some(channel) = channel {
            let _told = channel.post_message(&"changed".into());
        }
    });
}

/// The id of the field that has focus, if it is one that people fill in.
pub(crate) fn focused_field() -> Option<String> {
    let element = document().active_element()?;
    let is_field = matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA");
    Some(element.id()).filter(|id| is_field && !id.is_empty())
}

/// Nothing on the page has focus.
pub(crate) fn has_no_focus() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY")
}

/// A disclosure is open, after it was toggled.
pub(crate) fn is_open(toggled: &Event) -> bool {
    let target = toggled
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.has_attribute("open"))
}

/// Gives focus to the element of that id and brings it into view.
pub(crate) fn focus(id: &str) {
    if let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let _focused = element.focus();
        element.scroll_into_view();
    }
}

/// Gives focus without moving the page.
pub(crate) fn focus_quietly(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _focused = element.focus_with_options(&options);
}

/// Does something after the next drawing, when what was just rendered is there.
pub(crate) fn soon(act: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(move || {
        leptos::prelude::set_timeout(act, std::time::Duration::ZERO);
    });
}

/// The page is hidden: another tab is in front, or it is about to go.
pub(crate) fn is_hidden() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Hidden
}

/// Waits for so many milliseconds.
pub(crate) async fn pause(millis: u64) {
    let wait = js_sys::Promise::new(&mut |done, _failed| {
        let millis = i32::try_from(millis).unwrap_or(i32::MAX);
        let _timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, millis);
    });
    let _waited = wasm_bindgen_futures::JsFuture::from(wait).await;
}

/// The text of the file that was chosen in a field.
pub(crate) fn chosen_file(
    input: &web_sys::HtmlInputElement,
) -> Option<impl Future<Output = Option<String>> + use<>> {
    let file = input.files()?.get(0)?;
    let text = file.text();
    Some(async move {
        let text = wasm_bindgen_futures::JsFuture::from(text).await.ok()?;
        text.as_string()
    })
}

/// A text in small letters. The browser has the tables for it; ours would have to be fetched.
pub(crate) fn small_letters(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
