//! The JavaScript files that only other JavaScript imports.
//!
//! wasm-bindgen copies the files that an `extern` block names; the import of one that it has not
//! copied would lead nowhere in `wasm-bindgen-test`. Nothing calls these functions, so nothing of
//! them is in the module.
#![allow(dead_code)]

use wasm_bindgen::prelude::*;

macro_rules! copied {
    ($($path:literal $name:ident,)*) => {
        $(
            #[wasm_bindgen(module = $path)]
            extern "C" { fn $name(); }
        )*
    };
}

copied! {
    "/src/page/attempt.js" attempt,
    "/src/page/border.js" border,
    "/src/page/document.js" document,
    "/src/page/syntax.js" syntax,
    "/src/page/trusted-script.js" trusted_script,
    "/src/page/url.js" url,
}

#[cfg(feature = "profitwell")]
copied! {
    "/src/page/profitwell/border.js" profitwell_border,
    "/src/page/profitwell/found.js" profitwell_found,
    "/src/page/profitwell/queue.js" profitwell_queue,
    "/src/page/profitwell/script.js" profitwell_script,
}

#[cfg(feature = "prosperstack")]
copied! {
    "/src/page/prosperstack/border.js" prosperstack_border,
}
