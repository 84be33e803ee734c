//! Rates: what counts, what comes, up to when it was used; and new ones, proposed by one and approved by another.

use super::Here;
use super::proposals::{Kind, List, Words, day, ending, first_day};
use crate::client::desk::{list_rate_codes, propose};
use crate::router::{NavigateOptions, use_navigate, use_query_map};
use crate::show;
use crate::ui::browser;
use crate::ui::heading::{Arrival, Heading};
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use crate::ui::table::{Column, Table, cell, head, nothing};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::access::StaffPermission;
use shared::contract::desk::{NewRate, RateLine, RateProposalBody};
use shared::program::Program;
use shared::rate::{Confidence, DatedRate, RateCode};

const KIND: Kind = Kind {
    path: "rate-proposals",
    propose: StaffPermission::ProposeRate,
    approve: StaffPermission::ApproveRate,
};

/// The page.
pub(super) fn page(here: Here) -> AnyView {
    let query = use_query_map();
    let program = Memo::new(move |_before| -> Option<Program> {
        query.with(|query| query.get("program").and_then(|text| text.parse().ok()))
    });
    let codes = Loaded::new(move || list_rate_codes(program.get()));
    let proposals = List::<NewRate>::new(KIND);
    let navigate = use_navigate();
    let choose = move |chosen: String| {
        let address = if chosen.is_empty() {
            "/desk/rates".to_owned()
        } else {
            format!("/desk/rates?program={chosen}")
        };
        navigate(
            &address,
            NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    };
    let option = move |value: String, name: String| {
        let own = value.clone();
        let selected = move || {
            program
                .get()
                .map(|program| program.to_string())
                .unwrap_or_default()
                == own
        };
        view! { <option value=value prop:selected=selected>{name}</option> }.into_any()
    };
    let programs: Vec<AnyView> =
        std::iter::once(option(String::new(), "Prescribed interest".to_owned()))
            .chain(
                Program::ALL
                    .iter()
                    .map(|one| option(one.to_string(), one.spelled())),
            )
            .collect();
    let form = Form::new(
        query
            .with_untracked(|query| query.get("code"))
            .unwrap_or_default(),
    );
    let shown = move |lines: Vec<RateLine>| table(here, lines, form);
    view! {
        <div><Heading text="Rates" title="Rates" /><p class="meta">"A rate counts from its day until the next one of its code; interest and the fuel rates of a quarter count for the time they are set for, and are not known after it. What was used is never changed."</p></div>
        <div class="form-item w-l"><label for="of">"Rates of"</label>
            <select class="input" id="of" on:change=move |event| choose(event_target_value(&event))>{programs}</select></div>
        {codes.section(shown)}
        {here.may(KIND.propose).then(|| form.view(here, proposals))}
        {proposals.show(here, KIND, words, move || codes.again())}
    }
    .into_any()
}

fn words(rate: &NewRate) -> Words {
    Words {
        what: format!(
            "{}: {}{} ({}, {})",
            rate.code,
            rate.value,
            until(rate.last_day()),
            rate.source,
            rate.confidence
        ),
        from: rate.effective_on,
    }
}

/// ` to 30 Jun 2026`, where a rate has a last day.
fn until(day: Option<NaiveDate>) -> String {
    day.map(|day| format!(" to {}", show::day_short(day)))
        .unwrap_or_default()
}

/// `0.06 from 1 Apr 2026`, with its source.
fn dated(rate: &DatedRate) -> AnyView {
    view! { <b>{rate.value.to_string()}</b>" from "{show::day_short(rate.effective_on)}{until(rate.until)}<span class="meta">{rate.source.clone()}{(rate.confidence != Confidence::Confirmed).then(|| format!(", {}", rate.confidence))}</span> }.into_any()
}

fn table(here: Here, lines: Vec<RateLine>, form: Form) -> AnyView {
    if lines.is_empty() {
        return view! { <div class="empty stack-s"><h2>"No rates"</h2><p>"The forms of this program need none."</p></div> }.into_any();
    }
    let columns = vec![
        Column::words("Code"),
        Column::words("Now"),
        Column::words("Later"),
        Column::words("Used to"),
        Column::words("Propose"),
    ];
    let proposes = here.may(KIND.propose);
    let rows: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let code = line.code.to_string();
            let now = match &line.now {
                Some(rate) => cell("Now", dated(rate)),
                None => match line.known_to {
                    Some(day) => cell("Now", view! { <b>"Not known"</b>" since "{show::day_short(day.succ_opt().unwrap_or(day))} }.into_any()),
                    None => cell("Now", "None yet"),
                },
            };
            let later: Vec<_> = line.upcoming.iter().map(|rate| view! { <div>{dated(rate)}</div> }).collect();
            let later = if later.is_empty() { nothing("Later") } else { cell("Later", later) };
            let used = match line.used_to {
                Some(day) => cell("Used to", show::day_short(day)),
                None => cell("Used to", "Not used"),
            };
            let spoken = code.clone();
            let act = if proposes {
                let press = move |_press| form.begin(&code);
                cell("Propose", view! { <button class="button button--text button--small" type="button" on:click=press>"New rate"<span class="vh">" of "{spoken}</span></button> })
            } else {
                nothing("Propose")
            };
            view! { <tr role="row">{head(line.code.to_string())}{now}{later}{used}{act}</tr> }
        })
        .collect();
    view! { <Table caption="Rates by code" columns><tbody role="rowgroup">{rows}</tbody></Table> }
        .into_any()
}

/// A new rate that is being written.
#[derive(Clone, Copy)]
struct Form {
    code: RwSignal<String>,
    value: RwSignal<String>,
    source: RwSignal<String>,
    confidence: RwSignal<Confidence>,
    from: RwSignal<String>,
    until: RwSignal<String>,
    reason: RwSignal<String>,
}

impl Form {
    fn new(code: String) -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            code: RwSignal::new(code),
            value: text(),
            source: text(),
            confidence: RwSignal::new(Confidence::Confirmed),
            from: text(),
            until: text(),
            reason: text(),
        }
    }

    fn begin(self, code: &str) {
        self.code.set(code.to_owned());
        browser::focus("value");
    }

    fn view(self, here: Here, proposals: List<NewRate>) -> AnyView {
        let running = Running::new();
        let arrival = expect_context::<Arrival>();
        let send = move || {
            let Ok(code) = self.code.get_untracked().trim().parse::<RateCode>() else {
                running
                    .trouble
                    .set(Some("Enter the code of the rate".to_owned()));
                return browser::focus("code");
            };
            let typed = self.value.get_untracked();
            let Some(value) = fraction(&typed) else {
                running.trouble.set(Some(
                    "Enter the value as 6%, or as a number like 0.06".to_owned(),
                ));
                return browser::focus("value");
            };
            let Some(effective_on) = day(self.from, running) else {
                return;
            };
            let until = match self.until.with_untracked(|typed| {
                Some(typed.clone()).filter(|typed| !typed.is_empty() && code.is_prescribed())
            }) {
                None => None,
                Some(typed) => match typed.parse() {
                    Ok(day) => Some(day),
                    Err(_no_day) => {
                        running
                            .trouble
                            .set(Some("Choose the last day, or leave it empty".to_owned()));
                        return browser::focus("until");
                    }
                },
            };
            let body = RateProposalBody {
                rate: NewRate {
                    code,
                    effective_on,
                    until,
                    value,
                    source: self.source.get_untracked(),
                    confidence: self.confidence.get_untracked(),
                },
                reason: self.reason.get_untracked(),
            };
            running.start(async move { propose(KIND.path, &body).await }, move |()| {
                arrival
                    .said
                    .set("Proposed. Somebody else has to approve it".to_owned());
                for field in [self.value, self.source, self.from, self.until, self.reason] {
                    field.set(String::new());
                }
                proposals.again();
                here.count();
            });
        };
        let text = |id: &'static str,
                    label: &'static str,
                    value: RwSignal<String>,
                    most: &'static str| {
            view! { <div class="form-item"><label for=id>{label}</label><input class="input" id=id type="text" maxlength=most autocomplete="off" prop:value=value on:input=move |typed| value.set(event_target_value(&typed)) /></div> }
        };
        let sure = [
            (Confidence::Confirmed, "Published by the administration"),
            (Confidence::Derived, "Worked out from published figures"),
            (Confidence::Unverified, "Assumed until it is published"),
        ];
        let sure = sure.map(|(one, name)| {
            view! { <option value=one.to_string() prop:selected=move || self.confidence.get() == one>{name}</option> }
        });
        view! {
            <section class="panel stack" aria-labelledby="new"><h2 id="new">"Propose a rate"</h2>
                <form class="stack" novalidate on:submit=move |submit| { submit.prevent_default(); send(); }>
                    <div class="filters">{text("code", "Code", self.code, "48")}{text("value", "Value, like 6% or 0.0940", self.value, "20")}{text("source", "Where it was published", self.source, "300")}
                        <div class="form-item"><label for="sure">"How sure"</label><select class="input" id="sure" on:change=move |event| if let Ok(one) = event_target_value(&event).parse() { self.confidence.set(one) }>{sure}</select></div></div>
                    {move || self.code.with(|code| code.starts_with("ifta.")).then(|| view! { <p class="hint">"Rates of carriers count until the next one, but returns of a quarter can be filed only once its matrix is entered: approve ifta.matrix with the value 1 from the first day of the quarter, when all its rates are in."</p> })}
                    {first_day(self.from)}
                    {move || prescribed(&self.code.get()).then(|| view! { <div class="form-item"><label for="until">"Last day it is prescribed for (optional)"</label>
                        <p class="hint" id="until-hint">"Empty: to the end of its quarter, for the interest of carriers to the end of its year. Nothing is carried over to the days after."</p>
                        <input class="input w-m" id="until" type="date" aria-describedby="until-hint" prop:value=self.until on:input=move |typed| self.until.set(event_target_value(&typed)) /></div> })}
                    {ending(self.reason, running)}
                </form>
            </section>
        }
        .into_any()
    }
}

/// It has a last day.
fn prescribed(code: &str) -> bool {
    let code = code.trim().parse::<RateCode>();
    code.is_ok_and(|code| code.is_prescribed())
}

/// `6.5%` or `0.065`.
fn fraction(typed: &str) -> Option<shared::rate::Rate> {
    use rust_decimal::Decimal;
    let plain = typed.trim().replace([' ', '$', ','], "");
    match plain.strip_suffix('%') {
        Some(percent) => {
            let percent: Decimal = percent.parse().ok()?;
            let fraction = percent.checked_div(Decimal::ONE_HUNDRED)?;
            Some(shared::rate::Rate::new(fraction))
        }
        None => plain.parse().ok().map(shared::rate::Rate::new),
    }
}

#[cfg(test)]
mod tests {
    use super::fraction;

    #[test]
    fn a_value_is_typed_in_percent_or_as_a_fraction() {
        let of = |typed: &str| fraction(typed).map(|rate| rate.to_string());
        assert_eq!(of("6.5%").as_deref(), Some("0.065"));
        assert_eq!(of(" 0.0940 ").as_deref(), Some("0.094"));
        assert_eq!(of("six"), None);
    }
}
