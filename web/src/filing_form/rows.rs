//! A table of a form: a card for each row, ten at a time, and rows pasted from a spreadsheet or read from a file.

use super::Filling;
use crate::input::Field;
use crate::show;
use crate::ui::browser;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::form::{Line, LineId, LineKind, Table};
use shared::rows::{read, write};
use shared::words;

/// Rows that are shown at once.
pub(super) const A_PAGE: usize = 10;

/// The id of a cell's field.
pub(super) fn element(table: &str, row: &str, column: &str) -> String {
    format!("r_{table}_{row}_{column}")
}

/// The id of a whole table.
pub(super) fn whole(table: &str) -> String {
    format!("t_{table}")
}

/// The table and row of a cell's id.
pub(super) fn place(element: &str) -> Option<(String, usize)> {
    let mut parts = element.strip_prefix("r_")?.split('_');
    Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?))
}

/// The table, once its file is here.
pub(crate) fn table(filling: Filling, table: Table) -> AnyView {
    let id = table.id.clone();
    let page = filling.page_of(&id);
    let skipped = filling.skips(id.as_str().into());
    let count = {
        let id = id.clone();
        Memo::new(move |_before| {
            filling
                .keeper
                .typed
                .with(|draft| draft.rows.get(&id).map_or(0, Vec::len))
        })
    };
    let error = filling.complaint(whole(&id));
    let row_word = table.row.clone();
    let add = {
        let id = id.clone();
        move |_press| {
            filling.keeper.add_row(&id);
            let row = count.get_untracked().saturating_sub(1);
            page.set(row / A_PAGE);
            let first = filling.form.with_value(|form| {
                let columns = form.table(&id).map(|table| table.columns.clone());
                columns
                    .into_iter()
                    .flatten()
                    .find(|line| line.kind == LineKind::Entered)
            });
            if let Some(first) = first {
                let field = element(&id, &row.to_string(), first.id.as_str());
                browser::soon(move || browser::focus(&field));
            }
        }
    };
    let table = StoredValue::new(table);
    // The table may come after the page has looked for the field that the address names.
    let target = browser::fragment();
    if target.starts_with("r_") || target.starts_with("t_") {
        filling.reveal(&target);
    }
    view! {
        <div class="rows stack" id=whole(&id) tabindex="-1" hidden=move || skipped.get() class:has-error=move || error.with(Option::is_some)>
            {move || error.get().map(|message| view! { <p class="error"><span class="vh">"Error: "</span>{message}</p> })}
            {move || (count.get() == 0).then(|| view! { <p class="empty">"No rows yet. Add them one by one, or paste them from a spreadsheet."</p> })}
            {move || {
                // Rows that were taken out may have been the last page.
                let last = count.get().saturating_sub(1) / A_PAGE;
                let from = page.get().min(last).saturating_mul(A_PAGE);
                let to = from.saturating_add(A_PAGE).min(count.get());
                (from..to).map(|row| table.with_value(|table| card(filling, table, row))).collect_view()
            }}
            {move || {
                page.track();
                (count.get() > A_PAGE).then(|| pager(page, count.get()))
            }}
            <div class="actions">
                <button class="button button--secondary" type="button" on:click=add>{format!("Add {} {row_word}", article(&row_word))}</button>
            </div>
            {import(filling, table)}
        </div>
    }
    .into_any()
}

fn article(word: &str) -> &'static str {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    if vowel { "an" } else { "a" }
}

fn pager(page: RwSignal<usize>, count: usize) -> impl IntoView {
    let last = count.saturating_sub(1) / A_PAGE;
    let at = page.get_untracked().min(last);
    let from = at.saturating_mul(A_PAGE).saturating_add(1);
    let to = from.saturating_add(A_PAGE).saturating_sub(1).min(count);
    view! {
        <nav class="actions" aria-label="Rows">
            <button class="button button--text" type="button" disabled={at == 0} on:click=move |_press| page.set(at.saturating_sub(1))>"Previous rows"</button>
            <span role="status">{format!("Rows {from} to {to} of {}", words::grouped(&count.to_string()))}</span>
            <button class="button button--text" type="button" disabled={at == last} on:click=move |_press| page.set(at.saturating_add(1))>"Next rows"</button>
        </nav>
    }
}

/// One row.
fn card(filling: Filling, table: &Table, row: usize) -> impl IntoView + use<> {
    let cells = table
        .columns
        .iter()
        .filter(|line| !line.hidden)
        .map(|line| match line.kind {
            LineKind::Entered => field(filling, &table.id, row, line),
            LineKind::Given | LineKind::Computed | LineKind::Total => {
                figure(filling, &table.id, row, line)
            }
        })
        .collect_view();
    let id = table.id.clone();
    let number = row.saturating_add(1);
    view! {
        <fieldset class="row-card"><legend>"Row "{number}</legend>
            <div class="row-card__cells">{cells}</div>
            <button class="button button--text button--small" type="button" on:click=move |_press| {
                filling.keeper.remove_row(&id, row);
                let id = whole(&id);
                browser::soon(move || browser::focus(&id));
            }>"Remove row "{number}</button>
        </fieldset>
    }
}

fn field(filling: Filling, table: &str, row: usize, line: &Line) -> AnyView {
    let id = element(table, &row.to_string(), line.id.as_str());
    let error = filling.complaint(id.clone());
    let (table, column): (String, LineId) = (table.to_owned(), line.id.clone());
    let read = (table.clone(), column.clone());
    let mine = read.clone();
    let skipped = Memo::new(move |_before| {
        filling
            .evaluation
            .with(|evaluation| evaluation.skips_cell(&mine.0, &mine.1, row))
    });
    let value = Memo::new(move |_before| {
        filling.keeper.typed.with(|draft| {
            let row = draft.rows.get(&read.0).and_then(|rows| rows.get(row));
            row.and_then(|row| row.get(&read.1).cloned())
                .unwrap_or_default()
        })
    });
    let field = Field {
        unit: line.unit,
        choices: line.choices.clone(),
        id,
        hint: line.hint.clone(),
        value,
        error,
        typed: Callback::new(move |text| filling.keeper.type_in(&table, row, &column, text)),
    };
    let row = Some(format!(", row {}", row.saturating_add(1)));
    view! {
        <div class="form-item" class:has-error=move || error.with(Option::is_some) hidden=move || skipped.get()>
            {field.text(None, line.label.clone(), row)}
            {field.input()}
        </div>
    }
    .into_any()
}

fn figure(filling: Filling, table: &str, row: usize, line: &Line) -> AnyView {
    let (table, column, unit) = (table.to_owned(), line.id.clone(), line.unit);
    let value = Memo::new(move |_before| {
        filling.evaluation.with(|evaluation| {
            let row = evaluation.rows.get(&table).and_then(|rows| rows.get(row))?;
            row.get(&column).copied()
        })
    });
    view! {
        <div class="form-item"><span class="label">{line.label.clone()}</span>
            <span class="row-card__figure">{move || value.get().map_or_else(|| "Not yet known".to_owned(), |value| show::figure(value, unit))}</span></div>
    }
    .into_any()
}

/// Pasting and files.
fn import(filling: Filling, table: StoredValue<Table>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let said = RwSignal::new(None::<Result<usize, String>>);
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
                filling.keeper.take_rows(&id, rows, replace);
                text.set(String::new());
                said.set(Some(Ok(count)));
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
                Some(content) => text.set(content),
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
                        Some(Err(message)) => view! { <p class="error" id=error.clone()><span class="vh">"Error: "</span>{message}</p> }.into_any(),
                        _ => ().into_any(),
                    }}
                    <textarea class="input" id=area rows="5" spellcheck="false" aria-describedby=described prop:value=text
                        on:input=move |event| text.set(event_target_value(&event))></textarea></div>
                <div class="form-item"><label for=input.clone()>"Or choose a CSV file"</label>
                    <input class="input" type="file" accept=".csv,.tsv,.txt,text/csv" id=input node_ref=file on:change=chosen /></div>
                <div class="actions"><button class="button button--secondary" type="button" on:click=move |_press| take(false)>"Add these rows"</button>
                    <button class="button button--text" type="button" on:click=move |_press| take(true)>"Replace all rows"</button>
                    <button class="button button--text" type="button" on:click=show_rows>"Show the rows of this table as text"</button></div>
                <p role="status">{move || match said.get() { Some(Ok(1)) => "1 row was taken over.".to_owned(), Some(Ok(count)) => format!("{count} rows were taken over."), _ => String::new() }}</p>
            </div>
        </details>
    }
}
