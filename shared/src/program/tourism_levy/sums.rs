//! Computed lines and checks of a return. A line is worked out when every line behind it could be.

use super::form::{EXEMPT, listed};
use super::reasons;
use super::span::{Span, spans};
use super::stay::{deposit_split, times};
use crate::Money;
use crate::filing::{Entered, Evaluation, Figure};
use crate::finding::{Finding, Severity};
use crate::form::{Form, LineId};
use crate::words;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// What the lines of one rate come to; a part is absent when a line behind it is broken.
pub(super) struct Part<'a> {
    /// The days and their rate.
    pub(super) span: &'a Span,
    /// Line 31.
    pub(super) price: Option<Money>,
    /// Line 40.
    pub(super) levy: Option<Money>,
    /// Line 50.
    pub(super) deposits: Option<Money>,
    /// Line 51.
    pub(super) inside: Option<Money>,
}

/// Adds computed lines, findings and reasons.
pub(super) fn compute(form: &Form, entered: &Entered, evaluation: &mut Evaluation) {
    if evaluation
        .findings
        .iter()
        .any(|finding| finding.line.is_none())
    {
        return; // the draft as a whole was refused, so nothing of it was read
    }
    let errors = evaluation
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    let broken = errors.filter_map(|finding| finding.line.clone()).collect();
    let mut sheet = Sheet {
        entered,
        broken,
        evaluation,
    };
    let spans = spans(form.period, &form.rates);
    let parts: Vec<Part<'_>> = spans.iter().map(|span| sheet.part(span)).collect();
    sheet.payable(&parts);
    sheet.check_prices(&spans);
}

struct Sheet<'a> {
    entered: &'a Entered,
    /// Lines whose text is no value.
    broken: BTreeSet<LineId>,
    evaluation: &'a mut Evaluation,
}

impl Sheet<'_> {
    /// An entered line: zero when it is empty, absent when it is broken.
    fn dollars(&self, id: &str) -> Option<Money> {
        (!self.broken.contains(&LineId::from(id))).then(|| self.entered.money(id))
    }

    fn set(&mut self, id: &str, amount: Option<Money>) {
        if let Some(amount) = amount {
            self.evaluation
                .lines
                .insert(id.into(), Figure::from(amount));
        }
    }

    fn find(&mut self, finding: Finding) {
        self.evaluation.findings.push(finding);
    }

    /// Lines 30 to 51 of one rate.
    fn part<'s>(&mut self, span: &'s Span) -> Part<'s> {
        let exempt = self.exempt(span);
        let price = self.price(span, exempt);
        let levy = price.and_then(|price| times(price, span.row.value));
        self.set(&span.id("40"), levy);
        if let (Some(price), Some(levy)) = (price, levy) {
            let single = span.suffix.is_empty();
            self.explain(&span.id("40"), reasons::levy(span, price, levy, single));
        }
        let deposits = self.dollars(&span.id("50"));
        let inside = deposits
            .and_then(|amount| deposit_split(amount, span.row.value))
            .map(|(_price, levy)| levy);
        self.set(&span.id("51"), inside);
        if let (Some(deposits), Some(inside)) = (deposits, inside) {
            self.explain(
                &span.id("51"),
                reasons::inside_deposits(span, deposits, inside),
            );
        }
        Part {
            span,
            price,
            levy,
            deposits,
            inside,
        }
    }

    /// Line 30: all stays without levy. Absent when a line is broken or the sum does not fit.
    fn exempt(&mut self, span: &Span) -> Option<Exempt> {
        let mut lines = Vec::new();
        for (number, label, _hint) in EXEMPT {
            let id = span.id(number);
            let amount = self.dollars(&id)?;
            lines.push((id, label, amount));
        }
        let total = Money::checked_sum(lines.iter().map(|(_id, _label, amount)| *amount));
        self.set(&span.id("30"), total);
        if let Some(total) = total.filter(|total| total.is_positive()) {
            self.explain(&span.id("30"), reasons::exempt(&lines, total));
        }
        let mut largest = ("", Money::ZERO);
        for (id, _label, amount) in &lines {
            if *amount > largest.1 {
                largest = (id, *amount);
            }
        }
        Some(Exempt {
            total,
            largest: largest.0.into(),
        })
    }

    /// Line 31: what is left of the revenue, or the finding that nothing is.
    fn price(&mut self, span: &Span, exempt: Option<Exempt>) -> Option<Money> {
        let (revenue, exempt) = (self.dollars(&span.id("10"))?, exempt?);
        // A sum too large to hold is larger than any revenue.
        let price = exempt.total.and_then(|total| revenue.checked_sub(total));
        let price = price.filter(|price| !price.is_negative());
        match (price, exempt.total) {
            (Some(price), Some(total)) => {
                self.set(&span.id("31"), Some(price));
                self.explain(&span.id("31"), reasons::price(span, revenue, total, price));
            }
            _ => self.find(Finding::error(
                &exempt.largest,
                "exempt.exceeds_revenue",
                format!(
                    "Stays without levy come to more than the revenue. Check lines {} to {}",
                    span.id("21"),
                    span.id("27")
                ),
            )),
        }
        price
    }

    /// Line 70: the levy on stays and inside deposits, less the levy given back.
    fn payable(&mut self, parts: &[Part<'_>]) {
        let known: Option<Vec<Money>> = parts
            .iter()
            .flat_map(|part| [part.levy, part.inside])
            .collect();
        let (Some(levies), Some(given_back)) = (known, self.dollars("60")) else {
            return;
        };
        let total = Money::checked_sum(levies).and_then(|levy| levy.checked_sub(given_back));
        match total {
            None => self.find(Finding::error(
                &"70".into(),
                "number.too_large",
                "Levy payable comes to more than a return can hold",
            )),
            Some(total) if total.is_negative() => self.find(Finding::error(
                &"60".into(),
                "levy.negative",
                "Levy given back comes to more than the levy of this return. Check line 60",
            )),
            Some(total) => {
                self.set("70", Some(total));
                self.explain("70", reasons::payable(parts, given_back, total));
            }
        }
    }

    /// Warnings when revenue and room nights do not look like each other.
    fn check_prices(&mut self, spans: &[Span]) {
        let revenue_lines: Vec<String> = spans.iter().map(|span| span.id("10")).collect();
        let revenue = revenue_lines.iter().try_fold(Decimal::ZERO, |sum, id| {
            self.dollars(id)
                .and_then(|amount| sum.checked_add(amount.decimal()))
        });
        let line_5 = LineId::from("5");
        let Some(revenue) = revenue.filter(|_revenue| !self.broken.contains(&line_5)) else {
            return;
        };
        let nights = self.entered.number("5");
        if nights.is_zero() {
            if revenue > Decimal::ZERO {
                let message = "There is revenue but no room nights. Check line 5";
                self.find(Finding::warning(&line_5, "nights.missing", message));
            }
            return;
        }
        let Some(average) = revenue.checked_div(nights).and_then(Money::round_half_up) else {
            return;
        };
        if average < Money::from_cents(3_000) || average > Money::from_cents(500_000) {
            let lines = [vec!["5".into()], revenue_lines].concat();
            let message = format!(
                "The average price of a room night is {}. Check lines {}",
                words::dollars(average),
                listed(&lines)
            );
            self.find(Finding::warning(&line_5, "price.unusual", message));
        }
    }

    fn explain(&mut self, id: &str, why: crate::filing::Why) {
        self.evaluation.why.insert(id.into(), why);
    }
}

/// Line 30 and the line that weighs most in it.
struct Exempt {
    /// Absent when it does not fit.
    total: Option<Money>,
    largest: LineId,
}
