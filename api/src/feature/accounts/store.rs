//! The rows of accounts.

use crate::db::routine;
use crate::db::schema::{access, account, client, filing, period};
use crate::http::page::PageRequest;
use crate::problem::ApiError;
use crate::register;
use crate::terms;
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use shared::access::Role;
use shared::contract::accounts::AccountSummary;
use shared::contract::programs::FormSummary;
use shared::form::FilingKind;
use shared::id::{AccountId, ClientId, PersonId};
use shared::period::Frequency;
use shared::program::{Capability, Cycle, NumberShape, Program};

type Row = (
    AccountId,
    ClientId,
    String,
    Program,
    String,
    String,
    String,
    String,
    Frequency,
    NaiveDate,
    Role,
    Vec<String>,
    i64,
    Value,
);

fn summary(row: Row) -> Result<AccountSummary, ApiError> {
    let (
        id,
        client_id,
        client_name,
        program,
        name,
        number,
        occurrence,
        place,
        frequency,
        opened_on,
        role,
        permissions,
        in_review,
        changed_terms,
    ) = row;
    let facts = program.facts();
    let terms = terms::read(program, changed_terms)?;
    let takes = |kind: FilingKind| terms.offers(Capability::to_file(kind));
    let has = |kind: FilingKind| facts.offers(Capability::to_file(kind));
    let kinds = || FilingKind::OF_CLIENTS.into_iter();
    let startable = facts.forms.iter().filter(|form| {
        form.cycle != Cycle::Period && form.kind.is_of_clients() && takes(form.kind)
    });
    Ok(AccountSummary {
        id,
        client_id,
        client_name,
        program,
        program_name: facts.name.into(),
        money_word: facts.money_word.into(),
        per_establishment: facts.number == NumberShape::BinOccurrence,
        pays_apart: program.rules().pays_apart(),
        follows_tax_year: register::follows_tax_year(program, frequency),
        startable: startable
            .map(|form| FormSummary::of(program, form))
            .collect(),
        name,
        number,
        occurrence,
        place,
        frequency,
        opened_on,
        role,
        permissions: permissions
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect(),
        balance: None,
        interest_missing_from: None,
        in_review,
        takes: kinds().filter(|kind| takes(*kind)).collect(),
        paused: kinds().filter(|kind| has(*kind) && !takes(*kind)).collect(),
        takes_amendments: terms.offers(Capability::Amend),
        takes_nil_returns: terms.offers(Capability::NilReturn),
    })
}

macro_rules! rows {
    ($person:expr, $today:expr) => {
        account::table
            .inner_join(client::table.on(client::id.eq(account::client_id)))
            .inner_join(access::table.on(access::account_id.eq(account::id)))
            .filter(
                access::person_id
                    .eq($person)
                    .and(access::ended_at.is_null()),
            )
            .select((
                account::id,
                client::id,
                client::name,
                account::program,
                account::name,
                account::number,
                account::occurrence,
                account::place,
                account::frequency,
                account::opened_on,
                access::role,
                access::permissions,
                routine::in_review(account::id),
                routine::terms_of(account::program, $today),
            ))
    };
}

/// A page of a person's accounts by number and occurrence.
pub(super) async fn list(
    connection: &mut AsyncPgConnection,
    person: PersonId,
    today: NaiveDate,
    page: &PageRequest,
) -> Result<Vec<AccountSummary>, ApiError> {
    let mut query = rows!(person, today)
        .order((account::number, account::occurrence, account::id))
        .limit(page.fetch())
        .into_boxed();
    if let Some((number, occurrence, id)) = page.after(place)? {
        // A client has one number for several programs, so the id is the last word.
        let same = account::occurrence
            .eq(occurrence.clone())
            .and(account::id.gt(id));
        query = query.filter(
            account::number.gt(number.clone()).or(account::number
                .eq(number)
                .and(account::occurrence.gt(occurrence).or(same))),
        );
    }
    let rows: Vec<Row> = query.load(connection).await?;
    rows.into_iter().map(summary).collect()
}

/// One account of a person.
pub(super) async fn show(
    connection: &mut AsyncPgConnection,
    person: PersonId,
    id: AccountId,
    today: NaiveDate,
) -> Result<Option<AccountSummary>, ApiError> {
    let row: Option<Row> = rows!(person, today)
        .filter(account::id.eq(id))
        .first(connection)
        .await
        .optional()?;
    row.map(summary).transpose()
}

/// How many returns are overdue on a day, and when the next one is due. Nothing is for days after a registration.
pub(super) async fn due(
    connection: &mut AsyncPgConnection,
    id: AccountId,
    today: NaiveDate,
) -> Result<(i64, Option<NaiveDate>), ApiError> {
    let open = || {
        let filed = filing::table.filter(
            filing::account_id
                .eq(period::account_id)
                .and(filing::period_id.eq(period::id)),
        );
        let asked = account::closed_on
            .is_null()
            .or(account::closed_on.ge(period::starts_on.nullable()));
        period::table
            .inner_join(account::table.on(account::id.eq(period::account_id)))
            .filter(period::account_id.eq(id))
            .filter(asked.is_not_distinct_from(true))
            .filter(not(exists(filed)))
    };
    let due: Vec<NaiveDate> = open()
        .filter(period::ends_on.lt(today))
        .order(period::due_on)
        .select(period::due_on)
        .limit(1000)
        .load(connection)
        .await?;
    let overdue = due.iter().filter(|due_on| **due_on < today).count();
    let next = match due.iter().find(|due_on| **due_on >= today) {
        Some(next) => Some(*next),
        None => open()
            .filter(period::due_on.ge(today))
            .order(period::due_on)
            .select(period::due_on)
            .first(connection)
            .await
            .optional()?,
    };
    Ok((i64::try_from(overdue).unwrap_or(i64::MAX), next))
}

fn place(text: &str) -> Option<(String, String, AccountId)> {
    let mut parts = text.split(' ');
    let (number, occurrence, id) = (parts.next()?, parts.next()?, parts.next()?);
    Some((number.to_owned(), occurrence.to_owned(), id.parse().ok()?))
}
