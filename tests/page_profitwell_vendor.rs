//! A page on which the vendor's script runs: a stand-in, as a script URL that needs no network.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    profitwell::{identify, is, load, queue, scripts, settings},
    seen, until,
};
use retention_destinations::{
    page::profitwell::{reset, set_consent},
    profitwell::Code,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// The token that follows is in its comment. The queue stays where it is, which is the harder case.
const VENDOR: &str = "data:text/javascript,(() => { window.heard = []; const { q } = profitwell; \
    profitwell = (...call) => { heard.push(call) }; profitwell.isLoaded = true; \
    profitwell.q = q; heard.push(...[...q].map((call) => [...call])) })() //";

fn heard() -> String {
    seen("window.heard")
}

#[wasm_bindgen_test]
async fn once_the_vendor_has_run_it_is_only_told_what_is_new() {
    // What somebody has queued before us is kept and comes first.
    js("(window.profitwell = function () { (profitwell.q ??= []).push(arguments) })('cl_custom', 1)");
    let values = settings(&format!("{{ scriptUrl: `{VENDOR}`, protocol: 'https:' }}"));
    is(load(&values), Code::StartedAnonymously);
    assert!(
        js("document.getElementById('profitwell-js').src")
            .as_string()
            .unwrap()
            .ends_with("//?auth=pk%201%2F%C3%A9")
    );
    until("window.heard").await;
    assert_eq!(heard(), r#"[["cl_custom",1],["auth_token","pk 1/é"],["start",{}]]"#);

    // The start has been worked off: too late to complete it.
    is(identify(&values, "{ email: 'a@b.co' }"), Code::ReidentifiedByEmail);
    is(identify(&values, "{ email: 'a@b.co' }"), Code::NothingNew);
    is(reset(), Code::Forgotten);
    is(identify(&values, "{ email: 'a@b.co', stripeId: 'cus_1' }"), Code::ReidentifiedByCustomerId);
    let told = r#"[["cl_custom",1],["auth_token","pk 1/é"],["start",{}],["user_email","a@b.co"],["user_id","cus_1"]]"#;
    assert_eq!(heard(), told);

    // Nor can it be taken back: there is no second start.
    is(set_consent(0), Code::ConsentDenied);
    is(identify(&values, "{ email: 'c@d.co' }"), Code::ConsentDenied);
    is(set_consent(1), Code::Fine);
    is(load(&values), Code::NothingNew);
    assert_eq!(heard(), told);
    is(identify(&values, "{ stripeId: 'cus_1' }"), Code::ReidentifiedByCustomerId);
    assert_eq!(heard(), told.replace("]]", r#"],["user_id","cus_1"]]"#));
    assert_eq!(queue(), r#"[["cl_custom",1],["auth_token","pk 1/é"]]"#);
    assert_eq!(scripts(), "1");

    // A vendor that begins to throw.
    js("window.profitwell = () => { throw new Error('no') }");
    is(identify(&values, "{ stripeId: 'cus_2' }"), Code::VendorThrew);
}
