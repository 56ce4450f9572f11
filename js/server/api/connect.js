// The module's instance: made with the first client, and shared by all.

import { Api, initSync } from '#glue';

export function connect(compile) {
  let made;
  return class {
    constructor(options) {
      made ??= initSync({ module: compile() });
      return new Api(options);
    }
  };
}
