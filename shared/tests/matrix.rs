//! The table of programs in ARCHITECTURE.md says what the code says: each program, its file, its forms and its offers.

use shared::program::{Cycle, Offer, Program};
use shared::rate::Confidence;
use std::path::Path;

/// Where a program is written, below `shared/src/program/`.
const fn file(program: Program) -> &'static str {
    match program {
        Program::TourismLevy => "tourism_levy.rs",
        Program::FuelTax
        | Program::PropaneTax
        | Program::LocomotiveFuelTax
        | Program::FuelConsumer => "fuel/mod.rs",
        Program::InsurancePremiumsTax => "insurance_premiums.rs",
        Program::Emergency911Levy => "emergency_911.rs",
        Program::HealthCostRecovery => "health_cost_recovery.rs",
        Program::TaxExemptFuelUser => "claim/tax_exempt_fuel_user.rs",
        Program::PropaneRetailer => "claim/propane_retailer.rs",
        Program::TaxExemptFuelSales => "claim/tax_exempt_fuel_sales.rs",
        Program::AiteRetailer => "claim/aite_retailer.rs",
        Program::FuelClaims => "claim/fuel_claims/mod.rs",
        Program::CarbonLevy => "claim/carbon_levy.rs",
        Program::FuelRebateHistory => "claim/fuel_rebate_history.rs",
        Program::FreeholdMineralTax => "claim/freehold_mineral_tax.rs",
        Program::CorporateIncomeTax => "corporate.rs",
        Program::Ifta => "ifta.rs",
        Program::TobaccoTax => "tobacco.rs",
    }
}

fn row(program: Program) -> String {
    let facts = program.facts();
    let forms: Vec<String> = facts
        .forms
        .iter()
        .map(|form| {
            let when = match form.cycle {
                Cycle::Period => "period",
                Cycle::Range { .. } => "days",
                Cycle::Event => "event",
            };
            format!("`{}` ({when})", form.code)
        })
        .collect();
    let sure = |confidence: Confidence| {
        if confidence == Confidence::Confirmed {
            ""
        } else {
            "?"
        }
    };
    let offers: Vec<String> = facts
        .offers
        .iter()
        .map(|Offer(capability, confidence)| format!("{capability}{}", sure(*confidence)))
        .collect();
    let (days, confidence) = facts.objection_days;
    format!(
        "| [{}](shared/src/program/{}) `{program}` | {} | {} | {days}{} |",
        facts.name,
        file(program),
        forms.join(", "),
        offers.join(", "),
        sure(confidence)
    )
}

#[test]
fn the_table_of_programs_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("../ARCHITECTURE.md")).unwrap();
    let rows: Vec<String> = Program::ALL.iter().copied().map(row).collect();
    let missing: Vec<&String> = rows.iter().filter(|row| !page.contains(*row)).collect();
    assert!(
        missing.is_empty(),
        "put these rows into ARCHITECTURE.md:\n{}",
        rows.join("\n")
    );
    for program in Program::ALL {
        let path = root.join("src/program").join(file(*program));
        assert!(path.exists(), "{}", path.display());
    }
}
