//! Runs the domain's test vectors: `tests/vectors/*.json`, or the folder that TRACS_VECTORS names.
//!
//! Each kind of vector is either run, or listed as not yet in the rule book. A kind in neither list
//! is a failure: a new vector is never passed over in silence.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and its folder of vectors is named by a variable"
)]

mod entered;
mod kinds;

use kinds::{NOT_YET, RUN, Runner};
use serde_json::Value;
use std::path::PathBuf;

struct Vector {
    program: String,
    kind: String,
    id: String,
    body: Value,
}

#[test]
fn every_vector_holds() {
    let vectors = read_all();
    assert!(!vectors.is_empty(), "there are no vectors to run");
    let (mut ran, mut not_yet, mut failures) = (0, 0, Vec::new());
    for vector in &vectors {
        let name = format!("{} {} ({})", vector.program, vector.id, vector.kind);
        match runner(vector) {
            Some(run) => {
                ran += 1;
                let actual = run(&vector.body["inputs"]);
                failures.extend(differences(vector, &actual).map(|text| format!("{name}: {text}")));
            }
            None if is_not_yet(vector) => not_yet += 1,
            None => failures.push(format!("{name}: no such kind is known for this program")),
        }
    }
    println!(
        "vectors: {ran} ran, {not_yet} not yet in the rule book, of {}",
        vectors.len()
    );
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    assert!(ran > 0, "no vector was run");
}

fn runner(vector: &Vector) -> Option<Runner> {
    let same = |(program, kind, _): &&(&str, &str, Runner)| {
        *program == vector.program && *kind == vector.kind
    };
    RUN.iter().find(same).map(|(_, _, run)| *run)
}

fn is_not_yet(vector: &Vector) -> bool {
    NOT_YET
        .iter()
        .any(|(program, kinds)| *program == vector.program && kinds.contains(&vector.kind.as_str()))
}

/// Every key that is expected must be worked out, and to the same value.
fn differences<'a>(vector: &'a Vector, actual: &'a Value) -> impl Iterator<Item = String> + 'a {
    let expected = vector.body["expected"]
        .as_object()
        .expect("expected is an object");
    expected
        .iter()
        .filter(|(key, value)| !actual.get(key).is_some_and(|actual| holds(value, actual)))
        .map(|(key, value)| {
            let found = actual
                .get(key)
                .map_or_else(|| "nothing".into(), Value::to_string);
            format!("{key} should be {value}, is {found}")
        })
}

/// Also inside lists and objects only what is expected is compared.
fn holds(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => expected
            .iter()
            .all(|(key, value)| actual.get(key).is_some_and(|actual| holds(value, actual))),
        (Value::Array(expected), Value::Array(actual)) => {
            expected.len() == actual.len()
                && expected
                    .iter()
                    .zip(actual)
                    .all(|(value, actual)| holds(value, actual))
        }
        _ => expected == actual,
    }
}

fn read_all() -> Vec<Vector> {
    let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors"));
    let folder = std::env::var("TRACS_VECTORS").map_or(own, PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    files.iter().flat_map(read).collect()
}

fn read(path: &PathBuf) -> Vec<Vector> {
    let text = std::fs::read_to_string(path).unwrap();
    let file: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(file["schema_version"], 1, "{}", path.display());
    let words = |value: &Value| value.as_str().expect("a text").to_owned();
    file["vectors"]
        .as_array()
        .expect("vectors")
        .iter()
        .map(|body| Vector {
            program: words(&file["program"]),
            kind: words(&body["kind"]),
            id: words(&body["id"]),
            body: body.clone(),
        })
        .collect()
}
