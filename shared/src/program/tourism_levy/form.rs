//! The form of a return: its lines, once for each rate that counts in the period.

use super::span::{Span, spans};
use crate::calendar;
use crate::form::{FilingKind, Form, Line, LineKind, Section, Unit};
use crate::period::Period;
use crate::program::{Program, RateMissing};
use crate::rate::{DatedRate, RateCode, RateTable};
use crate::words;
use chrono::{Datelike, NaiveDate};

/// The edition of these rules.
const VERSION: &str = "tourism-levy/2026.1";

/// The lines of stays without levy: number, label, hint.
pub(super) const EXEMPT: [(&str, &str, &str); 7] = [
    (
        "21",
        "Stays of 28 days or more",
        "The same person, without a break.",
    ),
    (
        "22",
        "Paid to an online broker",
        "The broker collects the levy and reports it.",
    ),
    (
        "23",
        "Billed directly to the Government of Canada",
        "Not where the guest paid and was reimbursed.",
    ),
    (
        "24",
        "Stays under $30 a day or $210 a week",
        "Count the whole price, with cleaning, pet and booking fees.",
    ),
    (
        "25",
        "Accommodation on reserve for eligible people",
        "Only stays on a reserve, and only of people who are eligible.",
    ),
    (
        "26",
        "Diplomats, foreign forces and states",
        "Foreign diplomats, visiting forces and other states.",
    ),
    (
        "27",
        "Care facilities",
        "Stays in a facility that gives care.",
    ),
];

/// The form of a period.
pub(super) fn build(
    nominal_due: Option<NaiveDate>,
    period: Period,
    rates: &RateTable,
) -> Result<Form, RateMissing> {
    let code = RateCode::TourismLevy;
    let rows = rates.within(code, period.starts_on, period.ends_on);
    if rows.is_empty() {
        return Err(RateMissing {
            code,
            day: period.starts_on,
        });
    }
    let spans = spans(period, &rows);
    let sections = match spans.as_slice() {
        [span] => one_rate(period, span),
        spans => many_rates(period, spans),
    };
    Ok(Form {
        program: Program::TourismLevy,
        kind: FilingKind::Return,
        version: VERSION.into(),
        title: "Tourism levy return".into(),
        period,
        due_on: calendar::roll(nominal_due.unwrap_or(period.ends_on)),
        sections,
        rates: rows,
        total: "70".into(),
    })
}

fn one_rate(period: Period, span: &Span) -> Vec<Section> {
    let mut levy = levy_lines(span);
    levy.push(given_back(period));
    levy.push(payable("Line 40 plus line 51 less line 60".into()));
    vec![
        section(stays_in(period), None, vec![nights(), revenue(span)]),
        section(
            "Stays without levy".into(),
            Some(EXEMPT_LEAD.into()),
            exempt_lines(span),
        ),
        section("The levy".into(), None, levy),
    ]
}

fn many_rates(period: Period, spans: &[Span]) -> Vec<Section> {
    let mut sections = vec![section(
        stays_in(period),
        Some(
            "The rate of the levy changed in this period. Report the nights at each rate on their \
             own."
                .into(),
        ),
        vec![nights()],
    )];
    for span in spans {
        let mut lines = vec![revenue(span)];
        lines.extend(exempt_lines(span));
        lines.extend(levy_lines(span));
        sections.push(section(
            span_title(period, span),
            Some(EXEMPT_LEAD.into()),
            lines,
        ));
    }
    let numbers = |number: &str| spans.iter().map(|span| span.id(number)).collect::<Vec<_>>();
    let parts = [numbers("40"), numbers("51")].concat();
    let hint = format!("Lines {} less line 60", listed(&parts));
    sections.push(section(
        "The levy of the whole period".into(),
        None,
        vec![given_back(period), payable(hint)],
    ));
    sections
}

const EXEMPT_LEAD: &str = "Leave a line empty if there were none. Keep the papers that show why \
                           each stay is free of levy.";

fn nights() -> Line {
    Line {
        id: "5".into(),
        label: "Room nights sold".into(),
        hint: "All rooms that were paid for. We use it only to check that the amounts look right."
            .into(),
        kind: LineKind::Entered,
        unit: Unit::Nights,
    }
}

fn revenue(span: &Span) -> Line {
    dollars(
        span.id("10"),
        "Revenue from accommodation".into(),
        "Rooms, cleaning, pets, booking and service fees. Leave out GST and the levy itself."
            .into(),
        LineKind::Entered,
    )
}

fn exempt_lines(span: &Span) -> Vec<Line> {
    let mut lines: Vec<Line> = EXEMPT
        .iter()
        .map(|(number, label, hint)| {
            dollars(
                span.id(number),
                (*label).into(),
                (*hint).into(),
                LineKind::Entered,
            )
        })
        .collect();
    lines.push(dollars(
        span.id("30"),
        "Total without levy".into(),
        format!("Lines {} to {}", span.id("21"), span.id("27")),
        LineKind::Computed,
    ));
    lines
}

fn levy_lines(span: &Span) -> Vec<Line> {
    let rate = span.row.value.percent();
    vec![
        dollars(
            span.id("31"),
            "Price subject to levy".into(),
            format!("Line {} less line {}", span.id("10"), span.id("30")),
            LineKind::Computed,
        ),
        dollars(
            span.id("40"),
            format!("Levy at {rate}"),
            format!("Line {} \u{d7} {rate}", span.id("31")),
            LineKind::Computed,
        ),
        dollars(
            span.id("50"),
            "Deposits you kept".into(),
            "When a guest did not come and you kept the money. The levy is part of the amount."
                .into(),
            LineKind::Entered,
        ),
        dollars(
            span.id("51"),
            format!("Levy inside line {}", span.id("50")),
            format!("Line {} {}", span.id("50"), share(&span.row)),
            LineKind::Computed,
        ),
    ]
}

/// `× 6 ÷ 106`: the share of a kept deposit that is levy.
pub(super) fn share(row: &DatedRate) -> String {
    let percent = row.value.percent();
    let part = percent.trim_end_matches('%');
    let whole = row
        .value
        .fraction()
        .checked_add(rust_decimal::Decimal::ONE)
        .map(|whole| crate::rate::Rate::new(whole).percent());
    let whole = whole.as_deref().unwrap_or("100").trim_end_matches('%');
    format!("\u{d7} {part} \u{f7} {whole}")
}

fn given_back(period: Period) -> Line {
    let when = if one_month(period) {
        period.ends_on.format("%B").to_string()
    } else {
        "this period".into()
    };
    dollars(
        "60".into(),
        "Levy given back to guests".into(),
        format!("Levy you reported earlier and paid back in {when}."),
        LineKind::Entered,
    )
}

fn payable(hint: String) -> Line {
    dollars("70".into(), "Levy payable".into(), hint, LineKind::Total)
}

fn dollars(id: String, label: String, hint: String, kind: LineKind) -> Line {
    Line {
        id: id.into(),
        label,
        hint,
        kind,
        unit: Unit::Dollars,
    }
}

fn section(title: String, lead: Option<String>, lines: Vec<Line>) -> Section {
    Section { title, lead, lines }
}

fn one_month(period: Period) -> bool {
    (period.starts_on.year(), period.starts_on.month())
        == (period.ends_on.year(), period.ends_on.month())
}

/// `Stays in October`, `Stays from July to September 2026`.
fn stays_in(period: Period) -> String {
    if one_month(period) {
        format!("Stays in {}", period.ends_on.format("%B"))
    } else {
        format!("Stays from {}", period.label())
    }
}

/// `Stays to 31 March 2026`, `Stays from 1 April 2026`.
fn span_title(period: Period, span: &Span) -> String {
    if span.first == period.starts_on {
        format!("Stays to {}", words::day(span.last))
    } else if span.last == period.ends_on {
        format!("Stays from {}", words::day(span.first))
    } else {
        format!("Stays on {}", words::days(span.first, span.last))
    }
}

/// `40a, 40b, 51a and 51b`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
