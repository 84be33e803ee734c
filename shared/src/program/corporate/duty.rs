//! Whether a corporation must file, and how: electronic filing (special notices Vol. 5) and the exemption from filing
//! (circular CT-2R4; domain page `corporate-income-tax`).

use crate::Money;
use crate::period::Period;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Gross revenue, in dollars, above which years that ended after 2017 are filed electronically.
const REVENUE: i64 = 1_000_000;

/// Returns that a preparer files before all of them must be electronic.
const PREPARER_RETURNS: u32 = 10;

/// What decides how a return is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filer {
    /// Gross revenue of the year.
    pub gross_revenue: Money,
    /// An insurer.
    pub insurer: bool,
    /// Not resident in Canada.
    pub non_resident: bool,
    /// Reports in a functional currency.
    pub functional_currency: bool,
    /// Exempt from tax under section 35.
    pub exempt: bool,
}

/// The return must be filed electronically. Of years that began after 2024 all but four kinds of filers; of years that
/// ended after 2017 those above $1 million of gross revenue.
pub fn must_file_electronically(year: Period, filer: &Filer) -> bool {
    let after = |day: NaiveDate, last: Option<NaiveDate>| last.is_some_and(|last| day > last);
    if after(year.starts_on, NaiveDate::from_ymd_opt(2024, 12, 31)) {
        let spared =
            filer.insurer || filer.non_resident || filer.functional_currency || filer.exempt;
        return !spared;
    }
    after(year.ends_on, NaiveDate::from_ymd_opt(2017, 12, 31))
        && filer.gross_revenue.decimal() > Decimal::from(REVENUE)
}

/// A preparer of so many returns must file them electronically.
pub fn preparer_must_file_electronically(returns: u32) -> bool {
    returns > PREPARER_RETURNS
}

/// What decides whether a return is needed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// A Canadian-controlled private corporation.
    pub private: bool,
    /// Every permanent establishment is in Alberta.
    pub only_in_alberta: bool,
    /// There is taxable income before optional amounts and loss carry-backs.
    pub taxable_income: bool,
    /// A refund of instalments is wanted.
    pub wants_refund: bool,
    /// A loss is carried back: Schedule 10 is always filed.
    pub carries_loss_back: bool,
    /// Gross revenue of the year.
    pub gross_revenue: Money,
}

/// Whether a return is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// The return must be filed.
    File,
    /// No return is needed.
    Exempt,
    /// Everything published holds; the condition on gross revenue is not known.
    NotKnown,
}

/// The exemption from filing. The gross revenue up to which it goes is not published, so it is the caller's
/// configuration; without one nobody is told that they need not file.
pub fn duty_to_file(need: &Need, revenue_limit: Option<Money>) -> Duty {
    let conditions = need.private
        && need.only_in_alberta
        && !need.taxable_income
        && !need.wants_refund
        && !need.carries_loss_back;
    match revenue_limit {
        _ if !conditions => Duty::File,
        None => Duty::NotKnown,
        Some(limit) if need.gross_revenue <= limit => Duty::Exempt,
        Some(_) => Duty::File,
    }
}

/// What a return says of both rules before anything is answered: how a return of those days is filed, and who may not have
/// to.
pub fn in_words(year: Period) -> String {
    let filer = |gross_revenue| Filer {
        gross_revenue,
        insurer: false,
        non_resident: false,
        functional_currency: false,
        exempt: false,
    };
    let (small, large) = (filer(Money::ZERO), filer(Money::MAX));
    let how = if must_file_electronically(year, &small) {
        "A return of this year is filed electronically, as here, but for insurers, non-residents, filers in another currency and those who are exempt under section 35. "
    } else if must_file_electronically(year, &large) {
        "A return of this year is filed electronically, as here, when gross revenue is above $1,000,000. "
    } else {
        ""
    };
    format!(
        "{how}A Canadian-controlled private corporation whose establishments are all in Alberta may not have to file when it has no taxable income, asks for no refund of instalments and carries no loss back (circular CT-2R4). Up to which gross revenue is not published: say below that no return is needed, and we look at it."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(first: &str, last: &str) -> Period {
        Period {
            starts_on: first.parse().unwrap(),
            ends_on: last.parse().unwrap(),
        }
    }

    #[test]
    fn a_return_says_how_it_is_filed() {
        let begins = |first, last| in_words(year(first, last));
        assert!(begins("2025-01-01", "2025-12-31").contains("insurers"));
        assert!(begins("2024-01-01", "2024-12-31").contains("above $1,000,000"));
        assert!(begins("2016-01-01", "2016-12-31").starts_with("A Canadian-controlled"));
    }

    #[test]
    fn electronic_filing_widened_in_2025() {
        let small = Filer {
            gross_revenue: Money::from_cents(100_000_000),
            insurer: false,
            non_resident: false,
            functional_currency: false,
            exempt: false,
        };
        let large = Filer {
            gross_revenue: Money::from_cents(100_000_001),
            ..small
        };
        let insurer = Filer {
            insurer: true,
            ..large
        };
        for (first, last, expected) in [
            ("2017-01-01", "2017-12-31", [false, false, false]),
            ("2017-02-01", "2018-01-31", [false, true, true]),
            ("2024-12-31", "2025-12-30", [false, true, true]),
            ("2025-01-01", "2025-12-31", [true, true, false]),
        ] {
            let must = [small, large, insurer]
                .map(|filer| must_file_electronically(year(first, last), &filer));
            assert_eq!(must, expected, "{first}");
        }
        assert!(!preparer_must_file_electronically(10));
        assert!(preparer_must_file_electronically(11));
    }

    #[test]
    fn the_exemption_has_an_unknown_limit() {
        let need = Need {
            private: true,
            only_in_alberta: true,
            taxable_income: false,
            wants_refund: false,
            carries_loss_back: false,
            gross_revenue: Money::from_cents(5_000_000),
        };
        assert_eq!(duty_to_file(&need, None), Duty::NotKnown);
        assert_eq!(duty_to_file(&need, Some(need.gross_revenue)), Duty::Exempt);
        assert_eq!(duty_to_file(&need, Some(Money::ZERO)), Duty::File);
        for changed in [
            Need {
                private: false,
                ..need
            },
            Need {
                only_in_alberta: false,
                ..need
            },
            Need {
                taxable_income: true,
                ..need
            },
            Need {
                wants_refund: true,
                ..need
            },
            Need {
                carries_loss_back: true,
                ..need
            },
        ] {
            assert_eq!(duty_to_file(&changed, None), Duty::File);
        }
    }
}
