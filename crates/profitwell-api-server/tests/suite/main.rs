//! The server over HTTP: one binary, so that it is linked once.

mod customers;
mod endpoints;
mod faults;
