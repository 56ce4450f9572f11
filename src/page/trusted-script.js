import { askDocument } from './document.js';

const KEY = Symbol.for('retention-destinations');

/**
 * A script element for a URL, under Trusted Types by the one policy of whatever of ours is on the page: a page's policy
 * allows a name once. Throws where the page does not allow it.
 *
 * @param {string} url
 * @param {string} [nonce]
 * @returns {HTMLScriptElement}
 */
export const scriptElement = (url, nonce) => {
  const element = askDocument('createElement', 'script');
  element.async = true;
  if (nonce) element.nonce = nonce;
  const types = /** @type {any} */ (window).trustedTypes;
  if (types)
    types[KEY] ??= types.createPolicy('retention-destinations', { createScriptURL: (/** @type {string} */ it) => it });
  element.src = types ? types[KEY].createScriptURL(url) : url;
  return element;
};
