//! What must hold across the lines of the return. Codes are stable: software reads them.

use super::{Year, schedule2};
use crate::form::Check;
use crate::program::corporate::limits;
use crate::words;

pub(super) fn all(year: &Year<'_>) -> Vec<Check> {
    let mut checks = jacket();
    checks.push(ceased_in_the_year(year));
    checks.push(amalgamated_at_its_end(year));
    checks.extend(small_business());
    checks.extend(schedule2::checks(year));
    checks.extend(schedules());
    if year.grant().is_some() {
        checks.extend(grant());
    }
    checks
}

fn jacket() -> Vec<Check> {
    let required = |code: &str, when: &str, line: &str, message: &str| {
        Check::error(code, when, &[line], message)
    };
    vec![
        required(
            "at1.039_required",
            "[038] = 'yes' and not(has([039]))",
            "039",
            "Choose the reason for the change of the year-end",
        ),
        required(
            "at1.043_required",
            "has([041]) and [043] = 0",
            "043",
            "Enter the average exchange rate of the functional currency",
        ),
        required(
            "at1.051_required",
            "[050] = 'yes' and not(has([051]))",
            "051",
            "Choose the reason for the final return",
        ),
        required(
            "at1.052_required",
            "[050] = 'yes' and [051] = '1' and not(has([052]))",
            "052",
            "Enter the date of the amalgamation",
        ),
        required(
            "at1.060_requires_061",
            "[060] = 'yes' and [061] != 'yes'",
            "061",
            "When line 060 is yes, line 061 must be yes too",
        ),
        required(
            "at1.schedule_12_required",
            "([060] = 'yes' or [061] = 'yes') and [schedule-12] != 'yes'",
            "schedule-12",
            "Line 060 or 061 is yes, so Schedule 12 is needed",
        ),
        required(
            "at1.110_required",
            "[085] > 0 and not(has([110]))",
            "110",
            "Enter the certificate number of the credit on line 085",
        ),
        required(
            "at1.092_required",
            "[090] < 0 and not(has([092]))",
            "092",
            "Choose whether to refund the overpayment or to apply it to the next tax year",
        ),
        required(
            "at1.096_required",
            "[095] = 'yes' and not(has([096]))",
            "096",
            "Enter who prepared the return",
        ),
        Check::warning(
            "at1.091_exceeds_balance",
            "[090] > 0 and [091] > [090]",
            &["091"],
            "The payment of {091} is more than the balance of {090}",
        ),
    ]
}

/// A tax year ends just before an amalgamation, so that is in the year or on the day after it.
fn amalgamated_at_its_end(year: &Year<'_>) -> Check {
    let first = year.period.starts_on;
    let last = year.period.ends_on;
    let next = last.succ_opt().unwrap_or(last);
    Check::error(
        "at1.052_outside_year",
        &format!("has([052]) and ([052] < day('{first}') or [052] > day('{next}'))"),
        &["052"],
        &format!(
            "The tax year ends just before the amalgamation: enter a day from {} to {}",
            words::day(first),
            words::day(next)
        ),
    )
}

fn ceased_in_the_year(year: &Year<'_>) -> Check {
    let (first, last) = (year.period.starts_on, year.period.ends_on);
    Check::error(
        "at1.053_outside_year",
        &format!("has([053]) and ([053] < day('{first}') or [053] > day('{last}'))"),
        &["053"],
        &format!(
            "The day operations ceased must be in the tax year, {}",
            words::days(first, last)
        ),
    )
}

fn small_business() -> Vec<Check> {
    let shared = "[schedule-1] = 'yes' and [001] = 'yes'";
    vec![
        Check::error(
            "at1.associates_missing",
            &format!("{shared} and count([associates.1-041]) = 0"),
            &["s1-share"],
            "List the associated corporations and how they share the $200,000",
        ),
        Check::error(
            "at1.shared_too_much",
            &format!("[s1-shared] > {}", limits::SCALE),
            &["s1-share"],
            "Associated corporations can share at most $200,000; these come to {s1-shared}",
        ),
        Check::warning(
            "at1.active_income_missing",
            "[schedule-1] = 'yes' and [1-003] = 0",
            &["1-003"],
            "Schedule 1 has no active business income, so there is no deduction",
        ),
    ]
}

fn schedules() -> Vec<Check> {
    vec![
        Check::error(
            "at1.schedule_4_credit_exceeds_tax",
            "[credit] > max([paid] - [federal], 0)",
            &["credit"],
            "Row {row}: the credit is more than the foreign tax that the federal credit leaves",
        )
        .each_row("foreign"),
        Check::error(
            "at1.schedule_10_exceeds_loss",
            "[first] + [second] + [third] > [loss]",
            &["loss"],
            "Row {row}: more is carried back than the loss of this year",
        )
        .each_row("losses"),
        Check::warning(
            "at1.schedule_10_without_loss",
            "[kind] = 'non-capital' and [loss] > max(-[062], 0)",
            &["loss"],
            "Row {row}: the loss that is carried back is more than the loss of the year on line 062",
        )
        .each_row("losses"),
        Check::error(
            "at1.schedule_10_empty",
            "[schedule-10] = 'yes' and [s10-first] + [s10-second] + [s10-third] = 0",
            &["schedule-10"],
            "Schedule 10 carries nothing back. Add a loss, or leave the schedule out",
        ),
        Check::error(
            "at1.062_differs_from_schedule_12",
            "[schedule-12] = 'yes' and [s12-taxable] != [062]",
            &["062"],
            "Schedule 12 comes to {s12-taxable}, line 062 says {062}. They must be the same",
        ),
    ]
}

fn grant() -> Vec<Check> {
    vec![
        Check::error(
            "at1.schedule_29_share_exceeds_maximum",
            "[s29-share] > [s29-most]",
            &["s29-share"],
            "The share cannot be more than the maximum of the year, {s29-most}",
        ),
        Check::warning(
            "at1.schedule_29_empty",
            "[schedule-29] = 'yes' and [29-031] = 0 and [29-132] = 0",
            &["29-005"],
            "Schedule 29 has no expenditures, so there is no grant",
        ),
    ]
}
