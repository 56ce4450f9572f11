//! An empty page, from load to withdrawal.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    profitwell::{identify, identify_as, is, load, queue, scripts, settings},
    refuse_downloads, seen,
};
use retention_destinations::{
    page::profitwell::{reset, set_consent},
    profitwell::Code,
    profitwell::snippet::SCRIPT_URL,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// One story, because a page has one destination.
#[wasm_bindgen_test]
fn an_empty_page_gets_the_script_and_the_queue_holds_what_is_new() {
    refuse_downloads();
    // `ret_nodes` is of Chromium's driver.
    let keys = "Object.keys(window).filter((key) => key !== 'ret_nodes').join()";
    let keys_before = js(keys).as_string().unwrap();
    let values = settings("{ nonce: 'r4nd0m' }");

    // Load.
    is(load(&values), Code::StartedAnonymously);
    assert_eq!(queue(), r#"[["auth_token","pk 1/é"],["start",{}]]"#);
    assert_eq!(js(keys).as_string().unwrap(), format!("{keys_before},profitwell"));
    // As in the vendor's own stub.
    assert_eq!(
        seen("[...window.profitwell.q].every((call) => String(call) == '[object Arguments]')"),
        "true"
    );

    // The script.
    for (property, value) in [
        ("tagName", "SCRIPT"),
        ("getAttribute('data-pw-auth')", "pk 1/\u{e9}"),
        ("nonce", "r4nd0m"),
        ("src", &format!("{SCRIPT_URL}?auth=pk%201%2F%C3%A9")),
        ("parentNode.tagName", "HEAD"),
    ] {
        let found = js(&format!("document.getElementById('profitwell-js').{property}"));
        assert_eq!(found.as_string().unwrap(), value, "{property}");
    }
    assert_eq!(seen("document.getElementById('profitwell-js').hasAttribute('async')"), "true");

    // More registrations, one of them of another token.
    is(load(&values), Code::NothingNew);
    is(load(&settings("{ publicApiToken: 'pk_2' }")), Code::AnotherToken);
    assert_eq!(scripts(), "1");

    // The start that waits carries the identity; what follows re-identifies.
    is(identify(&values, "{}"), Code::NoIdentity);
    is(identify(&values, "{ 'E-Mail': ' a@b.co\\ufeff' }"), Code::StartCompleted);
    assert_eq!(queue(), r#"[["auth_token","pk 1/é"],["start",{"user_email":"a@b.co"}]]"#);
    is(identify(&values, "{ email: 'a@b.co' }"), Code::NothingNew);
    is(identify(&values, "{ email: 'a@b.co', stripeId: 'cus_1' }"), Code::ReidentifiedByCustomerId);
    is(identify(&values, "{ email: 'a@b.co' }"), Code::NothingNew);
    is(identify_as(&values, "'c@d.co'", "null"), Code::ReidentifiedByEmail);
    is(reset(), Code::Forgotten);
    is(identify_as(&values, "null", "{}"), Code::NoIdentity);
    is(identify_as(&values, "'c@d.co'", "undefined"), Code::ReidentifiedByEmail);
    let told = r#"[["start",{"user_email":"a@b.co"}],["user_id","cus_1"],["user_email","c@d.co"],["user_email","c@d.co"]]"#;
    assert_eq!(queue(), told.replacen('[', r#"[["auth_token","pk 1/é"],"#, 1));

    // Withdrawal takes it all back, and consent starts again.
    is(set_consent(0), Code::ConsentDenied);
    assert_eq!(queue(), r#"[["auth_token","pk 1/é"]]"#);
    is(identify(&values, "{ email: 'a@b.co' }"), Code::ConsentDenied);
    assert_eq!(queue(), r#"[["auth_token","pk 1/é"]]"#);
    is(set_consent(1), Code::Fine);
    is(load(&values), Code::StartedAnonymously);
    is(identify(&values, "{ stripeId: 'cus_1' }"), Code::StartCompleted);
    assert_eq!(queue(), r#"[["auth_token","pk 1/é"],["start",{"user_id":"cus_1"}]]"#);
    assert_eq!(scripts(), "1");

    // The queue has an end.
    for number in 2..300 {
        is(identify(&values, &format!("{{ stripeId: 'cus_{number}' }}")), Code::ReidentifiedByCustomerId);
    }
    assert_eq!(seen("window.profitwell.q.length"), "100");
}
