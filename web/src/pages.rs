//! The only list of pages: which address shows which page. The browser fetches a page's file when
//! the page is opened; pages that lead to each other share one. What two files share goes into further files, one for
//! each combination, so that few files with much in common are better than many. Without the feature `split` all are one.

use crate::page;
use crate::ui::later::later;
use crate::ui::loaded::waiting;
use crate::ui::obstacle::ChunkMissing;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route};
use leptos_router::{Lazy, LazyRoute, path};

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident, $chunk:ident, $file:ident, $view:path;)+) => {$(
        $(#[$doc])*
        struct $name;

        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)]
        fn $chunk() -> Result<AnyView, ChunkMissing> {
            Ok($view())
        }

        #[cfg(not(feature = "split"))]
        #[expect(clippy::unused_async, reason = "stands in for the split function, which waits for its file")]
        async fn $chunk() -> Result<AnyView, ChunkMissing> {
            Ok($view())
        }

        impl LazyRoute for $name {
            fn data() -> Self {
                Self
            }

            async fn view(_this: Self) -> AnyView {
                $chunk().await.unwrap_or_else(ChunkMissing::view)
            }
        }
    )+};
}

pages! {
    /// What needs you, balances.
    Home, page_home, part_home, page::home::view;
    /// Opening an account with a PIN.
    Activate, page_activate, part_home, page::activate::view;
    /// All accounts.
    Accounts, page_accounts, part_home, page::accounts::view;
    /// One account.
    Account, page_account, part_account, page::account::view;
    /// Filling in a return, or amending it.
    Filing, page_filing, part_filing, page::filing::view;
    /// Check answers and file.
    Check, page_check, part_filing, page::check::view;
    /// The receipt of a return.
    Receipt, page_receipt, part_notice, page::receipt::view;
    /// A notice of assessment.
    Assessment, page_assessment, part_notice, page::assessment::view;
    /// The statement of an account.
    Transactions, page_transactions, part_account, page::transactions::view;
    /// Letters of all accounts.
    Inbox, page_inbox, part_inbox, page::inbox::view;
    /// One letter.
    Message, page_message, part_inbox, page::message::view;
}

/// The parts of the frame that the sign-in page does without, in one file of their own.
pub(crate) mod parts {
    use crate::client::ClientError;
    use crate::session::{Reason, Session};
    use crate::ui::frame::signed_in_top;
    use crate::ui::obstacle::{ChunkMissing, NotFound, Obstacle};
    use crate::ui::timeout::{Lock, SignInFirst};
    use leptos::prelude::*;

    macro_rules! part {
        ($($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty)?) $view:block)+) => {$(
            $(#[$doc])*
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split(part_frame, wasm_split_path = leptos::wasm_split, fallible)]
            pub(crate) fn $name($($argument: $type)?) -> Result<AnyView, ChunkMissing> {
                let view: AnyView = $view;
                Ok(view)
            }

            $(#[$doc])*
            #[cfg(not(feature = "split"))]
            #[expect(clippy::unused_async, reason = "stands in for the split function, which waits for its file")]
            pub(crate) async fn $name($($argument: $type)?) -> Result<AnyView, ChunkMissing> {
                let view: AnyView = $view;
                Ok(view)
            }
        )+};
    }

    part! {
        /// Masthead, for whom one acts, warnings.
        fn top() { signed_in_top() }
        /// The lock over the page.
        fn lock(reason: Reason) { view! { <Lock reason /> }.into_any() }
        /// Sign in to see this page.
        fn sign_in_first() { view! { <SignInFirst /> }.into_any() }
        /// The service does not answer.
        fn failed(error: ClientError) { view! { <Obstacle error retry=|| Session::here().ask() /> }.into_any() }
        /// No page has this address.
        fn not_found() { view! { <NotFound /> }.into_any() }
    }
}

/// Address by address.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| later(parts::not_found(), waiting)>
            <Route path=path!("/") view=page::start::view />
            <Route path=path!("/home") view={Lazy::<Home>::new()} />
            <Route path=path!("/clients/:client") view={Lazy::<Home>::new()} />
            <Route path=path!("/activate") view={Lazy::<Activate>::new()} />
            <Route path=path!("/accounts") view={Lazy::<Accounts>::new()} />
            <Route path=path!("/accounts/:account") view={Lazy::<Account>::new()} />
            <Route path=path!("/accounts/:account/periods/:period/return") view={Lazy::<Filing>::new()} />
            <Route path=path!("/accounts/:account/periods/:period/return/check") view={Lazy::<Check>::new()} />
            <Route path=path!("/accounts/:account/receipts/:receipt") view={Lazy::<Receipt>::new()} />
            <Route path=path!("/accounts/:account/assessments/:assessment") view={Lazy::<Assessment>::new()} />
            <Route path=path!("/accounts/:account/transactions") view={Lazy::<Transactions>::new()} />
            <Route path=path!("/accounts/:account/messages/:message") view={Lazy::<Message>::new()} />
            <Route path=path!("/inbox") view={Lazy::<Inbox>::new()} />
        </FlatRoutes>
    }
}
