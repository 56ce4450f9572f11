// What crosses between the module of either destination and JavaScript, by name. Generated from the
// Rust sources by `cargo run --package xtask -- border`: do not edit.

export const Kind = /** @type {const} */ ({
  Undefined: 0,
  Null: 1,
  False: 2,
  True: 3,
  Text: 4,
  Function: 5,
  Promise: 6,
  Other: 7,
});
export const Slot = /** @type {const} */ ({
  KnownUser: 0,
  KnownIdentity: 1,
  HeldUser: 2,
  HeldIdentity: 3,
});
export const Answer = /** @type {const} */ ({
  No: 0,
  Waiting: 1,
  Yes: 2,
});

// Why a value is not an email or a customer id, by the numbers of `Flaw`.
export const FLAWS = ['not a string', 'a placeholder', 'no dot after the @', 'not an email address', 'too long'];

// The longest time a browser's timer can wait.
export const LONGEST_TIMEOUT_MS = 2147483647;
