//! Opening accounts: the client, its account, the periods ahead, who has access and letters with a PIN.

mod closing;
mod days;
mod number;
mod payments;
mod untouched;
mod year_end;

pub use closing::close_after;
pub use days::{AHEAD, ahead, calendar_forms, discard, last_day, open_days, open_statement};
pub use number::{Numbered, by_number};
pub use payments::{asked_for, revise as revise_payments};
pub use year_end::{follows_tax_year, move_year_end};

use crate::auth::pin::{PinHasher, new_pin};
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::schema::{access, account, client, invitation, person, staff};
use crate::problem::ApiError;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use shared::access::{Preset, Role, StaffRole};
use shared::id::{AccountId, ClientId, InvitationId, PeriodId, PersonId};
use shared::period::{Frequency, Period};
use shared::program::Program;

/// An account to be opened.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// Whose.
    pub client: ClientId,
    /// The program.
    pub program: Program,
    /// Nine digits.
    pub number: &'a str,
    /// Three digits.
    pub occurrence: &'a str,
    /// The establishment.
    pub name: &'a str,
    /// Its town.
    pub place: &'a str,
    /// How often returns are due.
    pub frequency: Frequency,
    /// The first day of the first period.
    pub opened_on: NaiveDate,
    /// The client's first year-end, where returns follow its tax year.
    pub year_ends_on: Option<NaiveDate>,
}

/// Registers a client.
///
/// # Errors
/// When the database does not answer.
pub async fn client(tx: &mut Tx<'_>, clock: &Clock, name: &str) -> Result<ClientId, ApiError> {
    let id = clock.id(ClientId::from_parts);
    diesel::insert_into(client::table)
        .values((
            client::id.eq(id),
            client::name.eq(name),
            client::created_at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// Registers a person of an issuer.
///
/// # Errors
/// When the database does not answer.
pub async fn person(
    tx: &mut Tx<'_>,
    clock: &Clock,
    issuer: &str,
    subject: &str,
    name: &str,
    email: &str,
) -> Result<PersonId, ApiError> {
    let id = clock.id(PersonId::from_parts);
    diesel::insert_into(person::table)
        .values((
            person::id.eq(id),
            person::issuer.eq(issuer),
            person::subject.eq(subject),
            person::name.eq(name),
            person::email.eq(email),
            person::created_at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(id)
}

/// Notes that a person is of the administration's staff, so that work can be given to them.
///
/// # Errors
/// When the database does not answer.
pub async fn staff(
    tx: &mut Tx<'_>,
    clock: &Clock,
    person: PersonId,
    roles: &[StaffRole],
) -> Result<(), ApiError> {
    let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let seen = (staff::roles.eq(roles), staff::seen_at.eq(clock.now()));
    diesel::insert_into(staff::table)
        .values((staff::person_id.eq(person), seen.clone()))
        .on_conflict(staff::person_id)
        .do_update()
        .set(seen)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Opens an account with its periods from the first one up to the one that holds `until`.
///
/// # Errors
/// When the database does not answer.
pub async fn open(
    tx: &mut Tx<'_>,
    clock: &Clock,
    new: &NewAccount<'_>,
    until: NaiveDate,
) -> Result<(AccountId, Vec<(PeriodId, Period)>), ApiError> {
    let id = clock.id(AccountId::from_parts);
    diesel::insert_into(account::table)
        .values((
            account::id.eq(id),
            account::client_id.eq(new.client),
            account::program.eq(new.program),
            account::number.eq(new.number),
            account::occurrence.eq(new.occurrence),
            account::name.eq(new.name),
            account::place.eq(new.place),
            account::frequency.eq(new.frequency),
            account::opened_on.eq(new.opened_on),
        ))
        .execute(&mut **tx)
        .await?;
    let mut periods = Vec::new();
    for form in calendar_forms(new.program) {
        let own = new.program.rules().year_end(new.opened_on);
        let first = Period::first(new.opened_on, new.frequency, own.or(new.year_ends_on));
        let opened = ahead(
            tx,
            clock,
            id,
            new.program,
            form,
            (first, new.frequency),
            until,
        )
        .await?;
        if form == new.program.rules().main_form() {
            periods = opened;
        }
    }
    Ok((id, periods))
}

/// Lets a person into an account.
///
/// # Errors
/// When the database does not answer.
pub async fn admit(
    tx: &mut Tx<'_>,
    clock: &Clock,
    account: AccountId,
    person: PersonId,
    role: Role,
    preset: Preset,
) -> Result<(), ApiError> {
    let permissions: Vec<&str> = preset
        .permissions()
        .iter()
        .map(|permission| permission.as_str())
        .collect();
    diesel::insert_into(access::table)
        .values((
            access::account_id.eq(account),
            access::person_id.eq(person),
            access::role.eq(role),
            access::permissions.eq(permissions),
            access::granted_at.eq(clock.now()),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Issues a letter with a new PIN to a future owner. Only its hash is kept; the PIN is in the letter.
///
/// # Errors
/// When the database does not answer.
pub async fn invite(
    tx: &mut Tx<'_>,
    clock: &Clock,
    pins: &PinHasher,
    account: AccountId,
    addressed_to: &str,
    expires_on: NaiveDate,
) -> Result<String, ApiError> {
    let pin = new_pin();
    let permissions: Vec<&str> = Preset::Full
        .permissions()
        .iter()
        .map(|permission| permission.as_str())
        .collect();
    diesel::insert_into(invitation::table)
        .values((
            invitation::account_id.eq(account),
            invitation::id.eq(clock.id(InvitationId::from_parts)),
            invitation::role.eq(Role::Owner),
            invitation::permissions.eq(permissions),
            invitation::addressed_to.eq(addressed_to),
            invitation::pin_argon2.eq(pins.hash(&pin)?),
            invitation::issued_at.eq(clock.now()),
            invitation::expires_on.eq(expires_on),
        ))
        .execute(&mut **tx)
        .await?;
    Ok(pin)
}
