//! Whatever ProsperStack's relay answers, or whether it does.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    js,
    prosperstack::{answer, fail, identify, is, load, prepare, settings, told, wake},
    seen,
};
use retention_destinations::{
    page::prosperstack::{hide, reset},
    prosperstack::Code,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// One story, because a page has one destination.
#[wasm_bindgen_test]
async fn an_answer_is_the_end_of_a_message_or_it_goes_again_as_it_was() {
    prepare();
    let values = settings("{}");
    is(load(&values), Code::Loaded);

    // Statuses that no repeat can change.
    for (at, (status, code)) in [
        (400, Code::MessageRefused),
        (401, Code::NoSession),
        (403, Code::OriginRefused),
        (404, Code::EndpointNotFound),
        (409, Code::AnotherPerson),
        (501, Code::NotImplemented),
    ]
    .into_iter()
    .enumerate()
    {
        let ms = f64::from(u32::try_from(at).expect("few"));
        is(identify(&values, "{ email: 'a@b.co', plan: 'pro' }", ms), Code::Sending);
        is(answer(&format!("new Response(null, {{ status: {status} }})"), ms).await, code);
    }
    let before = seen("relay.requests.length");
    assert_eq!(before, "6");

    // No answer, or something that is none: the same message again, after a wait.
    is(identify(&values, "{ email: 'a@b.co', plan: 'pro' }", 100.0), Code::Sending);
    is(fail(101.0).await, Code::Retrying);
    assert_eq!(seen("relay.requests.length"), "7");
    let mut ms = 100_000.0;
    for odd in [
        "new Response(null, { status: 503, headers: { 'Retry-After': '1' } })",
        "null",
        "{ get status() { throw 1 } }",
        "{ status: 503, headers: { get() { throw 1 } } }",
        "Promise.reject(5)",
        "{ then() { throw 1 } }",
    ] {
        is(wake(ms), Code::Sending);
        is(answer(odd, ms).await, Code::Retrying);
        ms += 1_000_000.0;
    }
    assert_eq!(
        seen("new Set(relay.requests.slice(6).map(({ message }) => JSON.stringify(message))).size"),
        "1"
    );

    // A page that goes away sends what waits beside what is on its way.
    is(wake(ms), Code::Sending);
    is(identify(&values, "{ email: 'a@b.co', plan: 'max' }", ms), Code::Queued);
    is(hide(ms, ms, 1), Code::Sending);
    assert_eq!(
        seen("relay.requests.slice(-2).map(({ message }) => message.traits.plan)"),
        r#"["pro","max"]"#
    );

    // What is aborted is answered by nobody that counts.
    is(reset(), Code::Forgotten);
    is(told(ms).await, Code::Fine);
    is(told(ms).await, Code::Fine);

    // A page's own `fetch` that throws is no answer either.
    js("(() => { window.fetch = () => { throw new Error('no') } })()");
    is(identify(&values, "{ email: 'c@d.co', plan: 'max' }", ms), Code::Sending);
    is(told(ms).await, Code::Retrying);
}
