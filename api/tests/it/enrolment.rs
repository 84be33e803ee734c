//! Activation: a PIN lets one person in, once; nobody learns from refusals which accounts exist.

use crate::support::{Account, Browser, World, day, it};
use api::auth::grant::SystemGrant;
use api::db::Act;
use api::register;
use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::period::Frequency;
use shared::program::Program;

/// An account with a letter that was sent to its future owner.
async fn invited(world: &World, expires_on: &str) -> (Account, String) {
    let account = world.account().await;
    let pin = invite(world, &account, expires_on).await;
    (account, pin)
}

/// The PIN of a letter to the account's future owner.
async fn invite(world: &World, account: &Account, expires_on: &str) -> String {
    let work = async |tx: &mut api::db::Tx<'_>| {
        let (clock, pins) = (&world.state.clock, &world.state.pins);
        register::invite(tx, clock, pins, account.id, "Noor Haddad", day(expires_on)).await
    };
    let by = SystemGrant::service("test");
    world.state.db.write(&by, Act::Sandbox, work).await.unwrap()
}

async fn noor(world: &World) -> Browser {
    let person = world.person("Noor Haddad").await;
    world.sign_in(person).await
}

fn letter(account: &Account, pin: &str) -> Value {
    json!({ "accountNumber": format!("{}-001", account.number), "pin": pin })
}

/// A PIN that is not the right one.
const WRONG: &str = "2222-2222";

async fn refuse(browser: &Browser, body: Value) -> Value {
    browser
        .post("/v1/activations", body)
        .problem(422, "activation.refused")
        .await
}

async fn lock(browser: &Browser, body: Value) -> Value {
    browser
        .post("/v1/activations", body)
        .problem(422, "activation.locked")
        .await
}

#[test]
fn the_right_pin_opens_the_account_with_everything() {
    it(async |world| {
        let (account, pin) = invited(world, "2027-01-31").await;
        let noor = noor(world).await;
        noor.get(account.path("")).problem(404, "not_found").await;
        let reply = noor
            .post("/v1/activations", letter(&account, &pin))
            .expect(201)
            .await;
        assert_eq!(reply.header("Location"), Some(account.path("").as_str()));
        assert_eq!(reply.json()["accountId"], account.id.to_string());
        assert_eq!(reply.json()["role"], "owner");
        let opened = noor.get(account.path("")).ok().await;
        assert_eq!(opened["permissions"].as_array().unwrap().len(), 8);
        assert_eq!(opened["role"], "owner");
    });
}

#[test]
fn a_pin_is_read_however_it_is_typed() {
    it(async |world| {
        let (account, pin) = invited(world, "2027-01-31").await;
        let typed = format!(" {} ", pin.to_lowercase().replace('-', "  "));
        let (first, last) = account.number.split_at(3);
        let number = format!("{first} {last} - 001 ");
        let body = json!({ "accountNumber": number, "pin": typed });
        noor(world)
            .await
            .post("/v1/activations", body)
            .expect(201)
            .await;
    });
}

#[test]
fn a_pin_works_once() {
    it(async |world| {
        let (account, pin) = invited(world, "2027-01-31").await;
        let first = noor(world).await;
        first
            .post("/v1/activations", letter(&account, &pin))
            .expect(201)
            .await;
        // To the same person it says the same again, as after an answer that was lost; once access has ended it does not.
        first
            .post("/v1/activations", letter(&account, &pin))
            .expect(201)
            .await;
        let end = "UPDATE access SET ended_at = now()";
        world.owner().await.batch_execute(end).await.unwrap();
        refuse(&first, letter(&account, &pin)).await;
        first.get(account.path("")).problem(404, "not_found").await;
        let second = noor(world).await;
        refuse(&second, letter(&account, &pin)).await;
        second.get(account.path("")).problem(404, "not_found").await;
    });
}

#[test]
fn one_pin_used_by_two_people_at_once_admits_one() {
    it(async |world| {
        let (account, pin) = invited(world, "2027-01-31").await;
        let mut people = Vec::new();
        for _ in 0..6 {
            people.push(noor(world).await);
        }
        let tries = people
            .iter()
            .map(|one| one.post("/v1/activations", letter(&account, &pin)).send());
        let mut statuses: Vec<u16> = join_all(tries)
            .await
            .iter()
            .map(|reply| reply.status)
            .collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![201], vec![422; 5]].concat());
        let looks = join_all(people.iter().map(|one| one.get(account.path("")).send())).await;
        assert_eq!(looks.iter().filter(|reply| reply.status == 200).count(), 1);
    });
}

#[test]
fn after_five_wrong_tries_even_the_right_pin_is_refused() {
    it(async |world| {
        let (account, pin) = invited(world, "2027-01-31").await;
        let noor = noor(world).await;
        for left in ["4 tries", "3 tries", "2 tries", "1 try"] {
            let problem = refuse(&noor, letter(&account, WRONG)).await;
            assert!(
                problem["detail"].as_str().unwrap().contains(left),
                "{problem}"
            );
        }
        lock(&noor, letter(&account, WRONG)).await;
        lock(&noor, letter(&account, &pin)).await;
        noor.get(account.path("")).problem(404, "not_found").await;
        // The letter itself is locked: neither a day nor another person unlocks it.
        let other = world.person("Sam Whitford").await;
        lock(&world.sign_in(other).await, letter(&account, &pin)).await;
        world.stand("2026-11-26T18:02:00Z");
        lock(&world.sign_in(other).await, letter(&account, &pin)).await;
    });
}

#[test]
fn wrong_tries_at_once_are_all_counted() {
    it(async |world| {
        let (account, pin) = invited(world, "2027-01-31").await;
        let noor = noor(world).await;
        let guess = || noor.post("/v1/activations", letter(&account, WRONG)).send();
        let replies = join_all((0..8).map(|_| guess())).await;
        let refused = replies
            .iter()
            .filter(|reply| reply.json()["code"] == "activation.refused");
        assert_eq!(refused.count(), 4, "four tries are left after the first");
        lock(&noor, letter(&account, &pin)).await;
    });
}

#[test]
fn an_account_that_is_not_there_answers_like_a_wrong_pin() {
    it(async |world| {
        let (account, _pin) = invited(world, "2027-01-31").await;
        let without_letter = world.account().await;
        let missing = json!({ "accountNumber": "999999999-001", "pin": WRONG });
        let mut answers = Vec::new();
        for body in [
            letter(&account, WRONG),
            letter(&without_letter, WRONG),
            missing,
        ] {
            let noor = noor(world).await;
            let mut told = Vec::new();
            for _ in 0..7 {
                let reply = noor.post("/v1/activations", body.clone()).send().await;
                let problem = reply.json();
                let header = reply.headers.len();
                told.push((
                    reply.status,
                    problem["code"].clone(),
                    problem["detail"].clone(),
                    header,
                ));
            }
            answers.push(told);
        }
        assert_eq!(answers[0], answers[1], "an account without a letter");
        assert_eq!(answers[0], answers[2], "no account");
    });
}

#[test]
fn a_number_that_is_no_number_is_refused_like_a_wrong_one() {
    it(async |world| {
        for number in ["", "-", "12", "x", &"9".repeat(500), "214608553\u{661}"] {
            let body = json!({ "accountNumber": number, "pin": "" });
            refuse(&noor(world).await, body).await;
        }
    });
}

#[test]
fn one_person_cannot_try_many_numbers() {
    it(async |world| {
        let person = world.person("Noor Haddad").await;
        let her = world.sign_in(person).await;
        for number in 0..20 {
            let body = json!({ "accountNumber": format!("90000{number:04}-001"), "pin": WRONG });
            refuse(&her, body).await;
        }
        let (account, pin) = invited(world, "2027-01-31").await;
        lock(&her, letter(&account, &pin)).await;
        // Others are not held up, and a day later neither is she.
        let (other, other_pin) = invited(world, "2027-01-31").await;
        let body = letter(&other, &other_pin);
        noor(world)
            .await
            .post("/v1/activations", body)
            .expect(201)
            .await;
        world.stand("2026-11-25T18:02:01Z");
        let her = world.sign_in(person).await;
        her.post("/v1/activations", letter(&account, &pin))
            .expect(201)
            .await;
    });
}

#[test]
fn a_letter_works_to_the_end_of_its_last_day() {
    it(async |world| {
        let (account, pin) = invited(world, "2026-11-30").await;
        world.stand("2026-12-01T07:00:00Z");
        let problem = refuse(&noor(world).await, letter(&account, &pin)).await;
        assert!(
            problem["detail"].as_str().unwrap().contains("expired"),
            "{problem}"
        );
        // Who does not have the PIN is not told that there is a letter at all.
        let problem = refuse(&noor(world).await, letter(&account, WRONG)).await;
        assert!(
            !problem["detail"].as_str().unwrap().contains("expired"),
            "{problem}"
        );
        world.stand("2026-12-01T06:59:59Z");
        noor(world)
            .await
            .post("/v1/activations", letter(&account, &pin))
            .expect(201)
            .await;
    });
}

#[test]
fn a_number_without_establishments_is_typed_as_it_is_and_may_have_letters_of_several_programs() {
    it(async |world| {
        let client = world.client("Northern Plains Group Ltd.").await;
        let mut letters = Vec::new();
        for program in [Program::FuelTax, Program::TobaccoTax] {
            let account = world
                .account_in(program, client, Frequency::Monthly, "2026-09-01")
                .await;
            let number = format!(
                "UPDATE account SET number = '123456782' WHERE id = '{}'",
                account.id
            );
            world.owner().await.batch_execute(&number).await.unwrap();
            let pin = invite(world, &account, "2027-01-31").await;
            letters.push((account, pin));
        }
        let noor = noor(world).await;
        for (account, pin) in &letters {
            let body = json!({ "accountNumber": "123 456 782", "pin": pin });
            let opened = noor.post("/v1/activations", body.clone()).expect(201).await;
            assert_eq!(opened.json()["accountId"], account.id.to_string());
            // The answer was lost, so it is sent again.
            let again = noor.post("/v1/activations", body.clone()).expect(201).await;
            assert_eq!(again.json()["accountId"], account.id.to_string());
            // To somebody else the letter is used up.
            let other = world.person("Somebody Else").await;
            refuse(&world.sign_in(other).await, body).await;
        }
        // A levy has one account for each establishment, so the number alone is not enough.
        let (levy, pin) = invited(world, "2027-01-31").await;
        refuse(&noor, json!({ "accountNumber": levy.number, "pin": pin })).await;
        noor.post("/v1/activations", letter(&levy, &pin))
            .expect(201)
            .await;
    });
}
