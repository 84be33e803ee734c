//! The relief of gasoline and diesel by the price of oil.

use rust_decimal::Decimal;

/// Cents of tax on a litre for a quarter: by the average price of West Texas Intermediate in US dollars over the 20
/// trading days before the 16th of the month before the quarter, and never more than 9 cents above the quarter before
/// (domain page `fuel-tax`, relief).
pub fn relief_cents(average_price: Decimal, previous_cents: Decimal) -> Decimal {
    let price = |dollars: i64| Decimal::from(dollars);
    let cents = if average_price >= price(90) {
        Decimal::ZERO
    } else if average_price >= price(85) {
        Decimal::new(45, 1)
    } else if average_price >= price(80) {
        Decimal::from(9)
    } else {
        Decimal::from(13)
    };
    let most = previous_cents
        .checked_add(Decimal::from(9))
        .unwrap_or(cents);
    cents.min(most).normalize()
}
