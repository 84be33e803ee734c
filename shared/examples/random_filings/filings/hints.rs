//! How often a line is filled in and how large it is, so that random filings are often correct. A line without a hint is
//! filled in every other time.

use shared::form::{Form, Line};
use shared::program::Program;

/// How often, and within which whole numbers. A range that begins at nothing has as many small numbers as large ones.
#[derive(Clone, Copy)]
pub(super) struct Hint {
    pub(super) percent: u32,
    pub(super) low: i64,
    pub(super) high: i64,
}

/// Program, lines (without the letter of a part of the period), and the hint.
type Entry = (Program, &'static str, u32, i64, i64);

const HINTS: &[Entry] = &[
    (Program::TourismLevy, "10", 95, 1_000, 5_000_000),
    (Program::TourismLevy, "5", 90, 1, 30_000),
    (Program::TourismLevy, "21 22 23 24 25 26 27", 40, 0, 900),
    (Program::TourismLevy, "50", 40, 0, 20_000),
    (Program::TourismLevy, "60", 30, 0, 90),
    (Program::PropaneTax, "10", 95, 1_000, 90_000_000),
    (Program::PropaneTax, "11", 50, 0, 1_000),
    (Program::LocomotiveFuelTax, "10", 95, 1_000, 90_000_000),
    (Program::LocomotiveFuelTax, "11", 50, 0, 1_000),
    (Program::Emergency911Levy, "10", 95, 1_000, 3_000_000),
    (Program::Emergency911Levy, "11", 60, 0, 1_000),
    (Program::Emergency911Levy, "30", 60, 0, 200),
    (
        Program::InsurancePremiumsTax,
        "103 106",
        90,
        10_000,
        90_000_000,
    ),
    (Program::InsurancePremiumsTax, "112 115", 60, 0, 9_000),
    (Program::InsurancePremiumsTax, "120 124", 50, 0, 900_000),
    (Program::HealthCostRecovery, "10", 95, 0, 900_000_000),
    (Program::PropaneRetailer, "10", 95, 5_000, 900_000),
    (Program::PropaneRetailer, "20", 90, 0, 5_000),
    (Program::FuelClaims, "70", 40, 0, 20),
    (Program::CarbonLevy, "050", 20, 0, 1),
    (Program::TobaccoTax, "130 230 330", 95, 100_000, 3_000_000),
    (Program::TobaccoTax, "120 220 320", 50, 0, 90_000),
    (Program::TobaccoTax, "910", 40, 0, 900),
    (Program::TobaccoTax, "price", 100, 0, 20),
    (Program::TobaccoTax, "tax-each", 100, 0, 8),
    (Program::TobaccoTax, "grams", 100, 0, 200),
    (Program::TobaccoTax, "count", 100, 0, 50_000),
    (Program::TobaccoTax, "returned", 50, 0, 20),
    (Program::TobaccoTax, "recovered", 50, 0, 30),
    (Program::TobaccoTax, "quantity", 100, 0, 50_000),
    (Program::Ifta, "km", 100, 0, 900_000),
    (Program::Ifta, "taxable-km", 30, 0, 20_000),
    (Program::Ifta, "paid-litres", 70, 0, 90_000),
    (Program::CorporateIncomeTax, "1-003", 95, 1, 1_500_000),
    (Program::CorporateIncomeTax, "062", 100, 1, 2_000_000),
    (Program::CorporateIncomeTax, "1-045", 100, 0, 40_000),
    (
        Program::CorporateIncomeTax,
        "s1-share",
        100,
        20_000,
        120_000,
    ),
    (
        Program::CorporateIncomeTax,
        "s1-active-adjustment s1-income-adjustment",
        30,
        0,
        20_000,
    ),
    (
        Program::CorporateIncomeTax,
        "schedule-1 schedule-2 schedule-4 schedule-10 schedule-12 schedule-29",
        95,
        0,
        1,
    ),
    (Program::CorporateIncomeTax, "030 041 110", 15, 0, 7),
    (Program::CorporateIncomeTax, "082", 40, 0, 90_000),
    (
        Program::CorporateIncomeTax,
        "s1-capital",
        60,
        5_000_000,
        70_000_000,
    ),
    (
        Program::CorporateIncomeTax,
        "s1-passive",
        60,
        20_000,
        170_000,
    ),
    (Program::CorporateIncomeTax, "s2-other", 100, 0, 1),
    (Program::CorporateIncomeTax, "credit", 100, 0, 2_000),
    (Program::CorporateIncomeTax, "paid", 100, 20_000, 90_000),
    (Program::CorporateIncomeTax, "federal", 80, 0, 9_000),
    (Program::CorporateIncomeTax, "loss", 100, 50_000, 900_000),
    (
        Program::CorporateIncomeTax,
        "first second third",
        70,
        0,
        15_000,
    ),
    (Program::CorporateIncomeTax, "29-005", 95, 0, 6_000_000),
    (
        Program::CorporateIncomeTax,
        "29-007 29-009 29-011 29-025",
        40,
        0,
        90_000,
    ),
    (Program::CorporateIncomeTax, "s29-share", 100, 0, 2_000_000),
    (
        Program::CorporateIncomeTax,
        "s29-allocated",
        90,
        0,
        4_000_000,
    ),
    (
        Program::CorporateIncomeTax,
        "s29-first s29-second",
        80,
        0,
        4_000_000,
    ),
    (
        Program::CorporateIncomeTax,
        "s29-capital",
        70,
        5_000_000,
        55_000_000,
    ),
    (Program::CorporateIncomeTax, "29-132", 30, 0, 90_000),
    (
        Program::CorporateIncomeTax,
        "3-604 085 086 115 087",
        25,
        0,
        20_000,
    ),
    (Program::CorporateIncomeTax, "last-year-tax", 80, 0, 9_000),
    (
        Program::CorporateIncomeTax,
        "029 038 050 060 061 001",
        100,
        0,
        1,
    ),
];

const PLAIN: Hint = Hint {
    percent: 50,
    low: 0,
    high: 2_000_000,
};

/// The hint for a line of a form, or a column of its tables.
pub(super) fn hint(form: &Form, line: &Line) -> Hint {
    let id = line.id.as_str();
    // The whole of two places is above the part in Alberta.
    if let Some(part) = id.strip_prefix("s2-") {
        let (low, high) = if part.ends_with("-alberta") {
            (0, 900_000)
        } else {
            (900_000, 9_000_000)
        };
        return Hint {
            percent: 90,
            low,
            high,
        };
    }
    let bare = id.trim_end_matches(|letter: char| {
        letter.is_ascii_lowercase() && id.starts_with(|first: char| first.is_ascii_digit())
    });
    let found = HINTS.iter().find(|(program, lines, ..)| {
        *program == form.program && lines.split(' ').any(|line| line == id || line == bare)
    });
    found.map_or(PLAIN, |(_, _, percent, low, high)| Hint {
        percent: *percent,
        low: *low,
        high: *high,
    })
}

/// Numbers at which a rule changes: they come up now and then.
pub(super) fn edges(form: &Form, line: &Line) -> &'static [i64] {
    match (form.program, line.id.as_str()) {
        (Program::CorporateIncomeTax, "062") => &[499_999, 500_000, 500_001],
        (Program::CorporateIncomeTax, "last-year-tax") => &[2_000, 2_001],
        (Program::CorporateIncomeTax, "s1-passive") => &[50_000, 50_001, 150_000],
        (Program::CorporateIncomeTax, "s1-capital" | "s29-capital") => {
            &[10_000_000, 10_000_001, 50_000_000]
        }
        _ => &[],
    }
}

/// The words that come up for a choice; a word that stands twice comes twice as often. Nothing: all words.
pub(super) fn choices(form: &Form, line: &str) -> &'static str {
    match (form.program, line) {
        // A claim is for a use with a lower rate, a return for one with a higher.
        (Program::FuelConsumer, "11") if form.code == "rebrand-claim" => "gasoline diesel other",
        (Program::FuelConsumer, "12") if form.code == "rebrand-claim" => {
            "marked-gasoline marked-diesel aviation"
        }
        (Program::CorporateIncomeTax, "029") => "1 1 1 1 2 3 4 5",
        (Program::CorporateIncomeTax, "schedule-1") => "yes yes yes no",
        (Program::CorporateIncomeTax, "schedule-2" | "schedule-29") => "yes no",
        (Program::CorporateIncomeTax, "schedule-4" | "schedule-10" | "schedule-12" | "001") => {
            "yes no no no no"
        }
        (Program::CorporateIncomeTax, "038" | "050" | "060" | "061") => "yes no no no no no no no",
        (Program::CorporateIncomeTax, "030") => "1 2 3 4 5 6 7",
        (Program::Ifta, "fuel") => "diesel diesel gasoline propane cng",
        (Program::Ifta, "jurisdiction") => {
            "AB AB-2 BC BC-2 MB ON ON-2 QC QC-2 QC-3 QC-4 SK SK-2 SK-3 KY KY-2 IN VA VA-2 MT OR \
             WA ID ID-2 NT YT AK"
        }
        (Program::TaxExemptFuelUser, "7") => "yes",
        (Program::CarbonLevy, "050") => "yes no no",
        _ => "",
    }
}

/// Within how many days of the first day of the period a day comes.
pub(super) fn days(form: &Form, line: &Line) -> (i64, i64) {
    let last = form.period.days() - 1;
    match (form.program, form.code.as_str(), line.id.as_str()) {
        (Program::FuelClaims, "bad-debt", "sold_on") => (-1_500, 0),
        (Program::FuelClaims, "bad-debt", "11") => (0, 60),
        (Program::TobaccoTax, "loss", "told-on") => (0, 32),
        (Program::TobaccoTax, "bad-debt", "bad-on") => (-40, 0),
        _ => (0, last),
    }
}

/// The least and the most rows that a table gets.
pub(super) fn rows(program: Program, table: &str) -> (i64, i64) {
    match (program, table) {
        (Program::Ifta, _) => (0, 9),
        (Program::FuelTax, _) | (Program::TobaccoTax, "memos") => (0, 7),
        (Program::TobaccoTax, "debts" | "goods") => (1, 5),
        (Program::CorporateIncomeTax, "associates" | "losses") => (1, 3),
        _ => (0, 5),
    }
}
