//! The addresses of drafts, filings and receipts.

use super::Outcome;
use super::actions::{self, Target};
use super::compare::compare;
use super::statement;
use crate::auth::grant::{Grant, PrepareFiling, SubmitFiling, ViewFilings};
use crate::auth::staff::{DecideWork, StaffGrant};
use crate::http::body::Body;
use crate::http::etag::{if_match, tag};
use crate::http::idempotency::{IdempotencyKey, REPLAYED};
use crate::http::page::{PageQuery, PageRequest};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use serde::Deserialize;
use shared::contract::comparison::Comparison;
use shared::contract::desk::{Statement, StatementBody, StatementForm, StatementWanted};
use shared::contract::filings::{
    ClaimBody, Filing, FilingBody, FilingSummary, Receipt, SavedDraft,
};
use shared::contract::net_file::{NetFileBody, NetFiled};
use shared::contract::page::Page;
use shared::contract::periods::NewPeriod;
use shared::filing::{Draft, Evaluation};
use shared::form::Form;
use shared::id::{AccountId, FilingId, PeriodId, ReceiptId};
use shared::program::corporate::netfile::SIZE_LIMIT;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(show_draft)
        .service(show_period_form)
        .service(save_draft)
        .service(check_draft)
        .service(file_return)
        .service(file_claim)
        .service(net_file)
        .service(amend_filing)
        .service(list_filings)
        .service(show_filing)
        .service(compare_filings)
        .service(find_receipt)
        .service(show_receipt)
        .service(show_statement_form)
        .service(post_statement);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReceiptQuery {
    /// The Idempotency-Key that the filing was sent with.
    #[param(
        min_length = 1,
        max_length = 255,
        example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10"
    )]
    idempotency_key: String,
}

/// Read the draft of a period
///
/// Gives the lines as they were typed, with the version as ETag. When nothing was saved yet the version is 0 and the
/// lines are those of the filed return, if there is one, to be amended.
#[utoipa::path(tag = "filings", security(("session" = [])), responses((status = 200, description = "The draft", body = SavedDraft, headers(("ETag" = String, description = "The version of the draft"))))) ]
#[get("/v1/accounts/{accountId}/periods/{periodId}/draft")]
async fn show_draft(
    by: Grant<PrepareFiling>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
) -> Result<HttpResponse, ApiError> {
    let draft = actions::show_draft(&state, &by, path.1).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, tag(draft.version)))
        .json(draft))
}

/// Read the form of a period
///
/// The form as data, as it would be received today, with what is taken over from the account: payments for the period, and
/// figures of earlier returns. A line that has a `value` counts so while it is left empty; its `origin` says where it is from.
#[utoipa::path(tag = "filings", security(("session" = [])), responses((status = 200, description = "The form", body = Form)),
    extensions(("x-problems" = json!(["filing.findings", "filing.rate_missing"]))))]
#[get("/v1/accounts/{accountId}/periods/{periodId}/form")]
async fn show_period_form(
    by: Grant<PrepareFiling>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show_form(&state, &by, path.1).await?))
}

/// Save the draft of a period
///
/// Keeps the lines exactly as they are sent, numbers or not, so that nothing typed is lost. Send the ETag that was last
/// read as If-Match, `"0"` for the first saving; another version answers 412 with the current one.
#[utoipa::path(tag = "filings", security(("session" = [])), request_body = Draft,
    params(("If-Match" = String, Header, description = "The ETag that was last read; `\"0\"` when nothing was saved yet.", example = "\"0\"")),
    responses((status = 200, description = "Saved", body = SavedDraft, headers(("ETag" = String, description = "The new version")))),
    extensions(("x-problems" = json!(["version.missing", "version.stale", "filing.findings"]))))]
#[put("/v1/accounts/{accountId}/periods/{periodId}/draft")]
async fn save_draft(
    by: Grant<PrepareFiling>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
    request: HttpRequest,
    body: Body<Draft>,
) -> Result<HttpResponse, ApiError> {
    let expected = if_match(&request)?;
    let draft = actions::save_draft(
        &state,
        &by,
        path.1,
        expected,
        body.read_with_rows().await?.0,
    )
    .await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, tag(draft.version)))
        .json(draft))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExplainQuery {
    /// A row of which `rowWhy` explains the worked-out cells: a JSON pointer with the table and the row, counted from 0.
    #[param(example = "/rows/trips/0")]
    explain: Option<String>,
}

/// Check a draft without filing it
///
/// A dry run: the same rules as filing, with every value, finding and reason. Nothing is kept. Lines always say why; the cells
/// of a row do when `explain` names it.
#[utoipa::path(tag = "filings", security(("session" = [])), params(ExplainQuery), request_body = Draft,
    responses((status = 200, description = "What follows from the lines, errors and warnings included", body = Evaluation)),
    extensions(("x-problems" = json!(["filing.findings", "filing.rate_missing"]))))]
#[post("/v1/accounts/{accountId}/periods/{periodId}/draft/check")]
async fn check_draft(
    by: Grant<PrepareFiling>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
    query: web::Query<ExplainQuery>,
    body: Body<Draft>,
) -> Result<HttpResponse, ApiError> {
    let draft = body.read_with_rows().await?.0;
    let explain = query.explain.as_deref();
    Ok(HttpResponse::Ok().json(actions::check_draft(&state, &by, path.1, &draft, explain).await?))
}

/// File a return
///
/// Receives the return, assesses it, charges the account and answers with a signed receipt, all in one transaction. Some
/// returns are reviewed before they are assessed: their receipt has no `assessmentId`. Sent
/// again with the same Idempotency-Key it answers with the same receipt and has no further effect. A return with no line
/// is a nil return.
#[utoipa::path(tag = "filings", security(("session" = [])), request_body = FilingBody,
    params(("Idempotency-Key" = String, Header, description = "Names this act, 1 to 255 visible characters. A retry sends the same.", example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10")),
    responses(
        (status = 201, description = "Received", body = Receipt, headers(("Location" = String, description = "The receipt"), ("Idempotency-Replayed" = Option<String>, description = "`true` when the key was used before"))),
    ),
    extensions(("x-problems" = json!(["idempotency.key_required", "idempotency.key_reused", "idempotency.in_progress", "filing.findings", "filing.rate_missing", "filing.period_not_over", "filing.already_filed", "filing.not_offered"]))))]
#[post("/v1/accounts/{accountId}/periods/{periodId}/filings")]
async fn file_return(
    by: Grant<SubmitFiling>,
    state: web::Data<State>,
    path: web::Path<(AccountId, PeriodId)>,
    request: HttpRequest,
    body: Body<FilingBody>,
) -> Result<HttpResponse, ApiError> {
    file(by, state, Target::Period(path.1), request, body).await
}

/// File a claim
///
/// Opens the days of a claim, or of an event, and receives what is filed for them, in one transaction. The amount claimed is
/// a credit on the account. Sent again with the same Idempotency-Key it answers with the same receipt. A claim that was
/// started and drafted is filed as a return is, by its period.
#[utoipa::path(tag = "filings", security(("session" = [])), request_body = ClaimBody,
    params(("Idempotency-Key" = String, Header, description = "Names this act, 1 to 255 visible characters. A retry sends the same.", example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10")),
    responses(
        (status = 201, description = "Received", body = Receipt, headers(("Location" = String, description = "The receipt"), ("Idempotency-Replayed" = Option<String>, description = "`true` when the key was used before"))),
    ),
    extensions(("x-problems" = json!(["idempotency.key_required", "idempotency.key_reused", "idempotency.in_progress", "filing.findings", "filing.rate_missing", "filing.overlaps", "filing.not_offered"]))))]
#[post("/v1/accounts/{accountId}/claims")]
async fn file_claim(
    by: Grant<SubmitFiling>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    request: HttpRequest,
    body: Body<ClaimBody>,
) -> Result<HttpResponse, ApiError> {
    IdempotencyKey::of(&request, &[])?;
    let (body, bytes) = body.read_with_rows().await?;
    let key = IdempotencyKey::of(&request, &bytes)?;
    let days = NewPeriod {
        form: body.form,
        from: body.from,
        to: body.to,
    };
    let filing = FilingBody {
        lines: body.lines,
        rows: body.rows,
        certified: body.certified,
        acknowledged: body.acknowledged,
    };
    let outcome = actions::file(&state, &by, Target::Days(days), filing, key).await?;
    Ok(received(outcome))
}

/// File a corporate return as Net File does
///
/// Takes a corporate income tax return as line items and looks at it in stages: account number, year-end, whether an original
/// is on file, schedules, content. The first stage that finds something answers, with Net File's codes as `net_file.20030`
/// and so on; findings of the form keep their own codes. A return that passes is received, assessed and acknowledged as by
/// `file_return`, with a confirmation number of twelve digits.
#[utoipa::path(tag = "filings", security(("session" = [])), request_body = NetFileBody,
    params(("Idempotency-Key" = String, Header, description = "Names this act, 1 to 255 visible characters. A retry sends the same.", example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10")),
    responses(
        (status = 201, description = "Received", body = NetFiled, headers(("Location" = String, description = "The receipt"), ("Idempotency-Replayed" = Option<String>, description = "`true` when the key was used before"))),
    ),
    extensions(("x-problems" = json!(["idempotency.key_required", "idempotency.key_reused", "idempotency.in_progress", "filing.findings", "filing.rate_missing", "filing.period_not_over", "filing.not_offered"]))))]
#[post("/v1/accounts/{accountId}/net-file")]
async fn net_file(
    by: Grant<SubmitFiling>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    request: HttpRequest,
    body: Body<NetFileBody>,
) -> Result<HttpResponse, ApiError> {
    IdempotencyKey::of(&request, &[])?;
    let (body, bytes) = body.read_within(SIZE_LIMIT).await?;
    let key = IdempotencyKey::of(&request, &bytes)?;
    let (filed, replayed) = super::net_file::receive(&state, &by, &body, key).await?;
    Ok(created(&filed.receipt, replayed, &filed))
}

/// Amend a filing
///
/// Receives a changed return for the period of the newest filing. The reassessment charges or credits the difference.
#[utoipa::path(tag = "filings", security(("session" = [])), request_body = FilingBody,
    params(("Idempotency-Key" = String, Header, description = "Names this act, 1 to 255 visible characters. A retry sends the same.", example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10")),
    responses(
        (status = 201, description = "Received", body = Receipt, headers(("Location" = String, description = "The receipt"), ("Idempotency-Replayed" = Option<String>, description = "`true` when the key was used before"))),
    ),
    extensions(("x-problems" = json!(["idempotency.key_required", "idempotency.key_reused", "idempotency.in_progress", "filing.findings", "filing.rate_missing", "filing.not_latest", "filing.not_offered"]))))]
#[post("/v1/accounts/{accountId}/filings/{filingId}/amendments")]
async fn amend_filing(
    by: Grant<SubmitFiling>,
    state: web::Data<State>,
    path: web::Path<(AccountId, FilingId)>,
    request: HttpRequest,
    body: Body<FilingBody>,
) -> Result<HttpResponse, ApiError> {
    file(by, state, Target::Amends(path.1), request, body).await
}

async fn file(
    by: Grant<SubmitFiling>,
    state: web::Data<State>,
    target: Target,
    request: HttpRequest,
    body: Body<FilingBody>,
) -> Result<HttpResponse, ApiError> {
    // A key that is missing is said before the body is read; its fingerprint needs the body.
    IdempotencyKey::of(&request, &[])?;
    let (body, bytes) = body.read_with_rows().await?;
    let key = IdempotencyKey::of(&request, &bytes)?;
    Ok(received(
        actions::file(&state, &by, target, body, key).await?,
    ))
}

fn received(outcome: Outcome) -> HttpResponse {
    created(&outcome.receipt, outcome.replayed, &outcome.receipt)
}

fn created(receipt: &Receipt, replayed: bool, body: &impl serde::Serialize) -> HttpResponse {
    let mut response = HttpResponse::Created();
    response.insert_header((
        header::LOCATION,
        format!(
            "/v1/accounts/{}/receipts/{}",
            receipt.account_id, receipt.id
        ),
    ));
    if replayed {
        response.insert_header((REPLAYED, "true"));
    }
    response.json(body)
}

/// List filings
///
/// Returns and amendments of the account, newest first.
#[utoipa::path(tag = "filings", security(("session" = [])), params(PageQuery), responses((status = 200, description = "A page of filings", body = Page<FilingSummary>)))]
#[get("/v1/accounts/{accountId}/filings")]
async fn list_filings(
    by: Grant<ViewFilings>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = PageRequest::read(
        query.limit,
        query.cursor.as_deref(),
        format!("filings {}", by.account()),
    )?;
    Ok(HttpResponse::Ok().json(actions::list(&state, &by, &page).await?))
}

/// Read a filing
///
/// What was entered, what followed from it on that day with reasons, and the rates that were used. Lines always say why; the
/// cells of a row do when `explain` names it.
#[utoipa::path(tag = "filings", security(("session" = [])), params(ExplainQuery), responses((status = 200, description = "The filing", body = Filing)))]
#[get("/v1/accounts/{accountId}/filings/{filingId}")]
async fn show_filing(
    by: Grant<ViewFilings>,
    state: web::Data<State>,
    path: web::Path<(AccountId, FilingId)>,
    query: web::Query<ExplainQuery>,
) -> Result<HttpResponse, ApiError> {
    let explain = query.explain.as_deref();
    Ok(HttpResponse::Ok().json(actions::show(&state, &by, path.1, explain).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ComparisonQuery {
    /// The version to compare with, one of the same period; the one before when left out.
    with: Option<FilingId>,
}

/// Compare two versions of a filing
///
/// A filing next to the version before it, or next to another one of the same period: every line and every row that differs,
/// entered and computed, the warnings, what is payable and what was assessed. The earlier of the two is always `before`.
#[utoipa::path(tag = "filings", security(("session" = [])), params(ComparisonQuery), responses((status = 200, description = "Both versions", body = Comparison)), extensions(("x-problems" = json!(["filing.not_comparable"]))))]
#[get("/v1/accounts/{accountId}/filings/{filingId}/comparison")]
async fn compare_filings(
    by: Grant<ViewFilings>,
    state: web::Data<State>,
    path: web::Path<(AccountId, FilingId)>,
    query: web::Query<ComparisonQuery>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(compare(&state, &by, path.1, query.with).await?))
}

/// Find a receipt by Idempotency-Key
///
/// For a reply that was lost: gives the receipt that the caller's own request with this key led to, or 404 when it led to
/// nothing and can be sent again.
#[utoipa::path(tag = "filings", security(("session" = [])), params(ReceiptQuery), responses((status = 200, description = "The receipt", body = Receipt)))]
#[get("/v1/accounts/{accountId}/receipts")]
async fn find_receipt(
    by: Grant<ViewFilings>,
    state: web::Data<State>,
    _path: web::Path<AccountId>,
    query: web::Query<ReceiptQuery>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::find_receipt(&state, &by, &query.idempotency_key).await?))
}

/// Read a receipt
///
/// Exactly as it was issued, with its signature. The address keeps working.
#[utoipa::path(tag = "filings", security(("session" = [])), responses((status = 200, description = "The receipt", body = Receipt)))]
#[get("/v1/accounts/{accountId}/receipts/{receiptId}")]
async fn show_receipt(
    by: Grant<ViewFilings>,
    state: web::Data<State>,
    path: web::Path<(AccountId, ReceiptId)>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::show_receipt(&state, &by, path.1).await?))
}

/// Look up the form of a statement
///
/// The account of that number, the form by which the desk charges it without a return, for those days, and the statements that
/// it has on that form.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = StatementWanted, responses((status = 200, description = "The account and the form", body = StatementForm)),
    extensions(("x-problems" = json!(["filing.findings", "filing.rate_missing"]))))]
#[post("/v1/desk/statement-forms")]
async fn show_statement_form(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    body: Body<StatementWanted>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(statement::form(&state, &by, &body.read().await?).await?))
}

/// Post a statement
///
/// Charges an account without a return: freehold mineral tax of a year, or a penalty. The client gets a notice with its lines,
/// its reasons and the days to object. Sent again with the same Idempotency-Key it has no further effect. One that `replaces`
/// an earlier statement posts the difference.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = StatementBody,
    params(("Idempotency-Key" = String, Header, description = "Names this act, 1 to 255 visible characters. A retry sends the same.", example = "0c8f2a34-3b0e-4c0e-9d57-0c6c7f7a6f10")),
    responses((status = 201, description = "Posted", body = Statement, headers(("Idempotency-Replayed" = Option<String>, description = "`true` when the key was used before")))),
    extensions(("x-problems" = json!(["idempotency.key_required", "idempotency.key_reused", "idempotency.in_progress", "filing.findings", "filing.rate_missing", "filing.overlaps", "filing.not_latest", "filing.not_offered"]))))]
#[post("/v1/desk/statements")]
async fn post_statement(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    request: HttpRequest,
    body: Body<StatementBody>,
) -> Result<HttpResponse, ApiError> {
    IdempotencyKey::of(&request, &[])?;
    let (body, bytes) = body.read_with_rows().await?;
    let key = IdempotencyKey::of(&request, &bytes)?;
    let (posted, replayed) = statement::post(&state, &by, body, key).await?;
    let mut answer = HttpResponse::Created();
    if replayed {
        answer.insert_header((REPLAYED, "true"));
    }
    Ok(answer.json(posted))
}
