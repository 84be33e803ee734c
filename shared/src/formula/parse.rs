//! From text to a tree: precedence climbing over a handful of tokens.

use super::{Fold, FormulaError, Function, Name, Node, Operator};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// Reads a formula.
///
/// # Errors
/// When it is none, with what is wrong.
pub fn parse(text: &str) -> Result<Node, FormulaError> {
    let wrong = |problem| FormulaError {
        text: text.to_owned(),
        problem,
    };
    let mut tokens = tokens(text).map_err(wrong)?;
    tokens.reverse();
    let mut reader = Reader { tokens };
    let node = reader.expression(0).map_err(wrong)?;
    if reader.tokens.is_empty() {
        Ok(node)
    } else {
        Err(wrong("something follows the end"))
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Decimal),
    Name(Name),
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

/// Longer signs first, so that `<=` is not read as `<`.
const SIGNS: [&str; 13] = [
    "!=", "<=", ">=", "+", "-", "*", "/", "=", "<", ">", "(", ")", ",",
];

fn tokens(text: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = if first == '[' {
            let (inside, after) = split(rest, ']')?;
            let name = match inside.split_once('.') {
                Some((table, line)) => Name {
                    table: Some(table.into()),
                    line: line.into(),
                },
                None => Name {
                    table: None,
                    line: inside.into(),
                },
            };
            (Token::Name(name), after)
        } else if first == '\'' {
            let (inside, after) = split(rest, '\'')?;
            (Token::Quoted(inside.into()), after)
        } else if first.is_ascii_digit() {
            let (digits, after) = run(rest, |c| c.is_ascii_digit() || c == '.');
            let number = digits.parse().map_err(|_bad| "a number is none")?;
            (Token::Number(number), after)
        } else if first.is_ascii_lowercase() {
            let (word, after) = run(rest, |c| c.is_ascii_lowercase());
            (Token::Word(word.into()), after)
        } else {
            SIGNS
                .iter()
                .find_map(|sign| {
                    rest.strip_prefix(sign)
                        .map(|after| (Token::Sign(sign), after))
                })
                .ok_or("a sign is unknown")?
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// What stands between the first character and `end`, and what follows.
fn split(text: &str, end: char) -> Result<(&str, &str), &'static str> {
    let mut inside = text.chars();
    inside.next();
    inside
        .as_str()
        .split_once(end)
        .ok_or("a bracket or quote is not closed")
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

struct Reader {
    /// The next token is the last.
    tokens: Vec<Token>,
}

type Read = Result<Node, &'static str>;

impl Reader {
    fn sign(&mut self, sign: &str) -> bool {
        let here = matches!(self.tokens.last(), Some(Token::Sign(found)) if *found == sign);
        if here {
            self.tokens.pop();
        }
        here
    }

    fn expect(&mut self, sign: &str) -> Result<(), &'static str> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err("a bracket or comma is missing")
        }
    }

    /// An operator that binds at least as tightly as `least`.
    fn operator(&self, least: u8) -> Option<(Operator, u8)> {
        let found = match self.tokens.last()? {
            Token::Sign(sign) => match *sign {
                "+" => (Operator::Add, 4),
                "-" => (Operator::Subtract, 4),
                "*" => (Operator::Multiply, 5),
                "/" => (Operator::Divide, 5),
                "=" => (Operator::Equal, 3),
                "!=" => (Operator::Unequal, 3),
                "<" => (Operator::Less, 3),
                "<=" => (Operator::AtMost, 3),
                ">" => (Operator::More, 3),
                ">=" => (Operator::AtLeast, 3),
                _ => return None,
            },
            Token::Word(word) if word == "and" => (Operator::And, 2),
            Token::Word(word) if word == "or" => (Operator::Or, 1),
            Token::Word(_) | Token::Number(_) | Token::Name(_) | Token::Quoted(_) => return None,
        };
        (found.1 >= least).then_some(found)
    }

    fn expression(&mut self, least: u8) -> Read {
        let mut left = self.operand()?;
        while let Some((operator, strength)) = self.operator(least) {
            self.tokens.pop();
            if let Some(Token::Quoted(word)) = self.tokens.last().cloned() {
                self.tokens.pop();
                left = compared_to_word(operator, left, word)?;
                continue;
            }
            let right = self.expression(strength.saturating_add(1))?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn operand(&mut self) -> Read {
        match self.tokens.pop().ok_or("it ends too early")? {
            Token::Number(number) => Ok(Node::Number(number)),
            Token::Name(name) => Ok(Node::Value(name)),
            Token::Sign("-") => Ok(Node::Negative(Box::new(self.operand()?))),
            Token::Sign("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Word(word) => {
                self.expect("(")?;
                self.call(&word)
            }
            Token::Quoted(_) | Token::Sign(_) => Err("a value is missing"),
        }
    }

    fn call(&mut self, word: &str) -> Read {
        match word {
            "day" => {
                let day = self.quoted()?;
                self.expect(")")?;
                let day: NaiveDate = day.parse().map_err(|_bad| "a day is none")?;
                return Ok(Node::Number(Decimal::from(day.num_days_from_ce())));
            }
            "lookup" | "known" => {
                let list = self.quoted()?;
                let mut names = Vec::new();
                while self.sign(",") {
                    names.push(self.name()?);
                }
                self.expect(")")?;
                return Ok(Node::Lookup(list, names, word == "known"));
            }
            "has" => {
                let name = self.name()?;
                self.expect(")")?;
                return Ok(Node::Has(name));
            }
            _ => {}
        }
        let mut arguments = vec![self.expression(0)?];
        while self.sign(",") {
            arguments.push(self.expression(0)?);
        }
        self.expect(")")?;
        let fold = match word {
            "sum" => Some(Fold::Sum),
            "count" => Some(Fold::Count),
            "most" => Some(Fold::Most),
            _ => None,
        };
        if let Some(fold) = fold {
            return over_rows(fold, arguments);
        }
        let (function, least, most) = match word {
            "min" => (Function::Min, 1, usize::MAX),
            "max" => (Function::Max, 1, usize::MAX),
            "abs" => (Function::Abs, 1, 1),
            "round" => (Function::Round, 2, 2),
            "up" => (Function::Up, 1, 1),
            "down" => (Function::Down, 1, 1),
            "if" => (Function::If, 3, 3),
            "above" => (Function::Above, 2, 2),
            "not" => (Function::Not, 1, 1),
            "years" => (Function::Years, 2, 2),
            "yearend" => (Function::YearEnd, 2, 2),
            "months" => (Function::Months, 2, 2),
            _ => return Err("a function is unknown"),
        };
        if (least..=most).contains(&arguments.len()) {
            Ok(Node::Call(function, arguments))
        } else {
            Err("a function has too few or too many parts")
        }
    }

    fn quoted(&mut self) -> Result<String, &'static str> {
        match self.tokens.pop() {
            Some(Token::Quoted(text)) => Ok(text),
            _ => Err("a word in quotes is missing"),
        }
    }

    fn name(&mut self) -> Result<Name, &'static str> {
        match self.tokens.pop() {
            Some(Token::Name(name)) => Ok(name),
            _ => Err("a name in brackets is missing"),
        }
    }
}

/// `[kind] = 'cigar'`.
fn compared_to_word(operator: Operator, left: Node, word: String) -> Read {
    match (operator, left) {
        (Operator::Equal, Node::Value(name)) => Ok(Node::Is(name, word)),
        (Operator::Unequal, Node::Value(name)) => {
            Ok(Node::Call(Function::Not, vec![Node::Is(name, word)]))
        }
        _ => Err("a word can only be compared with a line"),
    }
}

/// The table is that of the first name that has one.
fn over_rows(fold: Fold, arguments: Vec<Node>) -> Read {
    let mut arguments = arguments.into_iter();
    let (Some(what), which, None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("a function has too few or too many parts");
    };
    let mut names = Vec::new();
    what.names(&mut names);
    let table = names
        .iter()
        .find(|name| name.table.is_some())
        .ok_or("no table is named")?;
    let table = (*table).clone();
    Ok(Node::Rows(fold, table, Box::new(what), which.map(Box::new)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> &'static str {
        parse(text).unwrap_err().problem
    }

    #[test]
    fn operators_bind_as_in_arithmetic() {
        for (text, same) in [
            ("1 + 2 * 3", "1 + (2 * 3)"),
            ("[a] - [b] - [c]", "([a] - [b]) - [c]"),
            (
                "[a] < 1 and [b] >= 2 or [c] = 3",
                "(([a] < 1) and ([b] >= 2)) or ([c] = 3)",
            ),
            ("-[a] * 2", "(-[a]) * 2"),
            ("[k] != 'x'", "not([k] = 'x')"),
        ] {
            assert_eq!(parse(text), parse(same), "{text}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (text, problem) in [
            ("1 +", "it ends too early"),
            ("[a", "a bracket or quote is not closed"),
            ("nope(1)", "a function is unknown"),
            ("if(1, 2)", "a function has too few or too many parts"),
            ("sum([a])", "no table is named"),
            ("1 = 'x'", "a word can only be compared with a line"),
            ("1 2", "something follows the end"),
            ("day('soon')", "a day is none"),
            ("1 ? 2", "a sign is unknown"),
        ] {
            assert_eq!(wrong(text), problem, "{text}");
        }
    }
}
