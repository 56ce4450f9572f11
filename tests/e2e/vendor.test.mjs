// The vendor's script in every state: there before us, blocked, failing, frozen, throwing.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { bundle, close, open, printed, recycle, TOKEN, VENDOR, VENDOR_SCRIPT } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];
const JANE = '{ event: { userId: "u1", traits: { email: "jane@example.com" } } }';

/** A page that runs `before`, then loads the plugin and identifies Jane, with a fake clock. */
async function run({ before = '', settings = {}, then = `plugin.identify(${JANE})`, html, ...options } = {}) {
  const script = await bundle(`
    import { profitwell } from 'retention-destinations';
    const plugin = window.plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app', ...${JSON.stringify(settings)} });
    plugin.load();
    ${then}`);
  return open({ html: html ?? `<script>${before}</script><script src="/page.js"></script>`, script, ...options });
}

const codes = ({ console }) =>
  console.filter(({ text }) => text.startsWith('[ProfitWell]')).map(({ text }) => /\((\w+)\)$/.exec(text)[1]);

test('a blocked script is tried three times, then given up with one warning', async () => {
  const { page, seen, until } = await run({ vendor: 'abort' });
  const ready = await page.evaluate(() => window.plugin.ready().then(() => 'settled'));
  assert.equal(ready, 'settled');
  await assert.doesNotReject(
    page.waitForEvent('console', {
      predicate: (message) => message.text().includes('vendor_script_blocked'),
      timeout: 8000,
    }),
  );
  assert.equal(seen.vendorRequests.length, 3);
  assert.deepEqual(codes(seen), ['vendor_script_blocked']);
  await until(() => document.querySelectorAll('#profitwell-js').length === 1);
  assert.deepEqual(seen.errors, []);
});

const POLICY = `<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'">`;
const TYPES =
  '<meta http-equiv="Content-Security-Policy" content="trusted-types other; require-trusted-types-for \'script\'">';
for (const [name, options, code, reason] of [
  ['its download fails', { vendor: 'abort' }, 'vendor_script_blocked', 'the network or an ad blocker'],
  [
    'there is no network',
    { vendor: 'abort', before: "Object.defineProperty(navigator, 'onLine', { value: false })" },
    'vendor_script_blocked',
    'no network',
  ],
  [
    'the page’s policy refuses it',
    { html: `${POLICY}<script src="/page.js"></script>` },
    'vendor_script_blocked',
    'the Content-Security-Policy',
  ],
  [
    'the page refuses our policy of Trusted Types',
    { html: `${TYPES}<script src="/page.js"></script>` },
    'vendor_script_blocked',
    'the Content-Security-Policy',
  ],
  [
    'an ad blocker puts something empty in its place',
    { vendor: '/* empty */' },
    'vendor_global_missing',
    'an ad blocker’s empty stand-in?',
  ],
]) {
  test(`where ${name}, the warning says so`, async () => {
    const { page, seen } = await run(options);
    const lines = () => seen.console.map(({ text }) => text).filter((text) => text.includes(`(${code})`));
    while (lines().length === 0) await page.waitForEvent('console', { timeout: 8000 });
    assert.equal(lines().length, 1);
    assert.ok(lines()[0].endsWith(`; ${reason} (${code})`), lines()[0]);
  });
}

for (const [name, theirs, expected] of [
  ['another', { user_email: 'joe@example.com' }, [['user_email', 'jane@example.com']]],
  ['the same', { user_email: 'jane@example.com' }, []],
  ['nobody', undefined, [['user_email', 'jane@example.com']]],
]) {
  test(`a start of the page’s own that names ${name} reaches our stub: it takes the place of ours`, async () => {
    const { calls, seen, until } = await run({
      then: `plugin.identify(${JANE}); window.profitwell('start', ${JSON.stringify(theirs)});`,
    });
    await until(() => window.profitwell.isLoaded);
    const start = theirs ? ['start', theirs] : ['start'];
    assert.deepEqual(
      (await calls()).map((call) => call.filter((it) => it != null)),
      [auth, start, ...expected],
    );
    assert.deepEqual([seen.errors, codes(seen)], [[], []]);
  });
}

test('what stands in the way is named, and where', async () => {
  for (const [html, line] of [
    ['<i id="profitwell-js" data-pw-auth="pk_theirs_1"></i>', 'found pk…_1 in <i id=profitwell-js> (another_token)'],
    [`<script src="${VENDOR}?auth=short"></script>`, `found … in <script src=${VENDOR}> (another_token)`],
    ['<a id="profitwell"></a>', 'found <a id=profitwell> (global_taken)'],
    ['<script>window.profitwell = {}</script>', 'found object (global_taken)'],
  ]) {
    const { seen } = await run({ html: `${html}<script src="/page.js"></script>`, vendor: 'abort' });
    const lines = seen.console.map(({ text }) => text).filter((text) => text.startsWith('[ProfitWell]'));
    assert.equal(lines.length, 1);
    assert.ok(lines[0].endsWith(line), lines[0]);
  }
});

test('a script that fails once and then comes is used', async () => {
  const { calls, seen, until } = await run({ vendor: (attempt) => (attempt === 1 ? 500 : VENDOR_SCRIPT) });
  await until(() => window.profitwell.isLoaded);
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
  assert.equal(seen.vendorRequests.length, 2);
  assert.deepEqual(codes(seen), []);
});

test('a script that leaves its global out is told from a blocked one', async () => {
  const { page, seen } = await run({ vendor: '/* nothing */' });
  await page.evaluate(() => window.plugin.ready());
  assert.deepEqual(codes(seen), ['vendor_global_missing']);
});

test('ready waits for a hanging script no longer than timeoutMs', async () => {
  const { page } = await run({ vendor: 'hang', settings: { timeoutMs: 50 } });
  assert.equal(await page.evaluate(() => window.plugin.ready().then(() => 'settled')), 'settled');
});

test("the vendor's snippet before us: no second script, no second start", async () => {
  const { calls, seen, until } = await run({
    html: `<script id="profitwell-js" data-pw-auth="${TOKEN}">
      window.profitwell = window.profitwell || function () { (window.profitwell.q = window.profitwell.q || []).push(arguments); };
      var s = document.createElement('script'); s.async = 1; s.src = '${VENDOR}?auth=${TOKEN}'; document.head.append(s);
      profitwell('start', { user_id: 'cus_1' });</script><script src="/page.js"></script>`,
  });
  await until(() => window.profitwell.isLoaded);
  assert.deepEqual(await calls(), [
    ['start', { user_id: 'cus_1' }],
    ['user_email', 'jane@example.com'],
  ]);
  assert.equal(seen.vendorRequests.length, 1);
});

test('a vendor that is loaded before us is only re-identified', async () => {
  const { calls, seen } = await run({ before: VENDOR_SCRIPT });
  assert.deepEqual(await calls(), [['user_email', 'jane@example.com']]);
  assert.deepEqual(seen.vendorRequests, []);
});

test('an element with our token but no function yet: our calls wait in a stub', async () => {
  const { calls, seen } = await run({
    html: `<i id="profitwell-js" data-pw-auth="${TOKEN}"></i><script src="/page.js"></script>`,
  });
  assert.deepEqual(await calls(), [['start', { user_email: 'jane@example.com' }]]);
  assert.deepEqual(seen.vendorRequests, []);
});

test('an element with another token turns us off with one warning', async () => {
  const { page, seen } = await run({
    html: '<i id="profitwell-js" data-pw-auth="theirs"></i><script src="/page.js"></script>',
  });
  assert.deepEqual(codes(seen), ['another_token']);
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
});

test('Paddle.js has it: no script, and only ctm_ ids go to Paddle.Update', async () => {
  const { page, seen } = await run({
    before: 'window.updates = []; window.Paddle = { Initialized: true, Update(options) { updates.push(options); } };',
    settings: { customerIdTrait: 'paddle' },
    then: `plugin.identify(${JANE});
      plugin.identify({ event: { userId: 'u1', traits: { email: 'jane@example.com', paddle: 'cus_1' } } });
      plugin.identify({ event: { userId: 'u1', traits: { email: 'jane@example.com', paddle: 'ctm_1' } } });`,
  });
  assert.deepEqual(await page.evaluate(() => window.updates), [{ pwCustomer: { id: 'ctm_1' } }]);
  assert.deepEqual(seen.vendorRequests, []);
  assert.equal(await page.evaluate(() => 'profitwell' in window), false);
});

for (const [name, before, expected] of [
  ['a number', 'window.profitwell = 5', ['global_taken']],
  ['an object', 'window.profitwell = {}', ['global_taken']],
  ['an element that clobbers it', "document.write('<a id=profitwell></a>')", ['global_taken']],
  ['a blocker’s {isLoaded: true}', 'window.profitwell = { isLoaded: true }', ['global_taken']],
  [
    'a throwing getter',
    "Object.defineProperty(window, 'profitwell', { get() { throw new Error('x'); } })",
    ['global_taken'],
  ],
  ['a function that throws', 'window.profitwell = () => { throw new Error("x"); }', ['vendor_threw']],
  ['a frozen function', 'window.profitwell = Object.freeze(() => {})', []],
]) {
  test(`window.profitwell is ${name}: nothing thrown, one clear message`, async () => {
    const { page, seen } = await run({ before });
    assert.equal(
      await page.evaluate((jane) => {
        const ctx = new Function(`return ${jane}`)();
        return window.plugin.identify(ctx) === ctx;
      }, JANE),
      true,
    );
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(codes(seen), expected);
  });
}

test('hostile events: nothing thrown, nothing said, the same ctx back', async () => {
  const { page, seen } = await run({ then: '' });
  const result = await page.evaluate(() => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const cyclic = { email: {} };
    cyclic.email.self = cyclic;
    const polluted = JSON.parse('{"__proto__": {"email": "jane@example.com"}, "constructor": 1}');
    const bad = [
      null,
      undefined,
      5,
      'text',
      [],
      ['jane@example.com'],
      () => {},
      Symbol('x'),
      5n,
      revoked.proxy,
      cyclic,
      polluted,
      {
        get email() {
          throw new Error('getter');
        },
      },
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('ownKeys');
          },
        },
      ),
      new Proxy(
        { email: 'a@b.co' },
        {
          getOwnPropertyDescriptor() {
            throw new Error('descriptor');
          },
        },
      ),
      { email: 'x'.repeat(1e7) },
      { email: '\ud800@example.com' },
      { email: 5 },
      { email: ['a@b.co'] },
      { email: Symbol('x') },
      { [`${'e'.repeat(1e6)}`]: 1 },
      Object.create(null),
      Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i])),
    ];
    let same = true;
    for (const traits of bad) {
      for (const userId of [undefined, null, 7, {}, Symbol('u'), 'x'.repeat(1e6)]) {
        const ctx = { event: { type: 'identify', userId, traits } };
        same &&= window.plugin.identify(ctx) === ctx;
      }
    }
    for (const event of [
      null,
      undefined,
      revoked.proxy,
      {
        get traits() {
          throw new Error('x');
        },
      },
      {
        traits: {},
        get integrations() {
          throw new Error('x');
        },
      },
      { integrations: revoked.proxy },
    ]) {
      const ctx = { event };
      same &&= window.plugin.identify(ctx) === ctx;
    }
    return same;
  });
  assert.equal(result, true);
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(codes(seen), []);
});

test('a trait named "undefined" is not taken for a setting that is not made', async () => {
  const { calls } = await run({
    vendor: 'hang',
    then: "plugin.identify({ event: { userId: 'u1', traits: { undefined: 'jane@example.com' } } })",
  });
  assert.deepEqual(await calls(), [auth, ['start', {}]]);
});

test('settings that cannot be right: one error that names the setting and no token, nothing requested', async () => {
  for (const [settings, code, shown] of [
    ['undefined', 'missing_public_api_token', 'publicApiToken'],
    ['null', 'missing_public_api_token', 'publicApiToken'],
    ["'0123456789abcdef'", 'missing_public_api_token', 'publicApiToken'],
    ["{ publicApiToken: '  ' }", 'missing_public_api_token', 'publicApiToken'],
    ['{ publicApiToken: 5 }', 'invalid_public_api_token', 'found number'],
    ["{ publicApiToken: 'secret'.repeat(20) }", 'invalid_public_api_token', '120 characters'],
    ["{ publicApiToken: 'secret', siteType: 'mobile' }", 'invalid_site_type', 'siteType'],
    ["{ publicApiToken: 'secret', consent: null }", 'invalid_consent', 'found null'],
    ["{ publicApiToken: 'secret', scriptUrl: 'http://elsewhere.example/x.js' }", 'invalid_script_url', 'scriptUrl'],
    ["{ publicApiToken: 'secret', scriptUrl: 'javascript:alert(1)' }", 'invalid_script_url', 'scriptUrl'],
    [
      "{ publicApiToken: 'secret', scriptUrl: 'http://localhost:x@elsewhere.example/' }",
      'invalid_script_url',
      'scriptUrl',
    ],
    ["{ publicApiToken: 'secret', scriptUrl: 42 }", 'invalid_script_url', 'found number'],
    ["{ publicApiToken: 'secret', timeoutMs: '5' }", 'invalid_timeout_ms', 'timeoutMs'],
    ["{ publicApiToken: 'secret', get siteType() { throw new Error('x'); }, nonce: 1 }", 'invalid_nonce', 'nonce'],
  ]) {
    const script = await bundle(`
      import { profitwell } from 'retention-destinations';
      const plugin = profitwell(${settings});
      plugin.load();
      window.result = plugin.identify(${JANE}).event.userId;
      window.done = plugin.ready();`);
    const { page, seen, close: done } = await open({ script });
    await page.evaluate(() => window.done);
    assert.equal(await page.evaluate(() => window.result), 'u1');
    assert.deepEqual(codes(seen), [code], settings);
    await printed(seen, 1);
    assert.equal(seen.console[0].type, 'error');
    assert.ok(seen.console[0].text.includes(shown), seen.console[0].text);
    assert.ok(!seen.console[0].text.includes('secret'));
    assert.deepEqual([seen.errors, seen.vendorRequests], [[], []]);
    assert.equal(await page.evaluate(() => 'profitwell' in window), false);
    await done();
  }
});

test('null is a setting that is not made', async () => {
  const { calls } = await run({
    vendor: 'hang',
    settings: { scriptUrl: null, nonce: null, customerIdTrait: null, timeoutMs: null, debug: null },
  });
  assert.deepEqual(await calls(), [auth, ['start', { user_email: 'jane@example.com' }]]);
});

test('scriptUrl loads another script with the token', async () => {
  const { seen, until } = await run({
    settings: { scriptUrl: '/proxy/pw.js?v=1#x' },
    files: { '/proxy/pw.js': VENDOR_SCRIPT },
  });
  await until(() => window.profitwell.isLoaded);
  assert.deepEqual(seen.vendorRequests, []);
  assert.deepEqual(seen.errors, []);
});
