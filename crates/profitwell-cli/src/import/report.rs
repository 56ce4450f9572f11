//! What is wrong with a file: like problems on one line on stderr, all of them in a file.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use super::check::Problem;
use crate::{
    failure::{Exit, Failure},
    output::{count, harmless, line, say},
};

/// Places of like problems that are shown.
const PLACES: usize = 3;
/// Kinds of problems that are shown; `--errors` has all.
const SHOWN: usize = 20;
/// The number of kinds of problems that are distinguished.
const KINDS: usize = 1000;

/// Collects problems.
pub struct Report {
    count: u64,
    kinds: Vec<Kind>,
    /// Problems of kinds that are no longer distinguished.
    others: u64,
    file: Option<(PathBuf, BufWriter<File>)>,
}

/// How many problems there are, and how the program ends if there are any.
pub struct Findings {
    pub count: u64,
    pub failure: Option<Failure>,
}

struct Kind {
    column: &'static str,
    right: String,
    count: u64,
    places: Vec<(u64, String)>,
}

impl Report {
    /// # Errors
    /// The file of all problems cannot be written.
    pub fn new(file: Option<(PathBuf, File)>) -> Result<Self, Failure> {
        let file = file.map(|(path, file)| (path, BufWriter::new(file)));
        let mut report = Report { count: 0, kinds: Vec::new(), others: 0, file };
        report.write(["row", "column", "problem"].map(str::to_owned))?;
        Ok(report)
    }

    /// # Errors
    /// The file of all problems cannot be written.
    pub fn add(&mut self, row: u64, problem: Problem) -> Result<(), Failure> {
        self.count += 1;
        let Problem { column, right, this } = problem;
        let text = if this.is_empty() { right.clone() } else { format!("{right}; {this}") };
        self.write([row.to_string(), column.to_owned(), harmless(&text)])?;
        let room = self.kinds.len() < KINDS;
        let known = self.kinds.iter_mut().find(|kind| kind.column == column && kind.right == right);
        match known {
            Some(kind) => {
                kind.count += 1;
                if kind.places.len() < PLACES {
                    kind.places.push((row, this));
                }
            }
            None if room => self.kinds.push(Kind { column, right, count: 1, places: vec![(row, this)] }),
            None => self.others += 1,
        }
        Ok(())
    }

    fn write(&mut self, cells: [String; 3]) -> Result<(), Failure> {
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        file.write_all(line(cells.into_iter()).as_bytes()).map_err(|error| Failure::file(path, &error))
    }

    /// Says what is wrong.
    ///
    /// # Errors
    /// The file of all problems cannot be written.
    pub fn finish(mut self, checked: &Path) -> Result<Findings, Failure> {
        if let Some((path, file)) = &mut self.file {
            file.flush().map_err(|error| Failure::file(path, &error))?;
        }
        if self.count == 0 {
            return Ok(Findings { count: 0, failure: None });
        }
        for kind in self.kinds.iter().take(SHOWN) {
            say(kind.shown());
        }
        let hidden = self.kinds.iter().skip(SHOWN).map(|kind| kind.count).sum::<u64>() + self.others;
        let rest = match &self.file {
            Some((path, _)) => format!(", all in {}", path.display()),
            None if hidden > 0 => format!(", {hidden} of them not shown: --errors FILE writes all"),
            None if self.count > self.kinds.len() as u64 => "; --errors FILE writes all".to_owned(),
            None => String::new(),
        };
        let problems = count(self.count, "problem");
        let text = format!("{}: {problems}{rest}; nothing was sent", checked.display());
        let failure = Failure::new(Exit::Invalid, "invalid_file", text);
        Ok(Findings { count: self.count, failure: Some(failure) })
    }
}

impl Kind {
    fn shown(&self) -> String {
        let Kind { column, right, count, places } = self;
        if let (1, [(row, this)]) = (count, &places[..]) {
            let column = if column.is_empty() { String::new() } else { format!(", {column}") };
            let this = if this.is_empty() { String::new() } else { format!("; {this}") };
            return format!("row {row}{column}: {right}{this}");
        }
        let column = if column.is_empty() { String::new() } else { format!("{column}: ") };
        let place = |(row, this): &(u64, String)| {
            if this.is_empty() { format!("row {row}") } else { format!("row {row} ({this})") }
        };
        let places: Vec<String> = places.iter().map(place).collect();
        let more = if *count > PLACES as u64 { ", …" } else { "" };
        format!("{column}{right}: {count} times, {}{more}", places.join(", "))
    }
}
