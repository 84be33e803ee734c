//! Propane retailers: refund of tax on propane that was bought with tax and sold without, measured by the totalizer
//! of taxed sales (domain page `fuel-claims`).

use super::frame::{Contents, Frame, claimed, last_day};
use super::limits::{Limit, OTHER_FUEL};
use super::pieces::{self, Piece};
use super::{DOCUMENTS, LPG, NO_PENALTY, OBJECT, OBJECTION, only, range_claim, received, sum};
use crate::form::{Check, Form, Line, Paper, Section, Unit};
use crate::penalty::LatePenalty;
use crate::period::Period;
use crate::program::{
    Capability, Facts, LedgerInterest, NoForm, NumberShape, Offer, Program, Rules,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The rules of the refund.
pub(in crate::program) struct PropaneRetailer;

static FACTS: Facts = Facts {
    name: "Propane retailer",
    letters: "PR",
    summary: "A refund for retailers of the tax on propane that they bought with tax and sold \
              for uses without tax.",
    money_word: "refund",
    act: "Fuel Tax Act, c F-28.1",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[range_claim("claim", "Propane retailer refund claim", 1)],
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

impl Rules for PropaneRetailer {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[LPG]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        last_day(&OTHER_FUEL, period)
    }

    fn limit(&self, _code: &str) -> Option<&'static Limit> {
        Some(&OTHER_FUEL)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        only(code, "claim")?;
        let pieces = pieces::cut(self.rates(), period, rates)?;
        let frame = Frame {
            program: Program::PropaneRetailer,
            code: "claim",
            title: "Propane retailer refund claim",
            version: "propane-retailer/2026.1",
            period,
            limit: OTHER_FUEL,
            least_days: 1,
        };
        Ok(frame.of_days(&pieces, contents(period, &pieces)))
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(received(form, day))
    }
}

fn contents(period: Period, pieces: &[Piece]) -> Contents {
    let mut sections: Vec<Section> = pieces.iter().map(|piece| litres(period, piece)).collect();
    let refunds = pieces.iter().map(|piece| piece.id("40"));
    let total = claimed(
        "Refund claimed",
        "The tax on the litres sold without tax",
        &sum(refunds),
    );
    sections.push(Section::new("The refund", vec![total]));
    Contents {
        sections,
        checks: pieces.iter().flat_map(checks).collect(),
        papers: vec![
            Paper::when("Purchase invoices that show the tax", "[90] > 0"),
            Paper::when("Record of the totalizer readings", "[90] > 0"),
        ],
    }
}

fn litres(period: Period, piece: &Piece) -> Section {
    let id = |number: &str| piece.id(number);
    let lines = vec![
        Line::entered(
            &id("10"),
            "Propane bought with tax",
            "Litres, by the purchase invoices.",
            Unit::Litres,
        ),
        Line::entered(
            &id("20"),
            "Propane sold with tax",
            "Litres, by the totalizer of the pump for road vehicles.",
            Unit::Litres,
        ),
        Line::entered(
            &id("21"),
            "Totalizer at the start",
            "If you keep it: the reading on the first day.",
            Unit::Litres,
        ),
        Line::entered(
            &id("22"),
            "Totalizer at the end",
            "If you keep it: the reading on the last day.",
            Unit::Litres,
        ),
        Line::computed(
            &id("30"),
            "Litres sold without tax",
            &format!("Line {} less line {}", id("10"), id("20")),
            Unit::Litres,
            &format!("above([{}] - [{}], 0)", id("10"), id("20")),
        ),
        piece.given("31", "Tax on propane", LPG),
        Line::computed(
            &id("40"),
            "Tax on the litres sold without tax",
            &format!("Line {} \u{d7} line {}", id("30"), id("31")),
            Unit::Dollars,
            &format!("[{}] * [{}]", id("30"), id("31")),
        ),
    ];
    Section::new(&piece.title("Propane", period), lines)
}

fn checks(piece: &Piece) -> [Check; 2] {
    let [bought, sold, start, end] = ["10", "20", "21", "22"].map(|number| piece.id(number));
    [
        Check::error(
            "sales.exceed_purchases",
            &format!("[{sold}] > [{bought}]"),
            &[&sold],
            &format!(
                "More propane was sold with tax than was bought. Check lines {bought} and {sold}"
            ),
        ),
        Check::warning(
            "totalizer.differs",
            &format!("has([{start}]) and has([{end}]) and [{end}] - [{start}] != [{sold}]"),
            &[&sold],
            &format!(
                "Line {sold} is not the difference of the readings on lines {start} and {end}"
            ),
        ),
    ]
}
