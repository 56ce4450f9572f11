// The page's ProsperStack registry.

import { get, open, setConsent } from '../shared/page-wide.js';

export { setConsent };

/** @type {import('../shared/page-wide.js').PageWide<import('./index.js').ProsperStackSettings>} */
export const registry = { get, open, setConsent };
