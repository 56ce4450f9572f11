// dist/profitwell.min.js in a page: alone, and beside Segment's snippet before and after it.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, open, printed, recycle, snippet, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];
const tag = (attributes = '', how = 'async') =>
  `<script ${how} src="/tag.js" data-public-api-token="${TOKEN}" ${attributes}></script>`;
const vendorRan = () => window.profitwell?.isLoaded;

async function run(html, options = {}) {
  const opened = await open({ html, ...options });
  if (options.vendor !== 'hang') await opened.page.waitForLoadState('load');
  return opened;
}

test('on a marketing page without a host it starts anonymously, and identify re-identifies', async () => {
  const { calls, page, seen, until } = await run(tag());
  await until(vendorRan);
  await page.evaluate(() =>
    window.profitwellDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com' } }),
  );
  assert.deepEqual(await calls(), [auth, ['start', {}], ['user_email', 'jane@example.com']]);
  assert.equal(seen.vendorRequests.length, 1);
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.console, []);
});

test('a web app without a host waits for profitwellDestination.identify', async () => {
  const { calls, page, until } = await run(tag('data-site-type="web app"'));
  await until(vendorRan);
  assert.deepEqual(await calls(), [auth]);
  await page.evaluate(() => window.profitwellDestination.identify({ userId: 'jane@example.com' }));
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('profitwellDestination.reset forgets the visitor', async () => {
  const { calls, page, until } = await run(tag('data-site-type="web app"'));
  await until(vendorRan);
  await page.evaluate(() => {
    const jane = { userId: 'u1', traits: { email: 'jane@example.com' } };
    window.profitwellDestination.identify(jane);
    window.profitwellDestination.identify(jane);
    window.profitwellDestination.reset();
    window.profitwellDestination.identify(jane);
  });
  assert.deepEqual((await calls()).slice(1), [
    ['start', { user_email: 'jane@example.com' }],
    ['user_email', 'jane@example.com'],
  ]);
});

test('profitwellDestination throws at nothing', async () => {
  const { page, seen, until } = await run(tag());
  await until(vendorRan);
  await page.evaluate(() => {
    const { identify, reset, setConsent } = window.profitwellDestination;
    for (const nonsense of [
      undefined,
      null,
      5,
      'x',
      [],
      () => {},
      {
        get traits() {
          throw new Error('x');
        },
      },
      { traits: null, userId: {} },
    ])
      identify(nonsense);
    reset();
    setConsent('nonsense');
  });
  assert.deepEqual(seen.errors, []);
});

for (const [where, html] of [
  [
    'before the tag',
    `<script>${snippet()}; analytics.identify('u1', { email: 'jane@example.com' });</script>${tag('data-site-type="web app"')}`,
  ],
  [
    'after the tag',
    `${tag('data-site-type="web app"', '')}<script>${snippet()}; analytics.identify('u1', { email: 'jane@example.com' });</script>`,
  ],
]) {
  test(`Segment's snippet ${where}: its identify starts us`, async () => {
    const { calls, seen, until } = await run(html);
    await until(() => window.__vendor?.calls.length > 1);
    assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
    assert.equal(seen.vendorRequests.length, 1);
    assert.deepEqual(seen.errors, []);
  });
}

test('a host that is loaded already is registered with, and its stored user seeds', async () => {
  const script = await bundle(`
    import { AnalyticsBrowser } from '@segment/analytics-next';
    window.analytics = AnalyticsBrowser.load({ writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' } } } }, { integrations: { 'Segment.io': false } });
    window.done = window.analytics.identify('u1', { email: 'jane@example.com' }).then(() => {
      const tag = document.createElement('script');
      tag.src = '/tag.js';
      tag.dataset.publicApiToken = '${TOKEN}';
      tag.dataset.siteType = 'web app';
      document.head.append(tag);
    });`);
  const { calls, page, until } = await run('<script src="/page.js"></script>', { script });
  await page.evaluate(() => window.done);
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('a renamed global is found by data-analytics-key', async () => {
  const { calls, until } = await run(
    `<script>${snippet().replace('var i="analytics"', 'var i="segment"')}; segment.identify('u1', { email: 'jane@example.com' });</script>${tag('data-site-type="web app" data-analytics-key="segment"')}`,
  );
  await until(() => window.__vendor?.calls.length > 1);
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('several tags start once', async () => {
  const { calls, seen, until } = await run(tag() + tag() + tag('data-site-type="web app"'));
  await until(vendorRan);
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
  assert.equal(seen.vendorRequests.length, 1);
});

test('a second tag with another token warns once and loads nothing', async () => {
  const { seen, until } = await run(tag('', '') + tag('', '').replace(TOKEN, 'another'));
  await until(vendorRan);
  assert.equal(seen.vendorRequests.length, 1);
  assert.deepEqual(
    (await printed(seen, 1)).map(({ type, text }) => [type, /\((\w+)\)/.exec(text)[1]]),
    [['warning', 'another_token']],
  );
});

test('data-consent="required" touches nothing until setConsent(true)', async () => {
  const { calls, page, seen, until } = await run(tag('data-consent="required"'));
  await until(() => window.profitwellDestination);
  await page.evaluate(() =>
    window.profitwellDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com' } }),
  );
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
  assert.deepEqual(seen.vendorRequests, []);
  await page.evaluate(() => window.profitwellDestination.setConsent(true));
  await until(vendorRan);
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('identify by the global asks for consent though no host has loaded us', async () => {
  const html = `<script>window.analytics = []</script>${tag('data-consent="required"', '')}<script>profitwellDestination.identify({ traits: { email: 'jane@example.com' } })</script>`;
  const { calls, page, seen } = await run(html, { vendor: 'hang' });
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
  assert.deepEqual(seen.vendorRequests, []);
  await page.evaluate(() => window.profitwellDestination.setConsent(true));
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('settings that are not text are read from text', async () => {
  const { until } = await run(
    tag('data-timeout-ms="100" data-use-stored-user="false" data-debug="true" data-consent="true"'),
  );
  await until(vendorRan);
  const bad = await run(tag('data-timeout-ms="soon"', ''));
  await printed(bad.seen, 1);
  assert.match(bad.seen.console[0].text, /timeoutMs.*\(invalid_timeout_ms\)/);
});

test("the tag's nonce goes to the vendor's script tag", async () => {
  const { page, until } = await run(tag('nonce="abc123"', ''));
  await until(vendorRan);
  assert.equal(await page.evaluate(() => document.getElementById('profitwell-js').nonce), 'abc123');
});

test('a preload hint in the HTML is the request that the tag uses', async () => {
  const hint = `<link rel="preload" as="script" nonce="abc123" href="https://public.profitwell.com/js/profitwell.js?auth=${TOKEN}">`;
  const { calls, seen, until } = await run(`${hint}${tag('nonce="abc123"')}`);
  await until(vendorRan);
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
  assert.equal(seen.vendorRequests.length, 1);
  assert.deepEqual(seen.console, []);
});

test('a page adds only its documented globals', async () => {
  const { page, until } = await run(`<script>window.before = Object.keys(window)</script>${tag()}`);
  await until(vendorRan);
  const added = await page.evaluate(() => Object.keys(window).filter((key) => !window.before.includes(key)));
  assert.deepEqual(added.filter((key) => !['before', '__vendor'].includes(key)).sort(), [
    'profitwell',
    'profitwellDestination',
  ]);
});

test('it works in a document without head, body or another script', async () => {
  const { page, seen } = await open({ html: '' });
  await page.evaluate(async () => {
    const text = await (await fetch('/tag.js')).text();
    document.documentElement.replaceChildren();
    const tag = document.createElement('script');
    tag.dataset.publicApiToken = 'bare';
    tag.textContent = text;
    document.documentElement.append(tag);
    tag.remove();
  });
  await page.waitForFunction(() => window.profitwell?.isLoaded);
  assert.deepEqual(seen.vendorRequests, ['https://public.profitwell.com/js/profitwell.js?auth=bare']);
});

test('the token is percent-encoded in the URL', async () => {
  const { seen, until } = await run(tag('', '').replace(TOKEN, 'a b&amp;c/ü'));
  await until(vendorRan);
  assert.deepEqual(seen.vendorRequests, ['https://public.profitwell.com/js/profitwell.js?auth=a%20b%26c%2F%C3%BC']);
});
