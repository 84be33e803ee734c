//! The addresses of what is to be done, of the calendar and of its link.

use super::actions::{self, Filter};
use super::links;
use crate::auth::session::Taxpayer;
use crate::http::body::Body;
use crate::http::etag::{is_known, tag_of};
use crate::http::page::{PageQuery, PageRequest};
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use shared::contract::calendar::{
    CreatedCalendarLink, NewCalendarLink, Obligation, ObligationKind, OwnCalendarLink,
};
use shared::contract::page::Page;
use shared::id::AccountId;
use shared::program::Program;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn register(config: &mut ServiceConfig<'_>) {
    config
        .service(list_obligations)
        .service(show_calendar)
        .service(show_calendar_link)
        .service(create_calendar_link)
        .service(revoke_calendar_link)
        .service(follow_calendar_link);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CalendarQuery {
    /// The first day; today when left out.
    #[param(example = "2026-11-01")]
    #[serde(default, deserialize_with = "crate::http::day::optional")]
    from: Option<NaiveDate>,
    /// The last day, at most 366 days with the first; three months after the first when left out.
    #[param(example = "2027-01-31")]
    #[serde(default, deserialize_with = "crate::http::day::optional")]
    to: Option<NaiveDate>,
    /// Only of this account.
    account_id: Option<AccountId>,
    /// Only of this program.
    program: Option<Program>,
    /// Only of this kind.
    kind: Option<ObligationKind>,
    /// Leave out what is done; otherwise it is there as well.
    #[param(example = false)]
    #[serde(default)]
    open: bool,
    /// Rows of a page, from 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u16>,
    /// The `nextCursor` of the page before.
    cursor: Option<String>,
}

/// List obligations
///
/// What needs the signed-in person now, in every account that may be seen, oldest day first: returns and claims of ended
/// periods that were not filed, instalments, balances and what filed returns left to pay within a month. Debts whose day
/// has passed are in the balances.
#[utoipa::path(tag = "calendar", security(("session" = [])), params(PageQuery), responses((status = 200, description = "A page of what is to be done", body = Page<Obligation>)))]
#[get("/v1/obligations")]
async fn list_obligations(
    who: Taxpayer,
    state: web::Data<State>,
    query: web::Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = PageRequest::read(
        query.limit,
        query.cursor.as_deref(),
        format!("obligations {}", who.person),
    )?;
    Ok(HttpResponse::Ok().json(actions::obligations(&state, &who, &page).await?))
}

/// Show the calendar
///
/// Everything that has a day between two days, in every account that the signed-in person may see: returns and claims, payments,
/// last days to claim and to object, renewals; done or not. At most 366 days at a time.
#[utoipa::path(tag = "calendar", security(("session" = [])), params(CalendarQuery), responses((status = 200, description = "A page of the calendar, by day", body = Page<Obligation>)))]
#[get("/v1/calendar")]
async fn show_calendar(
    who: Taxpayer,
    state: web::Data<State>,
    query: web::Query<CalendarQuery>,
) -> Result<HttpResponse, ApiError> {
    let CalendarQuery {
        from,
        to,
        account_id,
        program,
        kind,
        open,
        limit,
        cursor,
    } = query.into_inner();
    let filters = format!(
        "calendar {} {from:?} {to:?} {account_id:?} {program:?} {kind:?} {open}",
        who.person
    );
    let page = PageRequest::read(limit, cursor.as_deref(), filters)?;
    let filter = Filter {
        from,
        to,
        account: account_id,
        program,
        kind,
        open,
    };
    Ok(HttpResponse::Ok().json(actions::calendar(&state, &who, &filter, &page).await?))
}

/// Read the calendar link
///
/// Whether there is a link by which calendar programs follow the signed-in person's days, what it shows and when it was last
/// used. Its address is not here: only a hash of it is kept.
#[utoipa::path(tag = "calendar", security(("session" = [])), responses((status = 200, description = "The link, if there is one", body = OwnCalendarLink)))]
#[get("/v1/calendar/link")]
async fn show_calendar_link(
    who: Taxpayer,
    state: web::Data<State>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(links::show(&state, &who).await?))
}

/// Make a calendar link
///
/// Makes an address that calendar programs can subscribe to. Whoever has it sees the signed-in person's days, without amounts
/// unless they are asked for, and nothing else. A person has one link: a new one takes the place of the old one, which
/// stops working. A link that no program uses for 180 days stops too.
#[utoipa::path(tag = "calendar", security(("session" = [])), request_body = NewCalendarLink, responses((status = 201, description = "Made; the address is shown this once", body = CreatedCalendarLink)))]
#[post("/v1/calendar/link")]
async fn create_calendar_link(
    who: Taxpayer,
    state: web::Data<State>,
    body: Body<NewCalendarLink>,
) -> Result<HttpResponse, ApiError> {
    let created = links::create(&state, &who, body.read().await?).await?;
    Ok(HttpResponse::Created().json(created))
}

/// Take the calendar link back
///
/// The address stops working at once. Doing it again changes nothing.
#[utoipa::path(tag = "calendar", security(("session" = [])), responses((status = 204, description = "There is no link any more")))]
#[delete("/v1/calendar/link")]
async fn revoke_calendar_link(
    who: Taxpayer,
    state: web::Data<State>,
) -> Result<HttpResponse, ApiError> {
    links::revoke(&state, &who).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Follow a calendar link
///
/// The open days of the person who made the link, from three months back to a year ahead, as iCalendar (RFC 5545). Needs no
/// session; the token is the key. Accounts that the person may no longer see are not in it. Send the ETag as
/// If-None-Match to be told when nothing has changed. An unknown, replaced or revoked token answers 404.
#[utoipa::path(tag = "calendar",
    params(
        ("token" = String, Path, description = "The secret part of the address.", example = "4bwmdLIv7zV7S9lFkSGFggLiNMRpwaHtZm4cTXp71l0"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the calendar that the caller has.", example = "\"3f7a1c0d5e2b49a8866d1f0c9b7e5a42\""),
    ),
    responses(
        (status = 200, description = "The calendar", body = String, content_type = "text/calendar", headers(("ETag" = String, description = "Changes with the calendar")), example = json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tax and Revenue Administration//TRACS//EN\r\nEND:VCALENDAR\r\n")),
        (status = 304, description = "Nothing has changed", headers(("ETag" = String, description = "As it was sent"))),
    ))]
#[get("/v1/calendar/{token}.ics")]
async fn follow_calendar_link(
    state: web::Data<State>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let text = links::follow(&state, &path.into_inner()).await?;
    let tag = tag_of(&text);
    let mut response = if is_known(&request, &tag) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"));
    if is_known(&request, &tag) {
        return Ok(response.finish());
    }
    Ok(response
        .content_type("text/calendar; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "inline; filename=\"tracs.ics\"",
        ))
        .body(text))
}
