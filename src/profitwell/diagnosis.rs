//! What `debug` says of an identify besides its result. Pages download this only where their owner looks.

use super::{Code, settings::Setting};
use crate::{
    diagnosis::{Flaw, diagnose},
    identify::Identity,
    value::Value,
};

/// Says what an identify call lacks that ended with `code`, unless nobody was looked for in it. `say` gets the name of
/// a near miss, or what `describe` makes of a flaw; undefined where there is neither.
///
/// Reads traits, so a getter of the page may run.
pub fn explain<V: Value>(
    values: &V,
    user_id: V,
    traits: &V,
    code: Code,
    describe: impl Fn(Flaw) -> V,
    say: impl Fn(Code, &V),
) {
    if code <= Code::LAST_OFF || code == Code::ConsentDenied || code == Code::ConsentWaiting {
        return;
    }
    let customer_id_trait = Setting::CustomerIdTrait.of(values);
    let identity = Identity::read(user_id, traits, &customer_id_trait, None);
    let by = identity.as_ref().map(Identity::by);
    diagnose(by, traits, &customer_id_trait, describe, |lack, detail| say(Code::of(lack), detail));
}
