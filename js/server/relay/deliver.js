// What is sent to the other side: Segment's published contract for direct destinations, or the
// owner's own code. Both give `{status, retryAfter}`.

import { quietly } from './owner.js';
import { byFetch, byNode } from './post.js';
import { within } from './wait.js';

// Not `Segment.io/1.0`, which the contract names: this is not Segment, and whoever counts Segment's
// requests by it would count wrong.
const AGENT = `retention-destinations/${VERSION} (relay)`;

/**
 * Sends a message, which is JSON.
 *
 * @callback Send
 * @param {string} json
 * @param {number} ms
 * @param {() => import('../relay.js').NamedSession} sessionNow
 * @returns {Promise<import('./post.js').Answer>}
 */

/** Posts to a URL. @type {(url: string, apiKey: string) => Send} */
export function poster(url, apiKey) {
  const post = byNode(url) ?? byFetch(url);
  const headers = {
    accept: '*/*',
    authorization: `Basic ${btoa(`${apiKey}:`)}`,
    'cache-control': 'no-cache',
    'content-type': 'application/json',
    'user-agent': AGENT,
  };
  return (json, ms) => post(headers, json, ms);
}

/**
 * Hands the message to the owner's code, which may give the response that it got.
 *
 * @type {(deliver: import('../relay.js').Deliver) => Send}
 */
export const caller = (deliver) => async (json, ms, sessionNow) => {
  const result = await within(ms, (last) => deliver(JSON.parse(json), Object.assign(last, { session: sessionNow() })));
  const { status, headers } = Object(result);
  const retryAfter = typeof headers?.get === 'function' ? headers.get('retry-after') : undefined;
  for (const value of [status, retryAfter]) if (typeof value === 'object') quietly(() => value);
  return { status, retryAfter };
};
