//! The statement of an account: what was charged and credited, with a running balance. The filter is in the address.

mod filter;
mod owing;
mod table;

use crate::client::accounts::show_account;
use crate::client::periods::list_periods;
use crate::client::transactions::{list_transactions, show_balance};
use crate::page::account::AccountNav;
use crate::router::{use_params_map, use_query_map};
use crate::show;
use crate::ui::facts::{account_number, fact};
use crate::ui::frame::{Acting, Crumbs, PrintHead};
use crate::ui::heading::{Arrival, Heading};
use crate::ui::list::Pages;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::not_known;
use crate::ui::print::Print;
use filter::{Clear, Filter, Filters};
use futures_util::future::try_join3;
use leptos::prelude::*;
use shared::Money;
use shared::contract::accounts::AccountSummary;
use shared::contract::page::Page;
use shared::contract::periods::PeriodSummary;
use shared::contract::transactions::{Balance, Transaction};

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let id = Memo::new(move |_before| {
        params
            .with(|params| params.get("account"))
            .unwrap_or_default()
    });
    let around = Loaded::new(move || {
        let id = id.get();
        async move {
            try_join3(
                show_account(&id),
                show_balance(&id, None),
                list_periods(&id, None),
            )
            .await
        }
    });
    around
        .page(|(account, balance, periods)| {
            view! { <Statement account=account.summary balance periods=periods.data /> }.into_any()
        })
        .into_any()
}

#[component]
fn Statement(
    account: AccountSummary,
    balance: Balance,
    periods: Vec<PeriodSummary>,
) -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_before| query.with(Filter::read));
    let id = StoredValue::new(account.id.to_string());
    let ask = move |cursor: Option<String>| {
        let (id, filter) = (id.get_value(), filter.get().query());
        async move { list_transactions(&id, &filter, cursor.as_deref()).await }
    };
    let entries = Loaded::new(move || ask(None));
    let arrival = expect_context::<Arrival>();
    let told = StoredValue::new(false);
    let balance = StoredValue::new(balance);
    let number = account_number(&account.number, &account.occurrence);
    let title = format!("Statement, {}", account.name);
    let shown = move |first: Page<Transaction>| {
        let filter = filter.get_untracked();
        // What a filter leaves is said; what is there on arrival is not.
        if told.try_update_value(|told| std::mem::replace(told, true)) == Some(true) {
            arrival
                .said
                .set(format!("{} shown", entry_count(first.data.len())));
        }
        let entries = Pages::new(first).focusing(table::element);
        view! { <Entries entries filter balance=balance.get_value() more=move |cursor| ask(Some(cursor)) /> }.into_any()
    };
    Acting::set(&account.client_name);
    view! {
        <PrintHead text=format!("{} · Statement, {} {number}", account.client_name, account.name) />
        <Crumbs links=vec![("/home".into(), "Home".into()), ("/accounts".into(), "Accounts".into()), (format!("/accounts/{}", account.id), account.name.clone())] />
        <div class="title"><Heading text="Statement" title />
            <p class="dots"><span>{account.name.clone()}</span><span>{account.program_name.clone()}" "{number}</span></p></div>
        <AccountNav account=account.id.to_string() current="/transactions" />
        <div class="stack-l">
            <Filters filter periods money_word=shared::words::capitalized(&account.money_word) />
            {entries.section(shown)}
            {owing::section(account.id.to_string(), balance.get_value())}
        </div>
    }
}

/// The figures and the table of what is loaded.
#[component]
fn Entries<
    Asking: Future<Output = Result<Page<Transaction>, crate::client::ClientError>> + 'static,
>(
    entries: Pages<Transaction>,
    filter: Filter,
    balance: Balance,
    more: impl Fn(String) -> Asking + Send + Sync + Copy + 'static,
) -> impl IntoView {
    let accrued = filter
        .shows_accrued(balance.as_of)
        .then_some(balance.owing.interest_accrued)
        .filter(|interest| !interest.is_zero());
    let unverified = balance.rates_unverified && accrued.is_some();
    let (account, total) = (balance.account_id, balance.owing.total);
    let missing_from = balance.owing.interest_missing_from;
    let order = format!(" {}", balance.allocation.text);
    let balance = StoredValue::new(balance);
    let list = move || {
        let rows = entries.rows.get();
        if rows.is_empty() && accrued.is_none() {
            return empty(filter);
        }
        let sums = Sums::of(&rows, accrued);
        view! {
            {not_known::interest(missing_from)}
            {figures(&rows, sums, total, filter)}
            <div class="row row--ends"><p><b>{entry_count(rows.len())}{accrued.map(|_interest| ", and interest that is not posted yet")}</b>" "<span class="meta">{reach(&rows, entries.is_whole(), filter)}</span></p>
                <div class="actions"><Print /></div></div>
            {table::table(account, &rows, sums, accrued, &balance.get_value())}
        }
        .into_any()
    };
    view! {
        <div class="stack-l">{list}</div>
        <div class="pages"><p class="meta">"“Counts from” is the day that matters for interest. “Processed” is the day we recorded it."
            {unverified.then_some(" That interest to today has this rate is not confirmed by a published page.")}{order}</p>{entries.more("Load earlier entries", more)}</div>
    }
}

/// What the shown entries come to.
#[derive(Clone, Copy)]
struct Sums {
    charges: Money,
    credits: Money,
}

impl Sums {
    fn of(rows: &[Transaction], accrued: Option<Money>) -> Self {
        let amounts = || rows.iter().map(|row| row.amount).chain(accrued);
        let sum = |credits: bool| {
            Money::checked_sum(amounts().filter(|amount| amount.is_negative() == credits))
                .unwrap_or_default()
        };
        Self {
            charges: sum(false),
            credits: sum(true),
        }
    }
}

fn figures(rows: &[Transaction], sums: Sums, total: Money, filter: Filter) -> AnyView {
    // With entries of one kind or one period only, the balance before the oldest says nothing about the others.
    let before = rows
        .last()
        .filter(|_oldest| filter.is_whole_account())
        .and_then(|oldest| oldest.balance.checked_sub(oldest.amount));
    view! {
        <dl class="figures">
            {before.map(|before| fact("Balance before these entries", money::balance(before)))}
            {fact("Charges shown", money::amount(sums.charges))}
            {fact("Credits shown", money::amount(sums.credits))}
            {fact(if total.is_negative() { "Credit today" } else { "Owing today" }, money::balance(total))}
        </dl>
    }
    .into_any()
}

fn entry_count(count: usize) -> String {
    show::count(i64::try_from(count).unwrap_or(i64::MAX), "entry", "entries")
}

/// How far back the entries go.
fn reach(rows: &[Transaction], whole: bool, filter: Filter) -> String {
    match (rows.last(), whole) {
        (Some(oldest), false) => format!(
            "Back to {}; there are earlier ones.",
            show::day(oldest.processed_on)
        ),
        (Some(oldest), true) if filter == Filter::default() => format!(
            "The first entry of this account is of {}.",
            show::day(oldest.processed_on)
        ),
        _ => "All that match are shown.".to_owned(),
    }
}

fn empty(filter: Filter) -> AnyView {
    if filter == Filter::default() {
        return view! { <div class="empty stack-s"><h2>"No entries yet"</h2><p>"Charges appear here when a return is assessed, credits when a payment arrives."</p></div> }.into_any();
    }
    view! {
        <div class="empty stack-s"><h2>"No entries match"</h2><p>"No entry of this account fits all of the filters. Remove one of them, or see everything."</p>
            <p><Clear class="button button--secondary" /></p></div>
    }
    .into_any()
}
