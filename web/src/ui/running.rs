//! An act that a page starts: it is done once, the button waits, and what goes wrong is said beside it.

use crate::client::ClientError;
use crate::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// What went wrong with an act, in a sentence.
pub(crate) fn said(error: &ClientError) -> String {
    match error {
        ClientError::Offline => "You are not connected. Try again in a moment.".to_owned(),
        ClientError::Unreadable { .. } => {
            "Something went wrong on our side. Try again in a few minutes.".to_owned()
        }
        ClientError::Problem(problem) if problem.errors.is_empty() => problem.detail.clone(),
        ClientError::Problem(problem) => {
            let all: Vec<&str> = problem
                .errors
                .iter()
                .map(|error| error.message.as_str())
                .collect();
            all.join(". ")
        }
    }
}

/// An act that runs: its button is busy, and what goes wrong is said beside it.
#[derive(Clone, Copy)]
pub(crate) struct Running {
    busy: RwSignal<bool>,
    /// What went wrong, in words.
    pub(crate) trouble: RwSignal<Option<String>>,
}

impl Running {
    /// Nothing runs.
    pub(crate) fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
        }
    }

    /// Does it, unless it is being done.
    pub(crate) fn start<T: 'static>(
        self,
        asking: impl Future<Output = Result<T, ClientError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        let session = Session::here();
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = asking.await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(done) => then(done),
                Err(error) => {
                    session.refused(&error);
                    self.trouble.set(Some(said(&error)));
                }
            }
        });
    }

    /// What went wrong.
    pub(crate) fn alert(self) -> impl IntoView {
        move || {
            self.trouble
                .get()
                .map(|trouble| view! { <p class="error" role="alert">{trouble}</p> })
        }
    }

    /// For `aria-disabled` of the button.
    pub(crate) fn is_busy(self) -> Option<&'static str> {
        self.busy.get().then_some("true")
    }
}
