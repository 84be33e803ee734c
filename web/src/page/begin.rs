//! Starting a claim, or the return of an event: which form, and for which days. Days are checked as they are chosen.

use crate::client::accounts::show_account;
use crate::client::periods::{all_periods, start_filing};
use crate::router::{NavigateOptions, use_navigate, use_params_map};
use crate::session::Session;
use crate::show;
use crate::ui::day_field::{Trouble, Wrong, day};
use crate::ui::frame::{Acting, Crumbs};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::running;
use chrono::{Datelike, NaiveDate};
use futures_util::future::try_join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contract::accounts::AccountSummary;
use shared::contract::periods::{NewPeriod, PeriodSummary};
use shared::contract::programs::{CycleKind, FormSummary};
use shared::deadline::range;
use shared::form::FilingKind;
use shared::period::Period;
use shared::rate::Confidence;

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let data = Loaded::new(move || {
        let account = params.with(|params| params.get("account").unwrap_or_default());
        async move { try_join(show_account(&account), all_periods(&account)).await }
    });
    data.page(|(account, periods)| {
        view! { <Begin account=account.summary periods=periods /> }.into_any()
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

/// A year that is being typed is no year yet.
const FIRST_YEAR: i32 = 1900;

/// What is wrong with the days, as far as this page knows.
fn complaint(
    form: &FormSummary,
    days: Period,
    today: NaiveDate,
    periods: &[PeriodSummary],
) -> Option<Wrong> {
    // A limit that no page confirms refuses nothing; it is told beside the days.
    let limit = form.limit.as_ref();
    let limit = limit.filter(|limit| limit.confidence != Confidence::Unverified);
    let limit = limit.map(|limit| limit.clock);
    if let Err(error) = range(form.cycle(), days, today, limit) {
        let field = error.pointer().trim_start_matches('/');
        let field = if field == "from" || form.cycle == CycleKind::Event {
            "from"
        } else {
            "to"
        };
        return Some(Wrong::new(error.to_string(), field));
    }
    let clash = periods.iter().find(|other| {
        form.cycle == CycleKind::Range
            && other.form == form.code
            && other.period.starts_on <= days.ends_on
            && other.period.ends_on >= days.starts_on
    });
    clash.map(|clash| {
        let (there, go) = match (clash.filing_id, clash.assessment_id) {
            (None, _) => (
                format!("/periods/{}/return", clash.id),
                "Go on with the one you began",
            ),
            (Some(_), Some(notice)) => (format!("/assessments/{notice}"), "Open that one"),
            (Some(_), None) => (String::new(), "See where it stands"),
        };
        let begun = if clash.filing_id.is_none() {
            "begun"
        } else {
            "filed"
        };
        Wrong {
            message: format!(
                "One for {} was {begun} already. Days can be claimed once: choose other days",
                clash.label
            ),
            field: "from",
            there: Some((there, go)),
        }
    })
}

/// Until when some days can be claimed, and by which rule.
fn until(form: &FormSummary, days: Option<Period>) -> Option<String> {
    let limit = form.limit.as_ref()?;
    let rule = match limit.confidence {
        Confidence::Confirmed | Confidence::Derived => limit.text.clone(),
        Confidence::Unverified => format!("{} (not confirmed)", limit.text),
    };
    let last = days.and_then(|days| limit.clock.last_day(days.starts_on));
    Some(match last {
        Some(last) => format!("To be claimed by {}. {rule}.", show::day(last)),
        None => format!("Time to claim: {}.", shared::words::lower(&rule)),
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
        if days.starts_on.year() < FIRST_YEAR || days.ends_on.year() < FIRST_YEAR {
            return None;
        }
        let today = session.local_now().date();
        periods.with_value(|periods| complaint(&form, days, today, periods))
    });
    let trouble = Trouble::new(wrong, move || {
        chosen.form.track();
        chosen.from.track();
        chosen.to.track();
    });
    let said = trouble.said;
    let busy = RwSignal::new(false);
    let navigate = StoredValue::new(use_navigate());
    let id = StoredValue::new(account.id.to_string());
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        let Some(form) = form.get_untracked() else {
            return;
        };
        let Some(days) = chosen.days(&form) else {
            let first = chosen
                .from
                .with_untracked(|from| from.parse::<NaiveDate>().is_err());
            trouble.refuse(if form.cycle == CycleKind::Event {
                Wrong::new("Choose the day it happened", "from")
            } else if first {
                Wrong::new("Choose the first and the last day", "from")
            } else {
                Wrong::new("Choose the last day", "to")
            });
            return;
        };
        if wrong.get_untracked().is_some() {
            trouble.complain();
            return;
        }
        trouble.clear();
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
                    trouble.refuse(Wrong::new(running::said(&error), "from"));
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
                {trouble.view(id)}
                <form class="stack-l" novalidate on:submit=move |submit| { submit.prevent_default(); send(); }>
                    <fieldset class="stack-s"><legend><h2>"What do you want to file?"</h2></legend>
                        {forms.get_value().into_iter().enumerate().map(|(place, form)| choice(place, &form, chosen.form)).collect_view()}
                    </fieldset>
                    {day("from", move || if is_event(form) { "The day it happened" } else { "First day" }, chosen.from, said)}
                    <div hidden=move || is_event(form)>{day("to", || "Last day", chosen.to, said)}</div>
                    {move || form.get().and_then(|form| until(&form, chosen.days(&form))).map(|until| view! { <p class="hint">{until}</p> })}
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
        FilingKind::Return | FilingKind::Statement => "You report and pay.",
    };
    view! {
        <div class="choice"><input type="radio" name="form" id=id.clone() prop:checked=move || chosen.get() == place on:change=move |_change| chosen.set(place) />
            <label for=id>{form.title.clone()}</label><p class="hint">{kind}</p></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::contract::programs::ClaimLimit;
    use shared::program::claim::limits::Clock;

    #[test]
    fn days_are_complained_of_before_anything_is_sent() {
        let form = FormSummary {
            code: "claim".into(),
            title: "Claim".into(),
            kind: FilingKind::Claim,
            cycle: CycleKind::Range,
            least_days: Some(7),
            limit: Some(ClaimLimit {
                clock: Clock::YearEnd(3),
                text: "Three years after the end of the calendar year of the sale".into(),
                confidence: Confidence::Confirmed,
            }),
        };
        let days = |from: &str, to: &str| Period {
            starts_on: from.parse().unwrap(),
            ends_on: to.parse().unwrap(),
        };
        let today = "2026-11-24".parse().unwrap();
        let said = |from: &str, to: &str| complaint(&form, days(from, to), today, &[]);
        let short = said("2026-11-01", "2026-11-05").unwrap();
        assert!(short.message.contains("7 days"), "{short:?}");
        assert!(said("2026-11-20", "2026-11-30").is_some());
        assert_eq!(said("2026-11-01", "2026-11-20"), None);
        let over = said("2022-12-20", "2023-01-10").unwrap();
        assert!(over.message.ends_with("Begin on 1 January 2023 or later"));
        assert_eq!(over.field, "from");
        let mut unsure = form.clone();
        if let Some(limit) = &mut unsure.limit {
            limit.confidence = Confidence::Unverified;
        }
        let old = days("2022-12-20", "2023-01-10");
        assert_eq!(complaint(&unsure, old, today, &[]), None);
        let until = until(&form, Some(days("2024-03-01", "2024-03-31"))).unwrap();
        assert!(
            until.starts_with("To be claimed by 31 December 2027."),
            "{until}"
        );
    }
}
