//! A private PostgreSQL cluster in a folder of its own, so that the sandbox and the tests need no
//! set-up.
//!
//! It uses the PostgreSQL programs that the machine already has, and nothing else of that
//! installation: own data, own port, own socket. What must stay true: a cluster is only ever
//! started under the folder's lock; a running one is recognised and reused; PostgreSQL never runs
//! as root; every wait has an end; an error says what to do next.
//!
//! Anyone with an account on the machine can connect (`trust` on the loopback address). That suits
//! made-up taxpayers and nothing more, so production never comes here.
//!
//! ```text
//! <folder>/lock   held while starting or stopping     <folder>/data   the cluster
//! <folder>/log    the server's log since its start    <folder>/.s.PGSQL.<port>   its socket
//! ```

mod folder;
mod programs;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use self::folder::{lock, prepare};
use self::programs::{Account, Programs, TOOL_LIMIT, current_uid, give, run};

/// The role that owns the cluster; it creates databases and the application's roles.
pub const SUPERUSER: &str = "postgres";

const INITDB_LIMIT: Duration = Duration::from_secs(90);
const START_LIMIT: Duration = Duration::from_secs(60);
const SETTLE_LIMIT: Duration = Duration::from_secs(30);

/// What a crash of the machine may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: the sandbox keeps what people typed.
    Durable,
    /// Everything: tests want speed, and a damaged cluster is made anew.
    Throwaway,
}

/// A running cluster. Dropping it leaves the server running for the next caller;
/// [`DevServer::stop`] ends it.
#[derive(Debug)]
pub struct DevServer {
    folder: PathBuf,
    port: u16,
}

/// Makes sure that the cluster in `folder` runs: makes it when it is new, reuses it when it already
/// runs.
///
/// Several processes may call this at once.
///
/// # Errors
/// When PostgreSQL is not installed, cannot use the folder, or does not start; in one sentence.
pub fn start(folder: &Path, durability: Durability) -> Result<DevServer> {
    let folder =
        std::path::absolute(folder).context("the cluster's folder has no absolute path")?;
    if let Some(server) = running(&folder) {
        return Ok(server);
    }
    let account = Account::choose()?;
    prepare(&folder, account.as_ref())?;
    let _lock = lock(&folder)?;
    if let Some(server) = settled(&folder)? {
        return Ok(server);
    }
    let programs = Programs::find(cluster_major(&folder))?;
    let cluster = Cluster {
        programs,
        account,
        folder,
        durability,
    };
    if !cluster.data().join("PG_VERSION").exists() {
        cluster.create()?;
    }
    match cluster.launch() {
        Err(_) if durability == Durability::Throwaway => {
            fs::remove_dir_all(cluster.data())
                .context("could not remove the damaged test cluster")?;
            cluster.create()?;
            cluster.launch()
        }
        outcome => outcome,
    }
}

/// The folder for the cluster called `name`: short enough for a socket, and reachable for the
/// account that runs it.
///
/// # Errors
/// When the machine does not say who we are.
pub fn default_dir(name: &str) -> Result<PathBuf> {
    let (uid, temporary) = (current_uid()?, std::env::temp_dir());
    let open_to_all = |path: &Path| fs::metadata(path).is_ok_and(|found| found.mode() & 0o001 != 0);
    let base = if uid == 0 && !temporary.ancestors().all(open_to_all) {
        PathBuf::from("/tmp")
    } else {
        temporary
    };
    Ok(base.join(format!("tracs-{uid}")).join(name))
}

impl DevServer {
    /// The URL of one of its databases for one of its roles.
    pub fn url(&self, database: &str, role: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends the server, breaking off whoever is still connected; the data stay.
    ///
    /// # Errors
    /// When the server does not end in time.
    pub fn stop(self) -> Result<()> {
        let _lock = lock(&self.folder)?;
        let programs = Programs::find(cluster_major(&self.folder))?;
        let mut stop = programs.command("pg_ctl", Account::choose()?.as_ref());
        stop.arg("stop")
            .arg("-D")
            .arg(self.folder.join("data"))
            .args(["-m", "fast", "-w", "-t", "30"]);
        run(&mut stop, SETTLE_LIMIT + TOOL_LIMIT)
            .context("could not stop PostgreSQL")
            .map(drop)
    }
}

/// A cluster's folder and all that is needed to make or start it.
struct Cluster {
    programs: Programs,
    account: Option<Account>,
    folder: PathBuf,
    durability: Durability,
}

impl Cluster {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Makes the cluster beside its place and moves it there, so that a half-made one is never
    /// mistaken for a whole one.
    fn create(&self) -> Result<()> {
        let new = self.folder.join("data.new");
        let mut outcome = Ok(String::new());
        // Not every system knows C.UTF-8; all know C, which sorts alike.
        for locale in ["C.UTF-8", "C"] {
            if new.exists() {
                fs::remove_dir_all(&new)
                    .with_context(|| format!("could not remove {}", new.display()))?;
            }
            let mut initdb = self.programs.command("initdb", self.account.as_ref());
            initdb
                .arg("-D")
                .arg(&new)
                .args(["-U", SUPERUSER, "-E", "UTF8", "--auth=trust"]);
            initdb.arg(format!("--locale={locale}"));
            if self.durability == Durability::Throwaway {
                initdb.arg("--no-sync");
            }
            outcome = run(&mut initdb, INITDB_LIMIT);
            if outcome.is_ok() {
                break;
            }
        }
        outcome.with_context(|| {
            format!(
                "could not make a PostgreSQL cluster in {}",
                self.folder.display()
            )
        })?;
        let main = new.join("postgresql.conf");
        let text =
            fs::read_to_string(&main).context("could not read the new cluster's configuration")?;
        fs::write(&main, text + "\ninclude 'tracs.conf'\n")
            .context("could not write the cluster's configuration")?;
        fs::rename(&new, self.data()).context("could not move the new cluster to its place")
    }

    /// Starts the server on a free port; a port that was taken in the meantime is a reason to try
    /// another.
    fn launch(&self) -> Result<DevServer> {
        let log = self.folder.join("log");
        for _ in 0..3 {
            let port = free_port()?;
            self.configure(port)?;
            if log.exists() {
                fs::remove_file(&log).context("could not remove the old server log")?;
            }
            let mut start = self.programs.command("pg_ctl", self.account.as_ref());
            start
                .arg("start")
                .arg("-D")
                .arg(self.data())
                .arg("-l")
                .arg(&log);
            start.args(["-s", "-w", "-t", &START_LIMIT.as_secs().to_string()]);
            if run(&mut start, START_LIMIT + TOOL_LIMIT).is_ok() {
                return Ok(DevServer {
                    folder: self.folder.clone(),
                    port,
                });
            }
            let said = fs::read_to_string(&log).unwrap_or_default();
            if !said.contains("could not bind") {
                let last = said
                    .lines()
                    .rfind(|line| line.contains("FATAL") || line.contains("PANIC"));
                let why = last.or(said.lines().last()).unwrap_or("it wrote no log");
                bail!(
                    "PostgreSQL did not start ({why}); its log is {}",
                    log.display()
                );
            }
        }
        bail!(
            "PostgreSQL found no free port in three tries; its log is {}",
            log.display()
        )
    }

    fn configure(&self, port: u16) -> Result<()> {
        let folder = self.folder.to_string_lossy().replace('\'', "''");
        // A socket's path has room for about a hundred bytes; without a socket the port still
        // serves.
        let socket = if folder.len() > 80 {
            String::new()
        } else {
            folder
        };
        let speed = match self.durability {
            Durability::Durable => "",
            Durability::Throwaway => {
                "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n\
                 autovacuum_naptime = 5min\nmax_wal_size = 2GB\n"
            }
        };
        let text = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\n\
             unix_socket_directories = '{socket}'\n\
             max_connections = 200\nshared_buffers = 128MB\n\
             timezone = 'UTC'\nlog_timezone = 'UTC'\n{speed}"
        );
        let file = self.data().join("tracs.conf");
        fs::write(&file, text).context("could not write the cluster's configuration")?;
        give(&file, self.account.as_ref())
    }
}

fn cluster_major(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join("data/PG_VERSION"))
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// What `postmaster.pid` says: process, port, and whether the server is ready for work.
#[derive(Debug, PartialEq, Eq)]
struct Postmaster {
    pid: u32,
    port: u16,
    ready: bool,
}

impl Postmaster {
    fn parse(text: &str) -> Option<Self> {
        let line = |number: usize| text.lines().nth(number).map(str::trim);
        Some(Self {
            pid: line(0)?.parse().ok()?,
            port: line(3)?.parse().ok()?,
            ready: line(7) == Some("ready"),
        })
    }

    /// The process of the file, if it lives and is the server of this folder and not a later one
    /// with its number.
    fn of(folder: &Path) -> Option<Self> {
        let data = folder.join("data");
        let found = Self::parse(&fs::read_to_string(data.join("postmaster.pid")).ok()?)?;
        let process = PathBuf::from(format!("/proc/{}", found.pid));
        if Path::new("/proc/self").exists() {
            let home = fs::read_link(process.join("cwd")).ok()?;
            return (home == fs::canonicalize(data).ok()?).then_some(found);
        }
        listens(found.port).then_some(found)
    }
}

/// The server of the folder, when it runs and answers.
fn running(folder: &Path) -> Option<DevServer> {
    let found = Postmaster::of(folder)?;
    (found.ready && listens(found.port)).then(|| DevServer {
        folder: folder.to_owned(),
        port: found.port,
    })
}

/// Waits for a server that is on its way up or down; `None` when there is none to wait for.
fn settled(folder: &Path) -> Result<Option<DevServer>> {
    let end = Instant::now() + SETTLE_LIMIT;
    while Postmaster::of(folder).is_some() {
        if let Some(server) = running(folder) {
            return Ok(Some(server));
        }
        ensure!(
            Instant::now() < end,
            "the PostgreSQL server of {} neither answers nor ends",
            folder.display()
        );
        sleep(Duration::from_millis(50));
    }
    Ok(None)
}

fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(
        &SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        Duration::from_secs(2),
    )
    .is_ok()
}

fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("found no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = default_dir(&format!("unit-{name}-{}", std::process::id())).unwrap();
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        folder
    }

    fn query(server: &DevServer, sql: &str) -> String {
        let psql = Programs::find(None).unwrap().0.join("psql");
        let url = server.url("postgres", SUPERUSER);
        run(
            Command::new(psql).args(["-X", "-A", "-t", &url, "-c", sql]),
            TOOL_LIMIT,
        )
        .unwrap()
        .trim()
        .to_owned()
    }

    #[test]
    fn reads_the_servers_own_note() {
        let text = "4711\n/tmp/x/data\n1795469000\n40123\n/tmp/x\n127.0.0.1\n  1234  5\nready   \n";
        assert_eq!(
            Postmaster::parse(text),
            Some(Postmaster {
                pid: 4711,
                port: 40123,
                ready: true
            })
        );
        let rising = text.replace("ready", "starting");
        assert_eq!(
            Postmaster::parse(&rising).map(|found| found.ready),
            Some(false)
        );
        assert_eq!(Postmaster::parse("4711\n/tmp/x/data\n"), None);
    }

    #[test]
    fn starts_once_for_many_callers_and_stops() {
        let folder = scratch("many");
        let ports: Vec<u16> = std::thread::scope(|scope| {
            let call = || start(&folder, Durability::Throwaway).unwrap().port();
            let callers: Vec<_> = (0..4).map(|_| scope.spawn(call)).collect();
            callers
                .into_iter()
                .map(|caller| caller.join().unwrap())
                .collect()
        });
        assert!(ports.windows(2).all(|pair| pair[0] == pair[1]), "{ports:?}");
        let server = start(&folder, Durability::Throwaway).unwrap();
        assert_eq!(query(&server, "SHOW fsync"), "off");
        assert_eq!(query(&server, "SHOW server_encoding"), "UTF8");
        assert_eq!(query(&server, "SHOW timezone"), "UTC");
        server.stop().unwrap();
        assert!(running(&folder).is_none());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn keeps_what_a_durable_cluster_was_told() {
        let folder = scratch("kept");
        fs::create_dir_all(&folder).unwrap();
        let server = start(&folder, Durability::Durable).unwrap();
        assert_eq!(query(&server, "SHOW fsync"), "on");
        query(&server, "CREATE TABLE note AS SELECT 42 AS answer");
        server.stop().unwrap();
        let again = start(&folder, Durability::Durable).unwrap();
        assert_eq!(query(&again, "SELECT answer FROM note"), "42");
        again.stop().unwrap();
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn makes_a_damaged_throwaway_cluster_anew() {
        let folder = scratch("damaged");
        start(&folder, Durability::Throwaway)
            .unwrap()
            .stop()
            .unwrap();
        fs::remove_file(folder.join("data/global/pg_control")).unwrap();
        let server = start(&folder, Durability::Throwaway).unwrap();
        assert_eq!(query(&server, "SELECT 1"), "1");
        server.stop().unwrap();
        fs::remove_dir_all(&folder).unwrap();
    }
}
