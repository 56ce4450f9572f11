// The relay in the hands of an owner: functions that fail in every way, polluted prototypes, options that are wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createRelay } from 'retention-destinations/relay';
import { arrives, message } from './support/relay-cases.mjs';
import { code, destination, lines, relay, request } from './support/relay-in-node.mjs';
import { relayOptions } from './support/relay-options.mjs';

const rejected = [];
process.on('unhandledRejection', (reason) => rejected.push(reason));

const forever = () => new Promise(() => {});

test('a promise of the owner\u2019s that is rejected, at once or late, ends no process', async () => {
  const rejects = () => Promise.reject(new Error('x'));
  const late = [];
  const later = (ms) => () => {
    const promise = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), ms));
    late.push(delay(ms));
    return promise;
  };
  const thenable = {
    then() {
      throw new Error('x');
    },
  };
  for (const [options, expected] of [
    [{ log: rejects }, 'delivered'],
    [{ log: () => thenable }, 'delivered'],
    [{ log: later(20) }, 'delivered'],
    [{ authenticate: rejects }, 'authenticate_failed'],
    [{ authenticate: later(90) }, 'authenticate_timed_out'],
    [{ authenticate: () => ({ email: rejects(), userId: 'u1' }) }, 'invalid_session'],
    [{ authenticate: () => ({ email: 'jane@example.com', userId: rejects() }) }, 'invalid_session'],
    [{ rateLimit: rejects }, 'rate_limit_failed'],
    [{ rateLimit: later(90) }, 'rate_limit_failed'],
    [{ seen: rejects }, 'seen_failed'],
    [{ seen: later(90) }, 'seen_failed'],
    [{ delivered: rejects }, 'delivered'],
    [{ delivered: later(90) }, 'delivered'],
    [{ prosperstack: { deliver: rejects } }, 'deliver_failed'],
    [{ prosperstack: { deliver: later(90) } }, 'upstream_timed_out'],
    [{ prosperstack: { deliver: () => ({ status: rejects() }) } }, 'delivered'],
    [{ prosperstack: { deliver: () => ({ status: 429, headers: { get: rejects } }) } }, 'upstream_throttled'],
  ]) {
    assert.equal(
      await code(await relay({ timeoutMs: 60, ...options })(request(message({ a: 1 })))),
      expected,
      JSON.stringify(Object.entries(options).map(([name, value]) => `${name} ${value}`)),
    );
  }
  // Each in its turn of the event loop, after which Node tells of a rejection that nobody took.
  await Promise.all(late);
  await delay(0);
  assert.equal(late.length, 6);
  assert.deepEqual(rejected, []);
});

test('rubbish from the owner\u2019s functions, at every step, is an answer', async () => {
  const rubbish = [
    undefined,
    null,
    true,
    false,
    0,
    -1,
    NaN,
    Infinity,
    '',
    'x',
    7n,
    Symbol('x'),
    [],
    {},
    () => {},
    new Proxy(
      {},
      {
        getOwnPropertyDescriptor() {
          throw new Error('x');
        },
      },
    ),
    Object.create(null),
    {
      get email() {
        throw new Error('x');
      },
    },
    new Map(),
    { email: {} },
    { email: ['jane@example.com'] },
    { then: 1 },
  ];
  const seen = new Set();
  for (const name of ['authenticate', 'rateLimit', 'seen', 'delivered', 'log', 'deliver']) {
    for (const value of rubbish) {
      const give = () => value;
      const options = name === 'deliver' ? { prosperstack: { deliver: give } } : { [name]: give };
      const before = lines.length;
      const response = await relay(options)(request(message({ a: 1 })));
      const said = await code(response);
      assert.notEqual(said, 'internal_error', `${name} ${String(typeof value)}`);
      if (name === 'authenticate') assert.notEqual(response.status, 200);
      if (name !== 'log') assert.deepEqual([lines.length, lines.at(-1).outcome], [before + 1, said]);
      seen.add(said);
    }
  }
  assert.deepEqual(
    seen,
    new Set([
      'no_session',
      'invalid_session',
      'authenticate_failed',
      'delivered',
      'rate_limit_failed',
      'too_many',
      'seen_failed',
      'repeated',
    ]),
  );
  assert.deepEqual(rejected, []);
});

test('what somebody has put on the prototype of every object counts for nothing', async () => {
  const polluted = {
    userId: 'victim',
    email: 'victim@example.com',
    rateLimit: () => 60,
    seen: () => true,
    deliver: () => {},
    timeoutMs: -1,
    url: 'https://evil.example',
    status: 500,
    node: 1,
  };
  const { userId, ...session } = { email: 'john@example.com' };
  const good = relayOptions({ url: destination.url, apiKey: destination.key, lines });
  delete good.rateLimit;
  delete good.seen;
  for (const [name, value] of Object.entries(polluted))
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  try {
    const one = message({ email: 'john@example.com', a: 1 });
    destination.taken();
    const response = await createRelay({ ...good, authenticate: () => session })(request(one));
    assert.equal(await code(response), 'delivered');
    assert.deepEqual(
      destination.taken().map(({ body }) => body),
      [arrives(one, { a: 1 }, { email: 'john@example.com', userId: undefined })],
    );
    assert.equal(
      await code(
        await createRelay({ ...good, authenticate: () => ({}) })(
          request(message({ email: 'victim@example.com', a: 1 })),
        ),
      ),
      'invalid_session',
    );
    assert.throws(() => createRelay({}), { code: 'missing_prosperstack' });
    assert.throws(() => createRelay({ ...good, prosperstack: {} }), { code: 'missing_url' });
  } finally {
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
  }
});

test('a URL is taken as one, and rejected by its code where it is none for this', async () => {
  const one = message({ a: 1 });
  destination.taken();
  const { url, key: apiKey } = destination;
  assert.equal(await code(await relay({ prosperstack: { url: new URL(url), apiKey } })(request(one))), 'delivered');
  assert.deepEqual(
    destination.taken().map(({ body }) => body),
    [arrives(one, { a: 1 })],
  );
  for (const wrong of [
    new URL('http://direct.example/'),
    new URL('https://a:b@direct.example/'),
    {},
    [url],
    { href: url, toString: () => url },
    7n,
  ]) {
    assert.throws(() => relay({ prosperstack: { url: wrong, apiKey } }), { code: 'invalid_url' });
  }
});

test('many at once, each late somewhere, all have an answer', async () => {
  const hooks = ['authenticate', 'rateLimit', 'seen', 'delivered'];
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const options = at % 5 < 4 ? { [hooks[at % 5]]: forever } : {};
      return code(
        await relay({ timeoutMs: 2000, prosperstack: { deliver() {} }, ...options })(request(message({ a: 1 }))),
      );
    }),
  );
  assert.deepEqual(
    new Set(answers),
    new Set(['authenticate_timed_out', 'rate_limit_failed', 'seen_failed', 'delivered']),
  );
});
