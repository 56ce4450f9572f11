// The relay’s side of HTTP in Node: bodies that are too long or too slow, forged headers, HTTP/2, connections.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import http2 from 'node:http2';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createRelay, nodeListener } from 'retention-destinations/relay';
import { arrives, message } from './support/relay-cases.mjs';
import { destination, headers, lines, opened, send, serve, url } from './support/relay-in-node.mjs';
import { ORIGIN, relayOptions } from './support/relay-options.mjs';

/** Speaks HTTP by hand; what has come back when the other side ends or `enough` is met. */
function raw(to, pieces, enough = /\r\n\r\n.*\}$/s) {
  const { port, hostname } = new URL(to);
  const socket = connect(port, hostname);
  let text = '';
  return new Promise((resolve) => {
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (data) => {
      text += data;
      if (enough.test(text)) done();
    });
    socket.on('error', () => {});
    socket.on('close', done);
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece);
    });
  });
}
const head = (more) =>
  [
    'POST /identify HTTP/1.1',
    'host: localhost',
    `origin: ${ORIGIN}`,
    'content-type: application/json',
    'cookie: session=jane',
    ...more,
    '',
    '',
  ].join('\r\n');

test('10 MB that are declared are refused before they come', async () => {
  destination.taken();
  assert.match(await raw(url, [head([`content-length: ${10 << 20}`])]), /^HTTP\/1\.1 413 .*"too_large"/s);
  assert.deepEqual(destination.taken(), []);
});

test('10 MB in chunks are refused at the limit, and the rest is not read', async () => {
  const chunk = `1000\r\n${'x'.repeat(4096)}\r\n`;
  const text = await raw(url, [head(['transfer-encoding: chunked']), ...Array(2560).fill(chunk)]);
  assert.match(text, /^HTTP\/1\.1 413 .*connection: close.*"too_large"/is);
});

test('a body that drips is given up, and its connection closed', async () => {
  const began = performance.now();
  const text = await raw(url, [head(['content-length: 100']), '{"type":'], /never/);
  assert.match(text, /^HTTP\/1\.1 408 .*connection: close.*"too_slow"/is);
  assert.ok(performance.now() - began < 10_000);
});

test('a body that breaks off reaches nobody', async () => {
  destination.taken();
  const [line] = await new Promise((resolve) => {
    serve({ log: (...all) => resolve(all) }).then((to) => {
      const socket = connect(new URL(to).port, '127.0.0.1', () =>
        socket.end(`${head(['content-length: 100'])}{"type":"identify"`),
      );
      socket.resume();
    });
  });
  assert.equal(line.outcome, 'broken_body');
  assert.deepEqual(destination.taken(), []);
});

test('headers that are forged by line breaks are refused by Node, and by the relay', async () => {
  assert.match(await raw(url, [head(['x: a\rb'])]), /^HTTP\/1\.1 400 /);
  assert.match(await raw(url, [head([`origin: https://evil.example`])]), /"foreign_origin"/);
  assert.match(
    await raw(url, [head(['content-type: text/plain', 'content-length: 2']) + '{}']),
    /^HTTP\/1\.1 (4\d\d) /,
  );
  assert.match(await raw(url, ['TRACE / HTTP/1.1\r\nhost: localhost\r\n\r\n'], /\r\n\r\n/), /^HTTP\/1\.1 405 /);
  assert.match(
    await raw(url, ['POST /x HTTP/1.1\r\nhost: a b@c\r\norigin: x\r\n\r\n'], /\r\n\r\n/),
    /^HTTP\/1\.1 403 /,
  );
});

test('`authenticate` sees the request, and a host that is none is a bad request', async () => {
  const urls = [];
  const to = await serve({
    authenticate: (request) => {
      urls.push(`${request.method} ${request.url} ${request.headers.get('cookie')}`);
      return null;
    },
  });
  const text = JSON.stringify(message());
  const ask = (path, host, version = '1.1') => {
    const lines = head([`content-length: ${text.length}`])
      .split('\r\n')
      .filter((line) => !line.startsWith('host:'));
    return raw(to, [
      [`POST ${path} HTTP/${version}`, ...(host === undefined ? [] : [`host: ${host}`]), ...lines.slice(1)].join(
        '\r\n',
      ) + text,
    ]);
  };
  for (const [path, host] of [
    ['/identify?a=b', 'shop.example:8080'],
    ['//evil.example/x', '[::1]:80'],
    ['http://evil.example/x', 'shop.example'],
  ]) {
    assert.match(await ask(path, host), /"no_session"/);
  }
  assert.match(await ask('/x', undefined, '1.0'), /"no_session"/);
  assert.deepEqual(
    urls,
    [
      'http://shop.example:8080/identify?a=b',
      'http://[::1]//evil.example/x',
      'http://shop.example/',
      'http://localhost/x',
    ].map((one) => `POST ${one} session=jane`),
  );
  for (const host of [
    'a:99999',
    '256.256.256.256',
    '0x100.0.0.1.',
    'a b@evil.example',
    'evil.example/#',
    'a@b',
    '[::1',
    '[1::2::3]',
    'xn--',
    'a..b%',
    '',
    ':80',
    'é.example',
  ]) {
    assert.match(await ask('/x', host), /^HTTP\/1\.1 400 .*"invalid_host"/s, host);
  }
});

test('where somebody else has answered already, nothing is thrown', async () => {
  const listener = nodeListener(createRelay(relayOptions({ url: destination.url, apiKey: destination.key, lines })));
  let done;
  const server = createServer((request, response) => {
    response.end('mine');
    done = listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  await send(message(), `http://127.0.0.1:${server.address().port}/`).then(
    (response) => response.text(),
    () => {},
  );
  assert.equal(await done, undefined);
});

test('it listens to HTTP/2, too', async () => {
  const urls = [];
  const { authenticate, ...options } = relayOptions({ url: destination.url, apiKey: destination.key, lines });
  const relay = createRelay({
    ...options,
    authenticate: (request) => {
      urls.push(request.url);
      return authenticate(request);
    },
  });
  const server = http2.createServer(nodeListener(relay)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const one = message({ a: 1 });
  destination.taken();
  const stream = client.request({ ':method': 'POST', ':path': '/x', ...headers });
  stream.end(JSON.stringify(one));
  const [{ ':status': status }] = await once(stream, 'response');
  assert.equal(status, 200);
  assert.deepEqual(urls, [new URL(`http://127.0.0.1:${server.address().port}/x`).href]);
  assert.deepEqual(
    destination.taken().map(({ body }) => body),
    [arrives(one, { a: 1 })],
  );
  client.destroy();
  server.close();
});

test('a connection serves one request after the other', async () => {
  const body = () => JSON.stringify(message({ a: 1 }));
  const one = (text) => head([`content-length: ${text.length}`]) + text;
  const text = await raw(url, [one(body()), one(body())], /delivered.*delivered"\}$/s);
  assert.equal(text.match(/HTTP\/1\.1 200/g).length, 2);
});
