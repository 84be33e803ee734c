//! Home: what needs you over all accounts, oldest deadline first; then balances.

use crate::client::accounts::list_accounts;
use crate::client::periods::list_obligations;
use crate::router::use_params_map;
use crate::session::Session;
use crate::show;
use crate::ui::facts::inside;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::tag;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};
use futures_util::future::try_join;
use leptos::prelude::*;
use shared::Money;
use shared::contract::accounts::AccountSummary;
use shared::contract::periods::Obligation;
use shared::period::PeriodStatus;

/// The page; at `/clients/:client` for one client only.
pub(crate) fn view() -> AnyView {
    let session = Session::here();
    let params = use_params_map();
    let data = Loaded::new(|| try_join(list_obligations(), list_accounts()));
    let shown = data.page(move |(due, accounts)| {
        let client = params.get().get("client");
        let of_client = |id: String| client.as_ref().is_none_or(|wanted| *wanted == id);
        let accounts: Vec<_> = accounts
            .into_iter()
            .filter(|account| of_client(account.client_id.to_string()))
            .collect();
        let due: Vec<_> = due
            .into_iter()
            .filter(|due| accounts.iter().any(|account| account.id == due.account_id))
            .collect();
        match (&client, accounts.first()) {
            (Some(_), Some(account)) => Acting::set(&account.client_name),
            (Some(_), None) | (None, _) => Acting::all(),
        }
        if client.is_some() && accounts.is_empty() {
            return crate::ui::obstacle::NotFound().into_any();
        }
        page(session, due, accounts)
    });
    shown.into_any()
}

fn page(session: Session, due: Vec<Obligation>, accounts: Vec<AccountSummary>) -> AnyView {
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
    let summary = summary(&due);
    let needs = if due.is_empty() {
        view! { <div class="empty stack-s"><h3>"Nothing needs you today"</h3><p>"No returns are due."</p></div> }.into_any()
    } else {
        view! { <ol>{due.into_iter().map(|due| item(due, now)).collect_view()}</ol> }.into_any()
    };
    view! {
        <PrintHead text="Home" />
        <div class="split">
            <section aria-labelledby="needs">
                <div class="title"><Heading text=greeting title="Home" /><p>{summary}</p></div>
                <div class="section-head"><h2 id="needs">"What needs you"</h2></div>
                {needs}
            </section>
            <aside class="sections" aria-label="Balances and shortcuts">
                {balances(&accounts, now.date())}
                <section><h2 class="section-head">"Do something else"</h2><ul class="mt-s stack-s">
                    <li><a href="/accounts">"See all accounts"</a></li>
                    <li><a href="/activate">"Open another account with a PIN"</a></li>
                </ul></section>
            </aside>
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

/// `1 return is overdue. 2 returns are due by Monday 30 November 2026.`
fn summary(due: &[Obligation]) -> String {
    let overdue = due
        .iter()
        .filter(|due| due.status == PeriodStatus::Overdue)
        .count();
    let soon: Vec<NaiveDate> = due
        .iter()
        .filter(|due| due.status == PeriodStatus::DueSoon)
        .map(|due| due.due_on)
        .collect();
    let are = |count: usize| {
        if count == 1 {
            "1 return is".to_owned()
        } else {
            format!("{count} returns are")
        }
    };
    let mut parts = Vec::new();
    if overdue > 0 {
        parts.push(format!("{} overdue.", are(overdue)));
    }
    if let Some(last) = soon.iter().max() {
        parts.push(format!(
            "{} due by {}.",
            are(soon.len()),
            show::weekday_day(*last)
        ));
    }
    parts.join(" ")
}

fn item(due: Obligation, now: NaiveDateTime) -> impl IntoView {
    let class = match due.status {
        PeriodStatus::Overdue => "due due--overdue",
        PeriodStatus::DueSoon => "due due--soon",
        PeriodStatus::Upcoming
        | PeriodStatus::Open
        | PeriodStatus::Assessed
        | PeriodStatus::Owing
        | PeriodStatus::Unpaid
        | PeriodStatus::PartlyPaid
        | PeriodStatus::Paid
        | PeriodStatus::InReview
        | PeriodStatus::Refused => "due",
    };
    let month = if due.due_on.year() == now.year() {
        show::month(due.due_on).to_owned()
    } else {
        format!("{} {}", show::month(due.due_on), due.due_on.year())
    };
    let meta = notes(&due, now);
    let tag = if due.draft_saved_at.is_some() && due.status != PeriodStatus::Overdue {
        view! { <span class="tag tag--draft">"Draft"</span> }.into_any()
    } else {
        tag::status(due.status).into_any()
    };
    view! {
        <li class=class>
            <p class="due__date"><time datetime=due.due_on.to_string()><span class="due__day">{due.due_on.day()}</span>" "<span class="due__month">{month}</span></time></p>
            <div class="due__what">
                <h3><a href=format!("/accounts/{}/periods/{}/return", due.account_id, due.period_id)>{task(&due)}</a></h3>
                <p>{due.account_name.clone()}", "{of_program(&due.program_name, due.per_establishment, &due.occurrence)}</p>
                <p class="meta">{meta}</p>
            </div>
            <p class="due__state">{tag}{due.draft_payable.map(|payable| view! { <span class="due__amount money">{show::money(payable)}</span> })}</p>
        </li>
    }
}

/// `File the October 2026 return`; a claim or declaration by its name.
fn task(due: &Obligation) -> String {
    if due.form != "return" {
        format!("File the {}, {}", inside(&due.title), due.label)
    } else if due.label.starts_with("year") {
        format!("File the return for the {}", due.label)
    } else {
        format!("File the {} return", due.label)
    }
}

/// `tourism levy 001`; the occurrence only where it tells accounts apart, and names keep their capitals.
fn of_program(name: &str, per_establishment: bool, occurrence: &str) -> String {
    let a_name = name.chars().skip(1).any(char::is_uppercase);
    let name = if a_name {
        name.to_owned()
    } else {
        inside(name)
    };
    if per_establishment {
        format!("{name} {occurrence}")
    } else {
        name
    }
}

fn notes(due: &Obligation, now: NaiveDateTime) -> String {
    let mut notes = Vec::new();
    if let Some(days) = due.days_late {
        notes.push(format!("{} late.", show::days(days)));
    }
    if let Some(penalty) = due.penalty_so_far.filter(|penalty| penalty.is_positive()) {
        notes.push(format!(
            "The late-filing penalty is {} today.",
            show::money(penalty)
        ));
    }
    match (due.draft_saved_at, &due.draft_saved_by) {
        (Some(at), by) => {
            let by = by
                .as_ref()
                .map(|name| format!(" by {name}"))
                .unwrap_or_default();
            notes.push(format!(
                "Draft saved {}{by}.",
                show::when(show::local(at), now.date())
            ));
        }
        (None, _) => notes.push("Not started.".to_owned()),
    }
    if due.nominal_due_on != due.due_on && due.days_late.is_none() {
        let weekend = matches!(due.nominal_due_on.weekday(), Weekday::Sat | Weekday::Sun);
        let why = if weekend {
            show::weekday(due.nominal_due_on.weekday())
        } else {
            "holiday"
        };
        notes.push(format!(
            "The {} is a {why}, so {} counts as on time.",
            show::ordinal(due.nominal_due_on.day()),
            show::weekday_day(due.due_on)
        ));
    }
    notes.join(" ")
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
