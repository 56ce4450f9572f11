// What a relay answers and sends on, in Node over real HTTP, against a server of the contract that it sends by.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRelay, nodeListener, RelayError } from 'retention-destinations/relay';
import { arrives, cases, message, run } from './support/relay-cases.mjs';
import { code, destination, headers, lines, send, serve, url } from './support/relay-in-node.mjs';
import { relayOptions } from './support/relay-options.mjs';

for (const one of cases()) {
  test(one.name, async () => {
    lines.length = 0;
    const { closed, status, headers: got, code: told, arrived } = await run(one, url, destination);
    if (closed) return assert.deepEqual(arrived, []);
    assert.deepEqual([status, arrived.map(({ body }) => body)], [one.status, one.arrived]);
    if (one.request.method !== 'HEAD' && status !== 204) assert.equal(told, one.code);
    assert.equal(lines.length, 1);
    assert.deepEqual([lines[0].outcome, lines[0].status], [one.code, status]);
    assert.equal(got.get('retry-after'), one.retryAfter ?? null);
    assert.equal(got.get('vary'), 'Origin');
    // Only pages of ours may read the answer.
    const ours = !one.foreign && one.request.headers.origin;
    assert.equal(got.get('access-control-allow-origin'), ours || null);
    assert.equal(got.get('access-control-allow-credentials'), ours ? 'true' : null);
    assert.doesNotMatch(JSON.stringify(lines), /example\.com|pro"|5800|Johnny|victim|key_test/);
  });
}

test('a request to the other side is the contract\u2019s, byte for byte', async () => {
  const one = message({ plan: 'pro' });
  await send(one, url, {
    authorization: 'Bearer stolen',
    'x-forwarded-for': '1.2.3.4',
    'x-segment-settings': 'e30=',
    cookie: 'session=jane; other=1',
  });
  const [{ method, url: path, headers: sent, rawHeaders, body }] = destination.taken();
  assert.deepEqual([method, path, body], ['POST', '/segment', arrives(one, { plan: 'pro' })]);
  assert.equal(sent.authorization, `Basic ${Buffer.from(`${destination.key}:`).toString('base64')}`);
  assert.equal(sent['content-type'], 'application/json');
  assert.equal(sent.accept, '*/*');
  assert.equal(sent['cache-control'], 'no-cache');
  assert.match(sent['user-agent'], /^retention-destinations\/\d+\.\d+\.\d+ \(relay\)$/);
  assert.equal(sent['content-length'], String(Buffer.byteLength(body)));
  if (process.getBuiltinModule) {
    assert.deepEqual(
      rawHeaders
        .filter((_, at) => at % 2 === 0)
        .map((name) => name.toLowerCase())
        .sort(),
      [
        'accept',
        'authorization',
        'cache-control',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
      ],
    );
  }
  // Nothing of the page's own headers goes on.
  for (const name of ['cookie', 'origin', 'referer', 'x-forwarded-for', 'x-segment-settings'])
    assert.equal(sent[name], undefined, name);
});

test('a message that was delivered is not sent again, and one that was not is', async () => {
  const one = message({ plan: 'pro' });
  destination.taken();
  destination.answer(503);
  assert.equal(await code(await send(one)), 'upstream_failed');
  destination.answer(undefined);
  assert.equal(await code(await send(one)), 'delivered');
  for (let time = 0; time < 3; time += 1) assert.equal(await code(await send(one)), 'repeated');
  assert.equal(destination.taken().length, 2);
  // The id is the page's word: under another session it says nothing.
  const other = { ...message({ email: 'john@example.com', plan: 'pro' }), messageId: one.messageId };
  assert.equal(await code(await send(other, url, { cookie: 'session=john' })), 'delivered');
});

test('a page may set what is allowed, and nothing else', async () => {
  const to = await serve({ allow: ['Number of contacts', 'plan'] });
  const one = message({ plan: 'pro', discount: 90, traits: { 'Number of contacts': 5800, 'number of contacts': 1 } });
  destination.taken();
  lines.length = 0;
  assert.equal(await code(await send(one, to)), 'delivered');
  assert.deepEqual(
    destination.taken().map(({ body }) => body),
    [arrives(one, { plan: 'pro', traits: { 'Number of contacts': 5800 } })],
  );
  const { ms, ...line } = lines[0];
  assert.deepEqual(line, {
    event: 'relay',
    messageId: one.messageId,
    sent: 2,
    refused: 2,
    upstream: 200,
    outcome: 'delivered',
    status: 200,
  });
  assert.ok(ms >= 0);
  assert.equal(await code(await send(message({ discount: 90 }), to)), 'nothing_allowed');
  assert.deepEqual(destination.taken(), []);
});

test('`deliver` gets the message that would be sent, and its answer counts', async () => {
  const got = [];
  let answer;
  const to = await serve({
    prosperstack: {
      deliver: (given, last) => {
        got.push([given, last]);
        return answer(last);
      },
    },
  });
  for (const [name, give, expected] of [
    ['nothing', () => undefined, 'delivered'],
    ['a promise', async () => 'x', 'delivered'],
    ['a response', () => new Response('', { status: 202 }), 'accepted'],
    ['a refusal', () => new Response('', { status: 401 }), 'upstream_key_refused'],
    [
      'a throw',
      () => {
        throw new Error('key_live_x');
      },
      'deliver_failed',
    ],
    ['a rejection', () => Promise.reject(null), 'deliver_failed'],
    [
      'no answer',
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
      'upstream_timed_out',
    ],
  ]) {
    answer = give;
    assert.equal(await code(await send(message({ a: 1 }), to)), expected, name);
  }
  const one = message({ a: 1 });
  answer = () => {};
  await send(one, to);
  const [given, { session }] = got.at(-1);
  assert.equal(JSON.stringify(given), arrives(one, { a: 1 }));
  assert.deepEqual(session, { email: 'jane@example.com', userId: 'u1' });
  answer = () => new Response('', { status: 429, headers: { 'retry-after': '9' } });
  assert.equal((await send(message({ a: 1 }), to)).headers.get('retry-after'), '9');
});

test('the owner\u2019s own code may fail in every way, and the page gets an answer', async () => {
  const hangs = () => new Promise(() => {});
  const throws = () => {
    throw new Error('x');
  };
  const evil = {
    then() {
      throw new Error('x');
    },
  };
  for (const [options, expected] of [
    [{ rateLimit: throws }, 'rate_limit_failed'],
    [{ rateLimit: hangs }, 'rate_limit_failed'],
    [{ rateLimit: () => 'x' }, 'rate_limit_failed'],
    [{ rateLimit: () => -1 }, 'rate_limit_failed'],
    [{ rateLimit: () => NaN }, 'rate_limit_failed'],
    [{ rateLimit: () => false }, 'rate_limit_failed'],
    [{ rateLimit: () => 0 }, 'delivered'],
    [{ rateLimit: async () => {} }, 'delivered'],
    [{ rateLimit: async () => 1 }, 'too_many'],
    [{ seen: throws }, 'seen_failed'],
    [{ seen: hangs }, 'seen_failed'],
    [{ seen: () => 'x' }, 'seen_failed'],
    [{ seen: () => {} }, 'seen_failed'],
    [{ seen: async () => true }, 'repeated'],
    [{ authenticate: () => evil }, 'authenticate_failed'],
    [{ authenticate: throws }, 'authenticate_failed'],
    [{ authenticate: () => false }, 'no_session'],
    [{ log: throws }, 'delivered'],
    [{ delivered: throws }, 'delivered'],
    [{ delivered: hangs }, 'delivered'],
  ]) {
    lines.length = 0;
    const timeoutMs = Object.values(options).includes(hangs) ? 300 : 5000; // as long as a busy machine may need where nothing hangs
    assert.equal(
      await code(await send(message({ a: 1 }), await serve({ timeoutMs, ...options }))),
      expected,
      Object.values(options)[0].toString(),
    );
    if (options.delivered) assert.equal(lines[0].warning, 'delivered_failed');
  }
});

test('nobody is asked who it is before the request is one of the contract', async () => {
  const asked = [];
  const to = await serve({
    authenticate: (request) => {
      asked.push(request.method);
      return null;
    },
  });
  for (const one of cases()
    .filter(({ status }) => [405, 403, 415, 413, 400, 204].includes(status))
    .filter(({ upstream }) => upstream === undefined)) {
    await fetch(to, one.request).then((response) => response.arrayBuffer());
  }
  assert.deepEqual(asked, []);
  assert.equal(await code(await send(message(), to)), 'no_session');
  assert.deepEqual(asked, ['POST']);
});

test('options that cannot be right are refused by a code, and the key is never repeated', () => {
  const good = relayOptions({ url: 'https://direct.example/in', apiKey: 'key_live_hidden' });
  const cyclic = { ...good };
  cyclic.self = cyclic;
  assert.equal(typeof createRelay(cyclic), 'function');
  for (const [options, expected] of [
    [undefined, 'invalid_options'],
    [null, 'invalid_options'],
    ['x', 'missing_prosperstack'],
    [{}, 'missing_prosperstack'],
    [
      {
        get prosperstack() {
          throw new Error('x');
        },
      },
      'invalid_options',
    ],
    [{ ...good, prosperstack: { url: 'http://direct.example', apiKey: 'key_live_hidden' } }, 'invalid_url'],
    [{ ...good, prosperstack: { url: 'https://direct.example' } }, 'missing_api_key'],
    [{ ...good, prosperstack: { url: 'https://direct.example', apiKey: ' \n' } }, 'missing_api_key'],
    [{ ...good, prosperstack: { url: 'https://direct.example', apiKey: 'acct_hidden' } }, 'api_key_is_client_id'],
    [{ ...good, prosperstack: { url: 'https://direct.example', apiKey: 'key_hidden:\u00e9' } }, 'invalid_api_key'],
    [{ ...good, prosperstack: { apiKey: 'key_live_hidden' } }, 'missing_url'],
    [{ ...good, prosperstack: { deliver: 'key_live_hidden' } }, 'invalid_deliver'],
    [{ ...good, authenticate: undefined }, 'missing_authenticate'],
    [{ ...good, allow: undefined }, 'missing_allow'],
    [{ ...good, allow: ['email'] }, 'invalid_allow'],
    [{ ...good, allow: new Set(['a']) }, 'invalid_allow'],
    [{ ...good, allowedOrigins: [] }, 'invalid_allowed_origins'],
    [{ ...good, allowedOrigins: ['*'] }, 'invalid_allowed_origins'],
    [{ ...good, timeoutMs: NaN }, 'invalid_timeout_ms'],
    [{ ...good, timeoutMs: Infinity }, 'invalid_timeout_ms'],
    [{ ...good, seen: new Set() }, 'invalid_seen'],
  ]) {
    assert.throws(
      () => createRelay(options),
      (error) => {
        assert.ok(error instanceof RelayError);
        assert.equal(error.code, expected);
        assert.doesNotMatch(`${error.message} ${error.stack}`, /hidden/);
        return true;
      },
    );
  }
  assert.equal(
    typeof createRelay({ ...good, prosperstack: { url: 'https://direct.example', apiKey: ' key_live_hidden\n' } }),
    'function',
  );
});

test('options that change afterwards change nothing', async () => {
  const allow = ['a'];
  const options = relayOptions({ url: destination.url, apiKey: destination.key, allow, lines });
  const handler = createRelay(options);
  allow.push('b');
  options.prosperstack.url = 'https://evil.example/';
  options.authenticate = () => ({ email: 'victim@example.com' });
  destination.taken();
  const one = message({ a: 1, b: 2 });
  const response = await handler(
    new Request('https://shop.example/x', { method: 'POST', headers, body: JSON.stringify(one) }),
  );
  assert.equal(response.status, 200);
  assert.deepEqual(
    destination.taken().map(({ body }) => body),
    [arrives(one, { a: 1 })],
  );
});

test('without a log of the owner\u2019s each request is one line of JSON', async (t) => {
  const said = t.mock.method(console, 'log', () => {});
  await send(message({ a: 1 }), await serve({ log: undefined }));
  assert.equal(said.mock.callCount(), 1);
  assert.equal(JSON.parse(said.mock.calls[0].arguments[0]).outcome, 'delivered');
});

test('a body that somebody has read before is refused and nothing is thrown', async () => {
  const handler = createRelay(relayOptions({ url: destination.url, apiKey: destination.key, lines }));
  const request = new Request('https://shop.example/x', { method: 'POST', headers, body: '{}' });
  await request.text();
  assert.equal(await code(await handler(request)), 'body_already_read');
  const locked = new Request('https://shop.example/x', { method: 'POST', headers, body: '{}' });
  locked.body.getReader();
  assert.equal(await code(await handler(locked)), 'body_already_read');
  const odd = new Request('https://shop.example/x', {
    method: 'POST',
    headers,
    duplex: 'half',
    body: new ReadableStream({
      start: (c) => {
        c.enqueue('text');
        c.close();
      },
    }),
  });
  assert.equal(await code(await handler(odd)), 'broken_body');
  assert.equal((await handler(undefined)).status, 500);
  assert.throws(() => nodeListener(() => {}), { code: 'not_a_relay' });
});

test('in Node without its own client at hand, the relay sends by fetch', async () => {
  const before = process.getBuiltinModule;
  process.getBuiltinModule = undefined;
  let to;
  try {
    to = await serve();
  } finally {
    process.getBuiltinModule = before;
  }
  const one = message({ plan: 'pro' });
  destination.taken();
  assert.equal(await code(await send(one, to)), 'delivered');
  assert.deepEqual(
    destination.taken().map(({ body }) => body),
    [arrives(one, { plan: 'pro' })],
  );
});
