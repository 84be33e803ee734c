//! Returns, cigars, declarations, rates and deadlines of the tobacco tax.

use super::{date, decimal, list, text};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use shared::Money;
use shared::filing::{Draft, Evaluation, Figure, Row, evaluate};
use shared::form::Form;
use shared::period::{Frequency, Period};
use shared::program::{Program, Rules, loss_notice_until};
use shared::rate::{Confidence, DatedRate, Rate, RateTable, published};

/// The words of vectors for a product taxed by quantity: its word, its rate, the digit of its lines.
const PRODUCTS: [(&[&str], &str, &str, char); 3] = [
    (
        &["cigarettes", "cigarettes_and_sticks", "sticks"],
        "cigarettes",
        "tobacco.cigarette",
        '1',
    ),
    (
        &["loose_grams", "loose", "fine_cut_grams"],
        "loose",
        "tobacco.loose",
        '2',
    ),
    (
        &["smokeless_grams", "smokeless"],
        "smokeless",
        "tobacco.smokeless",
        '3',
    ),
];

fn rules() -> &'static dyn Rules {
    Program::TobaccoTax.rules()
}

fn month(key: &str) -> Period {
    let first: NaiveDate = format!("{key}-01").parse().unwrap();
    Period::starting(first, Frequency::Monthly).unwrap()
}

fn row(code: &str, day: NaiveDate, value: Decimal) -> DatedRate {
    DatedRate {
        code: code.parse().unwrap(),
        effective_on: day,
        until: None,
        value: Rate::new(value),
        confidence: Confidence::Unverified,
        source: "the vector".into(),
    }
}

fn filed(form: &Form, draft: &Draft) -> Evaluation {
    let evaluation = evaluate(form, draft);
    assert!(evaluation.payable.is_some(), "{:?}", evaluation.findings);
    evaluation
}

fn quantity(inputs: &Value, keys: &[&str]) -> Option<Decimal> {
    keys.iter().find_map(|key| decimal(&inputs[*key]))
}

/// Cigars of a vector: `cigars: [{manufacturer_price, count}]`.
fn cigars(inputs: &Value) -> Vec<Row> {
    let cigars = inputs["cigars"].as_array().map_or(&[][..], Vec::as_slice);
    let rows = cigars.iter().map(|cigar| {
        let price = quantity(cigar, &["manufacturer_price", "price", "selling_price"]);
        let count = quantity(cigar, &["count", "quantity", "cigars"]).unwrap_or(Decimal::ONE);
        Row::from([
            ("price".into(), price.unwrap().to_string()),
            ("count".into(), count.to_string()),
        ])
    });
    rows.collect()
}

pub(super) fn collector_return(inputs: &Value) -> Value {
    let period = month(text(inputs, "period"));
    let form = rules().form(period, &RateTable::new(published())).unwrap();
    let mut draft = Draft::default();
    for (keys, _, _, digit) in PRODUCTS {
        if let Some(sold) = quantity(inputs, keys) {
            draft
                .lines
                .insert(format!("{digit}30").into(), sold.to_string());
        }
    }
    if let Some(credits) = quantity(inputs, &["credits", "credit"]) {
        draft.lines.insert("910".into(), credits.to_string());
    }
    let cigars = cigars(inputs);
    if !cigars.is_empty() {
        draft.rows.insert("cigars".into(), cigars);
    }
    let evaluation = filed(&form, &draft);
    let tax = json!({
        "cigarettes": evaluation.figure("190"),
        "loose": evaluation.figure("290"),
        "smokeless": evaluation.figure("390"),
        "cigars": evaluation.figure("490"),
    });
    json!({
        "due_date": form.due_on,
        "memo_summary_due": rules().build("memo-summary", period, &RateTable::new(published())).unwrap().due_on,
        "tax": tax,
        "total_tax": evaluation.figure("900"),
        "payable": evaluation.payable,
    })
}

pub(super) fn cigar_tax(inputs: &Value) -> Value {
    let period = month("2025-03");
    let mut rows = published();
    for (key, code, parts) in [
        ("percent", "tobacco.cigar", 100),
        ("minimum", "tobacco.cigar-least", 1),
        ("maximum", "tobacco.cigar-most", 1),
        ("taxable_price_factor", "tobacco.cigar-price", 1),
    ] {
        if let Some(value) = decimal(&inputs[key]) {
            rows.push(row(code, period.starts_on, value / Decimal::from(parts)));
        }
    }
    let form = rules().form(period, &RateTable::new(rows)).unwrap();
    let cases = list(inputs, "cases").iter().map(|case| {
        let cigar = cigars(&json!({ "cigars": [case] }));
        let draft = Draft {
            rows: [("cigars".to_owned(), cigar)].into(),
            ..Draft::default()
        };
        let evaluation = filed(&form, &draft);
        let row = &evaluation.rows["cigars"][0];
        let figure = |column: &str, decimals| {
            let mut figure = row.get(&column.into()).unwrap().decimal();
            figure.rescale(decimals);
            figure.to_string()
        };
        (
            figure("tax-each", 4),
            figure("taxable-price", 4),
            figure("tax", 2),
        )
    });
    let cases: Vec<_> = cases.collect();
    json!({
        "tax_per_cigar": cases.iter().map(|case| &case.0).collect::<Vec<_>>(),
        "taxable_price": cases.iter().map(|case| &case.1).collect::<Vec<_>>(),
        "tax": cases.iter().map(|case| &case.2).collect::<Vec<_>>(),
    })
}

pub(super) fn inventory_declaration(inputs: &Value) -> Value {
    let day = date(inputs, "change_date");
    let before = day.pred_opt().unwrap();
    let mut rows = published();
    // The vector's own rates stand in for those of the day and of the day before.
    let mut put = |code: &str, when: &str, on: NaiveDate, keys: &[&str]| {
        let names = [keys, &[code]].concat();
        if let Some(value) = quantity(&inputs[when], &names) {
            rows.retain(|row| row.code.as_str() != code || row.effective_on != on);
            rows.push(row(code, on, value));
        }
    };
    for (keys, word, code, _) in PRODUCTS {
        let keys = [keys, &[word]].concat();
        put(code, "old", before, &keys);
        put(code, "new", day, &keys);
    }
    let period = Period {
        starts_on: day,
        ends_on: day,
    };
    let form = rules()
        .build("inventory", period, &RateTable::new(rows))
        .unwrap();
    let mut draft = Draft::default();
    for (keys, _, _, digit) in PRODUCTS {
        if let Some(stock) = quantity(inputs, keys) {
            draft
                .lines
                .insert(format!("{digit}10").into(), stock.to_string());
        }
    }
    let cigars = cigars(inputs);
    if !cigars.is_empty() {
        draft.rows.insert("cigars".into(), cigars);
    }
    let evaluation = filed(&form, &draft);
    json!({
        "due_date": form.due_on,
        "tax": {
            "cigarettes": evaluation.figure("190"),
            "loose": evaluation.figure("290"),
            "smokeless": evaluation.figure("390"),
            "cigars": evaluation.figure("490"),
        },
        "total": evaluation.payable,
        "total_tax": evaluation.payable,
    })
}

pub(super) fn part_gram(inputs: &Value) -> Value {
    let period = month(text(inputs, "period"));
    let form = rules().form(period, &RateTable::new(published())).unwrap();
    let packages = list(inputs, "packages").iter().map(|package| {
        Row::from([
            ("kind".into(), text(package, "kind").to_owned()),
            (
                "grams".into(),
                decimal(&package["grams"]).unwrap().to_string(),
            ),
            (
                "count".into(),
                decimal(&package["count"]).unwrap().to_string(),
            ),
        ])
    });
    let draft = Draft {
        rows: [("packages".to_owned(), packages.collect())].into(),
        ..Draft::default()
    };
    let evaluation = filed(&form, &draft);
    let column = |name: &str| -> Vec<Figure> {
        let rows = evaluation.rows["packages"].iter();
        rows.map(|row| *row.get(&name.into()).unwrap()).collect()
    };
    let grams = column("each")
        .into_iter()
        .map(|grams| grams.decimal().to_i64());
    json!({
        "taxable_grams": grams.collect::<Vec<_>>(),
        "tax": column("tax"),
        "total_tax": evaluation.payable,
    })
}

pub(super) fn rate_history(inputs: &Value) -> Value {
    let taxes = list(inputs, "dates").iter().map(|day| {
        let day: NaiveDate = day.as_str().unwrap().parse().unwrap();
        let taxes = PRODUCTS.iter().filter_map(|(keys, _, code, digit)| {
            let sold = quantity(inputs, keys)?;
            Some(tax_on(day, code, *digit, sold))
        });
        Money::checked_sum(taxes)
    });
    json!({ "tax": taxes.collect::<Vec<_>>() })
}

/// The tax of the return of the day's month, when everything was sold on that day.
fn tax_on(day: NaiveDate, code: &str, digit: char, sold: Decimal) -> Money {
    let period = month(&day.format("%Y-%m").to_string());
    // The program is younger than the month of its first rates: those days have no return.
    let first = published()
        .iter()
        .filter(|row| row.code.as_str() == code)
        .map(|row| row.effective_on)
        .min()
        .unwrap();
    let period = Period {
        starts_on: period.starts_on.max(first.min(day)),
        ..period
    };
    let form = rules().form(period, &RateTable::new(published())).unwrap();
    let mut starts: Vec<NaiveDate> = form.rates.iter().map(|row| row.effective_on).collect();
    starts.retain(|start| *start > period.starts_on);
    starts.sort();
    starts.dedup();
    let part = starts.iter().filter(|start| **start <= day).count();
    let suffix = match starts.len() {
        0 => String::new(),
        _ => char::from(b'a' + u8::try_from(part).unwrap()).to_string(),
    };
    let lines = [(format!("{digit}30{suffix}").into(), sold.to_string())];
    let draft = Draft {
        lines: lines.into(),
        ..Draft::default()
    };
    filed(&form, &draft).payable.unwrap()
}

pub(super) fn loss_claim(inputs: &Value) -> Value {
    let mut answer = Map::new();
    let until = |code: &str, day: NaiveDate| {
        let period = Period {
            starts_on: day,
            ends_on: day,
        };
        rules().due(code, period)
    };
    for cause in ["theft", "fire", "flood", "loss"] {
        let key = format!("{cause}_date");
        if inputs[&key].is_string() {
            let day = date(inputs, &key);
            answer.insert("notify_by".into(), json!(loss_notice_until(day)));
            answer.insert(format!("{cause}_claim_by"), json!(until("loss", day)));
            answer.insert("claim_by".into(), json!(until("loss", day)));
        }
    }
    if inputs["bad_debt_start"].is_string() {
        let day = date(inputs, "bad_debt_start");
        answer.insert("bad_debt_claim_by".into(), json!(until("bad-debt", day)));
    }
    Value::Object(answer)
}
