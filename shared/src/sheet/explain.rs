//! "Why this number": the sum in words, step by step. Steps are the form's own, or follow from the formula.

use super::template::{fill, shown};
use super::value::{Cells, fit};
use super::{Place, Sheet, Slot, Tree};
use crate::filing::{Step, Why};
use crate::form::{Line, Reason, Unit};
use crate::formula::{Function, Node, Operator};
use crate::words::{self, lower};
use rust_decimal::Decimal;

/// A line's own explanation.
pub(super) struct Reasons<'f>(&'f Reason);

impl<'f> Reasons<'f> {
    pub(super) fn of(reason: &'f Reason) -> Self {
        Self(reason)
    }
}

/// Why a line, or a cell of a row, is what it is; nothing for a sum of nothing.
pub(super) fn why(
    sheet: &Sheet<'_>,
    cells: &Cells<'_>,
    slot: &Slot<'_>,
    at: Option<(usize, usize)>,
) -> Option<Why> {
    let here = at.map_or(0, |(_table, row)| row);
    let reason = slot.reason.as_ref().map(|reason| reason.0);
    let own = reason.filter(|reason| !reason.steps.is_empty());
    let mut sources = Vec::new();
    let steps = match own {
        Some(reason) => reason
            .steps
            .iter()
            .filter(|step| {
                let zero = step
                    .unless_zero
                    .as_ref()
                    .and_then(|line| sheet.find(line, at));
                zero.is_none_or(|place| {
                    cells
                        .figure(place, here)
                        .is_some_and(|value| !value.is_zero())
                })
            })
            .map(|step| Step {
                label: fill(sheet, cells, &step.label, at),
                value: fill(sheet, cells, &step.value, at),
            })
            .collect(),
        None => {
            let formula = slot.formula.as_ref()?;
            let mut steps = Steps {
                sheet,
                cells,
                at,
                steps: Vec::new(),
            };
            steps.of(formula, slot.line.unit);
            let mut steps = steps.steps;
            if steps.is_empty() && reason.is_none() {
                return None;
            }
            let place = sheet.find(&slot.line.id, at)?;
            steps.push(Step {
                label: slot.line.label.clone(),
                value: shown(sheet, cells, place, here),
            });
            steps
        }
    };
    if let Some(formula) = &slot.formula {
        lists(formula, &mut |list, words| {
            let key = cells.key(words, here);
            let origin = key.and_then(|key| sheet.form.origins.get(list)?.get(&key));
            if let Some(origin) = origin.filter(|origin| !sources.contains(&origin.as_str())) {
                sources.push(origin);
            }
        });
        let mut names = Vec::new();
        formula.names(&mut names);
        for place in names {
            let given = sheet.slot(*place).map(|slot| slot.line);
            let origin = given.and_then(|line| line.origin.as_deref());
            if let Some(origin) = origin.filter(|origin| !sources.contains(origin)) {
                sources.push(origin);
            }
        }
    }
    let text = reason.map_or_else(
        || slot.line.hint.clone(),
        |reason| fill(sheet, cells, &reason.text, at),
    );
    let source = reason
        .and_then(|reason| reason.source.clone())
        .or_else(|| (!sources.is_empty()).then(|| sources.join("; ")));
    Some(Why {
        text,
        steps,
        source,
    })
}

struct Steps<'s, 'f> {
    sheet: &'s Sheet<'f>,
    cells: &'s Cells<'s>,
    /// The table and row of a cell.
    at: Option<(usize, usize)>,
    steps: Vec<Step>,
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what has no words of its own is one step"
)]
impl Steps<'_, '_> {
    /// The parts of a formula, each a step.
    fn of(&mut self, tree: &Tree, unit: Unit) {
        match tree {
            Node::Call(
                Function::Round | Function::Up | Function::Down | Function::Above,
                parts,
            ) => {
                if let Some(inner) = parts.first() {
                    self.of(inner, unit);
                }
            }
            Node::Call(function @ (Function::Min | Function::Max), parts) => {
                for part in parts {
                    if let Node::Number(bound) = part {
                        self.bound(*function, *bound, unit);
                    } else {
                        self.step("", part, unit);
                    }
                }
            }
            Node::Binary(Operator::Add | Operator::Subtract, ..) => {
                let mut terms = Vec::new();
                summands(tree, false, &mut terms);
                for (minus, term) in terms {
                    let zero = self
                        .cells
                        .number(self.sheet, term, self.at)
                        .is_ok_and(|value| value.is_zero());
                    if zero {
                        continue;
                    }
                    let sign = match (minus, self.steps.is_empty()) {
                        (true, _) => "\u{2212} ",
                        (false, true) => "",
                        (false, false) => "+ ",
                    };
                    self.step(sign, term, unit);
                }
            }
            Node::Binary(Operator::Multiply | Operator::Divide, left, right) => {
                self.of(left, unit);
                let sign = if matches!(tree, Node::Binary(Operator::Multiply, ..)) {
                    "\u{d7} "
                } else {
                    "\u{f7} "
                };
                self.step(sign, right, unit);
            }
            Node::Call(Function::If, parts) => {
                let chosen = parts.first().map(|condition| {
                    usize::from(!self.cells.holds(self.sheet, condition, self.at)).saturating_add(1)
                });
                if let Some(part) = chosen.and_then(|place| parts.get(place)) {
                    self.of(part, unit);
                }
            }
            other => self.step("", other, unit),
        }
    }

    /// A number that a value cannot pass.
    fn bound(&mut self, function: Function, bound: Decimal, unit: Unit) {
        let label = if function == Function::Min {
            "At most"
        } else {
            "At least"
        };
        self.steps.push(Step {
            label: label.to_owned(),
            value: words::figure(bound, unit),
        });
    }

    fn step(&mut self, sign: &str, tree: &Tree, unit: Unit) {
        let (label, value) = match tree {
            Node::Value(place) => {
                let Some(slot) = self.sheet.slot(*place) else {
                    return;
                };
                let row = self.at.map_or(0, |(_table, row)| row);
                (named(slot.line), shown(self.sheet, self.cells, *place, row))
            }
            Node::Rows(_, place, what, _) => {
                let value = self.cells.number(self.sheet, tree, self.at).ok();
                let column = match **what {
                    Node::Value(column) => self.sheet.slot(column),
                    _ => self.sheet.slot(*place),
                };
                let Some((slot, value)) = column.zip(value) else {
                    return;
                };
                let label = format!("{}, all rows", slot.line.label);
                (label, words::figure(value, slot.line.unit))
            }
            Node::Lookup(_, names, false) => {
                let Ok(value) = self.cells.number(self.sheet, tree, self.at) else {
                    return;
                };
                // `Diesel, British Columbia`: what was looked up.
                let row = self.at.map_or(0, |(_table, row)| row);
                let names = names
                    .iter()
                    .map(|place| shown(self.sheet, self.cells, *place, row));
                let label = names.collect::<Vec<_>>().join(", ");
                let unit = if unit == Unit::Dollars {
                    Unit::DollarsEach
                } else {
                    unit
                };
                (label, words::figure(value, unit))
            }
            Node::Number(number) => {
                let label = match sign {
                    "\u{d7} " => "Times",
                    "\u{f7} " => "Divided by",
                    _ => "Fixed",
                };
                (label.to_owned(), words::figure(*number, Unit::Number))
            }
            other => {
                let Ok(value) = self.cells.number(self.sheet, other, self.at) else {
                    return;
                };
                let value = fit(value, unit).unwrap_or(value);
                (self.described(other), words::figure(value, unit))
            }
        };
        self.steps.push(Step {
            label,
            value: format!("{sign}{value}"),
        });
    }

    /// The lines behind a part of a formula.
    fn described(&self, tree: &Tree) -> String {
        let mut names = Vec::new();
        tree.names(&mut names);
        let mut labels: Vec<String> = Vec::new();
        for place in names {
            if let (Some(slot), Place::Line(_)) = (self.sheet.slot(*place), *place) {
                let label = named(slot.line);
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
        }
        if labels.is_empty() {
            return "Worked out".to_owned();
        }
        format!("From {}", labels.join("; ").to_lowercase())
    }
}

/// Every look into a list that a formula has.
fn lists<'t>(tree: &'t Tree, found: &mut impl FnMut(&'t str, &'t [Place])) {
    match tree {
        Node::Lookup(list, words, false) => found(list, words),
        Node::Negative(inner) => lists(inner, found),
        Node::Binary(_operator, left, right) => {
            lists(left, found);
            lists(right, found);
        }
        Node::Call(_function, parts) => parts.iter().for_each(|part| lists(part, found)),
        Node::Number(_)
        | Node::Value(_)
        | Node::Rows(..)
        | Node::Has(_)
        | Node::Is(..)
        | Node::Lookup(_, _, true) => {}
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what is no sum is one term")]
fn summands<'t>(tree: &'t Tree, minus: bool, terms: &mut Vec<(bool, &'t Tree)>) {
    match tree {
        Node::Binary(Operator::Add, left, right) => {
            summands(left, minus, terms);
            summands(right, minus, terms);
        }
        Node::Binary(Operator::Subtract, left, right) => {
            summands(left, minus, terms);
            summands(right, !minus, terms);
        }
        other => terms.push((minus, other)),
    }
}

/// `Line 31, price subject to levy`; what the form gives has no number for people.
fn named(line: &Line) -> String {
    let numbered = line
        .id
        .as_str()
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_digit());
    if numbered && !line.hidden {
        format!("Line {}, {}", line.id, lower(&line.label))
    } else {
        line.label.clone()
    }
}
