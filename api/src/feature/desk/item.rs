//! A piece of work as it is shown: with the filing it is about, and what that can be compared with.

use super::store::{self, Row};
use crate::clock::day_of;
use crate::db::Tx;
use crate::forms::{Asked, Days};
use crate::problem::ApiError;
use crate::{forms, rates, work};
use diesel_async::AsyncPgConnection;
use shared::Money;
use shared::contract::desk::{
    MissingRate, ProposedDecision, StaffMember, WorkFiling, WorkItem, WorkLine, WorkSummary,
};
use shared::form::{FilingKind, Form, LineKind};
use shared::id::WorkId;
use shared::risk::Flag;

/// The work as it is now.
pub(super) async fn shown(tx: &mut Tx<'_>, id: WorkId) -> Result<WorkItem, ApiError> {
    let row = store::show(tx, id).await?.ok_or_else(ApiError::not_found)?;
    item(tx, row).await
}

/// `W-48391`.
pub(super) fn number(number: i64) -> String {
    format!("W-{number}")
}

/// A row of the queue.
pub(super) fn summary(row: &Row) -> WorkSummary {
    let facts = row.program.facts();
    let title = match (&row.form, row.starts_on.zip(row.ends_on), row.rate_code) {
        (Some(form), Some((starts_on, ends_on)), _) => {
            let title = facts.form(form).map_or(facts.name, |form| form.title);
            let period = shared::period::Period { starts_on, ends_on };
            format!("{title}, {}", period.label())
        }
        (_, _, Some(code)) => format!("Rate {code}"),
        _ => facts.name.to_owned(),
    };
    let why = match row.rate_code.zip(row.rate_on) {
        Some((code, day)) => format!("No {code} rate is known on {}", shared::words::day(day)),
        None => {
            let flags = flags(row);
            let more = match flags.len().saturating_sub(1) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            let first = flags.first().map(|flag| flag.text.clone());
            first.or_else(|| row.because.clone()).unwrap_or_default() + &more
        }
    };
    WorkSummary {
        id: row.id,
        number: number(row.number),
        kind: row.kind,
        program: row.program,
        program_name: facts.name.into(),
        title,
        why,
        client_name: row.client_name.clone(),
        account_name: row.account_name.clone(),
        account_number: row
            .account_number
            .as_ref()
            .zip(row.occurrence.as_ref())
            .map(|(number, occurrence)| format!("{number}-{occurrence}")),
        level: row.level,
        four_eyes: row.four_eyes,
        status: row.status,
        received_on: row.received_on,
        answer_by: row.answer_by,
        assigned_to: row
            .assigned_to
            .zip(row.assigned_name.clone())
            .map(|(id, name)| StaffMember { id, name }),
        version: row.version,
    }
}

fn flags(row: &Row) -> Vec<Flag> {
    serde_json::from_value(row.flags.clone()).unwrap_or_default()
}

/// All that a decision needs.
pub(super) async fn item(tx: &mut Tx<'_>, row: Row) -> Result<WorkItem, ApiError> {
    let flags = flags(&row);
    let filing = match store::filing_id(tx, row.account, row.id).await? {
        Some(filing) => {
            let filing = store::filing_of(tx, row.account, filing).await?;
            Some(compared(tx, filing, &flags).await?)
        }
        None => None,
    };
    let outcome = store::outcome(tx, row.account, row.id).await?;
    let proposed = match outcome.proposed {
        Some((stored, by)) => {
            let stored: super::decide::Proposed =
                serde_json::from_value(stored).map_err(anyhow::Error::new)?;
            Some(ProposedDecision {
                body: stored.body,
                payable: stored.payable,
                by,
            })
        }
        None => None,
    };
    let decided = outcome.decided;
    Ok(WorkItem {
        steps: store::steps(tx, row.account, row.id).await?,
        missing: row
            .rate_code
            .zip(row.rate_on)
            .map(|(code, day)| MissingRate { code, day }),
        decisions: match decided {
            Some(_) => Vec::new(),
            None => row.kind.decisions().to_vec(),
        },
        summary: summary(&row),
        flags,
        filing,
        proposed,
        decided,
    })
}

/// A filing beside the one before and the one of a year before.
async fn compared(
    tx: &mut Tx<'_>,
    filing: store::FilingRow,
    flags: &[Flag],
) -> Result<WorkFiling, ApiError> {
    let form = form_of(tx, &filing).await?;
    let year_before =
        work::year_before(tx, filing.account, &filing.form, filing.period.starts_on).await?;
    let shown = form.lines().filter(|line| {
        !line.hidden
            && line.kind != LineKind::Given
            && !filing.evaluation.skipped.contains(&line.id)
    });
    let lines = shown
        .filter_map(|line| {
            let filed = filing.evaluation.lines.get(&line.id).copied();
            let before = filing.before.as_ref();
            let before = before.and_then(|before| before.lines.get(&line.id).copied());
            let year_before = year_before.get(&line.id).copied();
            let by_desk = filing.by_desk.as_ref();
            let assessed = by_desk.and_then(|desk| desk.lines.get(&line.id).copied());
            filed.or(before).or(assessed).or(year_before)?;
            Some(WorkLine {
                line: line.id.clone(),
                label: line.label.clone(),
                unit: line.unit,
                filed,
                before,
                assessed,
                year_before,
                flagged: flags
                    .iter()
                    .any(|flag| flag.line.as_ref() == Some(&line.id)),
            })
        })
        .collect();
    let counted = filing.entered.rows.iter();
    Ok(WorkFiling {
        id: filing.id,
        account_id: filing.account,
        period_id: filing.period_id,
        period: filing.period,
        label: filing.period.label(),
        kind: filing.kind,
        revision: filing.revision,
        due_on: filing.due_on,
        first_filed_on: filing.first_filed_on,
        received_at: filing.received_at,
        filed_by: filing.filed_by,
        payable: filing.payable,
        assessed: filing.assessed,
        lines,
        rows: counted
            .map(|(table, rows)| (table.clone(), rows.len()))
            .collect(),
        papers: filing.evaluation.papers,
    })
}

/// What is payable by an evaluation: what a claim asks for is a credit.
pub(super) fn payable(kind: FilingKind, total: Money) -> Money {
    match kind {
        FilingKind::Return | FilingKind::Statement => total,
        FilingKind::Claim => total.negated(),
    }
}

/// The form of a filing with what was known on the day it was received; an amendment keeps the first filing's rules.
pub(super) async fn form_of(
    connection: &mut AsyncPgConnection,
    filing: &store::FilingRow,
) -> Result<Form, ApiError> {
    let rates = rates::of_forms(connection, filing.program).await?;
    let asked = Asked {
        account: filing.account,
        program: filing.program,
        period_id: filing.period_id,
        period: filing.period,
        form: &filing.form,
    };
    let days = Days {
        today: day_of(filing.received_at),
        received_on: filing.first_filed_on,
    };
    forms::form(connection, &asked, &rates, days).await
}
