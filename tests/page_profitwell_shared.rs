//! A page on which the vendor's element is there before anything else of it.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    profitwell::{identify, is, load, queue, scripts, settings},
    seen,
};
use retention_destinations::profitwell::Code;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn an_element_of_an_unknown_token_is_shared_and_its_vendor_started() {
    js("document.body.appendChild(Object.assign(document.createElement('script'), { id: 'profitwell-js' }))");
    let values = settings("{}");
    is(load(&values), Code::StartedAnonymously);
    is(identify(&values, "{ email: 'a@b.co' }"), Code::StartCompleted);
    assert_eq!(queue(), r#"[["start",{"user_email":"a@b.co"}]]"#);
    assert_eq!(scripts(), "1");

    // It has loaded meanwhile, and its element is gone.
    js("(window.profitwell = (...call) => profitwell.heard.push(call)).heard = []");
    js("profitwell.isLoaded = true");
    js("document.getElementById('profitwell-js').remove()");
    is(load(&values), Code::NothingNew);
    is(identify(&values, "{ email: 'c@d.co' }"), Code::ReidentifiedByEmail);
    assert_eq!(seen("profitwell.heard"), r#"[["user_email","c@d.co"]]"#);
    assert_eq!(scripts(), "0");
}
