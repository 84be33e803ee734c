//! What a corporation pays for a tax year, day by day: instalments by the least of the methods that can be worked out,
//! then the balance (domain page `corporate-income-tax`, at a glance). Each assessment of a year can change what is
//! known of this year and the next two.

use super::dates::{self, SMALL_TAX};
use super::instalments::{Bases, Method, Plan};
use super::limits::is_short;
use crate::Money;
use crate::filing::{Figure, Step, Why};
use crate::period::Period;
use crate::program::payment::{Known, Payment, PaymentKind};
use crate::words;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// Alberta tax payable: the line that instalments are worked out from.
const TAX: &str = "080";

/// Two months, or three for some private corporations: the form works it out.
const BALANCE_MONTHS: &str = "balance-months";

/// The lines that payments follow from.
pub(super) const LINES: &[&str] = &[TAX, BALANCE_MONTHS];

const SOURCE: &str = "Important dates for corporations (Tax and Revenue Administration)";

const UNLESS_SMALL: &str =
    "Instalments are due when the tax of this year and of the year before is more than $2,000.";

/// The payments of the last of some years, earliest first.
pub(super) fn payments(years: &[Known<'_>]) -> Vec<Payment> {
    let Some((year, before)) = years.split_last() else {
        return Vec::new();
    };
    let mut payments = instalments(year, before);
    payments.extend(balance(year, before));
    payments
}

fn tax(year: &Known<'_>) -> Option<Money> {
    year.figure(TAX).and_then(Figure::money)
}

/// Days of half a year: a year before that is shorter says too little alone.
const HALF_YEAR: i64 = 183;

/// The tax of a year before as a base. That of a short year counts as of a whole one, and that of less than half a year at
/// least as much as the year before it: the federal rule (Income Tax Regulations, s.5301), which Alberta is taken to follow.
fn base(year: &Known<'_>, before: Option<&Known<'_>>) -> Option<Money> {
    let own = whole_year(year)?;
    match before.filter(|_before| year.period.days() < HALF_YEAR) {
        Some(before) => Some(own.max(whole_year(before)?)),
        None => Some(own),
    }
}

fn whole_year(year: &Known<'_>) -> Option<Money> {
    let tax = tax(year)?;
    if !is_short(year.period) {
        return Some(tax);
    }
    let days = Decimal::from(year.period.days().max(1));
    let whole = tax.decimal().checked_mul(Decimal::from(365))?;
    Money::round_half_up(whole.checked_div(days)?)
}

fn instalments(year: &Known<'_>, before: &[Known<'_>]) -> Vec<Payment> {
    // The first year of a corporation has none.
    let Some((first, earlier)) = before.split_last() else {
        return Vec::new();
    };
    let second = earlier.last();
    let taxes = Taxes {
        first: first.period,
        second: second.map(|second| second.period),
        current: tax(year),
        first_before: base(first, second),
        // Without a second year before there is no tax of one.
        second_before: second.map_or(Some(Money::ZERO), |second| base(second, None)),
    };
    if taxes.are_small() {
        return Vec::new();
    }
    let mut amounts = taxes.amounts().into_iter();
    let days = dates::instalment_days(year.period);
    days.into_iter()
        .zip(1_u32..)
        .map(|(day, number)| {
            let (amount, why) = amounts.next().unwrap_or_else(|| (None, taxes.unknown()));
            Payment {
                kind: PaymentKind::Instalment,
                number,
                label: instalment_of(day),
                nominal_due_on: day,
                amount,
                why,
            }
        })
        .collect()
}

/// `November 2026 instalment`; in a year that ends in mid-month `instalment of 15 May 2026`.
fn instalment_of(day: NaiveDate) -> String {
    if day.succ_opt().is_none_or(|next| next.day() == 1) {
        format!("{} {} instalment", words::month(day), day.year())
    } else {
        format!("instalment of {}", words::day(day))
    }
}

/// The tax of the years that count, as far as it is assessed.
struct Taxes {
    first: Period,
    second: Option<Period>,
    current: Option<Money>,
    first_before: Option<Money>,
    second_before: Option<Money>,
}

impl Taxes {
    /// One of the two years is known to be too small for instalments.
    fn are_small(&self) -> bool {
        let known = [self.current, self.first_before];
        let limit = Decimal::from(SMALL_TAX);
        known.iter().flatten().any(|tax| tax.decimal() <= limit)
    }

    /// The methods whose bases are known.
    fn methods(&self) -> Vec<Method> {
        let known = |method: &Method| match method {
            Method::CurrentYear => self.current.is_some(),
            Method::YearBefore => self.first_before.is_some(),
            Method::BothYearsBefore => self.first_before.is_some() && self.second_before.is_some(),
        };
        Method::ALL.iter().copied().filter(known).collect()
    }

    fn bases(&self) -> Bases {
        Bases {
            current: self.current.unwrap_or_default(),
            first_before: self.first_before.unwrap_or_default(),
            second_before: self.second_before.unwrap_or_default(),
        }
    }

    /// Each instalment in order, as far as it is known, and why.
    fn amounts(&self) -> Vec<(Option<Money>, Why)> {
        let bases = self.bases();
        if let Some((method, plan)) = bases.least_of(&self.methods()) {
            let amounts = plan.amounts().unwrap_or_default();
            let amounts = amounts.into_iter().enumerate();
            let each = |(place, amount)| (Some(amount), self.because(method, plan, place, amount));
            return amounts.map(each).collect();
        }
        // The year before is not assessed yet: by the third method the first two follow from the year before that.
        let early = self
            .second
            .and(self.second_before)
            .and_then(|_known| bases.plan(Method::BothYearsBefore));
        let early = early.map(|plan| {
            let why = self.because(Method::BothYearsBefore, plan, 0, plan.first_two);
            vec![(Some(plan.first_two), why); 2]
        });
        early.unwrap_or_default()
    }

    fn because(&self, method: Method, plan: Plan, place: usize, amount: Money) -> Why {
        let bases = self.bases();
        let step = |label: String, value: String| Step { label, value };
        let of = |year: Period| format!("tax of the {}", year.label());
        let twelfth = |base: Money| {
            step(
                "One twelfth".into(),
                format!("{} ÷ 12", words::dollars(base)),
            )
        };
        let (text, mut steps) = match method {
            Method::CurrentYear => (
                format!(
                    "One twelfth of this year’s own tax, {}.",
                    words::dollars(bases.current)
                ),
                vec![twelfth(bases.current)],
            ),
            Method::YearBefore => (
                format!(
                    "One twelfth of the {}, {}.",
                    of(self.first),
                    words::dollars(bases.first_before)
                ),
                vec![twelfth(bases.first_before)],
            ),
            Method::BothYearsBefore if place < 2 => {
                let second = self
                    .second
                    .map_or_else(|| "tax of the second year before".into(), of);
                (
                    format!(
                        "One twelfth of the {second}, {}.",
                        words::dollars(bases.second_before)
                    ),
                    vec![twelfth(bases.second_before)],
                )
            }
            Method::BothYearsBefore => (
                format!(
                    "One tenth of what the first two instalments left of the {}, {}.",
                    of(self.first),
                    words::dollars(bases.first_before)
                ),
                vec![
                    step(
                        words::capitalized(&of(self.first)),
                        words::dollars(bases.first_before),
                    ),
                    step(
                        "Less the first two instalments".into(),
                        format!("− 2 × {}", words::dollars(plan.first_two)),
                    ),
                    step("One tenth of it".into(), "÷ 10".into()),
                ],
            ),
        };
        steps.push(step("Instalment".into(), words::dollars(amount)));
        let enough = if self.current.is_some() {
            "Of the three ways to work instalments out it is the one with the least to pay."
        } else {
            "If this year’s tax will be less, one twelfth of that is enough."
        };
        Why {
            text: format!("{text} {enough}"),
            steps,
            source: Some(SOURCE.into()),
        }
    }

    /// Why an instalment has no amount yet.
    fn unknown(&self) -> Why {
        Why {
            text: format!(
                "{UNLESS_SMALL} The amount is known when the return for the {} is assessed; one twelfth of this year’s \
                 tax as you estimate it is enough.",
                self.first.label()
            ),
            steps: Vec::new(),
            source: Some(SOURCE.into()),
        }
    }
}

/// What is owed in the end. The third month is certain once the year itself is assessed; until then it is taken to be as
/// in the newest year that is, and the reason says what it hangs on.
fn balance(year: &Known<'_>, before: &[Known<'_>]) -> Option<Payment> {
    let third = |year: &Known<'_>| {
        let months = year.figure(BALANCE_MONTHS)?;
        Some(months.decimal() == Decimal::from(3))
    };
    let own = third(year);
    let like = before
        .iter()
        .rev()
        .find_map(|before| Some((before.period, third(before)?)));
    let is_third = own.or(like.map(|(_year, third)| third)).unwrap_or_default();
    let (second_month, third_month) = (
        dates::balance_due(year.period, false)?,
        dates::balance_due(year.period, true)?,
    );
    let day = |on: NaiveDate| words::day(crate::calendar::roll(on));
    let text = match (own, is_third, like) {
        (Some(_), true, _) => "What is owed is due at the end of the third month after the year-end: a Canadian-controlled \
             private corporation with the small business deduction and at most $500,000 of taxable income, or with at \
             most $2,000 of tax."
            .to_owned(),
        (Some(_), false, _) => "What is owed is due at the end of the second month after the year-end.".to_owned(),
        (None, true, Some((year, _third))) => format!(
            "Due at the end of the third month after the year-end, as for the {}. If the corporation is not \
             Canadian-controlled all year, or has more than $500,000 of taxable income, it is due on {}.",
            year.label(),
            day(second_month)
        ),
        (None, _, _) => format!(
            "Due at the end of the second month after the year-end. A small Canadian-controlled private corporation has \
             until {}.",
            day(third_month)
        ),
    };
    Some(Payment {
        kind: PaymentKind::Balance,
        number: 1,
        label: format!("balance for the {}", year.period.label()),
        nominal_due_on: if is_third { third_month } else { second_month },
        amount: None,
        why: Why {
            text,
            steps: Vec::new(),
            source: Some(SOURCE.into()),
        },
    })
}
