//! The test people that every sandbox begins with.

use shared::contract::sandbox::Persona;

/// Everybody who can sign in from the start.
pub fn personas() -> Vec<Persona> {
    let person = |subject: &str, name: &str, email: &str, story: &str| Persona {
        subject: subject.into(),
        name: name.into(),
        email: email.into(),
        story: story.into(),
    };
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
    ]
}
