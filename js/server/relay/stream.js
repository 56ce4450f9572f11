// Streams, read no further than they may be long.

import { Collector } from './collect.js';
import { LATE } from './wait.js';

/**
 * The bytes of a stream. Rejects with `TOO_LONG` as soon as there are more than `longest`, with
 * `LATE` when they are not there in time, and with whatever breaks the stream.
 *
 * @param {ReadableStream<Uint8Array> | null} stream
 * @param {number} longest
 * @param {number} ms
 * @returns {Promise<Uint8Array>}
 */
export function bytes(stream, longest, ms) {
  if (!stream) return Promise.resolve(new Uint8Array());
  return new Promise((resolve, reject) => {
    const reader = stream.getReader();
    const collector = new Collector(longest);
    const until = performance.now() + ms;
    /** @param {unknown} error */
    const fail = (error) => {
      clearTimeout(timer);
      reject(error);
      reader.cancel().catch(() => {});
    };
    const timer = setTimeout(fail, ms, LATE);
    /** @param {ReadableStreamReadResult<Uint8Array>} result */
    const take = ({ done, value }) => {
      if (done) {
        clearTimeout(timer);
        return resolve(collector.bytes);
      }
      try {
        // The timer does not come to its turn where part follows on part without a wait.
        if (performance.now() > until) throw LATE;
        if (!ArrayBuffer.isView(value)) throw new TypeError('no bytes');
        collector.add(value);
      } catch (error) {
        return fail(error);
      }
      next();
    };
    // Without a return: each promise would wait for the next one, and all of them be held.
    const next = () => {
      reader.read().then(take, fail);
    };
    next();
  });
}
