//! Random filings as JSON lines: what was entered and what the rules worked out. The second computation in
//! `shared/tests/second` reads them. The same seed gives the same filings.

mod beside;
mod cases;
mod entries;
mod hints;
mod made_up;
mod mend;

use cases::Case;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use shared::calendar;
use shared::filing::{Draft, Evaluation};
use shared::form::{Form, LineKind};
use shared::rate::{RateTable, published};
use shared::sheet::Sheet;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Filings that share one form, so that it is read once.
const BATCH: usize = 5;

/// Writes so many filings. The first line has the rates that are made up.
pub(crate) fn write(count: usize, seed: u64, out: &mut impl Write) -> io::Result<()> {
    let mut random = StdRng::seed_from_u64(seed);
    let made_up = made_up::rates();
    let rows: Vec<Value> = made_up.iter().map(row_of).collect();
    writeln!(out, "{}", json!({ "rates": rows }))?;
    let rates = RateTable::new(published().into_iter().chain(made_up).collect());
    let casts = cases::all(&rates);
    let mut written = 0;
    while written < count {
        let Some(case) = casts
            .choose(&mut random)
            .and_then(|cast| cast.case(&rates, &mut random))
        else {
            continue;
        };
        let sheet = Sheet::of(&case.form).unwrap();
        for _ in 0..BATCH.min(count - written) {
            let draft = entries::draft(&case.form, &mut random);
            let (draft, evaluation) = mend::mend(&case.form, &sheet, draft, &mut random);
            let mut record = record(&case, &draft, &evaluation);
            record["beside"] = beside::random(&case, &evaluation, &rates, &mut random);
            writeln!(out, "{record}")?;
            written += 1;
        }
    }
    Ok(())
}

/// The code, first day and value of a rate.
fn row_of(row: &shared::rate::DatedRate) -> Value {
    json!([row.code, row.effective_on, row.value])
}

/// A filing and what the rules say about it.
fn record(case: &Case, draft: &Draft, evaluation: &Evaluation) -> Value {
    let form = &case.form;
    let rules = form.program.rules();
    let due = rules.due(&form.code, form.period);
    let balance = rules.balance_due(form.period, evaluation);
    let codes: BTreeSet<String> = evaluation
        .findings
        .iter()
        .map(|finding| format!("{}: {}", finding.severity, finding.code))
        .collect();
    // The matrix of fuel carriers stands on the first line.
    let rates = form
        .rates
        .iter()
        .filter(|row| !row.code.as_str().starts_with("ifta."));
    json!({
        "program": form.program,
        "form": form.code,
        "period": [form.period.starts_on, form.period.ends_on],
        "received": case.received_on,
        "due": due,
        "rolled": form.due_on,
        "balanceDue": [balance, balance.map(calendar::roll)],
        "rates": rates.map(row_of).collect::<Vec<_>>(),
        "given": given(form),
        "entered": draft,
        "lines": evaluation.lines,
        "rows": evaluation.rows,
        "skipped": evaluation.skipped,
        "total": form.total,
        "payable": evaluation.payable,
        "findings": codes,
    })
}

/// The lines that the form gives: rates, days and limits. They are compared too.
fn given(form: &Form) -> BTreeSet<&str> {
    let given = form.lines().filter(|line| line.kind == LineKind::Given);
    given.map(|line| line.id.as_str()).collect()
}

/// A number from a range, spread evenly.
fn between(random: &mut StdRng, low: i64, high: i64) -> i64 {
    random.random_range(low..=high.max(low))
}

/// True so many times in a hundred.
fn chance(random: &mut StdRng, percent: u32) -> bool {
    random.random_ratio(percent.min(100), 100)
}
