//! What goes wrong outside of the program: the process is killed, the database goes away.

use crate::support::{
    Account, Database, NOW, OCTOBER, World, assert_ledger_holds, config, filing, fresh_key, it,
    moment, owner_of,
};
use api::clock::Clock;
use api::db::dev_server::{self, Durability, SUPERUSER};
use api::db::migrate;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use futures_util::future::{join, join_all};
use shared::access::Permission;
use shared::period::Frequency;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A `tracs serve` of its own, killed when the test ends.
struct Served {
    child: Child,
    origin: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Served {
    async fn start(database_url: &str, key: &Path) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let child = Command::new(env!("CARGO_BIN_EXE_tracs"))
            .arg("serve")
            .env("TRACS_MODE", "sandbox")
            .env("TRACS_PORT", port.to_string())
            .env("TRACS_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
            .env("TRACS_DATABASE_URL", database_url)
            .env("TRACS_SIGNING_KEY", key)
            .env("TRACS_REQUESTS_PER_SECOND", "100000")
            .env("TRACS_DATABASE_POOL", "8")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let served = Self {
            child,
            origin: format!("http://127.0.0.1:{port}"),
        };
        let (http, end) = (
            reqwest::Client::new(),
            Instant::now() + Duration::from_secs(10),
        );
        while http
            .get(format!("{}/readyz", served.origin))
            .send()
            .await
            .is_err()
        {
            assert!(Instant::now() < end, "`tracs serve` did not come up");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        served
    }

    /// SIGKILL: nothing is finished, nothing is tidied up.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A return to be filed, with the key of every try and the receipt once it is acknowledged.
struct Work {
    path: String,
    lookup: String,
    key: String,
    receipt: Option<String>,
}

/// A signed-in program with returns to file, one after the other.
struct Filer {
    cookie: String,
    csrf: String,
    work: Vec<Work>,
}

impl Filer {
    async fn new(world: &World) -> Self {
        let client = world.client("Kestrel Creek Hotels Ltd.").await;
        let account = world
            .account_of(client, Frequency::Monthly, "2025-06-01")
            .await;
        let browser = world.member(&account, Permission::ALL).await;
        let today = world.state.clock.today();
        let ended = account
            .periods
            .iter()
            .filter(|(_id, period)| period.ends_on < today);
        let work = ended.map(|(id, _period)| {
            let key = fresh_key();
            Work {
                path: account.path(&format!("/periods/{id}/filings")),
                lookup: account.path(&format!("/receipts?idempotencyKey={key}")),
                key,
                receipt: None,
            }
        });
        let work = work.collect();
        Self {
            cookie: browser.cookie.unwrap(),
            csrf: browser.csrf.unwrap(),
            work,
        }
    }

    /// Files what is left until something fails or all is done. An acknowledgement is kept.
    async fn file(&mut self, origin: &str) {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(8))
            .build()
            .unwrap();
        for work in self.work.iter_mut().filter(|work| work.receipt.is_none()) {
            let request = http
                .post(format!("{origin}{}", work.path))
                .header("Cookie", format!("tracs-session={}", self.cookie))
                .header("X-CSRF-Token", &self.csrf)
                .header("Idempotency-Key", &work.key)
                .json(&filing(&OCTOBER));
            let Ok(answer) = request.send().await else {
                return;
            };
            let status = answer.status().as_u16();
            let Ok(text) = answer.text().await else {
                return;
            };
            assert_eq!(status, 201, "{}: {text}", work.path);
            work.receipt = Some(text);
        }
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

async fn count(owner_url: &str, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS rows FROM {table}");
    let found: Count = sql_query(sql)
        .get_result(&mut owner_of(owner_url).await)
        .await
        .unwrap();
    found.rows
}

/// A world over a database with the machine's clock, as the process beside it has.
async fn with_real_clock(database: &Database) -> World {
    let settings = config("http://127.0.0.1:1");
    World::over(
        &database.app_url(),
        &database.owner_url(),
        settings,
        Clock::system(),
    )
    .await
}

#[test]
fn whatever_is_killed_every_acknowledged_receipt_is_there_once() {
    actix_web::rt::System::new().block_on(async {
        let database = Database::copy().await;
        let world = with_real_clock(&database).await;
        let mut filers = Vec::new();
        for _ in 0..6 {
            filers.push(Filer::new(&world).await);
        }
        world.state.db.close();
        let key = std::env::temp_dir().join(format!("tracs-test-{}.p8", std::process::id()));
        let (mut kills, mut lost) = (0, 0);
        while kills < 12 {
            let served = Served::start(&database.app_url(), &key).await;
            let origin = served.origin.clone();
            let until = Duration::from_millis(rand::random_range(40..300));
            let killer = async {
                tokio::time::sleep(until).await;
                served.kill();
            };
            join(
                killer,
                join_all(filers.iter_mut().map(|filer| filer.file(&origin))),
            )
            .await;
            kills += 1;
            let done = filers
                .iter()
                .flat_map(|filer| &filer.work)
                .filter(|work| work.receipt.is_some());
            let done = i64::try_from(done.count()).unwrap();
            // What was committed and not acknowledged is what the keys are for.
            lost += count(&database.owner_url(), "filing").await - done;
            assert!(lost >= 0, "an acknowledged return is not there");
        }

        let served = Served::start(&database.app_url(), &key).await;
        let origin = served.origin.clone();
        join_all(filers.iter_mut().map(|filer| filer.file(&origin))).await;
        let mut all = 0;
        let http = reqwest::Client::new();
        for filer in &filers {
            for work in &filer.work {
                let address = format!("{origin}{}", work.lookup);
                let cookie = format!("tracs-session={}", filer.cookie);
                let found = http
                    .get(address)
                    .header("Cookie", cookie)
                    .send()
                    .await
                    .unwrap();
                let found = found.text().await.unwrap();
                assert_eq!(Some(&found), work.receipt.as_ref(), "{}", work.path);
                all += 1;
            }
        }
        for table in [
            "filing",
            "receipt",
            "assessment",
            "idempotency",
            // The jobs of the process post interest of their own.
            "journal WHERE cause_kind = 'assessment'",
            "message",
            "event",
        ] {
            assert_eq!(count(&database.owner_url(), table).await, all, "{table}");
        }
        assert_ledger_holds(&mut owner_of(&database.owner_url()).await).await;
        assert!(all > 50, "{all} returns");
        served.kill();
        std::fs::remove_file(&key).unwrap();
        database.drop().await;
    });
}

/// A cluster that belongs to one test, so that it can be stopped.
struct OwnCluster {
    folder: PathBuf,
    program: PathBuf,
}

impl OwnCluster {
    fn start() -> (Self, dev_server::DevServer) {
        let name = format!("test-{}", std::process::id());
        let folder = dev_server::default_dir(&name).unwrap();
        let server = dev_server::start(&folder, Durability::Throwaway).unwrap();
        // The server's own note says which program serves the cluster.
        let note = std::fs::read_to_string(folder.join("data/postmaster.opts")).unwrap();
        let postgres = PathBuf::from(note.split_whitespace().next().unwrap());
        (
            Self {
                folder,
                program: postgres.with_file_name("pg_ctl"),
            },
            server,
        )
    }

    /// Stops or starts the server where it is: the port stays.
    fn control(&self, act: &[&str]) {
        let data = self.folder.join("data");
        let found = std::fs::metadata(&data).unwrap();
        let mut command = Command::new(&self.program);
        command
            .args(act)
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(self.folder.join("log"));
        command
            .args(["-s", "-w", "-t", "20"])
            .current_dir("/")
            .stdout(Stdio::null());
        if found.uid() != std::fs::metadata("/proc/self").unwrap().uid() {
            command.uid(found.uid()).gid(found.gid());
        }
        assert!(command.status().unwrap().success(), "pg_ctl {act:?}");
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        if let Ok(server) = dev_server::start(&self.folder, Durability::Throwaway) {
            server.stop().ok();
        }
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

#[test]
fn while_the_database_is_gone_the_answer_is_503_and_it_recovers_by_itself() {
    actix_web::rt::System::new().block_on(async {
        let (cluster, server) = OwnCluster::start();
        let superuser = server.url("postgres", SUPERUSER);
        migrate::create_database(&superuser, "tracs").await.unwrap();
        let (app, owner) = (
            server.url("tracs", "tracs_app"),
            server.url("tracs", "tracs_owner"),
        );
        migrate::run(&owner).await.unwrap();
        let settings = config("http://127.0.0.1:1");
        let world = World::over(&app, &owner, settings, Clock::standing(moment(NOW))).await;
        let (maya, account) = world.holder().await;
        // Several connections are open, so that several are broken later.
        join_all((0..8).map(|_| maya.get(account.path("/periods")).expect(200))).await;

        for round in ["fast", "immediate"] {
            cluster.control(&["stop", "-m", round]);
            let month = if round == "fast" {
                "2026-09"
            } else {
                "2026-10"
            };
            let file = || {
                maya.file(
                    account.period_path(month, "/filings"),
                    month,
                    filing(&OCTOBER),
                )
            };
            for _ in 0..10 {
                let began = Instant::now();
                let problem = maya
                    .get(account.path(""))
                    .problem(503, "service.unavailable")
                    .await;
                assert_eq!(problem["retryable"], true);
                file().problem(503, "service.unavailable").await;
                assert!(
                    began.elapsed() < Duration::from_secs(8),
                    "a caller waits {:?}",
                    began.elapsed()
                );
            }
            maya.get("/healthz").expect(204).await;
            maya.get("/readyz")
                .problem(503, "service.unavailable")
                .await;

            cluster.control(&["start"]);
            let back = Instant::now();
            let mut seen: BTreeMap<u16, u32> = BTreeMap::new();
            // Recovered is when many callers at once are all served.
            loop {
                let calls = (0..8).map(|_| maya.get(account.path("/periods")).send());
                let statuses: Vec<u16> = join_all(calls)
                    .await
                    .iter()
                    .map(|reply| reply.status)
                    .collect();
                for status in &statuses {
                    *seen.entry(*status).or_default() += 1;
                }
                if statuses.iter().all(|status| *status == 200) {
                    break;
                }
                assert!(
                    back.elapsed() < Duration::from_secs(5),
                    "{round}: not back: {seen:?}"
                );
            }
            assert!(
                seen.keys().all(|status| [200, 503].contains(status)),
                "{round}: {seen:?}"
            );
            file().expect(201).await;
            assert_ledger_holds(&mut world.owner().await).await;
        }
        world.state.db.close();
        drop(cluster);
    });
}

#[test]
fn a_caller_who_goes_away_in_the_middle_leaves_nothing_half_done() {
    it(async |world| {
        let (maya, account): (_, Account) = world.holder().await;
        let path = account.period_path("2026-10", "/filings");
        for step in 0..40_u64 {
            let send = maya.file(path.clone(), "key", filing(&OCTOBER)).send();
            let patience = Duration::from_micros(step * step * 20);
            if tokio::time::timeout(patience, send).await.is_ok() {
                break;
            }
            assert_ledger_holds(&mut world.owner().await).await;
        }
        let receipt = maya
            .file(path, "key", filing(&OCTOBER))
            .expect(201)
            .await
            .json();
        let found = maya
            .get(account.path("/receipts?idempotencyKey=key"))
            .ok()
            .await;
        assert_eq!(found, receipt);
        assert_eq!(
            maya.get(account.path("/filings")).ok().await["data"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert_ledger_holds(&mut world.owner().await).await;
    });
}
