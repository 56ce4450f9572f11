use retention_destinations::{
    consent::Answer,
    prosperstack::{Code, Destination, destination::Now},
};

use super::{
    page::settings,
    support::{FakePage, Value, object},
};

const CONNECT: &str = "connect https://shop.example/relay";

/// What an identify comes to, and what the page was asked to do for it.
fn identified(traits: &Value) -> (Code, Vec<String>) {
    let page = FakePage::default();
    let destination = Destination::new();
    let values = settings([]);
    let now = Now { ms: 0.0, wall: 0.0, online: true };
    let nobody = Value::Undefined;
    destination.load(&page, &values, &nobody, &nobody, Answer::Yes, true);
    let code = destination.identify(&page, &values, &"u1".into(), traits, Answer::Yes, false, now);
    (code, page.events())
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
        let said = format!("say {} {detail}", code.code());
        assert_eq!(identified(&traits), (Code::NoEmail, vec![CONNECT.into(), said]));
    }
}

#[test]
fn an_identify_with_an_email_says_nothing_of_it() {
    let traits = object([("email", "a@b.co".into()), ("plan", "pro".into())]);
    assert_eq!(identified(&traits), (Code::Sending, vec![CONNECT.into(), "post 1".into()]));
}
