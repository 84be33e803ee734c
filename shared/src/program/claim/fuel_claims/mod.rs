//! Claims of registered fuel sellers: aviation fuel sold exempt, tax in bad debts, and fuel that was lost (Fuel Tax
//! Regulation, AR 62/2007, ss. 19 to 22; domain page `fuel-claims`).

mod aviation;
mod bad_debt;
mod loss;

use super::limits::{self, Limit};
use super::{AVIATION, DIESEL, DOCUMENTS, GASOLINE, LPG, MARKED_DIESEL, MARKED_GASOLINE};
use super::{NO_PENALTY, OBJECT, OBJECTION, frame::Frame, range_claim, received};
use crate::form::{FilingKind, Form, Line};
use crate::penalty::LatePenalty;
use crate::period::Period;
use crate::program::Rules;
use crate::program::{
    Capability, Cycle, Facts, FormFacts, LedgerInterest, NoForm, NumberShape, Offer, Program,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The rules of these claims.
pub(in crate::program) struct FuelClaims;

const fn event_claim(code: &'static str, title: &'static str) -> FormFacts {
    FormFacts {
        code,
        title,
        kind: FilingKind::Claim,
        cycle: Cycle::Event,
    }
}

static FACTS: Facts = Facts {
    name: "Fuel tax refunds for sellers",
    letters: "FC",
    summary: "Refunds for registered sellers: aviation fuel sold exempt, tax in bad debts, and \
              fuel that was stolen, destroyed or contaminated.",
    money_word: "refund",
    act: "Fuel Tax Act, c F-28.1",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[
        range_claim("aviation", "Refund on aviation fuel sold exempt", 1),
        event_claim("bad-debt", "Refund of tax in a bad debt"),
        event_claim("loss", "Refund on fuel that was lost"),
    ],
    offers: &[
        Offer(Capability::FileClaim, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::Software, Confidence::Unverified),
        OBJECT,
        DOCUMENTS,
    ],
    objection_days: OBJECTION,
    penalty: LatePenalty::Unknown,
    penalty_rule: NO_PENALTY,
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

/// Every fuel of these claims: word of the choice, line of the rate, its label and code.
const PRODUCTS: [(&str, &str, &str, RateCode); 6] = [
    ("gasoline", "31", "Tax on clear gasoline", GASOLINE),
    ("diesel", "32", "Tax on clear diesel", DIESEL),
    (
        "marked-gasoline",
        "33",
        "Tax on marked gasoline",
        MARKED_GASOLINE,
    ),
    ("marked-diesel", "34", "Tax on marked diesel", MARKED_DIESEL),
    ("propane", "35", "Tax on propane", LPG),
    ("aviation", "36", "Tax on aviation fuel", AVIATION),
];

const CODES: &[RateCode] = &[
    GASOLINE,
    DIESEL,
    MARKED_GASOLINE,
    MARKED_DIESEL,
    LPG,
    AVIATION,
];

impl Rules for FuelClaims {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        CODES
    }

    /// Of a loss, the limit of contaminated fuel, the longer one: nothing is over before it.
    fn due(&self, code: &str, period: Period) -> Option<NaiveDate> {
        let limit = match code {
            "loss" => &limits::CONTAMINATED,
            _ => self.limit(code)?,
        };
        limit.last_day(period.starts_on)
    }

    fn limit(&self, code: &str) -> Option<&'static Limit> {
        match code {
            "aviation" => Some(&limits::AVIATION),
            "bad-debt" => Some(&limits::BAD_DEBT),
            "loss" => Some(&limits::LOST),
            _ => None,
        }
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        match code {
            "aviation" => aviation::build(period, rates),
            "bad-debt" => bad_debt::build(period, rates),
            "loss" => loss::build(period, rates),
            _ => Err(NoForm::Unknown),
        }
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(received(form, day))
    }
}

fn frame(code: &'static str, title: &'static str, period: Period, limit: Limit) -> Frame {
    Frame {
        program: Program::FuelClaims,
        code,
        title,
        version: "fuel-claims/2026.1",
        period,
        limit,
        least_days: 1,
    }
}

/// Which fuel it is.
fn product() -> Line {
    let choices = [
        ("gasoline", "Clear gasoline"),
        ("diesel", "Clear diesel"),
        ("marked-gasoline", "Marked gasoline"),
        ("marked-diesel", "Marked diesel"),
        ("propane", "Propane"),
        ("aviation", "Aviation fuel"),
    ];
    Line::choice("product", "Fuel", "As on the invoice.", &choices).required()
}
