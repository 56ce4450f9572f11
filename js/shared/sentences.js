// What the console says besides the names of codes.

import { SENTENCES } from '#border';

/**
 * The meaning of a code; empty for a name of another version.
 *
 * @param {string} name
 * @param {string} [detail] the name of a trait, or what is wrong with a value
 */
export const sentence = (name, detail = '') => {
  const text = /** @type {Record<string, string | undefined>} */ (SENTENCES)[name] ?? '';
  return text.replace(/%/g, () => detail);
};
