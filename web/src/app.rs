//! The application around the pages: frame, session, announcements, and what is shown when.

use crate::client::ClientError;
use crate::pages::{Pages, parts};
use crate::router::{Router, use_path};
use crate::session::{Reason, Session, Stage};
use crate::ui::frame::{Acting, Footer, plain_top};
use crate::ui::heading::Arrival;
use crate::ui::later::later;
use crate::ui::loaded::waiting;
use leptos::prelude::*;

/// What may be on the screen.
#[derive(Clone, PartialEq)]
enum Gate {
    Waiting,
    Open,
    SignInFirst,
    Locked(Reason),
    Failed(ClientError),
}

/// Everything.
#[component]
pub(crate) fn App() -> impl IntoView {
    let _router = Router::start();
    let arrival = Arrival::start();
    let session = Session::start();
    provide_context(Acting(RwSignal::new(None)));
    let signed_in = Memo::new(move |_before| session.stage.get() == Stage::SignedIn);
    view! {
        {move || if signed_in.get() { later(parts::top(), plain_top) } else { plain_top() }}
        <main id="main" class="page" tabindex="-1"><div class="wrap"><Gated session /></div></main>
        <Footer />
        <div class="vh" aria-live="polite">{move || arrival.said.get()}</div>
    }
}

/// The page, or what stands before it. The start page is for everybody.
#[component]
fn Gated(session: Session) -> impl IntoView {
    let path = use_path();
    let gate = Memo::new(move |_before| {
        let public = path.get() == "/";
        match session.stage.get() {
            Stage::Locked(reason) => Gate::Locked(reason),
            Stage::SignedIn => Gate::Open,
            Stage::Asking | Stage::SignedOut | Stage::Unknown(_) if public => Gate::Open,
            Stage::Asking => Gate::Waiting,
            Stage::SignedOut => Gate::SignInFirst,
            Stage::Unknown(error) => Gate::Failed(error),
        }
    });
    move || match gate.get() {
        Gate::Waiting => waiting(),
        Gate::Open => view! { <Pages /> }.into_any(),
        Gate::SignInFirst => later(parts::sign_in_first(), waiting),
        Gate::Locked(reason) => later(parts::lock(reason), waiting),
        Gate::Failed(error) => later(parts::failed(error), waiting),
    }
}
