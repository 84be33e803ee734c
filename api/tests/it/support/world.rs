//! A house of one test: state, application, clock, and people and accounts as they are needed.

use super::client::{Browser, Service};
use super::contract::Contract;
use super::database::{Database, owner_of};
use super::fresh_key;
use actix_web::web;
use api::auth::grant::SystemGrant;
use api::auth::session;
use api::auth::signer::Signer;
use api::clock::Clock;
use api::config::{Config, Jobs, Mode, OidcConfig, StaffClaim};
use api::db::{Act, Db, schema};
use api::register::{self, NewAccount};
use api::state::State;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::FutureExt;
use shared::access::{Permission, Role, StaffPermission, StaffRole};
use shared::id::{AccountId, ClientId, PeriodId, PersonId, SessionId};
use shared::period::{Frequency, Period};
use shared::program::Program;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

/// Tuesday 24 November 2026, 11:02 in the morning in Alberta.
pub(crate) const NOW: &str = "2026-11-24T18:02:00Z";

/// The origin of the world; nothing listens there.
pub(crate) const ORIGIN: &str = "http://localhost:1";

/// An instant.
pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Settings of a house under test.
pub(crate) fn config(public_url: &str) -> Config {
    Config {
        mode: Mode::Sandbox,
        bind: "127.0.0.1".into(),
        port: 0,
        public_url: public_url.into(),
        database_url: None,
        owner_url: None,
        pool_size: 16,
        oidc: OidcConfig {
            issuer: format!("{public_url}/sandbox/issuer"),
            client_id: "tracs".into(),
            client_secret: "a-secret-for-tests-only".to_owned().into(),
            staff: StaffClaim::plain(),
        },
        pin_pepper: "pepper".to_owned().into(),
        signing_key: None,
        site: "no-such-folder".into(),
        data: None,
        requests_per_second: 100_000,
        workers: 1,
        jobs: Jobs::Inside,
    }
}

/// An account with its periods.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) client: ClientId,
    pub(crate) number: String,
    pub(crate) periods: Vec<(PeriodId, Period)>,
}

impl Account {
    /// The period that begins in a month: `2026-10`.
    pub(crate) fn period(&self, month: &str) -> PeriodId {
        let starts_on = day(&format!("{month}-01"));
        let found = self
            .periods
            .iter()
            .find(|(_id, period)| period.starts_on == starts_on);
        found
            .unwrap_or_else(|| panic!("no period begins in {month}"))
            .0
    }

    /// An address below the account.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/accounts/{}{rest}", self.id)
    }

    /// An address below a period.
    pub(crate) fn period_path(&self, month: &str, rest: &str) -> String {
        format!(
            "/v1/accounts/{}/periods/{}{rest}",
            self.id,
            self.period(month)
        )
    }
}

/// Everything a test works with.
pub(crate) struct World {
    pub(crate) state: web::Data<State>,
    pub(crate) contract: Rc<Contract>,
    pub(crate) owner_url: String,
    service: Service,
    count: Cell<u32>,
}

/// Runs a test in a world of its own and takes the world down, whether or not the test fails.
pub(crate) fn it(test: impl AsyncFnOnce(&World)) {
    run(config(ORIGIN), test);
}

/// The same with other settings.
pub(crate) fn run(config: Config, test: impl AsyncFnOnce(&World)) {
    actix_web::rt::System::new().block_on(async {
        let database = Database::copy().await;
        let outcome = AssertUnwindSafe(async {
            let world = World::of(&database, config).await;
            test(&world).await;
            world.state.db.close();
        })
        .catch_unwind()
        .await;
        database.drop().await;
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
}

impl World {
    /// A world over a database.
    pub(crate) async fn of(database: &Database, config: Config) -> Self {
        Self::over(
            &database.app_url(),
            &database.owner_url(),
            config,
            Clock::standing(moment(NOW)),
        )
        .await
    }

    /// A world over the database at an address.
    pub(crate) async fn over(app_url: &str, owner_url: &str, config: Config, clock: Clock) -> Self {
        let db = Db::new(app_url, config.pool_size, clock.clone()).unwrap();
        let state = State::new(config, clock, db, Signer::random().unwrap()).unwrap();
        let state = web::Data::new(state);
        let service = super::client::service(state.clone()).await;
        let contract = Rc::new(Contract::read(&state.document().unwrap().json));
        Self {
            state,
            contract,
            owner_url: owner_url.into(),
            service,
            count: Cell::new(0),
        }
    }

    /// Moves the clock to an instant.
    pub(crate) fn stand(&self, at: &str) {
        self.state.clock.stand(moment(at));
    }

    /// A number that no other call has got.
    pub(crate) fn next(&self) -> u32 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    /// A connection as the owner of the database.
    pub(crate) async fn owner(&self) -> AsyncPgConnection {
        owner_of(&self.owner_url).await
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::new(self.service.clone(), self.contract.clone())
    }

    /// A new client.
    pub(crate) async fn client(&self, name: &str) -> ClientId {
        let by = SystemGrant::service("test");
        let work =
            async |tx: &mut api::db::Tx<'_>| register::client(tx, &self.state.clock, name).await;
        self.state.db.write(&by, Act::Sandbox, work).await.unwrap()
    }

    /// A new monthly account of a new client, with periods from October 2025 to March 2027.
    pub(crate) async fn account(&self) -> Account {
        let client = self.client("Kestrel Creek Hotels Ltd.").await;
        self.account_of(client, Frequency::Monthly, "2025-10-01")
            .await
    }

    /// A new account of a client.
    pub(crate) async fn account_of(
        &self,
        client: ClientId,
        frequency: Frequency,
        opened_on: &str,
    ) -> Account {
        self.account_in(Program::TourismLevy, client, frequency, opened_on)
            .await
    }

    /// A new account of a client in a program.
    pub(crate) async fn account_in(
        &self,
        program: Program,
        client: ClientId,
        frequency: Frequency,
        opened_on: &str,
    ) -> Account {
        self.account_until(program, client, frequency, opened_on, None)
            .await
    }

    /// The same, whose first year ends on a day.
    pub(crate) async fn account_until(
        &self,
        program: Program,
        client: ClientId,
        frequency: Frequency,
        opened_on: &str,
        year_ends_on: Option<&str>,
    ) -> Account {
        let number = format!("{:09}", 300_000_000 + self.next());
        let new = NewAccount {
            client,
            program,
            number: &number,
            occurrence: "001",
            name: "The Kestrel",
            place: "Calgary",
            frequency,
            opened_on: day(opened_on),
            year_ends_on: year_ends_on.map(day),
        };
        let (by, until) = (SystemGrant::service("test"), day("2027-03-31"));
        let work = async |tx: &mut api::db::Tx<'_>| {
            register::open(tx, &self.state.clock, &new, until).await
        };
        let (id, periods) = self.state.db.write(&by, Act::Sandbox, work).await.unwrap();
        Account {
            id,
            client,
            number,
            periods,
        }
    }

    /// A new person of the sandbox's issuer.
    pub(crate) async fn person(&self, name: &str) -> PersonId {
        let subject = format!("subject-{}", self.next());
        let issuer = self.state.config.oidc.issuer.clone();
        let by = SystemGrant::service("test");
        let work = async |tx: &mut api::db::Tx<'_>| {
            let email = "somebody@test.example";
            register::person(tx, &self.state.clock, &issuer, &subject, name, email).await
        };
        self.state.db.write(&by, Act::Sandbox, work).await.unwrap()
    }

    /// Lets a person into an account with exactly these permissions.
    pub(crate) async fn admit(
        &self,
        account: &Account,
        person: PersonId,
        role: Role,
        permissions: &[Permission],
    ) {
        use schema::access;
        let permissions: Vec<&str> = permissions.iter().map(|one| one.as_str()).collect();
        diesel::insert_into(access::table)
            .values((
                access::account_id.eq(account.id),
                access::person_id.eq(person),
                access::role.eq(role),
                access::permissions.eq(permissions),
                access::granted_at.eq(self.state.clock.now()),
            ))
            .execute(&mut self.owner().await)
            .await
            .unwrap();
    }

    /// A browser in which a person is signed in.
    pub(crate) async fn sign_in(&self, person: PersonId) -> Browser {
        self.open_session(person, &[]).await
    }

    /// A new person of the administration with these permissions, signed in.
    pub(crate) async fn staff(&self, name: &str, permissions: &[StaffPermission]) -> Browser {
        let person = self.person(name).await;
        self.staff_of(person, permissions).await
    }

    /// A browser in which a person is signed in as staff.
    pub(crate) async fn staff_of(
        &self,
        person: PersonId,
        permissions: &[StaffPermission],
    ) -> Browser {
        let roles: &[StaffRole] = if permissions.contains(&StaffPermission::DecideWork) {
            &[StaffRole::Assessor]
        } else {
            &[StaffRole::Observer]
        };
        let by = SystemGrant::service("test");
        let work = async |tx: &mut api::db::Tx<'_>| {
            register::staff(tx, &self.state.clock, person, roles).await
        };
        self.state.db.write(&by, Act::Sandbox, work).await.unwrap();
        self.open_session(person, permissions).await
    }

    async fn open_session(&self, person: PersonId, staff: &[StaffPermission]) -> Browser {
        use schema::session;
        let staff: Vec<&str> = staff.iter().map(|one| one.as_str()).collect();
        let (token, csrf_token) = (fresh_key(), fresh_key());
        let now = self.state.clock.now();
        diesel::insert_into(session::table)
            .values((
                session::id.eq(self.state.clock.id(SessionId::from_parts)),
                session::token_sha256.eq(session_hash(&token)),
                session::person_id.eq(person),
                session::csrf_token.eq(&csrf_token),
                session::id_token.eq(""),
                session::staff.eq((!staff.is_empty()).then_some(staff)),
                session::created_at.eq(now),
                session::last_active_at.eq(now),
                session::credentials_at.eq(now),
            ))
            .execute(&mut self.state.db.read().await.unwrap())
            .await
            .unwrap();
        self.stranger().signed_in(token, csrf_token)
    }

    /// The person of a browser, signed in anew: after the clock has moved.
    pub(crate) async fn sign_in_again(&self, browser: &Browser) -> Browser {
        use schema::session;
        let token = browser.cookie.as_deref().unwrap_or_default();
        let person: PersonId = session::table
            .filter(session::token_sha256.eq(session_hash(token)))
            .select(session::person_id)
            .first(&mut self.owner().await)
            .await
            .unwrap();
        self.sign_in(person).await
    }

    /// A new person with every permission in a new account, signed in.
    pub(crate) async fn holder(&self) -> (Browser, Account) {
        let account = self.account().await;
        let browser = self.member(&account, Permission::ALL).await;
        (browser, account)
    }

    /// A new person with these permissions in an account, signed in.
    pub(crate) async fn member(&self, account: &Account, permissions: &[Permission]) -> Browser {
        let person = self.person("Maya Okafor").await;
        let all = permissions.len() == Permission::ALL.len();
        let role = if all {
            Role::Owner
        } else {
            Role::Representative
        };
        self.admit(account, person, role, permissions).await;
        self.sign_in(person).await
    }
}

fn session_hash(token: &str) -> Vec<u8> {
    session::hash(token)
}
