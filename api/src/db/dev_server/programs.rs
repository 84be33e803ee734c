//! PostgreSQL's own programs and the account that they run under.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// `CREATE DATABASE … STRATEGY FILE_COPY` and the grants of our migrations need this much.
const OLDEST_MAJOR: u32 = 15;

/// What the caller set for other clusters than ours.
const FOREIGN_SETTINGS: [&str; 7] = [
    "PGDATA",
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
    "PGOPTIONS",
    "PGSERVICE",
];

/// For tools that answer at once.
pub(super) const TOOL_LIMIT: Duration = Duration::from_secs(10);

/// The account that PostgreSQL runs under when we are root, which it refuses to run as.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    pub(super) uid: u32,
    gid: u32,
}

impl Account {
    pub(super) fn choose() -> Result<Option<Self>> {
        if current_uid()? != 0 {
            return Ok(None);
        }
        for name in ["postgres", "nobody"] {
            if let (Ok(uid), Ok(gid)) = (id(&["-u", name]), id(&["-g", name])) {
                return Ok(Some(Self { uid, gid }));
            }
        }
        bail!(
            "PostgreSQL does not run as root: \
             add an account called postgres, or start as another user"
        )
    }

    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.uid(self.uid).gid(self.gid);
        command
    }
}

/// The folder with `initdb`, `pg_ctl` and `postgres`.
pub(super) struct Programs(pub(super) PathBuf);

impl Programs {
    /// The first on the PATH, else the newest of the usual folders; for a cluster that exists,
    /// those of its version.
    pub(super) fn find(wanted: Option<u32>) -> Result<Self> {
        let mut oldest_seen = None;
        for folder in program_folders() {
            let Some(major) = major_of(&folder) else {
                continue;
            };
            if wanted.map_or(major >= OLDEST_MAJOR, |wanted| wanted == major) {
                return Ok(Self(folder));
            }
            oldest_seen = Some(major);
        }
        match (wanted, oldest_seen) {
            (Some(wanted), Some(_)) => bail!(
                "the cluster was made by PostgreSQL {wanted}, which is no longer installed: \
                 install it again, or remove the cluster's folder"
            ),
            (None, Some(seen)) => {
                bail!("PostgreSQL {OLDEST_MAJOR} or newer is needed, and {seen} is installed")
            }
            (_, None) => bail!(
                "PostgreSQL's server programs (initdb, pg_ctl) were not found: install them with \
                 `apt-get install postgresql`, or put their folder on the PATH"
            ),
        }
    }

    /// One of the programs, as `account`, with nothing of the caller's PostgreSQL environment.
    pub(super) fn command(&self, program: &str, account: Option<&Account>) -> Command {
        let program = self.0.join(program);
        let mut command = match account {
            Some(account) => account.command(program),
            None => Command::new(program),
        };
        command.current_dir("/").env("LC_ALL", "C").env("TZ", "UTC");
        for name in FOREIGN_SETTINGS {
            command.env_remove(name);
        }
        command
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "PATH is where programs are, not a setting of ours"
)]
fn program_folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // A link on the PATH leads to the real folder, where initdb lies beside it.
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path)
        .filter_map(|folder| {
            fs::canonicalize(folder.join("pg_ctl"))
                .ok()?
                .parent()
                .map(Path::to_owned)
        })
        .collect();
    let mut usual = Vec::new();
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql@"),
    ] {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let major = name
                .to_str()
                .and_then(|name| name.strip_prefix(prefix)?.parse::<u32>().ok());
            usual.extend(major.map(|major| (major, entry.path().join("bin"))));
        }
    }
    usual.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    folders.extend(usual.into_iter().map(|(_, folder)| folder));
    folders.push(PathBuf::from("/usr/local/pgsql/bin"));
    folders.retain(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    folders
}

/// `pg_ctl (PostgreSQL) 15.19 (Debian …)` or `… 18beta1` is the answer to read.
fn major_of(folder: &Path) -> Option<u32> {
    let answer = run(
        Command::new(folder.join("pg_ctl")).arg("--version"),
        TOOL_LIMIT,
    )
    .ok()?;
    let version = answer.split_whitespace().nth(2)?;
    version
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

pub(super) fn give(path: &Path, account: Option<&Account>) -> Result<()> {
    let Some(account) = account else {
        return Ok(());
    };
    chown(path, Some(account.uid), Some(account.gid))
        .with_context(|| format!("could not give {} to PostgreSQL's account", path.display()))
}

pub(super) fn current_uid() -> Result<u32> {
    id(&["-u"])
}

fn id(args: &[&str]) -> Result<u32> {
    run(Command::new("id").args(args), TOOL_LIMIT)?
        .trim()
        .parse()
        .context("`id` did not answer with a number")
}

/// Runs a tool to its end, within `limit`, and hands back what it wrote; its last words are the
/// error's.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<String> {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(OsStr::new("tool"))
        .to_string_lossy()
        .into_owned();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("could not run `{name}`"))?;
    let end = Instant::now() + limit;
    // None of these tools writes as much as a pipe holds, so reading may wait until the end.
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > end {
            child.kill()?;
            child.wait()?;
            bail!("`{name}` did not end within {} seconds", limit.as_secs());
        }
        sleep(Duration::from_millis(2));
    };
    let (mut answer, mut trouble) = (String::new(), String::new());
    if let (Some(mut out), Some(mut err)) = (child.stdout.take(), child.stderr.take()) {
        out.read_to_string(&mut answer)?;
        err.read_to_string(&mut trouble)?;
    }
    let last = trouble.trim().lines().last().unwrap_or("it gave no reason");
    ensure!(status.success(), "`{name}` failed: {last}");
    Ok(answer)
}
