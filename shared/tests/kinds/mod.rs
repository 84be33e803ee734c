//! The kinds of vectors this release runs, and those of programs that it does not know yet.

mod calendar;
mod carbon;
mod claim_forms;
mod claims;
mod corporate;
mod forms;
mod fuel;
mod identifiers;
mod ifta;
mod interest;
mod levies;
mod tobacco;
mod tourism_levy;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;
use shared::Money;

/// Works out what a vector expects, under the same keys.
pub(crate) type Runner = fn(&Value) -> Value;

const TOURISM: &str = "Tourism levy";
const CORPORATE: &str = "Corporate income tax";
const CALENDAR: &str = "Calendar and availability";
const INTEREST: &str = "Interest";
const FUEL: &str = "Fuel tax returns";
const E911: &str = "Emergency 911 levy";
const INSURANCE: &str = "Insurance premiums tax";
const HEALTH: &str = "Health cost recovery";
const CLAIMS: &str = "Fuel tax claims and AITE refunds";
const CARBON: &str = "Carbon levy (1 Jan 2017 to 29 May 2019)";
const IDENTIFIERS: &str = "Identifiers";
const IFTA: &str = "International Fuel Tax Agreement";
const TOBACCO: &str = "Tobacco tax";

/// Program, kind, and what runs it.
pub(crate) const RUN: &[(&str, &str, Runner)] = &[
    (TOURISM, "return", tourism_levy::a_return),
    (TOURISM, "return_mixed", tourism_levy::return_mixed),
    (TOURISM, "levy_included", tourism_levy::levy_included),
    (
        TOURISM,
        "penalty_late_filing",
        tourism_levy::penalty_late_filing,
    ),
    (TOURISM, "applicability", tourism_levy::applicability),
    (TOURISM, "purchase_price", tourism_levy::purchase_price),
    (CORPORATE, "at1_tax", corporate::at1_tax),
    (CORPORATE, "schedule1_limit", corporate::schedule1_limit),
    (CORPORATE, "ieg", corporate::ieg),
    (CORPORATE, "instalments", corporate::instalments),
    (
        CORPORATE,
        "penalty_late_filing",
        corporate::penalty_late_filing,
    ),
    (
        CORPORATE,
        "penalty_late_instalments",
        corporate::penalty_late_instalments,
    ),
    (CORPORATE, "due_dates", corporate::due_dates),
    (CORPORATE, "jacket_validation", corporate::jacket_validation),
    (CALENDAR, "holidays", calendar::holidays),
    (CALENDAR, "due_date_roll", calendar::due_date_roll),
    (CALENDAR, "first_working_day", calendar::first_working_day),
    (CALENDAR, "availability", calendar::availability),
    (CALENDAR, "availability_utc", calendar::availability_utc),
    (CALENDAR, "sign_in_timeout", calendar::sign_in_timeout),
    (CALENDAR, "offsets", calendar::offsets),
    (INTEREST, "debit_interest", interest::debit_interest),
    (INTEREST, "credit_interest", interest::credit_interest),
    (INTEREST, "noa_grace", interest::noa_grace),
    (INTEREST, "rate_lookup", interest::rate_lookup),
    (FUEL, "monthly_return", fuel::monthly_return),
    (FUEL, "propane_return", fuel::propane_return),
    (FUEL, "locomotive_return", fuel::locomotive_return),
    (FUEL, "inventory_declaration", fuel::inventory_declaration),
    (FUEL, "relief_rate", fuel::relief_rate),
    (FUEL, "penalty_late_filing", fuel::penalty_late_filing),
    (E911, "monthly_return", levies::e911_return),
    (E911, "validation", levies::e911_validation),
    (INSURANCE, "annual_return", levies::insurance_return),
    (INSURANCE, "due_dates", levies::insurance_due_dates),
    (INSURANCE, "validation", levies::insurance_validation),
    (HEALTH, "annual_report", levies::health_report),
    (HEALTH, "due_dates", levies::health_due_dates),
    (CLAIMS, "tefu_rebate", claims::tefu_rebate),
    (CLAIMS, "prop_historic", claims::prop_historic),
    (CLAIMS, "prop_cutoff", claims::prop_cutoff),
    (
        CLAIMS,
        "propane_retailer_refund",
        claims::propane_retailer_refund,
    ),
    (CLAIMS, "aviation_refund", claims::aviation_refund),
    (CLAIMS, "bad_debt_deadline", claims::bad_debt_deadline),
    (CLAIMS, "loss_deadlines", claims::loss_deadlines),
    (CLAIMS, "aite_retailer_refund", claims::aite_retailer_refund),
    (CLAIMS, "overlap", claims::overlap),
    (CARBON, "remitter_return", carbon::remitter_return),
    (CARBON, "cutoff", carbon::cutoff),
    (CARBON, "refund_limit", carbon::refund_limit),
    (IDENTIFIERS, "cra_bn", identifiers::cra_bn),
    (
        IDENTIFIERS,
        "cra_program_account",
        identifiers::cra_program_account,
    ),
    (IDENTIFIERS, "postal_code", identifiers::postal_code),
    (IDENTIFIERS, "us_zip", identifiers::us_zip),
    (IDENTIFIERS, "direct_deposit", identifiers::direct_deposit),
    (
        IDENTIFIERS,
        "account_number_length",
        identifiers::account_number_length,
    ),
    (
        IDENTIFIERS,
        "allocation_factor",
        identifiers::allocation_factor,
    ),
    (IFTA, "quarter_return", ifta::quarter_return),
    (IFTA, "due_dates", ifta::due_dates),
    (IFTA, "qualified_vehicle", ifta::qualified_vehicle),
    (IFTA, "annual_interest_rate", ifta::annual_interest_rate),
    (TOBACCO, "collector_return", tobacco::collector_return),
    (TOBACCO, "cigar_tax", tobacco::cigar_tax),
    (
        TOBACCO,
        "inventory_declaration",
        tobacco::inventory_declaration,
    ),
    (TOBACCO, "part_gram", tobacco::part_gram),
    (TOBACCO, "rate_history", tobacco::rate_history),
    (TOBACCO, "loss_claim", tobacco::loss_claim),
];

/// Kinds of programs that are not in the rule book yet.
pub(crate) const NOT_YET: &[(&str, &[&str])] = &[];

pub(crate) fn text<'a>(inputs: &'a Value, key: &str) -> &'a str {
    inputs[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} should be a text in {inputs}"))
}

pub(crate) fn list<'a>(inputs: &'a Value, key: &str) -> &'a [Value] {
    inputs[key]
        .as_array()
        .unwrap_or_else(|| panic!("{key} should be a list in {inputs}"))
}

/// A number that is written as one or as a text, `60000` or `"0.13"`; `None` where there is none.
pub(crate) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(crate) fn money(inputs: &Value, key: &str) -> Money {
    Money::parse_wire(text(inputs, key)).unwrap()
}

pub(crate) fn date(inputs: &Value, key: &str) -> NaiveDate {
    text(inputs, key).parse().unwrap()
}
