// `retention-destinations/prosperstack/rudderstack`.

export { setConsent } from './core.js';
export { profitwell as prosperstack } from '../hosts/rudderstack.js';
