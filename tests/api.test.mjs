// The API client in Node, against the local server of the documented API: methods, lists, arguments, limits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { ProfitWellApi } from '../dist/api.js';
import { answered, client, failure, fields, server } from './support/api-client.mjs';
import { everyMethod } from './support/api-methods.mjs';
import { names } from './support/api-table.mjs';

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
