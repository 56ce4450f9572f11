// The module's instance: made with the first client, and shared by all.

import * as glue from '#glue';

/** @type {() => WebAssembly.Module} */
let compile;
let ready = false;

/** Sets how the module is compiled: each runtime has its own way. @param {typeof compile} given */
export const provide = (given) => {
  compile = given;
};

/** The module's exports. */
export const engine = () => {
  if (!ready) {
    glue.initSync({ module: compile() });
    ready = true;
  }
  return glue;
};
