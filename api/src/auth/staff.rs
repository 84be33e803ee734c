//! Rights at the administration's desk, as values: beside `Grant<P>`, which opens taxpayers' accounts.

use crate::auth::session::{Counts, SignedIn, authenticate, state};
use crate::db::Authority;
use crate::db::schema::access;
use crate::problem::ApiError;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::ProblemCode;
use shared::access::StaffPermission;
use shared::id::{AccountId, PersonId, SessionId};
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

/// A permission of staff as a type.
pub trait NeedsStaff: 'static {
    /// The permission.
    const PERMISSION: StaffPermission;
}

macro_rules! permissions {
    ($($name:ident),+ $(,)?) => {$(
        /// The permission of that name.
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl NeedsStaff for $name {
            const PERMISSION: StaffPermission = StaffPermission::$name;
        }
    )+};
}

permissions!(
    WorkQueue,
    DecideWork,
    ProposeRate,
    ApproveRate,
    ProposeCapability,
    ApproveCapability,
    ProposeRiskRule,
    ApproveRiskRule
);

/// Proof that the caller signed in as one of the administration's staff and has permission `P`.
#[derive(Clone, Debug)]
pub struct StaffGrant<P: NeedsStaff> {
    signed_in: SignedIn,
    permission: PhantomData<P>,
}

impl<P: NeedsStaff> StaffGrant<P> {
    /// Who is calling.
    pub fn person(&self) -> PersonId {
        self.signed_in.person
    }

    /// The caller's name.
    pub fn name(&self) -> &str {
        &self.signed_in.name
    }

    /// Everything that the caller may do at the desk.
    pub fn permissions(&self) -> &[StaffPermission] {
        &self.signed_in.staff
    }
}

/// The account of an act at the desk, if it has one, is known once the work is found.
impl<P: NeedsStaff> Authority for StaffGrant<P> {
    fn account(&self) -> Option<AccountId> {
        None
    }
    fn person(&self) -> Option<PersonId> {
        Some(self.signed_in.person)
    }
    fn session(&self) -> Option<SessionId> {
        Some(self.signed_in.session)
    }
    fn correlation_id(&self) -> &str {
        self.signed_in.correlation_id()
    }
    fn address(&self) -> &str {
        self.signed_in.address()
    }
}

impl<P: NeedsStaff> FromRequest for StaffGrant<P> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state(&request)?;
            let (signed_in, _access, _connection) =
                authenticate(&state, &request, None, Counts::Activity).await?;
            // For everybody else the desk is not there.
            if !signed_in.is_staff() {
                return Err(ApiError::not_found());
            }
            if !signed_in.staff.contains(&P::PERMISSION) {
                let detail = format!(
                    "This needs the permission {}. Ask who decides about roles at the desk.",
                    P::PERMISSION
                );
                return Err(ApiError::new(ProblemCode::PermissionMissing, detail));
            }
            Ok(Self {
                signed_in,
                permission: PhantomData,
            })
        })
    }
}

/// Somebody has access to an account, as its owner or for its owner: such staff keep out of what is decided about it.
///
/// # Errors
/// When the database does not answer.
pub async fn has_access(
    connection: &mut AsyncPgConnection,
    account: AccountId,
    who: PersonId,
) -> Result<bool, ApiError> {
    let own = access::table.filter(
        access::account_id
            .eq(account)
            .and(access::person_id.eq(who))
            .and(access::ended_at.is_null()),
    );
    Ok(diesel::select(exists(own)).get_result(connection).await?)
}
