//! Load: what is on the page already, and what follows.

use crate::support::{
    Value::{self, Null},
    email, object,
    profitwell::{EMPTY, Site, billing, settings},
};
use retention_destinations::profitwell::{Code, snippet::Survey};

const NOTHING: [&str; 0] = [];

fn with_token(token: &str) -> Value {
    settings([("publicApiToken", token.into()), ("customerIdTrait", "paddleId".into())])
}

/// A page that holds these bits of [`Survey`] and whose functions throw.
fn throwing(survey: u32, values: Value) -> Site {
    let site = Site::new(survey, values);
    site.page.facts().throws = true;
    site
}

fn paddle_customer(id: &str) -> Value {
    object([("paddleId", id.into()), ("email", "a@b.co".into())])
}

#[test]
fn on_an_empty_page_the_token_is_told_and_the_script_loaded() {
    let site = Site::new(EMPTY, settings([]));
    assert_eq!(site.load(), Code::StartedAnonymously);
    assert_eq!(site.events(), ["install pk_1", "start"]);
    assert_eq!(site.installs(), 1);
}

#[test]
fn a_web_app_waits_for_identify() {
    let site = Site::new(EMPTY, billing());
    assert_eq!(site.load(), Code::WaitingForIdentify);
    assert_eq!(site.events(), ["install pk_1"]);
    assert_eq!(site.installs(), 1);
}

#[test]
fn a_stored_user_is_started_with() {
    for (user_id, traits, code, start) in [
        ("u", email("a@b.co"), Code::StartedWithEmail, "start user_email a@b.co"),
        ("a@b.co", object([]), Code::StartedWithEmail, "start user_email a@b.co"),
        ("u", object([("stripeId", "cus_1".into())]), Code::StartedWithCustomerId, "start user_id cus_1"),
    ] {
        for site_type in ["marketing", "web app"] {
            let values = settings([("siteType", site_type.into()), ("customerIdTrait", "stripeId".into())]);
            let site = Site::new(EMPTY, values);
            assert_eq!(site.load_stored(user_id, traits.clone()), code);
            assert_eq!(site.told(), [start]);
        }
    }
}

#[test]
fn a_stored_user_without_identity_is_nobody() {
    let site = Site::new(EMPTY, settings([]));
    assert_eq!(site.load_stored("u", email("undefined")), Code::StartedAnonymously);
    let site = Site::new(EMPTY, billing());
    assert_eq!(site.load_stored("u", email("undefined")), Code::WaitingForIdentify);
}

#[test]
fn the_stored_user_can_be_left_alone() {
    let off = ("useStoredUser", false.into());
    let site = Site::new(EMPTY, settings([off.clone()]));
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::StartedAnonymously);
    assert_eq!(site.told(), ["start"]);
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartCompleted);

    let site = Site::new(EMPTY, settings([off, ("siteType", "web app".into())]));
    assert_eq!(site.load_stored("u@v.co", email("a@b.co")), Code::WaitingForIdentify);
    assert_eq!(site.told(), NOTHING);
}

#[test]
fn the_stored_user_again_is_no_news() {
    let site = Site::new(EMPTY, settings([]));
    site.load_stored("u", email("a@b.co"));
    assert_eq!(site.identify("u", email("a@b.co")), Code::NothingNew);
    assert_eq!(site.told(), ["start user_email a@b.co"]);
}

#[test]
fn a_page_loads_and_starts_once_whatever_the_number_of_registrations() {
    let site = Site::new(EMPTY, settings([]));
    site.load();
    for values in [settings([]), billing()] {
        assert_eq!(site.load_another(&values, Null, object([])), Code::NothingNew);
    }
    assert_eq!(site.events(), ["install pk_1", "start"]);
    assert_eq!(site.installs(), 1);
}

#[test]
fn a_later_registration_can_bring_what_the_first_waits_for() {
    let site = Site::web_app();
    assert_eq!(site.load_another(&settings([]), Null, object([])), Code::StartedAnonymously);
    assert_eq!(site.load_another(&billing(), "u", email("a@b.co")), Code::StartCompleted);
    assert_eq!(site.told(), ["start", "complete user_email a@b.co"]);
}

#[test]
fn a_later_registration_of_another_token_is_off() {
    let site = Site::marketing();
    let before = site.events();
    site.page.facts().survey |= Survey::ANOTHER_TOKEN;
    assert_eq!(site.load_another(&with_token("pk_2"), "u", email("a@b.co")), Code::AnotherToken);
    assert_eq!(site.events(), before);
    assert_eq!(site.installs(), 1);
}

#[test]
fn a_stub_in_which_a_start_waits_gets_the_script_but_no_other_start() {
    let site = Site::new(Survey::START_QUEUED, settings([]));
    assert_eq!(site.load(), Code::NothingNew);
    assert_eq!(site.installs(), 1);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
    assert_eq!(site.events(), ["install pk_1", "user_email a@b.co"]);
}

#[test]
fn an_element_of_the_vendor_is_shared() {
    let site = Site::new(Survey::ELEMENT, settings([]));
    assert_eq!(site.load(), Code::StartedAnonymously);
    assert_eq!(site.events(), ["share", "start"]);
    assert_eq!(site.installs(), 0);
}

#[test]
fn a_shared_vendor_is_told_of_the_visitor_and_shared_once() {
    let site = Site::new(Survey::ELEMENT, settings([]));
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::StartedWithEmail);
    assert_eq!(site.load(), Code::NothingNew);
    assert_eq!(site.identify("v", email("c@d.co")), Code::ReidentifiedByEmail);
    assert_eq!(site.events(), ["share", "start user_email a@b.co", "user_email c@d.co"]);
}

#[test]
fn a_snippet_that_starts_by_itself_is_only_told_who_it_is() {
    let site = Site::new(Survey::ELEMENT | Survey::START_QUEUED, settings([]));
    assert_eq!(site.load(), Code::NothingNew);
    assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
    assert_eq!(site.events(), ["share", "user_email a@b.co"]);
    assert_eq!(site.installs(), 0);
}

#[test]
fn a_vendor_that_has_loaded_before_us_is_only_told_who_it_is() {
    for survey in [Survey::LOADED | Survey::ELEMENT, Survey::LOADED] {
        let site = Site::new(survey, settings([]));
        assert_eq!(site.load(), Code::NothingNew);
        assert_eq!(site.identify("u", object([])), Code::NoIdentity);
        assert_eq!(site.identify("u", email("a@b.co")), Code::ReidentifiedByEmail);
        assert_eq!(site.events(), ["share", "user_email a@b.co"]);
        assert_eq!(site.installs(), 0);
    }
}

#[test]
fn a_vendor_that_has_loaded_before_us_is_told_the_stored_user() {
    let site = Site::new(Survey::LOADED | Survey::ELEMENT, billing());
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::ReidentifiedByEmail);
    assert_eq!(site.events(), ["share", "user_email a@b.co"]);
}

#[test]
fn a_web_app_beside_a_started_vendor_does_not_wait() {
    let site = Site::new(Survey::LOADED | Survey::ELEMENT, billing());
    assert_eq!(site.load(), Code::NothingNew);
}

#[test]
fn another_token_on_the_page_turns_us_off() {
    for others in [EMPTY, Survey::START_QUEUED, Survey::LOADED, Survey::PADDLE, Survey::NOT_CALLABLE] {
        let site = Site::new(Survey::ELEMENT | Survey::ANOTHER_TOKEN | others, settings([]));
        assert_eq!(site.load_stored("u", email("a@b.co")), Code::AnotherToken);
        assert_eq!(site.identify("u", email("a@b.co")), Code::AnotherToken);
        assert_eq!(site.events(), NOTHING);
    }
}

#[test]
fn a_global_that_cannot_be_called_turns_us_off() {
    let site = Site::new(Survey::NOT_CALLABLE, settings([]));
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::GlobalTaken);
    assert_eq!(site.events(), NOTHING);
}

#[test]
fn a_global_that_throws_is_said() {
    let site = throwing(EMPTY, settings([]));
    assert_eq!(site.load(), Code::VendorThrew);
    assert_eq!(site.identify("u", email("a@b.co")), Code::VendorThrew);
    assert_eq!(site.events(), ["install pk_1", "start", "user_email a@b.co"]);
}

#[test]
fn segments_own_destination_for_the_same_source_turns_us_off() {
    let site = Site::new(EMPTY, settings([]));
    assert_eq!(site.load_also_in_segment(), Code::AlsoInSegment);
    assert_eq!(site.events(), NOTHING);
}

#[test]
fn wrong_settings_are_said_before_segments_own_destination() {
    let site = Site::new(EMPTY, settings([("publicApiToken", Null)]));
    assert_eq!(site.load_also_in_segment(), Code::Missing);
}

#[test]
fn with_paddle_js_no_script_is_loaded_and_only_its_customers_are_sent() {
    for site in [Site::new(Survey::PADDLE, with_token("pk_1")), throwing(Survey::PADDLE, with_token("pk_1"))]
    {
        assert_eq!(site.load(), Code::NothingForPaddle);
        for traits in
            [email("a@b.co"), paddle_customer("cus_1"), paddle_customer("CTM_1"), paddle_customer("ctm")]
        {
            assert_eq!(site.identify("u", traits), Code::NothingNew);
        }
        assert_eq!(site.events(), NOTHING);
    }
}

#[test]
fn with_paddle_js_a_customer_id_goes_through_paddle_update() {
    let site = Site::new(Survey::PADDLE, with_token("pk_1"));
    assert_eq!(site.load_stored("u", paddle_customer("ctm_1")), Code::ReidentifiedByCustomerId);
    assert_eq!(site.identify("u", paddle_customer("ctm_1")), Code::NothingNew);
    assert_eq!(site.identify("u", paddle_customer("ctm_2")), Code::ReidentifiedByCustomerId);
    assert_eq!(site.events(), ["Paddle.Update ctm_1", "Paddle.Update ctm_2"]);
}

#[test]
fn with_paddle_js_an_identity_after_nobody_is_sent() {
    let site = Site::new(Survey::PADDLE, with_token("pk_1"));
    site.load();
    assert_eq!(site.identify("u", paddle_customer("ctm_1")), Code::ReidentifiedByCustomerId);
    site.reset();
    assert_eq!(site.identify("u", paddle_customer("ctm_1")), Code::ReidentifiedByCustomerId);
    assert_eq!(site.events(), ["Paddle.Update ctm_1", "Paddle.Update ctm_1"]);
}

#[test]
fn a_paddle_that_throws_is_said() {
    let site = throwing(Survey::PADDLE, with_token("pk_1"));
    assert_eq!(site.load_stored("u", paddle_customer("ctm_1")), Code::VendorThrew);
}

#[test]
fn paddle_js_goes_before_a_global_that_cannot_be_called() {
    let site = Site::new(Survey::NOT_CALLABLE | Survey::PADDLE, with_token("pk_1"));
    assert_eq!(site.load_stored("u", paddle_customer("ctm_1")), Code::ReidentifiedByCustomerId);
    assert_eq!(site.events(), ["Paddle.Update ctm_1"]);
}

#[test]
fn paddle_js_that_comes_after_us_does_not_change_the_way() {
    let site = Site::marketing();
    site.page.facts().survey |= Survey::PADDLE;
    assert_eq!(site.load(), Code::NothingNew);
    assert_eq!(site.identify("u", email("a@b.co")), Code::StartCompleted);
    assert_eq!(site.told(), ["start", "complete user_email a@b.co"]);
}

#[test]
fn a_token_of_paddle_takes_its_customers_only() {
    let site = Site::new(EMPTY, with_token("paddletoken_1"));
    assert_eq!(site.load_stored("u", email("a@b.co")), Code::StartedAnonymously);
    assert_eq!(site.identify("u", email("a@b.co")), Code::NothingNew);
    assert_eq!(site.identify("u", paddle_customer("cus_1")), Code::NothingNew);
    assert_eq!(site.identify("u", paddle_customer("ctm_1")), Code::StartCompleted);
    assert_eq!(site.events(), ["install paddletoken_1", "start", "complete user_id ctm_1"]);
}
