//! Files of the program's own.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use crate::failure::{Exit, Failure};

/// To make a file that only its owner reads: what goes into it is about people.
pub fn private(write: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(write);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Opens a file that the program made before, to continue it.
///
/// # Errors
/// `foreign_file`: it is a link, or another user's, and could lead or come from anywhere. Else
/// [`io::ErrorKind::NotFound`] and its like.
pub fn open_own(path: &Path) -> Result<io::Result<File>, Failure> {
    let foreign = |text: &str| {
        let text = format!("{}: {text}: move it away", path.display());
        Err(Failure::new(Exit::Other, "foreign_file", text))
    };
    if fs::symlink_metadata(path).is_ok_and(|there| there.is_symlink()) {
        return foreign("this is a link, which the program did not make");
    }
    let mut options = private(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NOFOLLOW.bits().cast_signed(),
    );
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) => return Ok(Err(error)),
    };
    if file.metadata().is_ok_and(|file| is_foreign(&file)) {
        return foreign("this is another user's file");
    }
    Ok(Ok(file))
}

#[cfg(unix)]
fn is_foreign(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(file) != rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_foreign(_: &Metadata) -> bool {
    false
}

/// The file beside a file: its whole name with something behind it.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// How outputs treat what is there already.
#[derive(Clone, Copy)]
pub struct Existing<'a> {
    /// A file of this name is replaced.
    pub overwrite: bool,
    /// The file that is read, which is never replaced under any name.
    pub input: Option<&'a File>,
}

/// Creates an output. A device or a pipe, which has no content to lose, is opened.
///
/// # Errors
/// `file_exists`: there is a file of this name, and it is not to be replaced.
pub fn create(path: &Path, existing: Existing) -> Result<File, Failure> {
    let failed = |error| Failure::file(path, &error);
    match private(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        created => return created.map_err(failed),
    }
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return OpenOptions::new().write(true).open(path).map_err(failed);
    }
    make_way(path, existing)?;
    private(true).create_new(true).open(path).map_err(failed)
}

/// Removes what has the name of an output, if it may be replaced. Of a link, the link is removed.
///
/// # Errors
/// `file_exists`: it may not.
pub fn make_way(path: &Path, existing: Existing) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let exists = |text: &str| {
        Err(Failure::new(Exit::Other, "file_exists", format!("{}: {text}; nothing was sent", path.display())))
    };
    if existing.input.is_some_and(|input| is_same(path, input)) {
        return exists("this is the file to be read: name another one");
    }
    if !existing.overwrite {
        return exists("exists: name another file, or replace it by --overwrite");
    }
    fs::remove_file(path).map_err(|error| Failure::file(path, &error))
}

/// Whether a path leads to an open file, by whatever name.
fn is_same(path: &Path, file: &File) -> bool {
    let (Ok(there), Ok(this)) = (fs::metadata(path), file.metadata()) else { return false };
    inode(&there) == inode(&this)
}

#[cfg(unix)]
fn inode(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

/// Elsewhere the standard library does not identify a file: size and times do.
#[cfg(not(unix))]
fn inode(file: &Metadata) -> (u64, Option<std::time::SystemTime>, Option<std::time::SystemTime>) {
    (file.len(), file.created().ok(), file.modified().ok())
}
