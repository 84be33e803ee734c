//! Whatever happens to an account, its sums hold: filings, amendments, payments, credits carried and refunded, at random
//! days. Two accounts live the same life; for one of them interest is posted again and again on the way.

use crate::support::{
    Account, Browser, World, assert_ledger_holds, at1, cents, day, filing, fresh_key, it, signs_in,
};
use api::auth::grant::SystemGrant;
use api::db::{Act, Tx};
use api::job::refunds;
use api::ledger::interest::post_interest;
use api::rates;
use chrono::{NaiveDate, TimeDelta};
use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};
use shared::id::PeriodId;
use shared::period::Frequency;
use shared::program::Program;
use std::collections::BTreeSet;

/// Lives that are tried.
const SEEDS: u64 = 2;

/// A small generator, so that a failing run can be told by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn days(&mut self, sides: u64) -> TimeDelta {
        TimeDelta::days(i64::try_from(self.roll(sides)).unwrap())
    }
}

/// Something that happens to both accounts.
enum Step {
    File {
        place: usize,
        income: u64,
        choice: &'static str,
    },
    Pay {
        place: Option<usize>,
        cents: u64,
        back: TimeDelta,
    },
    Carry {
        part: u64,
    },
    Refund,
}

fn step(dice: &mut Dice, places: u64) -> Step {
    let place = |dice: &mut Dice| usize::try_from(dice.roll(places)).unwrap();
    match dice.roll(9) {
        0..=2 => Step::File {
            place: place(dice),
            income: dice.roll(200_000),
            choice: if dice.roll(2) == 0 { "1" } else { "2" },
        },
        3..=5 => Step::Pay {
            place: (dice.roll(3) > 0).then(|| place(dice)),
            cents: 100 + dice.roll(900_000),
            back: dice.days(30),
        },
        6..=7 => Step::Carry {
            part: 1 + dice.roll(3),
        },
        _ => Step::Refund,
    }
}

struct Life<'w> {
    world: &'w World,
    account: Account,
    program: Program,
    /// The periods that things happen to.
    periods: Vec<PeriodId>,
}

impl Life<'_> {
    async fn live(&self, today: NaiveDate, step: &Step) {
        let browser = signs_in(self.world, &self.account).await;
        match step {
            Step::File {
                place,
                income,
                choice,
            } => {
                self.file(&browser, self.periods[*place], *income, choice)
                    .await;
            }
            Step::Pay { place, cents, back } => {
                let amount = format!("{}.{:02}", cents / 100, cents % 100);
                let mut body = json!({
                    "accountId": self.account.id, "amount": amount, "receivedOn": today - *back,
                });
                if let Some(place) = place {
                    body["periodId"] = json!(self.periods[*place]);
                }
                self.world
                    .stranger()
                    .post("/sandbox/v1/payments", body)
                    .expect(201)
                    .await;
            }
            Step::Carry { part } => self.carry(&browser, *part).await,
            Step::Refund => {
                // Everything that is owed is paid, and more.
                let body = json!({ "accountId": self.account.id, "amount": "90000.00" });
                let stranger = self.world.stranger();
                stranger
                    .post("/sandbox/v1/payments", body)
                    .expect(201)
                    .await;
                let credits = browser.get(self.account.path("/credits")).ok().await;
                if let Some(from) = credits["credits"][0]["periodId"].as_str() {
                    let path = self.account.path(&format!("/periods/{from}/refunds"));
                    let answer = browser.file(path, &fresh_key(), json!({})).send().await;
                    assert!([201, 409].contains(&answer.status), "{}", answer.text());
                }
                refunds::issue(&self.world.state).await.unwrap();
            }
        }
    }

    async fn file(&self, browser: &Browser, period: PeriodId, income: u64, choice: &str) {
        let path = self.account.path(&format!("/periods/{period}"));
        let row = browser.get(&*path).ok().await;
        let path = match row["filingId"].as_str() {
            Some(filing) => self.account.path(&format!("/filings/{filing}/amendments")),
            None => format!("{path}/filings"),
        };
        let revenue = income.to_string();
        let bodies = if self.program == Program::CorporateIncomeTax {
            // An overpayment asks what to do with it.
            let asked = json!({ "092": choice });
            vec![at1(&revenue, &json!({})), at1(&revenue, &asked)]
        } else {
            vec![filing(&[("5", "50"), ("10", &revenue)])]
        };
        let mut answers = Vec::new();
        for body in bodies {
            let answer = browser.file(&*path, &fresh_key(), body).send().await;
            if answer.status == 201 {
                return;
            }
            answers.push(answer.text());
        }
        panic!("{answers:#?}");
    }

    async fn carry(&self, browser: &Browser, part: u64) {
        let credits = browser.get(self.account.path("/credits")).ok().await;
        let credit = &credits["credits"][0];
        let Some(from) = credit["periodId"].as_str() else {
            return;
        };
        let available = cents(credit["available"].as_str().unwrap());
        let owed = credits["targets"].as_array().unwrap().iter();
        let owed = owed.map(|target| target["periodId"].clone());
        let others = self.periods.iter().map(|period| json!(period));
        let to = owed.chain(others).find(|to| to != from);
        let amount = available / i64::try_from(part).unwrap();
        let (Some(to), true) = (to, amount > 0) else {
            return;
        };
        let body = json!({
            "toPeriodId": to, "amount": format!("{}.{:02}", amount / 100, amount % 100),
        });
        let path = self
            .account
            .path(&format!("/periods/{from}/credit-transfers"));
        browser.file(path, &fresh_key(), body).expect(201).await;
    }

    /// Posts interest of every period to a day.
    async fn post(&self, to: NaiveDate) {
        let by = SystemGrant::new(self.account.id, "test");
        for period in &self.periods {
            let work = async |tx: &mut Tx<'_>| {
                let rates = rates::load(tx, &rates::INTEREST).await?;
                let (clock, account) = (&self.world.state.clock, self.account.id);
                post_interest(tx, clock, account, *period, to, &rates).await
            };
            let posted = self
                .world
                .state
                .db
                .write(&by, Act::PostInterest, work)
                .await;
            posted.unwrap();
        }
    }

    async fn balance(&self, browser: &Browser, on: NaiveDate) -> Value {
        let path = self.account.path(&format!("/balance?asOf={on}"));
        browser.get(path).ok().await
    }
}

fn part(owing: &Value, name: &str) -> i64 {
    cents(owing[name].as_str().unwrap())
}

/// Parts make totals, periods make the account, and what is kept is what was posted.
async fn hold(life: &Life<'_>, today: NaiveDate, what: &str) {
    let browser = signs_in(life.world, &life.account).await;
    let balance = life.balance(&browser, today).await;
    let parts = ["tax", "penalty", "interestPosted", "interestAccrued"];
    let mut sums = [0; 5];
    for period in balance["periods"].as_array().unwrap() {
        let owing = &period["owing"];
        let sum: i64 = parts.iter().map(|name| part(owing, name)).sum();
        assert_eq!(sum, part(owing, "total"), "{what}: {period:#}");
        for (sum, name) in sums.iter_mut().zip(parts.iter().chain(["total"].iter())) {
            *sum += part(owing, name);
        }
    }
    for (sum, name) in sums.iter().zip(parts.iter().chain(["total"].iter())) {
        assert_eq!(*sum, part(&balance["owing"], name), "{what}: {name}");
    }
    let statement = browser
        .get(life.account.path("/transactions?limit=1"))
        .ok()
        .await;
    let kept = statement["data"][0]["balance"].as_str().map_or(0, cents);
    let accrued = part(&balance["owing"], "interestAccrued");
    assert_eq!(kept, part(&balance["owing"], "total") - accrued, "{what}");
    // A day ahead is what that day will be.
    let ahead = today + TimeDelta::days(45);
    let foreseen = life.balance(&browser, ahead).await["owing"].clone();
    let clock = life.world.state.clock.now();
    life.world.stand(&format!("{ahead}T18:00:00Z"));
    let later = signs_in(life.world, &life.account).await;
    let seen = life.balance(&later, ahead).await["owing"].clone();
    assert_eq!(foreseen, seen, "{what}: {ahead}");
    life.world.state.clock.stand(clock);
}

async fn lives<'w>(
    world: &'w World,
    program: Program,
    opened: &str,
    count: usize,
) -> [Life<'w>; 2] {
    let mut lives = Vec::new();
    for _ in 0..2 {
        let client = world.client("Northern Plains Group Ltd.").await;
        let yearly = program == Program::CorporateIncomeTax;
        let frequency = if yearly {
            Frequency::Yearly
        } else {
            Frequency::Monthly
        };
        let account = world.account_in(program, client, frequency, opened).await;
        let periods: Vec<PeriodId> = account
            .periods
            .iter()
            .take(count)
            .map(|(id, _)| *id)
            .collect();
        // Nothing else comes due, so that refunds are not held for ever.
        let others = format!(
            "DELETE FROM period WHERE account_id = '{}' AND starts_on > (SELECT starts_on FROM period WHERE id = '{}')",
            account.id,
            periods.last().unwrap()
        );
        world.owner().await.batch_execute(&others).await.unwrap();
        lives.push(Life {
            world,
            periods,
            account,
            program,
        });
    }
    lives.try_into().unwrap_or_else(|_| panic!("two lives"))
}

fn try_lives(program: Program, opened: &'static str, begin: &'static str, count: usize) {
    it(async |world| {
        let mut seen = BTreeSet::new();
        for seed in 0..SEEDS {
            let [posting, plain] = lives(world, program, opened, count).await;
            let mut dice = Dice(seed);
            let mut today = day(begin);
            world.stand(&format!("{today}T18:00:00Z"));
            for life in [&posting, &plain] {
                let browser = signs_in(world, &life.account).await;
                for period in &life.periods {
                    life.file(&browser, *period, 1_000, "2").await;
                }
            }
            for turn in 0..10 {
                today += TimeDelta::days(1) + dice.days(40);
                world.stand(&format!("{today}T18:00:00Z"));
                let step = step(&mut dice, u64::try_from(count).unwrap());
                let posts = dice.roll(2) == 0;
                for life in [&posting, &plain] {
                    life.live(today, &step).await;
                }
                if posts {
                    posting.post(today).await;
                }
                let what = format!("{program}, seed {seed}, turn {turn}");
                for life in [&posting, &plain] {
                    hold(life, today, &what).await;
                }
                let total = async |life: &Life<'_>, on| {
                    let browser = signs_in(world, &life.account).await;
                    part(&life.balance(&browser, on).await["owing"], "total")
                };
                for on in [today, today + TimeDelta::days(100)] {
                    let apart = total(&posting, on).await - total(&plain, on).await;
                    assert!(apart.abs() <= 1, "{what}: {apart} cents apart on {on}");
                }
            }
            assert_ledger_holds(&mut world.owner().await).await;
            let browser = signs_in(world, &posting.account).await;
            let entries = browser
                .get(posting.account.path("/transactions?limit=200"))
                .ok()
                .await;
            let entries = entries["data"].as_array().unwrap().iter();
            seen.extend(entries.map(|entry| entry["cause"].to_string()));
        }
        assert_eq!(seen.len(), 5, "something never happened: {seen:?}");
    });
}

#[test]
fn the_sums_of_a_levy_hold_whatever_happens() {
    try_lives(Program::TourismLevy, "2024-06-01", "2025-03-01", 6);
}

#[test]
fn the_sums_of_corporate_tax_hold_whatever_happens() {
    try_lives(Program::CorporateIncomeTax, "2021-01-01", "2025-03-01", 4);
}
