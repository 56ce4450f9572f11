// Streams, read no further than they may be long.

import { Collector } from './collect.js';
import { LATE } from './wait.js';

/**
 * The bytes of a stream. Rejects with `TOO_LONG` as soon as there are more than `longest`, with
 * `LATE` when they are not there in time, and with whatever breaks the stream.
 */
export function bytes(stream, longest, ms) {
  if (!stream) return Promise.resolve(new Uint8Array());
  return new Promise((resolve, reject) => {
    const reader = stream.getReader();
    const collector = new Collector(longest);
    const until = performance.now() + ms;
    const fail = (error) => {
      clearTimeout(timer);
      reject(error);
      reader.cancel().catch(() => {});
    };
    const timer = setTimeout(fail, ms, LATE);
    const step = ({ done, value }) => {
      if (done) {
        clearTimeout(timer);
        return resolve(collector.bytes);
      }
      // The timer does not come to its turn where part follows on part without a wait.
      if (performance.now() > until) return fail(LATE);
      try {
        if (!ArrayBuffer.isView(value)) throw new TypeError('no bytes');
        collector.add(value);
      } catch (error) {
        return fail(error);
      }
      return reader.read().then(step, fail);
    };
    reader.read().then(step, fail);
  });
}
