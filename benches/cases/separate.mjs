// Ours with the module as a file of its own, driven as a host would.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { bundle } from '../bundle.mjs';
import { external, TOKEN } from './page.mjs';

/** @type {import('../types.js').Case[]} */
export default [
  {
    id: 'ours-separate',
    label: 'ours, separate .wasm',
    group: 'alone',
    async page({ vendorUrl }) {
      const wasm = readFileSync(join(root, 'dist/profitwell.wasm'));
      const files = await bundle(
        `
      import { profitwell, setWasmUrl } from 'retention-destinations/wasm';
      setWasmUrl('profitwell.wasm');
      const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'marketing', scriptUrl: '${vendorUrl}' });
      plugin.load({}, { on() {}, options: {}, user: () => ({ id: () => null, traits: () => ({}) }) });`,
        { format: 'esm' },
      );
      const own = [files['/page.js'], wasm];
      return { ...external({ ...files, '/profitwell.wasm': wasm }, { module: true }), own };
    },
  },
];
