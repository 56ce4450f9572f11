// Inside @segment/analytics-next: as a plugin, and as a classic integration.

import { hosted } from './hosts.mjs';

/** @typedef {import('./hosts.mjs').Lines} Lines */

/** @type {(from: string) => [Lines, (settings: string) => string]} */
const plugin = (from) => [
  (settings) => `import { profitwell } from '${from}'; const destination = profitwell(${settings});`,
  () => `
    import { AnalyticsBrowser } from '@segment/analytics-next';
    const analytics = AnalyticsBrowser.load(
      { writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' } } }, plugins: [destination] },
      { integrations: { 'Segment.io': false } });`,
];

/** @type {(own: Lines) => [Lines, (settings: string) => string]} */
const classic = (own) => [
  own,
  (settings) => `
    import { AnalyticsBrowser } from '@segment/analytics-next';
    const analytics = AnalyticsBrowser.load(
      { writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' }, ProfitWell: ${settings} } }, classicIntegrations: [destination] },
      { integrations: { 'Segment.io': false } });`,
];

export const oursClassic = () => "import destination from 'retention-destinations/classic';";
/** @type {Lines} */
export const vendorsClassic = (_settings, vendorUrl) => `
  import { vendorIntegration } from './peers/vendor-integration.js';
  const destination = vendorIntegration('${vendorUrl}');`;

export default [
  hosted('ours-next', 'ours, plugin in analytics-next', 'analytics-next', ...plugin('retention-destinations')),
  hosted('twin-next', 'plain-JS twin, plugin in analytics-next', 'analytics-next', ...plugin('./twin/plugin.js')),
  hosted('ours-next-classic', 'ours, classic in analytics-next', 'analytics-next', ...classic(oursClassic)),
  hosted('vendor-next', "vendor's integration in analytics-next", 'analytics-next', ...classic(vendorsClassic)),
];
