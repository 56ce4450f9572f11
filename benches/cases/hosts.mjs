// What the cases inside hosts share: a page's own script as a bundled module, with the host, that
// names the visitor at once where the case asks for it.

import { bundle } from '../bundle.mjs';
import { EMAIL, external, TOKEN } from './page.mjs';

/** @typedef {(settings: string, vendorUrl: string) => string} Lines */

/**
 * A case inside a host. `own` are the lines that import the destination as \`destination\`;
 * `host` those that load the host with it as \`analytics\`.
 *
 * @type {(id: string, label: string, group: string, own: Lines, host: (settings: string) => string) => import('../types.js').Case}
 */
export const hosted = (id, label, group, own, host) => ({
  id,
  label,
  group,
  async page({ vendorUrl, identify = false }) {
    const siteType = identify ? 'web app' : 'marketing';
    const settings = JSON.stringify({ publicApiToken: TOKEN, siteType, scriptUrl: vendorUrl });
    const call = identify
      ? `self.benchIdentified = performance.now(); analytics.identify('u1', { email: '${EMAIL}' });`
      : '';
    const lines = own(settings, vendorUrl);
    const files = await bundle(`${lines}\n${host(settings)}\n${call}`, { format: 'esm', whole: true });
    const alone = await bundle(`${lines}\nself.destination = destination;`, { format: 'esm' });
    return {
      ...external(files, { module: true, listen: identify }),
      own: [alone['/page.js']],
    };
  },
});
