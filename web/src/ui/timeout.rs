//! The end of a session: the warning, the request to confirm credentials, and the lock over the page.

use super::browser;
use super::heading::Heading;
use crate::session::{Reason, Session, WARN_SECONDS, remaining_words, spoken};
use crate::show;
use chrono::DateTime;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// A time of the server's clock, as the clocks in Alberta show it.
fn local_clock(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis)
        .map(|at| format!("{} MT", show::clock(show::local(at))))
        .unwrap_or_default()
}

/// The modal two minutes ahead. Escape stays signed in.
#[component]
pub(crate) fn Warning() -> impl IntoView {
    let session = Session::here();
    let dialog = NodeRef::<html::Dialog>::new();
    let up = Memo::new(move |_before| session.warning.get().is_some());
    let left = move || session.warning.get().unwrap_or(WARN_SECONDS);
    let speech = Memo::new(move |_before| if up.get() { spoken(left()) } else { "" });
    Effect::new(move |_before: Option<()>| {
        let Some(dialog) = dialog.get() else { return };
        match (up.get(), dialog.open()) {
            (true, false) => {
                let _shown = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog class="dialog stack" id="timeout" role="alertdialog" aria-labelledby="to-t" aria-describedby="to-d" node_ref=dialog
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                session.stay();
            }>
            <h2 id="to-t">"You will be signed out soon"</h2>
            <div id="to-d" class="stack-s">
                <p class="dialog__clock">{move || remaining_words(left())}</p>
                <p>"For your security we end the session at "<b>{move || local_clock(session.ends_at.get())}</b>", because nothing has been done for a while. What you typed is saved as a draft."</p>
            </div>
            <div class="actions">
                <button class="button" type="button" autofocus on:click=move |_press| session.stay()>"Stay signed in"</button>
                <button class="button button--secondary" type="button" on:click=move |_press| session.sign_out()>"Sign out"</button>
            </div>
            <p class="vh" aria-live="assertive">{move || speech.get()}</p>
        </dialog>
    }
}

/// The banner five minutes before credentials have to be confirmed.
#[component]
pub(crate) fn ConfirmBanner() -> impl IntoView {
    let session = Session::here();
    view! {
        {move || session.stuck.get().map(|stuck| view! { <div role="alert" class="wrap"><div class="callout callout--important mt-m"><p>{stuck}</p></div></div> })}
        <div role="status" class="wrap">
            {move || session.confirm_by.get().map(|by| view! {
                <div class="callout callout--important mt-m">
                    <p>"At "<b>{local_clock(by)}</b>" we ask you to confirm your sign-in, because an hour has passed. You come back to this page."</p>
                    <div class="actions"><a class="button button--secondary" rel="external" href=move || sign_in_again(session, Reason::Credentials)
                        on:click=move |_press| session.rescue.update(|count| *count = count.wrapping_add(1))>"Confirm now"</a></div>
                </div>
            })}
        </div>
    }
}

/// Where to sign in again and come back to the same field.
pub(crate) fn sign_in_again(session: Session, reason: Reason) -> String {
    let back = browser::encoded(&browser::here(&session.field.get_untracked()));
    match reason {
        Reason::Credentials => format!("/auth/confirmation?returnTo={back}"),
        Reason::Idle | Reason::Ended => format!("/auth/sign-in?returnTo={back}"),
    }
}

/// In place of the page when the session is over: no data are left on the screen.
#[component]
pub(crate) fn Lock(reason: Reason) -> impl IntoView {
    let session = Session::here();
    let at = local_clock(session.ends_at.get_untracked());
    let (heading, happened, button) = match reason {
        Reason::Idle => (
            "You are signed out",
            format!("Nothing was done for 15 minutes, so the session ended at {at} and your figures are no longer on this screen."),
            "Sign in again",
        ),
        Reason::Credentials => (
            "Please confirm your sign-in",
            "You have worked for an hour, so we ask for your sign-in again. Your figures are no longer on this screen.".to_owned(),
            "Confirm your sign-in",
        ),
        Reason::Ended => ("You are signed out", "The session was ended. Your figures are no longer on this screen.".to_owned(), "Sign in again"),
    };
    let lock = NodeRef::<html::Div>::new();
    let lost = RwSignal::new(false);
    // Only a form's page keeps what is typed.
    let kept = session.keeping.get_value() == browser::path();
    lock.on_load(move |_lock| {
        browser::soon(move || {
            browser::focus("locked");
            // The page that was left has handed over by now what it could not save.
            lost.set(session.unsaved.with_value(|unsaved| !unsaved.is_empty()));
        });
    });
    view! {
        <div class="lock stack-l guided" node_ref=lock>
            <Heading text=heading id="locked" />
            <p>{happened}</p>
            {move || if lost.get() {
                view! { <section class="callout callout--important"><h2>"Your last changes could not be saved"</h2><p>"TRACS could not be reached. The draft is there as it was saved last; please look over what you typed since."</p></section> }
            } else if !kept {
                view! { <section class="callout"><h2>"You come back to this page"</h2><p>"What was typed here and not sent is not kept."</p></section> }
            } else {
                view! { <section class="callout callout--success"><h2>"Nothing is lost"</h2><p>"What you typed was saved as a draft. You come back to this page, and to the field where you were."</p></section> }
            }}
            <div class="actions">
                <a class="button" rel="external" href=sign_in_again(session, reason)>{button}</a>
                <a class="button button--text" rel="external" href="/">"Go to the start page"</a>
            </div>
            <p class="meta">"Using a shared computer? Close all windows of the browser."</p>
        </div>
    }
}

/// A page that needs a sign-in, opened without one: from a bookmark or a letter.
#[component]
pub(crate) fn SignInFirst() -> impl IntoView {
    let back = browser::encoded(&browser::here(&browser::fragment()));
    view! {
        <div class="lock stack-l guided">
            <Heading text="Sign in to see this page" />
            <p>"This page is for people with access to the account. After signing in you come straight back to it."</p>
            <div class="actions">
                <a class="button" rel="external" href=format!("/auth/sign-in?returnTo={back}")>"Continue with Alberta.ca Account"</a>
                <a class="button button--text" href="/">"Go to the start page"</a>
            </div>
        </div>
    }
}
