// The page's ProfitWell registry.

import { get, open, setConsent } from '../shared/page-wide.js';

export { setConsent };

/** @type {import('../shared/page-wide.js').PageWide<import('./index.js').ProfitWellSettings>} */
export const registry = { get, open, setConsent };
