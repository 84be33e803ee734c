//! Who may import whom: the rule of ARCHITECTURE.md, held by reading the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms that know nothing of tax.
const GROUND: [&str; 5] = ["config", "clock", "problem", "db", "http"];

/// What features share. `state` holds what every handler reaches.
const CORE: [&str; 12] = [
    "auth", "ledger", "assess", "notify", "events", "rates", "terms", "forms", "proposal", "work",
    "register", "state",
];

/// The features.
const FEATURES: [&str; 19] = [
    "accounts",
    "activity",
    "assessments",
    "availability",
    "calendar",
    "credits",
    "desk",
    "desk_programs",
    "desk_filings",
    "desk_rates",
    "desk_rules",
    "enrolment",
    "filings",
    "messages",
    "periods",
    "programs",
    "sandbox",
    "session",
    "transactions",
];

/// Edges that the rule would forbid, each with its reason.
const ALLOWED: [(&str, &str, &str); 4] = [
    (
        "http/envelope.rs",
        "state",
        "the outermost middleware asks the limiter and the document",
    ),
    (
        "http/site.rs",
        "state",
        "the pages are in a folder of the settings",
    ),
    (
        "http/rate_limit.rs",
        "auth",
        "a caller is known by the name of the session cookie",
    ),
    (
        "state.rs",
        "feature",
        "the sandbox's issuer lives as long as the process",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// A source file: its path below `src` and its text without comments and unit tests.
struct Source {
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root(), &mut files);
    files
        .iter()
        .map(|file| {
            let path = file
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            let lines = text
                .lines()
                .map(|line| line.split("//").next().unwrap_or_default());
            Source {
                path,
                text: lines.collect::<Vec<_>>().join("\n"),
            }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

impl Source {
    fn room(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    fn feature(&self) -> Option<&str> {
        self.path
            .strip_prefix("feature/")
            .and_then(|rest| rest.split('/').next())
            .filter(|name| *name != "mod.rs")
    }

    fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    fn is_store(&self) -> bool {
        self.file() == "store.rs" || self.path.contains("/store/")
    }

    /// The paths below `prefix` that the text names: `crate::` gives `db`, `feature::filings`.
    fn names(&self, prefix: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (at, _) in self.text.match_indices(prefix) {
            let rest = &self.text[at + prefix.len()..];
            let group = rest
                .strip_prefix('{')
                .map(|rest| rest.split("};").next().unwrap_or_default());
            // The names at the top of `{a, b::{c, d}}` are those outside of inner braces.
            let mut depth = 0;
            let flat: String = group
                .unwrap_or(rest)
                .chars()
                .take_while(|letter| group.is_some() || letter.is_alphanumeric() || *letter == '_')
                .filter(|letter| {
                    depth += i32::from(*letter == '{') - i32::from(*letter == '}');
                    depth == 0 && *letter != '}'
                })
                .collect();
            for name in flat.split(',') {
                let name = name.trim().split("::").next().unwrap_or_default().trim();
                if !name.is_empty() {
                    names.insert(name.to_owned());
                }
            }
        }
        names
    }

    fn may(&self, room: &str) -> bool {
        ALLOWED
            .iter()
            .any(|(path, target, _why)| *path == self.path && *target == room)
    }
}

#[test]
fn the_reader_finds_what_a_source_names() {
    let text = "use crate::db::{Act, Db};\nuse crate::{rates,\n    feature::{filings::{actions, store}, periods},\n};\nlet x = crate::auth::pin();";
    let source = Source {
        path: "x.rs".into(),
        text: text.into(),
    };
    let names: Vec<String> = source.names("crate::").into_iter().collect();
    assert_eq!(names, ["auth", "db", "feature", "rates"]);
    let text = "use crate::feature::{filings::actions, periods};";
    let source = Source {
        path: "x.rs".into(),
        text: text.into(),
    };
    assert_eq!(source.names("crate::feature::").len(), 2);
}

#[test]
fn every_file_has_a_room() {
    let sources = sources();
    assert!(sources.len() > 60, "{} files were read", sources.len());
    let outer = [
        "app", "dev", "lib", "main", "seed", "serve", "feature", "job",
    ];
    for source in &sources {
        let room = source.room();
        let known = GROUND.contains(&room) || CORE.contains(&room) || outer.contains(&room);
        assert!(known, "{}: say in rooms.rs what {room} is", source.path);
    }
    let features: BTreeSet<&str> = sources.iter().filter_map(Source::feature).collect();
    assert_eq!(features, BTreeSet::from(FEATURES));
}

#[test]
fn ground_knows_neither_core_nor_features() {
    for source in sources()
        .iter()
        .filter(|source| GROUND.contains(&source.room()))
    {
        for room in source.names("crate::") {
            let fine = GROUND.contains(&room.as_str()) || source.may(&room);
            assert!(
                fine,
                "{} imports {room}: ground knows nothing of tax",
                source.path
            );
        }
    }
}

#[test]
fn core_knows_no_feature() {
    for source in sources()
        .iter()
        .filter(|source| CORE.contains(&source.room()))
    {
        for room in source.names("crate::") {
            let fine = GROUND.contains(&room.as_str())
                || CORE.contains(&room.as_str())
                || source.may(&room);
            assert!(
                fine,
                "{} imports {room}: core is below the features",
                source.path
            );
        }
    }
}

#[test]
fn a_job_knows_no_route_and_no_store() {
    let jobs: Vec<Source> = sources()
        .into_iter()
        .filter(|source| source.room() == "job")
        .collect();
    assert!(!jobs.is_empty());
    for source in jobs {
        for room in source.names("crate::") {
            let fine = GROUND.contains(&room.as_str())
                || CORE.contains(&room.as_str())
                || ["feature", "job"].contains(&room.as_str());
            assert!(fine, "{} imports {room}", source.path);
        }
        for inner in ["routes", "store"] {
            let named = source.text.contains(&format!("::{inner}"));
            assert!(!named, "{} names {inner}: a job calls actions", source.path);
        }
    }
}

#[test]
fn a_feature_never_imports_another() {
    for source in sources() {
        let Some(feature) = source.feature() else {
            continue;
        };
        for other in source.names("crate::feature::") {
            assert_eq!(
                other, feature,
                "{} imports the feature {other}",
                source.path
            );
        }
        for room in source.names("crate::") {
            let fine = GROUND.contains(&room.as_str())
                || CORE.contains(&room.as_str())
                || room == "feature";
            assert!(fine, "{} imports {room}", source.path);
        }
        assert!(
            !source.text.contains("super::super::"),
            "{} climbs out of its feature",
            source.path
        );
    }
}

#[test]
fn in_a_feature_routes_know_no_database_and_stores_no_web() {
    for source in sources().iter().filter(|source| source.feature().is_some()) {
        let knows = |word: &str| source.text.contains(word);
        if source.file().ends_with("routes.rs") {
            // The issuer's pages stand for another system, which has its people from the store.
            assert!(!knows("diesel"), "{} knows Diesel", source.path);
            let store = knows("store::") && source.file() != "issuer_routes.rs";
            assert!(!store, "{} goes past the actions", source.path);
        }
        if source.is_store() {
            for word in ["actix_web", "HttpResponse", "StatusCode", "crate::state"] {
                assert!(!knows(word), "{} knows {word}", source.path);
            }
            assert!(
                !knows("super::actions") && !knows("super::routes"),
                "{}",
                source.path
            );
        }
    }
}

#[test]
fn actions_know_neither_status_nor_sql() {
    let actions: Vec<Source> = sources()
        .into_iter()
        .filter(|source| {
            source.feature().is_some() && ["actions.rs", "receive.rs"].contains(&source.file())
        })
        .collect();
    assert_eq!(actions.len(), FEATURES.len() + 1);
    for source in actions {
        for word in [
            "actix_web",
            "HttpResponse",
            "StatusCode",
            "super::routes",
            "schema::",
        ] {
            assert!(!source.text.contains(word), "{} knows {word}", source.path);
        }
        let connection = "diesel_async::AsyncPgConnection";
        let mut text = source.text.replace(connection, "");
        if source.path == "feature/availability/actions.rs" {
            // Whether the database answers is the one question that has no rows, and so no store.
            text = text.replace("diesel_async::SimpleAsyncConnection", "");
        }
        assert!(!text.contains("diesel"), "{} speaks SQL", source.path);
    }
}

#[test]
fn only_core_and_ground_write_outside_of_stores() {
    for source in sources() {
        let writes = ["insert_into(", "diesel::update(", "diesel::delete("]
            .iter()
            .any(|word| source.text.contains(word));
        let Some(_feature) = source.feature() else {
            continue;
        };
        assert!(!writes || source.is_store(), "{} writes rows", source.path);
    }
}

#[test]
fn time_is_read_in_one_place_and_never_by_the_database() {
    for source in sources() {
        for word in ["Utc::now", "Local::now", "SystemTime::now"] {
            let here = source.text.contains(word);
            assert!(
                !here || source.path == "clock.rs",
                "{} reads {word}",
                source.path
            );
        }
    }
    let mut files = Vec::new();
    let folder = root().join("../../migrations");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let inside = if path.is_dir() {
            fs::read_dir(path)
                .unwrap()
                .map(|file| file.unwrap().path())
                .collect()
        } else {
            vec![path]
        };
        files.extend(
            inside
                .into_iter()
                .filter(|file| file.extension().is_some_and(|extension| extension == "sql")),
        );
    }
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let code: String = text
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default().to_lowercase() + "\n")
            .collect();
        for word in [
            "now()",
            "current_timestamp",
            "current_date",
            "current_time",
            "localtime",
            "clock_timestamp",
            "statement_timestamp",
            "transaction_timestamp",
        ] {
            assert!(
                !code.contains(word),
                "{} takes {word} from the database's clock",
                file.display()
            );
        }
    }
}
