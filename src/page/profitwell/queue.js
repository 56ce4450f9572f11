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

/** Whether Paddle.js is there, and initialised: `true`, because an element may have that name. */
export const isPaddle = () => attempt(() => /** @type {any} */ (window).Paddle?.Initialized === true, false);

/** Whether a command is ours, while it is made. */
let isOurs = false;
/** @type {any} the options of our `start`, which may still be queued */
export let ownStart;

/**
 * Makes a command of ours.
 *
 * @param {string} name
 * @param {any} argument
 * @returns whether the vendor's function took it
 */
export const command = (name, argument) => {
  if (name === START) ownStart = argument;
  isOurs = true;
  const isTaken = attempt(() => {
    /** @type {any} */ (window)[GLOBAL](name, argument);
    return true;
  });
  isOurs = false;
  return isTaken;
};

/** @type {(options: any) => void} */
let startedByOthers = () => {};
/** @param {typeof startedByOthers} listener hears of a `start` of somebody else's that our stub has taken */
export const setStartedByOthers = (listener) => {
  startedByOthers = listener;
};

/** Puts the stub in place, unless something is there. */
export const putStub = () => {
  if (vendor() != null) return;
  /** @type {Vendor} */
  const queueStub = function (name, options) {
    queueStub.q ||= [];
    const isForeign = name === START && !isOurs;
    if (isForeign) takeOut((queued) => queued[1] === ownStart); // the vendor is started once
    // biome-ignore lint/complexity/noArguments: as in the vendor's own stub, whose script reads it so
    if (queueStub.q.length < LONGEST_QUEUE) queueStub.q[queueStub.q.length] = arguments;
    if (isForeign) startedByOthers(options);
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
export const isQueued = (test) =>
  attempt(() => {
    const queue = /** @type {any} */ (vendor()?.q);
    for (let at = 0; at < queue?.length; at += 1) if (test(queue[at])) return true;
    return false;
  });

export const isStartQueued = () => isQueued((command) => command[0] === START);

/** Takes commands out of the queue. @param {(command: ArrayLike<any>) => boolean} test */
export const takeOut = (test) => {
  const queue = /** @type {any} */ (vendor()).q;
  let kept = 0;
  for (let at = 0; at < queue.length; at += 1) {
    if (test(queue[at])) continue;
    queue[kept] = queue[at];
    kept += 1;
  }
  queue.length = kept;
};
