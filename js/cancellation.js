// The cancellation flow: opens the vendor's dialogue and answers with its result. It never
// rejects, so that no site's cancel button is dead because of us.

import { attempt, isLoaded } from '../src/browser/page.js';
import { page } from './core.js';
import { COMMANDS, NO_CONSENT, PADDLE } from '#tables';

const STATUSES = ['retained', 'aborted', 'chose_to_cancel', 'error'];

const failed = (details) => ({ status: 'error', details });

/** `salvage_offer_result` as `salvageOfferResult`, here and one level down. */
const camel = (value, deep) =>
  value && typeof value == 'object'
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [
        name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()),
        deep ? camel(item) : item,
      ]))
    : value;

/** Whether the vendor's script is there; waits for it until `late`. */
const arrived = async (page, late) => {
  while (!isLoaded()) {
    if (page.blocked) return 'vendor_script_blocked';
    if (await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 50))])) return 'timed_out';
  }
};

async function open(subscriptionId, page) {
  if (typeof subscriptionId != 'string' || !subscriptionId.trim()) return failed('invalid_subscription_id');
  if (!page) return failed('not_loaded');
  const late = new Promise((resolve) => setTimeout(resolve, page.timeoutMs, 'timed_out'));
  const way = await Promise.race([page.flow(), late]);
  if (way == NO_CONSENT) return failed('consent_denied');
  if (way != COMMANDS && way != PADDLE) return failed(way == 'timed_out' ? way : 'not_loaded');
  const problem = way == COMMANDS && (await arrived(page, late));
  if (problem) return failed(problem);
  let dialogue;
  try {
    dialogue = way == PADDLE
      ? window.Paddle.Retain.initCancellationFlow({ subscriptionId })
      : window.profitwell('init_cancellation_flow', { subscription_id: subscriptionId });
  } catch {
    return failed('vendor_threw');
  }
  if (!attempt(() => dialogue.then)) return failed('no_promise');
  // From here on a person is looking at the dialogue: no time-out.
  const result = camel(await dialogue, true);
  return STATUSES.includes(result.status) ? result : failed('unknown_status');
}

/** Opens the dialogue for a subscription and resolves to what came of it. */
export const cancellationFlow = (options) => {
  const { subscriptionId, signal } = attempt(() => ({ ...options }), {});
  return new Promise((resolve) => {
    const abort = () => resolve({ status: 'aborted' });
    if (attempt(() => signal.aborted)) return abort();
    attempt(() => signal.addEventListener('abort', abort));
    open(subscriptionId, page()).then(resolve, () => resolve(failed('vendor_rejected')));
  });
};
