//! A table in memory: one text for all cells, and where each ends. Must not know: what a column holds.

use std::collections::HashMap;

use crate::catalog::map::plain;

/// Names of columns, and rows of as many cells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    columns: Vec<String>,
    text: String,
    ends: Vec<usize>,
}

impl Table {
    pub fn new(columns: Vec<String>) -> Table {
        Table {
            columns,
            ..Table::default()
        }
    }
    /// Adds a row; what it lacks is empty, what it has beyond the columns is dropped. White space around a cell is too.
    pub fn push<T: AsRef<str>>(&mut self, row: impl IntoIterator<Item = T>) {
        let mut row = row.into_iter();
        for _ in 0..self.columns.len() {
            if let Some(cell) = row.next() {
                self.text.push_str(cell.as_ref().trim());
            }
            self.ends.push(self.text.len());
        }
    }
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
    pub fn len(&self) -> usize {
        self.ends.len().checked_div(self.columns.len()).unwrap_or(0)
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// A cell by row and column; empty beyond the table.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let at = row * self.columns.len() + column;
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        match self.ends.get(at) {
            Some(end) if column < self.columns.len() => &self.text[from.unwrap_or(0)..*end],
            _ => "",
        }
    }
    /// The cells of a column that are not empty.
    pub fn filled(&self, column: usize) -> impl Iterator<Item = &str> {
        let cells = (0..self.len()).map(move |row| self.cell(row, column));
        cells.filter(|cell| !cell.is_empty())
    }
    /// By row the first one that differs from it in the id at most; a row that lacks the most of what the table has is no
    /// copy of another.
    pub(super) fn copies(&self, id: Option<usize>) -> Vec<u32> {
        let mut first: HashMap<Vec<&str>, u32> = HashMap::new();
        let copied = (0..self.len()).map(|row| {
            let columns = (0..self.columns.len()).filter(|at| Some(*at) != id);
            let cells: Vec<&str> = columns.map(|at| self.cell(row, at)).collect();
            let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
            match 2 * filled >= cells.len() {
                true => *first.entry(cells).or_insert(row as u32),
                false => row as u32,
            }
        });
        copied.collect()
    }
    /// Position of a column by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c == name)
    }
    /// The same, or else by letters and digits alone: `First Name` for `first_name`.
    pub fn spelled(&self, name: &str) -> Option<usize> {
        self.column(name).or_else(|| {
            let letters = plain(name);
            self.columns.iter().position(|c| plain(c) == letters)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_as_many_cells_as_there_are_columns() {
        let mut table = Table::new(vec!["a".to_owned(), "b".to_owned()]);
        table.push([" 1", "2", "3"]);
        table.push(["ñ "]);
        assert_eq!(table.len(), 2);
        let cells = |row| [table.cell(row, 0), table.cell(row, 1), table.cell(row, 2)];
        assert_eq!(cells(0), ["1", "2", ""]);
        assert_eq!(cells(1), ["ñ", "", ""]);
        assert_eq!(table.cell(2, 0), "");
        assert_eq!(Table::default().len(), 0);
    }
}
