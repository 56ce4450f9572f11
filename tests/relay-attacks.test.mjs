// The relay under attack: it holds little, and it lives.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { arrives, message } from './support/relay-cases.mjs';
import { code, destination, headers, relay, request, serve } from './support/relay-in-node.mjs';

/** The port of a relay over HTTP. */
const portOf = async (...given) => Number(new URL(await serve(...given)).port);

const head = (...more) =>
  [
    'POST /identify HTTP/1.1',
    'host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...more,
    '',
    '',
  ].join('\r\n');

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
