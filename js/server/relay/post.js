// One POST, no redirect followed.

import { bytes } from './stream.js';
import { LATE, within } from './wait.js';

const LONGEST_ANSWER = 64 << 10;

/**
 * What is known of an answer, which an owner's code may have given.
 *
 * @typedef {{ status?: unknown, retryAfter?: unknown }} Answer
 */

/**
 * Rejects with `LATE` when no answer is there in time. Once the status is known it is final, whatever happens to the
 * answer's body, which says nothing that counts; a little of it is read so that the connection lives on.
 *
 * @callback Post
 * @param {Record<string, string>} headers
 * @param {string} body
 * @param {number} ms
 * @returns {Promise<Answer>}
 */

/** @type {(url: string) => Post} */
export const byFetch = (url) => async (headers, body, ms) => {
  const until = performance.now() + ms;
  const response = await within(ms, ({ signal }) =>
    fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }),
  );
  await bytes(response.body, LONGEST_ANSWER, Math.max(1, until - performance.now())).catch(() => {});
  // A runtime may hide a redirect that was not followed.
  const status = response.type === 'opaqueredirect' ? 302 : response.status;
  return { status, retryAfter: response.headers.get('retry-after') };
};

/**
 * In Node by its own client, which is available without an import that other runtimes would have
 * to resolve: a message by `fetch` takes several times the processor time in Node 20, and `fetch`
 * adds headers of browsers.
 *
 * @param {string} url
 * @returns {Post | undefined}
 */
export function byNode(url) {
  const { Bun, Deno, process } = globalThis;
  if (Bun || Deno || !process?.versions?.node) return undefined;
  const http = process.getBuiltinModule?.(url.startsWith('https:') ? 'node:https' : 'node:http');
  if (!http) return undefined;
  // The module bounds how many messages are on their way at once, and so the connections.
  const agent = new http.Agent({ keepAlive: true });
  const target = new URL(url);
  return (headers, body, ms) =>
    new Promise((resolve, reject) => {
      /** @type {Answer | undefined} */
      let answer;
      /** @param {unknown} [error] */
      const settle = (error) => {
        clearTimeout(timer);
        if (answer) resolve(answer);
        else reject(error);
      };
      const request = http.request(target, {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      const timer = setTimeout(() => {
        settle(LATE);
        request.destroy();
      }, ms);
      request.on('error', settle);
      request.on('response', (response) => {
        answer = { status: response.statusCode, retryAfter: response.headers['retry-after'] };
        let left = LONGEST_ANSWER;
        response.on('data', (part) => {
          left -= part.length;
          if (left < 0) response.destroy();
        });
        response.on('error', settle);
        response.on('close', settle);
      });
      request.end(body);
    });
}
