//! From a return to what is assessed, and from an earlier assessment to the difference.
//!
//! The levy assessed is the levy of the newest return. The late-filing penalty follows the day the
//! *first* return was received: amending a late return works the penalty out again, amending a
//! return that was on time never adds one.

use crate::Money;
use crate::filing::{Evaluation, Step, Why};
use crate::form::FilingKind;
use crate::penalty::{Lateness, PenaltyBound};
use crate::program::Facts;
use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Amounts assessed for a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assessed {
    /// Levy or tax.
    pub tax: Money,
    /// Interest that is part of the return.
    pub interest: Money,
    /// Penalty for a late return.
    pub penalty: Money,
    /// Interest on late or short instalments, to the day the balance was due.
    pub instalment_interest: Money,
    /// Penalty for late or short instalments.
    pub instalment_penalty: Money,
}

impl Assessed {
    /// All together, or `None` beyond the range.
    pub fn total(self) -> Option<Money> {
        Money::checked_sum([
            self.tax,
            self.interest,
            self.penalty,
            self.instalment_interest,
            self.instalment_penalty,
        ])
    }

    fn less(self, other: Self) -> Option<Self> {
        Some(Self {
            tax: self.tax.checked_sub(other.tax)?,
            interest: self.interest.checked_sub(other.interest)?,
            penalty: self.penalty.checked_sub(other.penalty)?,
            instalment_interest: self
                .instalment_interest
                .checked_sub(other.instalment_interest)?,
            instalment_penalty: self
                .instalment_penalty
                .checked_sub(other.instalment_penalty)?,
        })
    }
}

/// What becomes of a credit that a filing leads to, once what the account owes is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overpayment {
    /// It stays with its period until somebody uses it.
    Keep,
    /// It is refunded.
    Refund,
    /// It is carried to the next period of the same form.
    Carry,
}

/// What losses of later periods change in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relief {
    /// By how much the tax is lower.
    pub reduction: Money,
    /// The lines of the return with the losses.
    pub evaluation: Evaluation,
}

/// What an assessment follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// What was filed: returns alone cost a penalty when they are late.
    pub kind: FilingKind,
    /// The last day that counted as on time.
    pub due_on: NaiveDate,
    /// The day the first return of the period was received.
    pub filed_on: NaiveDate,
    /// What the newest return says is payable.
    pub payable: Money,
    /// Interest in it, which no penalty is charged on.
    pub interest: Money,
    /// Penalty in it, where the administration charges one: it bears no other.
    pub own_penalty: Money,
    /// Payments for the period that were received on or before the due date.
    pub paid_by_due: Money,
    /// A late-filing penalty was assessed for a period that ended in the three years before.
    pub repeat: bool,
    /// Interest on late or short instalments, and the penalty for them.
    pub instalments: (Money, Money),
    /// What was assessed before, when this is a reassessment.
    pub prior: Option<Assessed>,
    /// By how much losses of later periods lower the tax. What was unpaid on the due date they do not lower.
    pub carried_back: Money,
}

/// An assessment as it stands, and what it adds to the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Assessed now.
    pub now: Assessed,
    /// Assessed before; nothing for a first assessment.
    pub before: Assessed,
    /// What is posted.
    pub difference: Assessed,
    /// Days from the due date to the first return; zero when it was on time.
    pub days_late: i64,
    /// How the penalty was worked out, when there is one.
    pub penalty_why: Option<Why>,
}

/// Assesses a return; `None` when an amount is beyond the range.
pub fn assess(facts: &Facts, basis: &Basis) -> Option<Outcome> {
    let tax = basis
        .payable
        .checked_sub(basis.interest)?
        .checked_sub(basis.own_penalty)?;
    let unpaid = tax.checked_sub(basis.paid_by_due)?.max(Money::ZERO);
    let late = Lateness {
        due_on: basis.due_on,
        received_on: basis.filed_on,
        unpaid,
        repeat: basis.repeat,
    };
    let days_late = late.days();
    let penalty = match basis.kind {
        FilingKind::Return => facts.penalty.amount(&late),
        // A claim that comes too late is not accepted, and a statement has its own.
        FilingKind::Claim | FilingKind::Statement => Money::ZERO,
    };
    let now = Assessed {
        tax: tax.checked_sub(basis.carried_back)?,
        interest: basis.interest,
        penalty: penalty.checked_add(basis.own_penalty)?,
        instalment_interest: basis.instalments.0,
        instalment_penalty: basis.instalments.1,
    };
    let before = basis.prior.unwrap_or_default();
    let penalty_why = penalty
        .is_positive()
        .then(|| penalty_why(facts, basis, days_late, unpaid, penalty));
    Some(Outcome {
        now,
        before,
        difference: now.less(before)?,
        days_late,
        penalty_why,
    })
}

/// The late-filing penalty of a return that is overdue, as far as it can be said before it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PenaltySoFar {
    /// The penalty if the return came today.
    pub amount: Money,
    /// How it stands to the penalty that is charged: what was unpaid is known with the return only.
    pub bound: PenaltyBound,
    /// How it was worked out.
    pub why: Why,
}

/// The penalty if an overdue return came today; nothing while it is on time, and where nothing can be said.
pub fn penalty_so_far(facts: &Facts, due_on: NaiveDate, today: NaiveDate) -> Option<PenaltySoFar> {
    let (amount, bound) = facts.penalty.so_far(due_on, today)?;
    let step = |label: &str, value: String| Step {
        label: label.into(),
        value,
    };
    let days = today.signed_duration_since(due_on).num_days();
    let rule = facts.penalty_rule;
    let unknown = match bound {
        PenaltyBound::Exact => "",
        PenaltyBound::AtMost | PenaltyBound::AtLeast => {
            " What was unpaid is known when the return comes."
        }
    };
    let dollars = words::dollars(amount);
    Some(PenaltySoFar {
        amount,
        bound,
        why: Why {
            text: format!("{}{unknown}", rule.text),
            steps: vec![
                step("Return due", words::day(due_on)),
                step("Today", words::day(today)),
                step("Days late", words::day_count(days)),
                step("Late-filing penalty", bound.said(&dollars)),
            ],
            source: Some(rule.source.into()),
        },
    })
}

fn penalty_why(facts: &Facts, basis: &Basis, days_late: i64, unpaid: Money, penalty: Money) -> Why {
    let step = |label: String, value: String| Step { label, value };
    let rule = facts.penalty_rule;
    let money = words::capitalized(facts.money_word);
    let mut steps = vec![
        step("Return due".into(), words::day(basis.due_on)),
        step("Return received".into(), words::day(basis.filed_on)),
        step("Days late".into(), words::day_count(days_late)),
        step(
            format!("{money} unpaid on the due date"),
            words::dollars(unpaid),
        ),
    ];
    if facts.penalty.asks_for_repeat() {
        let found = if basis.repeat {
            "yes, so this is a repeated failure"
        } else {
            "none"
        };
        let label = "Late-filing penalty in the three years before";
        steps.push(step(label.into(), found.into()));
    }
    steps.push(step("Late-filing penalty".into(), words::dollars(penalty)));
    Why {
        text: rule.text.into(),
        steps,
        source: Some(rule.source.into()),
    }
}
