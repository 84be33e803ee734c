//! The application around the pages: frame, session, announcements, and what is shown when.

use crate::pages::Pages;
use crate::session::{Reason, Session, Stage};
use crate::ui::frame::{Acting, ActingBanner, Footer, Masthead};
use crate::ui::heading::Arrival;
use crate::ui::loaded::waiting;
use crate::ui::obstacle::Obstacle;
use crate::ui::timeout::{ConfirmBanner, Lock, SignInFirst, Warning};
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;

/// What may be on the screen.
#[derive(Clone, PartialEq)]
enum Gate {
    Waiting,
    Open,
    SignInFirst,
    Locked(Reason),
    Failed(crate::client::ClientError),
}

/// Everything.
#[component]
pub(crate) fn App() -> impl IntoView {
    let arrival = Arrival::start();
    let session = Session::start();
    provide_context(Acting(RwSignal::new(None)));
    view! {
        <Router>
            <a class="skip" href="#main" rel="external">"Skip to main content"</a>
            <Masthead />
            <ActingBanner />
            <ConfirmBanner />
            <main id="main" class="page" tabindex="-1"><div class="wrap"><Gated session /></div></main>
            <Footer />
            <Warning />
        </Router>
        <div class="vh" aria-live="polite">{move || arrival.said.get()}</div>
    }
}

/// The page, or what stands before it. The start page is for everybody.
#[component]
fn Gated(session: Session) -> impl IntoView {
    let path = use_location().pathname;
    let gate = Memo::new(move |_before| {
        let public = path.get() == "/";
        match session.stage.get() {
            Stage::Locked(reason) => Gate::Locked(reason),
            Stage::SignedIn => Gate::Open,
            _ if public => Gate::Open,
            Stage::Asking => Gate::Waiting,
            Stage::SignedOut => Gate::SignInFirst,
            Stage::Unknown(error) => Gate::Failed(error),
        }
    });
    move || match gate.get() {
        Gate::Waiting => waiting(),
        Gate::Open => view! { <Pages /> }.into_any(),
        Gate::SignInFirst => view! { <SignInFirst /> }.into_any(),
        Gate::Locked(reason) => view! { <Lock reason /> }.into_any(),
        Gate::Failed(error) => view! { <Obstacle error retry=move || session.ask() /> }.into_any(),
    }
}
