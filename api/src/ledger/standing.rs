//! From what was posted for a period to what is owed for it on a day: sums by kind, and interest worked out to the day.

use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use shared::contract::accounts::Owing;
use shared::grace::{Entry, Graced, Notice, accrue_with_grace};
use shared::id::{AccountId, PeriodId};
use shared::interest::{Accrual, InterestError, Monthly, Movement, Span, accrue, by_month};
use shared::period::Period;
use shared::posting::{CauseKind, LedgerKind};
use shared::program::{LedgerInterest, Program};
use shared::rate::{Confidence, RateCode, RateTable};
use shared::{Money, Problem, ProblemCode};

/// The money of one period on a day.
#[derive(Clone, Debug)]
pub struct PeriodStanding {
    /// Whose.
    pub account: AccountId,
    /// Its days.
    pub period: Period,
    /// When it was due.
    pub due_on: NaiveDate,
    /// What is owed, by kind.
    pub owing: Owing,
    /// Levy or tax charged so far.
    pub charged_tax: Money,
    /// Penalty and interest charged so far, accrued interest included.
    pub charged_other: Money,
    /// Payments and credits from other periods, less what was carried away and refunded; as a positive amount.
    pub paid: Money,
    /// All interest of the period, posted and accrued, and how it came about.
    pub interest: Accrual,
    /// A notice whose days of grace are not over, when interest runs after it.
    pub grace: Option<OpenGrace>,
    /// The account's program.
    pub program: Program,
}

/// What payment in full saves while the days of grace of a notice run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenGrace {
    /// The day of the notice.
    pub notice_on: NaiveDate,
    /// The last day to pay.
    pub until: NaiveDate,
    /// The interest that falls away then.
    pub interest: Money,
}

impl PeriodStanding {
    /// Interest that can be posted: what may still fall away by the grace of a notice is not.
    pub fn postable_interest(&self) -> Money {
        let spared = self.grace.map_or(Money::ZERO, |grace| grace.interest);
        let accrued = self.owing.interest_accrued;
        accrued.checked_sub(spared).unwrap_or(accrued)
    }

    /// More interest was posted than there is: something counts from an earlier day than was known.
    pub fn is_overposted(&self) -> bool {
        let posted = self
            .interest
            .interest
            .checked_sub(self.owing.interest_accrued);
        posted.is_some_and(Money::is_positive) && self.postable_interest().is_negative()
    }

    /// Nothing but interest that is not posted, or not known, is left, as when the exact tax was paid late before it was assessed. No kept
    /// balance tells of it.
    pub fn is_hidden(&self) -> bool {
        let Owing {
            tax,
            penalty,
            interest_posted,
            ..
        } = self.owing;
        let settled = tax.is_zero() && penalty.is_zero() && interest_posted.is_zero();
        settled && (!self.postable_interest().is_zero() || self.interest.missing.is_some())
    }

    /// Interest is to be posted or taken back at once, or kept in mind.
    pub fn wants_posting(&self) -> bool {
        self.is_overposted() || self.is_hidden()
    }

    /// What settles the period on the day: what is owed, less the interest that falls away with it.
    pub fn to_settle(&self) -> Money {
        let spared = self.grace.map_or(Money::ZERO, |grace| grace.interest);
        let total = self.owing.total;
        total.checked_sub(spared).unwrap_or(total)
    }
}

/// A posting of a period with what is known of its journal.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub(super) account: AccountId,
    pub(super) period: PeriodId,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) due_on: NaiveDate,
    pub(super) kind: LedgerKind,
    pub(super) amount: Money,
    pub(super) cause: CauseKind,
    pub(super) reversed: Option<CauseKind>,
    pub(super) effective_on: NaiveDate,
    pub(super) recorded_on: NaiveDate,
    pub(super) nominal_due_on: NaiveDate,
    /// The day the period's return was received, once it is assessed.
    pub(super) complete_on: Option<NaiveDate>,
    /// All that the return owes somewhere, where interest is on that.
    pub(super) gross_tax: Option<Money>,
    pub(super) program: Program,
    /// What the notice asked for that went with it, if one did.
    pub(super) asked: Option<Money>,
}

impl Row {
    /// It pays or uses a credit, or takes that back.
    fn settles(&self) -> bool {
        self.cause.settles() || self.reversed.is_some_and(CauseKind::settles)
    }

    /// Interest that was worked out here and posted; what is part of a return, or of late instalments, is not.
    fn is_worked_out_interest(&self) -> bool {
        let cause = self.reversed.unwrap_or(self.cause);
        self.kind == LedgerKind::Interest && cause == CauseKind::Interest
    }

    /// Interest on late instalments is owed like the tax of the year, and compounds with it.
    fn is_of_instalments(&self) -> bool {
        self.reversed.unwrap_or(self.cause) == CauseKind::Instalment
    }

    fn movement(&self) -> Movement {
        Movement {
            on: self.effective_on,
            amount: self.amount,
        }
    }

    /// Tax, interest on instalments and what was paid towards tax or interest bear interest; posted interest is in the compounding already.
    fn bears(&self) -> bool {
        match self.kind {
            LedgerKind::Tax => true,
            LedgerKind::Interest => self.settles() || self.is_of_instalments(),
            LedgerKind::Penalty
            | LedgerKind::CrownRevenue
            | LedgerKind::CrownReceipts
            | LedgerKind::CrownRefunds => false,
        }
    }

    fn entry(&self) -> Entry {
        Entry {
            on: self.effective_on,
            recorded_on: self.recorded_on,
            amount: self.amount,
            bears: self.bears(),
            settles: self.settles(),
        }
    }
}

/// Works out one period from its postings.
pub(super) fn standing(
    rows: &[Row],
    as_of: NaiveDate,
    rates: &RateTable,
) -> Result<PeriodStanding, ApiError> {
    let first = rows
        .first()
        .ok_or_else(|| anyhow!("a period without postings"))?;
    let mut owing = Owing {
        tax: Money::ZERO,
        penalty: Money::ZERO,
        interest_posted: Money::ZERO,
        interest_accrued: Money::ZERO,
        interest_missing_from: None,
        total: Money::ZERO,
    };
    let (mut charged_tax, mut charged_other, mut paid, mut interest_charged) =
        (Money::ZERO, Money::ZERO, Money::ZERO, Money::ZERO);
    for row in rows {
        let amount = row.amount;
        match row.kind {
            LedgerKind::Tax => owing.tax = add(owing.tax, amount)?,
            LedgerKind::Penalty => owing.penalty = add(owing.penalty, amount)?,
            LedgerKind::Interest => owing.interest_posted = add(owing.interest_posted, amount)?,
            LedgerKind::CrownRevenue | LedgerKind::CrownReceipts | LedgerKind::CrownRefunds => {
                continue;
            }
        }
        match (row.settles(), row.kind) {
            (true, _) => paid = add(paid, amount.negated())?,
            (false, LedgerKind::Tax) => charged_tax = add(charged_tax, amount)?,
            (false, _) => charged_other = add(charged_other, amount)?,
        }
        if row.is_worked_out_interest() {
            interest_charged = add(interest_charged, amount)?;
        }
    }
    let mut graced = interest(rows, first.program, as_of, rates)?;
    graced.accrual.assumed = first.program.facts().interest_sure == Confidence::Unverified
        && (graced.accrual.days() > 0 || !graced.accrual.months.is_empty());
    let left = |accrual: &Accrual| {
        let left = accrual.interest.checked_sub(interest_charged);
        left.ok_or_else(overflow)
    };
    owing.interest_accrued = left(&graced.accrual)?;
    owing.interest_missing_from = graced.accrual.missing.map(|missing| missing.day);
    let grace = match graced.open {
        Some(open) => {
            let interest = owing.interest_accrued.checked_sub(left(&open.accrual)?);
            Some(OpenGrace {
                notice_on: open.notice,
                until: open.until,
                interest: interest.ok_or_else(overflow)?,
            })
        }
        None => None,
    };
    charged_other = add(charged_other, owing.interest_accrued)?;
    owing.total = Money::checked_sum([
        owing.tax,
        owing.penalty,
        owing.interest_posted,
        owing.interest_accrued,
    ])
    .ok_or_else(overflow)?;
    Ok(PeriodStanding {
        account: first.account,
        period: Period {
            starts_on: first.starts_on,
            ends_on: first.ends_on,
        },
        due_on: first.due_on,
        owing,
        charged_tax,
        charged_other,
        paid,
        interest: graced.accrual,
        grace,
        program: first.program,
    })
}

/// All interest of a period to a day: on what is owed, less what the program gives on credits.
fn interest(
    rows: &[Row],
    program: Program,
    as_of: NaiveDate,
    rates: &RateTable,
) -> Result<Graced, ApiError> {
    let facts = program.facts();
    if let LedgerInterest::Monthly(code) = facts.interest {
        let accrual = by_month_of(rows, as_of, code, rates)?;
        return Ok(Graced {
            accrual,
            open: None,
        });
    }
    // Interest that is posted is worked out here again: a notice would ask for it twice.
    let posted = |row: &&Row| row.is_worked_out_interest();
    let entries: Vec<Entry> = rows
        .iter()
        .filter(|row| !posted(row))
        .map(Row::entry)
        .collect();
    let mut movements: Vec<Movement> = entries
        .iter()
        .filter(|entry| entry.bears)
        .map(|entry| Movement {
            on: entry.on,
            amount: entry.amount,
        })
        .collect();
    movements.sort_by_key(|movement| movement.on);
    let start = movements
        .first()
        .and_then(|movement| movement.on.succ_opt())
        .filter(|start| *start <= as_of);
    let Some(start) = start else {
        return Ok(Graced {
            accrual: Accrual::default(),
            open: None,
        });
    };
    let failed = |error| failed(program, error);
    let code = RateCode::DEBIT_INTEREST;
    if facts.grace_days.is_none() && facts.interest == LedgerInterest::Debit {
        let accrual = accrue(&movements, start, as_of, code, rates).map_err(failed)?;
        return Ok(Graced {
            accrual,
            open: None,
        });
    }
    let assessed = rows.iter().filter(|row| row.cause.is_noticed());
    let notices: Vec<Notice> = assessed
        .map(|row| Notice {
            on: row.recorded_on,
            asked: row.asked,
        })
        .collect();
    // Credits earn nothing before the return was complete, and what is on account is no credit before the tax counts, which is from the
    // day after it was due.
    let tax_on = rows
        .iter()
        .filter(|row| row.cause.is_noticed() && row.kind == LedgerKind::Tax)
        .map(|row| row.effective_on)
        .min()
        .and_then(|due_on| due_on.succ_opt());
    let complete_on = rows.first().and_then(|row| row.complete_on);
    let complete_on = complete_on.map(|on| tax_on.map_or(on, |tax_on| on.max(tax_on)));
    let span = Span {
        from: start,
        to: as_of,
        code,
        credit_from: complete_on.filter(|_on| facts.interest == LedgerInterest::DebitAndCredit),
        rates,
    };
    let (days, notices) = match facts.grace_days {
        Some(days) => (days, notices),
        None => (0, Vec::new()),
    };
    accrue_with_grace(&entries, &notices, days, span).map_err(failed)
}

/// Interest that comes after that of the return: on its tax, while it is not paid.
fn by_month_of(
    rows: &[Row],
    as_of: NaiveDate,
    code: RateCode,
    rates: &RateTable,
) -> Result<Accrual, ApiError> {
    let Some((first, received_on)) = rows
        .first()
        .and_then(|first| Some((first, first.complete_on?)))
    else {
        return Ok(Accrual::default());
    };
    let (payments, charges): (Vec<&Row>, Vec<&Row>) = rows
        .iter()
        .filter(|row| row.kind == LedgerKind::Tax)
        .partition(|row| row.settles());
    let movements =
        |rows: Vec<&Row>| -> Vec<Movement> { rows.into_iter().map(Row::movement).collect() };
    let of = Monthly {
        nominal_due_on: first.nominal_due_on,
        due_on: first.due_on,
        received_on,
        to: as_of,
        gross: first.gross_tax.unwrap_or_default(),
        code,
        rates,
    };
    by_month(&movements(charges), &movements(payments), of)
        .map_err(|error| failed(first.program, error))
}

/// Without a rate nothing is worked out, and the desk is told.
pub fn failed(program: Program, error: InterestError) -> ApiError {
    match error {
        InterestError::Rate(missing) => {
            let detail = format!(
                "Interest is not worked out with a wrong rate: {missing}. The administration has been told; try again later."
            );
            let problem = Problem::new(ProblemCode::RateMissing, detail);
            ApiError::RateMissing(Box::new(problem), program, missing)
        }
        InterestError::TooLarge => ApiError::Internal(anyhow!("interest: {error}")),
    }
}

pub(super) fn add(one: Money, other: Money) -> Result<Money, ApiError> {
    one.checked_add(other).ok_or_else(overflow)
}

fn overflow() -> ApiError {
    ApiError::Internal(anyhow!("a sum of money is out of range"))
}
