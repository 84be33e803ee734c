//! Rules between lines of the jacket.

use super::super::list;
use super::filled::{Filled, figure, number, yes};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use shared::period::Period;
use std::collections::BTreeMap;

/// The verdict on some jacket lines: the first rule that refuses them.
pub(in super::super) fn jacket_validation(inputs: &Value) -> Value {
    let results = list(inputs, "cases").iter().map(verdict);
    json!({ "results": results.collect::<Vec<_>>() })
}

/// Lines that are answered with 1 for yes and 2 for no.
const YES_OR_NO: [&str; 8] = ["001", "031", "032", "038", "050", "054", "060", "061"];

/// Stable codes and what the domain calls them, in the order in which they are told.
const REFUSALS: [(&str, &str); 6] = [
    ("at1.060_requires_061", "reject: 060=1 requires 061=1"),
    (
        "at1.schedule_12_required",
        "reject: 060 or 061 = 1 requires Schedule 12",
    ),
    ("at1.039_required", "reject: reason 039 required"),
    ("at1.051_required", "reject: reason 051 required"),
    ("at1.043_required", "reject: rate 043 required"),
    ("at1.110_required", "reject: certificate 110 required"),
];

fn verdict(case: &Value) -> String {
    let mut filled = Filled::of(Period {
        starts_on: "2024-01-01".parse().unwrap(),
        ends_on: "2024-12-31".parse().unwrap(),
    });
    let lines: BTreeMap<&String, &Value> = case.as_object().unwrap().iter().collect();
    for (line, value) in lines {
        let Some(value) = number(value) else { continue };
        match line.as_str() {
            "065" => {
                filled.set("schedule-2", "yes");
                filled.set("s2-method", "other");
                filled.set("s2-other", value);
            }
            "129" => {}
            known if YES_OR_NO.contains(&known) => {
                filled.set(line, if value == Decimal::ONE { "yes" } else { "no" });
            }
            other => filled.set(other, value),
        }
    }
    let present = case.get("schedule_012_present").is_none_or(yes);
    let needed = case.get("060").is_some_and(yes) || case.get("061").is_some_and(yes);
    if present && needed {
        filled.set("schedule-12", "yes");
        filled.put("12-002", number(&case["062"]));
    }
    let evaluation = filled.work_out();
    let findings = &evaluation.findings;
    let has = |code: &str| findings.iter().any(|finding| finding.code == code);
    for (code, text) in REFUSALS {
        if has(code) {
            return text.into();
        }
    }
    for (line, asks) in [("039", "038"), ("051", "050")] {
        let not_asked = findings
            .iter()
            .any(|finding| finding.code == "line.not_asked" && finding.line == Some(line.into()));
        if not_asked {
            return format!(
                "reject: {line} not allowed when {asks}=2 (design choice from printed form)"
            );
        }
    }
    if let Some(finding) = findings.first() {
        return format!("reject: {}", finding.message);
    }
    let below = figure(&evaluation, "066").is_some_and(|amount| amount <= Decimal::ZERO);
    let tax = figure(&evaluation, "068");
    if case.get("062").is_some() && below && tax == Some(Decimal::ZERO) {
        return "accept: 066 negative or nil gives 068 = 0".into();
    }
    "accept".into()
}
