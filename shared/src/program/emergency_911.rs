//! The emergency 911 levy: Emergency 911 Act, SA 2013 c E-7.5, and AR 18/2014 (domain page `emergency-911-levy`).
//! Wireless providers report active devices with an Alberta number, month by month.

use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::span::{self, Span};
use super::{NoForm, Program, Rules, due};
use crate::calendar;
use crate::form::{Check, FilingKind, Form, Line, Section, Unit};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The rules of the levy.
pub(super) struct Emergency911;

const LEVY: RateCode = RateCode::of("emergency-911-levy");

static FACTS: Facts = Facts {
    name: "Emergency 911 levy",
    letters: "EL",
    summary: "A monthly levy on each active wireless device with an Alberta number, collected by \
              the provider.",
    money_word: "levy",
    act: "Emergency 911 Act, SA 2013 c E-7.5",
    number: NumberShape::Bin,
    frequencies: &[Frequency::Monthly],
    forms: &[FormFacts {
        code: "return",
        title: "Emergency 911 levy return",
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
    penalty: LatePenalty::Unknown,
    penalty_rule: PenaltyRule {
        text: "The regulation has a penalty for a late return. Its amount is not known to this \
               service, so none is charged by it.",
        source: "AR 18/2014, section 14",
    },
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Unverified,
    grace_days: None,
};

/// What is kept is part of what was collected.
fn fee_exceeds(spans: &[Span]) -> Check {
    let levy: Vec<String> = spans
        .iter()
        .map(|span| format!("[{}]", span.id("20")))
        .collect();
    Check::error(
        "fee.exceeds_levy",
        &format!("[30] > {}", levy.join(" + ")),
        &["30"],
        "The fee that you keep cannot be more than the levy on the devices",
    )
}

fn negative() -> Check {
    Check::warning(
        "tax.negative",
        "[40] < 0",
        &["40"],
        "The return comes to a credit of levy. Check the adjustments of line 31",
    )
}

/// Area codes of Alberta. From general knowledge, not from a page of the administration.
const AREA_CODES: [&str; 5] = ["403", "587", "780", "825", "368"];

/// The devices that count, and those of other places, from the number of devices by area code.
pub fn alberta_devices(by_area_code: &BTreeMap<String, u64>) -> (u64, u64) {
    let (mut counted, mut excluded) = (0_u64, 0_u64);
    for (code, devices) in by_area_code {
        let sum = if AREA_CODES.contains(&code.as_str()) {
            &mut counted
        } else {
            &mut excluded
        };
        *sum = sum.saturating_add(*devices);
    }
    (counted, excluded)
}

impl Rules for Emergency911 {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[LEVY]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        due::of_next_month(period.ends_on, 28)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        if code != "return" {
            return Err(NoForm::Unknown);
        }
        let spans = span::of(LEVY, period, rates)?;
        let mut sections: Vec<Section> = spans
            .iter()
            .map(|span| {
                let title = match spans.len() {
                    1 => "Active devices".to_owned(),
                    _ => format!("Active devices {}", span::days(period, span)),
                };
                Section::new(&title, devices(span))
            })
            .collect();
        sections.push(Section::new("The levy", levy(&spans)));
        let checks = spans.iter().map(|span| {
            Check::error(
                "devices.part_exceeds_whole",
                &format!("[{}] > [{}]", span.id("11"), span.id("10")),
                &[&span.id("11")],
                "Prepaid devices are part of the active devices and cannot be more",
            )
        });
        Ok(Form {
            program: Program::Emergency911Levy,
            code: "return".into(),
            kind: FilingKind::Return,
            version: "emergency-911-levy/2026.1".into(),
            title: "Emergency 911 levy return".into(),
            period,
            due_on: calendar::roll(
                due::of_next_month(period.ends_on, 28).unwrap_or(period.ends_on),
            ),
            checks: checks.chain([fee_exceeds(&spans), negative()]).collect(),
            sections,
            lists: BTreeMap::new(),
            origins: BTreeMap::new(),
            papers: Vec::new(),
            rates: spans.iter().map(|span| span.row.clone()).collect(),
            total: "40".into(),
        })
    }
}

fn devices(span: &Span) -> Vec<Line> {
    let origin = span.row.origin();
    let (active, rate) = (span.id("10"), span.id("15"));
    vec![
        Line::entered(
            &active,
            "Active devices with an Alberta number",
            "At the end of the month, prepaid ones included.",
            Unit::Pieces,
        ),
        Line::entered(
            &span.id("11"),
            "Of these, prepaid",
            "For information; they bear the levy too.",
            Unit::Pieces,
        ),
        Line::given(
            &rate,
            "Levy for one device",
            Unit::DollarsEach,
            span.row.value.fraction(),
            &origin,
        ),
        Line::computed(
            &span.id("20"),
            "Levy on devices",
            &format!("Line {active} \u{d7} the levy for one device"),
            Unit::Dollars,
            &format!("[{active}] * [{rate}]"),
        )
        .because("Each active device bears the levy of the month.", &origin),
    ]
}

fn levy(spans: &[Span]) -> Vec<Line> {
    let sum: Vec<String> = spans
        .iter()
        .map(|span| format!("[{}]", span.id("20")))
        .collect();
    vec![
        Line::entered(
            "30",
            "Fee that you keep",
            "Only what the regulation lets you keep. The present amount is not known to this \
             service, so it is not worked out.",
            Unit::Dollars,
        ),
        Line::entered(
            "31",
            "Adjustments",
            "Corrections of earlier months and levies you could not collect. Below zero when they \
             lower the levy.",
            Unit::Dollars,
        )
        .signed(),
        Line::entered("32", "What the adjustments are for", "", Unit::Text)
            .when("[31] != 0")
            .required(),
        Line::total(
            "40",
            "Levy to remit",
            "The levy on devices less line 30 plus line 31",
            Unit::Dollars,
            &format!("{} - [30] + [31]", sum.join(" + ")),
        ),
    ]
}
