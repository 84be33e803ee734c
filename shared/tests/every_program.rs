//! What must hold for every form of every program, and for every shape of penalty, tried on random ones.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod entered;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use shared::Money;
use shared::filing::{Draft, Figure, Row, evaluate, explain_row};
use shared::form::{Form, Line, LineKind, Unit};
use shared::penalty::{LatePenalty, Lateness};
use shared::period::{Frequency, Period};
use shared::program::{Cycle, LedgerInterest, Program};
use shared::rate::{Confidence, DatedRate, Rate, RateTable, published};
use std::collections::BTreeMap;

/// Every form that there is, with how often it is filed.
fn forms() -> Vec<(Program, &'static str, Frequency)> {
    let mut forms = Vec::new();
    for program in Program::ALL {
        for form in program.facts().forms {
            let often = program.facts().frequencies.first().copied();
            let frequency = match form.cycle {
                Cycle::Period => often.unwrap_or(Frequency::Monthly),
                Cycle::Range { .. } | Cycle::Event => Frequency::Monthly,
            };
            forms.push((*program, form.code, frequency));
        }
    }
    forms
}

/// The published rates; of carriers and of health cost recovery, which publish none, made up.
fn rates() -> RateTable {
    let factors = (2018..=2030).map(|year| DatedRate {
        code: "health-cost-recovery".parse().unwrap(),
        effective_on: format!("{year}-01-01").parse().unwrap(),
        until: None,
        value: Rate::of(45, 3),
        confidence: Confidence::Unverified,
        source: "made up".into(),
    });
    let made_up = entered::matrix().into_iter().chain(factors);
    RateTable::new(published().into_iter().chain(made_up).collect())
}

/// Stocks are declared on the days on which a rate changed.
const CHANGES: [&str; 4] = ["2022-04-01", "2024-01-01", "2024-04-01", "2019-10-25"];

/// A form for some days on which its rates are known, as it is when it is received some days after.
fn built(place: usize, offset: u64, late: u64) -> Option<Form> {
    let forms = forms();
    let (program, code, frequency) = forms[place % forms.len()];
    let first: NaiveDate = "2019-01-01".parse().unwrap();
    let cycle = program.facts().form(code).unwrap().cycle;
    let day = if code == "inventory" {
        let place = usize::try_from(offset / 100).unwrap() % CHANGES.len();
        CHANGES[place].parse().unwrap()
    } else {
        first + Days::new(offset)
    };
    let period = match cycle {
        Cycle::Event => Period {
            starts_on: day,
            ends_on: day,
        },
        Cycle::Period | Cycle::Range { .. } => Period::starting(day, frequency).unwrap(),
    };
    let rules = program.rules();
    let rates = rates();
    let form = rules.build(code, period, &rates).ok()?;
    let received_on = period.ends_on + Days::new(late);
    let form = rules.received_on(form, received_on, &rates).ok()?;
    Some(rules.answered_on(form, received_on))
}

/// What people type into a line: often something that fits, sometimes anything.
fn text(line: &Line, pick: u32, number: u64, any: &str) -> String {
    match (pick % 8, line.unit) {
        (0, _) => any.to_owned(),
        (1, _) => format!("-{number}"),
        (2, _) => format!("{number}.{}", number % 1_000),
        (_, Unit::Choice) => line
            .choices
            .get(usize::try_from(number).unwrap() % line.choices.len().max(1))
            .map_or_else(String::new, |choice| choice.value.clone()),
        (_, Unit::Date) => format!("2026-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
        (_, Unit::Factor | Unit::Percent) => format!("0.{}", number % 1_000_000),
        (_, Unit::Text) => format!("word {number}"),
        _ => (number % 1_000_000).to_string(),
    }
}

#[derive(Clone, Debug)]
struct Typed {
    picks: Vec<(u32, u64, String)>,
    rows: usize,
}

impl Typed {
    fn at(&self, place: usize) -> &(u32, u64, String) {
        &self.picks[place % self.picks.len()]
    }

    fn entries<'f>(&self, lines: impl Iterator<Item = &'f Line>, from: usize) -> Row {
        let entered = lines.filter(|line| line.kind == LineKind::Entered);
        let typed = entered.enumerate().filter_map(|(place, line)| {
            let (pick, number, any) = self.at(place + from);
            // Some lines are left out.
            (pick % 5 != 4).then(|| (line.id.clone(), text(line, *pick, *number, any)))
        });
        typed.collect()
    }

    fn draft(&self, form: &Form) -> Draft {
        let tables = form.tables().map(|table| {
            let row = |row: usize| self.entries(table.columns.iter(), row * 7 + 3);
            (table.id.clone(), (0..self.rows).map(row).collect())
        });
        Draft {
            lines: self.entries(form.lines(), 0),
            rows: tables.collect::<BTreeMap<_, _>>(),
        }
    }
}

fn typed() -> impl Strategy<Value = Typed> {
    let pick = (any::<u32>(), 0_u64..10_000_000_000_000_000, "[^{}]{0,12}");
    (proptest::collection::vec(pick, 40..90), 0_usize..5)
        .prop_map(|(picks, rows)| Typed { picks, rows })
}

fn late(received: u64, unpaid: Money, repeat: bool) -> Lateness {
    let due_on: NaiveDate = "2026-01-28".parse().unwrap();
    Lateness {
        due_on,
        received_on: due_on + Days::new(received),
        unpaid,
        repeat,
    }
}

/// The most that a penalty can come to, where it is capped.
fn cap(penalty: LatePenalty, unpaid: Money) -> Option<Money> {
    let share = |percent: i64| {
        let most = unpaid.decimal() * rust_decimal::Decimal::new(percent, 2);
        Money::round_half_up(most)
    };
    match penalty {
        LatePenalty::Unknown => Some(Money::ZERO),
        LatePenalty::Daily(daily) => Some(Money::from_cents(daily.cap_cents)),
        LatePenalty::DailyOrShare { cap_cents, .. } => Some(Money::from_cents(cap_cents)),
        LatePenalty::Monthly { repeat, .. } => share(repeat.0 + repeat.1 * i64::from(repeat.2)),
        LatePenalty::FlatOrShare { .. } => None,
    }
}

#[test]
fn most_forms_can_be_built_for_most_days() {
    let never = (0..forms().len()).filter(|place| {
        let mut days = (0..2_800).step_by(100);
        !days.any(|day| built(*place, day, 30).is_some())
    });
    let never: Vec<_> = never.map(|place| forms()[place].0).collect();
    // Percentages of 2011 are history, and were before these days.
    assert_eq!(
        never,
        [Program::FuelRebateHistory],
        "programs with a form that is never tried"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_draft_of_any_form_is_worked_out_the_same_way_twice(
        place: usize, offset in 0_u64..2_800, received in 0_u64..1_500, typed in typed(),
    ) {
        let Some(form) = built(place, offset, received) else { return Ok(()) };
        let draft = typed.draft(&form);
        let first = evaluate(&form, &draft);
        prop_assert_eq!(&first, &evaluate(&form, &draft));
        // What is payable is the total of the form, and nothing is payable while errors stand.
        if let Some(payable) = first.payable {
            let total = first.lines.get(&form.total).and_then(|total| total.money());
            prop_assert_eq!(Some(payable), total);
        }
        let errors = first.findings.iter().any(|one| one.severity == shared::finding::Severity::Error);
        prop_assert!(!(errors && first.payable.is_some()));
        for finding in &first.findings {
            let code = &finding.code;
            let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte));
            prop_assert!(plain && code.contains('.'), "{code} is no code");
            prop_assert!(!finding.message.contains('{'), "{}", finding.message);
        }
        // What is not asked for has no figure, and leaving it out changes nothing that is owed.
        for skipped in &first.skipped {
            prop_assert!(!first.lines.contains_key(skipped));
        }
        let asked = draft.without(&first);
        if !draft.has_any(&first) {
            prop_assert_eq!(&draft.lines, &asked.lines);
        }
        prop_assert!(!asked.has_any(&first));
        // Every figure that was worked out says why; a sum of nothing needs no reason.
        let counts = |figure: &Figure| !figure.decimal().is_zero();
        for line in form.lines() {
            let worked_out = matches!(line.kind, LineKind::Computed | LineKind::Total) && !line.hidden;
            if worked_out && first.lines.get(&line.id).is_some_and(counts) {
                prop_assert!(first.why.contains_key(&line.id), "{} {} does not say why", form.code, line.id);
            }
        }
        for table in form.tables() {
            let rows = first.rows.get(&table.id).map_or(0, Vec::len);
            for row in 0..rows.min(2) {
                let why = explain_row(&form, &draft, &table.id, row);
                let computed = table.columns.iter().filter(|line| line.kind == LineKind::Computed && !line.hidden);
                for line in computed {
                    let figure = first.rows[&table.id][row].get(&line.id);
                    if figure.is_some_and(counts) {
                        let reason = why.get(&line.id);
                        prop_assert!(reason.is_some_and(|why| !why.steps.is_empty()), "{} {} does not say why", table.id, line.id);
                    }
                }
            }
        }
    }

    #[test]
    fn every_penalty_grows_with_days_and_amount_within_its_cap(
        program in 0..Program::ALL.len(), days in 0_u64..1_200, more in 0_u64..400,
        amount in 0_i64..10_000_000_000, further in 0_i64..1_000_000_000, repeat: bool,
    ) {
        let penalty = Program::ALL[program].facts().penalty;
        let unpaid = Money::from_cents(amount);
        let now = penalty.amount(&late(days, unpaid, repeat));
        prop_assert!(!now.is_negative());
        if days == 0 {
            prop_assert_eq!(now, Money::ZERO);
        }
        prop_assert!(penalty.amount(&late(days + more, unpaid, repeat)) >= now);
        prop_assert!(penalty.amount(&late(days, Money::from_cents(amount + further), repeat)) >= now);
        prop_assert!(penalty.amount(&late(days, unpaid, true)) >= penalty.amount(&late(days, unpaid, false)));
        if let Some(cap) = cap(penalty, unpaid) {
            prop_assert!(now <= cap, "{now} is above {cap}");
        }
    }
}

#[test]
fn interest_of_its_own_is_named_after_the_program() {
    // The database notes by that name which rates posted interest has used.
    for program in Program::ALL {
        if let LedgerInterest::Monthly(code) = program.facts().interest {
            assert_eq!(code.as_str(), format!("{program}-interest"));
        }
    }
}
