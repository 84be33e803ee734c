//! One database a test, copied from a template that is migrated once for each set of migrations.

use api::db::dev_server::{self, DevServer, Durability, SUPERUSER};
use api::db::migrate;
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// Interest and fuel rates that no page has: entered, so that tests of other things have some. Those of its absence take it out.
const ENTERED: &str = "
    INSERT INTO rate (code, effective_on, until, value, confidence, source) VALUES
        ('fuel.gasoline', '2026-07-01', '2027-12-31', 0.13, 'confirmed', 'Made up for tests'),
        ('fuel.diesel', '2026-07-01', '2027-12-31', 0.13, 'confirmed', 'Made up for tests'),
        ('fuel.blend', '2026-07-01', '2027-12-31', 0.13, 'confirmed', 'Made up for tests'),
        ('fuel.marked-gasoline', '2026-07-01', '2027-12-31', 0.04, 'confirmed', 'Made up for tests'),
        ('fuel.marked-diesel', '2026-07-01', '2027-12-31', 0.04, 'confirmed', 'Made up for tests'),
        ('debit-interest', '2026-04-01', '2027-12-31', 0.065, 'unverified', 'Made up for tests'),
        ('credit-interest', '2026-04-01', '2027-12-31', 0.015, 'unverified', 'Made up for tests'),
        ('ifta-interest', '2024-01-01', '2027-12-31', 0.07, 'unverified', 'Made up for tests')";

/// The private cluster of all tests; it stays for the next run.
fn cluster() -> DevServer {
    let folder = dev_server::default_dir("test").unwrap();
    dev_server::start(&folder, Durability::Throwaway).unwrap()
}

/// A connection that may do anything on the server.
async fn superuser(server: &DevServer) -> AsyncPgConnection {
    AsyncPgConnection::establish(&server.url("postgres", SUPERUSER))
        .await
        .unwrap()
}

/// A connection as the owner of a database.
pub(crate) async fn owner_of(url: &str) -> AsyncPgConnection {
    AsyncPgConnection::establish(url).await.unwrap()
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    datname: String,
}

/// A migrated database that belongs to one test.
pub(crate) struct Database {
    server: DevServer,
    pub(crate) name: String,
}

impl Database {
    /// A copy of the template.
    pub(crate) async fn copy() -> Self {
        let server = cluster();
        let template = template(&server).await;
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{count}", std::process::id());
        let mut connection = superuser(&server).await;
        sweep(&mut connection).await;
        let create = format!(
            "CREATE DATABASE {name} TEMPLATE {template} OWNER tracs_owner STRATEGY FILE_COPY"
        );
        connection.batch_execute(&create).await.unwrap();
        Self { server, name }
    }

    /// An empty database, for tests of the migrations.
    pub(crate) async fn empty() -> Self {
        let server = cluster();
        let name = format!("test_{}_empty", std::process::id());
        migrate::create_database(&server.url("postgres", SUPERUSER), &name)
            .await
            .unwrap();
        Self { server, name }
    }

    /// Its address as the application.
    pub(crate) fn app_url(&self) -> String {
        self.server.url(&self.name, "tracs_app")
    }

    /// Its address as the owner.
    pub(crate) fn owner_url(&self) -> String {
        self.server.url(&self.name, "tracs_owner")
    }

    /// Drops it, whoever is still connected.
    pub(crate) async fn drop(self) {
        let mut connection = superuser(&self.server).await;
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        connection.batch_execute(&drop).await.unwrap();
    }
}

/// The template for the migrations as they are, made under a lock when it is missing.
async fn template(server: &DevServer) -> String {
    let name = format!("template_{}", fingerprint());
    let mut connection = superuser(server).await;
    if is_ready(&mut connection, &name).await {
        return name;
    }
    let lock = dev_server::default_dir("test")
        .unwrap()
        .with_extension("template.lock");
    let lock = File::options()
        .create(true)
        .append(true)
        .open(lock)
        .unwrap();
    lock.lock().unwrap();
    if is_ready(&mut connection, &name).await {
        return name;
    }
    for old in names(&mut connection, "template\\_%").await {
        let drop = format!("ALTER DATABASE {old} IS_TEMPLATE false");
        connection.batch_execute(&drop).await.unwrap();
        let drop = format!("DROP DATABASE IF EXISTS {old} WITH (FORCE)");
        connection.batch_execute(&drop).await.unwrap();
    }
    migrate::create_database(&server.url("postgres", SUPERUSER), &name)
        .await
        .unwrap();
    migrate::run(&server.url(&name, "tracs_owner"))
        .await
        .unwrap();
    let mut owner = AsyncPgConnection::establish(&server.url(&name, "tracs_owner"))
        .await
        .unwrap();
    owner.batch_execute(ENTERED).await.unwrap();
    drop(owner);
    // Said last, so that a half-made template is never copied.
    let ready = format!("ALTER DATABASE {name} IS_TEMPLATE true");
    connection.batch_execute(&ready).await.unwrap();
    name
}

async fn is_ready(connection: &mut AsyncPgConnection, name: &str) -> bool {
    let found = sql_query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate")
        .bind::<Text, _>(name)
        .execute(connection);
    found.await.unwrap() > 0
}

async fn names(connection: &mut AsyncPgConnection, pattern: &str) -> Vec<String> {
    let rows: Vec<Name> = sql_query("SELECT datname::text FROM pg_database WHERE datname LIKE $1")
        .bind::<Text, _>(pattern)
        .load(connection)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.datname).collect()
}

/// Databases of tests that were killed are dropped by the next one.
async fn sweep(connection: &mut AsyncPgConnection) {
    for name in names(connection, "test\\_%").await {
        let pid = name
            .split('_')
            .nth(1)
            .and_then(|pid| pid.parse::<u32>().ok());
        let lives = pid.is_none_or(|pid| Path::new(&format!("/proc/{pid}")).exists());
        if !lives {
            let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            // Another test may be at it too; then it is gone all the same.
            connection.batch_execute(&drop).await.ok();
        }
    }
}

/// A name for the migrations, the routines, the published rates and the rules of the queue.
fn fingerprint() -> String {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations"),
        &mut files,
    );
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(std::fs::read(&file).unwrap());
    }
    hash.update(format!("{:?}", shared::rate::published()));
    hash.update(format!("{:?}", shared::risk::initial()));
    hash.update(ENTERED);
    hash.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
}
