//! Starting a claim, or the return of an event: which form, and for which days. Days are checked as they are chosen.

use crate::client::accounts::show_account;
use crate::client::periods::{list_periods, start_filing};
use crate::router::{NavigateOptions, use_navigate, use_params_map};
use crate::session::Session;
use crate::show;
use crate::ui::browser;
use crate::ui::frame::{Acting, Crumbs};
use crate::ui::heading::{self, Heading};
use crate::ui::loaded::Loaded;
use crate::ui::running;
use chrono::NaiveDate;
use futures_util::future::try_join;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contract::accounts::AccountSummary;
use shared::contract::periods::{NewPeriod, PeriodSummary};
use shared::contract::programs::{CycleKind, FormSummary};
use shared::deadline::range;
use shared::form::FilingKind;
use shared::period::Period;

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let data = Loaded::new(move || {
        let account = params.with(|params| params.get("account").unwrap_or_default());
        async move { try_join(show_account(&account), list_periods(&account, None)).await }
    });
    data.page(|(account, periods)| {
        view! { <Begin account=account.summary periods=periods.data /> }.into_any()
    })
    .into_any()
}

/// What is chosen on the page.
#[derive(Clone, Copy)]
struct Chosen {
    form: RwSignal<usize>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Chosen {
    /// The days, when both are days. An event has one.
    fn days(self, form: &FormSummary) -> Option<Period> {
        let starts_on: NaiveDate = self.from.get().parse().ok()?;
        let ends_on = match form.cycle {
            CycleKind::Event => starts_on,
            CycleKind::Range | CycleKind::Period => self.to.get().parse().ok()?,
        };
        Some(Period { starts_on, ends_on })
    }
}

/// What is wrong with the days, as far as this page knows.
fn complaint(
    form: &FormSummary,
    days: Period,
    today: NaiveDate,
    periods: &[PeriodSummary],
) -> Option<String> {
    if let Err(error) = range(form.cycle(), days, today) {
        return Some(error.to_string());
    }
    let clash = periods.iter().find(|other| {
        form.cycle == CycleKind::Range
            && other.form == form.code
            && other.period.starts_on <= days.ends_on
            && other.period.ends_on >= days.starts_on
    });
    clash.map(|clash| {
        format!(
            "There is one for {} already. Days can be claimed once: choose other days, or amend that one",
            clash.label
        )
    })
}

#[component]
fn Begin(account: AccountSummary, periods: Vec<PeriodSummary>) -> impl IntoView {
    Acting::set(&account.client_name);
    let session = Session::here();
    let forms = StoredValue::new(account.startable.clone());
    let periods = StoredValue::new(periods);
    let chosen = Chosen {
        form: RwSignal::new(0),
        from: RwSignal::new(String::new()),
        to: RwSignal::new(String::new()),
    };
    let form =
        Memo::new(move |_before| forms.with_value(|forms| forms.get(chosen.form.get()).cloned()));
    // Days are complained of as soon as both are there.
    let wrong = Memo::new(move |_before| {
        let form = form.get()?;
        let days = chosen.days(&form)?;
        let today = session.local_now().date();
        periods.with_value(|periods| complaint(&form, days, today, periods))
    });
    let refused = RwSignal::new(None::<String>);
    let said = Memo::new(move |_before| wrong.get().or_else(|| refused.get()));
    let busy = RwSignal::new(false);
    let navigate = StoredValue::new(use_navigate());
    let id = StoredValue::new(account.id.to_string());
    let summary = NodeRef::<html::Div>::new();
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        let Some(form) = form.get_untracked() else {
            return;
        };
        let Some(days) = chosen.days(&form) else {
            refused.set(Some(if form.cycle == CycleKind::Event {
                "Choose the day it happened".to_owned()
            } else {
                "Choose the first and the last day".to_owned()
            }));
            heading::title_says(true);
            return;
        };
        if wrong.get_untracked().is_some() {
            heading::title_says(true);
            browser::soon(move || {
                if let Some(summary) = summary.get_untracked() {
                    let _focused = summary.focus();
                }
            });
            return;
        }
        refused.set(None);
        busy.set(true);
        spawn_local(async move {
            let new = NewPeriod {
                form: form.code,
                from: days.starts_on,
                to: days.ends_on,
            };
            let account = id.get_value();
            let answer = start_filing(&account, &new).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(period) => {
                    let there = format!("/accounts/{account}/periods/{}/return", period.id);
                    navigate.with_value(|go| go(&there, NavigateOptions::default()));
                }
                Err(error) => {
                    session.refused(&error);
                    heading::title_says(true);
                    refused.set(Some(running::said(&error)));
                }
            }
        });
    };
    let back = format!("/accounts/{}", account.id);
    let empty = account.startable.is_empty();
    view! {
        <Crumbs links=vec![("/home".into(), "Home".into()), ("/accounts".into(), "Accounts".into()), (back.clone(), account.name.clone())] />
        <div class="measure stack-l">
            <div class="title"><p class="eyebrow">{account.program_name.clone()}" · "{account.name.clone()}</p>
                <Heading text="Start a claim or declaration" title="Start a claim or declaration" /></div>
            {empty.then(|| view! { <div class="empty stack-s"><h2>"Nothing to start here"</h2><p>"This account has returns for its periods only. You find them on the account's page."</p></div> })}
            {(!empty).then(|| view! {
                {move || said.get().map(|message| view! {
                    <div class="error-summary" tabindex="-1" role="alert" node_ref=summary><h2>"There is a problem"</h2>
                        <ul><li><a href="#from" on:click=move |press| { press.prevent_default(); browser::focus("from"); }>{message}</a></li></ul></div>
                })}
                <form class="stack-l" novalidate on:submit=move |submit| { submit.prevent_default(); send(); }>
                    <fieldset class="stack-s"><legend><h2>"What do you want to file?"</h2></legend>
                        {forms.get_value().into_iter().enumerate().map(|(place, form)| choice(place, &form, chosen.form)).collect_view()}
                    </fieldset>
                    {day("from", move || if is_event(form) { "The day it happened" } else { "First day" }, chosen.from)}
                    <div hidden=move || is_event(form)>{day("to", || "Last day", chosen.to)}</div>
                    {move || form.get().and_then(|form| form.least_days).filter(|days| *days > 1).map(|days| view! { <p class="hint">"At least "{show::days(days)}"."</p> })}
                    <div class="actions"><button class="button" type="submit" aria-disabled=move || busy.get().then_some("true")>"Continue"</button>
                        <a class="button button--text" href=back>"Cancel"</a></div>
                </form>
            })}
        </div>
    }
}

fn is_event(form: Memo<Option<FormSummary>>) -> bool {
    form.with(|form| {
        form.as_ref()
            .is_some_and(|form| form.cycle == CycleKind::Event)
    })
}

fn choice(place: usize, form: &FormSummary, chosen: RwSignal<usize>) -> AnyView {
    let id = format!("form-{place}");
    let kind = match form.kind {
        FilingKind::Claim => "You get money back.",
        FilingKind::Return => "You report and pay.",
    };
    view! {
        <div class="choice"><input type="radio" name="form" id=id.clone() prop:checked=move || chosen.get() == place on:change=move |_change| chosen.set(place) />
            <label for=id>{form.title.clone()}</label><p class="hint">{kind}</p></div>
    }
    .into_any()
}

fn day(
    id: &'static str,
    label: impl Fn() -> &'static str + Send + Sync + 'static,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <div class="form-item"><label for=id>{label}</label>
            <input class="input w-m" type="date" id=id name=id prop:value=value on:input=move |event| value.set(event_target_value(&event)) /></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_complained_of_before_anything_is_sent() {
        let form = FormSummary {
            code: "claim".into(),
            title: "Claim".into(),
            kind: FilingKind::Claim,
            cycle: CycleKind::Range,
            least_days: Some(7),
        };
        let days = |from: &str, to: &str| Period {
            starts_on: from.parse().unwrap(),
            ends_on: to.parse().unwrap(),
        };
        let today = "2026-11-24".parse().unwrap();
        let said = |days: Period| complaint(&form, days, today, &[]);
        assert!(
            said(days("2026-11-01", "2026-11-05"))
                .unwrap()
                .contains("7 days")
        );
        assert!(said(days("2026-11-20", "2026-11-30")).is_some());
        assert_eq!(said(days("2026-11-01", "2026-11-20")), None);
    }
}
