//! The start-once state machine: what the vendor knows, and what it must receive.

use crate::{
    identify::{By, Identify, Identity},
    value::{Slot, Value},
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

/// What the vendor knows of the visitor.
#[derive(Clone, Debug)]
pub struct Session<V> {
    started: bool,
    anonymous_start: bool,
    visitor: Option<Identify<V>>,
}

impl<V> Session<V> {
    /// A session in which nothing has happened.
    #[must_use]
    pub const fn new() -> Self {
        Session { started: false, anonymous_start: false, visitor: None }
    }
}

// Not derived: that would ask for `V: Default`.
impl<V> Default for Session<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Value> Session<V> {
    /// Whether `start` was called, by us or by somebody else.
    #[must_use]
    pub fn is_started(&self) -> bool {
        self.started
    }

    /// Who the vendor knows the visitor as, kept for the running call: a getter of the page's may
    /// tell us of another visitor meanwhile.
    #[must_use]
    pub fn known(&self) -> Option<Identity<V>> {
        self.visitor.as_ref()?.identity.as_ref().map(|identity| identity.keep(Slot::Call))
    }

    /// Somebody else on the page has started the vendor, in place of any start of ours that still
    /// waited: from now on only re-identify.
    pub fn adopt(&mut self) {
        self.started = true;
        self.anonymous_start = false;
    }

    /// An `identify` call: starts, or re-identifies where it tells something new.
    pub fn identify(&mut self, visitor: &Identify<V>) -> Call {
        let same = self.visitor.as_ref().is_some_and(|known| known.identity == visitor.identity);
        let news = !same && is_news(self.visitor.as_ref(), visitor);
        // The same customer may have several users: the one seen last counts.
        if news || same {
            self.visitor = Some(visitor.keep(Slot::KnownUser, Slot::KnownIdentity));
        }
        if !self.started {
            self.started = true;
            self.anonymous_start = visitor.identity.is_none();
            Call::Start
        } else if !news {
            Call::Nothing
        } else if core::mem::take(&mut self.anonymous_start) {
            Call::CompleteStart
        } else {
            Call::Reidentify
        }
    }

    /// The host forgot its user: the next identity is news, nobody is not.
    pub fn reset(&mut self) {
        self.visitor = None;
    }

    /// A `start` that still waited in the queue was taken back.
    pub fn take_back_start(&mut self) {
        *self = Session::default();
    }
}

/// Whether a call tells something that `known` does not: another identity. Nobody is no news;
/// nor is only an email for the user whose customer id is known.
pub fn is_news<V: Value>(known: Option<&Identify<V>>, call: &Identify<V>) -> bool {
    let Some(identity) = &call.identity else { return false };
    let Some(Identify { user_id, identity: Some(known) }) = known else { return true };
    known != identity
        && !(known.by() == By::CustomerId && identity.by() == By::Email && *user_id == call.user_id)
}
