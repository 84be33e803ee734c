//! What is owed on a day, period by period: how its interest came about, and what paying in time saves.

use crate::client::transactions::show_balance;
use crate::show;
use crate::ui::browser;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::not_known;
use crate::ui::running::Running;
use crate::ui::table::{Column, Table, figure, head};
use crate::ui::why::WhyThis;
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::contract::transactions::{Balance, Grace, PeriodBalance};

/// The section: today at first, then the day that is chosen.
pub(super) fn section(account: String, today: Balance) -> AnyView {
    let typed = RwSignal::new(today.as_of.to_string());
    let chosen = RwSignal::new(None::<NaiveDate>);
    let today = StoredValue::new(today);
    let account = StoredValue::new(account);
    let running = Running::new();
    let choose = move || match typed.get_untracked().parse() {
        Ok(day) => {
            running.trouble.set(None);
            let same = today.with_value(|today| today.as_of == day);
            chosen.set(Some(day).filter(|_day| !same));
        }
        Err(_no_day) => {
            running.trouble.set(Some("Choose a day".to_owned()));
            browser::focus("owing-on");
        }
    };
    let other = move |day: NaiveDate| {
        let asked = Loaded::new(move || {
            let account = account.get_value();
            async move { show_balance(&account, Some(day)).await }
        });
        let shown = |balance: Balance| {
            view! { <div class="stack">{not_known::interest(balance.owing.interest_missing_from)}{periods(&balance)}</div> }.into_any()
        };
        asked.section(shown).into_any()
    };
    view! {
        <section class="stack" aria-labelledby="owing-h"><h2 id="owing-h" class="section-head">"What is owed on a day"</h2>
            <form class="filters" novalidate on:submit=move |submit| { submit.prevent_default(); choose(); }>
                <div class="form-item"><label for="owing-on">"Day"</label>
                    <input class="input" id="owing-on" type="date" prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) /></div>
                <div class="actions"><button class="button button--secondary" type="submit">"Work it out"</button></div>
            </form>
            {running.alert()}
            {move || match chosen.get() {
                // What is not in today's figures is said above them.
                None => today.with_value(periods),
                Some(day) => other(day),
            }}
        </section>
    }
    .into_any()
}

fn periods(balance: &Balance) -> AnyView {
    let on = show::day(balance.as_of);
    if balance.periods.is_empty() {
        return view! { <p>{format!("On {on} nothing is owed and nothing is in credit.")}</p> }
            .into_any();
    }
    let columns = vec![
        Column::words("Period"),
        Column::figures("Tax or levy"),
        Column::figures("Penalty"),
        Column::figures("Interest"),
        Column::figures("Owing"),
    ];
    let rows = balance.periods.iter().map(row).collect_view();
    let owing = &balance.owing;
    let interest = owing.interest_posted.checked_add(owing.interest_accrued);
    let reasons = balance.periods.iter().filter_map(|period| {
        let why = period.interest_why.clone()?;
        Some(view! { <WhyThis of=format!("interest of the {}", period.label) why /> })
    });
    let reasons = reasons.collect_view();
    let graces = balance.periods.iter().filter_map(|period| {
        let grace = period.grace.as_ref()?;
        Some(view! { <p class="callout">{saved(&period.label, grace)}</p> })
    });
    let graces = graces.collect_view();
    let total = [
        ("Tax or levy", owing.tax),
        ("Penalty", owing.penalty),
        ("Interest", interest.unwrap_or_default()),
        ("Owing", owing.total),
    ];
    let total = total.map(|(name, amount)| figure(name, money::balance(amount)));
    view! {
        {graces}
        <Table caption="What is owed by period" columns>
            <tbody role="rowgroup">{rows}</tbody>
            <tfoot role="rowgroup"><tr role="row" class="is-total">{head(format!("On {on}"))}
                {total}</tr></tfoot>
        </Table>
        <div>{reasons}</div>
    }
    .into_any()
}

fn row(period: &PeriodBalance) -> AnyView {
    let owing = &period.owing;
    let interest = owing.interest_posted.checked_add(owing.interest_accrued);
    let cells = [
        ("Tax or levy", owing.tax),
        ("Penalty", owing.penalty),
        ("Interest", interest.unwrap_or_default()),
        ("Owing", owing.total),
    ];
    let cells = cells.map(|(name, amount)| figure(name, money::balance(amount)));
    view! { <tr role="row">{head(period.label.clone())}{cells}</tr> }.into_any()
}

/// `Pay $6,000.00 by 21 July 2025 …`.
fn saved(label: &str, grace: &Grace) -> String {
    format!(
        "Pay {} for the {label} by {} and no interest runs after the notice of {}: {} falls away.",
        show::money(grace.to_pay),
        show::day(grace.until),
        show::day(grace.notice_on),
        show::money(grace.interest)
    )
}
