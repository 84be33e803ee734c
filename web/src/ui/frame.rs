//! What surrounds every page: skip link, masthead, who one acts for, footer with help in the same place.

use super::timeout::{ConfirmBanner, Warning};
use super::{browser, sheet};
use crate::router::use_path;
use crate::session::{Session, Stage};
use crate::{show, text};
use leptos::prelude::*;

/// The client whose account is on the screen; without one, the only client, or nobody in particular.
#[derive(Clone, Copy)]
pub(crate) struct Acting(pub(crate) RwSignal<Option<String>>);

impl Acting {
    /// A page of an account says for whom it is.
    pub(crate) fn set(client: &str) {
        let acting = expect_context::<Self>().0;
        if acting.with_untracked(|now| now.as_deref() != Some(client)) {
            acting.set(Some(client.to_owned()));
        }
    }

    /// A page of all clients.
    pub(crate) fn all() {
        let acting = expect_context::<Self>().0;
        if acting.with_untracked(Option::is_some) {
            acting.set(None);
        }
    }
}

/// The mark beside the name.
fn wordmark(href: &'static str) -> impl IntoView {
    view! {
        <a class="wordmark" href=href>
            <svg class="wordmark__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M13.2 5 6 28M18.8 5 26 28M11.6 10.2h8.8M9.8 16h12.4M7.8 22.4h16.4"/></svg>
            <span class="wordmark__name">"TRACS"</span>
        </a>
    }
}

/// The link past the frame.
fn skip() -> impl IntoView {
    view! { <a class="skip" href="#main" rel="external">"Skip to main content"</a> }
}

/// The masthead for those who are not signed in.
pub(crate) fn plain_top() -> AnyView {
    view! {
        {skip()}
        <header class="masthead"><div class="wrap masthead__bar">
            {wordmark("/")}<span class="masthead__owner">"Tax and Revenue"<br/>"Administration"</span>
        </div></header>
    }
    .into_any()
}

/// The masthead, for whom one acts, and the warnings ahead of the session's end.
pub(crate) fn signed_in_top() -> AnyView {
    sheet::load("signed-in");
    let staff = Session::here().who.with_untracked(|who| who.staff);
    let masthead = if staff {
        desk_masthead()
    } else {
        view! { <Masthead /><ActingBanner /> }.into_any()
    };
    view! { {skip()}{masthead}<ConfirmBanner /><Warning /> }.into_any()
}

/// The masthead of the administration's desk; its navigation is beside its pages.
fn desk_masthead() -> AnyView {
    let session = Session::here();
    view! {
        <header class="masthead masthead--desk"><div class="wrap masthead__bar">
            {wordmark("/desk")}
            <span class="masthead__owner">"Administration desk"</span>
            <ul class="masthead__tools">
                <li><span class="masthead__who">{move || session.who.get().name}</span></li>
                <li><button class="masthead__out" type="button" on:click=move |_press| session.sign_out()>"Sign out"</button></li>
            </ul>
        </div></header>
    }
    .into_any()
}

/// The masthead with the navigation.
#[component]
fn Masthead() -> impl IntoView {
    let session = Session::here();
    let open = RwSignal::new(false);
    let path = use_path();
    Effect::new(move |_before: Option<()>| {
        path.track();
        open.set(false);
    });
    view! {
        <header class="masthead">
            <div class="wrap masthead__bar">
                {wordmark("/home")}
                <span class="masthead__owner">"Tax and Revenue"<br/>"Administration"</span>
                <ul class="masthead__tools">
                    <li><span class="masthead__who">{move || session.who.get().name}</span></li>
                    <li><button class="masthead__out" type="button" on:click=move |_press| session.sign_out()>"Sign out"</button></li>
                </ul>
                <button class="masthead__menu" type="button" aria-expanded=move || open.get().to_string() aria-controls="nav"
                    on:click=move |_press| open.update(|open| *open = !*open)>"Menu"</button>
            </div>
            <nav class="nav" id="nav" aria-label="Main"><div class="wrap"><ul>
                <li><a href="/home" aria-current=current(path, "/home")>"Home"</a></li>
                <li><a href="/calendar" aria-current=current(path, "/calendar")>"Calendar"</a></li>
                <li><a href="/accounts" aria-current=current(path, "/accounts")>"Accounts"</a></li>
                <li><a href="/inbox" aria-current=current(path, "/inbox")>"Inbox"{move || {
                    let unread = session.who.get().unread;
                    (unread > 0).then(|| view! { " "<span class="count">{unread}<span class="vh">" unread"</span></span> })
                }}</a></li>
            </ul></div></nav>
        </header>
    }
}

/// `page` for the page itself, `true` for what lies below it.
fn current(path: Memo<String>, section: &'static str) -> impl Fn() -> Option<&'static str> + Copy {
    move || {
        let here = path.get();
        let below = here.strip_prefix(section)?;
        let letter = here.contains("/messages/");
        match (below.is_empty(), below.starts_with('/') && !letter) {
            (true, _) => Some("page"),
            (false, true) => Some("true"),
            (false, false) => None,
        }
    }
}

/// For whom one acts, with the switcher for those who act for several.
#[component]
fn ActingBanner() -> impl IntoView {
    let session = Session::here();
    let acting = expect_context::<Acting>().0;
    let find = RwSignal::new(String::new());
    let details = NodeRef::<leptos::html::Details>::new();
    let path = use_path();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    Effect::new(move |_before: Option<()>| {
        path.track();
        close();
    });
    let shown = Memo::new(move |_before| {
        session.stage.get() == Stage::SignedIn && !session.who.get().clients.is_empty()
    });
    let who = move || {
        let clients = session.who.get().clients;
        let chosen = acting.get().or_else(|| match clients.as_slice() {
            [only] => Some(only.name.clone()),
            _ => None,
        });
        match chosen {
            Some(name) => {
                let role = clients.iter().find(|client| client.name == name).map(|client| format!(" as {}", text::role(client.role)));
                view! { "You act for "<b>{name}</b>{role} }.into_any()
            }
            None => view! { "You act for "<b>{show::count(i64::try_from(clients.len()).unwrap_or_default(), "client", "clients")}</b> }.into_any(),
        }
    };
    let several = Memo::new(move |_before| session.who.get().clients.len() > 1);
    move || {
        shown.get().then(|| view! {
        <section class="acting" aria-label="Who you act for"><div class="wrap">
            <p class="acting__who">{who}</p>
            {move || several.get().then(|| view! {
                <details class="switcher" node_ref=details on:keydown=move |key| {
                    if key.key() == "Escape" {
                        close();
                        browser::focus("switch-summary");
                    }
                }>
                    <summary id="switch-summary">"Switch client"</summary>
                    <div class="switcher__panel stack">
                        <div class="form-item">
                            <label for="switch-find">"Find a client"</label>
                            <input class="input" id="switch-find" type="search" autocomplete="off" prop:value=find
                                on:input=move |typed| find.set(event_target_value(&typed)) />
                        </div>
                        <ul class="switcher__list" aria-label="Clients">
                            {move || {
                                let wanted = browser::small_letters(find.get().trim());
                                let now = acting.get();
                                session.who.get().clients.into_iter()
                                    .filter(|client| browser::small_letters(&client.name).contains(&wanted))
                                    .map(|client| {
                                        let current = (now.as_deref() == Some(client.name.as_str())).then_some("true");
                                        view! {
                                            <li><a href=format!("/clients/{}", client.id) aria-current=current><b>{client.name}</b>" "
                                                <span class="meta">{show::count(client.accounts, "account", "accounts")}" · "{text::role(client.role)}</span></a></li>
                                        }
                                    })
                                    .collect_view()
                            }}
                        </ul>
                        <p><a href="/home">"See all clients together"</a></p>
                    </div>
                </details>
            })}
        </div></section>
    })
    }
}

/// Help, always in the same place, and the hours.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    view! {
        <footer class="footer"><div class="wrap">
            <div class="footer__cols">
                <div><h2>"Help"</h2><p>"Monday to Friday, 8:15 am to 4:30 pm MT"<br/>{text::PHONE}", or dial 310-0000 first for a toll-free call in Alberta. Have your account number ready."</p></div>
                <div><h2>"Opening hours"</h2><p>"7 am to midnight MT, every day."<br/>"TRACS may close at 11 pm on Thursdays."</p></div>
            </div>
        </div></footer>
    }
}

/// The head of a printed page: whose it is and when it was printed.
#[component]
pub(crate) fn PrintHead(#[prop(into)] text: String) -> impl IntoView {
    let session = Session::here();
    let at = RwSignal::new(session.local_now());
    browser::on_window("beforeprint", move |_event| at.set(session.local_now()));
    view! { <div class="print-head"><span>"TRACS · "{text}</span><span>"Printed "{move || show::instant(at.get())}</span></div> }
}

/// The way back up: `Home › Accounts`.
#[component]
pub(crate) fn Crumbs(links: Vec<(String, String)>) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Breadcrumb"><ol>
            {links.into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect_view()}
        </ol></nav>
    }
}
