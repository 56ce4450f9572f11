// The bare snippet in the HTML: the physical limit.

import { bundle } from '../bundle.mjs';
import { inline, TOKEN } from './page.mjs';

/** @type {import('../types.js').Case[]} */
export default [
  {
    id: 'snippet',
    label: 'bare snippet, in the HTML',
    group: 'alone',
    async page({ vendorUrl }) {
      const files = await bundle(`
      import { snippet } from './peers/snippet.js';
      snippet('${vendorUrl}', '${TOKEN}');
      window.profitwell('start', {});`);
      return { ...inline(files['/page.js']), own: [files['/page.js']] };
    },
  },
];
