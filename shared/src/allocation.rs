//! Where money goes that comes in: an order of interest, penalties and tax, dated and configurable.
//!
//! No order is published, so the one that a new database begins with is ours and marked unverified.

use crate::Money;

text_enum! {
    /// What money that comes in can pay.
    DebtKind {
        /// Interest.
        Interest = "interest",
        /// Penalties.
        Penalty = "penalty",
        /// Levy or tax.
        Tax = "tax",
    }
}

/// The order in which money pays debts. Each kind is in it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocationOrder([DebtKind; 3]);

impl AllocationOrder {
    /// Interest, then penalties, then tax.
    pub const STANDARD: Self = Self([DebtKind::Interest, DebtKind::Penalty, DebtKind::Tax]);

    /// An order of all kinds; `None` when one is missing or there twice.
    pub fn of(kinds: &[DebtKind]) -> Option<Self> {
        let order: [DebtKind; 3] = kinds.try_into().ok()?;
        let whole = DebtKind::ALL.iter().all(|kind| order.contains(kind));
        whole.then_some(Self(order))
    }

    /// The kinds, first to last.
    pub const fn kinds(self) -> [DebtKind; 3] {
        self.0
    }

    /// `Payments go first to interest, then to penalties, then to the levy.`
    pub fn sentence(self, money_word: &str) -> String {
        let [first, second, third] = self.0.map(|kind| match kind {
            DebtKind::Interest => "interest".to_owned(),
            DebtKind::Penalty => "penalties".to_owned(),
            DebtKind::Tax if money_word == "tax" => money_word.to_owned(),
            DebtKind::Tax => format!("the {money_word}"),
        });
        format!("Payments go first to {first}, then to {second}, then to {third}.")
    }
}

/// What is owed on a day, by kind. Negative is a credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwedByKind {
    /// Levy or tax.
    pub tax: Money,
    /// Penalties.
    pub penalty: Money,
    /// Interest.
    pub interest: Money,
}

impl OwedByKind {
    /// All kinds together; `None` beyond the range.
    pub fn total(self) -> Option<Money> {
        Money::checked_sum([self.tax, self.penalty, self.interest])
    }

    /// What is owed once money has come in, or, below zero, once a credit was used. While something is left to pay,
    /// the money goes where the order says, and with it what earlier payments left over on one of the kinds. What is
    /// left over is a credit on tax.
    pub fn after(self, money: Money, order: AllocationOrder) -> Option<Self> {
        let left = self.total()?.checked_sub(money)?;
        if !left.is_positive() {
            return Some(Self {
                tax: left,
                ..Self::default()
            });
        }
        let mut owed = self;
        let mut purse = money;
        for kind in DebtKind::ALL {
            let part = owed.of(*kind);
            if part.is_negative() {
                purse = purse.checked_sub(*part)?;
                *part = Money::ZERO;
            }
        }
        for kind in order.kinds() {
            let part = owed.of(kind);
            let paid = purse.min(*part);
            *part = part.checked_sub(paid)?;
            purse = purse.checked_sub(paid)?;
        }
        Some(owed)
    }

    fn of(&mut self, kind: DebtKind) -> &mut Money {
        match kind {
            DebtKind::Interest => &mut self.interest,
            DebtKind::Penalty => &mut self.penalty,
            DebtKind::Tax => &mut self.tax,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owed(tax: i64, penalty: i64, interest: i64) -> OwedByKind {
        OwedByKind {
            tax: Money::from_cents(tax),
            penalty: Money::from_cents(penalty),
            interest: Money::from_cents(interest),
        }
    }

    fn after(owed: OwedByKind, cents: i64, order: AllocationOrder) -> OwedByKind {
        owed.after(Money::from_cents(cents), order).unwrap()
    }

    #[test]
    fn money_follows_the_order() {
        let tax_first =
            AllocationOrder::of(&[DebtKind::Tax, DebtKind::Interest, DebtKind::Penalty]).unwrap();
        let debt = owed(100, 50, 10);
        let standard = AllocationOrder::STANDARD;
        assert_eq!(after(debt, 30, standard), owed(100, 30, 0));
        assert_eq!(after(debt, 30, tax_first), owed(70, 50, 10));
        assert_eq!(after(debt, 105, tax_first), owed(0, 50, 5));
        assert_eq!(after(debt, 160, tax_first), owed(0, 0, 0));
        assert_eq!(after(debt, 170, standard), owed(-10, 0, 0));
    }

    #[test]
    fn what_was_left_over_on_one_kind_goes_with_it() {
        let standard = AllocationOrder::STANDARD;
        assert_eq!(after(owed(100, 0, -10), 30, standard), owed(60, 0, 0));
        assert_eq!(after(owed(-100, 20, 0), 10, standard), owed(-90, 0, 0));
        assert_eq!(after(owed(-100, 20, 0), -30, standard), owed(-50, 0, 0));
        assert_eq!(after(owed(-100, 150, 0), 0, standard), owed(0, 50, 0));
    }

    #[test]
    fn an_order_has_each_kind_once() {
        use DebtKind::{Interest, Penalty, Tax};
        assert_eq!(AllocationOrder::of(&[Interest, Penalty]), None);
        assert_eq!(AllocationOrder::of(&[Interest, Tax, Tax]), None);
        let order = AllocationOrder::of(&[Penalty, Tax, Interest]).unwrap();
        assert_eq!(
            order.sentence("levy"),
            "Payments go first to penalties, then to the levy, then to interest."
        );
        assert_eq!(
            AllocationOrder::STANDARD.sentence("tax"),
            "Payments go first to interest, then to penalties, then to tax."
        );
    }
}
