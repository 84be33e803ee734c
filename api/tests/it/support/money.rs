//! What must hold of the ledger after anything.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;

#[derive(QueryableByName)]
struct Wrong {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

const RULES: &str = "
SELECT 'journals that do not sum to zero' AS what, count(*) AS rows FROM
    (SELECT 1 FROM posting GROUP BY account_id, journal_id HAVING sum(amount) <> 0) AS x
UNION ALL SELECT 'ledgers that do not sum to zero', count(*) FROM
    (SELECT 1 FROM posting GROUP BY account_id HAVING sum(amount) <> 0) AS x
UNION ALL SELECT 'kept balances of a kind that are not the sum', count(*) FROM
    (SELECT account_id, period_id, kind, sum(amount) AS total FROM posting GROUP BY 1, 2, 3) AS p
    FULL JOIN ledger_account AS k USING (account_id, period_id, kind) WHERE p.total IS DISTINCT FROM k.balance
UNION ALL SELECT 'kept balances of an account that are not the sum', count(*) FROM
    (SELECT account_id, sum(amount) AS total, count(*) AS entries FROM posting WHERE kind NOT LIKE 'crown-%' GROUP BY 1) AS p
    FULL JOIN account_balance AS k USING (account_id)
    WHERE p.total IS DISTINCT FROM k.amount OR p.entries IS DISTINCT FROM k.entries
UNION ALL SELECT 'statement lines whose balance is not the sum up to them', count(*) FROM
    (SELECT balance, sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS total FROM posting WHERE seq IS NOT NULL) AS p
    WHERE balance <> total
UNION ALL SELECT 'journals without postings', count(*) FROM journal AS j
    WHERE NOT EXISTS (SELECT 1 FROM posting AS p WHERE p.account_id = j.account_id AND p.journal_id = j.id)
UNION ALL SELECT 'filings without their receipt and key, and with neither assessment nor work', count(*) FROM filing AS f
    WHERE NOT EXISTS (SELECT 1 FROM receipt AS r JOIN idempotency AS i ON i.account_id = r.account_id AND i.receipt_id = r.id
        WHERE r.account_id = f.account_id AND r.filing_id = f.id)
    OR NOT EXISTS (SELECT 1 FROM assessment AS a WHERE a.account_id = f.account_id AND a.filing_id = f.id
        UNION ALL SELECT 1 FROM work AS w WHERE w.account_id = f.account_id AND w.period_id = f.period_id)
UNION ALL SELECT 'numbers missing in the event log', count(*) FROM
    (SELECT seq, row_number() OVER (PARTITION BY account_id ORDER BY seq) AS place FROM event) AS e WHERE seq <> place";

/// Sums are zero, kept balances are sums, and every filing has all that follows from it, or waits at the desk.
pub(crate) async fn assert_ledger_holds(connection: &mut AsyncPgConnection) {
    let found: Vec<Wrong> = sql_query(RULES).load(connection).await.unwrap();
    assert_eq!(found.len(), 8, "every rule gives a row");
    for Wrong { what, rows } in found {
        assert_eq!(rows, 0, "{what}");
    }
}

/// Money as cents.
pub(crate) fn cents(text: &str) -> i64 {
    let money =
        Money::parse_wire(text).unwrap_or_else(|error| panic!("{text:?} is no money: {error}"));
    money.to_string().replace('.', "").parse().unwrap()
}
