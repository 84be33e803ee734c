//! The verbs of the `tracs` program.

use anyhow::{Context, bail};
use api::auth::signer::Signer;
use api::clock::Clock;
use api::config::{Config, Mode};
use api::db::{Db, migrate};
use api::state::State;
use api::{app, dev, job, serve};
use secrecy::ExposeSecret;
use std::path::Path;

const HELP: &str = "tracs <verb>
  dev                 start the sandbox: private database, test people, API and pages on one port
  serve               serve with the database and identity provider of the configuration
  work                run the jobs alone, for services with TRACS_JOBS=apart
  migrate             bring the database of TRACS_DATABASE_OWNER_URL up to date
  openapi [--check]   write openapi/tracs.json, or check that it is current
  seed-bench <n>      fill the database of the configuration with n plain accounts";

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("TRACS_LOG")
                .unwrap_or_else(|_unset| "warn,api=info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let config = Config::from_env()?;
    match arguments.as_slice() {
        ["dev"] => {
            if config.mode != Mode::Sandbox {
                bail!("`tracs dev` is the sandbox: unset TRACS_MODE, or use `tracs serve`");
            }
            dev::run(config).await
        }
        ["serve"] => serve::run(state(config)?).await,
        ["work"] => {
            job::run(&state(config)?).await;
            Ok(())
        }
        ["migrate"] => {
            let url = config
                .owner_url
                .context("TRACS_DATABASE_OWNER_URL is not set")?;
            migrate::run(url.expose_secret()).await
        }
        ["openapi"] => write(&document(config)?),
        ["openapi", "--check"] => check(&document(config)?),
        ["seed-bench", count] => {
            let url = config
                .owner_url
                .context("TRACS_DATABASE_OWNER_URL is not set")?;
            api::seed::bench(url.expose_secret(), count.parse().context("n is a number")?).await
        }
        _ => bail!("{HELP}"),
    }
}

/// The service with the database and the keys of the configuration.
fn state(config: Config) -> anyhow::Result<State> {
    let clock = Clock::system();
    let url = config
        .database_url
        .clone()
        .context("TRACS_DATABASE_URL is not set")?;
    let db = Db::new(url.expose_secret(), config.pool_size, clock.clone())?;
    let key = config
        .signing_key
        .clone()
        .context("TRACS_SIGNING_KEY is not set")?;
    let signer = Signer::from_file(&key, config.mode == Mode::Sandbox)?;
    State::new(config, clock, db, signer)
}

const DOCUMENT: &str = "openapi/tracs.json";

/// The document of the sandbox, which has every operation. No database is needed.
fn document(mut config: Config) -> anyhow::Result<String> {
    config.mode = Mode::Sandbox;
    let clock = Clock::system();
    let db = Db::new("postgres://nobody@localhost/none", 1, clock.clone())?;
    let state = actix_web::web::Data::new(State::new(config, clock, db, Signer::random()?)?);
    let _app = app::build(state.clone());
    Ok(state
        .document()
        .context("the routes gave no document")?
        .json
        .clone())
}

fn write(json: &str) -> anyhow::Result<()> {
    std::fs::create_dir_all("openapi")?;
    std::fs::write(Path::new(DOCUMENT), json)
        .with_context(|| format!("{DOCUMENT} cannot be written"))
}

fn check(json: &str) -> anyhow::Result<()> {
    let committed =
        std::fs::read_to_string(DOCUMENT).with_context(|| format!("{DOCUMENT} cannot be read"))?;
    if committed != json {
        bail!("{DOCUMENT} is not current: run `just openapi` and review its diff");
    }
    Ok(())
}
