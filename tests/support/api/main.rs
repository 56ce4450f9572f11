//! The local server of the documented API as a program.
fn main() {}
