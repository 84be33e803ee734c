//! Which form is filled in, for which days, and when it is received. Days near a change of a rate come often.

use super::{between, chance};
use chrono::{Datelike, Days, Months, NaiveDate};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use shared::calendar;
use shared::form::{FilingKind, Form};
use shared::period::{Frequency, Period};
use shared::program::{Cycle, FormFacts, Program};
use shared::rate::RateTable;

/// A form of a program, and the days on which one of its rates changes.
pub(super) struct Cast {
    program: Program,
    form: &'static FormFacts,
    changes: Vec<NaiveDate>,
    years: (i32, i32),
}

/// A form with its days.
pub(super) struct Case {
    pub(super) form: Form,
    pub(super) received_on: NaiveDate,
}

/// Every form of every program. Returns that are long or rich come more often.
pub(super) fn all(rates: &RateTable) -> Vec<Cast> {
    let mut casts = Vec::new();
    for program in Program::ALL.iter().copied() {
        for form in program.facts().forms {
            let times = match (program, form.code) {
                (Program::CorporateIncomeTax, _) => 8,
                (Program::Ifta, _) | (Program::TobaccoTax, "return") => 4,
                (Program::TourismLevy, _) | (Program::FuelTax, "return") => 3,
                _ => 1,
            };
            for _ in 0..times {
                casts.push(Cast {
                    program,
                    form,
                    changes: changes(program, rates),
                    years: years(program),
                });
            }
        }
    }
    casts
}

/// The years for which a program has rates, if not the usual ones.
const YEARS: [(Program, (i32, i32)); 4] = [
    (Program::CarbonLevy, (2017, 2019)),
    (Program::FuelRebateHistory, (1995, 2011)),
    (Program::CorporateIncomeTax, (2016, 2026)),
    (Program::Emergency911Levy, (2014, 2026)),
];

fn years(program: Program) -> (i32, i32) {
    let own = YEARS.iter().find(|(whose, _)| *whose == program);
    own.map_or((2005, 2026), |(_, years)| *years)
}

/// The days on which a rate of the program becomes another.
fn changes(program: Program, rates: &RateTable) -> Vec<NaiveDate> {
    let rules = program.rules();
    let family = rules.rate_family();
    let mine = rates.rows().iter().filter(|row| {
        rules.rates().contains(&row.code)
            || family.is_some_and(|family| row.code.as_str().starts_with(family))
    });
    mine.map(|row| row.effective_on)
        .filter(|day| day.year() >= 2000)
        .collect()
}

impl Cast {
    /// A random case; `None` when the program has no form for the days that came up.
    pub(super) fn case(&self, rates: &RateTable, random: &mut StdRng) -> Option<Case> {
        let period = self.period(random)?;
        let rules = self.program.rules();
        let form = rules.build(self.form.code, period, rates).ok()?;
        let due = rules.due(self.form.code, period).unwrap_or(period.ends_on);
        let received_on = self.received(period, due, random);
        let form = rules.received_on(form, received_on, rates).ok()?;
        let form = rules.answered_on(form, received_on);
        Some(Case { form, received_on })
    }

    fn period(&self, random: &mut StdRng) -> Option<Period> {
        let anchor = match self.changes.choose(random) {
            Some(change) if chance(random, 40) || self.form.code == "inventory" => *change,
            _ => random_day(self.years, random)?,
        };
        match self.form.cycle {
            Cycle::Event => Some(Period {
                starts_on: anchor,
                ends_on: anchor,
            }),
            Cycle::Range { least_days } => {
                let days = u64::try_from(between(random, least_days - 1, 365)).ok()?;
                let before = random.random_range(0..=days);
                let starts_on = anchor.checked_sub_days(Days::new(before))?;
                let ends_on = starts_on.checked_add_days(Days::new(days))?;
                Some(Period { starts_on, ends_on })
            }
            Cycle::Period => self.regular(anchor, random),
        }
    }

    /// A month, quarter or year around a day; sometimes one that does not begin with a month.
    fn regular(&self, anchor: NaiveDate, random: &mut StdRng) -> Option<Period> {
        let frequency = *self.program.facts().frequencies.choose(random)?;
        let first = anchor.with_day(1)?;
        if self.program == Program::CorporateIncomeTax {
            return tax_year(anchor, random);
        }
        let starts_on = match frequency {
            Frequency::Quarterly => first.with_month(anchor.month0() / 3 * 3 + 1)?,
            Frequency::Yearly if self.program == Program::HealthCostRecovery => {
                first.with_month(1)?
            }
            Frequency::Yearly => {
                let before = u32::try_from(between(random, 0, 11)).ok()?;
                first.checked_sub_months(Months::new(before))?
            }
            Frequency::Monthly if chance(random, 15) => {
                let before = u64::try_from(between(random, 0, 27)).ok()?;
                anchor.checked_sub_days(Days::new(before))?
            }
            Frequency::Monthly | Frequency::AsNeeded => first,
        };
        Period::starting(starts_on, frequency)
    }

    /// The day of receipt: mostly in time, sometimes late by up to two years.
    fn received(&self, period: Period, due: NaiveDate, random: &mut StdRng) -> NaiveDate {
        let after = |day: NaiveDate, days: i64| day + chrono::TimeDelta::days(days);
        if self.form.kind == FilingKind::Claim {
            let open = due.signed_duration_since(period.ends_on).num_days();
            let days = between(random, 0, (open + open / 10).max(1));
            return after(period.ends_on, days);
        }
        let rolled = calendar::roll(due);
        match between(random, 0, 9) {
            0..=5 => after(rolled, -between(random, 0, 20)).max(period.ends_on),
            6 | 7 => after(rolled, between(random, 1, 45)),
            _ => after(rolled, between(random, 1, 730)),
        }
    }
}

/// The days from which years that begin have another rule for the business limit.
const NEW_RULES: [&str; 2] = ["2019-01-01", "2022-04-07"];

/// Mostly whole years; short ones, and ones by weeks.
fn tax_year(anchor: NaiveDate, random: &mut StdRng) -> Option<Period> {
    if chance(random, 8) {
        let change = NEW_RULES.choose(random)?.parse::<NaiveDate>().ok()?;
        let starts_on = change + chrono::TimeDelta::days(between(random, -1, 1));
        return Period::starting(starts_on, Frequency::Yearly);
    }
    let starts_on =
        anchor.checked_sub_days(Days::new(u64::try_from(between(random, 0, 364)).ok()?))?;
    let whole_month = starts_on.with_day(1)?;
    match between(random, 0, 9) {
        0..=5 => Period::starting(whole_month, Frequency::Yearly),
        6 => Period::starting(starts_on, Frequency::Yearly),
        7 => {
            let weeks = Days::new(u64::try_from(between(random, 51, 53)).ok()? * 7 - 1);
            let ends_on = starts_on.checked_add_days(weeks)?;
            Some(Period { starts_on, ends_on })
        }
        _ => {
            let days = Days::new(u64::try_from(between(random, 0, 363)).ok()?);
            let ends_on = starts_on.checked_add_days(days)?;
            Some(Period { starts_on, ends_on })
        }
    }
}

fn random_day((first, last): (i32, i32), random: &mut StdRng) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(first, 1, 1)?;
    let last = NaiveDate::from_ymd_opt(last, 12, 31)?;
    let days = last.signed_duration_since(first).num_days();
    first.checked_add_days(Days::new(u64::try_from(between(random, 0, days)).ok()?))
}
