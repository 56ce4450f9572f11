// The relay under attack, and in the hands of an owner whose own code fails in every way: it holds little, and it lives.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createRelay } from 'retention-destinations/relay';
import { arrives, message } from './support/relay-cases.mjs';
import { code, destination, headers, lines, relay, serve } from './support/relay-in-node.mjs';
import { relayOptions } from './support/relay-options.mjs';

const rejected = [];
process.on('unhandledRejection', (reason) => rejected.push(reason));

/** The port of a relay over HTTP. */
const portOf = async (...given) => Number(new URL(await serve(...given)).port);

const request = (body, more = {}) =>
  new Request('https://shop.example/', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });
const head = (...more) =>
  [
    'POST /identify HTTP/1.1',
    'host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...more,
    '',
    '',
  ].join('\r\n');
const forever = () => new Promise(() => {});

/** A connection; `text()` is what has come back. */
async function open(port) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return { socket, text: () => text, ended: once(socket, 'close') };
}

test('bodies that come byte by byte hold one buffer each, over HTTP and over streams', {
  timeout: 60_000,
}, async () => {
  const child = fork(new URL('./support/relay-child.mjs', import.meta.url), [destination.url], {
    execArgv: ['--expose-gc'],
  });
  try {
    const [{ port }] = await once(child, 'message');
    const ask = async (what) => {
      child.send(what);
      return (await once(child, 'message'))[0].held;
    };
    const before = await ask({});
    const count = 20;
    const sockets = await Promise.all(
      Array.from({ length: count }, async () => {
        const { socket } = await open(port);
        socket.write(head('transfer-encoding: chunked') + '1\r\n \r\n'.repeat(30_000));
        return socket;
      }),
    );
    while (sockets.some((socket) => socket.writableLength)) await delay(20);
    // A buffer of 32 KB, and what Node holds of a connection and a request.
    const each = ((await ask({})) - before) / count;
    assert.ok(each < 120_000, `${each} bytes a connection`);
    for (const socket of sockets) socket.destroy();
    await delay(200);
    await ask({ count: 1, bytes: 1 }); // loads what Node has of fetch
    const idle = await ask({});
    const stream = ((await ask({ count, bytes: 30_000 })) - idle) / count;
    assert.ok(stream < 120_000, `${stream} bytes a stream`);
  } finally {
    child.kill();
  }
});

test('of strangers it holds 1,024 bodies, and tells the next one to come again', async () => {
  const handler = relay({ timeoutMs: 60_000 });
  const ends = [];
  const hold = () =>
    handler(
      request(undefined, {
        duplex: 'half',
        body: new ReadableStream({
          start(controller) {
            ends.push(() => controller.error(new Error('x')));
          },
        }),
      }),
    );
  const held = Array.from({ length: 1024 }, hold);
  const next = await handler(request(message({ a: 1 })));
  assert.deepEqual([next.status, next.headers.get('retry-after'), await code(next)], [503, '1', 'busy']);
  ends[0]();
  assert.equal(await code(await held[0]), 'broken_body');
  assert.equal(await code(await handler(request(message({ a: 1 })))), 'delivered');
  for (const end of ends) end();
  assert.deepEqual(
    new Set(await Promise.all(held.slice(1).map(async (response) => code(await response)))),
    new Set(['broken_body']),
  );
});

test('it opens at most 256 connections to the other side, and tells the next page to come again', {
  timeout: 60_000,
}, async () => {
  const handler = relay({ timeoutMs: 60_000 });
  destination.answer('hang');
  destination.taken();
  const held = Array.from({ length: 256 }, () => handler(request(message({ a: 1 }))).then(code));
  while (destination.requests.length < 256) await destination.next();
  assert.deepEqual(await Promise.all([1, 2, 3].map(async () => code(await handler(request(message({ a: 1 })))))), [
    'busy',
    'busy',
    'busy',
  ]);
  destination.answer(undefined);
  destination.drop();
  assert.deepEqual(new Set(await Promise.all(held)), new Set(['upstream_unreachable']));
  assert.equal(await code(await handler(request(message({ a: 1 })))), 'delivered');
});

test('a stream of parts without a byte ends in time', async () => {
  const body = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array()) });
  assert.equal(await code(await relay({ timeoutMs: 50 })(request(undefined, { duplex: 'half', body }))), 'too_slow');
});

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

test('after an end of the connection was announced, nothing that follows on it is carried out', async () => {
  const others = [];
  const port = await portOf({}, (listener) => (incoming, response) => {
    if (incoming.url === '/identify') return listener(incoming, response);
    others.push(incoming.url);
    return response.end();
  });
  const text = JSON.stringify(message({ a: 1 }));
  const second = head(`content-length: ${text.length}`) + text;
  const other = 'GET /other HTTP/1.1\r\nhost: localhost\r\n\r\n';
  for (const [name, first] of [
    ['a body that is too long', head('content-length: 40000') + 'x'.repeat(40_000)],
    ['one in chunks', head('transfer-encoding: chunked') + `9c40\r\n${'x'.repeat(40_000)}\r\n0\r\n\r\n`],
    ['another type', head('content-length: 100000').replace('application/json', 'text/plain') + 'x'.repeat(100_000)],
  ]) {
    destination.taken();
    const { socket, text: got, ended } = await open(port);
    socket.write(first.slice(0, -100));
    while (!/^connection: close/im.test(got())) await delay(5);
    socket.write(first.slice(-100) + second + other);
    await Promise.race([ended, delay(1500)]);
    assert.equal(got().match(/HTTP\/1\.1 /g).length, 1, name);
    assert.deepEqual([destination.taken(), others.splice(0)], [[], []], name);
    socket.destroy();
  }
  // Whole, and read by Node at once: the second one is known before the first one is answered.
  const { socket, text: got, ended } = await open(port);
  socket.write(head('content-length: 40000') + 'x'.repeat(40_000) + second);
  await Promise.race([ended, delay(1500)]);
  socket.destroy();
  assert.equal(/^connection: close/im.test(got()) && destination.taken().length, 0);
  assert.equal(got().match(/HTTP\/1\.1 /g).length, 1);
});

test('a client that goes away at any step changes nothing about the message that it has sent whole', async () => {
  for (const step of ['authenticate', 'rateLimit', 'seen', 'deliver', 'delivered']) {
    let reached;
    let go;
    const there = new Promise((resolve) => {
      reached = resolve;
    });
    const gate = new Promise((resolve) => {
      go = resolve;
    });
    const logged = [];
    const wait = (value) => async () => {
      reached();
      await gate;
      return value;
    };
    const hooks = {
      authenticate: () => ({ email: 'jane@example.com', userId: 'u1' }),
      rateLimit: () => 0,
      seen: () => false,
      delivered: () => {},
    };
    if (step !== 'deliver') hooks[step] = wait(hooks[step]());
    let finished;
    const done = new Promise((resolve) => {
      finished = resolve;
    });
    const port = await portOf({
      timeoutMs: 5000,
      ...hooks,
      log: (line) => {
        logged.push(line);
        finished();
      },
    });
    const one = message({ a: 1 });
    const text = JSON.stringify(one);
    destination.taken();
    destination.answer(step === 'deliver' ? 'hold' : undefined);
    const { socket, ended } = await open(port);
    socket.write(head(`content-length: ${text.length}`) + text);
    await (step === 'deliver' ? destination.next() : there);
    socket.resetAndDestroy();
    await ended;
    await delay(20);
    go();
    destination.release();
    await done;
    assert.deepEqual([logged.length, logged[0].outcome], [1, 'delivered'], step);
    assert.deepEqual(
      destination.taken().map(({ body }) => body),
      [arrives(one, { a: 1 })],
      step,
    );
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
