//! The relay's rules: one binary, so that it is linked once.

mod answers;
mod any_order;
mod exchange;
mod identity;
mod messages;
mod rules;
mod settings;
mod support;
