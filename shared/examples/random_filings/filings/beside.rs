//! What the rules work out beside forms, on random days and amounts: late penalties, interest by day, deadlines in days,
//! instalments and the relief of fuel.

use super::cases::Case;
use super::{between, chance};
use chrono::{NaiveDate, TimeDelta};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::filing::Evaluation;
use shared::interest::{Accrual, Movement, accrue, accrue_credit, last_bearing_day};
use shared::penalty::Lateness;
use shared::period::Period;
use shared::program::corporate::instalments::{Bases, Method};
use shared::program::corporate::{dates, penalties};
use shared::program::{Program, deposit_split, relief_cents, yearly_interest};
use shared::rate::{Rate, RateCode, RateTable};
use shared::{Money, calendar, deadline};

/// A late penalty for every filing, and one of the other rules.
pub(super) fn random(
    case: &Case,
    evaluation: &Evaluation,
    rates: &RateTable,
    random: &mut StdRng,
) -> Value {
    let facts = case.form.program.facts();
    let unpaid = evaluation
        .payable
        .filter(|_payable| chance(random, 50))
        .unwrap_or_else(|| cents(random, 9_000_000));
    let late = Lateness {
        due_on: case.form.due_on,
        received_on: case.received_on,
        unpaid,
        repeat: chance(random, 30),
    };
    let (objection, _) = facts.objection_days;
    let mut beside = json!({
        "penalty": {
            "program": case.form.program,
            "due": late.due_on,
            "received": late.received_on,
            "unpaid": late.unpaid,
            "repeat": late.repeat,
            "penalty": facts.penalty.amount(&late),
        },
        "objection": {
            "notice": case.received_on,
            "until": deadline::objection_until(case.received_on, objection),
        },
    });
    let (name, other) = match between(random, 0, 9) {
        0..=3 => ("debit", debit(rates, random)),
        4 => ("credit", credit(rates, random)),
        5 => ("grace", grace(random)),
        6 => ("instalments", instalments(random)),
        7 => ("corporate", corporate(random)),
        8 => ("relief", relief(random)),
        _ => ("holidays", holidays(random)),
    };
    beside[name] = other;
    beside
}

fn cents(random: &mut StdRng, dollars: i64) -> Money {
    let most = 10_i64.pow(u32::try_from(between(random, 2, 9)).unwrap_or(2));
    Money::from_cents(between(random, 0, most.min(dollars * 100)))
}

/// A day with a prescribed rate.
fn day(random: &mut StdRng) -> NaiveDate {
    NaiveDate::from_ymd_opt(2007, 1, 1).unwrap_or_default()
        + TimeDelta::days(between(random, 0, 7_000))
}

/// Charges and payments in any order, and the days of interest.
fn movements(random: &mut StdRng, sign: i64) -> (Vec<Movement>, NaiveDate, NaiveDate) {
    let first = day(random);
    let mut movements = vec![Movement {
        on: first,
        amount: times(cents(random, 900_000), sign),
    }];
    for _ in 0..between(random, 0, 3) {
        let way = if chance(random, 60) { -sign } else { sign };
        movements.push(Movement {
            on: first + TimeDelta::days(between(random, -20, 300)),
            amount: times(cents(random, 90_000), way),
        });
    }
    // Before the first rate there is no interest to compare.
    let known = NaiveDate::from_ymd_opt(2007, 1, 1).unwrap();
    let from = (first + TimeDelta::days(between(random, -5, 30))).max(known);
    let to = from + TimeDelta::days(between(random, -2, 400));
    (movements, from, to)
}

fn times(amount: Money, sign: i64) -> Money {
    if sign < 0 { amount.negated() } else { amount }
}

fn accrued(movements: &[Movement], from: NaiveDate, to: NaiveDate, accrual: &Accrual) -> Value {
    let movements: Vec<Value> = movements
        .iter()
        .map(|movement| json!([movement.on, movement.amount]))
        .collect();
    json!({
        "movements": movements,
        "from": from,
        "to": to,
        "interest": accrual.interest,
        "days": accrual.days(),
        "missing": accrual.missing.map(|missing| missing.day),
    })
}

fn debit(rates: &RateTable, random: &mut StdRng) -> Value {
    let (movements, from, to) = movements(random, 1);
    let accrual = accrue(&movements, from, to, RateCode::DEBIT_INTEREST, rates).unwrap();
    accrued(&movements, from, to, &accrual)
}

fn credit(rates: &RateTable, random: &mut StdRng) -> Value {
    let (movements, from, to) = movements(random, -1);
    let complete = from + TimeDelta::days(between(random, -100, 100));
    let accrual = accrue_credit(&movements, from, to, complete, rates).unwrap();
    let mut shown = accrued(&movements, from, to, &accrual);
    shown["complete"] = json!(complete);
    shown
}

fn grace(random: &mut StdRng) -> Value {
    let notice = day(random);
    let paid = notice + TimeDelta::days(between(random, -10, 60));
    let corporate = chance(random, 70);
    let program = if corporate {
        Program::CorporateIncomeTax
    } else {
        Program::TourismLevy
    };
    json!({
        "program": program,
        "notice": notice,
        "paid": paid,
        "last": last_bearing_day(notice, paid, program.facts().grace_days),
    })
}

fn instalments(random: &mut StdRng) -> Value {
    let bases = Bases {
        current: cents(random, 90_000),
        first_before: cents(random, 90_000),
        second_before: cents(random, 90_000),
    };
    let starts_on = day(random);
    let year = Period {
        starts_on,
        ends_on: starts_on + TimeDelta::days(between(random, 0, 371)),
    };
    let method = *Method::ALL.choose(random).unwrap();
    let plan = bases.plan(method).unwrap();
    json!({
        "method": method,
        "bases": [bases.current, bases.first_before, bases.second_before],
        "firstTwo": plan.first_two,
        "nextTen": plan.next_ten,
        "total": plan.total,
        "amounts": plan.amounts().unwrap(),
        "required": bases.required(false),
        "year": [year.starts_on, year.ends_on],
        "days": dates::instalment_days(year),
        "grantUntil": dates::grant_until(year),
    })
}

fn corporate(random: &mut StdRng) -> Value {
    let (interest, in_full) = (cents(random, 9_000), cents(random, 20_000));
    let understated = cents(random, 90_000);
    let reassessed = day(random);
    let reported = reassessed + TimeDelta::days(between(random, 0, 700));
    json!({
        "interest": interest,
        "inFull": in_full,
        "instalmentPenalty": penalties::late_instalments(interest, in_full),
        "understated": understated,
        "falseStatement": penalties::false_statement(understated),
        "reassessed": reassessed,
        "reported": reported,
        "notReported": penalties::not_reported(reassessed, reported, understated),
    })
}

fn relief(random: &mut StdRng) -> Value {
    let price = Decimal::new(between(random, 6_000, 11_000), 2);
    let before = *[0, 45, 90, 130].choose(random).unwrap_or(&0);
    let before = Decimal::new(before, 1);
    let bill = Rate::of(between(random, 0, 900), 4);
    let (amount, percent) = (cents(random, 90_000), between(random, 4, 6));
    let (inside, levy) = deposit_split(amount, Rate::of(percent, 2)).unwrap();
    json!({
        "price": price,
        "before": before,
        "cents": relief_cents(price, before),
        "deposit": amount,
        "percent": percent,
        "priceInside": inside,
        "levyInside": levy,
        "bill": bill,
        "yearly": yearly_interest(bill),
    })
}

fn holidays(random: &mut StdRng) -> Value {
    let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default()
        + TimeDelta::days(between(random, 0, 18_000));
    let working = calendar::first_working_day(chrono::Datelike::year(&day), 1);
    json!({ "day": day, "rolled": calendar::roll(day), "firstWorkingDay": working })
}
