// The API client where the network fails or the caller interrupts: retries, timeouts, redirects, signals, a replaced
// fetch.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, client, failure, fields, server } from './support/api-client.mjs';

test('a throttled request is sent again', async () => {
  await server.faults({ fault: 'throttle', retry_after: 0, count: 2 });
  await client().status();
  assert.equal((await server.stats()).faults, 2);
});

test('a subscription whose answer was lost is looked up, and is there once', async () => {
  await server.faults({ fault: 'reset', processed: true, method: 'POST' });
  assert.equal((await client().subscriptions.create(fields)).subscriptionAlias, 'sub-1');
  assert.equal((await server.rows()).filter((row) => row.subscription_alias === 'sub-1').length, 1);
});

test('without retries a broken connection is told, and so is none', async () => {
  await server.faults({ fault: 'reset' });
  assert.equal((await failure(client({ retries: 0 }).status())).code, 'interrupted');
  const gone = await answered(200, '{}', {}, (_, fixed) => `http://127.0.0.1:${fixed.address().port}`);
  assert.equal((await failure(client({ retries: 0, baseUrl: gone }).status())).code, 'connection_failed');
});

test('time runs out', async () => {
  await server.faults({ fault: 'hang' });
  assert.equal((await failure(client({ retries: 0, timeoutMs: 50 }).status())).code, 'timed_out');
});

test('a redirect is not followed, and nothing is sent to where it points', async () => {
  const error = await answered(200, '{}', {}, async (_, elsewhere) => {
    const location = `http://127.0.0.1:${elsewhere.address().port}/`;
    const refused = await failure(answered(302, '', { location }));
    assert.equal(elsewhere.requests.length, 0);
    return refused;
  });
  assert.equal(error.code, 'redirected');
  assert.equal(error.status, 302);
});

test('a signal that was aborted before sends nothing', async () => {
  const signal = AbortSignal.abort('no more');
  assert.equal(await failure(client().status({ signal })), 'no more');
  assert.equal((await server.stats()).faults, 0);
});

test('a signal ends a call under way, with its reason, even one that is a text', async () => {
  for (const reason of ['a text', undefined, new Error('mine')]) {
    await server.faults({ fault: 'hang' });
    const controller = new AbortController();
    const call = failure(client().status({ signal: controller.signal }));
    await until(async () => (await server.stats()).faults === 1);
    controller.abort(reason);
    const error = await call;
    if (reason) assert.equal(error, reason);
    else assert.equal(error.name, 'AbortError');
    await server.reset();
  }
});

test('a signal ends a list of customers', async () => {
  const controller = new AbortController();
  const ids = [];
  const all = (async () => {
    for await (const { customerId } of client().customers.list({}, { signal: controller.signal })) {
      ids.push(customerId);
      controller.abort('enough');
    }
  })();
  // What is on a page that has come is still given.
  assert.equal(await failure(all), 'enough');
  assert.equal(ids.length, 30);
});

/** Waits for something that will be. */
async function until(test) {
  while (!(await test())) await new Promise(setImmediate);
}

test('a replaced fetch is given a URL and plain options', async () => {
  const { fetch } = globalThis;
  const seen = [];
  try {
    globalThis.fetch = (...given) => {
      seen.push(given);
      return fetch(...given);
    };
    await client().plans.create({ id: 'seen', name: 'Seen' });
  } finally {
    globalThis.fetch = fetch;
  }
  const [[url, init]] = seen;
  assert.equal(url, `${server.url}/v2/plans/`);
  const { signal, ...rest } = init;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(rest, {
    method: 'POST',
    redirect: 'manual',
    body: '{"id":"seen","name":"Seen"}',
    headers: { accept: 'application/json', authorization: server.token, 'content-type': 'application/json' },
  });
});

test('a host that does not exist is no connection', async () => {
  assert.equal(
    (await failure(client({ retries: 0, baseUrl: 'https://no-such-host.invalid' }).status())).code,
    'connection_failed',
  );
});

test('a fetch that rejects with anything harms nothing', async () => {
  const api = client({ retries: 0 });
  const { fetch } = globalThis;
  const thrower = {
    get cause() {
      throw 'text';
    },
  };
  try {
    for (const thrown of ['text', undefined, null, 42, {}, Symbol('s'), Object.create(null), thrower]) {
      for (const wrong of [
        () => Promise.reject(thrown),
        () => {
          throw thrown;
        },
        () => thrown,
      ]) {
        globalThis.fetch = wrong;
        assert.equal((await failure(api.status())).code, 'interrupted');
      }
    }
  } finally {
    globalThis.fetch = fetch;
  }
  await api.status();
});
