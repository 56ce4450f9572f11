//! What an import has done, in a file that only grows: it survives the end of the program at any moment.
//!
//! ```text
//! profitwell create 3 <hash of the file> <its size> <hash of how it is read> <where it goes>
//! sent 64            rows up to 64 may have been sent from here on
//! >7                 the first step of row 7 is done, and the second may have been sent
//! +7                 row 7 is done
//! -9 312             row 9 failed, and is within the first 312 bytes of the file of failed rows
//! ```
//!
//! `sent` is on the disk (`fsync`) before the first of its rows goes out. The other lines are written at
//! once but not synchronised: one that is lost with the power, or a last one that is cut, makes its row one
//! that may have been sent, and such a row is looked up by its alias before it is sent.

use std::{
    fs::{File, TryLockError},
    io::{self, BufRead, BufReader, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::validate::Checked;
use crate::{
    failure::{Exit, Failure},
    files::{open_own, private},
};

/// The most rows that are announced at once.
pub const MOST_AHEAD: u64 = 2048;

/// What was done before.
#[derive(Default)]
pub struct Before {
    /// Up to this row, those that are not done may have been sent.
    pub sent: u64,
    pub done: u64,
    pub failed: u64,
    /// Bytes of the file of failed rows.
    pub failed_size: u64,
    rows: Bits,
    begun: Bits,
}

impl Before {
    /// Whether a row is done.
    pub fn has(&self, row: u64) -> bool {
        self.rows.has(row)
    }

    /// Whether the first step of a row is done.
    pub fn has_begun(&self, row: u64) -> bool {
        self.begun.has(row)
    }
}

/// One bit for each row.
#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn place(row: u64) -> (usize, u64) {
        (usize::try_from(row / 64).unwrap_or(usize::MAX), 1 << (row % 64))
    }

    fn has(&self, row: u64) -> bool {
        let (word, bit) = Bits::place(row);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether it was not there.
    fn add(&mut self, row: u64) -> bool {
        let (word, bit) = Bits::place(row);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let added = self.0[word] & bit == 0;
        self.0[word] |= bit;
        added
    }
}

/// The journal of an import under way.
pub struct Journal {
    path: PathBuf,
    file: File,
    sent: u64,
    ahead: u64,
}

impl Journal {
    /// Begins a journal. `ahead` is how many rows are announced at once: one `fsync` for so many,
    /// and after a crash so many look-ups.
    ///
    /// # Errors
    /// There is one: an import of this file began before.
    pub fn begin(path: &Path, checked: &Checked, host: &str, ahead: u64) -> Result<Self, Failure> {
        let file = private(true).create_new(true).open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Failure::new(
                Exit::Usage,
                "journal_exists",
                format!(
                    "{} exists: an import of this file was started before; --resume continues it, and \
                     without that file it would start over",
                    path.display()
                ),
            ),
            _ => Failure::file(path, &error),
        })?;
        let mut journal = Journal { path: path.to_owned(), file, sent: 0, ahead };
        journal.lock()?;
        journal.write(&header(checked, host))?;
        Ok(journal)
    }

    /// Continues a journal. `failed_size` is the size of the file of failed rows: a failed
    /// row beyond it was lost with the power, and is not done.
    ///
    /// # Errors
    /// There is none, or it is of another file or of another content.
    pub fn resume(
        path: &Path,
        checked: &Checked,
        host: &str,
        ahead: u64,
        failed_size: u64,
    ) -> Result<(Self, Before), Failure> {
        let file = open_own(path)?.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::new(
                Exit::Usage,
                "no_journal",
                format!("{} is not there: no import to resume; begin one without --resume", path.display()),
            ),
            _ => Failure::file(path, &error),
        })?;
        let mut journal = Journal { path: path.to_owned(), file, sent: 0, ahead };
        journal.lock()?;
        let unread = |error| Failure::file(path, &error);
        let mut before = Before::default();
        let mut reader = BufReader::new(&journal.file);
        let (mut bytes, mut whole) = (Vec::new(), 0);
        while reader.read_until(b'\n', &mut bytes).map_err(unread)? > 0 && bytes.ends_with(b"\n") {
            let line = String::from_utf8_lossy(&bytes);
            if whole == 0 && line != header(checked, host) {
                return Err(Failure::new(
                    Exit::Invalid,
                    "file_changed",
                    format!(
                        "{} is about {}, this is {}: the file has changed since its import began, it is read in another way, or it goes \
                         elsewhere; bring it back, or import what is missing as another file",
                        path.display(),
                        line.trim_end(),
                        header(checked, host).trim_end()
                    ),
                ));
            }
            if whole > 0 {
                before.note(&line, checked.last, failed_size).ok_or_else(|| {
                    let text = format!("{}: not a line of a journal: {line:?}", path.display());
                    Failure::new(Exit::Invalid, "bad_journal", text)
                })?;
            }
            whole += bytes.len() as u64;
            bytes.clear();
        }
        if whole == 0 && !header(checked, host).as_bytes().starts_with(&bytes) {
            let text = format!("{}: not the journal of an import", path.display());
            return Err(Failure::new(Exit::Invalid, "bad_journal", text));
        }
        // A last line without an end was cut in the writing.
        journal.file.set_len(whole).map_err(unread)?;
        journal.file.seek(SeekFrom::End(0)).map_err(unread)?;
        if whole == 0 {
            journal.write(&header(checked, host))?;
        }
        journal.sent = before.sent;
        Ok((journal, before))
    }

    /// Two imports of one file at once would send its rows twice.
    fn lock(&self) -> Result<(), Failure> {
        match self.file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(Failure::new(
                Exit::Usage,
                "journal_in_use",
                format!("{} is in use: an import of this file is running", self.path.display()),
            )),
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                Err(Failure::file(&self.path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Before a row is sent.
    ///
    /// # Errors
    /// The disk is full.
    pub fn will_send(&mut self, row: u64) -> Result<(), Failure> {
        if row <= self.sent {
            return Ok(());
        }
        self.sent = row + self.ahead;
        self.write(&format!("sent {}\n", self.sent))?;
        self.file.sync_data().map_err(|error| Failure::file(&self.path, &error))
    }

    /// After the first of two steps of a row is done.
    ///
    /// # Errors
    /// The disk is full.
    pub fn begun(&mut self, row: u64) -> Result<(), Failure> {
        self.write(&format!(">{row}\n"))
    }

    /// After a row is done.
    ///
    /// # Errors
    /// The disk is full.
    pub fn done(&mut self, row: u64) -> Result<(), Failure> {
        self.write(&format!("+{row}\n"))
    }

    /// After a row has failed and was written to the file of failed rows, which is so large now.
    ///
    /// # Errors
    /// The disk is full.
    pub fn failed(&mut self, row: u64, failed_size: u64) -> Result<(), Failure> {
        self.write(&format!("-{row} {failed_size}\n"))
    }

    fn write(&mut self, line: &str) -> Result<(), Failure> {
        self.file.write_all(line.as_bytes()).map_err(|error| Failure::file(&self.path, &error))
    }
}

fn header(checked: &Checked, host: &str) -> String {
    let Checked { action, hash, size, settings, .. } = checked;
    format!("profitwell {} 3 {hash:032x} {size} {settings:016x} {host}\n", action.word())
}

impl Before {
    /// `last` is the number of the last row; `None` for a line that no import of these rows has written.
    fn note(&mut self, line: &str, last: u64, failed_size: u64) -> Option<()> {
        let row = |text: &str| text.parse().ok().filter(|row| (1..=last).contains(row));
        let line = line.trim_end();
        if let Some(sent) = line.strip_prefix("sent ") {
            self.sent = sent.parse().ok().filter(|sent| *sent <= last.saturating_add(MOST_AHEAD))?;
        } else if let Some(text) = line.strip_prefix('+') {
            self.done += u64::from(self.rows.add(row(text)?));
        } else if let Some(text) = line.strip_prefix('>') {
            self.begun.add(row(text)?);
        } else {
            let (text, size) = line.strip_prefix('-')?.split_once(' ')?;
            let (row, size) = (row(text)?, size.parse().ok()?);
            if size <= failed_size {
                self.failed += u64::from(self.rows.add(row));
                self.failed_size = size;
            }
        }
        Some(())
    }
}
