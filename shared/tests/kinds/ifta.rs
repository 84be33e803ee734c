//! Quarters, dates, vehicles and the yearly interest rate of the fuel tax agreement.

use super::{decimal, list, text};
use chrono::{Days, Months, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};
use shared::Money;
use shared::filing::{Draft, Evaluation, Figure, Row, evaluate};
use shared::form::Form;
use shared::penalty::Lateness;
use shared::period::{Frequency, Period};
use shared::program::{IFTA_INTEREST, Program, Vehicle, ifta_late, yearly_interest};
use shared::rate::{Confidence, DatedRate, Rate, RateTable, published};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a vector: a row of the form, or the surcharge of one.
struct Entry<'v> {
    row: &'v Value,
    /// What holds the row: the vector, or one of its fuels.
    group: &'v Value,
    fuel: String,
    surcharge: bool,
    /// It is the so-manyth of its fuel and jurisdiction: the rate changed in the quarter.
    part: usize,
}

impl Entry<'_> {
    fn number(&self, keys: &[&str]) -> Option<Decimal> {
        keys.iter().find_map(|key| decimal(&self.row[*key]))
    }

    /// `KY` of `KY` and of `KY surcharge`.
    fn jurisdiction(&self) -> &str {
        place(self.row)
    }

    /// `BC`, `BC-2`.
    fn word(&self) -> String {
        match self.part {
            0 => self.jurisdiction().to_owned(),
            part => format!("{}-{}", self.jurisdiction(), part + 1),
        }
    }
}

fn place(row: &Value) -> &str {
    let mut parts = text(row, "jurisdiction").split(|c: char| !c.is_ascii_alphanumeric());
    parts.next().unwrap()
}

fn is_surcharge(row: &Value) -> bool {
    let named = |key: &str| {
        let text = row[key].as_str().unwrap_or_default();
        text.to_lowercase().contains("surcharge")
    };
    row["surcharge"].as_bool().unwrap_or(false) || named("jurisdiction") || named("type")
}

pub(super) fn quarter_return(inputs: &Value) -> Value {
    let key = inputs["quarter"].as_str().or(inputs["period"].as_str());
    let period = quarter(key.expect("a quarter"));
    let entries = entries(inputs);
    let table = rates(inputs, period, &entries);
    let form = form(inputs, period, &table);
    let fuels: BTreeSet<&str> = entries.iter().map(|entry| entry.fuel.as_str()).collect();
    let mut draft = Draft::default();
    let (mut rows, places) = rows(&entries);
    for fuel in &fuels {
        let litres = total(
            &entries,
            fuel,
            &["total_litres", "total_fuel_litres", "litres"],
        );
        let line = format!("{fuel}-litres").as_str().into();
        draft
            .lines
            .insert(line, whole(litres.expect("total litres")));
        rows.extend(elsewhere(&entries, fuel));
    }
    draft.lines.insert("licence".into(), "AB1234".into());
    draft.rows.insert("rows".into(), rows);
    let evaluation = evaluate(&form, &draft);
    assert!(evaluation.payable.is_some(), "{:?}", evaluation.findings);
    answer(inputs, &form, &evaluation, &entries, &places)
}

fn quarter(key: &str) -> Period {
    let (year, quarter) = key.split_once("-Q").unwrap();
    let january = NaiveDate::from_ymd_opt(year.parse().unwrap(), 1, 1).unwrap();
    let months = (quarter.parse::<u32>().unwrap() - 1) * 3;
    Period::starting(january + Months::new(months), Frequency::Quarterly).unwrap()
}

fn fuel_of(value: &Value) -> Option<String> {
    let fuel = value["fuel_type"].as_str().or(value["fuel"].as_str())?;
    Some(fuel.to_lowercase().replace(['_', ' '], "-"))
}

/// The rows of all fuels, in order.
fn entries(inputs: &Value) -> Vec<Entry<'_>> {
    let by_fuel = ["fuels", "fuel_types", "schedules"]
        .iter()
        .find_map(|key| inputs[*key].as_array());
    let groups: Vec<&Value> = match by_fuel {
        Some(groups) => groups.iter().collect(),
        None => vec![inputs],
    };
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for group in groups {
        let own = fuel_of(group).or(fuel_of(inputs));
        for row in list(group, "rows") {
            let fuel = fuel_of(row).or(own.clone()).unwrap_or("diesel".into());
            let surcharge = is_surcharge(row);
            let before = entries.iter().filter(|entry| {
                entry.fuel == fuel
                    && entry.surcharge == surcharge
                    && entry.jurisdiction() == place(row)
            });
            entries.push(Entry {
                part: before.count(),
                row,
                group,
                fuel,
                surcharge,
            });
        }
    }
    entries
}

/// A total of a fuel: a number, or one of several by fuel.
fn total(entries: &[Entry<'_>], fuel: &str, keys: &[&str]) -> Option<Decimal> {
    let group = entries.iter().find(|entry| entry.fuel == fuel)?.group;
    keys.iter()
        .find_map(|key| decimal(&group[*key]).or(decimal(&group[*key][fuel])))
}

/// The published rates, and in their place those of the rows.
fn rates(inputs: &Value, period: Period, entries: &[Entry<'_>]) -> RateTable {
    let mut rows = Vec::new();
    let mut put = |code: String, day: NaiveDate, value: Decimal| {
        rows.push(DatedRate {
            code: code.parse().unwrap(),
            effective_on: day,
            until: None,
            value: Rate::new(value),
            confidence: Confidence::Unverified,
            source: "the vector".into(),
        });
    };
    for entry in entries {
        let code = format!("ifta.{}.{}", entry.jurisdiction(), entry.fuel);
        let day = period.starts_on + Days::new(30 * entry.part as u64);
        let rate = entry.number(&["rate", "tax_rate"]);
        let surcharge = entry.number(&["surcharge_rate"]);
        if entry.surcharge {
            // A surcharge that stands alone has no tax beside it.
            if !entries
                .iter()
                .any(|own| !own.surcharge && own.word() == entry.word())
            {
                put(code.clone(), day, Decimal::ZERO);
            }
            put(
                format!("{code}.surcharge"),
                day,
                surcharge.or(rate).unwrap(),
            );
        } else {
            rate.into_iter()
                .for_each(|rate| put(code.clone(), day, rate));
            let surcharge = surcharge.into_iter();
            surcharge.for_each(|rate| put(format!("{code}.surcharge"), day, rate));
        }
    }
    if let Some(yearly) = yearly(inputs) {
        put(IFTA_INTEREST.to_string(), period.starts_on, yearly);
    }
    let own: BTreeSet<_> = rows.iter().map(|row| row.code).collect();
    let entered = [published(), crate::entered::matrix()]
        .concat()
        .into_iter()
        .filter(|row| !own.contains(&row.code));
    rows.extend(entered);
    RateTable::new(rows)
}

/// The yearly rate as a fraction, from `0.07`, `7` or `7%`.
fn yearly(inputs: &Value) -> Option<Decimal> {
    let rate = [
        "annual_interest_rate",
        "annual_interest_percent",
        "annual_percent",
    ]
    .iter()
    .find_map(|key| {
        let value = &inputs[*key];
        let plain = value
            .as_str()
            .map(|text| text.trim_end_matches('%').parse().unwrap());
        plain.or(decimal(value))
    })?;
    Some(if rate < Decimal::ONE {
        rate
    } else {
        rate / Decimal::ONE_HUNDRED
    })
}

/// The form of the day of receipt; months that the vector counts itself go before.
fn form(inputs: &Value, period: Period, table: &RateTable) -> Form {
    let rules = Program::Ifta.rules();
    let form = rules.form(period, table).unwrap();
    let counted = inputs["months_or_part_late"]
        .as_u64()
        .or(inputs["months_late"].as_u64());
    match (counted, yearly(inputs), inputs["received"].as_str()) {
        (Some(0), ..) => form,
        (Some(months), Some(yearly), _) => {
            ifta_late(form, months.try_into().unwrap(), Rate::new(yearly))
        }
        (_, _, Some(day)) => rules
            .received_on(form, day.parse().unwrap(), table)
            .unwrap(),
        _ => form,
    }
}

/// The rows of the form, and which of them each entry is.
fn rows(entries: &[Entry<'_>]) -> (Vec<Row>, Vec<usize>) {
    let mut rows = Vec::new();
    let mut known = BTreeMap::new();
    // A surcharge counts on the litres of its jurisdiction's own row.
    let own_first = entries.iter().filter(|entry| !entry.surcharge);
    for entry in own_first.chain(entries.iter().filter(|entry| entry.surcharge)) {
        let key = (entry.fuel.clone(), entry.word());
        if known.contains_key(&key) {
            continue;
        }
        known.insert(key, rows.len());
        let km = entry.number(&["km", "total_km"]).unwrap_or_default();
        let mut row = Row::from([
            ("fuel".into(), entry.fuel.clone()),
            ("jurisdiction".into(), entry.word()),
            ("km".into(), whole(km)),
        ]);
        if let Some(taxable) = entry.number(&["taxable_km"]) {
            row.insert("taxable-km".into(), whole(taxable));
        }
        if let Some(paid) = entry.number(&["tax_paid_litres", "paid_litres"]) {
            row.insert("paid-litres".into(), whole(paid));
        }
        rows.push(row);
    }
    let places = entries
        .iter()
        .map(|entry| known[&(entry.fuel.clone(), entry.word())]);
    let places = places.collect();
    (rows, places)
}

/// Kilometres of the total that no row has were driven outside the agreement.
fn elsewhere(entries: &[Entry<'_>], fuel: &str) -> Option<Row> {
    let own = entries
        .iter()
        .filter(|entry| entry.fuel == fuel && !entry.surcharge);
    let driven: Decimal = own
        .filter_map(|entry| entry.number(&["km", "total_km"]))
        .sum();
    let rest = total(entries, fuel, &["total_km"])? - driven;
    (rest > Decimal::ZERO).then(|| {
        Row::from([
            ("fuel".into(), fuel.to_owned()),
            ("jurisdiction".into(), "YT".into()),
            ("km".into(), whole(rest)),
        ])
    })
}

fn whole(value: Decimal) -> String {
    value.round().normalize().to_string()
}

fn answer(
    inputs: &Value,
    form: &Form,
    evaluation: &Evaluation,
    entries: &[Entry<'_>],
    places: &[usize],
) -> Value {
    let found = entries.iter().zip(places).map(|(entry, place)| {
        let row = &evaluation.rows["rows"][*place];
        result(entry, |column| row.get(&column.into()).copied())
    });
    let found: Vec<Value> = found.collect();
    let averages: BTreeMap<&str, Option<Figure>> = entries
        .iter()
        .map(|entry| {
            (
                entry.fuel.as_str(),
                evaluation.figure(&format!("{}-average", entry.fuel)),
            )
        })
        .collect();
    let fuels = averages.iter().map(|(fuel, average)| {
        let own = entries
            .iter()
            .zip(&found)
            .filter(|(entry, _)| entry.fuel == **fuel);
        json!({
            "fuel_type": fuel,
            "average_km_per_litre": average,
            "rows": own.map(|(_, row)| row).collect::<Vec<_>>(),
            "tax": evaluation.figure(&format!("{fuel}-tax")),
        })
    });
    let money = |line: &str| {
        evaluation
            .figure(line)
            .and_then(Figure::money)
            .unwrap_or(Money::ZERO)
    };
    let tax = money("tax").checked_add(money("surcharge")).unwrap();
    let penalty = inputs["received"].as_str().map(|received| {
        let late = Lateness {
            due_on: form.due_on,
            received_on: received.parse().unwrap(),
            unpaid: tax,
            repeat: false,
        };
        Program::Ifta.facts().penalty.amount(&late)
    });
    let fuels: Vec<Value> = fuels.collect();
    json!({
        "due_date": form.due_on,
        "months_or_part_late": evaluation.figure("months").and_then(|months| months.decimal().to_i64()),
        "average_km_per_litre": match averages.len() {
            1 => json!(averages.values().next()),
            _ => json!(averages),
        },
        "rows": found,
        "fuels": fuels,
        "total_tax": tax,
        "total_surcharge": money("surcharge"),
        "total_interest": money("interest"),
        "net": evaluation.payable,
        "total": evaluation.payable,
        "penalty": penalty,
        "late_penalty": penalty,
    })
}

fn result(entry: &Entry<'_>, figure: impl Fn(&str) -> Option<Figure>) -> Value {
    let litres = |column: &str| figure(column).and_then(|litres| litres.decimal().to_i64());
    let money = |column: &str| {
        figure(column)
            .and_then(Figure::money)
            .unwrap_or(Money::ZERO)
    };
    let (net, tax, interest) = if entry.surcharge {
        ("litres", money("surcharge"), money("surcharge-interest"))
    } else {
        ("net-litres", money("tax"), money("interest"))
    };
    let inline = !entry.surcharge && entry.number(&["surcharge_rate"]).is_some();
    let total = if inline {
        money("total")
    } else {
        tax.checked_add(interest).unwrap()
    };
    let mut row = json!({
        "jurisdiction": entry.row["jurisdiction"],
        "fuel_type": entry.fuel,
        "taxable_litres": litres("litres"),
        "net_taxable_litres": litres(net),
        "rate": if entry.surcharge { figure("surcharge-rate") } else { figure("rate") },
        "tax": tax,
        "interest": interest,
        "total": total,
        "surcharge": entry.surcharge,
    });
    if inline {
        row["surcharge"] = json!(money("surcharge"));
        row["surcharge_interest"] = json!(money("surcharge-interest"));
    }
    row
}

pub(super) fn due_dates(inputs: &Value) -> Value {
    let table = RateTable::new([published(), crate::entered::matrix()].concat());
    let due = list(inputs, "quarters").iter().map(|key| {
        let period = quarter(key.as_str().unwrap());
        Program::Ifta.rules().form(period, &table).unwrap().due_on
    });
    let nominal = list(inputs, "quarters").iter().map(|key| {
        Program::Ifta
            .rules()
            .nominal_due(quarter(key.as_str().unwrap()))
    });
    json!({
        "due_dates": due.collect::<Vec<_>>(),
        "nominal": nominal.collect::<Vec<_>>(),
    })
}

pub(super) fn qualified_vehicle(inputs: &Value) -> Value {
    let qualified = list(inputs, "vehicles").iter().map(|vehicle| {
        let number = |key: &str| {
            vehicle[key]
                .as_u64()
                .map(|number| number.try_into().unwrap())
        };
        let combined = vehicle["combination"]
            .as_bool()
            .unwrap_or(false)
            .then(|| number("combined_weight_kg").or(number("weight_kg")))
            .flatten();
        let vehicle = Vehicle {
            axles: number("axles").unwrap(),
            weight_kg: number("weight_kg").unwrap_or(0),
            combined_kg: combined,
        };
        vehicle.is_qualified()
    });
    json!({ "qualified": qualified.collect::<Vec<_>>() })
}

pub(super) fn annual_interest_rate(inputs: &Value) -> Value {
    let yearly = list(inputs, "cases").iter().map(|case| {
        let bill = decimal(&case["tbill_percent"]).unwrap() / Decimal::ONE_HUNDRED;
        let yearly = yearly_interest(Rate::new(bill)).unwrap();
        yearly.percent().trim_end_matches('%').to_owned()
    });
    json!({ "annual_percent": yearly.collect::<Vec<_>>() })
}
