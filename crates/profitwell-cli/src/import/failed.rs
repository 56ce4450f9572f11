//! The rows that failed, as they were, with the reason: a file that can be imported again.

use std::{
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::{
    check::{COLUMNS, ERROR},
    header::Header,
    rows::Body,
};
use crate::{
    failure::Failure,
    files::{open_own, private},
    output::{clean, harmless, line},
};

/// The file of failed rows, made with the first of them.
pub struct Failed {
    path: PathBuf,
    file: Option<File>,
    size: u64,
}

impl Failed {
    pub fn new(path: PathBuf) -> Self {
        Failed { path, file: None, size: 0 }
    }

    /// Continues after the rows that the journal has recorded.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn resume(path: PathBuf, size: u64) -> Result<Self, Failure> {
        let mut failed = Failed { path, file: None, size };
        if fs::symlink_metadata(&failed.path).is_ok() {
            let unwritten = |error| Failure::file(&failed.path, &error);
            let mut file = open_own(&failed.path)?.map_err(unwritten)?;
            file.set_len(size).map_err(unwritten)?;
            file.seek(SeekFrom::Start(size)).map_err(unwritten)?;
            failed.file = Some(file);
        }
        Ok(failed)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a row; gives the size of the file.
    ///
    /// # Errors
    /// The disk is full.
    pub fn add(&mut self, header: &Header, body: &Body, reason: &str) -> Result<u64, Failure> {
        let mut text = String::new();
        match body {
            Body::Csv { text: cells, ends } => {
                let error = COLUMNS[ERROR];
                let kept = || header.names.iter().enumerate().filter(|(_, name)| *name != error);
                if self.size == 0 {
                    text += &line(kept().map(|(_, name)| harmless(name)).chain([error.to_owned()]));
                }
                let cells: Vec<&str> = Body::csv_cells(cells, ends).collect();
                let row = kept().map(|(index, _)| harmless(header.value(cells[index])));
                text += &line(row.chain([harmless(&clean(reason))]));
            }
            Body::Json(object) => {
                let mut object = object.clone();
                object.insert(COLUMNS[ERROR].to_owned(), clean(reason).into());
                text += &serde_json::Value::from(object).to_string();
                text.push('\n');
            }
        }
        let unwritten = |error| Failure::file(&self.path, &error);
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(private(true).create_new(true).open(&self.path).map_err(unwritten)?),
        };
        file.write_all(text.as_bytes()).map_err(unwritten)?;
        self.size += text.len() as u64;
        Ok(self.size)
    }
}
