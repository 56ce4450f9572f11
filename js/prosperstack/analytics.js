// `retention-destinations/prosperstack/analytics`: for DavidWells' `analytics`.

import { profitwell as plugin } from '../hosts/analytics.js';

export const prosperstack = (settings) => ({ ...plugin(settings), name: 'prosperstack' });
export { setConsent } from './core.js';
