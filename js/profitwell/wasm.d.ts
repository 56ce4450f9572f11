export * from './index.js';

/**
 * Where `profitwell.wasm` is served, if not beside the script; call it before anything else.
 */
export function setWasmUrl(url: string | URL): void;
