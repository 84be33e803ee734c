//! Tobacco tax: Tobacco Tax Act, c T-4, and regulation AR 62/2023 (domain page `tobacco-tax`). Collectors report what
//! they sold each month, and every delivery document by the 7th; at a change of rate they declare their stock.

mod cigars;
mod collector;
mod contraband;
mod inventory;
mod memo;
pub(super) mod packages;
mod products;
mod refund;

pub use refund::loss_notice_until;

use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::{NoForm, Program, Rules, claim, due};
use crate::Money;
use crate::calendar;
use crate::carry::{Carries, Source};
use crate::filing::Evaluation;
use crate::form::{Check, FilingKind, Form, Line, LineId, Paper, Section};
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The rules of the tax.
pub(super) struct TobaccoTax;

/// The edition of these rules.
const VERSION: &str = "tobacco-tax/2026.1";

const RETURN: &str = "return";
const MEMO_SUMMARY: &str = "memo-summary";
const INVENTORY: &str = "inventory";
const LOSS: &str = "loss";
const BAD_DEBT: &str = "bad-debt";

static FACTS: Facts = Facts {
    name: "Tobacco tax",
    letters: "TT",
    summary: "A tax on cigarettes, tobacco and cigars, collected by importers, wholesalers and \
              manufacturers.",
    money_word: "tax",
    act: "Tobacco Tax Act, c T-4",
    number: NumberShape::Bin,
    frequencies: &[Frequency::Monthly],
    forms: &[
        FormFacts {
            code: RETURN,
            title: "Tobacco tax return",
            kind: FilingKind::Return,
            cycle: Cycle::Period,
        },
        FormFacts {
            code: MEMO_SUMMARY,
            title: "Tobacco memo summary",
            kind: FilingKind::Return,
            cycle: Cycle::Period,
        },
        FormFacts {
            code: INVENTORY,
            title: "Tobacco inventory declaration",
            kind: FilingKind::Return,
            cycle: Cycle::Event,
        },
        FormFacts {
            code: LOSS,
            title: "Refund of tobacco tax on lost goods",
            kind: FilingKind::Claim,
            cycle: Cycle::Event,
        },
        FormFacts {
            code: BAD_DEBT,
            title: "Refund of tobacco tax in bad debts",
            kind: FilingKind::Claim,
            cycle: Cycle::Event,
        },
        contraband::FACTS,
    ],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Confirmed),
        Offer(Capability::FileClaim, Confidence::Unverified),
        Offer(Capability::NilReturn, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Renewal, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        Offer(Capability::Arrangement, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Confirmed),
        Offer(Capability::Statement, Confidence::Confirmed),
    ],
    objection_days: (90, Confidence::Unverified),
    penalty: LatePenalty::Unknown,
    penalty_rule: PenaltyRule {
        text: "No penalty for a late return is published, so none is charged. Interest runs from \
               the day after the due date.",
        source: "Tobacco Tax Act, c T-4",
    },
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

impl Rules for TobaccoTax {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &products::CODES
    }

    fn own_penalty(&self, code: &str, evaluation: &Evaluation) -> Money {
        let all = evaluation
            .payable
            .filter(|_all| code == contraband::FACTS.code);
        all.unwrap_or_default()
    }

    fn due(&self, code: &str, period: Period) -> Option<NaiveDate> {
        match code {
            _ if code == contraband::FACTS.code => None,
            MEMO_SUMMARY => due::of_next_month(period.ends_on, 7),
            LOSS => refund::loss_until(period.starts_on),
            BAD_DEBT => refund::debt_until(period.starts_on),
            _ => due::of_next_month(period.ends_on, 28),
        }
    }

    /// A month begins with the stock that the month before ended with: line 110 with line 170, and so for each product.
    fn carries(&self, form: &Form) -> Carries {
        let opening = |line: &Line| {
            let closing = LineId::from(format!("{}70", line.id.as_str().strip_suffix("10")?));
            form.line(&closing)?;
            Some((line.id.clone(), Source::Line(1, closing)))
        };
        let stock = form.lines().filter(|_line| form.code == "return");
        Carries {
            lines: stock.filter_map(opening).collect(),
            columns: Vec::new(),
        }
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        if code == contraband::FACTS.code {
            return Ok(contraband::build(period));
        }
        let facts = FACTS.form(code).ok_or(NoForm::Unknown)?;
        let due = self.due(code, period).unwrap_or(period.ends_on);
        let mut form = Form {
            program: Program::TobaccoTax,
            code: facts.code.into(),
            kind: facts.kind,
            version: VERSION.into(),
            title: facts.title.into(),
            period,
            due_on: match facts.kind {
                FilingKind::Return => calendar::roll(due),
                FilingKind::Claim | FilingKind::Statement => due,
            },
            sections: Vec::new(),
            checks: Vec::new(),
            lists: BTreeMap::new(),
            origins: BTreeMap::new(),
            papers: Vec::new(),
            rates: products::rows(period, rates),
            total: LineId::from("990"),
        };
        match code {
            MEMO_SUMMARY => {
                put(&mut form, memo::parts(period));
                form.total = LineId::from("payable");
                form.rates.clear();
            }
            INVENTORY => {
                form.sections = inventory::sections(period, rates)?;
                form.rates = products::rows(with_day_before(period), rates);
            }
            LOSS => {
                let (sections, checks, lists) = refund::loss(period, rates)?;
                put(&mut form, (sections, checks));
                (form.lists, form.origins) = lists;
                form.total = LineId::from("total");
                form.papers = vec![
                    Paper::always("Invoices that show the tax of the goods"),
                    Paper::when("Report of the police", "[cause] = 'theft'"),
                    Paper::when(
                        "Report of the insurer or the fire department",
                        "[cause] != 'theft'",
                    ),
                ];
            }
            BAD_DEBT => {
                put(&mut form, refund::bad_debt(period));
                form.total = LineId::from("total");
                form.rates.clear();
                form.papers = vec![Paper::always(
                    "Invoices, and what shows that they will not be paid",
                )];
            }
            _ => {
                let spans = products::spans(period, rates)?;
                put(&mut form, collector::parts(period, &spans, rates)?);
            }
        }
        Ok(form)
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(claim::received(form, day))
    }
}

fn put(form: &mut Form, (sections, checks): (Vec<Section>, Vec<Check>)) {
    form.sections = sections;
    form.checks = checks;
}

/// The rates before a change count too.
fn with_day_before(period: Period) -> Period {
    Period {
        starts_on: period.starts_on.pred_opt().unwrap_or(period.starts_on),
        ..period
    }
}
