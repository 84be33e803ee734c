//! The inbox: notices and letters of all accounts, newest first.

use crate::client::messages::list_messages;
use crate::router::{NavigateOptions, use_navigate, use_query_map};
use crate::session::Session;
use crate::show;
use crate::ui::browser;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::list::Pages;
use crate::ui::loaded::Loaded;
use crate::ui::tag;
use chrono::Datelike;
use leptos::prelude::*;
use shared::contract::messages::{MessageKind, MessageSummary};

/// Which letters are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Unread,
    Notices,
    Letters,
}

impl Part {
    const EACH: [Self; 4] = [Self::All, Self::Unread, Self::Notices, Self::Letters];

    const fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Unread => "Unread",
            Self::Notices => "Notices",
            Self::Letters => "Letters",
        }
    }

    /// As it stands in the address.
    const fn key(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Unread => "unread",
            Self::Notices => "notices",
            Self::Letters => "letters",
        }
    }

    const fn nothing(self) -> &'static str {
        match self {
            Self::All => "No letters yet",
            Self::Unread => "No unread letters",
            Self::Notices => "No notices",
            Self::Letters => "No letters, only notices",
        }
    }

    fn has(self, letter: &MessageSummary) -> bool {
        match self {
            Self::All => true,
            Self::Unread => !letter.read,
            Self::Notices => letter.kind != MessageKind::Letter,
            Self::Letters => letter.kind == MessageKind::Letter,
        }
    }
}

/// The page.
pub(crate) fn view() -> AnyView {
    Acting::all();
    Loaded::new(|| list_messages(None))
        .page(|first| view! { <Inbox letters=Pages::new(first).focusing(element) /> }.into_any())
        .into_any()
}

#[component]
fn Inbox(letters: Pages<MessageSummary>) -> impl IntoView {
    let session = Session::here();
    let query = use_query_map();
    let part = Memo::new(move |_before| {
        let wanted = query.with(|query| query.get("show")).unwrap_or_default();
        Part::EACH
            .into_iter()
            .find(|part| part.key() == wanted)
            .unwrap_or(Part::All)
    });
    let unread = move || match session.who.get().unread {
        0 => "No unread letters.".to_owned(),
        unread => format!(
            "{}.",
            show::count(unread, "unread letter", "unread letters")
        ),
    };
    let list = move || {
        if letters.rows.with(Vec::is_empty) {
            return view! {
                <div class="empty stack-s"><h2>"No letters yet"</h2>
                    <p>"Notices and letters arrive here and count as received on that day."</p></div>
            }
            .into_any();
        }
        view! {
            <Chips letters part />
            <div class="stack-l">{move || months(&letters.rows.get(), part.get())}</div>
            <div class="pages"><p class="meta">{move || letters.rows.with(|rows| total(rows, letters.is_whole()))}</p>
                {letters.more("Load earlier letters", |cursor| async move { list_messages(Some(&cursor)).await })}</div>
        }
        .into_any()
    };
    view! {
        <PrintHead text="Inbox" />
        <div class="title"><Heading text="Inbox" />
            <p>{unread}" A letter counts as received on the day we post it here, even if nobody opens it."</p></div>
        <div class="stack-l">{list}</div>
    }
}

/// What to show, with how many of the loaded letters that are.
#[component]
fn Chips(letters: Pages<MessageSummary>, part: Memo<Part>) -> impl IntoView {
    let navigate = use_navigate();
    let chips = Part::EACH.into_iter().map(|one| {
        let choose = move |_press| {
            let query = if one == Part::All { String::new() } else { format!("?show={}", one.key()) };
            let options = NavigateOptions { scroll: false, replace: true };
            navigate(&format!("{}{query}", browser::path()), options);
        };
        let count = move || letters.rows.with(|rows| rows.iter().filter(|letter| one.has(letter)).count());
        view! { <button class="chip" type="button" aria-pressed=move || (part.get() == one).to_string() on:click=choose>{one.name()}" "{count}</button> }
    });
    let chips = chips.collect_view();
    view! { <div class="chips" role="group" aria-label="Show">{chips}</div> }
}

/// Month by month.
fn months(letters: &[MessageSummary], part: Part) -> AnyView {
    let mut months: Vec<(String, Vec<MessageSummary>)> = Vec::new();
    for letter in letters.iter().filter(|letter| part.has(letter)) {
        let month = format!(
            "{} {}",
            show::month(letter.posted_on),
            letter.posted_on.year()
        );
        match months.last_mut() {
            Some((last, letters)) if *last == month => letters.push(letter.clone()),
            _ => months.push((month, vec![letter.clone()])),
        }
    }
    if months.is_empty() {
        return view! { <div class="empty stack-s"><h2>{part.nothing()}</h2><p>"Choose “All” to see the other letters."</p></div> }.into_any();
    }
    months
        .into_iter()
        .map(|(month, letters)| {
            view! { <section><h2 class="section-head">{month}</h2><ul class="mail">{letters.into_iter().map(line).collect_view()}</ul></section> }
        })
        .collect_view()
        .into_any()
}

/// The id of a letter's link.
fn element(letter: &MessageSummary) -> String {
    format!("letter-{}", letter.id)
}

fn line(letter: MessageSummary) -> impl IntoView {
    let unread = !letter.read;
    let element = element(&letter);
    let href = format!("/accounts/{}/messages/{}", letter.account_id, letter.id);
    view! {
        <li class=unread.then_some("is-unread")>
            <div>
                <p>{unread.then(|| view! { <span class="vh">"Unread: "</span> })}<a id=element href=href>{letter.subject}</a></p>
                <p>{letter.account_name}", "{letter.occurrence}</p>
                <p class="meta">{letter.summary}</p>
            </div>
            <div class="mail__side">
                <span class="meta">{tag::day(letter.posted_on)}</span>
                {unread.then(|| view! { <span class="tag tag--progress" aria-hidden="true">"Unread"</span> })}
            </div>
        </li>
    }
}

fn total(letters: &[MessageSummary], whole: bool) -> String {
    let count = show::count(
        i64::try_from(letters.len()).unwrap_or(i64::MAX),
        "letter",
        "letters",
    );
    match letters.last() {
        Some(oldest) if !whole => {
            format!("{count} so far, back to {}", show::day(oldest.posted_on))
        }
        _ => format!("{count} in all"),
    }
}
