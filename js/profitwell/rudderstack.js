// `retention-destinations/rudderstack`: for RudderStack's `addCustomIntegration`.

import { attempt } from '../../src/page/attempt.js';
import { rudderstackIntegration } from '../hosts/rudderstack.js';
import { registry } from './registry.js';

const integration = /* @__PURE__ */ rudderstackIntegration(registry);

/** @type {typeof integration} */
export const profitwell = (settings) =>
  // RudderStack's own ProfitWell integration is for web apps unless told otherwise.
  integration(
    attempt(() => {
      /** @type {any} */
      const own = { __proto__: null, ...settings };
      return { ...own, siteType: own.siteType ?? 'web app' };
    }),
  );

export { cancellationFlow } from './cancellation.js';
export { setConsent } from './registry.js';
