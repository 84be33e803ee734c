//! The rows of the inbox.

use crate::db::Tx;
use crate::db::schema::{account, client, message, message_read};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::contract::messages::{Message, MessageKind, MessageSummary};
use shared::id::{AccountId, AssessmentId, MessageId, PersonId};
use uuid::Uuid;

/// A message as the inbox shows it.
#[derive(Queryable, QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Uuid)]
    id: MessageId,
    #[diesel(sql_type = sql_types::Uuid)]
    account_id: AccountId,
    #[diesel(sql_type = sql_types::Text)]
    name: String,
    #[diesel(sql_type = sql_types::Text)]
    occurrence: String,
    #[diesel(sql_type = sql_types::Text)]
    kind: MessageKind,
    #[diesel(sql_type = sql_types::Text)]
    subject: String,
    #[diesel(sql_type = sql_types::Text)]
    summary: String,
    #[diesel(sql_type = sql_types::Timestamptz)]
    posted_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Date)]
    posted_on: NaiveDate,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Timestamptz>)]
    read_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    assessment_id: Option<AssessmentId>,
}

fn summary(row: Row) -> MessageSummary {
    MessageSummary {
        id: row.id,
        account_id: row.account_id,
        account_name: row.name,
        occurrence: row.occurrence,
        kind: row.kind,
        subject: row.subject,
        summary: row.summary,
        posted_at: row.posted_at,
        posted_on: row.posted_on,
        read: row.read_at.is_some(),
        assessment_id: row.assessment_id,
    }
}

macro_rules! rows {
    ($person:expr) => {
        message::table
            .inner_join(account::table.on(account::id.eq(message::account_id)))
            .left_join(
                message_read::table.on(message_read::account_id
                    .eq(message::account_id)
                    .and(message_read::message_id.eq(message::id))
                    .and(message_read::person_id.eq($person))),
            )
            .select((
                message::id,
                message::account_id,
                account::name,
                account::occurrence,
                message::kind,
                message::subject,
                message::summary,
                message::posted_at,
                message::posted_on,
                message_read::read_at.nullable(),
                message::assessment_id,
            ))
    };
}

/// Parameters: 1 person, 2 the id to go on after, 3 rows. Of each account the newest by its key, so that no cost grows with
/// what was written before; ids are in the order of time.
const NEWEST: &str = "
    SELECT message.id, message.account_id, account.name, account.occurrence, message.kind, message.subject, message.summary,
        message.posted_at, message.posted_on, message_read.read_at, message.assessment_id
    FROM access
    JOIN account ON account.id = access.account_id
    CROSS JOIN LATERAL (
        SELECT * FROM message
        WHERE message.account_id = access.account_id AND message.id < $2
        ORDER BY message.id DESC LIMIT $3
    ) AS message
    LEFT JOIN message_read ON message_read.account_id = message.account_id AND message_read.message_id = message.id
        AND message_read.person_id = $1
    WHERE access.person_id = $1 AND access.ended_at IS NULL AND access.permissions @> ARRAY['read-messages']
    ORDER BY message.id DESC
    LIMIT $3";

/// A page of messages in all accounts where the person may read them, newest first.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    person: PersonId,
    page: &PageRequest,
) -> Result<Vec<MessageSummary>, ApiError> {
    let after = page.after(|text| text.parse::<Uuid>().ok())?;
    let rows: Vec<Row> = diesel::sql_query(NEWEST)
        .bind::<sql_types::Uuid, _>(person)
        .bind::<sql_types::Uuid, _>(after.unwrap_or(Uuid::max()))
        .bind::<sql_types::BigInt, _>(page.fetch())
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(summary).collect())
}

pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    person: PersonId,
    account: AccountId,
    id: MessageId,
) -> Result<Option<Message>, ApiError> {
    let row: Option<Row> = rows!(person)
        .filter(message::account_id.eq(account).and(message::id.eq(id)))
        .first(connection)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let (body, client_name, number, occurrence): (Value, String, String, String) = message::table
        .inner_join(account::table.on(account::id.eq(message::account_id)))
        .inner_join(client::table.on(client::id.eq(account::client_id)))
        .filter(message::account_id.eq(account).and(message::id.eq(id)))
        .select((
            message::body,
            client::name,
            account::number,
            account::occurrence,
        ))
        .first(connection)
        .await?;
    let body = serde_json::from_value(body)
        .context("a stored message does not have its shape any more")?;
    Ok(Some(Message {
        summary: summary(row),
        body,
        client_name,
        account_number: format!("{number}-{occurrence}"),
    }))
}

/// Notes that a person has opened a message; `false` when it was open before.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    person: PersonId,
    account: AccountId,
    id: MessageId,
    at: DateTime<Utc>,
) -> Result<bool, ApiError> {
    let rows = diesel::insert_into(message_read::table)
        .values((
            message_read::account_id.eq(account),
            message_read::message_id.eq(id),
            message_read::person_id.eq(person),
            message_read::read_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(&mut **tx)
        .await?;
    Ok(rows == 1)
}
