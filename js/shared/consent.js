// The page's consent functions and promises: they are asked here, and which answer counts is
// decided in Rust.

import { Answer, Kind } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { kindOf } from '../../src/page/values.js';

/** @typedef {(strictest: number, kind: number) => number} Stricter the module's */

/** @type {(() => unknown)[]} of all registrations */
const functions = [];
let times = 0;

/**
 * Whether the page's promise, or what passes for one, says yes; one that throws does not.
 *
 * @param {unknown} answer
 */
const adopt = async (answer) => {
  try {
    return (await answer) === true;
  } catch {
    return false;
  }
};

/** Forgets the consent functions, and what is still asked. */
export const forgetConsent = () => {
  functions.length = 0;
  times += 1;
};

/** Takes the consent setting of a registration. @param {any} consent */
export const addConsent = (consent) => {
  if (typeof consent === 'function') {
    functions[functions.length] = consent;
  } else if (typeof consent === 'object') {
    /** @type {boolean | Promise<boolean>} */
    let answer = adopt(consent);
    (async () => {
      answer = await answer;
    })();
    functions[functions.length] = () => answer;
  }
};

/**
 * The strictest answer of all, as far as it is there.
 *
 * @param {Stricter} stricter
 * @param {(answer: number) => void} settle gets the answer once a pending one is there; of several
 *   times that they were asked, only the newest counts
 */
export const askConsent = (stricter, settle) => {
  if (functions.length === 0) return Answer.Yes;
  times += 1;
  const mine = times;
  let answer = /** @type {number} */ (Answer.Yes);
  /** @type {Promise<boolean>[]} */
  const pending = [];
  for (let at = 0; at < functions.length; at += 1) {
    const given = attempt(functions[at]);
    const kind = kindOf(given);
    answer = stricter(answer, kind);
    // Also where they change nothing: a rejection that nobody handles is an error in the page.
    if (kind === Kind.Promise) pending[pending.length] = adopt(given);
  }
  const waitForAll = async () => {
    let all = /** @type {number} */ (Answer.Yes);
    for (let at = 0; at < pending.length; at += 1) all = stricter(all, kindOf(await pending[at]));
    if (mine === times) settle(all);
  };
  if (answer === Answer.Waiting) waitForAll();
  return answer;
};
