// Another script beside ours, which lends what it has: it calls the `lend` of the element that it runs from. A dynamic
// import would ask servers for CORS headers that scripts do not need.

import { fromDocument } from '../../src/page/document.js';
import { promise } from '../../src/page/syntax.js';
import { scriptElement } from '../../src/page/trusted-script.js';
import { resolved, script } from './settings-sources.js';

/**
 * Inserts a script; a promise of what it lends.
 *
 * @param {string} file its name in the folder of our own
 * @param {string} [url] where it is instead: text inlined in HTML has no URL of its own
 * @param {string} [integrity] its hash, where our own element has one
 * @returns {Promise<any>}
 */
export const borrow = (file, url, integrity = '') => {
  const address = resolved(file, url);
  return promise((resolve, reject) => {
    const element = /** @type {HTMLScriptElement & { lend?: unknown }} */ (scriptElement(address, script?.nonce));
    if (script?.integrity) {
      element.integrity = integrity;
      element.crossOrigin = script.crossOrigin;
    }
    element.lend = resolve;
    // After something was lent these change nothing.
    element.onload = reject;
    element.onerror = reject;
    fromDocument('documentElement').appendChild(element);
  });
};
