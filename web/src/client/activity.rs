//! What has happened lately.

use super::{Call, ClientError};
use shared::contract::activity::Activity;
use shared::contract::page::Page;

/// So many of it over all accounts, newest first.
pub(crate) async fn list_activity(
    limit: u16,
    cursor: Option<&str>,
) -> Result<Page<Activity>, ClientError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", crate::ui::browser::encoded(cursor)))
        .unwrap_or_default();
    Call::get(format!("/v1/activity?limit={limit}{cursor}"))
        .send()
        .await
}
