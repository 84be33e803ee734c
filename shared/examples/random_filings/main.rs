//! Prints random filings of every program with what the rules make of them, for the second computation in Python:
//! `random_filings 100000 7 | python3 -B shared/tests/second/run.py 100000`, or `just second`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a made-up filing that cannot be made should stop the run, and JSON objects are filled by key"
)]

mod filings;

use std::io::{BufWriter, Write};

fn main() -> std::io::Result<()> {
    let mut numbers = std::env::args()
        .skip(1)
        .map(|text| text.parse::<u64>().unwrap());
    let count = usize::try_from(numbers.next().unwrap_or(1_000)).unwrap();
    let seed = numbers.next().unwrap_or(7);
    let mut out = BufWriter::new(std::io::stdout().lock());
    filings::write(count, seed, &mut out)?;
    out.flush()
}
