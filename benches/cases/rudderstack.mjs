// Inside RudderStack's SDK, as a custom integration.

import { hosted } from './hosts.mjs';

/** @param {string} settings */
const host = (settings) => `
  import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
  const analytics = new RudderAnalytics();
  analytics.addCustomIntegration('d', destination);
  analytics.load('wk', location.origin, { getSourceConfig: () => ({ source: { id: 's', enabled: true, config: {}, destinations: [
    { id: 'd', enabled: true, config: { ...${settings}, publicApiKey: ${settings}.publicApiToken },
      destinationDefinition: { displayName: 'Custom Device Mode', name: 'CUSTOM_DEVICE_MODE' } }] } }) });`;

export default [
  hosted(
    'ours-rudderstack',
    'ours in RudderStack',
    'RudderStack',
    (settings) =>
      `import { profitwell } from 'retention-destinations/rudderstack'; const destination = profitwell(${settings});`,
    host,
  ),
  hosted(
    'plain-rudderstack',
    'plain custom integration in RudderStack',
    'RudderStack',
    (_settings, vendorUrl) =>
      `import { customIntegration } from './peers/rudderstack-custom.js'; const destination = customIntegration('${vendorUrl}');`,
    host,
  ),
];
