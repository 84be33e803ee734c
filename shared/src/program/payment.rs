//! What is to be paid, or renewed, on a day of its own: the rules of a program say it, the calendar shows it.

use crate::Money;
use crate::calendar::roll;
use crate::filing::{Figure, Why};
use crate::form::LineId;
use crate::period::Period;
use chrono::NaiveDate;
use std::collections::BTreeMap;

text_enum! {
    /// What a payment is towards.
    PaymentKind {
        /// One of several on account of the period's tax, before its return is filed.
        Instalment = "instalment",
        /// What is owed for the period when everything else is counted.
        Balance = "balance",
    }
}

/// So many periods before one decide about its payments: who works them out brings as many, if there are as many.
pub const PERIODS_BEFORE: usize = 2;

/// A period of the main form as payments look at it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its days.
    pub period: Period,
    /// The lines of its newest assessed return; `None` while nothing is assessed.
    pub lines: Option<&'a BTreeMap<LineId, Figure>>,
}

impl Known<'_> {
    /// The figure of a line, when the period is assessed; a line that the return left out counts as zero.
    pub fn figure(&self, line: &str) -> Option<Figure> {
        let lines = self.lines?;
        let figure = lines.get(&LineId::from(line)).copied();
        Some(figure.unwrap_or_else(|| Money::ZERO.into()))
    }
}

/// A payment to be made for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// What it is towards.
    pub kind: PaymentKind,
    /// Which one of its kind in the period, counted from 1.
    pub number: u32,
    /// For people, after "Pay the": `November 2026 instalment`.
    pub label: String,
    /// Due before the roll rule.
    pub nominal_due_on: NaiveDate,
    /// How much, when it is known.
    pub amount: Option<Money>,
    /// Where day and amount come from.
    pub why: Why,
}

impl Payment {
    /// The last day that counts as on time.
    pub fn due_on(&self) -> NaiveDate {
        roll(self.nominal_due_on)
    }
}

/// What instalments cost that were late or short, worked out when the year is assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateInstalments {
    /// Interest on each from its day on.
    pub interest: Money,
    /// The penalty for them; often nothing.
    pub penalty: Money,
    /// How both were worked out.
    pub why: Why,
}

/// Something to be renewed. Whether the roll rule moves the day is not published, so it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// For people, after "Renew the": `licence and decals for 2027`.
    pub label: String,
    /// The last day of what is renewed.
    pub due_on: NaiveDate,
    /// Where the day comes from.
    pub why: Why,
}
