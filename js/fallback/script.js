// For scripts: the JavaScript encoding is another script beside ours (NOWASM), inserted only
// where WebAssembly is refused. It lends its engine to the element it runs from; a dynamic
// import would ask servers for CORS headers that scripts do not need.

import { attempt, runningScript, scriptElement } from '../../src/page/page.js';
import { NOWASM } from '#tables';

const own = attempt(runningScript); // only now is it ours

export const fallback = () =>
  new Promise((resolve, reject) => {
    // Text inlined in HTML has no URL of its own.
    const url = own.dataset.nowasmSrc || new URL(NOWASM, own.src).href;
    const element = scriptElement(url, own.nonce);
    element.lend = resolve;
    element.onload = element.onerror = reject; // after a lent engine this changes nothing
    document.documentElement.appendChild(element);
  });
