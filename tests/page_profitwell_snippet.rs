//! Pages on which somebody else has the vendor, or something in its place.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    profitwell::{identify, is, load, queue, scripts, settings},
    refuse_downloads, seen,
};
use retention_destinations::profitwell::Code;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A script of the vendor that never runs, with these properties.
fn script(given: &str) {
    js(&format!("document.body.appendChild(Object.assign(document.createElement('script'), {given}))"));
}

fn clear() {
    js("document.querySelectorAll('body > script').forEach((script) => script.src && script.remove())");
    js("delete window.profitwell");
}

#[wasm_bindgen_test]
fn whatever_turns_us_off_is_left_alone_and_a_snippet_is_shared() {
    refuse_downloads();
    let values = settings("{}");
    let url = "https://public.profitwell.com/js/profitwell.js";

    // Another token: by the attribute, by the URL, by the URL of a script without the id.
    for element in [
        format!("{{ id: 'profitwell-js', src: '{url}?auth=pk_2' }}"),
        format!("{{ src: '{url}?auth=pk_2' }}"),
        format!("{{ src: '{url}?x=1&auth=pk%202' }}"),
    ] {
        script(&element);
        is(load(&values), Code::AnotherToken);
        is(identify(&values, "{ email: 'a@b.co' }"), Code::AnotherToken);
        clear();
    }
    script("{ id: 'profitwell-js' }");
    js("document.getElementById('profitwell-js').setAttribute('data-pw-auth', 'pk_2')");
    is(load(&values), Code::AnotherToken);
    js("document.getElementById('profitwell-js').remove()");
    assert_eq!(seen("typeof window.profitwell"), "\"undefined\"");

    // Something in its place that cannot be called.
    for global in
        ["{}", "[]", "'text'", "42", "true", "0", "''", "Object.freeze({ q: [] })", "Symbol()", "1n"]
    {
        js(&format!("window.profitwell = {global}"));
        is(load(&values), Code::GlobalTaken);
        is(identify(&values, "{ email: 'a@b.co' }"), Code::GlobalTaken);
    }
    // Something that throws when it is looked at.
    js("Object.defineProperty(window, 'profitwell', { configurable: true, get() { throw 1 } })");
    is(load(&values), Code::GlobalTaken);
    clear();
    assert_eq!(scripts(), "0");

    // The vendor's snippet with our token, which starts by itself.
    script(&format!("{{ id: 'profitwell-js', src: '{url}?auth=pk%201%2F%C3%A9' }}"));
    js("(window.profitwell = function () { (profitwell.q ??= []).push(arguments) })('start', {})");
    is(load(&values), Code::NothingNew);
    is(identify(&values, "{ email: 'a@b.co' }"), Code::ReidentifiedByEmail);
    is(identify(&values, "{ stripeId: 'cus_1' }"), Code::ReidentifiedByCustomerId);
    assert_eq!(queue(), r#"[["start",{}],["user_email","a@b.co"],["user_id","cus_1"]]"#);
    assert_eq!(scripts(), "1");
}
