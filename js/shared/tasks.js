// Tasks wait while the module is on its way or the page is only prerendered.

import { engine } from '#engine';
import { attempt } from '../../src/page/attempt.js';

/** How many calls of a page wait. */
export const MOST_CALLS = 1000;
/** Besides them, what opens registrations and loads them. */
const LONGEST_QUEUE = MOST_CALLS + 24;

/** @typedef {Record<string, (...numbers: any[]) => number>} Exports what the module offers */

/** @type {(() => void)[] | undefined} none: tasks run at once */
let queue;

/** Runs a task at once, or when the module is there. @param {() => void} task */
export const run = (task) => {
  if (!queue) task();
  else if (queue.length < LONGEST_QUEUE) queue.push(task);
};

/**
 * Starts the module and hands it over; nothing where it cannot be had.
 *
 * @param {(exports?: Exports) => void} use
 */
export const start = (use) => {
  /** @param {Exports} [exports] */
  const started = (exports) => {
    const waiting = queue;
    queue = undefined;
    use(exports);
    waiting?.forEach(run);
  };
  const begin = () => {
    const exports = attempt(engine);
    if (exports instanceof Promise) {
      queue ??= [];
      exports.then(started, () => started());
    } else {
      started(exports);
    }
  };
  if (/** @type {any} */ (document).prerendering === true) {
    queue = [];
    document.addEventListener('prerenderingchange', begin, { once: true });
  } else {
    begin();
  }
};
