//! Work that a missing rate makes: opened when somebody needs it, done when it is entered.

use super::step;
use crate::auth::grant::SystemGrant;
use crate::clock::Clock;
use crate::db::schema::work;
use crate::db::{Act, Db, Tx};
use crate::problem::ApiError;
use crate::rates;
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::contract::desk::{Decision, NewRate, WorkAct, WorkKind, WorkStatus};
use shared::id::{AccountId, PersonId, WorkId};
use shared::program::{Program, RateMissing};
use shared::risk::{RiskLevel, answer_by};

/// The account of work that is the administration's own.
pub const OWN: AccountId = AccountId::NIL;

/// Why a rate is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Something could not be done without it.
    Refused,
    /// Interest ends where it is missing, and goes on once it is entered.
    Interest,
    /// It ends soon, or has ended.
    Soon,
}

impl Wanted {
    const fn words(self) -> &'static str {
        match self {
            Self::Refused => "what needs it was refused",
            Self::Interest => "interest is worked out up to the day before",
            Self::Soon => "the next one is needed",
        }
    }
}

/// Tells the desk of a refusal for a missing rate; the refusal stays what it is. There is one open piece of work for a
/// program and a code, however often it is missed and for which days; it names the earliest.
///
/// # Errors
/// The refusal, or whatever else was wrong.
pub async fn heard<T>(db: &Db, clock: &Clock, result: Result<T, ApiError>) -> Result<T, ApiError> {
    if let Err(ApiError::RateMissing(_problem, program, missing)) = &result {
        tell(db, clock, *program, missing, Wanted::Refused).await;
    }
    result
}

/// Opens the work that a missing rate makes. What it is missing for goes on when the desk cannot be told.
pub async fn tell(db: &Db, clock: &Clock, program: Program, missing: &RateMissing, wanted: Wanted) {
    if let Err(error) = rate_missing(db, clock, program, missing, wanted).await {
        tracing::error!(%error, %missing, "the desk could not be told of a missing rate");
    }
}

async fn rate_missing(
    db: &Db,
    clock: &Clock,
    program: Program,
    missing: &RateMissing,
    wanted: Wanted,
) -> Result<(), ApiError> {
    let by = SystemGrant::new(OWN, "a rate is missing");
    // What is prescribed is missing for every program at once.
    let home = rates::prescribed().find(|(_home, code)| *code == missing.code);
    let (program, subject) = match home {
        Some((home, code)) => (home, code.to_string()),
        None => (program, format!("{program}/{}", missing.code)),
    };
    let known = work::table
        .filter(
            work::account_id
                .eq(OWN)
                .and(work::kind.eq(WorkKind::RateMissing)),
        )
        .filter(work::subject.eq(&subject).and(work::decided_at.is_null()))
        .filter(work::rate_on.le(missing.day));
    let is_known: bool = diesel::select(exists(known))
        .get_result(&mut *db.read().await?)
        .await?;
    if is_known {
        return Ok(());
    }
    db.write(&by, Act::OpenWork, async |tx| {
        let id = clock.id(WorkId::from_parts);
        let today = clock.today();
        let opened = diesel::insert_into(work::table)
            .values((
                work::account_id.eq(OWN),
                work::id.eq(id),
                work::kind.eq(WorkKind::RateMissing),
                work::program.eq(program),
                work::subject.eq(&subject),
                work::rate_code.eq(missing.code),
                work::rate_on.eq(missing.day),
                work::flags.eq(serde_json::json!([])),
                work::level.eq(RiskLevel::High),
                work::four_eyes.eq(false),
                work::status.eq(WorkStatus::New),
                work::received_on.eq(today),
                work::opened_at.eq(clock.now()),
                work::answer_by.eq(answer_by(today)),
                work::version.eq(1_i64),
            ))
            .on_conflict_do_nothing()
            .execute(&mut **tx)
            .await?;
        if opened == 0 {
            let earlier = work::table
                .filter(
                    work::account_id
                        .eq(OWN)
                        .and(work::kind.eq(WorkKind::RateMissing)),
                )
                .filter(work::subject.eq(&subject).and(work::decided_at.is_null()))
                .filter(work::rate_on.gt(missing.day));
            let moved = diesel::update(earlier)
                .set(work::rate_on.eq(missing.day))
                .execute(&mut **tx)
                .await?;
            if moved == 0 {
                tx.unchanged();
            }
            tx.about(subject.clone());
            return Ok(());
        }
        tx.about(subject.clone());
        let note = format!("{missing}: {}", wanted.words());
        step(tx, clock, (OWN, id), WorkAct::Opened, None, &note).await
    })
    .await
}

/// A rate was entered: work that waited for it is done.
///
/// # Errors
/// When the database does not answer.
pub async fn rate_entered(
    tx: &mut Tx<'_>,
    clock: &Clock,
    rate: &NewRate,
    by: PersonId,
) -> Result<(), ApiError> {
    let (code, from) = (rate.code, rate.effective_on);
    let until = if code.stands_alone() {
        from
    } else {
        rate.last_day().unwrap_or(NaiveDate::MAX)
    };
    let until = until.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(from));
    let reason = format!("The rate was entered from {}", shared::words::day(from));
    let done: Vec<WorkId> = diesel::update(
        work::table.filter(
            work::account_id
                .eq(OWN)
                .and(work::decided_at.is_null())
                .and(work::rate_code.eq(code))
                .and(work::rate_on.ge(from))
                // What counts on its own day alone, or for a time, is there for that alone.
                .and(work::rate_on.le(until)),
        ),
    )
    .set((
        work::status.eq(WorkStatus::Done),
        work::decision.eq(Decision::Close),
        work::reason.eq(&reason),
        work::decided_by.eq(by),
        work::decided_at.eq(clock.now()),
        work::version.eq(work::version + 1),
    ))
    .returning(work::id)
    .get_results(&mut **tx)
    .await?;
    for id in done {
        step(tx, clock, (OWN, id), WorkAct::Decided, Some(by), &reason).await?;
    }
    Ok(())
}
