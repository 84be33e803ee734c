//! The addresses of the desk. Only the administration's staff find anything there.

use super::actions::{self, Wanted};
use crate::auth::staff::{DecideWork, StaffGrant, WorkQueue};
use crate::http::body::Body;
use crate::http::etag::{if_match, tag};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use serde::Deserialize;
use shared::contract::desk::{
    DecisionBody, Desk, GiveBody, LetterBody, StaffMember, WorkForm, WorkItem, WorkKind,
    WorkSummary, WorkView,
};
use shared::contract::page::Page;
use shared::id::WorkId;
use shared::program::Program;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(show_desk)
        .service(list_staff)
        .service(list_work)
        .service(download_work)
        .service(show_work)
        .service(show_work_form)
        .service(take_work)
        .service(give_work)
        .service(write_to_client)
        .service(decide_work);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct QueueQuery {
    /// Which part of the queue; `open` when left out.
    #[param(example = "open")]
    view: Option<WorkView>,
    /// Only work of this kind.
    #[param(example = "return-check")]
    kind: Option<WorkKind>,
    /// Only work of this program.
    #[param(example = "tourism-levy")]
    program: Option<Program>,
    /// Words in the name of the client or account, the account's number, the number of the work, or the code of a rate.
    #[param(max_length = 100, example = "kestrel")]
    text: Option<String>,
    /// Rows of a page, from 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u16>,
    /// The `nextCursor` of the page before.
    cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DownloadQuery {
    /// Which part of the queue; `open` when left out.
    #[param(example = "open")]
    view: Option<WorkView>,
    /// Only work of this kind.
    #[param(example = "return-check")]
    kind: Option<WorkKind>,
    /// Only work of this program.
    #[param(example = "tourism-levy")]
    program: Option<Program>,
    /// Words in the name of the client or account, the account's number, the number of the work, or the code of a rate.
    #[param(max_length = 100, example = "kestrel")]
    text: Option<String>,
}

/// Show the desk
///
/// Who the caller is at the administration's desk, what the caller may do, and how much there is to do.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "The desk", body = Desk)))]
#[get("/v1/desk")]
async fn show_desk(
    by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(actions::desk(&state, &by).await?))
}

/// List staff
///
/// The people of the administration whom work can be given to: those who decide work and have signed in before.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "The people, by name", body = Page<StaffMember>)))]
#[get("/v1/desk/staff")]
async fn list_staff(
    _by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(Page::whole(actions::staff(&state).await?)))
}

/// List work
///
/// Filings that wait for a decision, and rates that are missing; the earliest day to answer first.
#[utoipa::path(tag = "desk", security(("session" = [])), params(QueueQuery), responses((status = 200, description = "A page of work", body = Page<WorkSummary>)))]
#[get("/v1/desk/work")]
async fn list_work(
    by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
    query: web::Query<QueueQuery>,
) -> Result<HttpResponse, ApiError> {
    let QueueQuery {
        view,
        kind,
        program,
        text,
        limit,
        cursor,
    } = query.into_inner();
    let bound = format!(
        "work {view:?} {kind:?} {program:?} {text:?} {}",
        by.person()
    );
    let page = PageRequest::read(limit, cursor.as_deref(), bound)?;
    let wanted = Wanted {
        view,
        kind,
        program,
        text,
    };
    Ok(HttpResponse::Ok().json(actions::list(&state, &by, &wanted, &page).await?))
}

/// Download work
///
/// The same list as a CSV file, at most 10,000 rows. Cells that a spreadsheet would take for formulas begin with an
/// apostrophe.
#[utoipa::path(tag = "desk", security(("session" = [])), params(DownloadQuery),
    responses((status = 200, description = "The rows, with a row of heads", body = String, content_type = "text/csv", example = json!("Work,Kind\r\n\"W-48391\",\"return-check\"\r\n"))))]
#[get("/v1/desk/work.csv")]
async fn download_work(
    by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
    query: web::Query<DownloadQuery>,
) -> Result<HttpResponse, ApiError> {
    let DownloadQuery {
        view,
        kind,
        program,
        text,
    } = query.into_inner();
    let wanted = Wanted {
        view,
        kind,
        program,
        text,
    };
    let csv = actions::csv(&state, &by, &wanted).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"work.csv\"",
        ))
        .body(csv))
}

/// Read a piece of work
///
/// The filing beside the one before and the one of a year before, the rules that stopped it, and what was done with it. The
/// look is written into the account's audit trail.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "The work", body = WorkItem, headers(("ETag" = String, description = "The version of the work")))), extensions(("x-problems" = json!(["desk.four_eyes"]))))]
#[get("/v1/desk/work/{workId}")]
async fn show_work(
    by: StaffGrant<WorkQueue>,
    state: web::Data<State>,
    path: web::Path<WorkId>,
) -> Result<HttpResponse, ApiError> {
    Ok(answer(actions::show(&state, &by, path.into_inner()).await?))
}

/// Show the form of a piece of work
///
/// The form of the filing as it was received, and what was entered: to assess other figures than were filed.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "The form and what was entered", body = WorkForm)), extensions(("x-problems" = json!(["filing.rate_missing", "desk.four_eyes"]))))]
#[get("/v1/desk/work/{workId}/form")]
async fn show_work_form(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    path: web::Path<WorkId>,
) -> Result<HttpResponse, ApiError> {
    let (form, draft) = actions::form(&state, &by, path.into_inner()).await?;
    Ok(HttpResponse::Ok().json(WorkForm { form, draft }))
}

/// Take work
///
/// The caller sees to it from now on. Taking what one has already changes nothing.
#[utoipa::path(tag = "desk", security(("session" = [])), responses((status = 200, description = "The work", body = WorkItem, headers(("ETag" = String, description = "The version of the work")))),
    extensions(("x-problems" = json!(["desk.decided", "desk.not_taken", "desk.four_eyes"]))))]
#[post("/v1/desk/work/{workId}/assignment")]
async fn take_work(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    path: web::Path<WorkId>,
) -> Result<HttpResponse, ApiError> {
    Ok(answer(actions::take(&state, &by, path.into_inner()).await?))
}

/// Give work
///
/// Somebody else sees to it from now on, or nobody: it goes back to the queue.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = GiveBody,
    params(("If-Match" = String, Header, description = "The ETag that was last read.", example = "\"1\"")),
    responses((status = 200, description = "The work", body = WorkItem, headers(("ETag" = String, description = "The version of the work")))),
    extensions(("x-problems" = json!(["version.missing", "version.stale", "desk.decided", "desk.findings", "desk.four_eyes"]))))]
#[put("/v1/desk/work/{workId}/assignment")]
async fn give_work(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    path: web::Path<WorkId>,
    request: HttpRequest,
    body: Body<GiveBody>,
) -> Result<HttpResponse, ApiError> {
    let expected = if_match(&request)?;
    let body = body.read().await?;
    let work = actions::give(&state, &by, path.into_inner(), expected, &body).await?;
    Ok(answer(work))
}

/// Write to a client
///
/// Posts a letter to the inbox of the account and waits for the answer.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = LetterBody,
    params(("If-Match" = String, Header, description = "The ETag that was last read.", example = "\"1\"")),
    responses((status = 200, description = "The work", body = WorkItem, headers(("ETag" = String, description = "The version of the work")))),
    extensions(("x-problems" = json!(["version.missing", "version.stale", "desk.decided", "desk.not_taken", "desk.findings", "desk.four_eyes"]))))]
#[post("/v1/desk/work/{workId}/letters")]
async fn write_to_client(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    path: web::Path<WorkId>,
    request: HttpRequest,
    body: Body<LetterBody>,
) -> Result<HttpResponse, ApiError> {
    let expected = if_match(&request)?;
    let body = body.read().await?;
    let work = actions::write(&state, &by, path.into_inner(), expected, &body).await?;
    Ok(answer(work))
}

/// Decide work
///
/// Assesses the filing as filed or with other figures, refuses the claim, or closes the work; with its notice or letter, and
/// its entries in the ledger at once. Where two people decide, the first call proposes and the same call by another person
/// confirms it.
#[utoipa::path(tag = "desk", security(("session" = [])), request_body = DecisionBody,
    params(("If-Match" = String, Header, description = "The ETag that was last read.", example = "\"2\"")),
    responses((status = 200, description = "The work", body = WorkItem, headers(("ETag" = String, description = "The version of the work")))),
    extensions(("x-problems" = json!(["version.missing", "version.stale", "desk.decided", "desk.not_taken", "desk.findings", "desk.four_eyes", "filing.findings", "filing.rate_missing"]))))]
#[post("/v1/desk/work/{workId}/decision")]
async fn decide_work(
    by: StaffGrant<DecideWork>,
    state: web::Data<State>,
    path: web::Path<WorkId>,
    request: HttpRequest,
    body: Body<DecisionBody>,
) -> Result<HttpResponse, ApiError> {
    let expected = if_match(&request)?;
    let (body, _bytes) = body.read_with_rows().await?;
    let work = actions::decide(&state, &by, path.into_inner(), expected, &body).await?;
    Ok(answer(work))
}

fn answer(work: WorkItem) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::ETAG, tag(work.summary.version)))
        .json(work)
}
