//! Hostile data by the hundred thousand: whatever a page hands over, the vendor hears what the contract
//! says and nothing else.
#![cfg(not(target_arch = "wasm32"))]

mod model;
mod rules;
#[path = "../support/mod.rs"]
mod support;
mod values;

use std::{cell::Cell, fs, path::Path};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, FileFailurePersistence, TestCaseResult, TestRunner},
};
use retention_destinations::{
    identify::{By, Identity},
    profitwell::{Settings, consent::Answer},
};

use model::{History, Step};
use support::{
    Value,
    profitwell::{EMPTY, named},
};

/// How many identify events: 200,000, or what `EVENTS` says (`npm run robustness`: a million).
fn events() -> u32 {
    std::env::var("EVENTS").map_or(200_000, |text| text.parse().expect("EVENTS is a number"))
}

/// Runs `test` over as many values as make `wanted` of what it counts, each run from a new seed;
/// one that fails is kept in `regressions.txt` and tried first from then on.
fn run<T: std::fmt::Debug>(
    name: &str,
    wanted: u32,
    per_case: u32,
    values: impl Strategy<Value = T>,
    test: impl Fn(T) -> Result<u32, TestCaseError>,
) {
    let seeds = Box::new(FileFailurePersistence::Direct("tests/properties/regressions.txt"));
    let cases = wanted.div_ceil(per_case);
    let config =
        Config { cases, failure_persistence: Some(seeds), max_shrink_iters: 20_000, ..Config::default() };
    let count = Cell::new(0);
    let outcome = TestRunner::new(config).run(&values, |value| -> TestCaseResult {
        count.set(count.get() + test(value)?);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(count.get() >= wanted, "{} of {wanted}", count.get());
    // For the table in docs/robustness.md.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("robustness");
    fs::create_dir_all(&folder).expect("target/ can be written");
    let line = format!("{{\"{name}\": {}}}\n", count.get());
    fs::write(folder.join(format!("native-{name}.json")), line).expect("target/ can be written");
}

/// A page, and what happens on it to few people by few registrations.
fn history() -> impl Strategy<Value = (u32, Vec<Step>)> {
    let people = vec((values::anything(), values::traits()), 24);
    let lists = vec(values::usable_settings(), 3);
    (values::survey(), people, lists, vec(values::step(), 250)).prop_map(|(survey, people, lists, steps)| {
        (survey, steps.into_iter().map(|step| step.fill(&people, &lists)).collect())
    })
}

#[test]
fn the_vendor_hears_what_the_contract_says_and_nothing_else() {
    // Of 250 steps about 225 are identify events.
    run("identify", events(), 220, history(), |(survey, steps)| {
        let mut history = History::new(survey);
        let mut events = 0;
        for step in &steps {
            events += u32::from(matches!(step, Step::Identify { .. }));
            let (told, expected, consented) = history.take(step);
            prop_assert_eq!(&told, &expected, "{:?}", step);
            prop_assert!(consented || told.iter().all(|(name, _)| *name == "take back"), "{:?}", told);
            for identity in told.iter().filter_map(named) {
                prop_assert!(rules::is_valid(&identity), "{:?}", identity);
            }
            prop_assert!(history.starts() <= 1, "started {} times", history.starts());
        }
        Ok(events)
    });
}

#[test]
fn an_identity_is_told_once_and_once_more_after_a_reset() {
    let visitor = ((values::anything(), values::traits()), values::usable_settings());
    run("reset", 50_000, 1, visitor, |(person, settings)| {
        let mut history = History::new(EMPTY);
        let asked = Answer::Yes;
        let identify = Step::Identify { person: person.clone(), settings: settings.clone(), asked };
        let mut identities = |step| -> Vec<_> { history.take(step).0.iter().filter_map(named).collect() };
        let first = identities(&identify);
        prop_assert!(first.len() <= 1);
        prop_assert_eq!(identities(&identify), []);
        identities(&Step::Reset);
        prop_assert_eq!(identities(&identify), first);
        Ok(1)
    });
}

#[test]
fn settings_are_judged_as_the_contract_says() {
    run("settings", events() / 10, 50, vec(values::settings(), 50), |lists| {
        for list in &lists {
            let read = Settings::read(list.clone())
                .map(|it| (it.is_marketing(), it.consent(), it.uses_stored_user(), it.is_paddle()));
            prop_assert_eq!(read, rules::settings(list), "{:?}", list);
        }
        Ok(50)
    });
}

#[test]
fn a_text_is_an_email_or_a_customer_id_as_the_contract_says() {
    run("strings", events() / 5, 50, vec(values::text(), 50), |texts| {
        for text in &texts {
            let email = Identity::email(text, None).map(|it| (it.by(), it.text().clone()));
            prop_assert_eq!(email, rules::email(text).map(|it| (By::Email, it)), "{:?}", text);
            let id = Identity::customer_id(text).map(|it| (it.by(), it.text().clone()));
            prop_assert_eq!(id, rules::customer_id(text).map(|it| (By::CustomerId, it)), "{:?}", text);
        }
        Ok(50)
    });
}

#[test]
fn every_code_unit_before_in_and_after_an_email_is_judged_as_the_contract_says() {
    for unit in 0..=u16::MAX {
        for at in 0..=6 {
            let mut units: Vec<u16> = "a@b.co".encode_utf16().collect();
            units.insert(at, unit);
            let text = Value::units(&units);
            let read = Identity::email(&text, None).map(|it| it.text().clone());
            assert_eq!(read, rules::email(&text), "{unit:#x} at {at}");
        }
    }
}
