//! What can be done with a sign-in and a session.

use super::store::{self, NewSession, Underway};
use crate::auth::oidc::{Identity, SignInError};
use crate::auth::session::{SignedIn, hash, new_token};
use crate::clock::offsets;
use crate::db::{Act, Authority};
use crate::problem::ApiError;
use crate::register;
use crate::state::State;
use chrono::{DateTime, TimeDelta, Utc};
use shared::ProblemCode;
use shared::access::StaffRole;
use shared::contract::session::{Session, SessionLimits, SessionPerson};
use shared::id::{AccountId, PersonId, SessionId};
use shared::session::{CREDENTIALS_MINUTES, IDLE_MINUTES};
use subtle::ConstantTimeEq;

/// A sign-in has to be finished within ten minutes.
const SIGN_IN_LIMIT: TimeDelta = TimeDelta::minutes(10);

/// The page that a sign-in leads to when nobody asked for another one.
const HOME: &str = "/home";

/// The same for the administration's staff.
const DESK: &str = "/desk";

/// The caller of a sign-in: nobody yet.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The request's correlation id.
    pub correlation_id: String,
    /// The network address.
    pub address: String,
    /// Known once the identity provider has said who it is.
    pub person: Option<PersonId>,
}

impl Authority for Caller {
    fn account(&self) -> Option<AccountId> {
        None
    }
    fn person(&self) -> Option<PersonId> {
        self.person
    }
    fn session(&self) -> Option<SessionId> {
        None
    }
    fn correlation_id(&self) -> &str {
        &self.correlation_id
    }
    fn address(&self) -> &str {
        &self.address
    }
}

/// Where to send the browser, and the cookie value that ties the sign-in to it.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The provider's address.
    pub url: String,
    /// For the sign-in cookie.
    pub browser: String,
}

/// Begins a sign-in, or the confirmation of an open session's credentials.
///
/// # Errors
/// 503 when the identity provider does not answer.
pub async fn begin(
    state: &State,
    caller: &Caller,
    return_to: Option<&str>,
    confirms: Option<&str>,
) -> Result<Begun, ApiError> {
    let authorization = state
        .provider
        .authorize(confirms.is_some())
        .await
        .map_err(refused)?;
    let session_id = match confirms {
        Some(token) => store::by_token(&mut *state.db.read().await?, &hash(token))
            .await?
            .map(|(session, _person)| session),
        None => None,
    };
    let (browser, browser_sha256) = new_token();
    let now = state.clock.now();
    let underway = Underway {
        browser_sha256,
        nonce: authorization.nonce,
        verifier: authorization.verifier,
        return_to: safe_return(return_to),
        session_id,
        created_at: now,
    };
    state
        .db
        .write(caller, Act::BeginSignIn, async |tx| {
            tx.unchanged();
            store::forget(tx, now - SIGN_IN_LIMIT).await?;
            store::begin(tx, hash(&authorization.state), &underway).await
        })
        .await?;
    Ok(Begun {
        url: authorization.url,
        browser,
    })
}

/// Only a page of our own: never another site's address.
fn safe_return(asked: Option<&str>) -> String {
    asked
        .filter(|path| {
            path.starts_with('/')
                && !path.starts_with("//")
                && !path.contains('\\')
                && path.len() <= 512
        })
        .filter(|path| path.bytes().all(|byte| byte.is_ascii_graphic()))
        .unwrap_or(HOME)
        .to_owned()
}

/// A finished sign-in.
#[derive(Clone, Debug)]
pub struct Finished {
    /// For the session cookie; absent when an open session was confirmed.
    pub token: Option<String>,
    /// The page to go to.
    pub return_to: String,
}

/// Finishes a sign-in: redeems the code, checks the token and opens a session.
///
/// # Errors
/// 400 when the state is unknown, used or another browser's, or the provider's answer does not hold.
pub async fn finish(
    state: &State,
    caller: &Caller,
    code: String,
    state_parameter: &str,
    browser: Option<&str>,
) -> Result<Finished, ApiError> {
    let now = state.clock.now();
    let key = hash(state_parameter);
    let underway = state
        .db
        .write(caller, Act::BeginSignIn, async |tx| {
            tx.unchanged();
            store::take(tx, &key).await
        })
        .await?;
    let begun =
        |underway: &Underway| now.signed_duration_since(underway.created_at) <= SIGN_IN_LIMIT;
    let underway = underway
        .filter(begun)
        .ok_or_else(|| failed("The sign-in took too long or was already finished. Begin again."))?;
    let same_browser =
        browser.is_some_and(|value| bool::from(hash(value).ct_eq(&underway.browser_sha256)));
    if !same_browser {
        return Err(failed(
            "The sign-in was begun in another browser. Begin again in this one.",
        ));
    }
    let identity = state
        .provider
        .redeem(code, underway.verifier.clone(), &underway.nonce, now)
        .await
        .map_err(refused)?;
    open(state, caller, &underway, &identity, now).await
}

async fn open(
    state: &State,
    caller: &Caller,
    underway: &Underway,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<Finished, ApiError> {
    // When an open session is confirmed it is replaced, so that no token outlives the credentials it was opened with.
    let (token, token_sha256) = new_token();
    let (csrf_token, _hash) = new_token();
    let staff = StaffRole::together(&identity.staff);
    state
        .db
        .write(
            caller,
            if underway.session_id.is_some() {
                Act::ConfirmCredentials
            } else {
                Act::SignIn
            },
            async |tx| {
                let person =
                    store::person_of(tx, identity, state.clock.id(PersonId::from_parts), now)
                        .await?;
                if underway.session_id.is_some()
                    && identity.auth_time + TimeDelta::seconds(120) < underway.created_at
                {
                    return Err(failed(
                        "The identity provider did not ask for the credentials again.",
                    ));
                }
                if let Some(old) = underway.session_id {
                    store::end(tx, old, now).await?;
                }
                let id = state.clock.id(SessionId::from_parts);
                let new = NewSession {
                    id,
                    token_sha256: token_sha256.clone(),
                    person,
                    csrf_token: &csrf_token,
                    id_token: &identity.id_token,
                    staff: &staff,
                    now,
                    credentials_at: identity.auth_time.min(now),
                };
                store::open(tx, &new).await?;
                tx.about(format!("session {id}"));
                tx.note("person", person.to_string());
                if !identity.staff.is_empty() {
                    register::staff(tx, &state.clock, person, &identity.staff).await?;
                    let roles = identity.staff.iter().map(|role| role.as_str());
                    tx.note("staff", roles.collect::<Vec<_>>());
                }
                Ok(())
            },
        )
        .await?;
    let return_to = match underway.return_to.as_str() {
        // Home is a page of taxpayers.
        HOME if !staff.is_empty() => DESK,
        asked => asked,
    };
    Ok(Finished {
        token: Some(token),
        return_to: return_to.to_owned(),
    })
}

fn failed(why: &str) -> ApiError {
    ApiError::new(ProblemCode::SignInFailed, why)
}

fn refused(error: SignInError) -> ApiError {
    tracing::warn!(%error, "a sign-in did not succeed");
    match error {
        SignInError::Provider(_) => ApiError::new(
            ProblemCode::Unavailable,
            "The identity provider does not answer. Try again in a few minutes.",
        ),
        SignInError::Token(_) => {
            failed("The identity provider's answer could not be trusted. Begin again.")
        }
    }
}

/// Who is signed in and for how long.
///
/// # Errors
/// When the database does not answer.
pub async fn show(state: &State, who: &SignedIn) -> Result<Session, ApiError> {
    let mut connection = state.db.read().await?;
    // Who works at the desk acts for nobody.
    let (clients, unread_messages) = if who.is_staff() {
        (Vec::new(), 0)
    } else {
        (
            store::clients(&mut connection, who.person).await?,
            store::unread(&mut connection, who.person).await?,
        )
    };
    Ok(Session {
        person: SessionPerson {
            id: who.person,
            name: who.name.clone(),
            email: who.email.clone(),
        },
        clients,
        unread_messages,
        staff: who.is_staff(),
        csrf_token: who.csrf_token.clone(),
        now: state.clock.now(),
        idle_ends_at: who.idle_ends_at(),
        credentials_end_at: who.credentials_end_at(),
        zone: offsets(),
    })
}

/// Prolongs the session: somebody is there.
///
/// # Errors
/// When the database does not answer.
pub async fn extend(state: &State, who: &SignedIn) -> Result<SessionLimits, ApiError> {
    let now = state.clock.now();
    state
        .db
        .write(who, Act::ExtendSession, async |tx| {
            tx.unchanged();
            store::extend(tx, who.session, now).await
        })
        .await?;
    Ok(SessionLimits {
        now,
        idle_ends_at: now + TimeDelta::minutes(IDLE_MINUTES),
        credentials_end_at: who.credentials_at + TimeDelta::minutes(CREDENTIALS_MINUTES),
    })
}

/// Ends the session.
///
/// # Errors
/// When the database does not answer.
pub async fn end(state: &State, who: &SignedIn) -> Result<(), ApiError> {
    let now = state.clock.now();
    state
        .db
        .write(who, Act::SignOut, async |tx| {
            tx.about(format!("session {}", who.session));
            store::end(tx, who.session, now).await
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::safe_return;

    #[test]
    fn the_way_back_stays_on_our_own_site() {
        assert_eq!(
            safe_return(Some("/accounts/1?x=2#l10")),
            "/accounts/1?x=2#l10"
        );
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "home",
            "/a b",
            "/\u{e9}",
        ] {
            assert_eq!(safe_return(Some(elsewhere)), "/home", "{elsewhere}");
        }
        assert_eq!(safe_return(None), "/home");
    }
}
