//! Home: what needs you over all accounts, oldest deadline first; then balances.

use crate::client::accounts::list_accounts;
use crate::client::activity::list_activity;
use crate::client::calendar::{list_all_obligations, list_obligations};
use crate::page::activity::feed;
use crate::router::use_params_map;
use crate::session::Session;
use crate::show;
use crate::ui::due;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use futures_util::future::try_join3;
use leptos::prelude::*;
use shared::Money;
use shared::contract::accounts::AccountSummary;
use shared::contract::activity::Activity;
use shared::contract::calendar::{Obligation, ObligationKind, ObligationStatus};

/// Of what has happened so much is asked for, so that one client among several has something,
const RECENT: u16 = 30;
/// and so much is shown.
const SHOWN: usize = 6;

/// The page; at `/clients/:client` for one client only.
pub(crate) fn view() -> AnyView {
    let session = Session::here();
    let params = use_params_map();
    let data = Loaded::new(move || {
        let one = params.with(|params| params.get("client").is_some());
        let due = async move {
            if one {
                list_all_obligations().await
            } else {
                list_obligations().await
            }
        };
        try_join3(due, list_accounts(), list_activity(RECENT, None))
    });
    let shown = data.page(move |(due, accounts, activity)| {
        let client = params.get().get("client");
        let of_client = |id: String| client.as_ref().is_none_or(|wanted| *wanted == id);
        let accounts: Vec<_> = accounts
            .into_iter()
            .filter(|account| of_client(account.client_id.to_string()))
            .collect();
        let more = due.has_more;
        let due: Vec<_> = due
            .data
            .into_iter()
            .filter(|due| of_client(due.client_id.to_string()))
            .collect();
        match (&client, accounts.first()) {
            (Some(_), Some(account)) => Acting::set(&account.client_name),
            (Some(_), None) | (None, _) => Acting::all(),
        }
        if client.is_some() && accounts.is_empty() {
            return crate::ui::obstacle::NotFound().into_any();
        }
        let recent = activity.data.into_iter();
        let recent = recent.filter(|one| of_client(one.client_id.to_string()));
        page(session, due, more, accounts, recent.take(SHOWN).collect())
    });
    shown.into_any()
}

fn page(
    session: Session,
    due: Vec<Obligation>,
    more: bool,
    accounts: Vec<AccountSummary>,
    recent: Vec<Activity>,
) -> AnyView {
    let now = session.local_now();
    let greeting = greeting(now, &session.who.get_untracked().name);
    if accounts.is_empty() {
        return view! {
            <div class="title"><Heading text=greeting title="Home" /></div>
            <div class="empty stack-s measure"><h2>"No account is open to you yet"</h2>
                <p>"We post a letter with an account number and a PIN to the address on file. Enter them once to open the account."</p>
                <p><a class="button" href="/activate">"Enter account number and PIN"</a></p></div>
        }
        .into_any();
    }
    let summary = summary(&due, now.date());
    let needs = if due.is_empty() {
        view! { <div class="empty stack-s"><h3>"Nothing needs you today"</h3><p>"No returns are due. "<a href="/calendar">"See what comes next"</a></p></div> }.into_any()
    } else {
        let more = more.then(|| view! { <p class="meta mt-s">"These are the oldest. "<a href="/calendar?open=1">"See more in the calendar"</a></p> });
        view! { <ol>{due.into_iter().map(|due| due::item(due, now)).collect_view()}</ol>{more} }
            .into_any()
    };
    view! {
        <PrintHead text="Home" />
        <div class="split">
            <section aria-labelledby="needs">
                <div class="title"><Heading text=greeting title="Home" /><p>{summary}</p></div>
                <div class="section-head"><h2 id="needs">"What needs you"</h2><a href="/calendar#calendar-link">"Add to your calendar"</a></div>
                {needs}
            </section>
            <aside class="sections" aria-label="Balances and shortcuts">
                {balances(&accounts, now.date())}
                <section><h2 class="section-head">"Do something else"</h2><ul class="mt-s stack-s">
                    <li><a href="/calendar">"See the calendar"</a></li>
                    <li><a href="/accounts">"See all accounts"</a></li>
                    <li><a href="/activate">"Open another account with a PIN"</a></li>
                </ul></section>
            </aside>
            <section aria-labelledby="recent"><div class="section-head"><h2 id="recent">"Recent activity"</h2><a href="/activity">"All activity"</a></div>{feed(&recent)}</section>
        </div>
    }
    .into_any()
}

fn greeting(now: NaiveDateTime, name: &str) -> String {
    let part = match now.hour() {
        0..12 => "morning",
        12..18 => "afternoon",
        _ => "evening",
    };
    let first = name.split_whitespace().next().unwrap_or_default();
    if first.is_empty() {
        format!("Good {part}")
    } else {
        format!("Good {part}, {first}")
    }
}

/// `1 return is overdue. 3 things are due by Monday 30 November 2026.`
fn summary(due: &[Obligation], today: NaiveDate) -> String {
    let (late, ahead): (Vec<_>, Vec<_>) = due
        .iter()
        .partition(|due| due.status == ObligationStatus::Overdue);
    let soon: Vec<_> = ahead
        .into_iter()
        .filter(|due| due.due_on.signed_duration_since(today).num_days() <= 14)
        .collect();
    let are = |some: &[&Obligation]| {
        let returns = some.iter().all(|due| due.kind == ObligationKind::Return);
        match (some.len(), returns) {
            (1, true) => "1 return is".to_owned(),
            (1, false) => "1 thing is".to_owned(),
            (count, true) => format!("{count} returns are"),
            (count, false) => format!("{count} things are"),
        }
    };
    let mut parts = Vec::new();
    if !late.is_empty() {
        parts.push(format!("{} overdue.", are(&late)));
    }
    if let Some(last) = soon.iter().map(|due| due.due_on).max() {
        parts.push(format!(
            "{} due by {}.",
            are(&soon),
            show::weekday_day(last)
        ));
    }
    parts.join(" ")
}

fn balances(accounts: &[AccountSummary], today: NaiveDate) -> impl IntoView + use<> {
    let known: Vec<_> = accounts
        .iter()
        .filter_map(|account| account.balance.map(|balance| (account.clone(), balance)))
        .collect();
    let net = Money::checked_sum(known.iter().map(|(_, balance)| *balance));
    (!known.is_empty()).then(|| view! {
        <section aria-labelledby="bal">
            <div class="section-head"><h2 id="bal">"Balances"</h2><span class="meta">{show::day(today)}</span></div>
            <ul class="balances">
                {known.into_iter().map(|(account, balance)| view! {
                    <li><span><a href=format!("/accounts/{}", account.id)>{account.name}</a></span>
                        <span class=if balance.is_positive() { "money owing" } else { "money" }>{amount(balance)}</span>
                        <span class="meta">{account.program_name.clone()}{account.per_establishment.then(|| format!(" {}", account.occurrence))}" · "{if balance.is_positive() { "interest to today" } else if balance.is_negative() { "credit" } else { "nothing owing" }}{in_review(account.in_review)}</span></li>
                }).collect_view()}
                {net.map(|net| view! { <li class="balances__total"><b>{if net.is_negative() { "Net credit" } else { "Net owing" }}</b><span class="money">{amount(net)}</span></li> })}
            </ul>
        </section>
    })
}

/// ` · 1 in review`, while the administration looks at something.
fn in_review(count: i64) -> Option<String> {
    (count > 0).then(|| format!(" · {count} in review"))
}

fn amount(balance: Money) -> impl IntoView {
    if balance.is_negative() {
        view! { <span class="credit">{show::balance(balance)}</span> }.into_any()
    } else {
        show::money(balance).into_any()
    }
}
