//! Telling that the tax year ends on another day: a short year leads to it.

use crate::client::accounts::show_account;
use crate::client::periods::{all_periods, change_year_end};
use crate::router::{NavigateOptions, use_navigate, use_params_map};
use crate::session::Session;
use crate::show;
use crate::ui::day_field::{Trouble, Wrong, day};
use crate::ui::frame::{Acting, Crumbs};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::running;
use chrono::NaiveDate;
use futures_util::future::try_join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contract::accounts::AccountSummary;
use shared::contract::periods::{NewYearEnd, PeriodSummary, YearEndReason};
use shared::period::Period;

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let data = Loaded::new(move || {
        let account = params.with(|params| params.get("account").unwrap_or_default());
        async move { try_join(show_account(&account), all_periods(&account)).await }
    });
    data.page(|(account, periods)| {
        Acting::set(&account.summary.client_name);
        view! { <YearEnd account=account.summary periods /> }.into_any()
    })
    .into_any()
}

/// What is wrong with a day as far as this page knows: it must be in a year that is not filed, before its end.
fn complaint(day: NaiveDate, years: &[PeriodSummary]) -> Option<Wrong> {
    let holds = |year: &&PeriodSummary| {
        let Period { starts_on, ends_on } = year.period;
        year.form == "return" && starts_on <= day && day <= ends_on
    };
    let year = years.iter().find(holds)?;
    if year.period.ends_on == day {
        return Some(Wrong::new("Your tax year ends on that day already", "ends"));
    }
    year.filing_id.map(|_filed| {
        let message = format!("The return of the {} was filed already", year.label);
        Wrong::new(message, "ends")
    })
}

#[component]
fn YearEnd(account: AccountSummary, periods: Vec<PeriodSummary>) -> impl IntoView {
    let session = Session::here();
    let current = periods
        .iter()
        .find(|period| period.form == "return")
        .map(|year| year.period);
    let cut = periods
        .iter()
        .find(|year| year.cut_from.is_some() && year.filing_id.is_none())
        .and_then(|year| Some((year.period.ends_on, year.cut_from?)));
    let ends = RwSignal::new(String::new());
    let reason = RwSignal::new(YearEndReason::Approved);
    let years = StoredValue::new(periods);
    let known = Memo::new(move |_before| {
        let day = ends.get().parse().ok()?;
        years.with_value(|years| complaint(day, years))
    });
    let trouble = Trouble::new(known, move || ends.track());
    let busy = RwSignal::new(false);
    let navigate = StoredValue::new(use_navigate());
    let id = StoredValue::new(account.id.to_string());
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        let Ok(ends_on) = ends.get_untracked().parse() else {
            return trouble.refuse(Wrong::new("Choose the new year-end", "ends"));
        };
        if known.get_untracked().is_some() {
            return trouble.complain();
        }
        trouble.clear();
        busy.set(true);
        spawn_local(async move {
            let account = id.get_value();
            let new = NewYearEnd {
                ends_on,
                reason: reason.get_untracked(),
            };
            let answer = change_year_end(&account, &new).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(_year) => {
                    let there = format!("/accounts/{account}");
                    navigate.with_value(|go| go(&there, NavigateOptions::default()));
                }
                Err(error) => {
                    session.refused(&error);
                    trouble.refuse(Wrong::new(running::said(&error), "ends"));
                }
            }
        });
    };
    let back = format!("/accounts/{}", account.id);
    let reasons = [
        (
            "approved",
            YearEndReason::Approved,
            "The Canada Revenue Agency approved it",
        ),
        (
            "control",
            YearEndReason::Control,
            "Control of the corporation was acquired",
        ),
    ];
    view! {
        <Crumbs links=vec![("/home".into(), "Home".into()), ("/accounts".into(), "Accounts".into()), (back.clone(), account.name.clone())] />
        <div class="measure stack-l">
            <div class="title"><p class="eyebrow">{account.program_name.clone()}" · "{account.name.clone()}</p>
                <Heading text="Change the year-end" title="Change the year-end" /></div>
            {current.map(|year| view! { <p class="lead">"The tax year now runs from "{show::day(year.starts_on)}" to "{show::day(year.ends_on)}"."</p> })}
            {cut.map(|(now, before)| view! { <p class="callout">"You have changed the year-end from "{show::day(before)}" to "{show::day(now)}". Choose "{show::day(before)}" to take that back, or another day in its place."</p> })}
            <p>"A short year ends on the day you choose, and has a return of its own. The years after it end on the same day of the year. Due dates and instalments follow."</p>
            {trouble.view(id)}
            <form class="stack-l" novalidate on:submit=move |submit| { submit.prevent_default(); send(); }>
                {day("ends", || "Last day of the short year", ends, trouble.said)}
                <fieldset class="stack-s"><legend><h2>"Why does it change?"</h2></legend>
                    {reasons.map(|(name, value, label)| view! {
                        <div class="choice"><input type="radio" name="reason" id=name prop:checked=move || reason.get() == value on:change=move |_change| reason.set(value) />
                            <label for=name>{label}</label></div>
                    }).collect_view()}
                </fieldset>
                <p class="hint">"Until the return of the short year is filed, you can come back here if the day is wrong. What was filed stays as it is."</p>
                <div class="actions"><button class="button" type="submit" aria-disabled=move || busy.get().then_some("true")>"Change the year-end"</button>
                    <a class="button button--text" href=back>"Cancel"</a></div>
            </form>
        </div>
    }
}
