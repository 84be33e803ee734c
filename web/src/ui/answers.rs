//! A filled-in form as a list to read: before it is filed, and as it was filed.

use super::facts::inside;
use super::why::WhyThis;
use crate::filing_form::element;
use crate::show;
use leptos::prelude::*;
use shared::filing::{Draft, Evaluation, Row};
use shared::form::{Line, LineKind, Section, Table, Unit};

/// One section as a summary list, with the reasons of what was worked out. `back` is the form's page, to change things there.
pub(crate) fn answers(
    section: &Section,
    draft: &Draft,
    evaluation: &Evaluation,
    back: Option<&str>,
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
        .map(|table| filled_table(table, draft.rows.get(&table.id), evaluation, back));
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

/// Rows that are shown of a table; the rest is counted.
const ROWS_SHOWN: usize = 50;

/// The rows of a table, entered and worked out.
fn filled_table(
    table: &Table,
    rows: Option<&Vec<Row>>,
    evaluation: &Evaluation,
    back: Option<&str>,
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
    let figures = evaluation.rows.get(&table.id);
    let heads = columns
        .iter()
        .map(|line| {
            let class = (!line.unit.is_word()).then_some("n");
            view! { <th scope="col" role="columnheader" class=class>{line.label.clone()}</th> }
        })
        .collect_view();
    let body = rows
        .iter()
        .take(ROWS_SHOWN)
        .enumerate()
        .map(|(place, row)| {
            let cells = columns
                .iter()
                .map(|line| {
                    let figure = figures.and_then(|rows| rows.get(place)?.get(&line.id));
                    let text = match figure {
                        Some(figure) => show::figure(*figure, line.unit),
                        None => match (evaluation.day_of_cell(&table.id, place, &line.id), row.get(&line.id)) {
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
                })
                .collect_view();
            view! { <tr role="row"><th scope="row" role="rowheader">{place.saturating_add(1)}</th>{cells}</tr> }
        })
        .collect_view();
    let more = (rows.len() > ROWS_SHOWN).then(|| {
        let left = rows.len().saturating_sub(ROWS_SHOWN);
        let filed = if back.is_some() {
            "are filed too"
        } else {
            "were filed too"
        };
        view! { <p class="meta mt-s">{format!("And {left} more rows, which {filed}.")}</p> }
    });
    view! {
        <div class="table-box table-box--scroll" tabindex="0" role="region" aria-label="Rows"><table class="table table--tight" role="table">
            <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">"Row"</th>{heads}</tr></thead>
            <tbody role="rowgroup">{body}</tbody></table></div>
        {more}
        {change.map(|change| view! { <p class="mt-s mb-s"><a href=change>"Change the rows"</a></p> })}
    }
    .into_any()
}
