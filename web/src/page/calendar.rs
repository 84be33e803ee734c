//! The calendar: what is to be done by which day in all accounts, month by month. Months and filters are in the address.

mod filter;
mod link;

use crate::client::accounts::list_accounts;
use crate::client::calendar::show_calendar;
use crate::router::use_query_map;
use crate::session::Session;
use crate::show;
use crate::ui::due;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::{Arrival, Heading};
use crate::ui::list::Pages;
use crate::ui::loaded::Loaded;
use crate::ui::print::Print;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use filter::{Clear, Filter, Filters, months_on};
use leptos::prelude::*;
use shared::contract::accounts::AccountSummary;
use shared::contract::calendar::Obligation;
use shared::contract::page::Page;

/// The page.
pub(crate) fn view() -> AnyView {
    Acting::all();
    Loaded::new(list_accounts)
        .page(|accounts| view! { <Calendar accounts /> }.into_any())
        .into_any()
}

#[component]
fn Calendar(accounts: Vec<AccountSummary>) -> impl IntoView {
    let session = Session::here();
    let now = session.local_now();
    let query = use_query_map();
    let filter = Memo::new(move |_before| query.with(|query| Filter::read(query, now.date())));
    let ask = move |cursor: Option<String>| {
        let asked = filter.get().asked();
        async move { show_calendar(&asked, cursor.as_deref()).await }
    };
    let entries = Loaded::new(move || ask(None));
    let arrival = expect_context::<Arrival>();
    let told = StoredValue::new(false);
    let shown = move |first: Page<Obligation>| {
        // What another month or a filter brings is said; what is there on arrival is not.
        if told.try_update_value(|told| std::mem::replace(told, true)) == Some(true) {
            arrival.said.set(count(first.data.len(), first.has_more));
        }
        let entries = Pages::new(first).focusing(|due| due.key.clone());
        let filter = filter.get_untracked();
        view! {
            {move || agenda(entries, &filter, now)}
            <div class="mt-m">{entries.more("Load more", move |cursor| ask(Some(cursor)))}</div>
        }
        .into_any()
    };
    view! {
        <PrintHead text="Calendar" />
        <div class="split">
            <div class="stack-l">
                <div class="title"><Heading text="Calendar" />
                    <p>"What is to be done by which day, in every account you may see. A day on a weekend or a holiday moves to the next business day. What is overdue also stands on "<a href="/home">"Home"</a>"."</p></div>
                <Filters filter accounts />
                {move || steps(&filter.get())}
                {entries.section(shown)}
            </div>
            <aside class="sections no-print" aria-label="Your own calendar program">{link::panel()}</aside>
        </div>
    }
}

fn count(number: usize, more: bool) -> String {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let count = show::count(number, "thing", "things");
    if more {
        format!("{count} so far")
    } else {
        format!("{count} shown")
    }
}

/// `November 2026`.
fn month_name(first: NaiveDate) -> String {
    format!("{} {}", show::month(first), first.year())
}

/// The ways to the months before and after.
fn steps(filter: &Filter) -> AnyView {
    let step = |by: i32, word: &str| {
        let there = filter.moved(by);
        let last = months_on(there.month, 2);
        let name = format!(
            "{word}: {} to {}",
            month_name(there.month),
            month_name(last)
        );
        view! { <a class="button button--secondary button--small" href=there.address()>{name}</a> }
    };
    view! { <nav class="actions" aria-label="Months">{step(-3, "Earlier")}{step(3, "Later")}<Print /></nav> }.into_any()
}

fn agenda(entries: Pages<Obligation>, filter: &Filter, now: NaiveDateTime) -> AnyView {
    let rows = entries.rows.get();
    let whole = entries.is_whole();
    if rows.is_empty() {
        return nothing(filter);
    }
    let last = rows.last().map(|due| due.due_on);
    let sections = (0..3).filter_map(|by| {
        let first = months_on(filter.month, by);
        let next = months_on(first, 1);
        let of_month: Vec<_> = rows
            .iter()
            .filter(|due| (first..next).contains(&due.due_on))
            .map(|due| due::item(due.clone(), now))
            .collect();
        // What is not loaded yet is not said to be nothing.
        if of_month.is_empty() && !whole && last.is_some_and(|last| last < first) {
            return None;
        }
        let body = if of_month.is_empty() {
            view! { <p class="meta mt-s">"Nothing is due in this month."</p> }.into_any()
        } else {
            view! { <ol>{of_month}</ol> }.into_any()
        };
        Some(view! { <section class="month"><h2 class="section-head">{month_name(first)}</h2>{body}</section> })
    });
    let sections: Vec<_> = sections.collect();
    view! { <div class="stack-l">{sections}</div> }.into_any()
}

fn nothing(filter: &Filter) -> AnyView {
    let days = format!(
        "{} to {}",
        month_name(filter.month),
        month_name(months_on(filter.month, 2))
    );
    if filter.is_plain() {
        return view! {
            <div class="empty stack-s"><h2>"Nothing has a day here"</h2><p>"No return, payment or last day falls in "{days}"."</p></div>
        }
        .into_any();
    }
    view! {
        <div class="empty stack-s"><h2>"Nothing matches"</h2><p>"Nothing from "{days}" fits all of the filters. Remove one of them, or see everything."</p>
            <p><Clear class="button button--secondary" /></p></div>
    }
    .into_any()
}
