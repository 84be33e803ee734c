//! Brings a database up to date: migrations as the owner, then the routines, then the published rates and the first rules of the queue.

use anyhow::{Context, anyhow};
use diesel::sql_types::{Array, Bool, Date, Nullable, Numeric, Text};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");
const ROUTINES: &str = include_str!("../../../migrations/routines.sql");

/// Migrates the database at `owner_url`. The roles `tracs_owner` and `tracs_app` must exist.
///
/// # Errors
/// When the database cannot be reached or a statement fails.
pub async fn run(owner_url: &str) -> anyhow::Result<()> {
    let owner_url = owner_url.to_owned();
    // The migration harness blocks its thread, which only a runtime with several of them allows.
    let apart = move || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?
            .block_on(migrate(&owner_url))
    };
    tokio::task::spawn_blocking(apart).await?
}

async fn migrate(owner_url: &str) -> anyhow::Result<()> {
    let connection = AsyncPgConnection::establish(owner_url)
        .await
        .context("the database does not answer to the owner")?;
    let mut harness = AsyncMigrationHarness::new(connection);
    harness
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| anyhow!(error))
        .context("a migration failed")?;
    let mut connection = harness.into_inner();
    connection
        .batch_execute(&format!("BEGIN; {ROUTINES}; COMMIT;"))
        .await
        .context("the routines could not be replaced")?;
    for rate in shared::rate::published() {
        diesel::sql_query("INSERT INTO rate (code, effective_on, until, value, confidence, source) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING")
            .bind::<Text, _>(rate.code)
            .bind::<Date, _>(rate.effective_on)
            .bind::<Nullable<Date>, _>(rate.until)
            .bind::<Numeric, _>(rate.value)
            .bind::<Text, _>(rate.confidence)
            .bind::<Text, _>(rate.source)
            .execute(&mut connection)
            .await
            .context("the published rates could not be written")?;
    }
    let known = diesel::sql_query("SELECT 1 FROM risk_rule")
        .execute(&mut connection)
        .await?;
    // The desk may have changed them since.
    if known == 0 {
        for rule in shared::risk::initial() {
            diesel::sql_query("INSERT INTO risk_rule (rule, effective_on, active, threshold, least, codes, level, four_eyes, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'What a database begins with')")
                .bind::<Text, _>(rule.rule)
                .bind::<Date, _>(rule.effective_on)
                .bind::<Bool, _>(rule.active)
                .bind::<Numeric, _>(rule.threshold)
                .bind::<Numeric, _>(rule.least)
                .bind::<Array<Text>, _>(rule.codes)
                .bind::<Text, _>(rule.level)
                .bind::<Bool, _>(rule.four_eyes)
                .execute(&mut connection)
                .await
                .context("the rules of the queue could not be written")?;
        }
    }
    Ok(())
}

/// Creates the two roles and an empty database, on a server where we are superuser.
///
/// # Errors
/// When the server refuses.
pub async fn create_database(superuser_url: &str, name: &str) -> anyhow::Result<()> {
    let mut connection = AsyncPgConnection::establish(superuser_url).await?;
    for role in ["tracs_owner", "tracs_app"] {
        connection
            .batch_execute(&format!(
                "DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            ))
            .await?;
    }
    connection
        .batch_execute(&format!("CREATE DATABASE {name} OWNER tracs_owner"))
        .await?;
    Ok(())
}

/// The database exists.
///
/// # Errors
/// When the server does not answer.
pub async fn exists(superuser_url: &str, name: &str) -> anyhow::Result<bool> {
    let mut connection = AsyncPgConnection::establish(superuser_url).await?;
    let found = diesel::sql_query("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind::<Text, _>(name)
        .execute(&mut connection)
        .await?;
    Ok(found > 0)
}
