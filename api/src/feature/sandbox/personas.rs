//! The test people that every sandbox begins with.

use shared::access::StaffRole;
use shared::contract::sandbox::Persona;

/// Everybody who can sign in from the start.
pub fn personas() -> Vec<Persona> {
    let person = |subject: &str, name: &str, email: &str, story: &str| Persona {
        subject: subject.into(),
        name: name.into(),
        email: email.into(),
        story: story.into(),
        roles: Vec::new(),
    };
    let staff = |subject: &str, name: &str, roles: &[StaffRole], story: &str| Persona {
        roles: roles.to_vec(),
        ..person(subject, name, &format!("{subject}@tra.example"), story)
    };
    let all = [StaffRole::Assessor, StaffRole::Policy];
    vec![
        person(
            "maya",
            "Maya Okafor",
            "maya@kestrelcreek.example",
            "Owns Kestrel Creek Hotels Ltd.: three establishments, one return overdue, one in draft, money owing.",
        ),
        person(
            "tom",
            "Tom Sinclair",
            "tom@kestrelcreek.example",
            "May view Creekside Inn, and nothing else.",
        ),
        person(
            "ana",
            "Ana Reyes",
            "ana@kestrelcreek.example",
            "Prepares returns for The Kestrel, but may not file them.",
        ),
        person(
            "noor",
            "Noor Haddad",
            "noor@bowvalley.example",
            "Has just received the invitation letter for Bow Valley Lodge.",
        ),
        person(
            "lee",
            "Lee Hassan",
            "lee@northernplains.example",
            "Owns Northern Plains Group Ltd.: an account in every other program, with returns to file and claims to start.",
        ),
        person(
            "sam",
            "Sam Whitford",
            "sam@elsewhere.example",
            "Has an Alberta.ca Account and no access to anything.",
        ),
        staff(
            "ines",
            "Ines Kowalczyk",
            &all,
            "Decides work of the queue, proposes rates and approves those of others.",
        ),
        staff(
            "arun",
            "Arun Chen",
            &all,
            "The same: what one of the two proposes needs the other.",
        ),
        staff(
            "wen",
            "Wen Larsen",
            &[StaffRole::Observer],
            "Learns the work of the desk: sees the queue, and decides nothing.",
        ),
    ]
}
