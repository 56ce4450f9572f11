// `retention-destinations/analytics`: for DavidWells' `analytics`.

import { analyticsPlugin } from '../hosts/analytics.js';
import { registry } from './registry.js';

export const profitwell = /* @__PURE__ */ analyticsPlugin(registry, 'profitwell');

export { cancellationFlow } from './cancellation.js';
export { setConsent } from './registry.js';
