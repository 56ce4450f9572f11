use retention_destinations::{
    consent::Answer,
    prosperstack::{Code, Destination, destination::Now},
};

use super::page::{TestPage, Value, object, settings};

/// What is said of an identify, and what it comes to.
fn said(traits: &Value) -> (Code, Vec<(Code, String)>) {
    let page = TestPage::default();
    let destination = Destination::new();
    let values = settings([]);
    let now = Now { ms: 0.0, wall: 0.0, online: true };
    let nobody = Value::Undefined;
    destination.load(&page, &values, &nobody, &nobody, Answer::Yes, true);
    let code = destination.identify(&page, &values, &"u1".into(), traits, Answer::Yes, false, now);
    let said = page.world.borrow().said.clone();
    (code, said)
}

#[test]
fn an_identify_without_an_email_says_why() {
    for (traits, code, detail) in [
        (Value::Null, Code::NoTraits, "Undefined"),
        (object([]), Code::NoTraits, "Undefined"),
        (object([("plan", "pro".into())]), Code::EmailTraitMissing, "Undefined"),
        (object([("userEmail", "a@b.co".into())]), Code::EmailTraitNearMiss, "userEmail"),
        (object([("email", "a@b".into())]), Code::EmailUnusable, "no dot after the @"),
        (object([("email", Value::Null)]), Code::EmailUnusable, "not a string"),
    ] {
        assert_eq!(said(&traits), (Code::NoEmail, vec![(code, detail.into())]));
    }
}

#[test]
fn an_identify_with_an_email_says_nothing_of_it() {
    let (code, said) = said(&object([("email", "a@b.co".into()), ("plan", "pro".into())]));
    assert_eq!((code, said), (Code::Sending, vec![]));
}
