//! What waits at the administration's desk when the story opens: filings that rules have stopped, and a rate that is missing.

use super::{day, entries, moment};
use crate::auth::grant::SystemGrant;
use crate::db::Act;
use crate::feature::filings::{Filer, Submission, actions::Target, receive};
use crate::http::idempotency::IdempotencyKey;
use crate::problem::ApiError;
use crate::register::{self, NewAccount};
use crate::state::State;
use anyhow::Context;
use chrono::NaiveDate;
use shared::ProblemCode;
use shared::access::{Preset, Role};
use shared::contract::filings::FilingBody;
use shared::contract::periods::NewPeriod;
use shared::filing::Row;
use shared::form::LineId;
use shared::id::{AccountId, EventId, FilingId, PeriodId, PersonId};
use shared::period::Period;
use shared::program::Program;
use std::collections::BTreeMap;

/// A day of the story: year, month, day.
type On = (i32, u32, u32);

/// A client of the queue with one account, and who files for it.
struct Client {
    name: &'static str,
    filer: &'static str,
    program: Program,
    number: &'static str,
    account: &'static str,
    place: &'static str,
    opened_on: On,
}

const CLIENTS: [Client; 6] = [
    Client {
        name: "Marrow Lake Lodge Ltd.",
        filer: "Dana Petrov",
        program: Program::TourismLevy,
        number: "390114867",
        account: "Marrow Lake Lodge",
        place: "Lac La Biche",
        opened_on: (2025, 10, 1),
    },
    Client {
        name: "Birch and Daughter Farms",
        filer: "Edda Birch",
        program: Program::TaxExemptFuelUser,
        number: "390220415",
        account: "Birch and Daughter Farms",
        place: "Vulcan",
        opened_on: (2026, 9, 1),
    },
    Client {
        name: "Sage Hill Fuel Co-operative",
        filer: "Luis Marchetti",
        program: Program::FuelTax,
        number: "390331902",
        account: "Sage Hill Fuel",
        place: "Brooks",
        opened_on: (2026, 9, 1),
    },
    Client {
        name: "Tallgrass Tobacco Wholesale Inc.",
        filer: "June Adeyemi",
        program: Program::TobaccoTax,
        number: "390446230",
        account: "Tallgrass Tobacco Wholesale",
        place: "Edmonton",
        opened_on: (2026, 9, 1),
    },
    Client {
        name: "Dry Fork Propane Co.",
        filer: "Wes Kowalchuk",
        program: Program::PropaneRetailer,
        number: "390557718",
        account: "Dry Fork Propane",
        place: "Hanna",
        opened_on: (2026, 9, 1),
    },
    Client {
        name: "Prairie Mutual Insurance Company",
        filer: "Ravi Sandhu",
        program: Program::HealthCostRecovery,
        number: "390668343",
        account: "Prairie Mutual",
        place: "Calgary",
        opened_on: (2023, 1, 1),
    },
];

type Lines = &'static [(&'static str, &'static str)];

/// What is filed: for a period that begins on a day, for days of its own, or in place of what was filed last.
enum For {
    Period(On),
    Days(On, On),
    Amends,
}

/// One filing of a client.
struct Filed {
    at: (On, u32, u32),
    client: usize,
    what: For,
    lines: Lines,
    table: Option<(&'static str, &'static [Lines])>,
}

const FUEL: (&str, &[Lines]) = (
    "products",
    &[&[
        ("product", "diesel"),
        ("bought", "100000"),
        ("taxable", "40000"),
        ("closing", "60000"),
    ]],
);

/// Everything that is filed, in order of time.
const HISTORY: [Filed; 8] = [
    Filed {
        at: ((2025, 11, 25), 9, 5),
        client: 0,
        what: For::Period((2025, 10, 1)),
        lines: &[("5", "610"), ("10", "98000.00"), ("21", "11800.00")],
        table: None,
    },
    Filed {
        at: ((2026, 11, 9), 13, 20),
        client: 5,
        what: For::Period((2023, 1, 1)),
        lines: &[("10", "48250000.00")],
        table: None,
    },
    Filed {
        at: ((2026, 11, 10), 10, 12),
        client: 3,
        what: For::Period((2026, 10, 1)),
        lines: &[("110", "2000000"), ("130", "2000000")],
        table: None,
    },
    Filed {
        at: ((2026, 11, 13), 15, 40),
        client: 4,
        what: For::Days((2026, 9, 1), (2026, 10, 31)),
        lines: &[("10", "400000"), ("20", "100000")],
        table: None,
    },
    Filed {
        at: ((2026, 11, 18), 8, 55),
        client: 2,
        what: For::Period((2026, 10, 1)),
        lines: &[("30", "12320.00")],
        table: Some(FUEL),
    },
    Filed {
        at: ((2026, 11, 20), 16, 2),
        client: 0,
        what: For::Period((2026, 10, 1)),
        lines: &[("5", "702"), ("10", "121400.00"), ("21", "61450.00")],
        table: None,
    },
    Filed {
        at: ((2026, 11, 23), 11, 31),
        client: 3,
        what: For::Amends,
        lines: &[("110", "2000000"), ("130", "1880000"), ("160", "120000")],
        table: None,
    },
    Filed {
        at: ((2026, 11, 24), 9, 17),
        client: 1,
        what: For::Days((2026, 10, 1), (2026, 10, 31)),
        lines: &[
            ("5", "not-sold"),
            ("7", "yes"),
            ("10", "0"),
            ("20", "30000"),
        ],
        table: None,
    },
];

/// A client's account with its periods and what was filed last.
struct Opened {
    account: AccountId,
    filer: PersonId,
    periods: Vec<(PeriodId, Period)>,
    last: Option<FilingId>,
}

/// Opens the accounts and files, as the clients would.
pub(super) async fn fill(state: &State, until: NaiveDate) -> Result<(), ApiError> {
    let mut opened = open(state, until).await?;
    for filed in &HISTORY {
        let ((year, month, on), hour, minute) = filed.at;
        state
            .clock
            .stand(moment(day(year, month, on)?, hour, minute)?);
        file(state, &mut opened, filed).await?;
    }
    Ok(())
}

async fn open(state: &State, until: NaiveDate) -> Result<Vec<Opened>, ApiError> {
    let issuer = &state.config.oidc.issuer;
    state
        .db
        .write(&SystemGrant::service("seed"), Act::Sandbox, async |tx| {
            let mut opened = Vec::new();
            for client in &CLIENTS {
                let id = register::client(tx, &state.clock, client.name).await?;
                let subject = format!("queue-{}", client.number);
                let email = format!("{subject}@client.example");
                let filer =
                    register::person(tx, &state.clock, issuer, &subject, client.filer, &email)
                        .await?;
                let facts = client.program.facts();
                let frequency = facts.frequencies.first().copied();
                let (year, month, on) = client.opened_on;
                let new = NewAccount {
                    client: id,
                    program: client.program,
                    number: client.number,
                    occurrence: "001",
                    name: client.account,
                    place: client.place,
                    frequency: frequency.unwrap_or(shared::period::Frequency::AsNeeded),
                    opened_on: day(year, month, on)?,
                    year_ends_on: None,
                };
                let (account, periods) = register::open(tx, &state.clock, &new, until).await?;
                let (role, preset) = (Role::Owner, Preset::Full);
                register::admit(tx, &state.clock, account, filer, role, preset).await?;
                opened.push(Opened {
                    account,
                    filer,
                    periods,
                    last: None,
                });
            }
            Ok(opened)
        })
        .await
}

async fn file(state: &State, opened: &mut [Opened], filed: &Filed) -> Result<(), ApiError> {
    let client = CLIENTS.get(filed.client).context("a client of the queue")?;
    let holder = opened
        .get_mut(filed.client)
        .context("an account of the queue")?;
    let target = match filed.what {
        For::Period((year, month, on)) => {
            let starts_on = day(year, month, on)?;
            let period = holder
                .periods
                .iter()
                .find(|(_id, period)| period.starts_on == starts_on);
            Target::Period(period.context("a period of the queue")?.0)
        }
        For::Days(from, to) => {
            let form = client.program.facts().main_form().code.to_owned();
            let (from, to) = (day(from.0, from.1, from.2)?, day(to.0, to.1, to.2)?);
            Target::Days(NewPeriod { form, from, to })
        }
        For::Amends => Target::Amends(holder.last.context("nothing to amend")?),
    };
    let rows: BTreeMap<String, Vec<Row>> = filed
        .table
        .iter()
        .map(|(table, rows)| {
            let rows = rows.iter().map(|row| cells(row)).collect();
            ((*table).to_owned(), rows)
        })
        .collect();
    let warnings = ["stock.unbalanced", "tax.negative", "price.unusual"];
    let submission = Submission {
        account: holder.account,
        target,
        body: FilingBody {
            lines: entries(filed.lines),
            rows,
            certified: true,
            acknowledged: warnings.map(str::to_owned).to_vec(),
        },
        key: IdempotencyKey {
            key: state.clock.id(EventId::from_parts).to_string(),
            fingerprint: vec![0],
        },
        filer: Filer {
            person: holder.filer,
            name: client.filer.to_owned(),
            desk: false,
        },
    };
    let grant = SystemGrant::new(holder.account, "seed").on_behalf_of(holder.filer);
    match receive(state, &grant, &submission).await {
        Ok(outcome) => {
            holder.last = Some(outcome.receipt.filing_id);
            Ok(())
        }
        // That is the story of the missing rate.
        Err(error) if error.problem().code == ProblemCode::RateMissing => Ok(()),
        Err(error) => Err(error),
    }
}

fn cells(row: Lines) -> Row {
    row.iter()
        .map(|(column, text)| (LineId::from(*column), (*text).to_owned()))
        .collect()
}
