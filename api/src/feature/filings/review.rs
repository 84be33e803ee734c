//! Before a filing is assessed straight through: what the program takes online, and whether a rule sends it to the desk.

use super::receive::{Submission, Target};
use super::store::{self, FilingAccount, FilingPeriod, NewFiling, Newest, Settings};
use crate::clock::Clock;
use crate::db::Tx;
use crate::forms::{self, Asked, Days};
use crate::notify::{self, Letter};
use crate::problem::ApiError;
use crate::terms;
use crate::work::{self, Earlier, Review};
use chrono::NaiveDate;
use shared::contract::messages::MessageKind;
use shared::filing::{Draft, evaluate};
use shared::finding::{Finding, Severity};
use shared::form::{FilingKind, Form};
use shared::problem::FieldError;
use shared::program::Capability;
use shared::rate::RateTable;
use shared::risk::{self, Case, Flag};
use shared::{Money, Problem, ProblemCode};

/// Refuses what the program does not take online today.
pub(super) fn offered(
    settings: &Settings,
    holder: &FilingAccount,
    period: &FilingPeriod,
    submission: &Submission,
) -> Result<(), ApiError> {
    let facts = holder.program.facts();
    let kind = facts
        .form(&period.form)
        .map_or(FilingKind::Return, |form| form.kind);
    let (needed, what) = match submission.target {
        Target::Amends(_) if kind != FilingKind::Statement => (Capability::Amend, "amendments"),
        Target::Amends(_) | Target::Period(_) | Target::Days(_) | Target::Statement(..) => {
            (Capability::to_file(kind), terms::filings(kind))
        }
    };
    if submission.filer.desk != (kind == FilingKind::Statement) {
        return Err(terms::not_offered(holder.program, what));
    }
    if settings.terms.offers(needed) {
        Ok(())
    } else {
        Err(terms::not_offered(holder.program, what))
    }
}

/// Refuses a nil return where none is taken today.
pub(super) fn nil_offered(
    settings: &Settings,
    form: &Form,
    entered: &Draft,
) -> Result<(), ApiError> {
    if !form.is_nil(entered) || settings.terms.offers(Capability::NilReturn) {
        Ok(())
    } else {
        Err(terms::not_offered(form.program, "nil returns"))
    }
}

/// The rules that stop a filing, and what the desk had to do with its period before.
pub(super) async fn flags(
    tx: &mut Tx<'_>,
    settings: &Settings,
    period: &FilingPeriod,
    form: &Form,
    filing: &NewFiling<'_>,
    before: Option<&Newest>,
    carried_back: Money,
) -> Result<(Vec<Flag>, Earlier), ApiError> {
    let rules = &settings.rules;
    let (account, evaluation) = (filing.account, filing.evaluation);
    let year_before = if risk::asks_for_year_before(rules, form, evaluation) {
        work::year_before(tx, account, &period.form, period.period.starts_on).await?
    } else {
        Default::default()
    };
    let has_claimed = risk::asks_for_claims(rules, form.kind, filing.payable)
        && store::has_claimed(tx, account, filing.id).await?;
    // A return may take off payments that the account shows: they are no credit that somebody claims.
    let paid = form.program.rules().paid_before(&form.code, evaluation);
    let payable = filing.payable.checked_add(paid);
    let case = Case {
        form,
        evaluation,
        payable: payable.unwrap_or(filing.payable),
        carried_back,
        amends: match before {
            Some(_newest) => Some(work::assessed(tx, account, period.id).await?),
            None => None,
        },
        due_on: period.due_on,
        filed_on: before.map_or(filing.filed_on, |newest| newest.first_filed_on),
        has_claimed,
        year_before: Some(&year_before),
    };
    let mut flags = risk::flags(rules, &case);
    let earlier = match before {
        Some(_newest) => work::earlier(tx, account, period.id).await?,
        None => Earlier::Nothing,
    };
    if earlier.stops() {
        flags.push(risk::earlier_review());
    }
    Ok((flags, earlier))
}

/// Sends a filing to the desk and tells the client that it is in review, and nothing of the rules.
pub(super) async fn send(
    tx: &mut Tx<'_>,
    clock: &Clock,
    (holder, period, form): (&FilingAccount, &FilingPeriod, &Form),
    filing: &NewFiling<'_>,
    payable_on: NaiveDate,
    (flags, earlier): (&[Flag], Earlier),
) -> Result<(), ApiError> {
    let review = Review {
        account: filing.account,
        program: holder.program,
        kind: form.kind,
        period: period.id,
        filing: filing.id,
        payable_on,
        flags,
    };
    work::review(tx, clock, &review, earlier).await?;
    let noun = match form.kind {
        FilingKind::Return => "return",
        FilingKind::Claim => "claim",
        FilingKind::Statement => "statement",
    };
    let label = period.period.label();
    let letter = Letter {
        kind: MessageKind::Letter,
        subject: format!("Your {noun} is in review, {label}"),
        summary: "Received; we look at it before we assess it".into(),
        body: vec![
            format!(
                "We have received your {noun} of {label} for {} and are reviewing it. It counts as received on the day of its receipt.",
                holder.name
            ),
            "You do not have to do anything now. We write to you when it is assessed, or if we need something from you.".into(),
        ],
        assessment: None,
    };
    notify::post(tx, clock, filing.account, &letter).await?;
    Ok(())
}

/// An amendment keeps the day of the first filing, but for what it claims more: by its own day, that can be too late. Gives the
/// warnings of limits that are not confirmed, which go to the desk.
///
/// # Errors
/// 422 when a time limit is over.
pub(super) async fn raised_late(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    rates: &RateTable,
    (as_first, today): (&[Finding], NaiveDate),
    entered: &Draft,
) -> Result<Vec<Finding>, ApiError> {
    let days = Days {
        today,
        received_on: today,
    };
    let form = forms::form(tx, asked, rates, days).await?;
    let mut late = evaluate(&form, entered).findings;
    late.retain(|finding| !as_first.contains(finding));
    let errors: Vec<FieldError> = late
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| FieldError {
            pointer: finding.pointer(),
            code: finding.code.clone(),
            message: format!(
                "An amendment cannot claim more after the time limit. {}",
                finding.message
            ),
        })
        .collect();
    if errors.is_empty() {
        return Ok(late);
    }
    let detail = "Nothing was filed. What you claimed before stays; an amendment can lower it.";
    Err(Problem::new(ProblemCode::FilingFindings, detail)
        .with_errors(errors)
        .into())
}
