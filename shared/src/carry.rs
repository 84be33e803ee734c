//! Figures that a form takes over: from payments on the account, and from filings of earlier periods.
//!
//! A program names them ([`Rules::carries`](crate::program::Rules::carries)); whoever has the account looks them up; the form
//! then says of each what counts while the line is left empty, and where it is from. Another figure can be entered and is
//! a warning to be acknowledged.

use crate::Money;
use crate::filing::{Draft, Evaluation, Figure, Row};
use crate::form::{Check, Form, Line, LineId, LineKind, Unit};
use crate::words;
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;

/// The code of the warning about a figure that is not the one taken over.
pub const DIFFERS: &str = "carried.differs";

/// What a form takes over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carries {
    /// Lines, and from where.
    pub lines: Vec<(LineId, Source)>,
    /// Columns of tables.
    pub columns: Vec<CarriedColumn>,
}

/// Where a line's figure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Payments received for the period so far.
    Payments,
    /// A line of the return so many periods before.
    Line(usize, LineId),
    /// `yes` when that line of the return so many periods before is more than zero, else `no`.
    Any(usize, LineId),
}

/// A column that begins with another column of the period before: opening stock with closing stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedColumn {
    /// The table, of the same name in both periods.
    pub table: String,
    /// The column whose word tells which row it is.
    pub by: LineId,
    /// The column of the period before.
    pub from: LineId,
    /// The column that begins with it.
    pub to: LineId,
    /// The column that says which part of the period before a row is for, where it had parts: the last part's rows count.
    pub part: Option<LineId>,
}

/// What is known of the account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Payments for the period, and up to which day.
    pub payments: Option<(Money, NaiveDate)>,
    /// The newest returns of the periods before.
    pub earlier: Vec<Earlier>,
}

/// A return of an earlier period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// How many periods before, 1 for the one just before.
    pub back: usize,
    /// The period's name.
    pub label: String,
    /// The figures of its lines.
    pub lines: BTreeMap<LineId, Figure>,
    /// The rows of its tables as they were entered.
    pub rows: BTreeMap<String, Vec<Row>>,
}

impl Carries {
    /// Nothing is taken over.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.columns.is_empty()
    }

    /// Payments are needed.
    pub fn payments(&self) -> bool {
        let payments = |(_line, source): &(LineId, Source)| *source == Source::Payments;
        self.lines.iter().any(payments)
    }

    /// How many periods before are needed.
    pub fn periods(&self) -> usize {
        let lines = self.lines.iter().map(|(_line, source)| match source {
            Source::Payments => 0,
            Source::Line(back, _) | Source::Any(back, _) => *back,
        });
        let columns = self.columns.iter().map(|_column| 1);
        lines.chain(columns).max().unwrap_or_default()
    }
}

impl Form {
    /// Takes over what is known.
    pub fn carry(&mut self, carries: &Carries, known: &Known) {
        for (id, source) in &carries.lines {
            if let Some((value, origin)) = known.find(source) {
                self.carry_line(id, &value, &origin);
            }
        }
        for column in &carries.columns {
            self.carry_column(column, known);
        }
    }

    fn carry_line(&mut self, id: &LineId, value: &Carried, origin: &str) {
        let entered = |line: &&mut Line| &line.id == id && line.kind == LineKind::Entered;
        let Some(line) = self.lines_mut().find(entered) else {
            return;
        };
        let (text, shown, differs) = match value {
            Carried::Figure(figure) => {
                let scale = line.unit.scale();
                let away = RoundingStrategy::MidpointAwayFromZero;
                let figure = figure.round_dp_with_strategy(scale, away).normalize();
                let differs = format!("has([{id}]) and [{id}] != {figure}");
                let shown = words::figure(figure, line.unit);
                (figure.to_string(), shown, differs)
            }
            Carried::Answer(word) => {
                let choice = line.choices.iter().find(|choice| choice.value == *word);
                let Some(choice) = choice else { return };
                let differs = format!("has([{id}]) and not([{id}] = '{word}')");
                (choice.value.clone(), choice.label.clone(), differs)
            }
        };
        let left = format!("Leave it empty to use {shown}: {origin}.");
        line.hint = if line.hint.is_empty() {
            left
        } else {
            format!("{} {left}", line.hint)
        };
        line.value = Some(text);
        line.origin = Some(origin.to_owned());
        let message = format!(
            "{} is not what we have: {shown}, {origin}. Check it",
            line.label
        );
        let check = Check::warning(DIFFERS, &differs, &[id.as_str()], &message);
        self.checks.push(check);
    }

    fn carry_column(&mut self, column: &CarriedColumn, known: &Known) {
        let Some(earlier) = known.before(1) else {
            return;
        };
        let stock = earlier.column(column);
        if stock.is_empty() {
            return;
        }
        let CarriedColumn { table, by, to, .. } = column;
        let list = format!("carried {table}");
        let message = format!(
            "Row {{row}}: {{{by}}} does not begin with what your return for {} ended with. Check it",
            earlier.label
        );
        let found = format!("lookup('{list}', [{by}])");
        let differs = format!("known('{list}', [{by}]) and [{to}] != {found}");
        let check = Check::warning(DIFFERS, &differs, &[to.as_str()], &message).each_row(table);
        self.checks.push(check);
        self.lists.insert(list, stock);
    }

    /// What was entered, with what was taken over: a filing is kept so that it can be worked out again on its own.
    #[must_use]
    pub fn completed(&self, draft: &Draft, evaluation: &Evaluation) -> Draft {
        let mut draft = draft.clone();
        let entered = self.lines().filter(|line| line.kind == LineKind::Entered);
        for line in entered.filter(|line| !evaluation.skipped.contains(&line.id)) {
            let Some(value) = &line.value else { continue };
            let typed = draft.lines.entry(line.id.clone()).or_default();
            if typed.trim().is_empty() {
                typed.clone_from(value);
            }
        }
        draft
    }

    /// What a new draft begins with: a row for whatever the period before ended with.
    pub fn first_draft(&self, carries: &Carries) -> Draft {
        let mut draft = Draft::default();
        for column in &carries.columns {
            let Some(stock) = self.lists.get(&format!("carried {}", column.table)) else {
                continue;
            };
            let rows = stock
                .iter()
                .filter(|(_, figure)| !figure.decimal().is_zero());
            let row = |(word, figure): (&String, &Figure)| {
                let by = (column.by.clone(), word.clone());
                Row::from([by, (column.to.clone(), figure.to_string())])
            };
            draft
                .rows
                .insert(column.table.clone(), rows.map(row).collect());
        }
        draft
    }
}

/// What is taken over.
enum Carried {
    Figure(Decimal),
    Answer(&'static str),
}

impl Known {
    fn before(&self, back: usize) -> Option<&Earlier> {
        self.earlier.iter().find(|earlier| earlier.back == back)
    }

    fn find(&self, source: &Source) -> Option<(Carried, String)> {
        let line = |back: usize, line: &LineId| {
            let earlier = self.before(back)?;
            let figure = earlier
                .lines
                .get(line)
                .map_or(Decimal::ZERO, |figure| figure.decimal());
            Some((figure, format!("from your return for {}", earlier.label)))
        };
        match source {
            Source::Payments => {
                let (amount, day) = self.payments?;
                let origin = format!(
                    "payments for this period that we have received by {}",
                    words::day(day)
                );
                Some((Carried::Figure(amount.decimal()), origin))
            }
            Source::Line(back, id) => {
                line(*back, id).map(|(figure, origin)| (Carried::Figure(figure), origin))
            }
            Source::Any(back, id) => line(*back, id).map(|(figure, origin)| {
                let word = if figure > Decimal::ZERO { "yes" } else { "no" };
                (Carried::Answer(word), origin)
            }),
        }
    }
}

impl Earlier {
    /// What each word's rows ended with, added up.
    fn column(&self, column: &CarriedColumn) -> BTreeMap<String, Figure> {
        let mut stock = BTreeMap::<String, Decimal>::new();
        let rows = || self.rows.get(&column.table).into_iter().flatten();
        let word = |row: &Row| row.get(&column.by).map(|word| word.trim().to_owned());
        let part = |row: &Row| Some(row.get(column.part.as_ref()?)?.trim().to_owned());
        let mut last = BTreeMap::<String, Option<String>>::new();
        for row in rows() {
            if let Some(word) = word(row) {
                let latest = last.entry(word).or_default();
                *latest = part(row).max(latest.take());
            }
        }
        for row in rows() {
            let word = word(row).filter(|word| last.get(word) == Some(&part(row)));
            let text = row.get(&column.from).map_or("", String::as_str).trim();
            let figure = if text.is_empty() {
                Ok(Decimal::ZERO)
            } else {
                crate::money::parse_typed(text, Unit::Gigajoules.scale())
            };
            if let (Some(word), Ok(figure)) = (word, figure) {
                let sum = stock.entry(word).or_default();
                *sum = sum.checked_add(figure).unwrap_or(*sum);
            }
        }
        let figures = stock.into_iter();
        figures
            .map(|(word, figure)| (word, Figure::new(figure)))
            .collect()
    }
}
