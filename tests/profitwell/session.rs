//! What the vendor is told: started once, then only what is new.

use crate::support::{
    Value::{self, Null, Undefined},
    email, object,
    profitwell::{EMPTY, Site, billing, settings},
};
use retention_destinations::{
    identify::Identity,
    profitwell::Code,
    profitwell::{
        session::{Call, Session},
        snippet::Survey,
    },
};

fn customer(id: &str) -> Value {
    object([("stripeId", id.into())])
}

fn customer_with_email(id: &str, address: &str) -> Value {
    object([("stripeId", id.into()), ("email", address.into())])
}

#[test]
fn not_started_and_a_customer_id_starts_with_it() {
    let site = Site::web_app();
    assert_eq!(site.identify("u", customer_with_email("cus_1", "a@b.co")), Code::StartedWithCustomerId);
    assert_eq!(site.told(), ["start user_id cus_1"]);
}

#[test]
fn not_started_and_an_email_starts_with_it() {
    let site = Site::web_app();
    assert_eq!(site.identify("u", email(" a@b.co ")), Code::StartedWithEmail);
    assert_eq!(site.told(), ["start user_email a@b.co"]);
}

#[test]
fn not_started_and_neither_starts_anonymously() {
    for (user_id, traits) in [
        (Null, object([])),
        ("u".into(), email("undefined")),
        ("u".into(), object([("email", Value::Number(42.0))])),
        ("u".into(), customer("0")),
        (Undefined, Undefined),
    ] {
        let site = Site::web_app();
        assert_eq!(site.identify(user_id, traits), Code::StartedAnonymously);
        assert_eq!(site.told(), ["start"]);
    }
}

#[test]
fn an_identify_before_load_finds_the_vendor_itself() {
    let site = Site::new(EMPTY, settings([]));
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartedWithEmail);
    assert_eq!(site.events(), ["install pk_1", "start user_email a@b.co"]);
    assert_eq!(site.installs(), 1);
    assert_eq!(site.load(), Code::NothingNew);
    assert_eq!(site.installs(), 1);
}

#[test]
fn an_anonymous_start_that_still_waits_carries_the_identity() {
    for (traits, completed) in
        [(email("a@b.co"), "complete user_email a@b.co"), (customer("cus_1"), "complete user_id cus_1")]
    {
        let site = Site::new(EMPTY, settings([("customerIdTrait", "stripeId".into())]));
        assert_eq!(site.load(), Code::StartedAnonymously);
        assert_eq!(site.identify("u", traits), Code::StartCompleted);
        assert_eq!(site.told(), ["start", completed]);
        site.vendor_runs();
        assert_eq!(site.load(), Code::NothingNew);
        assert_eq!(site.events(), ["install pk_1", "start", completed]);
    }
}

#[test]
fn an_anonymous_start_that_has_run_is_followed_by_the_identity() {
    for (traits, call, code) in [
        (email("a@b.co"), "user_email a@b.co", Code::ReidentifiedByEmail),
        (customer("cus_1"), "user_id cus_1", Code::ReidentifiedByCustomerId),
    ] {
        let site = Site::new(EMPTY, settings([("customerIdTrait", "stripeId".into())]));
        site.load();
        site.vendor_runs();
        assert_eq!(site.identify("u", traits), code);
        assert_eq!(site.told(), ["start", call]);
    }
}

#[test]
fn a_completed_start_is_not_completed_again() {
    let site = Site::marketing();
    site.identify("u", email("a@b.co"));
    assert_eq!(site.identify("v", email("c@d.co")), Code::ReidentifiedByEmail);
    assert_eq!(site.told(), ["start", "complete user_email a@b.co", "user_email c@d.co"]);
}

#[test]
fn after_an_anonymous_start_nobody_is_no_news() {
    let site = Site::marketing();
    for _ in 0..3 {
        assert_eq!(site.identify("u", object([])), Code::NoIdentity);
    }
    assert_eq!(site.told(), ["start"]);
    // The start can still be completed.
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartCompleted);
    assert_eq!(site.told(), ["start", "complete user_email a@b.co"]);
}

#[test]
fn the_same_visitor_again_is_no_news() {
    let site = Site::web_app();
    site.identify("u", email("a@b.co"));
    for (user_id, traits) in [
        ("u", email("a@b.co")),
        ("u", email("\u{feff}a@b.co ")),
        ("v", email("a@b.co")),
        ("a@b.co", object([])),
    ] {
        assert_eq!(site.identify(user_id, traits), Code::NothingNew);
    }
    for (user_id, traits) in [("u", object([])), ("v", email("null"))] {
        assert_eq!(site.identify(user_id, traits), Code::NoIdentity, "why is said");
    }
    assert_eq!(site.told(), ["start user_email a@b.co"]);
}

#[test]
fn only_an_email_for_the_user_whose_customer_id_is_known_is_no_news() {
    let site = Site::web_app();
    site.identify("u", customer("cus_1"));
    assert_eq!(site.identify("u", email("a@b.co")), Code::NothingNew);
    assert_eq!(site.identify("u", customer("cus_1")), Code::NothingNew);
    assert_eq!(site.told(), ["start user_id cus_1"]);
}

#[test]
fn an_email_of_another_user_is_news_after_a_customer_id() {
    for user_id in ["v".into(), Null, Undefined, "U".into()] {
        let site = Site::web_app();
        site.identify("u", customer("cus_1"));
        assert_eq!(site.identify(user_id, email("a@b.co")), Code::ReidentifiedByEmail);
        assert_eq!(site.told(), ["start user_id cus_1", "user_email a@b.co"]);
    }
}

#[test]
fn the_user_seen_last_with_a_customer_id_counts() {
    let site = Site::web_app();
    site.identify("u", customer("cus_1"));
    site.identify("v", customer("cus_1"));
    assert_eq!(site.identify("v", email("a@b.co")), Code::NothingNew);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
}

#[test]
fn a_customer_id_after_an_email_is_news_even_for_the_same_user() {
    let site = Site::web_app();
    site.identify("u", email("a@b.co"));
    assert_eq!(site.identify("u", customer_with_email("cus_1", "a@b.co")), Code::ReidentifiedByCustomerId);
    assert_eq!(site.told(), ["start user_email a@b.co", "user_id cus_1"]);
}

#[test]
fn a_customer_id_that_reads_like_the_email_is_another_identity() {
    let site = Site::web_app();
    site.identify("u", email("a@b.co"));
    assert_eq!(site.identify("u", customer("a@b.co")), Code::ReidentifiedByCustomerId);
}

#[test]
fn every_other_visitor_is_told_and_the_first_one_again() {
    let site = Site::web_app();
    for (user_id, traits) in [
        ("u", email("a@b.co")),
        ("v", email("c@d.co")),
        ("u", email("a@b.co")),
        ("w", customer("cus_1")),
        ("x", customer("cus_2")),
    ] {
        site.identify(user_id, traits);
    }
    let told = [
        "start user_email a@b.co",
        "user_email c@d.co",
        "user_email a@b.co",
        "user_id cus_1",
        "user_id cus_2",
    ];
    assert_eq!(site.told(), told);
    site.vendor_runs();
    assert_eq!(site.told(), told);
}

#[test]
fn emails_are_compared_as_they_are_spelt() {
    let site = Site::web_app();
    site.identify("u", email("a@b.co"));
    assert_eq!(site.identify("u", email("A@b.co")), Code::ReidentifiedByEmail);
}

#[test]
fn after_a_reset_an_identity_is_told_again_and_nobody_is_not() {
    let site = Site::web_app();
    site.identify("u", email("a@b.co"));
    assert_eq!(site.reset(), Code::Forgotten);
    assert_eq!(site.identify(Null, object([])), Code::NoIdentity);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
    assert_eq!(site.told(), ["start user_email a@b.co", "user_email a@b.co"]);
}

#[test]
fn after_a_reset_the_customer_id_no_longer_hides_the_email() {
    let site = Site::web_app();
    site.identify("u", customer("cus_1"));
    site.reset();
    assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
}

#[test]
fn a_reset_before_anything_started_changes_nothing() {
    let site = Site::web_app();
    site.reset();
    assert_eq!(site.told(), [""; 0]);
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartedWithEmail);
}

#[test]
fn after_a_reset_a_waiting_anonymous_start_is_still_completed() {
    let site = Site::marketing();
    site.reset();
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartCompleted);
    assert_eq!(site.told(), ["start", "complete user_email a@b.co"]);
}

#[test]
fn whatever_the_order_there_is_one_start() {
    let sites: [fn(&Site); 6] = [
        |site| {
            site.load();
        },
        |site| {
            site.identify("u", email("a@b.co"));
        },
        |site| {
            site.identify("v", customer("cus_1"));
        },
        |site| {
            site.identify(Null, object([]));
        },
        |site| {
            site.reset();
        },
        Site::vendor_runs,
    ];
    // Every sequence of four steps, on both kinds of site.
    for number in 0..6_usize.pow(4) {
        for values in [settings([("customerIdTrait", "stripeId".into())]), billing()] {
            let site = Site::new(EMPTY, values);
            site.load();
            let steps = [number % 6, number / 6 % 6, number / 36 % 6, number / 216];
            for step in steps {
                sites[step](&site);
            }
            let told = site.told();
            let starts = told.iter().filter(|event| event.starts_with("start")).count();
            assert!(starts <= 1, "{steps:?}: {told:?}");
            assert!(told.first().is_none_or(|event| event.starts_with("start")), "{steps:?}: {told:?}");
            assert_eq!(site.installs(), 1);
        }
    }
}

#[test]
fn a_session_that_somebody_else_started_never_starts() {
    let session = Session::default();
    let identify = |address| {
        let identity = Identity::read("u".into(), &email(address), &Undefined, None);
        session.identify("u".into(), identity)
    };
    assert!(!session.is_started());
    session.adopt();
    assert!(session.is_started());
    assert_eq!(identify("null"), Call::Nothing);
    assert_eq!(identify("a@b.co"), Call::Reidentify);
    assert_eq!(identify("a@b.co"), Call::Nothing);
}

/// Somebody else's `start` that names this email or this customer id reaches our stub, which takes ours out.
fn started_by_others(site: &Site, email: &Value, customer_id: &Value) -> Code {
    site.page.facts().survey |= Survey::START_QUEUED;
    site.page.facts().anonymous = false;
    site.destination.started_by_others(&site.page, email, customer_id)
}

#[test]
fn the_start_of_somebody_else_takes_the_place_of_ours_and_whom_we_know_follows_if_it_is_another() {
    for (theirs, follows) in
        [("joe@example.com", true), ("jane@example.com", false), (" jane@example.com ", false), ("", true)]
    {
        let site = Site::web_app();
        site.identify("u1", email("jane@example.com"));
        let code = started_by_others(&site, &theirs.into(), &Undefined);
        let ours = "start user_email jane@example.com";
        let expected: &[&str] = if follows { &[ours, "user_email jane@example.com"] } else { &[ours] };
        assert_eq!(site.told(), expected, "{theirs}");
        assert_eq!(code, if follows { Code::ReidentifiedByEmail } else { Code::Fine });
        // It is known, and somebody else is told.
        assert_eq!(site.identify("u1", email("jane@example.com")), Code::NothingNew);
        assert_eq!(site.identify("u2", email("joan@example.com")), Code::ReidentifiedByEmail);
    }
}

#[test]
fn of_a_customer_id_the_start_of_somebody_else_must_name_the_same() {
    for (email, id, code) in [
        (Undefined, "cus_1".into(), Code::Fine),
        (Value::from("cus_1"), Undefined, Code::ReidentifiedByCustomerId),
    ] {
        let site = Site::web_app();
        site.identify("u1", customer("cus_1"));
        assert_eq!(started_by_others(&site, &email, &id), code);
        let follows = (code != Code::Fine).then_some("user_id cus_1");
        assert_eq!(site.told(), ["start user_id cus_1"].into_iter().chain(follows).collect::<Vec<_>>());
    }
}

#[test]
fn after_the_start_of_somebody_else_nobody_is_started_again() {
    // Before our own start, and in place of an anonymous one.
    for (site, ours) in [(Site::web_app(), None), (Site::marketing(), Some("start"))] {
        assert_eq!(started_by_others(&site, &"joe@example.com".into(), &Undefined), Code::Fine);
        assert_eq!(site.identify("u1", email("jane@example.com")), Code::ReidentifiedByEmail);
        let follows = ["user_email jane@example.com"];
        assert_eq!(site.told(), ours.into_iter().chain(follows).collect::<Vec<_>>());
    }
}

#[test]
fn a_vendor_that_throws_after_the_start_of_somebody_else_is_said() {
    let site = Site::web_app();
    site.identify("u1", email("jane@example.com"));
    site.page.facts().throws = true;
    assert_eq!(started_by_others(&site, &"joe@example.com".into(), &Undefined), Code::VendorThrew);
}
