export * from './index.js';

/**
 * Sets the URL of `profitwell.wasm`, if it is not beside the script. Call it before anything else.
 */
export function setWasmUrl(url: string | URL): void;
