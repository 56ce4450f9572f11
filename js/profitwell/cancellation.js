// The cancellation flow: opens the vendor's dialogue and answers with its result. It never
// rejects, so that no site's cancel button is dead because of us.

import { Flow, GLOBAL, INIT_CANCELLATION_FLOW, Status } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { isLoaded } from '../../src/page/profitwell/queue.js';
import { wait } from '../shared/wait.js';
import { registry } from './registry.js';

/** How often the vendor's script is looked for, in milliseconds. */
const LOOK_MS = 50;

/** `salvage_offer_result` as `salvageOfferResult`. @param {string} name */
const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** A copy of a result, its names in camel case. @param {unknown} result */
const renamed = (result) => JSON.parse(JSON.stringify(result).replace(/"\w+":/g, camelCase));

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
 */
async function open(subscriptionId) {
  if (typeof subscriptionId !== 'string' || subscriptionId.trim() === '') throw 'invalid_subscription_id';
  const page = registry.get();
  if (!page?.timeoutMs) throw 'not_loaded';
  const late = new Promise((_, reject) => setTimeout(reject, page.timeoutMs, 'timed_out'));
  const way = await Promise.race([page.flow?.(), late]);
  if (way === Flow.NoConsent) throw 'consent_denied';
  if (way !== Flow.Commands && way !== Flow.Paddle) throw 'not_loaded';
  while (way === Flow.Commands && !isLoaded()) {
    if (page.blocked) throw 'vendor_script_blocked';
    await Promise.race([late, wait(LOOK_MS)]);
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
  if (page.meaning?.(result.status) === Status.Unknown) throw 'unknown_status';
  return result;
}

/** @type {typeof import('./index.js').cancellationFlow} */
export const cancellationFlow = (options) => {
  const { subscriptionId, signal, fallback } = attempt(() => ({ ...options }), /** @type {any} */ ({}));
  /** @type {ReturnType<typeof import('./index.js').cancellationFlow>} */
  const answer = new Promise((resolve) => {
    const abort = () => resolve({ status: 'aborted' });
    if (attempt(() => signal.aborted)) {
      abort();
      return;
    }
    attempt(() => signal.addEventListener('abort', abort));
    open(subscriptionId).then(resolve, (why) =>
      resolve({ status: 'error', details: typeof why === 'string' ? why : 'vendor_rejected' }),
    );
  });
  // What it throws is the page's, and the answer's no concern.
  answer.then((result) => {
    if (result.status === 'error') fallback?.(result);
  });
  return answer;
};
