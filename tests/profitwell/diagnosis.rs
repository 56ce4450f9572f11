//! What an identify that names nobody is told to lack.
#![allow(clippy::needless_pass_by_value)] // the tables read better without references

use std::cell::RefCell;

use crate::support::{
    Value::{self, Function, Null, Number, Promise, Undefined},
    email, object, odd_values,
    profitwell::{EMPTY, Site, billing, settings},
};
use retention_destinations::{
    diagnosis::Flaw,
    profitwell::{Code, diagnosis, snippet::Survey},
};

/// What a marketing site says of an identify, apart from what the vendor is told.
fn said(user_id: impl Into<Value>, traits: Value) -> Vec<(Code, String)> {
    said_on(&Site::marketing(), user_id, traits)
}

/// The same where the trait `stripeId` holds the customer id.
fn billing_said(user_id: impl Into<Value>, traits: Value) -> Vec<(Code, String)> {
    said_on(&Site::web_app(), user_id, traits)
}

fn said_on(site: &Site, user_id: impl Into<Value>, traits: Value) -> Vec<(Code, String)> {
    let user_id = user_id.into();
    let code = site.identify(user_id.clone(), traits.clone());
    let said = RefCell::new(Vec::new());
    let say = |code, detail: &Value| said.borrow_mut().push((code, detail.show()));
    diagnosis::explain(&site.values, user_id, &traits, code, |flaw: Flaw| flaw.text().into(), say);
    said.into_inner()
}

fn only(code: Code) -> Vec<(Code, String)> {
    vec![(code, "Undefined".into())]
}

fn with(code: Code, detail: &str) -> Vec<(Code, String)> {
    vec![(code, detail.into())]
}

#[test]
fn nothing_is_said_of_an_identify_that_names_somebody() {
    assert_eq!(said("u", email("a@b.co")), []);
    assert_eq!(said("a@b.co", object([])), []);
    assert_eq!(said("a@b.co", object([("email", "undefined".into())])), []);
    assert_eq!(billing_said("u", object([("stripeId", "cus_1".into())])), []);
}

#[test]
fn no_traits_are_told_from_traits_without_an_email() {
    for nothing in [Undefined, Null, true.into(), "a@b.co".into(), Number(1.0), object([]), Function] {
        assert_eq!(said("u", nothing), only(Code::NoTraits));
    }
    assert_eq!(said("u", object([("plan", "pro".into())])), only(Code::EmailTraitMissing));
    assert_eq!(billing_said("u", object([])), only(Code::NoTraits), "one reason is enough");
}

#[test]
fn a_trait_that_holds_an_email_under_almost_the_name_is_a_near_miss() {
    for name in [
        "user_email",
        "emailAddress",
        "mail",
        "e.mail",
        "email.",
        "Email1",
        "USER-EMAIL",
        "workMail",
        "emails",
    ] {
        let traits = object([("plan", "pro".into()), (name, " a@b.co ".into())]);
        assert_eq!(said("u", traits), with(Code::EmailTraitNearMiss, name), "{name}");
    }
}

#[test]
fn a_name_without_mail_or_a_value_that_is_no_email_is_no_near_miss() {
    for (name, value) in [
        ("manager", "boss@b.co".into()),
        ("emial", "a@b.co".into()),
        ("ma il", "a@b.co".into()),
        ("email_verified", true.into()),
        ("mailbox", "full".into()),
        ("user_email", Null),
        ("user_email", "a@b".into()),
    ] {
        assert_eq!(said("u", object([(name, value)])), only(Code::EmailTraitMissing), "{name}");
    }
    let after = object([("email_verified", true.into()), ("user_email", "a@b.co".into())]);
    assert_eq!(said("u", after), with(Code::EmailTraitNearMiss, "user_email"));
}

#[test]
fn few_candidates_and_the_beginning_of_a_name_are_looked_at() {
    let names: Vec<_> = (0..9).map(|number| format!("mail{number}")).collect();
    let traits = |at: usize| {
        let value = |index| if index == at { "a@b.co".into() } else { Null };
        Value::Object(
            names.iter().enumerate().map(|(index, name)| (name.clone().into(), value(index))).collect(),
        )
    };
    assert_eq!(said("u", traits(7)), with(Code::EmailTraitNearMiss, "mail7"));
    assert_eq!(said("u", traits(8)), only(Code::EmailTraitMissing));
    let long = format!("{}mail", "x".repeat(100));
    assert_eq!(said("u", object([(&long, "a@b.co".into())])), only(Code::EmailTraitMissing));
}

#[test]
fn why_a_value_is_no_email_is_told() {
    for value in [Undefined, Null, true.into(), Function, Promise].into_iter().chain(odd_values()) {
        let shown = format!("{value:?}");
        assert_eq!(
            said("u", object([("email", value)])),
            with(Code::EmailUnusable, "not a string"),
            "{shown}"
        );
    }
    for (text, flaw) in [
        ("", "a placeholder"),
        (" ", "a placeholder"),
        ("undefined", "a placeholder"),
        (" null ", "a placeholder"),
        ("0", "a placeholder"),
        ("a@b", "no dot after the @"),
        ("a.b@c", "no dot after the @"),
        (" a@b ", "no dot after the @"),
        ("jane", "not an email address"),
        ("a.b", "not an email address"),
        ("a b@c", "not an email address"),
        ("a@b.", "not an email address"),
        ("a@b@c", "not an email address"),
        (&format!("{}@b.co", "a".repeat(316)), "too long"),
        (&"a".repeat(10_000), "too long"),
    ] {
        assert_eq!(said("u", email(text)), with(Code::EmailUnusable, flaw), "{text}");
        assert_eq!(said("u", object([("E-Mail", text.into())])), with(Code::EmailUnusable, flaw), "{text}");
    }
}

#[test]
fn a_customer_id_that_is_missing_or_spelt_otherwise_is_told_even_where_there_is_an_email() {
    let some = |name: &str| object([("email", "a@b.co".into()), (name, "cus_1".into())]);
    for name in ["stripe", "stripeIds", "id", "_"] {
        assert_eq!(billing_said("u", some(name)), only(Code::CustomerIdMissing), "{name}");
    }
    for name in ["stripeID", "StripeId", "stripe_id", "stripe-id", " stripe id", "STRIPE.ID"] {
        assert_eq!(billing_said("u", some(name)), with(Code::CustomerIdNearMiss, name), "{name}");
    }
    assert_eq!(said("u", some("stripe_id")), [], "nobody asked for a customer id");
}

#[test]
fn why_a_value_is_no_customer_id_is_told() {
    for (value, flaw) in [
        (Number(42.0), "not a string"),
        (Null, "not a string"),
        (Value::list([]), "not a string"),
        ("".into(), "a placeholder"),
        ("undefined".into(), "a placeholder"),
        ("0".into(), "a placeholder"),
        ("c".repeat(321).into(), "too long"),
    ] {
        let traits = object([("stripeId", value), ("email", "a@b.co".into())]);
        assert_eq!(billing_said("u", traits), with(Code::CustomerIdUnusable, flaw));
    }
}

#[test]
fn without_an_email_either_both_are_told() {
    let both =
        vec![(Code::CustomerIdNearMiss, "stripe_id".into()), (Code::EmailTraitNearMiss, "user_email".into())];
    assert_eq!(
        billing_said("u", object([("user_email", "a@b.co".into()), ("stripe_id", "cus_1".into())])),
        both
    );
}

#[test]
fn what_is_told_the_vendor_stays_the_same() {
    let site = Site::new(EMPTY, billing());
    site.load();
    assert_eq!(site.identify("u", object([("user_email", "a@b.co".into())])), Code::StartedAnonymously);
    assert_eq!(
        site.identify("u", object([("user_email", "a@b.co".into())])),
        Code::NoIdentity,
        "no nothing_new"
    );
    assert_eq!(site.told(), ["start"]);
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartCompleted);
    assert_eq!(site.identify("u", email("a@b.co")), Code::NothingNew);
}

#[test]
fn nothing_is_said_before_consent_or_where_the_destination_is_off() {
    let near_miss = || object([("mail", "a@b.co".into())]);
    let site = Site::new(EMPTY, settings([("consent", "required".into())]));
    site.load();
    assert_eq!(said_on(&site, "u", near_miss()), []);
    site.withdraw();
    assert_eq!(said_on(&site, "u", near_miss()), []);
    let off = Site::new(Survey::NOT_CALLABLE, settings([]));
    assert_eq!(said_on(&off, "u", near_miss()), []);
}
