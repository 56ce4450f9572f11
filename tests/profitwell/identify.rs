//! Who a call is about: which email, or which customer id.

use crate::support::{
    Value::{self, Function, Null, Promise, Undefined},
    email, object, odd_values,
    profitwell::{billing, settings},
};
use retention_destinations::{
    identify::{By, Identity, LONGEST},
    profitwell::settings::Setting,
};

fn read(user_id: impl Into<Value>, traits: &Value, values: &Value) -> Option<(By, Value)> {
    Identity::read(user_id.into(), traits, &Setting::CustomerIdTrait.of(values), None)
        .map(|identity| (identity.by(), identity.text().clone()))
}

/// What a site without `customerIdTrait` finds.
fn found(user_id: impl Into<Value>, traits: &Value) -> Option<Value> {
    read(user_id, traits, &settings([])).map(|(by, text)| {
        assert_eq!(by, By::Email);
        text
    })
}

fn customer(traits: &Value) -> Option<(By, Value)> {
    read("u", traits, &billing())
}

fn by_email(text: &str) -> (By, Value) {
    (By::Email, text.into())
}

fn by_customer_id(text: impl Into<Value>) -> (By, Value) {
    (By::CustomerId, text.into())
}

fn long_email(length: usize) -> Value {
    format!("{}@b.co", "a".repeat(length - 5)).into()
}

#[test]
fn any_key_that_spells_email_holds_the_email() {
    for key in [
        "email",
        "Email",
        "EMAIL",
        "E-MAIL",
        "e_mail",
        "e-mail",
        " email ",
        "e mail",
        "$email",
        "e\u{301}mail",
    ] {
        assert_eq!(found("u", &object([(key, "a@b.co".into())])), Some("a@b.co".into()), "{key}");
    }
}

#[test]
fn a_key_that_spells_something_else_does_not() {
    for key in [
        "mail",
        "e.mail",
        "email.",
        "email1",
        "emails",
        "emai",
        "user_email",
        "emailAddress",
        "",
        "undefined",
        "null",
    ] {
        assert_eq!(found("u", &object([(key, "a@b.co".into())])), None, "{key}");
    }
}

#[test]
fn the_first_key_that_spells_email_wins_whatever_it_holds() {
    let both =
        |first: Value, second: Value| object([("name", "n".into()), ("E-Mail", first), ("email", second)]);
    assert_eq!(found("u", &both("a@b.co".into(), "c@d.co".into())), Some("a@b.co".into()));
    assert_eq!(found("u", &both(Null, "c@d.co".into())), None);
    assert_eq!(found("u@v.co", &both(Null, "c@d.co".into())), Some("u@v.co".into()));
}

#[test]
fn the_email_is_found_behind_any_other_traits() {
    let traits = object([
        ("name", "n".into()),
        ("plan", Null),
        ("age", 42.0.into()),
        ("mail", "x@y.co".into()),
        ("email", "a@b.co".into()),
    ]);
    assert_eq!(found("u", &traits), Some("a@b.co".into()));
}

#[test]
fn an_email_is_something_at_something_dot_something() {
    for address in [
        "a@b.co",
        "A@B.CO",
        "a.b+c@d-e.f.gh",
        "a..b@c.de",
        ".a@b.c",
        "o'hara@b.co",
        "\u{e9}@\u{fc}.de",
        "a@b.c",
        "\u{1f600}@b.co",
        "a=b/c?d@e.fg",
        "undefined@b.co",
    ] {
        assert_eq!(found("u", &email(address)), Some(address.into()), "{address}");
    }
}

#[test]
fn anything_else_is_no_email() {
    for text in [
        "",
        " ",
        "undefined",
        "null",
        "0",
        "NaN",
        "[object Object]",
        "a",
        "@",
        "a@",
        "@b.co",
        "a@b",
        "a@b.",
        "a@.co",
        "a@.",
        "a@b..co",
        "a@b.co.",
        "a@@b.co",
        "a@b@c.de",
        "a@b.co@",
        "a.b@c",
        "a b@c.de",
        "a@b c.de",
        "a@b.c o",
        "a@b.co,c@d.co",
        "a\u{0}@b.co",
        "a@b.co\u{7f}x",
        "a\n@b.co",
        "a\u{a0}@b.co",
        "a@b\u{200b}.co",
        "a\u{feff}@b.co",
        "a\u{3000}@b.co",
        "a@b\u{202e}.co",
    ] {
        assert_eq!(found("u", &email(text)), None, "{text:?}");
        assert_eq!(found(text, &object([])), None, "{text:?} as user id");
    }
}

#[test]
fn an_email_is_trimmed_as_javascript_trims() {
    for text in
        [" a@b.co ", "\ta@b.co\r\n", "\u{feff}a@b.co\u{feff}", "\u{a0}a@b.co\u{3000}", "a@b.co\u{2028}"]
    {
        assert_eq!(found("u", &email(text)), Some("a@b.co".into()), "{text:?}");
    }
    // JavaScript leaves U+0085, which Rust's own `trim` takes.
    assert_eq!(found("u", &email("a@b.co\u{85}")), None);
}

#[test]
fn an_email_has_at_most_320_code_units() {
    assert_eq!(LONGEST, 320);
    for length in [319, 320] {
        assert_eq!(found("u", &object([("email", long_email(length))])), Some(long_email(length)));
    }
    for length in [321, 10_000] {
        assert_eq!(found("u", &object([("email", long_email(length))])), None);
    }
    let padded = format!("{}a@b.co{}", " ".repeat(400), " ".repeat(400));
    assert_eq!(found("u", &email(&padded)), Some("a@b.co".into()));
}

#[test]
fn half_a_surrogate_pair_in_an_email_does_no_harm() {
    let lone = Value::units(&[0xd800, b'@'.into(), b'b'.into(), b'.'.into(), 0xdfff]);
    assert_eq!(found("u", &object([("email", lone.clone())])), Some(lone));
}

#[test]
fn without_an_email_trait_a_user_id_that_looks_like_one_is_it() {
    for traits in [
        object([]),
        object([("name", "n".into())]),
        email(""),
        email("undefined"),
        email("not an email"),
        object([("email", Undefined)]),
        object([("email", Null)]),
        object([("email", true.into())]),
        object([("email", Function)]),
        object([("email", Promise)]),
        Undefined,
        Null,
        "a@b.co".into(),
    ] {
        assert_eq!(found("u@v.co", &traits), Some("u@v.co".into()), "{traits:?}");
        assert_eq!(found(" u@v.co ", &traits), Some("u@v.co".into()), "{traits:?}");
        assert_eq!(found("u", &traits), None, "{traits:?}");
        for nobody in [Undefined, Null] {
            assert_eq!(found(nobody, &traits), None, "{traits:?}");
        }
    }
    for odd in odd_values() {
        assert_eq!(found("u@v.co", &object([("email", odd.clone())])), Some("u@v.co".into()), "{odd:?}");
        assert_eq!(found(odd.clone(), &object([])), None, "{odd:?}");
    }
}

#[test]
fn an_email_trait_goes_before_the_user_id() {
    assert_eq!(found("u@v.co", &email("a@b.co")), Some("a@b.co".into()));
}

#[test]
fn the_customer_id_goes_before_the_email() {
    let traits = object([("email", "a@b.co".into()), ("stripeId", " cus_1 ".into())]);
    assert_eq!(customer(&traits), Some(by_customer_id("cus_1")));
    assert_eq!(
        read("u@v.co", &object([("stripeId", "cus_1".into())]), &billing()),
        Some(by_customer_id("cus_1"))
    );
}

#[test]
fn a_customer_id_counts_only_where_the_settings_name_its_trait() {
    let traits =
        object([("stripeId", "cus_1".into()), ("undefined", "cus_2".into()), ("null", "cus_3".into())]);
    assert_eq!(read("u", &traits, &settings([])), None);
    assert_eq!(read("u", &traits, &settings([("customerIdTrait", Null)])), None);
}

#[test]
fn the_name_of_the_customer_id_trait_is_exact() {
    for key in ["StripeId", "stripe_id", " stripeId", "stripeId "] {
        assert_eq!(customer(&object([(key, "cus_1".into())])), None, "{key}");
    }
}

#[test]
fn a_customer_id_is_any_text_that_is_no_placeholder() {
    for id in ["cus_1", "c", "00", "1", "Undefined", "nullable", "a@b.co", "a b"] {
        assert_eq!(customer(&object([("stripeId", id.into())])), Some(by_customer_id(id)), "{id}");
    }
    let lone = Value::units(&[0xdc00]);
    assert_eq!(customer(&object([("stripeId", lone.clone())])), Some(by_customer_id(lone)));
}

#[test]
fn without_a_customer_id_the_email_counts() {
    let with = |id: Value| object([("stripeId", id), ("email", "a@b.co".into())]);
    for placeholder in ["", " ", "\u{feff}", "undefined", "null", "0", " null ", " 0"] {
        assert_eq!(customer(&with(placeholder.into())), Some(by_email("a@b.co")), "{placeholder:?}");
    }
    for value in [Undefined, Null, true.into(), false.into(), Function, Promise] {
        assert_eq!(customer(&with(value.clone())), Some(by_email("a@b.co")), "{value:?}");
    }
    for value in odd_values() {
        assert_eq!(customer(&with(value.clone())), Some(by_email("a@b.co")), "{value:?}");
    }
    assert_eq!(customer(&email("a@b.co")), Some(by_email("a@b.co")));
}

#[test]
fn the_known_customer_id_is_no_email_where_a_trait_says_it_again() {
    let customer_id_trait = Setting::CustomerIdTrait.of(&billing());
    let known = Identity::read("u".into(), &object([("stripeId", "cus_1".into())]), &customer_id_trait, None);
    assert_eq!(known.as_ref().map(Identity::by), Some(By::CustomerId));
    assert_eq!(Identity::read("u".into(), &email("cus_1"), &customer_id_trait, known), None);
}

#[test]
fn a_customer_id_has_at_most_320_code_units() {
    let id = |length| Value::from("c".repeat(length));
    assert_eq!(customer(&object([("stripeId", id(320))])), Some(by_customer_id(id(320))));
    assert_eq!(customer(&object([("stripeId", id(321))])), None);
}
