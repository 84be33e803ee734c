//! A form made ready to be worked out: names found, formulas read, and everything in the order it depends on.

mod entries;
mod explain;
mod names;
mod outcome;
mod template;
mod value;

use crate::filing::{Draft, Evaluation};
use crate::finding::{Finding, Severity};
use crate::form::{Check, Form, Line, LineId, LineKind, Table};
use crate::formula::{FormulaError, Node};
use names::Names;
use std::collections::BTreeMap;
use value::{Cell, Cells, Missing};

/// Most findings that are told at once: more would help nobody.
const MOST_FINDINGS: usize = 300;

/// A line outside tables, or a column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The line of that number in order.
    Line(usize),
    /// A table and one of its columns, by number in order.
    Column(usize, usize),
}

type Tree = Node<Place>;

/// A line with its formulas read.
struct Slot<'f> {
    line: &'f Line,
    /// Of the line and of its section.
    when: Option<Tree>,
    formula: Option<Tree>,
    reason: Option<explain::Reasons<'f>>,
}

struct Grid<'f> {
    table: &'f Table,
    columns: Vec<Slot<'f>>,
    /// The columns that the filer enters, in the order of their names.
    by_name: Vec<(&'f LineId, usize)>,
    when: Option<Tree>,
}

struct Rule<'f> {
    check: &'f Check,
    when: Tree,
    table: Option<usize>,
}

/// A form that is ready to work out drafts.
pub struct Sheet<'f> {
    form: &'f Form,
    lines: Vec<Slot<'f>>,
    tables: Vec<Grid<'f>>,
    /// What is worked out, each after what it depends on.
    order: Vec<Place>,
    checks: Vec<Rule<'f>>,
    papers: Vec<(&'f str, Option<Tree>)>,
    /// Where lines and tables stand on the form.
    places: BTreeMap<&'f str, usize>,
}

impl<'f> Sheet<'f> {
    /// Reads a form.
    ///
    /// # Errors
    /// When a formula is none, names no line, or goes in a circle: a mistake of the form's author.
    pub fn of(form: &'f Form) -> Result<Self, FormulaError> {
        let names = Names::of(form);
        let mut lines = Vec::new();
        let mut tables = Vec::new();
        for section in &form.sections {
            if let Some(table) = &section.table {
                let within = Some(table.id.as_str());
                let slot = |line| names.slot(line, None, within);
                let columns = table.columns.iter().enumerate();
                let entered = columns.filter(|(_, line)| line.kind == LineKind::Entered);
                let mut by_name: Vec<_> = entered.map(|(place, line)| (&line.id, place)).collect();
                by_name.sort();
                tables.push(Grid {
                    table,
                    by_name,
                    columns: table.columns.iter().map(slot).collect::<Result<_, _>>()?,
                    when: names.optional(section.when.as_deref(), None)?,
                });
            }
            for line in &section.lines {
                lines.push(names.slot(line, section.when.as_deref(), None)?);
            }
        }
        let rule = |check: &'f Check| {
            let table = check.table.as_deref();
            Ok(Rule {
                check,
                when: names.tree(&check.when, table)?,
                table: table.and_then(|id| form.tables().position(|table| table.id == id)),
            })
        };
        let papers = form.papers.iter().map(|paper| {
            let when = names.optional(paper.when.as_deref(), None)?;
            Ok((paper.label.as_str(), when))
        });
        let mut sheet = Self {
            form,
            order: Vec::new(),
            checks: form.checks.iter().map(rule).collect::<Result<_, _>>()?,
            papers: papers.collect::<Result<_, _>>()?,
            lines,
            tables,
            places: places(form),
        };
        sheet.order = sheet.in_order()?;
        Ok(sheet)
    }

    /// Works out a draft: values, findings and reasons. Never panics, on any draft.
    pub fn evaluate(&self, draft: &Draft) -> Evaluation {
        let mut evaluation = Evaluation::default();
        let Some(cells) = self.worked_out(draft, &mut evaluation) else {
            return evaluation;
        };
        self.requirements(&cells, &mut evaluation);
        self.check(&cells, &mut evaluation);
        self.give(&cells, &mut evaluation);
        let asked = self.papers.iter().filter(|(_label, when)| {
            when.as_ref()
                .is_none_or(|when| cells.holds(self, when, None))
        });
        evaluation.papers = asked.map(|(label, _when)| (*label).to_owned()).collect();
        self.sort(&mut evaluation.findings);
        let broken = evaluation
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        if !broken {
            let total = evaluation.lines.get(&self.form.total);
            evaluation.payable = total.and_then(|figure| figure.money());
        }
        evaluation
    }

    /// Every value of a draft; none when it cannot be read.
    fn worked_out<'s>(
        &'s self,
        draft: &'s Draft,
        evaluation: &mut Evaluation,
    ) -> Option<Cells<'s>> {
        let mut cells = self.read(draft, evaluation)?;
        for place in &self.order {
            match *place {
                Place::Line(number) => self.work_out_line(number, &mut cells, evaluation),
                Place::Column(table, column) => {
                    self.work_out_column(table, column, &mut cells, evaluation);
                }
            }
        }
        Some(cells)
    }

    fn slot(&self, place: Place) -> Option<&Slot<'f>> {
        match place {
            Place::Line(number) => self.lines.get(number),
            Place::Column(table, column) => self
                .tables
                .get(table)
                .and_then(|grid| grid.columns.get(column)),
        }
    }

    /// A line's turn: asked for or not, then its formula.
    fn work_out_line(&self, number: usize, cells: &mut Cells<'_>, evaluation: &mut Evaluation) {
        let Some(slot) = self.lines.get(number) else {
            return;
        };
        if let Some(when) = &slot.when
            && !cells.asks(self, when)
        {
            if slot.line.kind == LineKind::Entered
                && cells.entered(Place::Line(number), 0)
                && !cells.begins(number, slot.line)
            {
                let message = format!(
                    "Leave out {}: it is not asked for with your other answers",
                    crate::words::lower(&slot.line.label)
                );
                let finding = Finding::error(&slot.line.id, "line.not_asked", message);
                evaluation.findings.push(finding);
            }
            evaluation.skipped.insert(slot.line.id.clone());
            cells.set_line(number, Cell::Empty);
            return;
        }
        let Some(formula) = &slot.formula else { return };
        let worked_out = cells
            .number(self, formula, None)
            .and_then(|value| value::fit(value, slot.line.unit));
        if worked_out == Err(Missing::Large) {
            evaluation.findings.push(too_large(slot.line));
        }
        cells.set_line(number, Cell::from(worked_out));
    }

    fn work_out_column(
        &self,
        table: usize,
        column: usize,
        cells: &mut Cells<'_>,
        evaluation: &mut Evaluation,
    ) {
        let Some((grid, slot)) = self
            .tables
            .get(table)
            .and_then(|grid| Some((grid, grid.columns.get(column)?)))
        else {
            return;
        };
        let mut skipped = Vec::new();
        for row in 0..cells.rows(table) {
            let here = Some((table, row));
            let asked = slot
                .when
                .as_ref()
                .is_none_or(|when| cells.holds(self, when, here));
            if slot.when.is_some() {
                skipped.push(!asked);
            }
            if !asked {
                let entered = cells.entered(Place::Column(table, column), row);
                if slot.line.kind == LineKind::Entered && entered {
                    let message = format!(
                        "Row {}: leave out {}",
                        row.saturating_add(1),
                        crate::words::lower(&slot.line.label)
                    );
                    let finding = Finding::error(&slot.line.id, "line.not_asked", message);
                    evaluation
                        .findings
                        .push(finding.in_row(&grid.table.id, row));
                }
                cells.set_cell(table, column, row, Cell::Empty);
                continue;
            }
            let Some(formula) = &slot.formula else {
                continue;
            };
            let worked_out = cells
                .number(self, formula, here)
                .and_then(|value| value::fit(value, slot.line.unit));
            if worked_out == Err(Missing::Large) {
                let finding = too_large(slot.line).in_row(&grid.table.id, row);
                evaluation.findings.push(finding);
            }
            cells.set_cell(table, column, row, Cell::from(worked_out));
        }
        if skipped.contains(&true) {
            let name = (grid.table.id.clone(), slot.line.id.clone());
            evaluation.skipped_cells.insert(name, skipped);
        }
    }

    fn check(&self, cells: &Cells<'_>, evaluation: &mut Evaluation) {
        for rule in &self.checks {
            let rows = match rule.table {
                Some(table) => (0..cells.rows(table))
                    .map(|row| Some((table, row)))
                    .collect(),
                None => vec![None],
            };
            for row in rows {
                if !cells.holds(self, &rule.when, row) {
                    continue;
                }
                let check = rule.check;
                let mut finding = Finding::whole(
                    check.severity,
                    &check.code,
                    template::fill(self, cells, &check.message, row),
                );
                finding.line = self.weightiest(cells, &check.lines, row);
                if let Some((table, row)) = row
                    && let Some(grid) = self.tables.get(table)
                {
                    finding = finding.in_row(&grid.table.id, row);
                }
                evaluation.findings.push(finding);
                if evaluation.findings.len() > MOST_FINDINGS {
                    return;
                }
            }
        }
    }

    /// Of several lines, the one with the greatest value.
    fn weightiest(
        &self,
        cells: &Cells<'_>,
        lines: &[LineId],
        row: Option<(usize, usize)>,
    ) -> Option<LineId> {
        let mut best = (lines.first()?, rust_decimal::Decimal::ZERO);
        for line in lines {
            let value = self
                .find(line, row)
                .and_then(|place| cells.number(self, &Node::Value(place), row).ok());
            if let Some(value) = value
                && value > best.1
            {
                best = (line, value);
            }
        }
        Some(best.0.clone())
    }

    /// The place of a line, in the row's table first.
    fn find(&self, line: &LineId, row: Option<(usize, usize)>) -> Option<Place> {
        let column = row.and_then(|(table, _row)| {
            let grid = self.tables.get(table)?;
            let column = grid.columns.iter().position(|slot| &slot.line.id == line)?;
            Some(Place::Column(table, column))
        });
        column.or_else(|| {
            let place = self.lines.iter().position(|slot| &slot.line.id == line);
            place.map(Place::Line)
        })
    }

    fn sort(&self, findings: &mut Vec<Finding>) {
        findings.truncate(MOST_FINDINGS);
        findings.sort_by_cached_key(|finding| {
            let name = finding
                .table
                .as_deref()
                .or_else(|| finding.line.as_ref().map(LineId::as_str));
            let place = name.and_then(|name| self.places.get(name).copied());
            (place.unwrap_or(usize::MAX), finding.row)
        });
    }

    /// Depth first, so that each comes after what it depends on.
    fn in_order(&self) -> Result<Vec<Place>, FormulaError> {
        let mut order = Vec::new();
        let mut state = BTreeMap::new();
        let lines = (0..self.lines.len()).map(Place::Line);
        let columns = self.tables.iter().enumerate().flat_map(|(table, grid)| {
            (0..grid.columns.len()).map(move |column| Place::Column(table, column))
        });
        for place in lines.chain(columns) {
            self.visit(place, &mut state, &mut order)?;
        }
        Ok(order)
    }

    fn visit(
        &self,
        place: Place,
        state: &mut BTreeMap<Place, bool>,
        order: &mut Vec<Place>,
    ) -> Result<(), FormulaError> {
        let Some(slot) = self.slot(place) else {
            return Ok(());
        };
        match state.insert(place, false) {
            Some(true) => {
                state.insert(place, true);
                return Ok(());
            }
            Some(false) => {
                return Err(FormulaError {
                    text: slot.line.id.to_string(),
                    problem: "the line depends on itself",
                });
            }
            None => {}
        }
        let mut names = Vec::new();
        for tree in [&slot.when, &slot.formula].into_iter().flatten() {
            tree.names(&mut names);
        }
        for name in names {
            // A fold names its table by one column; only what it reads counts, and that is in its parts.
            self.visit(*name, state, order)?;
        }
        state.insert(place, true);
        if slot.when.is_some() || slot.formula.is_some() {
            order.push(place);
        }
        Ok(())
    }
}

fn too_large(line: &Line) -> Finding {
    let message = format!("{} comes to more than a filing can hold", line.label);
    Finding::error(&line.id, "number.too_large", message)
}

fn places(form: &Form) -> BTreeMap<&str, usize> {
    let names = form.sections.iter().flat_map(|section| {
        let table = section.table.iter().map(|table| table.id.as_str());
        table.chain(section.lines.iter().map(|line| line.id.as_str()))
    });
    names
        .enumerate()
        .map(|(place, name)| (name, place))
        .collect()
}
