//! What to do with a credit: carry it to another period or have it paid out. What an act would do is said before it is done.

use super::{target_facts, ways, words};
use crate::client::credits::{carry_credit, request_refund};
use crate::client::new_idempotency_key;
use crate::input::Field;
use crate::show;
use crate::ui::browser;
use crate::ui::running::Running;
use leptos::prelude::*;
use shared::Money;
use shared::contract::credits::{
    CarryCredit, Credit, CreditTarget, Credits, OutstandingReturn, RequestRefund,
};
use shared::form::Unit;
use shared::id::AccountId;
use shared::money::NumberError;

/// Where a credit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Carry,
    Refund,
}

/// What the form knows and what is chosen in it.
#[derive(Clone, Copy)]
struct Choosing {
    list: StoredValue<Credits>,
    credit: RwSignal<usize>,
    way: RwSignal<Way>,
    target: RwSignal<String>,
    amount: RwSignal<String>,
    /// Complaints wait until somebody tried to go on.
    tried: RwSignal<bool>,
    running: Running,
    /// What was sent last and under which key: the same again is the same act.
    sent: StoredValue<Option<(String, String)>>,
}

/// The form. `told` is given what was done.
pub(super) fn choose(
    list: &Credits,
    told: impl Fn(String) + Copy + Send + Sync + 'static,
) -> AnyView {
    if list.credits.iter().all(|credit| credit.available.is_zero()) {
        return ().into_any();
    }
    let first = list
        .credits
        .iter()
        .position(|credit| credit.available.is_positive())
        .unwrap_or_default();
    let choosing = Choosing {
        list: StoredValue::new(list.clone()),
        credit: RwSignal::new(first),
        way: RwSignal::new(Way::Carry),
        target: RwSignal::new(String::new()),
        amount: RwSignal::new(String::new()),
        tried: RwSignal::new(false),
        running: Running::new(),
        sent: StoredValue::new(None),
    };
    if choosing.targets().is_empty() && choosing.hindrance().is_none() {
        choosing.way.set(Way::Refund);
    }
    choosing.view(told)
}

impl Choosing {
    fn chosen(self) -> Option<Credit> {
        let place = self.credit.get();
        self.list
            .with_value(|list| list.credits.get(place).cloned())
    }

    /// Where the chosen credit can go.
    fn targets(self) -> Vec<CreditTarget> {
        let from = self.chosen().map(|credit| credit.period_id);
        let other = |target: &&CreditTarget| Some(target.period_id) != from;
        self.list
            .with_value(|list| list.targets.iter().filter(other).cloned().collect())
    }

    /// The period that is chosen; the first of the list until one is.
    fn target(self) -> Option<CreditTarget> {
        let wanted = self.target.get();
        let mut targets = self.targets();
        let place = targets
            .iter()
            .position(|target| target.period_id.to_string() == wanted)
            .unwrap_or_default();
        (place < targets.len()).then(|| targets.swap_remove(place))
    }

    /// How much; everything while nothing is typed.
    fn wanted(self) -> Result<Money, String> {
        let available = self.chosen().map_or(Money::ZERO, |credit| credit.available);
        let typed = self.amount.get();
        if typed.trim().is_empty() {
            return Ok(available);
        }
        match Money::parse_typed(&typed) {
            Ok(amount) if !amount.is_positive() => {
                Err("Enter an amount of more than $0.00, or leave it empty".to_owned())
            }
            Ok(amount) if amount > available => {
                Err(format!("At most {} can be used", show::money(available)))
            }
            Ok(amount) => Ok(amount),
            Err(NumberError::TooPrecise) => {
                Err("Enter dollars and cents, with no more than two decimals".to_owned())
            }
            Err(_unreadable) => Err("Enter an amount, like 250.00".to_owned()),
        }
    }

    /// Why no refund can be asked for, with a way out.
    fn hindrance(self) -> Option<AnyView> {
        let (account, outstanding, owed): (AccountId, Vec<OutstandingReturn>, Money) = self
            .list
            .with_value(|list| (list.account_id, list.outstanding.clone(), list.owed));
        if !outstanding.is_empty() {
            return Some(view! { "No refund is issued while returns are outstanding. File these first: "{ways(account, &outstanding)}"." }.into_any());
        }
        if self.list.with_value(|list| list.in_review > 0) {
            return Some(
                "Something you filed is in review. A refund can be asked for once it is assessed."
                    .into_any(),
            );
        }
        let available = self.chosen()?.available;
        (owed >= available).then(|| {
            format!(
                "The account owes {} for other periods, and that is paid before anything is refunded.",
                show::money(owed)
            )
            .into_any()
        })
    }

    fn view(self, told: impl Fn(String) + Copy + Send + Sync + 'static) -> AnyView {
        let complaint =
            Memo::new(move |_before| self.tried.get().then(|| self.wanted().err()).flatten());
        let hint = move || {
            self.chosen().map(|credit| {
                format!(
                    "Leave it empty to use all of {}.",
                    show::money(credit.available)
                )
            })
        };
        let amount = Field {
            unit: Unit::Dollars,
            choices: Vec::new(),
            id: "amount".to_owned(),
            hint: String::new(),
            value: Memo::new(move |_before| self.amount.get()),
            error: complaint,
            typed: Callback::new(move |text| self.amount.set(text)),
        };
        let label = amount.text(None, "How much".to_owned(), None);
        let button = move || match self.way.get() {
            Way::Carry => "Carry the credit",
            Way::Refund => "Ask for the refund",
        };
        view! {
            <section class="stack measure" aria-labelledby="use"><h2 id="use">"Use a credit"</h2>
                <form class="stack-l" novalidate on:submit=move |submit| { submit.prevent_default(); self.send(told); }>
                    {self.which()}
                    <fieldset><legend class="mb-s"><b>"What do you want to do with it?"</b></legend>
                        {move || self.ways()}</fieldset>
                    {move || (self.way.get() == Way::Carry).then(|| self.where_to())}
                    <div class="form-item" class:has-error=move || complaint.with(Option::is_some)>{label}<p class="hint">{hint}</p>{amount.input()}</div>
                    <p class="panel panel--soft" aria-live="polite">{move || self.outcome()}</p>
                    {self.running.alert()}
                    <div class="actions"><button class="button" type="submit" aria-disabled=move || self.running.is_busy()>{button}</button></div>
                </form>
            </section>
        }
        .into_any()
    }

    /// Which credit, when there are several.
    fn which(self) -> AnyView {
        let credits = self.list.with_value(|list| list.credits.clone());
        let several = credits
            .iter()
            .filter(|credit| credit.available.is_positive())
            .count()
            > 1;
        let choices = credits.into_iter().enumerate().filter(|(_place, credit)| credit.available.is_positive()).map(|(place, credit)| {
            let id = format!("credit-{place}");
            view! {
                <div class="choice"><input type="radio" name="credit" id=id.clone() prop:checked=move || self.credit.get() == place on:change=move |_change| self.credit.set(place) />
                    <label for=id>{format!("{}, {}", credit.label, show::money(credit.available))}</label></div>
            }
        });
        several
            .then(|| view! { <fieldset><legend class="mb-s"><b>"Which credit?"</b></legend>{choices.collect_view()}</fieldset> })
            .into_any()
    }

    /// Carry or refund, and why one of them cannot be.
    fn ways(self) -> AnyView {
        let none = self.targets().is_empty();
        let hindrance = self.hindrance();
        let choice = |way: Way, id: &'static str, label: &'static str, why_not: Option<AnyView>| {
            let hint = format!("{id}-hint");
            let (closed, described) = (why_not.is_some(), why_not.is_some().then(|| hint.clone()));
            view! {
                <div class="choice"><input type="radio" name="way" id=id disabled=closed aria-describedby=described
                        prop:checked=move || self.way.get() == way on:change=move |_change| self.way.set(way) />
                    <label for=id>{label}</label>{why_not.map(|why| view! { <p class="hint" id=hint>{why}</p> })}</div>
            }
        };
        let nowhere = none.then(|| "No other period is open or owing.".into_any());
        view! {
            {choice(Way::Carry, "carry", "Carry it to another period", nowhere)}
            {choice(Way::Refund, "refund", "Have it paid out", hindrance)}
        }
        .into_any()
    }

    fn where_to(self) -> AnyView {
        // Made anew with the choices around it, it shows again what was chosen.
        let now = untrack(|| self.target()).map(|target| target.period_id);
        let options = self.targets().into_iter().map(|target| {
            let value = target.period_id.to_string();
            let chosen = Some(target.period_id) == now;
            view! { <option value=value selected=chosen>{target.label}", "{target_facts(target.owing, target.due_on)}</option> }
        });
        view! {
            <div class="form-item"><label for="target">"To which period"</label>
                <select class="input" id="target" name="target" on:change=move |event| self.target.set(event_target_value(&event))>{options.collect_view()}</select></div>
        }
        .into_any()
    }

    /// What pressing the button does.
    fn outcome(self) -> Option<String> {
        let (credit, amount) = (self.chosen()?, self.wanted().ok()?);
        match self.way.get() {
            Way::Carry => Some(words::carrying(&credit, &self.target()?, amount)),
            Way::Refund => {
                let owed = self.list.with_value(|list| list.owed);
                Some(words::refunding(&credit, owed, amount))
            }
        }
    }

    fn send(self, told: impl Fn(String) + Copy + Send + Sync + 'static) {
        self.tried.set(true);
        let Some(credit) = self.chosen() else { return };
        if self.wanted().is_err() {
            browser::focus("amount");
            return;
        }
        let typed = Money::parse_typed(&self.amount.get_untracked()).ok();
        let account = self.list.with_value(|list| list.account_id.to_string());
        let period = credit.period_id.to_string();
        let done = move |words: String| {
            told(words);
            browser::soon(|| browser::focus("done"));
        };
        match self.way.get_untracked() {
            Way::Carry => {
                let Some(target) = self.target() else { return };
                let body = CarryCredit {
                    to_period_id: target.period_id,
                    amount: typed,
                };
                let key = self.key(format!("{period} {body:?}"));
                let asking = async move { carry_credit(&account, &period, &key, &body).await };
                self.running.start(asking, move |carried| {
                    done(format!(
                        "{} was carried to {}",
                        show::money(carried.amount),
                        carried.to_label
                    ));
                });
            }
            Way::Refund => {
                let body = RequestRefund { amount: typed };
                let key = self.key(format!("{period} {body:?}"));
                let asking = async move { request_refund(&account, &period, &key, &body).await };
                self.running.start(asking, move |refund| {
                    done(format!(
                        "The refund of {} is asked for",
                        show::money(refund.amount)
                    ));
                });
            }
        }
    }

    /// The key of an act: the one of the last attempt when that was the very same.
    fn key(self, act: String) -> String {
        let before = self.sent.get_value();
        if let Some((_act, key)) = before.filter(|(sent, _key)| *sent == act) {
            return key;
        }
        let key = new_idempotency_key();
        self.sent.set_value(Some((act, key.clone())));
        key
    }
}
