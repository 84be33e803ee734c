//! Losses carried back (Schedule 10): the taxable income of an earlier year is lowered by them, and its tax is worked out
//! again. Losses go back three years (domain page `corporate-income-tax`, schedule rules; transcribed, unverified).
//!
//! Each kind of loss is taken for what the return says is used in the year; whether that year has income of the kind is
//! for the administration to see. A loss never makes another loss: taxable income stops at zero.

use crate::Money;
use crate::assessment::Relief;
use crate::filing::{Draft, Evaluation, Figure, evaluate};
use crate::form::{Form, LineId};
use rust_decimal::{Decimal, RoundingStrategy};

/// The totals of Schedule 10, from the first year before to the third.
const TOTALS: [(usize, &str); 3] = [(1, "s10-first"), (2, "s10-second"), (3, "s10-third")];

/// Taxable income, and the tax that follows from it before credits and payments.
const INCOME: &str = "062";
const TAX: &str = "080";

/// How many years back, and how much of the losses is used there.
pub(super) fn losses(evaluation: &Evaluation) -> Vec<(usize, Money)> {
    let used = |line: &str| evaluation.figure(line).and_then(Figure::money);
    TOTALS
        .iter()
        .filter_map(|(back, line)| Some((*back, used(line)?)))
        .filter(|(_back, amount)| amount.is_positive())
        .collect()
}

/// What losses change in a return that was filed. Figures that the form took over from elsewhere stay as they were filed:
/// only what differs with the losses is changed.
pub(super) fn relief(
    form: &Form,
    entered: &Draft,
    filed: &Evaluation,
    losses: Money,
) -> Option<Relief> {
    let plain = evaluate(form, entered);
    let income = plain.figure(INCOME)?.decimal();
    let dollars = RoundingStrategy::MidpointAwayFromZero;
    let used = losses.decimal().round_dp_with_strategy(0, dollars);
    let used = used.min(income.max(Decimal::ZERO));
    let mut lowered = entered.clone();
    let mut put = |line: &str, value: Decimal| {
        let text = value.normalize().to_string();
        lowered.lines.insert(LineId::from(line), text);
    };
    put(INCOME, income.checked_sub(used)?);
    // Schedule 12 comes to the same income by further deductions, losses of other years among them.
    if plain.figure("s12-taxable").is_some() {
        let before = plain.figure("s12-further").map(Figure::decimal);
        put("s12-further", before.unwrap_or_default().checked_add(used)?);
    }
    let with = evaluate(form, &lowered);
    let tax = |evaluation: &Evaluation| evaluation.figure(TAX).and_then(Figure::money);
    let reduction = tax(&plain)?.checked_sub(tax(&with)?)?;
    let mut evaluation = filed.clone();
    for (line, after) in &with.lines {
        let (Some(before), Some(figure)) = (plain.lines.get(line), evaluation.lines.get_mut(line))
        else {
            continue;
        };
        let change = after.decimal().checked_sub(before.decimal())?;
        *figure = Figure::new(figure.decimal().checked_add(change)?);
    }
    for (line, why) in with.why {
        if plain.why.get(&line) != Some(&why) {
            evaluation.why.insert(line, why);
        }
    }
    Some(Relief {
        reduction,
        evaluation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Period;
    use crate::program::Program;
    use crate::rate::{RateTable, published};

    fn form() -> Form {
        let year = Period {
            starts_on: "2024-01-01".parse().unwrap(),
            ends_on: "2024-12-31".parse().unwrap(),
        };
        let rates = RateTable::new(published());
        Program::CorporateIncomeTax
            .rules()
            .form(year, &rates)
            .unwrap()
    }

    fn draft(lines: &[(&str, &str)]) -> Draft {
        let always = [
            ("029", "1"),
            ("001", "no"),
            ("035", "123456782"),
            ("047", "900000"),
            ("048", "900000"),
            ("038", "no"),
            ("050", "no"),
            ("060", "no"),
            ("061", "no"),
            ("099", "R. Olsen"),
            ("100", "Director"),
        ];
        let mut draft = Draft::default();
        for (line, text) in always.iter().chain(lines) {
            draft.lines.insert((*line).into(), (*text).into());
        }
        draft
    }

    fn relieved(lines: &[(&str, &str)], losses: i64) -> Relief {
        let (form, draft) = (form(), draft(lines));
        let filed = evaluate(&form, &draft);
        assert!(filed.payable.is_some(), "{:?}", filed.findings);
        let losses = Money::from_cents(losses.saturating_mul(100));
        relief(&form, &draft, &filed, losses).unwrap()
    }

    fn line(relief: &Relief, line: &str) -> String {
        let figure = relief.evaluation.figure(line).unwrap();
        figure.decimal().normalize().to_string()
    }

    #[test]
    fn losses_lower_the_income_and_the_tax_that_follows() {
        // 150,000 at 8%; 40,000 less is 3,200 less.
        let plain = relieved(&[("062", "150,000")], 40_000);
        assert_eq!(plain.reduction, Money::from_cents(320_000));
        assert_eq!(line(&plain, "062"), "110000");
        assert_eq!(line(&plain, "080"), "8800");
        assert_eq!(line(&plain, "090"), "8800");
        // The small business deduction follows: 2% of all of it, before and after.
        let small = [
            ("062", "150000"),
            ("schedule-1", "yes"),
            ("1-003", "150000"),
        ];
        let small = relieved(&small, 40_000);
        assert_eq!(small.reduction, Money::from_cents(80_000));
    }

    #[test]
    fn a_loss_makes_no_other_loss() {
        let all = relieved(&[("062", "150000")], 200_000);
        assert_eq!(all.reduction, Money::from_cents(1_200_000));
        assert_eq!(line(&all, "062"), "0");
        assert_eq!(relieved(&[("062", "-5000")], 10).reduction, Money::ZERO);
        assert_eq!(relieved(&[("062", "150000")], 0).reduction, Money::ZERO);
    }

    #[test]
    fn figures_that_were_taken_over_stay_as_they_were_filed() {
        let (form, draft) = (form(), draft(&[("062", "150000")]));
        let mut filed = evaluate(&form, &draft);
        // Instalments of 5,000 that the form took over: a line without them would owe all of the tax.
        let owed = Figure::new(Decimal::from(7_000));
        filed.lines.insert("090".into(), owed);
        let losses = Money::from_cents(4_000_000);
        let relief = relief(&form, &draft, &filed, losses).unwrap();
        assert_eq!(line(&relief, "090"), "3800");
    }

    #[test]
    fn schedule_12_goes_along() {
        let lines = [
            ("060", "yes"),
            ("061", "yes"),
            ("schedule-12", "yes"),
            ("12-002", "160000"),
            ("s12-further", "10000"),
            ("062", "150000"),
        ];
        let relief = relieved(&lines, 40_000);
        assert_eq!(line(&relief, "s12-taxable"), "110000");
        assert_eq!(relief.reduction, Money::from_cents(320_000));
    }
}
