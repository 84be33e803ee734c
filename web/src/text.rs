//! Words that more than one page uses. Pages keep the words that only they need.

use shared::access::Role;
use shared::contract::calendar::{ObligationKind, ObligationStatus};
use shared::form::FilingKind;
use shared::period::{Frequency, PeriodStatus};

/// The service, behind the name of each page.
pub(crate) const SERVICE: &str = "TRACS";

/// Whom to call.
pub(crate) const PHONE: &str = "780-427-3044";

/// What is filed, in the middle of a sentence.
pub(crate) const fn noun(kind: FilingKind) -> &'static str {
    match kind {
        FilingKind::Return => "return",
        FilingKind::Claim => "claim",
        FilingKind::Statement => "statement",
    }
}

/// What somebody is to an account.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "account owner",
        Role::Representative => "representative",
    }
}

/// How often returns are due.
pub(crate) const fn frequency(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Monthly => "Monthly returns",
        Frequency::Quarterly => "Quarterly returns",
        Frequency::Yearly => "Yearly returns",
        Frequency::AsNeeded => "Filed when needed",
    }
}

/// The words and the look of a period's tag: one meaning for each word across the product.
pub(crate) const fn status(status: PeriodStatus) -> (&'static str, &'static str) {
    match status {
        PeriodStatus::Upcoming => ("Not open yet", "tag tag--quiet"),
        PeriodStatus::Open => ("Open", "tag"),
        PeriodStatus::DueSoon => ("Due soon", "tag tag--soon"),
        PeriodStatus::Overdue | PeriodStatus::Unpaid => ("Overdue", "tag tag--overdue"),
        PeriodStatus::Assessed => ("Assessed", "tag"),
        PeriodStatus::Owing => ("Owing", "tag tag--soon"),
        PeriodStatus::PartlyPaid => ("Partly paid", "tag tag--partly"),
        PeriodStatus::Paid => ("Paid", "tag tag--paid"),
        PeriodStatus::InReview => ("In review", "tag tag--review"),
        PeriodStatus::NotAsked => ("No return due", "tag tag--quiet"),
        PeriodStatus::Refused => ("Refused", "tag tag--overdue"),
    }
}

/// The words and the look of the tag of something to be done.
pub(crate) const fn obligation(status: ObligationStatus) -> (&'static str, &'static str) {
    match status {
        ObligationStatus::Upcoming => ("Upcoming", "tag tag--quiet"),
        ObligationStatus::Open => ("Open", "tag"),
        ObligationStatus::DueSoon => ("Due soon", "tag tag--soon"),
        ObligationStatus::Draft => ("Draft", "tag tag--draft"),
        ObligationStatus::Overdue => ("Overdue", "tag tag--overdue"),
        ObligationStatus::PartlyPaid => ("Partly paid", "tag tag--partly"),
        ObligationStatus::Paid => ("Paid", "tag tag--paid"),
        ObligationStatus::Received => ("Received", "tag tag--received"),
        ObligationStatus::Passed => ("Passed", "tag tag--quiet"),
    }
}

/// What is to be done, as filters and the calendar link name it.
pub(crate) const fn obligation_kind(kind: ObligationKind) -> &'static str {
    match kind {
        ObligationKind::Return => "Returns to file",
        ObligationKind::Claim => "Claims and their last days",
        ObligationKind::Payment => "Payments",
        ObligationKind::Objection => "Last days to object",
        ObligationKind::Renewal => "Renewals",
    }
}
