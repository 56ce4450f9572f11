// Segment's own consent tools around the plugin, opt-in and opt-out, and RudderStack's consent.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { sourceConfig } from '../support/rudderstack.mjs';
import { bundle, close, entry, open, printed, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];

async function segment({ model, categories, settings = {}, cdn = {}, then = '' }) {
  const script = await bundle(`
    import { AnalyticsBrowser } from '@segment/analytics-next';
    import { createWrapper } from '@segment/analytics-consent-tools';
    import { profitwell } from 'retention-destinations';
    let given = window.given = ${JSON.stringify(categories)};
    let changed;
    const browser = new AnalyticsBrowser();
    browser.register(profitwell({ publicApiToken: '${TOKEN}', ...${JSON.stringify(settings)} }));
    createWrapper({
      shouldLoadSegment: async (context) => context.load({ consentModel: '${model}' }),
      getCategories: () => window.given,
      registerOnConsentChanged: (listener) => { changed = listener; },
      integrationCategoryMappings: { ProfitWell: ['Advertising'], 'Segment.io': ['Needed'] },
    })(browser);
    window.done = (async () => {
      browser.load({ writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' } }, ...${JSON.stringify(cdn)} } }, { integrations: { 'Segment.io': false } });
      const [analytics] = await browser;
      ${then}
    })();`);
  const opened = await open({ script, vendor: 'hang' });
  await opened.page.evaluate(() => window.done);
  assert.deepEqual(opened.seen.errors, []);
  return opened;
}

const JANE = "await analytics.identify('u1', { email: 'jane@example.com' });";
const untouched = async ({ page, seen }) => {
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
  assert.deepEqual(seen.vendorRequests, []);
};

for (const model of ['opt-in', 'opt-out']) {
  test(`${model}, category denied, with consentCategories: nothing is touched`, async () => {
    await untouched(
      await segment({
        model,
        categories: { Advertising: false, Needed: true },
        settings: { consentCategories: ['Advertising'] },
        then: JANE,
      }),
    );
  });

  test(`${model}, category granted, with consentCategories: the visitor is told`, async () => {
    const { calls } = await segment({
      model,
      categories: { Advertising: true, Needed: true },
      settings: { consentCategories: ['Advertising'] },
      then: JANE,
    });
    assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
  });
}

test('opt-out, category denied: the middleware of the consent tools drops the event for us', async () => {
  const { calls } = await segment({
    model: 'opt-out',
    categories: { Advertising: false, Needed: true },
    settings: { siteType: 'web app' },
    then: JANE,
  });
  assert.deepEqual(await calls(), [auth]);
});

test('a marketing site starts when the first event brings the consent, and stops when one takes it', async () => {
  const { calls, page } = await segment({
    model: 'opt-in',
    categories: { Advertising: true, Needed: true },
    settings: { consentCategories: ['Advertising'] },
    then: 'window.analytics = analytics; await analytics.page();',
  });
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
  await page.evaluate(async () => {
    window.given = { Advertising: false, Needed: true };
    await window.analytics.identify('u1', { email: 'jane@example.com' });
  });
  assert.deepEqual(await calls(), [auth]);
});

test('categories that are no list of names, or all of which are not granted: off, or untouched', async () => {
  const opened = await segment({
    model: 'opt-in',
    categories: { Advertising: true },
    settings: { consentCategories: 'Advertising' },
    then: JANE,
  });
  await untouched(opened);
  await printed(opened.seen, 1);
  assert.ok(opened.seen.console.some(({ text }) => text.includes('(invalid_consent)')));
  await untouched(
    await segment({
      model: 'opt-in',
      categories: { Advertising: true, Needed: true },
      settings: { consentCategories: ['Advertising', 'Analytics'] },
      then: JANE,
    }),
  );
});

test('beside categories a consent of null is no answer, and settings that throw throw nothing', async () => {
  await untouched(
    await segment({
      model: 'opt-in',
      categories: { Advertising: true, Needed: true },
      settings: { consentCategories: ['Advertising'], consent: null },
      then: JANE,
    }),
  );
  const script = await bundle(`
    import { profitwell } from 'retention-destinations';
    profitwell({ publicApiToken: '${TOKEN}', consentCategories: ['Advertising'], get consent() { throw new Error('x'); } }).load();`);
  const opened = await open({ script });
  assert.deepEqual(opened.seen.errors, []);
  await untouched(opened);
});

test("RudderStack's consent: a destination that is denied is neither loaded nor told", async () => {
  const ads = { provider: 'custom', resolutionStrategy: 'and', consents: [{ consent: 'ads' }] };
  const config = sourceConfig({ d: { consentManagement: [ads] }, e: {} });
  const run = async (allowed) => {
    const script = await bundle(`
      import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
      import { profitwell } from ${JSON.stringify(entry('rudderstack'))};
      const analytics = new RudderAnalytics();
      analytics.addCustomIntegration('d', profitwell({ publicApiToken: '${TOKEN}' }));
      // Another destination, which needs no consent and is told of an event after ours.
      let heard;
      window.done = new Promise((resolve) => { heard = resolve; });
      analytics.addCustomIntegration('e', { init() {}, isReady: () => true, identify: () => heard() });
      analytics.load('wk', 'https://data.example', {
        consentManagement: { enabled: true, provider: 'custom', allowedConsentIds: ${JSON.stringify(allowed)}, deniedConsentIds: ${JSON.stringify(allowed.length ? [] : ['ads'])} },
        getSourceConfig: () => (${config}),
      });
      analytics.ready(() => analytics.identify('u1', { email: 'jane@example.com' }));`);
    const opened = await open({ script, vendor: 'hang' });
    await opened.page.evaluate(() => window.done);
    assert.deepEqual(opened.seen.errors, []);
    return opened;
  };
  await untouched(await run([]));
  assert.deepEqual(await (await run(['ads'])).calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});
