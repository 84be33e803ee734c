//! The second computation: a program in Python, written from the domain pages, agrees with the rule book on random
//! filings. Its head says where the pages are silent. `just second` compares 100,000 of them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../examples/random_filings/filings/mod.rs"]
mod filings;

use std::io::{BufWriter, ErrorKind};
use std::process::{Command, Stdio};

const FILINGS: usize = 2_000;

#[test]
fn the_second_computation_agrees_on_random_filings() {
    let python = Command::new("python3")
        .arg("-B")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second/run.py"))
        .arg(FILINGS.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut python = match python {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            println!("skipped: there is no python3");
            return;
        }
        started => started.unwrap(),
    };
    // If it ends early, what it printed says why; the closed pipe does not.
    let mut filings = BufWriter::new(python.stdin.take().unwrap());
    let sent = filings::write(FILINGS, 20_261_124, &mut filings);
    drop(filings);
    let output = python.wait_with_output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    sent.unwrap();
    println!("{printed}");
}
