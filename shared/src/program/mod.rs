//! The registry of programs: the only list of them. One file each, private but for its rules.

mod tourism_levy;

pub use tourism_levy::{
    Operator, Status, Stay, StayPrice, deposit_split, levy_applies, levy_on_night,
};

use crate::Money;
use crate::filing::{Entered, Evaluation};
use crate::form::Form;
use crate::period::{Frequency, Period};
use crate::rate::{RateCode, RateTable};
use chrono::NaiveDate;

text_enum! {
    /// A levy, tax or claim program that Tax and Revenue Administration runs.
    Program {
        /// Tourism Levy Act, c T-5.5.
        TourismLevy = "tourism-levy",
    }
}

impl Program {
    /// The program's rules.
    pub fn rules(self) -> &'static dyn Rules {
        match self {
            Self::TourismLevy => &tourism_levy::TourismLevy,
        }
    }
}

/// No rate is known for a day of the period: nothing is worked out with a wrong one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {code} rate is known on {day}")]
pub struct RateMissing {
    /// Which rate.
    pub code: RateCode,
    /// On which day.
    pub day: NaiveDate,
}

/// A penalty in words: for reasons and notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PenaltyRule {
    /// The rule in a sentence or two.
    pub text: &'static str,
    /// The Act, regulation or notice behind it.
    pub source: &'static str,
}

/// What a program is: its words, its form, its sums, its dates and its penalty.
pub trait Rules: Sync {
    /// The name that people use.
    fn name(&self) -> &'static str;

    /// Two capital letters that begin its references: `TL`.
    fn letters(&self) -> &'static str;

    /// What it is for, in a sentence.
    fn summary(&self) -> &'static str;

    /// What the program calls the money: `levy`, `tax`.
    fn money_word(&self) -> &'static str;

    /// How often returns may be due.
    fn frequencies(&self) -> &'static [Frequency];

    /// The rates it needs.
    fn rates(&self) -> &'static [RateCode];

    /// The day a return of the period is due before the roll rule.
    fn nominal_due(&self, period: Period) -> Option<NaiveDate>;

    /// The form of a period.
    fn form(&self, period: Period, rates: &RateTable) -> Result<Form, RateMissing>;

    /// Adds computed lines, findings and reasons. Entered lines are already in `evaluation.lines`.
    fn compute(&self, form: &Form, entered: &Entered, evaluation: &mut Evaluation);

    /// The penalty for a return received `days_late` days after the due date with `unpaid` still owing then.
    fn late_filing_penalty(&self, days_late: i64, unpaid: Money) -> Money;

    /// That penalty in words.
    fn penalty_rule(&self) -> PenaltyRule;
}
