//! What can be done with drafts and filings.

use super::receive::receive;
use super::store::{self, NewDraft};
use super::{Filer, Outcome, Submission};
use crate::auth::grant::{Grant, PrepareFiling, SubmitFiling, ViewFilings};
use crate::db::Act;
use crate::forms::Days;
use crate::http::etag::tag;
use crate::http::idempotency::IdempotencyKey;
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::state::State;
use crate::{forms, rates, terms, work};
use diesel_async::AsyncPgConnection;
use shared::contract::filings::{Filing, FilingBody, FilingSummary, Receipt, SavedDraft};
use shared::contract::page::Page;
use shared::filing::{Draft, Evaluation, Row, evaluate, explain_row, oversize};
use shared::form::{Form, LineId};
use shared::id::{AccountId, FilingId, PeriodId, ReceiptId};
use shared::program::Capability;
use shared::{Problem, ProblemCode};
use std::collections::BTreeMap;

pub use super::receive::Target;

/// The saved draft of a period, or what a new one begins with: the filed lines, or nothing.
///
/// # Errors
/// 404 when there is no such period.
pub async fn show_draft(
    state: &State,
    by: &Grant<PrepareFiling>,
    period: PeriodId,
) -> Result<SavedDraft, ApiError> {
    let mut connection = state.db.read().await?;
    let period = store::period_of(&mut connection, by.account(), period).await?;
    let newest = store::newest(&mut connection, by.account(), period.id).await?;
    let amends = newest.map(|newest| newest.id);
    if let Some((version, draft, at, by)) =
        store::draft_of(&mut connection, by.account(), period.id).await?
    {
        return Ok(SavedDraft {
            period_id: period.id,
            version,
            draft,
            saved_at: Some(at),
            saved_by: Some(by),
            amends,
        });
    }
    let draft = match amends {
        Some(filing) => store::entered(&mut connection, by.account(), filing).await?,
        None => first(state, &mut connection, by.account(), &period).await?,
    };
    Ok(SavedDraft {
        period_id: period.id,
        version: 0,
        draft,
        saved_at: None,
        saved_by: None,
        amends,
    })
}

/// What a new draft begins with: rows for what the period before ended with.
async fn first(
    state: &State,
    connection: &mut AsyncPgConnection,
    account: AccountId,
    period: &store::FilingPeriod,
) -> Result<Draft, ApiError> {
    let holder = store::account_of(connection, account).await?;
    // Where there is no form today there is nothing to take over; whoever asks for the form is told why.
    match form_today(state, connection, account, &holder, period).await {
        Ok(form) => Ok(form.first_draft(&holder.program.rules().carries(&form))),
        Err(ApiError::Problem(_) | ApiError::RateMissing(..)) => Ok(Draft::default()),
        Err(other) => Err(other),
    }
}

/// Saves a draft over the version that the caller has read.
///
/// # Errors
/// 404 when there is no such period, 412 with the current version when somebody else has saved, 422 beyond the limits.
pub async fn save_draft(
    state: &State,
    by: &Grant<PrepareFiling>,
    period: PeriodId,
    expected: i64,
    draft: Draft,
) -> Result<SavedDraft, ApiError> {
    check_size(&draft.lines, &draft.rows)?;
    let account = by.account();
    let (saved, missing) = state
        .db
        .write(by, Act::SaveDraft, async |tx| {
            let holder = store::account_of(tx, account).await?;
            let period = store::period_of(tx, account, period).await?;
            let form = holder.program.facts().form(&period.form);
            if form.is_some_and(|form| !form.kind.is_of_clients()) {
                return Err(terms::not_offered(holder.program, "statements"));
            }
            let rates = rates::of_forms(tx, holder.program).await?;
            let newest = store::newest(tx, account, period.id).await?;
            let days = Days {
                received_on: newest.map_or(state.clock.today(), |newest| newest.first_filed_on),
                ..today(state)
            };
            let form = forms::form(tx, &period.asked(account, &holder), &rates, days).await;
            let worked_out = form.ok().map(|form| {
                let evaluation = evaluate(&form, &draft);
                let rules = holder.program.rules();
                // The page refuses it before it is filed, so that the desk would never hear.
                let missing = rules.rate_refused(&form, &draft, &evaluation);
                (evaluation.payable, missing)
            });
            let (payable, missing) = worked_out.unwrap_or_default();
            let new = NewDraft {
                account,
                period: period.id,
                draft: &draft,
                payable,
                at: state.clock.now(),
                by: by.signed_in().person,
            };
            let Some(version) = store::save_draft(tx, &new, expected).await? else {
                return Err(stale(
                    store::draft_of(tx, account, period.id)
                        .await?
                        .map_or(0, |(version, ..)| version),
                ));
            };
            let amends = newest.map(|newest| newest.id);
            tx.about(format!(
                "/v1/accounts/{account}/periods/{}/draft",
                period.id
            ));
            tx.note("version", version);
            let saved_by = Some(by.signed_in().name.clone());
            let saved = SavedDraft {
                period_id: period.id,
                version,
                draft: draft.clone(),
                saved_at: Some(new.at),
                saved_by,
                amends,
            };
            Ok((saved, missing.map(|missing| (holder.program, missing))))
        })
        .await?;
    if let Some((program, missing)) = missing {
        work::tell(
            &state.db,
            &state.clock,
            program,
            &missing,
            work::Wanted::Refused,
        )
        .await;
    }
    Ok(saved)
}

fn stale(current: i64) -> ApiError {
    let mut problem = Problem::new(
        ProblemCode::VersionStale,
        "Read the draft again, decide which lines to keep, and save over the current version.",
    );
    problem.current_version = Some(tag(current));
    problem.into()
}

pub(super) fn check_size(
    lines: &BTreeMap<LineId, String>,
    rows: &BTreeMap<String, Vec<Row>>,
) -> Result<(), ApiError> {
    let errors = oversize(lines, rows);
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::new(
            ProblemCode::FilingFindings,
            "Nothing was saved. Shorten what is named.",
        )
        .with_errors(errors)
        .into())
    }
}

/// Works out a draft without keeping anything: the same rules that filing runs.
///
/// # Errors
/// 404 when there is no such period.
pub async fn check_draft(
    state: &State,
    by: &Grant<PrepareFiling>,
    period: PeriodId,
    draft: &Draft,
    explain: Option<&str>,
) -> Result<Evaluation, ApiError> {
    let explain = explain.map(row_of).transpose()?;
    check_size(&draft.lines, &draft.rows)?;
    let mut connection = state.db.read().await?;
    let holder = store::account_of(&mut connection, by.account()).await?;
    let period = store::period_of(&mut connection, by.account(), period).await?;
    let form = form_today(state, &mut connection, by.account(), &holder, &period).await;
    drop(connection);
    let form = work::heard(&state.db, &state.clock, form).await?;
    let mut evaluation = evaluate(&form, draft);
    if let Some((table, row)) = explain {
        evaluation.row_why = explain_row(&form, draft, table, row);
    }
    Ok(evaluation)
}

/// The table and the row of a pointer like `/rows/trips/0`.
fn row_of(pointer: &str) -> Result<(&str, usize), ApiError> {
    let parts = pointer
        .strip_prefix("/rows/")
        .and_then(|rest| rest.split_once('/'))
        .and_then(|(table, row)| Some((table, row.parse().ok()?)));
    parts.ok_or_else(|| {
        let detail = "explain must name a row, as in /rows/trips/0.";
        ApiError::new(ProblemCode::Parameter, detail)
    })
}

/// The form of a period, as it would be received today, with what is taken over from the account.
///
/// # Errors
/// 404 when there is no such period, 422 when no rate is known for its days.
pub async fn show_form(
    state: &State,
    by: &Grant<PrepareFiling>,
    period: PeriodId,
) -> Result<Form, ApiError> {
    let account = by.account();
    let mut connection = state.db.read().await?;
    let holder = store::account_of(&mut connection, account).await?;
    let period = store::period_of(&mut connection, account, period).await?;
    let form = form_today(state, &mut connection, account, &holder, &period).await;
    drop(connection);
    work::heard(&state.db, &state.clock, form).await
}

async fn form_today(
    state: &State,
    connection: &mut AsyncPgConnection,
    account: AccountId,
    holder: &store::FilingAccount,
    period: &store::FilingPeriod,
) -> Result<Form, ApiError> {
    let rates = rates::of_forms(connection, holder.program).await?;
    let mut days = today(state);
    if let Some(newest) = store::newest(connection, account, period.id).await? {
        // An amendment counts as received when the first return was.
        days.received_on = newest.first_filed_on;
    }
    forms::form(connection, &period.asked(account, holder), &rates, days).await
}

fn today(state: &State) -> Days {
    let today = state.clock.today();
    Days {
        today,
        received_on: today,
    }
}

/// Files a return or an amendment.
///
/// # Errors
/// As [`receive`].
pub async fn file(
    state: &State,
    by: &Grant<SubmitFiling>,
    target: Target,
    body: FilingBody,
    key: IdempotencyKey,
) -> Result<Outcome, ApiError> {
    check_size(&body.lines, &body.rows)?;
    let filer = Filer {
        person: by.signed_in().person,
        name: by.signed_in().name.clone(),
        desk: false,
    };
    receive(
        state,
        by,
        &Submission {
            account: by.account(),
            target,
            body,
            key,
            filer,
        },
    )
    .await
}

/// A page of filings, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    by: &Grant<ViewFilings>,
    page: &PageRequest,
) -> Result<Page<FilingSummary>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = store::list(&mut connection, by.account(), page).await?;
    Ok(page.page(rows, |row| row.id.to_string()))
}

/// One filing.
///
/// # Errors
/// 404 when there is none.
pub async fn show(
    state: &State,
    by: &Grant<ViewFilings>,
    id: FilingId,
    explain: Option<&str>,
) -> Result<Filing, ApiError> {
    let explain = explain.map(row_of).transpose()?;
    let account = by.account();
    let mut connection = state.db.read().await?;
    let filed = store::show(&mut connection, account, id).await?;
    let filed = filed.ok_or_else(ApiError::not_found)?;
    let holder = store::account_of(&mut connection, account).await?;
    let period = store::period_of(&mut connection, account, filed.summary.period_id).await?;
    let versions = store::versions_of(&mut connection, account, period.id).await?;
    let rates = rates::of_forms(&mut connection, holder.program).await?;
    let terms = terms::of(&mut connection, holder.program, state.clock.today()).await?;
    let first = versions.last();
    let days = Days {
        today: filed.summary.filed_on,
        received_on: first.map_or(filed.summary.filed_on, |first| first.filed_on),
    };
    let asked = period.asked(account, &holder);
    let form = forms::form(&mut connection, &asked, &rates, days).await;
    drop(connection);
    let form = work::heard(&state.db, &state.clock, form).await?;
    let mut evaluation = filed.evaluation;
    if let Some((table, row)) = explain {
        evaluation.row_why = explain_row(&form, &filed.draft, table, row);
    }
    Ok(Filing {
        takes_amendments: form.kind.is_of_clients() && terms.offers(Capability::Amend),
        form,
        program: holder.program,
        account_name: holder.name,
        summary: filed.summary,
        form_version: filed.form_version,
        draft: filed.draft,
        evaluation,
        rates: filed.rates,
        amends: filed.amends,
        versions,
    })
}

/// A receipt exactly as it was issued.
///
/// # Errors
/// 404 when there is none.
pub async fn show_receipt(
    state: &State,
    by: &Grant<ViewFilings>,
    id: ReceiptId,
) -> Result<Receipt, ApiError> {
    let mut connection = state.db.read().await?;
    store::receipt_of(&mut connection, by.account(), id)
        .await?
        .ok_or_else(ApiError::not_found)
}

/// The receipt that the caller's own request with this key led to: for a reply that was lost.
///
/// # Errors
/// 404 when the key led to nothing: the request can be sent again.
pub async fn find_receipt(
    state: &State,
    by: &Grant<ViewFilings>,
    key: &str,
) -> Result<Receipt, ApiError> {
    // A key that no filing can have been sent with; some of them the database cannot even read.
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ApiError::not_found());
    }
    let mut connection = state.db.read().await?;
    let used = store::used_key(&mut connection, by.account(), by.signed_in().person, key).await?;
    let (_fingerprint, receipt) = used.ok_or_else(ApiError::not_found)?;
    store::receipt_of(&mut connection, by.account(), receipt)
        .await?
        .ok_or_else(ApiError::not_found)
}
