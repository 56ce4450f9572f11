//! Customers, page after page.

use std::{cell::RefCell, pin::Pin, rc::Rc};

use futures_lite::{Stream, StreamExt};
use js_sys::Promise;
use profitwell_api::{Error, customers::Customer};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::{abort::promise, answer::answer};

type Pages = Pin<Box<dyn Stream<Item = Result<Vec<Customer>, Error>>>>;

/// A list of customers under way.
#[wasm_bindgen]
pub struct Customers(
    /// Nothing while a page is under way, and after a call that was dropped.
    Rc<RefCell<Option<Pages>>>,
);

impl Customers {
    pub(crate) fn new(pages: Pages) -> Self {
        Customers(Rc::new(RefCell::new(Some(pages))))
    }
}

#[wasm_bindgen]
impl Customers {
    /// The next page; an empty list at the end.
    pub fn next(&self, signal: Option<AbortSignal>) -> Promise {
        let cell = self.0.clone();
        let page = async move {
            let Some(mut pages) = cell.take() else { return answer(&Vec::<Customer>::new()) };
            let page = pages.try_next().await;
            cell.replace(Some(pages));
            answer(&page?.unwrap_or_default())
        };
        promise(signal, Box::pin(page))
    }
}
