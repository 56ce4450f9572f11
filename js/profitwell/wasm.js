// `retention-destinations/wasm`: the module as a file of its own, fetched on first use.

export { setWasmUrl } from '../shared/download.js';
export { cancellationFlow, profitwell, setConsent } from './index.js';
