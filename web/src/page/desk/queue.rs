//! The queue: what waits, the earliest day to answer first; taken, given on and downloaded from here.

use super::filter::{self, Filter};
use super::{Here, kind_name, level, status_tag, view_name};
use crate::client::ClientError;
use crate::client::desk::{give_work, list_staff, list_work, take_work};
use crate::router::use_query_map;
use crate::show;
use crate::ui::browser;
use crate::ui::heading::{Arrival, Heading};
use crate::ui::list::Pages;
use crate::ui::loaded::Loaded;
use crate::ui::running::{Running, said};
use crate::ui::table::{cell, head};
use leptos::html;
use leptos::prelude::*;
use shared::access::StaffPermission;
use shared::contract::desk::{WorkStatus, WorkSummary, WorkView};
use shared::contract::page::Page;
use shared::id::WorkId;
use std::cell::Cell;
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

thread_local! {
    /// Single keys work until somebody turns them off.
    static KEYS: Cell<bool> = const { Cell::new(true) };
}

/// The page.
pub(super) fn page(here: Here) -> AnyView {
    let query = use_query_map();
    let filter = Memo::new(move |_before| query.with(Filter::read));
    let ask = move |cursor: Option<String>| {
        let filter = filter.with(Filter::query);
        async move { list_work(&filter, cursor.as_deref()).await }
    };
    let work = Loaded::new(move || ask(None));
    // Outside the table, which is made anew after each act: what was refused stays to be read.
    let running = Running::new();
    let view =
        Memo::new(move |_before| filter.with(|filter| filter.view.unwrap_or(WorkView::Open)));
    let arrival = expect_context::<Arrival>();
    let told = StoredValue::new(false);
    let shown = move |first: Page<WorkSummary>| {
        // What a filter leaves is said; what is there on arrival is not.
        if told.try_update_value(|told| std::mem::replace(told, true)) == Some(true) {
            let count = i64::try_from(first.data.len()).unwrap_or_default();
            arrival.said.set(format!(
                "{} shown",
                show::count(count, "piece of work", "pieces of work")
            ));
        }
        let rows = Pages::new(first).focusing(|row| link_id(row.id));
        table(here, filter, rows, (work, running), move |cursor| {
            ask(Some(cursor))
        })
    };
    view! {
        <div class="row row--ends row--base"><div>
            {move || view! { <Heading text=view_name(view.get()) title=view_name(view.get()) /> }}
            <p class="meta">{move || here.desk.with(|desk| summary(desk.open, desk.overdue, desk.due_today, desk.done_this_week))}</p></div>
            {keys()}</div>
        {filter::form(filter)}
        {running.alert()}
        {work.section(shown)}
    }
    .into_any()
}

/// `6 open, 1 overdue, none due today. 12 decided in the last seven days.`
fn summary(open: i64, overdue: i64, due_today: i64, done: i64) -> String {
    let none = |count: i64| {
        if count == 0 {
            "none".to_owned()
        } else {
            count.to_string()
        }
    };
    format!(
        "{open} open, {} overdue, {} due today. {} decided in the last seven days.",
        none(overdue),
        none(due_today),
        shared::words::capitalized(&none(done))
    )
}

fn link_id(id: WorkId) -> String {
    format!("work-{id}")
}

/// What the keys do, and the switch for those whom they disturb.
fn keys() -> AnyView {
    let on = RwSignal::new(KEYS.with(Cell::get));
    let turn = move |_press| {
        KEYS.with(|keys| keys.set(!keys.get()));
        on.set(KEYS.with(Cell::get));
    };
    view! {
        <p class="meta keys">{move || on.get().then(|| view! { <kbd>"J"</kbd>" "<kbd>"K"</kbd>" next and previous, "<kbd>"X"</kbd>" select, "<kbd>"Enter"</kbd>" open. " })}
            <button class="button button--text button--small" type="button" on:click=turn>{move || if on.get() { "Keys off" } else { "Keys on" }}</button></p>
    }
    .into_any()
}

/// What is chosen in the list.
#[derive(Clone, Copy)]
struct Chosen {
    rows: Pages<WorkSummary>,
    ids: RwSignal<BTreeSet<WorkId>>,
}

impl Chosen {
    fn turn(self, id: WorkId) {
        self.ids.update(|ids| {
            if !ids.remove(&id) {
                ids.insert(id);
            }
        });
    }

    /// Moves the focus by so many rows, or to the first one.
    fn step(self, by: isize) {
        let ids: Vec<String> = self
            .rows
            .rows
            .with_untracked(|rows| rows.iter().map(|row| link_id(row.id)).collect());
        let here = focused();
        let place = ids.iter().position(|id| Some(id) == here.as_ref());
        let next = match place {
            Some(place) => place.checked_add_signed(by),
            None => Some(0),
        };
        if let Some(id) = next.and_then(|next| ids.get(next)) {
            browser::focus(id);
        }
    }
}

/// The id of what has the focus.
fn focused() -> Option<String> {
    document().active_element().map(|element| element.id())
}

/// J, K and X. Enter is the link's own.
fn listen(chosen: Chosen) {
    browser::on_window("keydown", move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let otherwise = key.ctrl_key() || key.alt_key() || key.meta_key();
        let typing = document().active_element().is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
                && element.get_attribute("type").as_deref() != Some("checkbox")
        });
        if !KEYS.with(Cell::get) || otherwise || typing {
            return;
        }
        match key.key().as_str() {
            "j" | "J" => chosen.step(1),
            "k" | "K" => chosen.step(-1),
            "x" | "X" => {
                let here = focused();
                let id = chosen.rows.rows.with_untracked(|rows| {
                    rows.iter()
                        .find(|row| Some(link_id(row.id)) == here)
                        .map(|row| row.id)
                });
                if let Some(id) = id {
                    chosen.turn(id);
                }
            }
            _ => return,
        }
        key.prevent_default();
    });
}

fn table<Asking: Future<Output = Result<Page<WorkSummary>, ClientError>> + 'static>(
    here: Here,
    filter: Memo<Filter>,
    rows: Pages<WorkSummary>,
    (work, running): (Loaded<Page<WorkSummary>>, Running),
    more: impl Fn(String) -> Asking + Send + Sync + Copy + 'static,
) -> AnyView {
    let filter_now = filter.get_untracked();
    if rows.rows.with_untracked(Vec::is_empty) {
        return empty(&filter_now);
    }
    let chosen = Chosen {
        rows,
        ids: RwSignal::new(BTreeSet::new()),
    };
    listen(chosen);
    let today = here.desk.with_untracked(|desk| desk.today);
    let decides = here.may(StaffPermission::DecideWork) && filter_now.view != Some(WorkView::Done);
    let file = format!("/v1/desk/work.csv?{}", filter_now.query());
    let heads = [
        ("Work", ""),
        ("Kind and reason", ""),
        ("Client", ""),
        ("Received", "k"),
        ("Answer by", "k"),
        ("Risk", ""),
        ("Status", ""),
        ("With", "k"),
    ];
    let heads = heads.map(|(name, class)| {
        let sorted = (name == "Answer by").then_some("ascending");
        view! { <th scope="col" role="columnheader" class=class aria-sort=sorted>{name}</th> }
    });
    view! {
        <div class="row row--ends">
            <p class="meta" role="status">{move || {
                let count = rows.rows.with(Vec::len);
                let selected = chosen.ids.with(BTreeSet::len);
                let all = if rows.is_whole() { "" } else { "the first " };
                let shown = show::count(i64::try_from(count).unwrap_or_default(), "piece of work", "pieces of work");
                if selected == 0 { format!("{all}{shown}") } else { format!("{selected} of {shown} selected") }
            }}</p>
            <div class="row">{decides.then(|| bulk(here, chosen, work, running))}
                <a class="button button--text button--small" href=file download="work.csv">"Download CSV"</a></div>
        </div>
        <div class="table-box"><table class="table" role="table">
            <caption class="vh">"Work, the earliest day to answer first"</caption>
            <thead role="rowgroup"><tr role="row">{heads}{decides.then(|| view! { <th scope="col" role="columnheader"><span class="vh">"Select"</span></th> })}</tr></thead>
            <tbody role="rowgroup">{move || rows.rows.get().into_iter().map(|row| line(row, chosen, decides, today)).collect_view()}</tbody>
        </table></div>
        {rows.more("Load more work", more)}
    }
    .into_any()
}

fn line(row: WorkSummary, chosen: Chosen, selectable: bool, today: chrono::NaiveDate) -> AnyView {
    let late = row.answer_by < today && row.status != WorkStatus::Done;
    let number = row.number.clone();
    let link = view! { <a class="hit" id=link_id(row.id) href=format!("/desk/work/{}", row.id)>{number.clone()}</a> };
    let waited = today.signed_duration_since(row.received_on).num_days();
    let waited = match waited {
        ..=0 => "today".to_owned(),
        days => show::days(days),
    };
    let client = match row.client_name {
        Some(name) => view! { <b>{name}</b><span class="meta">{row.account_name.filter(|account| !account.is_empty())}{row.account_number.map(|number| format!(", {number}"))}</span> }.into_any(),
        None => view! { <b>"The administration"</b><span class="meta">{row.program_name.clone()}</span> }.into_any(),
    };
    let with = row.assigned_to.map_or("Nobody".to_owned(), |who| who.name);
    let id = row.id;
    let tick = selectable.then(|| {
        cell("Select", view! {
            <label class="tick"><span class="vh">"Select "{number}</span>
                <input type="checkbox" prop:checked=move || chosen.ids.with(|ids| ids.contains(&id)) on:change=move |_change| chosen.turn(id) /></label>
        })
    });
    let day = |on: chrono::NaiveDate| view! { <time datetime=on.to_string()>{show::day_short(on)}</time> };
    view! {
        <tr role="row" class:is-alert=late>
            {head(link)}
            {cell("Kind and reason", view! { <b>{kind_name(row.kind)}</b>": "{row.title}<span class="meta">{row.why}</span> })}
            {cell("Client", client)}
            {cell("Received", view! { {day(row.received_on)}<span class="meta">{waited}</span> })}
            {cell("Answer by", day(row.answer_by))}
            {cell("Risk", view! { {level(row.level)}{row.four_eyes.then(|| view! { <span class="meta">"two people"</span> })} })}
            {cell("Status", status_tag(row.status, row.answer_by, today))}
            {cell("With", with)}
            {tick}
        </tr>
    }
    .into_any()
}

/// Taking and giving what is selected.
fn bulk(here: Here, chosen: Chosen, work: Loaded<Page<WorkSummary>>, running: Running) -> AnyView {
    let arrival = expect_context::<Arrival>();
    let staff = Loaded::new(list_staff);
    let select = NodeRef::<html::Select>::new();
    let selected = move || -> Vec<WorkSummary> {
        let ids = chosen.ids.get_untracked();
        chosen.rows.rows.with_untracked(|rows| {
            let wanted = rows.iter().filter(|row| ids.contains(&row.id));
            wanted.cloned().collect()
        })
    };
    let done = move |(count, refused): (usize, Vec<String>)| {
        here.count();
        work.again();
        arrival.said.set(format!("{count} done"));
        if !refused.is_empty() {
            running.trouble.set(Some(refused.join(" ")));
        }
    };
    let take = move |_press| {
        let rows = selected();
        let asking = async move {
            let (mut count, mut refused) = (0_usize, Vec::new());
            for row in rows {
                match take_work(&row.id.to_string()).await {
                    Ok(_taken) => count = count.saturating_add(1),
                    Err(error) => refused.push(format!("{}: {}", row.number, said(&error))),
                }
            }
            Ok::<_, ClientError>((count, refused))
        };
        running.start(asking, done);
    };
    let give = move |_press| {
        let to = select
            .get_untracked()
            .and_then(|select| select.value().parse().ok());
        if to.is_none() {
            running
                .trouble
                .set(Some("Choose who is to have it".to_owned()));
            return;
        }
        let rows = selected();
        let asking = async move {
            let (mut count, mut refused) = (0_usize, Vec::new());
            for row in rows {
                let version = format!("\"{}\"", row.version);
                match give_work(&row.id.to_string(), &version, to).await {
                    Ok(_given) => count = count.saturating_add(1),
                    Err(error) => refused.push(format!("{}: {}", row.number, said(&error))),
                }
            }
            Ok::<_, ClientError>((count, refused))
        };
        running.start(asking, done);
    };
    let any = Memo::new(move |_before| chosen.ids.with(|ids| !ids.is_empty()));
    view! {
        <div class="row" hidden=move || !any.get()>
            <button class="button button--secondary button--small" type="button" aria-disabled=move || running.is_busy() on:click=take>{move || format!("Take {}", chosen.ids.with(BTreeSet::len))}</button>
            <label class="row"><span>"Give to"</span><select class="input w-m" node_ref=select><option value="">"Choose"</option>
                {staff.part(|people| people.into_iter().map(|who| view! { <option value=who.id.to_string()>{who.name}</option> }).collect_view().into_any())}</select></label>
            <button class="button button--secondary button--small" type="button" aria-disabled=move || running.is_busy() on:click=give>"Give"</button>
        </div>
    }
    .into_any()
}

fn empty(filter: &Filter) -> AnyView {
    if filter.narrows() {
        let (go, wide) = (filter::going(), filter.wide());
        return view! {
            <div class="empty stack-s"><h2>"No work fits"</h2><p>"No work of this part of the queue fits all of the filters."</p>
                <p><button class="button button--secondary" type="button" on:click=move |_press| go(&wide)>"Clear filters"</button></p></div>
        }
        .into_any();
    }
    let (title, text) = match filter.view.unwrap_or(WorkView::Open) {
        WorkView::Open => (
            "Nothing waits",
            "Filings come here when a rule stops them, and rates when somebody needs one that nobody has entered.",
        ),
        WorkView::Mine => (
            "You have taken nothing",
            "Take work from the queue: it is yours until it is decided or given on.",
        ),
        WorkView::Nobodys => (
            "Somebody has everything",
            "What comes next, and nobody has taken, is here.",
        ),
        WorkView::SecondLook => (
            "Nothing waits for a second person",
            "Decisions about large credits come here before they count.",
        ),
        WorkView::WithClient => (
            "No client was asked for anything",
            "Work waits here once you have written to the client.",
        ),
        WorkView::Done => ("Nothing was decided yet", "What is decided stays here."),
    };
    view! { <div class="empty stack-s"><h2>{title}</h2><p>{text}</p></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_summed_up_in_words() {
        assert_eq!(
            summary(6, 1, 0, 0),
            "6 open, 1 overdue, none due today. None decided in the last seven days."
        );
    }
}
