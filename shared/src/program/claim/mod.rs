//! Claims: programs that give tax back, and closed programs of which only the past can be read (domain page
//! `fuel-claims`).
//!
//! A claim is a form like any other; its total is what is asked for, as a positive amount. `due` is the last day
//! that it can be received, and no roll rule moves it: no page says that one does, and the earlier day is the safe one.
//!
//! Nothing here knows the day. Every claim form leaves one given line open, `received`; [`Rules::received_on`] fills it
//! in, and the form's own checks say what came too late. Without it they are silent.
//!
//! [`Rules::received_on`]: super::Rules::received_on

mod aite_retailer;
mod carbon_levy;
mod frame;
mod freehold_mineral_tax;
mod fuel_claims;
mod fuel_rebate_history;
pub mod limits;
mod pieces;
mod propane_retailer;
mod tax_exempt_fuel_sales;
mod tax_exempt_fuel_user;

pub(super) use aite_retailer::AiteRetailer;
pub(super) use carbon_levy::CarbonLevy;
pub(super) use freehold_mineral_tax::FreeholdMineralTax;
pub(super) use fuel_claims::FuelClaims;
pub(super) use fuel_rebate_history::FuelRebateHistory;
pub(super) use propane_retailer::PropaneRetailer;
pub(super) use tax_exempt_fuel_sales::TaxExemptFuelSales;
pub(super) use tax_exempt_fuel_user::TaxExemptFuelUser;

use super::facts::{Capability, FormFacts, Offer};
use super::{Cycle, NoForm};
use crate::form::{Check, FilingKind, Form, Line, Section};
use crate::penalty::PenaltyRule;
use crate::rate::{Confidence, RateCode};
use chrono::NaiveDate;
use limits::Limit;

/// The given line that holds the day a claim is received.
pub(super) const RECEIVED: &str = "received";

/// A claim form that knows the day it is received, or today while it is filled in.
pub(super) fn received(mut form: Form, day: NaiveDate) -> Form {
    form.give(&RECEIVED.into(), day.to_string());
    form
}

/// Gives a claim for the event of a day its time limit.
pub(super) fn timed(form: &mut Form, limit: &Limit) {
    let day = form.period.ends_on;
    let last = limit.last_day(day).unwrap_or(day);
    let origin = limit.origin();
    let received = "The day it arrives";
    let lines = vec![
        Line::given_day(
            "limit",
            "Last day to receive the claim",
            Some(last),
            &origin,
        ),
        Line::given_day(RECEIVED, "Day the claim is received", None, received).hidden(),
    ];
    form.sections.push(Section::new("Time limit", lines));
    form.checks.push(frame::late(
        limit,
        &format!("has([{RECEIVED}]) and [{RECEIVED}] > [limit]"),
        "The last day to receive this claim was {limit}",
    ));
}

/// A claim for a day for which the account has filed others on the same form: the filer is asked whether anything is claimed
/// twice.
pub fn beside_others(form: &mut Form, others: i64) {
    if others == 0 {
        return;
    }
    let (were, day) = (
        if others == 1 {
            "Another claim"
        } else {
            "Other claims"
        },
        crate::words::day(form.period.ends_on),
    );
    let check = Check::warning(
        "claim.overlaps",
        &format!("[{}] != 0", form.total),
        &[],
        &format!(
            "{were} for {day} came in on this form before. Make sure that nothing is claimed twice"
        ),
    );
    form.checks.push(check);
}

/// Tax on clear gasoline, dollars a litre.
const GASOLINE: RateCode = RateCode::of("fuel.gasoline");
/// Tax on clear diesel, dollars a litre.
const DIESEL: RateCode = RateCode::of("fuel.diesel");
/// Tax on marked gasoline, dollars a litre.
const MARKED_GASOLINE: RateCode = RateCode::of("fuel.marked-gasoline");
/// Tax on marked diesel, dollars a litre.
const MARKED_DIESEL: RateCode = RateCode::of("fuel.marked-diesel");
/// Tax on propane and other liquefied petroleum gas, dollars a litre.
const LPG: RateCode = RateCode::of("fuel.lpg");
/// Tax on aviation fuel, dollars a litre.
const AVIATION: RateCode = RateCode::of("fuel.aviation");

/// What is refunded to claimants bears no interest and costs no penalty.
const NO_PENALTY: PenaltyRule = PenaltyRule {
    text: "There is no penalty for a late claim: after its last day it is not accepted.",
    source: "Fuel tax refunds and retailer guides: time limits",
};

/// Days to object: usual for the administration, not published for these programs.
const OBJECTION: (i64, Confidence) = (90, Confidence::Unverified);

/// What every account can do online.
const DOCUMENTS: Offer = Offer(Capability::Documents, Confidence::Confirmed);
/// What every account can do online.
const OBJECT: Offer = Offer(Capability::Objection, Confidence::Confirmed);

/// A claim for days that the filer names.
const fn range_claim(code: &'static str, title: &'static str, least_days: i64) -> FormFacts {
    FormFacts {
        code,
        title,
        kind: FilingKind::Claim,
        cycle: Cycle::Range { least_days },
    }
}

/// `[40a] + [40b]`.
fn sum(ids: impl IntoIterator<Item = String>) -> String {
    let names = ids.into_iter().map(|id| format!("[{id}]"));
    names.collect::<Vec<_>>().join(" + ")
}

/// The program has one form, of that code.
fn only(code: &str, known: &str) -> Result<(), NoForm> {
    if code == known {
        Ok(())
    } else {
        Err(NoForm::Unknown)
    }
}
