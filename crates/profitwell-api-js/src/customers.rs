//! Customers, page after page.

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use profitwell_api::{Client, Fetch, Paging, customers::Customer};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::{abort::promise, answer::answer};

/// A list of customers under way.
#[wasm_bindgen]
pub struct Customers {
    client: Client<Fetch>,
    /// Nothing while a page is under way, after a call that was dropped, and after an error.
    paging: Rc<RefCell<Option<Paging>>>,
}

impl Customers {
    pub(crate) fn new(client: Client<Fetch>, paging: Paging) -> Self {
        Customers { client, paging: Rc::new(RefCell::new(Some(paging))) }
    }
}

#[wasm_bindgen]
impl Customers {
    /// The next page; an empty list at the end.
    pub fn next(&self, signal: Option<AbortSignal>) -> Promise {
        let client = self.client.clone();
        let cell = self.paging.clone();
        let page = async move {
            let Some(mut paging) = cell.take() else { return answer(&Vec::<Customer>::new()) };
            let page = client.customers().next_page(&mut paging).await?;
            cell.replace(Some(paging));
            answer(&page.unwrap_or_default())
        };
        promise(signal, Box::pin(page))
    }
}
