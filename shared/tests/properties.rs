//! What must hold for every draft, amount and day, tried on random ones.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;
use shared::allocation::AllocationOrder;
use shared::assessment::{Assessed, Basis, assess};
use shared::filing::{Draft, Evaluation, Figure, evaluate};
use shared::form::{FilingKind, Form, LineKind};
use shared::interest::{Movement, accrue};
use shared::penalty::tourism_late_filing;
use shared::period::{Frequency, Period};
use shared::posting::{self, OwedByKind, PostingError};
use shared::program::{Program, deposit_split};
use shared::rate::{Rate, RateCode, RateTable, published};
use shared::{Money, calendar, reference};

fn table() -> RateTable {
    RateTable::new(published())
}

fn form(period: Period) -> Form {
    Program::TourismLevy.rules().form(period, &table()).unwrap()
}

fn day_between(first: &str, days: u64) -> impl Strategy<Value = NaiveDate> {
    let first: NaiveDate = first.parse().unwrap();
    (0..=days).prop_map(move |offset| first + Days::new(offset))
}

/// Periods with one rate and with two.
fn period() -> impl Strategy<Value = Period> {
    let frequency = prop_oneof![Just(Frequency::Monthly), Just(Frequency::Quarterly)];
    (day_between("2025-10-01", 400), frequency)
        .prop_map(|(day, frequency)| Period::starting(day, frequency).unwrap())
}

fn cents(most: i64) -> impl Strategy<Value = Money> {
    (0..=most).prop_map(Money::from_cents)
}

/// Any text at all, and texts that are nearly numbers.
fn entry() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-\u{2212}$ ,.0-9]{0,24}",
        "[0-9]{1,16}(\\.[0-9]{0,3})?",
        Just(format!("{}.99", "9".repeat(15))),
    ]
}

/// Any line number, and those of the form.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => any::<String>(),
        8 => "(5|10|2[1-7]|3[01]|40|5[01]|60|70)[ab]?",
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    proptest::collection::btree_map(line(), entry(), 0..24).prop_map(|lines| Draft {
        lines: lines
            .into_iter()
            .map(|(id, text)| (id.into(), text))
            .collect(),
        ..Draft::default()
    })
}

fn money_of(evaluation: &Evaluation, line: &str) -> Money {
    evaluation
        .figure(line)
        .and_then(Figure::money)
        .unwrap_or_default()
}

proptest! {
    #[test]
    fn any_draft_is_worked_out_the_same_way_twice(period in period(), draft in draft()) {
        let form = form(period);
        let evaluation = evaluate(&form, &draft);
        prop_assert_eq!(&evaluation, &evaluate(&form, &draft));
        for finding in &evaluation.findings {
            prop_assert!(!finding.message.is_empty());
        }
        for id in evaluation.why.keys() {
            prop_assert!(evaluation.lines.contains_key(id), "line {} has a reason but no value", id);
            prop_assert_ne!(form.line(id).unwrap().kind, LineKind::Entered);
        }
        for (id, figure) in &evaluation.lines {
            prop_assert!(form.line(id).is_some());
            prop_assert!(figure.decimal() >= Decimal::ZERO);
        }
    }

    #[test]
    fn lines_add_up(
        period in period(),
        revenue in proptest::collection::vec(cents(10_000_000_000), 2),
        exempt in proptest::collection::vec(cents(100_000_000), 14),
        deposits in proptest::collection::vec(cents(100_000_000), 2),
        given_back in cents(50_000),
    ) {
        let form = form(period);
        let suffixes: &[&str] = if form.rates.len() == 1 { &[""] } else { &["a", "b"] };
        let mut lines = vec![("60".to_owned(), given_back)];
        for (span, suffix) in suffixes.iter().enumerate() {
            lines.push((format!("10{suffix}"), revenue[span]));
            lines.push((format!("50{suffix}"), deposits[span]));
            for number in 0..7 {
                lines.push((format!("{}{suffix}", 21 + number), exempt[span * 7 + number]));
            }
        }
        let lines = lines.into_iter().map(|(id, amount)| (id.into(), amount.to_string())).collect();
        let evaluation = evaluate(&form, &Draft { lines, ..Draft::default() });
        let mut payable = given_back.negated();
        for (span, suffix) in suffixes.iter().enumerate() {
            let free = Money::checked_sum(exempt[span * 7..span * 7 + 7].iter().copied()).unwrap();
            prop_assert_eq!(money_of(&evaluation, &format!("30{suffix}")), free);
            let Some(price) = revenue[span].checked_sub(free).filter(|price| !price.is_negative())
            else {
                prop_assert!(evaluation.payable.is_none());
                return Ok(());
            };
            prop_assert_eq!(money_of(&evaluation, &format!("31{suffix}")), price);
            let levy = money_of(&evaluation, &format!("40{suffix}"));
            let exact = price.decimal() * form.rates[span].value.fraction();
            prop_assert_eq!(Some(levy), Money::round_half_up(exact));
            let inside = money_of(&evaluation, &format!("51{suffix}"));
            payable = Money::checked_sum([payable, levy, inside]).unwrap();
        }
        if payable.is_negative() {
            prop_assert!(evaluation.payable.is_none());
        } else {
            prop_assert_eq!(evaluation.payable, Some(payable));
            prop_assert_eq!(money_of(&evaluation, "70"), payable);
        }
    }

    #[test]
    fn a_kept_deposit_is_price_and_levy(amount in cents(i64::MAX / 1_000), parts in 0_i64..=100) {
        let (price, levy) = deposit_split(amount, Rate::of(parts, 2)).unwrap();
        prop_assert_eq!(price.checked_add(levy), Some(amount));
        prop_assert!(!levy.is_negative() && !price.is_negative());
    }

    #[test]
    fn the_penalty_grows_with_days_and_with_levy_up_to_its_cap(
        days in -3_i64..200, more_days in 0_i64..2_000, unpaid in cents(500_000), more in cents(500_000),
    ) {
        let penalty = tourism_late_filing(days, unpaid);
        prop_assert!(tourism_late_filing(days + more_days, unpaid) >= penalty);
        prop_assert!(tourism_late_filing(days, unpaid.checked_add(more).unwrap()) >= penalty);
        prop_assert!(penalty <= Money::from_cents(100_000));
        prop_assert_eq!(penalty.is_zero(), days <= 0);
        if days > 4 {
            prop_assert!(penalty >= Money::from_cents(10_000));
        }
    }

    #[test]
    fn interest_may_be_posted_on_any_day(
        charge in cents(10_000_000_000), paid in cents(10_000_000_000),
        due in day_between("2023-01-01", 900), paid_after in 0_u64..700,
        span in 1_u64..1_200, split in 0_u64..1_200,
    ) {
        let split = split % span;
        let rates = table();
        let last = due + Days::new(span);
        let mut movements = vec![
            Movement { on: due, amount: charge },
            Movement { on: due + Days::new(paid_after), amount: paid.negated() },
        ];
        let first = due + Days::new(1);
        let code = RateCode::DEBIT_INTEREST;
        let whole = accrue(&movements, first, last, code, &rates).unwrap();
        prop_assert!(!whole.interest.is_negative());
        prop_assert!(whole.days() <= i64::try_from(span).unwrap());

        let middle = due + Days::new(split);
        let before = accrue(&movements, first, middle, code, &rates).unwrap();
        movements.push(Movement { on: middle, amount: before.interest });
        let after = accrue(&movements, middle + Days::new(1), last, code, &rates).unwrap();
        let parts = before.interest.checked_add(after.interest).unwrap();
        let apart = whole.interest.checked_sub(parts).unwrap().abs();
        prop_assert!(apart <= Money::from_cents(1), "{} against {}", whole.interest, parts);
    }

    #[test]
    fn interest_is_what_a_day_by_day_sum_makes(
        changes in proptest::collection::vec((day_between("2023-12-01", 500), -9_000_000_i64..10_000_000), 1..6),
        from in day_between("2023-12-15", 30), span in 0_u64..500,
    ) {
        let rates = table();
        let last = from + Days::new(span);
        let movements: Vec<Movement> = changes
            .into_iter()
            .map(|(on, cents)| Movement { on, amount: Money::from_cents(cents) })
            .collect();
        let accrual = accrue(&movements, from, last, RateCode::DEBIT_INTEREST, &rates).unwrap();

        let (mut interest, mut days) = (Decimal::ZERO, 0);
        for day in from.iter_days().take_while(|day| *day <= last) {
            let before = movements.iter().filter(|movement| movement.on < day);
            let balance = before.map(|movement| movement.amount.decimal()).sum::<Decimal>() + interest;
            if balance > Decimal::ZERO {
                let rate = rates.on(RateCode::DEBIT_INTEREST, day).unwrap().value.fraction();
                interest += (balance * rate / Decimal::from(365)).round_dp(18);
                days += 1;
            }
        }
        prop_assert_eq!(Some(accrual.interest), Money::round_half_up(interest));
        prop_assert_eq!(accrual.days(), days);
    }

    #[test]
    fn postings_balance(
        amount in -10_000_i64..10_000_000_000, tax in -1_000_000_i64..1_000_000_000,
        penalty in -100_000_i64..100_000, interest in -100_000_i64..100_000,
    ) {
        let cents = Money::from_cents;
        let owing = OwedByKind { tax: cents(tax), penalty: cents(penalty), interest: cents(interest) };
        let payment = posting::of_payment(cents(amount), &owing, AllocationOrder::STANDARD);
        if amount <= 0 {
            prop_assert_eq!(payment, Err(PostingError::NotPositive));
        } else {
            let payment = payment.unwrap();
            prop_assert_eq!(payment.client_total(), cents(-amount));
            balances(&payment)?;
        }
        let assessed = Assessed {
            tax: cents(tax), interest: cents(interest), penalty: cents(penalty),
            instalment_interest: cents(interest / 2), instalment_penalty: cents(penalty / 3),
        };
        let assessment = posting::of_assessment(assessed).unwrap();
        prop_assert_eq!(assessment.client_total(), cents(tax + interest + penalty));
        balances(&assessment)?;
        let instalments = posting::of_instalments(assessed).unwrap();
        balances(&instalments)?;
        // The two journals together are all that is assessed.
        let both = assessment.client_total().checked_add(instalments.client_total());
        prop_assert_eq!(both, assessed.total());
        balances(&posting::of_interest(cents(interest)).unwrap())?;
    }

    #[test]
    fn what_was_assessed_and_the_difference_make_what_is_assessed(
        due in day_between("2026-01-01", 365), late in 0_u64..90, payable in cents(10_000_000),
        paid in cents(10_000_000), amended in cents(10_000_000), late_ones in (cents(100_000), cents(100_000)),
    ) {
        let facts = Program::TourismLevy.facts();
        let filed_on = due + Days::new(late);
        let first = Basis { kind: FilingKind::Return, due_on: due, filed_on, payable, interest: Money::ZERO, own_penalty: Money::ZERO, paid_by_due: paid, repeat: false, instalments: (Money::ZERO, Money::ZERO), prior: None, carried_back: Money::ZERO };
        let before = assess(facts, &first).unwrap();
        prop_assert_eq!(before.now, before.difference);
        prop_assert_eq!(before.now.penalty.is_zero(), late == 0);
        prop_assert_eq!(before.penalty_why.is_some(), late > 0);
        let again = Basis { payable: amended, instalments: late_ones, prior: Some(before.now), ..first };
        let after = assess(facts, &again).unwrap();
        prop_assert_eq!(after.before.tax.checked_add(after.difference.tax), Some(amended));
        prop_assert_eq!((after.difference.instalment_interest, after.difference.instalment_penalty), late_ones);
        let penalty = after.before.penalty.checked_add(after.difference.penalty);
        prop_assert_eq!(penalty, Some(after.now.penalty));
        if late == 0 {
            prop_assert!(after.now.penalty.is_zero());
        }
        let same = assess(facts, &Basis { prior: Some(after.now), ..again }).unwrap();
        prop_assert_eq!(same.difference, Assessed::default());
    }

    #[test]
    fn nothing_is_due_on_a_closed_day(start in day_between("2006-01-01", 15_000)) {
        let rules = Program::TourismLevy.rules();
        for frequency in rules.frequencies() {
            let period = Period::starting(start, *frequency).unwrap();
            let nominal = rules.nominal_due(period).unwrap();
            let due = calendar::roll(nominal);
            prop_assert!(nominal > period.ends_on);
            prop_assert!(calendar::is_business_day(due));
            prop_assert!((0..=4).contains(&due.signed_duration_since(nominal).num_days()));
            prop_assert_eq!(rules.form(period, &table()).unwrap().due_on, due);
        }
    }

    #[test]
    fn a_misheard_reference_is_caught(period in period(), random: u64) {
        let right = reference::make(Program::TourismLevy, period, random);
        prop_assert!(reference::is_valid(&right), "{}", right);
        let letters: Vec<char> = right.chars().collect();
        for place in 0..letters.len() {
            for wrong in (' '..='~').filter(|wrong| *wrong != letters[place]) {
                let mut heard = letters.clone();
                heard[place] = wrong;
                let heard: String = heard.into_iter().collect();
                prop_assert!(!reference::is_valid(&heard), "{} for {}", heard, right);
            }
            if place > 0 && letters[place] != letters[place - 1] {
                let mut heard = letters.clone();
                heard.swap(place, place - 1);
                let heard: String = heard.into_iter().collect();
                prop_assert!(!reference::is_valid(&heard), "{} for {}", heard, right);
            }
        }
    }

    #[test]
    fn no_text_upsets_the_reference_check(text in any::<String>()) {
        prop_assert!(!reference::is_valid(&text));
    }
}

fn balances(postings: &posting::Postings) -> Result<(), TestCaseError> {
    for lines in [postings.lines(), posting::reversed(postings).lines()] {
        let sum = Money::checked_sum(lines.iter().map(|line| line.amount));
        prop_assert_eq!(sum, Some(Money::ZERO));
        prop_assert!(lines.iter().all(|line| !line.amount.is_zero()));
    }
    Ok(())
}
