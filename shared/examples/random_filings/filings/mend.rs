//! Most filings should be correct, so that a total comes out: what a finding names is left out, or filled in when it is
//! empty. A few filings stay as they came up.

use super::{chance, entries};
use rand::rngs::StdRng;
use shared::filing::{Draft, Evaluation};
use shared::finding::{Finding, Severity};
use shared::form::{Form, Line, LineId};
use shared::program::Program;
use shared::sheet::Sheet;

/// The most times that a draft is looked at.
const LOOKS: usize = 12;

/// The draft without what was wrong with it, and its evaluation.
pub(super) fn mend(
    form: &Form,
    sheet: &Sheet<'_>,
    mut draft: Draft,
    random: &mut StdRng,
) -> (Draft, Evaluation) {
    let mut evaluation = sheet.evaluate(&draft);
    if chance(random, 2) {
        return (draft, evaluation);
    }
    for _ in 1..LOOKS {
        if evaluation.payable.is_some() {
            break;
        }
        // From the last row to the first, so that what is taken out moves no row that comes later.
        let mut errors: Vec<&Finding> = evaluation
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .collect();
        errors.sort_by_key(|finding| std::cmp::Reverse(finding.row));
        errors.dedup_by_key(|finding| (finding.table.clone(), finding.row, finding.line.clone()));
        for finding in errors {
            settle(form, &mut draft, &evaluation, finding, random);
        }
        if form.program == Program::Ifta {
            entries::set_litres(form, &mut draft, random);
        }
        evaluation = sheet.evaluate(&draft);
    }
    (draft, evaluation)
}

fn settle(
    form: &Form,
    draft: &mut Draft,
    evaluation: &Evaluation,
    finding: &Finding,
    random: &mut StdRng,
) {
    if let Some((line, text)) = answer(evaluation, &finding.code) {
        draft.lines.insert(line.into(), text);
        return;
    }
    match (&finding.table, finding.row, &finding.line) {
        (Some(table), Some(row), Some(line)) if finding.code.starts_with("line.") => {
            let column = form
                .table(table)
                .and_then(|table| column(&table.columns, line));
            let row = draft
                .rows
                .get_mut(table)
                .and_then(|rows| rows.get_mut(usize::try_from(row).ok()?));
            if let (Some(column), Some(row)) = (column, row)
                && row.remove(line).is_none()
            {
                row.insert(line.clone(), entries::entry(form, column, random));
            }
        }
        (Some(table), Some(row), _) => {
            let row = usize::try_from(row).unwrap_or_default();
            if let Some(rows) = draft.rows.get_mut(table)
                && row < rows.len()
            {
                rows.remove(row);
            }
        }
        (Some(table), None, _) => {
            draft.rows.remove(table);
        }
        (None, _, Some(line)) => {
            if draft.lines.remove(line).is_none()
                && let Some(line) = form.line(line)
            {
                draft
                    .lines
                    .insert(line.id.clone(), entries::entry(form, line, random));
            }
        }
        (None, _, None) => {}
    }
}

fn column<'f>(columns: &'f [Line], id: &LineId) -> Option<&'f Line> {
    columns.iter().find(|line| &line.id == id)
}

/// The answers of a corporate return that follow from others.
fn answer(evaluation: &Evaluation, code: &str) -> Option<(&'static str, String)> {
    match code {
        "at1.062_differs_from_schedule_12" => {
            Some(("062", evaluation.figure("s12-taxable")?.to_string()))
        }
        "at1.060_requires_061" => Some(("061", "yes".into())),
        "at1.schedule_12_required" => Some(("schedule-12", "yes".into())),
        _ => None,
    }
}
