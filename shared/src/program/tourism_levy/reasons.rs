//! "Why this number": the sums of a return in words, step by step.

use super::form::share;
use super::span::Span;
use super::sums::Part;
use crate::Money;
use crate::filing::{Step, Why};
use crate::words::{day, days, dollars};

/// Line 30.
pub(super) fn exempt(lines: &[(String, &str, Money)], total: Money) -> Why {
    let entered = lines
        .iter()
        .filter(|(_id, _label, amount)| !amount.is_zero());
    let mut steps: Vec<Step> = entered
        .map(|(id, label, amount)| step(format!("Line {id}, {}", lower(label)), dollars(*amount)))
        .collect();
    steps.push(step("Total without levy".into(), dollars(total)));
    Why {
        text: "All stays that are free of levy, together.".into(),
        steps,
        source: None,
    }
}

/// Line 31.
pub(super) fn price(span: &Span, revenue: Money, exempt: Money, price: Money) -> Why {
    Why {
        text: "The revenue, less the stays without levy.".into(),
        steps: vec![
            step(
                format!("Line {}, revenue from accommodation", span.id("10")),
                dollars(revenue),
            ),
            step(
                format!("Line {}, total without levy", span.id("30")),
                less(exempt),
            ),
            step("Price subject to levy".into(), dollars(price)),
        ],
        source: None,
    }
}

/// Line 40. `single`: one rate counts in the whole period.
pub(super) fn levy(span: &Span, price: Money, levy: Money, single: bool) -> Why {
    let rate = span.row.value.percent();
    let since = span.row.effective_on;
    let text = match (single, since.pred_opt()) {
        (true, Some(before)) => format!(
            "The rate is {rate} for stays after {}. All nights of this period fall after that \
             day, so one rate applies.",
            day(before)
        ),
        (false, Some(before)) if since == span.first => format!(
            "The rate is {rate} for stays after {}. The rate changed in this period, so the \
             nights at each rate are counted on their own.",
            day(before)
        ),
        _ => format!(
            "The rate is {rate} for stays to {}. The rate changed in this period, so the nights \
             at each rate are counted on their own.",
            day(span.last)
        ),
    };
    Why {
        text,
        steps: vec![
            step(
                format!("Line {}, price subject to levy", span.id("31")),
                dollars(price),
            ),
            step(
                format!("Rate on {}", days(span.first, span.last)),
                format!("\u{d7} {rate}"),
            ),
            step("Levy, rounded to the nearest cent".into(), dollars(levy)),
        ],
        source: Some(span.row.source.clone()),
    }
}

/// Line 51.
pub(super) fn inside_deposits(span: &Span, deposits: Money, inside: Money) -> Why {
    let share = share(&span.row);
    let parts = share
        .trim_start_matches("\u{d7} ")
        .replace('\u{f7}', "parts in");
    Why {
        text: format!(
            "A deposit that is kept counts as price and levy together, so the levy is {parts}."
        ),
        steps: vec![
            step(format!("Line {}", span.id("50")), dollars(deposits)),
            step("Share that is levy".into(), share),
            step("Levy".into(), dollars(inside)),
        ],
        source: None,
    }
}

/// Line 70.
pub(super) fn payable(parts: &[Part<'_>], given_back: Money, total: Money) -> Why {
    let mut steps = Vec::new();
    for part in parts {
        if let (Some(price), Some(levy)) = (part.price, part.levy) {
            let label = format!(
                "Levy at {} of {}",
                part.span.row.value.percent(),
                dollars(price)
            );
            let value = if steps.is_empty() {
                dollars(levy)
            } else {
                more(levy)
            };
            steps.push(step(label, value));
        }
    }
    for part in parts {
        if let (Some(deposits), Some(inside)) = (part.deposits, part.inside)
            && !deposits.is_zero()
        {
            let label = format!("Levy inside deposits of {}", dollars(deposits));
            steps.push(step(label, more(inside)));
        }
    }
    if !given_back.is_zero() {
        steps.push(step("Levy given back".into(), less(given_back)));
    }
    steps.push(step("Levy payable".into(), dollars(total)));
    Why {
        text: "The levy on stays, plus the levy inside the deposits you kept, less the levy you \
               gave back."
            .into(),
        steps,
        source: None,
    }
}

fn step(label: String, value: String) -> Step {
    Step { label, value }
}

/// `+ $90.00`
fn more(amount: Money) -> String {
    format!("+ {}", dollars(amount))
}

/// `− $120.00`
fn less(amount: Money) -> String {
    format!("\u{2212} {}", dollars(amount))
}

/// A label inside a sentence: its first letter small.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
