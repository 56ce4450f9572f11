//! Consent: the strictest answer wins, and before it nothing happens.

use crate::support::{
    Value::{self, Null},
    email, object,
    profitwell::{EMPTY, Site, billing, settings},
};
use retention_destinations::{
    integrations,
    profitwell::{
        Code,
        consent::{Answer, Consent},
        snippet::Survey,
    },
    value::Kind,
};

const NOTHING: [&str; 0] = [];

fn required() -> Site {
    let values = settings([("consent", "required".into()), ("customerIdTrait", "stripeId".into())]);
    Site::new(EMPTY, values)
}

/// A page whose consent functions answer so.
fn asking(asked: Answer, values: Value) -> Site {
    Site { asked, ..Site::new(EMPTY, values) }
}

fn customer(id: &str) -> Value {
    object([("stripeId", id.into())])
}

#[test]
fn the_strictest_of_settings_set_consent_and_functions_wins() {
    use Answer::{No, Waiting, Yes};
    for (settings, said, asked, verdict) in [
        (vec![], None, Yes, Yes),
        (vec![Yes], None, Yes, Yes),
        (vec![Yes, Waiting], None, Yes, Waiting),
        (vec![Waiting, Yes], None, Yes, Waiting),
        (vec![Waiting, No], None, Yes, No),
        (vec![No, Yes, Waiting], None, Yes, No),
        (vec![Yes], Some(true), Yes, Yes),
        (vec![Yes], Some(false), Yes, No),
        (vec![Waiting], Some(true), Yes, Yes),
        (vec![Waiting], Some(false), Yes, No),
        (vec![No], Some(true), Yes, No),
        (vec![No], Some(false), Yes, No),
        (vec![Yes], None, Waiting, Waiting),
        (vec![Yes], None, No, No),
        (vec![Waiting], None, No, No),
        (vec![Waiting], Some(true), Waiting, Waiting),
        (vec![Waiting], Some(true), No, No),
        (vec![Yes], Some(true), No, No),
        (vec![Yes], Some(true), Waiting, Waiting),
        (vec![No], Some(true), Waiting, No),
    ] {
        let mut consent = Consent::new();
        for &setting in &settings {
            consent.add(setting);
        }
        if let Some(said) = said {
            consent.say(said);
        }
        assert_eq!(consent.verdict(asked), verdict, "{settings:?} {said:?} {asked:?}");
    }
}

#[test]
fn what_set_consent_said_last_counts() {
    let mut consent = Consent::new();
    consent.add(Answer::Waiting);
    for (yes, verdict) in [(true, Answer::Yes), (false, Answer::No), (true, Answer::Yes)] {
        consent.say(yes);
        assert_eq!(consent.verdict(Answer::Yes), verdict);
    }
}

#[test]
fn while_consent_is_required_the_page_is_untouched() {
    let site = required();
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::ConsentWaiting);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ConsentWaiting);
    assert_eq!(site.reset(), Code::Forgotten);
    assert_eq!(site.events(), NOTHING);
}

#[test]
fn granted_consent_starts_with_the_stored_user_or_nobody() {
    let site = required();
    site.load();
    assert_eq!(site.grant(), Code::StartedAnonymously);
    assert_eq!(site.events(), ["install pk_1", "start"]);

    let site = required();
    site.load_stored("u", email("a@b.co"));
    assert_eq!(site.grant_stored("u", email("a@b.co")), Code::StartedWithEmail);
    assert_eq!(site.told(), ["start user_email a@b.co"]);
}

#[test]
fn a_stored_user_who_is_gone_when_consent_comes_was_not_kept() {
    let site = required();
    site.load_stored("u", email("a@b.co"));
    assert_eq!(site.grant(), Code::StartedAnonymously);
}

#[test]
fn consent_before_load_counts() {
    let site = required();
    site.grant();
    assert_eq!(site.told(), ["start"]);
}

#[test]
fn only_the_newest_identity_waits_for_consent() {
    for (calls, start) in [
        (vec![email("a@b.co")], "start user_email a@b.co"),
        (vec![email("a@b.co"), email("c@d.co")], "start user_email c@d.co"),
        (vec![email("a@b.co"), object([])], "start user_email a@b.co"),
        (vec![object([]), email("a@b.co")], "start user_email a@b.co"),
        (vec![email("a@b.co"), customer("cus_1")], "start user_id cus_1"),
        (vec![customer("cus_1"), email("a@b.co")], "start user_id cus_1"),
        (vec![object([])], "start"),
    ] {
        let site = required();
        site.load();
        for traits in calls {
            assert_eq!(site.identify("u", traits), Code::ConsentWaiting);
        }
        assert_eq!(site.events(), NOTHING);
        site.grant();
        assert_eq!(site.told(), [start]);
    }
}

#[test]
fn what_waits_for_consent_goes_before_the_stored_user() {
    let site = required();
    site.load_stored("u", email("a@b.co"));
    site.identify("v", email("c@d.co"));
    assert_eq!(site.grant_stored("u", email("a@b.co")), Code::StartedWithEmail);
    assert_eq!(site.told(), ["start user_email c@d.co"]);
}

#[test]
fn nobody_who_waits_does_not_hide_the_stored_user() {
    let site = asking(Answer::Waiting, settings([]));
    site.load();
    site.identify(Null, object([]));
    let site = Site { asked: Answer::Yes, ..site };
    site.load_stored("u", email("a@b.co"));
    assert_eq!(site.told(), ["start user_email a@b.co"]);
}

#[test]
fn on_a_web_app_nobody_who_waited_starts_anonymously() {
    let site = asking(Answer::Waiting, billing());
    site.load();
    site.identify("u", object([]));
    let site = Site { asked: Answer::Yes, ..site };
    assert_eq!(site.load(), Code::StartedAnonymously);
}

#[test]
fn whoever_waited_does_not_come_back_after_a_newer_visitor() {
    let site = asking(Answer::Waiting, settings([]));
    site.load();
    site.identify("u", email("a@b.co"));
    let site = Site { asked: Answer::Yes, ..site };
    assert_eq!(site.identify("v", email("c@d.co")), Code::StartedWithEmail);
    assert_eq!(site.load(), Code::NothingNew);
    assert_eq!(site.told(), ["start user_email c@d.co"]);
}

#[test]
fn a_reset_while_waiting_forgets() {
    let site = required();
    site.load();
    site.identify("u", email("a@b.co"));
    site.reset();
    assert_eq!(site.grant(), Code::StartedAnonymously);
    assert_eq!(site.told(), ["start"]);
}

#[test]
fn denied_keeps_nothing() {
    let site = required();
    site.load();
    site.identify("u", email("a@b.co"));
    assert_eq!(site.withdraw(), Code::ConsentDenied);
    assert_eq!(site.identify("u", email("c@d.co")), Code::ConsentDenied);
    assert_eq!(site.events(), NOTHING);
    site.grant();
    assert_eq!(site.told(), ["start"]);
}

#[test]
fn consent_false_stays_for_the_life_of_the_page() {
    let site = Site::new(EMPTY, settings([("consent", false.into())]));
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::ConsentDenied);
    assert_eq!(site.grant(), Code::ConsentDenied);
    assert_eq!(site.load_another(&settings([]), "u", email("a@b.co")), Code::ConsentDenied);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ConsentDenied);
    assert_eq!(site.events(), NOTHING);
}

#[test]
fn a_stricter_registration_that_comes_later_binds_all() {
    let site = Site::marketing();
    let strict = settings([("consent", "required".into())]);
    assert_eq!(site.load_another(&strict, Null, object([])), Code::ConsentWaiting);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ConsentWaiting);
    assert_eq!(site.told(), ["start"]);
    assert_eq!(site.grant(), Code::StartCompleted);
    assert_eq!(site.told(), ["start", "complete user_email a@b.co"]);
}

#[test]
fn a_function_that_says_no_is_obeyed_per_event() {
    let site = asking(Answer::No, settings([]));
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::ConsentDenied);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ConsentDenied);
    assert_eq!(site.events(), NOTHING);
    // Yes at last: an event finds the vendor by itself.
    let site = Site { asked: Answer::Yes, ..site };
    assert_eq!(site.identify("u", email("c@d.co")), Code::StartedWithEmail);
    assert_eq!(site.events(), ["install pk_1", "start user_email c@d.co"]);
    let site = Site { asked: Answer::No, ..site };
    assert_eq!(site.identify("v", email("e@f.co")), Code::ConsentDenied);
    assert_eq!(site.events(), ["install pk_1", "start user_email c@d.co", "take back"]);
    assert!(!site.page.facts().has(Survey::START_QUEUED));
}

#[test]
fn withdrawal_takes_back_what_the_vendor_has_not_seen_and_stops_the_script() {
    let site = Site::marketing();
    site.identify("u", email("a@b.co"));
    site.identify("v", email("c@d.co"));
    assert_eq!(site.withdraw(), Code::ConsentDenied);
    let told = ["start", "complete user_email a@b.co", "user_email c@d.co", "take back"];
    assert_eq!(site.told(), told);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ConsentDenied);
    assert_eq!(site.told(), [&told[..], &["take back"]].concat());
}

#[test]
fn consent_that_comes_back_starts_again_what_was_taken_back() {
    let site = Site::marketing();
    site.withdraw();
    assert_eq!(site.grant(), Code::StartedAnonymously);
    assert_eq!(site.events(), ["install pk_1", "start", "take back", "start"]);
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartCompleted);
    site.withdraw();
    site.grant();
    let again = ["complete user_email a@b.co", "take back", "start"];
    assert_eq!(site.events(), [&["install pk_1", "start", "take back", "start"], &again[..]].concat());
}

#[test]
fn consent_that_comes_back_after_the_vendor_has_run_only_re_identifies() {
    let site = Site::marketing();
    site.vendor_runs();
    site.withdraw();
    assert_eq!(site.grant(), Code::NothingNew);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
    assert_eq!(site.told(), ["start", "take back", "user_email a@b.co"]);
}

#[test]
fn withdrawal_forgets_the_visitor() {
    let site = Site::web_app();
    site.identify("u", email("a@b.co"));
    site.vendor_runs();
    site.withdraw();
    assert_eq!(site.grant(), Code::NothingNew);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
}

#[test]
fn withdrawal_before_load_touches_nothing() {
    let site = Site::new(EMPTY, settings([]));
    assert_eq!(site.withdraw(), Code::ConsentDenied);
    assert_eq!(site.events(), NOTHING);
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::ConsentDenied);
    assert_eq!(site.events(), NOTHING);
}

#[test]
fn a_yes_that_nobody_asked_for_changes_nothing() {
    let site = Site::marketing();
    assert_eq!(site.grant(), Code::NothingNew);
    assert_eq!(site.told(), ["start"]);
}

#[test]
fn of_what_consent_functions_gave_the_strictest_counts_and_only_true_means_yes() {
    use Kind::{False, Function, Null, Other, Promise, Text, True, Undefined};
    let strictest = |given: &[Kind]| given.iter().fold(Answer::Yes, |asked, &kind| asked.stricter(kind));
    assert_eq!(strictest(&[]), Answer::Yes);
    assert_eq!(strictest(&[True, True]), Answer::Yes);
    assert_eq!(strictest(&[True, Promise]), Answer::Waiting);
    assert_eq!(strictest(&[Promise, False]), Answer::No);
    for no in [Undefined, Null, False, Text, Function, Other] {
        assert_eq!(strictest(&[no]), Answer::No, "{no:?}");
        assert_eq!(strictest(&[no, Promise, True]), Answer::No, "{no:?}");
    }
}

#[test]
fn only_false_in_integrations_switches_off_and_an_own_entry_goes_before_all() {
    use Kind::{False, Null, Other, True, Undefined};
    for (own, all, on) in [
        (Undefined, Undefined, true),
        (Undefined, False, false),
        (Null, False, false),
        (Null, True, true),
        (True, False, true),
        (Other, False, true),
        (False, True, false),
        (False, Undefined, false),
    ] {
        assert_eq!(integrations::allow(own, all), on, "{own:?} {all:?}");
    }
}
