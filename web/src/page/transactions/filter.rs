//! The filter of the statement: a form, a chip for each part that is on, and the address that keeps it.

use crate::router::{NavigateOptions, ParamsMap, use_navigate};
use crate::show;
use crate::ui::browser;
use chrono::NaiveDate;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use shared::contract::periods::PeriodSummary;
use shared::id::PeriodId;
use shared::posting::MoneyKind;

/// Which entries are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    kind: Option<MoneyKind>,
    period: Option<PeriodId>,
}

impl Filter {
    /// From the address; what cannot be read is left out.
    pub(super) fn read(query: &ParamsMap) -> Self {
        Self {
            from: query.get("from").and_then(|text| text.parse().ok()),
            to: query.get("to").and_then(|text| text.parse().ok()),
            kind: query.get("kind").and_then(|text| text.parse().ok()),
            period: query.get("periodId").and_then(|text| text.parse().ok()),
        }
    }

    /// For the address and the API alike: `from=2026-03-01&kind=payment`.
    pub(super) fn query(self) -> String {
        let parts = [
            self.from.map(|day| format!("from={day}")),
            self.to.map(|day| format!("to={day}")),
            self.kind.map(|kind| format!("kind={kind}")),
            self.period.map(|period| format!("periodId={period}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join("&")
    }

    /// Entries of every kind and period: balances follow from each other.
    pub(super) fn is_whole_account(self) -> bool {
        self.kind.is_none() && self.period.is_none()
    }

    /// Interest that is not posted yet belongs to what is shown.
    pub(super) fn shows_accrued(self, today: NaiveDate) -> bool {
        self.period.is_none()
            && self.kind.is_none_or(|kind| kind == MoneyKind::Interest)
            && self.from.is_none_or(|from| from <= today)
            && self.to.is_none_or(|to| to >= today)
    }
}

/// The words of a kind; the program has its own for its money.
fn kind_name(kind: MoneyKind, money_word: &str) -> &str {
    match kind {
        MoneyKind::Tax => money_word,
        MoneyKind::Penalty => "Penalty",
        MoneyKind::Interest => "Interest",
        MoneyKind::Payment => "Payment",
        MoneyKind::Transfer => "Credit carried",
        MoneyKind::Refund => "Refund",
    }
}

/// Goes to the same page with another filter.
fn going() -> impl Fn(Filter) + Clone {
    let navigate = use_navigate();
    move |filter: Filter| {
        let query = filter.query();
        let address = if query.is_empty() {
            browser::path()
        } else {
            format!("{}?{query}", browser::path())
        };
        navigate(
            &address,
            NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    }
}

/// A button that shows everything again. It is gone then, so the focus goes to the form.
#[component]
pub(super) fn Clear(class: &'static str) -> impl IntoView {
    let go = going();
    let clear = move |_press| {
        go(Filter::default());
        browser::focus(SHOW);
    };
    view! { <button class=class type="button" on:click=clear>"Clear filters"</button> }
}

/// The id of the form's button.
const SHOW: &str = "filter-show";

/// The form and the chips.
#[component]
pub(super) fn Filters(
    filter: Memo<Filter>,
    periods: Vec<PeriodSummary>,
    money_word: String,
) -> impl IntoView {
    let (from, to) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let (kind, period) = (
        NodeRef::<html::Select>::new(),
        NodeRef::<html::Select>::new(),
    );
    let wrong = RwSignal::new(false);
    let names: Vec<(PeriodId, String)> = periods
        .into_iter()
        .map(|period| (period.id, period.label))
        .collect();
    let names = StoredValue::new(names);
    Effect::new(move |_before: Option<()>| {
        filter.track();
        wrong.set(false);
    });
    let go = going();
    let show = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = |input: NodeRef<html::Input>| {
            input
                .get_untracked()
                .and_then(|input| input.value().parse().ok())
        };
        let chosen = |select: NodeRef<html::Select>| {
            select
                .get_untracked()
                .map(|select| select.value())
                .unwrap_or_default()
        };
        let wanted = Filter {
            from: typed(from),
            to: typed(to),
            kind: chosen(kind).parse().ok(),
            period: chosen(period).parse().ok(),
        };
        let turned = wanted
            .from
            .zip(wanted.to)
            .is_some_and(|(from, to)| from > to);
        wrong.set(turned);
        if turned {
            browser::focus("filter-from");
        } else {
            go(wanted);
        }
    };
    let day = move |id: &'static str,
                    name: &'static str,
                    input: NodeRef<html::Input>,
                    value: fn(Filter) -> Option<NaiveDate>,
                    wrong: Signal<bool>| {
        let value = move || {
            value(filter.get())
                .map(|day| day.to_string())
                .unwrap_or_default()
        };
        view! {
            <div class="form-item" class:has-error=wrong><label for=id>{name}</label>
                {move || wrong.get().then(|| view! { <p class="error" id="filter-error">"From must be on or before To"</p> })}
                <input class="input" type="date" id=id autocomplete="off" node_ref=input prop:value=value
                    aria-invalid=move || wrong.get().then_some("true") aria-describedby=move || wrong.get().then_some("filter-error") /></div>
        }
        .into_any()
    };
    let option = move |value: String, name: String, chosen: fn(Filter) -> Option<String>| {
        let own = value.clone();
        view! { <option value=value prop:selected=move || chosen(filter.get()).unwrap_or_default() == own>{name}</option> }.into_any()
    };
    let kind_of: fn(Filter) -> Option<String> = |filter| filter.kind.map(|kind| kind.to_string());
    let period_of: fn(Filter) -> Option<String> =
        |filter| filter.period.map(|period| period.to_string());
    let words = money_word.clone();
    let money_word = StoredValue::new(money_word);
    let kinds = MoneyKind::ALL
        .iter()
        .map(|&one| option(one.to_string(), kind_name(one, &words).to_owned(), kind_of));
    let kinds: Vec<AnyView> =
        std::iter::once(option(String::new(), "All kinds".to_owned(), kind_of))
            .chain(kinds)
            .collect();
    let periods = names
        .get_value()
        .into_iter()
        .map(|(id, name)| option(id.to_string(), name, period_of));
    let periods: Vec<AnyView> =
        std::iter::once(option(String::new(), "All periods".to_owned(), period_of))
            .chain(periods)
            .collect();
    view! {
        <form class="panel panel--soft stack" method="get" novalidate aria-label="Filter the statement" on:submit=show>
            <div class="filters">
                {day("filter-from", "From", from, |filter| filter.from, wrong.into())}
                {day("filter-to", "To", to, |filter| filter.to, Signal::stored(false))}
                <div class="form-item"><label for="filter-kind">"Kind"</label>
                    <select class="input" id="filter-kind" node_ref=kind>{kinds}</select></div>
                <div class="form-item"><label for="filter-period">"Period"</label>
                    <select class="input" id="filter-period" node_ref=period>{periods}</select></div>
                <div><button class="button button--secondary" type="submit" id=SHOW>"Show"</button></div>
            </div>
            {move || (filter.get() != Filter::default()).then(|| money_word.with_value(|word| chips(filter.get(), names, word)))}
        </form>
    }
}

fn chips(filter: Filter, names: StoredValue<Vec<(PeriodId, String)>>, money_word: &str) -> AnyView {
    let go = going();
    let period = filter.period.map(|wanted| {
        let known = names.with_value(|names| {
            names
                .iter()
                .find(|(id, _name)| *id == wanted)
                .map(|(_id, name)| name.clone())
        });
        known.unwrap_or_else(|| "One period".to_owned())
    });
    let parts = [
        (
            filter.from.map(|day| format!("From {}", show::day(day))),
            Filter {
                from: None,
                ..filter
            },
        ),
        (
            filter.to.map(|day| format!("To {}", show::day(day))),
            Filter { to: None, ..filter },
        ),
        (
            filter
                .kind
                .map(|kind| kind_name(kind, money_word).to_owned()),
            Filter {
                kind: None,
                ..filter
            },
        ),
        (
            period,
            Filter {
                period: None,
                ..filter
            },
        ),
    ];
    let chips = parts.into_iter().filter_map(|(name, without)| {
        let (name, go) = (name?, go.clone());
        // The chip is gone then, so the focus goes to the form.
        let remove = move |_press| {
            go(without);
            browser::focus(SHOW);
        };
        Some(view! { <button class="chip" type="button" on:click=remove>{name}" "<span aria-hidden="true">"×"</span><span class="vh">", remove"</span></button> })
    });
    let chips = chips.collect_view();
    view! { <div class="chips"><span class="meta">"Filtered by"</span>{chips}<Clear class="button button--text" /></div> }.into_any()
}
