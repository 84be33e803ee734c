//! A table of a form: a card for each row, ten at a time, and rows pasted from a spreadsheet or read from a file.

use super::Filling;
use super::import::import;
use super::undo::{Gone, undo};
use crate::input::Field;
use crate::show;
use crate::ui::browser;
use crate::ui::why::reason;
use leptos::prelude::*;
use shared::form::{Line, LineId, LineKind, Table, Unit};
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

/// The column of a cell's id.
pub(super) fn column(element: &str) -> Option<&str> {
    element.strip_prefix("r_")?.splitn(3, '_').nth(2)
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
    let named = format!("Rows: {row_word}");
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
    let gone = RwSignal::new(None::<Gone>);
    // The table may come after the page has looked for the field that the address names.
    let target = browser::fragment();
    if target.starts_with("r_") || target.starts_with("t_") {
        filling.reveal(&target);
    }
    view! {
        <div class="rows stack" id=whole(&id) tabindex="-1" role="group" aria-label=named hidden=move || skipped.get() class:has-error=move || error.with(Option::is_some)>
            {move || error.get().map(|message| view! { <p class="error"><span class="vh">"Error: "</span>{message}</p> })}
            {move || (count.get() == 0).then(|| view! { <p class="empty">"No rows yet. Add them one by one, or paste them from a spreadsheet."</p> })}
            {move || {
                // Rows that were taken out may have been the last page.
                let last = count.get().saturating_sub(1) / A_PAGE;
                let from = page.get().min(last).saturating_mul(A_PAGE);
                let to = from.saturating_add(A_PAGE).min(count.get());
                (from..to).map(|row| table.with_value(|table| card(filling, table, row, gone))).collect_view()
            }}
            {move || {
                page.track();
                (count.get() > A_PAGE).then(|| pager(page, count.get()))
            }}
            {undo(filling, gone)}
            <div class="actions">
                <button class="button button--secondary" type="button" on:click=add>{format!("Add {} {row_word}", article(&row_word))}</button>
            </div>
            {import(filling, table, gone)}
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
            <button class="button button--text" type="button" aria-disabled={(at == 0).then_some("true")} on:click=move |_press| page.set(at.saturating_sub(1))>"Previous rows"</button>
            <span role="status">{format!("Rows {from} to {to} of {}", words::grouped(&count.to_string()))}</span>
            <button class="button button--text" type="button" aria-disabled={(at == last).then_some("true")} on:click=move |_press| page.set(at.saturating_add(1).min(last))>"Next rows"</button>
        </nav>
    }
}

/// One row.
fn card(
    filling: Filling,
    table: &Table,
    row: usize,
    gone: RwSignal<Option<Gone>>,
) -> impl IntoView + use<> {
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
            {reasons(filling, table.id.clone(), row)}
            <button class="button button--text button--small" type="button" on:click=move |_press| {
                gone.set(Some(Gone::of(filling, &id, format!("Row {number} was removed."))));
                filling.keeper.remove_row(&id, row);
                filling.drop_row(&id, row);
                let id = whole(&id);
                browser::soon(move || browser::focus(&id));
            }>"Remove row "{number}</button>
        </fieldset>
    }
}

/// Why the figures of a row are what they are, worked out while it is open.
fn reasons(filling: Filling, table: String, row: usize) -> impl IntoView + use<> {
    let open = RwSignal::new(false);
    let number = row.saturating_add(1);
    let why = move || {
        open.get().then(|| {
            let reasons = filling.explain(&table, row);
            if reasons.is_empty() {
                return view! { <p>"Nothing is worked out in this row yet."</p> }.into_any();
            }
            let reasons = reasons.into_iter().map(|(label, why)| {
                view! { <section class="stack-s"><h3 class="label">{label}</h3>{reason(why)}</section> }
            });
            reasons.collect_view().into_any()
        })
    };
    view! {
        <details class="disclosure why" on:toggle=move |event| open.set(browser::is_open(&event))>
            <summary>"Why these numbers"<span class="vh">", row "{number}</span></summary>
            <div class="disclosure__body stack">{why}</div>
        </details>
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
            if unit == Unit::Date {
                return evaluation.day_of_cell(&table, row, &column).map(show::day);
            }
            let row = evaluation.rows.get(&table).and_then(|rows| rows.get(row))?;
            Some(show::figure(*row.get(&column)?, unit))
        })
    });
    view! {
        <div class="form-item"><span class="label">{line.label.clone()}</span>
            <span class="row-card__figure">{move || value.get().unwrap_or_else(|| "Not yet known".to_owned())}</span></div>
    }
    .into_any()
}
