//! The story of Kestrel Creek Hotels Ltd. in figures.

pub(super) mod corporation;
mod pine_bend;

use super::{day, moment};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::draft;
use crate::notify::Letter;
use crate::problem::ApiError;
use crate::register::NewAccount;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::Money;
use shared::contract::messages::MessageKind;
use shared::form::LineId;
use shared::id::{AccountId, ClientId, PeriodId, PersonId};
use shared::period::Frequency;
use shared::program::Program;
use std::collections::BTreeMap;

/// An establishment of the story.
pub(super) struct Establishment {
    number: &'static str,
    occurrence: &'static str,
    name: &'static str,
    place: &'static str,
    frequency: Frequency,
}

impl Establishment {
    pub(super) fn account(&self, client: ClientId) -> anyhow::Result<NewAccount<'static>> {
        Ok(NewAccount {
            client,
            program: Program::TourismLevy,
            number: self.number,
            occurrence: self.occurrence,
            name: self.name,
            place: self.place,
            frequency: self.frequency,
            opened_on: day(2025, 10, 1)?,
            year_ends_on: None,
        })
    }
}

const fn kestrel(
    occurrence: &'static str,
    name: &'static str,
    place: &'static str,
    frequency: Frequency,
) -> Establishment {
    Establishment {
        number: "214608553",
        occurrence,
        name,
        place,
        frequency,
    }
}

/// Maya's establishments.
pub(super) const ACCOUNTS: [Establishment; 3] = [
    kestrel("001", "The Kestrel", "Calgary", Frequency::Monthly),
    kestrel("002", "Creekside Inn", "Canmore", Frequency::Monthly),
    kestrel("003", "Lodge at Pine Bend", "Nordegg", Frequency::Quarterly),
];

/// The establishment that Noor has a letter for.
pub(super) const INVITED: Establishment = Establishment {
    number: "305771942",
    occurrence: "001",
    name: "Bow Valley Lodge",
    place: "Exshaw",
    frequency: Frequency::Monthly,
};

type Lines = Vec<(&'static str, &'static str)>;

/// Something that happens.
pub(super) enum Happening {
    /// Maya files or amends a return.
    Files {
        account: usize,
        starts_on: NaiveDate,
        lines: Lines,
        amends: bool,
    },
    /// A payment arrives.
    Pays {
        account: usize,
        starts_on: NaiveDate,
        amount: Money,
    },
    /// The monthly run posts interest.
    Interest {
        account: usize,
        starts_on: NaiveDate,
    },
    /// Maya saves a draft.
    Drafts {
        account: usize,
        starts_on: NaiveDate,
        lines: Lines,
    },
    /// The administration writes.
    Writes { account: usize, letter: Letter },
}

/// Returns of The Kestrel, paid in full on the day they are filed: month, day of filing, nights, revenue, 28 days or more, levy.
type Kestrel = (
    (i32, u32),
    (i32, u32, u32),
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);
const KESTREL: [Kestrel; 12] = [
    (
        (2025, 10),
        (2025, 11, 26),
        "1986",
        "334210.00",
        "11550.00",
        "12906.40",
    ),
    (
        (2025, 11),
        (2025, 12, 24),
        "1544",
        "248975.00",
        "9300.00",
        "9587.00",
    ),
    (
        (2025, 12),
        (2026, 1, 27),
        "1702",
        "301440.50",
        "8120.50",
        "11732.80",
    ),
    (
        (2026, 1),
        (2026, 2, 26),
        "1488",
        "239180.00",
        "12400.00",
        "9071.20",
    ),
    (
        (2026, 2),
        (2026, 3, 27),
        "1531",
        "246905.00",
        "10760.00",
        "9445.80",
    ),
    (
        (2026, 3),
        (2026, 4, 27),
        "1720",
        "287460.00",
        "14210.00",
        "10930.00",
    ),
    (
        (2026, 4),
        (2026, 5, 27),
        "1694",
        "281300.00",
        "13100.00",
        "16092.00",
    ),
    (
        (2026, 5),
        (2026, 6, 26),
        "1905",
        "329870.00",
        "15620.00",
        "18855.00",
    ),
    (
        (2026, 6),
        (2026, 7, 27),
        "2122",
        "389405.00",
        "12905.00",
        "22590.00",
    ),
    (
        (2026, 7),
        (2026, 8, 27),
        "2391",
        "472180.00",
        "16430.00",
        "27345.00",
    ),
    (
        (2026, 8),
        (2026, 9, 25),
        "2377",
        "465920.00",
        "17170.00",
        "26925.00",
    ),
    (
        (2026, 9),
        (2026, 10, 28),
        "2190",
        "418440.00",
        "16470.00",
        "24118.20",
    ),
];

/// Returns of Creekside Inn: month, day of filing, nights, revenue, payments (day, amount).
type Creekside = (
    (i32, u32),
    (i32, u32, u32),
    &'static str,
    &'static str,
    &'static [((i32, u32, u32), &'static str)],
);
const CREEKSIDE: [Creekside; 11] = [
    (
        (2025, 10),
        (2025, 11, 25),
        "1012",
        "158400.00",
        &[((2025, 11, 25), "6336.00")],
    ),
    (
        (2025, 11),
        (2025, 12, 29),
        "861",
        "131350.00",
        &[((2025, 12, 29), "2254.00"), ((2026, 2, 18), "3027.37")],
    ),
    (
        (2025, 12),
        (2026, 1, 26),
        "934",
        "149600.00",
        &[((2026, 1, 26), "5984.00")],
    ),
    (
        (2026, 1),
        (2026, 2, 24),
        "902",
        "142300.00",
        &[((2026, 2, 24), "5692.00")],
    ),
    (
        (2026, 2),
        (2026, 3, 26),
        "955",
        "151875.00",
        &[((2026, 3, 26), "6075.00")],
    ),
    (
        (2026, 3),
        (2026, 4, 27),
        "1010",
        "163210.00",
        &[((2026, 4, 28), "6528.40")],
    ),
    (
        (2026, 4),
        (2026, 5, 28),
        "760",
        "118440.00",
        &[((2026, 5, 28), "7106.40")],
    ),
    (
        (2026, 5),
        (2026, 6, 26),
        "871",
        "136925.00",
        &[((2026, 6, 29), "8215.50")],
    ),
    (
        (2026, 6),
        (2026, 7, 27),
        "1121",
        "188650.00",
        &[((2026, 7, 28), "5000.00")],
    ),
    ((2026, 7), (2026, 8, 28), "1240", "214780.00", &[]),
    (
        (2026, 8),
        (2026, 9, 28),
        "1218",
        "205340.00",
        &[((2026, 9, 28), "12320.40")],
    ),
];

/// Everything that happens, in order of time.
pub(super) fn history() -> anyhow::Result<Vec<(DateTime<Utc>, Happening)>> {
    let mut story = Vec::new();
    kestrel_story(&mut story)?;
    creekside_story(&mut story)?;
    pine_bend::story(&mut story)?;
    corporation::story(&mut story)?;
    story.sort_by_key(|(at, _happening)| *at);
    Ok(story)
}

type Story = Vec<(DateTime<Utc>, Happening)>;

fn paid(amount: &str) -> anyhow::Result<Money> {
    Money::parse_wire(amount).context("an amount of the story")
}

fn on((year, month, date): (i32, u32, u32)) -> anyhow::Result<NaiveDate> {
    day(year, month, date)
}

fn kestrel_story(story: &mut Story) -> anyhow::Result<()> {
    for ((year, month), filed, nights, revenue, long_stays, amount) in KESTREL {
        let starts_on = day(year, month, 1)?;
        let lines = vec![("5", nights), ("10", revenue), ("21", long_stays)];
        story.push((
            moment(on(filed)?, 9, 40)?,
            Happening::Files {
                account: 0,
                starts_on,
                lines,
                amends: false,
            },
        ));
        story.push((
            moment(on(filed)?, 14, 5)?,
            Happening::Pays {
                account: 0,
                starts_on,
                amount: paid(amount)?,
            },
        ));
    }
    let lines = vec![
        ("5", "2,214"),
        ("10", "412,860.00"),
        ("21", "18,240.00"),
        ("22", "46,310.00"),
        ("23", "6,415.50"),
        ("50", "1,590.00"),
        ("60", "120.00"),
    ];
    story.push((
        moment(day(2026, 11, 24)?, 10, 42)?,
        Happening::Drafts {
            account: 0,
            starts_on: day(2026, 10, 1)?,
            lines,
        },
    ));
    Ok(())
}

fn creekside_story(story: &mut Story) -> anyhow::Result<()> {
    for ((year, month), filed, nights, revenue, payments) in CREEKSIDE {
        let starts_on = day(year, month, 1)?;
        story.push((
            moment(on(filed)?, 10, 15)?,
            Happening::Files {
                account: 1,
                starts_on,
                lines: vec![("5", nights), ("10", revenue)],
                amends: false,
            },
        ));
        for (received, amount) in payments {
            story.push((
                moment(on(*received)?, 15, 30)?,
                Happening::Pays {
                    account: 1,
                    starts_on,
                    amount: paid(amount)?,
                },
            ));
        }
    }
    for (month, last) in [(7, 31), (8, 31), (9, 30), (10, 31)] {
        let at = moment(day(2026, month, last)?, 22, 0)?;
        for starts_on in [day(2026, 6, 1)?, day(2026, 7, 1)?] {
            story.push((
                at,
                Happening::Interest {
                    account: 1,
                    starts_on,
                },
            ));
        }
    }
    let reminder = Letter {
        kind: MessageKind::Letter,
        subject: "Your September 2026 return has not arrived".into(),
        summary: "Reminder: it was due on 28 October 2026".into(),
        body: vec![
            "Hello,".into(),
            "The tourism levy return of Creekside Inn for September 2026 was due on 28 October 2026 and has not arrived.".into(),
            "The late-filing penalty grows by $25.00 a day and stops at $1,000.00. Please file the return now, even if you cannot pay yet, and even if there is nothing to report.".into(),
            "Tax and Revenue Administration".into(),
        ],
        assessment: None,
    };
    story.push((
        moment(day(2026, 11, 9)?, 9, 0)?,
        Happening::Writes {
            account: 1,
            letter: reminder,
        },
    ));
    Ok(())
}

/// Saves a draft as the first version.
pub(super) async fn save_draft(
    tx: &mut Tx<'_>,
    clock: &Clock,
    person: PersonId,
    (account, period, lines): &(AccountId, PeriodId, BTreeMap<LineId, String>),
) -> Result<(), ApiError> {
    diesel::insert_into(draft::table)
        .values((
            draft::account_id.eq(*account),
            draft::period_id.eq(*period),
            draft::version.eq(clock.now().timestamp_millis()),
            draft::lines.eq(serde_json::json!(lines)),
            draft::payable.eq(paid("20483.67")?),
            draft::saved_at.eq(clock.now()),
            draft::saved_by.eq(person),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
