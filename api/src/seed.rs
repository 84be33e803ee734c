//! One believable taxpayer population, the same every time: filed, paid and late by the same code that serves people.

mod bench;
mod closed;
mod made_up;
mod northern_plains;
mod queue;
mod story;

use crate::auth::grant::SystemGrant;
use crate::clock::instant;
use crate::db::Act;
use crate::feature::filings::{Filer, Submission, actions::Target, receive};
use crate::feature::sandbox::{personas, store};
use crate::http::idempotency::IdempotencyKey;
use crate::ledger::payment::{self, Payment, post_interest};
use crate::notify;
use crate::problem::ApiError;
use crate::state::State;
use crate::{rates, register};
use anyhow::{Context, anyhow};
use chrono::{DateTime, NaiveDate, Utc};
use shared::access::{Preset, Role};
use shared::contract::filings::FilingBody;
use shared::contract::sandbox::Letter;
use shared::form::LineId;
use shared::id::{AccountId, ClientId, EventId, FilingId, PeriodId, PersonId};
use shared::period::Period;
use std::collections::BTreeMap;
use story::{ACCOUNTS, Happening, INVITED, corporation, history};

pub use bench::bench;

/// The moment at which the story opens: Tuesday 24 November 2026, 11:02 am MT.
///
/// # Errors
/// Never: the moment exists.
pub fn story_time() -> anyhow::Result<DateTime<Utc>> {
    moment(day(2026, 11, 24)?, 11, 2)
}

fn moment(day: NaiveDate, hour: u32, minute: u32) -> anyhow::Result<DateTime<Utc>> {
    day.and_hms_opt(hour, minute, 0)
        .and_then(instant)
        .context("no such moment")
}

fn day(year: i32, month: u32, day: u32) -> anyhow::Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).context("no such day")
}

/// An account of the story with its periods.
struct Opened {
    account: AccountId,
    periods: Vec<(PeriodId, Period)>,
}

impl Opened {
    fn period(&self, starts_on: NaiveDate) -> Result<PeriodId, ApiError> {
        let found = self
            .periods
            .iter()
            .find(|(_id, period)| period.starts_on == starts_on);
        Ok(found
            .map(|(id, _period)| *id)
            .with_context(|| format!("no period of the story starts on {starts_on}"))?)
    }
}

/// Fills an empty sandbox. The clock lives through the story and is left standing at its end.
///
/// # Errors
/// When the database does not answer.
pub async fn run(state: &State) -> anyhow::Result<()> {
    state.clock.stand(moment(day(2010, 1, 4)?, 9, 0)?);
    let tell = async {
        let people = people(state).await?;
        let plains = northern_plains::client(state).await?;
        let desk = (person(&people, "ines")?.0, person(&people, "arun")?.0);
        closed::live(state, plains, person(&people, "lee")?, desk).await?;
        state.clock.stand(moment(day(2025, 9, 2)?, 9, 0)?);
        let opened = accounts(state, &people, plains).await?;
        let mut filed = BTreeMap::new();
        for (at, happening) in history()? {
            state.clock.stand(at);
            live(state, &opened, &people, &happening, &mut filed).await?;
        }
        queue::fill(state, day(2028, 3, 31)?).await?;
        Ok::<(), ApiError>(())
    };
    tell.await.map_err(|error| anyhow!("{error}"))
}

type People = BTreeMap<String, (PersonId, String)>;

async fn people(state: &State) -> Result<People, ApiError> {
    let issuer = &state.config.oidc.issuer;
    state
        .db
        .write(&SystemGrant::service("seed"), Act::Sandbox, async |tx| {
            let mut people = People::new();
            for persona in personas::personas() {
                let id = register::person(
                    tx,
                    &state.clock,
                    issuer,
                    &persona.subject,
                    &persona.name,
                    &persona.email,
                )
                .await?;
                if !persona.roles.is_empty() {
                    register::staff(tx, &state.clock, id, &persona.roles).await?;
                }
                people.insert(persona.subject, (id, persona.name));
            }
            Ok(people)
        })
        .await
}

fn person(people: &People, subject: &str) -> Result<(PersonId, String), ApiError> {
    Ok(people
        .get(subject)
        .cloned()
        .with_context(|| format!("nobody is called {subject}"))?)
}

async fn accounts(
    state: &State,
    people: &People,
    plains: ClientId,
) -> Result<Vec<Opened>, ApiError> {
    let until = day(2028, 3, 31)?;
    state
        .db
        .write(&SystemGrant::service("seed"), Act::Sandbox, async |tx| {
            let kestrel = register::client(tx, &state.clock, "Kestrel Creek Hotels Ltd.").await?;
            let mut opened = Vec::new();
            let mut accounts = Vec::new();
            for establishment in ACCOUNTS {
                accounts.push(establishment.account(kestrel)?);
            }
            accounts.push(corporation::account(kestrel)?);
            for new in accounts {
                let (account, periods) = register::open(tx, &state.clock, &new, until).await?;
                register::admit(
                    tx,
                    &state.clock,
                    account,
                    person(people, "maya")?.0,
                    Role::Owner,
                    Preset::Full,
                )
                .await?;
                opened.push(Opened { account, periods });
            }
            let account = |place: usize| {
                opened
                    .get(place)
                    .map(|opened| opened.account)
                    .context("an account of the story")
            };
            register::admit(
                tx,
                &state.clock,
                account(1)?,
                person(people, "tom")?.0,
                Role::Representative,
                Preset::View,
            )
            .await?;
            register::admit(
                tx,
                &state.clock,
                account(0)?,
                person(people, "ana")?.0,
                Role::Representative,
                Preset::Prepare,
            )
            .await?;

            let lee = person(people, "lee")?.0;
            let desk = (person(people, "ines")?.0, person(people, "arun")?.0);
            made_up::enter(tx, &state.clock, desk, until).await?;
            northern_plains::open(tx, &state.clock, plains, lee, until).await?;

            let lodge = register::client(tx, &state.clock, "Bow Valley Lodge Inc.").await?;
            let new = INVITED.account(lodge)?;
            let (invited, _periods) = register::open(tx, &state.clock, &new, until).await?;
            let expires_on = day(2027, 1, 31)?;
            let pin = register::invite(
                tx,
                &state.clock,
                &state.pins,
                invited,
                "Noor Haddad",
                expires_on,
            )
            .await?;
            let letter = Letter {
                account_number: format!("{}-{}", new.number, new.occurrence),
                pin,
                account_name: new.name.into(),
                addressed_to: "Noor Haddad".into(),
                expires_on,
            };
            store::keep_letter(tx, &letter).await?;
            Ok(opened)
        })
        .await
}

type Filed = BTreeMap<(usize, NaiveDate), FilingId>;

/// One thing happens.
async fn live(
    state: &State,
    opened: &[Opened],
    people: &People,
    happening: &Happening,
    filed: &mut Filed,
) -> Result<(), ApiError> {
    let account_of = |place: usize| opened.get(place).context("an account of the story");
    let id = || state.clock.id(EventId::from_parts).uuid();
    match happening {
        Happening::Files {
            account,
            starts_on,
            lines,
            amends,
        } => {
            let holder = account_of(*account)?;
            let (person, name) = person(people, "maya")?;
            let before = filed.get(&(*account, *starts_on)).filter(|_filing| *amends);
            let target = before.map_or(Target::Period(holder.period(*starts_on)?), |filing| {
                Target::Amends(*filing)
            });
            let submission = Submission {
                account: holder.account,
                target,
                body: FilingBody {
                    lines: entries(lines),
                    rows: BTreeMap::new(),
                    certified: true,
                    acknowledged: vec!["nights.missing".into(), "price.unusual".into()],
                },
                key: IdempotencyKey {
                    key: id().to_string(),
                    fingerprint: vec![0],
                },
                filer: Filer {
                    person,
                    name,
                    desk: false,
                },
            };
            let grant = SystemGrant::new(holder.account, "seed").on_behalf_of(person);
            let outcome = receive(state, &grant, &submission).await?;
            filed.insert((*account, *starts_on), outcome.receipt.filing_id);
        }
        Happening::Pays {
            account,
            starts_on,
            amount,
        } => {
            let holder = account_of(*account)?;
            let period = holder.period(*starts_on)?;
            let grant = SystemGrant::new(holder.account, "seed");
            let payment = Payment {
                id: id(),
                account: holder.account,
                period: Some(period),
                amount: *amount,
                received_on: state.clock.today(),
                actor: None,
            };
            state
                .db
                .write(&grant, Act::RecordPayment, async |tx| {
                    let rates = rates::load(tx, &rates::of_ledger()).await?;
                    payment::receive(tx, &state.clock, &payment, &rates).await
                })
                .await?;
        }
        Happening::Interest { account, starts_on } => {
            let holder = account_of(*account)?;
            let period = holder.period(*starts_on)?;
            state
                .db
                .write(
                    &SystemGrant::new(holder.account, "seed"),
                    Act::PostInterest,
                    async |tx| {
                        let rates = rates::load(tx, &rates::of_ledger()).await?;
                        post_interest(
                            tx,
                            &state.clock,
                            holder.account,
                            period,
                            state.clock.today(),
                            &rates,
                        )
                        .await
                    },
                )
                .await?;
        }
        Happening::Drafts {
            account,
            starts_on,
            lines,
        } => {
            let holder = account_of(*account)?;
            let (person, _name) = person(people, "maya")?;
            let draft = (holder.account, holder.period(*starts_on)?, entries(lines));
            state
                .db
                .write(
                    &SystemGrant::new(holder.account, "seed").on_behalf_of(person),
                    Act::SaveDraft,
                    async |tx| story::save_draft(tx, &state.clock, person, &draft).await,
                )
                .await?;
        }
        Happening::Writes { account, letter } => {
            let holder = account_of(*account)?;
            state
                .db
                .write(
                    &SystemGrant::new(holder.account, "seed"),
                    Act::Sandbox,
                    async |tx| notify::post(tx, &state.clock, holder.account, letter).await,
                )
                .await?;
        }
    }
    Ok(())
}

fn entries(lines: &[(&str, &str)]) -> BTreeMap<LineId, String> {
    lines
        .iter()
        .map(|(line, text)| (LineId::from(*line), (*text).to_owned()))
        .collect()
}
