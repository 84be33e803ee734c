//! The carbon levy of 2017 to 2019.

use super::claim_forms::{Built, dollars_each, maybe, period_of, with_rates};
use super::claims::accepted;
use super::{date, list};
use serde_json::{Map, Value, json};
use shared::period::Period;
use shared::program::Program;

/// Fuel, line of its quantity, and words that vectors may use for it.
const FUELS: [(&str, &str, &[&str]); 4] = [
    ("gasoline", "100", &["gasoline"]),
    ("diesel", "110", &["diesel"]),
    ("propane", "120", &["propane"]),
    (
        "natural_gas",
        "130",
        &["natural_gas", "natural_gas_gj", "gigajoules"],
    ),
];

pub(super) fn remitter_return(inputs: &Value) -> Value {
    let period = period_of(inputs);
    let mut built = Built::of(
        Program::CarbonLevy,
        "remitter",
        period,
        &with_rates(period, &[]),
    );
    let built = built.as_mut().unwrap();
    let mut entered = Vec::new();
    for (fuel, line, words) in FUELS {
        // Quantities stand in `litres`, `gj` or `gigajoules`, or by themselves.
        let places = [
            &inputs["litres"],
            &inputs["gj"],
            &inputs["gigajoules"],
            inputs,
        ];
        let found = places.iter().find_map(|place| {
            let number = |word: &&&str| {
                place
                    .get(**word)
                    .is_some_and(|v| v.is_number() || v.is_string())
            };
            maybe(place, words.iter().find(number)?)
        });
        if let Some(quantity) = found {
            built.line(line, &quantity.to_string());
            entered.push((fuel, line));
        }
    }
    if entered.is_empty() {
        built.line("050", "yes");
    }
    let evaluation = built.evaluate();
    let beside = |line: &str, step: u32| {
        let line = (line.parse::<u32>().unwrap() + step).to_string();
        evaluation.figure(&line)
    };
    let (mut rates, mut per_litre, mut per_gigajoule) = (Map::new(), Map::new(), Map::new());
    let mut levy = Map::new();
    for (fuel, line) in entered {
        let rate = json!(dollars_each(beside(line, 1).unwrap().decimal()));
        rates.insert(fuel.into(), rate.clone());
        let unit = if fuel == "natural_gas" {
            &mut per_gigajoule
        } else {
            &mut per_litre
        };
        unit.insert(fuel.into(), rate.clone());
        levy.insert(fuel.into(), json!(beside(line, 2)));
    }
    json!({
        "rates": rates,
        "rates_per_litre": per_litre,
        "rate_per_gj": per_gigajoule.get("natural_gas"),
        "rates_per_gj": per_gigajoule,
        "levy": levy,
        "total": evaluation.payable,
    })
}

pub(super) fn cutoff(inputs: &Value) -> Value {
    let applies = list(inputs, "sale_dates").iter().map(|day| {
        let day = day.as_str().unwrap().parse().unwrap();
        let period = Period {
            starts_on: day,
            ends_on: day,
        };
        Built::of(
            Program::CarbonLevy,
            "remitter",
            period,
            &with_rates(period, &[]),
        )
        .is_ok()
    });
    json!({ "levy_applies": applies.collect::<Vec<_>>() })
}

pub(super) fn refund_limit(inputs: &Value) -> Value {
    let bought_on = date(inputs, "purchase_date");
    let period = Period {
        starts_on: bought_on,
        ends_on: bought_on,
    };
    let rates = with_rates(period, &[]);
    let built = Built::of(Program::CarbonLevy, "claim", period, &rates).unwrap();
    json!({
        "deadline": Program::CarbonLevy.rules().due("claim", period),
        "accepted": accepted(inputs, &built),
    })
}
