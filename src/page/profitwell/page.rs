//! [`Page`] over the real page.

use wasm_bindgen::prelude::*;

use crate::page::handle::Handle;
use crate::{
    error::Code,
    identify::{By, Identity},
    profitwell::{
        self,
        session::Call,
        snippet::{RETRY_DELAYS_MS, Survey},
    },
};

#[wasm_bindgen(module = "/src/page/page.js")]
extern "C" {
    fn survey(settings: i32) -> i32;
    fn install(settings: i32, insert: i32, first_delay: i32, second_delay: i32, blocked: i32, missing: i32);
    fn tell(call: i32, by_email: i32, identity: i32) -> i32;
    #[wasm_bindgen(js_name = takeBack)]
    fn take_back() -> i32;
}

/// What `tell` is asked for besides a `Call`.
const UPDATE_PADDLE: i32 = 4;
/// A place where nothing is.
const NOBODY: i32 = -1;

/// The page that this module runs in.
pub(super) struct Page;

impl profitwell::Page<Handle> for Page {
    fn survey(&self, settings: &Handle) -> Survey {
        Survey(survey(settings.0).cast_unsigned())
    }

    fn install(&self, settings: &Handle) {
        place(*settings, true);
    }

    fn share(&self, settings: &Handle) {
        place(*settings, false);
    }

    fn tell(&self, call: Call, identity: Option<&Identity<Handle>>) -> bool {
        let by_email = identity.is_some_and(|identity| identity.by() == By::Email);
        let text = identity.map_or(NOBODY, |identity| identity.text().0);
        tell(call as i32, by_email.into(), text) != 0
    }

    fn update_paddle(&self, identity: &Identity<Handle>) -> bool {
        tell(UPDATE_PADDLE, 0, identity.text().0) != 0
    }

    fn take_back(&self) -> bool {
        take_back() != 0
    }
}

/// Puts the stub in place, and inserts the script or waits for somebody else's.
fn place(settings: Handle, insert: bool) {
    let [first, second] = RETRY_DELAYS_MS;
    let (blocked, missing) = (Code::VendorScriptBlocked, Code::VendorGlobalMissing);
    install(settings.0, insert.into(), first, second, blocked as i32, missing as i32);
}
