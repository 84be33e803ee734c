//! Deciding a piece of work: once, by one person or by two, with everything that follows in one transaction.

use super::actions::{current, done, open, taken};
use super::item::{form_of, payable, shown};
use super::store::{self, FilingRow, Locked};
use crate::assess::{self, DeskFigures, Received};
use crate::auth::staff::{DecideWork, StaffGrant};
use crate::db::{Act, Tx};
use crate::notify::{self, Letter};
use crate::problem::ApiError;
use crate::proposal;
use crate::state::State;
use crate::{events, rates, terms, work};
use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use shared::contract::desk::{Decision, DecisionBody, TEXT_LIMIT, WorkAct, WorkItem, WorkKind};
use shared::contract::messages::MessageKind;
use shared::filing::{Draft, Evaluation, evaluate, oversize};
use shared::finding::{Finding, Severity};
use shared::form::FilingKind;
use shared::id::{AssessmentId, PersonId, WorkId};
use shared::problem::FieldError;
use shared::rate::RateTable;
use shared::risk::{self, Case};
use shared::words::dollars;
use shared::{Money, Problem, ProblemCode};

/// A decision that waits for a second person, with what it would come to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Proposed {
    pub(super) body: DecisionBody,
    pub(super) payable: Option<Money>,
}

/// Decides work, or proposes to where two people decide.
///
/// # Errors
/// 404; 409 when it was decided before, is somebody else's or needs another person; 412 when it has changed; 422 for a
/// decision that does not fit.
pub async fn decide(
    state: &State,
    by: &StaffGrant<DecideWork>,
    id: WorkId,
    expected: i64,
    body: &DecisionBody,
) -> Result<WorkItem, ApiError> {
    let decided = state
        .db
        .write(by, Act::DecideWork, async |tx| {
            rates::hold(tx).await?;
            let work = open(tx, id, by.person()).await?;
            current(&work, expected)?;
            fits(&work, body)?;
            tx.note("decision", body.decision.as_str());
            tx.note("reason", body.reason.trim());
            let assessed = worked_out(state, tx, &work, by.person(), body).await?;
            let two = work.four_eyes || takes_two(state, tx, work.kind, assessed.as_ref()).await?;
            match confirmed(&work, two, by.person(), body)? {
                Second::Alone => taken(&work, by.person())?,
                Second::Confirms => {}
                Second::Proposes => {
                    taken(&work, by.person())?;
                    let proposed = Proposed {
                        payable: assessed.map(|assessed| assessed.received.payable),
                        body: body.clone(),
                    };
                    let stored = serde_json::to_value(&proposed).map_err(anyhow::Error::new)?;
                    store::propose(tx, &work, stored, by.person()).await?;
                    let note = said(body);
                    done(
                        tx,
                        &state.clock,
                        &work,
                        WorkAct::Proposed,
                        by.person(),
                        &note,
                    )
                    .await?;
                    tx.note("waitsForSecond", true);
                    return shown(tx, id).await;
                }
            }
            let assessment = carry_out(state, tx, &work, body, assessed.as_ref()).await?;
            let outcome = (body.decision, body.reason.trim(), assessment);
            store::close(tx, &work, outcome, by.person(), state.clock.now()).await?;
            let note = said(body);
            done(
                tx,
                &state.clock,
                &work,
                WorkAct::Decided,
                by.person(),
                &note,
            )
            .await?;
            shown(tx, id).await
        })
        .await;
    work::heard(&state.db, &state.clock, decided).await
}

/// `Accepted as filed. The folios agree.`
fn said(body: &DecisionBody) -> String {
    let what = match body.decision {
        Decision::Accept => "Accept as filed",
        Decision::Reassess => "Reassess with other figures",
        Decision::Refuse => "Refuse the claim",
        Decision::Close => "Close",
    };
    let reason = body.reason.trim();
    if reason.is_empty() {
        what.to_owned()
    } else {
        format!("{what}: {reason}")
    }
}

/// Everything that does not fit the work.
fn fits(work: &Locked, body: &DecisionBody) -> Result<(), ApiError> {
    let mut errors = Vec::new();
    if !work.kind.decisions().contains(&body.decision) {
        let message = "This work is not decided in this way";
        errors.push(proposal::error("/decision", "decision.unfit", message));
    }
    let own = work.kind == WorkKind::Reassessment;
    if body.decision == Decision::Accept && !own && body.reason.trim().is_empty() {
        // Nothing has to be said when everything is as it was filed.
    } else {
        proposal::text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    }
    let reassess = body.decision == Decision::Reassess;
    let figures = !body.lines.is_empty() || !body.rows.is_empty();
    if figures && !reassess {
        let message = "Figures are sent with reassess only";
        errors.push(proposal::error("/lines", "lines.unfit", message));
    }
    if reassess {
        errors.extend(oversize(&body.lines, &body.rows));
    }
    proposal::sound(errors)
}

/// How many people have looked at a decision.
enum Second {
    /// One is enough.
    Alone,
    /// The caller is the second, of the same mind.
    Confirms,
    /// The caller is the first, or of another mind.
    Proposes,
}

/// What is to be assessed decides how many people it takes, whatever was filed.
async fn takes_two(
    state: &State,
    tx: &mut Tx<'_>,
    kind: WorkKind,
    assessed: Option<&WorkedOut>,
) -> Result<bool, ApiError> {
    let Some(WorkedOut {
        filing,
        evaluation,
        received,
        rates,
    }) = assessed
    else {
        return Ok(false);
    };
    let form = form_of(tx, filing).await?;
    let rules = work::rules(tx, state.clock.today()).await?;
    let gross = received.payable.checked_add(received.paid);
    let amended = work::assessed(tx, filing.account, filing.period_id).await?;
    if kind == WorkKind::Reassessment
        && risk::lowered_by_two(&rules, &amended, gross.unwrap_or(received.payable))
    {
        return Ok(true);
    }
    let case = Case {
        form: &form,
        evaluation,
        payable: gross.unwrap_or(received.payable),
        carried_back: assess::foreseen(tx, received, evaluation, rates).await?,
        amends: Some(amended),
        due_on: filing.due_on,
        filed_on: filing.first_filed_on,
        has_claimed: true,
        year_before: None,
    };
    let flags = risk::flags(&rules, &case);
    Ok(flags.iter().any(|flag| flag.four_eyes))
}

fn confirmed(
    work: &Locked,
    two: bool,
    caller: PersonId,
    body: &DecisionBody,
) -> Result<Second, ApiError> {
    if !two {
        return Ok(Second::Alone);
    }
    let Some((stored, proposed_by)) = work.proposed.clone().zip(work.proposed_by) else {
        return Ok(Second::Proposes);
    };
    let proposed: Proposed =
        serde_json::from_value(stored).context("a proposed decision does not have its shape")?;
    if proposed.body != *body {
        return Ok(Second::Proposes);
    }
    if proposed_by == caller {
        let detail = "You proposed this decision yourself. Somebody else has to confirm it.";
        return Err(ApiError::new(ProblemCode::FourEyes, detail));
    }
    Ok(Second::Confirms)
}

/// The filing that the work is about.
async fn filing_of(tx: &mut Tx<'_>, work: &Locked) -> Result<FilingRow, ApiError> {
    let filing = work
        .filing
        .with_context(|| format!("work {} is about no filing", work.id))?;
    store::filing_of(tx, work.account, filing).await
}

/// What a decision would assess, worked out once.
struct WorkedOut {
    filing: FilingRow,
    /// What is assessed: what was filed, or the desk's.
    evaluation: Evaluation,
    /// As if it had gone straight through: every date is that of its receipt.
    received: Received,
    rates: RateTable,
}

/// What a decision would come to; nothing where nothing is assessed.
async fn worked_out(
    state: &State,
    tx: &mut Tx<'_>,
    work: &Locked,
    by: PersonId,
    body: &DecisionBody,
) -> Result<Option<WorkedOut>, ApiError> {
    if matches!(body.decision, Decision::Refuse | Decision::Close) {
        return Ok(None);
    }
    let filing = filing_of(tx, work).await?;
    if body.decision == Decision::Accept && filing.standing.as_ref() == Some(&filing.entered) {
        let message =
            "It is assessed as it was filed: reassess it with other figures, or close the work";
        let error = proposal::error("/decision", "decision.unchanged", message);
        proposal::sound(vec![error])?;
    }
    let by_desk = if body.decision == Decision::Reassess {
        Some(figures(tx, &filing, body).await?)
    } else {
        None
    };
    let evaluation = by_desk
        .as_ref()
        .map_or(&filing.evaluation, |desk| &desk.evaluation)
        .clone();
    let objection_days = terms::of(tx, filing.program, state.clock.today())
        .await?
        .objection_days
        .0;
    let received = received((work, body), &filing, by, objection_days, by_desk)?;
    if received.by_desk.is_some() {
        large_enough(&filing, received.payable)?;
    }
    Ok(Some(WorkedOut {
        rates: rates::of_program(tx, filing.program).await?,
        filing,
        evaluation,
        received,
    }))
}

/// Some programs leave small differences as they are.
fn large_enough(filing: &FilingRow, payable: Money) -> Result<(), ApiError> {
    let tolerance = filing.program.rules().tolerance();
    let stands = filing
        .standing
        .as_ref()
        .and(filing.assessed)
        .unwrap_or(filing.payable);
    let difference = payable.checked_sub(stands).unwrap_or_default().abs();
    if tolerance.is_zero() || difference > tolerance {
        return Ok(());
    }
    let message = format!(
        "The difference is {}. Differences of up to {} are not assessed here: accept the filing or close the work",
        dollars(difference),
        dollars(tolerance)
    );
    let error = proposal::error("/lines", "lines.within_tolerance", &message);
    proposal::sound(vec![error])
}

/// The reason that the filer reads: for other figures, and for what is assessed once more.
fn told(work: &Locked, body: &DecisionBody) -> Option<String> {
    let told = body.decision == Decision::Reassess || work.kind == WorkKind::Reassessment;
    told.then(|| body.reason.trim().to_owned())
}

/// A filing as it is assessed; where the desk has other figures, the tax counts from the day that follows from those.
fn received(
    (work, body): (&Locked, &DecisionBody),
    filing: &FilingRow,
    by: PersonId,
    objection_days: i64,
    by_desk: Option<DeskFigures>,
) -> Result<Received, ApiError> {
    let rules = filing.program.rules();
    let (evaluation, entered) = by_desk
        .as_ref()
        .map_or((&filing.evaluation, &filing.entered), |desk| {
            (&desk.evaluation, &desk.entered)
        });
    let total = by_desk
        .as_ref()
        .map(|desk| desk.evaluation.payable.unwrap_or_default());
    let payable_on = match &by_desk {
        Some(desk) => assess::payable_on(
            filing.program,
            (&filing.form, filing.kind),
            filing.period,
            filing.due_on,
            &desk.evaluation,
            filing.filed_on,
        ),
        None => work
            .payable_on
            .ok_or_else(|| anyhow!("work {} does not say from when on it counts", work.id))?,
    };
    Ok(Received {
        account: filing.account,
        account_name: filing.account_name.clone(),
        program: filing.program,
        filing: filing.id,
        form: filing.form.clone(),
        kind: filing.kind,
        overpayment: rules.overpayment(&filing.form, entered),
        period_id: filing.period_id,
        period: filing.period,
        due_on: filing.due_on,
        payable_on,
        first_filed_on: filing.first_filed_on,
        filed_on: filing.filed_on,
        payable: total.map_or(filing.payable, |total| payable(filing.kind, total)),
        paid: rules.paid_before(&filing.form, evaluation),
        actor: Some(by),
        objection_days,
        reason: told(work, body),
        by_desk,
    })
}

/// The desk's figures, worked out by the same rules as the filer's. Warnings are for filers; errors are for everybody.
async fn figures(
    tx: &mut Tx<'_>,
    filing: &FilingRow,
    body: &DecisionBody,
) -> Result<DeskFigures, ApiError> {
    let draft = Draft {
        lines: body.lines.clone(),
        rows: body.rows.clone(),
    };
    if draft == filing.entered {
        let message = "These are the figures as filed: accept them, or change some";
        let error = proposal::error("/lines", "lines.unchanged", message);
        proposal::sound(vec![error])?;
    }
    if filing.standing.as_ref() == Some(&draft) {
        let message = "These are the figures as they are assessed: change some, or close the work";
        let error = proposal::error("/lines", "lines.unchanged", message);
        proposal::sound(vec![error])?;
    }
    let form = form_of(tx, filing).await?;
    let evaluation = evaluate(&form, &draft);
    let errors: Vec<FieldError> = evaluation
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && !stays(finding, filing, &draft))
        .map(|finding| FieldError {
            pointer: finding.pointer(),
            code: finding.code.clone(),
            message: finding.message.clone(),
        })
        .collect();
    if errors.is_empty() && evaluation.payable.is_some() {
        return Ok(DeskFigures {
            entered: draft,
            evaluation,
        });
    }
    let detail = "Nothing was assessed. Correct the lines that are named.";
    Err(Problem::new(ProblemCode::FilingFindings, detail)
        .with_errors(errors)
        .into())
}

/// A number that the filer gave, and the desk leaves as it is: whether it has its shape is not the desk's to mend.
fn stays(finding: &Finding, filing: &FilingRow, draft: &Draft) -> bool {
    let Some(line) = &finding.line else {
        return false;
    };
    let text = |of: &Draft| match (&finding.table, finding.row) {
        (Some(table), Some(row)) => {
            let row = usize::try_from(row).ok()?;
            of.rows.get(table)?.get(row)?.get(line).cloned()
        }
        _ => of.lines.get(line).cloned(),
    };
    finding.code.starts_with("identifier.") && text(draft) == text(&filing.entered)
}

async fn carry_out(
    state: &State,
    tx: &mut Tx<'_>,
    work: &Locked,
    body: &DecisionBody,
    assessed: Option<&WorkedOut>,
) -> Result<Option<AssessmentId>, ApiError> {
    let (filing, kind, assessment) = match (body.decision, assessed) {
        (Decision::Close, _) => return Ok(None),
        (
            _,
            Some(WorkedOut {
                filing,
                evaluation,
                received,
                rates,
            }),
        ) => {
            let made = assess::assess(tx, &state.clock, received, evaluation, rates).await?;
            tx.note("assessment", made.id.to_string());
            tx.note("charged", made.charged.to_string());
            (filing.id, filing.kind, Some(made.id))
        }
        (_, None) => {
            let filing = filing_of(tx, work).await?;
            notify::post(tx, &state.clock, work.account, &refusal(&filing, body)).await?;
            (filing.id, filing.kind, None)
        }
    };
    let noun = match kind {
        FilingKind::Return | FilingKind::Statement => "return",
        FilingKind::Claim => "claim",
    };
    let verb = match body.decision {
        Decision::Accept | Decision::Close => "assessed",
        Decision::Reassess => "reassessed",
        Decision::Refuse => "refused",
    };
    let subject = format!("/v1/accounts/{}/filings/{filing}", work.account);
    let about = serde_json::json!({ "filing": filing, "assessment": assessment });
    events::append(
        tx,
        &state.clock,
        work.account,
        &format!("{noun}.{verb}"),
        &subject,
        about,
    )
    .await?;
    Ok(assessment)
}

/// The letter about a claim that is not accepted.
fn refusal(filing: &FilingRow, body: &DecisionBody) -> Letter {
    let label = filing.period.label();
    Letter {
        kind: MessageKind::Letter,
        subject: format!("Your claim was refused, {label}"),
        summary: "Nothing is credited for it; you can amend it or write to us".into(),
        body: vec![
            format!(
                "We have looked at your claim of {label} for {} and cannot accept it. Nothing is credited to your account.",
                filing.account_name
            ),
            format!("Our reason: {}", body.reason.trim()),
            "If something was wrong or missing in the claim you can amend it. If you think that we are wrong, write to us or call us.".into(),
        ],
        assessment: None,
    }
}
