//! The client against a world of a test's own, real sockets and the local server: one binary, so that it is linked once.

mod errors;
mod native;
mod pace;
mod paging;
mod raw;
mod requests;
mod retry;
mod server;
mod sharing;
mod units;
mod world;
