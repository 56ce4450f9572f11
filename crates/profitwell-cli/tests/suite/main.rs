//! The command line as a program: one binary, so that it is linked once.
#![cfg(unix)]

mod commands;
mod diff;
mod export;
mod history;
mod import;
mod import_files;
mod import_service;
mod import_stops;
mod mapping;
mod nightly;
mod options;
mod planted;
mod support;
mod terminal;
