//! All accounts that are open to the person, of all clients.

use crate::client::accounts::list_accounts;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::{show, text};
use leptos::prelude::*;
use shared::contract::accounts::AccountSummary;

/// The page.
pub(crate) fn view() -> AnyView {
    Acting::all();
    Loaded::new(list_accounts).page(page).into_any()
}

fn page(accounts: Vec<AccountSummary>) -> AnyView {
    let several = accounts.iter().any(|account| {
        accounts
            .first()
            .is_some_and(|first| first.client_id != account.client_id)
    });
    let list = if accounts.is_empty() {
        view! { <div class="empty stack-s measure"><h2>"No account is open to you yet"</h2><p>"We post a letter with an account number and a PIN to the address on file."</p></div> }.into_any()
    } else {
        view! {
            <div class="table-box"><table class="table" role="table">
                <caption class="vh">"Accounts that are open to you"</caption>
                <thead role="rowgroup"><tr role="row">
                    <th scope="col" role="columnheader">"Account"</th>
                    {several.then(|| view! { <th scope="col" role="columnheader">"Client"</th> })}
                    <th scope="col" role="columnheader">"Program"</th>
                    <th scope="col" role="columnheader">"Number"</th>
                    <th scope="col" role="columnheader">"You are"</th>
                    <th scope="col" role="columnheader" class="n">"Balance today"</th>
                </tr></thead>
                <tbody role="rowgroup">{accounts.into_iter().map(|account| row(account, several)).collect_view()}</tbody>
            </table></div>
        }
        .into_any()
    };
    view! {
        <PrintHead text="Accounts" />
        <div class="title"><Heading text="Accounts" /></div>
        <div class="stack-l">
            {list}
            <div class="actions"><a class="button button--secondary" href="/activate">"Open another account with a PIN"</a></div>
        </div>
    }
    .into_any()
}

fn row(account: AccountSummary, several: bool) -> impl IntoView {
    let balance = account.balance.map(|balance| {
        let class = if balance.is_negative() {
            "credit"
        } else {
            "money"
        };
        let without = account.interest_missing_from;
        let without = without.map(|day| format!("Interest from {} is not included", show::day_short(day)));
        view! { <div class="v"><span class=class>{show::balance(balance)}</span>{without.map(|words| view! { <span class="meta">{words}</span> })}</div> }
    });
    let shown = balance.is_some();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><a class="hit" href=format!("/accounts/{}", account.id)>{account.name}</a></th>
            {several.then(|| view! { <td role="cell" data-label="Client">{account.client_name}</td> })}
            <td role="cell" data-label="Program"><div class="v">{account.program_name}<span class="meta">{account.place}</span></div></td>
            <td role="cell" data-label="Number">{show::account_number(&account.number)}"-"{account.occurrence}</td>
            <td role="cell" data-label="You are">{text::role(account.role)}</td>
            <td role="cell" class=if shown { "n" } else { "n is-empty" } data-label="Balance today">{balance}</td>
        </tr>
    }
}
