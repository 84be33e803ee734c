//! Corporate income tax: Alberta Corporate Tax Act, RSA 2000 c A-15, and Regulation AR 119/2008 (domain page
//! `corporate-income-tax`). Corporations with a permanent establishment in Alberta file the AT1 for each tax year.
//!
//! The jacket, its schedules and Net File are known only from a transcription of the software specification, so all of
//! them are unverified; rates, limits, deadlines and most penalties are published.

mod carry_back;
mod charge;
pub mod dates;
pub mod duty;
mod form;
pub mod instalments;
mod late;
pub mod limits;
pub mod net_items;
pub mod netfile;
mod payments;
pub mod penalties;
mod weight;

pub use weight::{Weighted, weighted};

use super::facts::{Capability, Cycle, Facts, FormFacts, LedgerInterest, NumberShape, Offer};
use super::payment::{Known, LateInstalments, Payment};
use super::{NoForm, Rules, TimedAnswer};
use crate::Money;
use crate::assessment::{Overpayment, Relief};
use crate::carry::{Carries, Source};
use crate::deadline;
use crate::filing::{Draft, Evaluation, Figure};
use crate::form::{Check, FilingKind, Form, LineId};
use crate::interest::InterestError;
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::{Frequency, Period};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The rules of the tax.
pub(super) struct CorporateIncomeTax;

static FACTS: Facts = Facts {
    name: "Corporate income tax",
    letters: "CT",
    summary: "Tax on the income of corporations with a permanent establishment in Alberta.",
    money_word: "tax",
    act: "Alberta Corporate Tax Act, RSA 2000 c A-15",
    number: NumberShape::Can,
    frequencies: &[Frequency::Yearly],
    forms: &[
        FormFacts {
            code: "return",
            title: "Corporate income tax return (AT1)",
            kind: FilingKind::Return,
            cycle: Cycle::Period,
        },
        charge::FACTS,
    ],
    offers: &[
        Offer(Capability::FileReturn, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Confirmed),
        Offer(Capability::Arrangement, Confidence::Unverified),
        Offer(Capability::Waiver, Confidence::Unverified),
        Offer(Capability::Objection, Confidence::Confirmed),
        Offer(Capability::Organizations, Confidence::Confirmed),
        Offer(Capability::Documents, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Unverified),
        Offer(Capability::Statement, Confidence::Confirmed),
    ],
    objection_days: (deadline::OBJECTION_DAYS, Confidence::Confirmed),
    penalty: LatePenalty::Monthly {
        first: (5, 1, 12),
        repeat: (10, 2, 20),
    },
    penalty_rule: PenaltyRule {
        text: "A late return costs 5% of the tax unpaid on the due date and 1% for each complete month, at most 12. A \
               repeated failure costs 10% and 2% for each complete month, at most 20.",
        source: "Alberta Corporate Tax Act, s.37; the figures for a repeated failure are not confirmed",
    },
    interest: LedgerInterest::DebitAndCredit,
    interest_sure: Confidence::Confirmed,
    grace_days: Some(deadline::INTEREST_GRACE_DAYS),
};

/// It claims the Innovation Employment Grant.
const CLAIMS_GRANT: TimedAnswer = TimedAnswer {
    line: "schedule-29",
    word: "yes",
};

impl Rules for CorporateIncomeTax {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[
            RateCode::CIT_GENERAL,
            RateCode::CIT_SMALL_BUSINESS,
            RateCode::CIT_POINTS,
            RateCode::CIT_GRANT,
            RateCode::CIT_GRANT_INCREASE,
        ]
    }

    fn due(&self, code: &str, period: Period) -> Option<NaiveDate> {
        let is_return = code != charge::FACTS.code;
        dates::return_due(period).filter(|_due| is_return)
    }

    fn own_penalty(&self, code: &str, evaluation: &Evaluation) -> Money {
        let all = evaluation.payable.filter(|_all| code == charge::FACTS.code);
        all.unwrap_or_default()
    }

    fn balance_due(&self, period: Period, evaluation: &Evaluation) -> Option<NaiveDate> {
        let months = evaluation.figure("balance-months");
        let three = months.is_some_and(|months| months.decimal() == Decimal::from(3));
        dates::balance_due(period, three)
    }

    fn payments(&self, years: &[Known<'_>]) -> Vec<Payment> {
        payments::payments(years)
    }

    fn payment_lines(&self) -> &'static [&'static str] {
        payments::LINES
    }

    fn late_instalments(
        &self,
        payments: &[Payment],
        received: &[(NaiveDate, Money)],
        until: NaiveDate,
        rates: &RateTable,
    ) -> Result<Option<LateInstalments>, InterestError> {
        late::instalments(payments, received, until, rates)
    }

    fn carries_losses_back(&self) -> bool {
        true
    }

    fn losses_carried_back(&self, evaluation: &Evaluation) -> Vec<(usize, Money)> {
        carry_back::losses(evaluation)
    }

    fn relief(
        &self,
        form: &Form,
        entered: &Draft,
        filed: &Evaluation,
        losses: Money,
    ) -> Option<Relief> {
        carry_back::relief(form, entered, filed, losses)
    }

    fn paid_before(&self, code: &str, evaluation: &Evaluation) -> Money {
        if code == charge::FACTS.code {
            return Money::ZERO;
        }
        let instalments = evaluation.figure("082");
        instalments.and_then(Figure::money).unwrap_or_default()
    }

    fn confirmation(&self, random: u64) -> Option<String> {
        Some(netfile::confirmation_number(random))
    }

    fn carries(&self, form: &Form) -> Carries {
        if form.kind == FilingKind::Statement {
            return Carries::default();
        }
        let line = |back, line: &str| Source::Line(back, line.into());
        Carries {
            lines: vec![
                ("082".into(), Source::Payments),
                ("last-year-deduction".into(), Source::Any(1, "070".into())),
                ("last-year-tax".into(), line(1, "080")),
                ("s29-first".into(), line(1, "29-031")),
                ("s29-second".into(), line(2, "29-031")),
            ],
            columns: Vec::new(),
        }
    }

    /// Line 092: 1 refunds an overpayment, 2 applies it to the next tax year.
    fn overpayment(&self, _code: &str, entered: &Draft) -> Overpayment {
        let choice = entered.lines.get(&LineId::from("092"));
        match choice.map(|text| text.trim()) {
            Some("1") => Overpayment::Refund,
            Some("2") => Overpayment::Carry,
            _ => Overpayment::Keep,
        }
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        match code {
            "return" => form::build(period, rates),
            _ if code == charge::FACTS.code => Ok(charge::build(period)),
            _ => Err(NoForm::Unknown),
        }
    }

    fn timed_answer(&self) -> Option<TimedAnswer> {
        Some(CLAIMS_GRANT)
    }

    /// A claim for the Innovation Employment Grant that comes too late is none (corporate-income-tax, dates).
    fn answered_on(&self, mut form: Form, day: NaiveDate) -> Form {
        let late = dates::grant_until(form.period).filter(|last| day > *last);
        if let Some(last) = late.filter(|_last| form.line(&"schedule-29".into()).is_some()) {
            let message = format!(
                "A claim for the grant of this year had to be received by {}: answer no, and file the return without Schedule 29",
                crate::words::day(last)
            );
            let TimedAnswer { line, word } = CLAIMS_GRANT;
            let asked = format!("[{line}] = '{word}'");
            let check = Check::error("at1.grant_out_of_time", &asked, &[line], &message);
            form.checks.push(check);
        }
        form
    }
}
