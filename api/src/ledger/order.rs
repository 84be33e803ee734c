//! The order in which money pays debts, as it was in force on a day.

use crate::db::schema::{account, allocation_order};
use crate::problem::ApiError;
use anyhow::anyhow;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::allocation::{AllocationOrder, DebtKind};
use shared::id::AccountId;
use shared::program::Program;
use shared::rate::Confidence;

/// An order, and since when and by whose word it is in force.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The account's program.
    pub program: Program,
    /// The order.
    pub order: AllocationOrder,
    /// Since when.
    pub effective_on: NaiveDate,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is from.
    pub source: String,
}

/// The program of a row that is for all programs.
const ALL: &str = "*";

/// The order of an account's program on a day. A row of the program goes before one of all programs.
///
/// # Errors
/// 404 when there is no such account.
pub async fn in_force(
    connection: &mut AsyncPgConnection,
    id: AccountId,
    on: NaiveDate,
) -> Result<InForce, ApiError> {
    type Found = (Program, Vec<String>, NaiveDate, Confidence, String);
    let own = allocation_order::program.eq(account::program);
    let found: Option<Found> = account::table
        .inner_join(allocation_order::table.on(own.or(allocation_order::program.eq(ALL))))
        .filter(account::id.eq(id))
        .filter(allocation_order::effective_on.le(on))
        .order((
            allocation_order::program.eq(ALL).asc(),
            allocation_order::effective_on.desc(),
        ))
        .select((
            account::program,
            allocation_order::kinds,
            allocation_order::effective_on,
            allocation_order::confidence,
            allocation_order::source,
        ))
        .first(connection)
        .await
        .optional()?;
    let (program, kinds, effective_on, confidence, source) =
        found.ok_or_else(ApiError::not_found)?;
    let kinds: Vec<DebtKind> = kinds.iter().filter_map(|kind| kind.parse().ok()).collect();
    let order = AllocationOrder::of(&kinds)
        .ok_or_else(|| anyhow!("the order of {effective_on} does not have each kind once"))?;
    Ok(InForce {
        program,
        order,
        effective_on,
        confidence,
        source,
    })
}
