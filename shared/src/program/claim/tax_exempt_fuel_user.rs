//! Tax exempt fuel users: rebate on clear fuel that was used where marked fuel would have done and was not
//! available (circulars TEFU-2R3 and TEFU-4; domain page `fuel-claims`). The rebate restores the part-exemption of
//! marked fuel: the clear rate less the marked rate.

use super::frame::{Contents, Frame, claimed, last_day};
use super::limits::{Limit, OTHER_FUEL};
use super::pieces::{self, Piece};
use super::{DIESEL, DOCUMENTS, GASOLINE, MARKED_DIESEL, MARKED_GASOLINE, NO_PENALTY, OBJECT};
use super::{OBJECTION, only, range_claim, received, sum};
use crate::form::{Check, Form, Line, Paper, Section, Unit};
use crate::penalty::LatePenalty;
use crate::period::Period;
use crate::program::{
    Capability, Facts, LedgerInterest, NoForm, NumberShape, Offer, Program, Rules,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The rules of the rebate.
pub(in crate::program) struct TaxExemptFuelUser;

static FACTS: Facts = Facts {
    name: "Tax exempt fuel user",
    letters: "TU",
    summary: "A rebate for commercial users and governments on clear fuel that they used where \
              marked fuel was not available.",
    money_word: "refund",
    act: "Fuel Tax Act, c F-28.1",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[range_claim("claim", "Tax exempt fuel user rebate claim", 1)],
    offers: &[
        Offer(Capability::FileClaim, Confidence::Confirmed),
        Offer(Capability::Renewal, Confidence::Confirmed),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
        Offer(Capability::Software, Confidence::Unverified),
        OBJECT,
        DOCUMENTS,
    ],
    objection_days: OBJECTION,
    penalty: LatePenalty::Unknown,
    penalty_rule: NO_PENALTY,
    interest: LedgerInterest::Debit,
    interest_sure: Confidence::Confirmed,
    grace_days: None,
};

/// Name, first line number, clear and marked rate of each product.
const PRODUCTS: [(&str, [&str; 5], RateCode, RateCode); 2] = [
    (
        "gasoline",
        ["10", "11", "12", "13", "14"],
        GASOLINE,
        MARKED_GASOLINE,
    ),
    (
        "diesel",
        ["20", "21", "22", "23", "24"],
        DIESEL,
        MARKED_DIESEL,
    ),
];

impl Rules for TaxExemptFuelUser {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[GASOLINE, DIESEL, MARKED_GASOLINE, MARKED_DIESEL]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        last_day(&OTHER_FUEL, period)
    }

    /// One claim for a legal entity (domain page `fuel-claims`, tax exempt fuel user).
    fn claims_once_a_client(&self) -> bool {
        true
    }

    fn limit(&self, _code: &str) -> Option<&'static Limit> {
        Some(&OTHER_FUEL)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        only(code, "claim")?;
        let pieces = pieces::cut(self.rates(), period, rates)?;
        let frame = Frame {
            program: Program::TaxExemptFuelUser,
            code: "claim",
            title: "Tax exempt fuel user rebate claim",
            version: "tax-exempt-fuel-user/2026.1",
            period,
            limit: OTHER_FUEL,
            least_days: 1,
        };
        Ok(frame.of_days(&pieces, contents(period, &pieces)))
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(received(form, day))
    }
}

fn contents(period: Period, pieces: &[Piece]) -> Contents {
    let mut sections = vec![use_of_fuel()];
    sections.extend(pieces.iter().map(|piece| bought(period, piece)));
    let rebates = pieces
        .iter()
        .flat_map(|piece| [piece.id("14"), piece.id("24")]);
    let total = claimed(
        "Rebate claimed",
        "The rebates on gasoline and diesel together",
        &sum(rebates),
    );
    sections.push(Section::new("The rebate", vec![total]));
    Contents {
        sections,
        checks: vec![Check::error(
            "use.not_exempt",
            "[7] = 'no'",
            &["7"],
            "Leave out fuel for licensed vehicles: it has had no rebate since 24 February 2011",
        )],
        papers: vec![Paper::when(
            "Invoices of the clear fuel, with litres and tax",
            "[90] > 0",
        )],
    }
}

fn use_of_fuel() -> Section {
    let lines = vec![
        Line::choice(
            "5",
            "Why marked fuel was not used",
            "The rebate is for fuel bought where marked fuel was not reasonably available.",
            &[
                ("not-sold", "Marked fuel was not sold nearby"),
                ("no-stock", "The seller had no marked fuel"),
                ("other", "Another reason"),
            ],
        )
        .required(),
        Line::entered("6", "The other reason", "In a few words.", Unit::Text)
            .when("[5] = 'other'")
            .required(),
        Line::yes_or_no(
            "7",
            "All of it in unlicensed equipment or for heat",
            "Claim only for such fuel. Fuel for licensed vehicles has no rebate.",
        )
        .required(),
    ];
    Section::new("Use of the fuel", lines)
}

fn bought(period: Period, piece: &Piece) -> Section {
    let mut lines = Vec::new();
    for (name, numbers, clear, marked) in PRODUCTS {
        let [litres, clear_rate, marked_rate, each, rebate] = numbers;
        let id = |number| piece.id(number);
        lines.extend([
            Line::entered(
                &id(litres),
                &format!("Clear {name}"),
                "Litres bought with tax and used in place of marked fuel.",
                Unit::Litres,
            ),
            piece.given(clear_rate, &format!("Tax on clear {name}"), clear),
            piece.given(marked_rate, &format!("Tax on marked {name}"), marked),
            Line::computed(
                &id(each),
                &format!("Rebate for a litre of {name}"),
                &format!("Line {} less line {}", id(clear_rate), id(marked_rate)),
                Unit::DollarsEach,
                &format!("above([{}] - [{}], 0)", id(clear_rate), id(marked_rate)),
            ),
            Line::computed(
                &id(rebate),
                &format!("Rebate on {name}"),
                &format!("Line {} \u{d7} line {}", id(litres), id(each)),
                Unit::Dollars,
                &format!("[{}] * [{}]", id(litres), id(each)),
            )
            .because(
                "The rebate restores what marked fuel would have saved: the tax on clear fuel less the tax on marked fuel.",
                "Fuel tax circular TEFU-4",
            ),
        ]);
    }
    Section::new(&piece.title("Fuel", period), lines)
}
