//! Net File: what software sends, and the stages in which it is looked at. Validation stops at the first stage that
//! fails (domain page `corporate-income-tax`, Net File; transcribed from the software specification, unverified).

use crate::program::NumberShape;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};

/// The most characters of a value.
pub const VALUE_LIMIT: usize = 175;

/// The most bytes of a submission: 128 kB.
pub const SIZE_LIMIT: usize = 131_072;

/// The program code of the AT1.
pub const PROGRAM_CODE: &str = "01";

/// The jacket, which every submission has.
pub const JACKET: u16 = 0;

/// Schedules that the return has, the jacket among them: the others (3, 13, 15 to 18, 20, 21) are not built, and 5 to 9,
/// 11, 14 and 19 are obsolete.
pub const SCHEDULES: [u16; 7] = [JACKET, 1, 2, 4, 10, 12, 29];

/// The first year in which a tax year can have ended.
const FIRST_YEAR: i32 = 2008;

/// The number of a line as software has it: three characters and six digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineItemId(String);

impl LineItemId {
    /// The id, when it is one.
    pub fn read(text: &str) -> Option<Self> {
        let (letters, digits) = text.split_at_checked(3)?;
        let fits = letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && digits.len() == 6
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A return as software sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The corporate account number.
    pub can: String,
    /// The last day of the tax year.
    pub year_end: NaiveDate,
    /// It amends a return that was filed.
    pub amended: bool,
    /// The schedules in it.
    pub schedules: Vec<u16>,
    /// Line item ids and values.
    pub items: Vec<(String, String)>,
}

/// What is known about the account when a return comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// There is an account of that number.
    pub account: bool,
    /// An original of that account and year-end was received.
    pub original: bool,
    /// Another submission of that account and year-end is being looked at.
    pub in_progress: bool,
    /// Today.
    pub today: NaiveDate,
}

/// Why a submission is refused: the published code and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} {message}")]
pub struct Refusal {
    /// The published code.
    pub code: u32,
    /// What to do.
    pub message: String,
    /// The item that it is about.
    pub item: Option<String>,
}

impl Refusal {
    /// A refusal of the whole.
    pub(super) fn of(code: u32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            item: None,
        }
    }

    /// It is about that item.
    pub(super) fn about(self, item: &str) -> Self {
        Self {
            item: Some(item.to_owned()),
            ..self
        }
    }

    /// The part of the submission that it is about.
    pub fn pointer(&self) -> String {
        match (&self.item, self.code) {
            (Some(item), _) => format!("/items/{item}"),
            (None, 20030 | 20035) => "/can".into(),
            (None, 20045 | 20050 | 20052) => "/yearEnd".into(),
            (None, _) => "/items".into(),
        }
    }
}

/// Looks at a submission stage by stage; what the first failing stage says. Only the last stage can say several things.
pub fn refusals(submission: &Submission, known: &Known) -> Vec<Refusal> {
    let stages = [account, year_end, duplicate, schedules, content];
    stages
        .iter()
        .map(|stage| stage(submission, known))
        .find(|refusals| !refusals.is_empty())
        .unwrap_or_default()
}

fn account(submission: &Submission, known: &Known) -> Vec<Refusal> {
    let plain = NumberShape::Can.read(&submission.can);
    if plain.as_deref() != Some(submission.can.as_str()) {
        let message = "The corporate account number must have 9 or 10 digits";
        return vec![Refusal::of(20030, message)];
    }
    if !known.account {
        let message = "There is no account of that corporate account number";
        return vec![Refusal::of(20035, message)];
    }
    Vec::new()
}

fn year_end(submission: &Submission, known: &Known) -> Vec<Refusal> {
    if submission.year_end > known.today {
        let message = "The tax year has not ended yet";
        return vec![Refusal::of(20045, message)];
    }
    Vec::new()
}

fn duplicate(submission: &Submission, known: &Known) -> Vec<Refusal> {
    if known.in_progress {
        let message = "A return for this tax year is being looked at. Wait for its reply";
        return vec![Refusal::of(20052, message)];
    }
    if known.original && !submission.amended {
        let message = "A return for this tax year was filed. Mark a later one as amended";
        return vec![Refusal::of(20050, message)];
    }
    Vec::new()
}

fn schedules(submission: &Submission, _known: &Known) -> Vec<Refusal> {
    let unsupported = |schedule: &&u16| !SCHEDULES.contains(schedule);
    match submission.schedules.iter().find(unsupported) {
        Some(schedule) => {
            let message =
                format!("Schedule {schedule:03} is not supported. Send the return without it");
            vec![Refusal::of(20055, message)]
        }
        None => Vec::new(),
    }
}

/// What the values are. Codes from 20060 on are for content; which belongs to what is not known, so all have the first.
fn content(submission: &Submission, _known: &Known) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if !submission.schedules.contains(&JACKET) {
        refusals.push(Refusal::of(20060, "The jacket, schedule 000, is missing"));
    }
    if submission.year_end.year() < FIRST_YEAR {
        let message = format!("Tax years that ended before {FIRST_YEAR} are filed on paper");
        refusals.push(Refusal::of(20060, message));
    }
    for (id, value) in &submission.items {
        if LineItemId::read(id).is_none() {
            let message = format!("{id} is no line: it must be 3 characters and 6 digits");
            refusals.push(Refusal::of(20060, message).about(id));
        }
        if value.chars().count() > VALUE_LIMIT {
            let message = format!("The value of {id} has more than {VALUE_LIMIT} characters");
            refusals.push(Refusal::of(20060, message).about(id));
        }
    }
    refusals
}

/// The confirmation number of a return that was received: twelve digits from random bits.
pub fn confirmation_number(random: u64) -> String {
    format!("{:012}", random % 1_000_000_000_000)
}

/// Net File takes submissions at that local time: from 07:00 to midnight, on Sundays from 17:00.
pub fn is_open(local: NaiveDateTime) -> bool {
    let opens = if local.weekday() == Weekday::Sun {
        17
    } else {
        7
    };
    local.hour() >= opens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn good() -> (Submission, Known) {
        let submission = Submission {
            can: "1234567890".into(),
            year_end: day("2025-12-31"),
            amended: false,
            schedules: vec![JACKET, 1, 12],
            items: vec![("000000062".into(), "300000".into())],
        };
        let known = Known {
            account: true,
            original: false,
            in_progress: false,
            today: day("2026-02-01"),
        };
        (submission, known)
    }

    #[test]
    fn the_first_failing_stage_speaks() {
        let (mut submission, mut known) = good();
        let codes = |submission: &Submission, known: &Known| -> Vec<u32> {
            let refusals = refusals(submission, known);
            refusals.iter().map(|refusal| refusal.code).collect()
        };
        assert!(codes(&submission, &known).is_empty());
        submission.items = vec![
            ("62".into(), "1".into()),
            ("AB1000001".into(), "x".repeat(176)),
        ];
        assert_eq!(codes(&submission, &known), [20060, 20060]);
        submission.schedules.push(14);
        assert_eq!(codes(&submission, &known), [20055]);
        known.original = true;
        assert_eq!(codes(&submission, &known), [20050]);
        submission.amended = true;
        assert_eq!(codes(&submission, &known), [20055]);
        known.in_progress = true;
        assert_eq!(codes(&submission, &known), [20052]);
        submission.year_end = day("2026-02-02");
        assert_eq!(codes(&submission, &known), [20045]);
        known.account = false;
        assert_eq!(codes(&submission, &known), [20035]);
        submission.can = "12-34".into();
        assert_eq!(codes(&submission, &known), [20030]);
    }

    #[test]
    fn the_jacket_and_the_first_year() {
        let (mut submission, known) = good();
        submission.schedules.clear();
        submission.year_end = day("2007-12-31");
        assert_eq!(refusals(&submission, &known).len(), 2);
        assert!(
            refusals(&submission, &known)
                .iter()
                .all(|refusal| refusal.code == 20060)
        );
    }

    #[test]
    fn line_items_have_three_characters_and_six_digits() {
        assert_eq!(LineItemId::read("000000062").unwrap().as_str(), "000000062");
        assert!(LineItemId::read("AB1000001").is_some());
        for bad in [
            "",
            "00000006",
            "0000000620",
            "00 000062",
            "é0000062",
            "000A00062",
        ] {
            assert_eq!(LineItemId::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn confirmation_numbers_have_twelve_digits() {
        for (random, number) in [
            (0, "000000000000"),
            (7, "000000000007"),
            (1_000_000_000_001, "000000000001"),
            (u64::MAX, "073709551615"),
        ] {
            assert_eq!(confirmation_number(random), number);
        }
    }

    #[test]
    fn sundays_open_in_the_evening() {
        let at =
            |text: &str| is_open(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
        assert!(!at("2026-02-02 06:59"));
        assert!(at("2026-02-02 07:00"));
        assert!(!at("2026-02-01 16:59"));
        assert!(at("2026-02-01 17:00"));
    }
}
