// A message belongs to the person it was made for: nobody's traits under another's name, nothing
// before consent, nothing after its withdrawal; and no secret.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { close, printed, RELAY, recycle } from '../support.mjs';
import { run } from './page.mjs';

after(close);
afterEach(recycle);

const JANE = "{ email: 'jane@example.com', plan: 'jane' }";
const JOE = "{ email: 'joe@example.com', plan: 'joe' }";
const about = (messages) => messages.map(({ userId, traits }) => [userId, traits.email, traits.plan, traits.seats]);

for (const [name, change, after] of [
  ['another user with another email', `identify('u2', ${JOE});`, [['u2', 'joe@example.com', 'joe', undefined]]],
  ['another email of the same user', `identify('u1', ${JOE});`, [['u1', 'joe@example.com', 'joe', undefined]]],
  ['another user with the same email', `identify('u2', ${JANE});`, [['u2', 'jane@example.com', 'jane', undefined]]],
  ['another user without an email', "identify('u2', { plan: 'joe' });", []],
  ['another user whose event is switched off', `identify('u2', ${JOE}, { ProsperStack: false });`, []],
  ['reset', 'reset();', []],
  ['withdrawn consent', 'setConsent(false);', []],
]) {
  test(`${name}: what waits is forgotten, what is in flight is aborted, and its late answer changes nothing`, async () => {
    let release;
    const first = new Promise((resolve) => (release = resolve));
    const aborted = [];
    const { go, messages, page, seen, settled } = await run(
      `register(); identify('u1', ${JANE}); identify('u1', { email: 'jane@example.com', plan: 'jane', seats: 3 });`,
      { relay: (number) => (number === 1 ? first.then(() => 202) : 202) },
    );
    page.on('requestfailed', (request) => request.url() === RELAY && aborted.push(request.postData()));
    await messages(1);
    await go(change);
    await settled();
    assert.ok(aborted.includes(seen.messages[0].body));
    release();
    await go("dispatchEvent(new PageTransitionEvent('pagehide')); dispatchEvent(new Event('online'));");
    assert.deepEqual(about(await messages(1 + after.length)).slice(1), after);
  });
}

test('somebody who comes back is told anew, because nothing of them was kept', async () => {
  const { go, messages } = await run(`register(); identify('u1', ${JANE});`);
  await messages(1);
  await go(`reset(); identify('u1', ${JANE});`);
  const [first, second] = await messages(2);
  assert.deepEqual(first.traits, second.traits);
  assert.notEqual(first.messageId, second.messageId);
});

test('a message that waits to go again is not sent once the user has changed', async () => {
  const { go, messages, page, said } = await run(`register(); listen(); identify('u1', ${JANE});`, {
    clock: true,
    relay: (number) => (number === 1 ? 500 : 202),
  });
  await said('retrying');
  await go(`identify('u2', ${JOE});`);
  await said('delivered');
  await page.clock.runFor(120_000);
  assert.deepEqual(about(await messages(2)).slice(1), [['u2', 'joe@example.com', 'joe', undefined]]);
});

test('a getter among the traits that identifies somebody else leaves no trait of the one with the other', async () => {
  const { go, page, said } = await run('register(); listen();');
  // As the page made them: the first is aborted when the user changes, so it may not arrive.
  const made = [];
  page.on('request', (request) => request.url() === RELAY && made.push(JSON.parse(request.postData())));
  await go(
    `identify('u1', { email: 'jane@example.com', plan: 'jane', get seats() { identify('u2', ${JOE}); return 5; } });`,
  );
  await said('delivered');
  assert.deepEqual(about(made), [
    ['u2', 'joe@example.com', 'joe', undefined],
    ['u1', 'jane@example.com', 'jane', 5],
  ]);
});

for (const [name, consent] of [
  ['false', 'false'],
  ['"required" without an answer', '"required"'],
  ['a function that says no', '() => false'],
  ['a function that throws', '() => { throw new Error("x"); }'],
  ['a promise of a truthy value', 'Promise.resolve("yes")'],
  ['a promise that rejects', 'Promise.reject(new Error("x"))'],
  ['a function that returns a promise of no', 'async () => false'],
]) {
  test(`consent ${name}: nothing is sent, and the cancellation flow knows nobody`, async () => {
    const { messages, page } = await run(
      `register({ consent: ${consent} }); identify('u1', ${JANE}); await new Promise((done) => setTimeout(done));`,
    );
    await messages(0);
    assert.equal(await page.evaluate('flow()'), null);
  });
}

test('consent: false stays a no whatever setConsent says', async () => {
  const { messages } = await run(`register({ consent: false }); setConsent(true); identify('u1', ${JANE});`);
  await messages(0);
});

for (const [name, script] of [
  [
    '"required" and setConsent(true) later',
    `register({ consent: 'required' }); identify('u1', ${JOE}); identify('u1', ${JANE}); setConsent(true);`,
  ],
  [
    '"required" and setConsent(true) before',
    `setConsent(true); register({ consent: 'required' }); identify('u1', ${JANE});`,
  ],
  ['a promise', `register({ consent: Promise.resolve(true) }); identify('u1', ${JOE}); identify('u1', ${JANE});`],
  ['a function that returns a promise', `register({ consent: async () => true }); identify('u1', ${JANE});`],
  [
    'a function that changes its mind',
    `let yes = false; register({ consent: () => yes }); identify('u1', ${JOE}); yes = true; identify('u1', ${JANE});`,
  ],
]) {
  test(`consent ${name}: the newest identify is sent, and none before it`, async () => {
    const { messages } = await run(script);
    assert.deepEqual(about(await messages(1)), [['u1', 'jane@example.com', 'jane', undefined]]);
  });
}

test('somebody who waits for consent puts an end to the messages about who was there before', async () => {
  const { go, messages, page, said } = await run(
    `let answer = true; window.ask = (it) => (answer = it); register({ consent: () => answer }); listen(); identify('u1', ${JANE});`,
    { clock: true, relay: (number) => (number === 1 ? 500 : 202) },
  );
  await said('retrying');
  await go(`window.ask(new Promise(() => {})); identify('u2', ${JOE});`);
  await page.clock.runFor(120_000);
  await messages(1);
});

test('the cancellation flow is told of the current person, and the stored user before an identify, without a message', async () => {
  const { go, messages, page } = await run(`
    const plugin = prosperstack({ endpoint: '/relay' });
    plugin.load(undefined, { on() {}, options: {}, settings: {}, user: () => ({ id: () => 'u1', traits: () => (${JANE}) }) });`);
  assert.deepEqual(await page.evaluate('flow()'), {
    email: 'jane@example.com',
    userId: 'u1',
    properties: { plan: 'jane' },
  });
  await messages(0);
  await go("register(); identify('u1', { email: 'jane@example.com', seats: 2 });");
  assert.deepEqual(await page.evaluate('flow()'), {
    email: 'jane@example.com',
    userId: 'u1',
    properties: { plan: 'jane', seats: 2 },
  });
  await messages(1);
  await go('setConsent(false);');
  assert.equal(await page.evaluate('flow()'), null);
});

const KEY = 'key_' + 'test_51a2b3c4d5';
for (const [name, settings] of [
  ['as a setting of its own', `{ apiKey: '${KEY}' }`],
  ['as the endpoint', `{ endpoint: '${KEY}' }`],
  ['in the endpoint', `{ endpoint: '/relay?auth=${KEY}' }`],
  ['as the user of the endpoint', `{ endpoint: 'https://${KEY}:@shop.example/relay' }`],
  ['nested', `{ headers: { deep: [{ Authorization: 'Basic ${KEY}:' }] } }`],
  ['in allow', `{ allow: ['plan', '${KEY}'] }`],
]) {
  test(`a secret ${name} turns the destination off, is not repeated, and nothing is requested`, async () => {
    const { messages, page, seen, settled } = await run(
      `register({ debug: true, ...${settings} }); identify('u1', ${JANE});`,
    );
    await messages(0);
    await settled();
    assert.deepEqual(
      (await printed(seen, 1)).map(({ type, text }) => [type, /\((\w+)\)$/.exec(text)?.[1]]),
      [['error', 'secret_in_settings']],
    );
    assert.ok(!JSON.stringify([seen, await page.evaluate(() => document.documentElement.outerHTML)]).includes(KEY));
    assert.equal(await page.evaluate('flow()'), null);
  });
}

for (const [name, settings, code] of [
  ['none', '{ endpoint: undefined }', 'missing_endpoint'],
  ['plain http elsewhere', "{ endpoint: 'http://relay.example/' }", 'invalid_endpoint'],
  ['a password in it', "{ endpoint: 'https://jane:pw@shop.example/relay' }", 'invalid_endpoint'],
  ['another protocol', "{ endpoint: 'data:,' }", 'invalid_endpoint'],
  ['no URL', "{ endpoint: 'http://[' }", 'invalid_endpoint'],
  ['no text', '{ endpoint: {} }', 'invalid_endpoint'],
]) {
  test(`an endpoint that is ${name} is refused by name, and nothing is requested`, async () => {
    const { messages, seen } = await run(`register(${settings}); identify('u1', ${JANE});`);
    await messages(0);
    assert.deepEqual(seen.other, []);
    assert.deepEqual(
      (await printed(seen, 1)).map(({ text }) => /\((\w+)\)$/.exec(text)[1]),
      [code],
    );
  });
}

test('a second registration with another endpoint is off, and the first works on', async () => {
  const { messages, seen } = await run(`register(); register({ endpoint: '/other' }); identify('u1', ${JANE});`);
  await messages(1);
  assert.deepEqual(
    (await printed(seen, 1)).map(({ text }) => /\((\w+)\)$/.exec(text)[1]),
    ['another_endpoint'],
  );
  assert.ok(!seen.requests.includes('/other'));
});
