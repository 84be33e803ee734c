//! Every claim form on many days: it can be read, keeps to its facts, and no draft upsets it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;
use shared::Money;
use shared::filing::{Draft, Evaluation, Row, evaluate};
use shared::finding::Severity;
use shared::form::{FilingKind, Form};
use shared::identifier as id;
use shared::period::Period;
use shared::program::claim::limits;
use shared::program::{NoForm, Program};
use shared::rate::{RateTable, published};
use shared::sheet::Sheet;

const CLAIMS: [Program; 8] = [
    Program::TaxExemptFuelUser,
    Program::PropaneRetailer,
    Program::TaxExemptFuelSales,
    Program::AiteRetailer,
    Program::FuelClaims,
    Program::CarbonLevy,
    Program::FuelRebateHistory,
    Program::FreeholdMineralTax,
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn build(program: Program, code: &str, period: Period) -> Result<Form, NoForm> {
    let rates = RateTable::new(published());
    program.rules().build(code, period, &rates)
}

fn received(form: &Form, on: NaiveDate) -> Form {
    let rules = form.program.rules();
    rules
        .received_on(form.clone(), on, &RateTable::default())
        .unwrap()
}

fn entries(entries: &[(&str, &str)]) -> Row {
    let entries = entries.iter();
    entries
        .map(|(id, text)| ((*id).into(), (*text).into()))
        .collect()
}

fn is_late(evaluation: &Evaluation) -> bool {
    evaluation
        .findings
        .iter()
        .any(|f| f.code == "claim.out_of_time" && f.severity == Severity::Error)
}

/// The forms of all claims on days when each of them can be built, with and without changes of rates.
fn all_forms() -> Vec<Form> {
    let mut forms = Vec::new();
    for (from, to) in [
        ("2010-05-01", "2010-06-30"),
        ("2017-12-01", "2018-01-31"),
        ("2022-03-01", "2024-04-30"),
        ("2026-02-01", "2026-02-28"),
        ("2026-02-28", "2026-02-01"),
    ] {
        for program in CLAIMS {
            for facts in program.facts().forms {
                let form = build(
                    program,
                    facts.code,
                    Period {
                        starts_on: day(from),
                        ends_on: day(to),
                    },
                );
                if let Ok(form) = &form {
                    assert_eq!((form.kind, &*form.title), (facts.kind, facts.title));
                }
                forms.extend(form);
            }
        }
    }
    forms
}

#[test]
fn every_form_can_be_worked_out_and_is_what_its_facts_say() {
    let forms = all_forms();
    assert!(forms.len() > 25, "{}", forms.len());
    for form in &forms {
        let name = format!("{} {} {}", form.program, form.code, form.period.key());
        assert!(
            Sheet::of(form).is_ok(),
            "{name}: {:?}",
            Sheet::of(form).err()
        );
        assert!(form.line(&form.total).is_some(), "{name}");
        let mut ids: Vec<&str> = form.lines().map(|line| line.id.as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: a line number is there twice");
        let blank = evaluate(form, &Draft::default());
        assert!(
            blank
                .findings
                .iter()
                .all(|finding| finding.code != "form.broken")
        );
        if form.kind == FilingKind::Claim {
            let due = form.program.rules().due(&form.code, form.period);
            assert_eq!(due, Some(form.due_on), "{name}");
            assert!(form.line(&"received".into()).is_some(), "{name}");
        }
        let json = serde_json::to_string(form).unwrap();
        assert_eq!(
            &serde_json::from_str::<Form>(&json).unwrap(),
            form,
            "{name}"
        );
    }
}

/// Any text, and texts that lines can have.
fn entry() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-\u{2212}$ ,.0-9]{0,24}",
        "[0-9]{1,16}(\\.[0-9]{0,4})?",
        "(19|20|99)[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9]",
        "(yes|no|other|diesel|gasoline|stolen|contaminated|fluid-haul|diplomat|not-sold)",
        Just(format!("{}.99", "9".repeat(15))),
    ]
}

/// A form, and as many entries as it has places for.
fn filled() -> impl Strategy<Value = (Form, Vec<Option<String>>, usize)> {
    let forms = all_forms();
    let entries = proptest::collection::vec(proptest::option::of(entry()), 1..80);
    (proptest::sample::select(forms), entries, 0..4_usize)
}

fn fill(form: &Form, entries: &[Option<String>], rows: usize) -> Draft {
    let mut entries = entries.iter().cycle();
    let mut draft = Draft::default();
    for line in form.lines() {
        if let Some(Some(text)) = entries.next() {
            draft.lines.insert(line.id.clone(), text.clone());
        }
    }
    for table in form.tables() {
        let filled = (0..rows).map(|_row| {
            let columns = table.columns.iter();
            columns
                .filter_map(|column| Some((column.id.clone(), entries.next()?.clone()?)))
                .collect()
        });
        draft.rows.insert(table.id.clone(), filled.collect());
    }
    draft
}

proptest! {
    #[test]
    fn any_draft_is_worked_out_the_same_way_twice(
        (mut form, entries, rows) in filled(),
        day_number in 0..8_000_u64,
    ) {
        let on = day("2009-01-01") + Days::new(day_number);
        form = received(&form, on);
        let draft = fill(&form, &entries, rows);
        let evaluation = evaluate(&form, &draft);
        prop_assert_eq!(&evaluation, &evaluate(&form, &draft));
        prop_assert!(evaluation.payable.is_none_or(|amount| amount >= Money::ZERO));
        for figure in evaluation.lines.values().chain(evaluation.rows.values().flatten().flat_map(|row| row.iter().map(|(_, figure)| figure))) {
            let negative = figure.decimal() < Decimal::ZERO;
            prop_assert!(!negative || evaluation.payable.is_none() || form.period.ends_on < form.period.starts_on);
        }
    }

    #[test]
    fn the_form_and_the_rules_have_the_same_last_days(
        // To June 2026: after it no rate of fuel is published.
        event in 0..3_830_u64,
        later in 0..1_600_u64,
        contaminated in any::<bool>(),
    ) {
        let event = day("2016-01-01") + Days::new(event);
        let on = event + Days::new(later);
        let form = build(Program::FuelClaims, "loss", Period { starts_on: event, ends_on: event }).unwrap();
        let (kind, last) = if contaminated {
            ("contaminated", limits::contaminated_deadline(event))
        } else {
            ("destroyed", limits::stolen_or_destroyed_deadline(event))
        };
        let text = event.to_string();
        let row = [("kind", kind), ("happened_on", &text), ("product", "propane"), ("litres", "1")];
        let mut loss = Draft::default();
        loss.rows.insert("losses".into(), vec![entries(&row)]);
        let evaluation = evaluate(&received(&form, on), &loss);
        let late = is_late(&evaluation);
        prop_assert_eq!(late, on > last.unwrap());

        let debt = build(Program::FuelClaims, "bad-debt", Period { starts_on: event, ends_on: event }).unwrap();
        let lines = [("5", "A debtor"), ("11", text.as_str())];
        let evaluation = evaluate(&received(&debt, on), &Draft { lines: entries(&lines), ..Draft::default() });
        let late = is_late(&evaluation);
        let limit = limits::bad_debt_deadline(None, Some(event)).unwrap();
        prop_assert_eq!(late, on > limit.last_day);
    }

    #[test]
    fn no_text_upsets_an_identifier(text in any::<String>()) {
        let _business = id::is_business_number(&text);
        let account = id::program_account(&text);
        prop_assert_eq!(account.clone().and_then(|account| id::program_account(&account)), account);
        let code = id::postal_code(&text);
        prop_assert_eq!(code.clone().and_then(|code| id::postal_code(&code.text)), code);
        let _zip = id::is_zip_code(&text);
        let _factor = id::allocation_factor(&text);
        let _licence = id::is_ifta_licence(&text);
    }
}
