//! The rows of the queue, and how many there are.

use crate::db::schema::{access, account, client, period, person, proposal, work};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::desk::{KindCount, ProposalStatus, WorkKind, WorkStatus, WorkView};
use shared::id::{AccountId, PersonId, WorkId};
use shared::program::Program;
use shared::rate::RateCode;
use shared::risk::RiskLevel;

/// A piece of work as it is stored, with the names around it.
#[derive(Clone, Debug, Queryable)]
pub(in crate::feature::desk) struct Row {
    pub(in crate::feature::desk) account: AccountId,
    pub(in crate::feature::desk) id: WorkId,
    pub(in crate::feature::desk) number: i64,
    pub(in crate::feature::desk) kind: WorkKind,
    pub(in crate::feature::desk) program: Program,
    pub(in crate::feature::desk) rate_code: Option<RateCode>,
    pub(in crate::feature::desk) rate_on: Option<NaiveDate>,
    pub(in crate::feature::desk) flags: Value,
    pub(in crate::feature::desk) level: RiskLevel,
    pub(in crate::feature::desk) four_eyes: bool,
    pub(in crate::feature::desk) status: WorkStatus,
    pub(in crate::feature::desk) received_on: NaiveDate,
    pub(in crate::feature::desk) answer_by: NaiveDate,
    pub(in crate::feature::desk) assigned_to: Option<PersonId>,
    pub(in crate::feature::desk) version: i64,
    pub(in crate::feature::desk) assigned_name: Option<String>,
    pub(in crate::feature::desk) account_name: Option<String>,
    pub(in crate::feature::desk) account_number: Option<String>,
    pub(in crate::feature::desk) occurrence: Option<String>,
    pub(in crate::feature::desk) client_name: Option<String>,
    pub(in crate::feature::desk) form: Option<String>,
    pub(in crate::feature::desk) starts_on: Option<NaiveDate>,
    pub(in crate::feature::desk) ends_on: Option<NaiveDate>,
    pub(in crate::feature::desk) because: Option<String>,
}

macro_rules! rows {
    () => {
        work::table
            .left_join(person::table.on(person::id.nullable().eq(work::assigned_to)))
            .left_join(account::table.on(account::id.eq(work::account_id)))
            .left_join(client::table.on(client::id.nullable().eq(account::client_id.nullable())))
            .left_join(
                period::table.on(period::account_id
                    .eq(work::account_id)
                    .and(period::id.nullable().eq(work::period_id))),
            )
            .select((
                work::account_id,
                work::id,
                work::number,
                work::kind,
                work::program,
                work::rate_code,
                work::rate_on,
                work::flags,
                work::level,
                work::four_eyes,
                work::status,
                work::received_on,
                work::answer_by,
                work::assigned_to,
                work::version,
                person::name.nullable(),
                account::name.nullable(),
                account::number.nullable(),
                account::occurrence.nullable(),
                client::name.nullable(),
                period::form.nullable(),
                period::starts_on.nullable(),
                period::ends_on.nullable(),
                work::because,
            ))
    };
}

/// Which work is listed.
#[derive(Clone, Debug, Default)]
pub(in crate::feature::desk) struct Filter {
    pub(in crate::feature::desk) view: Option<WorkView>,
    pub(in crate::feature::desk) kind: Option<WorkKind>,
    pub(in crate::feature::desk) program: Option<Program>,
    pub(in crate::feature::desk) text: Option<String>,
}

/// A page of work, the earliest day to answer first.
pub(in crate::feature::desk) async fn list(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    caller: PersonId,
    limit: i64,
    after: Option<(NaiveDate, i64)>,
) -> Result<Vec<Row>, ApiError> {
    let mut query = rows!()
        .order((work::answer_by, work::number))
        .limit(limit)
        .into_boxed();
    // Of accounts of their own people learn as clients, not here.
    let own = access::table.filter(
        access::account_id
            .eq(work::account_id)
            .and(access::person_id.eq(caller))
            .and(access::ended_at.is_null()),
    );
    query = query.filter(not(exists(own)));
    query = match filter.view.unwrap_or(WorkView::Open) {
        WorkView::Done => query.filter(work::decided_at.is_not_null()),
        WorkView::Open
        | WorkView::Mine
        | WorkView::Nobodys
        | WorkView::SecondLook
        | WorkView::WithClient => query.filter(work::decided_at.is_null()),
    };
    query = match filter.view.unwrap_or(WorkView::Open) {
        WorkView::Mine => query.filter(work::assigned_to.eq(caller)),
        WorkView::Nobodys => query.filter(work::assigned_to.is_null()),
        WorkView::SecondLook => query.filter(work::status.eq(WorkStatus::SecondLook)),
        WorkView::WithClient => query.filter(work::status.eq(WorkStatus::WithClient)),
        WorkView::Open | WorkView::Done => query,
    };
    if let Some(kind) = filter.kind {
        query = query.filter(work::kind.eq(kind));
    }
    if let Some(program) = filter.program {
        query = query.filter(work::program.eq(program));
    }
    if let Some(text) = &filter.text {
        let anywhere = format!("%{}%", escaped(text));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let number: i64 = digits.parse().unwrap_or(-1);
        query = query.filter(
            client::name
                .nullable()
                .ilike(anywhere.clone())
                .or(account::name.nullable().ilike(anywhere.clone()))
                .or(account::number.nullable().like(anywhere.clone()))
                .or(work::rate_code.ilike(anywhere))
                .or(work::number.nullable().eq(number)),
        );
    }
    if let Some((answer_by, number)) = after {
        let same_day = work::answer_by.eq(answer_by).and(work::number.gt(number));
        query = query.filter(work::answer_by.gt(answer_by).or(same_day));
    }
    Ok(query.load(connection).await?)
}

/// The place of the last row of a page.
pub(in crate::feature::desk) fn place(text: &str) -> Option<(NaiveDate, i64)> {
    let (answer_by, number) = text.split_once(' ')?;
    Some((answer_by.parse().ok()?, number.parse().ok()?))
}

/// Where to go on after a page.
pub(in crate::feature::desk) fn after(
    page: &PageRequest,
) -> Result<Option<(NaiveDate, i64)>, ApiError> {
    page.after(place)
}

/// Text as `LIKE` reads it, without its wildcards.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

/// One piece of work.
pub(in crate::feature::desk) async fn show(
    connection: &mut AsyncPgConnection,
    id: WorkId,
) -> Result<Option<Row>, ApiError> {
    Ok(rows!()
        .filter(work::id.eq(id))
        .first(connection)
        .await
        .optional()?)
}

/// How much there is to do.
#[derive(Clone, Debug, Default)]
pub(in crate::feature::desk) struct Counts {
    pub(in crate::feature::desk) mine: i64,
    pub(in crate::feature::desk) nobodys: i64,
    pub(in crate::feature::desk) with_client: i64,
    pub(in crate::feature::desk) second_look: i64,
    pub(in crate::feature::desk) overdue: i64,
    pub(in crate::feature::desk) due_today: i64,
    pub(in crate::feature::desk) kinds: Vec<KindCount>,
}

/// Counts what is open: its cost follows the queue, not its history.
pub(in crate::feature::desk) async fn counts(
    connection: &mut AsyncPgConnection,
    caller: PersonId,
    today: NaiveDate,
) -> Result<Counts, ApiError> {
    type Open = (WorkKind, WorkStatus, Option<PersonId>, NaiveDate, i64);
    let rows: Vec<Open> = work::table
        .filter(work::decided_at.is_null())
        .group_by((work::kind, work::status, work::assigned_to, work::answer_by))
        .select((
            work::kind,
            work::status,
            work::assigned_to,
            work::answer_by,
            count_star(),
        ))
        .load(connection)
        .await?;
    let sum = |counts: &dyn Fn(&Open) -> bool| {
        rows.iter()
            .filter(|row| counts(row))
            .map(|row| row.4)
            .sum::<i64>()
    };
    Ok(Counts {
        mine: sum(&|row| row.2 == Some(caller)),
        nobodys: sum(&|row| row.2.is_none()),
        with_client: sum(&|row| row.1 == WorkStatus::WithClient),
        second_look: sum(&|row| row.1 == WorkStatus::SecondLook),
        overdue: sum(&|row| row.3 < today),
        due_today: sum(&|row| row.3 == today),
        kinds: WorkKind::ALL
            .iter()
            .map(|kind| KindCount {
                kind: *kind,
                open: sum(&|row| row.0 == *kind),
            })
            .collect(),
    })
}

/// Work that was decided since an instant.
pub(in crate::feature::desk) async fn done_since(
    connection: &mut AsyncPgConnection,
    since: DateTime<Utc>,
) -> Result<i64, ApiError> {
    Ok(work::table
        .filter(work::decided_at.ge(since))
        .count()
        .get_result(connection)
        .await?)
}

/// Proposals that wait for a second person.
pub(in crate::feature::desk) async fn proposals(
    connection: &mut AsyncPgConnection,
) -> Result<i64, ApiError> {
    Ok(proposal::table
        .filter(proposal::status.eq(ProposalStatus::Proposed))
        .count()
        .get_result(connection)
        .await?)
}
