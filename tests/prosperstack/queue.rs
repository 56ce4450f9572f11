use retention_destinations::prosperstack::{
    Code,
    destination::retry_after,
    queue::{Answer, End, MOST_ATTEMPTS, Queue, Step},
};

use super::support::Value;

const FAILED: Answer = Answer::NotNow(None);

#[test]
fn every_status_is_delivered_refused_or_tried_again() {
    let table = [
        (200, Answer::Delivered),
        (202, Answer::Delivered),
        (204, Answer::Delivered),
        (0, Answer::Refused(Code::MessageRefused)),
        (302, Answer::Refused(Code::MessageRefused)),
        (400, Answer::Refused(Code::MessageRefused)),
        (401, Answer::Refused(Code::NoSession)),
        (403, Answer::Refused(Code::OriginRefused)),
        (404, Answer::Refused(Code::EndpointNotFound)),
        (405, Answer::Refused(Code::EndpointNotFound)),
        (409, Answer::Refused(Code::AnotherPerson)),
        (413, Answer::Refused(Code::MessageRefused)),
        (415, Answer::Refused(Code::MessageRefused)),
        (429, FAILED),
        (500, FAILED),
        (501, Answer::Refused(Code::NotImplemented)),
        (502, FAILED),
        (503, FAILED),
        (504, FAILED),
        (-1, FAILED),
    ];
    for (status, answer) in table {
        assert_eq!(Answer::of(status, None), answer, "{status}");
    }
    assert_eq!(Answer::of(503, Some(5.0)), Answer::NotNow(Some(5.0)));
}

#[test]
fn one_message_at_a_time_and_nothing_without_properties() {
    let mut queue = Queue::new();
    assert_eq!(queue.next(false, false, true, 0.0), Step::Nothing);
    assert_eq!(queue.next(true, false, true, 0.0), Step::New(0, 1));
    assert_eq!(queue.next(true, false, true, 0.0), Step::Nothing);
    assert_eq!(queue.answer(1, Answer::Delivered, true, 0.0, 0.5), Some((0, Some(End::Delivered))));
    assert_eq!(queue.next(true, false, true, 0.0), Step::New(0, 2));
}

#[test]
fn a_failure_waits_between_half_and_all_of_a_time_that_doubles_up_to_a_minute() {
    for dice in [0.0, 0.999_999] {
        let mut queue = Queue::new();
        let mut now = 0.0;
        let Step::New(0, mut ticket) = queue.next(true, false, true, now) else { panic!("nothing went") };
        for attempt in 1..MOST_ATTEMPTS {
            assert_eq!(queue.answer(ticket, FAILED, true, now, dice), Some((0, None)));
            let Step::Wake(wait) = queue.next(true, false, true, now) else { panic!("no wait") };
            let whole = (1000.0 * 2_f64.powi(attempt.cast_signed() - 1)).min(60_000.0);
            assert!((whole / 2.0..=whole).contains(&wait), "{wait} after {attempt}");
            now += wait;
            let Step::Again(0, next) = queue.next(true, false, true, now) else { panic!("not again") };
            ticket = next;
        }
        assert_eq!(queue.answer(ticket, FAILED, true, now, dice), Some((0, Some(End::Lost))));
        // What waits behind it does not go at once, and is tried as often.
        assert!(matches!(queue.next(true, false, true, now), Step::Wake(_)));
    }
}

#[test]
fn retry_after_holds_when_the_page_is_hidden_and_when_the_user_changes() {
    let mut queue = Queue::new();
    queue.next(true, false, true, 0.0);
    queue.answer(1, Answer::NotNow(Some(30_000.0)), true, 0.0, 0.0);
    assert_eq!(queue.next(true, true, true, 10_000.0), Step::Wake(20_000.0));
    queue.clear();
    assert_eq!(queue.next(true, true, true, 10_000.0), Step::Wake(20_000.0));
    assert_eq!(queue.next(true, false, true, 30_000.0), Step::New(0, 2));
}

#[test]
fn hiding_ends_our_own_wait_and_sends_what_waits_behind_a_message_once() {
    let mut queue = Queue::new();
    queue.next(true, false, true, 0.0);
    queue.answer(1, FAILED, true, 0.0, 0.0);
    assert_eq!(queue.next(true, true, true, 1.0), Step::Again(0, 2));
    assert_eq!(queue.next(true, true, true, 1.0), Step::New(1, 3));
    assert_eq!(queue.next(true, true, true, 1.0), Step::Nothing);
    // While both are in flight a failure gives the properties back, so that no old value can
    // arrive after a new one.
    assert_eq!(queue.answer(2, FAILED, true, 2.0, 0.0), Some((0, Some(End::Back))));
    assert_eq!(queue.answer(3, Answer::Delivered, true, 3.0, 0.0), Some((1, Some(End::Delivered))));
}

#[test]
fn offline_nothing_goes_no_attempt_counts_and_nothing_is_lost() {
    let mut queue = Queue::new();
    assert_eq!(queue.next(true, false, false, 0.0), Step::Nothing);
    assert_eq!(queue.next(true, false, true, 0.0), Step::New(0, 1));
    let mut ticket = 1;
    for _ in 0..100 {
        assert_eq!(queue.answer(ticket, FAILED, false, 0.0, 0.0), Some((0, None)));
        assert_eq!(queue.next(false, false, false, 0.0), Step::Nothing);
        let Step::Again(0, next) = queue.next(false, false, true, 0.0) else { panic!("not again") };
        ticket = next;
    }
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let mut queue = Queue::new();
    queue.next(true, false, true, 0.0);
    queue.clear();
    assert_eq!(queue.answer(1, Answer::Delivered, true, 0.0, 0.0), None);
    assert_eq!(queue.next(true, false, true, 0.0), Step::New(0, 2));
    assert_eq!(queue.answer(1, FAILED, true, 0.0, 0.0), None);
}

#[test]
fn retry_after_is_seconds_or_a_date_by_the_clock_of_the_relay() {
    let read = |header: Value, date: Value| retry_after(&header, &date, 1_000.0);
    assert_eq!(read("120".into(), Value::Undefined), Some(120_000.0));
    assert_eq!(read(" 0 ".into(), Value::Undefined), Some(0.0));
    assert_eq!(read("@61000".into(), "@1000".into()), Some(60_000.0));
    assert_eq!(read("@61000".into(), Value::Undefined), Some(60_000.0));
    assert_eq!(read("@500".into(), Value::Undefined), Some(0.0));
    for odd in ["", "-1", "soon", "1.5", "99999999999"] {
        assert_eq!(read(odd.into(), Value::Undefined), None, "{odd}");
    }
    assert_eq!(read(Value::Undefined, Value::Undefined), None);
}
