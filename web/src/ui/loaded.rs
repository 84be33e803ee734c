//! Data that a page waits for: asked for once, with one look for waiting and one for each obstacle.

use super::obstacle::{Obstacle, Trouble};
use crate::client::ClientError;
use crate::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// How far the asking has come.
#[derive(Clone, Debug)]
enum Load<T> {
    Waiting,
    Here(T),
    Failed(ClientError),
}

/// Something asked of the API.
pub(crate) struct Loaded<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Clone + Send + Sync + 'static> Loaded<T> {
    /// Asks now, and again whenever a signal that `ask` reads changes.
    pub(crate) fn new<Asking: Future<Output = Result<T, ClientError>> + 'static>(
        ask: impl Fn() -> Asking + 'static,
    ) -> Self {
        let session = Session::here();
        let loaded = Self {
            state: RwSignal::new(Load::Waiting),
            again: RwSignal::new(0),
        };
        let turn = StoredValue::new(0_u32);
        Effect::new(move |_before: Option<()>| {
            loaded.again.track();
            let asking = ask();
            let mine = turn.get_value().wrapping_add(1);
            turn.set_value(mine);
            if loaded
                .state
                .with_untracked(|state| matches!(state, Load::Failed(_)))
            {
                loaded.state.set(Load::Waiting);
            }
            spawn_local(async move {
                let answer = asking.await;
                // A later question has overtaken this one, or the page is gone.
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                match answer {
                    Ok(value) => loaded.state.set(Load::Here(value)),
                    Err(error) => {
                        session.refused(&error);
                        loaded.state.set(Load::Failed(error));
                    }
                }
            });
        });
        loaded
    }

    /// Asks again.
    pub(crate) fn again(self) {
        self.again.update(|count| *count = count.wrapping_add(1));
    }

    /// What is there, as a whole page: waiting and obstacles have a heading of their own.
    pub(crate) fn page(self, show: impl Fn(T) -> AnyView + Send + Sync + 'static) -> impl IntoView {
        move || match self.state.get() {
            Load::Waiting => waiting(),
            Load::Failed(error) => {
                view! { <Obstacle error retry=move || self.again() /> }.into_any()
            }
            Load::Here(value) => show(value),
        }
    }

    /// What is there, as a section of a page that has its heading already.
    pub(crate) fn section(
        self,
        show: impl Fn(T) -> AnyView + Send + Sync + 'static,
    ) -> impl IntoView {
        move || match self.state.get() {
            Load::Waiting => view! { <p role="status">"Loading…"</p> }.into_any(),
            Load::Failed(error) => {
                view! { <Trouble error retry=move || self.again() /> }.into_any()
            }
            Load::Here(value) => show(value),
        }
    }

    /// What is there, as a part of a page that can do without it.
    pub(crate) fn part(self, show: impl Fn(T) -> AnyView + Send + Sync + 'static) -> impl IntoView {
        move || match self.state.get() {
            Load::Waiting | Load::Failed(_) => ().into_any(),
            Load::Here(value) => show(value),
        }
    }
}

/// The shape of a page that is on its way.
pub(crate) fn waiting() -> AnyView {
    view! {
        <div class="stack-l" aria-busy="true">
            <h1 class="vh">"Loading"</h1>
            <div class="skeleton" aria-hidden="true"><span></span><span></span><span></span></div>
        </div>
    }
    .into_any()
}
