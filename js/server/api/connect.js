// The module's instance: made with the first client, and shared by all.

import * as glue from '#glue';

export function connect(compile) {
  let made;
  return () => {
    made ??= glue.initSync({ module: compile() });
    return glue;
  };
}
