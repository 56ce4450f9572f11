// The cancellation flow: opens the vendor's dialogue and answers with its result. It never
// rejects, so that no site's cancel button is dead because of us.

import { attempt, isLoaded, wait } from '../src/page/page.js';
import { page } from './core.js';
import { COMMANDS, NO_CONSENT, PADDLE } from '#tables';

/** `salvage_offer_result` as `salvageOfferResult`, and so every name in a result. */
const camel = (result) =>
  JSON.parse(JSON.stringify(result).replace(/_(\w)(?=\w*":)/g, (_, letter) => letter.toUpperCase()));

/** Throws the details of an error; anything else that is thrown is the vendor's. */
async function open(subscriptionId, core) {
  if (typeof subscriptionId != 'string' || !subscriptionId.trim()) throw 'invalid_subscription_id';
  if (!core?.timeoutMs) throw 'not_loaded';
  const late = new Promise((_, reject) => setTimeout(reject, core.timeoutMs, 'timed_out'));
  const way = await Promise.race([core.flow(), late]);
  if (way != COMMANDS && way != PADDLE) throw way == NO_CONSENT ? 'consent_denied' : 'not_loaded';
  while (way == COMMANDS && !isLoaded()) {
    if (core.blocked) throw 'vendor_script_blocked';
    await Promise.race([late, wait(50)]);
  }
  let dialogue;
  try {
    dialogue = way == COMMANDS
      ? window.profitwell('init_cancellation_flow', { subscription_id: subscriptionId })
      : window.Paddle.Retain.initCancellationFlow({ subscriptionId });
  } catch {
    throw 'vendor_threw';
  }
  if (!attempt(() => dialogue.then)) throw 'no_promise';
  // From here on a person is looking at the dialogue: no time-out.
  const result = camel(await dialogue);
  if (!/^(retained|aborted|chose_to_cancel|error)$/.test(result.status)) throw 'unknown_status';
  return result;
}

/** Opens the dialogue for a subscription and resolves to what came of it. */
export const cancellationFlow = (options) => {
  const { subscriptionId, signal } = attempt(() => ({ ...options }), {});
  return new Promise((resolve) => {
    const abort = () => resolve({ status: 'aborted' });
    if (attempt(() => signal.aborted)) return abort();
    attempt(() => signal.addEventListener('abort', abort));
    open(subscriptionId, page()).then(resolve, (why) =>
      resolve({ status: 'error', details: typeof why == 'string' ? why : 'vendor_rejected' }),
    );
  });
};
