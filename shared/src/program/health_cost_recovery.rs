//! Health cost recovery: Crown's Right of Recovery Act and AR 89/2012 (domain page `other-programs`). Automobile insurers
//! report the third-party liability premiums of a calendar year; a yearly factor makes the assessment.

use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::{NoForm, Program, RateMissing, Rules};
use crate::calendar;
use crate::form::{FilingKind, Form, Line, Section, Unit};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// The rules of the program.
pub(super) struct HealthCostRecovery;

/// The assessment factor of a calendar year. No year's factor is published where we could read it.
const FACTOR: RateCode = RateCode::of("health-cost-recovery");

static FACTS: Facts = Facts {
    name: "Health cost recovery",
    letters: "HC",
    summary: "A yearly assessment on the third-party liability premiums of automobile insurers.",
    money_word: "assessment",
    act: "Crown's Right of Recovery Act; AR 89/2012",
    number: NumberShape::Bin,
    frequencies: &[Frequency::Yearly],
    forms: &[FormFacts {
        code: "return",
        title: "Health cost recovery report (AT252)",
        kind: FilingKind::Return,
        cycle: Cycle::Period,
    }],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Confirmed),
        Offer(Capability::NilReturn, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Unverified),
    ],
    objection_days: (90, Confidence::Unverified),
    penalty: LatePenalty::Unknown,
    penalty_rule: PenaltyRule {
        text: "There is a penalty for a late report. Its amount is not known to this service, so \
               none is charged by it.",
        source: "AR 89/2012",
    },
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

impl Rules for HealthCostRecovery {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[FACTOR]
    }

    /// Premiums are those of a calendar year.
    fn year_end(&self, starts_on: NaiveDate) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(starts_on.year(), 12, 31)
    }

    /// 15 March of the next year (as of 2017).
    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(period.ends_on.year().checked_add(1)?, 3, 15)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        if code != "return" {
            return Err(NoForm::Unknown);
        }
        // The factor is of one year: one that was set for an earlier year does not carry on.
        let row = rates
            .on(FACTOR, period.ends_on)
            .filter(|row| row.effective_on.year() == period.ends_on.year())
            .ok_or(RateMissing {
                code: FACTOR,
                day: period.ends_on,
            })?;
        let year = period.ends_on.year();
        let lines = vec![
            Line::entered(
                "10",
                "Third-party liability premiums written",
                &format!("Of automobile insurance in Alberta in {year}."),
                Unit::Dollars,
            ),
            Line::given(
                "15",
                "Assessment factor",
                Unit::Percent,
                row.value.fraction(),
                &row.origin(),
            ),
            Line::total(
                "20",
                "Assessment",
                "Line 10 \u{d7} the factor",
                Unit::Dollars,
                "[10] * [15]",
            )
            .because(
                "The premiums of the year times the factor that was set for it.",
                "AR 89/2012",
            ),
        ];
        Ok(Form {
            program: Program::HealthCostRecovery,
            code: "return".into(),
            kind: FilingKind::Return,
            version: "health-cost-recovery/2026.1".into(),
            title: "Health cost recovery report (AT252)".into(),
            period,
            due_on: calendar::roll(self.due(code, period).unwrap_or(period.ends_on)),
            sections: vec![Section::new(&format!("Premiums of {year}"), lines)],
            checks: Vec::new(),
            lists: BTreeMap::new(),
            origins: BTreeMap::new(),
            papers: Vec::new(),
            rates: vec![row.clone()],
            total: "20".into(),
        })
    }
}
