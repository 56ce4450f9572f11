// For scripts: the JavaScript encoding is another script beside ours (NOWASM), inserted only
// where WebAssembly is refused. It lends its engine to the element it runs from; a dynamic
// import would ask servers for CORS headers that scripts do not need.

import { NOWASM } from '#border';
import { INTEGRITY } from '#integrity';
import { scriptElement } from '../../../src/page/trusted-script.js';
import { nowasmSrc, script } from '../settings-sources.js';

export const fallback = () =>
  new Promise((resolve, reject) => {
    // Text inlined in HTML has no URL of its own.
    const url = nowasmSrc || new URL(NOWASM, script.src).href;
    const element = /** @type {HTMLScriptElement & { lend?: unknown }} */ (scriptElement(url, script?.nonce));
    if (script?.integrity) {
      element.integrity = INTEGRITY;
      element.crossOrigin = script.crossOrigin;
    }
    element.lend = resolve;
    // After a lent engine these change nothing.
    element.onload = reject;
    element.onerror = reject;
    document.documentElement.appendChild(element);
  });
