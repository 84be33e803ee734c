//! Returns, prices, deposits, exemptions and the penalty of the tourism levy.

use super::{date, list, money, text};
use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::Money;
use shared::filing::{Draft, Evaluation, Figure, evaluate};
use shared::form::Form;
use shared::penalty;
use shared::period::{Frequency, Period};
use shared::program::{
    Operator, Program, Status, Stay, StayPrice, deposit_split, levy_applies, levy_on_night,
};
use shared::rate::{Rate, RateTable, published};

pub(super) fn a_return(inputs: &Value) -> Value {
    let subject = money(inputs, "room_revenue_subject");
    let exempt = inputs
        .get("exempt_revenue")
        .map_or(Money::ZERO, |_| money(inputs, "exempt_revenue"));
    let revenue = subject.checked_add(exempt).unwrap();
    let lines = [("10", revenue.to_string()), ("21", exempt.to_string())];
    let (form, evaluation) = filed(text(inputs, "period"), &lines);
    assert_eq!(
        evaluation.figure("31").and_then(Figure::money),
        Some(subject)
    );
    json!({
        "due_date": form.due_on,
        "rate": form.rates[0].value,
        "levy": evaluation.payable,
    })
}

pub(super) fn return_mixed(inputs: &Value) -> Value {
    let rates = RateTable::new(published());
    let by_night: Vec<Money> = list(inputs, "nights")
        .iter()
        .map(|night| levy_on_night(date(night, "date"), money(night, "price"), &rates).unwrap())
        .collect();
    let levy = Money::checked_sum(by_night.iter().copied());
    json!({ "levy_by_night": by_night, "levy": levy })
}

pub(super) fn levy_included(inputs: &Value) -> Value {
    let split = |case: &Value| {
        let percent: Decimal = text(case, "rate_percent").parse().unwrap();
        let rate = Rate::new(percent / Decimal::ONE_HUNDRED);
        deposit_split(money(case, "amount"), rate).unwrap()
    };
    json!({ "price_and_levy": list(inputs, "cases").iter().map(split).collect::<Vec<_>>() })
}

pub(super) fn penalty_late_filing(inputs: &Value) -> Value {
    let penalty = |case: &Value| {
        let days = case["days_late"].as_i64().unwrap();
        penalty::tourism_late_filing(days, money(case, "unpaid_levy"))
    };
    json!({ "penalties": list(inputs, "cases").iter().map(penalty).collect::<Vec<_>>() })
}

pub(super) fn applicability(inputs: &Value) -> Value {
    let applies = |case: &Value| levy_applies(&stay(case));
    json!({ "applies": list(inputs, "cases").iter().map(applies).collect::<Vec<_>>() })
}

fn stay(case: &Value) -> Stay {
    let maybe = |key: &str| case.get(key).map(|_| money(case, key));
    let price = maybe("price_per_day")
        .map(StayPrice::PerDay)
        .or(maybe("price_per_week").map(StayPrice::PerWeek))
        .expect("a price by the day or the week");
    let status = match case.get("payer").and_then(Value::as_str) {
        None | Some("guest" | "individual") => Status::Guest,
        Some("government_of_canada_direct") => Status::GovernmentOfCanadaDirect,
        Some(other) => panic!("who is {other}?"),
    };
    Stay {
        days: case["nights_same_individual"]
            .as_u64()
            .unwrap()
            .try_into()
            .unwrap(),
        price,
        status,
        operator: Operator {
            revenue_past: maybe("operator_revenue_12m_past"),
            revenue_next: maybe("operator_revenue_12m_next"),
            on_online_marketplace: case["on_online_marketplace"].as_bool().unwrap_or(false),
        },
    }
}

pub(super) fn purchase_price(inputs: &Value) -> Value {
    let components = inputs["components"].as_object().unwrap();
    let price = Money::checked_sum(
        components
            .keys()
            .map(|key| money(&inputs["components"], key)),
    );
    let price = price.unwrap();
    let (_form, evaluation) = filed(text(inputs, "period"), &[("10", price.to_string())]);
    let levy = evaluation.payable.unwrap();
    json!({ "purchase_price": price, "levy": levy, "total": price.checked_add(levy) })
}

/// The return of a period like `2026-03` or `2026-Q2` with those lines.
fn filed(period: &str, lines: &[(&str, String)]) -> (Form, Evaluation) {
    let form = Program::TourismLevy
        .rules()
        .form(period_of(period), &RateTable::new(published()))
        .unwrap();
    let lines = lines
        .iter()
        .map(|(id, text)| ((*id).into(), text.clone()))
        .collect();
    let evaluation = evaluate(
        &form,
        &Draft {
            lines,
            ..Draft::default()
        },
    );
    (form, evaluation)
}

fn period_of(key: &str) -> Period {
    let (year, part) = key.split_once('-').unwrap();
    let january = NaiveDate::from_ymd_opt(year.parse().unwrap(), 1, 1).unwrap();
    let (months, frequency) = match part.strip_prefix('Q') {
        Some(quarter) => (
            quarter.parse::<u32>().unwrap() * 3 - 3,
            Frequency::Quarterly,
        ),
        None => (part.parse::<u32>().unwrap() - 1, Frequency::Monthly),
    };
    Period::starting(january + Months::new(months), frequency).unwrap()
}
