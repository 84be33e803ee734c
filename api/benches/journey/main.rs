//! `just bench`: what the API makes of the database, beside `pgbench` on the same cluster.
//!
//! A fresh cluster (fsync on, in a folder of its own), 10,000 seeded accounts and the release build
//! of `tracs serve`, whose jobs run apart and are not measured. Each operation is measured in turns: the API, then `pgbench` with the very SQL
//! statements that the server's log shows for one request, then both again. The table's ratio is
//! requests a second through the API to transactions a second of `pgbench`. Nothing is asserted
//! about times.
//!
//! * `show_account`, `list_transactions`: `wrk` (2 threads, 16 connections), each request another
//!   account with its own session. Without `wrk` this program sends the requests itself.
//! * `file_return`: this program, 16 connections, October 2026 of every second account once, each
//!   with its own Idempotency-Key. `pgbench` files for the accounts in between; afterwards the rows
//!   that a filing left in each table are counted, and must be as many on both sides.
//!
//! Both sides use 16 connections over TCP, the same role and settings, and prepared statements. All of it, load generators included, shares the machine.
//!
//! What is not equal, and whom it favours:
//! * `pgbench` must learn which account is next: one more lookup by primary key, in every eighth
//!   transaction for reads and in every one for filing (the API, by a few per cent at most).
//! * `pgbench` opens its connections and prepares its statements within the run; the API has them
//!   (the API, a little).
//! * `pgbench` sends BEGIN and COMMIT as prepared statements, the API as simple ones (nobody).
//! * `pgbench` files with the ids, texts and JSON of the one recorded request; only account, person,
//!   session, period and token change. All keys lead with the account, so the indexes see the same
//!   (`pgbench`, that need not make them).
//! * Sessions are seeded as just used, so that no read writes down the session's activity. In the
//!   field the first read after some seconds does, with a commit of its own (the API).
//! * A statement that is slow makes both sides slow and the ratio better: read the rates and the
//!   processor times as well.
//! * `pgbench` reads the rows and drops them; the API hashes tokens, works out levy and interest,
//!   signs receipts and writes JSON. That is what the ratio is about.

mod cluster;
mod load;
mod peer;
mod report;

use crate::cluster::{ACCOUNTS, Cpu, House, Key};
use crate::load::{CONNECTIONS, Load};
use crate::peer::{Captured, Peer};
use crate::report::{Line, say};
use anyhow::{Result, ensure};
use std::time::Duration;

/// The turns of each side of an operation.
const TURNS: usize = 2;

/// Filings before the measured ones.
const WARM_UP: usize = 160;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        say("This program measures. Run it with `just bench`.");
        return Ok(());
    }
    // Dropping it stops everything, however this ends.
    let mut house = House::new()?;
    let mut end = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        done = measure(&mut house, seconds()) => done,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("stopped")),
        _ = end.recv() => Err(anyhow::anyhow!("stopped")),
    }
}

/// The seconds of an operation for each side.
fn seconds() -> usize {
    #[expect(clippy::disallowed_methods, reason = "a setting of the bench alone")]
    let told = std::env::var("TRACS_BENCH_SECONDS").ok();
    told.and_then(|text| text.parse().ok())
        .unwrap_or(8)
        .max(TURNS)
}

async fn measure(house: &mut House, seconds: usize) -> Result<()> {
    say(&format!("Seeding {ACCOUNTS} accounts in a fresh cluster"));
    let keys = house.prepare().await?;
    let peer = Peer::new(house).await?;
    house.serve().await?;
    let load = Load::new(house, &keys)?;
    let turn = Duration::from_secs(u64::try_from(seconds / TURNS)?);

    let mut lines = Vec::new();
    for (name, tail) in [("show_account", ""), ("list_transactions", "/transactions")] {
        say(&format!("Measuring {name}"));
        load.read(tail, Duration::from_secs(1)).await?;
        let probe = keys.first().ok_or_else(|| anyhow::anyhow!("no account"))?;
        let captured = peer.capture(house, probe, load.get(probe, tail)).await?;
        lines.push(reads(house, &load, &peer, name, tail, &captured, turn).await?);
    }

    say("Measuring file_return");
    let (mine, theirs): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.n % 2 == 1);
    lines.push(filings(house, &load, &peer, &mine, theirs.len(), seconds).await?);
    report::print(house, &load, &lines)
}

async fn reads(
    house: &House,
    load: &Load,
    peer: &Peer,
    name: &'static str,
    tail: &str,
    captured: &Captured,
    turn: Duration,
) -> Result<Line> {
    let mut line = Line::new(name, captured.statements());
    let script = peer.reads(captured)?;
    for _ in 0..TURNS {
        let before = Cpu::of(house)?;
        line.api.push(load.read(tail, turn).await?);
        line.api_cpu.push(Cpu::of(house)?.since(&before));
        let before = Cpu::of(house)?;
        line.peer.push(peer.run_for(&script, turn).await?);
        line.peer_cpu.push(Cpu::of(house)?.since(&before));
    }
    line.memory_kb = house.peak_memory_kb()?;
    Ok(line)
}

async fn filings(
    house: &House,
    load: &Load,
    peer: &Peer,
    mine: &[&Key],
    theirs: usize,
    seconds: usize,
) -> Result<Line> {
    // By count and not by time, since each account can file once; time still bounds the API's turns.
    let each = (mine.len() - WARM_UP - 1).min(theirs) / TURNS / CONNECTIONS;
    let limit = Duration::from_secs(u64::try_from(seconds)?);
    let (warm_up, rest) = mine.split_at(WARM_UP);
    let (probe, rest) = rest.split_at(1);
    let warm = load.file(warm_up, limit).await?;
    ensure!(warm.errors == 0, "a filing was refused: {}", warm.words);
    let probe = probe.first().ok_or_else(|| anyhow::anyhow!("no account"))?;
    let captured = peer.capture(house, probe, load.filing(probe)).await?;
    let mut line = Line::new("file_return", captured.statements());
    let script = peer.filings(&captured)?;
    let before_all = house.rows().await?;
    let mut rest = rest.chunks(each * CONNECTIONS);
    let mut base = 0;
    for _ in 0..TURNS {
        let before = Cpu::of(house)?;
        let done = load.file(rest.next().unwrap_or_default(), limit).await?;
        line.api_cpu.push(Cpu::of(house)?.since(&before));
        // The other side files as often as this side did.
        let each = usize::try_from(done.requests)? / CONNECTIONS;
        line.api.push(done);
        let before = Cpu::of(house)?;
        line.peer.push(peer.run_each(&script, each, base).await?);
        line.peer_cpu.push(Cpu::of(house)?.since(&before));
        base += each;
    }
    line.memory_kb = house.peak_memory_kb()?;
    line.unequal = house.unequal(&before_all, &line).await?;
    Ok(line)
}
