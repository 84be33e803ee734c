//! What was filed: an account is found by its number, and a filing is looked at again, also where it went straight through.

use super::Here;
use crate::client::desk::{find_filings, list_programs, open_work};
use crate::router::{NavigateOptions, use_navigate};
use crate::show;
use crate::ui::browser;
use crate::ui::heading::{Arrival, Heading};
use crate::ui::list::Pages;
use crate::ui::loaded::Loaded;
use crate::ui::money;
use crate::ui::running::Running;
use crate::ui::table::{Column, Table, cell, figure, head, nothing};
use crate::ui::tag;
use leptos::prelude::*;
use shared::contract::desk::{FilingFound, FilingsFound, FilingsWanted, OpenWorkBody};
use shared::contract::page::Page;
use shared::contract::programs::ProgramSummary;
use shared::form::FilingKind;
use shared::program::Program;

/// The page.
pub(super) fn page(_here: Here) -> AnyView {
    let programs = Loaded::new(list_programs);
    view! {
        <div><Heading text="Filings" title="Filings" /><p class="meta">"What was filed last for each period of an account. Look at one again to assess other figures."</p></div>
        {programs.section(search)}
    }
    .into_any()
}

/// Which account; then what was filed for it.
fn search(programs: Vec<ProgramSummary>) -> AnyView {
    let program = RwSignal::new(programs.first().map(|program| program.program));
    let number = RwSignal::new(String::new());
    let found = RwSignal::new(None::<(FilingsWanted, FilingsFound)>);
    // What was found for another account is not this one's.
    Effect::new(move |before: Option<()>| {
        program.track();
        number.track();
        if before.is_some() {
            found.set(None);
        }
    });
    let running = Running::new();
    let arrival = expect_context::<Arrival>();
    let ask = move || {
        let typed = number.get_untracked();
        let Some(chosen) = program.get_untracked() else {
            return;
        };
        if typed.trim().is_empty() {
            running
                .trouble
                .set(Some("Enter the account number".to_owned()));
            return browser::focus("number");
        }
        let wanted = FilingsWanted {
            program: chosen,
            number: typed.trim().to_owned(),
            occurrence: None,
            limit: None,
            cursor: None,
        };
        let sent = wanted.clone();
        running.start(async move { find_filings(&sent).await }, move |answer| {
            // The answer to a question that is not asked any more is nobody's.
            let asked = program.get_untracked() == Some(wanted.program)
                && number.with_untracked(|number| number.trim() == wanted.number);
            if !asked {
                return;
            }
            let count = i64::try_from(answer.data.len()).unwrap_or_default();
            let shown = show::count(count, "filing", "filings");
            arrival.said.set(format!("{shown} shown"));
            found.set(Some((wanted, answer)));
        });
    };
    let options = programs.into_iter().map(|one| {
        let this: Program = one.program;
        view! { <option value=this.to_string() prop:selected=move || program.get() == Some(this)>{one.name}</option> }
    });
    let options = options.collect_view();
    view! {
        <form class="panel stack" novalidate on:submit=move |submit| { submit.prevent_default(); ask(); }>
            <div class="filters">
                <div class="form-item"><label for="program">"Program"</label><select class="input" id="program" on:change=move |event| if let Ok(chosen) = event_target_value(&event).parse() { program.set(Some(chosen)) }>{options}</select></div>
                <div class="form-item"><label for="number">"Account number"</label><p class="hint" id="number-h">"With its occurrence where there are several, such as 214608553-002"</p>
                    <input class="input" id="number" type="text" maxlength="20" autocomplete="off" aria-describedby="number-h" prop:value=number on:input=move |typed| number.set(event_target_value(&typed)) /></div>
            </div>
            {running.alert()}
            <div class="actions"><button class="button" type="submit" aria-disabled=move || running.is_busy()>"Find the filings"</button></div>
        </form>
        {move || found.get().map(|(wanted, answer)| list(wanted, answer))}
    }
    .into_any()
}

fn list(wanted: FilingsWanted, found: FilingsFound) -> AnyView {
    let account = found.account_id;
    let chosen = RwSignal::new(None::<FilingFound>);
    let rows = Pages::new(Page {
        data: found.data,
        next_cursor: found.next_cursor,
        has_more: found.has_more,
    });
    let wanted = StoredValue::new(wanted);
    let ask = move |cursor: String| {
        let mut wanted = wanted.get_value();
        wanted.cursor = Some(cursor);
        async move {
            find_filings(&wanted).await.map(|found| Page {
                data: found.data,
                next_cursor: found.next_cursor,
                has_more: found.has_more,
            })
        }
    };
    let columns = vec![
        Column::words("Filing"),
        Column::words("Received"),
        Column::figures("Filed"),
        Column::figures("Assessed"),
        Column::words("What to do"),
    ];
    let table = move || {
        let lines = rows.rows.get().into_iter().map(|one| row(one, chosen));
        let lines = lines.collect_view();
        view! { <Table caption="What was filed last for each period" columns=columns.clone()><tbody role="rowgroup">{lines}</tbody></Table> }
    };
    let none = rows.rows.with_untracked(Vec::is_empty);
    let reason = move || {
        let one = chosen.get()?;
        let back = again_id(&one);
        let cancel = move || {
            chosen.set(None);
            let back = back.clone();
            browser::soon(move || browser::focus(&back));
        };
        Some(open(account, one, cancel))
    };
    view! {
        <section class="stack" aria-labelledby="whose"><h2 id="whose">{found.client_name}" · "{found.account_name}", "{found.account_number}</h2>
            {reason}
            {if none { view! { <p>"Nothing was filed for this account yet."</p> }.into_any() } else { table.into_any() }}
            {rows.more("Show more filings", ask)}</section>
    }
    .into_any()
}

fn row(one: FilingFound, chosen: RwSignal<Option<FilingFound>>) -> AnyView {
    let amended = (one.revision > 1).then_some(", amended");
    let title = one.title.clone();
    let act = match (one.work_id, one.kind) {
        (Some(work), _) => view! { <a href=format!("/desk/work/{work}")>"Open work"<span class="vh">" about "{title.clone()}</span></a> }.into_any(),
        (None, FilingKind::Statement) => view! { <a href="/desk/statements">"Correct it under Statements"</a> }.into_any(),
        (None, FilingKind::Return | FilingKind::Claim) => {
            let (this, id) = (one.clone(), again_id(&one));
            let choose = move |_press| {
                chosen.set(Some(this.clone()));
                browser::soon(|| browser::focus("because"));
            };
            view! { <button class="button button--text button--small" type="button" id=id on:click=choose>"Look at it again"<span class="vh">": "{title.clone()}</span></button> }.into_any()
        }
    };
    let assessed = match one.assessed {
        Some(assessed) => figure("Assessed", money::balance(assessed)),
        None => nothing("Assessed"),
    };
    view! {
        <tr role="row">{head(view! { {one.title.clone()}{amended} })}{cell("Received", tag::day(one.filed_on))}
            {figure("Filed", money::balance(one.payable))}{assessed}{cell("What to do", act)}</tr>
    }
    .into_any()
}

/// The button that begins to look at a filing again.
fn again_id(one: &FilingFound) -> String {
    format!("again-{}", one.filing_id)
}

/// Why it is looked at; then the work.
fn open(
    account: shared::id::AccountId,
    one: FilingFound,
    cancel: impl Fn() + Clone + Send + Sync + 'static,
) -> AnyView {
    let because = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let running = Running::new();
    let navigate = use_navigate();
    let filing = one.filing_id;
    let begin = move || {
        let reason = because.get_untracked().trim().to_owned();
        wrong.set(reason.is_empty());
        if reason.is_empty() {
            return browser::focus("because");
        }
        let body = OpenWorkBody {
            account_id: account,
            filing_id: filing,
            reason,
        };
        running.start(async move { open_work(&body).await }, move |opened| {
            let work = format!("/desk/work/{}", opened.work_id);
            navigate(&work, NavigateOptions::default());
        });
    };
    view! {
        <form class="panel panel--soft stack" novalidate aria-labelledby="again" on:submit=move |submit| { submit.prevent_default(); begin(); }>
            <h3 id="again">"Look again: "{one.title}</h3>
            <div class="form-item measure" class:has-error=move || wrong.get()>
                <label for="because">"Why"</label><p class="hint" id="because-h">"For the desk. The client reads the reason of your decision, not this one."</p>
                {move || wrong.get().then(|| view! { <p class="error" id="because-e"><span class="vh">"Error: "</span>"Write why"</p> })}
                <textarea class="input" id="because" maxlength="2000" aria-describedby=move || if wrong.get() { "because-e because-h" } else { "because-h" }
                    aria-invalid=move || wrong.get().then_some("true") prop:value=because on:input=move |typed| because.set(event_target_value(&typed))></textarea></div>
            {running.alert()}
            <div class="actions"><button class="button" type="submit" aria-disabled=move || running.is_busy()>"Open the work"</button>
                <button class="button button--text" type="button" on:click=move |_press| cancel()>"Cancel"</button></div>
        </form>
    }
    .into_any()
}
