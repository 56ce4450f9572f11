// The local server of the API as tests in JavaScript start it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiServer } from './support/api-server.mjs';

let server;
before(async () => {
  server = await apiServer({ customers: 3, rateScale: 10, cap: 2 });
});
after(() => server.stop());

const get = (path, token = server.token) => fetch(server.url + path, { headers: { authorization: token } });

test('it takes its token and its options', async () => {
  assert.equal((await get('/v2/plans/', 'other')).status, 401);
  assert.equal((await (await get('/v2/customers/')).json()).length, 3);
  assert.equal((await get('/v2/customers/?per_page=1&page=3')).status, 400);
});

test('faults are done, counted and cleared', async () => {
  await server.faults({ fault: 'html500' }, { fault: 'reset', count: null });
  assert.equal((await get('/v2/plans/')).status, 500);
  await assert.rejects(get('/v2/plans/'));
  await server.clearFaults();
  assert.equal((await get('/v2/plans/')).status, 200);
  assert.equal((await server.stats()).faults, 2);
  await assert.rejects(server.faults({ fault: 'fire' }), /_control\/faults: 400/);
});

test('it can be filled and begins anew', async () => {
  await server.seed(5);
  assert.equal((await server.rows()).length, 8);
  await server.reset();
  assert.deepEqual(
    (await server.rows()).map((row) => row.subscription_alias),
    ['demo-sub-0000', 'demo-sub-0001', 'demo-sub-0002'],
  );
});

test('it is gone when it was stopped', async () => {
  const other = await apiServer();
  assert.equal((await other.stats()).users, 0);
  await other.stop();
  await assert.rejects(fetch(other.url));
});
