//! One filing for each form of each open program.

use serde_json::{Value, json};
use shared::program::Program;

/// A filing and what it comes to, worked out by hand from the domain pages.
pub(super) struct Sample {
    pub(super) program: Program,
    pub(super) form: &'static str,
    pub(super) days: (&'static str, &'static str),
    pub(super) lines: Value,
    pub(super) rows: Value,
    /// What is payable; below zero what is refunded.
    pub(super) payable: &'static str,
    /// What is charged: what is payable, and what the return took off as paid, which the account counts itself.
    pub(super) charged: &'static str,
}

fn sample(
    program: Program,
    form: &'static str,
    days: (&'static str, &'static str),
    lines: Value,
    rows: Value,
    payable: &'static str,
) -> Sample {
    Sample {
        program,
        form,
        days,
        lines,
        rows,
        payable,
        charged: payable,
    }
}

const OCTOBER: (&str, &str) = ("2026-10-01", "2026-10-31");
const EVENT: (&str, &str) = ("2026-11-02", "2026-11-02");

pub(super) fn samples() -> Vec<Sample> {
    let none = || json!({});
    vec![
        sample(
            Program::TourismLevy,
            "return",
            OCTOBER,
            json!({ "5": "100", "10": "20000.00" }),
            none(),
            "1200.00",
        ),
        sample(
            Program::FuelTax,
            "return",
            OCTOBER,
            none(),
            // 500,000 × 0.13 + 200,000 × 0.04
            json!({ "products": [
                { "product": "diesel", "bought": "500000", "taxable": "400000", "own": "100000" },
                { "product": "marked-diesel", "opening": "200000", "taxable": "200000" },
            ] }),
            "73000.00",
        ),
        // 40,000 × (0.13 − 0.09)
        sample(
            Program::FuelTax,
            "inventory",
            ("2024-04-01", "2024-04-01"),
            json!({ "10": "40000" }),
            none(),
            "1600.00",
        ),
        sample(
            Program::PropaneTax,
            "return",
            OCTOBER,
            json!({ "10": "152345" }),
            none(),
            "14320.43",
        ),
        sample(
            Program::LocomotiveFuelTax,
            "return",
            OCTOBER,
            json!({ "10": "3250000", "11": "900000" }),
            none(),
            "211250.00",
        ),
        // From marked to clear: 1,000 × (0.13 − 0.04)
        sample(
            Program::FuelConsumer,
            "return",
            EVENT,
            json!({ "10": "1000", "11": "marked-diesel", "12": "diesel" }),
            none(),
            "90.00",
        ),
        sample(
            Program::FuelConsumer,
            "rebrand-claim",
            EVENT,
            json!({ "10": "1000", "11": "diesel", "12": "marked-diesel" }),
            none(),
            "-90.00",
        ),
        sample(
            Program::InsurancePremiumsTax,
            "return",
            ("2025-10-01", "2026-09-30"),
            json!({ "103": "10000000.00", "112": "200000.00", "106": "20000000.00", "124": "-150000.00", "122": "Returned late" }),
            none(),
            "1088000.00",
        ),
        sample(
            Program::Emergency911Levy,
            "return",
            OCTOBER,
            json!({ "10": "125000" }),
            none(),
            "118750.00",
        ),
        sample(
            Program::HealthCostRecovery,
            "return",
            ("2025-01-01", "2025-12-31"),
            json!({ "10": "48250000.00" }),
            none(),
            "2412500.00",
        ),
        sample(
            Program::TaxExemptFuelUser,
            "claim",
            OCTOBER,
            json!({ "5": "not-sold", "7": "yes", "10": "0", "20": "10000" }),
            none(),
            "-900.00",
        ),
        sample(
            Program::PropaneRetailer,
            "claim",
            OCTOBER,
            json!({ "10": "50000", "20": "32000" }),
            none(),
            "-1692.00",
        ),
        sample(
            Program::TaxExemptFuelSales,
            "claim",
            OCTOBER,
            none(),
            json!({ "sales": [{ "sold_on": "2026-10-05", "buyer": "federal-government", "document": "C-17", "product": "diesel", "litres": "1000" }] }),
            "-130.00",
        ),
        // 5,000 × 0.13 + 4,000 × 0.30
        sample(
            Program::AiteRetailer,
            "claim",
            OCTOBER,
            json!({ "10": "5000", "40": "4000" }),
            none(),
            "-1850.00",
        ),
        sample(
            Program::FuelClaims,
            "aviation",
            OCTOBER,
            none(),
            json!({ "sales": [{ "sold_on": "2026-10-05", "buyer": "Arctic Air", "litres": "20000" }] }),
            "-300.00",
        ),
        sample(
            Program::FuelClaims,
            "bad-debt",
            EVENT,
            json!({ "5": "Prairie Haul", "11": "2026-11-02" }),
            json!({ "sales": [{ "invoice": "7", "sold_on": "2026-06-01", "product": "diesel", "litres": "1000" }] }),
            "-130.00",
        ),
        sample(
            Program::FuelClaims,
            "loss",
            EVENT,
            none(),
            json!({ "losses": [{ "kind": "stolen", "happened_on": "2026-11-02", "product": "gasoline", "litres": "500" }] }),
            "-65.00",
        ),
        Sample {
            charged: "6000.00",
            ..sample(
                Program::CorporateIncomeTax,
                "return",
                ("2025-10-01", "2026-09-30"),
                // 300,000 × 8 % − 300,000 × 6 % − instalments of 5,000
                json!({
                    "029": "1", "001": "no", "035": "123456782", "047": "2000000", "048": "900000", "038": "no", "050": "no",
                    "060": "no", "061": "no", "062": "300000", "schedule-1": "yes", "1-003": "300000", "082": "5000",
                    "099": "Lee Hassan", "100": "Director",
                }),
                none(),
                "1000.00",
            )
        },
        sample(
            Program::Ifta,
            "return",
            ("2026-07-01", "2026-09-30"),
            json!({ "licence": "AB1234567", "diesel-litres": "24000" }),
            json!({ "rows": [
                { "fuel": "diesel", "jurisdiction": "AB", "km": "30000", "taxable-km": "30000", "paid-litres": "14000" },
                { "fuel": "diesel", "jurisdiction": "BC", "km": "12000", "taxable-km": "12000", "paid-litres": "2000" },
                { "fuel": "diesel", "jurisdiction": "SK", "km": "18000", "taxable-km": "18000", "paid-litres": "8000" },
            ] }),
            "42.45",
        ),
        sample(
            Program::TobaccoTax,
            "return",
            OCTOBER,
            json!({ "110": "2000000", "130": "2000000" }),
            none(),
            "600000.00",
        ),
        sample(
            Program::TobaccoTax,
            "memo-summary",
            OCTOBER,
            none(),
            json!({ "memos": [{ "supplier": "Prairie Wholesale", "document": "1", "date": "2026-10-02", "product": "cigarettes", "quantity": "2000" }] }),
            "0.00",
        ),
        // 50,000 × 0.025
        sample(
            Program::TobaccoTax,
            "inventory",
            ("2024-03-01", "2024-03-01"),
            json!({ "110": "50000" }),
            none(),
            "1250.00",
        ),
        sample(
            Program::TobaccoTax,
            "loss",
            EVENT,
            json!({ "cause": "theft", "lost-on": "2026-11-02", "told-on": "2026-11-03" }),
            json!({ "goods": [{ "product": "cigarettes", "quantity": "200" }] }),
            "-60.00",
        ),
        sample(
            Program::TobaccoTax,
            "bad-debt",
            EVENT,
            none(),
            json!({ "debts": [{ "customer": "Corner Store", "invoice": "9", "bad-on": "2026-11-02", "tax": "120.00" }] }),
            "-120.00",
        ),
    ]
}
