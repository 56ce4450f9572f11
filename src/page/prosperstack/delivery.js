// The one request per message, and the wait before the next. When to send is decided in Rust.

import { attempt } from '../attempt.js';
import { FLAWS } from '../border.js';
import { promise, race } from '../syntax.js';
import { put, valueAt } from '../values.js';
import { NO_ANSWER, Setting } from './border.js';
import { clearPerson, messageIn } from './messages.js';

/** The longest time that a browser's timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * What the page's registry does with what happens here.
 *
 * @typedef {object} Bindings
 * @property {(code: number, detail: string) => void} report
 * @property {(answer: { retryAfter?: unknown, date?: unknown, ticket: number, status: number }) => void} answered
 * @property {() => void} woken
 */

/** @type {Bindings} */
let bindings;
/** @param {Bindings} given */
export const bind = (given) => {
  bindings = given;
};

/** @type {string} */
let url;
/** @type {number} */
let timeoutMs;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

export const endpoint = () => put(url);

/** @param {number} settings */
export const sendTo = (settings) => {
  const values = valueAt(settings);
  url = values[Setting.endpoint];
  timeoutMs = values[Setting.timeoutMs];
};

/** @param {string} body @param {AbortSignal} signal */
const request = (body, signal) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    credentials: 'include',
    keepalive: true,
    redirect: 'manual',
    body,
    signal,
  });

/** @param {number} slot @param {number} ticket */
export const post = (slot, ticket) => {
  const message = messageIn(slot);
  const control = new AbortController();
  const abort = () => control.abort();
  const late = setTimeout(abort, timeoutMs);
  message.abort = abort;
  // In the same tick, and whatever `fetch` is here: a page may have put its own in place.
  const sent = attempt(() => request(message.body, control.signal));
  const aborted = promise((_, reject) => {
    if (control.signal.aborted) reject(undefined);
    else control.signal.addEventListener('abort', reject);
  });
  /** @param {{ retryAfter?: unknown, date?: unknown, status: number }} outcome */
  const done = (outcome) => {
    clearTimeout(late);
    bindings.answered({ ticket, ...outcome });
  };
  /** @param {any} headers @param {string} name */
  const header = (headers, name) => attempt(() => headers.get(name));
  const settle = async () => {
    let outcome;
    try {
      const { status, headers } = await race(sent, aborted);
      outcome = { status: status | 0, retryAfter: header(headers, 'Retry-After'), date: header(headers, 'Date') };
    } catch {
      outcome = { status: NO_ANSWER };
    }
    done(outcome);
  };
  settle();
};

/** Calls `woken` after so many milliseconds, and no longer at what was said before. @param {number} afterMs */
export const wake = (afterMs) => {
  clearTimeout(timer);
  timer = setTimeout(() => bindings.woken(), Math.min(Math.ceil(afterMs), LONGEST_TIMER_MS));
};

/** Forgets the person, and that there was something to wait for. */
export const clear = () => {
  clearTimeout(timer);
  clearPerson();
};

/**
 * @param {number} code
 * @param {number} detail the index of a trait's name, or the complement of a flaw's number
 */
export const report = (code, detail) => {
  bindings.report(code, valueAt(detail) ?? FLAWS[~detail]);
};
