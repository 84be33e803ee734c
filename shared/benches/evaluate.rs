//! How long a form takes to be worked out: at every key press in the browser, and once on the server.
//!
//! Aims on one core: a return of lines under 50 µs with a kept sheet, the largest tables under 20 ms.
//! `cargo bench -p shared`
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot begin should stop"
)]

#[path = "../tests/entered/mod.rs"]
mod entered;

use divan::Bencher;
use shared::filing::{Draft, Row};
use shared::form::{Form, LineId};
use shared::period::{Frequency, Period};
use shared::program::Program;
use shared::rate::{Confidence, DatedRate, Rate, RateTable, published};
use shared::sheet::Sheet;

fn main() {
    divan::main();
}

fn form(program: Program, code: &str, starts_on: &str, frequency: Frequency) -> Form {
    built(
        program,
        code,
        starts_on,
        frequency,
        [published(), entered::matrix()].concat(),
    )
}

fn built(
    program: Program,
    code: &str,
    starts_on: &str,
    frequency: Frequency,
    rates: Vec<DatedRate>,
) -> Form {
    let period = Period::starting(starts_on.parse().unwrap(), frequency).unwrap();
    let rules = program.rules();
    rules.build(code, period, &RateTable::new(rates)).unwrap()
}

fn row(cells: &[(&str, &str)]) -> Row {
    let cells = cells.iter();
    cells
        .map(|(id, text)| (LineId::from(*id), (*text).to_owned()))
        .collect()
}

fn tourism() -> (Form, Draft) {
    let form = form(
        Program::TourismLevy,
        "return",
        "2026-10-01",
        Frequency::Monthly,
    );
    let draft = Draft {
        lines: row(&[
            ("5", "2,214"),
            ("10", "412,860.00"),
            ("21", "18,240.00"),
            ("22", "46,310.00"),
            ("23", "6,415.50"),
            ("50", "1,590.00"),
            ("60", "120.00"),
        ]),
        ..Draft::default()
    };
    (form, draft)
}

const FUELS: [&str; 11] = [
    "diesel",
    "gasoline",
    "propane",
    "biodiesel",
    "ethanol",
    "methanol",
    "cng",
    "lng",
    "e-85",
    "m-85",
    "a55",
];

/// The longest return that is correct: every member changed every rate, and everybody drove on everything.
fn carrier() -> (Form, Draft) {
    let plain = form(Program::Ifta, "return", "2026-01-01", Frequency::Quarterly);
    let places = |form: &Form| {
        let columns = &form.table("rows").unwrap().columns;
        let column = columns
            .iter()
            .find(|column| column.id.as_str() == "jurisdiction");
        let words = column
            .unwrap()
            .choices
            .iter()
            .map(|choice| choice.value.clone());
        words.collect::<Vec<_>>()
    };
    let mut rates = [published(), entered::matrix()].concat();
    for (place, fuel) in places(&plain)
        .iter()
        .take(58)
        .flat_map(|p| FUELS.map(|f| (p, f)))
    {
        for (day, parts, end) in [
            ("2020-01-01", 15, ""),
            ("2026-02-01", 17, ""),
            ("2020-01-01", 2, ".surcharge"),
        ] {
            rates.push(DatedRate {
                code: format!("ifta.{place}.{fuel}{end}").parse().unwrap(),
                effective_on: day.parse().unwrap(),
                until: None,
                value: Rate::of(parts, 2),
                confidence: Confidence::Unverified,
                source: "a made-up matrix".into(),
            });
        }
    }
    let form = built(
        Program::Ifta,
        "return",
        "2026-01-01",
        Frequency::Quarterly,
        rates,
    );
    let places = places(&form);
    let pairs = places
        .iter()
        .flat_map(|place| FUELS.map(|fuel| (place, fuel)));
    let rows = pairs.take(1_000).map(|(place, fuel)| {
        row(&[
            ("fuel", fuel),
            ("jurisdiction", place),
            ("km", "12,345"),
            ("paid-litres", "1,234"),
        ])
    });
    let mut draft = Draft {
        lines: row(&[("licence", "AB1234")]),
        rows: [("rows".to_owned(), rows.collect())].into(),
    };
    for fuel in FUELS {
        let line = LineId::from(format!("{fuel}-litres"));
        draft.lines.insert(line, "400000".to_owned());
    }
    (form, draft)
}

fn memos() -> (Form, Draft) {
    let form = form(
        Program::TobaccoTax,
        "memo-summary",
        "2025-03-01",
        Frequency::Monthly,
    );
    let rows = (0..10_000).map(|number| {
        row(&[
            ("supplier", "Prairie Leaf Ltd."),
            ("licence", "TL-100"),
            ("document", &format!("D{number}")),
            ("date", "2025-03-14"),
            (
                "product",
                if number % 3 == 0 {
                    "loose"
                } else {
                    "cigarettes"
                },
            ),
            ("quantity", "1,250"),
        ])
    });
    let draft = Draft {
        rows: [("memos".to_owned(), rows.collect())].into(),
        ..Draft::default()
    };
    (form, draft)
}

fn collector() -> (Form, Draft) {
    let form = form(
        Program::TobaccoTax,
        "return",
        "2025-03-01",
        Frequency::Monthly,
    );
    let draft = Draft {
        lines: row(&[
            ("110", "1500000"),
            ("130", "1500000"),
            ("210", "60000"),
            ("230", "60000"),
        ]),
        ..Draft::default()
    };
    (form, draft)
}

fn kept(bencher: Bencher<'_, '_>, (form, draft): (Form, Draft)) {
    let sheet = Sheet::of(&form).unwrap();
    let payable = sheet.evaluate(&draft).payable;
    assert!(payable.is_some(), "what is measured should be correct");
    bencher.bench_local(|| sheet.evaluate(&draft));
}

fn read(bencher: Bencher<'_, '_>, (form, _draft): (Form, Draft)) {
    bencher.bench_local(|| Sheet::of(&form).map(|_| ()).unwrap());
}

#[divan::bench]
fn tourism_return(bencher: Bencher<'_, '_>) {
    kept(bencher, tourism());
}

#[divan::bench]
fn tourism_sheet(bencher: Bencher<'_, '_>) {
    read(bencher, tourism());
}

#[divan::bench]
fn collector_return(bencher: Bencher<'_, '_>) {
    kept(bencher, collector());
}

#[divan::bench]
fn carrier_of_1000_rows(bencher: Bencher<'_, '_>) {
    kept(bencher, carrier());
}

#[divan::bench]
fn carrier_sheet(bencher: Bencher<'_, '_>) {
    read(bencher, carrier());
}

#[divan::bench]
fn memos_of_10000_rows(bencher: Bencher<'_, '_>) {
    kept(bencher, memos());
}
