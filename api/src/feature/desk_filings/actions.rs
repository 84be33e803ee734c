//! What the desk does with filings that it finds by the account's number.

use super::store::{self, Row};
use crate::assess;
use crate::auth::staff::{DecideWork, StaffGrant, has_access};
use crate::db::Act;
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::proposal;
use crate::register;
use crate::state::State;
use crate::work::{self, Again};
use shared::contract::desk::{
    FilingFound, FilingsFound, FilingsWanted, OpenWorkBody, OpenedWork, TEXT_LIMIT,
};
use shared::form::FilingKind;
use shared::period::Period;
use shared::program::Program;

/// The account of a number and a page of what stands for its periods. Who looks is in the account's audit trail.
///
/// # Errors
/// 404 when there is no such account, or the caller has access to it; 400 for a cursor of another list.
pub async fn find(
    state: &State,
    by: &StaffGrant<DecideWork>,
    wanted: &FilingsWanted,
) -> Result<FilingsFound, ApiError> {
    let bound = format!(
        "filings of {} {} {:?}",
        wanted.program, wanted.number, wanted.occurrence
    );
    let page = PageRequest::read(wanted.limit, wanted.cursor.as_deref(), bound)?;
    state
        .db
        .write(by, Act::ReadWork, async |tx| {
            let named = (wanted.number.as_str(), wanted.occurrence.as_deref());
            let account = register::by_number(tx, wanted.program, named, by.person()).await?;
            tx.in_account(account.id);
            tx.about(format!("/v1/accounts/{}/filings", account.id));
            let rows = store::list(tx, account.id, &page).await?;
            let rows = page.page(rows, |row| row.id.to_string());
            let found = rows.data.into_iter().map(|row| found(wanted.program, row));
            Ok(FilingsFound {
                account_id: account.id,
                account_name: account.name,
                client_name: account.client_name,
                account_number: format!("{}-{}", account.number, account.occurrence),
                data: found.collect(),
                next_cursor: rows.next_cursor,
                has_more: rows.has_more,
            })
        })
        .await
}

fn found(program: Program, row: Row) -> FilingFound {
    let facts = program.facts();
    let title = facts.form(&row.form).map_or(facts.name, |form| form.title);
    let period = Period {
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    };
    FilingFound {
        filing_id: row.id,
        period_id: row.period_id,
        title: format!("{title}, {}", period.label()),
        kind: row.kind,
        revision: row.revision,
        filed_on: row.filed_on,
        payable: row.payable,
        assessed: row.assessed,
        work_id: row.work,
    }
}

/// Opens work about what was filed last for a period; the caller has taken it. Says whether it was open before: then the
/// reason is noted with it.
///
/// # Errors
/// 404 when there is no such filing, or the caller has access to the account; 422 without a reason, for a filing that was
/// amended, and for statements.
pub async fn open(
    state: &State,
    by: &StaffGrant<DecideWork>,
    body: &OpenWorkBody,
) -> Result<(OpenedWork, bool), ApiError> {
    let mut errors = Vec::new();
    proposal::text(&mut errors, "/reason", &body.reason, TEXT_LIMIT);
    proposal::sound(errors)?;
    let account = body.account_id;
    let reason = body.reason.trim();
    state
        .db
        .write(by, Act::OpenWork, async |tx| {
            tx.in_account(account);
            let filing = store::lock(tx, account, body.filing_id).await?;
            let filing = filing.ok_or_else(ApiError::not_found)?;
            if has_access(tx, account, by.person()).await? {
                return Err(ApiError::not_found());
            }
            let unfit =
                |code, message| proposal::sound(vec![proposal::error("/filingId", code, message)]);
            if filing.kind == FilingKind::Statement {
                let message = "A statement is corrected where it was posted: under Statements";
                unfit("filing.statement", message)?;
            }
            if filing.amended {
                let message = "It was amended since: look at what was filed last for the period";
                unfit("filing.not_latest", message)?;
            }
            tx.note("reason", reason);
            if let Some(id) = filing.open {
                tx.about(format!("/v1/desk/work/{id}"));
                let by = Some(by.person());
                work::noted(tx, &state.clock, (account, id), by, reason).await?;
                return Ok((OpenedWork { work_id: id }, true));
            }
            let payable_on = assess::payable_on(
                filing.program,
                (&filing.form, filing.kind),
                filing.period,
                filing.due_on,
                &filing.evaluation,
                filing.filed_on,
            );
            let again = Again {
                account,
                program: filing.program,
                period: filing.period_id,
                filing: body.filing_id,
                payable_on,
                by: by.person(),
                reason,
            };
            let id = work::look_again(tx, &state.clock, &again).await?;
            tx.about(format!("/v1/desk/work/{id}"));
            Ok((OpenedWork { work_id: id }, false))
        })
        .await
}
