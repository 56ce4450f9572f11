//! The start-once state machine: what the vendor knows, and what it must receive.

use core::cell::Cell;

use crate::{
    identify::{By, Identity, Kept, Place, Visitor},
    value::Value,
};

crossing! {
    /// What to tell the vendor of the visitor that [`Session::identify`] was given.
    #[derive(Default)]
    pub enum Call {
        /// Nothing: the vendor knows.
        #[default]
        Nothing,
        /// `start`, the only one of the page: by the identity, or anonymously where there is none.
        Start,
        /// The identity, after our own anonymous start: if that still waits in the queue it can
        /// carry the identity, else as `Reidentify`.
        CompleteStart,
        /// The identity: the visitor is somebody else now, or somebody after all.
        Reidentify,
        /// The identity, by `Paddle.Update` instead of a command to the vendor. No session says so:
        /// the destination does, where Paddle.js runs the vendor.
        UpdatePaddle,
    }
}

/// Whether `start` was called, by us or by somebody else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Start {
    #[default]
    None,
    /// By us, without an identity.
    Anonymous,
    Done,
}

/// What the vendor knows of the visitor.
pub struct Session<V: Value> {
    start: Cell<Start>,
    visitor: Cell<Option<Kept<V>>>,
}

impl<V: Value> Session<V> {
    /// A session in which nothing has happened.
    #[must_use]
    pub const fn new() -> Self {
        Session { start: Cell::new(Start::None), visitor: Cell::new(None) }
    }

    /// Whether `start` was called, by us or by somebody else.
    #[must_use]
    pub fn is_started(&self) -> bool {
        self.start.get() != Start::None
    }

    /// Who the vendor knows the visitor as, kept for the running call: a getter of the page's may
    /// tell us of another visitor meanwhile.
    #[must_use]
    pub fn known(&self) -> Option<Identity<V>> {
        copied(&self.visitor).map(|kept| kept.recall(Place::Known).identity.copied())
    }

    /// Somebody else on the page has started the vendor, in place of any start of ours that still
    /// waited: from now on only re-identify.
    pub fn adopt(&self) {
        self.start.set(Start::Done);
    }

    /// An `identify` call: starts, or re-identifies where it tells something new.
    pub fn identify(&self, user_id: V, identity: Option<Identity<V>>) -> Call {
        let is_anonymous = identity.is_none();
        let is_news = identity.is_some_and(|identity| {
            let news = news(copied(&self.visitor), Place::Known, user_id.clone(), identity.clone());
            // The same customer may have several users: the one seen last counts.
            if news != News::Less {
                self.visitor.set(Some(Visitor { user_id, identity }.keep(Place::Known)));
            }
            news == News::Another
        });
        match self.start.get() {
            Start::None => {
                self.start.set(if is_anonymous { Start::Anonymous } else { Start::Done });
                Call::Start
            }
            _ if !is_news => Call::Nothing,
            Start::Anonymous => {
                self.start.set(Start::Done);
                Call::CompleteStart
            }
            Start::Done => Call::Reidentify,
        }
    }

    /// The host forgot its user: the next identity is news, nobody is not.
    pub fn reset(&self) {
        self.visitor.set(None);
    }

    /// A `start` that still waited in the queue was taken back.
    pub fn take_back_start(&self) {
        self.start.set(Start::None);
        self.reset();
    }
}

// Not derived: that would ask for `V: Default`.
impl<V: Value> Default for Session<V> {
    fn default() -> Self {
        Self::new()
    }
}

/// A copy of what a cell holds.
pub(super) fn copied<T: Clone + Default>(cell: &Cell<T>) -> T {
    let value = cell.take();
    cell.set(value.clone());
    value
}

/// How the visitor of a call compares with who is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The identity that is known.
    Same,
    /// Only the email of the user whose customer id is known.
    Less,
    /// Another identity.
    Another,
}

/// Compares a call with who is known.
#[allow(clippy::needless_pass_by_value)] // by reference they go through the module's memory
pub fn news<V: Value>(kept: Option<Kept<V>>, place: Place, user_id: V, identity: Identity<V>) -> News {
    let Some(known) = kept.map(|kept| kept.recall(place)) else { return News::Another };
    if known.identity == identity {
        News::Same
    } else if known.identity.by() == By::CustomerId && identity.by() == By::Email && known.user_id == user_id
    {
        News::Less
    } else {
        News::Another
    }
}
