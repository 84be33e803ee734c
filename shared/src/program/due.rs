//! When returns are due before the roll rule (domain page `calendar`, due rules).

use crate::period::Period;
use chrono::{Datelike, Days, Months, NaiveDate};

/// The 28th day after the period: the 28th of the next month when the period ends with its month, otherwise 28 days
/// after its end.
pub(super) fn day_28(period: Period) -> Option<NaiveDate> {
    let next = period.ends_on.succ_opt()?;
    if next.day() == 1 {
        next.with_day(28)
    } else {
        period.ends_on.checked_add_days(Days::new(28))
    }
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
