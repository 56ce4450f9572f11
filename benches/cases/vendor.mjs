// The vendor's integration, driven by the least that a classic host does for it.

import { bundle } from '../bundle.mjs';
import { external, TOKEN } from './page.mjs';

/** @type {import('../types.js').Case[]} */
export default [
  {
    id: 'vendor',
    label: "vendor's integration",
    group: 'alone',
    async page({ vendorUrl }) {
      const files = await bundle(`
      import { vendorIntegration } from './peers/vendor-integration.js';
      const ProfitWell = vendorIntegration('${vendorUrl}');
      const one = new ProfitWell({ publicApiToken: '${TOKEN}', siteType: 'marketing' });
      one.analytics = { user: () => ({ id: () => null, traits: () => ({}) }) };
      one.initialize();`);
      return { ...external(files), own: [files['/page.js']] };
    },
  },
];
