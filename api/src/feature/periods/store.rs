//! The rows of periods with what was filed and drafted for them.

use crate::db::Tx;
use crate::db::schema::{access, account, assessment, client, draft, filing, period, person};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::id::{AccountId, AssessmentId, FilingId, PeriodId, PersonId};
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
}

/// What was filed for a period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filed {
    pub(super) newest: FilingId,
    pub(super) assessment: AssessmentId,
    pub(super) first_on: NaiveDate,
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
            ))
    };
}

/// The program of an account.
pub(super) async fn program(
    connection: &mut AsyncPgConnection,
    account: AccountId,
) -> Result<Program, ApiError> {
    Ok(account::table
        .find(account.uuid())
        .select(account::program)
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
    let rows: Vec<(PeriodId, FilingId, AssessmentId, NaiveDate)> = filing::table
        .inner_join(
            assessment::table.on(assessment::account_id
                .eq(filing::account_id)
                .and(assessment::filing_id.eq(filing::id))),
        )
        .filter(
            filing::account_id
                .eq(account)
                .and(filing::period_id.eq_any(ids)),
        )
        .order((
            filing::period_id,
            filing::revision,
            // A filing's own assessment comes before those that losses of later periods make of it.
            assessment::loss_filing_id.is_null().desc(),
            assessment::posted_at,
        ))
        .select((
            filing::period_id,
            filing::id,
            assessment::id,
            filing::filed_on,
        ))
        .load(connection)
        .await?;
    let mut filed: BTreeMap<PeriodId, Filed> = BTreeMap::new();
    for (period, newest, assessment, filed_on) in rows {
        let first_on = filed
            .get(&period)
            .map_or(filed_on, |before| before.first_on);
        filed.insert(
            period,
            Filed {
                newest,
                assessment,
                first_on,
            },
        );
    }
    Ok(filed)
}

/// A return that is due.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Due {
    pub(super) account: AccountId,
    pub(super) account_name: String,
    pub(super) number: String,
    pub(super) occurrence: String,
    pub(super) client_name: String,
    pub(super) program: Program,
    pub(super) period: PeriodId,
    pub(super) starts_on: NaiveDate,
    pub(super) ends_on: NaiveDate,
    pub(super) nominal_due_on: NaiveDate,
    pub(super) due_on: NaiveDate,
    pub(super) form: String,
    pub(super) draft_saved_at: Option<DateTime<Utc>>,
    pub(super) draft_saved_by: Option<String>,
    pub(super) draft_payable: Option<Money>,
}

/// Returns of ended periods that were not filed, in all accounts of a person, oldest due date first.
pub(super) async fn due(
    connection: &mut AsyncPgConnection,
    who: PersonId,
    today: NaiveDate,
    page: &PageRequest,
) -> Result<Vec<Due>, ApiError> {
    let filed = filing::table.filter(
        filing::account_id
            .eq(period::account_id)
            .and(filing::period_id.eq(period::id)),
    );
    let mut query = period::table
        .inner_join(access::table.on(access::account_id.eq(period::account_id)))
        .inner_join(account::table.on(account::id.eq(period::account_id)))
        .inner_join(client::table.on(client::id.eq(account::client_id)))
        .left_join(
            draft::table.on(draft::account_id
                .eq(period::account_id)
                .and(draft::period_id.eq(period::id))),
        )
        .left_join(person::table.on(person::id.nullable().eq(draft::saved_by.nullable())))
        .filter(access::person_id.eq(who).and(access::ended_at.is_null()))
        .filter(period::ends_on.lt(today))
        .filter(not(exists(filed)))
        .order((
            period::due_on,
            account::number,
            account::occurrence,
            period::id,
        ))
        .limit(page.fetch())
        .select((
            account::id,
            account::name,
            account::number,
            account::occurrence,
            client::name,
            account::program,
            period::id,
            period::starts_on,
            period::ends_on,
            period::nominal_due_on,
            period::due_on,
            period::form,
            draft::saved_at.nullable(),
            person::name.nullable(),
            draft::payable.nullable(),
        ))
        .into_boxed();
    if let Some((due_on, number, occurrence, id)) = page.after(place)? {
        query = query.filter(
            period::due_on.gt(due_on).or(period::due_on.eq(due_on).and(
                account::number
                    .gt(number.clone())
                    .or(account::number.eq(number).and(
                        account::occurrence
                            .gt(occurrence.clone())
                            .or(account::occurrence.eq(occurrence).and(period::id.gt(id))),
                    )),
            )),
        );
    }
    Ok(query.load(connection).await?)
}

fn place(text: &str) -> Option<(NaiveDate, String, String, PeriodId)> {
    let mut parts = text.split(' ');
    Some((
        parts.next()?.parse().ok()?,
        parts.next()?.into(),
        parts.next()?.into(),
        parts.next()?.parse().ok()?,
    ))
}
