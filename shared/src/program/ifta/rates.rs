//! The rates of a quarter as the form looks them up. They are data: codes `ifta.BC.diesel` and
//! `ifta.KY.diesel.surcharge`, from the rate matrix of the agreement, in dollars a litre.
//!
//! A jurisdiction that changes a rate inside the quarter is reported in two rows, so it has two words: `BC` for
//! the days up to the change and `BC-2` for those from it (domain page `ifta`, split-rate schedules).

use super::places;
use crate::filing::Figure;
use crate::period::{Frequency, Period};
use crate::program::{RateMissing, span};
use crate::rate::{DatedRate, RateCode, RateTable};
use crate::words;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// How the codes begin.
pub(super) const FAMILY: &str = "ifta.";

/// Says that the matrix of the quarter which begins on its day was entered in full: a rate that stayed the same has no row
/// of its own, and one that nobody entered has none either. Its value is the edition.
const MATRIX: RateCode = RateCode::of("ifta.matrix");

/// A rate that every quarter has: without it there is no form.
const HOME: RateCode = RateCode::of("ifta.AB.diesel");

/// Fuels by their word, in the order of the form. That these are all is general knowledge.
const FUELS: [(&str, &str); 11] = [
    ("diesel", "Diesel"),
    ("gasoline", "Gasoline"),
    ("propane", "Propane"),
    ("biodiesel", "Biodiesel"),
    ("ethanol", "Ethanol"),
    ("methanol", "Methanol"),
    ("cng", "Compressed natural gas"),
    ("lng", "Liquefied natural gas"),
    ("e-85", "E-85"),
    ("m-85", "M-85"),
    ("a55", "A55"),
];

/// What a form of the quarter needs.
pub(super) struct Rates {
    /// Fuels with a rate anywhere: word and name.
    pub(super) fuels: Vec<(String, String)>,
    /// Jurisdictions and places outside: word and name.
    pub(super) places: Vec<(String, String)>,
    /// The rate by fuel and jurisdiction.
    pub(super) rate: BTreeMap<String, Figure>,
    /// The surcharge by fuel and jurisdiction, where there is one.
    pub(super) surcharge: BTreeMap<String, Figure>,
    /// Where they are from.
    pub(super) rate_origins: BTreeMap<String, String>,
    /// The same of surcharges.
    pub(super) surcharge_origins: BTreeMap<String, String>,
    /// The rows behind them.
    pub(super) rows: Vec<DatedRate>,
}

/// `ifta.KY.diesel.surcharge` taken apart.
struct Code<'c> {
    jurisdiction: &'c str,
    fuel: &'c str,
    surcharge: bool,
}

impl<'c> Code<'c> {
    fn of(code: &'c RateCode) -> Option<Self> {
        let mut parts = code.as_str().strip_prefix(FAMILY)?.split('.');
        let (jurisdiction, fuel) = (parts.next()?, parts.next()?);
        let surcharge = match (parts.next(), parts.next()) {
            (None, _) => false,
            (Some("surcharge"), None) => true,
            _ => return None,
        };
        Some(Self {
            jurisdiction,
            fuel,
            surcharge,
        })
    }
}

/// Reads the rates of a quarter.
pub(super) fn of(period: Period, table: &RateTable) -> Result<Rates, RateMissing> {
    let mut rows = counting(period, table);
    let entered = entered(period, table)?;
    if table.on(HOME, period.starts_on).is_none() {
        return Err(RateMissing {
            code: HOME,
            day: period.starts_on,
        });
    }
    let mut changes: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
    let mut fuels = BTreeSet::new();
    for (place, row) in rows.iter().enumerate() {
        let Some(code) = Code::of(&row.code) else {
            continue;
        };
        fuels.insert(code.fuel);
        let days = changes.entry(code.jurisdiction).or_default();
        let before = place.checked_sub(1).and_then(|place| rows.get(place));
        let same =
            before.is_some_and(|before| before.code == row.code && before.value == row.value);
        if row.effective_on > period.starts_on && !same {
            days.insert(row.effective_on);
        }
    }
    let mut rates = Rates {
        fuels: named_fuels(&fuels),
        places: named_places(period, &changes),
        rate: BTreeMap::new(),
        surcharge: BTreeMap::new(),
        rate_origins: BTreeMap::new(),
        surcharge_origins: BTreeMap::new(),
        rows: Vec::new(),
    };
    for row in &rows {
        let Some(code) = Code::of(&row.code) else {
            continue;
        };
        let starts = std::iter::once(period.starts_on).chain(
            changes
                .get(code.jurisdiction)
                .into_iter()
                .flatten()
                .copied(),
        );
        let (list, origins) = if code.surcharge {
            (&mut rates.surcharge, &mut rates.surcharge_origins)
        } else {
            (&mut rates.rate, &mut rates.rate_origins)
        };
        // Rows of a code are oldest first, so a later row replaces an earlier one where both count.
        for (number, start) in starts.enumerate() {
            if row.effective_on <= start {
                let key = format!("{}/{}", code.fuel, word(code.jurisdiction, number));
                origins.insert(key.clone(), row.origin());
                list.insert(key, Figure::new(row.value.fraction()));
            }
        }
    }
    rows.extend(entered);
    rates.rows = rows;
    Ok(rates)
}

/// The rows that say so of each quarter of the period.
fn entered(period: Period, table: &RateTable) -> Result<Vec<DatedRate>, RateMissing> {
    let mut rows = Vec::new();
    let mut next = Period::starting(quarter_of(period.starts_on), Frequency::Quarterly);
    while let Some(quarter) = next.filter(|quarter| quarter.starts_on <= period.ends_on) {
        let day = quarter.starts_on;
        let row = table
            .on(MATRIX, day)
            .filter(|row| row.effective_on == day)
            .ok_or(RateMissing { code: MATRIX, day })?;
        rows.push(row.clone());
        next = quarter.next(Frequency::Quarterly);
    }
    Ok(rows)
}

/// The first day of the calendar quarter that holds a day.
fn quarter_of(day: NaiveDate) -> NaiveDate {
    let month = day.month0().saturating_sub(day.month0() % 3);
    day.with_day(1)
        .and_then(|first| first.with_month0(month))
        .unwrap_or(day)
}

/// The rows of the family that count anywhere in the quarter, by code and oldest first.
fn counting(period: Period, table: &RateTable) -> Vec<DatedRate> {
    let family = table
        .rows()
        .iter()
        .filter(|row| row.effective_on <= period.ends_on && Code::of(&row.code).is_some());
    let mut rows: Vec<DatedRate> = Vec::new();
    for row in family {
        let ended = rows
            .last()
            .is_some_and(|last| last.code == row.code && row.effective_on <= period.starts_on);
        if ended {
            rows.pop();
        }
        rows.push(row.clone());
    }
    rows
}

/// `BC`, `BC-2`: the word of a jurisdiction from its so-manyth change on.
fn word(jurisdiction: &str, number: usize) -> String {
    match number {
        0 => jurisdiction.to_owned(),
        _ => format!("{jurisdiction}-{}", number.saturating_add(1)),
    }
}

fn named_fuels(found: &BTreeSet<&str>) -> Vec<(String, String)> {
    let known = FUELS.iter().filter(|(word, _)| found.contains(word));
    let known = known.map(|(word, name)| ((*word).to_owned(), (*name).to_owned()));
    let others = found
        .iter()
        .filter(|word| !FUELS.iter().any(|(known, _)| known == *word))
        .map(|word| ((*word).to_owned(), words::capitalized(word)));
    known.chain(others).collect()
}

/// Members first, then jurisdictions that only the rates know, then places outside the agreement.
fn named_places(
    period: Period,
    changes: &BTreeMap<&str, BTreeSet<NaiveDate>>,
) -> Vec<(String, String)> {
    let listed = |word: &str| {
        let all = places::members().chain(places::OUTSIDE);
        all.into_iter().any(|(known, _)| known == word)
    };
    let others = changes.keys().filter(|word| !listed(word));
    let mut jurisdictions: Vec<(&str, &str)> = places::members().collect();
    jurisdictions.extend(others.map(|word| (*word, *word)));
    let mut named = Vec::new();
    for (jurisdiction, name) in jurisdictions {
        let days = changes.get(jurisdiction).into_iter().flatten().copied();
        let starts: Vec<NaiveDate> = std::iter::once(period.starts_on).chain(days).collect();
        let ends = starts.iter().skip(1).map(NaiveDate::pred_opt);
        let ends = ends.chain([Some(period.ends_on)]);
        for (number, (first, last)) in starts.iter().zip(ends).enumerate() {
            let label = if starts.len() == 1 {
                name.to_owned()
            } else {
                let last = last.unwrap_or(period.ends_on);
                format!("{name}, {}", span::within(period, *first, last))
            };
            named.push((word(jurisdiction, number), label));
        }
    }
    let outside = places::OUTSIDE.iter().map(|(word, name)| {
        (
            (*word).to_owned(),
            format!("{name} (outside the agreement)"),
        )
    });
    named.extend(outside);
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Frequency;
    use crate::rate::{Confidence, Rate};

    fn row(code: &str, day: &str, cents: i64) -> DatedRate {
        DatedRate {
            code: code.parse().unwrap(),
            effective_on: day.parse().unwrap(),
            until: None,
            value: Rate::of(cents, 2),
            confidence: Confidence::Unverified,
            source: "a made-up matrix".into(),
        }
    }

    fn quarter(day: &str) -> Period {
        Period::starting(day.parse().unwrap(), Frequency::Quarterly).unwrap()
    }

    #[test]
    fn a_change_inside_the_quarter_makes_two_words() {
        let table = RateTable::new(vec![
            row("ifta.AB.diesel", "2026-01-01", 13),
            row("ifta.BC.diesel", "2020-01-01", 11),
            row("ifta.BC.diesel", "2025-07-01", 15),
            row("ifta.BC.diesel", "2026-02-15", 17),
            row("ifta.BC.gasoline", "2025-01-01", 14),
            row("ifta.KY.diesel.surcharge", "2025-01-01", 2),
            row("ifta.SK.diesel", "2025-01-01", 15),
            row("ifta.SK.diesel", "2026-02-01", 15),
            row("ifta.AB.diesel", "2026-04-01", 9),
            row("ifta.odd", "2025-01-01", 99),
            row("ifta.matrix", "2026-01-01", 100),
        ]);
        let rates = of(quarter("2026-01-01"), &table).unwrap();
        let rate = |key: &str| rates.rate.get(key).map(ToString::to_string);
        assert_eq!(rate("diesel/BC").as_deref(), Some("0.15"));
        assert_eq!(rate("diesel/BC-2").as_deref(), Some("0.17"));
        assert_eq!(rate("gasoline/BC-2").as_deref(), Some("0.14"));
        assert_eq!(rate("diesel/SK-2"), None, "the rate stayed the same");
        assert_eq!(rate("diesel/AB").as_deref(), Some("0.13"));
        assert_eq!(rates.surcharge["diesel/KY"].to_string(), "0.02");
        let label = |word: &str| {
            let place = rates.places.iter().find(|(found, _)| found == word);
            place.map(|(_, label)| label.as_str())
        };
        assert_eq!(label("BC"), Some("British Columbia, to 14 February 2026"));
        assert_eq!(
            label("BC-2"),
            Some("British Columbia, from 15 February 2026")
        );
        assert_eq!(label("SK"), Some("Saskatchewan"));
        assert_eq!(label("YT"), Some("Yukon (outside the agreement)"));
        assert_eq!(rates.fuels[0], ("diesel".into(), "Diesel".into()));
        assert_eq!(rates.rows.len(), 8, "{:?}", rates.rows);
    }

    #[test]
    fn a_quarter_without_rates_has_none() {
        let missing = |rows: Vec<DatedRate>| {
            let found = of(quarter("2026-01-01"), &RateTable::new(rows));
            found.map(|_| ()).unwrap_err().code
        };
        assert_eq!(missing(Vec::new()), MATRIX);
        // What counted in the quarter before says nothing of this one until its matrix was entered.
        let before = || row("ifta.matrix", "2025-10-01", 100);
        let home = || row("ifta.AB.diesel", "2025-10-01", 13);
        assert_eq!(missing(vec![before(), home()]), MATRIX);
        let entered = || row("ifta.matrix", "2026-01-01", 100);
        assert_eq!(missing(vec![before(), entered()]), HOME);
        let table = RateTable::new(vec![entered(), home()]);
        assert!(of(quarter("2026-01-01"), &table).is_ok());
    }

    #[test]
    fn a_yearly_return_needs_the_matrix_of_each_quarter() {
        let year = Period {
            starts_on: "2026-02-10".parse().unwrap(),
            ends_on: "2026-12-31".parse().unwrap(),
        };
        let mut rows = vec![row("ifta.AB.diesel", "2025-10-01", 13)];
        rows.extend(
            ["2026-01-01", "2026-04-01", "2026-10-01"].map(|day| row("ifta.matrix", day, 100)),
        );
        let missing = of(year, &RateTable::new(rows)).map(|_| ()).unwrap_err();
        assert_eq!(
            (missing.code, missing.day),
            (MATRIX, "2026-07-01".parse().unwrap())
        );
    }
}
