//! Days of grace: when a notice is paid in full within them, no interest runs after it.
//!
//! Corporate tax only: 35 days, by circulars CT-2 to CT-11 (domain page `interest-and-penalties`). The rule speaks of a
//! notice and of payment in full, so what counts is what the notice could know: a charge that became known later keeps
//! its interest and does not undo the grace of the notice before it.

use crate::Money;
use crate::deadline::interest_grace_until;
use crate::interest::{Accrual, InterestError, Movement, Span, Spared, run};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Something that was posted for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day it counts from.
    pub on: NaiveDate,
    /// The day it was recorded.
    pub recorded_on: NaiveDate,
    /// Positive is owed.
    pub amount: Money,
    /// It is part of the balance that bears interest; a penalty is not.
    pub bears: bool,
    /// It pays, or takes a payment back.
    pub settles: bool,
}

impl Entry {
    /// A notice of that day knew of it. Charges are known from the day they are recorded; what pays or lowers them
    /// counts from its day, whenever it was recorded.
    fn known_to(&self, notice: NaiveDate) -> bool {
        let known_on = if self.settles || self.amount.is_negative() {
            self.on
        } else {
            self.recorded_on
        };
        known_on <= notice
    }

    fn movement(&self) -> Movement {
        Movement {
            on: self.on,
            amount: self.amount,
        }
    }
}

/// A notice that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its day.
    pub on: NaiveDate,
    /// What it asked for, where that was written down.
    pub asked: Option<Money>,
}

impl Notice {
    /// What is owed by today's knowledge, or what the notice asked for where it did not know all of the interest: a rate
    /// that was published later takes nobody's grace away.
    ///
    /// `recorded` is what was written down when it was sent: what bounced later was not unknown interest.
    fn knew(self, owed: Money, recorded: Money, interest: Money) -> Money {
        let unknown = |asked: Money| {
            let all = recorded.checked_add(interest)?;
            let more = all.checked_sub(asked)?;
            (more.is_positive() && more <= interest).then_some(more)
        };
        let unknown = self.asked.and_then(unknown).unwrap_or_default();
        owed.checked_sub(unknown).unwrap_or(owed)
    }
}

/// A notice whose days of grace are not over and that is not paid in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The day of the notice.
    pub notice: NaiveDate,
    /// The last day on which payment in full ends interest at the notice.
    pub until: NaiveDate,
    /// The interest if all is paid by then.
    pub accrual: Accrual,
}

/// Interest as it stands, and as it would be if a notice were paid in full in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graced {
    /// As it stands.
    pub accrual: Accrual,
    /// The notice that can still be paid in time.
    pub open: Option<Open>,
}

/// Interest on a balance, without the days between a notice and its payment in full where that came within `days`.
///
/// # Errors
/// When the interest is too large.
pub fn accrue_with_grace(
    entries: &[Entry],
    notices: &[Notice],
    days: i64,
    span: Span<'_>,
) -> Result<Graced, InterestError> {
    // Of a day the last one counts.
    let notices: BTreeMap<NaiveDate, Notice> = notices
        .iter()
        .filter(|notice| notice.on <= span.to)
        .map(|notice| (notice.on, *notice))
        .collect();
    let (mut spared, mut graced) = (Vec::new(), Vec::new());
    let (mut hoped, mut open) = (Vec::new(), None);
    for (notice, sent) in notices {
        let Some(due) = Due::at(entries, sent, &spared, span)? else {
            continue;
        };
        let until = interest_grace_until(notice, days);
        match due.paid_on(entries, until.min(span.to))? {
            Some(paid_on) => {
                spared.extend(due.spared(paid_on));
                graced.push((notice, paid_on));
            }
            None if span.to <= until => {
                hoped.extend(due.spared(span.to));
                // The notice that ends first says by when to pay.
                open.get_or_insert((notice, until));
            }
            None => {}
        }
    }
    let movements: Vec<Movement> = bearing(entries).map(Entry::movement).collect();
    let work_out = |spared: &[Spared]| -> Result<Accrual, InterestError> {
        let mut accrual = run(&movements, spared, span)?.0;
        accrual.graced.clone_from(&graced);
        Ok(accrual)
    };
    let accrual = work_out(&spared)?;
    let open = match open {
        Some((notice, until)) => {
            spared.extend(hoped);
            let accrual = work_out(&spared)?;
            Some(Open {
                notice,
                until,
                accrual,
            })
        }
        None => None,
    };
    Ok(Graced { accrual, open })
}

fn bearing(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    entries.iter().filter(|entry| entry.bears)
}

/// What a notice asked for.
struct Due {
    notice: NaiveDate,
    /// All of it, with interest to the notice and what falls due later.
    owed: Money,
    /// The part that bears interest on the day of the notice.
    amount: Decimal,
    /// What of that part changes later.
    changes: Vec<Movement>,
}

impl Due {
    /// `None` when nothing was owed.
    fn at(
        entries: &[Entry],
        sent: Notice,
        spared: &[Spared],
        span: Span<'_>,
    ) -> Result<Option<Self>, InterestError> {
        let notice = sent.on;
        let known: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.known_to(notice))
            .collect();
        let movements: Vec<Movement> = known
            .iter()
            .filter(|entry| entry.bears)
            .map(|entry| entry.movement())
            .collect();
        let to_notice = Span { to: notice, ..span };
        let (accrual, amount) = run(&movements, spared, to_notice)?;
        // Rounded as the account rounds: all interest once, so that what it says to pay is what is asked here.
        let known = known.iter().map(|entry| entry.amount);
        let owed =
            Money::checked_sum(known.chain([accrual.interest])).ok_or(InterestError::TooLarge)?;
        let recorded = entries.iter().filter(|entry| entry.recorded_on <= notice);
        let recorded = Money::checked_sum(recorded.map(|entry| entry.amount));
        let recorded = recorded.ok_or(InterestError::TooLarge)?;
        let owed = sent.knew(owed, recorded, accrual.interest);
        if !owed.is_positive() {
            return Ok(None);
        }
        let later = |entry: &&Entry| entry.on > notice && entry.bears;
        let of_notice = |entry: &&Entry| entry.known_to(notice) || settling(entry);
        let changes = entries.iter().filter(later).filter(of_notice);
        Ok(Some(Self {
            notice,
            owed,
            amount,
            changes: changes.map(Entry::movement).collect(),
        }))
    }

    /// The day, at most `last`, on which what came in since the notice reached what it asked for.
    fn paid_on(
        &self,
        entries: &[Entry],
        last: NaiveDate,
    ) -> Result<Option<NaiveDate>, InterestError> {
        let mut paid: Vec<&Entry> = entries
            .iter()
            .filter(|entry| settling(entry) && entry.on > self.notice && entry.on <= last)
            .collect();
        paid.sort_by_key(|entry| entry.on);
        let mut left = self.owed;
        // A payment and its reversal count from the same day, so a day is looked at as a whole.
        for of_a_day in paid.chunk_by(|one, other| one.on == other.on) {
            for entry in of_a_day {
                left = left
                    .checked_add(entry.amount)
                    .ok_or(InterestError::TooLarge)?;
            }
            if !left.is_positive() {
                return Ok(of_a_day.first().map(|entry| entry.on));
            }
        }
        Ok(None)
    }

    /// What the notice asked for bears no interest from the day after it to a day.
    fn spared(self, to: NaiveDate) -> Option<Spared> {
        Some(Spared {
            from: self.notice.succ_opt()?,
            to,
            amount: self.amount,
            changes: self.changes,
        })
    }
}

/// It lowers what is owed, or takes back what did.
fn settling(entry: &Entry) -> bool {
    entry.settles || entry.amount.is_negative()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::{Confidence, DatedRate, Rate, RateCode, RateTable, published};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn charge(on: &str, recorded_on: &str, cents: i64) -> Entry {
        Entry {
            on: day(on),
            recorded_on: day(recorded_on),
            amount: Money::from_cents(cents),
            bears: true,
            settles: false,
        }
    }

    fn sent(on: &str, asked: Option<i64>) -> Notice {
        Notice {
            on: day(on),
            asked: asked.map(Money::from_cents),
        }
    }

    fn paid(on: &str, cents: i64) -> Entry {
        Entry {
            settles: true,
            ..charge(on, on, cents.saturating_neg())
        }
    }

    /// Interest in cents to a day, and what it would be with all paid by then.
    fn cents(entries: &[Entry], notices: &[&str], to: &str) -> (Money, Option<Money>) {
        let notices: Vec<Notice> = notices.iter().map(|notice| sent(notice, None)).collect();
        let rates = RateTable::new(published());
        let span = Span {
            from: day("2025-03-01"),
            to: day(to),
            code: RateCode::DEBIT_INTEREST,
            credit_from: None,
            rates: &rates,
        };
        let graced = accrue_with_grace(entries, &notices, 35, span).unwrap();
        let open = graced.open.map(|open| open.accrual.interest);
        (graced.accrual.interest, open)
    }

    // 12,000.00 due 28 February 2025 at 7.5%, from July at 6.5%; the notice is of 16 June, 108 days later.
    const NOTICE: [&str; 1] = ["2025-06-16"];

    fn tax() -> Entry {
        charge("2025-02-28", "2025-06-16", 1_200_000)
    }

    #[test]
    fn the_last_day_of_grace_is_the_thirty_fifth() {
        let to_notice = Money::from_cents(26_925);
        let settled = 1_226_925;
        for (on, expected) in [("2025-06-17", to_notice), ("2025-07-21", to_notice)] {
            let entries = [tax(), paid(on, settled)];
            assert_eq!(cents(&entries, &NOTICE, on).0, expected, "{on}");
            assert_eq!(cents(&entries, &NOTICE, "2030-01-01").0, expected, "{on}");
        }
        let late = [tax(), paid("2025-07-22", settled)];
        assert!(cents(&late, &NOTICE, "2025-07-22").0 > to_notice);
        // A cent short is not in full.
        let short = [tax(), paid("2025-07-21", settled - 1)];
        assert!(cents(&short, &NOTICE, "2025-07-21").0 > to_notice);
    }

    #[test]
    fn while_the_days_run_both_are_told() {
        let (stands, hoped) = cents(&[tax()], &NOTICE, "2025-07-21");
        assert!(stands > Money::from_cents(26_925));
        assert_eq!(hoped, Some(Money::from_cents(26_925)));
        assert_eq!(cents(&[tax()], &NOTICE, "2025-07-22").1, None);
        assert_eq!(cents(&[tax()], &["2025-08-01"], "2025-07-22").1, None);
    }

    #[test]
    fn payments_in_parts_end_interest_when_the_last_one_comes_in_time() {
        let parts = [
            tax(),
            paid("2025-06-20", 500_000),
            paid("2025-07-10", 726_925),
        ];
        assert_eq!(
            cents(&parts, &NOTICE, "2026-01-01").0,
            Money::from_cents(26_925)
        );
        let late = [
            tax(),
            paid("2025-06-20", 500_000),
            paid("2025-07-25", 726_925),
        ];
        assert!(cents(&late, &NOTICE, "2026-01-01").0 > Money::from_cents(26_925));
        // A payment that was taken back was none.
        let back = Entry {
            amount: Money::from_cents(726_925),
            ..parts[2]
        };
        let bounced = [parts[0], parts[1], parts[2], back];
        assert!(cents(&bounced, &NOTICE, "2025-07-21").0 > Money::from_cents(26_925));
    }

    #[test]
    fn what_becomes_known_later_keeps_its_interest_and_takes_no_grace_away() {
        let more = charge("2025-02-28", "2025-09-01", 100_000);
        let entries = [tax(), paid("2025-07-21", 1_226_925), more];
        let both = cents(&entries, &NOTICE, "2025-12-31").0;
        let alone = cents(&[more], &[], "2025-12-31").0;
        let sum = Money::from_cents(26_925).checked_add(alone).unwrap();
        let apart = both.checked_sub(sum).unwrap().abs();
        assert!(apart <= Money::from_cents(1), "{both} {sum}");
        // Its own notice has days of grace of its own.
        let own = ["2025-06-16", "2025-09-01"];
        let to_second = cents(&[more], &[], "2025-09-01").0;
        let due = Money::from_cents(100_000).checked_add(to_second).unwrap();
        let mut entries = entries.to_vec();
        entries.push(Entry {
            amount: due.negated(),
            ..paid("2025-10-06", 0)
        });
        let whole = cents(&entries, &own, "2026-06-30").0;
        let expected = Money::from_cents(26_925).checked_add(to_second).unwrap();
        assert!(whole.checked_sub(expected).unwrap().abs() <= Money::from_cents(1));
    }

    #[test]
    fn a_debt_paid_with_its_interest_leaves_no_credit_that_bears_interest() {
        let rates = RateTable::new(published());
        let span = |to: &str| Span {
            from: day("2025-03-01"),
            to: day(to),
            code: RateCode::DEBIT_INTEREST,
            credit_from: Some(day("2025-06-16")),
            rates: &rates,
        };
        let entries = |more: i64| [tax(), paid("2025-06-16", 1_226_925 + more)];
        let to = |entries: &[Entry], to| {
            let notices = [sent("2025-06-16", None)];
            let graced = accrue_with_grace(entries, &notices, 35, span(to));
            graced.unwrap().accrual
        };
        let paid_exactly = to(&entries(0), "2026-03-31");
        assert_eq!(paid_exactly.interest, Money::from_cents(26_925));
        assert!(
            paid_exactly
                .segments
                .iter()
                .all(|segment| !segment.on_credit)
        );
        // 1,000.00 too much earns 2% to June (14 days) and 1.5% to September (92 days): 0.77 + 3.79.
        let too_much = to(&entries(100_000), "2025-09-30");
        assert_eq!(too_much.interest, Money::from_cents(26_925 - 456));
        assert!(too_much.segments.last().unwrap().on_credit);
    }

    /// 12,000.00 due 28 February 2026: the notice of 16 June knows interest to March, 66.42. Paid so by 21 July, it keeps
    /// its grace when the rate of the days before the notice is entered in August.
    #[test]
    fn a_rate_that_comes_later_takes_no_grace_away() {
        let entered = DatedRate {
            code: RateCode::DEBIT_INTEREST,
            effective_on: day("2026-04-01"),
            until: Some(day("2026-12-31")),
            value: Rate::of(65, 3),
            confidence: Confidence::Confirmed,
            source: "published in August".into(),
        };
        let known = RateTable::new(published());
        let later = RateTable::new([published(), vec![entered]].concat());
        let interest = |rates: &RateTable, asked: Option<i64>, paid_cents: i64| {
            let span = Span {
                from: day("2026-03-01"),
                to: day("2026-08-31"),
                code: RateCode::DEBIT_INTEREST,
                credit_from: None,
                rates,
            };
            let tax = charge("2026-02-28", "2026-06-16", 1_200_000);
            let entries = [tax, paid("2026-07-21", paid_cents)];
            let notices = [sent("2026-06-16", asked)];
            accrue_with_grace(&entries, &notices, 35, span)
                .unwrap()
                .accrual
        };
        let asked = 1_206_642;
        let before = interest(&known, Some(asked), asked);
        assert_eq!(before.interest, Money::from_cents(6_642));
        let after = interest(&later, Some(asked), asked);
        assert_eq!(after.graced, [(day("2026-06-16"), day("2026-07-21"))]);
        // The days to the notice are owed; those after it, to the payment, are not.
        let to_notice = interest(&later, None, 1_300_000).interest;
        let more = after.interest.checked_sub(to_notice).unwrap();
        assert!(
            more <= Money::from_cents(200),
            "{} {to_notice}",
            after.interest
        );
        // A cent less than was asked for is not in full, and a notice that asked for nothing is not explained by interest.
        assert_eq!(interest(&later, Some(asked), asked - 1).graced, []);
        assert_eq!(interest(&later, Some(0), asked).graced, []);
    }

    /// A cheque of 200.00 is less than the interest to the notice; when it bounces, it is owed all the same.
    #[test]
    fn a_cheque_that_bounces_is_no_interest_that_nobody_knew() {
        let rates = RateTable::new(published());
        let span = Span {
            from: day("2025-03-01"),
            to: day("2025-12-31"),
            code: RateCode::DEBIT_INTEREST,
            credit_from: None,
            rates: &rates,
        };
        let cheque = paid("2025-06-10", 20_000);
        let bounced = Entry {
            amount: Money::from_cents(20_000),
            recorded_on: day("2025-06-25"),
            ..cheque
        };
        let notices = [sent("2025-06-16", Some(1_206_925))];
        let graced = |paid_cents: i64| {
            let entries = [tax(), cheque, bounced, paid("2025-07-21", paid_cents)];
            let accrual = accrue_with_grace(&entries, &notices, 35, span)
                .unwrap()
                .accrual;
            !accrual.graced.is_empty()
        };
        assert!(!graced(1_206_925));
        assert!(graced(1_226_925));
    }

    #[test]
    fn tax_on_a_notice_before_it_is_due_waits_as_well() {
        // Assessed on 10 February, due on 28 February: paid on 15 March, the 33rd day.
        let early = charge("2025-02-28", "2025-02-10", 1_200_000);
        let entries = [early, paid("2025-03-15", 1_200_000)];
        assert_eq!(
            cents(&entries, &["2025-02-10"], "2025-12-31").0,
            Money::ZERO
        );
        let late = [early, paid("2025-03-18", 1_200_000)];
        assert!(cents(&late, &["2025-02-10"], "2025-12-31").0.is_positive());
    }
}
