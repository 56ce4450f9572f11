// `retention-destinations/wasm`: the module as a file of its own, fetched on first use.

export { cancellationFlow, profitwell, setConsent } from './index.js';
export { setWasmUrl } from './download.js';
