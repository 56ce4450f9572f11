//! Everything a company has, in memory.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use super::{
    history::{Event, Subscription},
    ids,
    retain::Unsubscribed,
};

/// A user, which the customers' endpoints call a customer.
pub struct User {
    /// `user_alias`
    pub alias: Option<Arc<str>>,
    /// Any string.
    pub email: Box<str>,
    /// First and last name; those made through the API have none.
    pub name: Option<Box<(String, String)>>,
    /// Indices, in the order of their creation.
    pub subscriptions: Vec<u32>,
    /// Unix seconds.
    pub created_on: i64,
    /// Unix seconds.
    pub updated_on: i64,
}

/// A plan.
pub struct Plan {
    /// Chosen by the caller.
    pub id: String,
    /// Chosen by the caller.
    pub name: String,
}

/// A category of traits, under its name in lower case.
pub struct Category {
    /// As it was first written.
    pub name: String,
    /// By the trait in lower case: as it was first written, and who has it.
    pub traits: BTreeMap<String, (String, BTreeSet<u32>)>,
}

/// A first subscription's user, or a new one of a known user.
pub enum Whose {
    /// An index into the users.
    Known(u32),
    /// Somebody new.
    New {
        /// `user_alias`
        alias: Option<Arc<str>>,
        /// Any string.
        email: Box<str>,
        /// First and last name.
        name: Option<Box<(String, String)>>,
    },
}

/// All of it.
#[derive(Default)]
pub struct Store {
    users: Vec<Option<User>>,
    subscriptions: Vec<Option<Subscription>>,
    user_aliases: HashMap<Arc<str>, u32>,
    subscription_aliases: HashMap<Arc<str>, u32>,
    by_update: BTreeSet<(i64, u32)>,
    plan_ids: HashMap<String, u32>,
    /// In the order of their creation.
    pub plans: Vec<Plan>,
    /// By the category in lower case.
    pub categories: BTreeMap<String, Category>,
    /// The customers that the metrics exclude.
    pub excluded: HashSet<u32>,
    /// The customers that Retain does not contact.
    pub unsubscribed: Vec<Unsubscribed>,
}

fn number(length: usize) -> u32 {
    u32::try_from(length).expect("fewer than four billion rows")
}

impl Store {
    /// By id, or by alias.
    pub fn find_user(&self, id_or_alias: &str) -> Option<u32> {
        self.find_customer(id_or_alias).or_else(|| self.user_aliases.get(id_or_alias).copied())
    }

    /// By id alone. That the id of a manually added customer is its `user_id`, no public source settles.
    pub fn find_customer(&self, id: &str) -> Option<u32> {
        ids::index("pwu_", id).filter(|&index| matches!(self.users.get(index as usize), Some(Some(_))))
    }

    /// Everybody with this email, in any case.
    pub fn with_email(&self, email: &str) -> Vec<u32> {
        self.users()
            .filter(|(_, user)| user.email.eq_ignore_ascii_case(email))
            .map(|(index, _)| index)
            .collect()
    }

    /// By id, or by alias.
    pub fn find_subscription(&self, id_or_alias: &str) -> Option<u32> {
        ids::index("pws_", id_or_alias)
            .filter(|&index| matches!(self.subscriptions.get(index as usize), Some(Some(_))))
            .or_else(|| self.subscription_alias(id_or_alias))
    }

    /// By alias.
    pub fn subscription_alias(&self, alias: &str) -> Option<u32> {
        self.subscription_aliases.get(alias).copied()
    }

    /// A user that was found.
    pub fn user(&self, index: u32) -> &User {
        self.users[index as usize].as_ref().expect("a user that was found")
    }

    /// Changes a user that was found.
    pub fn change_user(&mut self, index: u32, now: i64, change: impl FnOnce(&mut User)) {
        let user = self.users[index as usize].as_mut().expect("a user that was found");
        change(user);
        let before = std::mem::replace(&mut user.updated_on, now);
        self.by_update.remove(&(before, index));
        self.by_update.insert((now, index));
    }

    /// A subscription that was found.
    pub fn subscription(&self, index: u32) -> &Subscription {
        self.subscriptions[index as usize].as_ref().expect("a subscription that was found")
    }

    /// Changes a subscription that was found, and with it its user's date.
    pub fn change_subscription(&mut self, index: u32, now: i64, change: impl FnOnce(&mut Subscription)) {
        let subscription =
            self.subscriptions[index as usize].as_mut().expect("a subscription that was found");
        change(subscription);
        let user = subscription.user;
        self.change_user(user, now, |_| {});
    }

    /// Everybody.
    pub fn users(&self) -> impl Iterator<Item = (u32, &User)> {
        self.users.iter().enumerate().filter_map(|(index, user)| Some((number(index), user.as_ref()?)))
    }

    /// The subscriptions of a user.
    pub fn subscriptions_of(&self, user: &User) -> impl Iterator<Item = &Subscription> {
        user.subscriptions.iter().map(|&index| self.subscription(index))
    }

    /// The subscriptions with these numbers, as far as there are any; none past the end.
    pub fn subscriptions_in(
        &self,
        range: Range<usize>,
    ) -> Option<impl Iterator<Item = (u32, &Subscription)>> {
        let rows = self.subscriptions.get(range.start..range.end.min(self.subscriptions.len()))?;
        let rows = rows.iter().enumerate();
        (rows.len() > 0)
            .then(|| rows.filter_map(move |(index, row)| Some((number(range.start + index), row.as_ref()?))))
    }

    /// How many users there ever were.
    pub fn ever(&self) -> u32 {
        number(self.users.len())
    }

    /// How many users and subscriptions there are.
    pub fn counts(&self) -> (usize, usize) {
        (self.by_update.len(), self.users().map(|(_, user)| user.subscriptions.len()).sum())
    }

    /// Users by their date, those of one date by their number.
    pub fn by_update(&self, from: Option<i64>, until: Option<i64>) -> impl DoubleEndedIterator<Item = u32> {
        let from = from.unwrap_or(i64::MIN);
        let until = until.unwrap_or(i64::MAX).max(from);
        self.by_update.range((from, 0)..(until, 0)).map(|&(_, user)| user)
    }

    /// Adds a subscription; gives its index.
    pub fn subscribe(
        &mut self,
        whose: Whose,
        now: i64,
        alias: Option<Arc<str>>,
        data_provider_user_id: Option<Box<str>>,
        currency: [u8; 3],
        event: Event,
    ) -> u32 {
        let index = number(self.subscriptions.len());
        let user = match whose {
            Whose::Known(user) => user,
            Whose::New { alias, email, name } => {
                let user = number(self.users.len());
                self.users.push(Some(User {
                    alias: alias.clone(),
                    email,
                    name,
                    subscriptions: Vec::with_capacity(1),
                    created_on: now,
                    updated_on: now,
                }));
                if let Some(alias) = alias {
                    self.user_aliases.insert(alias, user);
                }
                user
            }
        };
        if let Some(alias) = &alias {
            self.subscription_aliases.insert(alias.clone(), index);
        }
        self.subscriptions.push(Some(Subscription {
            user,
            alias,
            data_provider_user_id,
            currency,
            events: vec![event],
        }));
        self.change_user(user, now, |user| user.subscriptions.push(index));
        index
    }

    /// Gives an alias to a user that has none.
    pub fn name_user(&mut self, user: u32, alias: Arc<str>, now: i64) {
        self.user_aliases.insert(alias.clone(), user);
        self.change_user(user, now, |user| user.alias = Some(alias));
    }

    /// Deletes a user with everything of its; the aliases are free again, which no public source settles.
    pub fn delete_user(&mut self, index: u32) {
        let Some(user) = self.users[index as usize].take() else { return };
        self.by_update.remove(&(user.updated_on, index));
        if let Some(alias) = user.alias {
            self.user_aliases.remove(&alias);
        }
        for subscription in user.subscriptions {
            let gone = self.subscriptions[subscription as usize].take();
            if let Some(alias) = gone.and_then(|gone| gone.alias) {
                self.subscription_aliases.remove(&alias);
            }
        }
        for category in self.categories.values_mut() {
            for (_, who) in category.traits.values_mut() {
                who.remove(&index);
            }
        }
        self.excluded.remove(&index);
        self.unsubscribed.retain(|entry| entry.user != index);
    }

    /// A plan's index.
    pub fn find_plan(&self, id: &str) -> Option<u32> {
        self.plan_ids.get(id).copied()
    }

    /// A plan's index; makes the plan if there is none, named as its id.
    pub fn plan(&mut self, id: &str) -> u32 {
        self.find_plan(id).unwrap_or_else(|| self.add_plan(id, id))
    }

    /// Adds a plan.
    pub fn add_plan(&mut self, id: &str, name: &str) -> u32 {
        let index = number(self.plans.len());
        self.plan_ids.insert(id.into(), index);
        self.plans.push(Plan { id: id.into(), name: name.into() });
        index
    }
}
