//! One account: what stands out, the figures, and its periods.

use crate::client::accounts::show_account;
use crate::client::periods::list_periods;
use crate::router::use_params_map;
use crate::ui::facts::inside;
use crate::ui::frame::{Acting, Crumbs, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::list::Pages;
use crate::ui::loaded::Loaded;
use crate::ui::not_known;
use crate::ui::tag;
use crate::ui::why::WhyThis;
use crate::{show, text};
use futures_util::future::try_join;
use leptos::prelude::*;
use shared::Money;
use shared::access::Permission;
use shared::assessment::PenaltySoFar;
use shared::contract::accounts::Account;
use shared::contract::periods::{PeriodMoney, PeriodSummary};
use shared::form::FilingKind;
use shared::period::PeriodStatus;

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let id = Memo::new(move |_before| params.get().get("account").unwrap_or_default());
    let data = Loaded::new(move || {
        let id = id.get();
        async move { try_join(show_account(&id), list_periods(&id, None)).await }
    });
    data.page(move |(account, periods)| page(account, Pages::new(periods)))
        .into_any()
}

/// The tabs of an account's pages.
#[component]
pub(crate) fn AccountNav(account: String, current: &'static str) -> impl IntoView {
    let tabs = [
        ("", "Overview"),
        ("/transactions", "Statement"),
        ("/credits", "Credits and refunds"),
    ];
    view! {
        <nav class="subnav" aria-label="Account"><ul>
            {tabs.map(|(end, name)| view! { <li><a href=format!("/accounts/{account}{end}") aria-current=(end == current).then_some("page")>{name}</a></li> }).collect_view()}
        </ul></nav>
    }
}

fn page(account: Account, periods: Pages<PeriodSummary>) -> AnyView {
    let Account {
        summary,
        owing,
        returns_overdue,
        next_due_on,
        as_of,
    } = account;
    Acting::set(&summary.client_name);
    let id = summary.id.to_string();
    let prepares = summary.permissions.contains(&Permission::PrepareFiling);
    let takes = summary.takes.clone();
    let has_returns =
        takes.contains(&FilingKind::Return) || summary.paused.contains(&FilingKind::Return);
    let may_file = move |kind: FilingKind| prepares && takes.contains(&kind);
    let rows = periods.rows.get_untracked();
    let overdue: Vec<_> = rows
        .iter()
        .filter(|period| period.status == PeriodStatus::Overdue)
        .cloned()
        .collect();
    let first_overdue = overdue.last().cloned().map(|period| {
        let may = may_file(period.kind);
        callout(&id, period, may)
    });
    let next = rows
        .iter()
        .filter(|period| Some(period.due_on) == next_due_on && period.filing_id.is_none())
        .map(|period| period.label.clone())
        .next_back();
    let money_word = shared::words::capitalized(&summary.money_word);
    let tables = rows.iter().any(|period| period.money.is_some());
    let in_credit = rows
        .iter()
        .any(|period| {
            period
                .money
                .as_ref()
                .is_some_and(|money| money.balance.is_negative())
        })
        .then(|| format!("/accounts/{id}/credits"));
    let start =
        (prepares && !summary.startable.is_empty()).then(|| format!("/accounts/{id}/start"));
    let year_end = (summary.follows_tax_year
        && summary.permissions.contains(&Permission::SubmitFiling))
    .then(|| format!("/accounts/{id}/year-end"));
    let links = id.clone();
    let more_of = StoredValue::new(id.clone());
    view! {
        <PrintHead text=format!("{} · {}", summary.client_name, summary.name) />
        <Crumbs links=vec![("/home".into(), "Home".into()), ("/accounts".into(), "Accounts".into())] />
        <div class="title"><Heading text=summary.name.clone() title=format!("{}, {}", summary.name, inside(&summary.program_name)) />
            <p class="dots"><span>{summary.program_name.clone()}</span><span>"Account "{show::account_number(&summary.number)}{summary.per_establishment.then(|| format!(", occurrence {}", summary.occurrence))}</span><span>{text::frequency(summary.frequency)}</span><span>{summary.place.clone()}</span></p></div>
        <AccountNav account=id current="" />
        <div class="sections">
            <div class="stack-l">
                {first_overdue}
                {summary.paused.iter().map(|kind| view! {
                    <section class="callout callout--important"><h2>{format!("{}s cannot be filed online at the moment", shared::words::capitalized(text::noun(*kind)))}</h2>
                        <p>{format!("Drafts are kept. If a {} is due soon, call us to file it in another way.", text::noun(*kind))}</p></section>
                }).collect_view()}
                {not_known::interest(owing.as_ref().and_then(|owing| owing.interest_missing_from))}
                <dl class="figures">
                    {owing.map(|owing| view! {
                        <div><dt>{if owing.total.is_negative() { "Credit today" } else { "Owing today" }}</dt><dd class="money">{show::balance(owing.total)}</dd>
                            <dd>{parts(&money_word, owing.tax, owing.penalty, owing.interest_posted.checked_add(owing.interest_accrued))}</dd>
                            {in_credit.map(|href| view! { <dd><a href=href>"Use what is in credit"</a></dd> })}</div>
                    })}
                    {has_returns.then(|| view! { <div><dt>"Next return"</dt>
                        {match next_due_on {
                            Some(on) => view! { <dd>{tag::day(on)}</dd><dd>{next}</dd> }.into_any(),
                            None => view! { <dd>"None due"</dd> }.into_any(),
                        }}</div>
                    <div><dt>"Returns outstanding"</dt><dd>{returns_overdue}</dd><dd>{overdue.iter().map(|period| period.label.clone()).collect::<Vec<_>>().join(", ")}</dd></div> })}
                </dl>
            </div>
            <section aria-labelledby="pt"><div class="section-head mb-m"><h2 id="pt">"Periods"</h2>{start.map(|href| view! { <a class="button button--secondary button--small" href=href>"Start a claim or declaration"</a> })}
                {year_end.map(|href| view! { <a class="button button--secondary button--small" href=href>"Change the year-end"</a> })}</div>
                {move || if periods.rows.with(Vec::is_empty) {
                    view! { <div class="empty stack-s"><h3>"No periods yet"</h3><p>"The first period of this account has not begun."</p></div> }.into_any()
                } else {
                    table(&links, periods, &money_word, tables, &may_file, &show::day(as_of)).into_any()
                }}
                <div class="mt-m">{periods.more("Load earlier periods", move |cursor| async move { list_periods(&more_of.get_value(), Some(&cursor)).await })}</div>
                {tables.then(|| view! { <p class="meta mt-s">"Interest is worked out day by day to "{show::day(as_of)}" and added at the end of each month."</p> })}
            </section>
        </div>
    }
    .into_any()
}

/// `levy $19,205.80, interest $338.85`.
fn parts(word: &str, tax: Money, penalty: Money, interest: Option<Money>) -> String {
    let parts = [
        (inside(word), Some(tax)),
        ("penalty".to_owned(), Some(penalty)),
        ("interest".to_owned(), interest),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter_map(|(word, money)| {
            money
                .filter(|money| !money.is_zero())
                .map(|money| format!("{word} {}", show::money(money)))
        })
        .collect();
    said.join(", ")
}

fn callout(account: &str, period: PeriodSummary, may_file: bool) -> impl IntoView + use<> {
    let title = match period.form.as_str() {
        "return" => format!(
            "The {} {} is overdue",
            period.label,
            text::noun(period.kind)
        ),
        _ => format!("{} is overdue", period_name(&period)),
    };
    let (penalty, why) = match period.penalty_so_far {
        Some(penalty) => {
            let amount = penalty.bound.said(&show::money(penalty.amount));
            let said = format!(" The late-filing penalty is {amount} today.");
            let why = view! { <WhyThis of="late-filing penalty" why=penalty.why /> };
            (Some(said), Some(why))
        }
        None => (None, None),
    };
    let href = format!("/accounts/{account}/periods/{}/return", period.id);
    let noun = text::noun(period.kind);
    view! {
        <section class="callout callout--emergency" aria-labelledby="od"><h2 id="od">{title}</h2>
            <p>"It was due on "{tag::day(period.due_on)}"."{penalty}</p>{why}
            {may_file.then(|| view! { <div class="actions"><a class="button" href=href>{format!("File the {} {noun}", period.label)}</a></div> })}
        </section>
    }
}

fn table(
    account: &str,
    periods: Pages<PeriodSummary>,
    money_word: &str,
    with_money: bool,
    may_file: &dyn Fn(FilingKind) -> bool,
    as_of: &str,
) -> impl IntoView + use<> {
    let money_heads = with_money.then(|| {
        [
            money_word.to_owned(),
            "Interest and penalty".to_owned(),
            "Paid".to_owned(),
            "Balance".to_owned(),
        ]
        .map(|head| view! { <th scope="col" role="columnheader" class="n">{head}</th> })
        .collect_view()
    });
    let rows = periods.rows.get();
    // An account that has claimed only has no returns to speak of.
    let claims = rows.iter().all(|period| period.kind == FilingKind::Claim);
    let names: [&'static str; 2] = if claims {
        ["Claim by", "Claim received"]
    } else {
        ["Return due", "Return received"]
    };
    let whole = periods.is_whole() && with_money;
    let sums = whole.then(|| total(&rows, money_word, as_of));
    let account = account.to_owned();
    view! {
        <div class="table-box"><table class="table" role="table">
            <caption class="vh">{if claims { "Claims" } else { "Return periods" }}", newest first. Interest is worked out to "{as_of.to_owned()}"."</caption>
            <thead role="rowgroup"><tr role="row">
                <th scope="col" role="columnheader">"Period"</th>{names.map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view()}
                {money_heads}
                <th scope="col" role="columnheader">"Status"</th>
            </tr></thead>
            <tbody role="rowgroup">{rows.into_iter().map(|period| { let may = may_file(period.kind); row(&account, period, money_word, with_money, may, names) }).collect_view()}</tbody>
            {sums}
        </table></div>
    }
}

fn row(
    account: &str,
    period: PeriodSummary,
    money_word: &str,
    with_money: bool,
    may_file: bool,
    [due, got]: [&'static str; 2],
) -> impl IntoView + use<> {
    let href = match (period.assessment_id, period.status) {
        (Some(assessment), _) => Some(format!("/accounts/{account}/assessments/{assessment}")),
        (None, PeriodStatus::Upcoming | PeriodStatus::NotAsked) => None,
        (None, PeriodStatus::InReview | PeriodStatus::Refused) => period
            .filing_id
            .map(|filing| format!("/accounts/{account}/filings/{filing}")),
        (None, _) => may_file.then(|| format!("/accounts/{account}/periods/{}/return", period.id)),
    };
    let name = match href {
        Some(href) => view! { <a class="hit" href=href>{period_name(&period)}</a> }.into_any(),
        None => period_name(&period).into_any(),
    };
    let received = match (period.received_on, period.status, period.draft_saved_at) {
        (Some(on), _, _) => view! { <div class="v">{tag::day(on)}</div> }.into_any(),
        (None, PeriodStatus::Overdue, _) => "Not received".into_any(),
        (None, PeriodStatus::Upcoming, _) => "Not open yet".into_any(),
        (None, PeriodStatus::NotAsked, _) => "Registration ended".into_any(),
        (None, _, Some(_)) => "Draft".into_any(),
        (None, _, None) => "Not started".into_any(),
    };
    let alert = matches!(
        period.status,
        PeriodStatus::Overdue | PeriodStatus::Unpaid | PeriodStatus::PartlyPaid
    );
    view! {
        <tr role="row" class:is-alert=alert>
            <th scope="row" role="rowheader">{name}</th>
            <td role="cell" data-label=due><div class="v">{tag::day(period.due_on)}</div></td>
            <td role="cell" data-label=got>{received}</td>
            {with_money.then(|| money_cells(period.money, period.penalty_so_far, money_word.to_owned(), period.received_on.is_some()))}
            <td role="cell" data-label="Status"><div class="v">{tag::status(period.status)}</div></td>
        </tr>
    }
}

/// `October 2026`; claims and declarations with their name.
fn period_name(period: &PeriodSummary) -> String {
    if period.form == "return" {
        period.label.clone()
    } else {
        format!("{}, {}", period.title, period.label)
    }
}

fn money_cells(
    money: Option<PeriodMoney>,
    penalty_so_far: Option<PenaltySoFar>,
    money_word: String,
    received: bool,
) -> impl IntoView {
    let money = money.filter(|_money| received);
    let cell = |label: String, amount: Option<AnyView>| {
        let class = if amount.is_some() { "n" } else { "n is-empty" };
        view! { <td role="cell" class=class data-label=label>{amount}</td> }
    };
    let plain = |amount: Money| show::money(amount).into_any();
    let interest = match (&money, penalty_so_far) {
        (Some(money), _) => Some(plain(money.interest_and_penalty)),
        (None, Some(penalty)) => Some(view! { <div class="v">{penalty.bound.said(&show::money(penalty.amount))}<span class="meta">"penalty so far"</span></div> }.into_any()),
        (None, None) => None,
    };
    let balance = money.as_ref().map(|money| {
        let text = show::balance(money.balance);
        if money.balance.is_positive() {
            view! { <div class="v"><b>{text}</b></div> }.into_any()
        } else {
            view! { <div class="v">{text}</div> }.into_any()
        }
    });
    (
        cell(
            money_word.to_owned(),
            money.as_ref().map(|money| plain(money.tax)),
        ),
        cell("Interest and penalty".to_owned(), interest),
        cell(
            "Paid".to_owned(),
            money.as_ref().map(|money| plain(money.paid)),
        ),
        cell("Balance".to_owned(), balance),
    )
}

fn total(rows: &[PeriodSummary], money_word: &str, as_of: &str) -> impl IntoView + use<> {
    let sum = |part: fn(&PeriodMoney) -> Money| {
        let filed = rows.iter().filter(|period| period.received_on.is_some());
        Money::checked_sum(filed.filter_map(|period| period.money.as_ref()).map(part))
            .map(show::balance)
            .unwrap_or_default()
    };
    view! {
        <tfoot role="rowgroup"><tr role="row" class="is-total">
            <th scope="row" role="rowheader">"To "{as_of.to_owned()}</th>
            <td role="cell" class="is-empty" data-label="Return due"></td><td role="cell" class="is-empty" data-label="Return received"></td>
            <td role="cell" class="n" data-label=money_word.to_owned()>{sum(|money| money.tax)}</td>
            <td role="cell" class="n" data-label="Interest and penalty">{sum(|money| money.interest_and_penalty)}</td>
            <td role="cell" class="n" data-label="Paid">{sum(|money| money.paid)}</td>
            <td role="cell" class="n" data-label="Balance">{sum(|money| money.balance)}</td>
            <td role="cell" class="is-empty" data-label="Status"></td>
        </tr></tfoot>
    }
}
