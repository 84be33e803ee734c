//! Reporting periods and when their returns are due.

use crate::words;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How often a return is due.
    Frequency {
        /// Every calendar month.
        Monthly = "monthly",
        /// Every calendar quarter.
        Quarterly = "quarterly",
        /// Every year: a tax year or a calendar year.
        Yearly = "yearly",
        /// Whenever something happens: no calendar opens its periods.
        AsNeeded = "as-needed",
    }
}

impl Frequency {
    /// The length of a period, if it has one.
    pub const fn months(self) -> Option<Months> {
        match self {
            Self::Monthly => Some(Months::new(1)),
            Self::Quarterly => Some(Months::new(3)),
            Self::Yearly => Some(Months::new(12)),
            Self::AsNeeded => None,
        }
    }
}

/// A run of days that a return reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Period {
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
}

impl Period {
    /// The period of that frequency that starts on a day; `None` beyond the calendar.
    pub fn starting(starts_on: NaiveDate, frequency: Frequency) -> Option<Self> {
        let ends_on = starts_on
            .checked_add_months(frequency.months()?)?
            .checked_sub_days(Days::new(1))?;
        Some(Self { starts_on, ends_on })
    }

    /// The first period of an account that opens on a day. It ends with the month, with the calendar quarter, or with the
    /// year-end, so that a registration in the middle of one has a short first period; without a year-end a year is whole.
    pub fn first(
        opened_on: NaiveDate,
        frequency: Frequency,
        year_ends_on: Option<NaiveDate>,
    ) -> Option<Self> {
        let first_of_month = opened_on.with_day(1)?;
        let begins = match frequency {
            Frequency::Monthly => first_of_month,
            Frequency::Quarterly => {
                first_of_month.checked_sub_months(Months::new(opened_on.month0() % 3))?
            }
            Frequency::Yearly | Frequency::AsNeeded => opened_on,
        };
        let whole = Self::starting(begins, frequency)?;
        let year_end = year_ends_on
            .filter(|_end| frequency == Frequency::Yearly)
            .filter(|end| (opened_on..=whole.ends_on).contains(end));
        Some(Self {
            starts_on: opened_on,
            ends_on: year_end.unwrap_or(whole.ends_on),
        })
    }

    /// The next period of the same frequency.
    pub fn next(self, frequency: Frequency) -> Option<Self> {
        Self::starting(self.ends_on.succ_opt()?, frequency)
    }

    /// How many days it has; none when it ends before it starts.
    pub fn days(self) -> i64 {
        let apart = self.ends_on.signed_duration_since(self.starts_on);
        apart.num_days().saturating_add(1).max(0)
    }

    /// `2026-10` for one calendar month, `2026-Q3` for a calendar quarter, `2026` for a calendar year, otherwise both
    /// days.
    pub fn key(self) -> String {
        let first = self.starts_on;
        let whole = |frequency, months: u32| {
            Self::starting(first, frequency) == Some(self)
                && first.day() == 1
                && first.month0().is_multiple_of(months)
        };
        if whole(Frequency::Monthly, 1) {
            first.format("%Y-%m").to_string()
        } else if whole(Frequency::Quarterly, 3) {
            format!(
                "{}-Q{}",
                first.year(),
                (first.month0() / 3).saturating_add(1)
            )
        } else if whole(Frequency::Yearly, 12) {
            first.format("%Y").to_string()
        } else {
            format!("{first}..{}", self.ends_on)
        }
    }

    /// For people: `October 2026`, `July to September 2026`, `year ended 31 December 2025`, `1 July to 15 October 2026`.
    pub fn label(self) -> String {
        let whole_months =
            self.starts_on.day() == 1 && self.ends_on.succ_opt().is_none_or(|next| next.day() == 1);
        let first = self.starts_on.format("%B").to_string();
        let last = self.ends_on.format("%B %Y").to_string();
        if YEAR_DAYS.contains(&self.days()) {
            format!("year ended {}", words::day(self.ends_on))
        } else if !whole_months && self.days() < *YEAR_DAYS.start() {
            words::days(self.starts_on, self.ends_on)
        } else if self.starts_on.month() == self.ends_on.month()
            && self.starts_on.year() == self.ends_on.year()
        {
            last
        } else if self.starts_on.year() == self.ends_on.year() {
            format!("{first} to {last}")
        } else {
            format!("{} to {last}", self.starts_on.format("%B %Y"))
        }
    }
}

/// The days of a year by months or by weeks: a tax year can have 51 to 53 weeks.
const YEAR_DAYS: std::ops::RangeInclusive<i64> = 357..=371;

text_enum! {
    /// Where a period stands, in the words of its tag.
    PeriodStatus {
        /// The period is not yet over.
        Upcoming = "upcoming",
        /// Over, and the return is due later.
        Open = "open",
        /// The return is due within two weeks.
        DueSoon = "due-soon",
        /// The due date has passed and no return was received.
        Overdue = "overdue",
        /// Assessed, and nothing was owed.
        Assessed = "assessed",
        /// Assessed and owing, due date not passed.
        Owing = "owing",
        /// Assessed, the due date has passed and nothing was paid.
        Unpaid = "unpaid",
        /// Assessed and paid in part.
        PartlyPaid = "partly-paid",
        /// Assessed and paid.
        Paid = "paid",
        /// Received, and looked at before it is assessed.
        InReview = "in-review",
        /// A claim that was not accepted.
        Refused = "refused",
        /// It begins after the end of the registration, and is there for its money alone: no return is due.
        NotAsked = "not-asked",
    }
}

/// What the status of a period follows from.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The period.
    pub period: Period,
    /// When its return is due.
    pub due_on: NaiveDate,
    /// The last day of the registration, once it has ended.
    pub closed_on: Option<NaiveDate>,
    /// A return was received.
    pub filed: bool,
    /// Charges so far, penalty and interest included.
    pub charged: crate::Money,
    /// What is still owed; negative is a credit.
    pub balance: crate::Money,
}

impl Standing {
    /// The status on a day.
    pub fn status(&self, today: NaiveDate) -> PeriodStatus {
        let soon = today.checked_add_days(Days::new(14)).unwrap_or(today);
        if !self.filed {
            let beyond = |closed: NaiveDate| self.period.starts_on > closed;
            return if self.closed_on.is_some_and(beyond) {
                PeriodStatus::NotAsked
            } else if today > self.due_on {
                PeriodStatus::Overdue
            } else if today <= self.period.ends_on {
                PeriodStatus::Upcoming
            } else if self.due_on <= soon {
                PeriodStatus::DueSoon
            } else {
                PeriodStatus::Open
            };
        }
        if !self.charged.is_positive() {
            PeriodStatus::Assessed
        } else if !self.balance.is_positive() {
            PeriodStatus::Paid
        } else if self.balance < self.charged {
            PeriodStatus::PartlyPaid
        } else if today > self.due_on {
            PeriodStatus::Unpaid
        } else {
            PeriodStatus::Owing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_in_the_middle_of_a_month_has_a_short_first_period() {
        let first = |day: &str, frequency| {
            let first = Period::first(day.parse().unwrap(), frequency, None).unwrap();
            let next = first.next(frequency).unwrap();
            (
                first.ends_on.to_string(),
                next.starts_on.to_string(),
                next.ends_on.to_string(),
            )
        };
        let days = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(
            first("2026-10-15", Frequency::Monthly),
            days("2026-10-31", "2026-11-01", "2026-11-30")
        );
        assert_eq!(
            first("2026-02-28", Frequency::Quarterly),
            days("2026-03-31", "2026-04-01", "2026-06-30")
        );
        assert_eq!(
            first("2026-10-01", Frequency::Quarterly),
            days("2026-12-31", "2027-01-01", "2027-03-31")
        );
        assert_eq!(
            first("2025-06-16", Frequency::Yearly),
            days("2026-06-15", "2026-06-16", "2027-06-15")
        );
    }

    #[test]
    fn a_first_year_ends_with_the_year_end_and_the_next_ones_follow_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let first = |opened: &str, ends: &str| {
            let first = Period::first(day(opened), Frequency::Yearly, Some(day(ends))).unwrap();
            (
                first.ends_on,
                first.next(Frequency::Yearly).unwrap().ends_on,
            )
        };
        let both = |one: &str, two: &str| (day(one), day(two));
        assert_eq!(
            first("2026-05-10", "2026-12-31"),
            both("2026-12-31", "2027-12-31")
        );
        assert_eq!(
            first("2027-05-10", "2028-02-29"),
            both("2028-02-29", "2029-02-28")
        );
        assert_eq!(
            first("2026-05-10", "2026-06-15"),
            both("2026-06-15", "2027-06-15")
        );
        // A year-end that no year can have is none.
        assert_eq!(
            first("2026-05-10", "2027-12-31"),
            both("2027-05-09", "2028-05-09")
        );
        assert_eq!(
            first("2026-05-10", "2026-01-31"),
            both("2027-05-09", "2028-05-09")
        );
    }

    #[test]
    fn periods_read_well() {
        for (first, last, key, label) in [
            ("2026-10-01", "2026-10-31", "2026-10", "October 2026"),
            (
                "2026-07-01",
                "2026-09-30",
                "2026-Q3",
                "July to September 2026",
            ),
            (
                "2025-01-01",
                "2025-12-31",
                "2025",
                "year ended 31 December 2025",
            ),
            (
                "2024-07-01",
                "2025-06-30",
                "2024-07-01..2025-06-30",
                "year ended 30 June 2025",
            ),
            (
                "2024-12-29",
                "2026-01-03",
                "2024-12-29..2026-01-03",
                "year ended 3 January 2026",
            ),
            (
                "2025-01-01",
                "2025-03-15",
                "2025-01-01..2025-03-15",
                "1 January to 15 March 2025",
            ),
            (
                "2025-02-01",
                "2025-08-31",
                "2025-02-01..2025-08-31",
                "February to August 2025",
            ),
        ] {
            let period = Period {
                starts_on: first.parse().unwrap(),
                ends_on: last.parse().unwrap(),
            };
            assert_eq!(
                (period.key().as_str(), period.label().as_str()),
                (key, label)
            );
        }
    }

    #[test]
    fn a_year_has_twelve_months() {
        let year = Period::starting("2023-03-01".parse().unwrap(), Frequency::Yearly).unwrap();
        assert_eq!(year.ends_on, "2024-02-29".parse().unwrap());
        assert_eq!(year.days(), 366);
    }
}
