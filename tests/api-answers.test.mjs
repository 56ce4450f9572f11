// What the API client makes of an answer: the error that it becomes, the fields and numbers that go through.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProfitWellError } from '../dist/api.js';
import { answered, client, failure, fields } from './support/api-client.mjs';

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
