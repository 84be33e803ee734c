//! `pgbench` with the statements of one request, as the server's log shows them.

use crate::cluster::{DATABASE, House, Key, ROLE};
use crate::load::CONNECTIONS;
use anyhow::{Context, Result, ensure};
use api::clock::Clock;
use api::db::Db;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use reqwest::RequestBuilder;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use tokio::process::Command;

/// Accounts that a script for reading learns with one lookup.
const READ_SLOTS: usize = 8;

/// A statement of the log with its parameters; none stands for NULL.
#[derive(Clone, Debug)]
struct Statement {
    sql: String,
    parameters: Vec<Option<String>>,
}

/// What one request did.
pub(crate) struct Captured {
    statements: Vec<Statement>,
    key: Key,
}

impl Captured {
    pub(crate) fn statements(&self) -> usize {
        self.statements.len()
    }
}

/// A script and its constants.
pub(crate) struct Script {
    file: PathBuf,
    constants: Vec<(String, String)>,
}

/// What one turn gave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PeerTurn {
    pub(crate) transactions: u64,
    /// In microseconds, without connecting.
    pub(crate) elapsed: u64,
}

pub(crate) struct Peer {
    folder: PathBuf,
    port: u16,
    /// The settings of the API's connections.
    options: String,
}

impl Peer {
    pub(crate) async fn new(house: &House) -> Result<Self> {
        let mut superuser = house.superuser().await?;
        superuser
            .batch_execute(&format!(
                "{} {}",
                plan("reads", READ_SLOTS, "true"),
                plan("filings", 1, "n % 2 = 0")
            ))
            .await?;
        for statement in [
            "GRANT SELECT ON ALL TABLES IN SCHEMA bench TO tracs_app",
            "VACUUM (ANALYZE)",
            "CHECKPOINT",
        ] {
            superuser.batch_execute(statement).await?;
        }
        Ok(Self {
            folder: house.folder.clone(),
            port: house.server()?.port(),
            options: options(house).await?,
        })
    }

    /// Sends one request while the server logs every statement.
    pub(crate) async fn capture(
        &self,
        house: &House,
        key: &Key,
        request: RequestBuilder,
    ) -> Result<Captured> {
        let mut superuser = house.superuser().await?;
        for setting in [
            "ALTER SYSTEM SET log_line_prefix = '@@%u@@'",
            "ALTER SYSTEM SET log_statement = 'all'",
            "SELECT pg_reload_conf()",
        ] {
            superuser.batch_execute(setting).await?;
        }
        // Each session reads the configuration anew before its next statement.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let log = self.folder.join("log");
        let before = fs::read_to_string(&log)?.len();
        let reply = request.send().await?;
        let status = reply.status();
        let body = reply.text().await?;
        ensure!(status.is_success(), "the API refused: {status} {body}");
        let text = fs::read_to_string(&log)?.split_off(before);
        for setting in [
            "ALTER SYSTEM RESET log_statement",
            "SELECT pg_reload_conf()",
        ] {
            superuser.batch_execute(setting).await?;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        Ok(Captured {
            statements: parse(&text)?,
            key: key.clone(),
        })
    }
    /// Each transaction for another account.
    pub(crate) fn reads(&self, captured: &Captured) -> Result<Script> {
        let last = usize::try_from(crate::cluster::ACCOUNTS)? / READ_SLOTS - 1;
        let learn = format!("\\set k random(0, {last})");
        self.script("reads", captured, &learn, READ_SLOTS)
    }

    /// Each transaction for the next account that has not filed.
    pub(crate) fn filings(&self, captured: &Captured) -> Result<Script> {
        let learn = format!("\\set k :client_id + {CONNECTIONS} * (:base + :i)\n\\set i :i + 1");
        self.script("filings", captured, &learn, 1)
    }

    fn script(&self, name: &str, captured: &Captured, learn: &str, slots: usize) -> Result<Script> {
        let look_up = format!("{learn}\nSELECT * FROM bench.{name} WHERE k = :k \\gset");
        let mut constants = Vec::new();
        let mut body = String::new();
        if slots == 1 {
            writeln!(body, "{look_up}")?;
            captured.write(&mut body, 0, &mut constants)?;
        } else {
            writeln!(body, "\\if :slot = 0\n{look_up}\n\\endif")?;
            for slot in 0..slots {
                let word = if slot == 0 { "if" } else { "elif" };
                writeln!(body, "\\{word} :slot = {slot}")?;
                constants.clear();
                captured.write(&mut body, slot, &mut constants)?;
            }
            writeln!(body, "\\endif\n\\set slot (:slot + 1) % {slots}")?;
        }
        let file = self.folder.join(format!("{name}.sql"));
        fs::write(&file, body)?;
        Ok(Script { file, constants })
    }

    /// Runs for some time.
    pub(crate) async fn run_for(&self, script: &Script, time: Duration) -> Result<PeerTurn> {
        let seconds = time.as_secs().max(1).to_string();
        self.run(script, &["-T", &seconds, "-D", "slot=0"]).await
    }

    /// Runs `each` transactions a client, for accounts from place `base` on.
    pub(crate) async fn run_each(
        &self,
        script: &Script,
        each: usize,
        base: usize,
    ) -> Result<PeerTurn> {
        let (each, base) = (each.to_string(), format!("base={base}"));
        self.run(script, &["-t", &each, "-D", "i=0", "-D", &base])
            .await
    }

    async fn run(&self, script: &Script, more: &[&str]) -> Result<PeerTurn> {
        let mut command = Command::new("pgbench");
        command
            .env("PGOPTIONS", &self.options)
            .args(["--no-vacuum", "-M", "prepared", "-h", "127.0.0.1"])
            .args(["-U", ROLE, "-p", &self.port.to_string()])
            .args(["-c", &CONNECTIONS.to_string(), "-j", "2"])
            .args(more)
            .arg("-f")
            .arg(&script.file);
        for (name, value) in &script.constants {
            command.arg("-D").arg(format!("{name}={value}"));
        }
        let output = command
            .arg(DATABASE)
            .kill_on_drop(true)
            .output()
            .await
            .context("pgbench is missing: install it (apt-get install postgresql)")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let trouble = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "pgbench failed: {text} {trouble}");
        let after = |words: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(words)?.split([' ', '/']).next())
                .with_context(|| format!("pgbench said {text} {trouble}"))
        };
        let failed = after("number of failed transactions: ")?;
        ensure!(failed == "0", "pgbench failed {failed} times: {trouble}");
        let transactions: u64 = after("number of transactions actually processed: ")?.parse()?;
        let rate = thousandths(after("tps = ")?).context("pgbench told no rate")?;
        Ok(PeerTurn {
            transactions,
            elapsed: transactions * 1_000_000_000 / rate.max(1),
        })
    }
}

/// What the API sets in its connections, as it does it: time limits and the like.
async fn options(house: &House) -> Result<String> {
    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        setting: String,
    }
    let pool = Db::new(&house.server()?.url(DATABASE, ROLE), 1, Clock::system())?;
    let settings: Vec<Setting> = diesel::sql_query(
        "SELECT name, setting FROM pg_settings WHERE source IN ('client', 'session')
         AND name NOT IN ('application_name', 'client_encoding') ORDER BY name",
    )
    .load(&mut *pool.read().await?)
    .await?;
    let words = settings
        .iter()
        .map(|Setting { name, setting }| format!("-c {name}={}", setting.replace(' ', "\\ ")));
    Ok(words.collect::<Vec<_>>().join(" "))
}

/// A table that tells a script its next accounts in one row of `slots` times the columns of `bench.key`.
fn plan(name: &str, slots: usize, which: &str) -> String {
    let mut columns = String::new();
    for slot in 0..slots {
        for (column, short) in VARIED {
            // Writing to a string cannot fail.
            let _written = write!(
                columns,
                ", max({column}) FILTER (WHERE place % {slots} = {slot}) AS {short}{slot}"
            );
        }
    }
    format!(
        "CREATE TABLE bench.{name} AS SELECT (place / {slots})::int AS k{columns} FROM (
            SELECT *, '{{' || account || '}}' AS accounts, '{{' || period || '}}' AS periods, row_number() OVER (ORDER BY md5(n::text)) - 1 AS place
            FROM bench.key WHERE {which}
        ) AS placed GROUP BY 1;
        ALTER TABLE bench.{name} ADD PRIMARY KEY (k);"
    )
}

/// What differs from account to account, and the beginning of its variable.
const VARIED: [(&str, &str); 7] = [
    ("account", "a"),
    ("accounts", "aa"),
    ("person", "p"),
    ("session", "s"),
    ("period", "o"),
    ("periods", "oo"),
    ("token", "t"),
];

impl Captured {
    /// The statements with a variable for each parameter. Those that differ by account are of `slot`; the others are
    /// constants of the whole run.
    fn write(
        &self,
        script: &mut String,
        slot: usize,
        constants: &mut Vec<(String, String)>,
    ) -> Result<()> {
        let accounts = format!("{{{}}}", self.key.account);
        let periods = format!("{{{}}}", self.key.period);
        let known = [
            &self.key.account,
            &accounts,
            &self.key.person,
            &self.key.session,
            &self.key.period,
            &periods,
            &self.key.token,
        ];
        for statement in &self.statements {
            let mut sql = String::new();
            let mut pieces = statement.sql.split('$');
            sql.push_str(pieces.next().unwrap_or_default());
            for piece in pieces {
                let end = piece
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(piece.len());
                let (number, rest) = piece.split_at(end);
                let place = number
                    .parse::<usize>()
                    .ok()
                    .and_then(|number| number.checked_sub(1));
                let parameter = place
                    .and_then(|place| statement.parameters.get(place))
                    .with_context(|| format!("no parameter ${number} of {}", statement.sql))?;
                match parameter {
                    None => sql.push_str("NULL"),
                    Some(value) => {
                        let varied = known.iter().zip(VARIED).find(|(known, _)| **known == value);
                        if let Some((_, (_, short))) = varied {
                            write!(sql, ":{short}{slot}")?;
                        } else {
                            write!(sql, ":c{}", constants.len())?;
                            constants.push((format!("c{}", constants.len()), value.clone()));
                        }
                    }
                }
                sql.push_str(rest);
            }
            writeln!(script, "{};", sql.replace('\n', " "))?;
        }
        Ok(())
    }
}

/// The statements of the application in a piece of the server's log.
fn parse(log: &str) -> Result<Vec<Statement>> {
    let mut statements: Vec<Statement> = Vec::new();
    let marker = format!("@@{ROLE}@@");
    for record in format!("\n{log}").split("\n@@") {
        let Some(text) = format!("@@{record}")
            .strip_prefix(&marker)
            .map(|text| text.trim_end_matches('\n').replace("\n\t", "\n"))
        else {
            continue;
        };
        if let Some(statement) = text.strip_prefix("LOG:  ") {
            let sql = match statement.strip_prefix("statement: ") {
                Some(sql) => Some(sql),
                None => statement
                    .strip_prefix("execute ")
                    .and_then(|named| Some(named.split_once(": ")?.1)),
            };
            if let Some(sql) = sql {
                statements.push(Statement {
                    sql: sql.to_owned(),
                    parameters: Vec::new(),
                });
            }
        } else if let Some(detail) = text.strip_prefix("DETAIL:  ")
            && let Some((_, listed)) = detail.split_once("arameters: ")
            && let Some(last) = statements.last_mut()
        {
            last.parameters = parameters(listed)?;
        }
    }
    ensure!(!statements.is_empty(), "the log shows no statement: {log}");
    Ok(statements)
}

/// `$1 = 'it''s', $2 = NULL` as values.
fn parameters(listed: &str) -> Result<Vec<Option<String>>> {
    let mut values = Vec::new();
    let mut rest = listed;
    while let Some((_, after)) = rest.split_once(" = ") {
        let Some(mut quoted) = after.strip_prefix('\'') else {
            values.push(None);
            rest = after
                .strip_prefix("NULL")
                .with_context(|| format!("a parameter cannot be read: {after}"))?;
            continue;
        };
        let mut value = String::new();
        loop {
            let (text, after) = quoted
                .split_once('\'')
                .context("a parameter has no end in the log")?;
            value.push_str(text);
            match after.strip_prefix('\'') {
                Some(more) => {
                    value.push('\'');
                    quoted = more;
                }
                None => {
                    rest = after;
                    break;
                }
            }
        }
        values.push(Some(value));
    }
    Ok(values)
}

/// `8123.4567` as 8123456.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    format!("{whole}{part}").parse().ok()
}
