//! Nothing is claimed twice, too late, or with a penalty: claims for events, claims of one legal entity, and amendments.

use crate::desk::{holder_in, queue, staff};
use crate::support::{World, assert_ledger_holds, fresh_key, it, signs_in};
use serde_json::{Value, json};
use shared::period::Frequency;
use shared::program::Program;

/// A claim for fuel that was stolen on a day: 13 cents a litre.
fn stolen(day: &str, litres: &str) -> Value {
    let row =
        json!({ "kind": "stolen", "happened_on": day, "product": "gasoline", "litres": litres });
    json!({ "form": "loss", "from": day, "to": day, "lines": {}, "rows": { "losses": [row] }, "certified": true })
}

#[test]
fn a_second_claim_for_a_day_is_asked_about_and_looked_at() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::FuelClaims).await;
        let path = account.path("/claims");
        let body = stolen("2026-11-02", "500");
        let first = owner.file(&path, &fresh_key(), body.clone()).ok().await;
        assert_eq!(first["payable"], "-65.00", "{first:#}");
        let again = owner.file(&path, &fresh_key(), body.clone());
        let asked = again.expect(422).await.json();
        assert_eq!(asked["errors"][0]["code"], "claim.overlaps", "{asked:#}");
        let mut sure = body;
        sure["acknowledged"] = json!(["claim.overlaps"]);
        let second = owner.file(&path, &fresh_key(), sure).ok().await;
        assert_eq!(second["assessmentId"], Value::Null, "the desk looks at it");
        let desk = staff(world).await;
        assert_eq!(queue(&desk).await[0]["kind"], "claim-check");
        // Another day is another event.
        let other = stolen("2026-11-03", "500");
        let other = owner.file(&path, &fresh_key(), other).ok().await;
        assert_ne!(other["assessmentId"], Value::Null);
    });
}

#[test]
fn an_amendment_claims_more_within_the_time_limit_only() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::FuelClaims).await;
        let path = account.path("/claims");
        let body = stolen("2026-11-02", "500");
        let first = owner.file(&path, &fresh_key(), body).ok().await;
        let path = account.path(&format!(
            "/filings/{}/amendments",
            first["filingId"].as_str().unwrap()
        ));
        let amended = |litres| {
            let mut body = stolen("2026-11-02", litres);
            for word in ["form", "from", "to"] {
                body.as_object_mut().unwrap().remove(word);
            }
            body
        };
        // A year after the theft no more can be claimed; less can.
        world.stand("2027-11-03T18:00:00Z");
        let owner = signs_in(world, &account).await;
        let refused = owner.file(&path, &fresh_key(), amended("600"));
        let refused = refused.expect(422).await.json();
        assert_eq!(refused["errors"][0]["code"], "claim.out_of_time");
        let said = refused["errors"][0]["message"].as_str().unwrap();
        assert!(said.contains("cannot claim more"), "{said}");
        let less = owner.file(&path, &fresh_key(), amended("400")).ok().await;
        assert_eq!(less["payable"], "-52.00", "{less:#}");
        assert_ledger_holds(&mut world.owner().await).await;
    });
}

#[test]
fn a_claim_costs_no_penalty_however_late_it_is() {
    it(async |world| {
        let (owner, account) = holder_in(world, Program::FuelConsumer).await;
        let body = json!({
            "form": "rebrand-claim", "from": "2022-03-15", "to": "2022-03-15", "certified": true,
            "lines": { "10": "1000", "11": "diesel", "12": "marked-diesel" },
        });
        let path = account.path("/claims");
        let asked = owner.file(&path, &fresh_key(), body.clone());
        let asked = asked.expect(422).await.json();
        assert_eq!(asked["errors"][0]["code"], "claim.out_of_time", "{asked:#}");
        let mut sure = body;
        sure["acknowledged"] = json!(["claim.out_of_time"]);
        let late = owner.file(&path, &fresh_key(), sure).ok().await;
        assert_eq!(late["assessmentId"], Value::Null, "the desk looks at it");
        let desk = staff(world).await;
        let work = crate::desk_decisions::taken(&desk).await;
        let done = crate::desk_decisions::decide(&desk, &work, json!({ "decision": "accept" }));
        let done = done.ok().await;
        let id = done["decided"]["assessmentId"].as_str().unwrap();
        let notice = owner.get(account.path(&format!("/assessments/{id}")));
        let notice = notice.ok().await;
        let charges = notice["charges"].as_array().unwrap();
        assert_eq!(charges.len(), 1, "{charges:#?}");
    });
}

#[test]
fn a_legal_entity_claims_days_once_whatever_the_account() {
    it(async |world: &World| {
        let client = world.client("Foothills Farms Ltd.").await;
        let (program, frequency) = (Program::TaxExemptFuelUser, Frequency::AsNeeded);
        let one = world
            .account_in(program, client, frequency, "2025-10-01")
            .await;
        let other = world
            .account_in(program, client, frequency, "2025-10-01")
            .await;
        let body = |from: &str, to: &str| {
            json!({
                "form": "claim", "from": from, "to": to, "certified": true, "acknowledged": [],
                "lines": { "5": "not-sold", "7": "yes", "10": "0", "20": "1000" },
            })
        };
        let lee = signs_in(world, &one).await;
        let days = body("2026-10-01", "2026-10-31");
        lee.file(one.path("/claims"), &fresh_key(), days.clone())
            .ok()
            .await;
        let kim = signs_in(world, &other).await;
        let path = other.path("/claims");
        let twice = kim.file(&path, &fresh_key(), body("2026-10-15", "2026-11-15"));
        let twice = twice.expect(409).await.json();
        assert_eq!(twice["code"], "filing.overlaps");
        assert_eq!(twice["links"], json!([]), "the other account is not theirs");
        let apart = body("2026-09-01", "2026-09-30");
        kim.file(&path, &fresh_key(), apart).ok().await;
        // Somebody else's days are their own.
        let (owner, account) = holder_in(world, program).await;
        owner
            .file(account.path("/claims"), &fresh_key(), days)
            .ok()
            .await;
    });
}
