//! What is to be done by which day, and the link for calendar programs.

use super::{Call, ClientError};
use shared::contract::calendar::{
    CreatedCalendarLink, NewCalendarLink, Obligation, OwnCalendarLink,
};
use shared::contract::page::Page;

/// What needs somebody now in all accounts, oldest day first.
pub(crate) async fn list_obligations() -> Result<Page<Obligation>, ClientError> {
    Call::get("/v1/obligations?limit=200").send().await
}

/// All of it, to be looked through for one client.
pub(crate) async fn list_all_obligations() -> Result<Page<Obligation>, ClientError> {
    let data = super::whole(|cursor| async move {
        Call::get(format!("/v1/obligations?limit=200{cursor}"))
            .send()
            .await
    })
    .await?;
    Ok(Page {
        data,
        next_cursor: None,
        has_more: false,
    })
}

/// Everything that has a day; `filter` as in the address.
pub(crate) async fn show_calendar(
    filter: &str,
    cursor: Option<&str>,
) -> Result<Page<Obligation>, ClientError> {
    let after = cursor
        .map(|cursor| format!("&cursor={}", crate::ui::browser::encoded(cursor)))
        .unwrap_or_default();
    Call::get(format!("/v1/calendar?limit=200&{filter}{after}"))
        .send()
        .await
}

/// The link, if there is one.
pub(crate) async fn show_calendar_link() -> Result<OwnCalendarLink, ClientError> {
    Call::get("/v1/calendar/link").send().await
}

/// Makes a link; an older one stops working.
pub(crate) async fn create_calendar_link(
    new: &NewCalendarLink,
) -> Result<CreatedCalendarLink, ClientError> {
    Call::post("/v1/calendar/link").json(new).send().await
}

/// Takes the link back.
pub(crate) async fn revoke_calendar_link() -> Result<(), ClientError> {
    Call::delete("/v1/calendar/link").send_only().await
}
