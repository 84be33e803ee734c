//! Accounts, filings, letters and work for every operation to be called on.

use super::table::{new_rate, new_rule, new_term};
use super::*;

/// An account in which there is one of everything.
pub(super) struct Scene {
    pub(super) account: Account,
    /// An account that files when something happens.
    pub(super) claimant: Account,
    /// A claim of theirs that was begun and not filed.
    pub(super) begun: String,
    /// An account of corporate income tax.
    pub(super) corporation: Account,
    /// An account with nothing outstanding and two periods in credit.
    pub(super) credited: Account,
    pub(super) filing: String,
    /// A filing that amends another, of another period.
    pub(super) amendment: String,
    pub(super) receipt: String,
    pub(super) assessment: String,
    pub(super) message: String,
    pub(super) pin: String,
    pub(super) invited: String,
    /// A piece of work at the desk.
    pub(super) work: String,
    /// Who signed in as the proposer of what follows: three of each kind.
    pub(super) proposer: Browser,
    pub(super) rates: [String; 3],
    pub(super) terms: [String; 3],
    pub(super) rules: [String; 3],
}

impl Scene {
    pub(super) fn work_path(&self, rest: &str) -> String {
        format!("/v1/desk/work/{}{rest}", self.work)
    }
}

/// A claim that a rule stops: the first one of its account, for enough money.
pub(super) async fn begun(world: &World, claimant: &Account) -> String {
    let owner = world.member(claimant, Permission::ALL).await;
    let days = json!({ "form": "rebrand-claim", "from": "2026-10-20", "to": "2026-10-20" });
    let begun = owner.post(claimant.path("/periods"), days).ok().await;
    begun["id"].as_str().unwrap().to_owned()
}

pub(super) async fn flagged(world: &World, claimant: &Account) -> String {
    let owner = world.member(claimant, Permission::ALL).await;
    let lines = json!({ "10": "100000", "11": "diesel", "12": "marked-diesel" });
    let claim = json!({ "form": "rebrand-claim", "from": "2026-11-03", "to": "2026-11-03", "certified": true, "lines": lines });
    owner
        .file(claimant.path("/claims"), "flagged", claim)
        .ok()
        .await;
    let desk = world.staff("Ines Kowalczyk", &[WorkQueue]).await;
    let queue = desk.get("/v1/desk/work").ok().await;
    let newest = queue["data"].as_array().unwrap().last().unwrap();
    newest["id"].as_str().unwrap().to_owned()
}

/// Three proposals.
pub(super) async fn proposals(
    browser: &Browser,
    path: &str,
    body: fn(&str) -> Value,
) -> [String; 3] {
    let mut ids = Vec::new();
    for day in ["2027-02-01", "2027-03-01", "2027-04-01"] {
        let made = browser.post(path, body(day)).ok().await;
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    ids.try_into().unwrap()
}
pub(super) async fn scene(world: &World) -> Scene {
    let (maya, account) = world.holder().await;
    let path = account.period_path("2026-09", "/filings");
    let receipt = maya.file(path, "scene", filing(&OCTOBER)).ok().await;
    let inbox = maya.get("/v1/messages").ok().await;
    let path = account.period_path("2026-08", "/filings");
    let first = maya.file(path, "first", filing(&OCTOBER)).ok().await;
    let path = format!(
        "/filings/{}/amendments",
        first["filingId"].as_str().unwrap()
    );
    let amendment = maya
        .file(account.path(&path), "again", filing(&[]))
        .ok()
        .await;
    let invited = world.account().await;
    let client = world.client("Prairie Haul Ltd.").await;
    let (program, frequency) = (Program::FuelConsumer, Frequency::AsNeeded);
    let claimant = world
        .account_in(program, client, frequency, "2025-10-01")
        .await;
    let (program, frequency) = (Program::CorporateIncomeTax, Frequency::Yearly);
    let corporation = world
        .account_in(program, client, frequency, "2024-10-01")
        .await;
    let client = world.client("Bow Valley Lodge Inc.").await;
    let credited = world
        .account_of(client, Frequency::Monthly, "2026-11-01")
        .await;
    for month in ["2026-11", "2026-12"] {
        let paid = json!({ "accountId": credited.id, "periodId": credited.period(month), "amount": "100.00" });
        world
            .stranger()
            .post("/sandbox/v1/payments", paid)
            .expect(201)
            .await;
    }
    let work = async |tx: &mut api::db::Tx<'_>| {
        let (clock, pins) = (&world.state.clock, &world.state.pins);
        register::invite(
            tx,
            clock,
            pins,
            invited.id,
            "Noor Haddad",
            day("2027-01-31"),
        )
        .await
    };
    let by = SystemGrant::service("test");
    let pin = world.state.db.write(&by, Act::Sandbox, work).await.unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let proposer = world.staff("Arun Chen", StaffPermission::ALL).await;
    let rates = proposals(&proposer, "/v1/desk/rate-proposals", new_rate).await;
    let terms = proposals(&proposer, "/v1/desk/capability-proposals", new_term).await;
    let rules = proposals(&proposer, "/v1/desk/risk-rule-proposals", new_rule).await;
    Scene {
        work: flagged(world, &claimant).await,
        begun: begun(world, &claimant).await,
        proposer,
        rates,
        terms,
        rules,
        filing: text(&receipt["filingId"]),
        amendment: text(&amendment["filingId"]),
        receipt: text(&receipt["id"]),
        assessment: text(&receipt["assessmentId"]),
        message: text(&inbox["data"][0]["id"]),
        account,
        claimant,
        corporation,
        credited,
        pin,
        invited: invited.number,
    }
}
