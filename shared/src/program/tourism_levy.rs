//! The tourism levy: Tourism Levy Act, c T-5.5, and regulation AR 398/87 (domain page
//! `tourism-levy`). Operators and online brokers report what guests paid for accommodation.

mod form;
mod reasons;
mod span;
mod stay;
mod sums;

pub use stay::{Operator, Status, Stay, StayPrice, deposit_split, levy_applies, levy_on_night};

use super::{PenaltyRule, RateMissing, Rules};
use crate::Money;
use crate::filing::{Entered, Evaluation};
use crate::form::Form;
use crate::penalty;
use crate::period::{Frequency, Period};
use crate::rate::{RateCode, RateTable};
use chrono::{Datelike, Days, NaiveDate};

/// The rules of the levy.
pub(super) struct TourismLevy;

impl Rules for TourismLevy {
    fn name(&self) -> &'static str {
        "Tourism levy"
    }

    fn letters(&self) -> &'static str {
        "TL"
    }

    fn summary(&self) -> &'static str {
        "A levy on the price of temporary accommodation, collected by operators and online brokers."
    }

    fn money_word(&self) -> &'static str {
        "levy"
    }

    fn frequencies(&self) -> &'static [Frequency] {
        &[Frequency::Monthly, Frequency::Quarterly]
    }

    fn rates(&self) -> &'static [RateCode] {
        &[RateCode::TourismLevy]
    }

    /// The 28th day after the period: the 28th of the next month when the period ends with its
    /// month, otherwise 28 days after its end.
    fn nominal_due(&self, period: Period) -> Option<NaiveDate> {
        let next = period.ends_on.succ_opt()?;
        if next.day() == 1 {
            next.with_day(28)
        } else {
            period.ends_on.checked_add_days(Days::new(28))
        }
    }

    fn form(&self, period: Period, rates: &RateTable) -> Result<Form, RateMissing> {
        form::build(self.nominal_due(period), period, rates)
    }

    fn compute(&self, form: &Form, entered: &Entered, evaluation: &mut Evaluation) {
        sums::compute(form, entered, evaluation);
    }

    fn late_filing_penalty(&self, days_late: i64, unpaid: Money) -> Money {
        penalty::tourism_late_filing(days_late, unpaid)
    }

    fn penalty_rule(&self) -> PenaltyRule {
        PenaltyRule {
            text: "A return up to 4 days late costs $25 a day. After that it costs $25 a day or the \
                   levy unpaid on the due date, whichever is less, but at least $100 and at most \
                   $1,000.",
            source: "Notice of June 2006, in effect since 1 January 2006",
        }
    }
}
