//! Sessions: one row per signed-in browser, found by the hash of its cookie.

use crate::auth::cookie;
use crate::db::schema::{access, person, session};
use crate::db::{Authority, Connection};
use crate::http::envelope::correlation_id;
use crate::problem::ApiError;
use crate::state::State;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use shared::ProblemCode;
use shared::access::{Permission, Role, StaffPermission};
use shared::id::{AccountId, PersonId, SessionId};
use shared::session::{CREDENTIALS_MINUTES, IDLE_MINUTES, SessionState};
use std::future::Future;
use std::pin::Pin;
use subtle::ConstantTimeEq;

/// The header that proves a request comes from our own pages.
pub const CSRF: HeaderName = HeaderName::from_static("x-csrf-token");

/// Activity is written down at most this often, so that reading costs no write.
const ACTIVITY_SECONDS: i64 = 5;

/// A signed-in person, alive and confirmed. Exists only if the session passed every check.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: SessionId,
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// What the person may do at the administration's desk; nothing in a taxpayer's session.
    pub staff: Vec<StaffPermission>,
    /// The session's token for unsafe methods.
    pub csrf_token: String,
    /// The last activity that was written down.
    pub last_active_at: DateTime<Utc>,
    /// When the credentials were last shown.
    pub credentials_at: DateTime<Utc>,
    correlation_id: String,
    address: String,
}

impl SignedIn {
    /// The session is of the administration's staff.
    pub fn is_staff(&self) -> bool {
        !self.staff.is_empty()
    }

    /// When the session ends if nothing is done.
    pub fn idle_ends_at(&self) -> DateTime<Utc> {
        self.last_active_at + TimeDelta::minutes(IDLE_MINUTES)
    }

    /// When credentials must be confirmed.
    pub fn credentials_end_at(&self) -> DateTime<Utc> {
        self.credentials_at + TimeDelta::minutes(CREDENTIALS_MINUTES)
    }
}

impl Authority for SignedIn {
    fn account(&self) -> Option<AccountId> {
        None
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.person)
    }
    fn session(&self) -> Option<SessionId> {
        Some(self.session)
    }
    fn correlation_id(&self) -> &str {
        &self.correlation_id
    }
    fn address(&self) -> &str {
        &self.address
    }
}

/// What the caller is to an account.
#[derive(Clone, Debug)]
pub struct Access {
    /// Owner or representative.
    pub role: Role,
    /// What the caller may do.
    pub permissions: Vec<Permission>,
}

/// Whether a request counts as activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// It prolongs the session.
    Activity,
    /// It only looks at the session.
    Nothing,
}

/// A random token of 256 bits and the hash that is kept of it.
pub fn new_token() -> (String, Vec<u8>) {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let hash = hash(&token);
    (token, hash)
}

/// What is kept of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The request's caller network address, as coarse as a log may have it.
pub fn address(request: &HttpRequest) -> String {
    request
        .peer_addr()
        .map_or_else(String::new, |address| address.ip().to_string())
}

/// Finds the session of a request, checks it, and reads the caller's access to `account` in the same round trip.
///
/// # Errors
/// 401 when there is none, it idled out or credentials are due; 403 when an unsafe request does not prove its origin.
pub async fn authenticate(
    state: &State,
    request: &HttpRequest,
    account: Option<AccountId>,
    counts: Counts,
) -> Result<(SignedIn, Option<Access>, Connection), ApiError> {
    let token =
        cookie::read(state.config.secure(), request, cookie::SESSION).ok_or_else(signed_out)?;
    let mut connection = state.db.read().await?;
    type Row = (
        SessionId,
        PersonId,
        String,
        Option<String>,
        String,
        DateTime<Utc>,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Option<Vec<String>>,
        Option<Role>,
        Option<Vec<String>>,
    );
    let row: Option<Row> = session::table
        .inner_join(person::table.on(person::id.eq(session::person_id)))
        .left_join(
            access::table.on(access::person_id
                .eq(session::person_id)
                .and(access::account_id.eq(account.map_or(uuid::Uuid::nil(), AccountId::uuid)))
                .and(access::ended_at.is_null())),
        )
        .filter(session::token_sha256.eq(hash(&token)))
        .select((
            session::id,
            session::person_id,
            person::name,
            person::email,
            session::csrf_token,
            session::last_active_at,
            session::credentials_at,
            session::ended_at,
            session::staff,
            access::role.nullable(),
            access::permissions.nullable(),
        ))
        .first(&mut connection)
        .await
        .optional()?;
    let (
        id,
        person,
        name,
        email,
        csrf_token,
        last_active_at,
        credentials_at,
        ended_at,
        staff,
        role,
        permissions,
    ) = row.ok_or_else(signed_out)?;
    if ended_at.is_some() {
        return Err(signed_out());
    }
    let now = state.clock.now();
    match shared::session::state(now, last_active_at, credentials_at) {
        SessionState::Continue => {}
        SessionState::SignOut => {
            return Err(ApiError::new(
                ProblemCode::IdledOut,
                "Sign in again to go on; drafts are kept.",
            ));
        }
        SessionState::ConfirmCredentials => {
            return Err(ApiError::new(
                ProblemCode::CredentialsNeeded,
                "One hour has passed. Confirm your sign-in to go on; drafts are kept.",
            ));
        }
    }
    let mut signed_in = SignedIn {
        session: id,
        person,
        name,
        email,
        staff: known(&staff.unwrap_or_default()),
        csrf_token,
        last_active_at,
        credentials_at,
        correlation_id: correlation_id(request),
        address: address(request),
    };
    prove_origin(state, request, &signed_in)?;
    if counts == Counts::Activity
        && now.signed_duration_since(last_active_at) >= TimeDelta::seconds(ACTIVITY_SECONDS)
    {
        touch(&mut connection, id, now).await?;
        signed_in.last_active_at = now;
    }
    // Who works at the desk does not look into accounts from there, not even into accounts of their own.
    let access = role
        .filter(|_role| !signed_in.is_staff())
        .map(|role| Access {
            role,
            permissions: known(&permissions.unwrap_or_default()),
        });
    Ok((signed_in, access, connection))
}

/// The permissions that these texts stand for; unknown ones are left out.
fn known<P: std::str::FromStr>(texts: &[String]) -> Vec<P> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

/// Writes down that the session was used.
///
/// # Errors
/// When the database does not answer.
pub async fn touch(
    connection: &mut Connection,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    diesel::update(session::table.find(id))
        .set(session::last_active_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Unsafe methods need the session's token in a header, and no browser may say they come from elsewhere.
fn prove_origin(
    state: &State,
    request: &HttpRequest,
    signed_in: &SignedIn,
) -> Result<(), ApiError> {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return Ok(());
    }
    let text = |name: HeaderName| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let foreign_site = text(HeaderName::from_static("sec-fetch-site"))
        .is_some_and(|site| site != "same-origin" && site != "none");
    let foreign_origin =
        text(header::ORIGIN).is_some_and(|origin| origin != state.config.public_url);
    let token = text(CSRF).unwrap_or_default();
    let fits = bool::from(token.as_bytes().ct_eq(signed_in.csrf_token.as_bytes()));
    if foreign_site || foreign_origin || !fits {
        let detail = "Send the csrfToken of GET /v1/session in the X-CSRF-Token header, from the same origin.";
        return Err(ApiError::new(ProblemCode::Forgery, detail));
    }
    Ok(())
}

fn signed_out() -> ApiError {
    ApiError::new(
        ProblemCode::SignedOut,
        "Sign in at /auth/sign-in and send the session cookie.",
    )
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state(&request)?;
            authenticate(&state, &request, None, Counts::Activity)
                .await
                .map(|(signed_in, _access, _connection)| signed_in)
        })
    }
}

/// A session in which somebody sees to accounts. Who works at the desk does not from there, not even to their own.
#[derive(Clone, Debug)]
pub struct Taxpayer(SignedIn);

impl std::ops::Deref for Taxpayer {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequest for Taxpayer {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let signed_in = signed_in.await?;
            if signed_in.is_staff() {
                let detail = "You are signed in for the administration's desk. Accounts are not seen from there, not even your own.";
                return Err(ApiError::new(ProblemCode::PermissionMissing, detail));
            }
            Ok(Self(signed_in))
        })
    }
}

/// A session that is looked at without prolonging it.
#[derive(Clone, Debug)]
pub struct Glance(pub SignedIn);

impl FromRequest for Glance {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state(&request)?;
            authenticate(&state, &request, None, Counts::Nothing)
                .await
                .map(|(signed_in, _access, _connection)| Self(signed_in))
        })
    }
}

/// The state that a request's application carries.
///
/// # Errors
/// Never in an application built by `app.rs`.
pub fn state(request: &HttpRequest) -> Result<web::Data<State>, ApiError> {
    request
        .app_data::<web::Data<State>>()
        .cloned()
        .ok_or_else(|| ApiError::Internal(anyhow::anyhow!("no state in the application")))
}
