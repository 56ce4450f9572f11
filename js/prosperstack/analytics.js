// `retention-destinations/prosperstack/analytics`: for DavidWells' `analytics`.

import { analyticsPlugin } from '../hosts/analytics.js';
import { registry } from './registry.js';

export const prosperstack = /* @__PURE__ */ analyticsPlugin(registry, 'prosperstack');

export { setConsent } from './registry.js';
