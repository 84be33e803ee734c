//! The start page: one button, the first visit in three steps, the limits told up front, the hours.

use crate::client::availability::show_availability;
use crate::router::use_query_map;
use crate::session::{Session, Stage};
use crate::show;
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use chrono::NaiveDateTime;
use leptos::prelude::*;
use shared::calendar::Availability;

/// The page.
pub(crate) fn view() -> AnyView {
    let session = Session::here();
    let availability = Loaded::new(show_availability);
    let query = use_query_map().get_untracked();
    let refused = query.get("problem").map(|_code| query.get("reference"));
    view! {
        <div class="split">
            <div class="sections guided">
                {refused.map(|reference| view! {
                    <section class="callout callout--important" role="alert"><h2>"The sign-in did not work"</h2>
                        <p>"You were not signed in. Try again; if it goes on, call us."</p>{crate::ui::obstacle::support(reference)}</section>
                })}
                <div>
                    <div class="title"><Heading text="Taxes and levies for business: sign in to TRACS" title="Sign in" />
                        <p class="lead">"File returns, see balances and read letters for your business."</p></div>
                    <div class="actions">{move || if session.stage.get() == Stage::SignedIn {
                        view! { <a class="button button--large" href="/home">"Go to Home"</a> }.into_any()
                    } else {
                        view! { <a class="button button--large" rel="external" href="/auth/sign-in?returnTo=/home">"Continue with Alberta.ca Account"</a> }.into_any()
                    }}</div>
                    <p class="meta mt-s">"Free. Signing in takes about two minutes."</p>
                </div>
                <section><h2>"Your first visit"</h2><ol class="steps mt-m">
                    <li><div><h3>"Wait for your letter"</h3><p>"We post a letter with a PIN to the address on file. If you need one, call us."</p></div></li>
                    <li><div><h3>"Have an Alberta.ca Account"</h3><p>"Use the one you have, or create one when you sign in. It works for other Alberta services too."</p></div></li>
                    <li><div><h3>"Sign in and enter your account number and PIN"</h3><p>"You do this once for each account. The account number is your 9-digit Alberta business identification number, unless the letter says otherwise."</p></div></li>
                </ol></section>
                <section><h2>"While you are signed in"</h2><ul class="bullets mt-s">
                    <li>"After 15 minutes without activity we sign you out. We warn you two minutes before."</li>
                    <li>"After one hour of work we ask you to confirm your sign-in. We tell you five minutes before."</li>
                    <li>"What you typed is kept as a draft, and you come back to the same field."</li>
                </ul></section>
            </div>
            <div class="sections">
                {availability.part(|facts| {
                    let window = facts.next_maintenance;
                    let closed = (!facts.always_open).then(|| closed(&facts.state)).flatten();
                    view! {
                        {closed}
                        <section class="callout callout--important"><h2>"Maintenance"</h2><p>"TRACS may not be available on "{span(window.from, window.to)}"."</p></section>
                    }.into_any()
                })}
                <section><h2 class="section-head">"When TRACS is open"</h2><dl class="facts mt-m">
                    <div><dt>"Every day"</dt><dd>"7 am to midnight MT"</dd></div>
                    <div><dt>"Thursdays"</dt><dd>"May close at 11 pm"</dd></div>
                    <div><dt>"Sundays"</dt><dd>"May open at 10 am"</dd></div>
                    <div><dt>"First working day of a month"</dt><dd>"May close at 5:30 pm"{availability.part(|facts| {
                        let day = facts.next_first_working_day;
                        view! { ". Next: "<time datetime=day.to_string()>{show::weekday_day(day)}</time> }.into_any()
                    })}</dd></div>
                </dl></section>
            </div>
        </div>
    }
    .into_any()
}

/// `Thursday 26 November 2026, 11 pm to midnight MT`.
fn span(from: NaiveDateTime, to: NaiveDateTime) -> String {
    let start = format!("{}, {}", show::weekday_day(from.date()), show::clock(from));
    let same_night = to.date() == from.date()
        || (Some(to.date()) == from.date().succ_opt() && to.time() == chrono::NaiveTime::MIN);
    if same_night {
        format!("{start} to {} MT", show::clock(to))
    } else {
        format!(
            "{start} to {}, {} MT",
            show::weekday_day(to.date()),
            show::clock(to)
        )
    }
}

fn closed(state: &Availability) -> Option<impl IntoView + use<>> {
    (!matches!(state, Availability::Open)).then(|| view! {
        <section class="callout callout--important"><h2>"TRACS may be closed now"</h2><p>"It opens at 7 am MT, on Sundays at 10 am at the latest. Drafts are kept."</p></section>
    })
}
