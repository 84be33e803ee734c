//! Two versions of a filing, line by line and row by row: what is the same, changed, added and removed.

use crate::contract::comparison::{
    Change, ComparedFinding, ComparedRow, ComparedSection, ComparedTable, ComparedValue,
};
use crate::filing::{Draft, Evaluation, Figure, Row, RowFigures};
use crate::finding::Finding;
use crate::form::{Form, Line, LineId, Table, Unit};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, VecDeque};

/// The most rows of a table that are told.
const MOST_ROWS: usize = 500;

/// A version: what was entered, and what followed from it.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// What was entered.
    pub draft: &'a Draft,
    /// What followed.
    pub evaluation: &'a Evaluation,
}

/// The sections of a form in two versions; those that are empty in both are left out.
pub fn sections(form: &Form, before: Version<'_>, now: Version<'_>) -> Vec<ComparedSection> {
    let section = |section: &crate::form::Section| {
        let table = section.table.as_ref();
        let lines = section.lines.iter().filter(|line| !line.hidden);
        ComparedSection {
            title: section.title.clone(),
            table: table.and_then(|table| compare_table(table, before, now)),
            lines: lines
                .filter_map(|line| compare(line, line_of(before, line), line_of(now, line)))
                .collect(),
        }
    };
    let sections = form.sections.iter().map(section);
    sections
        .filter(|section| section.table.is_some() || !section.lines.is_empty())
        .collect()
}

/// How many lines and rows are not the same.
pub fn changes(sections: &[ComparedSection]) -> u32 {
    let mut count = 0_u32;
    for section in sections {
        let lines = section.lines.iter();
        let lines = lines.filter(|line| line.change != Change::Same).count();
        count = count.saturating_add(number(lines));
        if let Some(table) = &section.table {
            count = count
                .saturating_add(number(table.rows.len()))
                .saturating_add(table.left_out);
        }
    }
    count
}

/// The findings of two versions: those of the later one, then those that only the earlier one had.
pub fn findings(before: &[Finding], now: &[Finding]) -> Vec<ComparedFinding> {
    let is_same = |one: &Finding, other: &Finding| {
        one.code == other.code && one.line == other.line && one.table == other.table
    };
    let of = |finding: &Finding, others: &[Finding], alone: Change| {
        let both = others.iter().any(|other| is_same(finding, other));
        ComparedFinding {
            change: if both { Change::Same } else { alone },
            finding: finding.clone(),
        }
    };
    let later = now.iter().map(|finding| of(finding, before, Change::Added));
    let gone = before
        .iter()
        .map(|finding| of(finding, now, Change::Removed));
    let gone = gone.filter(|finding| finding.change == Change::Removed);
    later.chain(gone).collect()
}

/// What a line or a cell says: a figure, or words.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    Figure(Figure),
    Words(String),
}

impl Said {
    fn text(self, line: &Line) -> String {
        match self {
            Self::Figure(figure) => figure.to_string(),
            Self::Words(text) => choice(line, &text),
        }
    }

    const fn figure(&self) -> Option<Figure> {
        match self {
            Self::Figure(figure) => Some(*figure),
            Self::Words(_) => None,
        }
    }
}

/// The words of a choice, or the text itself.
fn choice(line: &Line, text: &str) -> String {
    let chosen = line.choices.iter().find(|choice| choice.value == text);
    chosen.map_or_else(|| text.to_owned(), |choice| choice.label.clone())
}

/// What a version says on a line; nothing where it is empty or was not asked for.
fn line_of(version: Version<'_>, line: &Line) -> Option<Said> {
    if version.evaluation.skipped.contains(&line.id) {
        return None;
    }
    let figure = version.evaluation.lines.get(&line.id).copied();
    said(figure, version.draft.lines.get(&line.id))
}

fn said(figure: Option<Figure>, text: Option<&String>) -> Option<Said> {
    let words = text.map(|text| text.trim()).filter(|text| !text.is_empty());
    figure
        .map(Said::Figure)
        .or(words.map(|words| Said::Words(words.to_owned())))
}

/// A line or column in both versions; nothing when both are empty.
fn compare(line: &Line, before: Option<Said>, now: Option<Said>) -> Option<ComparedValue> {
    let change = match (&before, &now) {
        (None, None) => return None,
        (None, Some(_)) => Change::Added,
        (Some(_), None) => Change::Removed,
        (Some(before), Some(now)) if before == now => Change::Same,
        (Some(_), Some(_)) => Change::Changed,
    };
    let figures = !line.unit.is_word() && line.unit != Unit::Date;
    let amount = |said: &Option<Said>| match said {
        None => Some(Decimal::ZERO),
        Some(said) => said.figure().map(Figure::decimal),
    };
    let difference = amount(&now).zip(amount(&before)).filter(|_both| figures);
    let difference = difference.and_then(|(now, before)| now.checked_sub(before));
    Some(ComparedValue {
        line: line.id.clone(),
        label: line.label.clone(),
        kind: line.kind,
        unit: line.unit,
        change,
        before: before.map(|said| said.text(line)),
        now: now.map(|said| said.text(line)),
        difference: difference.map(Figure::new),
    })
}

/// The rows of a version with their figures.
#[derive(Clone, Copy)]
struct Rows<'a> {
    entered: &'a [Row],
    figures: &'a [RowFigures],
}

impl<'a> Rows<'a> {
    fn of(version: Version<'a>, table: &Table) -> Self {
        let skipped = version
            .evaluation
            .skipped
            .contains(&LineId::from(table.id.as_str()));
        let entered = version.draft.rows.get(&table.id).filter(|_rows| !skipped);
        let figures = version.evaluation.rows.get(&table.id);
        Self {
            entered: entered.map_or(&[], Vec::as_slice),
            figures: figures.map_or(&[], Vec::as_slice),
        }
    }

    fn cell(self, row: usize, column: &Line) -> Option<Said> {
        let figures = self.figures.get(row);
        let figure = figures.and_then(|row| row.get(&column.id)).copied();
        said(figure, self.entered.get(row)?.get(&column.id))
    }

    /// What tells a row from others: its words in the columns that make it one of its kind, or everything in it.
    fn key(self, row: usize, table: &Table) -> Vec<Option<Said>> {
        let named = |column: &&Line| table.unique.is_empty() || table.unique.contains(&column.id);
        let columns = table.columns.iter().filter(named);
        columns.map(|column| self.cell(row, column)).collect()
    }
}

fn compare_table(table: &Table, before: Version<'_>, now: Version<'_>) -> Option<ComparedTable> {
    let (before, now) = (Rows::of(before, table), Rows::of(now, table));
    if before.entered.is_empty() && now.entered.is_empty() {
        return None;
    }
    let mut rows = Vec::new();
    let mut same = 0_usize;
    for (earlier, later) in pairs(table, before, now) {
        let values: Vec<ComparedValue> = table
            .columns
            .iter()
            .filter(|column| !column.hidden)
            .filter_map(|column| {
                let cell =
                    |rows: Rows<'_>, row: Option<usize>| row.and_then(|row| rows.cell(row, column));
                compare(column, cell(before, earlier), cell(now, later))
            })
            .collect();
        let change = match (earlier, later) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ if values.iter().all(|value| value.change == Change::Same) => Change::Same,
            _ => Change::Changed,
        };
        if change == Change::Same {
            same = same.saturating_add(1);
            continue;
        }
        let place = |row: Option<usize>| row.map(|row| number(row).saturating_add(1));
        rows.push(ComparedRow {
            name: name(table, before, earlier, now, later),
            change,
            before: place(earlier),
            now: place(later),
            values,
        });
    }
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    Some(ComparedTable {
        table: table.id.clone(),
        row: table.row.clone(),
        rows,
        same: number(same),
        left_out: number(left_out),
    })
}

/// `Diesel, British Columbia`; where nothing tells rows apart `Row 3`.
fn name(
    table: &Table,
    before: Rows<'_>,
    earlier: Option<usize>,
    now: Rows<'_>,
    later: Option<usize>,
) -> String {
    let cell = |column: &Line| {
        let now = later.and_then(|row| now.cell(row, column));
        now.or_else(|| earlier.and_then(|row| before.cell(row, column)))
    };
    let named = table
        .columns
        .iter()
        .filter(|column| table.unique.contains(&column.id));
    let words: Vec<String> = named
        .filter_map(|column| {
            let text = match cell(column)? {
                Said::Figure(figure) => crate::words::figure(figure.decimal(), column.unit),
                words @ Said::Words(_) => words.text(column),
            };
            Some(text)
        })
        .collect();
    if words.is_empty() {
        let row = later.or(earlier).unwrap_or_default();
        format!("Row {}", row.saturating_add(1))
    } else {
        words.join(", ")
    }
}

/// Which rows belong together: those of one key in order, then, where nothing but the whole row is a key, what is left in
/// order. The removed ones come last.
fn pairs(table: &Table, before: Rows<'_>, now: Rows<'_>) -> Vec<(Option<usize>, Option<usize>)> {
    let mut by_key: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    for row in 0..before.entered.len() {
        let key = format!("{:?}", before.key(row, table));
        by_key.entry(key).or_default().push_back(row);
    }
    let mut partner: Vec<Option<usize>> = vec![None; now.entered.len()];
    for (row, partner) in partner.iter_mut().enumerate() {
        let key = format!("{:?}", now.key(row, table));
        *partner = by_key.get_mut(&key).and_then(VecDeque::pop_front);
    }
    let mut left: Vec<usize> = by_key.into_values().flatten().collect();
    left.sort_unstable();
    let mut left = VecDeque::from(left);
    if table.unique.is_empty() {
        for partner in partner.iter_mut().filter(|partner| partner.is_none()) {
            *partner = left.pop_front();
        }
    }
    let together = partner.into_iter().enumerate();
    let together = together.map(|(row, partner)| (partner, Some(row)));
    together
        .chain(left.into_iter().map(|row| (Some(row), None)))
        .collect()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
