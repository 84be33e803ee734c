//! The carbon levy, 1 January 2017 to 29 May 2019 (domain page `other-programs`). Closed: its forms can be built for
//! those days only, so that old accounts can be read.

use super::frame::{Contents, Frame, claimed, last_day};
use super::limits::{CARBON_FIRST_DAY, CARBON_LAST_DAY, CARBON_LEVY, carbon_levy_applies};
use super::pieces::{self, Piece};
use super::{DOCUMENTS, OBJECT, OBJECTION, range_claim, received, sum};
use crate::form::{Check, FilingKind, Form, Line, Section, Unit};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::program::Rules;
use crate::program::{
    Capability, Cycle, Facts, FormFacts, LedgerInterest, NoForm, NumberShape, Offer, Program,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The rules of the old levy.
pub(in crate::program) struct CarbonLevy;

const GASOLINE: RateCode = RateCode::of("carbon.gasoline");
const DIESEL: RateCode = RateCode::of("carbon.diesel");
const PROPANE: RateCode = RateCode::of("carbon.propane");
const NATURAL_GAS: RateCode = RateCode::of("carbon.natural-gas");

const CLOSED: &str = "the carbon levy ran from 1 January 2017 to 29 May 2019";

static FACTS: Facts = Facts {
    name: "Carbon levy",
    letters: "CL",
    summary: "The levy on fuel for heat and transport from 2017 to 2019. Old returns and claims \
              can be read.",
    money_word: "levy",
    act: "Climate Leadership Act, c C-16.9 (repealed)",
    number: NumberShape::Bin,
    frequencies: &[Frequency::Monthly],
    forms: &[
        FormFacts {
            code: "remitter",
            title: "Carbon levy remitter return",
            kind: FilingKind::Return,
            cycle: Cycle::Period,
        },
        range_claim("claim", "Carbon levy refund claim", 1),
    ],
    offers: &[
        Offer(Capability::History, Confidence::Confirmed),
        Offer(Capability::DirectDeposit, Confidence::Confirmed),
        OBJECT,
        DOCUMENTS,
    ],
    objection_days: OBJECTION,
    penalty: LatePenalty::Unknown,
    penalty_rule: PenaltyRule {
        text: "The levy is closed; no return can be late.",
        source: "Carbon levy pages (2017 to 2019)",
    },
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

/// Lines for the quantity, the rate and the levy; name, unit and rate of each fuel.
const FUELS: [([&str; 3], &str, Unit, RateCode); 4] = [
    (["100", "101", "102"], "Gasoline", Unit::Litres, GASOLINE),
    (["110", "111", "112"], "Diesel", Unit::Litres, DIESEL),
    (["120", "121", "122"], "Propane", Unit::Litres, PROPANE),
    (
        ["130", "131", "132"],
        "Natural gas",
        Unit::Gigajoules,
        NATURAL_GAS,
    ),
];

impl Rules for CarbonLevy {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[GASOLINE, DIESEL, PROPANE, NATURAL_GAS]
    }

    /// When returns were due is not published.
    fn due(&self, code: &str, period: Period) -> Option<NaiveDate> {
        (code == "claim").then(|| last_day(&CARBON_LEVY, period))?
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        let charged = charged(period).ok_or(NoForm::OutOfTime(CLOSED))?;
        match code {
            "remitter" => {
                let pieces = pieces::cut(self.rates(), charged, rates)?;
                Ok(remitter(period, &pieces))
            }
            "claim" if charged == period => {
                let pieces = pieces::cut(self.rates(), period, rates)?;
                let frame = Frame {
                    program: Program::CarbonLevy,
                    code: "claim",
                    title: "Carbon levy refund claim",
                    version: "carbon-levy/2019.1",
                    period,
                    limit: CARBON_LEVY,
                    least_days: 1,
                };
                Ok(frame.of_days(&pieces, claim(period, &pieces)))
            }
            "claim" => Err(NoForm::OutOfTime(CLOSED)),
            _ => Err(NoForm::Unknown),
        }
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(received(form, day))
    }
}

/// The days of a period on which the levy was charged. The months at its two ends count from and to those days.
fn charged(period: Period) -> Option<Period> {
    let charged = Period {
        starts_on: period.starts_on.max(CARBON_FIRST_DAY?),
        ends_on: period.ends_on.min(CARBON_LAST_DAY?),
    };
    let some = charged.starts_on <= charged.ends_on && carbon_levy_applies(charged.starts_on);
    some.then_some(charged)
}

/// The levy on all fuels in all days.
fn levies(pieces: &[Piece]) -> String {
    let levies = pieces.iter().flat_map(|piece| {
        let lines = FUELS.iter();
        lines.map(|([_, _, levy], ..)| piece.id(levy))
    });
    sum(levies)
}

/// Lines of the fuels; `when` says that there are any.
fn fuels(period: Period, piece: &Piece, hint: &str, when: Option<&str>) -> Section {
    let mut lines = Vec::new();
    for ([quantity, rate, levy], name, unit, code) in FUELS {
        let ids = [piece.id(quantity), piece.id(rate), piece.id(levy)];
        let [quantity_id, rate_id, levy_id] = ids;
        let entered = Line::entered(&quantity_id, name, hint, unit);
        let each = if unit == Unit::Litres {
            "litre"
        } else {
            "gigajoule"
        };
        lines.extend([
            match when {
                Some(when) => entered.when(when),
                None => entered,
            },
            piece.given(rate, &format!("Levy for a {each}"), code),
            Line::computed(
                &levy_id,
                &format!("Levy on {}", crate::words::lower(name)),
                &format!("Line {quantity_id} \u{d7} line {rate_id}"),
                Unit::Dollars,
                &format!("[{quantity_id}] * [{rate_id}]"),
            ),
        ]);
    }
    Section::new(&piece.title("Fuel", period), lines)
}

fn remitter(period: Period, pieces: &[Piece]) -> Form {
    let nil = Line::yes_or_no(
        "050",
        "No volumes to report",
        "Yes for a month without fuel.",
    );
    let mut sections = vec![Section::new("Volumes", vec![nil])];
    let hint = "Sold with levy.";
    let of = |piece| fuels(period, piece, hint, Some("[050] != 'yes'"));
    sections.extend(pieces.iter().map(of));
    let payable = "The levy on all fuels together";
    let total = Line::total(
        "190",
        "Levy payable",
        payable,
        Unit::Dollars,
        &levies(pieces),
    );
    sections.push(Section::new("The levy", vec![total]));
    Form {
        program: Program::CarbonLevy,
        code: "remitter".into(),
        kind: FilingKind::Return,
        version: "carbon-levy/2019.1".into(),
        title: "Carbon levy remitter return".into(),
        period,
        // Not published, and nothing can be late any more.
        due_on: period.ends_on,
        sections,
        checks: vec![Check::warning(
            "volumes.missing",
            "[190] = 0 and [050] != 'yes'",
            &["050"],
            "There are no volumes. Say so on line 050",
        )],
        lists: BTreeMap::new(),
        origins: BTreeMap::new(),
        papers: Vec::new(),
        rates: pieces::rates(pieces),
        total: "190".into(),
    }
}

fn claim(period: Period, pieces: &[Piece]) -> Contents {
    let hint = "Bought with levy and used without.";
    let of = |piece| fuels(period, piece, hint, None);
    let mut sections: Vec<Section> = pieces.iter().map(of).collect();
    let total = claimed(
        "Refund claimed",
        "The levy on all fuels together",
        &levies(pieces),
    );
    sections.push(Section::new("The refund", vec![total]));
    Contents {
        sections,
        checks: Vec::new(),
        papers: Vec::new(),
    }
}
