//! A corporation that need not file for a year says so in place of a return (circular CT-2R4; domain page
//! `corporate-income-tax`): then nothing else is asked, nothing is charged, and the year is not overdue. The gross revenue up to which
//! it goes is not published, so the administration looks at each.

use crate::form::{Check, Form, Line, Section};

/// The answer that no return is needed.
const NOT_NEEDED: &str = "[no-return] = 'yes'";
const NEEDED: &str = "[no-return] != 'yes'";

/// The lines whose sections are asked for in any case: who files, and who signs.
const ALWAYS: [&str; 2] = ["029", "099"];

const SOURCE: &str = "Circular CT-2R4, exemption from filing";

/// Puts the question before a built return, which is asked for without it.
pub(super) fn ask(form: &mut Form) {
    for section in &mut form.sections {
        let has = |id: &str| section.lines.iter().any(|line| line.id.as_str() == id);
        if ALWAYS.iter().any(|id| has(id)) {
            continue;
        }
        if !has(form.total.as_str()) {
            section.when = Some(both(section.when.as_deref()));
            continue;
        }
        // What is payable is always said.
        let others = section.lines.iter_mut();
        for line in others.filter(|line| line.id != form.total) {
            line.when = Some(both(line.when.as_deref()));
        }
    }
    for check in &mut form.checks {
        check.when = both(Some(&check.when));
    }
    for paper in &mut form.papers {
        paper.when = Some(both(paper.when.as_deref()));
    }
    form.sections.insert(1, question());
    form.checks.extend(checks());
}

/// A condition that counts for a return only.
fn both(when: Option<&str>) -> String {
    match when {
        Some(when) => format!("{NEEDED} and ({when})"),
        None => NEEDED.into(),
    }
}

fn question() -> Section {
    let answer =
        |id: &str, label: &str, hint: &str| Line::yes_or_no(id, label, hint).when(NOT_NEEDED);
    Section::new(
        "Is a return needed?",
        vec![
            Line::yes_or_no(
                "no-return",
                "No return is needed for this year",
                "Choose yes only if everything below holds. Otherwise leave it out and fill in the return.",
            ),
            answer(
                "nr-alberta",
                "Permanent establishments in Alberta only",
                "In the whole year.",
            )
            .required(),
            answer(
                "nr-income",
                "Taxable income",
                "Before optional deductions and losses that are carried back.",
            )
            .required(),
            answer("nr-refund", "A refund of instalments is wanted",
                "A refund is paid on a return only.",
            )
            .required(),
            answer(
                "nr-loss",
                "A loss is carried back",
                "A request to carry a loss back is always filed.",
            )
            .required(),
        ],
    )
    .lead("A Canadian-controlled private corporation may not have to file.")
}

fn checks() -> [Check; 2] {
    let holds = "[029] = '1' and [nr-alberta] = 'yes' and [nr-income] = 'no' and [nr-refund] = 'no' and [nr-loss] = 'no'";
    let answered = "has([nr-alberta]) and has([nr-income]) and has([nr-refund]) and has([nr-loss])";
    [
        Check::error(
            "at1.return_needed",
            &format!("{NOT_NEEDED} and ({answered}) and not({holds})"),
            &["no-return"],
            &format!(
                "A return is needed: it is not for a Canadian-controlled private corporation in Alberta only, with no taxable income, \
                 no refund and no loss to carry back ({SOURCE}). Leave this answer out and fill in the return"
            ),
        ),
        Check::warning(
            "at1.exemption_unconfirmed",
            NOT_NEEDED,
            &["no-return"],
            "Up to which gross revenue no return is needed is not published, so we look at your answer before it counts",
        ),
    ]
}
