//! The items of a Net File return as lines of the form, and back: `000000062` is line 062 of the jacket, `001000007` line
//! 007 of Schedule 1. Software sends figures that the form works out too: they are compared, not taken.

use super::form::{CONTACT, GIVES_CONTACT};
use super::netfile::{JACKET, LineItemId, Refusal};
use crate::filing::{Draft, Evaluation};
use crate::form::{Form, Line, LineId, LineKind, Unit};
use crate::money::parse_typed;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Jacket items that name what the account says already: its number, and the first and last day of the year.
const NUMBER: &str = "000000034";
const FIRST_DAY: &str = "000000036";
const LAST_DAY: &str = "000000037";

/// The approval code of the software; it is no line of the form.
const SOFTWARE: &str = "000000005";

/// The code of everything that is wrong with content.
const CONTENT: u32 = 20060;

/// Lines of the jacket that are nil now: software may send them as zero.
const NIL_NOW: [&str; 4] = ["000000064", "000000071", "000000074", "000000081"];

/// A return as lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// What is entered.
    pub draft: Draft,
    /// Figures that the form works out, as the software has them, by their items.
    pub worked_out: Vec<(String, LineId, String)>,
}

/// The schedules that items belong to, as software names them; ids that are none belong to no schedule.
pub fn schedules<'i>(ids: impl Iterator<Item = &'i String>) -> BTreeSet<u16> {
    ids.filter_map(|id| Some(parts(&LineItemId::read(id)?)?.0))
        .collect()
}

/// The item of a line, when its number says which.
pub fn item_of(line: &LineId) -> Option<String> {
    let text = line.as_str();
    let (schedule, number) = text.split_once('-').unwrap_or(("0", text));
    let (schedule, number): (u16, u32) = (schedule.parse().ok()?, number.parse().ok()?);
    Some(format!("{schedule:03}{number:06}"))
}

/// The schedule and line of an item.
fn parts(id: &LineItemId) -> Option<(u16, u32)> {
    let (schedule, line) = id.as_str().split_at_checked(3)?;
    Some((schedule.parse().ok()?, line.parse().ok()?))
}

/// Reads items into the lines of a form.
///
/// # Errors
/// Everything that is no line of the form, or that says another account or year.
pub fn read(
    form: &Form,
    number: &str,
    items: &BTreeMap<String, String>,
) -> Result<Read, Vec<Refusal>> {
    let mut read = Read::default();
    let mut refusals = Vec::new();
    let day = |day: NaiveDate| day.format("%Y%m%d").to_string();
    for (id, value) in items {
        let value = value.trim();
        let said = match id.as_str() {
            NUMBER => Some(number.to_owned()),
            FIRST_DAY => Some(day(form.period.starts_on)),
            LAST_DAY => Some(day(form.period.ends_on)),
            SOFTWARE => Some(value.to_owned()),
            _ => None,
        };
        if let Some(said) = said {
            if said != value {
                let message = format!("Item {id} is {value}; the account says {said}");
                refusals.push(Refusal::of(CONTENT, message).about(id));
            }
            continue;
        }
        if NIL_NOW.contains(&id.as_str()) {
            if value.parse() != Ok(Decimal::ZERO) {
                let message = format!("Item {id} is nil now. Leave it out, or send 0");
                refusals.push(Refusal::of(CONTENT, message).about(id));
            }
            continue;
        }
        let Some(line) = line_of(form, id) else {
            let message = match table_of(form, id) {
                Some(table) => {
                    format!("Item {id} is a column of the table {table}. Send it in `rows`")
                }
                None => format!("Item {id} is no line of this return. Leave it out"),
            };
            refusals.push(Refusal::of(CONTENT, message).about(id));
            continue;
        };
        if line.kind == LineKind::Entered {
            let value = spelled(line, value);
            read.draft.lines.insert(line.id.clone(), value);
        } else {
            let worked_out = (id.clone(), line.id.clone(), value.to_owned());
            read.worked_out.push(worked_out);
        }
    }
    let contact = CONTACT.iter().any(|(number, _label)| {
        let line = LineId::from(*number);
        read.draft.lines.contains_key(&line)
    });
    if contact {
        let question = LineId::from(GIVES_CONTACT);
        read.draft.lines.insert(question, "yes".into());
    }
    for schedule in schedules(items.keys()) {
        let question = LineId::from(format!("schedule-{schedule}"));
        if schedule != JACKET && form.line(&question).is_some() {
            read.draft.lines.insert(question, "yes".into());
        }
    }
    if refusals.is_empty() {
        Ok(read)
    } else {
        Err(refusals)
    }
}

/// The id that a line or column of an item would have.
fn id_of(id: &str) -> Option<LineId> {
    let (schedule, number) = parts(&LineItemId::read(id)?)?;
    Some(LineId::from(if schedule == JACKET {
        format!("{number:03}")
    } else {
        format!("{schedule}-{number:03}")
    }))
}

fn line_of<'f>(form: &'f Form, id: &str) -> Option<&'f Line> {
    form.line(&id_of(id)?)
}

/// The table that has an item as a column.
fn table_of<'f>(form: &'f Form, id: &str) -> Option<&'f str> {
    let column = id_of(id)?;
    let tables = form
        .sections
        .iter()
        .filter_map(|section| section.table.as_ref());
    let mut having = tables.filter(|table| table.columns.iter().any(|one| one.id == column));
    having.next().map(|table| table.id.as_str())
}

/// Lines that were sent twice, by item and by line, and differ.
pub fn conflicts(read: &Read, lines: &BTreeMap<LineId, String>) -> Vec<Refusal> {
    let conflict = |(line, value): (&LineId, &String)| {
        let by_item = read.draft.lines.get(line)?;
        let item = item_of(line)?;
        let message =
            format!("Item {item} is {by_item}, but line {line} is {value}: send one of them");
        (by_item.trim() != value.trim()).then(|| Refusal::of(CONTENT, message).about(&item))
    };
    lines.iter().filter_map(conflict).collect()
}

/// A value as the form has it: 1 and 2 are yes and no, days are written with dashes.
fn spelled(line: &Line, value: &str) -> String {
    let answers = line.unit == Unit::Choice && line.choices.iter().any(|one| one.value == "yes");
    match (answers, value) {
        (true, "1") => return "yes".into(),
        (true, "2") => return "no".into(),
        _ => {}
    }
    if line.unit == Unit::Date
        && let Ok(day) = NaiveDate::parse_from_str(value, "%Y%m%d")
    {
        return day.to_string();
    }
    value.to_owned()
}

/// Where the software has another figure than the form.
pub fn differences(read: &Read, evaluation: &Evaluation) -> Vec<Refusal> {
    let different = |(id, line, value): &(String, LineId, String)| {
        let figure = evaluation.lines.get(line)?;
        let same = parse_typed(value, 10).is_ok_and(|value| value == figure.decimal());
        let message = format!("Item {id} is {value}, but the other lines give {figure}");
        (!same).then(|| Refusal::of(CONTENT, message).about(id))
    };
    read.worked_out.iter().filter_map(different).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Period;
    use crate::program::Program;
    use crate::rate::{RateTable, published};

    fn form() -> Form {
        let day = |text: &str| text.parse().unwrap();
        let period = Period {
            starts_on: day("2025-01-01"),
            ends_on: day("2025-12-31"),
        };
        let rates = RateTable::new(published());
        let rules = Program::CorporateIncomeTax.rules();
        rules.build("return", period, &rates).unwrap()
    }

    fn items(items: &[(&str, &str)]) -> BTreeMap<String, String> {
        let items = items.iter();
        items
            .map(|(id, value)| ((*id).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn items_become_lines_in_their_words() {
        let sent = items(&[
            ("000000034", "1234567890"),
            ("000000036", "20250101"),
            ("000000037", "20251231"),
            ("000000001", "2"),
            ("000000029", "1"),
            ("000000062", "300000"),
            ("000000068", "24000"),
            ("000000053", "20250630"),
            ("001000003", "300000"),
            ("000000010", "Acme Ltd."),
            ("000000071", "0"),
        ]);
        let read = read(&form(), "1234567890", &sent).unwrap();
        let line = |id: &str| read.draft.lines.get(&LineId::from(id)).map(String::as_str);
        assert_eq!(line("001"), Some("no"));
        assert_eq!(line("029"), Some("1"));
        assert_eq!(line("053"), Some("2025-06-30"));
        assert_eq!(line("1-003"), Some("300000"));
        assert_eq!(line("schedule-1"), Some("yes"));
        assert_eq!(line("034"), None);
        assert_eq!(line("010"), Some("Acme Ltd."));
        assert_eq!(line("contact-given"), Some("yes"));
        let worked_out = [("000000068".into(), LineId::from("068"), "24000".into())];
        assert_eq!(read.worked_out, worked_out);
    }

    #[test]
    fn another_account_year_or_line_is_refused() {
        let sent = items(&[
            ("000000034", "1234567891"),
            ("000000037", "20251130"),
            ("000000999", "1"),
            ("000000071", "5"),
        ]);
        let refusals = read(&form(), "1234567890", &sent).unwrap_err();
        let about: Vec<_> = refusals
            .iter()
            .filter_map(|one| one.item.as_deref())
            .collect();
        assert_eq!(about, ["000000034", "000000037", "000000071", "000000999"]);
    }

    #[test]
    fn a_line_has_its_item() {
        for (line, item) in [
            ("062", "000000062"),
            ("1-007", "001000007"),
            ("29-134", "029000134"),
        ] {
            assert_eq!(item_of(&line.into()).as_deref(), Some(item));
        }
        assert_eq!(item_of(&"s1-capital".into()), None);
    }
}
