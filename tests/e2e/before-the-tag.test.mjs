// Calls before the tag has run: an array, or a site's own stub, is worked off in order, and `push` goes on after it.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { close, open, RELAY, recycle, TOKEN, VENDOR_SCRIPT } from './support.mjs';

after(close);
afterEach(recycle);

const auth = ['auth_token', TOKEN];
const start = (options) => ['start', options];
const tag = (attributes = 'data-site-type="web app"') =>
  `<script src="/tag.js" data-public-api-token="${TOKEN}" ${attributes}></script>`;
const queue = (...items) =>
  `<script>(window.profitwellDestination = window.profitwellDestination || []).push(${items.join(', ')});</script>`;
const identify = (email) => `['identify', { userId: 'u1', traits: { email: '${email}' } }]`;
const codes = (seen) =>
  seen.console.filter(({ text }) => /^\[Pro/.test(text)).map(({ text }) => /\((\w+)\)$/.exec(text)?.[1]);

async function run(html, options = {}) {
  const opened = await open({ html, ...options });
  await opened.until(() => typeof window.profitwellDestination?.identify === 'function');
  return opened;
}

/** The vendor's calls in a page that loads it, and the codes in the console. */
const tells = (name, html, expected, said = []) =>
  test(name, async () => {
    const { calls, seen, until } = await run(html);
    await until(() => window.profitwell?.isLoaded);
    assert.deepEqual(await calls(), [auth, ...expected]);
    assert.deepEqual([codes(seen), seen.errors], [said, []]);
  });

tells('an identify before the tag starts', queue(identify('jane@example.com')) + tag(), [
  start({ user_email: 'jane@example.com' }),
]);
tells('on a marketing site it is the one start', queue(identify('jane@example.com')) + tag(''), [
  start({ user_email: 'jane@example.com' }),
]);
tells(
  'identify and reset keep their order, none lost and none twice',
  queue(identify('jane@example.com'), "['reset']", identify('jane@example.com')) +
    queue(identify('joe@example.com')) +
    tag(),
  [start({ user_email: 'jane@example.com' }), ['user_email', 'jane@example.com'], ['user_email', 'joe@example.com']],
);
tells(
  'the same line after the tag goes on',
  tag() + queue(identify('jane@example.com')) + queue(identify('joe@example.com')),
  [start({ user_email: 'jane@example.com' }), ['user_email', 'joe@example.com']],
);
tells('two snippets', (queue(identify('jane@example.com')) + tag()).repeat(2) + queue(identify('joe@example.com')), [
  start({ user_email: 'jane@example.com' }),
  ['user_email', 'joe@example.com'],
]);
tells(
  'a page that has kept its array pushes to the tag all the same',
  `<script>const kept = window.profitwellDestination = [];</script>${tag()}<script>kept.push(${identify('jane@example.com')})</script>`,
  [start({ user_email: 'jane@example.com' })],
);
tells(
  'a frozen array is worked off and replaced',
  `<script>window.profitwellDestination = Object.freeze([${identify('jane@example.com')}])</script>${tag()}${queue(identify('joe@example.com'))}`,
  [start({ user_email: 'jane@example.com' }), ['user_email', 'joe@example.com']],
);
for (const [name, stub] of [
  [
    'a function',
    'window.profitwellDestination = function () { (profitwellDestination.q = profitwellDestination.q || []).push(arguments); };',
  ],
  [
    'a function of lists',
    'window.profitwellDestination = (...call) => { (profitwellDestination.q = profitwellDestination.q || []).push(call); };',
  ],
])
  tells(
    `a site's own stub: ${name}`,
    `<script>${stub} profitwellDestination('identify', { userId: 'u1', traits: { email: 'jane@example.com' } });</script>${tag()}`,
    [start({ user_email: 'jane@example.com' })],
  );
tells(
  'a page that goes on to call its stub calls the tag',
  `<script>window.profitwellDestination = function () { (profitwellDestination.q = profitwellDestination.q || []).push(arguments); };</script>${tag()}
   <script>profitwellDestination('identify', { userId: 'jane@example.com' })</script>`,
  [start({ user_email: 'jane@example.com' })],
);
tells(
  'an element or a function without a queue at its name makes way',
  `<div id="profitwellDestination"></div>${tag()}${queue(identify('jane@example.com'))}`,
  [start({ user_email: 'jane@example.com' })],
);

// Consent.
for (const [name, items] of [
  ['alone', ["['setConsent', false]"]],
  ['after an identify', [identify('jane@example.com'), "['setConsent', false]"]],
  ['before an identify', ["['setConsent', false]", identify('jane@example.com')]],
])
  test(`a queued no applies before anything is requested: ${name}`, async () => {
    const { page, seen } = await run(queue(...items) + tag(''));
    assert.equal(await page.evaluate(() => 'profitwell' in window), false);
    assert.deepEqual([seen.vendorRequests, codes(seen), seen.errors], [[], [], []]);
  });
tells(
  'a queued yes starts a tag that waits',
  queue("['setConsent', true]", identify('jane@example.com')) + tag('data-consent="required"'),
  [start({ user_email: 'jane@example.com' })],
);
tells(
  'a no that a yes follows',
  queue("['setConsent', false]", identify('jane@example.com'), "['setConsent', true]") + tag(''),
  [start({})],
);

// The cancellation flow.
test('a cancellation flow before the tag gets its result by the callback', async () => {
  const dialogue = `{ const before = window.profitwell; window.profitwell = Object.assign(function (name) {
    return name === 'init_cancellation_flow' ? Promise.resolve({ status: 'retained', cancel_reason: null }) : before.apply(this, arguments);
  }, { isLoaded: true }); }`;
  const flow = "['cancellationFlow', { subscriptionId: 'sub_1' }, (result) => { window.result = result; }]";
  for (const html of [queue(flow) + tag(), tag() + queue(flow)]) {
    const { page, until } = await run(html, { vendor: `${VENDOR_SCRIPT};${dialogue}` });
    await until(() => window.result);
    assert.deepEqual(await page.evaluate(() => window.result), { status: 'retained', cancelReason: null });
  }
});
test('a cancel button is not dead where the tag has no settings', async () => {
  const flow = "['cancellationFlow', { subscriptionId: 'sub_1' }, (result) => { window.result = result; }]";
  const { page, until } = await run(`${queue(flow)}<script src="/tag.js"></script>`);
  await until(() => window.result);
  assert.deepEqual(await page.evaluate(() => window.result), { status: 'error', details: 'not_loaded' });
});

// Bad input.
const rubbish =
  "null, undefined, 5, 'identify', [], ['track', {}], ['push', []], ['constructor'], ['__proto__'], ['identify'], ['identify', 5], {}, { 0: 'identify' }, () => {}";
tells(
  'rubbish is one invalid_call',
  queue(rubbish, identify('jane@example.com')) + tag() + queue(rubbish),
  [start({ user_email: 'jane@example.com' })],
  ['invalid_call'],
);
test('push returns a number, whatever it is given', async () => {
  const { page, seen } = await run(tag());
  const results = await page.evaluate(() => {
    const { push } = window.profitwellDestination;
    const hostile = new Proxy([], {
      get() {
        throw new Error('x');
      },
    });
    return [push(), push(null), push(['reset'], ['reset']), push(hostile)].map((result) => typeof result);
  });
  assert.deepEqual(results, ['number', 'number', 'number', 'number']);
  assert.deepEqual([codes(seen), seen.errors], [['invalid_call'], []]);
});
test('of ten thousand calls the first thousand are made, then one queue_full', async () => {
  const many = `<script>window.profitwellDestination = Array.from({ length: 10_000 }, (_, at) =>
    ['identify', { userId: 'u' + at, traits: { email: 'u' + at + '@example.com' } }])</script>`;
  const { calls, seen, until } = await run(many + tag(), { vendor: 'hang' });
  await until(() => window.profitwell?.q.length === 100);
  assert.deepEqual((await calls())[1], start({ user_email: 'u0@example.com' }));
  assert.deepEqual([codes(seen), seen.errors], [['queue_full'], []]);
});
tells(
  'a queue whose length is no length, or that throws, harms nobody',
  `<script>window.profitwellDestination = { get q() { throw new Error('x'); } }</script>${tag()}
   <script>window.profitwellDestination = { q: { length: 1e12, 0: ['reset'] } }</script>${tag()}${queue(identify('jane@example.com'))}`,
  [start({ user_email: 'jane@example.com' })],
  ['queue_full'],
);

test('of two tags the one that has settings serves the calls', async () => {
  const { calls, page, seen, until } = await run(
    `<script src="/tag.js"></script>${tag()}<script src="/tag.js"></script>`,
  );
  await page.evaluate(() => window.profitwellDestination.push(['identify', { userId: 'jane@example.com' }]));
  await until(() => window.profitwell?.isLoaded);
  assert.deepEqual(await calls(), [auth, start({ user_email: 'jane@example.com' })]);
  assert.deepEqual(codes(seen), ['missing_public_api_token']);
});

test('window.prosperstackDestination alike, without cancellationFlow', async () => {
  const jane = "{ userId: 'u1', traits: { email: 'jane@example.com', Plan: 'Pro' } }";
  const { page, seen, until } = await open({
    html: `<script>(window.prosperstackDestination = window.prosperstackDestination || []).push(['identify', ${jane}], ['flow'])</script>
      <script src="/prosperstack.js" data-endpoint="${RELAY}" data-allow='["Plan"]'></script>`,
  });
  await until(() => typeof window.prosperstackDestination.identify === 'function');
  while (!seen.messages.length) await page.waitForTimeout(20);
  assert.match(seen.messages[0].body, /"Plan":"Pro"/);
  assert.deepEqual([codes(seen), seen.errors], [['invalid_call'], []]);
});
