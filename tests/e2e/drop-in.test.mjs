// What users of the vendor's own package for analytics.js count on, one by one: the behaviour that its suite describes
// (`integrations/profitwell/test` of segmentio/analytics.js-integrations). Each in a page of its own, because ProfitWell
// is started once per page; with the vendor's script allowed, and with it blocked.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, entry, open, recycle, VENDOR_SCRIPT } from './support.mjs';

after(close);
afterEach(recycle);

const EMAIL = 'testEmail@pw.com';
const start = (options) => ['start', options];

/** `calls` are those of `window.profitwell`, `starts` and `loads` those of the integration's methods where replaced. */
const EXPECTATIONS = [
  [
    'initialize calls load',
    'stub(); replace(); analytics.initialize(); return loads.length;',
    (result) => assert.equal(result, 1),
  ],
  [
    'initialize puts a function at window.profitwell',
    'replace(); analytics.initialize(); return typeof window.profitwell;',
    (result) => assert.equal(result, 'function'),
  ],
  [
    'initialize calls auth_token with the token, which may be set until then',
    "stub(); replace(); profitwell.options.publicApiToken = 'test_token'; analytics.initialize(); return calls;",
    (result) => assert.deepEqual(result, [['auth_token', 'test_token']]),
  ],
  [
    'initialize calls start with the stored email',
    'stub(); replace(); store(); analytics.initialize(); return starts;',
    (result) => assert.deepEqual(result, [[EMAIL]]),
  ],
  [
    'initialize calls start with nothing where nobody is stored',
    "stub(); replace(); profitwell.options.siteType = 'marketing'; analytics.initialize(); return starts;",
    (result) => assert.deepEqual(result, [[]]),
  ],
  [
    'start before initialize tells the vendor the email',
    'stub(); profitwell.start(EMAIL); return calls;',
    (result) => assert.deepEqual(result.at(-1), start({ user_email: EMAIL })),
  ],
  [
    'start before initialize without an email starts anonymously',
    'stub(); profitwell.start(); return calls;',
    (result) => assert.deepEqual(result.at(-1), start({})),
  ],
  [
    'start twice is one start, by the first email',
    "stub(); profitwell.start(EMAIL); profitwell.start('another@pw.com'); return calls;",
    (result) =>
      assert.deepEqual(
        result.filter(([name]) => name === 'start'),
        [start({ user_email: EMAIL })],
      ),
  ],
  [
    'initialize with a stored email starts once: an identify after ready starts no more',
    `stub(); store(); analytics.initialize();
     const before = [...calls];
     await new Promise((resolve) => analytics.once('ready', resolve));
     stub(); analytics.identify(EMAIL);
     return [before, calls];`,
    ([before, afterwards]) => {
      assert.deepEqual(before.at(-1), start({ user_email: EMAIL }));
      assert.deepEqual(afterwards, []);
    },
  ],
  [
    'identify after ready calls start with the email',
    `const ready = new Promise((resolve) => analytics.once('ready', resolve));
     analytics.initialize(); await ready; replace(); analytics.identify(EMAIL);
     return starts;`,
    (result) => assert.deepEqual(result, [[EMAIL]]),
  ],
  [
    'identify of nobody after ready calls start with nothing',
    `const ready = new Promise((resolve) => analytics.once('ready', resolve));
     analytics.initialize(); await ready; replace(); analytics.identify();
     return starts;`,
    (result) => assert.deepEqual(result, [[]]),
  ],
];

for (const [how, vendor] of [
  ['allowed', VENDOR_SCRIPT],
  ['blocked', 'abort'],
]) {
  for (const [name, body, check] of EXPECTATIONS) {
    test(`${how}: ${name}`, async () => {
      const script = await bundle(`
        import { constructor as Analytics } from 'ajs4';
        import ProfitWell from ${JSON.stringify(entry('classic'))};
        const EMAIL = '${EMAIL}';
        const analytics = new Analytics();
        const profitwell = new ProfitWell({ publicApiToken: '123123123' });
        analytics.use(ProfitWell);
        analytics.add(profitwell);
        let calls;
        const stub = () => {
          calls = [];
          window.profitwell = (...command) => { calls.push(command); };
        };
        // A missing argument is none, as a JSON list would not tell.
        const given = (args) => args.filter((arg) => arg !== undefined);
        const loads = [];
        const starts = [];
        const replace = () => {
          profitwell.load = (...args) => { loads.push(given(args)); };
          profitwell.start = (...args) => { starts.push(given(args)); };
        };
        const store = () => localStorage.setItem('ajs_user_traits', JSON.stringify({ email: EMAIL }));
        window.result = (async () => { ${body} })();`);
      const { page, seen } = await open({ script, vendor });
      check(await page.evaluate(() => window.result));
      assert.deepEqual(seen.errors, []);
    });
  }
}

test('start before initialize waits in the queue stub, and initialize loads the script that works it off', async () => {
  const script = await bundle(`
    import { constructor as Analytics } from 'ajs4';
    import ProfitWell from ${JSON.stringify(entry('classic'))};
    const analytics = new Analytics();
    const profitwell = new ProfitWell({ publicApiToken: '123123123', siteType: 'web app' });
    analytics.add(profitwell);
    profitwell.start('${EMAIL}');
    window.before = [[...window.profitwell.q].map((call) => [...call]), !!document.getElementById('profitwell-js')];
    analytics.initialize();`);
  const { calls, page, until } = await open({ script });
  const queue = [['auth_token', '123123123'], start({ user_email: EMAIL })];
  assert.deepEqual(await page.evaluate(() => window.before), [queue, false]);
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), queue);
});

test('settings and consent gate start before initialize as well', async () => {
  for (const settings of ["{ siteType: 'web app' }", "{ publicApiToken: '123123123', consent: false }"]) {
    const script = await bundle(`
      import ProfitWell from ${JSON.stringify(entry('classic'))};
      new ProfitWell(${settings}).start('${EMAIL}');
      window.result = 'profitwell' in window;`);
    const { page, seen } = await open({ script });
    assert.equal(await page.evaluate(() => window.result), false);
    assert.deepEqual([seen.vendorRequests, seen.errors], [[], []]);
  }
});

test('identify goes through start once, with whatever the event holds', async () => {
  const script = await bundle(`
    import { constructor as Analytics } from 'ajs4';
    import ProfitWell from ${JSON.stringify(entry('classic'))};
    const analytics = new Analytics();
    const profitwell = new ProfitWell({ publicApiToken: '123123123', siteType: 'web app', customerIdTrait: 'customer' });
    const { start } = profitwell;
    window.starts = [];
    profitwell.start = function (email) { window.starts.push(email ?? null); return start.call(this, email); };
    analytics.add(profitwell);
    analytics.initialize();
    analytics.once('ready', () => {
      analytics.identify('u1', { email: '${EMAIL}', customer: 'cus_1' });
      analytics.identify('u2');
    });`);
  const { calls, page, until } = await open({ script });
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual((await calls()).slice(1), [start({ user_id: 'cus_1' })]);
  // analytics.js carries no traits over to another user id.
  assert.deepEqual(await page.evaluate(() => window.starts), [EMAIL, null]);
});
