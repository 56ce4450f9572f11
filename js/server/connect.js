// The module's instance: made with the first client, and shared by all.

import * as glue from '#glue';

/**
 * What gives the module's exports.
 *
 * @param {() => WebAssembly.Module} compile
 */
export function connect(compile) {
  let ready = false;
  return () => {
    if (!ready) {
      glue.initSync({ module: compile() });
      ready = true;
    }
    return glue;
  };
}
