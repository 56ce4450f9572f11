// The vendor's global, and the queue of its stub, which the vendor's script works off.

import { attempt } from '../attempt.js';
import { GLOBAL, START } from './border.js';

const LONGEST_QUEUE = 100;

/** @typedef {{ (...command: any[]): unknown, q?: ArrayLike<any>[], isLoaded?: unknown }} Vendor */

/** @type {Vendor | undefined} our queue stub */
let stub;

/** @returns {Vendor | undefined} whatever the page has there */
export const vendor = () => /** @type {any} */ (window)[GLOBAL];

/** Whether the vendor's script has run. */
export const isLoaded = () => attempt(() => vendor()?.isLoaded);

/** Puts the stub in place, unless something is there. */
export const putStub = () => {
  if (vendor() != null) return;
  /** @type {Vendor} */
  const queueStub = function () {
    queueStub.q ||= [];
    // biome-ignore lint/complexity/noArguments: as in the vendor's own stub, whose script reads it so
    if (queueStub.q.length < LONGEST_QUEUE) queueStub.q.push(arguments);
  };
  stub = queueStub;
  /** @type {any} */ (window)[GLOBAL] = queueStub;
};

/** Whether our stub is still in place, and no script has run. */
export const isStubLeft = () => stub !== undefined && vendor() === stub && !isLoaded();

/**
 * Whether a command waits in the queue, whoever has put it there.
 *
 * @param {(command: ArrayLike<any>) => boolean} test
 */
export const isQueued = (test) => attempt(() => [].some.call(vendor()?.q ?? [], test));

export const isStartQueued = () => isQueued((command) => command[0] === START);
