//! The rows of people, sessions and sign-ins on their way.

use crate::auth::oidc::Identity;
use crate::db::Tx;
use crate::db::schema::{access, account, client, message, message_read, person, session, sign_in};
use crate::problem::ApiError;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::access::{Permission, Role, StaffPermission};
use shared::contract::session::ActingFor;
use shared::id::{ClientId, PersonId, SessionId};
use std::collections::BTreeMap;

/// A sign-in on its way.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Underway {
    pub(super) browser_sha256: Vec<u8>,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) return_to: String,
    pub(super) session_id: Option<SessionId>,
    pub(super) created_at: DateTime<Utc>,
}

pub(super) async fn begin(
    tx: &mut Tx<'_>,
    state_sha256: Vec<u8>,
    underway: &Underway,
) -> Result<(), ApiError> {
    diesel::insert_into(sign_in::table)
        .values((
            sign_in::state_sha256.eq(state_sha256),
            sign_in::browser_sha256.eq(&underway.browser_sha256),
            sign_in::nonce.eq(&underway.nonce),
            sign_in::verifier.eq(&underway.verifier),
            sign_in::return_to.eq(&underway.return_to),
            sign_in::session_id.eq(underway.session_id),
            sign_in::created_at.eq(underway.created_at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes a sign-in out, so that its state works once.
pub(super) async fn take(
    tx: &mut Tx<'_>,
    state_sha256: &[u8],
) -> Result<Option<Underway>, ApiError> {
    Ok(diesel::delete(sign_in::table.find(state_sha256))
        .returning((
            sign_in::browser_sha256,
            sign_in::nonce,
            sign_in::verifier,
            sign_in::return_to,
            sign_in::session_id,
            sign_in::created_at,
        ))
        .get_result(&mut **tx)
        .await
        .optional()?)
}

/// Sign-ins that nobody finished are forgotten, and sessions a day after their last use.
pub(super) async fn forget(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<(), ApiError> {
    diesel::delete(sign_in::table.filter(sign_in::created_at.lt(before)))
        .execute(&mut **tx)
        .await?;
    let long_ago = before - TimeDelta::days(1);
    diesel::delete(session::table.filter(session::last_active_at.lt(long_ago)))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The person of an identity, with name and address as the provider has them today.
pub(super) async fn person_of(
    tx: &mut Tx<'_>,
    identity: &Identity,
    new: PersonId,
    now: DateTime<Utc>,
) -> Result<PersonId, ApiError> {
    Ok(diesel::insert_into(person::table)
        .values((
            person::id.eq(new),
            person::issuer.eq(&identity.issuer),
            person::subject.eq(&identity.subject),
            person::name.eq(&identity.name),
            person::email.eq(&identity.email),
            person::created_at.eq(now),
        ))
        .on_conflict((person::issuer, person::subject))
        .do_update()
        .set((
            person::name.eq(&identity.name),
            person::email.eq(&identity.email),
        ))
        .returning(person::id)
        .get_result(&mut **tx)
        .await?)
}

/// A session to be opened.
pub(super) struct NewSession<'a> {
    pub(super) id: SessionId,
    pub(super) token_sha256: Vec<u8>,
    pub(super) person: PersonId,
    pub(super) csrf_token: &'a str,
    pub(super) id_token: &'a str,
    /// What the person may do at the desk; empty for taxpayers.
    pub(super) staff: &'a [StaffPermission],
    pub(super) now: DateTime<Utc>,
    pub(super) credentials_at: DateTime<Utc>,
}

pub(super) async fn open(tx: &mut Tx<'_>, new: &NewSession<'_>) -> Result<(), ApiError> {
    let staff: Vec<&str> = new.staff.iter().map(|one| one.as_str()).collect();
    diesel::insert_into(session::table)
        .values((
            session::staff.eq((!staff.is_empty()).then_some(staff)),
            session::id.eq(new.id),
            session::token_sha256.eq(&new.token_sha256),
            session::person_id.eq(new.person),
            session::csrf_token.eq(new.csrf_token),
            session::id_token.eq(new.id_token),
            session::created_at.eq(new.now),
            session::last_active_at.eq(new.now),
            session::credentials_at.eq(new.credentials_at),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn end(
    tx: &mut Tx<'_>,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::update(session::table.find(id.uuid()))
        .set(session::ended_at.eq(now))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn extend(
    tx: &mut Tx<'_>,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::update(session::table.find(id.uuid()))
        .set(session::last_active_at.eq(now))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// An open session by its cookie's hash, whatever its age: the person and when it was last used.
pub(super) async fn by_token(
    connection: &mut AsyncPgConnection,
    token_sha256: &[u8],
) -> Result<Option<(SessionId, PersonId)>, ApiError> {
    Ok(session::table
        .filter(
            session::token_sha256
                .eq(token_sha256)
                .and(session::ended_at.is_null()),
        )
        .select((session::id, session::person_id))
        .first(connection)
        .await
        .optional()?)
}

/// The clients that a person can act for.
pub(super) async fn clients(
    connection: &mut AsyncPgConnection,
    who: PersonId,
) -> Result<Vec<ActingFor>, ApiError> {
    let rows: Vec<(ClientId, String, Role)> = access::table
        .inner_join(account::table.on(account::id.eq(access::account_id)))
        .inner_join(client::table.on(client::id.eq(account::client_id)))
        .filter(access::person_id.eq(who).and(access::ended_at.is_null()))
        .select((client::id, client::name, access::role))
        .load(connection)
        .await?;
    let mut by_client: BTreeMap<(String, ClientId), (Role, i64)> = BTreeMap::new();
    for (id, name, role) in rows {
        let entry = by_client.entry((name, id)).or_insert((role, 0));
        entry.0 = entry.0.min(role);
        entry.1 += 1;
    }
    Ok(by_client
        .into_iter()
        .map(|((name, id), (role, accounts))| ActingFor {
            id,
            name,
            role,
            accounts,
        })
        .collect())
}

/// Letters that the person may read and has not opened.
pub(super) async fn unread(
    connection: &mut AsyncPgConnection,
    who: PersonId,
) -> Result<i64, ApiError> {
    let opened = message_read::table.filter(
        message_read::account_id
            .eq(message::account_id)
            .and(message_read::message_id.eq(message::id))
            .and(message_read::person_id.eq(who)),
    );
    Ok(message::table
        .inner_join(access::table.on(access::account_id.eq(message::account_id)))
        .filter(access::person_id.eq(who).and(access::ended_at.is_null()))
        .filter(access::permissions.contains(vec![Permission::ReadMessages.as_str()]))
        .filter(not(exists(opened)))
        .select(count_star())
        .first(connection)
        .await?)
}
