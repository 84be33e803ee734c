//! Writes iCalendar (RFC 5545): lines of at most 75 octets that end with CR and LF, texts with their escapes.

use chrono::{DateTime, NaiveDate, Utc};

/// What the product that wrote it is called.
const PRODUCT: &str = "-//Tax and Revenue Administration//TRACS//EN";

/// The most octets of a line, without its end.
const WIDTH: usize = 75;

/// A calendar that is being written.
#[derive(Debug)]
pub struct Calendar {
    text: String,
    events: usize,
}

/// One event that takes a whole day.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// Stays the same as long as the event exists.
    pub uid: &'a str,
    /// Its day.
    pub on: NaiveDate,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// Grows with each change of its day.
    pub sequence: i32,
    /// What it is, in a line.
    pub summary: &'a str,
    /// More about it; can have several lines.
    pub description: &'a str,
    /// A word to group it by.
    pub category: &'a str,
    /// Where to read on.
    pub url: &'a str,
}

impl Calendar {
    /// A calendar of that name, to be read again after so many hours.
    pub fn new(name: &str, hours: u32) -> Self {
        let mut calendar = Self {
            text: String::new(),
            events: 0,
        };
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", PRODUCT);
        calendar.line("CALSCALE", "GREGORIAN");
        calendar.line("METHOD", "PUBLISH");
        // RFC 7986, and the names that programs knew before it.
        for property in ["NAME", "X-WR-CALNAME"] {
            calendar.line(property, &escaped(name));
        }
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION", &format!("PT{hours}H"));
        calendar.line("X-PUBLISHED-TTL", &format!("PT{hours}H"));
        calendar
    }

    /// Adds an event. It leaves the person free: a due date is no appointment.
    pub fn add(&mut self, event: &Event<'_>) {
        self.events = self.events.saturating_add(1);
        let stamp = event.changed_at.format("%Y%m%dT%H%M%SZ").to_string();
        self.line("BEGIN", "VEVENT");
        self.line("UID", &escaped(event.uid));
        self.line("DTSTAMP", &stamp);
        self.line("LAST-MODIFIED", &stamp);
        self.line("SEQUENCE", &event.sequence.to_string());
        self.line("DTSTART;VALUE=DATE", &event.on.format("%Y%m%d").to_string());
        if let Some(next) = event.on.succ_opt() {
            self.line("DTEND;VALUE=DATE", &next.format("%Y%m%d").to_string());
        }
        self.line("SUMMARY", &escaped(event.summary));
        if !event.description.is_empty() {
            self.line("DESCRIPTION", &escaped(event.description));
        }
        self.line("CATEGORIES", &escaped(event.category));
        self.line("URL", event.url);
        self.line("CLASS", "PRIVATE");
        self.line("TRANSP", "TRANSPARENT");
        self.line("END", "VEVENT");
    }

    /// The whole text.
    pub fn finish(mut self) -> String {
        if self.events == 0 {
            // A calendar has at least one component (RFC 5545, 3.4); a time zone is one that nobody sees.
            for (name, value) in [
                ("BEGIN", "VTIMEZONE"),
                ("TZID", "Etc/UTC"),
                ("BEGIN", "STANDARD"),
                ("DTSTART", "19700101T000000"),
                ("TZOFFSETFROM", "+0000"),
                ("TZOFFSETTO", "+0000"),
                ("END", "STANDARD"),
                ("END", "VTIMEZONE"),
            ] {
                self.line(name, value);
            }
        }
        self.line("END", "VCALENDAR");
        self.text
    }

    /// A content line, folded between characters.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if octets + letter.len_utf8() > WIDTH {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(letter);
            octets += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// A text value: what would end it or break its line is escaped, other control characters are left out.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                written.push('\\');
                written.push(letter);
            }
            '\n' => written.push_str("\\n"),
            control if control.is_control() => {}
            plain => written.push(plain),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event<'a>(summary: &'a str, description: &'a str) -> Event<'a> {
        Event {
            uid: "filing-1@tracs.example.ca",
            on: "2026-12-31".parse().unwrap(),
            changed_at: "2026-11-24T18:02:00.500Z".parse().unwrap(),
            sequence: 2,
            summary,
            description,
            category: "Tourism levy",
            url: "https://tracs.example.ca/home",
        }
    }

    fn written(summary: &str, description: &str) -> String {
        let mut calendar = Calendar::new("TRACS", 6);
        calendar.add(&event(summary, description));
        calendar.finish()
    }

    #[test]
    fn an_event_takes_its_day_and_no_more() {
        let text = written("File", "");
        for line in [
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "DTSTAMP:20261124T180200Z",
            "LAST-MODIFIED:20261124T180200Z",
            "SEQUENCE:2",
            "SUMMARY:File",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}: {text}");
        }
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"),
            "{text}"
        );
        assert!(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"), "{text}");
        assert!(!text.contains("DESCRIPTION"), "{text}");
    }

    #[test]
    fn texts_cannot_break_out_of_their_line() {
        let text = written("a;b,c\\d\r\nEND:VEVENT\u{7}", "one\ntwo");
        assert!(
            text.contains("\r\nSUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\n"),
            "{text}"
        );
        assert!(text.contains("\r\nDESCRIPTION:one\\ntwo\r\n"), "{text}");
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1);
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        for length in 60..100 {
            let summary = "é".repeat(length);
            let text = written(&summary, &"x".repeat(length * 3));
            for line in text.split("\r\n") {
                assert!(line.len() <= WIDTH, "{} octets: {line}", line.len());
                assert!(!line.contains(['\r', '\n']));
            }
            let unfolded = text.replace("\r\n ", "");
            assert!(
                unfolded.contains(&format!("\r\nSUMMARY:{summary}\r\n")),
                "{length}"
            );
        }
    }

    #[test]
    fn an_empty_calendar_still_has_a_component() {
        let text = Calendar::new("TRACS", 6).finish();
        assert!(text.contains("\r\nBEGIN:VTIMEZONE\r\n"), "{text}");
        assert!(!text.contains("VEVENT"));
    }
}
