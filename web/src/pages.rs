//! The only list of pages: which address shows which page. Each page is a file of its own that the browser
//! fetches when it is opened; without the feature `split` they are all in one.

use crate::page;
use crate::ui::obstacle::{ChunkMissing, NotFound};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route};
use leptos_router::{Lazy, LazyRoute, path};

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident, $chunk:ident, $view:path;)+) => {$(
        $(#[$doc])*
        struct $name;

        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = leptos::wasm_split, fallible)]
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
    /// Start and sign-in page.
    Start, page_start, page::start::view;
    /// What needs you, balances.
    Home, page_home, page::home::view;
    /// Opening an account with a PIN.
    Activate, page_activate, page::activate::view;
    /// All accounts.
    Accounts, page_accounts, page::accounts::view;
    /// One account.
    Account, page_account, page::account::view;
    /// The receipt of a return.
    Receipt, page_receipt, page::receipt::view;
    /// A notice of assessment.
    Assessment, page_assessment, page::assessment::view;
    /// The statement of an account.
    Transactions, page_transactions, page::transactions::view;
    /// Letters of all accounts.
    Inbox, page_inbox, page::inbox::view;
    /// One letter.
    Message, page_message, page::message::view;
}

/// Address by address.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/") view={Lazy::<Start>::new()} />
            <Route path=path!("/home") view={Lazy::<Home>::new()} />
            <Route path=path!("/clients/:client") view={Lazy::<Home>::new()} />
            <Route path=path!("/activate") view={Lazy::<Activate>::new()} />
            <Route path=path!("/accounts") view={Lazy::<Accounts>::new()} />
            <Route path=path!("/accounts/:account") view={Lazy::<Account>::new()} />
            <Route path=path!("/accounts/:account/receipts/:receipt") view={Lazy::<Receipt>::new()} />
            <Route path=path!("/accounts/:account/assessments/:assessment") view={Lazy::<Assessment>::new()} />
            <Route path=path!("/accounts/:account/transactions") view={Lazy::<Transactions>::new()} />
            <Route path=path!("/accounts/:account/messages/:message") view={Lazy::<Message>::new()} />
            <Route path=path!("/inbox") view={Lazy::<Inbox>::new()} />
        </FlatRoutes>
    }
}
