//! Receiving a return: one transaction stores it and everything that follows from it, or nothing.

use super::review;
use super::store::{self, FilingAccount, FilingPeriod, NewFiling};
use crate::assess::{self, Received};
use crate::auth::session::hash;
use crate::clock::day_of;
use crate::db::{Act, Authority, Tx};
use crate::forms::Days;
use crate::http::idempotency::IdempotencyKey;
use crate::problem::ApiError;
use crate::state::State;
use crate::work::Earlier;
use crate::{events, forms, rates, register, work};
use chrono::NaiveDate;
use shared::contract::filings::{FilingBody, Receipt};
use shared::contract::periods::NewPeriod;
use shared::filing::{Draft, Evaluation, evaluate};
use shared::form::{FilingKind, Form};
use shared::id::{AccountId, FilingId, PeriodId, PersonId, ReceiptId};
use shared::problem::FieldError;
use shared::program::Cycle;
use shared::{Money, Problem, ProblemCode, reference};

/// Who files.
#[derive(Clone, Debug)]
pub struct Filer {
    /// The person.
    pub person: PersonId,
    /// The name on the receipt.
    pub name: String,
    /// The desk, which posts statements and nothing else; clients file everything but statements.
    pub desk: bool,
}

/// What is to be received.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The account.
    pub account: AccountId,
    /// The period of an original, or the filing that an amendment replaces.
    pub target: Target,
    /// What was sent.
    pub body: FilingBody,
    /// The caller's name for this act.
    pub key: IdempotencyKey,
    /// Who files.
    pub filer: Filer,
}

/// An original or an amendment.
#[derive(Clone, Debug)]
pub enum Target {
    /// The first return of a period.
    Period(PeriodId),
    /// Days that are opened with it: a claim, or the return of an event.
    Days(NewPeriod),
    /// A statement for days that are opened with it, to be paid by a day.
    Statement(NewPeriod, NaiveDate),
    /// A change to the newest filing of its period.
    Amends(FilingId),
}

/// The receipt, and whether it is an old one.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The receipt.
    pub receipt: Receipt,
    /// The same key was used before: nothing happened now.
    pub replayed: bool,
}

/// Receives a return or an amendment.
///
/// # Errors
/// 409 when the period is not over, was filed before or the amended filing is not the newest; 422 for findings and
/// for a key that was used for something else.
pub async fn receive(
    state: &State,
    by: &impl Authority,
    submission: &Submission,
) -> Result<Outcome, ApiError> {
    let act = match &submission.target {
        Target::Period(_) => Act::FileReturn,
        Target::Days(_) => Act::FileClaim,
        Target::Statement(..) => Act::PostStatement,
        Target::Amends(_) if submission.filer.desk => Act::PostStatement,
        Target::Amends(_) => Act::AmendFiling,
    };
    let received = state
        .db
        .write(by, act, async |tx| {
            in_transaction(state, tx, submission).await
        })
        .await;
    let outcome = work::heard(&state.db, &state.clock, received).await?;
    if outcome.receipt.charged.is_negative() {
        // There may be something to refund.
        state.wake.notify_one();
    }
    Ok(outcome)
}

async fn in_transaction(
    state: &State,
    tx: &mut Tx<'_>,
    submission: &Submission,
) -> Result<Outcome, ApiError> {
    let Submission {
        account,
        body,
        key,
        filer,
        ..
    } = submission;
    let (holder, settings) = store::lock_account(tx, *account, state.clock.today()).await?;
    if let Some((fingerprint, receipt)) =
        store::used_key(tx, *account, filer.person, &key.key).await?
    {
        if fingerprint != key.fingerprint {
            let detail = "Use a new Idempotency-Key for each new request; a retry must be the very same request.";
            return Err(ApiError::new(ProblemCode::IdempotencyKeyReused, detail));
        }
        let receipt = store::receipt_of(tx, *account, receipt)
            .await?
            .ok_or_else(ApiError::not_found)?;
        tx.unchanged();
        return Ok(Outcome {
            receipt,
            replayed: true,
        });
    }
    if filer.desk {
        tx.in_account(*account);
    }
    let (period, before) = target(state, tx, &holder, submission).await?;
    review::offered(&settings, &holder, &period, submission)?;
    let rates = rates::of_program(tx, holder.program).await?;
    let today = state.clock.today();
    let days = Days {
        today,
        received_on: before
            .as_ref()
            .map_or(today, |newest| newest.first_filed_on),
    };
    let form = forms::form(tx, &period.asked(*account, &holder), &rates, days).await?;
    let entered = Draft {
        lines: body.lines.clone(),
        rows: body.rows.clone(),
    };
    review::nil_offered(&settings, &form, &entered)?;
    let mut evaluation = evaluate(&form, &entered);
    if let Err(problem) = refuse(body, &evaluation) {
        let rules = holder.program.rules();
        return Err(match rules.rate_refused(&form, &entered, &evaluation) {
            Some(missing) => ApiError::RateMissing(problem, holder.program, missing),
            None => ApiError::Problem(problem),
        });
    }
    let payable = signed(&form, evaluation.payable.unwrap_or_default());
    let asked = period.asked(*account, &holder);
    let raised = before.is_some_and(|before| payable < before.payable);
    if raised && form.kind == FilingKind::Claim {
        let as_first = &evaluation.findings;
        let late = review::raised_late(tx, &asked, &rates, (as_first, today), &entered).await?;
        evaluation.findings.extend(late);
    }
    let entered = form.completed(&entered, &evaluation);

    let now = state.clock.now();
    let id = state.clock.id(FilingId::from_parts);
    let revision = before.map_or(1, |newest| newest.revision + 1);
    let new = NewFiling {
        account: *account,
        id,
        period: period.id,
        kind: form.kind,
        revision,
        amends: before.map(|newest| newest.id),
        form_version: &form.version,
        entered: &entered,
        evaluation: &evaluation,
        payable,
        received_at: now,
        filed_on: day_of(now),
        filed_by: filer.person,
        filed_by_name: &filer.name,
        rates: &form.rates,
    };
    store::insert_filing(tx, &new).await?;
    let payable_on = assess::payable_on(
        holder.program,
        (&period.form, form.kind),
        period.period,
        period.due_on,
        &evaluation,
        day_of(now),
    );
    let received = Received {
        account: *account,
        account_name: holder.name.clone(),
        program: holder.program,
        filing: id,
        form: period.form.clone(),
        kind: form.kind,
        overpayment: holder.program.rules().overpayment(&period.form, &entered),
        period_id: period.id,
        period: period.period,
        due_on: period.due_on,
        payable_on,
        first_filed_on: before.map_or(new.filed_on, |newest| newest.first_filed_on),
        filed_on: new.filed_on,
        payable,
        paid: holder.program.rules().paid_before(&form.code, &evaluation),
        actor: Some(filer.person),
        objection_days: settings.terms.objection_days.0,
        by_desk: None,
        reason: None,
    };
    let carried_back = assess::foreseen(tx, &received, &evaluation, &rates).await?;
    let (mut flags, mut earlier) = review::flags(
        tx,
        &settings,
        &period,
        &form,
        &new,
        before.as_ref(),
        carried_back,
    )
    .await?;
    if filer.desk {
        // The desk sends to itself only what two people have to decide, such as a large correction downwards.
        flags.retain(|flag| flag.four_eyes);
        earlier = if flags.is_empty() {
            Earlier::Nothing
        } else {
            earlier
        };
    }
    let made = if flags.is_empty() {
        Some(assess::assess(tx, &state.clock, &received, &evaluation, &rates).await?)
    } else {
        let filed = (&holder, &period, &form);
        let why = (flags.as_slice(), earlier);
        review::send(tx, &state.clock, filed, &new, payable_on, why).await?;
        None
    };
    let receipt = receipt(state, &holder, &period, &form, &new, (made, payable_on))?;
    store::insert_receipt(tx, &receipt).await?;
    store::keep_key(tx, *account, filer.person, key, receipt.id, now).await?;
    store::drop_draft(tx, *account, period.id).await?;
    let subject = format!("/v1/accounts/{account}/filings/{id}");
    let kind = match (form.kind, revision) {
        (FilingKind::Return, 1) => "return.received",
        (FilingKind::Return, _) => "return.amended",
        (FilingKind::Claim, 1) => "claim.received",
        (FilingKind::Claim, _) => "claim.amended",
        (FilingKind::Statement, 1) => "statement.posted",
        (FilingKind::Statement, _) => "statement.amended",
    };
    let body = serde_json::json!({ "filing": id, "receipt": receipt.id, "assessment": made.map(|made| made.id), "revision": revision });
    events::append(tx, &state.clock, *account, kind, &subject, body).await?;
    tx.about(subject);
    tx.note("revision", revision);
    tx.note("payable", payable.to_string());
    tx.note("reference", receipt.reference.clone());
    if made.is_none() {
        tx.note("inReview", true);
    }
    if !submission.body.acknowledged.is_empty() {
        tx.note("acknowledged", submission.body.acknowledged.clone());
    }
    Ok(Outcome {
        receipt,
        replayed: false,
    })
}

/// What a claim asks for is a credit on the account.
fn signed(form: &Form, total: Money) -> Money {
    match form.kind {
        FilingKind::Return | FilingKind::Statement => total,
        FilingKind::Claim => total.negated(),
    }
}

/// The period that is filed for, and the filing that is replaced.
async fn target(
    state: &State,
    tx: &mut Tx<'_>,
    holder: &FilingAccount,
    submission: &Submission,
) -> Result<(FilingPeriod, Option<store::Newest>), ApiError> {
    let account = submission.account;
    let id = match &submission.target {
        Target::Amends(id) => return amended(tx, account, *id).await,
        Target::Period(id) => *id,
        Target::Days(new) => {
            register::open_days(tx, &state.clock, account, holder.program, new).await?
        }
        Target::Statement(new, due_on) => {
            register::open_statement(tx, &state.clock, account, holder.program, (new, *due_on))
                .await?
        }
    };
    original(state, tx, holder, account, id).await
}

/// A period that nothing was filed for yet.
async fn original(
    state: &State,
    tx: &mut Tx<'_>,
    holder: &FilingAccount,
    account: AccountId,
    id: PeriodId,
) -> Result<(FilingPeriod, Option<store::Newest>), ApiError> {
    let period = store::period_of(tx, account, id).await?;
    let today = state.clock.today();
    let over = match holder.program.facts().form(&period.form) {
        Some(form) if form.cycle != Cycle::Period => period.period.ends_on <= today,
        _ => period.period.ends_on < today,
    };
    if !over {
        let detail = format!(
            "{} ends on {}. A return can be filed from the day after.",
            period.period.label(),
            period.period.ends_on
        );
        return Err(ApiError::new(ProblemCode::PeriodNotOver, detail));
    }
    if let Some(newest) = store::newest(tx, account, id).await? {
        let detail = format!(
            "A return for {} is on file. Amend it instead of filing again.",
            period.period.label()
        );
        let problem = Problem::new(ProblemCode::AlreadyFiled, detail)
            .with_link(
                "existing",
                format!("/v1/accounts/{account}/filings/{}", newest.id),
            )
            .with_link(
                "amend",
                format!("/v1/accounts/{account}/filings/{}/amendments", newest.id),
            );
        return Err(problem.into());
    }
    Ok((period, None))
}

/// The period of the newest filing, which is replaced.
async fn amended(
    tx: &mut Tx<'_>,
    account: AccountId,
    id: FilingId,
) -> Result<(FilingPeriod, Option<store::Newest>), ApiError> {
    let filing = store::show(tx, account, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let period = store::period_of(tx, account, filing.summary.period_id).await?;
    let newest = store::newest(tx, account, period.id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    if newest.id != id {
        let problem = Problem::new(
            ProblemCode::NotLatest,
            "A newer filing has replaced this one. Amend the newest.",
        )
        .with_link(
            "newest",
            format!("/v1/accounts/{account}/filings/{}", newest.id),
        );
        return Err(problem.into());
    }
    Ok((period, Some(newest)))
}

/// All errors and unacknowledged warnings at once.
fn refuse(body: &FilingBody, evaluation: &Evaluation) -> Result<(), Box<Problem>> {
    let mut errors: Vec<FieldError> = evaluation
        .blocking(&body.acknowledged)
        .map(|finding| FieldError {
            pointer: finding.pointer(),
            code: finding.code.clone(),
            message: finding.message.clone(),
        })
        .collect();
    if !body.certified {
        let message = "Certify that the return is true, correct and complete".into();
        errors.push(FieldError {
            pointer: "/certified".into(),
            code: "certified.required".into(),
            message,
        });
    }
    if errors.is_empty() && evaluation.payable.is_some() {
        return Ok(());
    }
    let detail =
        "Nothing was filed. Correct the lines that are named; acknowledge warnings by their codes.";
    let problem = Problem::new(ProblemCode::FilingFindings, detail).with_errors(errors);
    Err(Box::new(problem))
}

/// The receipt with its signature.
fn receipt(
    state: &State,
    holder: &FilingAccount,
    period: &FilingPeriod,
    form: &Form,
    filing: &NewFiling<'_>,
    (made, payable_on): (Option<assess::Made>, NaiveDate),
) -> Result<Receipt, ApiError> {
    let content = serde_json::json!({
        "account": filing.account, "period": period.period, "revision": filing.revision,
        "entered": filing.entered.lines, "rows": filing.entered.rows, "lines": filing.evaluation.lines, "formVersion": filing.form_version,
    });
    let mut receipt = Receipt {
        id: state.clock.id(ReceiptId::from_parts),
        account_id: filing.account,
        account_name: holder.name.clone(),
        account_number: holder.number.clone(),
        occurrence: holder.occurrence.clone(),
        program: holder.program,
        program_name: holder.program.facts().name.into(),
        title: form.title.clone(),
        kind: form.kind,
        filing_id: filing.id,
        period_id: period.id,
        period: period.period,
        revision: filing.revision,
        reference: reference::make(holder.program, period.period, rand::random()),
        confirmation: holder.program.rules().confirmation(rand::random()),
        received_at: filing.received_at,
        filed_on: filing.filed_on,
        due_on: period.due_on,
        payable_on: Some(payable_on),
        on_time: filing.filed_on <= period.due_on,
        filed_by: filing.filed_by_name.to_owned(),
        payable: filing.payable,
        charged: made.map_or(Money::ZERO, |made| made.charged),
        owing: made.map(|made| made.owing),
        assessment_id: made.map(|made| made.id),
        content_sha256: hash(&content.to_string())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        jws: String::new(),
    };
    let mut claims = serde_json::to_value(&receipt).map_err(anyhow::Error::new)?;
    if let Some(members) = claims.as_object_mut() {
        members.remove("jws");
    }
    receipt.jws = state.signer.sign("receipt+jws", &claims)?;
    Ok(receipt)
}
