//! What is true of a program besides its sums: names, offers, deadlines. Rows of the matrix in the domain page
//! `program-catalogue`, each figure with how sure we are of it.

use crate::form::FilingKind;
use crate::penalty::{LatePenalty, PenaltyRule};
use crate::period::Frequency;
use crate::rate::{Confidence, RateCode};

text_enum! {
    /// Something a program offers online.
    Capability {
        /// File returns.
        FileReturn = "file-return",
        /// File claims.
        FileClaim = "file-claim",
        /// File nil returns.
        NilReturn = "nil-return",
        /// Amend what was filed.
        Amend = "amend",
        /// Renew a number or licence.
        Renewal = "renewal",
        /// Receive refunds by direct deposit.
        DirectDeposit = "direct-deposit",
        /// Pay by arrangement.
        Arrangement = "arrangement",
        /// Ask for a waiver of penalty or interest.
        Waiver = "waiver",
        /// Object to an assessment.
        Objection = "objection",
        /// Be represented by a third-party organization.
        Organizations = "organizations",
        /// Send documents.
        Documents = "documents",
        /// File by software.
        Software = "software",
        /// The administration charges without a return.
        Statement = "statement",
        /// Only old periods can be read.
        History = "history",
    }
}

impl Capability {
    /// What a program offers that takes filings of that kind.
    pub const fn to_file(kind: FilingKind) -> Self {
        match kind {
            FilingKind::Return => Self::FileReturn,
            FilingKind::Claim => Self::FileClaim,
            FilingKind::Statement => Self::Statement,
        }
    }
}

/// A capability, and how sure we are that the program has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer(pub Capability, pub Confidence);

text_enum! {
    /// How an account's number looks.
    NumberShape {
        /// Nine digits, the Alberta business identification number. A suffix is left out.
        Bin = "bin",
        /// Nine digits and an occurrence for each establishment.
        BinOccurrence = "bin-occurrence",
        /// Nine or ten digits, the corporate account number.
        Can = "can",
    }
}

impl NumberShape {
    /// The digits of a number that was typed, without spaces and suffix; `None` when it is none.
    pub fn read(self, typed: &str) -> Option<String> {
        let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = match (self, plain.split_once('-')) {
            (Self::Bin | Self::BinOccurrence, Some((digits, suffix)))
                if (1..=4).contains(&suffix.len())
                    && suffix.bytes().all(|b| b.is_ascii_digit()) =>
            {
                digits.to_owned()
            }
            _ => plain,
        };
        let fits = match self {
            Self::Bin | Self::BinOccurrence => digits.len() == 9,
            Self::Can => matches!(digits.len(), 9 | 10),
        };
        (fits && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
    }
}

/// When a form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cycle {
    /// Once for each period of the account.
    Period,
    /// For days that the filer names, at least so many; two filings of the form never overlap.
    Range {
        /// The least number of days.
        least_days: i64,
    },
    /// When something happens, as often as it happens.
    Event,
}

/// A form of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormFacts {
    /// Its code: `return`.
    pub code: &'static str,
    /// Its name.
    pub title: &'static str,
    /// A return or a claim.
    pub kind: FilingKind,
    /// When it is filled in.
    pub cycle: Cycle,
}

/// The interest that the ledger works out on what is owed or in credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerInterest {
    /// On what is owed late, by day.
    Debit,
    /// A twelfth of that yearly rate for each month or part of one, after the months that the return itself has.
    Monthly(RateCode),
    /// On what is owed late and on credits: corporate tax only.
    DebitAndCredit,
}

/// What is true of a program.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The name that people use.
    pub name: &'static str,
    /// Two capital letters that begin its references: `TL`.
    pub letters: &'static str,
    /// What it is for, in a sentence.
    pub summary: &'static str,
    /// What the program calls the money: `levy`, `tax`, `refund`.
    pub money_word: &'static str,
    /// The Act behind it.
    pub act: &'static str,
    /// How its account numbers look.
    pub number: NumberShape,
    /// How often returns may be due; empty when only events count.
    pub frequencies: &'static [Frequency],
    /// Its forms; the first is the main one.
    pub forms: &'static [FormFacts],
    /// What can be done online.
    pub offers: &'static [Offer],
    /// Days to object, and how sure we are.
    pub objection_days: (i64, Confidence),
    /// The penalty for a late return.
    pub penalty: LatePenalty,
    /// That penalty in words.
    pub penalty_rule: PenaltyRule,
    /// What interest the ledger works out.
    pub interest: LedgerInterest,
    /// How sure it is that its debts bear that interest (domain page `interest-and-penalties`: the prescribed rate is of
    /// five Acts; others have rules of their own).
    pub interest_sure: Confidence,
    /// Days from a notice within which payment in full stops interest at the notice.
    pub grace_days: Option<i64>,
}

/// The form of a program that cannot be without one.
const NO_FORM: FormFacts = FormFacts {
    code: "return",
    title: "Return",
    kind: FilingKind::Return,
    cycle: Cycle::Period,
};

impl Facts {
    /// The main form.
    pub fn main_form(&'static self) -> &'static FormFacts {
        self.forms.first().unwrap_or(&NO_FORM)
    }

    /// The form of that code.
    pub fn form(&'static self, code: &str) -> Option<&'static FormFacts> {
        self.forms.iter().find(|form| form.code == code)
    }

    /// The program offers it.
    pub fn offers(&self, capability: Capability) -> bool {
        self.offers
            .iter()
            .any(|Offer(offered, _)| *offered == capability)
    }
}
