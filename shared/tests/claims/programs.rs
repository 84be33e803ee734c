//! Programs that are closed, and how they are told apart.

use super::*;

#[test]
fn closed_programs_can_be_read_and_not_filed() {
    let carbon = |code, from, to| build(Program::CarbonLevy, code, days(from, to));
    let closed = NoForm::OutOfTime("the carbon levy ran from 1 January 2017 to 29 May 2019");
    assert_eq!(
        carbon("remitter", "2019-06-01", "2019-06-30"),
        Err(closed.clone())
    );
    assert_eq!(
        carbon("remitter", "2016-12-01", "2016-12-31"),
        Err(closed.clone())
    );
    assert_eq!(carbon("claim", "2019-05-01", "2019-05-30"), Err(closed));
    assert_eq!(
        carbon("return", "2018-01-01", "2018-01-31"),
        Err(NoForm::Unknown)
    );
    let last = carbon("remitter", "2019-05-01", "2019-05-31").unwrap();
    let gas = evaluate(&last, &draft(&[("130", "10.5")], "", &[]));
    assert_eq!(payable(&gas).as_deref(), Some("15.93"));
    let nil = evaluate(&last, &draft(&[("050", "yes")], "", &[]));
    assert!(nil.findings.is_empty(), "{:?}", nil.findings);
    assert_eq!(payable(&nil).as_deref(), Some("0.00"));
    let both = evaluate(&last, &draft(&[("050", "yes"), ("100", "5")], "", &[]));
    assert_eq!(codes(&both), [("line.not_asked", Severity::Error)]);

    let prop = |to| build(Program::FuelRebateHistory, "claim", days("2011-02-01", to));
    assert!(prop("2011-02-24").is_ok());
    assert!(matches!(prop("2011-02-25"), Err(NoForm::OutOfTime(_))));
    let year = days("2026-01-01", "2026-12-31");
    assert_eq!(
        build(Program::FreeholdMineralTax, "return", year),
        Err(NoForm::Unknown)
    );
    let statement = build(Program::FreeholdMineralTax, "statement", year).unwrap();
    let tax = |tax| {
        evaluate(
            &statement,
            &draft(&[("rights", "Title 1"), ("10", tax)], "", &[]),
        )
    };
    assert_eq!(payable(&tax("4,000")).as_deref(), Some("2400.00"));
    assert_eq!(payable(&tax("1,600")).as_deref(), Some("0.00"));

    for program in CLAIMS {
        let facts = program.facts();
        let files = facts.offers(Capability::FileClaim) || facts.offers(Capability::FileReturn);
        let passive = facts.offers(Capability::History) || facts.offers(Capability::Statement);
        assert_ne!(files, passive, "{program}");
    }
}

#[test]
fn programs_are_told_apart() {
    for (place, program) in Program::ALL.iter().enumerate() {
        let facts = program.facts();
        assert_eq!(facts.letters.len(), 2, "{program}");
        let same = |other: &&Program| other.facts().letters == facts.letters;
        assert_eq!(
            Program::ALL.iter().position(|other| same(&other)),
            Some(place),
            "{program}"
        );
    }
}

#[test]
fn ranges_and_events_are_told_by_their_cycle() {
    let cycle = |program: Program, code| program.facts().form(code).unwrap().cycle;
    assert_eq!(
        cycle(Program::AiteRetailer, "claim"),
        Cycle::Range { least_days: 7 }
    );
    assert_eq!(cycle(Program::FuelClaims, "loss"), Cycle::Event);
    let claimed = [days("2025-01-01", "2025-03-31")];
    let clash = limits::clash(&claimed, days("2025-03-31", "2025-06-30"));
    assert_eq!(clash, Some(day("2025-03-31")));
}
