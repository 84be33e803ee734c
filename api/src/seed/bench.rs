//! Many plain accounts, made by one statement each table: for measuring, not for living in.

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

/// Fills a migrated database with `count` accounts, one person and one session each. Twelve months are filed, charged
/// and paid; October 2026 is left to be filed.
/// The session token of account `n` is `bench-<n>`, its CSRF token `csrf`.
///
/// # Errors
/// When the database does not answer.
pub async fn bench(owner_url: &str, count: u32) -> anyhow::Result<()> {
    let mut connection = AsyncPgConnection::establish(owner_url).await?;
    let sql = include_str!("bench.sql").replace(":count", &count.to_string());
    connection.batch_execute(&sql).await?;
    Ok(())
}
