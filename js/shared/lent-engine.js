// The script tag without WebAssembly. A page that knows that its policy refuses WebAssembly names
// its file directly; else the other file fetches it, and is lent its engine.

import { instantiate } from '#nowasm';
import { attempt } from '../../src/page/attempt.js';
import { runningScript } from './running-script.js';

/** Lends the engine to the file that has inserted this one, or runs the tag. @param {() => void} run */
export const lendOr = (run) => {
  // Its own: every element inherits what a page adds to `Object.prototype`.
  const lend = attempt(() => Object.getOwnPropertyDescriptor(runningScript(), 'lend'));
  if (lend) lend.value({ instantiate });
  else run();
};
