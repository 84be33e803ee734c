//! What the statement says of an entry, in plain words.

use crate::posting::{CauseKind, LedgerKind, PostingLine};
use crate::words;
use chrono::NaiveDate;

/// The period at the other end of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherEnd<'a> {
    /// For people: `November 2026`.
    pub label: &'a str,
    /// The credit goes there; otherwise it comes from there.
    pub goes_there: bool,
}

/// What the statement says of a line. `money_word` is the program's: `levy`, `tax`. A transfer has another end.
pub fn text(
    cause: CauseKind,
    line: PostingLine,
    money_word: &str,
    effective_on: NaiveDate,
    other: Option<OtherEnd<'_>>,
) -> String {
    let word = words::capitalized(money_word);
    let less = line.amount.is_negative();
    match (cause, line.kind) {
        (_, LedgerKind::CrownRevenue) => "Crown revenue".into(),
        (_, LedgerKind::CrownReceipts) => "Crown receipts".into(),
        (_, LedgerKind::CrownRefunds) => "Crown refunds".into(),
        (CauseKind::Assessment, LedgerKind::Tax) if less => format!("{word} reduced"),
        (CauseKind::Assessment, LedgerKind::Tax) => format!("{word} assessed"),
        (CauseKind::Assessment, LedgerKind::Penalty) if less => {
            "Late-filing penalty reduced".into()
        }
        (CauseKind::Assessment, LedgerKind::Penalty) => "Late-filing penalty".into(),
        (CauseKind::Assessment, LedgerKind::Interest) if less => "Interest reduced".into(),
        (CauseKind::Assessment, LedgerKind::Interest) => "Interest of the return".into(),
        (CauseKind::Statement, LedgerKind::Tax) if less => format!("{word} reduced"),
        (CauseKind::Statement, LedgerKind::Tax) => format!("{word} by statement"),
        (CauseKind::Statement, LedgerKind::Penalty) if less => "Penalty reduced".into(),
        (CauseKind::Statement, LedgerKind::Penalty) => "Penalty".into(),
        (CauseKind::Statement, LedgerKind::Interest) => "Interest by statement".into(),
        (CauseKind::Instalment, LedgerKind::Penalty) if less => {
            "Penalty for late instalments reduced".into()
        }
        (CauseKind::Instalment, LedgerKind::Penalty) => "Penalty for late instalments".into(),
        (CauseKind::Instalment, _) if less => "Interest on late instalments reduced".into(),
        (CauseKind::Instalment, _) => "Interest on late instalments".into(),
        // What an earlier payment left over on one kind pays another, together with a new payment.
        (CauseKind::Payment, _) if !less => used(line.kind, money_word),
        (CauseKind::Payment, kind) => format!("Payment received{}", of(kind, "for")),
        (CauseKind::Interest, LedgerKind::Interest | LedgerKind::Tax | LedgerKind::Penalty) => {
            let word = if less {
                "Interest credited"
            } else {
                "Interest"
            };
            format!("{word} to {}", words::day(effective_on))
        }
        (CauseKind::Reversal, LedgerKind::Tax) => format!("Reversal of {money_word}"),
        (CauseKind::Reversal, LedgerKind::Penalty) => "Reversal of penalty".into(),
        (CauseKind::Reversal, LedgerKind::Interest) => "Reversal of interest".into(),
        (CauseKind::Transfer, kind) => transfer(kind, less, other, money_word),
        (CauseKind::Refund, kind) if less => format!("Credit used{}", of(kind, "for")),
        (CauseKind::Refund, kind) => format!("Refund issued{}", of(kind, "of")),
    }
}

fn transfer(kind: LedgerKind, less: bool, other: Option<OtherEnd<'_>>, money_word: &str) -> String {
    let there = other.map_or("another period", |other| other.label);
    match (other.is_none_or(|other| other.goes_there), less) {
        (true, false) => format!("Credit carried to {there}{}", of(kind, "of")),
        (true, true) => format!("Credit used{}", of(kind, "for")),
        (false, true) => format!("Credit carried from {there}{}", of(kind, "for")),
        (false, false) => used(kind, money_word),
    }
}

/// `, for penalty`; nothing for tax, which needs no word.
fn of(kind: LedgerKind, how: &str) -> String {
    match kind {
        LedgerKind::Penalty => format!(", {how} penalty"),
        LedgerKind::Interest => format!(", {how} interest"),
        LedgerKind::Tax
        | LedgerKind::CrownRevenue
        | LedgerKind::CrownReceipts
        | LedgerKind::CrownRefunds => String::new(),
    }
}

fn used(kind: LedgerKind, money_word: &str) -> String {
    let word = match kind {
        LedgerKind::Penalty => "penalty",
        LedgerKind::Interest => "interest",
        LedgerKind::Tax
        | LedgerKind::CrownRevenue
        | LedgerKind::CrownReceipts
        | LedgerKind::CrownRefunds => money_word,
    };
    format!("Credit of {word} used")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Money;

    #[test]
    fn credits_say_where_they_go_and_what_for() {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let says = |cause, kind, cents, goes_there| {
            let line = PostingLine {
                kind,
                amount: Money::from_cents(cents),
            };
            let other = OtherEnd {
                label: "June 2026",
                goes_there,
            };
            text(cause, line, "levy", day, Some(other))
        };
        use CauseKind::{Refund, Transfer};
        use LedgerKind::{Interest, Penalty, Tax};
        for (cause, kind, cents, goes_there, expected) in [
            (Transfer, Tax, 100, true, "Credit carried to June 2026"),
            (Transfer, Tax, -100, false, "Credit carried from June 2026"),
            (
                Transfer,
                Interest,
                -100,
                false,
                "Credit carried from June 2026, for interest",
            ),
            (Transfer, Penalty, -100, true, "Credit used, for penalty"),
            (Transfer, Interest, 100, false, "Credit of interest used"),
            (Refund, Tax, 100, true, "Refund issued"),
            (Refund, Interest, 100, true, "Refund issued, of interest"),
            (Refund, Penalty, -100, true, "Credit used, for penalty"),
        ] {
            assert_eq!(says(cause, kind, cents, goes_there), expected);
        }
    }
}
