//! What has happened, in words.

use super::store::{self, Row};
use crate::auth::session::SignedIn;
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::state::State;
use shared::Money;
use shared::contract::activity::{Activity, ActivityKind};
use shared::contract::page::Page;
use shared::form::FilingKind;
use shared::period::Period;
use shared::posting::CauseKind;
use shared::words::dollars;

/// A page over all accounts of a person, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    who: &SignedIn,
    page: &PageRequest,
) -> Result<Page<Activity>, ApiError> {
    let mut connection = state.db.read().await?;
    let rows = store::list(&mut connection, who.person, page).await?;
    let rows = page.page(rows, |row| row.id.to_string());
    Ok(Page {
        data: rows.data.into_iter().map(activity).collect(),
        next_cursor: rows.next_cursor,
        has_more: rows.has_more,
    })
}

fn activity(row: Row) -> Activity {
    let account = format!("/accounts/{}", row.account_id);
    let label = row.starts_on.zip(row.ends_on);
    let label = label.map(|(starts_on, ends_on)| Period { starts_on, ends_on }.label());
    let label = label.unwrap_or_default();
    let (text, page) = match row.kind {
        ActivityKind::Filing => (
            format!("{}{}, {label}", received(&row), which(&row)),
            format!("{account}/filings/{}", row.id),
        ),
        ActivityKind::Money => (
            format!("{}, {label}", moved(&row)),
            format!("{account}/transactions"),
        ),
        ActivityKind::Message => (
            row.words.clone().unwrap_or_default(),
            format!("{account}/messages/{}", row.id),
        ),
    };
    Activity {
        id: row.id,
        kind: row.kind,
        client_id: row.client_id,
        account_id: row.account_id,
        account_name: row.account_name,
        at: row.at,
        text,
        by: row.by,
        page,
    }
}

/// The form, where it is not the program's main one: a month can have several.
fn which(row: &Row) -> String {
    let facts = row.program.facts();
    let form = row.form.as_deref().and_then(|code| facts.form(code));
    let other = form.filter(|form| *form != facts.main_form());
    other.map_or(String::new(), |form| format!(": {}", form.title))
}

fn received(row: &Row) -> &'static str {
    match (row.filing_kind, row.revision) {
        (Some(FilingKind::Statement), _) => "Statement posted",
        (_, Some(2..)) => "Amendment received",
        (Some(FilingKind::Claim), _) => "Claim received",
        (Some(FilingKind::Return) | None, _) => "Return received",
    }
}

/// `Payment of $24,118.20 received`.
fn moved(row: &Row) -> String {
    let amount = row.amount.unwrap_or_default();
    let sum = dollars(amount.abs());
    let less = amount.is_negative();
    match row.cause {
        Some(CauseKind::Payment) => format!("Payment of {sum} received"),
        Some(CauseKind::Refund) => format!("Refund of {sum} issued"),
        Some(CauseKind::Transfer) => format!("Credit of {sum} carried"),
        Some(CauseKind::Reversal) => format!("{sum} taken back"),
        Some(CauseKind::Interest) if less => format!("Interest of {sum} credited"),
        Some(CauseKind::Interest) => format!("Interest of {sum} added"),
        Some(CauseKind::Assessment | CauseKind::Statement | CauseKind::Instalment) | None => {
            let word = if amount > Money::ZERO {
                "charged"
            } else {
                "taken off"
            };
            format!("{sum} {word}")
        }
    }
}
