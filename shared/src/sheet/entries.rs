//! What was typed becomes values: known lines, numbers, days, choices, and rows.

use super::value::{Cell, Cells};
use super::{Place, Sheet, Slot};
use crate::filing::{Draft, ENTRY_LIMIT, Evaluation, LINE_LIMIT, Row};
use crate::finding::{Finding, Severity};
use crate::form::{Line, LineId, LineKind, Unit};
use crate::money::{NumberError, parse_typed};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashMap;

/// What tells one row from another.
#[derive(PartialEq, Eq, Hash)]
enum Key<'d> {
    Word(Cow<'d, str>),
    Number(Decimal),
    Empty,
}

/// As people read a word: `Mexico` and `mexico ` are one.
fn folded(word: &str) -> Cow<'_, str> {
    let word = word.trim();
    // Ten thousand rows have thirty thousand words, nearly all of them plain.
    if !word.is_ascii() {
        word.to_lowercase().into()
    } else if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        word.to_ascii_lowercase().into()
    } else {
        word.into()
    }
}

impl<'f> Sheet<'f> {
    /// Reads a draft; `None` when it is refused as a whole.
    pub(super) fn read<'d>(
        &'d self,
        draft: &'d Draft,
        evaluation: &mut Evaluation,
    ) -> Option<Cells<'d>> {
        if draft.lines.len() > LINE_LIMIT {
            evaluation.findings.push(Finding::whole(
                Severity::Error,
                "lines.too_many",
                format!("A return can have at most {LINE_LIMIT} lines"),
            ));
            return None;
        }
        let mut cells = Cells {
            lines: self.lines.iter().map(|slot| first(slot.line)).collect(),
            tables: self
                .tables
                .iter()
                .map(|grid| vec![Vec::new(); grid.columns.len()])
                .collect(),
            counts: vec![0; self.tables.len()],
        };
        for (id, text) in &draft.lines {
            let place = self.lines.iter().position(|slot| slot.line.id == *id);
            let slot = place.and_then(|place| Some((place, self.lines.get(place)?)));
            let Some((place, slot)) = slot.filter(|(_, slot)| slot.line.kind == LineKind::Entered)
            else {
                evaluation.findings.push(unknown(id));
                continue;
            };
            match read(slot.line, text) {
                // Left empty, a figure that was taken over stays.
                Ok(Cell::Empty) => {}
                Ok(cell) => {
                    evaluation.findings.extend(odd(slot.line, &cell));
                    cells.set_line(place, cell);
                }
                Err((code, message)) => {
                    let finding = Finding::error(id, code, message);
                    evaluation.findings.push(finding);
                    cells.set_line(place, Cell::Broken);
                }
            }
        }
        for (id, rows) in &draft.rows {
            match self.tables.iter().position(|grid| grid.table.id == *id) {
                Some(table) => self.read_rows(table, rows, &mut cells, evaluation),
                None => {
                    let message = format!("This form has no table {id}. Leave it out");
                    let mut finding = Finding::whole(Severity::Error, "table.unknown", message);
                    finding.table = Some(id.clone());
                    evaluation.findings.push(finding);
                }
            }
        }
        Some(cells)
    }

    fn read_rows<'d>(
        &'d self,
        number: usize,
        rows: &'d [Row],
        cells: &mut Cells<'d>,
        evaluation: &mut Evaluation,
    ) {
        let Some(grid) = self.tables.get(number) else {
            return;
        };
        let name = grid.table.id.as_str();
        if u32::try_from(rows.len()).map_or(true, |count| count > grid.table.most) {
            let message = format!(
                "At most {} rows fit into one filing; there are {}. Leave rows out or add them up",
                crate::words::grouped(&grid.table.most.to_string()),
                crate::words::grouped(&rows.len().to_string())
            );
            let mut finding = Finding::whole(Severity::Error, "rows.too_many", message);
            finding.table = Some(name.into());
            evaluation.findings.push(finding);
            return;
        }
        if let Some(count) = cells.counts.get_mut(number) {
            *count = rows.len();
        }
        let columns: Vec<Cell<'d>> = grid.columns.iter().map(|slot| first(slot.line)).collect();
        if let Some(table) = cells.tables.get_mut(number) {
            for (column, cell) in table.iter_mut().zip(columns) {
                *column = vec![cell; rows.len()];
            }
        }
        for (row, texts) in rows.iter().enumerate() {
            // A row is in the order of names too: one walk finds all its columns.
            let mut by_name = grid.by_name.iter().peekable();
            for (id, text) in texts {
                while by_name.next_if(|(name, _)| *name < id).is_some() {}
                let column = by_name.next_if(|(name, _)| *name == id);
                let slot =
                    column.and_then(|(_, column)| Some((*column, grid.columns.get(*column)?)));
                let Some((column, slot)) =
                    slot.filter(|(_, slot)| slot.line.kind == LineKind::Entered)
                else {
                    evaluation.findings.push(unknown(id).in_row(name, row));
                    continue;
                };
                match read(slot.line, text) {
                    Ok(cell) => {
                        let odd = odd(slot.line, &cell).map(|mut finding| {
                            finding.message =
                                format!("Row {}: {}", row.saturating_add(1), finding.message);
                            finding.in_row(name, row)
                        });
                        evaluation.findings.extend(odd);
                        cells.set_cell(number, column, row, cell);
                    }
                    Err((code, message)) => {
                        let message = format!("Row {}: {message}", row.saturating_add(1));
                        let finding = Finding::error(id, code, message).in_row(name, row);
                        evaluation.findings.push(finding);
                        cells.set_cell(number, column, row, Cell::Broken);
                    }
                }
            }
        }
        self.duplicates(number, cells, evaluation);
    }

    /// Rows with the same words in the columns that tell rows apart.
    fn duplicates(&self, number: usize, cells: &Cells<'_>, evaluation: &mut Evaluation) {
        let Some(grid) = self
            .tables
            .get(number)
            .filter(|grid| !grid.table.unique.is_empty())
        else {
            return;
        };
        let columns: Vec<usize> = grid
            .columns
            .iter()
            .enumerate()
            .filter(|(_, slot)| grid.table.unique.contains(&slot.line.id))
            .map(|(column, _)| column)
            .collect();
        let mut seen = HashMap::with_capacity(cells.rows(number));
        for row in 0..cells.rows(number) {
            let key: Vec<Key<'_>> = columns
                .iter()
                .map(|column| {
                    let place = Place::Column(number, *column);
                    let word = cells.word(place, row).map(|word| Key::Word(folded(word)));
                    let key = word.or_else(|| cells.figure(place, row).map(Key::Number));
                    key.unwrap_or(Key::Empty)
                })
                .collect();
            // What is not named yet is asked for, and no other row.
            let missing = columns.iter().zip(&key).any(|(column, key)| {
                let slot = grid.columns.get(*column);
                let required = slot.is_some_and(|slot| slot.when.is_none() && is_required(slot));
                *key == Key::Empty && required
            });
            if missing || key.iter().all(|part| *part == Key::Empty) {
                continue;
            }
            if let Some(before) = seen.insert(key, row) {
                let message = format!(
                    "Row {}: the same {} stands in row {}. Add the two up",
                    row.saturating_add(1),
                    grid.table.row,
                    before.saturating_add(1)
                );
                let mut finding = Finding::whole(Severity::Error, "row.duplicate", message);
                finding.line = grid.table.unique.first().cloned();
                evaluation
                    .findings
                    .push(finding.in_row(&grid.table.id, row));
            }
        }
    }

    /// Lines that cannot be left empty.
    pub(super) fn requirements(&self, cells: &Cells<'_>, evaluation: &mut Evaluation) {
        let missing = |line: &Line| {
            let verb = if line.unit == Unit::Choice {
                "Choose"
            } else {
                "Enter"
            };
            let what = format!("{verb} {}", crate::words::lower(&line.label));
            Finding::error(&line.id, "line.required", what)
        };
        for (number, slot) in self.lines.iter().enumerate() {
            // What cannot be said yet is asked for and not missed.
            let asked = is_required(slot)
                && slot
                    .when
                    .as_ref()
                    .is_none_or(|when| cells.holds(self, when, None));
            if asked && !cells.entered(Place::Line(number), 0) {
                evaluation.findings.push(missing(slot.line));
            }
        }
        for (number, grid) in self.tables.iter().enumerate() {
            for row in 0..cells.rows(number) {
                for (column, slot) in grid.columns.iter().enumerate() {
                    let asked = is_required(slot)
                        && slot
                            .when
                            .as_ref()
                            .is_none_or(|when| cells.holds(self, when, Some((number, row))));
                    if asked && !cells.entered(Place::Column(number, column), row) {
                        let mut finding = missing(slot.line).in_row(&grid.table.id, row);
                        finding.message =
                            format!("Row {}: {}", row.saturating_add(1), finding.message);
                        evaluation.findings.push(finding);
                    }
                }
            }
            let asked = grid.when.as_ref().is_none_or(|when| cells.asks(self, when));
            if !asked {
                let id = grid.table.id.as_str();
                evaluation.skipped.insert(id.into());
            }
            if !asked && cells.rows(number) > 0 {
                let message = "Leave the table out: it is not asked for with your other answers";
                let mut finding = Finding::whole(Severity::Error, "table.not_asked", message);
                finding.table = Some(grid.table.id.clone());
                evaluation.findings.push(finding);
            }
        }
    }
}

fn is_required(slot: &Slot<'_>) -> bool {
    slot.line.required && slot.line.kind == LineKind::Entered
}

/// What a line begins with: nothing, or what the form gives.
pub(super) fn first(line: &Line) -> Cell<'_> {
    match (&line.value, line.unit.is_word()) {
        (Some(word), true) => Cell::Word(word),
        (Some(day), false) if line.unit == Unit::Date => {
            day.parse().map_or(Cell::Broken, |day: NaiveDate| {
                Cell::Number(Decimal::from(day.num_days_from_ce()))
            })
        }
        (Some(number), false) => number.parse().map_or(Cell::Broken, Cell::Number),
        (None, _) => Cell::Empty,
    }
}

/// What is wrong with a number or code that does not have the shape of its kind.
fn odd(line: &Line, cell: &Cell<'_>) -> Option<Finding> {
    let (identifier, text) = match (line.identifier, cell) {
        (Some(identifier), Cell::Word(text)) => (identifier, text),
        (_, Cell::Word(_) | Cell::Number(_) | Cell::Empty | Cell::Broken) => return None,
    };
    if identifier.fits(text) {
        return None;
    }
    let (severity, code, what) = identifier.wrong();
    let mut finding = Finding::error(&line.id, code, format!("{} {what}", line.label));
    finding.severity = severity;
    Some(finding)
}

fn unknown(id: &LineId) -> Finding {
    let message = format!("This form has no line {id} to fill in. Leave it out");
    Finding::error(id, "line.unknown", message)
}

/// The text of a line as its unit has it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what has no form of its own is a number"
)]
fn read<'d>(line: &Line, text: &'d str) -> Result<Cell<'d>, (&'static str, String)> {
    let text = text.trim();
    let label = &line.label;
    if text.is_empty() {
        return Ok(Cell::Empty);
    }
    match line.unit {
        // A text of few bytes has few characters: most need no count.
        Unit::Text if text.len() > ENTRY_LIMIT && text.chars().count() > ENTRY_LIMIT => Err((
            "text.too_long",
            format!("{label} can have at most {ENTRY_LIMIT} characters"),
        )),
        Unit::Text => Ok(Cell::Word(text)),
        Unit::Choice if line.choices.iter().any(|choice| choice.value == text) => {
            Ok(Cell::Word(text))
        }
        Unit::Choice => Err((
            "choice.unknown",
            format!("{label}: {text} is none of the choices"),
        )),
        Unit::Date => {
            let day: Result<NaiveDate, _> = text.parse();
            let day = day.map_err(|_bad| {
                let message = format!("{label} must be a day like 2026-10-31");
                ("date.not_a_day", message)
            })?;
            Ok(Cell::Number(Decimal::from(day.num_days_from_ce())))
        }
        Unit::Factor => match parse_typed(text, line.unit.scale()) {
            Ok(value) if value < Decimal::ZERO || value > Decimal::ONE => Err((
                "factor.out_of_range",
                format!("{label} must be from 0 to 1"),
            )),
            other => number(line, other),
        },
        _ => number(line, parse_typed(text, line.unit.scale())),
    }
}

fn number<'d>(
    line: &Line,
    read: Result<Decimal, NumberError>,
) -> Result<Cell<'d>, (&'static str, String)> {
    let label = &line.label;
    match read {
        Ok(value) if value < Decimal::ZERO && !line.signed => {
            Err(("number.negative", format!("{label} cannot be negative")))
        }
        Ok(mut value) => {
            value.rescale(line.unit.scale());
            Ok(Cell::Number(value))
        }
        Err(error) => {
            let text = match (error, line.unit.scale()) {
                (NumberError::NotANumber, 0) => {
                    format!("{label} must be a whole number, like 120")
                }
                (NumberError::NotANumber, _) => format!("{label} must be a number, like 120.00"),
                (NumberError::TooPrecise, 0) => {
                    format!("{label} must be a whole number, without decimals")
                }
                (NumberError::TooPrecise, scale) => {
                    format!("{label} can have at most {scale} decimals")
                }
                (NumberError::TooLarge, _) => {
                    format!("{label} can have at most 15 digits before the decimal point")
                }
            };
            let code = match error {
                NumberError::NotANumber => "number.not_a_number",
                NumberError::TooPrecise => "number.too_precise",
                NumberError::TooLarge => "number.too_large",
            };
            Err((code, text))
        }
    }
}
