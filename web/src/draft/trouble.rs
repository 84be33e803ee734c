//! What stands on the page about the safety of a draft: the line that says it, and what is in its way.

use super::{Keeper, Safety};
use crate::client::{ClientError, Versioned};
use crate::show;
use leptos::prelude::*;
use shared::contract::filings::SavedDraft;
use shared::filing::{Draft, Row};
use shared::form::{Form, LineId, Table};

const OFFLINE: &str = "Not saved yet: you are not connected";
const CONFLICT: &str = "Not saved: changed by somebody else";
const FAILED: &str = "Not saved yet";

/// The line that says how safe what was typed is. Announced is that it is saved, that it is not, and that it is again; not each time
/// of the many that it is saved.
#[component]
pub(crate) fn SaveState(keeper: Keeper) -> impl IntoView {
    let open = Memo::new(move |_before| {
        !keeper
            .safety
            .with(|safety| matches!(safety, Safety::Saved(_)))
    });
    let announced = Memo::new(
        move |before: Option<&&'static str>| match keeper.safety.get() {
            Safety::Empty => "",
            Safety::Saved(_) => "Saved",
            Safety::Unsaved | Safety::Saving => before.copied().unwrap_or_default(),
            Safety::Offline => OFFLINE,
            Safety::Conflict(_) => CONFLICT,
            Safety::Failed(_) => FAILED,
        },
    );
    view! {
        <span class="vh" role="status">{announced}</span>
        <span class="save-state" class:save-state--open=open id="saved">
            {move || match keeper.safety.get() {
                Safety::Empty => ().into_any(),
                Safety::Saved(at) => format!("Saved {}", show::clock(at)).into_any(),
                Safety::Unsaved => view! { <span aria-hidden="true">"Not saved yet"</span> }.into_any(),
                Safety::Saving => view! { <span aria-hidden="true">"Saving…"</span> }.into_any(),
                Safety::Offline => OFFLINE.into_any(),
                Safety::Conflict(_) => CONFLICT.into_any(),
                Safety::Failed(_) => FAILED.into_any(),
            }}
        </span>
    }
}

/// What stands in the way of saving: no connection, another version, a refusal.
#[component]
pub(crate) fn SaveTrouble(keeper: Keeper, form: Form) -> impl IntoView {
    let form = StoredValue::new(form);
    let trouble = Memo::new(
        move |before: Option<&Option<Safety>>| match keeper.safety.get() {
            Safety::Offline => Some(Safety::Offline),
            Safety::Conflict(theirs) => Some(Safety::Conflict(theirs)),
            Safety::Failed(error) => Some(Safety::Failed(error)),
            // What is there stays while it is tried again: gone and back would be announced each time.
            Safety::Saving => before.cloned().flatten(),
            Safety::Empty | Safety::Saved(_) | Safety::Unsaved => None,
        },
    );
    view! {
        <div role="alert" id="save-trouble" tabindex="-1">
            {move || match trouble.get() {
                Some(Safety::Offline) => view! {
                    <section class="callout callout--important mb-m"><h2>"You are not connected"</h2>
                        <p>"What you typed is still on this page but "<b>"not saved yet"</b>". Keep the page open; we try again every few seconds."</p>
                        <div class="actions"><button class="button button--secondary" type="button" on:click=move |_press| keeper.try_now()>"Try now"</button></div></section>
                }.into_any(),
                Some(Safety::Conflict(theirs)) => form.with_value(|form| conflict(keeper, form, *theirs)),
                Some(Safety::Failed(error)) => view! {
                    <section class="callout callout--important mb-m"><h2>"The draft could not be saved"</h2>
                        <p>{match &error { ClientError::Problem(problem) => problem.detail.clone(), ClientError::Offline | ClientError::Unreadable { .. } => "What you typed is still on this page.".to_owned() }}</p>
                        <div class="actions"><button class="button button--secondary" type="button" on:click=move |_press| keeper.try_now()>"Try again"</button></div>
                        {crate::ui::obstacle::support(error.correlation_id().map(str::to_owned))}</section>
                }.into_any(),
                Some(Safety::Empty | Safety::Saved(_) | Safety::Unsaved | Safety::Saving) | None => ().into_any(),
            }}
        </div>
    }
}

/// Both values of every line that differs.
fn conflict(keeper: Keeper, form: &Form, theirs: Versioned<SavedDraft>) -> AnyView {
    let labels: Vec<(LineId, String)> = form
        .lines()
        .map(|line| (line.id.clone(), line.label.clone()))
        .collect();
    let saved = theirs.body.draft.clone();
    let tables: Vec<Table> = form.tables().cloned().collect();
    let other_rows = saved.rows.clone();
    let rows = move || {
        keeper.typed.with(|mine| {
            let changes = tables.iter().flat_map(|table| {
                let of = |rows: Option<&Vec<Row>>| rows.cloned().unwrap_or_default();
                let own = of(mine.rows.get(&table.id));
                differing(table, &own, &of(other_rows.get(&table.id)))
            });
            let changes: Vec<String> = changes.collect();
            let more = changes.len().saturating_sub(SHOWN);
            let shown: Vec<AnyView> = changes
                .into_iter()
                .take(SHOWN)
                .map(|change| view! { <li>{change}</li> }.into_any())
                .collect();
            let more =
                (more > 0).then(|| view! { <li>{format!("And {more} more cells of rows.")}</li> });
            view! { {shown}{more} }
        })
    };
    // Typing goes on while this is shown, so what was typed is read anew.
    let lines = move || {
        let value = |draft: &Draft, line: &LineId| {
            draft
                .lines
                .get(line)
                .cloned()
                .unwrap_or_else(|| "nothing".to_owned())
        };
        keeper.typed.with(|mine| {
            labels
                .iter()
                .filter(|(line, _label)| mine.lines.get(line) != saved.lines.get(line))
                .map(|(line, label)| {
                    let (own, other) = (value(mine, line), value(&saved, line));
                    view! { <li>"Line "{line.to_string()}", "{label.clone()}": you typed "<b class="money">{own}</b>", the saved draft has "<b class="money">{other}</b>"."</li> }
                })
                .collect_view()
        })
    };
    let who = theirs
        .body
        .saved_by
        .clone()
        .unwrap_or_else(|| "Somebody".to_owned());
    let at = theirs
        .body
        .saved_at
        .map(|at| format!(" at {}", show::clock(show::local(at))))
        .unwrap_or_default();
    let kept = theirs.clone();
    view! {
        <section class="callout callout--important mb-m"><h2>{who}" changed this draft"{at}</h2>
            <ul class="bullets">{lines}{rows}</ul>
            <p>"Nothing is lost; choose which one to keep."</p>
            <div class="actions">
                <button class="button" type="button" on:click=move |_press| keeper.keep_mine(&kept)>"Keep mine"</button>
                <button class="button button--secondary" type="button" on:click=move |_press| keeper.take(theirs.clone())>"Take theirs"</button>
            </div></section>
    }
    .into_any()
}

/// So many cells of rows are told one by one.
const SHOWN: usize = 12;

/// Both values of every cell of a table that differs, row by row.
fn differing(table: &Table, own: &[Row], other: &[Row]) -> Vec<String> {
    let nothing = Row::new();
    let mut changes = Vec::new();
    for place in 0..own.len().max(other.len()) {
        let (mine, theirs) = (own.get(place), other.get(place));
        let number = place.saturating_add(1);
        if mine.is_none() {
            changes.push(format!("Row {number}: the saved draft has one more"));
        } else if theirs.is_none() {
            changes.push(format!("Row {number}: only you have it"));
        }
        let (mine, theirs) = (mine.unwrap_or(&nothing), theirs.unwrap_or(&nothing));
        for column in &table.columns {
            let value = |row: &Row| match row.get(&column.id).map(|text| text.trim()) {
                Some(text) if !text.is_empty() => text.to_owned(),
                _ => "nothing".to_owned(),
            };
            let (mine, theirs) = (value(mine), value(theirs));
            if mine != theirs {
                changes.push(format!(
                    "Row {number}, {}: you typed {mine}, the saved draft has {theirs}.",
                    column.label
                ));
            }
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::form::{Line, Unit};

    #[test]
    fn every_cell_that_differs_is_told_with_both_values() {
        let columns = vec![
            Line::entered("litres", "Litres", "", Unit::Litres),
            Line::entered("fuel", "Fuel", "", Unit::Text),
        ];
        let table = Table::new("rows", "row", 9, columns);
        let row = |litres: &str, fuel: &str| {
            Row::from([
                ("litres".into(), litres.into()),
                ("fuel".into(), fuel.into()),
            ])
        };
        let own = [row("10", "diesel"), row("5", "")];
        let other = [row("12", "diesel")];
        let told = differing(&table, &own, &other);
        let expected = [
            "Row 1, Litres: you typed 10, the saved draft has 12.",
            "Row 2: only you have it",
            "Row 2, Litres: you typed 5, the saved draft has nothing.",
        ];
        assert_eq!(told, expected);
        assert!(differing(&table, &own, &own).is_empty());
    }
}
