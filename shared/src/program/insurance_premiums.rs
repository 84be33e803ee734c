//! Insurance premiums tax: Alberta Corporate Tax Act, Part 9; form AT2095 (domain page `insurance-premiums-tax`).
//! Insurers licensed in Alberta report their premiums once a year.

use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::span;
use super::{NoForm, Program, Rules, due};
use crate::calendar;
use crate::form::{Check, FilingKind, Form, Line, Paper, Section, Unit};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, DatedRate, RateCode, RateTable};
use crate::words;
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;

/// The rules of the tax.
pub(super) struct InsurancePremiums;

const LIFE: RateCode = RateCode::of("insurance.life");
const OTHER: RateCode = RateCode::of("insurance.other");

static FACTS: Facts = Facts {
    name: "Insurance premiums tax",
    letters: "IP",
    summary: "A yearly tax on the premiums of insurers that are licensed in Alberta.",
    money_word: "tax",
    act: "Alberta Corporate Tax Act, Part 9",
    number: NumberShape::Can,
    frequencies: &[Frequency::Yearly],
    forms: &[FormFacts {
        code: "return",
        title: "Insurance premiums tax return (AT2095)",
        kind: FilingKind::Return,
        cycle: Cycle::Period,
    }],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Confirmed),
        Offer(Capability::NilReturn, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        Offer(Capability::Arrangement, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Unverified),
    ],
    objection_days: (90, Confidence::Unverified),
    penalty: LatePenalty::Monthly {
        first: (5, 1, 12),
        repeat: (10, 2, 20),
    },
    penalty_rule: PenaltyRule {
        text: "A late return costs 5% of the tax unpaid on the due date and 1% more for each \
               complete month, for at most 12 months; a repeated failure within three years 10% \
               and 2% more, for at most 20 months. That the rule of corporate income tax holds \
               here too is assumed.",
        source: "Alberta Corporate Tax Act, section 37",
    },
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Unverified,
    grace_days: None,
};

impl Rules for InsurancePremiums {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[LIFE, OTHER]
    }

    /// The 75th day after the tax year.
    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        due::days_after(period, 75)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        if code != "return" {
            return Err(NoForm::Unknown);
        }
        let life = Class {
            name: "Life, accident and sickness",
            gross: "103",
            dividends: "112",
            adjustment: "120",
            why: "life-why",
            net: "125",
            rate: "life-rate",
            tax: "life-tax",
        };
        let other = Class {
            name: "All other insurance",
            gross: "106",
            dividends: "115",
            adjustment: "124",
            why: "other-why",
            net: "127",
            rate: "other-rate",
            tax: "other-tax",
        };
        let mut used = Vec::new();
        let (life_rate, other_rate) = (
            weighted(LIFE, period, rates, &mut used)?,
            weighted(OTHER, period, rates, &mut used)?,
        );
        let total = Line::total(
            "tax",
            "Tax payable",
            "The tax on both classes",
            Unit::Dollars,
            "[life-tax] + [other-tax]",
        )
        .because("The tax on both classes of premiums.", "Form AT2095");
        Ok(Form {
            program: Program::InsurancePremiumsTax,
            code: "return".into(),
            kind: FilingKind::Return,
            version: "insurance-premiums-tax/2026.2".into(),
            title: "Insurance premiums tax return (AT2095)".into(),
            period,
            due_on: calendar::roll(due::days_after(period, 75).unwrap_or(period.ends_on)),
            sections: vec![
                life.section(&life_rate),
                other.section(&other_rate),
                Section::new("The tax", vec![total]),
            ],
            checks: vec![life.check(), other.check()],
            lists: BTreeMap::new(),
            origins: BTreeMap::new(),
            papers: vec![
                Paper::when(
                    "Pages 95.010 and 95.020 of the annual return, on request",
                    "[103] > 0",
                ),
                Paper::when(
                    "Pages 67.10 and 93.30 of the annual return, on request",
                    "[106] > 0",
                ),
            ],
            rates: used,
            total: "tax".into(),
        })
    }
}

/// The rate of a tax year and where it comes from. That a year across a change is weighted by days is not published.
fn weighted(
    code: RateCode,
    period: Period,
    rates: &RateTable,
    used: &mut Vec<DatedRate>,
) -> Result<(Decimal, String), NoForm> {
    let spans = span::of(code, period, rates)?;
    used.extend(spans.iter().map(|span| span.row.clone()));
    let days = |first: NaiveDate, last: NaiveDate| {
        Decimal::from(
            last.signed_duration_since(first)
                .num_days()
                .saturating_add(1),
        )
    };
    if let [span] = spans.as_slice() {
        let origin = span.row.origin();
        return Ok((span.row.value.fraction(), origin));
    }
    let mut sum = Decimal::ZERO;
    let mut parts = Vec::new();
    for span in &spans {
        let part = days(span.first, span.last).checked_mul(span.row.value.fraction());
        sum = part.and_then(|part| sum.checked_add(part)).unwrap_or(sum);
        parts.push(format!(
            "{} on {}",
            span.row.value.percent(),
            words::days(span.first, span.last)
        ));
    }
    let rate = sum.checked_div(days(period.starts_on, period.ends_on));
    let rate = rate.unwrap_or_default();
    let rate = rate.round_dp_with_strategy(5, RoundingStrategy::MidpointAwayFromZero);
    let origin = format!(
        "{}, weighted by days. That the year is shared by days is assumed",
        parts.join(", ")
    );
    Ok((rate, origin))
}

/// One of the two columns of the form.
struct Class {
    name: &'static str,
    gross: &'static str,
    dividends: &'static str,
    adjustment: &'static str,
    why: &'static str,
    net: &'static str,
    rate: &'static str,
    tax: &'static str,
}

impl Class {
    fn section(&self, (rate, origin): &(Decimal, String)) -> Section {
        let Self {
            gross,
            dividends,
            adjustment,
            why,
            net,
            rate: rate_line,
            tax,
            ..
        } = self;
        let lines = vec![
            Line::entered(
                gross,
                "Gross premiums less returned premiums",
                "Leave out annuities, marine other than pleasure craft, and reinsurance.",
                Unit::Dollars,
            ),
            Line::entered(dividends, "Dividends to policyholders", "", Unit::Dollars),
            Line::entered(
                adjustment,
                "Adjustment",
                "Below zero when it lowers the premiums.",
                Unit::Dollars,
            )
            .signed(),
            Line::entered(why, "What the adjustment is for", "", Unit::Text)
                .when(&format!("[{adjustment}] != 0"))
                .required(),
            Line::computed(
                net,
                "Net premiums",
                &format!("Line {gross} less line {dividends} plus line {adjustment}"),
                Unit::Dollars,
                &format!("above([{gross}] - [{dividends}] + [{adjustment}], 0)"),
            )
            .because("Gross premiums, less dividends, adjusted.", "Form AT2095"),
            Line::given(rate_line, "Rate", Unit::Percent, *rate, origin),
            Line::computed(
                tax,
                "Tax",
                &format!("Line {net} \u{d7} the rate"),
                Unit::Dollars,
                &format!("[{net}] * [{rate_line}]"),
            )
            .because("Net premiums times the rate of the tax year.", origin),
        ];
        Section::new(self.name, lines)
    }

    fn check(&self) -> Check {
        Check::error(
            "premiums.negative",
            &format!(
                "[{}] + [{}] < [{}]",
                self.gross, self.adjustment, self.dividends
            ),
            &[self.gross],
            &format!(
                "{}: dividends and adjustment come to more than the premiums",
                self.name
            ),
        )
    }
}
