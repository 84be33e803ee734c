//! What must hold for every draft of a corporate income tax return, tried on random ones.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use shared::Money;
use shared::filing::{Draft, evaluate};
use shared::finding::Severity;
use shared::form::{Form, LineKind};
use shared::period::Period;
use shared::program::Program;
use shared::program::corporate::dates::BalanceFacts;
use shared::rate::{RateTable, published};
use shared::sheet::Sheet;

fn form(year: Period) -> Form {
    let rates = RateTable::new(published());
    Program::CorporateIncomeTax
        .rules()
        .form(year, &rates)
        .unwrap()
}

fn year() -> impl Strategy<Value = Period> {
    (0_i64..9_300, 1_i64..=371).prop_map(|(offset, days)| {
        let begin: NaiveDate = "2000-01-01".parse().unwrap();
        let first = begin + TimeDelta::days(offset);
        Period {
            starts_on: first,
            ends_on: first + TimeDelta::days(days - 1),
        }
    })
}

/// Any text, and what people type.
fn entry() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => any::<String>(),
        3 => Just("yes".to_owned()),
        1 => Just("no".to_owned()),
        2 => "[1-7]",
        1 => Just("general".to_owned()),
        5 => "-?[0-9]{1,9}",
        1 => "[0-9]{14,16}",
        1 => "0\\.[0-9]{1,6}",
        1 => "20[0-9]{2}-0[1-9]-[0-2][0-9]",
    ]
}

/// Entries for lines of the form by their place in it, and rows of its tables.
fn entries() -> impl Strategy<Value = Vec<(prop::sample::Index, String)>> {
    prop::collection::vec((any::<prop::sample::Index>(), entry()), 0..60)
}

fn filled(form: &Form, entries: &[(prop::sample::Index, String)]) -> Draft {
    let mut draft = Draft::default();
    let entered: Vec<_> = form
        .lines()
        .filter(|line| line.kind == LineKind::Entered)
        .collect();
    let columns: Vec<_> = form
        .tables()
        .flat_map(|table| table.columns.iter().map(move |column| (&table.id, column)))
        .filter(|(_table, column)| column.kind == LineKind::Entered)
        .collect();
    for (place, text) in entries {
        let place = place.index(entered.len() + columns.len());
        match entered.get(place) {
            Some(line) => {
                draft.lines.insert(line.id.clone(), text.clone());
            }
            None => {
                let (table, column) = columns[place - entered.len()];
                let rows = draft.rows.entry(table.clone()).or_default();
                let last = rows.len().saturating_sub(1);
                if rows
                    .get(last)
                    .is_none_or(|row| row.contains_key(&column.id))
                {
                    rows.push(Default::default());
                }
                let last = rows.len() - 1;
                rows[last].insert(column.id.clone(), text.clone());
            }
        }
    }
    draft
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_draft_of_any_year_is_worked_out(year in year(), entries in entries()) {
        let form = form(year);
        let sheet = Sheet::of(&form);
        prop_assert!(sheet.is_ok(), "{:?}", sheet.err());
        let draft = filled(&form, &entries);
        let evaluation = sheet.unwrap().evaluate(&draft);
        for finding in &evaluation.findings {
            prop_assert!(!finding.message.is_empty());
        }
        for id in evaluation.why.keys() {
            prop_assert!(evaluation.lines.contains_key(id));
        }
        let errors = evaluation.findings.iter().any(|finding| finding.severity == Severity::Error);
        prop_assert!(errors || evaluation.payable.is_some());
        let most = |line: &str, least: &str| {
            let (line, least) = (evaluation.figure(line), evaluation.figure(least));
            line.zip(least).is_none_or(|(line, least)| line <= least)
        };
        for line in ["070", "072", "076", "080"] {
            prop_assert!(most(line, "068"), "line {}", line);
        }
    }

    #[test]
    fn the_form_and_the_rules_agree_on_the_third_month(
        kind in 1_u8..=5, income in 0_i64..1_000_000, active in 0_i64..600_000, last_tax in prop::option::of(0_i64..5_000),
        claimed_last_year: bool,
    ) {
        let form = form(Period {
            starts_on: "2024-01-01".parse().unwrap(),
            ends_on: "2024-12-31".parse().unwrap(),
        });
        let mut draft = Draft::default();
        let mut set = |line: &str, text: String| draft.lines.insert(line.into(), text);
        set("029", kind.to_string());
        set("062", income.to_string());
        if kind == 1 {
            set("schedule-1", "yes".into());
            set("1-003", active.to_string());
            set("last-year-deduction", if claimed_last_year { "yes" } else { "no" }.into());
            last_tax.map(|tax| set("last-year-tax", tax.to_string()));
        }
        let evaluation = evaluate(&form, &draft);
        let dollars = |line: &str| evaluation.figure(line).unwrap().money().unwrap();
        let facts = BalanceFacts {
            private_all_year: kind == 1,
            small_business_deduction: dollars("070").is_positive() || claimed_last_year,
            taxable_income: dollars("062"),
            tax: dollars("080"),
            tax_before: Money::from_cents(last_tax.unwrap_or(1_000_000) * 100),
        };
        let months = evaluation.figure("balance-months").unwrap().to_string();
        prop_assert_eq!(months, if facts.third_month() { "3" } else { "2" });
    }
}
