//! Rows pasted from a spreadsheet or read from a CSV file become rows of a table. What cannot be read is kept as it is:
//! the form says what is wrong with it, row by row.

use crate::filing::Row;
use crate::form::{Line, LineKind, Table, Unit};

/// Why a text gives no rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowsError {
    /// Nothing but spaces.
    #[error("There are no rows in it")]
    Empty,
    /// A row has more cells than the table has columns.
    #[error("Row {row} has {cells} cells, but the table has {columns} columns: {names}")]
    TooWide {
        /// The row, counted from 1.
        row: usize,
        /// Its cells.
        cells: usize,
        /// The columns that can be filled in.
        columns: usize,
        /// Their names.
        names: String,
    },
    /// A first row of names has one that the table does not know.
    #[error("{name} is not one of the columns: {names}")]
    NoColumn {
        /// What stands there.
        name: String,
        /// The names of the columns.
        names: String,
    },
    /// More rows than one filing can have.
    #[error("There are {rows} rows; at most {most} fit into one filing")]
    TooMany {
        /// The rows.
        rows: usize,
        /// The most.
        most: u32,
    },
    /// A quote is opened and never closed.
    #[error("A quotation mark is opened in row {row} and never closed")]
    OpenQuote {
        /// The row, counted from 1.
        row: usize,
    },
}

/// Reads rows. Cells are parted by tabs, semicolons or commas, whichever the first row has; a first row of column names
/// says the order, otherwise it is the table's.
///
/// # Errors
/// When the text has no rows of that table's shape.
pub fn read(table: &Table, text: &str) -> Result<Vec<Row>, RowsError> {
    let columns: Vec<&Line> = table
        .columns
        .iter()
        .filter(|line| line.kind == LineKind::Entered)
        .collect();
    let mut records = records(text)?;
    if records.is_empty() {
        return Err(RowsError::Empty);
    }
    let head: Option<Vec<&Line>> = records.first().and_then(|first| {
        let named = |cell: &String| columns.iter().find(|line| is_name(line, cell)).copied();
        first.iter().map(named).collect()
    });
    let order = match head {
        Some(order) => {
            records.remove(0);
            order
        }
        None => {
            stray(&columns, records.first())?;
            columns.clone()
        }
    };
    if u32::try_from(records.len()).map_or(true, |count| count > table.most) {
        return Err(RowsError::TooMany {
            rows: records.len(),
            most: table.most,
        });
    }
    let mut rows = Vec::with_capacity(records.len());
    for (place, record) in records.into_iter().enumerate() {
        if record.len() > order.len() {
            let names: Vec<&str> = order.iter().map(|line| line.label.as_str()).collect();
            return Err(RowsError::TooWide {
                row: place.saturating_add(1),
                cells: record.len(),
                columns: order.len(),
                names: names.join(", "),
            });
        }
        let cells = order.iter().zip(record);
        let cells = cells.filter(|(_line, text)| !text.is_empty());
        rows.push(
            cells
                .map(|(line, text)| (line.id.clone(), word(line, text)))
                .collect(),
        );
    }
    if rows.is_empty() {
        return Err(RowsError::Empty);
    }
    Ok(rows)
}

/// A first row with two names of columns is meant as names: then each has to be one.
fn stray(columns: &[&Line], first: Option<&Vec<String>>) -> Result<(), RowsError> {
    let cells = first.map(Vec::as_slice).unwrap_or_default();
    let known = |cell: &&String| columns.iter().any(|line| is_name(line, cell));
    if cells.iter().filter(known).count() < 2 {
        return Ok(());
    }
    let names: Vec<&str> = columns.iter().map(|line| line.label.as_str()).collect();
    let stray = cells.iter().find(|cell| !known(cell));
    stray.map_or(Ok(()), |name| {
        Err(RowsError::NoColumn {
            name: name.clone(),
            names: names.join(", "),
        })
    })
}

fn is_name(line: &Line, cell: &str) -> bool {
    cell.eq_ignore_ascii_case(&line.label) || cell.eq_ignore_ascii_case(line.id.as_str())
}

/// People paste what they read; what is sent is the choice's value.
fn word(line: &Line, text: String) -> String {
    if line.unit != Unit::Choice {
        return text;
    }
    let choice = line.choices.iter().find(|choice| {
        choice.label.eq_ignore_ascii_case(&text) || choice.value.eq_ignore_ascii_case(&text)
    });
    choice.map_or(text, |choice| choice.value.clone())
}

/// Records of a delimited text, RFC 4180; rows without a word are passed over.
fn records(text: &str) -> Result<Vec<Vec<String>>, RowsError> {
    let first = text.lines().next().unwrap_or_default();
    let parting = ['\t', ';', ','].into_iter().find(|c| first.contains(*c));
    let mut records = Vec::new();
    let (mut record, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            '\r' if !quoted => {}
            other if !quoted && Some(other) == parting => record.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    if quoted {
        return Err(RowsError::OpenQuote {
            row: records.len().saturating_add(1),
        });
    }
    record.push(cell);
    records.push(record);
    for record in &mut records {
        for cell in record.iter_mut() {
            *cell = cell.trim().to_owned();
        }
        while record.last().is_some_and(String::is_empty) {
            record.pop();
        }
    }
    records.retain(|record: &Vec<String>| !record.is_empty());
    Ok(records)
}

/// A table as CSV with a row of column names: what `read` takes back.
pub fn write(table: &Table, rows: &[Row]) -> String {
    let columns: Vec<&Line> = table
        .columns
        .iter()
        .filter(|line| line.kind == LineKind::Entered)
        .collect();
    let quoted = |text: &str| {
        if text.contains(['"', ',', ';', '\t', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let mut lines = vec![
        columns
            .iter()
            .map(|line| quoted(&line.label))
            .collect::<Vec<_>>()
            .join(","),
    ];
    for row in rows {
        let cells = columns
            .iter()
            .map(|line| quoted(row.get(&line.id).map_or("", String::as_str)));
        lines.push(cells.collect::<Vec<_>>().join(","));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::new(
            "products",
            "product",
            3,
            vec![
                Line::choice(
                    "product",
                    "Product",
                    "",
                    &[("lpg", "Propane"), ("other", "Other")],
                ),
                Line::entered("litres", "Litres sold", "", Unit::Litres),
                Line::computed("tax", "Tax", "", Unit::Dollars, "[litres] * 2"),
                Line::entered("note", "Note", "", Unit::Text),
            ],
        )
    }

    fn read_as(text: &str) -> Vec<Vec<(String, String)>> {
        let rows = read(&table(), text).unwrap();
        rows.iter()
            .map(|row| {
                row.iter()
                    .map(|(id, text)| (id.to_string(), text.clone()))
                    .collect()
            })
            .collect()
    }

    fn cells(cells: &[(&str, &str)]) -> Vec<(String, String)> {
        cells
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn a_spreadsheet_is_pasted_with_and_without_names() {
        let expected = vec![cells(&[("litres", "1,200"), ("product", "lpg")])];
        assert_eq!(read_as("Propane\t1,200\t\n"), expected);
        assert_eq!(
            read_as("litres sold\tproduct\r\n1,200\tLPG\r\n\r\n"),
            expected
        );
    }

    #[test]
    fn quotes_keep_what_parts_cells() {
        assert_eq!(
            read_as("lpg,\"1,200\",\"said \"\"ok\"\"\""),
            [cells(&[
                ("litres", "1,200"),
                ("note", "said \"ok\""),
                ("product", "lpg")
            ])]
        );
    }

    #[test]
    fn what_is_no_table_is_refused_with_the_row() {
        let wrong = |text: &str| read(&table(), text).unwrap_err().to_string();
        assert_eq!(wrong("  \n "), "There are no rows in it");
        assert!(wrong("lpg,1\nlpg,1,2,3").starts_with("Row 2 has 4 cells"));
        assert!(wrong("a\na\na\na").starts_with("There are 4 rows"));
        assert!(wrong("lpg,\"1").starts_with("A quotation mark"));
        assert_eq!(
            wrong("Product,Litres sold,Colour\nlpg,1,red"),
            "Colour is not one of the columns: Product, Litres sold, Note"
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        let rows = read(&table(), "Propane;12;\"a; b\"\nother;x;").unwrap();
        assert_eq!(read(&table(), &write(&table(), &rows)).unwrap(), rows);
    }
}
