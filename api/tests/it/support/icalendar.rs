//! Reads calendars as strictly as RFC 5545 writes them: nothing of the code that wrote them is used.

use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The properties of an event by name, texts without their escapes.
pub(crate) type Event = BTreeMap<String, String>;

/// Reads a calendar as strictly as RFC 5545 writes it: nothing of the code that wrote it is used.
pub(crate) fn parse(text: &str) -> Vec<Event> {
    assert!(text.ends_with("\r\n"), "a line without its end");
    let bare = text.replace("\r\n", "");
    assert!(!bare.contains(['\r', '\n']), "CR and LF only together");
    assert!(!bare.chars().any(char::is_control));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let unfolded = text.replace("\r\n ", "");
    let mut lines = unfolded.trim_end_matches("\r\n").split("\r\n");
    assert_eq!(lines.next(), Some("BEGIN:VCALENDAR"));
    let mut events: Vec<Event> = Vec::new();
    let mut open: Vec<&str> = vec!["VCALENDAR"];
    let mut components = 0;
    let mut calendar = Event::new();
    for line in lines {
        let (name, value) = line
            .split_once(':')
            .unwrap_or_else(|| panic!("no property: {line}"));
        match (name, value) {
            ("BEGIN", component) => {
                assert!(
                    ["VEVENT", "VTIMEZONE", "STANDARD"].contains(&component),
                    "{component}"
                );
                components += 1;
                open.push(component);
                if component == "VEVENT" {
                    events.push(Event::new());
                }
            }
            ("END", component) => assert_eq!(open.pop(), Some(component)),
            (name, value) => {
                let of_event = open.last() == Some(&"VEVENT");
                let place = if of_event {
                    events.last_mut().unwrap()
                } else {
                    &mut calendar
                };
                let twice = place.insert(name.to_owned(), unescaped(value));
                assert!(!of_event || twice.is_none(), "{name} twice");
            }
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    assert!(components > 0, "a calendar has at least one component");
    assert_eq!(calendar["VERSION"], "2.0");
    assert!(calendar["PRODID"].starts_with("-//"));
    let mut names = BTreeSet::new();
    for event in &events {
        assert!(names.insert(event["UID"].clone()), "{} twice", event["UID"]);
        let (starts, ends) = (
            on(&event["DTSTART;VALUE=DATE"]),
            on(&event["DTEND;VALUE=DATE"]),
        );
        assert_eq!(starts.succ_opt(), Some(ends), "a whole day");
        for stamp in ["DTSTAMP", "LAST-MODIFIED"] {
            chrono::NaiveDateTime::parse_from_str(&event[stamp], "%Y%m%dT%H%M%SZ").unwrap();
        }
        event["SEQUENCE"].parse::<u32>().unwrap();
        assert_eq!(
            (event["TRANSP"].as_str(), event["CLASS"].as_str()),
            ("TRANSPARENT", "PRIVATE")
        );
        assert!(!event["SUMMARY"].is_empty() && event["URL"].starts_with("http"));
    }
    events
}

/// A day.
pub(crate) fn on(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y%m%d").unwrap()
}

/// A text value: every backslash begins one of the four escapes, and no bare separator is left.
fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(plain @ ('\\' | ';' | ',')) => text.push(plain),
                other => panic!("\\{other:?} is no escape: {value}"),
            },
            plain => text.push(plain),
        }
    }
    text
}
