//! The order in which money pays debts, as it was in force on a day.

use crate::db::routine;
use crate::db::schema::{account, allocation_order};
use crate::problem::ApiError;
use anyhow::{Context, anyhow};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use serde_json::Value;
use shared::allocation::{AllocationOrder, DebtKind};
use shared::id::AccountId;
use shared::program::{PAYMENT_ORDER, Program, TermChange};
use shared::rate::Confidence;
use std::collections::BTreeMap;

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

/// What the desk has set.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set {
    change: TermChange,
    effective_on: NaiveDate,
}

/// The order of an account's program on a day: the one that the desk has set; else a row of the program goes before one of
/// all programs.
///
/// # Errors
/// 404 when there is no such account.
pub async fn in_force(
    connection: &mut AsyncPgConnection,
    id: AccountId,
    on: NaiveDate,
) -> Result<InForce, ApiError> {
    type Found = (
        Program,
        Vec<String>,
        NaiveDate,
        Confidence,
        String,
        Option<Value>,
    );
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
            routine::term_of(account::program, PAYMENT_ORDER, on),
        ))
        .first(connection)
        .await
        .optional()?;
    let (program, kinds, effective_on, confidence, source, set) =
        found.ok_or_else(ApiError::not_found)?;
    if let Some(set) = set {
        let set: Set = serde_json::from_value(set).context("a term does not have its shape")?;
        if let TermChange::PaymentOrder { order } = &set.change
            && let Some(order) = AllocationOrder::of(order)
        {
            return Ok(InForce {
                program,
                order,
                effective_on: set.effective_on,
                confidence: Confidence::Confirmed,
                source: "Set by Tax and Revenue Administration".into(),
            });
        }
    }
    Ok(InForce {
        program,
        order: read(&kinds, effective_on)?,
        effective_on,
        confidence,
        source,
    })
}

/// The order of each program on a day while the desk has set none.
///
/// # Errors
/// When the database does not answer.
pub async fn by_default(
    connection: &mut AsyncPgConnection,
    on: NaiveDate,
) -> Result<BTreeMap<Program, AllocationOrder>, ApiError> {
    let rows: Vec<(String, Vec<String>, NaiveDate)> = allocation_order::table
        .filter(allocation_order::effective_on.le(on))
        .order((
            allocation_order::program,
            allocation_order::effective_on.desc(),
        ))
        .distinct_on(allocation_order::program)
        .select((
            allocation_order::program,
            allocation_order::kinds,
            allocation_order::effective_on,
        ))
        .load(connection)
        .await?;
    let mut orders = BTreeMap::new();
    for (program, kinds, since) in rows {
        orders.insert(program, read(&kinds, since)?);
    }
    let of = |program: &Program| {
        let own = orders.get(program.as_str()).or_else(|| orders.get(ALL));
        (*program, own.copied().unwrap_or(AllocationOrder::STANDARD))
    };
    Ok(Program::ALL.iter().map(of).collect())
}

fn read(kinds: &[String], effective_on: NaiveDate) -> Result<AllocationOrder, ApiError> {
    let kinds: Vec<DebtKind> = kinds.iter().filter_map(|kind| kind.parse().ok()).collect();
    let order = AllocationOrder::of(&kinds)
        .ok_or_else(|| anyhow!("the order of {effective_on} does not have each kind once"))?;
    Ok(order)
}
