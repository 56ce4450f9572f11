// Whatever the network and the relay do: nothing lost, nothing twice, nothing under another's name.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { close, recycle } from '../support.mjs';
import { run } from './page.mjs';

after(close);
afterEach(recycle);

const JANE = "{ email: 'jane@example.com', plan: 'pro' }";
const values = (messages, name) => messages.map(({ traits }) => traits[name]);
/** Answers in this order, the last for all that follow. */
const answers =
  (...list) =>
  (number) =>
    list[Math.min(number, list.length) - 1];

for (const [name, answer] of [
  ['500', 500],
  ['503', 503],
  ['a broken connection', 'abort'],
  ['429 without a time', 429],
]) {
  test(`after ${name} the same message goes again, later, and what changed meanwhile goes after it`, async () => {
    const { go, messages, page, said } = await run(`register(); listen(); identify('u1', ${JANE});`, {
      clock: true,
      relay: answers(answer, 202),
    });
    await said('retrying');
    await go(
      `identify('u1', { email: 'jane@example.com', plan: 'max' }); identify('u1', { email: 'jane@example.com', plan: 'team' });`,
    );
    await messages(1);
    await page.clock.runFor(499);
    await messages(1);
    await page.clock.runFor(600);
    const [first, second, third] = await messages(3);
    assert.deepEqual(first, second);
    assert.deepEqual(values([first, third], 'plan'), ['pro', 'team']);
    assert.notEqual(first.messageId, third.messageId);
  });
}

test('Retry-After is obeyed in seconds, and by its date, also when the page is hidden', async () => {
  const busy = (after) => ({ status: 429, headers: { 'Retry-After': after }, body: '' });
  // The page's clock stands at 00:00:01; the relay's Date header is what counts where there is one.
  const dated = {
    status: 503,
    headers: { 'Retry-After': 'Thu, 01 Jan 2026 00:02:00 GMT', Date: 'Thu, 01 Jan 2026 00:01:00 GMT' },
    body: '',
  };
  const { go, messages, page, said, settled } = await run(`register(); listen(); identify('u1', ${JANE});`, {
    clock: true,
    relay: answers(busy('30'), dated, 202),
  });
  await said('retrying');
  await go("codes.length = 0; dispatchEvent(new PageTransitionEvent('pagehide'));");
  await page.clock.runFor(29_900);
  await messages(1);
  await page.clock.runFor(200);
  await messages(2);
  await said('retrying');
  await page.clock.runFor(59_900);
  await messages(2);
  await page.clock.runFor(200);
  await messages(3);
  await settled();
});

for (const [status, code] of [
  [400, 'message_refused'],
  [401, 'no_session'],
  [403, 'origin_refused'],
  [404, 'endpoint_not_found'],
  [405, 'endpoint_not_found'],
  [409, 'another_person'],
  [413, 'message_refused'],
  [415, 'message_refused'],
  [501, 'not_implemented'],
  [302, 'message_refused'],
]) {
  test(`${status} is said once, is not repeated, and the next identify tries again`, async () => {
    const refuse = { status, headers: status === 302 ? { location: '/login' } : {}, body: '' };
    const { go, messages, page, said, seen } = await run(`register(); listen(); identify('u1', ${JANE});`, {
      clock: true,
      relay: answers(refuse, refuse, 200),
    });
    await said(code);
    await page.clock.runFor(300_000);
    await messages(1);
    await go(`codes.length = 0; identify('u1', ${JANE});`);
    await said(code);
    assert.equal(seen.console.filter(({ text }) => text.includes(`(${code})`)).length, 1);
    await go(`identify('u1', ${JANE});`);
    await said('delivered');
    await go(`identify('u1', ${JANE});`);
    await messages(3);
  });
}

test('a relay that hangs is given up after the time-out, and the message goes again', async () => {
  const { messages, page, said } = await run(`register({ timeoutMs: 2000 }); listen(); identify('u1', ${JANE});`, {
    clock: true,
    relay: answers('hang', 202),
  });
  await messages(1);
  await page.clock.runFor(2000);
  await said('retrying');
  await page.clock.runFor(1100);
  const [first, second] = await messages(2);
  assert.deepEqual(first, second);
});

test('a relay that never answers well is tried eight times, then the next identify tries again', async () => {
  const { go, messages, page, said } = await run(`register({ timeoutMs: 2e9 }); listen(); identify('u1', ${JANE});`, {
    clock: true,
    relay: answers(500, 500, 500, 500, 500, 500, 500, 500, 202),
  });
  for (let tried = 1; tried < 8; tried += 1) {
    await said('retrying');
    await go('codes.length = 0;');
    // At most this long is the wait, and at least half of it.
    await page.clock.runFor(Math.min(1000 * 2 ** (tried - 1), 60_000) + 10);
    await messages(tried + 1);
  }
  await said('gave_up');
  await page.clock.runFor(600_000);
  await messages(8);
  await go(`identify('u1', ${JANE});`);
  const all = await messages(9);
  assert.equal(new Set(all.map(({ messageId }) => messageId)).size, 2);
  assert.deepEqual(values(all, 'plan'), Array(9).fill('pro'));
});

test('offline nothing is tried; back online everything goes, as one message', async () => {
  const { go, messages, page, said } = await run('register(); listen();', { relay: 202 });
  await page.context().setOffline(true);
  await go(`identify('u1', ${JANE}); identify('u1', { email: 'jane@example.com', plan: 'max', seats: 3 });`);
  assert.deepEqual(await page.evaluate('codes'), ['loaded', 'queued', 'queued']);
  await page.context().setOffline(false);
  await said('delivered');
  const [only] = await messages(1);
  assert.deepEqual(only.traits, { email: 'jane@example.com', plan: 'max', seats: 3 });
});

test('one request at a time, and ten thousand calls meanwhile are one more message with the last values', async () => {
  let release;
  const first = new Promise((resolve) => (release = resolve));
  const { go, messages } = await run(`register(); identify('u1', ${JANE});`, {
    relay: (number) => (number === 1 ? first.then(() => 202) : 202),
  });
  await go(
    "for (let i = 0; i < 10000; i += 1) identify('u1', { email: 'jane@example.com', plan: 'p' + i, ['k' + i % 20]: i });",
  );
  await messages(1);
  release();
  const [, second] = await messages(2);
  assert.equal(second.traits.plan, 'p9999');
  assert.equal(second.traits.k19, 9999);
});

test('ten thousand calls with ever new properties take bounded memory, and it is said', async () => {
  const { go, page, said, seen } = await run('register(); listen();', { relay: 'hang' });
  await go(
    "for (let i = 0; i < 10000; i += 1) identify('u1', { email: 'jane@example.com', ['k' + i]: 'x'.repeat(200) });",
  );
  await said('queue_full: k500');
  const { properties } = await page.evaluate('flow()');
  assert.ok(Object.keys(properties).length <= 500);
  assert.ok(JSON.stringify(properties).length <= 112_000);
  assert.equal(seen.console.filter(({ text }) => text.includes('(queue_full)')).length, 1);
});

test('more than one message holds goes in several, each below the limit of the relay', async () => {
  const { messages, seen } = await run(
    "register(); const traits = { email: 'jane@example.com' }; for (let i = 0; i < 20; i += 1) traits['k' + i] = 'x'.repeat(5000); identify('u1', traits);",
  );
  const all = await messages(4);
  assert.deepEqual(
    all.flatMap(({ traits }) => Object.keys(traits).slice(1)).sort(),
    Array.from({ length: 20 }, (_, i) => `k${i}`).sort(),
  );
  assert.ok(seen.messages.every(({ body }) => Buffer.byteLength(body) <= 32 * 1024));
});

test('when the page is hidden, what waits behind a message in flight goes at once, and nothing goes twice', async () => {
  let release;
  const first = new Promise((resolve) => (release = resolve));
  const { go, messages, said } = await run(`register(); listen(); identify('u1', ${JANE});`, {
    relay: (number) => (number === 1 ? first.then(() => 202) : 202),
  });
  await go(
    "identify('u1', { email: 'jane@example.com', plan: 'pro', seats: 3 }); dispatchEvent(new PageTransitionEvent('pagehide')); dispatchEvent(new PageTransitionEvent('pagehide'));",
  );
  const [, second] = await messages(2);
  assert.deepEqual(second.traits, { email: 'jane@example.com', seats: 3 });
  await said('delivered');
  release();
  await go(`identify('u1', { email: 'jane@example.com', plan: 'pro', seats: 3 });`);
  await messages(2);
});

test('a page that is left in the tick of its identify still delivers it', async () => {
  const { go, messages, page, seen } = await run('register();');
  await Promise.all([
    page.waitForURL('**/?other'),
    go(`identify('u1', ${JANE}); setTimeout(() => location.assign('/?other'));`),
  ]);
  assert.deepEqual(values(await messages(1), 'plan'), ['pro']);
  assert.equal(seen.messages[0].headers['content-type'], 'application/json');
});

test('a value that goes back to what the relay knows is not sent', async () => {
  let release;
  const second = new Promise((resolve) => (release = resolve));
  const { go, messages, said } = await run(`register(); listen(); identify('u1', ${JANE});`, {
    relay: (number) => (number === 2 ? second.then(() => 202) : 202),
  });
  await said('delivered');
  await go(
    "identify('u1', { email: 'jane@example.com', seats: 1 }); identify('u1', { email: 'jane@example.com', plan: 'max' }); identify('u1', { email: 'jane@example.com', plan: 'pro' });",
  );
  release();
  assert.deepEqual(values(await messages(2), 'plan'), ['pro', undefined]);
});
