//! A filled-in form as a list to read: before it is filed, and as it was filed.

use super::browser;
use super::facts::inside;
use super::why::{WhyThis, reason};
use crate::filing_form::element;
use crate::show;
use leptos::prelude::*;
use shared::filing::{Draft, Evaluation, Row, Why};
use shared::form::{Line, LineKind, Section, Table, Unit};

/// Gives the reasons of a row: of each worked-out cell its label and why.
pub(crate) type Explain = Callback<(String, usize), Vec<(String, Why)>>;

/// One section as a summary list, with the reasons of what was worked out. `back` is the form's page, to change things there;
/// `explain` gives the reasons of a row.
pub(crate) fn answers(
    section: &Section,
    draft: &Draft,
    evaluation: &Evaluation,
    back: Option<&str>,
    explain: Option<Explain>,
) -> AnyView {
    let asked = |line: &&Line| !line.hidden && !evaluation.skipped.contains(&line.id);
    let rows: Vec<_> = section
        .lines
        .iter()
        .filter(asked)
        .map(|line| {
            let typed = draft.lines.get(&line.id).filter(|text| !text.trim().is_empty());
            let figure = evaluation.lines.get(&line.id).map(|figure| show::figure(*figure, line.unit)).or_else(|| evaluation.day(&line.id).map(show::day));
            let value = figure.or_else(|| typed.or(line.value.as_ref()).map(|text| spelled(line, text)));
            // What nobody typed says where it is from.
            let origin = line.origin.clone().filter(|_origin| {
                typed.is_none() && value.is_some() && matches!(line.kind, LineKind::Entered | LineKind::Given)
            });
            let change = back.filter(|_back| line.kind == LineKind::Entered).map(|back| {
                let href = format!("{back}#{}", element(&line.id));
                view! { <dd><a href=href>"Change"<span class="vh">" "{inside(&line.label)}</span></a></dd> }
            });
            // Words wrap; figures stay together.
            let figure = (!line.unit.is_word()).then_some("money");
            let class = if line.kind == LineKind::Total { "is-strong" } else { "" };
            view! { <div class=class><dt>{line.label.clone()}{origin.map(|origin| view! { <span class="meta">" "{origin}</span> })}</dt><dd class=figure>{value.unwrap_or_else(|| "Not provided".to_owned())}</dd>{change}</div> }
        })
        .collect();
    let reasons: Vec<_> = section
        .lines
        .iter()
        .filter_map(|line| {
            evaluation
                .why
                .get(&line.id)
                .map(|why| view! { <WhyThis of=inside(&line.label) why=why.clone() /> })
        })
        .collect();
    let table = section
        .table
        .as_ref()
        .filter(|table| !evaluation.skipped.contains(&table.id.as_str().into()))
        .map(|table| filled_table(table, draft.rows.get(&table.id), evaluation, back, explain));
    if rows.is_empty() && table.is_none() {
        return ().into_any();
    }
    let list = (!rows.is_empty()).then(|| view! { <dl class="summary">{rows}</dl> });
    view! { <section><h2 class="mb-s">{section.title.clone()}</h2>{table}{list}{reasons}</section> }
        .into_any()
}

/// What was typed, as people read it: a choice by its words, a day written out.
fn spelled(line: &Line, text: &str) -> String {
    let choice = line
        .choices
        .iter()
        .find(|choice| choice.value == text.trim());
    if let Some(choice) = choice {
        return choice.label.clone();
    }
    match (line.unit, text.trim().parse()) {
        (Unit::Date, Ok(day)) => show::day(day),
        _ => text.to_owned(),
    }
}

/// Rows of a table that are shown at a time.
const ROWS_SHOWN: usize = 50;

/// A row whose reasons are shown.
type Opened = RwSignal<Option<usize>>;

/// One row, entered and worked out.
fn filled_row(
    table: &Table,
    place: usize,
    row: &Row,
    evaluation: &Evaluation,
    opened: Option<Opened>,
) -> AnyView {
    let figures = evaluation.rows.get(&table.id);
    let columns = table.columns.iter().filter(|line| !line.hidden);
    let cells = columns.map(|line| {
        let figure = figures.and_then(|rows| rows.get(place)?.get(&line.id));
        let text = match figure {
            Some(figure) => show::figure(*figure, line.unit),
            None => match (
                evaluation.day_of_cell(&table.id, place, &line.id),
                row.get(&line.id),
            ) {
                (Some(day), _) => show::day(day),
                (None, text) => text.map(|text| spelled(line, text)).unwrap_or_default(),
            },
        };
        let class = match (text.is_empty(), line.unit.is_word()) {
            (true, _) => "is-empty",
            (false, true) => "",
            (false, false) => "n",
        };
        view! { <td role="cell" class=class data-label=line.label.clone()>{text}</td> }
    });
    let cells = cells.collect_view();
    view! { <tr role="row"><th scope="row" role="rowheader">{place.saturating_add(1)}</th>{cells}{opened.map(|opened| why_button(&table.id, opened, place))}</tr> }
        .into_any()
}

fn why_button(table: &str, opened: Opened, place: usize) -> AnyView {
    let id = StoredValue::new(reasons_id(table));
    let number = place.saturating_add(1);
    let open = move |_press| {
        opened.set(Some(place));
        browser::soon(move || id.with_value(|id| browser::focus(id)));
    };
    view! { <td role="cell" data-label="Reasons"><button class="button button--text button--small" type="button" on:click=open>"Why"<span class="vh">" these numbers, row "{number}</span></button></td> }.into_any()
}

/// The element with the reasons of a row of a table.
fn reasons_id(table: &str) -> String {
    format!("reasons-{table}")
}

/// Why the worked-out cells of the row that was chosen are what they are.
fn reasons_of(table: String, opened: Opened, explain: Explain) -> impl IntoView {
    move || {
        let row = opened.get()?;
        let head = format!("{}-of", reasons_id(&table));
        let named = head.clone();
        let reasons = explain.run((table.clone(), row));
        let none = reasons
            .is_empty()
            .then(|| view! { <p>"Nothing is worked out in this row."</p> });
        let reasons = reasons.into_iter().map(|(label, why)| {
            view! { <section class="stack-s"><h4 class="label">{label}</h4>{reason(why)}</section> }
        });
        let reasons = reasons.collect_view();
        Some(view! {
            <section class="panel panel--soft stack mt-s" id=reasons_id(&table) tabindex="-1" aria-labelledby=named>
                <h3 id=head>"Why these numbers, row "{row.saturating_add(1)}</h3>{none}{reasons}</section>
        })
    }
}

/// The rows of a table, entered and worked out.
fn filled_table(
    table: &Table,
    rows: Option<&Vec<Row>>,
    evaluation: &Evaluation,
    back: Option<&str>,
    explain: Option<Explain>,
) -> AnyView {
    let rows = rows.map(Vec::as_slice).unwrap_or_default();
    let change = back.map(|back| format!("{back}#t_{}", table.id));
    if rows.is_empty() {
        let change = change.map(
            |change| view! { <a href=change>"Change"<span class="vh">" the table"</span></a> },
        );
        return view! { <p class="mb-s">"No rows. "{change}</p> }.into_any();
    }
    let columns: Vec<&Line> = table.columns.iter().filter(|line| !line.hidden).collect();
    let heads = columns
        .iter()
        .map(|line| {
            let class = (!line.unit.is_word()).then_some("n");
            view! { <th scope="col" role="columnheader" class=class>{line.label.clone()}</th> }
        })
        .collect_view();
    let count = rows.len();
    let from = RwSignal::new(0_usize);
    // Only where something is worked out in a row, there are reasons.
    let explain = explain.filter(|_explain| {
        let computed = |line: &&Line| matches!(line.kind, LineKind::Computed);
        table.columns.iter().any(|line| computed(&line))
    });
    let opened: Opened = RwSignal::new(None);
    let choice = explain.map(|_explain| opened);
    let reasons = explain.map(|explain| reasons_of(table.id.clone(), opened, explain));
    let reasons_head =
        explain.map(|_explain| view! { <th scope="col" role="columnheader">"Reasons"</th> });
    let kept = StoredValue::new((table.clone(), rows.to_vec(), evaluation.clone()));
    let body = move || {
        kept.with_value(|(table, rows, evaluation)| {
            let shown = rows.iter().enumerate().skip(from.get()).take(ROWS_SHOWN);
            shown
                .map(|(place, row)| filled_row(table, place, row, evaluation, choice))
                .collect_view()
        })
    };
    let last = move || from.get().saturating_add(ROWS_SHOWN).min(count);
    let step = move |label: &'static str,
                     to: fn(usize) -> usize,
                     there: fn(usize, usize) -> bool| {
        let shown = move || there(from.get(), count);
        view! { <button class="button button--secondary button--small" type="button" hidden=move || !shown() on:click=move |_press| from.update(|from| *from = to(*from))>{label}</button> }
    };
    let more = (count > ROWS_SHOWN).then(|| {
        view! {
            <div class="row mt-s"><p class="meta" role="status">{move || format!("Rows {} to {} of {count}", from.get().saturating_add(1), last())}</p>
                <div class="actions">{step("Rows before", |from| from.saturating_sub(ROWS_SHOWN), |from, _count| from > 0)}
                    {step("More rows", |from| from.saturating_add(ROWS_SHOWN), |from, count| from.saturating_add(ROWS_SHOWN) < count)}</div></div>
        }
    });
    view! {
        <div class="table-box table-box--scroll" tabindex="0" role="region" aria-label="Rows"><table class="table table--tight" role="table">
            <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">"Row"</th>{heads}{reasons_head}</tr></thead>
            <tbody role="rowgroup">{body}</tbody></table></div>
        {more}
        {reasons}
        {change.map(|change| view! { <p class="mt-s mb-s"><a href=change>"Change the rows"</a></p> })}
    }
    .into_any()
}
