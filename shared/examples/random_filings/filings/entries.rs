//! Random entries: texts as people type them, in the range that `hints` gives for the line.

use super::hints::{Hint, choices, days, edges, hint, rows};
use super::{between, chance};
use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rust_decimal::Decimal;
use shared::filing::{Draft, Row};
use shared::form::{Form, Line, LineId, LineKind, Table, Unit};
use shared::identifier::Identifier;
use shared::program::Program;

/// A draft of the form. Nobody says yet that it is correct.
pub(super) fn draft(form: &Form, random: &mut StdRng) -> Draft {
    let mut draft = Draft::default();
    for section in &form.sections {
        if let Some(table) = &section.table {
            let (least, most) = rows(form.program, &table.id);
            for _ in 0..between(random, least, most) {
                let row = row(form, table, random);
                draft.rows.entry(table.id.clone()).or_default().push(row);
            }
        }
        for line in &section.lines {
            if let Some(text) = wanted(form, line, random) {
                draft.lines.insert(line.id.clone(), text);
            }
        }
    }
    if form.program == Program::Ifta {
        set_litres(form, &mut draft, random);
    }
    draft
}

fn row(form: &Form, table: &Table, random: &mut StdRng) -> Row {
    let columns = table.columns.iter();
    columns
        .filter_map(|line| Some((line.id.clone(), wanted(form, line, random)?)))
        .collect()
}

/// An entry for a line that the filer may enter, as often as its hint says.
fn wanted(form: &Form, line: &Line, random: &mut StdRng) -> Option<String> {
    let asked = line.kind == LineKind::Entered;
    let percent = if line.required && line.when.is_none() {
        100
    } else {
        hint(form, line).percent
    };
    (asked && chance(random, percent)).then(|| entry(form, line, random))
}

/// A text for a line.
pub(super) fn entry(form: &Form, line: &Line, random: &mut StdRng) -> String {
    let hint = hint(form, line);
    if let Some(edge) = edges(form, line).choose(random)
        && chance(random, 10)
    {
        return edge.to_string();
    }
    match line.unit {
        Unit::Text if line.identifier.is_some() => match line.identifier {
            Some(Identifier::BusinessNumber) | None => "123456782".into(),
            Some(Identifier::CorporateAccount) => "1234567890".into(),
            Some(Identifier::IftaLicence) => "AB1234567".into(),
        },
        Unit::Text if line.id.as_str() == "105" => "owner@example.com".into(),
        Unit::Text => format!("Text {}", between(random, 1, 9_999)),
        Unit::Choice => choice(form, line, random),
        Unit::Date => {
            let (low, high) = days(form, line);
            (form.period.starts_on + TimeDelta::days(between(random, low, high))).to_string()
        }
        Unit::Factor => Decimal::new(between(random, 0, 1_000_000), 6).to_string(),
        Unit::Grams | Unit::Gigajoules if chance(random, 50) => typed(hint, 3, line, random),
        Unit::DollarsEach if chance(random, 30) => typed(hint, 4, line, random),
        Unit::DollarsEach | Unit::Dollars => typed(hint, 2, line, random),
        Unit::Percent
        | Unit::Grams
        | Unit::Gigajoules
        | Unit::WholeDollars
        | Unit::Nights
        | Unit::Litres
        | Unit::Kilometres
        | Unit::KilometresPerLitre
        | Unit::Pieces
        | Unit::Days
        | Unit::Number => typed(hint, 0, line, random),
    }
}

fn choice(form: &Form, line: &Line, random: &mut StdRng) -> String {
    let known = |word: &&str| line.choices.iter().any(|choice| choice.value == **word);
    let mut words: Vec<&str> = choices(form, line.id.as_str())
        .split(' ')
        .filter(known)
        .collect();
    if words.is_empty() {
        words = line
            .choices
            .iter()
            .map(|choice| choice.value.as_str())
            .collect();
    }
    (*words.choose(random).unwrap_or(&"")).to_owned()
}

/// A number as it is typed: plain, or with commas, a dollar sign or a typographic minus.
fn typed(hint: Hint, scale: u32, line: &Line, random: &mut StdRng) -> String {
    let one = 10_i64.pow(scale);
    let mut parts = if hint.low > 0 {
        between(random, hint.low * one, hint.high * one)
    } else if chance(random, 5) {
        0
    } else {
        // As many small numbers as large ones.
        let digits = u32::try_from((hint.high * one).to_string().len()).unwrap_or(1);
        let most = 10_i64.pow(u32::try_from(between(random, 1, i64::from(digits))).unwrap_or(1));
        between(random, 0, most.min(hint.high * one))
    };
    // Most years have an income.
    let below = if line.id.as_str() == "062" { 12 } else { 40 };
    if line.signed && chance(random, below) {
        parts = -parts;
    }
    let plain = Decimal::new(parts, scale).to_string();
    match between(random, 0, 19) {
        0 => with_commas(&plain),
        1 => format!(" {plain} ").replace('-', "\u{2212}"),
        2 if line.unit == Unit::Dollars && parts >= 0 => format!("${plain}"),
        _ => plain,
    }
}

fn with_commas(plain: &str) -> String {
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = whole;
    while let Some((front, back)) = rest
        .len()
        .checked_sub(3)
        .and_then(|at| (at > 0).then(|| rest.split_at_checked(at)).flatten())
    {
        parts.push(back);
        rest = front;
    }
    parts.push(rest);
    parts.reverse();
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{dot}{fraction}", parts.join(","))
}

/// The litres of each fuel, so that the kilometres of its rows make a believable average.
pub(super) fn set_litres(form: &Form, draft: &mut Draft, random: &mut StdRng) {
    let fuels: Vec<String> = form
        .lines()
        .filter_map(|line| line.id.as_str().strip_suffix("-litres").map(str::to_owned))
        .collect();
    for fuel in fuels {
        let of = |row: &&Row| {
            row.get(&LineId::from("fuel"))
                .is_some_and(|text| *text == fuel)
        };
        let rows = draft.rows.get("rows").into_iter().flatten().filter(of);
        let kilometres: i64 = rows
            .filter_map(|row| row.get(&LineId::from("km")))
            .map(|text| text.replace([',', ' '], "").parse().unwrap_or(0))
            .sum();
        let line = LineId::from(format!("{fuel}-litres"));
        draft.lines.remove(&line);
        if kilometres > 0 {
            let litres = kilometres * 100 / between(random, 80, 600);
            draft.lines.insert(line, litres.max(1).to_string());
        }
    }
}
