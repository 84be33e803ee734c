//! No due date of any program falls on a day on which nothing can be received, over many years of periods.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;
use shared::calendar::{closed_because, holidays, is_business_day, roll};
use shared::form::FilingKind;
use shared::period::{Frequency, Period};
use shared::program::payment::Known;
use shared::program::{Capability, Cycle, Program};
use shared::words;

/// Ten years of periods from a day on.
fn periods(opened_on: NaiveDate, frequency: Frequency) -> Vec<Period> {
    let last = opened_on.with_day(1).unwrap() + Days::new(3_653);
    let next = |period: &Period| period.next(frequency).filter(|next| next.starts_on < last);
    std::iter::successors(Period::first(opened_on, frequency, None), next).collect()
}

/// A day is open by the table of holidays itself, without the code that rolls.
fn is_open(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays(day.year()).contains(&day)
}

/// What must hold of a day and the one that counts.
fn check(what: &str, nominal: NaiveDate, period: Period) -> Result<(), TestCaseError> {
    let counts = roll(nominal);
    prop_assert!(
        is_open(counts) && is_business_day(counts),
        "{what}: {counts} is closed"
    );
    prop_assert!(counts >= nominal, "{what}: {counts} is before {nominal}");
    let apart = counts.signed_duration_since(nominal).num_days();
    prop_assert!(apart <= 4, "{what}: {nominal} moves to {counts}");
    prop_assert!(
        nominal >= period.starts_on,
        "{what}: due before {}",
        period.starts_on
    );
    prop_assert_eq!(words::moved(nominal, counts).is_some(), apart > 0);
    // Every day between is closed, so that it is the first open one.
    for day in nominal.iter_days().take_while(|day| *day < counts) {
        prop_assert!(closed_because(day).is_some(), "{what}: {day} was open");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_due_date_falls_on_a_closed_day(offset in 0_u64..5_000) {
        let opened_on = NaiveDate::from_ymd_opt(2018, 1, 1).unwrap() + Days::new(offset);
        // Nothing new comes due in a program that is closed.
        let open = Program::ALL.iter().filter(|program| !program.facts().offers(Capability::History));
        for program in open {
            let (facts, rules) = (program.facts(), program.rules());
            for frequency in facts.frequencies {
                let periods = periods(opened_on, *frequency);
                let returns = facts.forms.iter().filter(|form| form.kind == FilingKind::Return && form.cycle == Cycle::Period);
                for form in returns {
                    for period in &periods {
                        let what = format!("{program} {} {}", form.code, period.key());
                        let nominal = rules.due(form.code, *period);
                        prop_assert!(nominal.is_some(), "{}: never due", what);
                        check(&what, nominal.unwrap(), *period)?;
                        prop_assert!(nominal.unwrap() > period.ends_on, "{}: due before it is over", what);
                    }
                }
                let known: Vec<Known<'_>> = periods.iter().map(|period| Known { period: *period, lines: None }).collect();
                for place in 0..known.len() {
                    let first = place.saturating_sub(2);
                    let years = known.get(first..=place).unwrap();
                    for payment in rules.payments(years) {
                        let period = years.last().unwrap().period;
                        let what = format!("{program} {}", payment.label);
                        prop_assert_eq!(payment.due_on(), roll(payment.nominal_due_on));
                        check(&what, payment.nominal_due_on, period)?;
                    }
                }
            }
        }
    }
}
