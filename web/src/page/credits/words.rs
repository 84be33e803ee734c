//! What the page says: why a refund is paid, where it stands, and what an act would do before it is done.

use crate::show;
use shared::Money;
use shared::contract::credits::{Credit, CreditTarget, RefundCause, RefundState};

pub(super) const fn cause(cause: RefundCause) -> &'static str {
    match cause {
        RefundCause::Claim => "A claim was assessed",
        RefundCause::Return => "The return asked for it",
        RefundCause::Request => "You asked for it",
    }
}

pub(super) const fn state(state: RefundState) -> &'static str {
    match state {
        RefundState::Waiting => "Issued with the next run",
        RefundState::Held => "Waits for outstanding returns",
        RefundState::Issued => "Issued",
        RefundState::Void => "Nothing was left to pay out",
    }
}

fn less(from: Money, what: Money) -> Money {
    from.checked_sub(what).unwrap_or_default()
}

/// What stays with the period that the credit comes from.
fn left(credit: &Credit, used: Money) -> String {
    let left = less(credit.available, used);
    if left.is_positive() {
        format!(
            "{} stays in credit for {}.",
            show::money(left),
            credit.label
        )
    } else {
        format!("Nothing else can be used for {}.", credit.label)
    }
}

/// What carrying this much would do.
pub(super) fn carrying(credit: &Credit, target: &CreditTarget, amount: Money) -> String {
    let counts = format!(
        "{} counts as a payment of today for {}.",
        show::money(amount),
        target.label
    );
    let there = if !target.owing.is_positive() {
        String::new()
    } else if amount < target.owing {
        format!(
            " {} is still owing there.",
            show::money(less(target.owing, amount))
        )
    } else if amount > target.owing {
        format!(
            " That is {} more than is owing there, which becomes a credit of that period.",
            show::money(less(amount, target.owing))
        )
    } else {
        " That is all that is owing there.".to_owned()
    };
    format!("{counts}{there} {}", left(credit, amount))
}

/// What a refund of at most this much would do: what the account owes is taken off the credit first.
pub(super) fn refunding(credit: &Credit, owed: Money, amount: Money) -> String {
    let first = owed.min(credit.available);
    let paid = amount.min(less(credit.available, first));
    let used = first.checked_add(paid).unwrap_or(credit.available);
    let told = if first.is_positive() {
        format!(
            "The account owes {} for other periods, and that is paid first. Then {} is paid out with the next run.",
            show::money(owed),
            show::money(paid)
        )
    } else {
        format!("{} is paid out with the next run.", show::money(paid))
    };
    format!("{told} {}", left(credit, used))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::PeriodId;
    use shared::period::Period;

    fn money(text: &str) -> Money {
        Money::parse_wire(text).unwrap()
    }

    fn credit() -> Credit {
        Credit {
            period_id: PeriodId::NIL,
            period: days(),
            label: "October 2026".into(),
            amount: money("400.00"),
            reserved: Money::ZERO,
            available: money("400.00"),
        }
    }

    fn days() -> Period {
        Period {
            starts_on: "2026-10-01".parse().unwrap(),
            ends_on: "2026-10-31".parse().unwrap(),
        }
    }

    fn target(owing: &str) -> CreditTarget {
        CreditTarget {
            period_id: PeriodId::NIL,
            period: days(),
            label: "September 2026".into(),
            due_on: "2026-10-28".parse().unwrap(),
            owing: money(owing),
        }
    }

    #[test]
    fn carrying_says_what_is_left_on_both_sides() {
        let said = |owing: &str, amount: &str| carrying(&credit(), &target(owing), money(amount));
        assert_eq!(
            said("240.12", "100.00"),
            "$100.00 counts as a payment of today for September 2026. $140.12 is still owing there. $300.00 stays in credit for October 2026."
        );
        assert!(
            said("240.12", "240.12").contains("That is all that is owing there. $159.88 stays")
        );
        assert!(said("240.12", "400.00").contains("$159.88 more than is owing there"));
        assert_eq!(
            said("0.00", "400.00"),
            "$400.00 counts as a payment of today for September 2026. Nothing else can be used for October 2026."
        );
    }

    #[test]
    fn a_refund_says_what_is_paid_first() {
        let said = |owed: &str, amount: &str| refunding(&credit(), money(owed), money(amount));
        assert!(said("120.00", "400.00").contains("Then $280.00 is paid out"));
        assert!(said("120.00", "400.00").ends_with("Nothing else can be used for October 2026."));
        assert!(said("120.00", "100.00").contains("Then $100.00 is paid out"));
        assert!(said("120.00", "100.00").ends_with("$180.00 stays in credit for October 2026."));
        assert!(
            said("0.00", "150.00")
                .starts_with("$150.00 is paid out with the next run. $250.00 stays")
        );
    }
}
