//! The rows of work, with the account and the filing behind them.

mod filings;

pub(super) use filings::{FilingRow, filing_of};

use crate::db::Tx;
use crate::db::schema::{
    access, account, assessment, client, period, person, proposal, staff, work, work_step,
};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::desk::{
    Decision, KindCount, ProposalStatus, StaffMember, WorkAct, WorkKind, WorkStatus, WorkStep,
    WorkView,
};
use shared::id::{AccountId, AssessmentId, FilingId, PersonId, WorkId};
use shared::program::Program;
use shared::rate::RateCode;
use shared::risk::RiskLevel;

/// A piece of work as it is stored, with the names around it.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Row {
    pub(super) account: AccountId,
    pub(super) id: WorkId,
    pub(super) number: i64,
    pub(super) kind: WorkKind,
    pub(super) program: Program,
    pub(super) rate_code: Option<RateCode>,
    pub(super) rate_on: Option<NaiveDate>,
    pub(super) flags: Value,
    pub(super) level: RiskLevel,
    pub(super) four_eyes: bool,
    pub(super) status: WorkStatus,
    pub(super) received_on: NaiveDate,
    pub(super) answer_by: NaiveDate,
    pub(super) assigned_to: Option<PersonId>,
    pub(super) version: i64,
    pub(super) assigned_name: Option<String>,
    pub(super) account_name: Option<String>,
    pub(super) account_number: Option<String>,
    pub(super) occurrence: Option<String>,
    pub(super) client_name: Option<String>,
    pub(super) form: Option<String>,
    pub(super) starts_on: Option<NaiveDate>,
    pub(super) ends_on: Option<NaiveDate>,
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
            ))
    };
}

/// Which work is listed.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub(super) view: Option<WorkView>,
    pub(super) kind: Option<WorkKind>,
    pub(super) program: Option<Program>,
    pub(super) text: Option<String>,
}

/// A page of work, the earliest day to answer first.
pub(super) async fn list(
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
pub(super) fn place(text: &str) -> Option<(NaiveDate, i64)> {
    let (answer_by, number) = text.split_once(' ')?;
    Some((answer_by.parse().ok()?, number.parse().ok()?))
}

/// Where to go on after a page.
pub(super) fn after(page: &PageRequest) -> Result<Option<(NaiveDate, i64)>, ApiError> {
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
pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    id: WorkId,
) -> Result<Option<Row>, ApiError> {
    Ok(rows!()
        .filter(work::id.eq(id))
        .first(connection)
        .await
        .optional()?)
}

/// The filing that a piece of work is about.
pub(super) async fn filing_id(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: WorkId,
) -> Result<Option<FilingId>, ApiError> {
    Ok(work::table
        .find((account.uuid(), id.uuid()))
        .select(work::filing_id)
        .first(connection)
        .await?)
}

/// How much there is to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) mine: i64,
    pub(super) nobodys: i64,
    pub(super) with_client: i64,
    pub(super) second_look: i64,
    pub(super) overdue: i64,
    pub(super) due_today: i64,
    pub(super) kinds: Vec<KindCount>,
}

/// Counts what is open: its cost follows the queue, not its history.
pub(super) async fn counts(
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
pub(super) async fn done_since(
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
pub(super) async fn proposals(connection: &mut AsyncPgConnection) -> Result<i64, ApiError> {
    Ok(proposal::table
        .filter(proposal::status.eq(ProposalStatus::Proposed))
        .count()
        .get_result(connection)
        .await?)
}

/// Whom work can be given to: staff who have signed in.
pub(super) async fn staff(
    connection: &mut AsyncPgConnection,
) -> Result<Vec<(StaffMember, Vec<String>)>, ApiError> {
    let rows: Vec<(PersonId, String, Vec<String>)> = staff::table
        .inner_join(person::table.on(person::id.eq(staff::person_id)))
        .order((person::name, person::id))
        .select((person::id, person::name, staff::roles))
        .limit(500)
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, roles)| (StaffMember { id, name }, roles))
        .collect())
}

/// What was done with a piece of work, oldest first.
pub(super) async fn steps(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: WorkId,
) -> Result<Vec<WorkStep>, ApiError> {
    let rows: Vec<(WorkAct, Option<String>, String, DateTime<Utc>)> = work_step::table
        .left_join(person::table.on(person::id.nullable().eq(work_step::person_id)))
        .filter(work_step::account_id.eq(account))
        .filter(work_step::work_id.eq(id))
        .order(work_step::seq)
        .limit(500)
        .select((
            work_step::act,
            person::name.nullable(),
            work_step::note,
            work_step::at,
        ))
        .load(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(act, by, note, at)| WorkStep { act, by, note, at })
        .collect())
}

/// What was decided and why, by whom and when, and what was assessed.
type Decided = (
    Decision,
    String,
    Option<StaffMember>,
    DateTime<Utc>,
    Option<AssessmentId>,
);

/// A proposed decision and what was decided, as they are stored.
pub(super) struct Outcome {
    pub(super) proposed: Option<(Value, StaffMember)>,
    pub(super) decided: Option<Decided>,
}

pub(super) async fn outcome(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    id: WorkId,
) -> Result<Outcome, ApiError> {
    type Stored = (
        Option<Value>,
        Option<PersonId>,
        Option<String>,
        Option<Decision>,
        Option<String>,
        Option<PersonId>,
        Option<String>,
        Option<DateTime<Utc>>,
        Option<AssessmentId>,
    );
    let (proposer, decider) = diesel::alias!(person as proposer, person as decider);
    let stored: Stored = work::table
        .left_join(proposer.on(proposer.field(person::id).nullable().eq(work::proposed_by)))
        .left_join(decider.on(decider.field(person::id).nullable().eq(work::decided_by)))
        .left_join(
            assessment::table.on(assessment::account_id
                .eq(work::account_id)
                .and(assessment::filing_id.nullable().eq(work::filing_id))),
        )
        .filter(work::account_id.eq(account).and(work::id.eq(id)))
        .select((
            work::proposed,
            work::proposed_by,
            proposer.field(person::name).nullable(),
            work::decision,
            work::reason,
            work::decided_by,
            decider.field(person::name).nullable(),
            work::decided_at,
            assessment::id.nullable(),
        ))
        .first(connection)
        .await?;
    let (proposed, by, name, decision, reason, decided_by, decider, at, assessment) = stored;
    let member = |id: Option<PersonId>, name: Option<String>| {
        id.zip(name).map(|(id, name)| StaffMember { id, name })
    };
    Ok(Outcome {
        proposed: proposed.zip(member(by, name)),
        decided: decision.zip(at).map(|(decision, at)| {
            let by = member(decided_by, decider);
            (decision, reason.unwrap_or_default(), by, at, assessment)
        }),
    })
}

/// A piece of work that is being changed.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Locked {
    pub(super) account: AccountId,
    pub(super) id: WorkId,
    pub(super) number: i64,
    pub(super) kind: WorkKind,
    pub(super) filing: Option<FilingId>,
    pub(super) payable_on: Option<NaiveDate>,
    pub(super) four_eyes: bool,
    pub(super) status: WorkStatus,
    pub(super) assigned_to: Option<PersonId>,
    pub(super) version: i64,
    pub(super) proposed: Option<Value>,
    pub(super) proposed_by: Option<PersonId>,
    pub(super) decision: Option<Decision>,
}

/// Keeps others who file for the account, or decide about the work, waiting: account first, then work.
pub(super) async fn lock(tx: &mut Tx<'_>, id: WorkId) -> Result<Option<Locked>, ApiError> {
    let owner: Option<AccountId> = work::table
        .filter(work::id.eq(id))
        .select(work::account_id)
        .first(&mut **tx)
        .await
        .optional()?;
    let Some(owner) = owner else {
        return Ok(None);
    };
    account::table
        .find(owner.uuid())
        .select(account::id)
        .for_update()
        .execute(&mut **tx)
        .await?;
    Ok(work::table
        .find((owner.uuid(), id.uuid()))
        .select((
            work::account_id,
            work::id,
            work::number,
            work::kind,
            work::filing_id,
            work::payable_on,
            work::four_eyes,
            work::status,
            work::assigned_to,
            work::version,
            work::proposed,
            work::proposed_by,
            work::decision,
        ))
        .for_update()
        .first(&mut **tx)
        .await
        .optional()?)
}

/// Somebody, or nobody, has the work from now on.
pub(super) async fn assign(
    tx: &mut Tx<'_>,
    work: &Locked,
    to: Option<PersonId>,
) -> Result<(), ApiError> {
    let status = match (work.status, to) {
        (WorkStatus::New | WorkStatus::InProgress, Some(_person)) => WorkStatus::InProgress,
        (WorkStatus::New | WorkStatus::InProgress, None) => WorkStatus::New,
        (kept @ (WorkStatus::WithClient | WorkStatus::SecondLook | WorkStatus::Done), _) => kept,
    };
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::assigned_to.eq(to),
            work::status.eq(status),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The client was written to and answers by a day.
pub(super) async fn wait_for_client(
    tx: &mut Tx<'_>,
    work: &Locked,
    answer_by: NaiveDate,
) -> Result<(), ApiError> {
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::status.eq(WorkStatus::WithClient),
            work::answer_by.eq(answer_by),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a decision that waits for a second person.
pub(super) async fn propose(
    tx: &mut Tx<'_>,
    work: &Locked,
    body: Value,
    by: PersonId,
) -> Result<(), ApiError> {
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::status.eq(WorkStatus::SecondLook),
            work::proposed.eq(body),
            work::proposed_by.eq(by),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The work is done.
pub(super) async fn close(
    tx: &mut Tx<'_>,
    work: &Locked,
    (decision, reason): (Decision, &str),
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::update(work::table.find((work.account.uuid(), work.id.uuid())))
        .set((
            work::status.eq(WorkStatus::Done),
            work::decision.eq(decision),
            work::reason.eq(reason),
            work::decided_by.eq(by),
            work::decided_at.eq(at),
            work::version.eq(work::version + 1),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The person has access to the account, as its owner or for its owner.
pub(super) async fn has_access(
    tx: &mut Tx<'_>,
    account: AccountId,
    who: PersonId,
) -> Result<bool, ApiError> {
    let own = access::table.filter(
        access::account_id
            .eq(account)
            .and(access::person_id.eq(who))
            .and(access::ended_at.is_null()),
    );
    Ok(diesel::select(exists(own)).get_result(&mut **tx).await?)
}

/// The roles of somebody of staff; nothing for others.
pub(super) async fn roles_of(
    tx: &mut Tx<'_>,
    who: PersonId,
) -> Result<Option<(String, Vec<String>)>, ApiError> {
    Ok(staff::table
        .inner_join(person::table.on(person::id.eq(staff::person_id)))
        .filter(staff::person_id.eq(who))
        .select((person::name, staff::roles))
        .first(&mut **tx)
        .await
        .optional()?)
}
