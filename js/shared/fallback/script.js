// For scripts: the JavaScript encoding is another script beside ours (NOWASM), inserted only
// where WebAssembly is refused. It lends its engine to the element it runs from; a dynamic
// import would ask servers for CORS headers that scripts do not need.

import { NOWASM } from '#border';
import { attempt } from '../../../src/page/attempt.js';
import { scriptElement } from '../../../src/page/trusted-script.js';
import { runningScript } from '../running-script.js';

const own = attempt(runningScript); // only now is it ours

export const fallback = () =>
  new Promise((resolve, reject) => {
    // Text inlined in HTML has no URL of its own.
    const url = own.dataset.nowasmSrc || new URL(NOWASM, own.src).href;
    const element = /** @type {HTMLScriptElement & { lend?: unknown }} */ (scriptElement(url, own.nonce));
    element.lend = resolve;
    // After a lent engine these change nothing.
    element.onload = reject;
    element.onerror = reject;
    document.documentElement.appendChild(element);
  });
