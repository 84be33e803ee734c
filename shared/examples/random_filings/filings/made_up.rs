//! Rates that are published nowhere: the fuel rates of other places, with changes inside quarters and surcharges, the
//! interest of carriers for most years, and the yearly factors of health cost recovery.

#[path = "../../../tests/entered/mod.rs"]
mod entered;

use rust_decimal::Decimal;
use shared::rate::{Confidence, DatedRate, Rate};

/// Places, and the days from which their rates are others.
const PLACES: [(&str, &[&str]); 12] = [
    ("BC", &["2014-01-01", "2020-04-01", "2024-02-01"]),
    ("MB", &["2014-01-01", "2024-01-01", "2025-01-01"]),
    ("ON", &["2014-01-01", "2022-07-01"]),
    (
        "QC",
        &["2014-01-01", "2024-01-15", "2024-02-10", "2024-03-20"],
    ),
    (
        "SK",
        &["2014-01-01", "2019-05-01", "2023-08-15", "2023-09-01"],
    ),
    ("KY", &["2014-01-01", "2021-07-01", "2023-07-01"]),
    ("IN", &["2014-01-01", "2018-07-01"]),
    ("VA", &["2014-01-01", "2024-07-01"]),
    ("MT", &["2014-01-01"]),
    ("OR", &["2014-01-01"]),
    ("WA", &["2014-01-01", "2025-07-01"]),
    ("ID", &["2014-01-01", "2026-02-28"]),
];

const FUELS: [&str; 4] = ["diesel", "gasoline", "propane", "cng"];

/// Places with a surcharge, and the days from which it is another.
const SURCHARGES: [(&str, &[&str]); 3] = [
    ("KY", &["2014-01-01", "2024-02-15"]),
    ("IN", &["2014-01-01"]),
    ("VA", &["2014-01-01", "2023-05-01"]),
];

/// All of them.
pub(super) fn rates() -> Vec<DatedRate> {
    let mut rows = entered::matrix();
    // Different but fixed figures of four decimals, between nothing and 45 cents a litre.
    let mut step: i64 = 1_111;
    let mut next = || {
        step = (step * 733 + 1_777) % 4_567;
        Decimal::new(step, 4)
    };
    for (place, days) in PLACES {
        for (number, fuel) in FUELS.iter().enumerate() {
            // Not every fuel changes whenever the place has a change.
            let changes = days.len() - usize::from(number == 2 && days.len() > 1);
            for day in days.iter().take(changes) {
                rows.push(row(&format!("ifta.{place}.{fuel}"), day, next()));
            }
        }
    }
    for (place, days) in SURCHARGES {
        for fuel in FUELS.iter().take(2) {
            for day in days {
                let value = next() / Decimal::TEN;
                rows.push(row(&format!("ifta.{place}.{fuel}.surcharge"), day, value));
            }
        }
    }
    // The year 2023 and a quarter of 2015 are published.
    for year in (2008..=2022).chain(2024..=2040) {
        let percent = Decimal::new(2 + i64::from(year % 7), 2);
        rows.push(row("ifta-interest", &format!("{year}-01-01"), percent));
    }
    rows.push(row("ifta-interest", "2015-10-01", Decimal::new(35, 3)));
    for year in 2008..=2027 {
        let day = format!("{year}-01-01");
        rows.push(row(
            "health-cost-recovery",
            &day,
            next() / Decimal::TEN + Decimal::new(1, 4),
        ));
    }
    rows
}

fn row(code: &str, day: &str, value: Decimal) -> DatedRate {
    DatedRate {
        code: code.parse().unwrap(),
        effective_on: day.parse().unwrap(),
        until: None,
        value: Rate::new(value),
        confidence: Confidence::Unverified,
        source: "made up".into(),
    }
}
