//! The AT1 for one tax year: the jacket and the schedules that it can ask for.
//!
//! Lines have the numbers of the printed form; `1-007` is line 007 of Schedule 1. Lines whose printed number is not
//! known have names instead, such as `s1-capital`. What depends on the year only (weighted rates, limits, days) is
//! given; everything else is a formula.

mod checks;
mod exemption;
mod identity;
mod jacket;
mod schedule1;
mod schedule2;
mod schedule29;
mod schedules;

pub(super) use identity::{CONTACT, GIVES_CONTACT};

use super::dates;
use super::weight::{Weighted, weighted};
use crate::calendar;
use crate::form::{FilingKind, Form, Line, Paper, Unit};
use crate::period::Period;
use crate::program::{NoForm, Program, RateMissing};
use crate::rate::{DatedRate, RateCode, RateTable};
use std::collections::BTreeMap;

/// The edition of these rules.
const VERSION: &str = "corporate-income-tax/2026.1";

/// Where the lines of the form are from.
const SPEC: &str =
    "AT1 and schedules as transcribed from the software specification; not confirmed";

/// What the year decides.
struct Year<'r> {
    period: Period,
    rates: &'r RateTable,
    general: Weighted,
    points: Weighted,
}

pub(super) fn build(period: Period, rates: &RateTable) -> Result<Form, NoForm> {
    let year = Year {
        period,
        rates,
        general: weighted(RateCode::CIT_GENERAL, period, rates)?,
        points: weighted(RateCode::CIT_POINTS, period, rates)?,
    };
    year.knows_grant()?;
    let mut sections = identity::sections(&year);
    sections.extend(schedule1::sections(&year));
    sections.push(schedule2::section());
    sections.extend(schedules::sections());
    sections.extend(schedule29::section(&year));
    sections.extend(jacket::sections(&year));
    let nominal = dates::return_due(period).unwrap_or(period.ends_on);
    let mut form = Form {
        program: Program::CorporateIncomeTax,
        code: "return".into(),
        kind: FilingKind::Return,
        version: VERSION.into(),
        title: "Corporate income tax return (AT1)".into(),
        period,
        due_on: calendar::roll(nominal),
        sections,
        checks: checks::all(&year),
        lists: BTreeMap::new(),
        origins: BTreeMap::new(),
        papers: papers(&year),
        rates: year.counting_rates(),
        total: "090".into(),
    };
    exemption::ask(&mut form);
    Ok(form)
}

impl Year<'_> {
    /// The rate of a code at the end of the year.
    fn at_end(&self, code: RateCode) -> Option<&DatedRate> {
        self.rates.on(code, self.period.ends_on)
    }

    /// The grant counts in this year, and its rates are known.
    fn grant(&self) -> Option<(&DatedRate, &DatedRate)> {
        let exists = super::limits::grant_exists(self.period);
        let rates = self
            .at_end(RateCode::CIT_GRANT)
            .zip(self.at_end(RateCode::CIT_GRANT_INCREASE));
        rates.filter(|_both| exists)
    }

    /// Where there is a grant, nothing is left out for want of its rates.
    fn knows_grant(&self) -> Result<(), RateMissing> {
        let codes = [RateCode::CIT_GRANT, RateCode::CIT_GRANT_INCREASE];
        let missing = codes.into_iter().find(|code| self.at_end(*code).is_none());
        let missing = missing.filter(|_code| super::limits::grant_exists(self.period));
        let day = self.period.ends_on;
        missing.map_or(Ok(()), |code| Err(RateMissing { code, day }))
    }

    fn counting_rates(&self) -> Vec<DatedRate> {
        let (first, last) = (self.period.starts_on, self.period.ends_on);
        let mut rows = self.rates.within(RateCode::CIT_GENERAL, first, last);
        rows.extend(self.rates.within(RateCode::CIT_POINTS, first, last));
        if let Some((share, increase)) = self.grant() {
            rows.extend([share.clone(), increase.clone()]);
        }
        rows
    }
}

fn papers(year: &Year<'_>) -> Vec<Paper> {
    let mut papers = vec![
        Paper::when(
            "Certificate of the interactive digital media tax credit (line 085)",
            "[085] > 0",
        ),
        Paper::when(
            "Certificate of the film and television tax credit (line 115)",
            "[115] > 0",
        ),
        Paper::when(
            "Loss carry-back request (Schedule 10, AT293)",
            "[schedule-10] = 'yes'",
        ),
    ];
    if year.grant().is_some() {
        let asked = "[schedule-29] = 'yes'";
        papers.push(Paper::when("Project listing for the grant (AT4970)", asked));
        papers.push(Paper::when("Federal form T661", asked));
    }
    papers
}

/// A line worked out by a rule of the specification; its hint is the rule.
fn worked_out(id: &str, label: &str, rule: &str, unit: Unit, formula: &str) -> Line {
    Line::computed(id, label, rule, unit, formula).because(rule, SPEC)
}

/// Whole dollars that the filer enters.
fn dollars(id: &str, label: &str, hint: &str) -> Line {
    Line::entered(id, label, hint, Unit::WholeDollars)
}
