//! The freehold mineral tax: the administration works it out and sends a statement, so there is nothing to file:
//! its desk posts the statement of each year, and the account has an assessment (Freehold Mineral Rights Tax Act, c F-26, and regulation AR 223/2013; domain page `other-programs`). Due days and
//! rates are not published, so the statement brings its day and its tax. That the reduction is the first $1,600 of the tax
//! is our reading of the page.

use super::{DOCUMENTS, OBJECT, OBJECTION};
use crate::form::{FilingKind, Form, Line, Unit};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::Period;
use crate::program::{
    Capability, Cycle, Facts, FormFacts, LedgerInterest, NoForm, NumberShape, Offer, Program,
    Rules, statement,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The facts of the tax.
pub(in crate::program) struct FreeholdMineralTax;

/// The statement of a year.
const STATEMENT: FormFacts = FormFacts {
    code: "statement",
    title: "Freehold mineral tax statement",
    kind: FilingKind::Statement,
    cycle: Cycle::Range { least_days: 1 },
};

static FACTS: Facts = Facts {
    name: "Freehold mineral tax",
    letters: "FM",
    summary: "A yearly tax on the value of mineral rights that are not the Crown's, by a \
              statement of the administration.",
    money_word: "tax",
    act: "Freehold Mineral Rights Tax Act, c F-26",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[STATEMENT],
    offers: &[
        Offer(Capability::Statement, Confidence::Confirmed),
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
    interest_sure: Confidence::Unverified,
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

    fn build(&self, code: &str, period: Period, _rates: &RateTable) -> Result<Form, NoForm> {
        super::only(code, STATEMENT.code)?;
        let act = "Freehold Mineral Rights Tax Act, c F-26; regulation AR 223/2013";
        let lines = vec![
            Line::entered(
                "rights",
                "Mineral rights",
                "Titles and leases, as the client knows them.",
                Unit::Text,
            )
            .required(),
            Line::entered("10", "Tax before the reduction", "", Unit::Dollars).required(),
            Line::computed(
                "20",
                "Reduction",
                "The first $1,600 of the tax",
                Unit::Dollars,
                "min([10], 1600)",
            )
            .because("The first $1,600 is not charged.", act),
            Line::total(
                statement::TOTAL,
                "Tax of the year",
                "Tax less the reduction",
                Unit::Dollars,
                "[10] - [20]",
            ),
        ];
        let heading = "The year’s tax";
        Ok(statement::form(
            Program::FreeholdMineralTax,
            &STATEMENT,
            period,
            heading,
            lines,
        ))
    }
}
