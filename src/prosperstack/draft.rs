//! The properties of one call: first as a list, for which the page's code may run, then kept.

use super::{
    Page, Settings,
    code::Code,
    message::{LARGEST, MOST_BYTES, MOST_PROPERTIES},
    properties::{Conversion, Outcome, Trait, is_near_miss, names, read},
};
use crate::value::{Kind, is};

/// The properties of a call, as a list of names, values and whether they came nested. Nothing is
/// changed by this, because it reads what the page may have made call back in.
pub(super) fn draft<V: Trait>(
    page: &impl Page<V>,
    settings: &Settings<V>,
    traits: &V,
    nested: &V,
    listening: bool,
) -> V {
    let draft = page.list();
    for is_nested in [false, true] {
        let object = if is_nested { nested } else { traits };
        for name in names(&object.keys()) {
            if !is_nested && nested.kind() != Kind::Undefined {
                if is(name.units(), b"traits") {
                    continue;
                }
                if nested.own(&name).kind() != Kind::Undefined {
                    if listening {
                        page.say(Code::BothForms, &name);
                    }
                    continue;
                }
            }
            let said = match read(settings, &name, &object.own(&name)) {
                Outcome::Property(property, value) if page.size(&property, &value) > LARGEST => {
                    Code::TooLarge
                }
                Outcome::Property(property, value) => {
                    page.push(&draft, &property);
                    page.push(&draft, &value);
                    page.push(
                        &draft,
                        &value.convert(if is_nested { Conversion::True } else { Conversion::False }),
                    );
                    Code::Fine
                }
                Outcome::Not(code) => code,
                Outcome::Nothing => continue,
            };
            if !listening {
                continue;
            }
            let mapped = settings.mapping.own(&name).kind() != Kind::Undefined;
            if !mapped && matches!(said, Code::Fine | Code::NotAllowed) && is_near_miss(settings, &name) {
                page.say(Code::NearMiss, &name);
            } else if said != Code::Fine && !(said == Code::Reserved && name.spells(b"email")) {
                page.say(said, &name);
            }
        }
    }
    draft
}

/// Keeps the properties of a draft; whether there were any. What is said of them is said after.
pub(super) fn keep<V: Trait>(page: &impl Page<V>, draft: &V, tell: bool) -> bool {
    let mut kept = false;
    let mut full = draft.nothing();
    for at in (0..).step_by(3) {
        let name = draft.item(at);
        if name.kind() == Kind::Undefined {
            break;
        }
        let value = draft.item(at + 1);
        let size = page.size(&name, &value);
        if !make_room(page, &name, size) {
            full = name;
            continue;
        }
        kept = true;
        let waits = tell && page.told(&name) != value;
        page.store(&name, &value, draft.item(at + 2).kind() == Kind::True, waits);
    }
    if full.kind() != Kind::Undefined {
        page.say(Code::QueueFull, &full);
    }
    kept
}

/// Makes room for a property, by forgetting what the relay knows; false if there is none.
fn make_room<V>(page: &impl Page<V>, name: &V, size: u32) -> bool {
    loop {
        if page.fits(name, size, MOST_PROPERTIES, MOST_BYTES) {
            return true;
        }
        if !page.make_room() {
            return false;
        }
    }
}
