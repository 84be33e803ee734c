//! What late or short instalments of a period cost: worked out with each assessment, from what the year's tax then makes known,
//! and again when the years before or what was paid for it change.

use super::record::{Prior, Record, Return, keep, newest, standing_return};
use super::{DeskFigures, Received, overpaid, settled, standing_words};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{account, assessment, period};
use crate::ledger::balance::interest_failed;
use crate::ledger::gap::{self, Part};
use crate::ledger::payment::{self, lock};
use crate::ledger::post::{Entry, post};
use crate::ledger::refund::in_review;
use crate::notify::{self, Letter};
use crate::problem::ApiError;
use crate::{events, register, terms};
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::assessment::Assessed;
use shared::contract::assessments::{AssessedAgain, AssessmentKind};
use shared::contract::messages::MessageKind;
use shared::filing::Evaluation;
use shared::form::FilingKind;
use shared::id::{AccountId, AssessmentId, PeriodId, PersonId};
use shared::interest::InterestError;
use shared::period::Period;
use shared::posting::{CauseKind, of_instalments};
use shared::program::payment::{LateInstalments, PERIODS_BEFORE};
use shared::program::{FormFacts, Program, RateMissing};
use shared::rate::RateTable;
use shared::words::dollars;

/// What late instalments cost.
#[derive(Debug)]
pub(super) enum Late {
    /// This; nothing where none were late, and for programs and forms without instalments.
    Known(Option<LateInstalments>),
    /// No rate is known for some of the days: what was assessed before stays, and the rest follows once there is one.
    NotYet(RateMissing),
}

impl Late {
    /// Interest and penalty, and how they came about; as they were assessed before where they are not known yet.
    pub(super) fn cost(
        &self,
        prior: Option<&Prior>,
    ) -> ((Money, Money), Option<serde_json::Value>) {
        match self {
            Self::Known(Some(late)) => {
                let why = serde_json::json!(late.why);
                ((late.interest, late.penalty), Some(why))
            }
            Self::Known(None) => ((Money::ZERO, Money::ZERO), None),
            Self::NotYet(_missing) => prior.map_or(((Money::ZERO, Money::ZERO), None), |prior| {
                let before = prior.assessed;
                let cost = (before.instalment_interest, before.instalment_penalty);
                (cost, prior.instalments_why.clone())
            }),
        }
    }

    /// What a notice says where they are not known yet.
    pub(super) fn not_yet(&self) -> Option<String> {
        match self {
            Self::Known(_late) => None,
            Self::NotYet(missing) => Some(format!(
                "What late instalments cost is not part of this notice: no rate of interest is published from {} on. A notice of its own follows once there is one.",
                shared::words::day(missing.day)
            )),
        }
    }
}

/// Interest to the day the balance was due, or the return was received where that is earlier, and the penalty. Losses of later years change nothing in it.
pub(super) async fn late(
    tx: &mut Tx<'_>,
    received: &Received,
    evaluation: &Evaluation,
    rates: &RateTable,
) -> Result<Late, ApiError> {
    let (account, program) = (received.account, received.program);
    let rules = program.rules();
    if !rules.pays_apart() || received.form != rules.main_form().code {
        return Ok(Late::Known(None));
    }
    let asked =
        register::asked_for(tx, account, program, received.period, &evaluation.lines).await?;
    let until = received.payable_on.min(received.filed_on);
    let paid = payment::received(tx, account, received.period_id, until).await?;
    match rules.late_instalments(&asked, &paid, until, rates) {
        Ok(late) => Ok(Late::Known(late)),
        Err(InterestError::Rate(missing)) => {
            let whose = (account, received.period_id);
            gap::keep(tx, whose, Part::Instalments, missing.day).await?;
            Ok(Late::NotYet(missing))
        }
        Err(error @ InterestError::TooLarge) => Err(interest_failed(program, error)),
    }
}

/// Works out what instalments of a year cost once the rate is there that was missing for it; says whether something was
/// posted.
///
/// # Errors
/// When a sum is out of range or the database does not answer.
pub async fn again_once_known(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    period: PeriodId,
    rates: &RateTable,
) -> Result<bool, ApiError> {
    lock(tx, account).await?;
    let whose = (account, period);
    if !gap::close(tx, whose, Part::Instalments, clock.today()).await? {
        return Ok(false);
    }
    let year: Year = period::table
        .find((account.uuid(), period.uuid()))
        .select(Year::as_select())
        .first(&mut **tx)
        .await?;
    let because = "a rate of interest is known that was not published before";
    for_years(tx, clock, account, &[year], because, rates).await
}

/// Whose instalments are worked out again.
#[derive(Clone, Copy, Debug)]
struct Whose<'a> {
    account: AccountId,
    name: &'a str,
    program: Program,
    /// The code of the main form.
    form: &'a str,
    actor: Option<PersonId>,
    objection_days: i64,
}

/// A year that was assessed before.
#[derive(Clone, Copy, Debug, Queryable, Selectable)]
#[diesel(table_name = period)]
struct Year {
    id: PeriodId,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    due_on: NaiveDate,
}

/// The main form of a program whose instalments cost something when they are late.
fn asks(program: Program) -> Option<&'static FormFacts> {
    let rules = program.rules();
    rules.pays_apart().then(|| rules.main_form())
}

/// Works out again what instalments of the years after a received return cost, which follow from its tax.
pub(super) async fn follow(
    tx: &mut Tx<'_>,
    clock: &Clock,
    received: &Received,
    rates: &RateTable,
) -> Result<(), ApiError> {
    if asks(received.program).is_none_or(|form| form.code != received.form) {
        return Ok(());
    }
    let after: Vec<Year> = period::table
        .filter(period::account_id.eq(received.account))
        .filter(period::form.eq(&received.form))
        .filter(period::starts_on.gt(received.period.ends_on))
        .order(period::starts_on)
        .limit(i64::try_from(PERIODS_BEFORE).unwrap_or_default())
        .select(Year::as_select())
        .load(&mut **tx)
        .await?;
    let whose = Whose {
        account: received.account,
        name: &received.account_name,
        program: received.program,
        form: &received.form,
        actor: received.actor,
        objection_days: received.objection_days,
    };
    for year in after {
        let because = format!(
            "the tax of the {} has changed, and your instalments follow from it",
            received.period.label()
        );
        again(tx, clock, &whose, year, &because, rates).await?;
    }
    Ok(())
}

/// Works out again what instalments cost where a payment was recorded after the year was assessed, and had been received
/// before its balance was due.
///
/// # Errors
/// When a sum is out of range or the database does not answer.
pub async fn after_payment(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    received_on: NaiveDate,
    rates: &RateTable,
) -> Result<(), ApiError> {
    let program: Program = account::table
        .find(account.uuid())
        .select(account::program)
        .first(&mut **tx)
        .await?;
    let Some(form) = asks(program) else {
        return Ok(());
    };
    let years: Vec<Year> = period::table
        .inner_join(
            assessment::table.on(assessment::account_id
                .eq(period::account_id)
                .and(assessment::period_id.eq(period::id))),
        )
        .filter(
            period::account_id
                .eq(account)
                .and(period::form.eq(form.code)),
        )
        .filter(assessment::payable_on.ge(received_on))
        .order(period::starts_on)
        .distinct()
        .select(Year::as_select())
        .load(&mut **tx)
        .await?;
    if years.is_empty() {
        return Ok(());
    }
    let because = format!(
        "a payment of {} was recorded since",
        shared::words::day(received_on)
    );
    for_years(tx, clock, account, &years, &because, rates).await?;
    Ok(())
}

async fn for_years(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    years: &[Year],
    because: &str,
    rates: &RateTable,
) -> Result<bool, ApiError> {
    let (program, name): (Program, String) = account::table
        .find(account.uuid())
        .select((account::program, account::name))
        .first(&mut **tx)
        .await?;
    let Some(form) = asks(program) else {
        return Ok(false);
    };
    let today = clock.today();
    let objection_days = terms::of(tx, program, today).await?.objection_days.0;
    let whose = Whose {
        account,
        name: &name,
        program,
        form: form.code,
        actor: None,
        objection_days,
    };
    let mut posted = false;
    for year in years {
        posted |= again(tx, clock, &whose, *year, because, rates).await?;
    }
    Ok(posted)
}

/// A year's return as if it had just been received; the day from which its tax counts is the assessment's.
fn as_received(whose: &Whose<'_>, year: Year, standing: &Return, prior: &Prior) -> Received {
    Received {
        account: whose.account,
        account_name: whose.name.to_owned(),
        program: whose.program,
        filing: standing.filing,
        form: whose.form.to_owned(),
        kind: FilingKind::Return,
        overpayment: whose
            .program
            .rules()
            .overpayment(whose.form, &standing.entered),
        period_id: year.id,
        period: Period {
            starts_on: year.starts_on,
            ends_on: year.ends_on,
        },
        due_on: year.due_on,
        payable_on: prior.payable_on.unwrap_or(year.due_on),
        first_filed_on: standing.filed_on,
        filed_on: standing.filed_on,
        payable: Money::ZERO,
        paid: Money::ZERO,
        actor: whose.actor,
        objection_days: whose.objection_days,
        by_desk: None,
        reason: None,
    }
}

/// Posts by how much the cost of a year's instalments is another one than was assessed, with a notice of its own; says
/// whether it is.
async fn again(
    tx: &mut Tx<'_>,
    clock: &Clock,
    whose: &Whose<'_>,
    year: Year,
    because: &str,
    rates: &RateTable,
) -> Result<bool, ApiError> {
    let account = whose.account;
    let Some(standing) = standing_return(tx, account, year.id).await? else {
        return Ok(false);
    };
    let Some(prior) = newest(tx, account, year.id).await? else {
        return Ok(false);
    };
    let of_year = as_received(whose, year, &standing, &prior);
    let Late::Known(late) = late(tx, &of_year, &standing.evaluation, rates).await? else {
        return Ok(false);
    };
    let (interest, penalty) = late.as_ref().map_or((Money::ZERO, Money::ZERO), |late| {
        (late.interest, late.penalty)
    });
    let before = prior.assessed;
    if (interest, penalty) == (before.instalment_interest, before.instalment_penalty) {
        return Ok(false);
    }
    let now = Assessed {
        instalment_interest: interest,
        instalment_penalty: penalty,
        ..before
    };
    let less = |now: Money, before: Money| now.checked_sub(before).unwrap_or_default();
    let difference = Assessed {
        instalment_interest: less(interest, before.instalment_interest),
        instalment_penalty: less(penalty, before.instalment_penalty),
        ..Assessed::default()
    };
    let id = clock.id(AssessmentId::from_parts);
    let entry = Entry {
        account,
        period: year.id,
        cause: CauseKind::Instalment,
        cause_id: id.uuid(),
        effective_on: of_year.payable_on,
        actor: whose.actor,
    };
    let postings = of_instalments(difference).map_err(|error| anyhow!("instalments: {error}"))?;
    post(tx, clock, &entry, &postings).await?;
    let owing = settled(tx, clock, account, year.id, rates).await?;
    let figures = standing.by_desk.then(|| DeskFigures {
        entered: standing.entered.clone(),
        evaluation: standing.evaluation.clone(),
    });
    let reason = format!("Interest on instalments was worked out again: {because}.");
    let record = Record {
        account,
        objection_days: whose.objection_days,
        id,
        filing: standing.filing,
        period: year.id,
        kind: AssessmentKind::Reassessment,
        now,
        before,
        carried_back: prior.carried_back,
        penalty_why: prior.penalty_why,
        instalments_why: late.map(|late| serde_json::json!(late.why)),
        owing,
        payable_on: prior.payable_on,
        loss: None,
        by_desk: figures.as_ref(),
        reason: Some(&reason),
        again: Some(AssessedAgain::Instalments),
    };
    keep(tx, clock, &record).await?;
    let charged = difference.total().unwrap_or_default();
    let mut letter = notice(&of_year, id, charged, owing, &reason, clock);
    // What was paid for a year in review is no credit: the decision about it settles it.
    let credit = if in_review(tx, account).await?.contains(&year.id) {
        None
    } else {
        overpaid::settle(tx, clock, &of_year, owing.negated(), rates).await?
    };
    let place = letter.body.len().saturating_sub(1);
    letter.body.splice(place..place, credit);
    notify::post(tx, clock, account, &letter).await?;
    let subject = format!("/v1/accounts/{account}/assessments/{id}");
    let body = serde_json::json!({ "assessment": id, "filing": standing.filing });
    events::append(tx, clock, account, "return.reassessed", &subject, body).await?;
    Ok(true)
}

fn notice(
    year: &Received,
    id: AssessmentId,
    charged: Money,
    owing: Money,
    reason: &str,
    clock: &Clock,
) -> Letter {
    let label = year.period.label();
    let changes = if charged.is_negative() {
        format!("It takes {} off your account.", dollars(charged.abs()))
    } else {
        format!("It adds {} to your account.", dollars(charged))
    };
    let (summary, standing) = standing_words(owing, Some(year.payable_on), clock.today());
    Letter {
        kind: MessageKind::NoticeOfReassessment,
        subject: format!("Notice of reassessment, {label}"),
        summary,
        body: vec![
            format!(
                "We have reassessed the {label} for {}. {reason} {changes}",
                year.account_name
            ),
            standing,
            "What you filed stays as it is. The notice shows how the amounts were worked out and until when you can object.".into(),
        ],
        assessment: Some(id),
    }
}
