//! When returns are due before the roll rule (domain page `calendar`, due rules).

use crate::period::Period;
use chrono::{Datelike, Days, Months, NaiveDate};

/// A day of the month after a day's own: the 28th of the next month.
pub(super) fn of_next_month(day: NaiveDate, number: u32) -> Option<NaiveDate> {
    let first = day.with_day(1)?.checked_add_months(Months::new(1))?;
    first.with_day(number)
}

/// The end of the so-manyth month after a day: the last day of that month when the day is the last of its own,
/// otherwise the same day of the month.
pub(super) fn months_after(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    let next = day.succ_opt()?;
    if next.day() == 1 {
        next.checked_add_months(Months::new(months))?.pred_opt()
    } else {
        day.checked_add_months(Months::new(months))
    }
}

/// So many days after the period's last day.
pub(super) fn days_after(period: Period, days: u64) -> Option<NaiveDate> {
    period.ends_on.checked_add_days(Days::new(days))
}

/// The last day of the year that is so many years after a day's own.
pub(super) fn year_end_after(day: NaiveDate, years: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year().checked_add(years)?, 12, 31)
}

#[cfg(test)]
mod tests {
    use crate::period::Period;
    use crate::program::Program;
    use chrono::NaiveDate;

    #[test]
    fn the_28th_of_the_next_month_whenever_the_period_ends() {
        let due = |program: Program, day: &str| {
            let ends_on: NaiveDate = day.parse().unwrap();
            let period = Period {
                starts_on: ends_on,
                ends_on,
            };
            program.rules().due("return", period).unwrap().to_string()
        };
        for program in [
            Program::FuelTax,
            Program::PropaneTax,
            Program::LocomotiveFuelTax,
            Program::FuelConsumer,
            Program::Emergency911Levy,
            Program::TobaccoTax,
        ] {
            assert_eq!(due(program, "2024-04-10"), "2024-05-28", "{program}");
            assert_eq!(due(program, "2024-12-31"), "2025-01-28", "{program}");
        }
        assert_eq!(due(Program::TourismLevy, "2024-04-10"), "2024-05-08");
        assert_eq!(due(Program::TourismLevy, "2024-12-31"), "2025-01-28");
    }
}
