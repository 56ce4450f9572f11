// The API client in Node, against the local server of the documented API.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { ProfitWellApi, ProfitWellError } from '../dist/api.js';
import { everyMethod } from './support/api-methods.mjs';
import { apiServer } from './support/api-server.mjs';
import { names } from './support/api-table.mjs';

const SCALE = 1000;
let server;
before(async () => {
  server = await apiServer({ customers: 30, rateScale: SCALE, cap: 10 });
});
beforeEach(() => server.reset());
after(() => server.stop());

const client = (options = {}) =>
  new ProfitWellApi({
    privateToken: server.token,
    publicToken: server.publicToken,
    baseUrl: server.url,
    eventsUrl: server.url,
    rateScale: SCALE,
    ...options,
  });
const fields = {
  email: 'a@b.co',
  planId: 'pro',
  planInterval: 'month',
  value: 5000,
  effectiveDate: 1_514_764_800,
  userAlias: 'user-1',
  subscriptionAlias: 'sub-1',
};
/** The error with which a call ends. */
const failure = (promise) =>
  promise.then(
    (answer) => assert.fail(`no error but ${inspect(answer)}`),
    (error) => error,
  );

test('every method works once', async () => {
  assert.deepEqual(await everyMethod(client()), names);
});

test('what was created is what is answered, in camel case', async () => {
  const created = await client().subscriptions.create({
    ...fields,
    effectiveDate: new Date('2018-01-01T00:00:00.900Z'),
  });
  assert.match(created.userId, /^pwu_/);
  assert.match(created.subscriptionId, /^pws_/);
  assert.equal(created.subscriptionAlias, 'sub-1');
  assert.equal(created.planInterval, 'month');
  assert.equal(created.value, 5000);
  assert.equal(created.effectiveDate, 1_514_764_800);
});

test('a limit cuts a list, and none gives all', async () => {
  const api = client();
  assert.equal((await api.customers.list({ limit: 7 }).toArray()).length, 7);
  assert.equal((await api.customers.list({ limit: 0 }).toArray()).length, 0);
  assert.equal((await api.plans.list({ limit: 1 })).length, 1);
  assert.ok((await api.plans.list()).length > 1);
});

test('customers are listed past what the service pages through, each once', async () => {
  await server.seed(600);
  const ids = [];
  for await (const customer of client().customers.list()) ids.push(customer.customerId);
  assert.equal(ids.length, 630);
  assert.equal(new Set(ids).size, 630);
});

test('a list can be iterated over again, and left early', async () => {
  const list = client().customers.list();
  for await (const customer of list) {
    assert.ok(customer.customerId);
    break;
  }
  assert.equal((await list.toArray()).length, 30);
});

/** What one fixed answer becomes. */
async function answered(status, body, headers = {}, work = (api) => api.company.settings()) {
  const fixed = createServer((request, response) => {
    fixed.requests.push(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  });
  fixed.requests = [];
  await new Promise((resolve) => {
    fixed.listen(0, '127.0.0.1', resolve);
  });
  try {
    const api = client({ baseUrl: `http://127.0.0.1:${fixed.address().port}`, retries: 0 });
    return await work(api, fixed);
  } finally {
    fixed.close();
    fixed.closeAllConnections();
  }
}

for (const [name, status, body, code, more] of [
  ['a refused token', 401, '{"detail":"Invalid token."}', 'unauthorized', {}],
  ['something unknown', 404, '{"detail":"Not found."}', 'not_found', {}],
  [
    'a refused field',
    400,
    '{"plan_interval":["\\"week\\" is not a valid choice."]}',
    'validation',
    { fields: { planInterval: ['"week" is not a valid choice.'] } },
  ],
  ['what concerns no field', 400, '{"non_field_errors":["no"]}', 'validation', { fields: { nonFieldErrors: ['no'] } }],
  [
    'a text',
    400,
    'Customer already has trait',
    'validation',
    { fields: { nonFieldErrors: ['Customer already has trait'] } },
  ],
  [
    'throttling',
    429,
    '{"detail":"Request was throttled. Expected available in 7 seconds."}',
    'throttled',
    { retryAfter: 7 },
  ],
  ['another refusal', 403, '{"detail":"no"}', 'refused', {}],
  ['a page of HTML', 500, '<h1>Server Error (500)</h1>', 'server_error', {}],
]) {
  test(`${name} (${status}) becomes ${code}`, async () => {
    const error = await failure(answered(status, body));
    assert.ok(error instanceof ProfitWellError && error instanceof Error);
    assert.equal(error.name, 'ProfitWellError');
    assert.equal(error.code, code);
    assert.equal(error.status, status);
    assert.deepEqual(error.fields, more.fields ?? {});
    assert.equal(error.retryAfter, more.retryAfter);
  });
}

test('the text of an error names fields as JavaScript does', async () => {
  const { message } = await failure(answered(400, '{"plan_interval":["no"]}'));
  assert.equal(message, 'the service refused the request: planInterval: no');
});

test('an answer that is not as documented is an error', async () => {
  for (const body of ['[1', '<html>', '"text"', '']) {
    assert.equal((await failure(answered(200, body))).code, 'unexpected_answer', body);
  }
  assert.equal(
    (await failure(answered(200, '[{}]', {}, (api) => api.customers.list().toArray()))).code,
    'unexpected_answer',
  );
});

const subscription = {
  user_id: 'pwu_1',
  subscription_id: 'pws_1',
  email: 'e',
  plan_id: 'p',
  plan_interval: 'month',
  plan_currency: 'usd',
  status: 'active',
  value: 1,
  effective_date: 2,
};

test('fields of an answer that nobody knows are kept', async () => {
  const answer = { ...subscription, new_field: { deep_er: [1] }, meta: { a_b: 1 } };
  const got = await answered(200, JSON.stringify(answer), {}, (api) => api.subscriptions.create(fields));
  assert.deepEqual(got, {
    userId: 'pwu_1',
    subscriptionId: 'pws_1',
    userAlias: null,
    subscriptionAlias: null,
    email: 'e',
    planId: 'p',
    planInterval: 'month',
    planCurrency: 'usd',
    status: 'active',
    value: 1,
    effectiveDate: 2,
    newField: { deep_er: [1] },
    meta: { a_b: 1 },
  });
});

test('a field called __proto__ is data', async () => {
  const body = `{"__proto__":{"polluted":1},"id":"1","name":"n","__proto__x":[{"__proto__":2}]}`;
  const plan = await answered(200, body, {}, (api) => api.plans.get('1'));
  assert.deepEqual(Object.entries(plan).sort(), [
    ['__protoX', [JSON.parse('{"__proto__":2}')]],
    ['__proto__', { polluted: 1 }],
    ['id', '1'],
    ['name', 'n'],
  ]);
  assert.equal(Object.getPrototypeOf(plan), Object.prototype);
  assert.equal({}.polluted, undefined);
});

test('an integer that JavaScript would round is rejected, both ways', async () => {
  for (const number of ['9007199254740993', '18446744073709551615', '-9007199254740993']) {
    assert.equal(
      (
        await failure(
          answered(200, JSON.stringify(subscription).replace('"value":1', `"value":${number}`), {}, (api) =>
            api.subscriptions.create(fields),
          ),
        )
      ).code,
      'unexpected_answer',
    );
    assert.equal(
      (await failure(answered(200, `{"a":[${number}]}`, {}, (api) => api.call({ method: 'GET', path: '/v2/any/' }))))
        .code,
      'unexpected_answer',
    );
  }
  assert.deepEqual((await failure(client().subscriptions.create({ ...fields, value: 2 ** 53 }))).fields, {
    value: ['a whole number of cents, such as 1250 for 12.50'],
  });
});

test('numbers and texts of every kind go through as they are', async () => {
  const every = {
    list: [0, -1, 0.1, 1e21, 5e-324, 2 ** 53 - 1, null, true, false, [], {}],
    'a"\\\u2028\u0000\ufffd': '💶\ufffd\n"',
  };
  await answered(200, JSON.stringify(every), {}, async (api, fixed) => {
    let sent = '';
    fixed.on('request', (request) =>
      request.on('data', (data) => {
        sent += data;
      }),
    );
    const { body } = await api.call({ method: 'POST', path: '/v2/any/', body: every });
    assert.deepEqual(body, every);
    assert.deepEqual(JSON.parse(sent), every);
  });
});

test('what is not JSON is a text, also where half a character or a thousand levels are in it', async () => {
  for (const text of ['{"a":"\\ud800"}', `${'['.repeat(1000)}1${']'.repeat(1000)}`, '[1,]']) {
    await answered(200, text, {}, async (api) =>
      assert.equal((await api.call({ method: 'GET', path: '/v2/any/' })).body, text),
    );
  }
});

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

test('a wrong argument is told by its name, and nothing is sent', async () => {
  const api = client();
  const wrong = async (promise) => (await failure(promise)).fields;
  assert.deepEqual(await wrong(api.subscriptions.create({ ...fields, value: 12.5 })), {
    value: ['a whole number of cents, such as 1250 for 12.50'],
  });
  assert.deepEqual(await wrong(api.subscriptions.create({ ...fields, effectiveDate: Date.now() })), {
    effectiveDate: ['in seconds since 1970, not in milliseconds'],
  });
  assert.deepEqual(await wrong(api.subscriptions.create({ ...fields, planCurrency: 'USD' })), {
    planCurrency: ['three letters in lower case, such as usd'],
  });
  assert.deepEqual(await wrong(api.subscriptions.create({ ...fields, userAlias: 'x'.repeat(37) })), {
    userAlias: ['1 to 36 characters'],
  });
  assert.deepEqual(await wrong(api.plans.list({ limits: 3 })), { limits: ['not a field that this method knows'] });
  assert.deepEqual(await wrong(api.call({ path: '/v2/plans/' })), { method: ['required'] });
  assert.deepEqual(await wrong(api.call({ method: 'GET', path: 'https://elsewhere.example/' })), {
    path: ['begins with a slash, such as /v2/customers; the host is that of the base URL'],
  });
  assert.match(
    Object.keys(await wrong(api.call({ method: 'GET', path: '/v2/plans/', headers: { Authorization: 'x' } })))[0],
    /headers/,
  );
});

test('options are checked at once', () => {
  for (const [options, field] of [
    [{}, 'privateToken'],
    [{ privateToken: 'a b' }, 'privateToken'],
    [{ privateToken: 5 }, 'privateToken'],
    [{ privateToken: 't', baseUrl: 'http://api.example' }, 'baseUrl'],
    [{ privateToken: 't', retries: -1 }, 'retries'],
    [{ privateToken: 't', timeoutMs: 0 }, 'timeoutMs'],
    [{ privateToken: 't', token: 'x' }, 'token'],
    [undefined, 'privateToken'],
  ]) {
    assert.throws(
      () => new ProfitWellApi(options),
      (error) => error.code === 'invalid_argument' && field in error.fields,
      JSON.stringify(options),
    );
  }
});

test('the private token is shown nowhere', async () => {
  const api = client({ retries: 0 });
  const texts = [inspect(api, { depth: 9, showHidden: true }), JSON.stringify(api), String(api)];
  await server.faults({ fault: 'html500' }, { fault: 'reset' }, { fault: 'redirect' }, { fault: 'garbage' });
  const errors = [];
  for (let index = 0; index < 4; index += 1) errors.push(await failure(api.company.settings()));
  // A server that sends the token back.
  errors.push(await failure(answered(400, JSON.stringify({ [server.token]: [server.token] }))));
  errors.push(await failure(answered(500, `<b>${server.token}</b>`)));
  for (const error of errors)
    texts.push(
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      String(error.stack),
      error.message,
    );
  for (const text of texts) assert.ok(!text.includes(server.token), text);
});

test('a hundred calls at once go through one module, within the limits', async () => {
  const apis = [client(), client()];
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => apis[index % 2].company.settings()));
  assert.equal(new Set(answers.map((answer) => answer.id)).size, 1);
});

test('a client keeps to the documented limit', async () => {
  const slow = client({ rateScale: 1, deadlineMs: 1000 });
  const outcomes = await Promise.allSettled(Array.from({ length: 27 }, () => slow.status()));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  assert.equal(outcomes.length - refused.length, 25);
  for (const { reason } of refused) assert.equal(reason.code, 'throttled');
});

test('the raw call is as the service spells it', async () => {
  const answer = await client().call({ method: 'GET', path: '/v2/customers', query: { per_page: 2 } });
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /json/);
  assert.equal(answer.body.length, 2);
  assert.ok('customer_id' in answer.body[0]);
});
