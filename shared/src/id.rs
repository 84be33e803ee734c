//! Every kind of identifier: UUIDv7 (RFC 9562), never a serial number.

ids! {
    /// A taxpayer or claimant: the legal person behind one or more accounts.
    ClientId,
    /// One program account of a client, for a levy one establishment.
    AccountId,
    /// Somebody who signs in.
    PersonId,
    /// One signed-in browser.
    SessionId,
    /// A letter with a PIN that lets a person in.
    InvitationId,
    /// A reporting period of an account.
    PeriodId,
    /// A payment to be made on a day of its own.
    PaymentDueId,
    /// A return or claim that was received.
    FilingId,
    /// What the administration made of a filing.
    AssessmentId,
    /// The signed acknowledgement of a filing.
    ReceiptId,
    /// A letter or message in the inbox.
    MessageId,
    /// A set of postings that balances.
    JournalId,
    /// One signed amount in one ledger account.
    PostingId,
    /// A credit that is to be paid out.
    RefundId,
    /// A ledger account: one kind of money of one period.
    LedgerAccountId,
    /// A state change in the event log.
    EventId,
    /// One line of the audit trail.
    AuditId,
    /// A piece of work at the administration's desk.
    WorkId,
    /// A change that one of the administration's staff proposes and another approves.
    ProposalId,
}
