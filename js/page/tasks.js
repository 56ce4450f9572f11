// Tasks wait while the module is on its way or the page is only prerendered.

import { attempt } from '../../src/page/page.js';
import { engine } from '#engine';

const LONGEST_QUEUE = 1000;

/** Starts the module, hands it over (nothing where it cannot be had), and gives what runs tasks from then on. */
export const tasks = (use) => {
  let queue;
  const run = (task) => {
    if (!queue) task();
    else if (queue.length < LONGEST_QUEUE) queue.push(task);
  };
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
    } else started(exports);
  };
  if (document.prerendering === true) {
    queue = [];
    document.addEventListener('prerenderingchange', begin, { once: true });
  } else begin();
  return run;
};
