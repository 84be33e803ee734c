//! Everything that has a day, in one statement: returns and claims, payments apart from them, what filed returns left to
//! pay, last days to object. What the caller may not see in an account is not in its rows.

use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Date, Int4, Jsonb, Nullable, Numeric, Text, Timestamptz, Uuid,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::Money;
use shared::contract::calendar::ObligationKind;
use shared::form::FilingKind;
use shared::id::{AccountId, AssessmentId, ClientId, FilingId, PeriodId, PersonId};
use shared::program::Program;

/// What is asked for.
#[derive(Clone, Debug)]
pub(in crate::feature::calendar) struct Wanted {
    /// Of whom.
    pub(in crate::feature::calendar) person: PersonId,
    /// Of this account only.
    pub(in crate::feature::calendar) account: Option<AccountId>,
    /// Of this program only.
    pub(in crate::feature::calendar) program: Option<Program>,
    /// Of these kinds.
    pub(in crate::feature::calendar) kinds: Vec<ObligationKind>,
    /// From this day
    pub(in crate::feature::calendar) from: NaiveDate,
    /// to this one.
    pub(in crate::feature::calendar) to: NaiveDate,
    /// Today.
    pub(in crate::feature::calendar) today: NaiveDate,
    /// Leave out what is done.
    pub(in crate::feature::calendar) open: bool,
    /// Only what somebody should see to now.
    pub(in crate::feature::calendar) pressing: bool,
    /// Go on after this place: day, number, occurrence, key.
    pub(in crate::feature::calendar) after: Option<(NaiveDate, String, String, String)>,
    /// So many rows.
    pub(in crate::feature::calendar) limit: i64,
}

/// One thing to be done, with its account.
#[derive(Clone, Debug, QueryableByName)]
pub(in crate::feature::calendar) struct Row {
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) key: String,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) kind: ObligationKind,
    #[diesel(sql_type = Uuid)]
    pub(in crate::feature::calendar) account: AccountId,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) program: Program,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) number: String,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) occurrence: String,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) account_name: String,
    #[diesel(sql_type = Uuid)]
    pub(in crate::feature::calendar) client: ClientId,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) client_name: String,
    #[diesel(sql_type = Bool)]
    pub(in crate::feature::calendar) prepares: bool,
    #[diesel(sql_type = Bool)]
    pub(in crate::feature::calendar) sees_money: bool,
    #[diesel(sql_type = Uuid)]
    pub(in crate::feature::calendar) period: PeriodId,
    #[diesel(sql_type = Date)]
    pub(in crate::feature::calendar) starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub(in crate::feature::calendar) ends_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) form: String,
    #[diesel(sql_type = Date)]
    pub(in crate::feature::calendar) nominal_due_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub(in crate::feature::calendar) due_on: NaiveDate,
    /// Of a payment: `instalment`, `balance`, or `owing` for what a filed return left to pay.
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::feature::calendar) payment: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::feature::calendar) label: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub(in crate::feature::calendar) why: Option<Value>,
    #[diesel(sql_type = Int4)]
    pub(in crate::feature::calendar) version: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::feature::calendar) changed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Numeric>)]
    pub(in crate::feature::calendar) amount: Option<Money>,
    #[diesel(sql_type = Nullable<Numeric>)]
    pub(in crate::feature::calendar) left_to_pay: Option<Money>,
    #[diesel(sql_type = Nullable<Uuid>)]
    pub(in crate::feature::calendar) filing: Option<FilingId>,
    /// Absent for who may not see assessments.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub(in crate::feature::calendar) assessment: Option<AssessmentId>,
    #[diesel(sql_type = Bool)]
    pub(in crate::feature::calendar) assessed: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(in crate::feature::calendar) draft_saved_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::feature::calendar) draft_saved_by: Option<String>,
    #[diesel(sql_type = Nullable<Numeric>)]
    pub(in crate::feature::calendar) draft_payable: Option<Money>,
}

/// The accounts that somebody may see, with what may be seen in each.
macro_rules! mine {
    () => {
        "WITH mine AS (
            SELECT account.id, account.program, account.number, account.occurrence, account.name, account.opened_on,
                account.closed_on, client.id AS client_id, client.name AS client_name,
                access.permissions @> ARRAY['prepare-filing'] AS prepares,
                access.permissions @> ARRAY['view-financial'] AS sees_money,
                access.permissions @> ARRAY['view-assessments'] AS sees_assessments
            FROM access
            JOIN account ON account.id = access.account_id
            JOIN client ON client.id = account.client_id
            WHERE access.person_id = $1 AND access.ended_at IS NULL AND access.permissions @> ARRAY['view-account']
                AND ($2::uuid IS NULL OR account.id = $2) AND ($3::text IS NULL OR account.program = $3)
        )"
    };
}

/// The newest filing of a period and its assessment.
macro_rules! newest {
    () => {
        "LEFT JOIN LATERAL (
            SELECT filing.id, filing.kind, assessment.id AS assessment_id
            FROM filing
            LEFT JOIN assessment ON assessment.account_id = filing.account_id AND assessment.filing_id = filing.id
            WHERE filing.account_id = period.account_id AND filing.period_id = period.id
            ORDER BY filing.revision DESC, assessment.seq DESC LIMIT 1
        ) AS newest ON true"
    };
}

/// What the ledger has on the client's side of a period: charges less payments.
macro_rules! ledger {
    () => {
        "CROSS JOIN LATERAL (
            SELECT coalesce(sum(balance), 0) AS balance FROM ledger_account
            WHERE account_id = period.account_id AND period_id = period.id AND kind NOT LIKE 'crown-%'
        ) AS ledger"
    };
}

/// Parameters: 1 person, 2 account, 3 program, 4 kinds, 5 from, 6 to, 7 today, 8 leave out what is done, 9 only what is
/// pressing, 10 the programs and forms of claims, 11 to 14 the place to go on after, 15 rows.
const ROWS: &str = concat!(
    mine!(),
    ", entry AS (
        -- Returns and claims.
        SELECT 'filing-' || period.id AS key,
            CASE WHEN mine.program || ' ' || period.form = ANY($10) THEN 'claim' ELSE 'return' END AS kind,
            mine.id AS account, period.id AS period, period.starts_on, period.ends_on, period.form,
            period.nominal_due_on, period.due_on, NULL::text AS payment, NULL::text AS label, NULL::jsonb AS why,
            1 AS version, NULL::timestamptz AS changed_at, NULL::numeric AS amount, NULL::numeric AS left_to_pay,
            newest.id AS filing, newest.assessment_id AS assessment, newest.id IS NOT NULL AS done,
            period.ends_on < $7 AS pressing
        FROM mine
        JOIN period ON period.account_id = mine.id AND period.due_on BETWEEN $5 AND $6
        ",
    newest!(),
    "
        WHERE $4 && ARRAY['return', 'claim'] AND newest.kind IS DISTINCT FROM 'statement'
        UNION ALL
        -- Instalments and balances. What was paid counts for the earliest instalments first.
        SELECT 'payment-' || payment.id, 'payment', mine.id, period.id, period.starts_on, period.ends_on, period.form,
            payment.nominal_due_on, payment.due_on, payment.kind, payment.label, payment.why, payment.version,
            payment.changed_at, CASE WHEN mine.sees_money THEN payment.amount END, money.left_to_pay, newest.id,
            newest.assessment_id,
            money.left_to_pay = 0 OR (money.left_to_pay IS NULL AND payment.due_on < $7)
                OR (payment.kind = 'instalment' AND newest.assessment_id IS NOT NULL),
            payment.due_on <= $7 + 31 AND (newest.assessment_id IS NULL OR payment.due_on >= $7)
        FROM mine
        JOIN payment_due AS payment ON payment.account_id = mine.id AND payment.due_on BETWEEN $5 AND $6
        JOIN period ON period.account_id = mine.id AND period.id = payment.period_id
        ",
    newest!(),
    "
        ",
    ledger!(),
    "
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(before.amount), 0) AS amount FROM payment_due AS before
            WHERE before.account_id = payment.account_id AND before.period_id = payment.period_id
                AND before.kind = payment.kind AND before.number < payment.number
        ) AS earlier
        LEFT JOIN draft ON draft.account_id = mine.id AND draft.period_id = period.id AND mine.prepares
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN NOT mine.sees_money THEN NULL
                WHEN payment.kind <> 'instalment' AND newest.assessment_id IS NOT NULL THEN greatest(ledger.balance, 0)
                WHEN payment.kind <> 'instalment' THEN CASE WHEN draft.payable > 0 THEN draft.payable END
                WHEN newest.assessment_id IS NOT NULL OR payment.amount IS NULL THEN NULL
                ELSE greatest(least(payment.amount, payment.amount + earlier.amount + ledger.balance), 0)
            END AS left_to_pay
        ) AS money
        WHERE $4 && ARRAY['payment']
        UNION ALL
        -- What filed returns left to pay, where it is due with the return.
        SELECT 'owing-' || period.id, 'payment', mine.id, period.id, period.starts_on, period.ends_on, period.form,
            period.nominal_due_on, period.due_on, 'owing', NULL, NULL, 1, NULL, ledger.balance, ledger.balance, newest.id,
            newest.assessment_id, false, period.due_on BETWEEN $7 AND $7 + 31
        FROM mine
        JOIN period ON period.account_id = mine.id AND period.due_on BETWEEN $5 AND $6
        ",
    newest!(),
    "
        ",
    ledger!(),
    "
        WHERE $4 && ARRAY['payment'] AND mine.sees_money AND ledger.balance > 0 AND newest.assessment_id IS NOT NULL
            AND (NOT $9 OR period.due_on >= $7)
            AND NOT EXISTS (
                SELECT 1 FROM payment_due AS apart
                WHERE apart.account_id = mine.id AND apart.period_id = period.id AND apart.kind = 'balance'
            )
        UNION ALL
        -- The last day to object to the newest assessment of a period.
        SELECT 'objection-' || assessment.id, 'objection', mine.id, period.id, period.starts_on, period.ends_on,
            period.form, assessment.objection_until, assessment.objection_until, NULL, NULL, NULL, 1, assessment.posted_at,
            NULL, NULL, filing.id, assessment.id, assessment.objection_until < $7, false
        FROM mine
        JOIN assessment ON assessment.account_id = mine.id AND assessment.objection_until BETWEEN $5 AND $6
        JOIN filing ON filing.account_id = mine.id AND filing.id = assessment.filing_id
        JOIN period ON period.account_id = mine.id AND period.id = assessment.period_id
        WHERE $4 && ARRAY['objection'] AND mine.sees_assessments AND NOT EXISTS (
            SELECT 1 FROM assessment AS newer
            WHERE newer.account_id = mine.id AND newer.period_id = assessment.period_id AND newer.seq > assessment.seq
        )
    )
    SELECT entry.key, entry.kind, entry.account, mine.program, mine.number, mine.occurrence, mine.name AS account_name,
        mine.client_id AS client, mine.client_name, mine.prepares, mine.sees_money, entry.period, entry.starts_on,
        entry.ends_on, entry.form, entry.nominal_due_on, entry.due_on, entry.payment, entry.label, entry.why,
        entry.version, entry.changed_at, entry.amount, entry.left_to_pay, entry.filing,
        CASE WHEN mine.sees_assessments THEN entry.assessment END AS assessment,
        entry.assessment IS NOT NULL AS assessed, draft.saved_at AS draft_saved_at, person.name AS draft_saved_by,
        draft.payable AS draft_payable
    FROM entry
    JOIN mine ON mine.id = entry.account
    LEFT JOIN draft ON mine.prepares AND entry.kind IN ('return', 'claim') AND entry.filing IS NULL
        AND draft.account_id = entry.account AND draft.period_id = entry.period
    LEFT JOIN person ON person.id = draft.saved_by
    WHERE entry.kind = ANY($4) AND NOT ($8 AND entry.done IS TRUE) AND (NOT $9 OR entry.pressing)
        AND (mine.closed_on IS NULL OR entry.filing IS NOT NULL OR entry.starts_on <= mine.closed_on)
        AND ($11::date IS NULL
            OR (entry.due_on, mine.number, mine.occurrence, entry.key COLLATE \"C\") > ($11, $12, $13, $14))
    ORDER BY entry.due_on, mine.number, mine.occurrence, entry.key COLLATE \"C\"
    LIMIT $15"
);

/// The programs and forms of claims, as the statement compares them.
fn claims() -> Vec<String> {
    let programs = Program::ALL.iter();
    programs
        .flat_map(|program| {
            let forms = program.facts().forms.iter();
            let claims = forms.filter(|form| form.kind == FilingKind::Claim);
            claims.map(move |form| format!("{program} {}", form.code))
        })
        .collect()
}

/// Rows in the order of their days, then by account and key.
pub(in crate::feature::calendar) async fn rows(
    connection: &mut AsyncPgConnection,
    wanted: &Wanted,
) -> Result<Vec<Row>, ApiError> {
    let (day, number, occurrence, key) = match wanted.after.clone() {
        Some((day, number, occurrence, key)) => (Some(day), number, occurrence, key),
        None => (None, String::new(), String::new(), String::new()),
    };
    let rows = diesel::sql_query(ROWS)
        .bind::<Uuid, _>(wanted.person)
        .bind::<Nullable<Uuid>, _>(wanted.account)
        .bind::<Nullable<Text>, _>(wanted.program)
        .bind::<Array<Text>, _>(&wanted.kinds)
        .bind::<Date, _>(wanted.from)
        .bind::<Date, _>(wanted.to)
        .bind::<Date, _>(wanted.today)
        .bind::<Bool, _>(wanted.open)
        .bind::<Bool, _>(wanted.pressing)
        .bind::<Array<Text>, _>(claims())
        .bind::<Nullable<Date>, _>(day)
        .bind::<Text, _>(number)
        .bind::<Text, _>(occurrence)
        .bind::<Text, _>(key)
        .bind::<BigInt, _>(wanted.limit);
    Ok(rows.load(connection).await?)
}

/// An account whose program has claims for days, or something to renew; with the days that were claimed by the last day
/// to claim them.
#[derive(Clone, Debug, QueryableByName)]
pub(in crate::feature::calendar) struct Claimant {
    #[diesel(sql_type = Uuid)]
    pub(in crate::feature::calendar) account: AccountId,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) program: Program,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) number: String,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) occurrence: String,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) account_name: String,
    #[diesel(sql_type = Uuid)]
    pub(in crate::feature::calendar) client: ClientId,
    #[diesel(sql_type = Text)]
    pub(in crate::feature::calendar) client_name: String,
    #[diesel(sql_type = Bool)]
    pub(in crate::feature::calendar) prepares: bool,
    #[diesel(sql_type = Date)]
    pub(in crate::feature::calendar) opened_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::feature::calendar) closed_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(in crate::feature::calendar) form: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(in crate::feature::calendar) due_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(in crate::feature::calendar) days: Option<i64>,
}

const CLAIMANTS: &str = concat!(
    mine!(),
    "
    SELECT mine.id AS account, mine.program, mine.number, mine.occurrence, mine.name AS account_name,
        mine.client_id AS client, mine.client_name, mine.prepares, mine.opened_on, mine.closed_on, claimed.form,
        claimed.due_on, claimed.days
    FROM mine
    LEFT JOIN LATERAL (
        SELECT period.form, period.due_on, sum(period.ends_on - period.starts_on + 1) AS days
        FROM period
        WHERE period.account_id = mine.id AND period.due_on BETWEEN $4 AND $5 AND EXISTS (
            SELECT 1 FROM filing WHERE filing.account_id = mine.id AND filing.period_id = period.id
        )
        GROUP BY period.form, period.due_on
    ) AS claimed ON true
    WHERE mine.program = ANY($6)
    ORDER BY mine.number, mine.occurrence, mine.id"
);

/// The accounts in some programs, each with what was claimed; more than once when there were several last days.
pub(in crate::feature::calendar) async fn claimants(
    connection: &mut AsyncPgConnection,
    wanted: &Wanted,
    programs: &[Program],
) -> Result<Vec<Claimant>, ApiError> {
    let rows = diesel::sql_query(CLAIMANTS)
        .bind::<Uuid, _>(wanted.person)
        .bind::<Nullable<Uuid>, _>(wanted.account)
        .bind::<Nullable<Text>, _>(wanted.program)
        .bind::<Date, _>(wanted.from)
        .bind::<Date, _>(wanted.to)
        .bind::<Array<Text>, _>(programs);
    Ok(rows.load(connection).await?)
}
