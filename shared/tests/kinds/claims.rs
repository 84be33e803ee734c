//! Claims: rebates, refunds, their last days, and days that are claimed twice.

use super::claim_forms::{Built, decimal, dollars_each, maybe, period_of, rate_of, with_rates};
use super::{date, list, text};
use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use shared::Money;
use shared::deadline::{self, RangeError};
use shared::filing::Figure;
use shared::period::Period;
use shared::program::Program;
use shared::program::claim::limits;

pub(super) fn tefu_rebate(inputs: &Value) -> Value {
    let product = inputs["product"].as_str().unwrap_or("diesel");
    let product = if product.contains("gasoline") {
        "gasoline"
    } else {
        "diesel"
    };
    let clear = format!("fuel.{product}");
    let marked = format!("fuel.marked-{product}");
    let period = period_of(inputs);
    let rates = with_rates(
        period,
        &[
            (&clear, rate_of(inputs, "clear_rate")),
            (&marked, rate_of(inputs, "marked_rate")),
        ],
    );
    let mut built = Built::of(Program::TaxExemptFuelUser, "claim", period, &rates).unwrap();
    let first = if product == "gasoline" { "1" } else { "2" };
    built.line("5", "not-sold").line("7", "yes");
    built.line(
        &format!("{first}0"),
        &decimal(inputs, "eligible_litres").to_string(),
    );
    let evaluation = built.evaluate();
    let each = evaluation.figure(&format!("{first}3")).unwrap().decimal();
    json!({ "rebate_per_litre": dollars_each(each), "rebate": evaluation.payable })
}

pub(super) fn prop_historic(inputs: &Value) -> Value {
    let months = maybe(inputs, "months").unwrap_or(Decimal::ONE);
    let litres = decimal(inputs, "litres_per_month") * months;
    let starts_on: NaiveDate = "2009-01-01".parse().unwrap();
    let months: u32 = months.normalize().to_string().parse().unwrap();
    let period = Period {
        starts_on,
        ends_on: (starts_on + Months::new(months)).pred_opt().unwrap(),
    };
    let rebate = prop(
        period,
        litres,
        decimal(inputs, "prop_percent"),
        rate_of(inputs, "rate"),
    );
    json!({ "rebate": rebate.unwrap() })
}

pub(super) fn prop_cutoff(inputs: &Value) -> Value {
    let day = date(inputs, "fuel_date");
    let period = Period {
        starts_on: day,
        ends_on: day,
    };
    let percent = decimal(inputs, "prop_percent");
    let rebate = prop(
        period,
        decimal(inputs, "litres"),
        percent,
        rate_of(inputs, "rate"),
    );
    json!({
        "eligible": rebate.is_some(),
        "rebate": rebate.unwrap_or_default(),
    })
}

/// The old rebate; `None` where the form says that it was abolished.
fn prop(period: Period, litres: Decimal, percent: Decimal, rate: Option<Decimal>) -> Option<Money> {
    let rates = with_rates(period, &[("fuel.gasoline", rate), ("fuel.diesel", rate)]);
    let mut built = Built::of(Program::FuelRebateHistory, "claim", period, &rates).ok()?;
    let litres = litres.normalize().to_string();
    let mut row = vec![("product", "diesel"), ("litres", litres.as_str())];
    let share = (percent / Decimal::ONE_HUNDRED).to_string();
    if percent == Decimal::from(42) {
        row.push(("activity", "fluid-haul"));
    } else {
        row.extend([("activity", "other"), ("share", share.as_str())]);
    }
    built.row("activities", &row);
    Some(built.evaluate().payable.unwrap())
}

pub(super) fn propane_retailer_refund(inputs: &Value) -> Value {
    let period = period_of(inputs);
    let rates = with_rates(period, &[("fuel.lpg", rate_of(inputs, "rate"))]);
    let mut built = Built::of(Program::PropaneRetailer, "claim", period, &rates).unwrap();
    built.line(
        "10",
        &decimal(inputs, "purchased_litres_tax_included").to_string(),
    );
    built.line("20", &decimal(inputs, "taxed_totalizer_litres").to_string());
    let evaluation = built.evaluate();
    let litres = evaluation.figure("30").map(|figure| {
        let litres: i64 = figure.decimal().to_string().parse().unwrap();
        litres
    });
    json!({ "refund_litres": litres, "refund": evaluation.payable })
}

pub(super) fn aviation_refund(inputs: &Value) -> Value {
    let sold_on = date(inputs, "sale_date");
    let period = Period {
        starts_on: sold_on,
        ends_on: sold_on,
    };
    let rates = with_rates(period, &[("fuel.aviation", rate_of(inputs, "rate"))]);
    let mut built = Built::of(Program::FuelClaims, "aviation", period, &rates).unwrap();
    let litres = decimal(inputs, "litres").to_string();
    let day = sold_on.to_string();
    built.row(
        "sales",
        &[("sold_on", &day), ("buyer", "A buyer"), ("litres", &litres)],
    );
    json!({
        "refund": built.evaluate().payable,
        "claim_deadline": Program::FuelClaims.rules().due("aviation", period),
        "accepted": accepted(inputs, &built),
    })
}

pub(super) fn bad_debt_deadline(inputs: &Value) -> Value {
    let (notice, written_off) = (
        day(inputs, "notice_of_bankruptcy_received"),
        day(inputs, "written_off"),
    );
    let limit = limits::bad_debt_deadline(notice, written_off).unwrap();
    let period = Period {
        starts_on: limit.clock_start,
        ends_on: limit.clock_start,
    };
    let rates = with_rates(period, &[]);
    let mut built = Built::of(Program::FuelClaims, "bad-debt", period, &rates).unwrap();
    built.line("5", "A debtor");
    for (line, day) in [("10", notice), ("11", written_off)] {
        if let Some(day) = day {
            built.line(line, &day.to_string());
        }
    }
    assert_eq!(
        Program::FuelClaims.rules().due("bad-debt", period),
        Some(limit.last_day)
    );
    json!({
        "clock_start": limit.clock_start,
        "claim_deadline": limit.last_day,
        "accepted": accepted(inputs, &built),
    })
}

pub(super) fn loss_deadlines(inputs: &Value) -> Value {
    let event = date(inputs, "event_date");
    let stolen = limits::stolen_or_destroyed_deadline(event);
    let contaminated = limits::contaminated_deadline(event);
    let period = Period {
        starts_on: event,
        ends_on: event,
    };
    let day = event.to_string();
    let mut late = Map::new();
    for (kind, deadline) in [
        ("stolen", stolen),
        ("destroyed", stolen),
        ("contaminated", contaminated),
    ] {
        let rates = with_rates(period, &[]);
        let mut built = Built::of(Program::FuelClaims, "loss", period, &rates).unwrap();
        let row = [
            ("kind", kind),
            ("happened_on", &day),
            ("product", "diesel"),
            ("litres", "1"),
        ];
        built.row("losses", &row);
        let deadline = deadline.unwrap();
        assert!(built.in_time(deadline), "{kind} on the last day");
        assert!(
            !built.in_time(deadline.succ_opt().unwrap()),
            "{kind} a day later"
        );
        late.insert(kind.into(), json!(accepted(inputs, &built)));
    }
    json!({
        "stolen_or_destroyed_deadline": stolen,
        "contaminated_deadline": contaminated,
        "stolen_or_destroyed_accepted": late["stolen"],
        "contaminated_accepted": late["contaminated"],
    })
}

/// Input of a quantity, of its rate, the line and the code of the rate.
const AITE: [(&str, &str, &str, &str); 10] = [
    ("gasoline_litres", "gasoline_rate", "10", "fuel.gasoline"),
    ("diesel_litres", "diesel_rate", "13", "fuel.diesel"),
    (
        "marked_gasoline_litres",
        "marked_gasoline_rate",
        "16",
        "fuel.marked-gasoline",
    ),
    (
        "marked_diesel_litres",
        "marked_diesel_rate",
        "19",
        "fuel.marked-diesel",
    ),
    ("propane_litres", "propane_rate", "22", "fuel.lpg"),
    ("cigarettes", "cigarette_rate", "40", "tobacco.cigarette"),
    ("loose_grams", "loose_rate", "43", "tobacco.loose"),
    (
        "loose_tobacco_grams",
        "loose_tobacco_rate",
        "43",
        "tobacco.loose",
    ),
    (
        "smokeless_grams",
        "smokeless_rate",
        "46",
        "tobacco.smokeless",
    ),
    (
        "smokeless_tobacco_grams",
        "smokeless_tobacco_rate",
        "46",
        "tobacco.smokeless",
    ),
];

pub(super) fn aite_retailer_refund(inputs: &Value) -> Value {
    let period = period_of(inputs);
    let given: Vec<_> = AITE
        .iter()
        .map(|(_, rate, _, code)| (*code, rate_of(inputs, rate)))
        .collect();
    let rates = with_rates(period, &given);
    let mut built = Built::of(Program::AiteRetailer, "claim", period, &rates).unwrap();
    for (quantity, _rate, line, _code) in AITE {
        if let Some(quantity) = maybe(inputs, quantity) {
            built.line(line, &quantity.to_string());
        }
    }
    let evaluation = built.evaluate();
    let long_enough = !built.codes(None).contains(&"claim.too_short".to_owned());
    let amount = |line| evaluation.figure(line).and_then(Figure::money);
    json!({
        "fuel_refund": amount("60"),
        "tobacco_refund": amount("70"),
        "total": amount("90"),
        "claim_deadline": Program::AiteRetailer.rules().due("claim", period),
        "min_period_days_ok": long_enough,
        "accepted": accepted(inputs, &built),
    })
}

pub(super) fn overlap(inputs: &Value) -> Value {
    let range = |value: &Value| Period {
        starts_on: date(value, "from"),
        ends_on: date(value, "to"),
    };
    let existing: Vec<Period> = list(inputs, "existing").iter().map(range).collect();
    let results = list(inputs, "new").iter().map(|new| {
        let aite = new["program"]
            .as_str()
            .is_some_and(|name| name.contains("AITE"));
        let program = if aite {
            Program::AiteRetailer
        } else {
            Program::TaxExemptFuelUser
        };
        if let Some(day) = limits::clash(&existing, range(new)) {
            return format!("reject: overlaps {day}");
        }
        let name = if aite { "AITE period" } else { "claim" };
        match deadline::range(
            program.facts().main_form().cycle,
            range(new),
            NaiveDate::MAX,
            None,
        ) {
            Ok(()) => "accept".to_owned(),
            Err(RangeError::TooShort(days)) => format!("reject: {name} shorter than {days} days"),
            Err(other) => format!("reject: {other}"),
        }
    });
    json!({ "results": results.collect::<Vec<_>>() })
}

/// Which of the days of receipt are in time, by the findings of the form.
pub(super) fn accepted(inputs: &Value, built: &Built) -> Vec<bool> {
    let Some(days) = inputs["received_dates"].as_array() else {
        return Vec::new();
    };
    let in_time = |day: &Value| built.in_time(day.as_str().unwrap().parse().unwrap());
    days.iter().map(in_time).collect()
}

fn day(inputs: &Value, key: &str) -> Option<NaiveDate> {
    inputs[key]
        .is_string()
        .then(|| text(inputs, key).parse().unwrap())
}
