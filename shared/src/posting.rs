//! From an event to balanced postings: what a client owes on one side, the Crown on the other.
//!
//! What must stay true: the lines of an event sum to zero and none is zero. [`Postings`] proves it.

use crate::Money;
use crate::allocation::AllocationOrder;
use crate::assessment::Assessed;
use crate::words;
use chrono::NaiveDate;

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
    }
}

impl LedgerKind {
    /// On the client's side: positive is owed.
    pub const fn is_client(self) -> bool {
        match self {
            Self::Tax | Self::Penalty | Self::Interest => true,
            Self::CrownRevenue | Self::CrownReceipts => false,
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
    }
}

impl MoneyKind {
    /// How the statement sorts a line; `None` for the Crown's side, which no statement shows.
    pub const fn of(cause: CauseKind, kind: LedgerKind) -> Option<Self> {
        match (cause, kind) {
            (_, LedgerKind::CrownRevenue | LedgerKind::CrownReceipts) => None,
            (CauseKind::Payment, _) => Some(Self::Payment),
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
        /// A payment that was received.
        Payment = "payment",
        /// Interest at the end of a month.
        Interest = "interest",
        /// An earlier journal taken back.
        Reversal = "reversal",
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

/// What the statement says of a line. `money_word` is the program's: `levy`, `tax`.
pub fn text(
    cause: CauseKind,
    line: PostingLine,
    money_word: &str,
    effective_on: NaiveDate,
) -> String {
    let word = words::capitalized(money_word);
    let less = line.amount.is_negative();
    match (cause, line.kind) {
        (_, LedgerKind::CrownRevenue) => "Crown revenue".into(),
        (_, LedgerKind::CrownReceipts) => "Crown receipts".into(),
        (CauseKind::Assessment, LedgerKind::Tax) if less => format!("{word} reduced"),
        (CauseKind::Assessment, LedgerKind::Tax) => format!("{word} assessed"),
        (CauseKind::Assessment, LedgerKind::Penalty) if less => {
            "Late-filing penalty reduced".into()
        }
        (CauseKind::Assessment, LedgerKind::Penalty) => "Late-filing penalty".into(),
        (CauseKind::Assessment, LedgerKind::Interest) => "Interest assessed".into(),
        // What an earlier payment left over on one kind pays another, together with a new payment.
        (CauseKind::Payment, LedgerKind::Tax) if !less => format!("Credit of {money_word} used"),
        (CauseKind::Payment, LedgerKind::Penalty) if !less => "Credit of penalty used".into(),
        (CauseKind::Payment, LedgerKind::Interest) if !less => "Credit of interest used".into(),
        (CauseKind::Payment, LedgerKind::Tax) => "Payment received".into(),
        (CauseKind::Payment, LedgerKind::Penalty) => "Payment received, for penalty".into(),
        (CauseKind::Payment, LedgerKind::Interest) => "Payment received, for interest".into(),
        (CauseKind::Interest, LedgerKind::Interest | LedgerKind::Tax | LedgerKind::Penalty) => {
            let word = if less {
                "Interest credited"
            } else {
                "Interest"
            };
            format!("{word} to {}", words::day(effective_on))
        }
        (CauseKind::Reversal, LedgerKind::Tax) => format!("Reversal of {money_word}"),
        (CauseKind::Reversal, LedgerKind::Penalty) => "Reversal of penalty".into(),
        (CauseKind::Reversal, LedgerKind::Interest) => "Reversal of interest".into(),
    }
}
