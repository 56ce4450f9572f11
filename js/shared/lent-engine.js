// The script tag without WebAssembly. A page that knows that its policy refuses WebAssembly names
// its file directly; else the other file fetches it, and is lent what it lacks.

import { instantiate } from '#nowasm';
import { attempt } from '../../src/page/attempt.js';
import { ownValue } from '../../src/page/syntax.js';
import { runningScript } from './running-script.js';

/**
 * Lends the engine to the file that has inserted this one, or runs the tag.
 *
 * @param {() => void} run
 * @param {object} [more] what else is lent
 */
export const lendOr = (run, more) => {
  const lend = attempt(() => ownValue(runningScript(), 'lend'));
  if (lend) lend({ instantiate, ...more });
  else run();
};
