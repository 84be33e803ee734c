//! Returns of the Fuel Tax Act, the declaration at a rate change, the relief of rates, and the penalty.

use super::forms::{draft, filled_in, period_of, plain, rates, row};
use super::{date, list, money, text};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use shared::Money;
use shared::filing::Draft;
use shared::penalty::Lateness;
use shared::period::Period;
use shared::program::{Program, relief_cents};
use shared::rate::{Confidence, DatedRate, Rate, RateTable};
use std::collections::BTreeMap;

pub(super) fn monthly_return(inputs: &Value) -> Value {
    let litres = inputs["taxable_litres"].as_object().unwrap();
    let rows: Vec<_> = litres
        .iter()
        .map(|(name, litres)| {
            row(&[
                ("product", product(name)),
                ("taxable", litres.to_string()),
                ("bought", litres.to_string()),
            ])
        })
        .collect();
    let draft = Draft {
        rows: BTreeMap::from([("products".into(), rows)]),
        ..Draft::default()
    };
    let period = period_of(text(inputs, "period"));
    let (form, evaluation) = filled_in(Program::FuelTax, "return", period, &rates(), &draft);
    let (mut by_litre, mut tax) = (Map::new(), Map::new());
    for (name, row) in litres.keys().zip(&evaluation.rows["products"]) {
        by_litre.insert(
            name.clone(),
            json!(plain(*row.get(&"rate".into()).unwrap())),
        );
        tax.insert(name.clone(), json!(row.get(&"tax".into()).unwrap()));
    }
    json!({
        "due_date": form.due_on,
        "rates_per_litre": by_litre,
        "tax": tax,
        "total_tax": evaluation.payable,
    })
}

fn product(name: &str) -> String {
    match name {
        "ethanol" | "biodiesel" | "ethanol_blend" | "biodiesel_blend" => "blend".into(),
        "bunker" | "kerosene" | "methanol" | "condensate" => "other".into(),
        other => other.replace('_', "-"),
    }
}

pub(super) fn propane_return(inputs: &Value) -> Value {
    let litres = &inputs["taxable_litres"]["lpg"];
    one_product(Program::PropaneTax, "lpg", inputs, &[("10", litres)])
}

pub(super) fn locomotive_return(inputs: &Value) -> Value {
    let lines = [
        ("10", &inputs["litres_consumed_in_alberta"]),
        ("11", &inputs["of_which_purchased_elsewhere"]),
    ];
    one_product(Program::LocomotiveFuelTax, "locomotive", inputs, &lines)
}

fn one_product(program: Program, name: &str, inputs: &Value, lines: &[(&str, &Value)]) -> Value {
    let period = period_of(text(inputs, "period"));
    let (form, evaluation) = filled_in(program, "return", period, &rates(), &draft(lines));
    json!({
        "due_date": form.due_on,
        "rates_per_litre": { name: plain(evaluation.figure("15").unwrap()) },
        "tax": { name: evaluation.figure("20") },
        "total_tax": evaluation.payable,
    })
}

/// The rates of the vector, in force the day before and on the day of the change.
pub(super) fn inventory_declaration(inputs: &Value) -> Value {
    let day = date(inputs, "change_date");
    let row = |code: &str, effective_on: NaiveDate, value: &str| DatedRate {
        code: code.parse().unwrap(),
        effective_on,
        until: None,
        value: Rate::new(value.parse().unwrap()),
        confidence: Confidence::Confirmed,
        source: "vector".into(),
    };
    let table = RateTable::new(vec![
        row(
            "fuel.gasoline",
            day - Days::new(90),
            text(inputs, "old_rate"),
        ),
        row("fuel.gasoline", day, text(inputs, "new_rate")),
    ]);
    let period = Period {
        starts_on: day,
        ends_on: day,
    };
    let draft = draft(&[("10", &inputs["litres_on_hand"])]);
    let (form, evaluation) = filled_in(Program::FuelTax, "inventory", period, &table, &draft);
    json!({
        "tax_owing": evaluation.payable,
        "declaration_due": form.due_on,
    })
}

pub(super) fn relief_rate(inputs: &Value) -> Value {
    let number = |case: &Value, key: &str| -> Decimal { text(case, key).parse().unwrap() };
    let cents = list(inputs, "cases").iter().map(|case| {
        let price = number(case, "avg_wti_usd");
        relief_cents(price, number(case, "previous_quarter_cents")).to_string()
    });
    json!({ "rate_cents": cents.collect::<Vec<_>>() })
}

pub(super) fn penalty_late_filing(inputs: &Value) -> Value {
    let due_on: NaiveDate = "2026-04-28".parse().unwrap();
    let penalty = |case: &Value| -> Money {
        let late = Lateness {
            due_on,
            received_on: due_on + Days::new(case["days_late"].as_u64().unwrap()),
            unpaid: money(case, "unpaid_tax"),
            repeat: false,
        };
        Program::FuelTax.facts().penalty.amount(&late)
    };
    json!({ "penalties": list(inputs, "cases").iter().map(penalty).collect::<Vec<_>>() })
}
