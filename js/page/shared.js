// One core a page, whichever copy of the package comes first.

import { NAME, VERSION } from '#tables';
import { once } from './words.js';

/** The page's core, made by `create` unless another copy has made it. */
export const shared = (create) => {
  const first = (window[Symbol.for('retention-destinations/' + NAME)] ??= create());
  if (first.version != VERSION) once(`${first.version} serves ${VERSION} too (another_version)`);
  return first;
};
