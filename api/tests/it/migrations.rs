//! Migrations: up, down and up again; and what one does to the rows that are there.

use crate::schema::{Tables, tables};
use crate::support::{Database, owner_of};
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");

/// Steps since the one that gives interest a last day, itself among them.
const SINCE_PRESCRIBED: usize = 1;

#[test]
fn migrations_run_up_down_and_up_again_to_the_same_database() {
    actix_web::rt::System::new().block_on(async {
        let database = Database::empty().await;
        let url = database.owner_url();
        api::db::migrate::run(&url).await.unwrap();
        let mut owner = owner_of(&url).await;
        let first = tables(&mut owner).await;
        revert(&url, None).await;
        assert_eq!(
            tables(&mut owner).await,
            Tables::new(),
            "what down left behind"
        );
        api::db::migrate::run(&url).await.unwrap();
        assert_eq!(tables(&mut owner).await, first);
        // Once more with nothing to do: the routines are replaced and nothing breaks.
        api::db::migrate::run(&url).await.unwrap();
        assert_eq!(tables(&mut owner).await, first);
        drop(owner);
        database.drop().await;
    });
}

/// Takes every migration back, or the last so many. The harness blocks its thread, so it gets a runtime of its own.
async fn revert(url: &str, last: Option<usize>) {
    let url = url.to_owned();
    let work = async move {
        let connection = AsyncPgConnection::establish(&url).await.unwrap();
        let mut harness = AsyncMigrationHarness::new(connection);
        match last {
            None => {
                harness.revert_all_migrations(MIGRATIONS).unwrap();
            }
            Some(count) => {
                for _step in 0..count {
                    harness.revert_last_migration(MIGRATIONS).unwrap();
                }
            }
        }
    };
    let apart = move || {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
            .block_on(work);
    };
    tokio::task::spawn_blocking(apart).await.unwrap();
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

async fn lines(owner: &mut AsyncPgConnection, query: &str) -> Vec<String> {
    let rows: Vec<Line> = sql_query(query).load(owner).await.unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

/// Earlier releases carried the last rate of interest over. What was never prescribed goes, also where it was used, and
/// the desk can enter what comes after; what it entered itself counts for its quarter.
#[test]
fn interest_that_was_carried_over_ends_where_it_was_prescribed() {
    actix_web::rt::System::new().block_on(async {
        let database = Database::empty().await;
        let url = database.owner_url();
        api::db::migrate::run(&url).await.unwrap();
        revert(&url, Some(SINCE_PRESCRIBED)).await;
        let mut owner = owner_of(&url).await;
        let before = "
            ALTER TABLE rate DISABLE TRIGGER USER;
            INSERT INTO rate (code, effective_on, value, confidence, source)
            SELECT code, effective_on, 0.07, 'unverified', 'Last published rate; carried over until the next one is published'
            FROM (VALUES ('debit-interest', date '2026-04-01'), ('credit-interest', '2026-04-01'), ('ifta-interest', '2015-10-01'), ('ifta-interest', '2024-01-01')) AS carried (code, effective_on);
            INSERT INTO person SELECT gen_random_uuid(), 'test', name, name, NULL, now() FROM unnest(ARRAY['one', 'other']) AS name;
            INSERT INTO proposal (id, kind, subject, effective_on, change, reason, status, proposed_by, proposed_at, decided_by, decided_at)
            SELECT gen_random_uuid(), 'rate', 'debit-interest', '2027-01-01', '{}', 'Published', 'approved', one.id, now(), other.id, now()
            FROM person AS one, person AS other WHERE one.name = 'one' AND other.name = 'other';
            INSERT INTO rate (code, effective_on, value, confidence, source, proposal_id) SELECT 'debit-interest', '2027-01-01', 0.06, 'confirmed', 'Entered at the desk', id FROM proposal;
            ALTER TABLE rate ENABLE TRIGGER USER;
            INSERT INTO rate_use (code, last_on) VALUES
                ('debit-interest', '2026-02-28'), ('debit-interest', '2026-08-31'), ('debit-interest', '2026-10-31'), ('credit-interest', '2026-05-31'), ('tourism-levy', '2026-10-31');
            ALTER TABLE filing_rate DISABLE TRIGGER USER;
            WITH one AS (SELECT gen_random_uuid() AS account, gen_random_uuid() AS filing, gen_random_uuid() AS period),
            month AS (INSERT INTO period (account_id, id, starts_on, ends_on, nominal_due_on, due_on, form) SELECT account, period, '2026-10-01', '2026-10-31', '2026-11-28', '2026-11-30', 'return' FROM one),
            filed AS (INSERT INTO filing (account_id, id, period_id, kind, revision, form_version, entered, evaluation, payable, received_at, filed_on, filed_by, filed_by_name)
                SELECT account, filing, period, 'return', 1, 'test', '{}', '{}', 0, now(), '2026-11-20', account, 'One' FROM one)
            INSERT INTO filing_rate (account_id, filing_id, code, effective_on, value, confidence, source) SELECT account, filing, 'fuel.diesel', '2024-04-01', 0.13, 'confirmed', 'Relief' FROM one;
            ALTER TABLE filing_rate ENABLE TRIGGER USER;
            INSERT INTO rate_use (code, last_on) VALUES ('fuel.diesel', '2026-10-31') ON CONFLICT DO NOTHING";
        owner.batch_execute(before).await.unwrap();
        api::db::migrate::run(&url).await.unwrap();

        let ends = "SELECT code || ' ' || effective_on || ' ' || coalesce(until::text, '-') AS line FROM rate
            WHERE code LIKE '%interest' AND effective_on > CASE code WHEN 'ifta-interest' THEN date '2015-01-01' ELSE '2025-12-31' END ORDER BY code, effective_on";
        let expected = [
            "credit-interest 2026-01-01 2026-03-31",
            "debit-interest 2026-01-01 2026-03-31",
            "debit-interest 2027-01-01 2027-03-31",
            "ifta-interest 2015-07-01 2015-09-30",
            "ifta-interest 2023-01-01 2023-12-31",
        ];
        assert_eq!(lines(&mut owner, ends).await, expected);
        let used = "SELECT code || ' ' || last_on AS line FROM rate_use ORDER BY code, last_on";
        let expected = [
            "credit-interest 2026-03-31",
            "debit-interest 2026-02-28",
            "debit-interest 2026-03-31",
            "fuel.diesel 2026-10-31",
            "tourism-levy 2026-10-31",
        ];
        assert_eq!(lines(&mut owner, used).await, expected);
        // A return of October was worked out with diesel's rate, none with that of gasoline.
        let fuel = "SELECT code || ' ' || until AS line FROM rate WHERE code IN ('fuel.diesel', 'fuel.gasoline') AND until IS NOT NULL ORDER BY code";
        let expected = ["fuel.diesel 2026-10-31", "fuel.gasoline 2026-06-30"];
        assert_eq!(lines(&mut owner, fuel).await, expected);
        drop(owner);
        database.drop().await;
    });
}
