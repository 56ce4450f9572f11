//! The `integrations` object that a host, or one event of it, carries: which destinations it is for.

use crate::value::Kind;

/// Whether the object leaves a destination on: its own entry goes before that of `All`, and only
/// `false` switches off.
#[must_use]
pub fn allow(own: Kind, all: Kind) -> bool {
    let entry = if matches!(own, Kind::Undefined | Kind::Null) { all } else { own };
    entry != Kind::False
}
