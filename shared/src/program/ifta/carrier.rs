//! Who files and what drives: vehicles, licences, renewals and the low-distance rule (domain page `ifta`).

use crate::Money;
use crate::filing::Why;
use crate::program::payment::Renewal;
use crate::rate::Rate;
use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

/// Beyond so many kilograms a vehicle with two axles, or a combination, is a qualified one.
const WEIGHT_KG: u32 = 11_797;

/// From so many axles on the weight does not matter.
const AXLES: u32 = 3;

/// Under so many kilometres a year outside Alberta a carrier may file once a year. The age of the figure is unknown.
const LOW_DISTANCE_KM: u32 = 8_000;

/// The month in which renewals open. Autumn is published; the month is assumed.
const RENEWAL_MONTH: u32 = 10;

/// A vehicle of a fleet, as far as the agreement looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vehicle {
    /// Axles of the vehicle itself.
    pub axles: u32,
    /// Its gross weight.
    pub weight_kg: u32,
    /// The gross weight together with its trailer, when it draws one.
    pub combined_kg: Option<u32>,
}

impl Vehicle {
    /// The agreement counts it: two axles above 11,797 kg, three axles or more, or a combination above 11,797 kg.
    pub fn is_qualified(self) -> bool {
        self.axles >= AXLES
            || self.weight_kg > WEIGHT_KG
            || self.combined_kg.is_some_and(|weight| weight > WEIGHT_KG)
    }
}

/// The yearly interest rate of Canadian fleets: the one-year treasury bill rate that was first published in the November
/// before, plus two points, up to a whole percent. It proposes the next row of `ifta-interest`; the row counts.
pub fn yearly_interest(treasury_bill: Rate) -> Option<Rate> {
    let points = treasury_bill
        .fraction()
        .checked_mul(Decimal::ONE_HUNDRED)?
        .checked_add(Decimal::TWO)?
        .round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity);
    Some(Rate::new(points.checked_div(Decimal::ONE_HUNDRED)?))
}

/// The last day of a licence and its decals: 31 December of the year.
pub fn licence_until(day: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year(), 12, 31)
}

/// Next year's licence and decals, to be renewed before this year's end with the year.
pub(super) fn renewal(year: i32) -> Option<Renewal> {
    Some(Renewal {
        label: format!("licence and decals for {}", year.checked_add(1)?),
        due_on: NaiveDate::from_ymd_opt(year, 12, 31)?,
        why: Why {
            text: "Licences and decals are good until 31 December and are renewed each autumn, when all returns are filed \
                   and nothing is owed."
                .into(),
            steps: Vec::new(),
            source: Some("alberta.ca/international-fuel-tax-agreement".into()),
        },
    })
}

/// A carrier may file once a year: under 8,000 km a year outside Alberta.
pub const fn may_file_yearly(km_outside_alberta: u32) -> bool {
    km_outside_alberta < LOW_DISTANCE_KM
}

/// What stands in the way of next year's licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewalObstacle {
    /// Renewals of next year's licence are not open yet.
    TooEarly,
    /// A return that was due is not filed.
    ReturnMissing,
    /// Something is owed.
    Debt,
}

/// Everything that stands in the way of renewing on a day: all of it, never only the first.
pub fn renewal_obstacles(
    today: NaiveDate,
    returns_missing: usize,
    balance: Money,
) -> Vec<RenewalObstacle> {
    let found = [
        (today.month() < RENEWAL_MONTH, RenewalObstacle::TooEarly),
        (returns_missing > 0, RenewalObstacle::ReturnMissing),
        (balance.is_positive(), RenewalObstacle::Debt),
    ];
    let standing = found.into_iter().filter(|(stands, _)| *stands);
    standing.map(|(_, obstacle)| obstacle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weight_counts_for_two_axles_and_combinations() {
        let vehicle = |axles, weight_kg, combined_kg| {
            let vehicle = Vehicle {
                axles,
                weight_kg,
                combined_kg,
            };
            vehicle.is_qualified()
        };
        assert!(!vehicle(2, 11_797, None));
        assert!(vehicle(2, 11_798, None));
        assert!(vehicle(3, 5_000, None));
        assert!(!vehicle(2, 9_000, Some(11_797)));
        assert!(vehicle(2, 9_000, Some(11_798)));
    }

    #[test]
    fn interest_is_rounded_up_to_a_whole_percent() {
        for (bill, yearly) in [(425, "7%"), (300, "5%"), (301, "6%"), (0, "2%"), (1, "3%")] {
            assert_eq!(
                yearly_interest(Rate::of(bill, 4)).unwrap().percent(),
                yearly
            );
        }
        assert_eq!(yearly_interest(Rate::new(Decimal::MAX)), None);
    }

    #[test]
    fn licences_end_with_the_year_and_are_renewed_in_autumn() {
        assert_eq!(licence_until(day("2026-03-05")), Some(day("2026-12-31")));
        assert!(may_file_yearly(7_999));
        assert!(!may_file_yearly(8_000));
        assert_eq!(renewal_obstacles(day("2026-11-02"), 0, Money::ZERO), []);
        assert_eq!(
            renewal_obstacles(day("2026-09-30"), 2, Money::from_cents(1)),
            [
                RenewalObstacle::TooEarly,
                RenewalObstacle::ReturnMissing,
                RenewalObstacle::Debt,
            ]
        );
    }
}
