// The separate .wasm: where it is, and how it is fetched.

import { attempt } from '../../src/page/attempt.js';

let source;

/** Sets where the module is, for servers that keep it elsewhere; before the first use. */
export const setWasmUrl = (url) => {
  source = url;
};

/** Fetches and compiles the module; streaming where the server names its type. */
export const download = async (imports) => {
  const url = source ?? new URL('profitwell.wasm', import.meta.url);
  const response = await fetch(url);
  return WebAssembly.instantiateStreaming && attempt(() => /^application\/wasm/.test(response.headers.get('content-type')))
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
};
