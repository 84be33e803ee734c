//! What can be seen of accounts.

use super::store;
use crate::auth::grant::{Grant, ViewAccount};
use crate::auth::session::SignedIn;
use crate::http::page::PageRequest;
use crate::ledger::balance::{Which, periods, total};
use crate::problem::ApiError;
use crate::rates;
use crate::state::State;
use shared::access::Permission;
use shared::contract::accounts::{Account, AccountSummary};
use shared::contract::page::Page;
use shared::id::AccountId;

/// A page of the caller's accounts with what is owed today.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    state: &State,
    who: &SignedIn,
    page: &PageRequest,
) -> Result<Page<AccountSummary>, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let mut rows = store::list(&mut connection, who.person, today, page).await?;
    let rates = rates::load(&mut connection, &rates::of_ledger()).await?;
    let shows_money = |row: &AccountSummary| row.permissions.contains(&Permission::ViewFinancial);
    let visible: Vec<AccountId> = rows
        .iter()
        .filter(|row| shows_money(row))
        .map(|row| row.id)
        .collect();
    let standings = periods(&mut connection, &visible, Which::Unsettled, today, &rates).await?;
    for row in rows.iter_mut().filter(|row| visible.contains(&row.id)) {
        let of_row = standings
            .values()
            .filter(|standing| standing.account == row.id);
        let owing = total(of_row)?;
        row.balance = Some(owing.total);
        row.interest_missing_from = owing.interest_missing_from;
    }
    Ok(page.page(rows, |row| {
        format!("{} {} {}", row.number, row.occurrence, row.id)
    }))
}

/// One account with what stands out in it.
///
/// # Errors
/// 404 when the account was closed to the caller in the meantime.
pub async fn show(state: &State, by: &Grant<ViewAccount>) -> Result<Account, ApiError> {
    let mut connection = state.db.read().await?;
    let today = state.clock.today();
    let mut summary = store::show(&mut connection, by.signed_in().person, by.account(), today)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let owing = if by.also(Permission::ViewFinancial) {
        let rates = rates::load(&mut connection, &rates::of_ledger()).await?;
        let standings = periods(
            &mut connection,
            &[by.account()],
            Which::Unsettled,
            today,
            &rates,
        )
        .await?;
        Some(total(standings.values())?)
    } else {
        None
    };
    summary.balance = owing.as_ref().map(|owing| owing.total);
    summary.interest_missing_from = owing.as_ref().and_then(|owing| owing.interest_missing_from);
    let (returns_overdue, next_due_on) = store::due(&mut connection, by.account(), today).await?;
    Ok(Account {
        summary,
        owing,
        returns_overdue,
        next_due_on,
        as_of: today,
    })
}
