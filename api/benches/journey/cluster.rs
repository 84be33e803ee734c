//! The cluster and the server that are measured, and what they use.

use crate::report::Line;
use anyhow::{Context, Result, anyhow, bail};
use api::db::dev_server::{self, DevServer, Durability};
use api::db::migrate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) const ACCOUNTS: u32 = 10_000;
pub(crate) const DATABASE: &str = "tracs";
pub(crate) const ROLE: &str = "tracs_app";

/// A seeded account with what a caller or a statement needs to name.
#[derive(Clone, Debug, QueryableByName)]
pub(crate) struct Key {
    #[diesel(sql_type = BigInt)]
    pub(crate) n: i64,
    #[diesel(sql_type = Text)]
    pub(crate) account: String,
    #[diesel(sql_type = Text)]
    pub(crate) person: String,
    #[diesel(sql_type = Text)]
    pub(crate) session: String,
    #[diesel(sql_type = Text)]
    pub(crate) period: String,
    #[diesel(sql_type = Text)]
    pub(crate) token: String,
}

const KEYS: &str = "CREATE SCHEMA bench;
    CREATE TABLE bench.key AS
    SELECT a.number::bigint - 400000000 AS n, a.id::text AS account, x.person_id::text AS person,
        s.id::text AS session, p.id::text AS period, s.token_sha256::text AS token
    FROM account a JOIN access x ON x.account_id = a.id JOIN session s ON s.person_id = x.person_id
        JOIN period p ON p.account_id = a.id AND p.starts_on = '2026-10-01';
    GRANT USAGE ON SCHEMA bench TO tracs_app;";

/// The running cluster and server. Dropping it stops both and removes the folder.
pub(crate) struct House {
    pub(crate) folder: PathBuf,
    server: Option<DevServer>,
    api: Option<Child>,
    pub(crate) port: u16,
}

impl House {
    pub(crate) fn new() -> Result<Self> {
        let folder = dev_server::default_dir(&format!("bench-{}", std::process::id()))?;
        let server = Some(dev_server::start(&folder, Durability::Durable)?);
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?
            .local_addr()?
            .port();
        Ok(Self {
            folder,
            server,
            api: None,
            port,
        })
    }

    pub(crate) fn server(&self) -> Result<&DevServer> {
        self.server.as_ref().context("the cluster is stopped")
    }

    pub(crate) async fn superuser(&self) -> Result<AsyncPgConnection> {
        let url = self.server()?.url(DATABASE, dev_server::SUPERUSER);
        Ok(AsyncPgConnection::establish(&url).await?)
    }

    /// Migrates and seeds, and tells the accounts.
    pub(crate) async fn prepare(&self) -> Result<Vec<Key>> {
        let server = self.server()?;
        migrate::create_database(&server.url("postgres", dev_server::SUPERUSER), DATABASE).await?;
        let owner = server.url(DATABASE, "tracs_owner");
        migrate::run(&owner).await?;
        api::seed::bench(&owner, ACCOUNTS).await?;
        let mut connection = self.superuser().await?;
        connection.batch_execute(KEYS).await?;
        let keys = diesel::sql_query("SELECT * FROM bench.key ORDER BY n")
            .load(&mut connection)
            .await?;
        Ok(keys)
    }

    /// Starts the release build and waits until it answers.
    pub(crate) async fn serve(&mut self) -> Result<()> {
        let log = fs::File::create(self.folder.join("api.log"))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_tracs"));
        command
            .arg("serve")
            .env("TRACS_MODE", "sandbox")
            .env("TRACS_DATABASE_URL", self.server()?.url(DATABASE, ROLE))
            .env("TRACS_SIGNING_KEY", self.folder.join("receipts.p8"))
            .env("TRACS_PORT", self.port.to_string())
            .env("TRACS_REQUESTS_PER_SECOND", "1000000")
            // Ten thousand fresh accounts keep the jobs busy; their statements would stand among those of the requests.
            .env("TRACS_JOBS", "apart")
            .env("TRACS_LOG", "error");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        self.api = Some(
            command
                .spawn()
                .context("the release build does not start")?,
        );
        let end = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if Instant::now() > end {
                bail!(
                    "the API does not answer: {}",
                    fs::read_to_string(self.folder.join("api.log"))?
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    fn api_pid(&self) -> Result<u32> {
        self.api
            .as_ref()
            .map(Child::id)
            .context("the API is not started")
    }

    fn postmaster(&self) -> Result<u32> {
        let text = fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        text.lines()
            .next()
            .and_then(|line| line.trim().parse().ok())
            .context("the cluster has no process")
    }

    /// The most that the API has held in memory so far.
    pub(crate) fn peak_memory_kb(&self) -> Result<u64> {
        memory_kb(self.api_pid()?, "VmHWM:")
    }

    pub(crate) fn memory_kb(&self) -> Result<u64> {
        memory_kb(self.api_pid()?, "VmRSS:")
    }

    /// How many rows each table has of the accounts of the API (odd) and of `pgbench` (even).
    pub(crate) async fn rows(&self) -> Result<Vec<Rows>> {
        #[derive(QueryableByName)]
        struct Name {
            #[diesel(sql_type = Text)]
            name: String,
        }
        let mut connection = self.superuser().await?;
        let names: Vec<Name> = diesel::sql_query(
            "SELECT c.table_name::text AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
             WHERE c.table_schema = 'public' AND c.column_name = 'account_id' AND t.table_type = 'BASE TABLE' ORDER BY 1",
        )
        .load(&mut connection)
        .await?;
        let counts: Vec<String> = names
            .iter()
            .map(|Name { name }| {
                format!(
                    "SELECT '{name}' AS name, count(*) FILTER (WHERE k.n % 2 = 1) AS api, count(*) FILTER (WHERE k.n % 2 = 0) AS peer
                     FROM \"{name}\" t JOIN bench.key k ON k.account = t.account_id::text"
                )
            })
            .collect();
        Ok(
            diesel::sql_query(counts.join(" UNION ALL ") + " ORDER BY 1")
                .load(&mut connection)
                .await?,
        )
    }

    /// The tables where a filing of `pgbench` did not leave as many rows as one of the API.
    pub(crate) async fn unequal(&self, before: &[Rows], line: &Line) -> Result<Vec<String>> {
        let (api, peer) = (
            i64::try_from(line.api_requests())?,
            i64::try_from(line.peer_transactions())?,
        );
        let after = self.rows().await?;
        let grown = before
            .iter()
            .zip(&after)
            .map(|(old, new)| (&new.name, new.api - old.api, new.peer - old.peer));
        Ok(grown
            .filter(|(_, by_api, by_peer)| by_api * peer != by_peer * api)
            .map(|(name, by_api, by_peer)| {
                format!("{name}: {by_api} rows of {api} filings, pgbench {by_peer} of {peer}")
            })
            .collect())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(mut api) = self.api.take() {
            let _gone = api.kill();
            let _reaped = api.wait();
        }
        if let Some(server) = self.server.take()
            && let Err(error) = server.stop()
        {
            crate::report::say(&format!(
                "The cluster in {} still runs: {error:#}",
                self.folder.display()
            ));
            return;
        }
        let _removed = fs::remove_dir_all(&self.folder);
    }
}

/// The rows of a table.
#[derive(Clone, Debug, QueryableByName)]
pub(crate) struct Rows {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    api: i64,
    #[diesel(sql_type = BigInt)]
    peer: i64,
}

fn memory_kb(pid: u32, field: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    text.lines()
        .find_map(|line| {
            line.strip_prefix(field)?
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        })
        .ok_or_else(|| anyhow!("no {field} of the API"))
}

/// Processor time in hundredths of a second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cpu {
    pub(crate) api: u64,
    pub(crate) postgres: u64,
}

impl Cpu {
    pub(crate) fn of(house: &House) -> Result<Self> {
        let postmaster = house.postmaster()?;
        let mut postgres = 0;
        for entry in fs::read_dir("/proc")? {
            let path = entry?.path();
            let Some(pid) = path
                .file_name()
                .and_then(|name| name.to_str()?.parse::<u32>().ok())
            else {
                continue;
            };
            // A process may end while it is looked at.
            let Some((parent, own, ended)) = times(&path) else {
                continue;
            };
            if pid == postmaster {
                postgres += own + ended;
            } else if parent == postmaster {
                postgres += own;
            }
        }
        let api =
            times(Path::new(&format!("/proc/{}", house.api_pid()?))).map_or(0, |(_, own, _)| own);
        Ok(Self { api, postgres })
    }

    pub(crate) fn since(self, before: &Self) -> Self {
        Self {
            api: self.api.saturating_sub(before.api),
            postgres: self.postgres.saturating_sub(before.postgres),
        }
    }
}

/// The parent of a process, its own time, and that of its children that have ended.
fn times(process: &Path) -> Option<(u32, u64, u64)> {
    let text = fs::read_to_string(process.join("stat")).ok()?;
    let fields: Vec<u64> = text
        .rsplit_once(')')?
        .1
        .split_whitespace()
        .skip(1)
        .map(|field| field.parse().unwrap_or_default())
        .collect();
    let field = |number: usize| fields.get(number).copied();
    Some((
        u32::try_from(field(0)?).ok()?,
        field(10)? + field(11)?,
        field(12)? + field(13)?,
    ))
}
