//! Words that more than one page uses. Pages keep the words that only they need.

use shared::access::Role;
use shared::period::{Frequency, PeriodStatus};
use shared::program::Program;

/// The service, behind the name of each page.
pub(crate) const SERVICE: &str = "TRACS";

/// Whom to call.
pub(crate) const PHONE: &str = "780-427-3044";

/// The name of a program. Kept here, so that a page that only names it does not carry its rules.
pub(crate) const fn program(program: Program) -> &'static str {
    match program {
        Program::TourismLevy => "Tourism levy",
    }
}

/// What the program's money is called in a column head.
pub(crate) const fn money_word(program: Program) -> &'static str {
    match program {
        Program::TourismLevy => "Levy",
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
    }
}
