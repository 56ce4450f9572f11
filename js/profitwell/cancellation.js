// The cancellation flow: opens the vendor's dialogue and answers with its result. It never
// rejects, so that no site's cancel button is dead because of us.

import { Flow, GLOBAL, INIT_CANCELLATION_FLOW, STATUSES } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { isLoaded } from '../../src/page/profitwell/queue.js';
import { includes, ownNames, promise, race } from '../../src/page/syntax.js';
import { wait } from '../shared/wait.js';
import { registry } from './registry.js';

/** @typedef {import('../shared/registry.js').Registry} Registry */

/** How often the vendor's script is looked for, in milliseconds. */
const LOOK_MS = 50;

/** `salvage_offer_result` as `salvageOfferResult`. @param {string} name */
const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** How many values of a result are looked at, and how deep they may lie: a person answers some questions. */
const MOST_VALUES = 10_000;
const DEEPEST = 20;

/** A copy of a result, its names in camel case; what is beyond the bounds stays as it is. @param {unknown} result */
const renamed = (result) => {
  let left = MOST_VALUES;
  /** @param {any} value @param {number} depth @returns {any} */
  const copied = (value, depth) => {
    left -= 1;
    if (typeof value !== 'object' || !value || depth > DEEPEST || left < 0) return value;
    /** @type {any} */
    const copy = Array.isArray(value) ? [] : { __proto__: null };
    const names = ownNames(value);
    for (let at = 0; at < names.length; at += 1) copy[camelCase(names[at])] = copied(value[names[at]], depth + 1);
    return Array.isArray(value) ? copy : { ...copy };
  };
  return copied(result, 0);
};

/** @param {unknown} subscriptionId @param {number} way a `Flow` @returns {any} */
const openDialogue = (subscriptionId, way) => {
  const page = /** @type {any} */ (window);
  if (way === Flow.Paddle) return page.Paddle.Retain.initCancellationFlow({ subscriptionId });
  return page[GLOBAL](INIT_CANCELLATION_FLOW, { subscription_id: subscriptionId });
};

/**
 * Throws the details of an error; anything else that is thrown is the vendor's.
 *
 * @param {unknown} subscriptionId
 * @param {Registry | undefined} page
 */
async function open(subscriptionId, page) {
  if (typeof subscriptionId !== 'string' || subscriptionId.trim() === '') throw 'invalid_subscription_id';
  if (!page?.timeoutMs) throw 'not_loaded';
  const { timeoutMs } = page;
  const late = promise((_, reject) => setTimeout(() => reject('timed_out'), timeoutMs));
  const way = await race(page.flow?.(), late);
  if (way === Flow.NoConsent) throw 'consent_denied';
  if (way !== Flow.Commands && way !== Flow.Paddle) throw 'not_loaded';
  while (way === Flow.Commands && !isLoaded()) {
    if (page.blocked) throw 'vendor_script_blocked';
    await race(late, wait(LOOK_MS));
  }
  let dialogue;
  try {
    dialogue = openDialogue(subscriptionId, way);
  } catch {
    throw 'vendor_threw';
  }
  if (!attempt(() => dialogue.then)) throw 'no_promise';
  // From here on a person is looking at the dialogue: no time-out.
  const result = renamed(await dialogue);
  if (!includes(STATUSES, result.status)) throw 'unknown_status';
  return result;
}

/**
 * @param {() => Registry | undefined} get the registry of the page
 * @returns {typeof import('./index.js').cancellationFlow}
 */
export const flowOf = (get) => (options) => {
  const { subscriptionId, signal, fallback } = attempt(
    () => ({ __proto__: null, ...options }),
    /** @type {any} */ ({}),
  );
  const opened = async () => {
    try {
      return await open(subscriptionId, get());
    } catch (why) {
      return { status: 'error', details: typeof why === 'string' ? why : 'vendor_rejected' };
    }
  };
  const aborted = () =>
    promise((resolve) => {
      const abort = () => resolve({ status: 'aborted' });
      if (attempt(() => signal.aborted)) abort();
      else attempt(() => signal.addEventListener('abort', abort));
    });
  const answer = attempt(() => signal.aborted) ? aborted() : race(opened(), aborted());
  // What it throws is the page's, and the answer's no concern.
  (async () => {
    const result = await answer;
    if (result.status === 'error') fallback?.(result);
  })();
  return answer;
};

export const cancellationFlow = /* @__PURE__ */ flowOf(registry.get);
