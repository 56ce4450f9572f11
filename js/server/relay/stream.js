// Bodies, read no further than they may be long.

import { LATE } from './wait.js';

export const TOO_LONG = Symbol('too long');

/**
 * The bytes of a stream. Rejects with `TOO_LONG` as soon as there are more than `longest`, with
 * `LATE` when they are not there in time, and with whatever breaks the stream.
 */
export async function bytes(stream, longest, ms) {
  if (!stream) return new Uint8Array();
  const reader = stream.getReader();
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(reject, ms, LATE); });
  const parts = [];
  let length = 0;
  try {
    for (let step; !(step = await Promise.race([reader.read(), late])).done;) {
      if (!ArrayBuffer.isView(step.value)) throw new TypeError('no bytes');
      length += step.value.byteLength;
      if (length > longest) throw TOO_LONG;
      parts.push(step.value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
  if (parts.length == 1) return parts[0];
  const body = new Uint8Array(length);
  for (const part of parts.reverse()) body.set(part, length -= part.byteLength);
  return body;
}
