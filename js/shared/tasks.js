// Tasks wait while the module is on its way or the page is only prerendered.

import { engine } from '#engine';
import { attempt } from '../../src/page/attempt.js';
import { fromDocument } from '../../src/page/document.js';

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
  else if (queue.length < LONGEST_QUEUE) queue[queue.length] = task;
};

/**
 * Starts the module and returns it; nothing if it cannot be loaded.
 *
 * @param {(exports?: Exports) => void} use
 */
export const start = (use) => {
  /** @param {Exports} [exports] */
  const started = (exports) => {
    const waiting = queue ?? [];
    queue = undefined;
    use(exports);
    for (let at = 0; at < waiting.length; at += 1) run(waiting[at]);
  };
  /** @param {Promise<Exports>} exports */
  const waitFor = async (exports) => {
    queue ??= [];
    /** @type {Exports | undefined} */
    let there;
    try {
      there = await exports;
    } catch {
      // It is refused, which is reported.
    }
    started(there);
  };
  const begin = () => {
    const exports = attempt(engine);
    if (typeof exports?.then === 'function') waitFor(/** @type {any} */ (exports));
    else started(/** @type {any} */ (exports));
  };
  if (fromDocument('prerendering') === true) {
    queue = [];
    // Captured at the window, because an element may be called `addEventListener`.
    addEventListener('prerenderingchange', begin, true);
  } else {
    begin();
  }
};
