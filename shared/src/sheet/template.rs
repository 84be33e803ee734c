//! Texts with lines in braces: `Levy at 6% of {31}`.

use super::value::Cells;
use super::{Place, Sheet};
use crate::words;

/// The text with values in place of names. A name without a value stays out.
pub(super) fn fill(
    sheet: &Sheet<'_>,
    cells: &Cells<'_>,
    text: &str,
    row: Option<(usize, usize)>,
) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if name == "row" {
            let number = row.map_or(0, |(_table, row)| row.saturating_add(1));
            filled.push_str(&number.to_string());
        } else if let Some(place) = sheet.find(&name.into(), row) {
            filled.push_str(&shown(sheet, cells, place, row.map_or(0, |(_, row)| row)));
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A value in its unit.
pub(super) fn shown(sheet: &Sheet<'_>, cells: &Cells<'_>, place: Place, row: usize) -> String {
    let Some(line) = sheet.slot(place).map(|slot| slot.line) else {
        return String::new();
    };
    if let Some(word) = cells.word(place, row) {
        let choice = line.choices.iter().find(|choice| choice.value == word);
        return choice.map_or(word, |choice| &choice.label).to_owned();
    }
    let value = cells.figure(place, row).unwrap_or_default();
    words::figure(value, line.unit)
}
