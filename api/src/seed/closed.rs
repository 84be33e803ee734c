//! What programs that are closed have left behind: claims of their time, to be read.

use super::{day, entries, moment};
use crate::auth::grant::SystemGrant;
use crate::db::{Act, Tx};
use crate::feature::filings::{Filer, Submission, actions::Target, receive};
use crate::http::idempotency::IdempotencyKey;
use crate::job::refunds;
use crate::problem::ApiError;
use crate::proposal::Kind;
use crate::proposal::rows::{self, New, Verdict};
use crate::register::{self, NewAccount};
use crate::state::State;
use crate::terms;
use chrono::NaiveDate;
use shared::access::{Preset, Role};
use shared::contract::desk::NewTerm;
use shared::contract::filings::FilingBody;
use shared::contract::periods::NewPeriod;
use shared::filing::Row;
use shared::form::LineId;
use shared::id::{AccountId, ClientId, EventId, PersonId};
use shared::period::Frequency;
use shared::program::{Capability, Program, TermChange};
use std::collections::BTreeMap;

type Day = (i32, u32, u32);
type Cells = &'static [(&'static str, &'static str)];

/// A claim of its time.
struct Claim {
    program: Program,
    /// When the program took claims: the first day, and the first on which it did not any more.
    open: (Day, Day),
    /// The account was opened, and the claim was filed.
    opened_on: Day,
    filed_on: Day,
    days: (Day, Day),
    lines: Cells,
    table: Option<(&'static str, &'static [Cells])>,
}

const CLAIMS: [Claim; 2] = [
    Claim {
        program: Program::FuelRebateHistory,
        open: ((2010, 1, 1), (2014, 1, 1)),
        opened_on: (2010, 1, 1),
        filed_on: (2011, 3, 10),
        days: ((2010, 7, 1), (2010, 12, 31)),
        lines: &[],
        table: Some((
            "activities",
            &[
                &[
                    ("activity", "fluid-haul"),
                    ("product", "diesel"),
                    ("litres", "38400"),
                ],
                &[
                    ("activity", "other"),
                    ("share", "0.25"),
                    ("product", "gasoline"),
                    ("litres", "5200"),
                ],
            ],
        )),
    },
    Claim {
        program: Program::CarbonLevy,
        open: ((2017, 1, 1), (2022, 1, 1)),
        opened_on: (2018, 6, 1),
        filed_on: (2019, 4, 18),
        days: ((2019, 1, 1), (2019, 3, 31)),
        lines: &[("110", "12500"), ("130", "420.5")],
        table: None,
    },
];

/// Lives through them, in the years in which they happened.
pub(super) async fn live(
    state: &State,
    client: ClientId,
    (owner, name): (PersonId, String),
    desk: (PersonId, PersonId),
) -> Result<(), ApiError> {
    for claim in &CLAIMS {
        let (year, month, on) = claim.filed_on;
        state.clock.stand(moment(day(year, month, on)?, 10, 20)?);
        let account = open(state, client, owner, desk, claim).await?;
        file(state, account, (owner, &name), claim).await?;
        refunds::issue(state).await?;
    }
    Ok(())
}

async fn open(
    state: &State,
    client: ClientId,
    owner: PersonId,
    desk: (PersonId, PersonId),
    claim: &Claim,
) -> Result<AccountId, ApiError> {
    let sound = |(year, month, on): Day| day(year, month, on);
    state
        .db
        .write(&SystemGrant::service("seed"), Act::Sandbox, async |tx| {
            for (from, offered) in [(claim.open.0, true), (claim.open.1, false)] {
                term(tx, state, (claim.program, sound(from)?, offered), desk).await?;
            }
            let new = NewAccount {
                client,
                program: claim.program,
                number: "418203655",
                occurrence: "001",
                name: "Northern Plains Group",
                place: "Red Deer",
                frequency: Frequency::AsNeeded,
                opened_on: sound(claim.opened_on)?,
                year_ends_on: None,
            };
            let until = sound(claim.open.1)?;
            let (account, _periods) = register::open(tx, &state.clock, &new, until).await?;
            let (role, preset) = (Role::Owner, Preset::Full);
            register::admit(tx, &state.clock, account, owner, role, preset).await?;
            Ok(account)
        })
        .await
}

/// Two people say that claims are taken from a day on, or not any more.
async fn term(
    tx: &mut Tx<'_>,
    state: &State,
    (program, effective_on, offered): (Program, NaiveDate, bool),
    (proposer, approver): (PersonId, PersonId),
) -> Result<(), ApiError> {
    let change = TermChange::Capability {
        capability: Capability::FileClaim,
        offered,
    };
    let reason = if offered {
        "The program takes claims"
    } else {
        "The program is closed"
    };
    let new = NewTerm {
        program,
        effective_on,
        change,
    };
    let proposal = New {
        kind: Kind::Capability,
        subject: format!("{program}/{}", new.change.term()),
        effective_on,
        change: serde_json::to_value(&new).map_err(anyhow::Error::new)?,
        reason: reason.into(),
    };
    let id = rows::insert(tx, &state.clock, &proposal, proposer).await?;
    let kind = (Kind::Capability, id);
    let new: NewTerm = rows::decide(tx, &state.clock, kind, Verdict::Approve, approver).await?;
    terms::add(tx, &new, id).await
}

async fn file(
    state: &State,
    account: AccountId,
    (person, name): (PersonId, &str),
    claim: &Claim,
) -> Result<(), ApiError> {
    let (from, to) = claim.days;
    let cells = |row: &Cells| -> Row {
        row.iter()
            .map(|(column, text)| (LineId::from(*column), (*text).to_owned()))
            .collect()
    };
    let rows: BTreeMap<String, Vec<Row>> = claim
        .table
        .iter()
        .map(|(table, rows)| ((*table).to_owned(), rows.iter().map(cells).collect()))
        .collect();
    let submission = Submission {
        account,
        target: Target::Days(NewPeriod {
            form: "claim".into(),
            from: day(from.0, from.1, from.2)?,
            to: day(to.0, to.1, to.2)?,
        }),
        body: FilingBody {
            lines: entries(claim.lines),
            rows,
            certified: true,
            acknowledged: Vec::new(),
        },
        key: IdempotencyKey {
            key: state.clock.id(EventId::from_parts).to_string(),
            fingerprint: vec![0],
        },
        filer: Filer {
            person,
            name: name.to_owned(),
            desk: false,
        },
    };
    let grant = SystemGrant::new(account, "seed").on_behalf_of(person);
    receive(state, &grant, &submission).await?;
    Ok(())
}
