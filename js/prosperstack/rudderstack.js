// `retention-destinations/prosperstack/rudderstack`: for RudderStack's `addCustomIntegration`.

import { rudderstackIntegration } from '../hosts/rudderstack.js';
import { registry } from './registry.js';

export const prosperstack = /* @__PURE__ */ rudderstackIntegration(registry);

export { setConsent } from './registry.js';
