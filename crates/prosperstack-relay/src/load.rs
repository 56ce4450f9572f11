//! How much a relay holds at once, whoever sends it.

use std::{cell::Cell, rc::Rc};

/// Requests of which nobody knows yet whose they are: each holds a body of at most 32 KB, so all of them 32 MB.
pub const MOST_UNAUTHENTICATED: u32 = 1024;
/// Messages on their way to the other side: each holds a connection there.
pub const MOST_DELIVERIES: u32 = 256;

/// What is held now.
#[derive(Debug)]
pub struct Load {
    unauthenticated: Gauge,
    deliveries: Gauge,
}

impl Load {
    /// A place for a body of somebody unknown; none if all are taken.
    #[must_use]
    pub fn body(&self) -> Option<Permit> {
        self.unauthenticated.take()
    }

    /// A place for a delivery; none if all are taken.
    #[must_use]
    pub fn delivery(&self) -> Option<Permit> {
        self.deliveries.take()
    }
}

impl Default for Load {
    fn default() -> Self {
        Load { unauthenticated: Gauge::new(MOST_UNAUTHENTICATED), deliveries: Gauge::new(MOST_DELIVERIES) }
    }
}

#[derive(Debug)]
struct Gauge {
    used: Rc<Cell<u32>>,
    most: u32,
}

impl Gauge {
    fn new(most: u32) -> Self {
        Gauge { used: Rc::default(), most }
    }

    fn take(&self) -> Option<Permit> {
        let used = self.used.get();
        (used < self.most).then(|| {
            self.used.set(used + 1);
            Permit(self.used.clone())
        })
    }
}

/// A place that is free again when this is dropped.
#[derive(Debug)]
pub struct Permit(Rc<Cell<u32>>);

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
