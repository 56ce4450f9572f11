// What the page's consent functions and promises say, all of them taken together.

import { attempt } from '../../src/page/page.js';

const NO = 0;
const WAITING = 1;
const YES = 2;

/**
 * A promise of whether the page's promise, or what passes for one, says yes. Not `Promise.resolve`
 * or `Promise.all` of it: a promise may bring a `then` that throws.
 */
const adopt = (answer) => new Promise((resolve) => resolve(answer)).then((yes) => yes === true, () => false);

/**
 * What takes the consent setting of a registration, and what gives the strictest answer of all;
 * a pending one is handed to `settle` later, once.
 */
export const consents = (settle) => {
  const answers = [];
  let asks = 0;
  return [
    (consent) => {
      if (typeof consent == 'function') answers.push(consent);
      else if (typeof consent == 'object') {
        let answer = adopt(consent);
        answer.then((yes) => (answer = yes));
        answers.push(() => answer);
      }
    },
    () => {
      if (!answers[0]) return YES;
      const mine = ++asks;
      const given = answers.map((answer) => attempt(answer));
      const pending = given.filter((answer) => attempt(() => answer.then));
      const denied = given.some((answer) => answer !== true && !pending.includes(answer));
      const finish = (all) => mine == asks && !denied && settle(all.every((yes) => yes) ? YES : NO);
      // Even where it changes nothing: a rejection that nobody handles is an error in the page.
      if (pending[0]) Promise.all(pending.map(adopt)).then(finish);
      return denied ? NO : pending[0] ? WAITING : YES;
    },
  ];
};
