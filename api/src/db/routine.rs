//! Functions of the database that queries call; `migrations/routines.sql` has them. They are declared here and not written
//! as text in queries, because a statement with text in it is planned anew each time; so is one whose number of rows
//! changes, which is why rows that come in numbers are handed over as lists.

use diesel::define_sql_function;
use diesel::sql_types::{Array, Date, Jsonb, Numeric, Text, Timestamptz, Uuid};

define_sql_function! {
    /// What the desk has changed of a program's offers by a day: a list of changes.
    #[sql_name = "routine.terms_of"]
    fn terms_of(program: Text, day: Date) -> Jsonb;
}

define_sql_function! {
    /// What the desk has set for one term of a program by a day, and since when.
    #[sql_name = "routine.term_of"]
    fn term_of(program: Text, name: Text, day: Date) -> Nullable<Jsonb>;
}

define_sql_function! {
    /// The rules of the queue as they count on a day: a list of settings.
    #[sql_name = "routine.risk_rules"]
    fn risk_rules(day: Date) -> Jsonb;
}

define_sql_function! {
    /// Holds the rates as they are until the transaction ends; what is read of them after it is what counts.
    #[sql_name = "routine.hold_rates"]
    fn hold_rates() -> Bool;
}

define_sql_function! {
    /// Waits for all who hold the rates, and lets nobody read them for a filing until the transaction ends.
    #[sql_name = "routine.change_rates"]
    fn change_rates() -> Bool;
}

define_sql_function! {
    /// How many filings of an account wait at the desk.
    #[sql_name = "routine.in_review"]
    fn in_review(account: Uuid) -> BigInt;
}

define_sql_function! {
    /// The newest assessment of a filing, but for losses of later periods.
    #[sql_name = "routine.assessment_of"]
    fn assessment_of(account: Uuid, filing: Uuid) -> Nullable<Uuid>;
}

define_sql_function! {
    /// Appends an event of an account and gives its number.
    #[sql_name = "routine.append_event"]
    fn append_event(account: Uuid, id: Uuid, kind: Text, subject: Text, at: Timestamptz, body: Jsonb) -> BigInt;
}

define_sql_function! {
    /// Adds the lines of a filing: name and figure of each. Gives their number.
    #[sql_name = "routine.add_lines"]
    fn add_lines(account: Uuid, filing: Uuid, lines: Array<Text>, figures: Array<Numeric>) -> BigInt;
}

define_sql_function! {
    /// Adds the rates that a filing was worked out with: code, day, rate, confidence and source of each. Gives their number.
    #[sql_name = "routine.add_rates"]
    fn add_rates(account: Uuid, filing: Uuid, codes: Array<Text>, days: Array<Date>, rates: Array<Numeric>,
        confidences: Array<Text>, sources: Array<Text>) -> BigInt;
}

define_sql_function! {
    /// Adds the postings of a journal: id, period, kind and amount of each. Gives their number.
    #[sql_name = "routine.add_postings"]
    fn add_postings(account: Uuid, journal: Uuid, ids: Array<Uuid>, periods: Array<Uuid>, kinds: Array<Text>,
        amounts: Array<Numeric>) -> BigInt;
}
