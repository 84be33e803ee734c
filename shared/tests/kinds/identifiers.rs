//! Numbers and codes that people type.

use super::{list, text};
use serde_json::{Value, json};
use shared::bank::{AccountLength, BankAccount};
use shared::identifier::{self, AccountNumber};
use shared::program::{NumberShape, Program};

fn each<T: serde::Serialize>(inputs: &Value, result: impl Fn(&str) -> T) -> Value {
    let cases = list(inputs, "cases").iter();
    json!(
        cases
            .map(|case| result(case.as_str().unwrap()))
            .collect::<Vec<_>>()
    )
}

pub(super) fn cra_bn(inputs: &Value) -> Value {
    json!({ "valid": each(inputs, identifier::is_business_number) })
}

pub(super) fn cra_program_account(inputs: &Value) -> Value {
    json!({
        "valid": each(inputs, |case| identifier::program_account(case).is_some()),
        "normalised": each(inputs, identifier::program_account),
    })
}

pub(super) fn postal_code(inputs: &Value) -> Value {
    let province = |case: &str| identifier::postal_code(case).map(|code| code.province);
    json!({
        "valid": each(inputs, |case| identifier::postal_code(case).is_some()),
        "province_hint": each(inputs, province),
        "normalised": each(inputs, |case| identifier::postal_code(case).map(|code| code.text)),
    })
}

pub(super) fn us_zip(inputs: &Value) -> Value {
    json!({ "valid": each(inputs, identifier::is_zip_code) })
}

pub(super) fn direct_deposit(inputs: &Value) -> Value {
    let valid = list(inputs, "cases").iter().map(|case| {
        let field = |key| text(case, key);
        BankAccount::read(
            field("institution"),
            field("transit"),
            field("account"),
            AccountLength::default(),
        )
        .is_ok()
    });
    json!({ "valid": valid.collect::<Vec<_>>() })
}

pub(super) fn account_number_length(inputs: &Value) -> Value {
    let result = list(inputs, "cases").iter().map(|case| {
        let (program, entered) = (text(case, "program"), text(case, "entered"));
        match AccountNumber::read(shape(program), entered) {
            Some(AccountNumber::Plain(_)) => "ok",
            Some(AccountNumber::Stripped(_)) => "ok_strip",
            None if program == "ifta" && identifier::is_ifta_licence(entered) => "ok",
            None => "bad",
        }
    });
    json!({ "result": result.collect::<Vec<_>>() })
}

/// The shape of a program's numbers: by its facts, and while it has none, by the catalogue.
fn shape(word: &str) -> NumberShape {
    let name = match word {
        "aite" => "aite-retailer",
        "cit" | "corporate" => "corporate-income-tax",
        "ipt" | "insurance" => "insurance-premiums-tax",
        "e911" => "emergency-911-levy",
        "hcr" => "health-cost-recovery",
        "tourism" | "tl" => "tourism-levy",
        "tobacco" | "tob" => "tobacco-tax",
        "fuel" => "fuel-tax",
        "tefu" => "tax-exempt-fuel-user",
        "tefs" => "tax-exempt-fuel-sales",
        "carbon" => "carbon-levy",
        other => other,
    };
    match name.parse::<Program>() {
        Ok(program) => program.facts().number,
        Err(_unknown) if name.starts_with("corporate") || name.starts_with("insurance") => {
            NumberShape::Can
        }
        Err(_unknown) => NumberShape::Bin,
    }
}

pub(super) fn allocation_factor(inputs: &Value) -> Value {
    json!({ "valid": each(inputs, |case| identifier::allocation_factor(case).is_some()) })
}
