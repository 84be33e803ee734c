//! The only list of pages: which address shows which page. The browser fetches a page's file when
//! the page is opened; pages that lead to each other share one. What two files share goes into further files, one for
//! each combination, so that few files with much in common are better than many. Without the feature `split` all are one.

use crate::page;
use crate::router::{Page, routed};
use crate::ui::later::{Part, later};
use crate::ui::loaded::waiting;
use crate::ui::obstacle::ChunkMissing;
use leptos::prelude::*;

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident in $file:ident: $view:path, at $($path:literal),+;)+) => {
        $(
            $(#[$doc])*
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)]
            fn $name() -> Result<Part, ChunkMissing> {
                Ok(Box::new($view))
            }

            $(#[$doc])*
            #[cfg(not(feature = "split"))]
            #[expect(clippy::unused_async, reason = "stands in for the split function, which waits for its file")]
            async fn $name() -> Result<Part, ChunkMissing> {
                Ok(Box::new($view))
            }
        )+

        /// Address by address. The start page is there from the beginning.
        const PAGES: &[Page] = &[
            Page { path: "/", show: page::start::view },
            $($(Page { path: $path, show: || later($name(), waiting) },)+)+
        ];
    };
}

pages! {
    /// What needs you, balances; of all clients or of one.
    home in part_home: page::home::view, at "/home", "/clients/:client";
    /// What has happened lately.
    activity in part_home: page::activity::view, at "/activity";
    /// Opening an account with a PIN.
    activate in part_letters: page::activate::view, at "/activate";
    /// What is to be done by which day, month by month, and the link for calendar programs.
    calendar in part_calendar: page::calendar::view, at "/calendar";
    /// All accounts.
    accounts in part_home: page::accounts::view, at "/accounts";
    /// One account.
    account in part_home: page::account::view, at "/accounts/:account";
    /// Starting a claim, or the return of an event.
    begin in part_begin: page::begin::view, at "/accounts/:account/start";
    /// Telling of a changed year-end.
    year_end in part_begin: page::year_end::view, at "/accounts/:account/year-end";
    /// Filling in a return, or amending it.
    filing in part_filing: page::filing::view, at "/accounts/:account/periods/:period/return";
    /// Check answers and file.
    check in part_check: page::check::view, at "/accounts/:account/periods/:period/return/check";
    /// The receipt of a return.
    receipt in part_notice: page::receipt::view, at "/accounts/:account/receipts/:receipt";
    /// A notice of assessment.
    assessment in part_notice: page::assessment::view, at "/accounts/:account/assessments/:assessment";
    /// A return or claim as it was filed.
    filed in part_filed: page::filed::view, at "/accounts/:account/filings/:filing";
    /// Two versions of a return or claim side by side.
    compare in part_compare: page::compare::view, at "/accounts/:account/filings/:filing/compare";
    /// The statement of an account.
    transactions in part_statement: page::transactions::view, at "/accounts/:account/transactions";
    /// What is in credit and what becomes of it.
    credits in part_credits: page::credits::view, at "/accounts/:account/credits";
    /// Letters of all accounts.
    inbox in part_letters: page::inbox::view, at "/inbox";
    /// One letter.
    message in part_letters: page::message::view, at "/accounts/:account/messages/:message";
    /// The administration's desk: its queue,
    queue in part_queue: page::desk::queue, at "/desk";
    /// one piece of work,
    work in part_work: page::desk::work, at "/desk/work/:work";
    /// and what two people of the desk decide: rates,
    rates in part_rates: page::desk::rates, at "/desk/rates";
    /// what programs offer,
    programs in part_programs: page::desk::programs, at "/desk/programs";
    /// what was filed, and looking at it again,
    desk_filings in part_desk_filings: page::desk::filings, at "/desk/filings";
    /// what is charged without a return,
    statements in part_statements: page::desk::statements, at "/desk/statements";
    /// the rules of the queue.
    desk_rules in part_desk_rules: page::desk::rules, at "/desk/rules";
}

/// Parts of pages in files of their own: of the frame, what the sign-in page does without; of forms, what few need.
pub(crate) mod parts {
    use crate::client::ClientError;
    use crate::filing_form::{Filling, rows};
    use crate::rules::{self, Interpreter, Reader};
    use crate::session::{Reason, Session};
    use crate::ui::frame::signed_in_top;
    use crate::ui::later::Part;
    use crate::ui::obstacle::{ChunkMissing, NotFound, Obstacle};
    use crate::ui::timeout::{Lock, SignInFirst};
    use leptos::prelude::*;
    use shared::form::Table;

    macro_rules! part {
        ($($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),*) in $file:ident $view:block)+) => {$(
            $(#[$doc])*
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)]
            pub(crate) fn $name($($argument: $type),*) -> Result<Part, ChunkMissing> {
                Ok(Box::new(move || $view))
            }

            $(#[$doc])*
            #[cfg(not(feature = "split"))]
            #[expect(clippy::unused_async, reason = "stands in for the split function, which waits for its file")]
            pub(crate) async fn $name($($argument: $type),*) -> Result<Part, ChunkMissing> {
                Ok(Box::new(move || $view))
            }
        )+};
    }

    macro_rules! function {
        ($($(#[$doc:meta])* fn $name:ident() -> $type:ty, in $file:ident: $function:path;)+) => {$(
            $(#[$doc])*
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)]
            pub(crate) fn $name() -> Result<$type, ChunkMissing> {
                Ok($function)
            }

            $(#[$doc])*
            #[cfg(not(feature = "split"))]
            #[expect(clippy::unused_async, reason = "stands in for the split function, which waits for its file")]
            pub(crate) async fn $name() -> Result<$type, ChunkMissing> {
                Ok($function)
            }
        )+};
    }

    function! {
        /// Only pages with a form read one,
        fn reader() -> Reader, in part_reader: rules::read;
        /// and only they work one out.
        fn interpreter() -> Interpreter, in part_rules: rules::INTERPRETER;
    }

    part! {
        /// Masthead, for whom one acts, warnings.
        fn top() in part_frame { signed_in_top() }
        /// The lock over the page.
        fn lock(reason: Reason) in part_frame { view! { <Lock reason /> }.into_any() }
        /// Sign in to see this page.
        fn sign_in_first() in part_frame { view! { <SignInFirst /> }.into_any() }
        /// The service does not answer.
        fn failed(error: ClientError) in part_frame { view! { <Obstacle error retry=|| Session::here().ask() /> }.into_any() }
        /// No page has this address.
        fn not_found() in part_frame { view! { <NotFound /> }.into_any() }
        /// The rows of a form's table: most forms have none.
        fn rows(filling: Filling, table: Table) in part_rows { rows::table(filling, table) }
    }
}

/// The page of the address.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    routed(PAGES, || later(parts::not_found(), waiting))
}
