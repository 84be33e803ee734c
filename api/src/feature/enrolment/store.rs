//! The rows of invitations and of wrong tries.

use crate::db::Tx;
use crate::db::schema::{access, account, activation_attempt, invitation};
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::access::Role;
use shared::id::{AccountId, InvitationId, PersonId};
use shared::program::{NumberShape, Program};
use uuid::Uuid;

/// A letter that was not used yet.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Invitation {
    pub(super) account: AccountId,
    pub(super) id: InvitationId,
    pub(super) account_name: String,
    pub(super) role: Role,
    pub(super) permissions: Vec<String>,
    pub(super) pin_argon2: String,
    pub(super) expires_on: NaiveDate,
    pub(super) wrong_tries: i32,
    pub(super) locked_at: Option<DateTime<Utc>>,
}

/// The number that a letter is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number<'a> {
    pub(super) digits: &'a str,
    /// Which establishment; nothing for the programs that have one account a number.
    pub(super) occurrence: Option<&'a str>,
}

macro_rules! letters {
    ($number:expr) => {{
        let apart: Vec<Program> = Program::ALL
            .iter()
            .copied()
            .filter(|program| program.facts().number == NumberShape::BinOccurrence)
            .collect();
        let accounts = account::table
            .filter(account::number.eq($number.digits))
            .select(account::id)
            .into_boxed();
        let accounts = match $number.occurrence {
            Some(occurrence) => accounts.filter(account::occurrence.eq(occurrence)),
            None => accounts.filter(account::program.ne_all(apart)),
        };
        invitation::table
            .inner_join(account::table.on(account::id.eq(invitation::account_id)))
            .filter(invitation::account_id.eq_any(accounts))
            .order(invitation::id.desc())
            .limit(LETTERS)
            .select((
                invitation::account_id,
                invitation::id,
                account::name,
                invitation::role,
                invitation::permissions,
                invitation::pin_argon2,
                invitation::expires_on,
                invitation::wrong_tries,
                invitation::locked_at,
            ))
    }};
}

/// A client may have an account of several programs under one number, and a letter for each.
const LETTERS: i64 = 4;

/// The newest unused letters of an account number, kept from others until the transaction ends.
pub(super) async fn letters(
    tx: &mut Tx<'_>,
    number: &Number<'_>,
) -> Result<Vec<Invitation>, ApiError> {
    Ok(letters!(number)
        .filter(invitation::used_at.is_null())
        .for_update()
        .load(&mut **tx)
        .await?)
}

/// The letters of an account number that this person has used and that still open the account to them.
pub(super) async fn used(
    tx: &mut Tx<'_>,
    number: &Number<'_>,
    person: PersonId,
) -> Result<Vec<Invitation>, ApiError> {
    let open = access::table
        .filter(access::person_id.eq(person).and(access::ended_at.is_null()))
        .select(access::account_id);
    Ok(letters!(number)
        .filter(invitation::used_by.eq(person))
        .filter(invitation::account_id.eq_any(open))
        .load(&mut **tx)
        .await?)
}

/// Wrong tries of a person since a moment: for this number, and in all.
pub(super) async fn wrong_tries(
    tx: &mut Tx<'_>,
    person: PersonId,
    number_sha256: &[u8],
    since: DateTime<Utc>,
) -> Result<(i64, i64), ApiError> {
    // One at a time for each person, so that parallel guesses are counted.
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<diesel::sql_types::Text, _>(person.to_string())
        .execute(&mut **tx)
        .await?;
    let tries = || {
        activation_attempt::table.filter(
            activation_attempt::person_id
                .eq(person)
                .and(activation_attempt::at.gt(since)),
        )
    };
    let here = tries()
        .filter(activation_attempt::number_sha256.eq(number_sha256))
        .select(count_star())
        .first(&mut **tx)
        .await?;
    let everywhere = tries().select(count_star()).first(&mut **tx).await?;
    Ok((here, everywhere))
}

pub(super) async fn note_wrong_try(
    tx: &mut Tx<'_>,
    person: PersonId,
    number_sha256: &[u8],
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::insert_into(activation_attempt::table)
        .values((
            activation_attempt::person_id.eq(person),
            activation_attempt::at.eq(at),
            activation_attempt::id.eq(id),
            activation_attempt::number_sha256.eq(number_sha256),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn count_against(
    tx: &mut Tx<'_>,
    letter: &Invitation,
    locked_at: Option<DateTime<Utc>>,
) -> Result<(), ApiError> {
    diesel::update(invitation::table.find((letter.account.uuid(), letter.id.uuid())))
        .set((
            invitation::wrong_tries.eq(letter.wrong_tries + 1),
            invitation::locked_at.eq(locked_at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Uses the letter up and lets the person in.
pub(super) async fn admit(
    tx: &mut Tx<'_>,
    letter: &Invitation,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::update(invitation::table.find((letter.account.uuid(), letter.id.uuid())))
        .set((invitation::used_at.eq(at), invitation::used_by.eq(person)))
        .execute(&mut **tx)
        .await?;
    diesel::insert_into(access::table)
        .values((
            access::account_id.eq(letter.account),
            access::person_id.eq(person),
            access::role.eq(letter.role),
            access::permissions.eq(&letter.permissions),
            access::granted_at.eq(at),
        ))
        .on_conflict((access::account_id, access::person_id))
        .do_update()
        .set((
            access::role.eq(letter.role),
            access::permissions.eq(&letter.permissions),
            access::granted_at.eq(at),
            access::ended_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
