//! Retailers of the Alberta Indian Tax Exemption: refund of the tax in fuel and tobacco that they sold without tax
//! to eligible buyers on a reserve (domain page `fuel-claims`, AITE retailer).

use super::frame::{Contents, Frame, claimed, last_day};
use super::limits::{AITE_RETAILER, Limit};
use super::pieces::{self, Piece};
use super::{DIESEL, DOCUMENTS, GASOLINE, LPG, MARKED_DIESEL, MARKED_GASOLINE, NO_PENALTY};
use super::{OBJECT, OBJECTION, only, range_claim, received, sum};
use crate::form::{Form, Line, Paper, Section, Unit};
use crate::penalty::LatePenalty;
use crate::period::Period;
use crate::program::tobacco::packages;
use crate::program::{
    Capability, Facts, LedgerInterest, NoForm, NumberShape, Offer, Program, Rules,
};
use crate::rate::{Confidence, RateCode, RateTable};
use chrono::NaiveDate;

/// The rules of the refund.
pub(in crate::program) struct AiteRetailer;

/// A claim covers at least so many days.
const LEAST_DAYS: i64 = 7;

const CIGARETTE: RateCode = RateCode::of("tobacco.cigarette");
const LOOSE: RateCode = RateCode::of("tobacco.loose");
const SMOKELESS: RateCode = RateCode::of("tobacco.smokeless");

static FACTS: Facts = Facts {
    name: "Alberta Indian Tax Exemption retailer",
    letters: "AR",
    summary: "A refund for retailers on a reserve of the tax in fuel and tobacco that they sold \
              without tax to eligible buyers.",
    money_word: "refund",
    act: "Fuel Tax Act, c F-28.1; Tobacco Tax Act, RSA 2000 c T-4",
    number: NumberShape::Bin,
    frequencies: &[],
    forms: &[range_claim("claim", "Retailer refund claim", LEAST_DAYS)],
    offers: &[
        Offer(Capability::FileClaim, Confidence::Unverified),
        Offer(Capability::Renewal, Confidence::Unverified),
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

/// Something sold: its lines for the quantity, the rate and the tax, its name, unit and rate.
struct Product {
    numbers: [&'static str; 3],
    name: &'static str,
    unit: Unit,
    code: RateCode,
    /// Its word in the table of packages with part of a gram.
    packed: Option<&'static str>,
}

/// The table of packages with part of a gram.
const PACKAGES: &str = "packages";

const FUELS: [Product; 5] = [
    fuel(["10", "11", "12"], "Clear gasoline", GASOLINE),
    fuel(["13", "14", "15"], "Clear diesel", DIESEL),
    fuel(["16", "17", "18"], "Marked gasoline", MARKED_GASOLINE),
    fuel(["19", "20", "21"], "Marked diesel", MARKED_DIESEL),
    fuel(["22", "23", "24"], "Propane", LPG),
];

const TOBACCO: [Product; 3] = [
    Product {
        numbers: ["40", "41", "42"],
        name: "Cigarettes and tobacco sticks",
        unit: Unit::Pieces,
        code: CIGARETTE,
        packed: None,
    },
    Product {
        numbers: ["43", "44", "45"],
        name: "Loose and fine cut tobacco",
        unit: Unit::Grams,
        code: LOOSE,
        packed: Some("loose"),
    },
    Product {
        numbers: ["46", "47", "48"],
        name: "Smokeless tobacco",
        unit: Unit::Grams,
        code: SMOKELESS,
        packed: Some("smokeless"),
    },
];

const fn fuel(numbers: [&'static str; 3], name: &'static str, code: RateCode) -> Product {
    Product {
        numbers,
        name,
        unit: Unit::Litres,
        code,
        packed: None,
    }
}

impl Rules for AiteRetailer {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn rates(&self) -> &'static [RateCode] {
        &[
            GASOLINE,
            DIESEL,
            MARKED_GASOLINE,
            MARKED_DIESEL,
            LPG,
            CIGARETTE,
            LOOSE,
            SMOKELESS,
        ]
    }

    fn due(&self, _code: &str, period: Period) -> Option<NaiveDate> {
        last_day(&AITE_RETAILER, period)
    }

    fn limit(&self, _code: &str) -> Option<&'static Limit> {
        Some(&AITE_RETAILER)
    }

    fn build(&self, code: &str, period: Period, rates: &RateTable) -> Result<Form, NoForm> {
        only(code, "claim")?;
        let pieces = pieces::cut(self.rates(), period, rates)?;
        let frame = Frame {
            program: Program::AiteRetailer,
            code: "claim",
            title: "Retailer refund claim",
            version: "aite-retailer/2026.1",
            period,
            limit: AITE_RETAILER,
            least_days: LEAST_DAYS,
        };
        Ok(frame.of_days(&pieces, contents(period, &pieces)))
    }

    fn received_on(&self, form: Form, day: NaiveDate, _: &RateTable) -> Result<Form, NoForm> {
        Ok(received(form, day))
    }
}

fn contents(period: Period, pieces: &[Piece]) -> Contents {
    let mut sections = Vec::new();
    for piece in pieces {
        let lead = "Only sales on a reserve to people and bands who may buy without tax. Leave a \
                    line empty if there were none.";
        let fuel = FUELS.iter().flat_map(|product| sold(piece, product));
        sections.push(Section::new(&piece.title("Fuel", period), fuel.collect()).lead(lead));
        let tobacco = TOBACCO.iter().flat_map(|product| sold(piece, product));
        let tobacco = Section::new(&piece.title("Tobacco", period), tobacco.collect());
        sections.push(tobacco.lead("Part of a gram counts as a whole gram, package by package."));
        let [_, loose, smokeless] = &TOBACCO;
        let each = [loose, smokeless].map(|product| {
            let [_, rate, _] = product.numbers;
            format!("[{}]", piece.id(rate))
        });
        let packed = packages::table_of(
            &piece.table(PACKAGES),
            "Packages sold without tax",
            "Part of the tax in the product above",
            [&each[0], &each[1]],
        );
        let title = piece.title("Packages with part of a gram", period);
        let packed = Section::new(&title, Vec::new()).table(packed);
        sections.push(packed.lead(packages::LEAD));
    }
    let taxes = |products: &'static [Product]| {
        let pairs = pieces
            .iter()
            .flat_map(move |piece| products.iter().map(move |product| (piece, product)));
        pairs
            .map(
                |(
                    piece,
                    Product {
                        numbers: [_, _, tax],
                        ..
                    },
                )| piece.id(tax),
            )
            .collect::<Vec<_>>()
    };
    let mut tobacco = taxes(&TOBACCO);
    tobacco.push("50".to_owned());
    let whole = |id, label, hint, parts: Vec<String>| {
        Line::computed(id, label, hint, Unit::Dollars, &sum(parts))
    };
    let lines = vec![
        Line::entered(
            "50",
            "Tax in cigars sold without tax",
            "As on the purchase invoices: the tax on a cigar follows from its price.",
            Unit::Dollars,
        ),
        whole(
            "60",
            "Fuel tax to refund",
            "The tax in all fuel sold without tax",
            taxes(&FUELS),
        ),
        whole(
            "70",
            "Tobacco tax to refund",
            "The tax in all tobacco sold without tax",
            tobacco,
        ),
        claimed("Refund claimed", "Line 60 plus line 70", "[60] + [70]"),
    ];
    sections.push(Section::new("The refund", lines));
    Contents {
        sections,
        checks: Vec::new(),
        papers: vec![
            Paper::when("Purchase invoices of each month", "[90] > 0"),
            Paper::when("Register of the sales without tax", "[90] > 0"),
        ],
    }
}

/// The lines of one product: how much was sold, the rate, and the tax in it.
fn sold(piece: &Piece, product: &Product) -> [Line; 3] {
    let [quantity, rate, tax] = product.numbers.map(|number| piece.id(number));
    let name = product.name;
    let what = if product.unit == Unit::Litres {
        "litre"
    } else if product.unit == Unit::Grams {
        "gram"
    } else {
        "piece"
    };
    // Part of a gram counts as a whole one; litres and pieces are whole anyway.
    let mut whole = format!("up([{quantity}])");
    let mut hint = format!("{}s sold without tax.", crate::words::capitalized(what));
    let mut product_of = format!("Line {quantity} \u{d7} line {rate}");
    if let Some(word) = product.packed {
        hint.push_str(" Packages with part of a gram go into the table below.");
        let packed = packages::grams_in(&piece.table(PACKAGES), word);
        whole = format!("({whole} + {packed})");
        product_of = format!("Line {quantity} and packages below \u{d7} line {rate}");
    }
    let formula = format!("{whole} * [{rate}]");
    let [_, given, _] = product.numbers;
    [
        Line::entered(&quantity, name, &hint, product.unit),
        piece.given(given, &format!("Tax for a {what}"), product.code),
        Line::computed(
            &tax,
            &format!("Tax in {}", crate::words::lower(name)),
            &product_of,
            Unit::Dollars,
            &formula,
        ),
    ]
}
