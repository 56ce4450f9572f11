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
 * A promise of whether the page's promise, or what passes for one, says yes. Not `Promise.resolve`
 * or `Promise.all` of it: a promise may bring a `then` that throws.
 *
 * @param {unknown} answer
 * @returns {Promise<boolean>}
 */
const adopt = (answer) =>
  new Promise((resolve) => resolve(answer)).then(
    (yes) => yes === true,
    () => false,
  );

/** @param {unknown[]} answers @param {Stricter} stricter */
const strictest = (answers, stricter) => {
  let answer = /** @type {number} */ (Answer.Yes);
  for (const given of answers) answer = stricter(answer, kindOf(given));
  return answer;
};

/** Takes the consent setting of a registration. @param {any} consent */
export const addConsent = (consent) => {
  if (typeof consent === 'function') {
    functions.push(consent);
  } else if (typeof consent === 'object') {
    /** @type {boolean | Promise<boolean>} */
    let answer = adopt(consent);
    answer.then((yes) => {
      answer = yes;
    });
    functions.push(() => answer);
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
  const answers = functions.map((ask) => attempt(ask));
  const answer = strictest(answers, stricter);
  // Also where they change nothing: a rejection that nobody handles is an error in the page.
  const pending = answers.filter((given) => kindOf(given) === Kind.Promise).map(adopt);
  if (answer === Answer.Waiting) {
    Promise.all(pending).then((given) => {
      if (mine === times) settle(strictest(given, stricter));
    });
  }
  return answer;
};
