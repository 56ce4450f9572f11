//! [`Page`] over the real page.

use wasm_bindgen::prelude::*;

use crate::page::handle::Handle;
use crate::{
    identify::{By, Identity},
    profitwell::{self, session::Call, snippet::Survey},
};

#[wasm_bindgen(module = "/src/page/profitwell/vendor.js")]
extern "C" {
    fn survey(settings: i32) -> i32;
    fn tell(call: i32, by: i32, identity: i32) -> i32;
    #[wasm_bindgen(js_name = takeBack)]
    fn take_back() -> i32;
    fn install(settings: i32);
    fn share(settings: i32);
}

/// The index of no value.
const NOBODY: i32 = -1;

/// The page that this module runs in.
pub(super) struct Page;

impl profitwell::Page<Handle> for Page {
    fn survey(&self, settings: &Handle) -> Survey {
        Survey(survey(settings.0).cast_unsigned())
    }

    fn install(&self, settings: &Handle) {
        install(settings.0);
    }

    fn share(&self, settings: &Handle) {
        share(settings.0);
    }

    fn tell(&self, call: Call, identity: Option<&Identity<Handle>>) -> bool {
        let by = identity.map_or(By::CustomerId, Identity::by);
        tell(call as i32, by as i32, identity.map_or(NOBODY, |identity| identity.text().0)) != 0
    }

    fn take_back(&self) -> bool {
        take_back() != 0
    }
}
