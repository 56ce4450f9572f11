//! How a cancellation flow may be opened.

use crate::support::profitwell::{EMPTY, Site, settings};
use retention_destinations::profitwell::{cancellation::Flow, consent::Answer, snippet::Survey};

fn flow(site: &Site, paddle: bool) -> Flow {
    site.destination.flow(site.asked, paddle)
}

#[test]
fn before_a_registration_has_loaded_there_is_none() {
    let site = Site::new(EMPTY, settings([]));
    assert_eq!(flow(&site, false), Flow::NotLoaded);
    assert_eq!(flow(&site, true), Flow::NotLoaded);
}

#[test]
fn after_that_it_goes_by_commands() {
    let site = Site::web_app();
    assert_eq!(flow(&site, false), Flow::Commands);
}

#[test]
fn with_paddle_js_it_goes_by_paddle_whenever_that_was_initialised() {
    let site = Site::web_app();
    assert_eq!(flow(&site, true), Flow::Paddle);
}

#[test]
fn without_consent_there_is_none_even_if_the_vendor_is_there() {
    let required = settings([("consent", "required".into())]);
    for (values, asked) in
        [(required, Answer::Yes), (settings([]), Answer::No), (settings([]), Answer::Waiting)]
    {
        let site = Site { asked, ..Site::new(Survey::LOADED | Survey::ELEMENT, values) };
        site.load();
        assert_eq!(flow(&site, false), Flow::NoConsent);
        assert_eq!(flow(&site, true), Flow::NoConsent);
    }
}

#[test]
fn withdrawn_consent_closes_it_and_consent_given_again_opens_it() {
    let site = Site::web_app();
    site.withdraw();
    assert_eq!(flow(&site, false), Flow::NoConsent);
    site.grant();
    assert_eq!(flow(&site, false), Flow::Commands);
}
