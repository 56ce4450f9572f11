// Every host with its real npm package: how a page loads it offline with the plugin.
// `options` and `load` are expressions; `without` says what a host cannot do.

import { sourceConfig } from '../support/rudderstack.mjs';

/** What analytics-next and its forks offer once they have loaded. */
const loaded = `
    const [analytics] = await browser;
    host = {
      identify: (id, traits, options) => analytics.identify(id, traits, options),
      reset: () => analytics.reset(),
      ready: () => new Promise((resolve) => analytics.ready(resolve)),
    };`;

/**
 * A host in a page: `script` makes `host` of options.
 *
 * @typedef {object} Host
 * @property {string} [entry] of the package
 * @property {string} [use] what is imported of it
 * @property {Record<string, string>} [without] what the host cannot do, and why
 * @property {(options: string) => string} script
 */

/**
 * A fork of analytics-next: how it is loaded offline, with which name for its own sender.
 *
 * @type {(from: string, own: string, browser?: string) => Host}
 */
const fork = (from, own, browser = 'AnalyticsBrowser') => ({
  entry: 'index',
  script: (options) => `
    import { ${browser} } from '${from}';
    const browser = ${browser}.load({
      writeKey: 'wk', cdnSettings: { integrations: { '${own}': { apiKey: 'x' } } },
      plugins: [profitwell(${options})],
    }, { integrations: { '${own}': false, ...load } });
    ${loaded}`,
});

/** @type {(from: string) => Host} */
const classic = (from) => ({
  entry: 'classic',
  use: 'ProfitWell, setConsent',
  without: { reset: 'analytics.js-core tells nobody of a reset' },
  script: (options) => `
    import core from '${from}';
    const Analytics = core.constructor ?? core;
    const analytics = window.analytics = new Analytics();
    analytics.use(ProfitWell);
    const ready = new Promise((resolve) => analytics.ready(resolve));
    analytics.initialize({ ProfitWell: ${options} }, { initialPageview: true, integrations: load });
    host = {
      identify: (id, traits, options) => { analytics.identify(id, traits, options); },
      reset: () => analytics.reset(),
      ready: () => ready,
    };`,
});

/** @type {Record<string, Host>} */
export const HOSTS = {
  'analytics-next (Segment)': fork('@segment/analytics-next', 'Segment.io'),
  Hightouch: fork('@ht-sdks/events-sdk-js-browser', 'Hightouch.io', 'HtEventsBrowser'),
  'Customer.io': fork('@customerio/cdp-analytics-browser', 'Customer.io Data Pipelines'),
  June: fork('@june-so/analytics-next', 'Segment.io'),
  'analytics.js-core 4': classic('ajs4'),
  'analytics.js-core 3': classic('ajs3'),
  'analytics-next classicIntegrations': {
    entry: 'classic',
    use: 'ProfitWell, setConsent',
    script: (options) => `
      import { AnalyticsBrowser } from '@segment/analytics-next';
      const browser = AnalyticsBrowser.load({
        writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' }, ProfitWell: ${options} } },
        classicIntegrations: [ProfitWell],
      }, { integrations: { 'Segment.io': false, ...load } });
      ${loaded}`,
  },
  RudderStack: {
    entry: 'rudderstack',
    without: { reset: 'the host tells nobody of a reset', load: 'the host has no load options for us' },
    script: (options) => `
      import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
      const analytics = new RudderAnalytics();
      analytics.addCustomIntegration('d', profitwell(${options}));
      // The host tells destinations of an event later, in order: another one hears of a track behind the identify.
      let heard;
      analytics.addCustomIntegration('e', { init() {}, isReady: () => true, track: () => heard() });
      analytics.load('wk', 'https://data.example', { getSourceConfig: () => (${sourceConfig({ d: {}, e: {} })}) });
      const ready = new Promise((resolve) => analytics.ready(resolve));
      await ready;
      host = {
        identify(id, traits, options) {
          const told = new Promise((resolve) => { heard = resolve; });
          analytics.identify(id, traits, options);
          analytics.track('Told');
          return told;
        },
        ready: () => ready,
      };`,
  },
  Jitsu: {
    without: {
      reset: 'the host makes a plugin anew for every event and tells it of no reset',
      load: 'the host has no load options for us',
      integrations: 'the host takes the options out of the event',
    },
    script: () => `
      import { jitsuAnalytics } from '@jitsu/js';
      const analytics = jitsuAnalytics({ host: 'https://jitsu.example', writeKey: 'key:secret' });
      await analytics.page(); // the server's answer to an event is what loads a destination
      host = {
        identify: (id, traits, options) => analytics.identify(id, traits, options),
        ready: () => undefined, // there is no such promise in this host
      };`,
  },
  'analytics (DavidWells)': {
    entry: 'analytics',
    without: { load: 'the host has no load options for us' },
    script: (options) => `
      import { Analytics } from 'analytics';
      const analytics = Analytics({ app: 'a', plugins: [profitwell(${options})] });
      const ready = new Promise((resolve) => analytics.ready(resolve));
      await ready;
      host = {
        identify: (id, traits, options) => analytics.identify(id, traits, options),
        reset: () => analytics.reset(),
        ready: () => ready,
      };`,
  },
};
