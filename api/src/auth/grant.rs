//! Rights as values. A handler that is handed a `Grant<P>` cannot run without the permission `P`.

use crate::auth::session::{Access, Counts, SignedIn, authenticate, state};
use crate::db::Authority;
use crate::problem::ApiError;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use shared::ProblemCode;
use shared::access::{Permission, Role};
use shared::id::{AccountId, PersonId, SessionId};
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

/// A permission as a type.
pub trait Needs: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($name:ident),+ $(,)?) => {$(
        /// The permission of that name.
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Needs for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )+};
}

permissions!(
    ViewAccount,
    PrepareFiling,
    SubmitFiling,
    ViewFilings,
    ViewAssessments,
    ViewFinancial,
    ReadMessages,
    UseCredits
);

/// Proof that the caller is signed in, may see the account of the path and has permission `P` in it.
#[derive(Clone, Debug)]
pub struct Grant<P: Needs> {
    account: AccountId,
    signed_in: SignedIn,
    access: Access,
    permission: PhantomData<P>,
}

impl<P: Needs> Grant<P> {
    /// The account of the path.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Who is calling.
    pub fn signed_in(&self) -> &SignedIn {
        &self.signed_in
    }

    /// The caller's role in the account.
    pub fn role(&self) -> Role {
        self.access.role
    }

    /// Everything the caller may do in the account.
    pub fn permissions(&self) -> &[Permission] {
        &self.access.permissions
    }

    /// The caller may do that as well.
    pub fn also(&self, permission: Permission) -> bool {
        self.access.permissions.contains(&permission)
    }
}

impl<P: Needs> Authority for Grant<P> {
    fn account(&self) -> Option<AccountId> {
        Some(self.account)
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

impl<P: Needs> FromRequest for Grant<P> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state(&request)?;
            let account: Option<AccountId> = request
                .match_info()
                .get("accountId")
                .and_then(|text| text.parse().ok());
            let (signed_in, access, _connection) =
                authenticate(&state, &request, account, Counts::Activity).await?;
            // No access and no account are one answer, so that nobody learns which accounts exist.
            let (account, access) = account.zip(access).ok_or_else(ApiError::not_found)?;
            if !access.permissions.contains(&P::PERMISSION) {
                let detail = format!(
                    "You may see this account, but this needs the permission {}. An owner of the account can give it to you.",
                    P::PERMISSION
                );
                return Err(ApiError::new(ProblemCode::PermissionMissing, detail));
            }
            Ok(Self {
                account,
                signed_in,
                access,
                permission: PhantomData,
            })
        })
    }
}

/// The service itself: jobs, the sandbox and the seed. Made here and nowhere else.
#[derive(Clone, Debug)]
pub struct SystemGrant {
    account: Option<AccountId>,
    person: Option<PersonId>,
    cause: String,
}

impl SystemGrant {
    /// The service acts in an account. `cause` says why, for the audit trail.
    pub fn new(account: AccountId, cause: impl Into<String>) -> Self {
        Self {
            account: Some(account),
            person: None,
            cause: cause.into(),
        }
    }

    /// The service acts on itself.
    pub fn service(cause: impl Into<String>) -> Self {
        Self {
            account: None,
            person: None,
            cause: cause.into(),
        }
    }

    /// The service replays what a person did, for the seed.
    #[must_use]
    pub fn on_behalf_of(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self
    }
}

impl Authority for SystemGrant {
    fn account(&self) -> Option<AccountId> {
        self.account
    }
    fn person(&self) -> Option<PersonId> {
        self.person
    }
    fn session(&self) -> Option<SessionId> {
        None
    }
    fn correlation_id(&self) -> &str {
        &self.cause
    }
    fn address(&self) -> &str {
        "service"
    }
}
