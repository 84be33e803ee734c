//! The table that rates are looked up in.

use super::{DatedRate, RateCode};
use chrono::NaiveDate;

/// Dated rates, looked up by code and day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateTable(Vec<DatedRate>);

impl RateTable {
    /// A table of rows in any order.
    pub fn new(mut rows: Vec<DatedRate>) -> Self {
        rows.sort_by_key(|row| (row.code, row.effective_on));
        Self(rows)
    }

    /// The row in force on a day, or `None` before the first and beyond what one was prescribed for.
    pub fn on(&self, code: RateCode, day: NaiveDate) -> Option<&DatedRate> {
        let newest = self.begun(code, day).last()?;
        newest.counts_on(day).then_some(newest)
    }

    /// The rows that count anywhere from `first` to `last`, oldest first.
    /// Empty when a day has no rate: a gap is never bridged.
    pub fn within(&self, code: RateCode, first: NaiveDate, last: NaiveDate) -> Vec<DatedRate> {
        match self.first_gap(code, first, last) {
            None => self.touching(code, first, last).to_vec(),
            Some(_day) => Vec::new(),
        }
    }

    /// The first day from `first` to `last` without a rate.
    pub fn first_gap(
        &self,
        code: RateCode,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Option<NaiveDate> {
        let rows = self.touching(code, first, last);
        let nexts = rows.iter().skip(1).map(|next| Some(next.effective_on));
        let mut day = first;
        for (row, next) in rows.iter().zip(nexts.chain([None])) {
            if row.effective_on > day {
                break;
            }
            let after = row.until.and_then(|until| until.succ_opt());
            // A row that nothing ends counts to the last day.
            day = day.max(after.into_iter().chain(next).min()?);
        }
        (day <= last).then_some(day)
    }

    /// The row in force on `first`, or the newest before it, and those that begin up to `last`.
    fn touching(&self, code: RateCode, first: NaiveDate, last: NaiveDate) -> &[DatedRate] {
        let rows = self.begun(code, last);
        let before = rows.partition_point(|row| row.effective_on <= first);
        rows.get(before.saturating_sub(1)..).unwrap_or_default()
    }

    /// The first day that a rate of the code is known for.
    pub fn begins(&self, code: RateCode) -> Option<NaiveDate> {
        let first = self.0.partition_point(|row| row.code < code);
        let row = self.0.get(first).filter(|row| row.code == code)?;
        Some(row.effective_on)
    }

    /// The last day that a rate of the code is known for; `None` where the newest row counts until there is another.
    pub fn known_to(&self, code: RateCode) -> Option<NaiveDate> {
        self.begun(code, NaiveDate::MAX).last()?.until
    }

    /// The rows of a code that began on a day or before it, oldest first.
    fn begun(&self, code: RateCode, day: NaiveDate) -> &[DatedRate] {
        let first = self.0.partition_point(|row| row.code < code);
        let after = self
            .0
            .partition_point(|row| (row.code, row.effective_on) <= (code, day));
        self.0.get(first..after).unwrap_or_default()
    }

    /// Every row.
    pub fn rows(&self) -> &[DatedRate] {
        &self.0
    }
}

/// The rates that are published or assumed today: what a new database starts with.
///
/// At run time the rows of the database count. Sources: domain pages `tourism-levy`,
/// `interest-and-penalties` and `corporate-income-tax`; the file is `shared/data/rates.csv`.
#[cfg(any(test, feature = "published-rates"))]
pub fn published() -> Vec<DatedRate> {
    include_str!("../../data/rates.csv")
        .lines()
        .skip(1)
        .filter_map(row_of_csv)
        .collect()
}

#[cfg(any(test, feature = "published-rates"))]
fn row_of_csv(line: &str) -> Option<DatedRate> {
    let mut cells = line.splitn(6, ',');
    Some(DatedRate {
        code: cells.next()?.parse().ok()?,
        effective_on: cells.next()?.parse().ok()?,
        until: match cells.next()? {
            "" => None,
            day => Some(day.parse().ok()?),
        },
        value: super::Rate::new(cells.next()?.parse().ok()?),
        confidence: cells.next()?.parse().ok()?,
        source: cells.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_file_is_a_rate() {
        let lines = include_str!("../../data/rates.csv").lines().count();
        assert_eq!(published().len(), lines - 1);
    }

    #[test]
    fn rows_count_from_their_day_and_gaps_are_not_bridged() {
        let table = RateTable::new(published());
        let on = |day: &str| {
            table
                .on(RateCode::TOURISM_LEVY, day.parse().unwrap())
                .map(|row| row.value.percent())
        };
        assert_eq!(on("2005-03-31"), None);
        assert_eq!(on("2026-03-31").as_deref(), Some("4%"));
        assert_eq!(on("2026-04-01").as_deref(), Some("6%"));
        let within = |from: &str, to: &str| {
            table
                .within(
                    RateCode::TOURISM_LEVY,
                    from.parse().unwrap(),
                    to.parse().unwrap(),
                )
                .len()
        };
        assert_eq!(within("2026-02-01", "2026-04-30"), 2);
        assert_eq!(within("2026-04-01", "2026-04-30"), 1);
        assert_eq!(within("2005-03-01", "2005-04-30"), 0);
    }

    #[test]
    fn what_is_prescribed_for_a_time_is_not_known_after_it() {
        let table = RateTable::new(published());
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (code, last) in [
            (RateCode::DEBIT_INTEREST, "2026-03-31"),
            (RateCode::CREDIT_INTEREST, "2026-03-31"),
            (RateCode::of("ifta-interest"), "2023-12-31"),
            (RateCode::of("ifta-interest"), "2015-09-30"),
        ] {
            let last = day(last);
            assert!(table.on(code, last).is_some(), "{code} on {last}");
            assert_eq!(table.on(code, last.succ_opt().unwrap()), None, "{code}");
            assert_eq!(table.within(code, last, last).len(), 1);
            assert!(
                table
                    .within(code, last, last.succ_opt().unwrap())
                    .is_empty()
            );
        }
        let over_a_gap = table.within(
            RateCode::of("ifta-interest"),
            day("2015-08-01"),
            day("2023-02-01"),
        );
        assert!(over_a_gap.is_empty());
        assert_eq!(
            table.first_gap(
                RateCode::of("ifta-interest"),
                day("2015-08-01"),
                day("2023-02-01")
            ),
            Some(day("2015-10-01"))
        );
        // The relief of fuel is known to June 2026, whichever row the days begin in.
        let gasoline = RateCode::of("fuel.gasoline");
        let gap = |from: &str, to: &str| table.first_gap(gasoline, day(from), day(to));
        for from in ["2014-01-01", "2024-02-01", "2026-06-30", "2026-07-01"] {
            assert_eq!(gap(from, "2026-07-31"), Some(day("2026-07-01")), "{from}");
        }
        assert_eq!(gap("2014-01-01", "2026-06-30"), None);
        assert_eq!(gap("1990-12-01", "1991-02-01"), Some(day("1990-12-01")));
        assert_eq!(gap("2026-08-01", "2026-08-31"), Some(day("2026-08-01")));
        let usually = |code: RateCode, from: &str| code.usually_until(day(from));
        assert_eq!(
            usually(RateCode::DEBIT_INTEREST, "2026-11-05"),
            Some(day("2026-12-31"))
        );
        assert_eq!(
            usually(RateCode::CREDIT_INTEREST, "2026-04-01"),
            Some(day("2026-06-30"))
        );
        assert_eq!(
            usually(RateCode::of("ifta-interest"), "2027-01-01"),
            Some(day("2027-12-31"))
        );
        assert_eq!(usually(RateCode::TOURISM_LEVY, "2027-01-01"), None);
    }
}
