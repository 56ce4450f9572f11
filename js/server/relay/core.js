// What the entries for servers share.

import { provide } from '../connect.js';
import * as relay from '../relay.js';

/**
 * The exports, over a module that each runtime compiles in its own way. An entry takes its exports from here, because a
 * bundler leaves out a call that nothing of the entry depends on.
 *
 * @param {() => WebAssembly.Module} compile
 */
export const withModule = (compile) => {
  provide(compile);
  return relay;
};
