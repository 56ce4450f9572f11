// A request of the standard, as the relay takes them.

import { ALREADY_READ } from './collect.js';
import { bytes } from './stream.js';

/** @type {(request: Request) => import('./perform.js').Source} */
export const fromRequest = (request) => ({
  get method() {
    return request.method;
  },
  header: (name) => request.headers.get(name) ?? undefined,
  body(longest, ms) {
    if (request.bodyUsed || request.body?.locked) throw ALREADY_READ;
    return bytes(request.body, longest, ms);
  },
  request: () => request,
  node: undefined,
});
