// The plugin in the real @segment/analytics-next, from npm and by Segment's snippet.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, open, printed, recycle, snippet, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];

/** A page with analytics-next from npm; `then` runs with the loaded instance and the plugin. */
const segment = ({
  settings = {},
  cdn = {},
  options = {},
  then = '',
  setup = '',
  register = 'plugins: [plugin]',
} = {}) =>
  bundle(`
  import { AnalyticsBrowser } from '@segment/analytics-next';
  import { profitwell, setConsent } from 'retention-destinations';
  window.setConsent = setConsent;
  const others = [];
  const other = {
    name: 'Other', type: 'destination', version: '1', isLoaded: () => true, load: () => Promise.resolve(),
    identify: (ctx) => { others.push(JSON.parse(JSON.stringify(ctx.event.traits ?? null))); return ctx; },
  };
  const plugin = profitwell({ publicApiToken: '${TOKEN}', ...${JSON.stringify(settings)} });
  ${setup}
  const browser = AnalyticsBrowser.load({
    writeKey: 'wk',
    cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' }, ...${JSON.stringify(cdn)} } },
    ${register.replace(']', ', other]')}
  }, { integrations: { 'Segment.io': false, ...${JSON.stringify(options)} } });
  Object.assign(window, { plugin, others });
  window.done = (async () => { const [analytics] = await browser; window.analytics = analytics; ${then} })();
`);

/** Opens it and waits until `then` has run and, unless told otherwise, the vendor's script. */
async function run(options, { vendor, waitForVendor = true, ...rest } = {}) {
  const opened = await open({ script: await segment(options), vendor, ...rest });
  await opened.page.evaluate(() => window.done);
  if (waitForVendor) await opened.until(() => window.profitwell?.isLoaded);
  assert.deepEqual(opened.seen.errors, []);
  return opened;
}

test('a web app starts by the email of identify', async () => {
  const { calls, seen } = await run({
    settings: { siteType: 'web app' },
    then: "await analytics.identify('u1', { email: ' jane@example.com ' });",
  });
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
  assert.deepEqual(seen.vendorRequests, [`https://public.profitwell.com/js/profitwell.js?auth=${TOKEN}`]);
});

test('a web app loads the script but does not start before identify', async () => {
  const { calls } = await run({ settings: { siteType: 'web app' } });
  assert.deepEqual(await calls(), [auth]);
});

test('a web app without an email starts anonymously on identify', async () => {
  const { calls } = await run({
    settings: { siteType: 'web app' },
    then: "await analytics.identify('u1', { plan: 'pro' });",
  });
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
});

test('a marketing site starts at load, and a later email re-identifies', async () => {
  const opened = await run({});
  assert.deepEqual(await opened.calls(), [auth, ['start', {}]]);
  await opened.page.evaluate(() => window.analytics.identify('u1', { email: 'jane@example.com' }));
  await opened.page.evaluate(() => window.analytics.identify('u1', { plan: 'pro' }));
  await opened.page.evaluate(() => window.analytics.identify('u2', { email: 'joe@example.com' }));
  assert.deepEqual(await opened.calls(), [
    auth,
    ['start', {}],
    ['user_email', 'jane@example.com'],
    ['user_email', 'joe@example.com'],
  ]);
});

test('an anonymous start that still waits in the queue is completed', async () => {
  const { calls } = await run(
    { then: "await analytics.identify('u1', { email: 'jane@example.com' });" },
    { vendor: 'hang', waitForVendor: false },
  );
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('the billing customer id goes before the email', async () => {
  const { calls } = await run({
    settings: { siteType: 'web app', customerIdTrait: 'stripeId' },
    then: "await analytics.identify('u1', { email: 'jane@example.com', stripeId: 'cus_1' }); await analytics.identify('u2', { email: 'joe@example.com' });",
  });
  assert.deepEqual(await calls(), [auth, ['start', { user_id: 'cus_1' }], ['user_email', 'joe@example.com']]);
});

test('after reset the next identity re-identifies and nobody is not sent', async () => {
  const { calls } = await run({
    settings: { siteType: 'web app' },
    then: `await analytics.identify('u1', { email: 'jane@example.com' }); analytics.reset();
           await analytics.identify('u2', { plan: 'pro' }); await analytics.identify('u1', { email: 'jane@example.com' });`,
  });
  assert.deepEqual((await calls()).slice(1), [
    ['start', { user_email: 'jane@example.com' }],
    ['user_email', 'jane@example.com'],
  ]);
});

test('identify acts in the tick in which the host calls the hook, and returns the same ctx', async () => {
  const { page } = await run({ settings: { siteType: 'web app' } });
  const result = await page.evaluate(() => {
    const ctx = {
      event: Object.freeze({ type: 'identify', userId: 'u', traits: Object.freeze({ email: 'jane@example.com' }) }),
    };
    const before = window.__vendor.calls.length;
    const returned = window.plugin.identify(ctx);
    return { same: returned === ctx, calls: window.__vendor.calls.slice(before) };
  });
  assert.deepEqual(result, { same: true, calls: [['start', { user_email: 'jane@example.com' }]] });
});

test('registering late seeds from the stored user', async () => {
  const { calls } = await run({
    register: 'plugins: []',
    settings: { siteType: 'web app' },
    then: "await analytics.identify('u1', { email: 'jane@example.com' }); await analytics.register(plugin);",
  });
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('useStoredUser false does not seed', async () => {
  const { calls } = await run({
    register: 'plugins: []',
    settings: { siteType: 'web app', useStoredUser: false },
    then: "await analytics.identify('u1', { email: 'jane@example.com' }); await analytics.register(plugin);",
  });
  assert.deepEqual(await calls(), [auth]);
});

test('two registrations start once and request one script', async () => {
  const { calls, seen } = await run({
    settings: { siteType: 'web app' },
    register: `plugins: [plugin, profitwell({ publicApiToken: '${TOKEN}' })]`,
    then: "await analytics.identify('u1', { email: 'jane@example.com' });",
  });
  assert.equal(seen.vendorRequests.length, 1);
  assert.equal((await calls()).filter(([command]) => command === 'start').length, 1);
});

for (const [name, options] of [
  ['ProfitWell: false', { ProfitWell: false }],
  ['All: false', { All: false }],
]) {
  test(`the load option integrations ${name} keeps everything untouched`, async () => {
    const { page, seen } = await run(
      { options, then: "await analytics.identify('u1', { email: 'jane@example.com' });" },
      { waitForVendor: false },
    );
    assert.equal(await page.evaluate(() => 'profitwell' in window), false);
    assert.deepEqual(seen.vendorRequests, []);
  });
}

test('the load option All: false with an own entry leaves us on', async () => {
  const { calls } = await run({ options: { All: false, ProfitWell: true } });
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
});

test('integrations of one event switch us off for that event', async () => {
  const { calls, page } = await run({ settings: { siteType: 'web app' } });
  await page.evaluate(async () => {
    const { analytics } = window;
    await analytics.identify('u1', { email: 'a@example.com' }, { integrations: { ProfitWell: false } });
    await analytics.identify('u2', { email: 'b@example.com' }, { integrations: { All: false } });
    window.plugin.identify({
      event: { userId: 'u3', traits: { email: 'c@example.com' }, integrations: { ProfitWell: false } },
    });
  });
  assert.deepEqual(await calls(), [auth]);
});

test("Segment's own destination for the same source turns us off with one warning", async () => {
  const { page, seen } = await run(
    {
      cdn: { ProfitWell: { publicApiToken: 'x' } },
      then: "await analytics.identify('u1', { email: 'jane@example.com' });",
    },
    { waitForVendor: false },
  );
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
  assert.equal(
    (await printed(seen, 1)).filter(({ type, text }) => type === 'warning' && text.includes('(also_in_segment)'))
      .length,
    1,
  );
});

for (const entry of [
  { bundlingStatus: 'unbundled' },
  { componentTypes: ['server'] },
  { type: 'browser', versionSettings: { componentTypes: ['server'] } },
]) {
  test(`an entry that Segment does not load itself, ${JSON.stringify(entry)}, leaves us on`, async () => {
    const { calls, seen } = await run({ cdn: { ProfitWell: { publicApiToken: 'x', ...entry } } });
    assert.equal((await calls())[0][0], 'auth_token');
    assert.deepEqual(
      seen.console.filter(({ text }) => text.includes('(also_in_segment)')),
      [],
    );
  });
}

test('destination middleware changes the event for us alone, and dropping it drops it', async () => {
  const { calls, page } = await run({
    settings: { siteType: 'web app' },
    then: `
      await analytics.addDestinationMiddleware('ProfitWell', ({ payload, next }) => {
        if (payload.obj.traits.drop) return next(null);
        payload.obj.traits.email = 'changed@example.com';
        next(payload);
      });
      await analytics.identify('u0', { email: 'dropped@example.com', drop: true });
      await analytics.identify('u1', { email: 'jane@example.com', drop: false });`,
  });
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'changed@example.com' }]]);
  assert.equal((await page.evaluate(() => window.others)).at(-1).email, 'jane@example.com');
});

test('middleware that throws, rejects or never calls next drops the event and settles', async () => {
  for (const body of ['throw new Error("x")', 'return Promise.reject(1)', '']) {
    const { calls } = await run({
      settings: { siteType: 'web app' },
      then: `await analytics.addDestinationMiddleware('ProfitWell', () => { ${body} });
             await analytics.identify('u1', { email: 'jane@example.com' });`,
    });
    assert.deepEqual(await calls(), [auth], body);
  }
});

test('middleware that never comes back holds the host up for no longer than five seconds', async () => {
  const script = await bundle(`
    import { profitwell } from 'retention-destinations';
    const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' });
    plugin.addMiddleware(() => new Promise(() => {}));
    plugin.load();
    const ctx = { event: { userId: 'u1', traits: { email: 'jane@example.com' } } };
    window.same = plugin.identify(ctx).then((back) => back === ctx);`);
  const { page, calls, until } = await open({ script, html: '<script src="/page.js"></script>' });
  assert.equal(await page.evaluate(() => window.same), true);
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [['auth_token', TOKEN]]);
});

test('ready settles, and other destinations get their events, whatever the vendor does', async () => {
  for (const vendor of ['abort', 404, 'throw new Error("broken")', 'hang', '']) {
    const opened = await open({
      vendor,
      script: await segment({
        settings: { siteType: 'web app', timeoutMs: 300 },
        then: "await analytics.identify('u1', { email: 'jane@example.com' });",
      }),
    });
    await opened.page.evaluate(() => window.done);
    await opened.page.evaluate(() => new Promise((resolve) => window.analytics.ready(resolve)));
    assert.deepEqual(
      (await opened.page.evaluate(() => window.others)).map(({ email }) => email),
      ['jane@example.com'],
    );
    assert.deepEqual(opened.seen.errors, vendor === 'throw new Error("broken")' ? ['Uncaught Error: broken'] : []);
    await opened.close();
  }
});

test('reset clears the stored user, and an identity that was never told is not told later', async () => {
  const { calls, page } = await run(
    {
      settings: { siteType: 'web app', consent: 'required' },
      then: "await analytics.identify('u1', { email: 'jane@example.com' }); analytics.reset();",
    },
    { waitForVendor: false },
  );
  await page.evaluate(() => window.setConsent(true));
  assert.deepEqual(await calls(), [auth]);
});

test("by Segment's snippet, with the tag's npm plugin registered in its buffer", async () => {
  const script = await bundle(`
    import { profitwell } from 'retention-destinations';
    (window.analytics = window.analytics || []).push(['register', profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' })]);`);
  for (const html of [
    `<script src="/page.js"></script><script>${snippet()}; analytics.identify('u1', { email: 'jane@example.com' });</script>`,
    `<script>${snippet()}; analytics.identify('u1', { email: 'jane@example.com' });</script><script src="/page.js"></script>`,
  ]) {
    const { calls, until } = await open({ html, script });
    await until(() => window.__vendor?.calls.length > 1);
    assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
  }
});

test('only window.profitwell is added to the page, and importing adds nothing', async () => {
  const added = async (script, ready) => {
    const { page, until } = await open({
      html: '<script>window.before = Object.keys(window)</script><script src="/page.js"></script>',
      script: await bundle(script),
    });
    if (ready) await until(() => window.profitwell?.isLoaded);
    return page.evaluate(() =>
      Object.keys(window).filter((key) => !window.before.includes(key) && key !== 'before' && key !== '__vendor'),
    );
  };
  assert.deepEqual(await added("import 'retention-destinations'"), []);
  assert.deepEqual(
    await added(
      `import { profitwell } from 'retention-destinations'; const p = profitwell({ publicApiToken: '${TOKEN}' }); p.load();`,
      true,
    ),
    ['profitwell'],
  );
});

test('no cookie and no storage is written, and the email goes nowhere but to the vendor call', async () => {
  const script = await bundle(`import { profitwell } from 'retention-destinations';
    const p = profitwell({ publicApiToken: '${TOKEN}', debug: true }); p.load();
    p.identify({ event: { userId: 'u1', traits: { email: 'jane@example.com' } } });`);
  const { page, seen, until } = await open({ script });
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), [
    '',
    0,
    0,
  ]);
  await printed(seen, 1);
  assert.ok(seen.console.length > 0);
  assert.ok(!JSON.stringify([seen.console, seen.vendorRequests, seen.other]).includes('jane'));
});
