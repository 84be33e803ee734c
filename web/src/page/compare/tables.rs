//! The tables of a comparison: lines, rows and amounts, before and now.

use super::difference;
use crate::show;
use crate::ui::facts::line_name;
use crate::ui::money;
use crate::ui::table::{Column, Table, cell, figure, head, nothing};
use leptos::prelude::*;
use shared::contract::comparison::{
    Change, ComparedAssessment, ComparedMoney, ComparedRow, ComparedSection, ComparedTable,
    ComparedValue,
};
use shared::filing::Figure;
use shared::form::Unit;

/// Section by section: what changed, or everything.
pub(super) fn sections(sections: &[ComparedSection], all: bool) -> AnyView {
    let shown: Vec<_> = sections
        .iter()
        .filter_map(|section| one_section(section, all))
        .collect();
    if shown.is_empty() {
        return view! { <div class="empty stack-s"><h3>"The two versions say the same"</h3><p>"Choose “All lines” to read them."</p></div> }.into_any();
    }
    shown.into_any()
}

fn one_section(section: &ComparedSection, all: bool) -> Option<AnyView> {
    let lines: Vec<_> = section
        .lines
        .iter()
        .filter(|line| all || line.change != Change::Same)
        .map(|line| row(line_name(&line.line, &line.label), line))
        .collect();
    let table = section
        .table
        .as_ref()
        .filter(|table| all || !table.rows.is_empty());
    if lines.is_empty() && table.is_none() {
        return None;
    }
    let caption = section.title.clone();
    let lines = (!lines.is_empty()).then(|| {
        view! { <Table caption=caption.clone() columns=columns("Line")><tbody role="rowgroup">{lines}</tbody></Table> }
    });
    let rows = table.map(|table| rows(&section.title, table));
    let title = section.title.clone();
    Some(view! { <div class="stack-s"><h3>{title}</h3>{rows}{lines}</div> }.into_any())
}

fn columns(first: &'static str) -> Vec<Column> {
    vec![
        Column::words(first),
        Column::figures("Before"),
        Column::figures("Now"),
        Column::figures("Difference"),
    ]
}

/// What a value looks like: a figure in its unit, a day, or words.
fn shown(value: &ComparedValue, text: &str) -> String {
    if value.unit.is_word() {
        return text.to_owned();
    }
    if value.unit == Unit::Date {
        return text
            .parse()
            .map_or_else(|_no_day| text.to_owned(), show::day);
    }
    text.parse().map_or_else(
        |_no_figure| text.to_owned(),
        |figure| show::figure(Figure::new(figure), value.unit),
    )
}

fn change(value: &ComparedValue) -> String {
    match (value.change, value.difference) {
        (Change::Same, _) => "no change".to_owned(),
        (_, Some(difference)) if difference.decimal().is_sign_positive() => {
            format!("+{}", show::figure(difference, value.unit))
        }
        (_, Some(difference)) => show::figure(difference, value.unit),
        (Change::Added, None) => "added".to_owned(),
        (Change::Removed, None) => "removed".to_owned(),
        (Change::Changed, None) => "changed".to_owned(),
    }
}

fn row(name: AnyView, value: &ComparedValue) -> AnyView {
    let side = |column: &'static str, text: &Option<String>| match text {
        Some(text) if value.unit.is_word() => cell(column, shown(value, text)),
        Some(text) => figure(column, shown(value, text)),
        None => nothing(column),
    };
    view! {
        <tr role="row">{head(name)}{side("Before", &value.before)}{side("Now", &value.now)}{figure("Difference", change(value))}</tr>
    }
    .into_any()
}

/// The rows of a table that are not the same, column by column.
fn rows(section: &str, table: &ComparedTable) -> AnyView {
    let same = match table.same {
        0 => String::new(),
        1 => "1 row is the same in both.".to_owned(),
        many => format!("{many} rows are the same in both."),
    };
    let left_out = (table.left_out > 0).then(|| {
        format!(
            " {} more rows are different and are not shown.",
            table.left_out
        )
    });
    if table.rows.is_empty() {
        return view! { <p class="meta">{same}</p> }.into_any();
    }
    let body = table.rows.iter().map(row_of).collect_view();
    view! {
        <Table caption=format!("{section}, rows") columns=columns("Row")><tbody role="rowgroup">{body}</tbody></Table>
        <p class="meta">{same}{left_out}</p>
    }
    .into_any()
}

fn row_of(row: &ComparedRow) -> Vec<AnyView> {
    let (word, class) = match row.change {
        Change::Added => ("Added", "tag tag--paid"),
        Change::Removed => ("Removed", "tag tag--overdue"),
        Change::Changed | Change::Same => ("Changed", "tag tag--progress"),
    };
    let values = row
        .values
        .iter()
        .filter(|value| value.change != Change::Same);
    values
        .map(|value| {
            let name = view! { {row.name.clone()}" "<span class=class>{word}</span><br/><span class="meta">{value.label.clone()}</span> };
            self::row(name.into_any(), value)
        })
        .collect()
}

/// What is payable and what was assessed.
pub(super) fn money(
    words: &'static str,
    payable: ComparedMoney,
    assessment: Option<ComparedAssessment>,
) -> AnyView {
    let row = |name: &'static str, amount: ComparedMoney| {
        let (before, now) = (money::balance(amount.before), money::balance(amount.now));
        view! {
            <tr role="row">{head(name)}{figure("Before", before)}{figure("Now", now)}{figure("Difference", difference(amount.difference))}</tr>
        }
    };
    let assessed = assessment.map(|assessment| {
        let if_any = |name, amount: ComparedMoney| {
            let is_any = !(amount.before.is_zero() && amount.now.is_zero());
            is_any.then(|| row(name, amount))
        };
        view! { {row("Assessed", assessment.tax)}{if_any("Interest of the return", assessment.interest)}{if_any("Late-filing penalty", assessment.penalty)}{if_any("Late instalments", assessment.instalments)} }
    });
    view! {
        <section aria-labelledby="amounts"><h2 id="amounts" class="section-head mb-m">"What it comes to"</h2>
            <Table caption="What it comes to" columns=columns("Amount")><tbody role="rowgroup">{row(words, payable)}{assessed}</tbody></Table></section>
    }
    .into_any()
}
