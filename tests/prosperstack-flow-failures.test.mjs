// ProsperStack's cancellation flow where something fails, hangs, is aborted or is not set up: the promise settles, and
// nothing of it is left in the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alone,
  another,
  answersRead,
  COUNT_ANSWERS,
  complete,
  dialogue,
  go,
  inPage,
  leftovers,
  page,
  result,
  seen,
  server,
  start,
  uncovered,
  visit,
} from './support/flow-page.mjs';

for (const [name, answer, message] of [
  ['refuses', { status: 400, body: '{"error":"Unknown subscription."}' }, 'Unknown subscription.'],
  ['fails', 500, 'An unknown error occurred. Please try again later.'],
  ['is under maintenance', 503, 'The service is undergoing scheduled maintenance. Please try again later.'],
  ['is unavailable', 504, 'The service is currently unavailable. Please try again later.'],
  ['gives no session', 'no-location', 'Unable to create flow session.'],
  ['cuts the connection', 'reset', 'Failed to fetch'],
  ['speaks no HTTP', 'garbage', 'Failed to fetch'],
]) {
  test(`where ProsperStack ${name}, the fallback runs and nothing covers the page`, async () => {
    await visit();
    server.answer(answer);
    const expected = { status: 'error', details: 'flow_failed', message };
    assert.deepEqual(await go(), expected);
    assert.deepEqual(
      [await inPage('fell'), await inPage('tracked'), await leftovers(), seen.errors],
      [[expected], [], 0, []],
    );
  });
}

test('where ProsperStack never answers, the time-out ends it, and what comes later is not shown', async () => {
  await visit({ before: COUNT_ANSWERS });
  server.answer('hang');
  const arrived = server.next();
  assert.deepEqual(await go({ timeoutMs: 300 }), { status: 'error', details: 'timed_out' });
  assert.deepEqual([(await inPage('fell')).length, await leftovers()], [1, 0]);
  await arrived;
  server.release();
  await answersRead(1);
  assert.deepEqual([await leftovers(), seen.errors, await inPage('tracked')], [0, [], []]);
  server.answer(undefined);
  await another();
});

for (const [details, timeoutMs, end] of [
  ['timed_out', 300, () => {}],
  ['aborted', 60_000, () => page.evaluate(() => window.controller.abort())],
]) {
  test(`while the request of a flow that ended with ${details} still hangs, another one works`, async () => {
    await visit({
      before: `window.controller = new AbortController(); ${COUNT_ANSWERS}`,
      options: 'signal: window.controller.signal,',
    });
    server.answer('hang');
    const arrived = server.next();
    await start({ timeoutMs });
    await arrived;
    await end();
    assert.equal((await result()).details, details);
    server.answer(undefined);
    await another(async () => {
      server.release();
      await answersRead(2);
      assert.equal(await page.locator('.prosperstack-iframe').count(), 1);
    });
  });
}

for (const [name, end] of [
  ['a person has closed', ({ say }) => say({ message: 'closed' })],
  ['a signal has closed', () => page.evaluate(() => window.controller.abort())],
  ['still shows its last page', ({ say }) => say(complete('canceled', { close: false }))],
]) {
  test(`a flow that is opened at once after one that ${name} has the page for itself`, async () => {
    await visit({ before: 'window.controller = new AbortController();' });
    await page.evaluate(() => {
      window.go({ signal: window.controller.signal }).then(() => {
        window.tracked = [];
        window.go({ timeoutMs: 60_000 });
      });
    });
    await end(await dialogue());
    await (await dialogue()).say(complete('saved'));
    await page.waitForFunction(() => window.result.status === 'saved', undefined, { timeout: 10_000 });
    await alone();
  });
}

test('a flow that is aborted while its dialogue loads is not shown, and leaves nothing to another one', async () => {
  await visit();
  const loading = new Promise((resolve) => {
    page.route(`${server.app}/**`, resolve, { times: 1 });
  });
  await page.evaluate((origin) => {
    window.controller = new AbortController();
    window.go({ signal: window.controller.signal }).then(() => {
      // The dialogue's message is on its way already.
      window.dispatchEvent(new MessageEvent('message', { origin, data: { message: 'loaded' } }));
    });
  }, server.app);
  await loading;
  await page.evaluate(() => window.controller.abort());
  assert.deepEqual(await result(), { status: 'closed', details: 'aborted' });
  assert.deepEqual([await uncovered(), await inPage('tracked'), seen.errors], [true, [], []]);
  await another();
});

test('a failure that comes after the time-out harms nobody', async () => {
  await visit({
    options: 'timeoutMs: 300,',
    before:
      'window.late = new Promise((resolve) => { const { error } = console; console.error = (...all) => { resolve(String(all)); error(...all); }; });',
  });
  server.answer('hang');
  await go();
  server.answer('reset'); // a browser sends it again where the connection was not fresh
  server.cut();
  assert.match(await inPage('late'), /Failed to fetch/);
  assert.deepEqual([(await inPage('fell')).length, await leftovers(), seen.errors], [1, 0, []]);
});

for (const [name, options] of [
  ['throws', "sign() { throw new Error('x'); },"],
  ['rejects', "sign: () => Promise.reject(new Error('x')),"],
  ['gives nothing', 'sign: async () => {},'],
  ['is no function', "sign: 'x',"],
]) {
  test(`where the signing code ${name}, the fallback runs and nothing is sent`, async () => {
    await visit({ options });
    assert.deepEqual(await go(), { status: 'error', details: 'sign_failed' });
    assert.deepEqual([(await inPage('fell')).length, server.taken(), await leftovers(), seen.errors], [1, [], 0, []]);
  });
}

test('where the signing code never answers, the time-out ends it, and nothing is sent', async () => {
  await visit({ options: 'timeoutMs: 100, sign: () => new Promise((resolve) => { window.sign = resolve; }),' });
  assert.deepEqual(await go(), { status: 'error', details: 'timed_out' });
  await page.evaluate(() => window.sign('late'));
  assert.deepEqual([server.taken(), await leftovers(), seen.errors], [[], 0, []]);
});

for (const [name, options, details] of [
  ['a secret key as the client id', "clientId: 'key_live_hidden',", 'secret_key'],
  ['a secret test key', "clientId: ' KEY_test_hidden',", 'secret_key'],
  ['a secret key as the subscription', "subscription: 'key_live_hidden',", 'secret_key'],
  ['a secret key in a header', "clientId: 'Bearer key_live_hidden',", 'secret_key'],
  ['a secret key deeper in the subscription', "subscription: { platformId: 'Basic key_live_hidden' },", 'secret_key'],
  ['a secret key as the subscriber', "subscriber: { internalId: 'key_live_hidden' },", 'secret_key'],
  ['no client id', 'clientId: undefined,', 'invalid_client_id'],
  ['a client id of another kind', "clientId: 'hidden',", 'invalid_client_id'],
  ['an empty subscription', "subscription: ' ',", 'invalid_subscription'],
  ['a display mode that is none', "displayMode: 'window',", 'invalid_display_mode'],
]) {
  test(`${name} is refused without a request and without repeating it; the fallback runs`, async () => {
    await visit({ options });
    const before = seen.requests.length;
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    const told = await go();
    assert.deepEqual(told, { status: 'error', details });
    assert.deepEqual([seen.requests.slice(before), server.taken(), await inPage('fell')], [[], [], [told]]);
    assert.doesNotMatch(JSON.stringify([told, said]), /hidden/);
  });
}
