//! The rows of what stands for an account's periods.

use crate::db::Tx;
use crate::db::schema::{account, assessment, filing, period, work};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use anyhow::Context;
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::filing::Evaluation;
use shared::form::FilingKind;
use shared::id::{AccountId, FilingId, PeriodId, WorkId};
use shared::period::Period;
use shared::program::Program;

/// What was filed last for a period, as it is stored.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub(super) id: FilingId,
    pub(super) period_id: PeriodId,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) form: String,
    pub(super) kind: FilingKind,
    pub(super) revision: i32,
    pub(super) filed_on: NaiveDate,
    pub(super) payable: Money,
    pub(super) assessed: Option<Money>,
    pub(super) work: Option<WorkId>,
}

/// A page of what stands for each period, the newest filing first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    owner: AccountId,
    page: &PageRequest,
) -> Result<Vec<Row>, ApiError> {
    let (later, newer) = diesel::alias!(filing as later, assessment as newer);
    let amended = later.filter(
        later
            .field(filing::account_id)
            .eq(filing::account_id)
            .and(later.field(filing::period_id).eq(filing::period_id))
            .and(later.field(filing::revision).gt(filing::revision)),
    );
    // What stands for the period; a filing that waits has the assessment of the one before beside it.
    let assessed = newer
        .filter(
            newer
                .field(assessment::account_id)
                .eq(filing::account_id)
                .and(newer.field(assessment::period_id).eq(filing::period_id)),
        )
        .order(newer.field(assessment::seq).desc())
        .select(newer.field(assessment::tax))
        .limit(1)
        .single_value();
    let mut query = filing::table
        .inner_join(
            period::table.on(period::account_id
                .eq(filing::account_id)
                .and(period::id.eq(filing::period_id))),
        )
        .left_join(
            work::table.on(work::account_id
                .eq(filing::account_id)
                .and(work::period_id.eq(filing::period_id.nullable()))
                .and(work::decided_at.is_null())),
        )
        .filter(filing::account_id.eq(owner))
        .filter(not(exists(amended)))
        .order(filing::id.desc())
        .limit(page.fetch())
        .select((
            filing::id,
            filing::period_id,
            period::starts_on,
            period::ends_on,
            period::form,
            filing::kind,
            filing::revision,
            filing::filed_on,
            filing::payable,
            assessed,
            work::id.nullable(),
        ))
        .into_boxed();
    if let Some(after) = page.after(|text| text.parse::<FilingId>().ok())? {
        query = query.filter(filing::id.lt(after));
    }
    Ok(query.load(connection).await?)
}

/// A filing whose account is locked.
pub(super) struct Locked {
    pub(super) program: Program,
    pub(super) period_id: PeriodId,
    pub(super) period: Period,
    pub(super) form: String,
    pub(super) due_on: NaiveDate,
    pub(super) kind: FilingKind,
    pub(super) filed_on: NaiveDate,
    pub(super) evaluation: Evaluation,
    /// Something was filed for the period since.
    pub(super) amended: bool,
    /// Work about the period that is open.
    pub(super) open: Option<WorkId>,
}

/// Keeps others who file for the account, or decide about it, waiting.
pub(super) async fn lock(
    tx: &mut Tx<'_>,
    owner: AccountId,
    id: FilingId,
) -> Result<Option<Locked>, ApiError> {
    let program: Option<Program> = account::table
        .find(owner.uuid())
        .select(account::program)
        .for_update()
        .first(&mut **tx)
        .await
        .optional()?;
    let Some(program) = program else {
        return Ok(None);
    };
    type Found = (
        PeriodId,
        NaiveDate,
        NaiveDate,
        String,
        NaiveDate,
        FilingKind,
        NaiveDate,
        i32,
        Value,
    );
    let found: Option<Found> = filing::table
        .inner_join(
            period::table.on(period::account_id
                .eq(filing::account_id)
                .and(period::id.eq(filing::period_id))),
        )
        .filter(filing::account_id.eq(owner).and(filing::id.eq(id)))
        .select((
            period::id,
            period::starts_on,
            period::ends_on,
            period::form,
            period::due_on,
            filing::kind,
            filing::filed_on,
            filing::revision,
            filing::evaluation,
        ))
        .first(&mut **tx)
        .await
        .optional()?;
    let Some((period_id, starts_on, ends_on, form, due_on, kind, filed_on, revision, evaluation)) =
        found
    else {
        return Ok(None);
    };
    let later = filing::table
        .filter(filing::account_id.eq(owner))
        .filter(filing::period_id.eq(period_id))
        .filter(filing::revision.gt(revision));
    let open = work::table
        .filter(work::account_id.eq(owner))
        .filter(work::period_id.eq(period_id))
        .filter(work::decided_at.is_null())
        .select(work::id);
    Ok(Some(Locked {
        program,
        period_id,
        period: Period { starts_on, ends_on },
        form,
        due_on,
        kind,
        filed_on,
        evaluation: serde_json::from_value(evaluation)
            .context("a stored filing does not have its shape any more")?,
        amended: diesel::select(exists(later)).get_result(&mut **tx).await?,
        open: open.first(&mut **tx).await.optional()?,
    }))
}
