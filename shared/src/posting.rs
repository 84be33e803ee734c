//! From an event to balanced postings: what a client owes on one side, the Crown on the other.
//!
//! What must stay true: the lines of an event sum to zero and none is zero. [`Postings`] proves it.

use crate::Money;
use crate::allocation::AllocationOrder;
use crate::assessment::Assessed;

pub use crate::allocation::OwedByKind;

text_enum! {
    /// The account of the ledger that a line is posted to.
    LedgerKind {
        /// The client's levy or tax.
        Tax = "tax",
        /// The client's penalties.
        Penalty = "penalty",
        /// The client's interest.
        Interest = "interest",
        /// The Crown's revenue.
        CrownRevenue = "crown-revenue",
        /// The Crown's receipts.
        CrownReceipts = "crown-receipts",
        /// What the Crown pays back.
        CrownRefunds = "crown-refunds",
    }
}

impl LedgerKind {
    /// On the client's side: positive is owed.
    pub const fn is_client(self) -> bool {
        match self {
            Self::Tax | Self::Penalty | Self::Interest => true,
            Self::CrownRevenue | Self::CrownReceipts | Self::CrownRefunds => false,
        }
    }
}

text_enum! {
    /// What kind of money an entry of the statement is.
    MoneyKind {
        /// Levy or tax.
        Tax = "tax",
        /// Penalty.
        Penalty = "penalty",
        /// Interest.
        Interest = "interest",
        /// A payment that was received.
        Payment = "payment",
        /// A credit of one period that went to another.
        Transfer = "transfer",
        /// A credit that was paid out.
        Refund = "refund",
    }
}

impl MoneyKind {
    /// How the statement sorts a line; `None` for the Crown's side, which no statement shows.
    pub const fn of(cause: CauseKind, kind: LedgerKind) -> Option<Self> {
        match (cause, kind) {
            (
                _,
                LedgerKind::CrownRevenue | LedgerKind::CrownReceipts | LedgerKind::CrownRefunds,
            ) => None,
            (CauseKind::Payment, _) => Some(Self::Payment),
            (CauseKind::Transfer, _) => Some(Self::Transfer),
            (CauseKind::Refund, _) => Some(Self::Refund),
            (_, LedgerKind::Tax) => Some(Self::Tax),
            (_, LedgerKind::Penalty) => Some(Self::Penalty),
            (_, LedgerKind::Interest) => Some(Self::Interest),
        }
    }
}

text_enum! {
    /// What made a journal.
    CauseKind {
        /// An assessment or reassessment.
        Assessment = "assessment",
        /// A statement of the administration.
        Statement = "statement",
        /// Late or short instalments, found when the year is assessed: their cause is the assessment.
        Instalment = "instalment",
        /// A payment that was received.
        Payment = "payment",
        /// Interest at the end of a month.
        Interest = "interest",
        /// An earlier journal taken back.
        Reversal = "reversal",
        /// A credit that went from one period to another.
        Transfer = "transfer",
        /// A credit that was paid out.
        Refund = "refund",
    }
}

impl CauseKind {
    /// A notice goes with it.
    pub const fn is_noticed(self) -> bool {
        matches!(self, Self::Assessment | Self::Statement | Self::Instalment)
    }

    /// It pays what was charged, or uses what was paid too much.
    pub const fn settles(self) -> bool {
        match self {
            Self::Payment | Self::Transfer | Self::Refund => true,
            Self::Assessment
            | Self::Statement
            | Self::Instalment
            | Self::Interest
            | Self::Reversal => false,
        }
    }
}

/// One line of a journal. On the client's side positive is owed; the Crown's side is the opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostingLine {
    /// Where it is posted.
    pub kind: LedgerKind,
    /// How much.
    pub amount: Money,
}

/// Why lines make no journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostingError {
    /// The lines do not sum to zero.
    #[error("the lines do not sum to zero")]
    Unbalanced,
    /// A line of nothing.
    #[error("a line is zero")]
    ZeroLine,
    /// Beyond what the tables hold.
    #[error("an amount is too large")]
    TooLarge,
    /// A payment of nothing or less.
    #[error("a payment must be more than zero")]
    NotPositive,
}

/// Lines that sum to zero, none of them zero. Empty when nothing is to be posted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Postings(Vec<PostingLine>);

impl Postings {
    /// Proves that the lines balance.
    pub fn new(lines: Vec<PostingLine>) -> Result<Self, PostingError> {
        if lines.iter().any(|line| line.amount.is_zero()) {
            return Err(PostingError::ZeroLine);
        }
        let sum = Money::checked_sum(lines.iter().map(|line| line.amount));
        match sum {
            Some(sum) if sum.is_zero() => Ok(Self(lines)),
            Some(_) => Err(PostingError::Unbalanced),
            None => Err(PostingError::TooLarge),
        }
    }

    /// The lines, the client's first.
    pub fn lines(&self) -> &[PostingLine] {
        &self.0
    }

    /// There is nothing to post: no journal is made.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the client's side changes by.
    pub fn client_total(&self) -> Money {
        let client = self.0.iter().filter(|line| line.kind.is_client());
        Money::checked_sum(client.map(|line| line.amount)).unwrap_or_default()
    }

    /// The client's lines against one line of the Crown.
    fn against(crown: LedgerKind, client: &[(LedgerKind, Money)]) -> Result<Self, PostingError> {
        let total = Money::checked_sum(client.iter().map(|(_kind, amount)| *amount))
            .ok_or(PostingError::TooLarge)?;
        let mut lines: Vec<PostingLine> = client
            .iter()
            .map(|&(kind, amount)| PostingLine { kind, amount })
            .collect();
        lines.push(PostingLine {
            kind: crown,
            amount: total.negated(),
        });
        lines.retain(|line| !line.amount.is_zero());
        Self::new(lines)
    }
}

/// An assessment posts what it adds to the one before; nothing when it adds nothing.
pub fn of_assessment(difference: Assessed) -> Result<Postings, PostingError> {
    let client = [
        (LedgerKind::Tax, difference.tax),
        (LedgerKind::Penalty, difference.penalty),
        (LedgerKind::Interest, difference.interest),
    ];
    Postings::against(LedgerKind::CrownRevenue, &client)
}

/// What late or short instalments cost, as far as it is new; nothing when it is not.
pub fn of_instalments(difference: Assessed) -> Result<Postings, PostingError> {
    let client = [
        (LedgerKind::Penalty, difference.instalment_penalty),
        (LedgerKind::Interest, difference.instalment_interest),
    ];
    Postings::against(LedgerKind::CrownRevenue, &client)
}

/// A payment goes where the order says; what is left over is a credit on tax.
///
/// # Errors
/// When it is not more than zero, or a sum is too large.
pub fn of_payment(
    amount: Money,
    owing: &OwedByKind,
    order: AllocationOrder,
) -> Result<Postings, PostingError> {
    if !amount.is_positive() {
        return Err(PostingError::NotPositive);
    }
    let client = moved(owing, amount, order)?;
    Postings::against(LedgerKind::CrownReceipts, &client)
}

/// A credit that is paid out.
///
/// # Errors
/// When it is not more than zero, or a sum is too large.
pub fn of_refund(
    amount: Money,
    owing: &OwedByKind,
    order: AllocationOrder,
) -> Result<Postings, PostingError> {
    if !amount.is_positive() {
        return Err(PostingError::NotPositive);
    }
    let client = moved(owing, amount.negated(), order)?;
    Postings::against(LedgerKind::CrownRefunds, &client)
}

/// A credit of one period that pays in another, or becomes a credit there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What changes where it comes from.
    pub from: Vec<PostingLine>,
    /// What changes where it goes.
    pub to: Vec<PostingLine>,
}

/// A credit that goes from one period to another.
///
/// # Errors
/// When it is not more than zero, or a sum is too large.
pub fn of_transfer(
    amount: Money,
    from: &OwedByKind,
    to: &OwedByKind,
    order: AllocationOrder,
) -> Result<Transfer, PostingError> {
    if !amount.is_positive() {
        return Err(PostingError::NotPositive);
    }
    let lines = |owing: &OwedByKind, money: Money| -> Result<Vec<PostingLine>, PostingError> {
        let changes = moved(owing, money, order)?;
        let changes = changes
            .into_iter()
            .filter(|(_kind, amount)| !amount.is_zero());
        Ok(changes
            .map(|(kind, amount)| PostingLine { kind, amount })
            .collect())
    };
    let transfer = Transfer {
        from: lines(from, amount.negated())?,
        to: lines(to, amount)?,
    };
    Postings::new([transfer.from.as_slice(), &transfer.to].concat())?;
    Ok(transfer)
}

/// What changes by kind when money comes in, or, below zero, when a credit is used.
fn moved(
    owing: &OwedByKind,
    money: Money,
    order: AllocationOrder,
) -> Result<[(LedgerKind, Money); 3], PostingError> {
    let after = owing.after(money, order).ok_or(PostingError::TooLarge)?;
    let change = |now: Money, before: Money| now.checked_sub(before).ok_or(PostingError::TooLarge);
    Ok([
        (
            LedgerKind::Interest,
            change(after.interest, owing.interest)?,
        ),
        (LedgerKind::Penalty, change(after.penalty, owing.penalty)?),
        (LedgerKind::Tax, change(after.tax, owing.tax)?),
    ])
}

/// Interest that was worked out to a day; nothing when there is none.
pub fn of_interest(amount: Money) -> Result<Postings, PostingError> {
    Postings::against(LedgerKind::CrownRevenue, &[(LedgerKind::Interest, amount)])
}

/// The same lines with the other sign: a journal is taken back, never changed.
pub fn reversed(postings: &Postings) -> Postings {
    let back = |line: &PostingLine| PostingLine {
        kind: line.kind,
        amount: line.amount.negated(),
    };
    Postings(postings.lines().iter().map(back).collect())
}
