//! What stands in the way, as a page: not found, no access, offline, our fault, a part of the application that is gone.

use super::browser;
use super::heading::Heading;
use crate::client::ClientError;
use crate::session::Session;
use crate::text::PHONE;
use leptos::prelude::*;
use shared::{Problem, ProblemCode};

/// The file of a page could not be fetched: no network, or the build is no longer there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChunkMissing;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for ChunkMissing {
    fn from(_lost: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

impl ChunkMissing {
    /// The page in place of the one that did not come.
    pub(crate) fn view(self) -> AnyView {
        view! {
            <div class="stack measure">
                <Heading text="This page could not be loaded" />
                <p>"You may not be connected, or a newer version of TRACS is ready. Reload the page; drafts are kept."</p>
                <div class="actions"><button class="button" type="button" on:click=|_press| browser::reload()>"Reload now"</button></div>
            </div>
        }
        .into_any()
    }
}

/// No page has this address.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    not_found(None)
}

/// The page for a call that failed.
#[component]
pub(crate) fn Obstacle(
    error: ClientError,
    retry: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let reference = error.correlation_id().map(str::to_owned);
    match error {
        ClientError::Offline => view! {
            <div class="stack measure">
                <Heading text="You are not connected" />
                <p>"TRACS did not answer. Check your connection; nothing that was saved is lost."</p>
                <div class="actions"><button class="button" type="button" on:click=move |_press| retry()>"Try now"</button></div>
            </div>
        }
        .into_any(),
        ClientError::Problem(problem) if problem.code == ProblemCode::NotFound => not_found(reference).into_any(),
        ClientError::Problem(problem) if problem.code == ProblemCode::PermissionMissing => no_access(&problem, reference).into_any(),
        ClientError::Problem(problem) => failed(problem.title, problem.detail, reference, retry).into_any(),
        ClientError::Unreadable { .. } => {
            failed("Something went wrong on our side".to_owned(), "The answer could not be read. Try again in a few minutes.".to_owned(), reference, retry)
                .into_any()
        }
    }
}

/// The same within a page, for a section of it.
#[component]
pub(crate) fn Trouble(
    error: ClientError,
    retry: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let reference = error.correlation_id().map(str::to_owned);
    let happened = match error {
        ClientError::Offline => "TRACS did not answer. Check your connection.".to_owned(),
        ClientError::Problem(problem) => problem.detail,
        ClientError::Unreadable { .. } => {
            "The answer could not be read. Try again in a few minutes.".to_owned()
        }
    };
    view! {
        <section class="callout callout--emergency" role="alert"><h2>"This part could not be loaded"</h2>
            <p>{happened}</p>{support(reference)}
            <div class="actions"><button class="button button--secondary" type="button" on:click=move |_press| retry()>"Try again"</button></div>
        </section>
    }
}

fn not_found(reference: Option<String>) -> impl IntoView {
    view! {
        <div class="stack measure">
            <Heading text="There is no such page, or it is not yours to see" title="Page not found" />
            <p>"Check the address. If a letter or an email brought you here, sign in as the person it was sent to."</p>
            <div class="actions"><a class="button button--secondary" href="/home">"Go to Home"</a><a class="button button--text" href="/accounts">"Find an account"</a></div>
            {support(reference)}
        </div>
    }
}

fn no_access(problem: &Problem, reference: Option<String>) -> impl IntoView + use<> {
    let name = Session::here().who.with_untracked(|who| who.name.clone());
    let signed_in = (!name.is_empty()).then(|| view! { "You are signed in as "<b>{name}</b>". " });
    view! {
        <div class="stack measure">
            <Heading text=problem.title.clone() title="No access" />
            <p>{signed_in}{problem.detail.clone()}</p>
            <div class="actions"><a class="button button--secondary" href="/home">"Back to Home"</a></div>
            {support(reference)}
        </div>
    }
}

fn failed(
    title: String,
    detail: String,
    reference: Option<String>,
    retry: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div class="stack measure">
            <Heading text=title />
            <p>{detail}</p>
            <p>"If it goes on, call "{PHONE}"."</p>
            <div class="actions"><button class="button" type="button" on:click=move |_press| retry()>"Try again"</button></div>
            {support(reference)}
        </div>
    }
}

/// The line that helps us to help.
pub(crate) fn support(reference: Option<String>) -> impl IntoView {
    reference.map(|id| view! { <p class="meta">"Reference for support: "{id}</p> })
}
