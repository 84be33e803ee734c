//! Kestrel Creek Hotels Ltd. as a corporation: its first tax year filed, paid and amended, and instalments for the second.

use super::{Happening, Lines, Story, paid};
use crate::register::NewAccount;
use crate::seed::{day, moment};
use chrono::NaiveDate;
use shared::id::ClientId;
use shared::period::Frequency;
use shared::program::Program;

/// The account comes after the establishments.
const ACCOUNT: usize = super::ACCOUNTS.len();

/// Its tax years are calendar years.
pub(in crate::seed) fn account(client: ClientId) -> anyhow::Result<NewAccount<'static>> {
    Ok(NewAccount {
        client,
        program: Program::CorporateIncomeTax,
        number: "409118276",
        occurrence: "001",
        name: "Kestrel Creek Hotels",
        place: "Calgary",
        frequency: Frequency::Yearly,
        opened_on: day(2025, 1, 1)?,
        year_ends_on: None,
    })
}

/// A return of that taxable income: 8% of it, less 6% of $500,000.
fn lines(taxable: &'static str) -> Lines {
    vec![
        ("029", "1"),
        ("001", "no"),
        ("035", "123456782"),
        ("047", "7,400,000"),
        ("048", "5,150,000"),
        ("038", "no"),
        ("050", "no"),
        ("060", "no"),
        ("061", "no"),
        ("062", taxable),
        ("schedule-1", "yes"),
        ("1-003", taxable),
        ("099", "Maya Okafor"),
        ("100", "Director"),
    ]
}

/// Adds what happens to the corporation.
pub(super) fn story(story: &mut Story) -> anyhow::Result<()> {
    let (first, second) = (day(2025, 1, 1)?, day(2026, 1, 1)?);
    let mut files = |filed: NaiveDate, taxable: &'static str, amends: bool| {
        story.push((
            moment(filed, 10, 5)?,
            Happening::Files {
                account: ACCOUNT,
                starts_on: first,
                lines: lines(taxable),
                amends,
            },
        ));
        anyhow::Ok(())
    };
    files(day(2026, 6, 26)?, "1,842,600", false)?;
    // The new pool was no repair: $69,300 more of income, $5,544 more of tax.
    files(day(2026, 10, 9)?, "1,911,900", true)?;
    let mut pays = |starts_on: NaiveDate, received: NaiveDate, amount: &str| {
        let amount = paid(amount)?;
        story.push((
            moment(received, 12, 0)?,
            Happening::Pays {
                account: ACCOUNT,
                starts_on,
                amount,
            },
        ));
        anyhow::Ok(())
    };
    pays(first, day(2025, 12, 30)?, "108000.00")?;
    pays(first, day(2026, 3, 2)?, "9408.00")?;
    for (month, last) in [
        (1, 30),
        (2, 27),
        (3, 31),
        (4, 30),
        (5, 29),
        (6, 30),
        (7, 31),
        (8, 31),
        (9, 29),
        (10, 30),
    ] {
        pays(second, day(2026, month, last)?, "10246.00")?;
    }
    Ok(())
}
