//! The OpenAPI document: what the routes say, completed with what every operation shares.

use actix_web::http::Method;
use serde_json::{Map, Value, json};
use shared::{Problem, ProblemCode};
use std::collections::{BTreeMap, BTreeSet};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Completes the document that the routes gave: problems by status with examples, correlation id, examples.
pub fn complete(mut document: Value) -> Value {
    let schemas = document
        .pointer("/components/schemas")
        .cloned()
        .unwrap_or_default();
    if let Some(paths) = document
        .pointer_mut("/paths")
        .and_then(Value::as_object_mut)
    {
        for (path, item) in paths {
            for method in METHODS {
                if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                    complete_operation(path, method, operation, &schemas);
                }
            }
        }
    }
    prune(&mut document);
    document
}

/// Declares every parameter of the path, also those that only an extractor reads.
fn declare_path(path: &str, operation: &mut Map<String, Value>) {
    let declared = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(declared) = declared.as_array_mut() else {
        return;
    };
    for name in path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    {
        let known = declared
            .iter()
            .any(|parameter| parameter.get("name").and_then(Value::as_str) == Some(name));
        if !known {
            let mut schema = name.to_owned();
            if let Some(first) = schema.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
            declared.insert(
                0,
                json!({ "name": name, "in": "path", "required": true, "schema": schema }),
            );
        }
    }
    if declared.is_empty() {
        operation.remove("parameters");
    }
}

/// Unsafe methods of a session need its token.
fn declare_token(operation: &mut Map<String, Value>) {
    let token = json!({
        "name": "X-CSRF-Token", "in": "header", "required": true, "schema": { "type": "string" },
        "description": "The `csrfToken` of `GET /v1/session`.",
        "example": "4bwmdLIv7zV7S9lFkSGFggLiNMRpwaHtZm4cTXp71l0",
    });
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(token);
    }
}

/// Takes out schemas that nothing refers to, until none is left.
fn prune(document: &mut Value) {
    loop {
        let text = document.to_string();
        let Some(schemas) = document
            .pointer_mut("/components/schemas")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        let before = schemas.len();
        schemas.retain(|name, _schema| text.contains(&format!("\"#/components/schemas/{name}\"")));
        if schemas.len() == before {
            return;
        }
    }
}

fn complete_operation(
    path: &str,
    method: &str,
    operation: &mut Map<String, Value>,
    schemas: &Value,
) {
    declare_path(path, operation);
    if let Some(parameters) = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
    {
        for parameter in parameters.iter_mut().filter_map(Value::as_object_mut) {
            describe_parameter(parameter, schemas);
        }
    }
    let signed_in = operation
        .get("security")
        .is_some_and(|security| security != &json!([{}]));
    if signed_in && method != "get" {
        declare_token(operation);
    }
    if !signed_in {
        operation.insert("security".into(), json!([]));
    }
    if let Some(body) = operation
        .get_mut("requestBody")
        .and_then(Value::as_object_mut)
    {
        body.insert("required".into(), json!(true));
        add_example(body, schemas);
    }
    let codes = codes(path, method, operation, signed_in);
    operation.remove("x-problems");
    let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for response in responses.values_mut().filter_map(Value::as_object_mut) {
        add_example(response, schemas);
    }
    for (status, codes) in codes {
        responses.insert(status.to_string(), problem_response(path, &codes));
    }
    for response in responses.values_mut().filter_map(Value::as_object_mut) {
        let headers = response.entry("headers").or_insert_with(|| json!({}));
        if let Some(headers) = headers.as_object_mut() {
            let header = json!({ "description": "Names the request in our logs.", "schema": { "type": "string" }, "example": EXAMPLE_ID });
            headers.insert("X-Correlation-Id".into(), header);
        }
    }
}

/// Every problem that an operation can answer with, by status.
fn codes(
    path: &str,
    method: &str,
    operation: &Map<String, Value>,
    signed_in: bool,
) -> BTreeMap<u16, BTreeSet<ProblemCode>> {
    use ProblemCode as Code;
    let mut codes = vec![
        Code::Parameter,
        Code::TooMany,
        Code::Internal,
        Code::Unavailable,
    ];
    if signed_in {
        codes.extend([Code::SignedOut, Code::IdledOut, Code::CredentialsNeeded]);
        if method != "get" {
            codes.push(Code::Forgery);
        }
    }
    if path.contains("{accountId}") || path.starts_with("/v1/desk") {
        codes.extend([Code::PermissionMissing, Code::NotFound]);
    } else if path.contains('{') {
        codes.push(Code::NotFound);
    }
    if operation.contains_key("requestBody") {
        codes.extend([Code::Malformed, Code::TooLarge, Code::ContentType]);
    }
    let own = operation
        .get("x-problems")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    codes.extend(
        own.iter()
            .filter_map(Value::as_str)
            .filter_map(|text| text.parse::<Code>().ok()),
    );
    let mut by_status: BTreeMap<u16, BTreeSet<Code>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status()).or_default().insert(code);
    }
    by_status
}

const EXAMPLE_ID: &str = "01936f6e-5d00-7c41-9d3a-6f1f2a7b8c9d";

fn problem_response(path: &str, codes: &BTreeSet<ProblemCode>) -> Value {
    let mut examples = Map::new();
    for code in codes {
        let mut problem = Problem::new(*code, "What happened this time, and what to do.");
        problem.correlation_id = EXAMPLE_ID.into();
        problem.instance = path.to_owned();
        let value = serde_json::to_value(&problem).unwrap_or_default();
        examples.insert(
            code.as_str().replace('.', "-"),
            json!({ "summary": code.title(), "value": value }),
        );
    }
    let description = codes
        .iter()
        .map(|code| format!("`{code}`: {}", code.title()))
        .collect::<Vec<_>>()
        .join("; ");
    let mut response = json!({
        "description": description,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples } },
    });
    if codes.iter().any(|code| {
        matches!(code.status(), 429 | 503) || *code == ProblemCode::IdempotencyInProgress
    }) {
        let headers = json!({ "Retry-After": { "description": "Seconds to wait.", "schema": { "type": "integer" }, "example": 5 } });
        if let Some(members) = response.as_object_mut() {
            members.insert("headers".into(), headers);
        }
    }
    response
}

fn describe_parameter(parameter: &mut Map<String, Value>, schemas: &Value) {
    let name = parameter
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let description = match name.as_str() {
        "accountId" => "The account.",
        "periodId" => "The period.",
        "filingId" => "The filing.",
        "receiptId" => "The receipt.",
        "assessmentId" => "The assessment.",
        "messageId" => "The message.",
        "program" => "The program's code.",
        "workId" => "The piece of work.",
        "proposalId" => "The proposal.",
        _ => "",
    };
    if !description.is_empty() {
        parameter.insert("description".into(), json!(description));
    }
    let in_path = parameter.get("in").and_then(Value::as_str) == Some("path");
    let example = parameter
        .get("schema")
        .and_then(|schema| example_of(schema, schemas, 0));
    if let Some(example) = example.filter(|_example| in_path && !parameter.contains_key("example"))
    {
        parameter.insert("example".into(), example);
    }
}

/// An example for each body that has none, made from the examples of its fields.
fn add_example(holder: &mut Map<String, Value>, schemas: &Value) {
    let Some(content) = holder.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    for media in content.values_mut().filter_map(Value::as_object_mut) {
        if media.contains_key("example") || media.contains_key("examples") {
            continue;
        }
        if let Some(example) = media
            .get("schema")
            .and_then(|schema| example_of(schema, schemas, 0))
        {
            media.insert("example".into(), example);
        }
    }
}

/// A value that fits a schema; deep structures end early.
fn example_of(schema: &Value, schemas: &Value, depth: usize) -> Option<Value> {
    if depth > 20 {
        return None;
    }
    if let Some(example) = schema
        .get("example")
        .or_else(|| schema.get("examples").and_then(|examples| examples.get(0)))
    {
        return Some(example.clone());
    }
    if let Some(name) = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.rsplit('/').next())
    {
        return schemas
            .get(name)
            .and_then(|schema| example_of(schema, schemas, depth + 1));
    }
    if let Some(first) = schema.get("enum").and_then(|values| values.get(0)) {
        return Some(first.clone());
    }
    if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
        let mut merged = Map::new();
        for part in all {
            if let Some(Value::Object(members)) = example_of(part, schemas, depth + 1) {
                merged.extend(members);
            }
        }
        return Some(Value::Object(merged));
    }
    if let Some(first) = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .and_then(|options| {
            options
                .iter()
                .find(|option| option.get("type") != Some(&json!("null")))
        })
    {
        return example_of(first, schemas, depth + 1);
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default(),
        _ => "",
    };
    match (
        kind,
        schema
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default(),
    ) {
        ("object", _) => {
            let mut members = Map::new();
            for (name, property) in schema
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                if let Some(value) = example_of(property, schemas, depth + 1) {
                    members.insert(name.clone(), value);
                }
            }
            Some(Value::Object(members))
        }
        ("array", _) => Some(
            schema
                .get("items")
                .and_then(|items| example_of(items, schemas, depth + 1))
                .map_or_else(|| json!([]), |item| json!([item])),
        ),
        ("string", "date") => Some(json!("2026-10-31")),
        ("string", "date-time") => Some(json!("2026-11-24T17:58:07.120Z")),
        ("string", "uuid") => Some(json!(EXAMPLE_ID)),
        ("string", "partial-date-time") => Some(json!("2026-11-24T10:58:07")),
        ("string", _) => Some(json!("text")),
        ("integer" | "number", _) => Some(json!(1)),
        ("boolean", _) => Some(json!(false)),
        _ => None,
    }
}

/// The documented operations: which query parameters each takes, and which methods an address has.
#[derive(Debug, Default)]
pub struct Operations {
    queries: BTreeMap<(String, String), BTreeSet<String>>,
    paths: BTreeMap<String, Vec<String>>,
}

impl Operations {
    /// Reads them from the document.
    pub fn of(document: &Value) -> Self {
        let mut operations = Self::default();
        for (path, item) in document
            .pointer("/paths")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            for method in METHODS {
                let Some(operation) = item.get(method) else {
                    continue;
                };
                let parameters = operation
                    .get("parameters")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                let names = parameters
                    .iter()
                    .filter(|parameter| {
                        parameter.get("in").and_then(Value::as_str) == Some("query")
                    })
                    .filter_map(|parameter| parameter.get("name")?.as_str().map(str::to_owned))
                    .collect();
                operations
                    .queries
                    .insert((method.to_uppercase(), path.clone()), names);
                operations
                    .paths
                    .entry(path.clone())
                    .or_default()
                    .push(method.to_uppercase());
            }
        }
        operations
    }

    /// The problem of a query with a parameter that the operation does not have.
    pub fn refuse_query(&self, method: &Method, pattern: &str, query: &str) -> Option<Problem> {
        let known = self
            .queries
            .get(&(method.as_str().to_owned(), pattern.to_owned()))?;
        // What a provider adds to a callback is not ours to refuse.
        if query.is_empty() || pattern == "/auth/callback" {
            return None;
        }
        let unknown = query
            .split('&')
            .map(|pair| pair.split('=').next().unwrap_or_default())
            .find(|name| !known.contains(*name))?;
        let takes = if known.is_empty() {
            "none".to_owned()
        } else {
            known.iter().cloned().collect::<Vec<_>>().join(", ")
        };
        Some(Problem::new(
            ProblemCode::Parameter,
            format!("There is no query parameter {unknown:?} here. Known: {takes}."),
        ))
    }

    /// The methods of the documented address that a path fits.
    pub fn methods(&self, path: &str) -> Option<&[String]> {
        let asked: Vec<&str> = path.split('/').collect();
        self.paths
            .iter()
            .find(|(pattern, _methods)| {
                let parts: Vec<&str> = pattern.split('/').collect();
                parts.len() == asked.len()
                    && parts
                        .iter()
                        .zip(&asked)
                        .all(|(part, text)| part.starts_with('{') || part == text)
            })
            .map(|(_pattern, methods)| methods.as_slice())
    }
}
