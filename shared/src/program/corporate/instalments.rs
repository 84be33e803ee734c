//! Instalments of a year: twelve payments by one of three methods (Alberta Corporate Tax Act; domain page
//! `corporate-income-tax`, at a glance), and the interest on what was late or short.

use super::dates::SMALL_TAX;
use crate::Money;
use crate::interest::{InterestError, Movement, accrue};
use crate::rate::{RateCode, RateTable};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Instalments in a year of twelve months.
pub const COUNT: usize = 12;

/// What instalments are worked out from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bases {
    /// Tax of the year, as estimated.
    pub current: Money,
    /// Tax of the year before.
    pub first_before: Money,
    /// Tax of the year before that.
    pub second_before: Money,
}

text_enum! {
    /// How instalments follow from the bases.
    Method {
        /// A twelfth of the year's own tax, as estimated.
        CurrentYear = "current-year",
        /// A twelfth of the tax of the year before.
        YearBefore = "year-before",
        /// Two of a twelfth of the second year before, then ten of a tenth of what is left of the year before.
        BothYearsBefore = "both-years-before",
    }
}

/// The instalments by one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Each of the first two.
    pub first_two: Money,
    /// Each of the next ten.
    pub next_ten: Money,
    /// All together, without the rounding of each.
    pub total: Money,
}

impl Bases {
    /// Instalments are due: the tax is more than $2,000 in both years. The first year of a corporation has none.
    pub fn required(&self, first_year: bool) -> bool {
        let more = |tax: Money| tax.decimal() > Decimal::from(SMALL_TAX);
        !first_year && more(self.current) && more(self.first_before)
    }

    /// The instalments by a method, half up to cents; `None` beyond the range. A negative base counts as none.
    pub fn plan(&self, method: Method) -> Option<Plan> {
        let base = |tax: Money| tax.decimal().max(Decimal::ZERO);
        let (first, total) = match method {
            Method::CurrentYear => (twelfth(base(self.current))?, base(self.current)),
            Method::YearBefore => (twelfth(base(self.first_before))?, base(self.first_before)),
            Method::BothYearsBefore => {
                let first = twelfth(base(self.second_before))?;
                let two = first.checked_mul(Decimal::TWO)?;
                (first, base(self.first_before).max(two))
            }
        };
        let left = total.checked_sub(first.checked_mul(Decimal::TWO)?)?;
        Some(Plan {
            first_two: Money::round_half_up(first)?,
            next_ten: Money::round_half_up(left.checked_div(Decimal::TEN)?)?,
            total: Money::round_half_up(total)?,
        })
    }

    /// The method with the least to pay in all; of equal ones the first.
    pub fn least(&self) -> Option<(Method, Plan)> {
        self.least_of(Method::ALL)
    }

    /// The same of some methods: those whose bases are known.
    pub fn least_of(&self, methods: &[Method]) -> Option<(Method, Plan)> {
        let plans = methods
            .iter()
            .filter_map(|method| Some((*method, self.plan(*method)?)));
        plans.min_by_key(|(_method, plan)| plan.total)
    }
}

fn twelfth(base: Decimal) -> Option<Decimal> {
    base.checked_div(Decimal::from(12))
}

impl Plan {
    /// The twelve amounts in order. The last takes what rounding left, so that they come to the total.
    pub fn amounts(&self) -> Option<Vec<Money>> {
        let mut amounts = vec![self.first_two; 2];
        amounts.resize(COUNT.saturating_sub(1), self.next_ten);
        let before = Money::checked_sum(amounts.iter().copied())?;
        amounts.push(self.total.checked_sub(before)?);
        Some(amounts)
    }
}

/// Interest on instalments, and what it would be if none had been paid: what the penalty of s.73.1 compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstalmentInterest {
    /// Interest on what was late or short.
    pub charged: Money,
    /// Interest if no instalment had been paid; nothing where that is not known and nothing is charged.
    pub in_full: Money,
}

/// Interest on instalments to the day the balance is due. Amounts paid early are not set against later interest: that
/// they would be is not confirmed.
///
/// # Errors
/// When a rate is missing or the interest is too large.
pub fn interest(
    due: &[(NaiveDate, Money)],
    paid: &[(NaiveDate, Money)],
    balance_due: NaiveDate,
    rates: &RateTable,
) -> Result<InstalmentInterest, InterestError> {
    let charge = |(on, amount): &(NaiveDate, Money)| Movement {
        on: *on,
        amount: *amount,
    };
    let payment = |(on, amount): &(NaiveDate, Money)| Movement {
        on: *on,
        amount: amount.negated(),
    };
    let charges: Vec<Movement> = due.iter().map(charge).collect();
    let mut all = charges.clone();
    all.extend(paid.iter().map(payment));
    let Some(first) = charges.iter().map(|movement| movement.on).min() else {
        return Ok(InstalmentInterest {
            charged: Money::ZERO,
            in_full: Money::ZERO,
        });
    };
    let of = |movements: &[Movement]| -> Result<Money, InterestError> {
        let code = RateCode::DEBIT_INTEREST;
        let accrual = accrue(movements, first, balance_due, code, rates)?;
        // The penalty is worked out from it and posted once: a part of it would be wrong.
        Ok(accrual.whole()?.interest)
    };
    let charged = of(&all)?;
    // Where nothing is charged nothing is compared: a rate that only the comparison lacks is not missed.
    let in_full = match of(&charges) {
        Err(InterestError::Rate(_missing)) if charged.is_zero() => Money::ZERO,
        in_full => in_full?,
    };
    Ok(InstalmentInterest { charged, in_full })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::published;

    fn bases(current: i64, first_before: i64, second_before: i64) -> Bases {
        let dollars = |dollars: i64| Money::from_cents(dollars.saturating_mul(100));
        Bases {
            current: dollars(current),
            first_before: dollars(first_before),
            second_before: dollars(second_before),
        }
    }

    #[test]
    fn the_twelve_come_to_the_total() {
        let bases = bases(10_000, 36_000, 24_001);
        for method in Method::ALL {
            let plan = bases.plan(*method).unwrap();
            let amounts = plan.amounts().unwrap();
            assert_eq!(amounts.len(), COUNT);
            assert_eq!(Money::checked_sum(amounts), Some(plan.total));
        }
        let (method, plan) = bases.least().unwrap();
        assert_eq!(method, Method::CurrentYear);
        assert_eq!(plan.first_two, Money::from_cents(83_333));
    }

    #[test]
    fn a_large_second_year_leaves_nothing_for_the_ten() {
        let plan = bases(0, 1_200, 12_000)
            .plan(Method::BothYearsBefore)
            .unwrap();
        assert_eq!(plan.next_ten, Money::ZERO);
        assert_eq!(plan.total, Money::from_cents(200_000));
    }

    #[test]
    fn two_thousand_dollars_in_both_years() {
        assert!(bases(2_001, 2_001, 0).required(false));
        assert!(!bases(2_000, 9_000, 0).required(false));
        assert!(!bases(9_000, 2_000, 0).required(false));
        assert!(!bases(9_000, 9_000, 0).required(true));
    }

    #[test]
    fn what_is_paid_on_time_bears_no_interest() {
        let rates = RateTable::new(published());
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = [
            (on("2024-01-31"), Money::from_cents(100_000)),
            (on("2024-02-29"), Money::from_cents(100_000)),
        ];
        let until = on("2025-02-28");
        let paid = interest(&due, &due, until, &rates).unwrap();
        assert_eq!(paid.charged, Money::ZERO);
        assert!(paid.in_full > Money::from_cents(18_000));
        let half = interest(&due, due.get(..1).unwrap(), until, &rates).unwrap();
        assert!(half.charged.is_positive() && half.charged < half.in_full);
        assert_eq!(
            interest(&[], &[], until, &rates).unwrap().in_full,
            Money::ZERO
        );
    }
}
