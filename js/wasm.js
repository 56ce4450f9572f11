// `retention-destinations/wasm`: the module as a file of its own, fetched on first use.

export { profitwell } from './hosts/plugin.js';
export { setConsent } from './core.js';
export { setWasmUrl } from './download.js';
