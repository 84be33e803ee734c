//! Credits and refunds of an account: what is in credit, what can be done with it, refunds under way.

mod choose;
mod words;

use crate::client::accounts::show_account;
use crate::client::credits::list_credits;
use crate::page::account::AccountNav;
use crate::router::use_params_map;
use crate::show;
use crate::ui::facts::{account_number, fact};
use crate::ui::frame::{Acting, Crumbs, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::table::{Column, Table, cell, figure, head};
use crate::ui::tag;
use choose::choose;
use leptos::prelude::*;
use shared::Money;
use shared::access::Permission;
use shared::contract::accounts::AccountSummary;
use shared::contract::credits::{Credits, OutstandingReturn, Refund, RefundState};
use shared::id::AccountId;

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let account = Loaded::new(move || {
        let id = params.with(|params| params.get("account").unwrap_or_default());
        async move { show_account(&id).await }
    });
    account
        .page(|account| view! { <CreditsPage account=account.summary /> }.into_any())
        .into_any()
}

#[component]
fn CreditsPage(account: AccountSummary) -> impl IntoView {
    Acting::set(&account.client_name);
    let id = account.id;
    let number = account_number(&account.number, &account.occurrence);
    let may = account.permissions.contains(&Permission::UseCredits);
    let credits = Loaded::new(move || async move { list_credits(&id.to_string()).await });
    let done = RwSignal::new(None::<String>);
    let shown = move |list: Credits| {
        let told = move |words: String| {
            done.set(Some(words));
            credits.again();
        };
        let use_it = if list.credits.is_empty() {
            None
        } else if may {
            Some(choose(&list, told))
        } else {
            Some(locked())
        };
        view! { <div class="sections">{in_credit(&list)}{use_it}{under_way(&list)}</div> }
            .into_any()
    };
    let title = format!("Credits and refunds, {}", account.name);
    view! {
        <PrintHead text=format!("{} · Credits and refunds, {} {number}", account.client_name, account.name) />
        <Crumbs links=vec![("/home".into(), "Home".into()), ("/accounts".into(), "Accounts".into()), (format!("/accounts/{id}"), account.name.clone())] />
        <div class="title"><Heading text="Credits and refunds" title />
            <p class="dots"><span>{account.name.clone()}</span><span>{account.program_name.clone()}" "{number}</span></p></div>
        <AccountNav account=id.to_string() current="/credits" />
        <div class="stack-l">
            <div role="status">{move || done.get().map(|words| view! { <div class="callout callout--success" id="done" tabindex="-1"><h2>{words}</h2></div> })}</div>
            {credits.section(shown)}
        </div>
    }
}

/// What is in credit, period by period.
fn in_credit(list: &Credits) -> AnyView {
    if list.credits.is_empty() {
        return view! {
            <div class="empty stack-s"><h2>"Nothing is in credit"</h2>
                <p>"A period is in credit when more was paid or credited than was charged for it. It is shown here, and you decide where it goes."</p></div>
        }
        .into_any();
    }
    let sum = |part: fn(&shared::contract::credits::Credit) -> Money| {
        Money::checked_sum(list.credits.iter().map(part)).unwrap_or_default()
    };
    let (all, free) = (sum(|credit| credit.amount), sum(|credit| credit.available));
    let rows: Vec<_> = list.credits.iter().map(|credit| {
        let reserved = if credit.reserved.is_zero() { ().into_any() } else { money::amount(credit.reserved) };
        view! {
            <tr role="row">{head(credit.label.clone())}{figure("In credit", money::amount(credit.amount))}
                {figure("In a refund under way", reserved)}{figure("Can be used", view! { <b>{money::amount(credit.available)}</b> })}</tr>
        }
    }).collect();
    let columns = vec![
        Column::words("Period"),
        Column::figures("In credit"),
        Column::figures("In a refund under way"),
        Column::figures("Can be used"),
    ];
    view! {
        <section class="stack-l" aria-labelledby="held">
            <dl class="figures">{fact("In credit today", money::amount(all))}{fact("Can be used", money::amount(free))}{fact("Owed for other periods", money::amount(list.owed))}</dl>
            <div><h2 id="held" class="section-head mb-m">"What is in credit"</h2>
                <Table caption="Periods in credit, oldest first" columns><tbody role="rowgroup">{rows}</tbody></Table></div>
        </section>
    }
    .into_any()
}

/// Who may look and not act.
fn locked() -> AnyView {
    view! {
        <section class="callout callout--important"><h2>"You can see credits, not use them"</h2>
            <p>"Carrying a credit or asking for a refund needs the right "<b>"Use credits"</b>". The account owner can do it, or give you the right."</p></section>
    }
    .into_any()
}

/// Refunds that are not issued yet, and what they wait for.
fn under_way(list: &Credits) -> AnyView {
    if list.refunds.is_empty() {
        return ().into_any();
    }
    let held = list
        .refunds
        .iter()
        .any(|refund| refund.state == RefundState::Held)
        && !list.outstanding.is_empty();
    let rows = list.refunds.iter().map(row).collect_view();
    let columns = vec![
        Column::words("Asked for"),
        Column::words("Period"),
        Column::words("Why"),
        Column::figures("At most"),
        Column::words("Where it stands"),
    ];
    view! {
        <section class="stack" aria-labelledby="refunds"><h2 id="refunds" class="section-head">"Refunds under way"</h2>
            {held.then(|| view! { <div class="callout callout--important"><h3>"Returns are outstanding"</h3>
                <p>"No refund is issued until these are filed, even if there is nothing to report: "{ways(list.account_id, &list.outstanding)}"."</p></div> })}
            {list.interest_missing_from.map(|day| view! { <div class="callout callout--important"><h3>"Refunds wait for a rate of interest"</h3>
                <p>{format!("No rate is published from {} on. Refunds are issued once there is one; you need not do anything.", show::day(day))}</p></div> })}
            <Table caption="Refunds that are not issued yet" columns><tbody role="rowgroup">{rows}</tbody></Table>
            <p class="meta">"What the account owes is paid first. A letter tells you what was issued, and the statement shows it."</p>
        </section>
    }
    .into_any()
}

fn row(refund: &Refund) -> AnyView {
    view! {
        <tr role="row">{head(tag::day(refund.requested_on))}{cell("Period", refund.label.clone())}{cell("Why", words::cause(refund.cause))}
            {figure("At most", money::amount(refund.amount))}{cell("Where it stands", words::state(refund.state))}</tr>
    }
    .into_any()
}

/// Links to returns that have to come first.
fn ways(account: AccountId, returns: &[OutstandingReturn]) -> AnyView {
    let last = returns.len().saturating_sub(1);
    returns
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let href = format!("/accounts/{account}/periods/{}/return", one.period_id);
            let comma = (place < last).then_some(", ");
            view! { <a href=href>{one.label.clone()}</a>{comma} }
        })
        .collect_view()
        .into_any()
}

/// `return due 28 December 2026` or `$240.12 owing`.
fn target_facts(owing: Money, due_on: chrono::NaiveDate) -> String {
    if owing.is_positive() {
        format!("{} owing", show::money(owing))
    } else {
        format!("return due {}", show::day(due_on))
    }
}
