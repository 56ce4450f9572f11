// The separate .wasm: where it is, and how it is fetched.

import { attempt } from '../../src/page/attempt.js';

/** @type {string | URL | undefined} */
let source;

/**
 * Sets where the module is, for servers that keep it elsewhere; before the first use.
 *
 * @type {typeof import('../profitwell/wasm.js').setWasmUrl}
 */
export const setWasmUrl = (url) => {
  source = url;
};

/**
 * Fetches and compiles the module; streaming where the server names its type.
 *
 * @param {WebAssembly.Imports} imports
 */
export const download = async (imports) => {
  const url = source ?? new URL('profitwell.wasm', import.meta.url);
  const response = await fetch(url);
  const isTyped = attempt(() => /^application\/wasm/.test(response.headers.get('content-type') ?? ''));
  // Safari before 15 has no streaming.
  if (isTyped && typeof WebAssembly.instantiateStreaming === 'function') {
    return WebAssembly.instantiateStreaming(response, imports);
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
};
