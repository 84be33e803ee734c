//! Filling in a return, or amending one that was filed.

use crate::client::periods::discard_filing;
use crate::draft::{Keeper, Opened, SaveState, SaveTrouble};
use crate::filing_form::{ErrorSummary, Filling, Sections};
use crate::router::{NavigateOptions, use_navigate, use_params_map};
use crate::show;
use crate::text;
use crate::ui::browser;
use crate::ui::facts::inside;
use crate::ui::frame::{Acting, PrintHead};
use crate::ui::heading::Heading;
use crate::ui::loaded::Loaded;
use crate::ui::running::Running;
use crate::ui::tag;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::form::{FilingKind, Form, LineKind};

/// The page.
pub(crate) fn view() -> AnyView {
    let params = use_params_map();
    let data = Loaded::new(move || {
        let (account, period) = params.with(|params| (params.get("account"), params.get("period")));
        Opened::ask(account.unwrap_or_default(), period.unwrap_or_default())
    });
    data.page(|opened| view! { <Return opened /> }.into_any())
        .into_any()
}

/// `Tourism levy 001 · The Kestrel, Calgary`; the occurrence only where it tells accounts apart.
pub(crate) fn eyebrow(opened: &Opened) -> String {
    let account = &opened.account;
    let which = if account.per_establishment {
        format!(" {}", account.occurrence)
    } else {
        String::new()
    };
    format!(
        "{}{which} · {}, {}",
        account.program_name, account.name, account.place
    )
}

/// `Return for October 2026`; other forms by their name.
fn what(opened: &Opened) -> String {
    let label = &opened.period.label;
    if opened.period.form == "return" {
        format!("Return for {label}")
    } else {
        format!("{}, {label}", opened.form.title)
    }
}

#[component]
fn Return(opened: Opened) -> impl IntoView {
    Acting::set(&opened.account.client_name);
    let keeper = Keeper::new(&opened);
    let filling = Filling::new(opened.form.clone(), opened.rules, keeper);
    let amends = opened.draft.body.amends.is_some();
    let what = what(&opened);
    let heading = if amends {
        format!("Amend the {}", inside(&what))
    } else {
        what
    };
    let title = format!("{heading}, {}", opened.account.name);
    let kind = opened.form.kind;
    let by = match kind {
        FilingKind::Claim => "Claim by",
        FilingKind::Return if opened.account.pays_apart => "File by",
        FilingKind::Return | FilingKind::Statement => "File and pay by",
    };
    let (paused, what_paused) = if amends {
        (!opened.account.takes_amendments, "Amendments".to_owned())
    } else {
        let many = format!("{}s", shared::words::capitalized(text::noun(kind)));
        (!opened.account.takes.contains(&kind), many)
    };
    // Only what somebody began can be taken back; what the calendar asks for stays.
    let takes_nil = !amends && opened.account.takes_nil_returns;
    let begun = !amends
        && opened.period.filing_id.is_none()
        && opened
            .account
            .startable
            .iter()
            .any(|form| form.code == opened.form.code);
    let (account_id, period_id) = (opened.account.id.to_string(), opened.period.id.to_string());
    let account = format!("/accounts/{}", opened.account.id);
    let check = StoredValue::new(format!("{}/check{}", opened.path(), opened.query()));
    let navigate = use_navigate();
    let go = StoredValue::new(navigate);
    // Saved first; what stands in the way is shown on the page, and gets the focus.
    let leaving = RwSignal::new(false);
    let leave = move |there: StoredValue<String>| {
        if leaving.get_untracked() {
            return;
        }
        leaving.set(true);
        spawn_local(async move {
            let settled = keeper.settle().await;
            leaving.try_set(false);
            if settled {
                go.with_value(|go| {
                    go(&there.get_value(), NavigateOptions::default());
                });
            } else {
                browser::focus("save-trouble");
            }
        });
    };
    let proceed = move || {
        if !filling.check() {
            return;
        }
        leave(check);
    };
    let later = {
        let account = StoredValue::new(account.clone());
        move |_press| leave(account)
    };
    // Back from signing in, or from "Change": to the same field.
    let target = browser::fragment();
    if !target.is_empty() {
        filling.reveal(&target);
    }
    view! {
        <PrintHead text=format!("{} · {title}", opened.account.client_name) />
        <a class="back" href=account>"Back to "{opened.account.name.clone()}</a>
        <div class="title"><p class="eyebrow">{eyebrow(&opened)}</p><Heading text=heading title=title />
            <p class="row"><span>{if opened.form.kind == FilingKind::Claim { "To be claimed by " } else { "Due " }}{tag::weekday_day(opened.period.due_on)}</span><SaveState keeper /></p></div>
        {amends.then(|| view! { <section class="callout mb-m measure"><h2>{format!("You are changing a {} that was filed", text::noun(opened.form.kind))}</h2><p>"The lines below are those on file. Change what was wrong; only the difference is charged or credited."</p></section> })}
        {paused.then(|| view! { <section class="callout callout--important mb-m measure"><h2>{format!("{what_paused} cannot be filed online at the moment")}</h2><p>"What you type is saved as a draft, to be filed when it is possible again. If it is due soon, call us to file it in another way."</p></section> })}
        <SaveTrouble keeper form=opened.form.clone() />
        <ErrorSummary filling />
        <div class="split">
            <form class="sections" novalidate on:submit=move |submit| {
                submit.prevent_default();
                proceed();
            }>
                <Sections filling />
                <div class="actions"><button class="button" type="submit" aria-disabled=move || leaving.get().then_some("true")>"Continue"</button>
                    <button class="button button--secondary" type="button" on:click=later>"Save and come back later"</button>
                    <span class="meta" role="status">{move || leaving.get().then_some("Saving what you typed")}</span></div>
                {begun.then(|| view! { <Discard keeper period=period_id account=account_id kind /> })}
            </form>
            <Glance filling form=opened.form by takes_nil proceed />
        </div>
    }
}

/// The way back from something that was begun by mistake: its days are free again.
#[component]
fn Discard(keeper: Keeper, account: String, period: String, kind: FilingKind) -> impl IntoView {
    let running = Running::new();
    let go = use_navigate();
    let place = StoredValue::new((account, period));
    let discard = move |_press| {
        let (account, period) = place.get_value();
        let there = format!("/accounts/{account}");
        let asking = async move { discard_filing(&account, &period).await };
        running.start(asking, move |()| {
            keeper.forget();
            go(&there, NavigateOptions::default());
        });
    };
    let noun = text::noun(kind);
    view! {
        <details class="disclosure"><summary>"Discard this "{noun}</summary>
            <div class="disclosure__body stack-s"><p>"What was typed is removed, and the days can be chosen again. It cannot be undone."</p>
                {running.alert()}
                <div class="actions"><button class="button button--secondary" type="button" aria-disabled=move || running.is_busy() on:click=discard>"Discard it now"</button></div></div>
        </details>
    }
}

/// The return at a glance, beside the form.
#[component]
fn Glance(
    filling: Filling,
    form: Form,
    by: &'static str,
    takes_nil: bool,
    proceed: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let total = form
        .line(&form.total)
        .map(|line| line.label.clone())
        .unwrap_or_default();
    let unit = form
        .line(&form.total)
        .map_or(shared::form::Unit::Dollars, |line| line.unit);
    let line = form.total.clone();
    let figure = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.lines.get(&line).copied())
    });
    let simple = takes_nil && form.can_be_nil();
    let blank = Memo::new(move |_before| {
        filling
            .keeper
            .typed
            .with(|draft| draft.lines.is_empty() && draft.rows.is_empty())
    });
    let nil = move |_press| {
        filling.form.with_value(|form| {
            for line in form.lines().filter(|line| {
                line.kind == LineKind::Entered
                    && line.when.is_none()
                    && line.value.is_none()
                    && !line.unit.is_word()
            }) {
                filling.keeper.type_on(&line.id, "0".to_owned());
            }
        });
        proceed();
    };
    view! {
        <aside class="split__stay stack-l" aria-label="At a glance">
            <div class="panel panel--soft stack"><dl class="facts">
                <div><dt>{total}</dt><dd class="lead"><b class="money">{move || figure.get().map_or_else(|| "Not yet known".to_owned(), |figure| show::figure(figure, unit))}</b></dd></div>
                <div><dt>{by}</dt><dd>{tag::day(form.due_on)}</dd></div>
            </dl></div>
            <div class="stack-s"><p class="meta">"Totals follow what you type and are checked again when you file."</p>
                {move || (simple && blank.get()).then(|| view! { <p><button class="button button--text" type="button" on:click=nil>"Nothing to report? File a nil return"</button></p> })}</div>
        </aside>
    }
}
