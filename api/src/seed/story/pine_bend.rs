//! Lodge at Pine Bend: quarterly returns, one of them amended into a credit.

use super::{Happening, Lines, Story, paid};
use crate::notify::Letter;
use crate::seed::{day, moment};
use chrono::NaiveDate;
use shared::contract::messages::MessageKind;

/// Adds what happens to the lodge.
pub(super) fn story(story: &mut Story) -> anyhow::Result<()> {
    let mut files = |starts_on: NaiveDate, filed: NaiveDate, lines: Lines, amends: bool| {
        story.push((
            moment(filed, 11, 20)?,
            Happening::Files {
                account: 2,
                starts_on,
                lines,
                amends,
            },
        ));
        anyhow::Ok(())
    };
    files(
        day(2025, 10, 1)?,
        day(2026, 1, 26)?,
        vec![("5", "640"), ("10", "96300.00"), ("21", "8100.00")],
        false,
    )?;
    files(
        day(2026, 1, 1)?,
        day(2026, 4, 24)?,
        vec![("5", "590"), ("10", "88750.00"), ("21", "9400.00")],
        false,
    )?;
    files(
        day(2026, 4, 1)?,
        day(2026, 7, 27)?,
        vec![("5", "912"), ("10", "146200.00"), ("21", "15360.00")],
        false,
    )?;
    files(
        day(2026, 4, 1)?,
        day(2026, 10, 2)?,
        vec![("5", "912"), ("10", "146200.00"), ("21", "22360.00")],
        true,
    )?;
    files(
        day(2026, 7, 1)?,
        day(2026, 10, 26)?,
        vec![("5", "1402"), ("10", "263400.00"), ("21", "61450.00")],
        false,
    )?;
    for (starts_on, received, amount) in [
        (day(2025, 10, 1)?, day(2026, 1, 28)?, "3528.00"),
        (day(2026, 1, 1)?, day(2026, 4, 27)?, "3174.00"),
        (day(2026, 4, 1)?, day(2026, 7, 28)?, "7850.40"),
        (day(2026, 7, 1)?, day(2026, 10, 27)?, "12117.00"),
    ] {
        story.push((
            moment(received, 13, 10)?,
            Happening::Pays {
                account: 2,
                starts_on,
                amount: paid(amount)?,
            },
        ));
    }
    let letter = Letter {
        kind: MessageKind::Letter,
        subject: "Please send guest folios for long stays".into(),
        summary: "Answer by 4 December 2026".into(),
        body: vec![
            "Hello,".into(),
            "In the return for July to September 2026 you left out $61,450.00 for stays of 28 days or more. We have no reason to think that it is wrong, and we would like to see how it was worked out.".into(),
            "Please send us the folio of every stay on line 21, with the first and the last night, and the name of the guest who stayed where it differs from the one who paid. A list in a spreadsheet is enough for a start.".into(),
            "A. Chen, Tourism levy, audit and compliance".into(),
        ],
        assessment: None,
    };
    story.push((
        moment(day(2026, 11, 13)?, 9, 16)?,
        Happening::Writes { account: 2, letter },
    ));
    Ok(())
}
