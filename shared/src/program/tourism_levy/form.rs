//! The form of a return: its lines, once for each rate that counts in the period.

use crate::calendar;
use crate::form::{Check, FilingKind, Form, Line, Reason, Section, StepRule, Unit};
use crate::period::Period;
use crate::program::span::{self, Span, listed};
use crate::program::{NoForm, Program};
use crate::rate::{Rate, RateCode, RateTable};
use crate::words;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The edition of these rules.
const VERSION: &str = "tourism-levy/2026.2";

/// The line of stays that a broker sold.
const BROKER_LINE: &str = "22";

/// Number, label, hint.
type Exempt = (&'static str, &'static str, &'static str);

/// The lines of stays without levy.
const EXEMPT: [Exempt; 7] = [
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

/// Brokers collect the levy from this day on: before it, stays that they sold bore the operator's levy (form AT317 has
/// versions before and after it).
const BROKERS_SINCE: (i32, u32, u32) = (2024, 10, 1);

/// The lines of stays without levy, from a day on.
fn exempt(first: NaiveDate) -> impl Iterator<Item = &'static Exempt> {
    let (year, month, day) = BROKERS_SINCE;
    let since = NaiveDate::from_ymd_opt(year, month, day);
    let brokers = since.is_some_and(|since| first >= since);
    EXEMPT
        .iter()
        .filter(move |(number, ..)| brokers || *number != BROKER_LINE)
}

/// The form of a period.
pub(super) fn build(
    nominal_due: Option<NaiveDate>,
    period: Period,
    rates: &RateTable,
) -> Result<Form, NoForm> {
    let spans = span::of(RateCode::TOURISM_LEVY, period, rates)?;
    let sections = match spans.as_slice() {
        [span] => one_rate(period, span),
        spans => many_rates(period, spans),
    };
    Ok(Form {
        program: Program::TourismLevy,
        code: "return".into(),
        kind: FilingKind::Return,
        version: VERSION.into(),
        title: "Tourism levy return".into(),
        period,
        due_on: calendar::roll(nominal_due.unwrap_or(period.ends_on)),
        sections,
        checks: checks(&spans),
        lists: BTreeMap::new(),
        origins: BTreeMap::new(),
        papers: Vec::new(),
        rates: spans.iter().map(|span| span.row.clone()).collect(),
        total: "70".into(),
    })
}

fn one_rate(period: Period, span: &Span) -> Vec<Section> {
    let spans = std::slice::from_ref(span);
    let mut levy = levy_lines(span, true);
    levy.push(given_back(period));
    levy.push(payable("Line 40 plus line 51 less line 60", spans));
    vec![
        Section::new(
            &stays_in(period),
            vec![nights(), revenue(span), average(spans)],
        ),
        Section::new("Stays without levy", exempt_lines(span)).lead(EXEMPT_LEAD),
        Section::new("The levy", levy),
    ]
}

fn many_rates(period: Period, spans: &[Span]) -> Vec<Section> {
    let lead = "The rate of the levy changed in this period. Report the nights at each rate on \
                their own.";
    let mut sections =
        vec![Section::new(&stays_in(period), vec![nights(), average(spans)]).lead(lead)];
    for span in spans {
        let mut lines = vec![revenue(span)];
        lines.extend(exempt_lines(span));
        lines.extend(levy_lines(span, false));
        let title = format!("Stays {}", span::days(period, span));
        sections.push(Section::new(&title, lines).lead(EXEMPT_LEAD));
    }
    let numbers = |number: &str| spans.iter().map(|span| span.id(number)).collect::<Vec<_>>();
    let parts = [numbers("40"), numbers("51")].concat();
    let hint = format!("Lines {} less line 60", listed(&parts));
    sections.push(Section::new(
        "The levy of the whole period",
        vec![given_back(period), payable(&hint, spans)],
    ));
    sections
}

const EXEMPT_LEAD: &str = "Leave a line empty if there were none. Keep the papers that show why \
                           each stay is free of levy.";

fn nights() -> Line {
    Line::entered(
        "5",
        "Room nights sold",
        "All rooms that were paid for. We use it only to check that the amounts look right.",
        Unit::Nights,
    )
}

fn revenue(span: &Span) -> Line {
    Line::entered(
        &span.id("10"),
        "Revenue from accommodation",
        "Rooms, cleaning, pets, booking and service fees. Leave out GST and the levy itself.",
        Unit::Dollars,
    )
}

fn revenues(spans: &[Span]) -> String {
    let lines = spans.iter().map(|span| format!("[{}]", span.id("10")));
    lines.collect::<Vec<_>>().join(" + ")
}

/// The average price of a room night; not shown, for the check that looks at it.
fn average(spans: &[Span]) -> Line {
    let formula = format!("({}) / [5]", revenues(spans));
    Line::computed("average", "Average price", "", Unit::Dollars, &formula).hidden()
}

/// `[21] + [22] + …`: all stays without levy.
fn exempt_sum(span: &Span) -> String {
    let lines = exempt(span.first).map(|(number, ..)| format!("[{}]", span.id(number)));
    lines.collect::<Vec<_>>().join(" + ")
}

fn exempt_lines(span: &Span) -> Vec<Line> {
    let entered = exempt(span.first)
        .map(|(number, label, hint)| Line::entered(&span.id(number), label, hint, Unit::Dollars));
    let mut lines: Vec<Line> = entered.collect();
    let hint = format!("Lines {} to {}", span.id("21"), span.id("27"));
    lines.push(
        Line::computed(
            &span.id("30"),
            "Total without levy",
            &hint,
            Unit::Dollars,
            &exempt_sum(span),
        )
        .because("All stays that are free of levy, together.", ""),
    );
    lines
}

fn levy_lines(span: &Span, single: bool) -> Vec<Line> {
    let rate = span.row.value.percent();
    let fraction = span.row.value.fraction();
    let (share, parts) = share(span.row.value);
    let id = |number: &str| span.id(number);
    vec![
        Line::computed(
            &id("31"),
            "Price subject to levy",
            &format!("Line {} less line {}", id("10"), id("30")),
            Unit::Dollars,
            &format!("above([{}] - [{}], 0)", id("10"), id("30")),
        )
        .because("The revenue, less the stays without levy.", ""),
        Line::computed(
            &id("40"),
            &format!("Levy at {rate}"),
            &format!("Line {} \u{d7} {rate}", id("31")),
            Unit::Dollars,
            &format!("[{}] * {fraction}", id("31")),
        )
        .reason(Reason {
            text: which_rate(span, single),
            steps: vec![
                StepRule::of(
                    format!("Line {}, price subject to levy", id("31")),
                    format!("{{{}}}", id("31")),
                ),
                StepRule::of(
                    format!("Rate on {}", words::days(span.first, span.last)),
                    format!("\u{d7} {rate}"),
                ),
                StepRule::of(
                    "Levy, rounded to the nearest cent",
                    format!("{{{}}}", id("40")),
                ),
            ],
            source: Some(span.row.origin()),
        }),
        Line::entered(
            &id("50"),
            "Deposits you kept",
            "When a guest did not come and you kept the money. The levy is part of the amount.",
            Unit::Dollars,
        ),
        Line::computed(
            &id("51"),
            &format!("Levy inside line {}", id("50")),
            &format!("Line {} {share}", id("50")),
            Unit::Dollars,
            &format!("[{}] * {fraction} / (1 + {fraction})", id("50")),
        )
        .reason(Reason {
            text: format!(
                "A deposit that is kept counts as price and levy together, so the levy is {parts}."
            ),
            steps: vec![
                StepRule::of(format!("Line {}", id("50")), format!("{{{}}}", id("50"))),
                StepRule::of("Share that is levy", share),
                StepRule::of("Levy", format!("{{{}}}", id("51"))),
            ],
            source: None,
        }),
    ]
}

fn which_rate(span: &Span, single: bool) -> String {
    let rate = span.row.value.percent();
    let since = span.row.effective_on;
    match (single, since.pred_opt()) {
        (true, Some(before)) => format!(
            "The rate is {rate} for stays after {}. All nights of this period fall after that \
             day, so one rate applies.",
            words::day(before)
        ),
        (false, Some(before)) if since == span.first => format!(
            "The rate is {rate} for stays after {}. The rate changed in this period, so the \
             nights at each rate are counted on their own.",
            words::day(before)
        ),
        _ => format!(
            "The rate is {rate} for stays to {}. The rate changed in this period, so the nights \
             at each rate are counted on their own.",
            words::day(span.last)
        ),
    }
}

/// The share of a kept deposit that is levy: `× 6 ÷ 106`, and `6 parts in 106`.
fn share(rate: Rate) -> (String, String) {
    let percent = rate.percent();
    let part = percent.trim_end_matches('%');
    let whole = rate.fraction().checked_add(Decimal::ONE);
    let whole = whole.map(|whole| Rate::new(whole).percent());
    let whole = whole.as_deref().unwrap_or("100").trim_end_matches('%');
    (
        format!("\u{d7} {part} \u{f7} {whole}"),
        format!("{part} parts in {whole}"),
    )
}

fn given_back(period: Period) -> Line {
    let when = if one_month(period) {
        period.ends_on.format("%B").to_string()
    } else {
        "this period".into()
    };
    Line::entered(
        "60",
        "Levy given back to guests",
        &format!("Levy you reported earlier and paid back in {when}."),
        Unit::Dollars,
    )
}

/// Line 70: the levy on stays and inside deposits, less the levy given back.
fn payable(hint: &str, spans: &[Span]) -> Line {
    let brace = |id: String| format!("{{{id}}}");
    let mut steps = Vec::new();
    for span in spans {
        let label = format!(
            "Levy at {} of {}",
            span.row.value.percent(),
            brace(span.id("31"))
        );
        let sign = if steps.is_empty() { "" } else { "+ " };
        steps.push(StepRule::of(
            label,
            format!("{sign}{}", brace(span.id("40"))),
        ));
    }
    for span in spans {
        let label = format!("Levy inside deposits of {}", brace(span.id("50")));
        let value = format!("+ {}", brace(span.id("51")));
        steps.push(StepRule::unless_zero(&span.id("50"), label, value));
    }
    steps.push(StepRule::unless_zero(
        "60",
        "Levy given back",
        "\u{2212} {60}",
    ));
    steps.push(StepRule::of("Levy payable", "{70}"));
    let formula = format!("above({} - [60], 0)", levies(spans));
    Line::total("70", "Levy payable", hint, Unit::Dollars, &formula).reason(Reason {
        text: "The levy on stays, plus the levy inside the deposits you kept, less the levy you \
               gave back."
            .into(),
        steps,
        source: None,
    })
}

fn levies(spans: &[Span]) -> String {
    let lines = spans
        .iter()
        .flat_map(|span| [span.id("40"), span.id("51")])
        .map(|id| format!("[{id}]"));
    lines.collect::<Vec<_>>().join(" + ")
}

fn checks(spans: &[Span]) -> Vec<Check> {
    let mut checks = Vec::new();
    for span in spans {
        let lines: Vec<String> = exempt(span.first)
            .map(|(number, ..)| span.id(number))
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        checks.push(Check::error(
            "exempt.exceeds_revenue",
            &format!("{} > [{}]", exempt_sum(span), span.id("10")),
            &lines,
            &format!(
                "Stays without levy come to more than the revenue. Check lines {} to {}",
                span.id("21"),
                span.id("27")
            ),
        ));
    }
    checks.push(Check::error(
        "levy.negative",
        &format!("{} < [60]", levies(spans)),
        &["60"],
        "Levy given back comes to more than the levy of this return. Check line 60",
    ));
    let lines: Vec<String> = std::iter::once("5".to_owned())
        .chain(spans.iter().map(|span| span.id("10")))
        .collect();
    checks.push(Check::warning(
        "nights.missing",
        &format!("[5] = 0 and {} > 0", revenues(spans)),
        &["5"],
        "There is revenue but no room nights. Check line 5",
    ));
    checks.push(Check::warning(
        "price.unusual",
        "[5] > 0 and ([average] < 30 or [average] > 5000)",
        &["5"],
        &format!(
            "The average price of a room night is {{average}}. Check lines {}",
            listed(&lines)
        ),
    ));
    checks
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
