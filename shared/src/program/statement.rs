//! Statements: what the administration charges without a return. Only the desk fills them in; the account then has an
//! assessment like any other, with its lines, reasons and days to object.

use super::Program;
use super::facts::FormFacts;
use crate::form::{FilingKind, Form, Line, Section};
use crate::period::Period;
use std::collections::BTreeMap;

/// The line with what is charged.
pub(super) const TOTAL: &str = "total";

/// A form of that kind with one section. Its day to pay by is the desk's, so none follows from the period.
pub(super) fn form(
    program: Program,
    facts: &FormFacts,
    period: Period,
    heading: &str,
    lines: Vec<Line>,
) -> Form {
    Form {
        program,
        code: facts.code.into(),
        kind: FilingKind::Statement,
        version: format!("{program}/{}/2026.1", facts.code),
        title: facts.title.into(),
        period,
        due_on: period.ends_on,
        sections: vec![Section::new(heading, lines)],
        checks: Vec::new(),
        lists: BTreeMap::new(),
        origins: BTreeMap::new(),
        papers: Vec::new(),
        rates: Vec::new(),
        total: TOTAL.into(),
    }
}
