//! The newest rows of filings, journals and messages, of each account by its key: no cost grows with a history.

use crate::http::page::PageRequest;
use crate::problem::ApiError;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Int4, Nullable, Numeric, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use shared::Money;
use shared::contract::activity::ActivityKind;
use shared::form::FilingKind;
use shared::id::{AccountId, ClientId, PersonId};
use shared::posting::CauseKind;
use shared::program::Program;
use uuid::Uuid;

/// Something that happened, as it is stored.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Text)]
    pub(super) kind: ActivityKind,
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub(super) client_id: ClientId,
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub(super) account_id: AccountId,
    #[diesel(sql_type = Text)]
    pub(super) account_name: String,
    #[diesel(sql_type = Text)]
    pub(super) program: Program,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) form: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub(super) at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) starts_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub(super) ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) filing_kind: Option<FilingKind>,
    #[diesel(sql_type = Nullable<Int4>)]
    pub(super) revision: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) cause: Option<CauseKind>,
    #[diesel(sql_type = Nullable<Numeric>)]
    pub(super) amount: Option<Money>,
    /// A message's subject.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) words: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) by: Option<String>,
}

/// Parameters: 1 person, 2 the id to go on after, 3 rows. Ids are in the order of time. What an assessment charges is in its
/// notice, which is a message.
const NEWEST: &str = "
    WITH mine AS (
        SELECT account.id, account.program, account.client_id, account.name, access.permissions
        FROM access JOIN account ON account.id = access.account_id
        WHERE access.person_id = $1 AND access.ended_at IS NULL AND access.permissions @> ARRAY['view-account']
    )
    SELECT newest.id, newest.kind, mine.client_id, mine.id AS account_id, mine.name AS account_name, newest.at,
        mine.program, period.form, period.starts_on, period.ends_on, newest.filing_kind, newest.revision, newest.cause, newest.amount, newest.words,
        newest.by
    FROM mine
    CROSS JOIN LATERAL (
        (SELECT id, 'filing' AS kind, received_at AS at, period_id, filing.kind AS filing_kind, revision,
            NULL::text AS cause, NULL::numeric AS amount, NULL::text AS words, filed_by_name AS by
        FROM filing
        WHERE filing.account_id = mine.id AND filing.id < $2 AND mine.permissions @> ARRAY['view-filings']
        ORDER BY id DESC LIMIT $3)
        UNION ALL
        (SELECT id, 'money', recorded_at, period_id, NULL, NULL, cause_kind,
            (SELECT sum(posting.amount) FROM posting WHERE posting.account_id = journal.account_id
                AND posting.journal_id = journal.id AND posting.period_id = journal.period_id AND posting.seq IS NOT NULL),
            NULL, NULL
        FROM journal
        WHERE journal.account_id = mine.id AND journal.id < $2 AND mine.permissions @> ARRAY['view-financial']
            AND cause_kind NOT IN ('assessment', 'statement', 'instalment')
        ORDER BY id DESC LIMIT $3)
        UNION ALL
        (SELECT id, 'message', posted_at, NULL, NULL, NULL, NULL, NULL, subject, NULL
        FROM message
        WHERE message.account_id = mine.id AND message.id < $2 AND mine.permissions @> ARRAY['read-messages']
        ORDER BY id DESC LIMIT $3)
    ) AS newest
    LEFT JOIN period ON period.account_id = mine.id AND period.id = newest.period_id
    ORDER BY newest.id DESC
    LIMIT $3";

/// A page, newest first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    person: PersonId,
    page: &PageRequest,
) -> Result<Vec<Row>, ApiError> {
    let after = page.after(|text| text.parse::<Uuid>().ok())?;
    let rows = diesel::sql_query(NEWEST)
        .bind::<diesel::sql_types::Uuid, _>(person)
        .bind::<diesel::sql_types::Uuid, _>(after.unwrap_or(Uuid::max()))
        .bind::<BigInt, _>(page.fetch())
        .load(connection)
        .await?;
    Ok(rows)
}
