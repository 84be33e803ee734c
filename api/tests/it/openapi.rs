//! The published document: current, complete, and of the same make throughout.

use crate::support::{Contract, METHODS, it};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn committed() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/tracs.json");
    std::fs::read_to_string(file).expect("openapi/tracs.json is missing: run `just openapi`")
}

#[test]
fn the_committed_document_is_the_one_that_the_code_gives() {
    it(async |world| {
        let current = world.state.document().unwrap().json.clone();
        let committed = committed();
        let differs = current
            .lines()
            .zip(committed.lines())
            .find(|(now, then)| now != then);
        assert!(
            current == committed,
            "run `just openapi` and review its diff; first: {differs:?}"
        );
        let served = world.stranger().get("/v1/openapi.json").expect(200).await;
        assert_eq!(served.text(), committed);
    });
}

#[test]
fn the_hash_of_the_document_is_published() {
    it(async |world| {
        let meta = world.stranger().get("/v1/meta").ok().await;
        let hash = <sha2::Sha256 as sha2::Digest>::digest(committed().as_bytes());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(meta["specSha256"], hash);
    });
}

#[test]
fn every_operation_is_described_and_its_id_is_its_own() {
    let contract = Contract::read(&committed());
    let mut ids = BTreeSet::new();
    let tags: BTreeSet<&str> = contract.document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tag| tag["name"].as_str())
        .collect();
    for operation in &contract.operations {
        let (id, spec) = (&operation.id, &operation.spec);
        assert!(ids.insert(id.clone()), "{id} twice");
        let verb_noun = |text: &str| {
            text.contains('_') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        assert!(verb_noun(id), "{id} is no verb_noun");
        for part in ["summary", "description"] {
            assert!(
                spec[part].as_str().is_some_and(|text| text.len() > 5),
                "{id} has no {part}"
            );
        }
        let tag = spec["tags"][0].as_str().unwrap_or_default();
        assert!(
            tags.contains(tag),
            "{id} has no tag of the list, but {tag:?}"
        );
        for parameter in spec["parameters"].as_array().into_iter().flatten() {
            let name = &parameter["name"];
            let described = parameter["description"]
                .as_str()
                .is_some_and(|text| text.len() > 5);
            assert!(described, "{id}: the parameter {name} is not described");
        }
        for placeholder in operation
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{'))
        {
            let name = placeholder.split('}').next().unwrap();
            let declared = spec["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|parameter| {
                    parameter["name"] == name
                        && parameter["in"] == "path"
                        && parameter["required"] == true
                });
            assert!(declared, "{id}: {name} is not declared");
        }
    }
    assert!(ids.len() > 30, "{} operations", ids.len());
}

#[test]
fn every_body_has_an_example_that_fits_its_schema() {
    let contract = Contract::read(&committed());
    let mut examples = 0;
    for operation in &contract.operations {
        let id = &operation.id;
        let mut bodies = vec![(
            format!("{id} request"),
            &operation.spec["requestBody"]["content"],
        )];
        for (status, response) in operation.spec["responses"].as_object().unwrap() {
            bodies.push((format!("{id} {status}"), &response["content"]));
        }
        for (name, content) in bodies {
            for media in content
                .as_object()
                .into_iter()
                .flat_map(|content| content.values())
            {
                let mut given: Vec<&Value> = media.get("example").into_iter().collect();
                let named = media["examples"]
                    .as_object()
                    .into_iter()
                    .flat_map(|all| all.values());
                given.extend(named.map(|example| &example["value"]));
                assert!(!given.is_empty(), "{name} has no example");
                for example in given {
                    contract.check_body("the example", &name, &media["schema"], example);
                    examples += 1;
                }
            }
        }
    }
    assert!(examples > 100, "{examples} examples");
}

#[test]
fn every_refusal_is_a_problem_and_names_the_request() {
    let contract = Contract::read(&committed());
    for operation in &contract.operations {
        for (status, response) in operation.spec["responses"].as_object().unwrap() {
            let name = format!("{} {status}", operation.id);
            assert!(
                response["headers"]["X-Correlation-Id"].is_object(),
                "{name}"
            );
            if !status.starts_with(['4', '5']) {
                continue;
            }
            let content = response["content"]
                .as_object()
                .unwrap_or_else(|| panic!("{name}: no body"));
            assert_eq!(
                content.keys().collect::<Vec<_>>(),
                ["application/problem+json"],
                "{name}"
            );
            let schema = &content["application/problem+json"]["schema"];
            assert_eq!(schema["$ref"], "#/components/schemas/Problem", "{name}");
            if ["429", "503"].contains(&status.as_str()) {
                assert!(response["headers"]["Retry-After"].is_object(), "{name}");
            }
        }
        for expected in ["400", "429", "500", "503"] {
            assert!(
                operation.spec["responses"].get(expected).is_some(),
                "{} {expected}",
                operation.id
            );
        }
    }
}

/// Calls `look` for every schema below a value, with where it is.
fn walk(value: &Value, at: &str, look: &mut impl FnMut(&str, &serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            look(at, members);
            for (name, value) in members
                .iter()
                .filter(|(name, _value)| !name.starts_with("example"))
            {
                walk(value, &format!("{at}/{name}"), look);
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                walk(value, &format!("{at}/{place}"), look);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn no_number_is_a_float_so_that_no_money_is_one() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    let mut schemas = 0;
    walk(&document, "", &mut |at, members| {
        let kind = members.get("type");
        let is = |wanted: &str| {
            kind.is_some_and(|kind| {
                kind == wanted
                    || kind
                        .as_array()
                        .is_some_and(|all| all.iter().any(|one| one == wanted))
            })
        };
        assert!(!is("number"), "{at} is a number: money is a decimal string");
        schemas += usize::from(kind.is_some());
    });
    assert!(schemas > 100, "{schemas} schemas");
    let money = &document["components"]["schemas"]["Money"];
    assert_eq!(money["type"], "string");
    assert!(money["pattern"].is_string(), "{money}");
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    let mut used = BTreeSet::new();
    walk(&document, "", &mut |at, members| {
        let Some(target) = members.get("$ref").and_then(Value::as_str) else {
            return;
        };
        let found = document.pointer(target.trim_start_matches('#')).is_some();
        assert!(found, "{at} refers to {target}, which is not there");
        used.insert(target.rsplit('/').next().unwrap().to_owned());
    });
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let unused: Vec<&String> = schemas
        .keys()
        .filter(|name| !used.contains(*name))
        .collect();
    assert!(unused.is_empty(), "nothing refers to {unused:?}");
}

#[test]
fn a_path_has_no_other_members_than_methods() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for member in item.as_object().unwrap().keys() {
            assert!(METHODS.contains(&member.as_str()), "{path}: {member}");
        }
    }
}
