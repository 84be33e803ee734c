//! Emergency 911 levy, insurance premiums tax and health cost recovery.

use super::forms::{draft, filled_in, period_of, plain, rates, year_ending};
use super::{list, text};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use shared::calendar;
use shared::filing::evaluate;
use shared::program::{Program, alberta_devices};
use shared::rate::{Confidence, DatedRate, Rate, RateCode, RateTable};

pub(super) fn e911_return(inputs: &Value) -> Value {
    let period = period_of(text(inputs, "period"));
    let draft = draft(&[("10", &inputs["active_devices"])]);
    let program = Program::Emergency911Levy;
    let (form, evaluation) = filled_in(program, "return", period, &rates(), &draft);
    json!({
        "rate": plain(evaluation.figure("15").unwrap()),
        "levy": evaluation.payable,
        "due_date": form.due_on,
    })
}

pub(super) fn e911_validation(inputs: &Value) -> Value {
    let numbers = inputs["numbers_by_area_code"].as_object().unwrap();
    let numbers = numbers
        .iter()
        .map(|(code, count)| (code.clone(), count.as_u64().unwrap()));
    let (counted, excluded) = alberta_devices(&numbers.collect());
    json!({ "active_devices": counted, "excluded": excluded })
}

const INSURANCE_LINES: [(&str, &str); 8] = [
    ("103", "line_103"),
    ("112", "line_112"),
    ("120", "line_120"),
    ("life-why", "line_120_description"),
    ("106", "line_106"),
    ("115", "line_115"),
    ("124", "line_124"),
    ("other-why", "line_124_description"),
];

pub(super) fn insurance_return(inputs: &Value) -> Value {
    let nothing = json!("");
    let described = json!("as the vector has it");
    let lines = INSURANCE_LINES.map(|(id, key)| {
        let adjusted = |line: &str| {
            let text = inputs.get(line).and_then(Value::as_str).unwrap_or("0");
            text.trim_start_matches('-')
                .chars()
                .any(|c| ('1'..='9').contains(&c))
        };
        let value = match (inputs.get(key), id) {
            (Some(value), _) => value,
            (None, "life-why") if adjusted("line_120") => &described,
            (None, "other-why") if adjusted("line_124") => &described,
            _ => &nothing,
        };
        (id, value)
    });
    let ends_on: NaiveDate = text(inputs, "tax_year_end").parse().unwrap();
    let mut period = year_ending(ends_on);
    if let Some(begin) = inputs.get("tax_year_begin").and_then(Value::as_str) {
        period.starts_on = begin.parse().unwrap();
    }
    let program = Program::InsurancePremiumsTax;
    let (form, evaluation) = filled_in(program, "return", period, &rates(), &draft(&lines));
    json!({
        "line_125": evaluation.figure("125"),
        "line_127": evaluation.figure("127"),
        "tax_life": evaluation.figure("life-tax"),
        "tax_other": evaluation.figure("other-tax"),
        "tax": evaluation.payable,
        "due_date": form.due_on,
    })
}

pub(super) fn insurance_due_dates(inputs: &Value) -> Value {
    let due: Vec<NaiveDate> = list(inputs, "year_ends")
        .iter()
        .map(|end| {
            let period = year_ending(end.as_str().unwrap().parse().unwrap());
            Program::InsurancePremiumsTax
                .rules()
                .nominal_due(period)
                .unwrap()
        })
        .collect();
    let rolled: Vec<NaiveDate> = due.iter().map(|day| calendar::roll(*day)).collect();
    json!({ "day_75": due, "due_dates": rolled })
}

pub(super) fn insurance_validation(inputs: &Value) -> Value {
    let lines: Vec<(&str, &Value)> = INSURANCE_LINES
        .iter()
        .filter_map(|(id, key)| Some((*id, inputs.get(*key)?)))
        // Premiums enough that only what the vector is about can be wrong.
        .chain([("103", &inputs["none"]), ("106", &inputs["none"])])
        .collect();
    let mut draft = draft(&lines);
    for gross in ["103", "106"] {
        let typed = draft.lines.entry(gross.into()).or_default();
        if typed.is_empty() {
            *typed = "1000000.00".into();
        }
    }
    let form = Program::InsurancePremiumsTax
        .rules()
        .form(period_of("2024"), &rates())
        .unwrap();
    let evaluation = evaluate(&form, &draft);
    let missing = evaluation
        .findings
        .iter()
        .any(|finding| finding.code == "line.required");
    let reason = missing.then_some("description required for an adjustment");
    json!({ "valid": evaluation.payable.is_some(), "reason": reason })
}

pub(super) fn health_report(inputs: &Value) -> Value {
    let year = inputs["calendar_year"].to_string();
    let period = period_of(&year);
    let factor = DatedRate {
        code: RateCode::of("health-cost-recovery"),
        effective_on: period.starts_on,
        until: None,
        value: Rate::new(text(inputs, "assessment_factor").parse().unwrap()),
        confidence: Confidence::Unverified,
        source: "vector".into(),
    };
    let rates = RateTable::new(vec![factor]);
    let draft = draft(&[("10", &inputs["tpl_premiums_written"])]);
    let program = Program::HealthCostRecovery;
    let (form, evaluation) = filled_in(program, "return", period, &rates, &draft);
    json!({ "assessment": evaluation.payable, "due_date": form.due_on })
}

pub(super) fn health_due_dates(inputs: &Value) -> Value {
    let due = list(inputs, "calendar_years").iter().map(|year| {
        let period = period_of(&year.to_string());
        assert_eq!(period.ends_on.month(), 12);
        let rules = Program::HealthCostRecovery.rules();
        calendar::roll(rules.nominal_due(period).unwrap())
    });
    json!({ "due_dates": due.collect::<Vec<_>>() })
}
