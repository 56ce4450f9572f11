// What `debug` prints besides the names of decisions. A page whose owner does not look downloads none of it.

import { SENTENCES } from '#border';

/**
 * What to print after the name of a decision; nothing for a name of another version.
 *
 * @param {string} name
 * @param {string} [detail] the name of a trait, or what is wrong with a value
 */
export const sentence = (name, detail = '') => {
  const text = /** @type {Record<string, string | undefined>} */ (SENTENCES)[name];
  return text ? `: ${text.replace(/%/g, () => detail)}` : '';
};
