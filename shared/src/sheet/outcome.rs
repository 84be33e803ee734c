//! What a worked-out form hands out: figures, days and reasons.

use super::value::{self, Cells};
use super::{Place, Sheet, explain};
use crate::filing::{Draft, Evaluation, Figure, RowFigures, Why};
use crate::form::{LineId, LineKind, Unit};
use std::collections::BTreeMap;

impl Sheet<'_> {
    /// Why the computed cells of a row are what they are, by column.
    pub fn explain_row(&self, draft: &Draft, table: &str, row: usize) -> BTreeMap<LineId, Why> {
        let Some(cells) = self.worked_out(draft, &mut Evaluation::default()) else {
            return BTreeMap::new();
        };
        let found = self.tables.iter().position(|grid| grid.table.id == table);
        let Some((number, grid)) = found.and_then(|place| Some((place, self.tables.get(place)?)))
        else {
            return BTreeMap::new();
        };
        if row >= cells.rows(number) {
            return BTreeMap::new();
        }
        let computed = grid.columns.iter().enumerate().filter(|(column, slot)| {
            let has = cells.figure(Place::Column(number, *column), row).is_some();
            has && !slot.line.hidden && slot.line.kind == LineKind::Computed
        });
        let why = computed.filter_map(|(_column, slot)| {
            let why = explain::why(self, &cells, slot, Some((number, row)))?;
            Some((slot.line.id.clone(), why))
        });
        why.collect()
    }

    /// Hands out the figures and reasons.
    pub(super) fn give(&self, cells: &Cells<'_>, evaluation: &mut Evaluation) {
        for (number, slot) in self.lines.iter().enumerate() {
            let Some(value) = cells.figure(Place::Line(number), 0) else {
                continue;
            };
            if slot.line.hidden {
                continue;
            }
            let id = slot.line.id.clone();
            if slot.line.unit == Unit::Date {
                if slot.line.kind == LineKind::Computed
                    && let Some(day) = value::day(value)
                {
                    evaluation.days.insert(format!("/lines/{id}"), day);
                }
                continue;
            }
            evaluation.lines.insert(id.clone(), Figure::new(value));
            if matches!(slot.line.kind, LineKind::Computed | LineKind::Total)
                && let Some(why) = explain::why(self, cells, slot, None)
            {
                evaluation.why.insert(id, why);
            }
        }
        for (number, grid) in self.tables.iter().enumerate() {
            let count = cells.rows(number);
            if count == 0 {
                continue;
            }
            let shown: Vec<(usize, &LineId)> = grid
                .columns
                .iter()
                .enumerate()
                .filter(|(_column, slot)| {
                    !slot.line.hidden && slot.line.unit != Unit::Date && !slot.line.unit.is_word()
                })
                .map(|(column, slot)| (column, &slot.line.id))
                .collect();
            let days = grid.columns.iter().enumerate().filter(|(_column, slot)| {
                slot.line.unit == Unit::Date
                    && slot.line.kind == LineKind::Computed
                    && !slot.line.hidden
            });
            for (column, slot) in days {
                for row in 0..count {
                    let figure = cells.figure(Place::Column(number, column), row);
                    if let Some(day) = figure.and_then(value::day) {
                        let pointer = format!("/rows/{}/{row}/{}", grid.table.id, slot.line.id);
                        evaluation.days.insert(pointer, day);
                    }
                }
            }
            let rows = (0..count).map(|row| {
                let mut figures = Vec::with_capacity(shown.len());
                figures.extend(shown.iter().filter_map(|(column, id)| {
                    let value = cells.figure(Place::Column(number, *column), row)?;
                    Some(((*id).clone(), Figure::new(value)))
                }));
                RowFigures::from(figures)
            });
            evaluation
                .rows
                .insert(grid.table.id.clone(), rows.collect());
        }
    }
}
