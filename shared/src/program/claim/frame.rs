//! What all claim forms share: the days they cover, the last day to receive them, and the checks of both.

use super::RECEIVED;
use super::limits::{self, Limit};
use super::pieces::{self, Piece};
use crate::finding::Severity;
use crate::form::{Check, FilingKind, Form, Line, Paper, Section, Unit};
use crate::period::Period;
use crate::program::Program;
use crate::rate::Confidence;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The number of the line with what is claimed, on every claim form.
pub(super) const CLAIMED: &str = "90";

/// A claim form without its own lines.
pub(super) struct Frame {
    /// Whose claim.
    pub(super) program: Program,
    /// The code of the form.
    pub(super) code: &'static str,
    /// Its name.
    pub(super) title: &'static str,
    /// The edition of the rules.
    pub(super) version: &'static str,
    /// The days it covers.
    pub(super) period: Period,
    /// Until when it can be received.
    pub(super) limit: Limit,
    /// The least days it covers.
    pub(super) least_days: i64,
}

/// The part that a program fills in.
pub(super) struct Contents {
    /// Its sections; the one with the total last.
    pub(super) sections: Vec<Section>,
    /// What it checks.
    pub(super) checks: Vec<Check>,
    /// What goes with it.
    pub(super) papers: Vec<Paper>,
}

impl Frame {
    /// A claim for days, all of whose events are in them: the limit follows from the days alone.
    pub(super) fn of_days(self, pieces: &[Piece], contents: Contents) -> Form {
        let (period, limit) = (self.period, self.limit);
        let last_day = |day| limit.last_day(day).unwrap_or(period.ends_on);
        let (first, last) = (last_day(period.starts_on), last_day(period.ends_on));
        let origin = limit.origin();
        let lines = vec![
            Line::given_day(
                "limit",
                "Last day to receive the claim",
                Some(first),
                &origin,
            ),
            Line::given_day(
                "limit_last",
                "Last day for the last of the days",
                Some(last),
                &origin,
            )
            .hidden(),
        ];
        let mut checks = vec![
            Check::error(
                "claim.not_over",
                &format!("has([{RECEIVED}]) and [{RECEIVED}] < [to]"),
                &[],
                "The claim covers days that are still to come. Let it end on {received} or earlier",
            ),
            late(
                &limit,
                &format!("has([{RECEIVED}]) and [{RECEIVED}] > [limit_last]"),
                "The last day to receive this claim was {limit_last}",
            ),
        ];
        if first < last {
            let year = period.starts_on.year();
            checks.push(late(
                &limit,
                &format!(
                    "has([{RECEIVED}]) and [{RECEIVED}] > [limit] and [{RECEIVED}] <= [limit_last]"
                ),
                &format!(
                    "What happened in {year} had to be received by {{limit}}. Claim the later days alone"
                ),
            ));
        }
        self.with(pieces, lines, checks, contents)
    }

    /// A claim for events, each of which has its own limit.
    pub(super) fn of_events(self, pieces: &[Piece], contents: Contents) -> Form {
        self.with(pieces, Vec::new(), Vec::new(), contents)
    }

    fn with(
        self,
        pieces: &[Piece],
        shown: Vec<Line>,
        limits: Vec<Check>,
        contents: Contents,
    ) -> Form {
        let period = self.period;
        let days = Decimal::from(limits::day_count(period));
        let origin = "The days of the claim";
        let day = |id, day| Line::given_day(id, origin, Some(day), origin).hidden();
        let hidden = [
            day("from", period.starts_on),
            day("to", period.ends_on),
            Line::given("days", origin, Unit::Days, days, origin).hidden(),
            Line::given_day(
                RECEIVED,
                "Day the claim is received",
                None,
                "The day it arrives",
            )
            .hidden(),
        ];
        let mut sections = contents.sections;
        if !shown.is_empty() {
            sections.push(Section::new("Time limit", shown));
        }
        if let Some(section) = sections.last_mut() {
            section.lines.extend(hidden);
        }
        let mut checks = self.range_checks();
        checks.extend(limits);
        checks.extend(contents.checks);
        checks.push(Check::warning(
            "claim.nothing",
            &format!("[{CLAIMED}] = 0"),
            &[CLAIMED],
            "There is nothing to pay back. Check what you entered",
        ));
        let due_on = self.limit.last_day(period.starts_on);
        Form {
            program: self.program,
            code: self.code.into(),
            kind: FilingKind::Claim,
            version: self.version.into(),
            title: self.title.into(),
            period,
            due_on: due_on.unwrap_or(period.ends_on),
            sections,
            checks,
            lists: BTreeMap::new(),
            origins: BTreeMap::new(),
            papers: contents.papers,
            rates: pieces::rates(pieces),
            total: CLAIMED.into(),
        }
    }

    fn range_checks(&self) -> Vec<Check> {
        let least = self.least_days;
        let mut checks = vec![Check::error(
            "claim.reversed",
            "[days] < 1",
            &[],
            "The last day comes before the first. Choose the days again",
        )];
        if least > 1 {
            checks.push(Check::error(
                "claim.too_short",
                &format!("[days] >= 1 and [days] < {least}"),
                &[],
                &format!("A claim covers at least {least} days; this one covers {{days}}"),
            ));
        }
        checks
    }
}

/// A claim that comes too late: an error by a confirmed limit, by any other something to look at.
pub(super) fn late(limit: &Limit, when: &str, message: &str) -> Check {
    let severity = match limit.confidence {
        Confidence::Confirmed | Confidence::Derived => Severity::Error,
        Confidence::Unverified => Severity::Warning,
    };
    let message = match severity {
        Severity::Error => message.to_owned(),
        Severity::Warning => format!("{message}, by a limit that is not confirmed"),
    };
    Check {
        severity,
        ..Check::error("claim.out_of_time", when, &[], &message)
    }
}

/// The event of each row is within the days of the claim.
pub(super) fn in_days(table: &str, column: &str, label: &str) -> Check {
    Check::error(
        "event.outside_claim",
        &format!("has([{column}]) and ([{column}] < [from] or [{column}] > [to])"),
        &[column],
        &format!("Row {{row}}: {label} {{{column}}} is not within the days of the claim, {{from}} to {{to}}"),
    )
    .each_row(table)
}

/// What is claimed: the sum of some lines, or of a column.
pub(super) fn claimed(label: &str, hint: &str, formula: &str) -> Line {
    Line::total(CLAIMED, label, hint, Unit::Dollars, formula)
}

/// The last day to receive a claim for days, by their first: the earliest of the limits of its events.
pub(super) fn last_day(limit: &Limit, period: Period) -> Option<NaiveDate> {
    limit.last_day(period.starts_on)
}
