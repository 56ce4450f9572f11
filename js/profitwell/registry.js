// The page's ProfitWell registry.

import { pageWide } from '../shared/page-wide.js';

/** @type {import('../shared/page-wide.js').PageWide<import('./index.js').ProfitWellSettings>} */
export const registry = /* @__PURE__ */ pageWide();
export const { setConsent } = registry;
