//! Holidays, the roll rule, opening hours, sessions and deadlines in days.

use super::{date, list};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use shared::{calendar, deadline, session};

pub(super) fn holidays(inputs: &Value) -> Value {
    let mut years = Map::new();
    for year in list(inputs, "years") {
        let year = year.as_i64().unwrap();
        let days = calendar::holidays(year.try_into().unwrap());
        years.insert(year.to_string(), json!(days));
    }
    json!({ "holidays": years })
}

pub(super) fn due_date_roll(inputs: &Value) -> Value {
    let roll = |day: &Value| calendar::roll(day.as_str().unwrap().parse().unwrap());
    json!({ "effective": list(inputs, "nominal").iter().map(roll).collect::<Vec<_>>() })
}

pub(super) fn first_working_day(inputs: &Value) -> Value {
    let first = |month: &Value| -> NaiveDate {
        let (year, month) = month.as_str().unwrap().split_once('-').unwrap();
        calendar::first_working_day(year.parse().unwrap(), month.parse().unwrap()).unwrap()
    };
    json!({ "dates": list(inputs, "months").iter().map(first).collect::<Vec<_>>() })
}

pub(super) fn availability(inputs: &Value) -> Value {
    let state = |time: &Value| calendar::availability(local(time.as_str().unwrap()));
    json!({ "state": list(inputs, "local_times").iter().map(state).collect::<Vec<_>>() })
}

pub(super) fn availability_utc(inputs: &Value) -> Value {
    let locals = list(inputs, "utc_times").iter().map(|time| {
        let instant: DateTime<Utc> = time.as_str().unwrap().parse().unwrap();
        instant
            .with_timezone(&chrono_tz::America::Edmonton)
            .naive_local()
    });
    let locals: Vec<NaiveDateTime> = locals.collect();
    let texts: Vec<String> = locals
        .iter()
        .map(|time| time.format("%Y-%m-%dT%H:%M").to_string())
        .collect();
    let states: Vec<_> = locals
        .iter()
        .map(|time| calendar::availability(*time))
        .collect();
    json!({ "local": texts, "state": states })
}

pub(super) fn sign_in_timeout(inputs: &Value) -> Value {
    let now: DateTime<Utc> = "2026-11-24T18:00:00Z".parse().unwrap();
    let idle = list(inputs, "last_activity_minutes_ago");
    let shown = list(inputs, "minutes_since_credentials_confirmed");
    let states = idle.iter().zip(shown).map(|(idle, shown)| {
        match session::state(now, now - minutes(idle), now - minutes(shown)) {
            session::SessionState::Continue => "continue",
            session::SessionState::SignOut => "sign_out",
            session::SessionState::ConfirmCredentials => "confirm_credentials",
        }
    });
    json!({ "result": states.collect::<Vec<_>>() })
}

pub(super) fn offsets(inputs: &Value) -> Value {
    let objection = deadline::objection_until(date(inputs, "noa_sent"), deadline::OBJECTION_DAYS);
    let grace =
        deadline::interest_grace_until(date(inputs, "noa_date"), deadline::INTEREST_GRACE_DAYS);
    json!({ "objection_90_days": objection, "interest_grace_35_days": grace })
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

fn minutes(number: &Value) -> TimeDelta {
    let minutes: Decimal = number.to_string().parse().unwrap();
    TimeDelta::milliseconds((minutes * Decimal::from(60_000)).to_i64().unwrap())
}
