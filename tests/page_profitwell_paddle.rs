//! A page with Paddle.js.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    profitwell::{identify, is, load, scripts, settings},
    seen,
};
use retention_destinations::{page::profitwell::set_consent, profitwell::Code};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn paddle_js_is_told_of_its_own_customers_only() {
    js("window.updates = []");
    js(
        "window.Paddle = { Initialized: true, Update(given) { if (this !== Paddle) throw 1; updates.push(given) } }",
    );
    let values = settings("{}");
    is(load(&values), Code::NothingForPaddle);
    is(identify(&values, "{ email: 'a@b.co' }"), Code::NothingNew);
    is(identify(&values, "{ stripeId: 'cus_1' }"), Code::NothingNew);
    is(identify(&values, "{ stripeId: 'ctm_1' }"), Code::ReidentifiedByCustomerId);
    is(identify(&values, "{ stripeId: 'ctm_1' }"), Code::NothingNew);
    assert_eq!(seen("updates"), r#"[{"pwCustomer":{"id":"ctm_1"}}]"#);

    is(set_consent(0), Code::ConsentDenied);
    is(identify(&values, "{ stripeId: 'ctm_2' }"), Code::ConsentDenied);
    is(set_consent(1), Code::Fine);
    js("Paddle.Update = () => { throw new Error('no') }");
    is(identify(&values, "{ stripeId: 'ctm_2' }"), Code::VendorThrew);
    js("delete Paddle.Update");
    is(identify(&values, "{ stripeId: 'ctm_3' }"), Code::VendorThrew);
    assert_eq!(seen("updates.length"), "1");
    assert_eq!(seen("typeof window.profitwell"), "\"undefined\"");
    assert_eq!(scripts(), "0");
}
