// What is sent to the other side: Segment's published contract for direct destinations, or the
// owner's own code. Both give `{status, retryAfter}`.

import { bytes } from './stream.js';
import { within } from './wait.js';

/** An answer's body says nothing that counts; this much is read so that the connection lives on. */
const LONGEST_ANSWER = 64 << 10;

// Not `Segment.io/1.0`, which the contract names: this is not Segment, and whoever counts Segment's
// requests by it would count wrong.
const AGENT = `retention-destinations/${VERSION} (relay)`;

/** Posts to a URL. */
export function poster({ url, apiKey }) {
  const headers = {
    accept: '*/*',
    authorization: `Basic ${btoa(`${apiKey}:`)}`,
    'cache-control': 'no-cache',
    'content-type': 'application/json',
    'user-agent': AGENT,
  };
  return async (json, ms) => {
    const until = performance.now() + ms;
    const response = await within(ms, (signal) => fetch(url, { method: 'POST', headers, body: json, redirect: 'manual', signal }));
    // What the other side has decided stands, whatever becomes of its answer's body.
    await bytes(response.body, LONGEST_ANSWER, Math.max(1, until - performance.now())).catch(() => {});
    // A runtime may hide a redirect that was not followed.
    const status = response.type == 'opaqueredirect' ? 302 : response.status;
    return { status, retryAfter: response.headers.get('retry-after') };
  };
}

/** Hands the message to the owner's code, which may give the response that it got. */
export const caller = (deliver) => async (json, ms, session) => {
  const result = await within(ms, (signal) => deliver(JSON.parse(json), { signal, session }));
  const { status, headers } = Object(result);
  if (typeof status != 'number') return { status: 200 };
  return { status, retryAfter: typeof headers?.get == 'function' ? headers.get('retry-after') : null };
};
