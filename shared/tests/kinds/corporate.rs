//! Returns, limits, grant, instalments, penalties and dates of corporate income tax.

mod filled;
mod jacket;

pub(super) use jacket::jacket_validation;

use super::{date, money, text};
use chrono::NaiveDate;
use filled::{Filled, cents, dollars, figure, first_of, named, number, year, yes};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value, json};
use shared::penalty::{LatePenalty, Lateness};
use shared::period::Period;
use shared::program::Program;
use shared::program::corporate::instalments::{Bases, Method};
use shared::program::corporate::{dates, penalties, weighted};
use shared::rate::{RateCode, RateTable, published};
use shared::{Money, calendar, deadline};

pub(super) fn at1_tax(inputs: &Value) -> Value {
    let year = year(inputs);
    let mut filled = Filled::of(year);
    let active = first_of(
        inputs,
        &[
            "sch1_003_active_business_income",
            "sch1_003",
            "active_business_income",
        ],
    )
    .or_else(|| named(inputs, &["003"]));
    jacket(&mut filled, inputs, active.is_some());
    small_business(&mut filled, inputs, active, year);
    grant(&mut filled, inputs);
    let evaluation = filled.work_out();
    let mut actual = Map::new();
    for (line, value) in &evaluation.lines {
        let value = value.decimal();
        let line = line.as_str();
        let shown = match line {
            "065" => json!(value.to_string()),
            _ => dollars(value),
        };
        actual.insert(format!("line_{line}"), shown.clone());
        if let Some(number) = line.strip_prefix("1-") {
            actual.insert(format!("sch1_{number}"), shown);
        }
    }
    let mut also = |key: &str, line: &str| {
        if let Some(value) = figure(&evaluation, line) {
            actual.insert(key.into(), dollars(value));
        }
    };
    also("sch1_business_limit", "s1-limit");
    also("sch1_reduced_base", "s1-reduced");
    also("sch1_base", "1-015");
    also("sch1_least", "s1-least");
    also("sch1_reduction", "s1-cut");
    also("sch1_deduction", "s1-deduction");
    let balance = figure(&evaluation, "090").unwrap();
    let kind = match balance.cmp(&Decimal::ZERO) {
        std::cmp::Ordering::Greater => "owing",
        std::cmp::Ordering::Equal => "nil",
        std::cmp::Ordering::Less => "refund",
    };
    actual.insert("balance_type".into(), json!(kind));
    weights(&mut actual, year);
    Value::Object(actual)
}

/// Everything but the schedules that have figures of their own.
fn jacket(filled: &mut Filled, inputs: &Value, small_business: bool) {
    let kind = number(&inputs["type_of_corporation_029"]);
    let kind = kind.unwrap_or(if small_business { 1 } else { 4 }.into());
    filled.set("029", kind);
    filled.put("030", number(&inputs["special_status_030"]));
    filled.put("062", named(inputs, &["062"]));
    let factor = named(inputs, &["065"]).filter(|factor| *factor != Decimal::ONE);
    if let Some(factor) = factor {
        filled.set("schedule-2", "yes");
        filled.set("s2-method", "other");
        filled.set("s2-other", factor);
    }
    for line in ["082", "085", "086", "115", "087"] {
        let value = named(inputs, &[&format!("line_{line}")]);
        filled.put(line, value.filter(|value| !value.is_zero()));
    }
    if filled.draft.lines.contains_key(&"085".into()) {
        filled.set("110", "AB-1");
    }
    filled.put("3-604", named(inputs, &["line_076"]));
    if let Some(credit) = named(inputs, &["line_072"]).filter(|credit| !credit.is_zero()) {
        filled.set("schedule-4", "yes");
        let credit = credit.normalize().to_string();
        let cells = [
            ("country", "Abroad"),
            ("paid", credit.as_str()),
            ("credit", &credit),
        ];
        filled.row("foreign", &cells);
    }
}

/// A grant without its schedule: expenditures that are all new earn 20%, as long as the maximum is not reached.
fn grant(filled: &mut Filled, inputs: &Value) {
    let Some(grant) = named(inputs, &["129"]).filter(|grant| !grant.is_zero()) else {
        return;
    };
    filled.set("schedule-29", "yes");
    if grant < Decimal::ZERO {
        filled.set("29-132", (-grant).normalize());
        return;
    }
    let spent = (grant * Decimal::from(5)).normalize();
    filled.set("29-005", spent);
    let associated = filled.draft.lines.get(&"001".into());
    if associated.is_some_and(|answer| answer == "yes") {
        filled.set("s29-share", 4_000_000);
        filled.set("s29-allocated", spent);
    }
}

fn small_business(filled: &mut Filled, inputs: &Value, active: Option<Decimal>, year: Period) {
    let given = named(inputs, &["line_070"]).filter(|given| !given.is_zero());
    let active = active.or_else(|| {
        // A deduction without its schedule: the income that it follows from.
        let rates = RateTable::new(published());
        let points = weighted(RateCode::CIT_POINTS, year, &rates).unwrap().value;
        let factor = named(inputs, &["065"]).unwrap_or(Decimal::ONE);
        Some((given? / (points * factor)).round())
    });
    let Some(active) = active else { return };
    filled.set("schedule-1", "yes");
    filled.set("1-003", active.normalize());
    reductions(filled, inputs);
    let base = named(inputs, &["base"]);
    share_of_limit(filled, inputs, base);
}

fn reductions(filled: &mut Filled, inputs: &Value) {
    let capital = named(inputs, &["taxable_capital"]);
    filled.put(
        "s1-capital",
        capital.or_else(|| named(inputs, &["capital_prior"])),
    );
    let passive = named(inputs, &["aaii"]).or_else(|| named(inputs, &["passive"]));
    if filled.form.line(&"s1-passive".into()).is_some() {
        filled.put("s1-passive", passive);
    }
}

/// Associated corporations, by their own share or by the list of all shares.
fn share_of_limit(filled: &mut Filled, inputs: &Value, base: Option<Decimal>) {
    let whole = Decimal::from(200_000);
    let own = ["allocated", "share", "this_corporation"];
    let own = own.iter().find_map(|part| named(inputs, &[part]));
    let percent = own.filter(|own| *own <= Decimal::ONE_HUNDRED);
    let own = match percent {
        Some(percent) if percent <= Decimal::ONE => Some(whole * percent),
        Some(percent) => Some(whole * percent / Decimal::ONE_HUNDRED),
        None => own,
    };
    let base = own.or(base).filter(|base| *base != whole);
    if let Some(base) = base {
        filled.share_of_limit(base);
    }
}

/// The days and rates of a year, as texts with five decimals.
fn weights(actual: &mut Map<String, Value>, year: Period) {
    let rates = RateTable::new(published());
    let five = |value: Decimal| {
        let mut value = value.round_dp_with_strategy(5, RoundingStrategy::MidpointAwayFromZero);
        value.rescale(5);
        value.to_string()
    };
    let general = weighted(RateCode::CIT_GENERAL, year, &rates).unwrap();
    let points = weighted(RateCode::CIT_POINTS, year, &rates).unwrap();
    let mut days = Map::new();
    for (first, last, count) in &general.parts {
        days.insert(format!("{first}..{last}"), json!(count));
    }
    days.insert("total".into(), json!(year.days()));
    actual.insert("days".into(), Value::Object(days));
    actual.insert("days_in_year".into(), json!(year.days()));
    for key in ["blended_rate_5dp", "rate_5dp", "general_rate_5dp"] {
        actual.insert(key.into(), json!(five(general.value)));
    }
    for key in [
        "blended_points_5dp",
        "points_5dp",
        "blended_deduction_points_5dp",
    ] {
        actual.insert(key.into(), json!(five(points.value)));
    }
}

pub(super) fn schedule1_limit(inputs: &Value) -> Value {
    let mut filled = Filled::of(year(inputs));
    filled.set("schedule-1", "yes");
    filled.set("1-003", 1);
    reductions(&mut filled, inputs);
    let base = named(inputs, &["base"]);
    share_of_limit(&mut filled, inputs, base);
    let evaluation = filled.work_out();
    let mut actual = Map::new();
    let lines: &[(&[&str], &str)] = &[
        (&["B"], "s1-b"),
        (
            &[
                "capital_reduction",
                "reduction_capital",
                "reduction_by_capital",
                "taxable_capital_reduction",
            ],
            "s1-capital-cut",
        ),
        (
            &[
                "aaii_reduction",
                "reduction_aaii",
                "passive_reduction",
                "reduction_by_aaii",
                "passive_income_reduction",
            ],
            "s1-passive-cut",
        ),
        (
            &[
                "reduction_on_200k_scale",
                "reduction",
                "greater_reduction",
                "reduction_used",
            ],
            "s1-cut",
        ),
        (&["reduced_base"], "s1-reduced"),
        (
            &["prorated_base", "line_015", "base_after_proration"],
            "1-015",
        ),
        (&["business_limit"], "s1-limit"),
        (&["base_amount", "base"], "s1-base"),
    ];
    for (keys, line) in lines {
        for (key, value) in keys
            .iter()
            .zip(std::iter::repeat(figure(&evaluation, line)))
        {
            for key in [(*key).to_owned(), format!("{key}_on_200k_scale")] {
                let value = value.unwrap_or_default();
                actual.entry(key).or_insert(json!(cents(value)));
            }
        }
    }
    actual.insert("days".into(), json!(year(inputs).days()));
    Value::Object(actual)
}

pub(super) fn ieg(inputs: &Value) -> Value {
    let mut filled = Filled::of(year(inputs));
    filled.set("schedule-29", "yes");
    let whole = named(inputs, &["031"]);
    filled.put("29-005", whole.or_else(|| named(inputs, &["005"])));
    if whole.is_none() {
        for line in ["007", "009", "011", "025"] {
            filled.put(
                &format!("29-{line}"),
                named(inputs, &[&format!("line_{line}")]),
            );
        }
    }
    filled.put("s29-capital", named(inputs, &["capital"]));
    filled.put("29-132", named(inputs, &["132"]));
    let allocated = ["123", "124", "125", "allocated", "share"];
    let allocated = allocated.iter().find_map(|part| named(inputs, &[part]));
    if yes(&inputs["associated"]) || allocated.is_some() {
        filled.set("001", "yes");
        filled.set(
            "s29-share",
            named(inputs, &["108"]).unwrap_or(4_000_000.into()),
        );
        filled.put("s29-allocated", allocated);
    } else if let Some(average) = named(inputs, &["118"]) {
        filled.set("s29-first", average.normalize());
        filled.set("s29-second", average.normalize());
    }
    let evaluation = filled.work_out();
    let mut actual = Map::new();
    for line in [
        "031", "108", "110", "112", "118", "125", "130", "132", "134",
    ] {
        let value = figure(&evaluation, &format!("29-{line}")).unwrap_or_default();
        actual.insert(format!("line_{line}"), dollars(value));
    }
    let factor = figure(&evaluation, "29-128").unwrap();
    actual.insert("line_128_factor".into(), json!(factor.to_string()));
    actual.insert("line_128".into(), json!(factor.to_string()));
    actual.insert(
        "at1_line_129".into(),
        dollars(figure(&evaluation, "129").unwrap()),
    );
    Value::Object(actual)
}

pub(super) fn instalments(inputs: &Value) -> Value {
    let base = |key: &str| {
        number(&inputs[key])
            .and_then(Money::round_half_up)
            .unwrap_or_default()
    };
    let bases = Bases {
        current: base("current_estimate"),
        first_before: base("first_preceding_base"),
        second_before: base("second_preceding_base"),
    };
    let plan = |method| bases.plan(method).unwrap();
    let (one, two) = (plan(Method::CurrentYear), plan(Method::YearBefore));
    let three = plan(Method::BothYearsBefore);
    let first_year = [
        "first_year",
        "first_tax_year",
        "is_first_year",
        "new_corporation",
    ];
    let first_year = first_year.iter().any(|key| yes(&inputs[*key]));
    json!({
        "method_1_each_of_12": one.first_two,
        "method_2_each_of_12": two.first_two,
        "method_3_first_two_each": three.first_two,
        "method_3_next_ten_each": three.next_ten,
        "method_totals": { "1": one.total, "2": two.total, "3": three.total },
        "instalments_required": bases.required(first_year),
    })
}

pub(super) fn penalty_late_filing(inputs: &Value) -> Value {
    let due_on = match inputs.get("due_date") {
        Some(due) if due.is_string() => date(inputs, "due_date"),
        _ => calendar::roll(dates::return_due(year(inputs)).unwrap()),
    };
    let late = Lateness {
        due_on,
        received_on: date(inputs, "received"),
        unpaid: named(inputs, &["unpaid"])
            .and_then(Money::round_half_up)
            .unwrap(),
        repeat: yes(&inputs["repeat_offender"]),
    };
    let penalty = Program::CorporateIncomeTax.facts().penalty;
    let of = |unpaid: i64| {
        let unpaid = Money::from_cents(unpaid * 100);
        penalty.amount(&Lateness { unpaid, ..late })
    };
    assert!(matches!(penalty, LatePenalty::Monthly { .. }));
    json!({
        "complete_months_late": late.months(),
        "days_late": late.days(),
        "penalty_percent": of(100).decimal().normalize().to_string(),
        "penalty": penalty.amount(&late),
        "due_date": due_on,
    })
}

pub(super) fn penalty_late_instalments(inputs: &Value) -> Value {
    let (interest, in_full) = (
        money(inputs, "instalment_interest"),
        money(inputs, "interest_if_no_instalments_paid"),
    );
    json!({
        "threshold": penalties::instalment_threshold(in_full),
        "penalty": penalties::late_instalments(interest, in_full),
    })
}

pub(super) fn due_dates(inputs: &Value) -> Value {
    let year = year(inputs);
    let third_month = yes(&inputs["ccpc_three_month_balance"]);
    let instalments = dates::instalment_days(year).into_iter().map(calendar::roll);
    let mut actual = Map::from_iter([
        (
            "return_due".to_owned(),
            json!(dates::return_due(year).map(calendar::roll)),
        ),
        (
            "balance_due".to_owned(),
            json!(dates::balance_due(year, third_month).map(calendar::roll)),
        ),
        (
            "instalments".to_owned(),
            json!(instalments.collect::<Vec<_>>()),
        ),
        ("ieg_last_day".to_owned(), json!(dates::grant_until(year))),
    ]);
    // The day a notice was sent is part of the key, so every day of the years after has one.
    let days = Program::CorporateIncomeTax.facts().objection_days.0;
    for sent in year.ends_on.iter_days().take(1_500) {
        let key = format!("objection_last_day_if_noa_sent_{}", sent.format("%Y_%m_%d"));
        let until: NaiveDate = deadline::objection_until(sent, days);
        actual.insert(key, json!(until));
    }
    Value::Object(actual)
}

/// Interest on a credit of the tax.
pub(super) fn is_corporate(inputs: &Value) -> bool {
    let program = match inputs.get("program") {
        Some(Value::String(_)) => text(inputs, "program").to_lowercase(),
        _ => return true,
    };
    program.starts_with("corporate") || program.starts_with("cit") || program.starts_with("at1")
}
