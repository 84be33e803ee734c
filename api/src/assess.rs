//! Assessment, straight through or by the desk: what a filing adds to the account, its notice and its entries in the ledger.

mod carry_back;
mod instalments;
mod overpaid;
mod record;

use crate::clock::{Clock, day_of};
use crate::db::Tx;
use crate::db::schema::period;
use crate::ledger::balance::{PeriodStanding, Which, periods};
use crate::ledger::interest::put_right;
use crate::ledger::post::{Entry, post};
use crate::notify::{self, Letter};
use crate::problem::ApiError;
use crate::register;
use anyhow::anyhow;
use carry_back::carry_back;
pub use carry_back::foreseen;
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Text};
use diesel_async::RunQueryDsl;
pub use instalments::{after_payment, again_once_known};
use record::{Prior, Record};
use shared::Money;
use shared::assessment::{Assessed, Basis, Overpayment};
use shared::calendar;
use shared::contract::assessments::{AssessedAgain, AssessmentKind};
use shared::contract::messages::MessageKind;
use shared::filing::{Draft, Evaluation};
use shared::form::FilingKind;
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId, PersonId};
use shared::period::Period;
use shared::posting::{CauseKind, of_assessment, of_instalments};
use shared::program::{LedgerInterest, OwnInterest, Program};
use shared::rate::RateTable;
use shared::words::{day, dollars};

/// A filing that has just been received, or that the desk has decided about.
#[derive(Clone, Debug)]
pub struct Received {
    /// Whose.
    pub account: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The program.
    pub program: Program,
    /// The filing.
    pub filing: FilingId,
    /// The code of the form that was filed.
    pub form: String,
    /// A return or a claim.
    pub kind: FilingKind,
    /// What becomes of a credit.
    pub overpayment: Overpayment,
    /// The period.
    pub period_id: PeriodId,
    /// Its days.
    pub period: Period,
    /// When the return was due.
    pub due_on: NaiveDate,
    /// When the tax was due: interest runs from the day after.
    pub payable_on: NaiveDate,
    /// When the first return of the period was received.
    pub first_filed_on: NaiveDate,
    /// When this one was: what it asks for counts from then, whenever it is decided.
    pub filed_on: NaiveDate,
    /// What the filing says is payable, or the desk.
    pub payable: Money,
    /// Payments that this takes off. They are on the account already, so the tax before them is assessed.
    pub paid: Money,
    /// Who filed, or decided at the desk.
    pub actor: Option<PersonId>,
    /// Days to object to the assessment.
    pub objection_days: i64,
    /// The desk's figures, where it assesses others than were filed.
    pub by_desk: Option<DeskFigures>,
    /// Why the desk does so, or assesses it again; nothing while it is assessed as filed.
    pub reason: Option<String>,
}

/// Figures that the desk assesses in place of those that were filed.
#[derive(Clone, Debug)]
pub struct DeskFigures {
    /// Lines and rows.
    pub entered: Draft,
    /// What follows from them.
    pub evaluation: Evaluation,
}

/// What became of it.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// The assessment.
    pub id: AssessmentId,
    /// What it adds to the account.
    pub charged: Money,
    /// What is owed for the period after it.
    pub owing: Money,
}

/// Assesses a filing in the transaction that receives it, or in which the desk decides, with what follows from it: losses
/// that it carries back, and what becomes of a credit. `evaluation` is what is assessed.
///
/// # Errors
/// When a sum is out of range or the database does not answer.
pub async fn assess(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    evaluation: &Evaluation,
    rates: &RateTable,
) -> Result<Made, ApiError> {
    let id = clock.id(AssessmentId::from_parts);
    let now = clock.now();
    let today = day_of(now);
    let prior = record::newest(tx, received.account, received.period_id).await?;
    let due = periods(
        tx,
        &[received.account],
        Which::These(&[received.period_id]),
        received.due_on,
        rates,
    )
    .await?;
    let rules = received.program.rules();
    let own = rules.own_interest(&received.form, evaluation);
    let late = instalments::late(tx, received, evaluation, rates).await?;
    let (instalments, instalments_why) = late.cost(prior.as_ref());
    let basis = Basis {
        kind: received.kind,
        due_on: received.due_on,
        filed_on: received.first_filed_on,
        payable: received
            .payable
            .checked_add(received.paid)
            .ok_or_else(|| anyhow!("an assessment is out of range"))?,
        interest: own.map_or(Money::ZERO, |own| own.charged),
        own_penalty: rules.own_penalty(&received.form, evaluation),
        paid_by_due: due
            .get(&received.period_id)
            .map_or(Money::ZERO, |standing| standing.paid),
        repeat: is_repeat(tx, received).await?,
        instalments,
        prior: prior.as_ref().map(|prior| prior.assessed),
        carried_back: carried_back(prior.as_ref()),
    };
    let outcome = shared::assessment::assess(received.program.facts(), &basis)
        .ok_or_else(|| anyhow!("an assessment is out of range"))?;
    charge(tx, clock, received, (id, &outcome), prior.as_ref()).await?;
    complete(tx, received, own).await?;
    let owing = settled(tx, clock, received.account, received.period_id, rates).await?;
    // Other figures than were filed are a reassessment, also where nothing was assessed before.
    let kind = if prior.is_some() || received.by_desk.is_some() {
        AssessmentKind::Reassessment
    } else {
        AssessmentKind::Assessment
    };
    let again = prior
        .as_ref()
        .is_some_and(|prior| prior.filing == received.filing);
    let penalty_why = outcome.penalty_why.as_ref();
    let record = Record {
        account: received.account,
        objection_days: received.objection_days,
        id,
        filing: received.filing,
        period: received.period_id,
        kind,
        now: outcome.now,
        before: outcome.before,
        carried_back: basis.carried_back,
        penalty_why: penalty_why.map(|why| serde_json::json!(why)),
        instalments_why,
        owing,
        payable_on: Some(received.payable_on),
        loss: None,
        by_desk: received.by_desk.as_ref(),
        reason: received.reason.as_deref(),
        again: again.then_some(AssessedAgain::Desk),
    };
    record::keep(tx, clock, &record).await?;
    let (account, program) = (received.account, received.program);
    register::revise_payments(tx, clock, account, program, received.period.starts_on).await?;
    let charged = outcome
        .difference
        .total()
        .ok_or_else(|| anyhow!("an assessment is out of range"))?;
    let mut letter = notice(received, id, kind, charged, owing, today);
    let mut credit = owing.negated();
    if rules.carries_losses_back() {
        // It comes first: a debt that the loss takes away must not be paid with the credit before.
        carry_back(tx, clock, received, evaluation, rates).await?;
        credit = owing_today(tx, clock, received, rates).await?.negated();
    }
    // So is what instalments of later years do not cost any more.
    instalments::follow(tx, clock, received, rates).await?;
    let settled = overpaid::settle(tx, clock, received, credit, rates).await?;
    if settled.is_some() {
        // What was carried on counts for them from the day the return was received.
        instalments::follow(tx, clock, received, rates).await?;
    }
    // What became of a credit stands behind what the credit is.
    let place = letter.body.len().saturating_sub(1);
    let told = late.not_yet().into_iter().chain(settled);
    letter.body.splice(place..place, told);
    notify::post(tx, clock, received.account, &letter).await?;
    Ok(Made { id, charged, owing })
}

/// What is owed for a period today, once interest that was posted too much is taken back.
async fn settled(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    period: PeriodId,
    rates: &RateTable,
) -> Result<Money, ApiError> {
    let which = Which::These(std::slice::from_ref(&period));
    let standings = periods(tx, &[account], which, clock.today(), rates).await?;
    let standing = standings.get(&period);
    if standing.is_some_and(PeriodStanding::wants_posting) {
        put_right(tx, clock, account, period, rates).await?;
    }
    Ok(standing.map_or(Money::ZERO, |standing| standing.owing.total))
}

/// The day from which what is assessed counts: what is owed, the day its payment was due; a refund, the day of the claim.
pub fn payable_on(
    program: Program,
    (code, kind): (&str, FilingKind),
    period: Period,
    due_on: NaiveDate,
    evaluation: &Evaluation,
    filed_on: NaiveDate,
) -> NaiveDate {
    if kind == FilingKind::Claim {
        return filed_on;
    }
    let rules = program.rules();
    if code != rules.main_form().code {
        return due_on;
    }
    let due = rules.balance_due(period, evaluation);
    due.map_or(due_on, calendar::roll)
}

/// Posts what an assessment changes. Where the day moved from which the tax counts, the tax before is taken back on the
/// day it had, and the whole is posted on the new one. A claim counts from its own day, and what is claimed later from that.
async fn charge(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    (id, outcome): (AssessmentId, &shared::assessment::Outcome),
    prior: Option<&Prior>,
) -> Result<(), ApiError> {
    let out_of_range = || anyhow!("an assessment is out of range");
    let is_return = received.kind != FilingKind::Claim;
    let cause = match received.kind {
        FilingKind::Return | FilingKind::Claim => CauseKind::Assessment,
        FilingKind::Statement => CauseKind::Statement,
    };
    let moved = prior.filter(|_prior| is_return).and_then(|prior| {
        let before = prior.payable_on.filter(|on| *on != received.payable_on)?;
        let gross = prior.assessed.tax.checked_add(prior.carried_back)?;
        (!gross.is_zero()).then_some((before, gross))
    });
    let entry = Entry {
        account: received.account,
        period: received.period_id,
        cause,
        cause_id: id.uuid(),
        effective_on: received.payable_on,
        actor: received.actor,
    };
    let mut difference = outcome.difference;
    if let Some((before, gross)) = moved {
        difference.tax = difference.tax.checked_add(gross).ok_or_else(out_of_range)?;
        // Interest on instalments ran to the old day.
        difference.instalment_interest = outcome.now.instalment_interest;
        let back = Assessed {
            tax: gross.negated(),
            ..Assessed::default()
        };
        let back = of_assessment(back).map_err(|error| anyhow!("assessment: {error}"))?;
        let of_before = Entry {
            cause_id: clock.id(AssessmentId::from_parts).uuid(),
            effective_on: before,
            ..entry.clone()
        };
        post(tx, clock, &of_before, &back).await?;
        let interest = Assessed {
            instalment_interest: outcome.before.instalment_interest.negated(),
            ..Assessed::default()
        };
        let interest = of_instalments(interest).map_err(|error| anyhow!("instalments: {error}"))?;
        if !interest.is_empty() {
            let of_before = Entry {
                cause: CauseKind::Instalment,
                ..of_before
            };
            post(tx, clock, &of_before, &interest).await?;
        }
    }
    let postings = of_assessment(difference).map_err(|error| anyhow!("assessment: {error}"))?;
    if !postings.is_empty() {
        post(tx, clock, &entry, &postings).await?;
    }
    let of_instalments =
        of_instalments(difference).map_err(|error| anyhow!("instalments: {error}"))?;
    if !of_instalments.is_empty() {
        let entry = Entry {
            cause: CauseKind::Instalment,
            ..entry
        };
        post(tx, clock, &entry, &of_instalments).await?;
    }
    Ok(())
}

/// Keeps the day on which the return of a period was received, once it is assessed, where credits earn something from then
/// on or interest is part of the return up to then, and what bears more of that. No entry in the ledger tells it when
/// there was nothing to pay.
async fn complete(
    tx: &mut Tx<'_>,
    received: &Received,
    own: Option<OwnInterest>,
) -> Result<(), ApiError> {
    if received.program.facts().interest == LedgerInterest::Debit {
        return Ok(());
    }
    let of_period = period::table.find((received.account.uuid(), received.period_id.uuid()));
    diesel::update(of_period)
        .filter(period::complete_on.is_null())
        .set(period::complete_on.eq(received.first_filed_on))
        .execute(&mut **tx)
        .await?;
    if let Some(own) = own {
        diesel::update(of_period)
            .set(period::gross_tax.eq(own.gross))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// What is owed for the period today.
async fn owing_today(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    rates: &RateTable,
) -> Result<Money, ApiError> {
    let which = Which::These(std::slice::from_ref(&received.period_id));
    let standings = periods(tx, &[received.account], which, clock.today(), rates).await?;
    let standing = standings.get(&received.period_id);
    Ok(standing.map_or(Money::ZERO, |standing| standing.owing.total))
}

/// By how much losses of later periods lower the tax, as it stands.
fn carried_back(prior: Option<&Prior>) -> Money {
    prior.map_or(Money::ZERO, |prior| prior.carried_back)
}

/// A late-filing penalty stands for a period of the same form that ended in the three years before. Looked up only when
/// the return is late and the program charges more for a repeated failure.
async fn is_repeat(tx: &mut Tx<'_>, received: &Received) -> Result<bool, ApiError> {
    let late = received.first_filed_on > received.due_on;
    if !late || !received.program.facts().penalty.asks_for_repeat() {
        return Ok(false);
    }
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        found: bool,
    }
    let ended = received.period.ends_on;
    let since = ended.checked_sub_months(Months::new(36)).unwrap_or(ended);
    let row: Found = diesel::sql_query(PENALISED_BEFORE)
        .bind::<diesel::sql_types::Uuid, _>(received.account)
        .bind::<Text, _>(&received.form)
        .bind::<Date, _>(received.period.starts_on)
        .bind::<Date, _>(since)
        .get_result(&mut **tx)
        .await?;
    Ok(row.found)
}

/// By the index of periods; what stands is the newest assessment of a period. No period is longer than 371 days.
const PENALISED_BEFORE: &str = "
    SELECT EXISTS (
        SELECT 1 FROM period
        CROSS JOIN LATERAL (
            SELECT assessment.penalty FROM assessment
            WHERE assessment.account_id = period.account_id AND assessment.period_id = period.id
            ORDER BY assessment.seq DESC LIMIT 1
        ) AS newest
        WHERE period.account_id = $1 AND period.form = $2
            AND period.starts_on < $3 AND period.starts_on >= $4 - 371
            AND period.ends_on >= $4 AND newest.penalty > 0
    ) AS found";

fn notice(
    received: &Received,
    id: AssessmentId,
    kind: AssessmentKind,
    charged: Money,
    owing: Money,
    today: NaiveDate,
) -> Letter {
    let label = received.period.label();
    let noun = match received.kind {
        FilingKind::Return => "return",
        FilingKind::Claim => "claim",
        FilingKind::Statement => "statement",
    };
    let form = received.program.facts().form(&received.form);
    let (kind, title) = match kind {
        AssessmentKind::Assessment => (MessageKind::NoticeOfAssessment, "Notice of assessment"),
        AssessmentKind::Reassessment => {
            (MessageKind::NoticeOfReassessment, "Notice of reassessment")
        }
    };
    let (summary, standing) = standing_words(owing, Some(received.payable_on), today);
    let adds = if charged.is_zero() {
        "It changes nothing on your account.".into()
    } else if charged.is_negative() {
        format!("It takes {} off your account.", dollars(charged.abs()))
    } else {
        format!("It adds {} to your account.", dollars(charged))
    };
    let account = &received.account_name;
    // A month can have several forms: what is not the main one is named.
    let named = form.filter(|form| form.code != received.program.facts().main_form().code);
    let subject = match named {
        Some(form) => format!("{title}: {}, {label}", form.title),
        None => format!("{title}, {label}"),
    };
    let assessed = match (received.kind, form, named) {
        (FilingKind::Statement, Some(form), _) => {
            format!("{}, {label}, for {account}. {adds}", form.title)
        }
        (_, _, Some(form)) => {
            format!(
                "We have assessed your {noun}, {}, of {label} for {account}. {adds}",
                form.title
            )
        }
        _ => format!("We have assessed your {noun} of {label} for {account}. {adds}"),
    };
    let mut body = vec![assessed];
    if let Some(reason) = &received.reason {
        let what = if received.by_desk.is_some() {
            "We assessed other figures than you filed."
        } else {
            "We have looked at it again."
        };
        body.push(format!("{what} Our reason: {reason}"));
    }
    body.push(standing);
    body.push(format!(
        "The notice shows every line of your {noun}, how the amounts were worked out and until when you can object."
    ));
    Letter {
        kind,
        subject,
        summary,
        body,
        assessment: Some(id),
    }
}

/// What is owed for a period, in a line and in a sentence. What has a due date is named with it.
fn standing_words(owing: Money, due_on: Option<NaiveDate>, today: NaiveDate) -> (String, String) {
    let amount = dollars(owing.abs());
    let summary = match (owing.is_zero(), owing.is_negative(), due_on) {
        (true, ..) => "Nothing owing for this period".into(),
        (false, true, _) => format!("Credit of {amount}"),
        (false, false, Some(due_on)) => format!("{amount} due on {}", day(due_on)),
        (false, false, None) => format!("{amount} owing"),
    };
    let noun = if owing.is_negative() {
        "Your credit"
    } else {
        "Owing"
    };
    let sentence = format!("{noun} for this period on {}: {amount}.", day(today));
    (summary, sentence)
}
