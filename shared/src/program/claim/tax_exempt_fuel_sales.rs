//! Tax exempt fuel sales: sellers that sold clear fuel without tax to buyers who are exempt, and claim back the tax
//! they had paid (domain page `fuel-claims`). The claim is the register of those sales.

use super::frame::{Contents, Frame, claimed, in_days, last_day};
use super::limits::{Limit, OTHER_FUEL};
use super::pieces::{self, Piece, RatesByDay};
use super::{
    DIESEL, DOCUMENTS, GASOLINE, NO_PENALTY, OBJECT, OBJECTION, only, range_claim, received,
};
use crate::form::{Form, Line, Paper, Section, Table, Unit};
use crate::penalty::LatePenalty;
use crate::period::Period;
use crate::program::{
    Capability, Facts, LedgerInterest, NoForm, NumberShape, Offer, Program, Rules,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The rules of the claim.
pub(in crate::program) struct TaxExemptFuelSales;

static FACTS: Facts = Facts {
    name: "Tax exempt fuel sales",
    letters: "TS",
    summary: "A refund for sellers of the tax on clear fuel that they sold without tax to \
              exempt buyers.",
    money_word: "refund",
    act: "Fuel Tax Act, c F-28.1",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[range_claim("claim", "Tax exempt fuel sales claim", 1)],
    offers: &[
        Offer(Capability::FileClaim, Confidence::Confirmed),
        Offer(Capability::Software, Confidence::Confirmed),
        Offer(Capability::Renewal, Confidence::Unverified),
        Offer(Capability::DirectDeposit, Confidence::Unverified),
        Offer(Capability::Amend, Confidence::Unverified),
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

/// The most sales of one claim.
const MOST_SALES: u32 = 5_000;

/// Word of the choice, line of the rate, its label and code.
const PRODUCTS: [(&str, &str, &str, RateCode); 2] = [
    ("gasoline", "31", "Tax on clear gasoline", GASOLINE),
    ("diesel", "32", "Tax on clear diesel", DIESEL),
];

/// Kind of buyer, the line with its litres, and its name.
const BUYERS: [(&str, &str, &str); 6] = [
    (
        "federal-government",
        "11",
        "Government of Canada, with certificate",
    ),
    ("foreign-forces", "12", "Armed forces of another country"),
    ("diplomat", "13", "Diplomats and consulates"),
    ("on-reserve", "14", "Eligible consumers on a reserve"),
    ("bulk-export", "15", "Bulk export"),
    ("other", "16", "Other exempt buyers"),
];

impl Rules for TaxExemptFuelSales {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[GASOLINE, DIESEL]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        last_day(&OTHER_FUEL, period)
    }

    fn limit(&self, _code: &str) -> Option<&'static Limit> {
        Some(&OTHER_FUEL)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        only(code, "claim")?;
        let pieces = pieces::cut(self.rates(), period, rates)?;
        let frame = Frame {
            program: Program::TaxExemptFuelSales,
            code: "claim",
            title: "Tax exempt fuel sales claim",
            version: "tax-exempt-fuel-sales/2026.1",
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
    let rates = RatesByDay::new(pieces, &PRODUCTS);
    let by_buyer = BUYERS.map(|(word, number, label)| {
        let formula = format!("sum([sales.litres], [sales.buyer] = '{word}')");
        let hint = "Litres of these rows";
        Line::computed(number, label, hint, Unit::Litres, &formula)
    });
    let litres = Line::computed(
        "20",
        "Litres sold without tax",
        "All rows",
        Unit::Litres,
        "sum([sales.litres])",
    );
    let total = claimed(
        "Refund claimed",
        "The tax on all rows",
        "sum([sales.refund])",
    )
    .because(
        "The tax on each sale at the rate of its day, rounded to the cent, all sales together.",
        "Fuel Tax Act, s. 15",
    );
    Contents {
        sections: vec![
            Section::new("Rates", rates.lines(period)),
            Section::new("Sales without tax", Vec::new())
                .lead(
                    "Enter each sale, or add up the sales of one day of the same fuel to the same \
                     kind of buyer.",
                )
                .table(sales(&rates)),
            Section::new(
                "Litres by kind of buyer",
                [by_buyer.to_vec(), vec![litres]].concat(),
            ),
            Section::new("The refund", vec![total]),
        ],
        checks: vec![in_days("sales", "sold_on", "the sale of")],
        papers: vec![
            Paper::when("Certificates of the Government of Canada", "[11] > 0"),
            Paper::when("Documents of the armed forces", "[12] > 0"),
            Paper::when("Proof that the fuel left Alberta", "[15] > 0"),
            Paper::when("Why the other buyers are exempt", "[16] > 0"),
        ],
    }
}

fn sales(rates: &RatesByDay<'_>) -> Table {
    let buyers = BUYERS.map(|(word, _number, label)| (word, label));
    let columns = vec![
        Line::entered(
            "sold_on",
            "Day of the sale",
            "The day the fuel was sold.",
            Unit::Date,
        )
        .required(),
        Line::choice("buyer", "Kind of buyer", "Why the sale is exempt.", &buyers).required(),
        Line::entered(
            "document",
            "Number of the document",
            "The certificate or other document that shows it.",
            Unit::Text,
        )
        .when("[buyer] = 'federal-government' or [buyer] = 'foreign-forces'")
        .required(),
        Line::choice(
            "product",
            "Fuel",
            "Clear fuel only.",
            &[("gasoline", "Gasoline"), ("diesel", "Diesel")],
        )
        .required(),
        Line::entered("litres", "Litres", "Litres sold without tax.", Unit::Litres).required(),
        Line::computed(
            "rate",
            "Tax for a litre",
            "The rate on the day of the sale",
            Unit::DollarsEach,
            &rates.formula("sold_on", "product"),
        ),
        Line::computed(
            "refund",
            "Refund",
            "Litres \u{d7} tax for a litre",
            Unit::Dollars,
            "[litres] * [rate]",
        ),
    ];
    Table::new("sales", "sale", MOST_SALES, columns)
        .unique(&["sold_on", "buyer", "product", "litres"])
}
