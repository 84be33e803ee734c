//! Worked examples of money on an account: interest, penalties, payments and statement texts.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use shared::Money;
use shared::allocation::AllocationOrder;
use shared::assessment::{Assessed, Basis, assess};
use shared::form::FilingKind;
use shared::interest::{InterestError, Movement, accrue};
use shared::posting::{self, CauseKind, LedgerKind, OwedByKind, PostingLine};
use shared::program::{Program, RateMissing};
use shared::rate::{Confidence, DatedRate, Rate, RateCode, RateTable, published};
use shared::statement::text;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dollars(text: &str) -> Money {
    Money::parse_typed(text).unwrap()
}

/// Interest on what is owed at 6.5 %, beyond what is published.
fn made_up(from: &str, until: Option<&str>) -> DatedRate {
    DatedRate {
        code: RateCode::DEBIT_INTEREST,
        effective_on: day(from),
        until: until.map(day),
        value: Rate::of(65, 3),
        confidence: Confidence::Unverified,
        source: "made up".into(),
    }
}

/// The inn's statement: on the last day of each month the interest that is new is posted, by period.
#[test]
fn monthly_interest_of_two_unpaid_periods() {
    let rates = RateTable::new([published(), vec![made_up("2026-04-01", None)]].concat());
    let movement = |on: &str, amount: &str| Movement {
        on: day(on),
        amount: dollars(amount),
    };
    let june = vec![
        movement("2026-07-28", "11319.00"),
        movement("2026-07-28", "-5000.00"),
    ];
    let july = vec![movement("2026-08-28", "12886.80")];
    let month_ends = [
        "2026-07-31",
        "2026-08-31",
        "2026-09-30",
        "2026-10-31",
        "2026-11-24",
    ];
    let by_month = |movements: &[Movement]| -> Vec<Money> {
        let first = movements[0].on.succ_opt().unwrap();
        let mut posted = Money::ZERO;
        let ends = month_ends.map(day).into_iter().filter(|end| *end >= first);
        ends.map(|end| {
            let accrual = accrue(movements, first, end, RateCode::DEBIT_INTEREST, &rates).unwrap();
            assert!(accrual.unverified, "the rate since April 2026 is made up");
            let new = accrual.interest.checked_sub(posted).unwrap();
            posted = accrual.interest;
            new
        })
        .collect()
    };
    let (june, july) = (by_month(&june), by_month(&july));
    assert_eq!(june[..4], ["3.38", "34.99", "34.05", "35.38"].map(dollars));
    assert_eq!(july[..3], ["6.89", "69.06", "71.75"].map(dollars));
    assert_eq!(june[4].checked_add(july[3]), Some(dollars("83.35")));
}

#[test]
fn interest_needs_a_rate_only_for_days_with_a_balance() {
    let rates = RateTable::new(published());
    let owed = [Movement {
        on: day("2006-12-30"),
        amount: dollars("100.00"),
    }];
    let code = RateCode::DEBIT_INTEREST;
    let early = accrue(&owed, day("2006-12-31"), day("2007-12-31"), code, &rates).unwrap();
    let missing = |day: NaiveDate| Some(RateMissing { code, day });
    assert_eq!(
        (early.interest, early.missing),
        (Money::ZERO, missing(day("2006-12-31")))
    );
    let nothing = accrue(&[], day("1999-01-01"), day("2026-01-01"), code, &rates).unwrap();
    assert_eq!(
        (nothing.interest, nothing.days(), nothing.unverified),
        (Money::ZERO, 0, false)
    );
    let backwards = accrue(&owed, day("2026-01-02"), day("2026-01-01"), code, &rates).unwrap();
    assert_eq!(backwards.interest, Money::ZERO);
    let most = [Movement {
        on: day("2007-01-01"),
        amount: dollars("999999999999999.99"),
    }];
    let huge = accrue(&most, day("2007-01-02"), day("2026-01-01"), code, &rates);
    assert_eq!(huge, Err(InterestError::TooLarge));
}

/// Beyond the last prescribed quarter nothing is worked out, and what is says so; once the rate is entered all of it is.
#[test]
fn interest_ends_where_no_rate_is_published_and_goes_on_once_it_is() {
    let code = RateCode::DEBIT_INTEREST;
    let owed = [Movement {
        on: day("2026-02-28"),
        amount: dollars("10000.00"),
    }];
    let (from, to) = (day("2026-03-01"), day("2026-05-10"));
    let to_end = |to: &str, rates: &RateTable| accrue(&owed, from, day(to), code, rates).unwrap();
    let known = RateTable::new(published());
    let part = accrue(&owed, from, to, code, &known).unwrap();
    assert_eq!(
        part.missing,
        Some(RateMissing {
            code,
            day: day("2026-04-01")
        })
    );
    assert_eq!((part.days(), part.interest), (31, dollars("55.35")));
    assert_eq!(part.interest, to_end("2026-03-31", &known).interest);
    assert_eq!(to_end("2026-03-31", &known).missing, None);
    let why = part.why().unwrap();
    let told = why
        .steps
        .iter()
        .find(|step| step.label.contains("1 April 2026"));
    assert!(
        told.is_some_and(|step| step.value == "not included"),
        "{why:?}"
    );
    assert_eq!(
        part.whole(),
        Err(RateMissing {
            code,
            day: day("2026-04-01")
        })
    );

    // A later quarter alone does not help: it would not bear interest on that of the days between.
    let third = made_up("2026-07-01", Some("2026-09-30"));
    let with_third = RateTable::new([published(), vec![third.clone()]].concat());
    let gap = to_end("2026-08-31", &with_third);
    assert_eq!((gap.days(), gap.interest), (31, dollars("55.35")));

    let second = made_up("2026-04-01", Some("2026-06-30"));
    let whole = RateTable::new([published(), vec![second, third]].concat());
    let all = to_end("2026-08-31", &whole);
    assert_eq!((all.missing, all.days()), (None, 184));
    assert_eq!(
        to_end("2026-10-01", &whole).missing.unwrap().day,
        day("2026-10-01")
    );

    // Paid before the first unknown day, nothing is unknown.
    let paid = Movement {
        on: day("2026-03-31"),
        amount: dollars("-10055.35"),
    };
    let settled = accrue(&[owed[0], paid], from, to, code, &known).unwrap();
    assert_eq!(
        (settled.missing, settled.interest),
        (None, dollars("55.35"))
    );
}

#[test]
fn a_late_return_is_penalised_by_its_first_day() {
    let facts = Program::TourismLevy.facts();
    let basis = Basis {
        kind: FilingKind::Return,
        due_on: day("2026-10-28"),
        filed_on: day("2026-11-24"),
        payable: dollars("12000.00"),
        interest: Money::ZERO,
        own_penalty: Money::ZERO,
        paid_by_due: Money::ZERO,
        repeat: false,
        instalments: (Money::ZERO, Money::ZERO),
        prior: None,
        carried_back: Money::ZERO,
    };
    let first = assess(facts, &basis).unwrap();
    assert_eq!(
        (first.days_late, first.now.penalty),
        (27, dollars("675.00"))
    );
    let why = first.penalty_why.unwrap();
    assert_eq!(why.steps[3].label, "Levy unpaid on the due date");
    assert_eq!(why.steps[4].value, "$675.00");

    let less = Basis {
        payable: dollars("300.00"),
        prior: Some(first.now),
        ..basis
    };
    let less = assess(facts, &less).unwrap();
    assert_eq!(less.now.penalty, dollars("300.00"));
    assert_eq!(
        less.difference,
        Assessed {
            tax: dollars("-11700.00"),
            interest: Money::ZERO,
            penalty: dollars("-375.00"),
            ..Assessed::default()
        }
    );
}

#[test]
fn a_payment_meets_interest_then_penalty_then_levy() {
    let owing = OwedByKind {
        tax: dollars("100.00"),
        penalty: dollars("75.00"),
        interest: dollars("3.38"),
    };
    let lines = |amount: &str| -> Vec<(LedgerKind, String)> {
        let postings =
            posting::of_payment(dollars(amount), &owing, AllocationOrder::STANDARD).unwrap();
        postings
            .lines()
            .iter()
            .map(|line| (line.kind, line.amount.to_string()))
            .collect()
    };
    assert_eq!(
        lines("50.00"),
        [
            (LedgerKind::Interest, "-3.38".into()),
            (LedgerKind::Penalty, "-46.62".into()),
            (LedgerKind::CrownReceipts, "50.00".into()),
        ]
    );
    assert_eq!(lines("200.00")[2], (LedgerKind::Tax, "-121.62".into()));
}

#[test]
fn the_statement_speaks_plainly() {
    let says = |cause, kind, amount: &str| {
        let line = PostingLine {
            kind,
            amount: dollars(amount),
        };
        text(cause, line, "levy", day("2026-10-31"), None)
    };
    assert_eq!(
        says(CauseKind::Assessment, LedgerKind::Tax, "1"),
        "Levy assessed"
    );
    assert_eq!(
        says(CauseKind::Assessment, LedgerKind::Tax, "-1"),
        "Levy reduced"
    );
    assert_eq!(
        says(CauseKind::Assessment, LedgerKind::Penalty, "1"),
        "Late-filing penalty"
    );
    assert_eq!(
        says(CauseKind::Payment, LedgerKind::Tax, "-1"),
        "Payment received"
    );
    assert_eq!(
        says(CauseKind::Interest, LedgerKind::Interest, "1"),
        "Interest to 31 October 2026"
    );
    assert_eq!(
        says(CauseKind::Reversal, LedgerKind::Tax, "-1"),
        "Reversal of levy"
    );
}
