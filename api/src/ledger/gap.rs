//! Periods whose interest ends because no rate is known: kept in mind until there is one, though nothing may be left of a
//! period that says so.

use crate::db::Tx;
use crate::db::schema::interest_gap;
use crate::problem::ApiError;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::id::{AccountId, PeriodId};

/// Which interest of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// On what is owed or in credit: it ends before the first day without a rate.
    Balance,
    /// On instalments: it is not worked out at all, since the penalty follows from it.
    Instalments,
}

impl Part {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Instalments => "instalments",
        }
    }
}

/// Keeps a period in mind.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(
    tx: &mut Tx<'_>,
    (account, period): (AccountId, PeriodId),
    part: Part,
    missing_on: NaiveDate,
) -> Result<(), ApiError> {
    diesel::insert_into(interest_gap::table)
        .values((
            interest_gap::account_id.eq(account),
            interest_gap::period_id.eq(period),
            interest_gap::part.eq(part.as_str()),
            interest_gap::missing_on.eq(missing_on),
        ))
        .on_conflict((
            interest_gap::account_id,
            interest_gap::period_id,
            interest_gap::part,
        ))
        .do_update()
        .set(interest_gap::missing_on.eq(missing_on))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The periods of an account with a part that is missing, and since when.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(
    tx: &mut Tx<'_>,
    account: AccountId,
    part: Part,
) -> Result<Vec<(PeriodId, NaiveDate)>, ApiError> {
    Ok(interest_gap::table
        .filter(interest_gap::account_id.eq(account))
        .filter(interest_gap::part.eq(part.as_str()))
        .order(interest_gap::missing_on)
        .select((interest_gap::period_id, interest_gap::missing_on))
        .load(&mut **tx)
        .await?)
}

/// A period is seen to up to a day: what was missing by then is not any more. Says whether something was.
///
/// # Errors
/// When the database does not answer.
pub async fn close(
    tx: &mut Tx<'_>,
    (account, period): (AccountId, PeriodId),
    part: Part,
    to: NaiveDate,
) -> Result<bool, ApiError> {
    let closed = diesel::delete(
        interest_gap::table
            .find((account.uuid(), period.uuid(), part.as_str()))
            .filter(interest_gap::missing_on.le(to)),
    )
    .execute(&mut **tx)
    .await?;
    Ok(closed > 0)
}
