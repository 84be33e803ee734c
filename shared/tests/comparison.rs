//! Comparing versions of a filing: on every form, and on tables without anything that tells rows apart.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use shared::comparison::{Version, changes, sections};
use shared::contract::comparison::{Change, ComparedTable};
use shared::filing::{Draft, Evaluation, Row, evaluate};
use shared::form::{Form, Line, Section, Table, Unit};
use shared::period::Period;
use shared::program::Program;
use shared::rate::{RateTable, published};

/// A form with one table, whose rows nothing or one column tells apart.
fn form(unique: &[&str]) -> Form {
    let period = Period {
        starts_on: "2026-10-01".parse().unwrap(),
        ends_on: "2026-10-31".parse().unwrap(),
    };
    let table = RateTable::new(published());
    let mut form = Program::TourismLevy.rules().form(period, &table).unwrap();
    let columns = vec![
        Line::entered("who", "Who", "", Unit::Text),
        Line::entered("litres", "Litres", "", Unit::Litres),
    ];
    form.sections.push(
        Section::new("Rows", Vec::new())
            .table(Table::new("things", "thing", 20_000, columns).unique(unique)),
    );
    form
}

fn draft(rows: &[(&str, &str)]) -> Draft {
    let row = |(who, litres): &(&str, &str)| {
        Row::from([
            ("who".into(), (*who).into()),
            ("litres".into(), (*litres).into()),
        ])
    };
    let mut draft = Draft::default();
    draft
        .rows
        .insert("things".into(), rows.iter().map(row).collect());
    draft
}

fn compared(form: &Form, before: &Draft, now: &Draft) -> Option<ComparedTable> {
    let (was, is) = (evaluate(form, before), evaluate(form, now));
    let version = |draft, evaluation| Version { draft, evaluation };
    let all = sections(form, version(before, &was), version(now, &is));
    all.into_iter().find_map(|section| section.table)
}

/// Change, name, place before and place now of each row that is told.
fn told(table: &ComparedTable) -> Vec<(Change, &str, Option<u32>, Option<u32>)> {
    let row = table.rows.iter();
    row.map(|row| (row.change, row.name.as_str(), row.before, row.now))
        .collect()
}

#[test]
fn rows_with_a_key_are_found_wherever_they_went() {
    let form = form(&["who"]);
    let before = draft(&[("Ada", "1"), ("Bo", "2"), ("Cy", "3")]);
    let now = draft(&[("Cy", "3"), ("Dee", "4"), ("Ada", "9")]);
    let table = compared(&form, &before, &now).unwrap();
    assert_eq!(
        told(&table),
        [
            (Change::Added, "Dee", None, Some(2)),
            (Change::Changed, "Ada", Some(1), Some(3)),
            (Change::Removed, "Bo", Some(2), None),
        ]
    );
    assert_eq!(table.same, 1);
    let ada = &table.rows[1].values;
    assert_eq!(ada[1].difference.unwrap().to_string(), "8");
    assert_eq!(
        (ada[0].change, ada[1].change),
        (Change::Same, Change::Changed)
    );
}

#[test]
fn rows_without_a_key_pair_up_when_they_are_equal_and_else_in_order() {
    let form = form(&[]);
    let before = draft(&[("x", "1"), ("y", "2"), ("z", "3")]);
    let now = draft(&[("z", "3"), ("x", "1"), ("y", "5"), ("new", "6")]);
    let table = compared(&form, &before, &now).unwrap();
    assert_eq!(
        told(&table),
        [
            (Change::Changed, "Row 3", Some(2), Some(3)),
            (Change::Added, "Row 4", None, Some(4)),
        ]
    );
    assert_eq!(table.same, 2);
    // Two of a key pair up one by one.
    let twice = draft(&[("x", "1"), ("x", "1")]);
    let table = compared(&form, &twice, &draft(&[("x", "1")])).unwrap();
    assert_eq!((table.same, table.rows.len()), (1, 1));
    assert_eq!(table.rows[0].change, Change::Removed);
    assert!(compared(&form, &draft(&[]), &draft(&[])).is_none());
}

#[test]
fn of_many_rows_that_differ_five_hundred_are_told() {
    let form = form(&["who"]);
    let names: Vec<String> = (0..10_000).map(|number| format!("n{number}")).collect();
    let rows = |litres: &'static str| {
        names
            .iter()
            .map(|name| (name.as_str(), litres))
            .collect::<Vec<_>>()
    };
    let (before, now) = (draft(&rows("1")), draft(&rows("2")));
    let table = compared(&form, &before, &now).unwrap();
    assert_eq!(
        (table.rows.len(), table.left_out, table.same),
        (500, 9_500, 0)
    );
    let (was, is) = (evaluate(&form, &before), evaluate(&form, &now));
    let version = |draft, evaluation| Version { draft, evaluation };
    let all = sections(&form, version(&before, &was), version(&now, &is));
    assert_eq!(changes(&all), 10_000);
}

#[test]
fn what_is_not_asked_for_does_not_count() {
    let form = form(&[]);
    let mut before = Draft::default();
    before.lines.insert("10".into(), "100.00".into());
    let was = evaluate(&form, &before);
    let is = Evaluation {
        skipped: ["10".into()].into(),
        ..Evaluation::default()
    };
    let version = |draft, evaluation| Version { draft, evaluation };
    let all = sections(&form, version(&before, &was), version(&before, &is));
    let mut lines = all.iter().flat_map(|section| &section.lines);
    let ten = lines.find(|line| line.line.as_str() == "10").unwrap();
    assert_eq!((ten.change, ten.now.as_deref()), (Change::Removed, None));
}

fn rows() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::vec(("[abc]{0,2}", "[0-9]{0,2}"), 0..12)
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_told_twice(before in rows(), now in rows(), keyed in any::<bool>()) {
        let form = form(if keyed { &["who"] } else { &[] });
        let draft_of = |rows: &[(String, String)]| {
            let rows: Vec<(&str, &str)> = rows.iter().map(|(who, litres)| (who.as_str(), litres.as_str())).collect();
            draft(&rows)
        };
        let (one, other) = (draft_of(&before), draft_of(&now));
        if let Some(table) = compared(&form, &one, &other) {
            let count = |change: Change| u32::try_from(table.rows.iter().filter(|row| row.change == change).count()).unwrap();
            let both = table.same + count(Change::Changed);
            prop_assert_eq!(both + count(Change::Removed), u32::try_from(before.len()).unwrap());
            prop_assert_eq!(both + count(Change::Added), u32::try_from(now.len()).unwrap());
        }
        // A version against itself has no changes.
        let evaluation = evaluate(&form, &one);
        let version = Version { draft: &one, evaluation: &evaluation };
        prop_assert_eq!(changes(&sections(&form, version, version)), 0);
    }
}
