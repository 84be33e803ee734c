//! The names in a form's formulas, found.

use super::{Place, Slot, Tree, explain};
use crate::form::{Form, Line};
use crate::formula::{self, FormulaError, Name, Node};
use std::collections::BTreeMap;

/// Every name of a form.
pub(super) struct Names<'f> {
    lines: BTreeMap<&'f str, usize>,
    tables: BTreeMap<&'f str, (usize, BTreeMap<&'f str, usize>)>,
}

impl<'f> Names<'f> {
    pub(super) fn of(form: &'f Form) -> Self {
        let numbered = |lines: &mut dyn Iterator<Item = &'f Line>| {
            lines
                .enumerate()
                .map(|(number, line)| (line.id.as_str(), number))
                .collect::<BTreeMap<_, _>>()
        };
        let tables = form.tables().enumerate().map(|(number, table)| {
            let columns = numbered(&mut table.columns.iter());
            (table.id.as_str(), (number, columns))
        });
        Self {
            lines: numbered(&mut form.lines()),
            tables: tables.collect(),
        }
    }

    fn place(&self, name: &Name, within: Option<&str>) -> Option<Place> {
        let line = name.line.as_str();
        let table = name.table.as_deref().or(within);
        let column = table.and_then(|table| {
            let (number, columns) = self.tables.get(table)?;
            Some(Place::Column(*number, *columns.get(line)?))
        });
        if name.table.is_some() {
            return column;
        }
        column.or_else(|| self.lines.get(line).copied().map(Place::Line))
    }

    pub(super) fn tree(&self, text: &str, within: Option<&str>) -> Result<Tree, FormulaError> {
        formula::parse(text)?.resolve(within, &mut |name, within| {
            self.place(name, within).ok_or_else(|| FormulaError {
                text: text.to_owned(),
                problem: "a name is none of the form's",
            })
        })
    }

    pub(super) fn optional(
        &self,
        text: Option<&str>,
        within: Option<&str>,
    ) -> Result<Option<Tree>, FormulaError> {
        text.map(|text| self.tree(text, within)).transpose()
    }

    pub(super) fn slot(
        &self,
        line: &'f Line,
        section: Option<&str>,
        within: Option<&str>,
    ) -> Result<Slot<'f>, FormulaError> {
        let own = self.optional(line.when.as_deref(), within)?;
        let section = self.optional(section, None)?;
        let when = match (section, own) {
            (Some(section), Some(own)) => Some(Node::Binary(
                formula::Operator::And,
                Box::new(section),
                Box::new(own),
            )),
            (one, other) => one.or(other),
        };
        Ok(Slot {
            line,
            when,
            formula: self.optional(line.formula.as_deref(), within)?,
            reason: line.reason.as_ref().map(explain::Reasons::of),
        })
    }
}
