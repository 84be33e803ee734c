//! Rows pasted from a spreadsheet or read from a file.

use super::Filling;
use super::undo::Gone;
use crate::ui::browser;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::finding::Severity;
use shared::form::{LineKind, Table};
use shared::rows::{read, write};
use shared::words;
use std::collections::BTreeSet;

/// `1 row was`, `12 rows were`.
fn were(count: usize) -> String {
    match count {
        1 => "1 row was".to_owned(),
        count => format!("{} rows were", words::grouped(&count.to_string())),
    }
}

/// Rows of a table that are named one by one.
const NAMED: usize = 10;

/// How many rows were taken over, and which of them have to be mended.
fn taken(filling: Filling, table: &str, first: usize, count: usize) -> String {
    let mine = first..first.saturating_add(count);
    let broken: BTreeSet<usize> = filling.evaluation.with_untracked(|evaluation| {
        let errors = evaluation.findings.iter().filter(|finding| {
            finding.severity == Severity::Error && finding.table.as_deref() == Some(table)
        });
        let rows = errors.filter_map(|finding| usize::try_from(finding.row?).ok());
        rows.filter(|row| mine.contains(row)).collect()
    });
    let taken = format!("{} taken over.", were(count));
    if broken.is_empty() {
        return taken;
    }
    let named: Vec<String> = broken
        .iter()
        .take(NAMED)
        .map(|row| row.saturating_add(1).to_string())
        .collect();
    let more = if broken.len() > NAMED {
        " and more"
    } else {
        ""
    };
    let noun = if broken.len() == 1 { "row" } else { "rows" };
    format!(
        "{taken} To be mended: {noun} {}{more}. Continue says what is wrong with each.",
        named.join(", ")
    )
}

/// Pasting and files.
pub(super) fn import(
    filling: Filling,
    table: StoredValue<Table>,
    gone: RwSignal<Option<Gone>>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let said = RwSignal::new(None::<Result<String, String>>);
    let file = NodeRef::<html::Input>::new();
    let id = table.with_value(|table| table.id.clone());
    let names = table.with_value(|table| {
        let columns = table
            .columns
            .iter()
            .filter(|line| line.kind == LineKind::Entered);
        columns
            .map(|line| line.label.clone())
            .collect::<Vec<_>>()
            .join(", ")
    });
    let take = move |replace: bool| {
        let outcome = table.with_value(|table| read(table, &text.get_untracked()));
        match outcome {
            Ok(rows) => {
                let count = rows.len();
                let id = table.with_value(|table| table.id.clone());
                let before = Gone::of(filling, &id, String::new());
                let first = if replace { 0 } else { before.rows.len() };
                if replace && !before.rows.is_empty() {
                    let said = format!("{} replaced.", were(before.rows.len()));
                    gone.set(Some(Gone { said, ..before }));
                    filling.drop_rows(&id);
                }
                filling.keeper.take_rows(&id, rows, replace);
                text.set(String::new());
                said.set(Some(Ok(taken(filling, &id, first, count))));
            }
            Err(error) => said.set(Some(Err(error.to_string()))),
        }
    };
    let show_rows = move |_press| {
        let rows = table.with_value(|table| {
            filling.keeper.typed.with_untracked(|draft| {
                let none = Vec::new();
                write(table, draft.rows.get(&table.id).unwrap_or(&none))
            })
        });
        text.set(rows);
        said.set(None);
    };
    let chosen = move |_change| {
        let Some(chosen) = file
            .get_untracked()
            .and_then(|input| browser::chosen_file(&input))
        else {
            return;
        };
        spawn_local(async move {
            match chosen.await {
                Some(content) => {
                    text.set(content);
                    said.set(Some(Ok(
                        "The file was read. Now add its rows, or replace all rows.".to_owned(),
                    )));
                }
                None => said.set(Some(Err("The file could not be read".to_owned()))),
            }
        });
    };
    let (area, input) = (format!("p_{id}"), format!("f_{id}"));
    let (hint, error) = (format!("{area}-h"), format!("{area}-e"));
    let described = {
        let (hint, error) = (hint.clone(), error.clone());
        move || {
            if said.with(|said| matches!(said, Some(Err(_)))) {
                format!("{error} {hint}")
            } else {
                hint.clone()
            }
        }
    };
    view! {
        <details class="disclosure"><summary>"Paste or import rows"</summary>
            <div class="disclosure__body stack">
                <div class="form-item"><label for=area.clone()>"Rows from a spreadsheet or CSV file"</label>
                    <p class="hint" id=hint>"Copy the cells and paste them here. Columns in this order, or with a first row of their names: "{names}"."</p>
                    {move || match said.get() {
                        Some(Err(message)) => view! { <p class="error" role="alert" id=error.clone()><span class="vh">"Error: "</span>{message}</p> }.into_any(),
                        _ => ().into_any(),
                    }}
                    <textarea class="input" id=area rows="5" spellcheck="false" aria-describedby=described aria-invalid=move || said.with(|said| matches!(said, Some(Err(_)))).then_some("true") prop:value=text
                        on:input=move |event| text.set(event_target_value(&event))></textarea></div>
                <div class="form-item"><label for=input.clone()>"Or choose a CSV file"</label>
                    <input class="input" type="file" accept=".csv,.tsv,.txt,text/csv" id=input node_ref=file on:change=chosen /></div>
                <div class="actions"><button class="button button--secondary" type="button" on:click=move |_press| take(false)>"Add these rows"</button>
                    <button class="button button--text" type="button" on:click=move |_press| take(true)>"Replace all rows"</button>
                    <button class="button button--text" type="button" on:click=show_rows>"Show the rows of this table as text"</button></div>
                <p role="status">{move || said.get().and_then(Result::ok)}</p>
            </div>
        </details>
    }
}
