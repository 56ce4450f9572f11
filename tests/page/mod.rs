//! The real page of a browser suite. What a page is made of, and what is seen on it, is written
//! in JavaScript, as a site would write it.
#![allow(dead_code)] // each suite uses its own part

use js_sys::{ArrayBuffer, Promise, WebAssembly::Memory, eval};
use wasm_bindgen::{JsCast, JsValue};

pub mod profitwell;
pub mod prosperstack;

/// The value of an expression.
pub fn js(expression: &str) -> JsValue {
    eval(&format!("({expression})")).unwrap_or_else(|thrown| panic!("{expression}: {thrown:?}"))
}

/// The value of an expression as JSON.
pub fn seen(expression: &str) -> String {
    js(&format!("JSON.stringify({expression}) ?? 'undefined'")).as_string().expect(expression)
}

/// From now on the page's own policy refuses every script, so that no test reaches the vendor.
pub fn refuse_downloads() {
    js("document.head.appendChild(Object.assign(document.createElement('meta'), {
        httpEquiv: 'Content-Security-Policy',
        content: `script-src 'unsafe-eval' 'wasm-unsafe-eval'`,
    }))");
}

/// Waits until an expression is true.
pub async fn until(expression: &str) {
    let promise = js(&format!(
        "new Promise((resolve, reject) => {{
            const end = Date.now() + 15000;
            const look = () =>
                ({expression}) ? resolve() : Date.now() > end ? reject('never') : setTimeout(look, 5);
            look();
        }})"
    ));
    promise.unchecked_into::<Promise>().await.unwrap_or_else(|_| panic!("never: {expression}"));
}

/// How many bytes of memory the module has.
pub fn memory() -> u32 {
    let memory: Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().unchecked_into::<ArrayBuffer>().byte_length()
}

/// Values that are nobody, each in its own way.
pub const NOBODY: &[&str] = &[
    "undefined",
    "null",
    "true",
    "42",
    "NaN",
    "10n",
    "'text'",
    "Symbol('email')",
    "[]",
    "['a@b.co']",
    "() => 'a@b.co'",
    "class { static email() {} }",
    "new Date(NaN)",
    "new Map([['email', 'a@b.co']])",
    "new Proxy({}, { ownKeys() { throw 1 } })",
    "new Proxy({}, { ownKeys: () => ['email'], getOwnPropertyDescriptor() { throw 1 } })",
    "new Proxy({ email: 'a@b.co' }, { get() { throw 1 } })",
    "new Proxy({ email: 'a@b.co' }, { get: () => ({}) })",
    "(() => { const { proxy, revoke } = Proxy.revocable({ email: 'a@b.co' }, {}); revoke(); return proxy })()",
    "({ get email() { throw new Error('no') } })",
    "({ get email() { throw undefined } })",
    "({ email: { toString: () => 'a@b.co' } })",
    "({ email: new String('a@b.co') })",
    "({ email: ['a@b.co'] })",
    "({ email: Symbol('a@b.co') })",
    "({ email: 42n })",
    "({ email: new Proxy({}, { get() { throw 1 } }) })",
    "({ email: { then() { throw 1 } } })",
    "({ stripeId: {}, email: 'undefined' })",
    "({ get stripeId() { throw 1 }, email: null })",
    "({ [Symbol('email')]: 'a@b.co' })",
    "({ undefined: 'a@b.co', null: 'a@b.co' })",
    "Object.create({ email: 'a@b.co' })",
    "JSON.parse('{\"__proto__\": {\"email\": \"a@b.co\"}}')",
    "(() => { const cycle = {}; cycle.email = cycle.stripeId = cycle; return cycle })()",
    "({ email: 'a'.repeat(1e7) })",
    "({ email: '@'.repeat(1e7) })",
    "({ stripeId: 'x'.repeat(1e7) })",
    "({ ['e'.repeat(1e5)]: 'a@b.co' })",
];
