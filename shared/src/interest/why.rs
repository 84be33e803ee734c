//! How interest came about, for people.

use super::{Accrual, monthly};
use crate::filing::{Step, Why};
use crate::words;
use chrono::NaiveDate;

impl Accrual {
    /// The interest run by run, for people; `None` when there is none.
    pub fn why(&self) -> Option<Why> {
        if self.interest.is_zero() && self.missing.is_none() {
            return None;
        }
        let mut why = if self.monthly {
            monthly::why(self)
        } else {
            self.by_day()
        };
        if let Some(missing) = &self.missing {
            why.steps
                .insert(why.steps.len().saturating_sub(1), not_known(missing.day));
        }
        Some(why)
    }

    fn by_day(&self) -> Why {
        let mut steps: Vec<Step> = self
            .segments
            .iter()
            .map(|segment| Step {
                label: format!(
                    "{}, {}",
                    words::days(segment.from, segment.to),
                    words::day_count(segment.days)
                ),
                value: if segment.on_credit {
                    format!("at {} a year in your favour", segment.rate.percent())
                } else {
                    format!("at {} a year", segment.rate.percent())
                },
            })
            .collect();
        steps.extend(self.graced.iter().map(|(notice, paid)| Step {
            label: format!(
                "After the notice of {}, paid in full on {}",
                words::day(*notice),
                words::day(*paid)
            ),
            value: "no interest".into(),
        }));
        steps.push(Step {
            label: "Interest, rounded to the nearest cent".into(),
            value: words::dollars(self.interest),
        });
        let mut assumed = String::new();
        if self.unverified {
            assumed.push_str(" Part of it uses a rate that is not confirmed by a published page.");
        }
        if self.assumed {
            assumed.push_str(
                " That debts of this program bear the prescribed interest is assumed: its Act has a rule of its own.",
            );
        }
        Why {
            text: format!(
                "Interest runs from the day after the due date to the day of receipt, compounded daily over 365 days.{assumed}"
            ),
            steps,
            source: Some("Prescribed interest rates of Tax and Revenue Administration".into()),
        }
    }
}

/// The step that says from when on interest is not known.
fn not_known(from: NaiveDate) -> Step {
    Step {
        label: format!(
            "From {} on, for which no rate is published yet",
            words::day(from)
        ),
        value: "not included".into(),
    }
}
