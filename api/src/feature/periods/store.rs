//! The rows of periods with what was filed and drafted for them.

use crate::db::Tx;
use crate::db::schema::{account, assessment, draft, filing, period, work};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::contract::desk::Decision;
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId};
use shared::program::Program;
use std::collections::BTreeMap;

/// A period as it is stored.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub(super) id: PeriodId,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) nominal_due_on: NaiveDate,
    pub(super) due_on: NaiveDate,
    pub(super) form: String,
    pub(super) draft_saved_at: Option<DateTime<Utc>>,
    pub(super) cut_from: Option<NaiveDate>,
}

/// What was filed for a period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filed {
    pub(super) newest: FilingId,
    /// The newest assessment, if there is one yet.
    pub(super) assessment: Option<AssessmentId>,
    pub(super) first_on: NaiveDate,
    /// What the desk has to do with the newest filing.
    pub(super) desk: AtDesk,
}

/// Whether a filing waits at the desk, or was not accepted there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtDesk {
    /// It is assessed.
    No,
    /// It waits.
    InReview,
    /// It was refused.
    Refused,
}

macro_rules! rows {
    ($account:expr) => {
        period::table
            .left_join(
                draft::table.on(draft::account_id
                    .eq(period::account_id)
                    .and(draft::period_id.eq(period::id))),
            )
            .filter(period::account_id.eq($account))
            .select((
                period::id,
                period::starts_on,
                period::ends_on,
                period::nominal_due_on,
                period::due_on,
                period::form,
                draft::saved_at.nullable(),
                period::cut_from,
            ))
    };
}

/// The program of an account.
pub(super) async fn program(
    connection: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<(Program, Option<NaiveDate>), ApiError> {
    Ok(account::table
        .find(account.uuid())
        .select((account::program, account::closed_on))
        .first(connection)
        .await?)
}

/// The program of an account, whose filings wait meanwhile: two claims for the same days cannot begin at once.
pub(super) async fn lock(tx: &mut Tx<'_>, account: AccountId) -> Result<Program, ApiError> {
    Ok(account::table
        .find(account.uuid())
        .select(account::program)
        .for_update()
        .first(&mut **tx)
        .await?)
}

/// A page of periods that have begun, newest first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    today: NaiveDate,
    page: &PageRequest,
) -> Result<Vec<Row>, ApiError> {
    let mut query = rows!(account)
        .filter(period::starts_on.le(today))
        .order((period::starts_on.desc(), period::id.desc()))
        .limit(page.fetch())
        .into_boxed();
    let place = |text: &str| {
        let (starts_on, id) = text.split_once(' ')?;
        Some((
            starts_on.parse::<NaiveDate>().ok()?,
            id.parse::<PeriodId>().ok()?,
        ))
    };
    if let Some((starts_on, id)) = page.after(place)? {
        let same_day = period::starts_on.eq(starts_on).and(period::id.lt(id));
        query = query.filter(period::starts_on.lt(starts_on).or(same_day));
    }
    Ok(query.load(connection).await?)
}

pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: PeriodId,
) -> Result<Option<Row>, ApiError> {
    Ok(rows!(account)
        .filter(period::id.eq(id))
        .first(connection)
        .await
        .optional()?)
}

/// What was filed for some periods.
pub(super) async fn filed(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    ids: &[PeriodId],
) -> Result<BTreeMap<PeriodId, Filed>, ApiError> {
    type Row = (
        PeriodId,
        FilingId,
        Option<AssessmentId>,
        NaiveDate,
        Option<Decision>,
    );
    let rows: Vec<Row> = filing::table
        .left_join(
            assessment::table.on(assessment::account_id
                .eq(filing::account_id)
                .and(assessment::filing_id.eq(filing::id))),
        )
        .left_join(
            work::table.on(work::account_id
                .eq(filing::account_id)
                .and(work::period_id.eq(filing::period_id.nullable()))
                .and(work::filing_id.eq(filing::id.nullable()))
                .and(work::decision.is_distinct_from(Decision::Close))),
        )
        .filter(
            filing::account_id
                .eq(account)
                .and(filing::period_id.eq_any(ids)),
        )
        .order((
            filing::period_id,
            filing::revision,
            // The newest comes last.
            assessment::seq,
            work::number,
        ))
        .select((
            filing::period_id,
            filing::id,
            assessment::id.nullable(),
            filing::filed_on,
            work::decision.nullable(),
        ))
        .load(connection)
        .await?;
    let mut filed: BTreeMap<PeriodId, Filed> = BTreeMap::new();
    for (period, newest, assessment, filed_on, decision) in rows {
        let before = filed.get(&period);
        let desk = match (assessment, decision) {
            (Some(_), _) => AtDesk::No,
            (None, Some(Decision::Refuse)) => AtDesk::Refused,
            (None, _) => AtDesk::InReview,
        };
        let newer = Filed {
            newest,
            assessment: assessment.or_else(|| before.and_then(|before| before.assessment)),
            first_on: before.map_or(filed_on, |before| before.first_on),
            desk,
        };
        filed.insert(period, newer);
    }
    Ok(filed)
}
