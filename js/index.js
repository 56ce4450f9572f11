// `retention-destinations`: importing does nothing, in a page and on a server.

export { profitwell } from './hosts/plugin.js';
export { setConsent } from './core.js';
