// The same rows in every host, with its real npm package: the same vendor calls, one script.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { sourceConfig } from '../support/rudderstack.mjs';
import { HOSTS } from './hosts.mjs';
import { bundle, close, entry, NOWASM, open, TOKEN } from './support.mjs';

after(close);

const JANE = "await host.identify('u1', { email: 'jane@example.com' });";
const ROWS = [
  ['web app, email', { siteType: 'web app' }, JANE, [['start', { user_email: 'jane@example.com' }]]],
  ['web app, no email', { siteType: 'web app' }, "await host.identify('u1', { plan: 'pro' });", [['start', {}]]],
  ['web app, no identify', { siteType: 'web app' }, '', []],
  ['marketing', { siteType: 'marketing' }, '', [['start', {}]]],
  [
    'marketing, email later',
    { siteType: 'marketing' },
    `await vendor(); ${JANE}`,
    [
      ['start', {}],
      ['user_email', 'jane@example.com'],
    ],
  ],
  [
    'email in the user id',
    { siteType: 'web app' },
    "await host.identify('jane@example.com', {});",
    [['start', { user_email: 'jane@example.com' }]],
  ],
  ['the same twice', { siteType: 'web app' }, JANE + JANE, [['start', { user_email: 'jane@example.com' }]]],
  [
    'later traits only',
    { siteType: 'web app' },
    `${JANE} await host.identify('u1', { plan: 'pro' });`,
    [['start', { user_email: 'jane@example.com' }]],
  ],
  [
    'somebody else',
    { siteType: 'web app' },
    `${JANE} await vendor(); await host.identify('u2', { email: 'joe@example.com' });`,
    [
      ['start', { user_email: 'jane@example.com' }],
      ['user_email', 'joe@example.com'],
    ],
  ],
  [
    'customer id',
    { siteType: 'web app', customerIdTrait: 'stripe' },
    "await host.identify('u1', { email: 'jane@example.com', stripe: 'cus_1' });",
    [['start', { user_id: 'cus_1' }]],
  ],
  [
    'event switched off',
    { siteType: 'web app' },
    "await host.identify('u1', { email: 'jane@example.com' }, { integrations: { ProfitWell: false } });",
    [],
    'integrations',
  ],
  [
    'All off for the event',
    { siteType: 'web app' },
    "await host.identify('u1', { email: 'jane@example.com' }, { integrations: { All: false } });",
    [],
    'integrations',
  ],
  ['consent not given', { siteType: 'web app', consent: 'required' }, JANE, null],
  [
    'consent given later',
    { siteType: 'web app', consent: 'required' },
    `${JANE} setConsent(true);`,
    [['start', { user_email: 'jane@example.com' }]],
  ],
  [
    'reset',
    { siteType: 'web app' },
    `${JANE} await vendor(); host.reset(); ${JANE}`,
    [
      ['start', { user_email: 'jane@example.com' }],
      ['user_email', 'jane@example.com'],
    ],
    'reset',
  ],
  ['switched off at load', { siteType: 'marketing' }, JANE, null, 'load', { ProfitWell: false }],
];

const matrix = {};
const note = (host, row, what) => {
  matrix[row] ??= {};
  matrix[row][host] = what;
};

for (const [name, host] of Object.entries(HOSTS)) {
  // Jitsu's script has the module inside and finds its own fallback (nowasm.test.mjs).
  if (NOWASM && name === 'Jitsu') continue;
  const [, names, from] = /import (.*?) from '(.*?)';/.exec(host.script(''));
  const script = bundle(`
    import { ${host.use ?? 'profitwell, setConsent'} } from ${JSON.stringify(entry(host.entry ?? 'index'))};
    import ${names} from '${from}';
    const { options, load, then } = window.row;
    const vendor = async () => { while (!window.profitwell?.isLoaded) await new Promise((done) => setTimeout(done, 5)); };
    window.done = (async () => {
      let host;
      ${host.script('options').replace(/import .*?;/, '')}
      await new (async () => {}).constructor('host', 'vendor', 'setConsent', then)(host, vendor, setConsent);
      await host.ready();
      return Math.round(performance.now());
    })();`);
  const run = async (settings, then, { load = {}, ...answers } = {}) => {
    const row = { options: { publicApiToken: TOKEN, ...settings }, load, then };
    const html = `<script>window.row = ${JSON.stringify(row)}</script><script src="/page.js"></script>`;
    const destination = {
      id: 'd',
      credentials: row.options,
      options: {},
      deviceOptions: {
        type: 'analytics-plugin',
        packageCdn: 'https://shop.example/jitsu.js',
        moduleVarName: 'profitwellJitsu',
      },
    };
    const opened = await open({
      html,
      script: await script,
      files: { '/jitsu.js': readFileSync(join(root, 'dist/jitsu.js'), 'utf8') },
      answers: { 'https://jitsu.example/': JSON.stringify({ ok: true, destinations: [destination] }) },
      ...answers,
    });
    opened.readyMs = await opened.page.evaluate(() => window.done);
    assert.deepEqual(opened.seen.errors, []);
    return opened;
  };

  describe(name, { concurrency: 4 }, () => {
    for (const [row, settings, then, expected, needs, load] of ROWS) {
      if (needs && host.without?.[needs]) continue;
      test(`${name}: ${row}`, async () => {
        const { calls, page, readyMs, seen, until, close: done } = await run(settings, then, { load });
        if (expected) {
          await until(() => window.profitwell?.isLoaded);
          assert.deepEqual(await calls(), [['auth_token', TOKEN], ...expected]);
          assert.equal(seen.vendorRequests.length, 1);
        } else {
          assert.equal(await page.evaluate(() => 'profitwell' in window), false);
          assert.equal(seen.vendorRequests.length, 0);
        }
        note(name, row, `${expected ? (await calls()).length - 1 : 0}/${seen.vendorRequests.length}`);
        if (row === 'marketing') note(name, 'ready, vendor allowed', `${readyMs} ms`);
        await done();
      });
    }

    test(`${name}: ready and identify settle though the vendor is blocked, three requests`, async () => {
      const { page, readyMs, seen, close: done } = await run({}, JANE, { vendor: 'abort' });
      note(name, 'ready, vendor blocked', `${readyMs} ms`);
      const said = () => seen.console.some(({ text }) => text.includes('(vendor_script_blocked)'));
      while (!said()) await page.waitForEvent('console', { timeout: 5000 });
      assert.equal(seen.vendorRequests.length, 3);
      await done();
    });
  });
}

test('several hosts on one page: one start, one script', async () => {
  const of = (name) => JSON.stringify(entry(name));
  const script = await bundle(`
    import { AnalyticsBrowser } from '@segment/analytics-next';
    import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
    import { Analytics } from 'analytics';
    import core from 'ajs4';
    import { profitwell } from ${of('index')};
    import { profitwell as rudder } from ${of('rudderstack')};
    import { profitwell as plugin } from ${of('analytics')};
    import ProfitWell from ${of('classic')};
    const settings = { publicApiToken: '${TOKEN}', siteType: 'web app' };
    window.done = (async () => {
      const [segment] = await AnalyticsBrowser.load({ writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' } } }, plugins: [profitwell(settings)] }, { integrations: { 'Segment.io': false } });
      const rudderanalytics = new RudderAnalytics();
      rudderanalytics.addCustomIntegration('d', rudder(settings));
      rudderanalytics.load('wk', 'https://data.example', { getSourceConfig: () => (${sourceConfig({ d: {} })}) });
      await new Promise((resolve) => rudderanalytics.ready(resolve));
      const analytics = Analytics({ app: 'a', plugins: [plugin(settings)] });
      // add() takes an instance, addIntegration() a constructor.
      core.addIntegration(ProfitWell);
      core.initialize({ ProfitWell: settings });
      const added = new core.constructor();
      added.add(new ProfitWell(settings));
      added.initialize();
      for (const host of [segment, rudderanalytics, analytics, core, added]) await host.identify('u1', { email: 'jane@example.com' });
    })();`);
  const { calls, page, seen, until } = await open({ script });
  await page.evaluate(() => window.done);
  await until(() => window.profitwell?.isLoaded && window.__vendor.calls.length > 1);
  assert.deepEqual(await calls(), [
    ['auth_token', TOKEN],
    ['start', { user_email: 'jane@example.com' }],
  ]);
  assert.equal(seen.vendorRequests.length, 1);
  assert.deepEqual(seen.errors, []);
});

test('a wrong object given to a host harms nobody: the page and the others go on', async () => {
  const script = await bundle(`
    import { AnalyticsBrowser } from '@segment/analytics-next';
    import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
    import { profitwell } from ${JSON.stringify(entry('index'))};
    import { profitwell as rudder } from ${JSON.stringify(entry('rudderstack'))};
    const settings = { publicApiToken: '${TOKEN}', siteType: 'web app' };
    window.done = (async () => {
      const rudderanalytics = new RudderAnalytics();
      rudderanalytics.addCustomIntegration('d', profitwell(settings)); // the host says what is wrong with it
      const [segment] = await AnalyticsBrowser.load({ writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' } } }, plugins: [profitwell(settings)] }, { integrations: { 'Segment.io': false } });
      await segment.register(rudder(settings)).catch(() => {});
      await segment.identify('u1', { email: 'jane@example.com' });
    })();`);
  const { calls, page, until } = await open({ script });
  await page.evaluate(() => window.done);
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [
    ['auth_token', TOKEN],
    ['start', { user_email: 'jane@example.com' }],
  ]);
});

test('a host that lacks the methods we ask for: the page lives, and an identify still starts', async () => {
  const of = (name) => JSON.stringify(entry(name));
  const jane = "{ userId: 'u1', traits: { email: 'jane@example.com' } }";
  for (const [name, hooks] of [
    [
      'index',
      `const plugin = make(settings); await plugin.load(undefined, {}); await plugin.ready(); plugin.identify({}); plugin.identify({ event: ${jane} });`,
    ],
    [
      'rudderstack',
      `const plugin = make(settings); plugin.init({}, {}, {}); plugin.isReady(); plugin.identify({}, {}, {}); plugin.identify({}, {}, { message: { userId: 'u1', context: ${jane} } });`,
    ],
    [
      'analytics',
      `const plugin = make(settings); plugin.initialize({}); plugin.loaded(); plugin.identify({}); plugin.identify({ payload: ${jane} });`,
    ],
    [
      'classic',
      `const plugin = new make(settings); plugin.initialize(); plugin.identify({}); plugin.identify({ obj: ${jane}, userId: () => 'u1' });`,
    ],
  ]) {
    const script = await bundle(`
      import { ${name === 'classic' ? 'ProfitWell' : 'profitwell'} as make } from ${of(name)};
      const settings = { publicApiToken: '${TOKEN}', siteType: 'web app' };
      window.done = (async () => { ${hooks} })();`);
    const { calls, close: done, page, seen, until } = await open({ script });
    await page.evaluate(() => window.done);
    await until(() => window.profitwell?.isLoaded);
    // An event that names nobody has started it before, so Jane completes or re-identifies.
    assert.match(JSON.stringify(await calls()), /"user_email",?:?"jane@example.com"/, name);
    assert.deepEqual(seen.errors, [], name);
    await done();
  }
});

test('every host has every row, or a reason why it has not', () => {
  for (const [name, { without = {} }] of Object.entries(HOSTS)) {
    if (NOWASM && name === 'Jitsu') continue;
    for (const [row, , , , needs] of ROWS) assert.ok(matrix[row][name] || without[needs], `${name}: ${row}`);
  }
});

after(() => {
  // Vendor calls after auth_token / script requests; the calls themselves are those of ROWS.
  const names = Object.keys(HOSTS);
  console.log(['', ...names.map((name, index) => `${index + 1} ${name}`)].join('\n'));
  console.log(`${''.padEnd(24)}${names.map((_, index) => String(index + 1).padStart(9)).join('')}`);
  for (const [row, cells] of Object.entries(matrix)) {
    console.log(`${row.padEnd(24)}${names.map((name) => (cells[name] ?? '\u2013').padStart(9)).join('')}`);
  }
  for (const [name, { without = {} }] of Object.entries(HOSTS)) {
    for (const [needs, why] of Object.entries(without)) console.log(`\u2013 ${name}, ${needs}: ${why}`);
  }
});
