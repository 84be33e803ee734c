//! The International Fuel Tax Agreement: carriers report once a quarter, to the place of their plates, what they
//! drove and bought everywhere (domain page `ifta`). Alberta collects for the other members, and for carriers of
//! the Northwest Territories.
//!
//! Rates are data: see [`rates`]. Interest is part of the return: see [`late`].

mod carrier;
mod form;
mod late;
mod places;
mod rates;
mod rows;

pub use carrier::{
    RenewalObstacle, Vehicle, licence_until, may_file_yearly, renewal_obstacles, yearly_interest,
};
pub use late::{INTEREST as IFTA_INTEREST, late as ifta_late};

use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::payment::Renewal;
use super::{NoForm, OwnInterest, RateMissing, Rules, due};
use crate::filing::{Draft, Evaluation};
use crate::form::{FilingKind, Form};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::{Datelike, NaiveDate};

/// The rules of the agreement.
pub(super) struct Ifta;

static FACTS: Facts = Facts {
    name: "International Fuel Tax Agreement",
    letters: "IF",
    summary: "Fuel tax of carriers that drive in more than one province or state, reported once \
              for all of them.",
    money_word: "tax",
    act: "International Fuel Tax Agreement; Fuel Tax Act, c F-28.1",
    number: NumberShape::Bin,
    // Carriers with few kilometres outside Alberta may file once a year (age of the rule unknown).
    frequencies: &[Frequency::Quarterly, Frequency::Yearly],
    forms: &[FormFacts {
        code: "return",
        title: "Fuel tax return of interjurisdictional carriers",
        kind: FilingKind::Return,
        cycle: Cycle::Period,
    }],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Confirmed),
        Offer(Capability::NilReturn, Confidence::Confirmed),
        Offer(Capability::Renewal, Confidence::Confirmed),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        Offer(Capability::Arrangement, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Unverified),
    ],
    objection_days: (30, Confidence::Unverified),
    penalty: LatePenalty::FlatOrShare {
        flat_cents: 5_000,
        percent: 10,
    },
    penalty_rule: PenaltyRule {
        text: "A late return costs $50 or 10% of the tax unpaid, whichever is more. That Alberta \
               uses this penalty of the agreement is not confirmed.",
        source: "International Fuel Tax Agreement, R1220",
    },
    interest: LedgerInterest::Monthly(late::INTEREST),
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

/// The last day of the month after the quarter, or the year, before the roll rule.
fn due_on(period: Period) -> Option<NaiveDate> {
    // A registration that begins or ends inside a quarter changes nothing in when its return is due.
    let last = quarter_end(period.ends_on)?;
    let part = quarter_end(period.starts_on)? == last;
    due::months_after(if part { last } else { period.ends_on }, 1)
}

fn quarter_end(day: NaiveDate) -> Option<NaiveDate> {
    Some(Period::first(day, Frequency::Quarterly, None)?.ends_on)
}

impl Rules for Ifta {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[late::INTEREST]
    }

    fn rate_family(&self) -> Option<&'static str> {
        Some(rates::FAMILY)
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        due_on(period)
    }

    fn own_interest(&self, _code: &str, evaluation: &Evaluation) -> Option<OwnInterest> {
        late::own_interest(evaluation)
    }

    fn rate_refused(
        &self,
        form: &Form,
        entered: &Draft,
        evaluation: &Evaluation,
    ) -> Option<RateMissing> {
        rows::rate_refused(form, entered, evaluation)
    }

    fn year_end(&self, starts_on: NaiveDate) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(starts_on.year(), 12, 31)
    }

    fn renewal(&self, year: i32) -> Option<Renewal> {
        carrier::renewal(year)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        if code != "return" {
            return Err(NoForm::Unknown);
        }
        form::build(period, rates)
    }

    fn received_on(&self, form: Form, day: NaiveDate, rates: &RateTable) -> Result<Form, NoForm> {
        Ok(late::received_on(form, day, rates)?)
    }
}
