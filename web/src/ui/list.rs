//! A list that comes in pages: what is there, and "Load earlier".

use crate::client::ClientError;
use crate::session::Session;
use crate::ui::browser;
use crate::ui::heading::Arrival;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contract::page::Page;
use std::future::Future;

/// A list of which more may be asked for.
pub(crate) struct Pages<T: Send + Sync + 'static> {
    /// What is here.
    pub(crate) rows: RwSignal<Vec<T>>,
    next: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    failed: RwSignal<bool>,
    element: Option<fn(&T) -> String>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// Begins with the first page.
    pub(crate) fn new(first: Page<T>) -> Self {
        Self {
            rows: RwSignal::new(first.data),
            next: RwSignal::new(first.next_cursor),
            busy: RwSignal::new(false),
            failed: RwSignal::new(false),
            element: None,
        }
    }

    /// The first of the rows that are added takes the focus: `element` says the id of its element.
    pub(crate) fn focusing(self, element: fn(&T) -> String) -> Self {
        Self {
            element: Some(element),
            ..self
        }
    }

    /// Everything is here.
    pub(crate) fn is_whole(self) -> bool {
        self.next.with(Option::is_none)
    }

    /// The button for the next page, while there is one. `ask` gets the cursor.
    pub(crate) fn more<Asking: Future<Output = Result<Page<T>, ClientError>> + 'static>(
        self,
        label: &'static str,
        ask: impl Fn(String) -> Asking + Send + Sync + Copy + 'static,
    ) -> impl IntoView {
        let session = Session::here();
        let arrival = expect_context::<Arrival>();
        let load = move || {
            let Some(cursor) = self
                .next
                .get_untracked()
                .filter(|_next| !self.busy.get_untracked())
            else {
                return;
            };
            self.busy.set(true);
            let asking = ask(cursor);
            spawn_local(async move {
                let answer = asking.await;
                if self.busy.is_disposed() {
                    return;
                }
                self.busy.set(false);
                self.failed.set(answer.is_err());
                match answer {
                    Ok(page) => {
                        arrival.said.set(format!("{} more loaded", page.data.len()));
                        let first = self
                            .element
                            .and_then(|element| page.data.first().map(element));
                        self.rows.update(|rows| rows.extend(page.data));
                        self.next.set(page.next_cursor);
                        if let Some(first) = first {
                            browser::soon(move || browser::focus(&first));
                        }
                    }
                    Err(error) => session.refused(&error),
                }
            });
        };
        move || {
            (!self.is_whole()).then(|| view! {
                <div class="actions">
                    <button class="button button--secondary" type="button" aria-disabled=move || self.busy.get().then_some("true") on:click=move |_press| load()>{label}</button>
                    {move || self.failed.get().then(|| view! { <span class="error" role="alert">"That did not work. Try again."</span> })}
                </div>
            })
        }
    }
}
