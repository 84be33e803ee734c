//! The freehold mineral tax: the administration works it out and sends a statement, so there is nothing to file
//! (Freehold Mineral Rights Tax Act, c F-26, and regulation AR 223/2013; domain page `other-programs`). Due days and
//! rates are not published.

use super::{DOCUMENTS, OBJECT, OBJECTION};
use crate::form::Form;
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::Period;
use crate::program::{Capability, Facts, LedgerInterest, NoForm, NumberShape, Offer, Rules};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The facts of the tax.
pub(in crate::program) struct FreeholdMineralTax;

static FACTS: Facts = Facts {
    name: "Freehold mineral tax",
    letters: "FM",
    summary: "A yearly tax on the value of mineral rights that are not the Crown's, by a \
              statement of the administration.",
    money_word: "tax",
    act: "Freehold Mineral Rights Tax Act, c F-26",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[],
    offers: &[
        Offer(Capability::History, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        OBJECT,
        DOCUMENTS,
    ],
    objection_days: OBJECTION,
    penalty: LatePenalty::Unknown,
    penalty_rule: PenaltyRule {
        text: "No return is filed, so none can be late. Interest is charged on tax unpaid.",
        source: "Freehold Mineral Rights Tax Act, c F-26",
    },
    interest: LedgerInterest::Debit,
    grace_days: None,
};

impl Rules for FreeholdMineralTax {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[]
    }

    fn due(&self, _code: &str, _period: Period) -> Option<NaiveDate> {
        None
    }

    fn build(&self, _code: &str, _period: Period, _rates: &RateTable) -> Result<Form, NoForm> {
        Err(NoForm::Unknown)
    }
}
