//! The sandbox that `run` starts: a private database, the same believable taxpayers, one port for everything.

use crate::auth::grant::SystemGrant;
use crate::auth::signer::Signer;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::dev_server::{self, DevServer, Durability};
use crate::db::{Act, Db, migrate};
use crate::feature::sandbox::{actions, personas, store};
use crate::state::State;
use crate::{seed, serve};
use anyhow::Context;
use secrecy::ExposeSecret;
use std::path::PathBuf;

/// The database of the sandbox.
const DATABASE: &str = "tracs";

/// Starts the sandbox and serves it.
///
/// # Errors
/// When PostgreSQL cannot be started or the port is taken.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let (state, server) = prepare(config).await?;
    announce(&state).await;
    let served = serve::run(state).await;
    if let Some(server) = server {
        tokio::task::spawn_blocking(move || server.stop()).await??;
    }
    served
}

/// Brings up the database with its people, and the state to serve it. The private cluster, if it is one, comes along.
///
/// # Errors
/// When PostgreSQL cannot be started.
pub async fn prepare(config: Config) -> anyhow::Result<(State, Option<DevServer>)> {
    let data = match &config.data {
        Some(data) => data.clone(),
        None => dev_server::default_dir("sandbox")?,
    };
    let (owner_url, app_url, server) = match (&config.database_url, &config.owner_url) {
        (Some(app), Some(owner)) => (
            owner.expose_secret().to_owned(),
            app.expose_secret().to_owned(),
            None,
        ),
        (Some(app), None) => (
            app.expose_secret().to_owned(),
            app.expose_secret().to_owned(),
            None,
        ),
        _ => {
            say("Starting the database");
            let server = private(data.clone()).await?;
            if !migrate::exists(&server.url("postgres", dev_server::SUPERUSER), DATABASE).await? {
                migrate::create_database(&server.url("postgres", dev_server::SUPERUSER), DATABASE)
                    .await?;
            }
            (
                server.url(DATABASE, "tracs_owner"),
                server.url(DATABASE, "tracs_app"),
                Some(server),
            )
        }
    };
    migrate::run(&owner_url).await?;
    let clock = Clock::system();
    let db = Db::new(&app_url, config.pool_size, clock.clone())?;
    let key = config
        .signing_key
        .clone()
        .unwrap_or_else(|| data.join("keys").join("receipts.p8"));
    let signer = Signer::from_file(&key, true)?;
    let state = State::new(config, clock, db, signer)?;
    let known = store::load(&mut *state.db.read().await?).await?;
    match known {
        Some((offset, _letters)) => state.clock.restore(offset),
        None => {
            say("Inventing taxpayers");
            seed::run(&state).await?;
            let offset = state.clock.run_from(seed::story_time()?);
            state
                .db
                .write(
                    &SystemGrant::service("sandbox start"),
                    Act::Sandbox,
                    async |tx| store::save_offset(tx, offset).await,
                )
                .await?;
        }
    }
    Ok((state, server))
}

/// The private cluster; starting it waits, so it has a thread of its own.
async fn private(data: PathBuf) -> anyhow::Result<DevServer> {
    tokio::task::spawn_blocking(move || dev_server::start(&data, Durability::Durable))
        .await
        .context("the database could not be started")?
}

async fn announce(state: &State) {
    let address = &state.config.public_url;
    say(&format!("\nTRACS sandbox: {address}"));
    say(&format!(
        "API documentation: {address}/docs/   specification: {address}/v1/openapi.json"
    ));
    say(&format!(
        "It is {} in the sandbox. Move the clock with POST /sandbox/v1/clock/advance.",
        state.clock.local().format("%-d %B %Y, %H:%M MT")
    ));
    say("\nSign in as:");
    for person in personas::personas() {
        say(&format!("  {:<14} {}", person.name, person.story));
    }
    if let Ok(letters) = actions::mail_room(state).await {
        for letter in letters.iter().take(3) {
            say(&format!(
                "\nLetter for {}: account number {}, PIN {}",
                letter.addressed_to, letter.account_number, letter.pin
            ));
        }
    }
    if !state.config.site.join("index.html").exists() {
        say("\nThe browser application is not built: run `cargo xtask web`.");
    }
}

#[expect(
    clippy::print_stdout,
    reason = "this is what the person who starts the sandbox reads"
)]
fn say(line: &str) {
    println!("{line}");
}
