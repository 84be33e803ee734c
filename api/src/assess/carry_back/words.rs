//! What reasons, notices and letters say of losses that are carried back.

use super::Used;
use crate::assess::{Received, standing_words};
use crate::clock::Clock;
use crate::notify::Letter;
use shared::Money;
use shared::contract::messages::MessageKind;
use shared::filing::{Step, Why};
use shared::id::AssessmentId;
use shared::period::Period;
use shared::words::dollars;

/// A year of which nothing is known here.
pub(super) const fn unknown_year(back: usize) -> &'static str {
    match back {
        1 => "the year before it",
        2 => "the second year before it",
        _ => "the third year before it",
    }
}

/// How the tax of an earlier year was worked out.
pub(super) fn why(used: &[Used], tax: Money, reduction: Money) -> Why {
    let step = |label: String, value: Money| Step {
        label,
        value: dollars(value),
    };
    let losses = used.iter().filter(|loss| loss.amount.is_positive());
    let mut steps: Vec<Step> = losses
        .map(|loss| {
            let year = shared::words::day(loss.ends_on);
            step(
                format!("Loss of the year ended {year}, used here"),
                loss.amount,
            )
        })
        .collect();
    let without = tax.checked_add(reduction).unwrap_or(tax);
    steps.push(step("Tax without losses of later years".into(), without));
    steps.push(step("Taken off by them".into(), reduction.negated()));
    steps.push(step("Tax".into(), tax));
    Why {
        text: "Losses of later years lower the taxable income of this year, and its tax is worked out again. The change counts \
               from the day the return that asks for it was received."
            .into(),
        steps,
        source: Some("Schedule 10 (AT293); the day from which it counts is not confirmed".into()),
    }
}

pub(super) fn notice(
    received: &Received,
    year: Period,
    id: AssessmentId,
    change: Money,
    owing: Money,
    clock: &Clock,
) -> Letter {
    let label = year.label();
    let changes = if change.is_negative() {
        format!("It takes {} off your account.", dollars(change.abs()))
    } else {
        format!("It adds {} to your account.", dollars(change))
    };
    let (summary, standing) = standing_words(owing, None, clock.today());
    Letter {
        kind: MessageKind::NoticeOfReassessment,
        subject: format!("Notice of reassessment, {label}"),
        summary,
        body: vec![
            format!(
                "We have reassessed the {label} for {} with losses that your return of the {} carries back. {changes}",
                received.account_name,
                received.period.label()
            ),
            standing,
            "The notice shows how the lines of that return change, how the tax was worked out and until when you can object.".into(),
        ],
        assessment: Some(id),
    }
}

/// Nothing was posted, because there is no return to reassess.
pub(super) fn not_here(received: &Received, year: &str, amount: Money) -> Letter {
    let (amount, label) = (dollars(amount), received.period.label());
    Letter {
        kind: MessageKind::Letter,
        subject: format!("A loss of {amount} is not carried back yet"),
        summary: format!("No return for {year} is here"),
        body: vec![
            format!(
                "Your return of the {label} uses a loss of {amount} in {year}. No return of that year is in TRACS, so it was not reassessed and nothing was posted."
            ),
            "If that return is still to be filed here, file it: the loss is used when it arrives. If it was filed before the year came into TRACS, call us, and we reassess it for you.".into(),
        ],
        assessment: None,
    }
}
