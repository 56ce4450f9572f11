//! An exchange from its beginning.

use prosperstack_relay::{Arrival, Given, Options, Relay, Settings, Step, settings::Target};

use super::options;

pub const POST: Arrival = Arrival {
    method: "POST",
    origin: Some("https://shop.example"),
    content_type: Some("application/json"),
    content_encoding: None,
    content_length: None,
};

/// Which of the owner's functions there are; the bits of a number.
pub fn relay(functions: u8) -> Relay {
    let there = |bit: u8| if functions & bit == 0 { Given::Nothing } else { Given::Function };
    let mut options = Options { rate_limit: there(1), seen: there(2), delivered: there(4), ..options() };
    if functions & 8 != 0 {
        options.prosperstack =
            Some(Target { url: Given::Nothing, api_key: Given::Nothing, deliver: Given::Function });
    }
    Relay::new(Settings::read(&options).unwrap())
}
/// The name of a step.
pub fn name(step: Step) -> &'static str {
    match step {
        Step::ReadBody => "ReadBody",
        Step::Authenticate => "Authenticate",
        Step::AskRateLimit(_) => "AskRateLimit",
        Step::AskSeen(_) => "AskSeen",
        Step::Deliver(_) => "Deliver",
        Step::TellDelivered(_) => "TellDelivered",
        Step::Answer(_) => "Answer",
    }
}
