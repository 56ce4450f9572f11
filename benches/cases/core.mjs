// Inside @segment/analytics.js-core 4.

import { hosted } from './hosts.mjs';
import { oursClassic, vendorsClassic } from './next.mjs';

/** @param {string} settings */
const host = (settings) => `
  import core from 'ajs4';
  const analytics = new (core.constructor ?? core)();
  analytics.use(destination);
  analytics.initialize({ ProfitWell: ${settings} }, { initialPageview: false });`;

export default [
  hosted('ours-core', 'ours in analytics.js-core', 'analytics.js-core', oursClassic, host),
  hosted('vendor-core', "vendor's integration in analytics.js-core", 'analytics.js-core', vendorsClassic, host),
];
