//! Requests to the API: `wrk` for reads, this program where each request has an effect.

use crate::cluster::{House, Key};
use anyhow::{Context, Result, bail, ensure};
use futures_util::future::join_all;
use reqwest::{Client, RequestBuilder, StatusCode};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::process::Command;

pub(crate) const CONNECTIONS: usize = 16;

/// Each thread of `wrk` starts at another account and goes through all of them.
const LUA: &str = r#"
local number = 0
function setup(thread) number = number + 1; thread:set("number", number) end
function init(args)
    requests, place = {}, (number - 1) * 4999
    for line in io.lines(args[1]) do
        local path, token = line:match("(%S+) (%S+)")
        requests[#requests + 1] = wrk.format("GET", path .. (args[2] or ""), { ["Cookie"] = "tracs-session=" .. token })
    end
end
function request() place = place + 1; return requests[place % #requests + 1] end
function done(summary, latency)
    local e = summary.errors
    io.write(string.format("measured %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"#;

/// What one turn gave; times in microseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turn {
    pub(crate) requests: u64,
    pub(crate) errors: u64,
    pub(crate) elapsed: u64,
    pub(crate) p50: u64,
    pub(crate) p99: u64,
    /// The first refusal.
    pub(crate) words: String,
}

pub(crate) struct Load {
    client: Client,
    origin: String,
    keys: Vec<Key>,
    folder: PathBuf,
    pub(crate) wrk: bool,
}

impl Load {
    pub(crate) fn new(house: &House, keys: &[Key]) -> Result<Self> {
        let mut lines = String::new();
        for key in keys {
            writeln!(lines, "/v1/accounts/{} bench-{}", key.account, key.n)?;
        }
        fs::write(house.folder.join("requests.txt"), lines)?;
        fs::write(house.folder.join("reads.lua"), LUA)?;
        let client = Client::builder()
            .pool_max_idle_per_host(CONNECTIONS)
            .timeout(Duration::from_secs(10))
            .no_proxy()
            .build()?;
        Ok(Self {
            client,
            origin: format!("http://127.0.0.1:{}", house.port),
            keys: keys.to_vec(),
            folder: house.folder.clone(),
            wrk: has_wrk(),
        })
    }

    /// Reads something of an account in its own session.
    pub(crate) fn get(&self, key: &Key, tail: &str) -> RequestBuilder {
        self.client
            .get(format!("{}/v1/accounts/{}{tail}", self.origin, key.account))
            .header("Cookie", format!("tracs-session=bench-{}", key.n))
    }

    /// Files October 2026 of an account.
    pub(crate) fn filing(&self, key: &Key) -> RequestBuilder {
        let address = format!(
            "{}/v1/accounts/{}/periods/{}/filings",
            self.origin, key.account, key.period
        );
        let body = serde_json::json!({
            "lines": { "5": "2214", "10": "412860.00", "21": "18240.00" },
            "certified": true,
        });
        self.client
            .post(address)
            .header("Cookie", format!("tracs-session=bench-{}", key.n))
            .header("X-CSRF-Token", "csrf")
            .header("Idempotency-Key", format!("bench-{:016}", key.n))
            .json(&body)
    }

    /// Reads for some time.
    pub(crate) async fn read(&self, tail: &str, time: Duration) -> Result<Turn> {
        if self.wrk {
            return self.wrk(tail, time).await;
        }
        let each = self.keys.len() / CONNECTIONS;
        let workers = self.keys.chunks(each.max(1)).take(CONNECTIONS).map(|keys| {
            self.worker(
                keys.iter().cycle().map(|key| self.get(key, tail)),
                StatusCode::OK,
                time,
            )
        });
        gather(workers).await
    }

    /// Files for each account once, in turn on 16 connections, as far as the time goes.
    pub(crate) async fn file(&self, keys: &[&Key], limit: Duration) -> Result<Turn> {
        let each = keys.len() / CONNECTIONS;
        let workers = keys.chunks(each.max(1)).take(CONNECTIONS).map(|keys| {
            self.worker(
                keys.iter().map(|key| self.filing(key)),
                StatusCode::CREATED,
                limit,
            )
        });
        gather(workers).await
    }

    /// One connection: a request after the other.
    async fn worker(
        &self,
        requests: impl Iterator<Item = RequestBuilder>,
        wanted: StatusCode,
        time: Duration,
    ) -> Result<(Vec<u64>, u64, String)> {
        let end = Instant::now() + time;
        let (mut times, mut errors, mut words) = (Vec::new(), 0, String::new());
        for request in requests {
            let began = Instant::now();
            if began > end {
                break;
            }
            let reply = request.send().await?;
            let status = reply.status();
            let body = reply.bytes().await?;
            times.push(u64::try_from(began.elapsed().as_micros())?);
            if status != wanted {
                errors += 1;
                words = format!("{status} {}", String::from_utf8_lossy(&body));
            }
        }
        Ok((times, errors, words))
    }

    async fn wrk(&self, tail: &str, time: Duration) -> Result<Turn> {
        let mut command = Command::new("wrk");
        command
            .args(["--threads", "2", "--latency", "--timeout", "10s"])
            .args(["--connections", &CONNECTIONS.to_string()])
            .args(["--duration", &format!("{}s", time.as_secs().max(1))])
            .arg("--script")
            .arg(self.folder.join("reads.lua"))
            .args([&self.origin, "--"])
            .arg(self.folder.join("requests.txt"))
            .arg(tail);
        let output = command.kill_on_drop(true).output().await?;
        let text = String::from_utf8_lossy(&output.stdout);
        let measured = text
            .lines()
            .find_map(|line| line.strip_prefix("measured "))
            .with_context(|| {
                format!(
                    "wrk said {text} {}",
                    String::from_utf8_lossy(&output.stderr)
                )
            })?;
        let numbers: Vec<u64> = measured
            .split(' ')
            .filter_map(|number| number.parse().ok())
            .collect();
        let [requests, elapsed, p50, p99, errors] = *numbers.as_slice() else {
            bail!("wrk measured {measured}");
        };
        Ok(Turn {
            requests,
            errors,
            elapsed,
            p50,
            p99,
            words: String::new(),
        })
    }
}

async fn gather(
    workers: impl Iterator<Item = impl Future<Output = Result<(Vec<u64>, u64, String)>>>,
) -> Result<Turn> {
    let began = Instant::now();
    let parts = join_all(workers).await;
    let elapsed = u64::try_from(began.elapsed().as_micros())?;
    let mut turn = Turn {
        elapsed,
        ..Turn::default()
    };
    let mut all = Vec::new();
    for part in parts {
        let (times, errors, words) = part?;
        all.extend(times);
        turn.errors += errors;
        if !words.is_empty() {
            turn.words = words;
        }
    }
    ensure!(!all.is_empty(), "nothing was sent");
    all.sort_unstable();
    let at = |percent: usize| {
        all.get((all.len() * percent / 100).min(all.len() - 1))
            .copied()
            .unwrap_or_default()
    };
    (turn.p50, turn.p99) = (at(50), at(99));
    turn.requests = u64::try_from(all.len())?;
    Ok(turn)
}

fn has_wrk() -> bool {
    std::process::Command::new("wrk")
        .arg("--version")
        .output()
        .is_ok()
}
