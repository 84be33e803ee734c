//! Formulas of a form: short texts such as `round([10] * [rate], 2)` that browser and server work out alike.
//!
//! A form is data, so the browser carries one interpreter and no program's rules. Names stand in brackets:
//! `[31]` is a line, `[memo.grams]` a column of the table `memo`; inside a row, `[grams]` is that row's own cell.
//! All numbers are exact decimals; a comparison is 1 or 0.
//!
//! | written | means |
//! |---|---|
//! | `+ - * /`, `= != < <= > >=`, `and or not(x)` | as in arithmetic; division by zero has no value |
//! | `min(a, b, …)`, `max(a, b, …)`, `abs(a)` | the least, the greatest, without sign |
//! | `round(a, n)`, `up(a)`, `down(a)` | half up to `n` decimals; to whole numbers away from and towards zero |
//! | `if(c, a, b)` | `a` where `c` is not zero, else `b` |
//! | `above(a, b)` | `a`, and no value where it is less than `b` |
//! | `sum(x)`, `sum(x, c)`, `count(x)`, `most(x)` | over the rows of the table that `x` names; `c` chooses rows |
//! | `has([x])`, `[x] = 'word'` | something was entered; a choice is that one |
//! | `lookup('name', [a], [b])`, `known(…)` | a figure of the form's list `name`, by the words on lines |
//! | `day('2026-04-01')` | a day as a number, as lines with dates are |
//! | `years(d, n)`, `yearend(d, n)` | the same day `n` years after the day `d`; 31 December of that year |
//! | `months(d, e)` | the complete months from the day `d` to the day `e` |

mod parse;

pub use parse::parse;

use rust_decimal::Decimal;

/// A name in brackets: a line, or a column with its table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The table, when one was named.
    pub table: Option<String>,
    /// The line or column.
    pub line: String,
}

/// A parsed formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node<N = Name> {
    /// A number.
    Number(Decimal),
    /// The value of a line or of a cell of the row.
    Value(N),
    /// One of a binary operator's two sides each.
    Binary(Operator, Box<Self>, Box<Self>),
    /// The other sign.
    Negative(Box<Self>),
    /// A function of numbers.
    Call(Function, Vec<Self>),
    /// Over the rows of a table: what, and which rows.
    Rows(Fold, N, Box<Self>, Option<Box<Self>>),
    /// Something was entered on the line.
    Has(N),
    /// The line's word is that one.
    Is(N, String),
    /// A figure of a list by the words on lines; with `true`, whether there is one.
    Lookup(String, Vec<N>, bool),
}

/// What stands between two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `and`
    And,
    /// `or`
    Or,
}

/// A function of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// Without its sign.
    Abs,
    /// Half up to so many decimals.
    Round,
    /// Up to a whole number, away from zero.
    Up,
    /// Down to a whole number, towards zero.
    Down,
    /// One of two.
    If,
    /// The first, unless it is less than the second.
    Above,
    /// 1 for 0 and 0 for the rest.
    Not,
    /// The same day so many years later; of 29 February the 28th, where there is none.
    Years,
    /// The last day of the year that is so many years later.
    YearEnd,
    /// Complete months from one day to another; none where it is not later.
    Months,
}

/// What is made of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// All together.
    Sum,
    /// How many rows have something in it.
    Count,
    /// The greatest.
    Most,
}

/// A text that is no formula: a mistake of the form's author, never of the filer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}: {problem}")]
pub struct FormulaError {
    /// The formula.
    pub text: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl Node {
    /// The names in it become what a form resolves them to. `within` is the table whose row is looked at.
    ///
    /// # Errors
    /// As `name` does.
    pub fn resolve<M, E>(
        &self,
        within: Option<&str>,
        name: &mut impl FnMut(&Name, Option<&str>) -> Result<M, E>,
    ) -> Result<Node<M>, E> {
        let boxed = |node: &Self, name: &mut _| node.resolve(within, name).map(Box::new);
        Ok(match self {
            Self::Number(number) => Node::Number(*number),
            Self::Value(n) => Node::Value(name(n, within)?),
            Self::Binary(operator, left, right) => {
                Node::Binary(*operator, boxed(left, name)?, boxed(right, name)?)
            }
            Self::Negative(inner) => Node::Negative(boxed(inner, name)?),
            Self::Call(function, arguments) => {
                let arguments = arguments.iter().map(|node| node.resolve(within, name));
                Node::Call(*function, arguments.collect::<Result<_, E>>()?)
            }
            Self::Rows(fold, n, what, which) => {
                let table = n.table.as_deref();
                let which = match which {
                    Some(which) => Some(Box::new(which.resolve(table, name)?)),
                    None => None,
                };
                let what = Box::new(what.resolve(table, name)?);
                Node::Rows(*fold, name(n, within)?, what, which)
            }
            Self::Has(n) => Node::Has(name(n, within)?),
            Self::Is(n, word) => Node::Is(name(n, within)?, word.clone()),
            Self::Lookup(list, words, known) => {
                let words = words.iter().map(|word| name(word, within));
                Node::Lookup(list.clone(), words.collect::<Result<_, E>>()?, *known)
            }
        })
    }
}

impl<N> Node<N> {
    /// Every name in it, as it stands.
    pub fn names<'a>(&'a self, found: &mut Vec<&'a N>) {
        match self {
            Self::Number(_) => {}
            Self::Value(name) | Self::Has(name) | Self::Is(name, _) => found.push(name),
            Self::Binary(_, left, right) => {
                left.names(found);
                right.names(found);
            }
            Self::Negative(inner) => inner.names(found),
            Self::Call(_, arguments) => arguments.iter().for_each(|node| node.names(found)),
            Self::Rows(_, name, what, which) => {
                found.push(name);
                what.names(found);
                if let Some(which) = which {
                    which.names(found);
                }
            }
            Self::Lookup(_, words, _) => found.extend(words),
        }
    }
}
