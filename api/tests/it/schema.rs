//! The database is what the code believes it to be, and what the promises about it say.

use crate::support::{World, it};
use diesel::sql_types::{Bool, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use std::collections::{BTreeMap, BTreeSet};

/// Tables whose rows are never changed or removed.
const APPEND_ONLY: [&str; 18] = [
    "allocation_order",
    "assessment",
    "audit",
    "credit_act",
    "event",
    "filing",
    "filing_line",
    "filing_rate",
    "idempotency",
    "journal",
    "loss_carried",
    "message",
    "person_audit",
    "posting",
    "program_term",
    "receipt",
    "risk_rule",
    "work_step",
];

/// Tables that only the triggers write.
const KEPT: [&str; 3] = ["account_balance", "ledger_account", "rate_use"];

/// Rows that many accounts share: the only tables that a foreign key may point to.
const REFERENCE: [&str; 4] = ["client", "person", "proposal", "rate"];

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    data_type: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

const COLUMNS: &str = "
SELECT table_name::text, column_name::text, data_type::text || coalesce(' of ' || e.inner_type, '') AS data_type,
    is_nullable = 'YES' AS nullable
FROM information_schema.columns AS c
LEFT JOIN LATERAL (SELECT e.data_type::text AS inner_type FROM information_schema.element_types AS e
    WHERE e.object_schema = c.table_schema AND e.object_name = c.table_name AND e.object_type = 'TABLE'
    AND e.collection_type_identifier = c.dtd_identifier) AS e ON true
WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%'
ORDER BY table_name, ordinal_position";

/// Columns by table: name, type and whether it may be null, in order.
pub(crate) type Tables = BTreeMap<String, Vec<(String, String, bool)>>;

pub(crate) async fn tables(connection: &mut AsyncPgConnection) -> Tables {
    let rows: Vec<Column> = sql_query(COLUMNS).load(connection).await.unwrap();
    let mut tables = Tables::new();
    for row in rows {
        let column = (row.column_name, row.data_type, row.nullable);
        tables.entry(row.table_name).or_default().push(column);
    }
    tables
}

fn sql_type(diesel: &str) -> &str {
    match diesel {
        "Text" => "text",
        "Date" => "date",
        "Numeric" => "numeric",
        "Uuid" => "uuid",
        "Timestamptz" => "timestamp with time zone",
        "Bytea" => "bytea",
        "Bool" => "boolean",
        "Int4" | "Integer" => "integer",
        "Int8" | "BigInt" => "bigint",
        "Jsonb" => "jsonb",
        "Array<Text>" => "ARRAY of text",
        other => panic!("what is {other} in SQL?"),
    }
}

/// The tables of `schema.rs` and its parts, read from their text.
fn declared() -> Tables {
    let source = concat!(
        include_str!("../../src/db/schema.rs"),
        include_str!("../../src/db/schema/desk.rs"),
        include_str!("../../src/db/schema/money.rs"),
    );
    let mut tables = Tables::new();
    for block in source.split("diesel::table! {").skip(1) {
        let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty());
        let head = lines.next().unwrap();
        let name = head.split([' ', '(']).next().unwrap().to_owned();
        let columns = lines.take_while(|line| !line.starts_with('}')).map(|line| {
            let (column, kind) = line.trim_end_matches(',').split_once(" -> ").unwrap();
            let inner = kind
                .strip_prefix("Nullable<")
                .and_then(|kind| kind.strip_suffix('>'));
            (
                column.to_owned(),
                sql_type(inner.unwrap_or(kind)).to_owned(),
                inner.is_some(),
            )
        });
        tables.insert(name, columns.collect());
    }
    tables
}

#[test]
fn the_code_and_the_database_agree_on_every_column() {
    it(async |world| {
        let found = tables(&mut world.owner().await).await;
        let declared = declared();
        assert!(
            declared.len() > 20,
            "schema.rs was not read: {} tables",
            declared.len()
        );
        for (table, columns) in &declared {
            assert_eq!(Some(columns), found.get(table), "{table}");
        }
        // A queue that nothing reads yet may wait for its code.
        let unknown: Vec<&String> = found
            .keys()
            .filter(|table| !declared.contains_key(*table))
            .collect();
        assert!(
            unknown.iter().all(|table| *table == "job"),
            "not in schema.rs: {unknown:?}"
        );
    });
}

async fn denied(connection: &mut AsyncPgConnection, sql: &str) {
    let error = connection.batch_execute(sql).await.err();
    let error = error
        .unwrap_or_else(|| panic!("{sql}: was done"))
        .to_string();
    let why = ["permission denied", "append-only"];
    assert!(
        why.iter().any(|word| error.contains(word)),
        "{sql}: {error}"
    );
}

#[test]
fn the_application_cannot_change_or_remove_history() {
    it(async |world| {
        fill(world).await;
        let mut app = world.state.db.read().await.unwrap();
        let columns = tables(&mut world.owner().await).await;
        for table in APPEND_ONLY.iter().chain(&KEPT) {
            let column = &columns[*table][0].0;
            denied(&mut app, &format!("UPDATE {table} SET {column} = {column}")).await;
            denied(&mut app, &format!("DELETE FROM {table}")).await;
            denied(&mut app, &format!("TRUNCATE {table}")).await;
        }
        for table in KEPT {
            let copy = format!("INSERT INTO {table} SELECT * FROM {table}");
            denied(&mut app, &copy).await;
        }
        for sql in [
            "DROP TABLE posting",
            "ALTER TABLE posting DISABLE TRIGGER ALL",
        ] {
            let error = app.batch_execute(sql).await.unwrap_err().to_string();
            assert!(error.contains("must be owner"), "{sql}: {error}");
        }
        denied(&mut app, "CREATE TABLE mine ()").await;
    });
}

#[test]
fn not_even_the_owner_changes_history_by_mistake() {
    it(async |world| {
        fill(world).await;
        let mut owner = world.owner().await;
        let columns = tables(&mut owner).await;
        for table in APPEND_ONLY {
            let column = &columns[table][0].0;
            denied(
                &mut owner,
                &format!("UPDATE {table} SET {column} = {column}"),
            )
            .await;
            denied(&mut owner, &format!("DELETE FROM {table}")).await;
            denied(&mut owner, &format!("TRUNCATE {table}")).await;
        }
    });
}

/// A row in every table of history.
async fn fill(world: &World) {
    let (maya, account) = world.holder().await;
    let path = account.period_path("2026-10", "/filings");
    maya.file(
        path,
        "key",
        crate::support::filing(&crate::support::OCTOBER),
    )
    .expect(201)
    .await;
    crate::desk::change_terms(world).await;
    crate::desk::flag_a_claim(world).await;
    let paid = serde_json::json!({ "accountId": account.id, "periodId": account.period("2026-11"), "amount": "9.00" });
    let stranger = world.stranger();
    stranger
        .post("/sandbox/v1/payments", paid)
        .expect(201)
        .await;
    let carried = serde_json::json!({ "toPeriodId": account.period("2026-12") });
    let path = account.period_path("2026-11", "/credit-transfers");
    maya.file(path, "key", carried).expect(201).await;
    let corporation = crate::support::corporation(world, "2024-01-01").await;
    let losses = crate::support::at1("-1000", &serde_json::json!({}));
    let losses = crate::support::carrying(losses, &[("non-capital", "1000", ["1000", "0", "0"])]);
    crate::support::files(world, &corporation, "2025-01", losses).await;
    let mut owner = world.owner().await;
    for table in APPEND_ONLY {
        let rows = sql_query(format!("SELECT 1 FROM {table}"))
            .execute(&mut owner)
            .await
            .unwrap();
        assert!(rows > 0, "nothing in {table} to try it on");
    }
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

const KEYS: &str = "
SELECT t.relname::text AS table_name, CASE WHEN i.indisprimary THEN 'primary' ELSE 'unique' END AS kind,
    (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number) AS columns
FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND i.indisunique AND t.relname NOT LIKE '\\_\\_diesel%'";

#[test]
fn what_belongs_to_an_account_is_keyed_by_the_account_first() {
    it(async |world| {
        let mut owner = world.owner().await;
        let scoped: BTreeSet<String> = tables(&mut owner)
            .await
            .into_iter()
            .filter(|(_table, columns)| columns.iter().any(|column| column.0 == "account_id"))
            .map(|(table, _columns)| table)
            .collect();
        assert!(scoped.len() > 15, "{scoped:?}");
        let keys: Vec<Key> = sql_query(KEYS).load(&mut owner).await.unwrap();
        for key in keys.iter().filter(|key| scoped.contains(&key.table_name)) {
            let Key {
                table_name,
                columns,
                kind,
            } = key;
            let columns: Vec<&str> = columns.split(',').collect();
            assert!(
                columns.contains(&"account_id"),
                "{table_name}: {kind} {columns:?}"
            );
            assert!(
                kind != "primary" || columns[0] == "account_id",
                "{table_name}: {columns:?}"
            );
        }
        let primary: BTreeSet<&str> = keys
            .iter()
            .filter(|key| key.kind == "primary")
            .map(|key| key.table_name.as_str())
            .collect();
        for table in &scoped {
            assert!(
                primary.contains(table.as_str()),
                "{table} has no primary key"
            );
        }
    });
}

#[derive(QueryableByName)]
struct Foreign {
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Text)]
    target: String,
}

#[test]
fn no_foreign_key_leads_to_a_table_of_accounts() {
    it(async |world| {
        let keys = "SELECT conrelid::regclass::text AS source, confrelid::regclass::text AS target
                    FROM pg_constraint WHERE contype = 'f'";
        let keys: Vec<Foreign> = sql_query(keys)
            .load(&mut world.owner().await)
            .await
            .unwrap();
        assert!(!keys.is_empty());
        for Foreign { source, target } in keys {
            assert!(
                REFERENCE.contains(&target.as_str()),
                "{source} refers to {target}"
            );
        }
    });
}

#[test]
fn every_connection_of_the_pool_has_its_limits() {
    it(async |world| {
        #[derive(QueryableByName)]
        struct Setting {
            #[diesel(sql_type = Text)]
            setting: String,
        }
        for name in [
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
        ] {
            let sql = format!("SELECT setting FROM pg_settings WHERE name = '{name}'");
            let mut app = world.state.db.read().await.unwrap();
            let found: Setting = sql_query(sql).get_result(&mut app).await.unwrap();
            let millis: u32 = found.setting.parse().unwrap();
            assert!((1..=10_000).contains(&millis), "{name} is {millis}");
        }
    });
}
