//! What can be seen of assessments.

use super::store::{self, Filed, Row};
use crate::auth::grant::{Grant, ViewAssessments};
use crate::http::page::PageRequest;
use crate::ledger::balance::{Which, periods, total};
use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use diesel_async::AsyncPgConnection;
use shared::Money;
use shared::access::Permission;
use shared::contract::accounts::Owing;
use shared::contract::assessments::{
    AssessedAgain, Assessment, AssessmentSummary, Charge, ChargeKind, Fact,
};
use shared::contract::filings::LineChange;
use shared::contract::page::Page;
use shared::filing::Draft;
use shared::form::{FilingKind, Form, Line, Unit};
use shared::id::AssessmentId;
use shared::period::Period;
use shared::program::Capability;
use shared::rate::Confidence;

/// A page of assessments, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    by: &Grant<ViewAssessments>,
    page: &PageRequest,
) -> Result<Page<AssessmentSummary>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = store::list(&mut connection, by.account(), page).await?;
    let rows = rows.iter().map(|row| row.summary(by.account())).collect();
    Ok(page.page(rows, |row: &AssessmentSummary| row.id.to_string()))
}

/// A notice: what was charged, line by line, and what is owing.
///
/// # Errors
/// 404 when there is none.
pub async fn show(
    state: &State,
    by: &Grant<ViewAssessments>,
    id: AssessmentId,
) -> Result<Assessment, ApiError> {
    let mut connection = state.db.read().await?;
    let mut row = store::show(&mut connection, by.account(), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let day = state.clock.today();
    let mut filed = store::filed(&mut connection, by.account(), row.filing_id, day).await?;
    // Figures of the desk stand beside what was filed, and what is assessed again beside what was assessed before.
    let before = store::before(&mut connection, by.account(), &row).await?;
    let now = row.evaluation.clone().map(store::read).transpose()?;
    if row.again == Some(AssessedAgain::Instalments) {
        // The lines stay as they were, with the losses in them.
        if let Some(before) = before {
            filed.evaluation = before.evaluation.unwrap_or(filed.evaluation);
            row.tax_why = before.tax_why;
        }
        filed.before = None;
    } else if before.is_some() || now.is_some() {
        let as_filed = filed.evaluation.clone();
        let before = before.and_then(|before| before.evaluation);
        filed.before = Some(before.unwrap_or(as_filed));
        filed.evaluation = now.unwrap_or(filed.evaluation);
    }
    let table = rates::of_forms(&mut connection, filed.program).await?;
    let period = Period {
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    };
    let rules = filed.program.rules();
    let form = rules
        .build(&row.form, period, &table)
        .map_err(anyhow::Error::new)?;
    let today = if by.also(Permission::ViewFinancial) {
        Some(owing_today(state, &mut connection, by, &row).await?)
    } else {
        None
    };
    let objection_days = row
        .objection_until
        .signed_duration_since(row.assessed_on)
        .num_days();
    let (published, sure) = filed.program.facts().objection_days;
    Ok(Assessment {
        summary: row.summary(by.account()),
        program: filed.program,
        program_name: filed.program.facts().name.into(),
        filing_kind: form.kind,
        account_name: filed.account_name.clone(),
        filing_id: row.filing_id,
        loss_filing_id: row.loss_filing_id,
        receipt_id: filed.receipt,
        due_on: row.due_on,
        payable_on: row.payable_on.unwrap_or(row.due_on),
        filed_on: filed.filed_on,
        charges: charges(&row, form.kind, filed.program.facts().name),
        lines: lines(&form, &filed),
        facts: facts(&form, &filed.entered),
        why: filed.evaluation.why,
        owing_on_notice: row.owing_on_notice,
        owing_today: today.as_ref().map(|owing| owing.total),
        interest_to_today: today
            .as_ref()
            .and_then(|owing| owing.interest_posted.checked_add(owing.interest_accrued)),
        interest_missing_from: today.and_then(|owing| owing.interest_missing_from),
        objection_until: row.objection_until,
        objection_days,
        // Another number than the release has is the desk's, and sure.
        objection_unverified: sure == Confidence::Unverified && objection_days == published,
        takes_amendments: form.kind.is_of_clients() && filed.terms.offers(Capability::Amend),
        reason: row.reason.clone(),
        other_figures: row.other_figures,
        again: row.again,
        posted_at: row.posted_at,
    })
}

async fn owing_today(
    state: &State,
    connection: &mut AsyncPgConnection,
    by: &Grant<ViewAssessments>,
    row: &Row,
) -> Result<Owing, ApiError> {
    let rates = rates::load(connection, &rates::of_ledger()).await?;
    let standings = periods(
        connection,
        &[by.account()],
        Which::These(&[row.period_id]),
        state.clock.today(),
        &rates,
    )
    .await?;
    total(standings.values())
}

fn charges(row: &Row, kind: FilingKind, program: &str) -> Vec<Charge> {
    let charge = |kind, label: &str, now: Money, before: Money, why| Charge {
        kind,
        label: label.into(),
        before,
        now,
        difference: now.checked_sub(before).unwrap_or_default(),
        why,
    };
    let late = &row.instalments;
    let by_desk = kind == FilingKind::Statement;
    let tax = charge(
        ChargeKind::Tax,
        program,
        row.tax,
        row.tax_before,
        row.tax_why(),
    );
    let others = [
        charge(
            ChargeKind::Interest,
            "Interest of the return",
            row.interest,
            row.interest_before,
            None,
        ),
        charge(
            if by_desk {
                ChargeKind::Penalty
            } else {
                ChargeKind::LateFilingPenalty
            },
            if by_desk {
                "Penalty"
            } else {
                "Late-filing penalty"
            },
            row.penalty,
            row.penalty_before,
            row.penalty_why(),
        ),
        charge(
            ChargeKind::InstalmentInterest,
            "Interest on late instalments",
            late.interest,
            late.interest_before,
            late.why(),
        ),
        charge(
            ChargeKind::InstalmentPenalty,
            "Penalty for late instalments",
            late.penalty,
            late.penalty_before,
            late.why(),
        ),
    ];
    let named = |charge: &Charge| !charge.now.is_zero() || !charge.before.is_zero();
    // A penalty that stands alone has no tax beside it.
    let tax = Some(tax).filter(|tax| !by_desk || named(tax));
    tax.into_iter()
        .chain(others.into_iter().filter(named))
        .collect()
}

/// The words and days of a statement; those of a return its filer knows.
fn facts(form: &Form, entered: &Draft) -> Vec<Fact> {
    let said = |line: &Line| {
        let text = entered.lines.get(&line.id)?.trim();
        let value = if line.unit == Unit::Date {
            text.parse().map_or(text.to_owned(), shared::words::day)
        } else if line.unit == Unit::Text {
            text.to_owned()
        } else {
            // Figures have no choices: they are in the table of lines.
            let choice = line.choices.iter().find(|choice| choice.value == text)?;
            choice.label.clone()
        };
        Some(Fact {
            label: line.label.clone(),
            value,
        })
    };
    let statement = form.kind == FilingKind::Statement;
    form.lines()
        .filter(|_line| statement)
        .filter_map(said)
        .collect()
}

/// Every line that has a value now or had one before, in the order of the form.
fn lines(form: &Form, filed: &Filed) -> Vec<LineChange> {
    form.lines()
        .filter_map(|line| {
            let before = filed
                .before
                .as_ref()
                .and_then(|before| before.lines.get(&line.id))
                .copied();
            let now = filed.evaluation.lines.get(&line.id).copied();
            let now = now.or_else(|| before.map(|_gone| Money::ZERO.into()))?;
            Some(LineChange {
                line: line.id.clone(),
                label: line.label.clone(),
                unit: line.unit,
                before,
                now,
            })
        })
        .collect()
}
