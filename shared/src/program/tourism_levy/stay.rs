//! Single stays and deposits: whether the levy applies and how much of an amount is levy.

use crate::Money;
use crate::rate::{Rate, RateCode, RateTable};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What a stay costs, fees included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StayPrice {
    /// Priced by the day.
    PerDay(Money),
    /// Priced by the week.
    PerWeek(Money),
}

/// Who stays or pays, where that matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Anyone: also a guest whom the Government of Canada reimburses.
    #[default]
    Guest,
    /// The operator bills the Government of Canada directly.
    GovernmentOfCanadaDirect,
    /// Accommodation on a reserve for a person who is eligible.
    EligibleOnReserve,
    /// A diplomat, foreign forces or a foreign state.
    Foreign,
    /// The accommodation is a care facility.
    CareFacility,
}

/// What matters of the operator: small ones are relieved unless they list online.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// Lodging revenue of the past 12 months; unknown counts as not small.
    pub revenue_past: Option<Money>,
    /// Lodging revenue expected in the next 12 months; unknown counts as not small.
    pub revenue_next: Option<Money>,
    /// Listed on an online marketplace.
    pub on_online_marketplace: bool,
}

/// A stay of one individual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Days without a break.
    pub days: u32,
    /// What it costs.
    pub price: StayPrice,
    /// Who stays or pays.
    pub status: Status,
    /// Whose accommodation it is.
    pub operator: Operator,
}

/// Days from which on a stay of one individual is free of levy.
const LONG_STAY_DAYS: u32 = 28;

/// Whether the levy applies (tourism-levy page: what is not taxed).
pub fn levy_applies(stay: &Stay) -> bool {
    let cheap = match stay.price {
        StayPrice::PerDay(price) => price < Money::from_cents(3_000),
        StayPrice::PerWeek(price) => price < Money::from_cents(21_000),
    };
    let under = |revenue: Option<Money>| {
        revenue.is_some_and(|revenue| revenue < Money::from_cents(500_000))
    };
    let operator = &stay.operator;
    let small = under(operator.revenue_past)
        && under(operator.revenue_next)
        && !operator.on_online_marketplace;
    stay.status == Status::Guest && stay.days < LONG_STAY_DAYS && !cheap && !small
}

/// The levy on one night, at the rate of that night; `None` without a rate or beyond the range.
///
/// That each night counts by itself when a stay crosses a change of rate is not confirmed.
pub fn levy_on_night(night: NaiveDate, price: Money, rates: &RateTable) -> Option<Money> {
    let row = rates.on(RateCode::TOURISM_LEVY, night)?;
    times(price, row.value)
}

/// A kept deposit is price and levy together: the price and the levy inside it.
/// Levy is `amount × rate ÷ (1 + rate)`, rounded half up.
pub fn deposit_split(amount: Money, rate: Rate) -> Option<(Money, Money)> {
    let whole = Decimal::ONE.checked_add(rate.fraction())?;
    let share = amount
        .decimal()
        .checked_mul(rate.fraction())?
        .checked_div(whole)?;
    let levy = Money::round_half_up(share)?;
    Some((amount.checked_sub(levy)?, levy))
}

/// An amount at a rate, rounded half up.
pub(super) fn times(amount: Money, rate: Rate) -> Option<Money> {
    Money::round_half_up(amount.decimal().checked_mul(rate.fraction())?)
}
