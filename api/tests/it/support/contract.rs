//! Holds every reply to the OpenAPI document: operation, status, content type, body and headers.

use super::client::Reply;
use actix_web::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The methods that an OpenAPI path may have here.
pub(crate) const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document, with the schemas that were compiled so far.
pub(crate) struct Contract {
    pub(crate) document: Value,
    pub(crate) operations: Vec<Operation>,
    compiled: RefCell<BTreeMap<String, Rc<Validator>>>,
}

/// One documented operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) spec: Value,
}

impl Operation {
    /// It needs a session.
    pub(crate) fn signed_in(&self) -> bool {
        self.spec["security"]
            .as_array()
            .is_some_and(|schemes| !schemes.is_empty())
    }

    /// A path is one of this operation's.
    pub(crate) fn fits(&self, path: &str) -> bool {
        let (pattern, asked): (Vec<&str>, Vec<&str>) =
            (self.path.split('/').collect(), path.split('/').collect());
        pattern.len() == asked.len()
            && pattern
                .iter()
                .zip(&asked)
                .all(|(part, text)| part.starts_with('{') || part == text)
    }
}

impl Contract {
    pub(crate) fn read(json: &str) -> Self {
        let document: Value = serde_json::from_str(json).unwrap();
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in METHODS {
                let Some(spec) = item.get(method) else {
                    continue;
                };
                operations.push(Operation {
                    id: spec["operationId"].as_str().unwrap_or_default().into(),
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    spec: spec.clone(),
                });
            }
        }
        Self {
            document,
            operations,
            compiled: RefCell::default(),
        }
    }

    /// Panics when a reply is not as the document says.
    pub(crate) fn check(&self, method: &Method, path: &str, reply: &Reply) {
        let bare = path.split('?').next().unwrap_or_default();
        let asked = format!("{method} {bare} answered {}", reply.status);
        let correlation_id = reply.header("X-Correlation-Id").unwrap_or_default();
        assert!(
            !correlation_id.is_empty(),
            "{asked} without X-Correlation-Id"
        );
        assert_eq!(
            reply.header("X-Content-Type-Options"),
            Some("nosniff"),
            "{asked}"
        );
        assert!(
            reply.header("Content-Security-Policy").is_some(),
            "{asked} without a policy"
        );
        if reply.status >= 400 {
            self.check_problem(&asked, bare, correlation_id, reply);
        }
        let operation = self
            .operations
            .iter()
            .find(|one| one.method == *method && one.fits(bare));
        let Some(operation) = operation else {
            // The document itself is the one address below /v1 that is no operation.
            let outside = !bare.starts_with("/v1/") || bare == "/v1/openapi.json";
            let refused = [404, 405, 429].contains(&reply.status);
            assert!(
                outside || refused,
                "{asked}, and the document does not have it"
            );
            return;
        };
        self.check_operation(&asked, operation, reply);
    }

    fn check_problem(&self, asked: &str, path: &str, correlation_id: &str, reply: &Reply) {
        assert_eq!(
            essence(reply),
            "application/problem+json",
            "{asked}: {}",
            reply.text()
        );
        let problem = reply.json();
        self.check_body(
            asked,
            "Problem",
            &json!({ "$ref": "#/components/schemas/Problem" }),
            &problem,
        );
        assert_eq!(problem["status"], reply.status, "{asked}: {problem}");
        assert_eq!(
            problem["correlationId"], correlation_id,
            "{asked}: {problem}"
        );
        assert_eq!(problem["instance"], path, "{asked}: {problem}");
        let kind = format!("/problems/{}", problem["code"].as_str().unwrap());
        assert_eq!(problem["type"], kind, "{asked}: {problem}");
        if reply.status == 401 {
            assert!(
                reply.header("WWW-Authenticate").is_some(),
                "{asked} without WWW-Authenticate"
            );
        }
        if [429, 503].contains(&reply.status) {
            let seconds = reply
                .header("Retry-After")
                .and_then(|text| text.parse::<u32>().ok());
            assert!(seconds.is_some(), "{asked} without Retry-After");
        }
    }

    fn check_operation(&self, asked: &str, operation: &Operation, reply: &Reply) {
        let status = reply.status.to_string();
        let documented = &operation.spec["responses"][&status];
        assert!(
            documented.is_object(),
            "{asked}, which is not documented: {}",
            reply.text()
        );
        for name in ["ETag", "Location"] {
            let promised = documented["headers"].get(name).is_some();
            assert!(
                !promised || reply.header(name).is_some(),
                "{asked} without {name}"
            );
        }
        if operation.path.starts_with("/v1/accounts") {
            assert_eq!(reply.header("Cache-Control"), Some("no-store"), "{asked}");
        }
        let Some(content) = documented["content"].as_object() else {
            assert!(
                reply.body.is_empty(),
                "{asked} with a body: {}",
                reply.text()
            );
            return;
        };
        let media = content.get(essence(reply));
        let media =
            media.unwrap_or_else(|| panic!("{asked} with {:?}", reply.header("Content-Type")));
        let name = format!("{} {status}", operation.id);
        let body = match essence(reply) {
            "text/calendar" | "text/csv" => Value::String(reply.text()),
            _ => reply.json(),
        };
        self.check_body(asked, &name, &media["schema"], &body);
        if reply.status >= 400 {
            let code = reply.json()["code"].as_str().unwrap().replace('.', "-");
            let told = media["examples"].get(&code).is_some();
            assert!(
                told,
                "{asked} with the code {code}, which {} does not document",
                operation.id
            );
        }
    }

    /// Panics when a value does not fit a schema of the document.
    pub(crate) fn check_body(&self, asked: &str, name: &str, schema: &Value, body: &Value) {
        let known = self.compiled.borrow().get(name).cloned();
        let validator = known.unwrap_or_else(|| {
            let mut root = schema.clone();
            root["components"] = self.document["components"].clone();
            root["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
            let validator = jsonschema::options()
                .should_validate_formats(true)
                .build(&root);
            let validator = Rc::new(validator.unwrap_or_else(|error| panic!("{name}: {error}")));
            self.compiled
                .borrow_mut()
                .insert(name.into(), validator.clone());
            validator
        });
        let errors: Vec<String> = validator
            .iter_errors(body)
            .map(|error| format!("{} at {:?}", error, error.instance_path().to_string()))
            .collect();
        assert!(
            errors.is_empty(),
            "{asked}, not as documented: {errors:?}\n{body:#}"
        );
    }
}

fn essence(reply: &Reply) -> &str {
    reply
        .header("Content-Type")
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
}
