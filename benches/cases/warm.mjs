// Pages that have a destination started and then call it over and over: `benchCall(n)` makes n
// `identify` calls about the visitor who is known already.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { bundle } from '../bundle.mjs';
import { EMAIL, TOKEN } from './page.mjs';

/** @typedef {import('../types.js').Called} Called */

/** Takes over like the vendor's script and keeps nothing, so that what grows is the contender. */
export const QUIET_VENDOR =
  'window.profitwell=Object.assign(function(command,options){},{isLoaded:true});benchDone(JSON.stringify({}));';

/** Lets the page see the module's memory. */
const SPY = `<script>{const{Instance}=WebAssembly;WebAssembly.Instance=class extends Instance{constructor(...given){super(...given);
  self.benchMemory=Object.values(this.exports).find((one)=>one instanceof WebAssembly.Memory)}}}</script>`;

const EVENT = `{ type: 'identify', userId: 'u1', traits: { email: '${EMAIL}', plan: 'pro' }, integrations: {} }`;
/** @param {string} call */
export const loop = (call) => `self.benchCall = (n) => { for (let i = 0; i < n; i += 1) ${call}; };`;
/** @param {string} name */
const dist = (name) => readFileSync(join(root, 'dist', name), 'utf8');
export const HOST = '{ on() {}, options: {}, user: () => ({ id: () => null, traits: () => ({}) }) }';

/**
 * @param {string} script
 * @param {string} attributes
 * @param {string} after
 */
export const page = (script, attributes, after) =>
  `<!doctype html><title>A page</title>${SPY}<script${attributes}>${script}</script><script>${after};benchCall(1)</script>`;

/** @type {(id: string, label: string, read: () => string | Promise<string>) => Called} */
const ofTag = (id, label, read) => ({
  id,
  label,
  html: async (vendorUrl) =>
    page(
      await read(),
      ` data-public-api-token="${TOKEN}" data-site-type="web app" data-script-url="${vendorUrl}"`,
      `const event = ${EVENT}; ${loop('profitwellDestination.identify(event)')}`,
    ),
});

/** @type {(id: string, label: string, lines: (vendorUrl: string) => string) => Called} */
const ofScript = (id, label, lines) => ({
  id,
  label,
  html: async (vendorUrl) => page((await bundle(lines(vendorUrl)))['/page.js'], '', ''),
});

/** @param {string} vendorUrl */
export const settings = (vendorUrl) =>
  JSON.stringify({ publicApiToken: TOKEN, siteType: 'web app', scriptUrl: vendorUrl });

/** @type {(id: string, label: string, from: string) => Called} */
const plugin = (id, label, from) =>
  ofScript(
    id,
    label,
    (vendorUrl) => `
  import { profitwell } from '${from}';
  const plugin = profitwell(${settings(vendorUrl)});
  plugin.load({}, ${HOST});
  const ctx = { event: ${EVENT} };
  ${loop('plugin.identify(ctx)')}`,
  );

/** @type {(id: string, label: string, call: string) => Called} */
const vendor = (id, label, call) =>
  ofScript(
    id,
    label,
    (vendorUrl) => `
  import { Identify } from 'segmentio-facade';
  import { vendorIntegration } from './peers/vendor-integration.js';
  const ProfitWell = vendorIntegration('${vendorUrl}');
  const one = new ProfitWell(${settings(vendorUrl)});
  one.analytics = ${HOST};
  one.initialize();
  const event = ${EVENT};
  const facade = new Identify(event);
  ${loop(call)}`,
  );

export const WARM = [
  ofTag('ours-tag', 'ours, script tag', () => dist('profitwell.min.js')),
  ofTag('ours-nowasm', 'ours, script tag without WebAssembly', () => dist('profitwell.nowasm.js')),
  ofTag(
    'twin-tag',
    'plain-JS twin, script tag',
    async () => (await bundle("import { run } from './twin/tag.js'; run();"))['/page.js'],
  ),
  plugin('ours-plugin', 'ours, plugin', 'retention-destinations'),
  plugin('twin-plugin', 'plain-JS twin, plugin', './twin/plugin.js'),
  vendor('vendor', "vendor's integration, the facade made by its host", "one.invoke('identify', facade)"),
  vendor(
    'vendor-facade',
    "vendor's integration, making the facade counted",
    "one.invoke('identify', new Identify(event))",
  ),
  ofScript(
    'plain-rudderstack',
    'plain custom integration of RudderStack',
    (vendorUrl) => `
    import { customIntegration } from './peers/rudderstack-custom.js';
    const one = customIntegration('${vendorUrl}');
    one.init({ publicApiKey: '${TOKEN}', siteType: 'web app' });
    const message = { userId: 'u1', context: { traits: { email: '${EMAIL}', plan: 'pro' } }, integrations: {} };
    ${loop('one.identify(undefined, undefined, { message })')}`,
  ),
];
