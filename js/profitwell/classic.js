// `retention-destinations/classic`: for the classic analytics.js, in place of
// `@profitwell/analytics.js-integration`.

import { isLoaded } from '../../src/page/profitwell/queue.js';
import { classicIntegration } from '../hosts/classic.js';
import { registry } from './registry.js';

/** @type {typeof import('./classic.js').ProfitWell} */
export const ProfitWell = /* @__PURE__ */ classicIntegration(registry, {
  defaults: { publicApiToken: '', siteType: 'marketing' },
  isLoaded: () => Boolean(isLoaded()),
});

export default ProfitWell;
export { cancellationFlow } from './cancellation.js';
export { setConsent } from './registry.js';
