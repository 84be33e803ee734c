//! The table.

use crate::cluster::{Cpu, House};
use crate::load::{CONNECTIONS, Load, Turn};
use crate::peer::PeerTurn;
use anyhow::Result;

/// What the API may hold in memory.
const MEMORY_LIMIT_MB: u64 = 150;

/// An operation with the turns of both sides.
pub(crate) struct Line {
    name: &'static str,
    statements: usize,
    pub(crate) api: Vec<Turn>,
    pub(crate) api_cpu: Vec<Cpu>,
    pub(crate) peer: Vec<PeerTurn>,
    pub(crate) peer_cpu: Vec<Cpu>,
    pub(crate) memory_kb: u64,
    pub(crate) unequal: Vec<String>,
}

impl Line {
    pub(crate) fn new(name: &'static str, statements: usize) -> Self {
        Self {
            name,
            statements,
            api: Vec::new(),
            api_cpu: Vec::new(),
            peer: Vec::new(),
            peer_cpu: Vec::new(),
            memory_kb: 0,
            unequal: Vec::new(),
        }
    }

    pub(crate) fn api_requests(&self) -> u64 {
        self.api.iter().map(|turn| turn.requests).sum()
    }

    pub(crate) fn peer_transactions(&self) -> u64 {
        self.peer.iter().map(|turn| turn.transactions).sum()
    }

    fn errors(&self) -> u64 {
        self.api.iter().map(|turn| turn.errors).sum()
    }

    /// Requests a second, in thousandths.
    fn api_rate(&self) -> u64 {
        rate(
            self.api_requests(),
            self.api.iter().map(|turn| turn.elapsed).sum(),
        )
    }

    fn peer_rate(&self) -> u64 {
        rate(
            self.peer_transactions(),
            self.peer.iter().map(|turn| turn.elapsed).sum(),
        )
    }
}

/// Prints everything.
pub(crate) fn print(house: &House, load: &Load, lines: &[Line]) -> Result<()> {
    say("");
    say(&format!(
        "{:<18} {:>9} {:>10} {:>10} {:>7} {:>12} {:>6} {:>10} {:>11}",
        "operation",
        "API req/s",
        "p50",
        "p99",
        "errors",
        "pgbench tps",
        "ratio",
        "API memory",
        "statements"
    ));
    for line in lines {
        // The middle of the turns' medians, the worst of their tails.
        let turns = u64::try_from(line.api.len().max(1))?;
        let p50 = line.api.iter().map(|turn| turn.p50).sum::<u64>() / turns;
        let p99 = line
            .api
            .iter()
            .map(|turn| turn.p99)
            .max()
            .unwrap_or_default();
        let ratio = line.api_rate() * 100 / line.peer_rate().max(1);
        say(&format!(
            "{:<18} {:>9} {:>10} {:>10} {:>7} {:>12} {:>6} {:>7} MB {:>11}",
            line.name,
            line.api_rate() / 1000,
            milliseconds(p50),
            milliseconds(p99),
            line.errors(),
            line.peer_rate() / 1000,
            hundredths(ratio),
            line.memory_kb / 1024,
            line.statements,
        ));
    }
    say("");
    say("Processor time of one operation:");
    for line in lines {
        let per = |cpus: &[Cpu], part: fn(&Cpu) -> u64, count: u64| {
            milliseconds(cpus.iter().map(part).sum::<u64>() * 10_000 / count.max(1))
        };
        say(&format!(
            "{:<18} API {:>9}, PostgreSQL {:>9}; with pgbench, PostgreSQL {:>9}",
            line.name,
            per(&line.api_cpu, |cpu| cpu.api, line.api_requests()),
            per(&line.api_cpu, |cpu| cpu.postgres, line.api_requests()),
            per(&line.peer_cpu, |cpu| cpu.postgres, line.peer_transactions()),
        ));
    }
    say("");
    for line in lines {
        for words in line.api.iter().map(|turn| &turn.words) {
            if !words.is_empty() {
                say(&format!("{}: refused: {words}", line.name));
            }
        }
        for table in &line.unequal {
            say(&format!("{}: not the same effects in {table}", line.name));
        }
    }
    let generator = if load.wrk {
        "wrk"
    } else {
        "this program (wrk is missing)"
    };
    let memory = house.memory_kb()? / 1024;
    say(&format!(
        "{CONNECTIONS} connections on each side; reads by {generator}, filings by this program. The API holds {memory} MB at the end."
    ));
    say(
        "The peer runs the logged statements of one request, prepared; how it differs is in api/benches/journey/main.rs.",
    );
    say(&format!(
        "Targets: ratio 0.50, no errors, under {MEMORY_LIMIT_MB} MB."
    ));
    Ok(())
}

/// A count in microseconds as thousandths a second.
fn rate(count: u64, elapsed: u64) -> u64 {
    count * 1_000_000_000 / elapsed.max(1)
}

fn milliseconds(microseconds: u64) -> String {
    format!("{} ms", hundredths(microseconds / 10))
}

fn hundredths(value: u64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

#[expect(
    clippy::print_stdout,
    reason = "this is what the person who measures reads"
)]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
