//! Penalties that the administration charges by itself: the rules are those of [`super::penalties`], as a form so that the
//! notice says how each was worked out (domain page `corporate-income-tax`, penalties).

use crate::form::{Check, FilingKind, Form, Line, Section, Unit};
use crate::period::Period;
use crate::program::facts::{Cycle, FormFacts};
use crate::program::{Program, statement};

/// The form, for the day of the decision.
pub(super) const FACTS: FormFacts = FormFacts {
    code: "penalty",
    title: "Corporate income tax penalty",
    kind: FilingKind::Statement,
    cycle: Cycle::Event,
};

const ACT: &str = "Alberta Corporate Tax Act";

pub(super) fn build(period: Period) -> Form {
    let of = |kind: &str| format!("[kind] = '{kind}'");
    let mut form = statement::form(
        Program::CorporateIncomeTax,
        &FACTS,
        period,
        "What it is for",
        vec![
            Line::choice(
                "kind",
                "Penalty",
                "",
                &[
                    ("false-statement", "False statement"),
                    ("not-reported", "A reassessment elsewhere was not reported"),
                    (
                        "not-electronic",
                        "Filed on paper, where it had to be electronic",
                    ),
                    ("preparer", "A preparer’s returns on paper"),
                ],
            )
            .required(),
            Line::entered(
                "for",
                "Tax year and facts",
                "What the client reads as the reason.",
                Unit::Text,
            )
            .required(),
            Line::entered("understated", "Tax that was understated", "", Unit::Dollars)
                .when(&of("false-statement"))
                .required(),
            Line::entered(
                "reassessed-on",
                "Day of the reassessment elsewhere",
                "Of the Canada Revenue Agency or of another province.",
                Unit::Date,
            )
            .when(&of("not-reported"))
            .required(),
            Line::entered("reported-on", "Day it was reported", "", Unit::Date)
                .when(&of("not-reported"))
                .required(),
            Line::entered("added", "Tax that it adds in Alberta", "", Unit::Dollars)
                .when(&of("not-reported"))
                .required(),
            Line::computed(
                "months",
                "Complete months late",
                "After the 90 days in which it is to be reported, at most 12",
                Unit::Number,
                "min(months([reassessed-on] + 90, [reported-on]), 12)",
            )
            .when(&of("not-reported")),
            Line::entered("returns", "Returns on paper", "", Unit::Number)
                .when(&of("preparer"))
                .required(),
        ],
    );
    form.sections.push(Section::new(
        "What it comes to",
        vec![
            penalty(
                "a",
                "false-statement",
                "max(100, round([understated] * 0.5, 2))",
                ("Half of the tax that was understated, at least $100.", "s.37.1"),
            ),
            penalty(
                "b",
                "not-reported",
                "if([reported-on] > [reassessed-on] + 90, round([added] * (0.05 + 0.01 * [months]), 2), 0)",
                (
                    "5% of the added tax and 1% for each complete month, at most 12, when it is reported after 90 days. Interest on it is not waived.",
                    "s.37",
                ),
            ),
            penalty(
                "c",
                "not-electronic",
                "1000",
                ("$1,000 for a return on paper that had to be electronic.", "s.37.3"),
            ),
            penalty(
                "d",
                "preparer",
                "[returns] * 100",
                ("$100 for each return that the preparer should have filed electronically.", "s.37.4"),
            ),
            Line::total(
                statement::TOTAL,
                "Penalty",
                "",
                Unit::Dollars,
                "if([kind] = 'false-statement', [a], if([kind] = 'not-reported', [b], if([kind] = 'not-electronic', [c], [d])))",
            ),
        ],
    ));
    form.checks = vec![Check::error(
        "penalty.nothing",
        &format!("has([kind]) and [{}] = 0", statement::TOTAL),
        &["kind"],
        "Nothing follows from these figures",
    )];
    form
}

fn penalty(id: &str, kind: &str, formula: &str, (text, section): (&str, &str)) -> Line {
    let label = match kind {
        "false-statement" => "For the false statement",
        "not-reported" => "For the reassessment that was not reported",
        "not-electronic" => "For filing on paper",
        _ => "For the preparer’s returns on paper",
    };
    Line::computed(id, label, "", Unit::Dollars, formula)
        .when(&format!("[kind] = '{kind}'"))
        .because(text, &format!("{ACT}, {section}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Money;
    use crate::filing::{Draft, evaluate};
    use crate::program::corporate::penalties;
    use chrono::NaiveDate;

    fn charged(lines: &[(&str, &str)]) -> Option<Money> {
        let day: NaiveDate = "2026-11-26".parse().unwrap();
        let form = build(Period {
            starts_on: day,
            ends_on: day,
        });
        let mut draft = Draft::default();
        draft.lines.insert("for".into(), "2024".into());
        for (line, text) in lines {
            draft.lines.insert((*line).into(), (*text).into());
        }
        let evaluation = evaluate(&form, &draft);
        evaluation
            .may_be_filed(&[])
            .then_some(evaluation.payable)
            .flatten()
    }

    #[test]
    fn the_form_says_what_the_rules_say() {
        let dollars = |text: &str| Money::parse_wire(text).unwrap();
        for understated in ["0.00", "150.00", "5000.01"] {
            assert_eq!(
                charged(&[("kind", "false-statement"), ("understated", understated)]),
                Some(penalties::false_statement(dollars(understated)))
            );
        }
        for reported in ["2025-04-01", "2025-04-02", "2025-06-01", "2028-01-01"] {
            let due = penalties::not_reported(
                "2025-01-01".parse().unwrap(),
                reported.parse().unwrap(),
                dollars("1000.00"),
            );
            let lines = [
                ("kind", "not-reported"),
                ("reassessed-on", "2025-01-01"),
                ("reported-on", reported),
                ("added", "1000"),
            ];
            assert_eq!(
                charged(&lines),
                Some(due).filter(|due| due.is_positive()),
                "{reported}"
            );
        }
        assert_eq!(
            charged(&[("kind", "not-electronic")]),
            Some(penalties::not_electronic())
        );
        assert_eq!(
            charged(&[("kind", "preparer"), ("returns", "3")]),
            Some(penalties::preparer_not_electronic(3))
        );
        assert_eq!(charged(&[("kind", "preparer"), ("returns", "0")]), None);
        assert_eq!(charged(&[]), None);
    }
}
