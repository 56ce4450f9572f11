// The module's instance: made with the first client, and shared by all.

import * as glue from '#glue';

/** @type {() => WebAssembly.Module} */
let compile;
let ready = false;

/**
 * Gives exports over a module that each runtime compiles in its own way. An entry takes its exports from the inner call,
 * because a bundler leaves out a call that nothing of the entry depends on.
 *
 * @template Exports
 * @param {Exports} exports
 */
export const overModule =
  (exports) =>
  /** @param {typeof compile} given */
  (given) => {
    compile = given;
    return exports;
  };

/** The module's exports. */
export const engine = () => {
  if (!ready) {
    glue.initSync({ module: compile() });
    ready = true;
  }
  return glue;
};
