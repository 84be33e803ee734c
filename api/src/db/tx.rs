//! The only way to open a transaction: begin, work, audit row, commit; retried when others were first.

use super::{Connection, Db};
use crate::problem::ApiError;
use diesel::{ExpressionMethods, insert_into};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, RunQueryDsl, TransactionManager};
use serde_json::{Map, Value};
use shared::id::{AccountId, AuditId, PersonId, SessionId};
use std::ops::{Deref, DerefMut};

/// What was done, for the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A session was opened.
    SignIn,
    /// Credentials were shown again.
    ConfirmCredentials,
    /// A session was prolonged.
    ExtendSession,
    /// A session was ended.
    SignOut,
    /// A sign-in began.
    BeginSignIn,
    /// A PIN was tried.
    ActivateAccount,
    /// A draft was saved.
    SaveDraft,
    /// Periods were opened ahead.
    OpenPeriods,
    /// Periods were ended with a registration.
    ClosePeriods,
    /// A calendar link was made.
    CreateCalendarLink,
    /// A calendar link was taken back.
    RevokeCalendarLink,
    /// A calendar link was used for the first time on a day.
    FollowCalendarLink,
    /// A claim, or the return of an event, was begun.
    StartFiling,
    /// What was begun and not filed was taken back.
    DiscardFiling,
    /// A client's tax year ends on another day.
    ChangeYearEnd,
    /// A return was filed.
    FileReturn,
    /// A claim was filed.
    FileClaim,
    /// The desk posted a statement.
    PostStatement,
    /// A return was amended.
    AmendFiling,
    /// A message was opened.
    ReadMessage,
    /// A payment was recorded.
    RecordPayment,
    /// Interest was posted.
    PostInterest,
    /// A journal was reversed.
    ReverseJournal,
    /// The desk looked at a piece of work and the filing behind it.
    ReadWork,
    /// Work was opened for the desk: a rate is missing.
    OpenWork,
    /// Work was taken by somebody of the desk.
    TakeWork,
    /// Work was given to somebody of the desk, or to nobody.
    GiveWork,
    /// The desk wrote to a client.
    WriteToClient,
    /// The desk decided, or proposed to decide.
    DecideWork,
    /// A change was proposed that needs a second person.
    Propose,
    /// The second person approved it.
    ApproveProposal,
    /// The second person did not.
    RejectProposal,
    /// The first person took it back.
    WithdrawProposal,
    /// A credit was carried to another period.
    CarryCredit,
    /// A refund was asked for.
    RequestRefund,
    /// A refund was issued, or could not be.
    IssueRefund,
    /// The sandbox was set up or its clock moved.
    Sandbox,
}

impl Act {
    /// The text in the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::ConfirmCredentials => "confirm-credentials",
            Self::ExtendSession => "extend-session",
            Self::SignOut => "sign-out",
            Self::BeginSignIn => "begin-sign-in",
            Self::ActivateAccount => "activate-account",
            Self::SaveDraft => "save-draft",
            Self::OpenPeriods => "open-periods",
            Self::ClosePeriods => "close-periods",
            Self::CreateCalendarLink => "create-calendar-link",
            Self::RevokeCalendarLink => "revoke-calendar-link",
            Self::FollowCalendarLink => "follow-calendar-link",
            Self::StartFiling => "start-filing",
            Self::DiscardFiling => "discard-filing",
            Self::ChangeYearEnd => "change-year-end",
            Self::FileReturn => "file-return",
            Self::FileClaim => "file-claim",
            Self::PostStatement => "post-statement",
            Self::AmendFiling => "amend-filing",
            Self::ReadMessage => "read-message",
            Self::RecordPayment => "record-payment",
            Self::PostInterest => "post-interest",
            Self::ReverseJournal => "reverse-journal",
            Self::ReadWork => "read-work",
            Self::OpenWork => "open-work",
            Self::TakeWork => "take-work",
            Self::GiveWork => "give-work",
            Self::WriteToClient => "write-to-client",
            Self::DecideWork => "decide-work",
            Self::Propose => "propose",
            Self::ApproveProposal => "approve-proposal",
            Self::RejectProposal => "reject-proposal",
            Self::WithdrawProposal => "withdraw-proposal",
            Self::CarryCredit => "carry-credit",
            Self::RequestRefund => "request-refund",
            Self::IssueRefund => "issue-refund",
            Self::Sandbox => "sandbox",
        }
    }
}

/// Proof of who acts: a grant, a signed-in person or the system. Written into the audit row.
pub trait Authority {
    /// The account acted on, if the act belongs to one.
    fn account(&self) -> Option<AccountId>;
    /// Who acts; nobody for the system.
    fn person(&self) -> Option<PersonId>;
    /// From which session.
    fn session(&self) -> Option<SessionId>;
    /// The request's correlation id.
    fn correlation_id(&self) -> &str;
    /// The caller's network address.
    fn address(&self) -> &str;
}

/// An open transaction, with what its audit row will say.
pub struct Tx<'a> {
    connection: &'a mut AsyncPgConnection,
    account: Option<AccountId>,
    subject: String,
    detail: Map<String, Value>,
    silent: bool,
}

impl Tx<'_> {
    /// What the audit row is about, for example an address in the API.
    pub fn about(&mut self, subject: impl Into<String>) {
        self.subject = subject.into();
    }

    /// The account that the act turned out to belong to.
    pub fn in_account(&mut self, account: AccountId) {
        self.account = Some(account);
    }

    /// A changed field for the audit row. Never a secret.
    pub fn note(&mut self, field: &str, value: impl Into<Value>) {
        self.detail.insert(field.into(), value.into());
    }

    /// Nothing was changed after all: no audit row.
    pub fn unchanged(&mut self) {
        self.silent = true;
    }
}

impl Deref for Tx<'_> {
    type Target = AsyncPgConnection;
    fn deref(&self) -> &Self::Target {
        self.connection
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.connection
    }
}

impl Db {
    /// Runs `work` in a transaction and commits it with its audit row.
    ///
    /// `work` may run up to three times when other transactions were in the way, so it must have no effect but on `tx`.
    ///
    /// # Errors
    /// Whatever `work` refuses (nothing is kept then), or 503 when the database does not answer.
    pub async fn write<R>(
        &self,
        by: &impl Authority,
        act: Act,
        work: impl AsyncFn(&mut Tx<'_>) -> Result<R, ApiError>,
    ) -> Result<R, ApiError> {
        let mut connection = self.read().await?;
        let mut tries = 0;
        loop {
            tries += 1;
            match self.attempt(&mut connection, by, act, &work).await {
                Err(ApiError::Internal(cause)) if tries < 3 && was_in_the_way(&cause) => {
                    tracing::info!(act = act.as_str(), tries, "a transaction is tried again");
                }
                done => return done,
            }
        }
    }

    async fn attempt<R>(
        &self,
        connection: &mut Connection,
        by: &impl Authority,
        act: Act,
        work: &impl AsyncFn(&mut Tx<'_>) -> Result<R, ApiError>,
    ) -> Result<R, ApiError> {
        let connection: &mut AsyncPgConnection = connection;
        AnsiTransactionManager::begin_transaction(connection).await?;
        let mut tx = Tx {
            connection,
            account: by.account(),
            subject: String::new(),
            detail: Map::new(),
            silent: false,
        };
        let result = match work(&mut tx).await {
            Ok(done) => self.audit(&mut tx, by, act).await.map(|()| done),
            Err(error) => Err(error),
        };
        match result {
            Ok(done) => {
                AnsiTransactionManager::commit_transaction(tx.connection).await?;
                Ok(done)
            }
            Err(error) => {
                if let Err(rollback) =
                    AnsiTransactionManager::rollback_transaction(tx.connection).await
                {
                    tracing::warn!(error = %rollback, "a rollback failed; the connection is thrown away");
                }
                Err(error)
            }
        }
    }

    async fn audit(&self, tx: &mut Tx<'_>, by: &impl Authority, act: Act) -> Result<(), ApiError> {
        use super::schema::{audit, person_audit};
        if tx.silent {
            return Ok(());
        }
        let id = self.clock.id(AuditId::from_parts);
        let detail = Value::Object(std::mem::take(&mut tx.detail));
        let subject = std::mem::take(&mut tx.subject);
        let at = self.clock.now();
        if let Some(account) = tx.account {
            insert_into(audit::table)
                .values((
                    audit::account_id.eq(account),
                    audit::id.eq(id),
                    audit::act.eq(act.as_str()),
                    audit::person_id.eq(by.person()),
                    audit::session_id.eq(by.session()),
                    audit::subject.eq(subject),
                    audit::correlation_id.eq(by.correlation_id()),
                    audit::address.eq(by.address()),
                    audit::at.eq(at),
                    audit::detail.eq(detail),
                ))
                .execute(&mut **tx)
                .await?;
        } else {
            insert_into(person_audit::table)
                .values((
                    person_audit::id.eq(id),
                    person_audit::person_id.eq(by.person()),
                    person_audit::act.eq(act.as_str()),
                    person_audit::subject.eq(subject),
                    person_audit::correlation_id.eq(by.correlation_id()),
                    person_audit::address.eq(by.address()),
                    person_audit::at.eq(at),
                    person_audit::detail.eq(detail),
                ))
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }
}

/// A serialisation failure, a deadlock or a unique index that another transaction was first at.
fn was_in_the_way(cause: &anyhow::Error) -> bool {
    use diesel::result::{DatabaseErrorKind, Error};
    match cause.downcast_ref::<Error>() {
        Some(Error::DatabaseError(
            DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::UniqueViolation,
            _,
        )) => true,
        Some(Error::DatabaseError(_, info)) => info.message().contains("deadlock detected"),
        _ => false,
    }
}
