//! The tourism levy: Tourism Levy Act, c T-5.5, and regulation AR 398/87 (domain page
//! `tourism-levy`). Operators and online brokers report what guests paid for accommodation.

mod form;
mod stay;

pub use stay::{Operator, Status, Stay, StayPrice, deposit_split, levy_applies, levy_on_night};

use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::{NoForm, Rules, due};
use crate::form::{FilingKind, Form};
use crate::penalty::{self, LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The rules of the levy.
pub(super) struct TourismLevy;

static FACTS: Facts = Facts {
    name: "Tourism levy",
    letters: "TL",
    summary: "A levy on the price of temporary accommodation, collected by operators and online \
              brokers.",
    money_word: "levy",
    act: "Tourism Levy Act, c T-5.5",
    number: NumberShape::BinOccurrence,
    frequencies: &[Frequency::Monthly, Frequency::Quarterly],
    forms: &[FormFacts {
        code: "return",
        title: "Tourism levy return",
        kind: FilingKind::Return,
        cycle: Cycle::Period,
    }],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Confirmed),
        Offer(Capability::NilReturn, Confidence::Confirmed),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        Offer(Capability::Arrangement, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Unverified),
    ],
    objection_days: (90, Confidence::Unverified),
    penalty: LatePenalty::Daily(penalty::TOURISM_LEVY),
    penalty_rule: PenaltyRule {
        text: "A return up to 4 days late costs $25 a day. After that it costs $25 a day or the \
               levy unpaid on the due date, whichever is less, but at least $100 and at most \
               $1,000.",
        source: "Notice of June 2006, in effect since 1 January 2006",
    },
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

impl Rules for TourismLevy {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[RateCode::TOURISM_LEVY]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        due::days_after(period, 28)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        if code != "return" {
            return Err(NoForm::Unknown);
        }
        form::build(due::days_after(period, 28), period, rates)
    }
}
