// What reaches the relay, byte for byte.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { close, recycle } from '../support.mjs';
import { run, SEED } from './page.mjs';

after(close);
afterEach(recycle);

const ID = /"messageId":"[0-9a-f]{32}"/;
const TIME = /"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/;
const bare = (body) => body.replace(ID, '"messageId":""').replace(TIME, '"timestamp":""');

test('the documentation\u2019s example arrives as Segment\u2019s identify, nested as it came, and nothing else does', async () => {
  const { messages, seen } = await run(`register(); identify('userId123', ${JSON.stringify(SEED)});`);
  await messages(1);
  const [{ method, headers, body }] = seen.messages;
  assert.equal(method, 'POST');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.authorization, undefined);
  assert.equal(
    bare(body),
    '{"type":"identify","messageId":"","timestamp":"","userId":"userId123","traits":{"email":"john.doe@example.com",' +
      '"traits":{"Number of contacts":5800,"Is professional":true,"Last contacted":"2021-05-04","Preferred name":"Johnny"}}}',
  );
  assert.deepEqual(seen.other, []);
});

test('flat traits go flat, reserved ones do not go, a date goes as ISO text, null goes, and a date text is not touched', async () => {
  const { messages, seen } = await run(`register(); identify(undefined, {
    email: 'jane@example.com', firstName: 'Jane', last_name: 'Doe', createdAt: new Date(0), Plan: 'pro', 'Last contacted': '2021-02-30',
    seen: new Date(Date.UTC(2026, 0, 2)), nothing: null, ratio: 0.5, no: false, 7: 'seven', gone: undefined, nan: NaN });`);
  await messages(1);
  assert.equal(
    bare(seen.messages[0].body),
    '{"type":"identify","messageId":"","timestamp":"","traits":{"email":"jane@example.com",' +
      '"7":"seven","Plan":"pro","Last contacted":"2021-02-30","seen":"2026-01-02T00:00:00.000Z","nothing":null,"ratio":0.5,"no":false}}',
  );
});

test('an audience goes as true, and later as false, and only that', async () => {
  const { go, messages } = await run(
    `register(); identify('u1', { email: 'jane@example.com', plan: 'pro', order_completed_last_30days: true });`,
  );
  await messages(1);
  await go(`identify('u1', { email: 'jane@example.com', plan: 'pro', order_completed_last_30days: false });`);
  const [first, second] = await messages(2);
  assert.deepEqual(first.traits, { email: 'jane@example.com', plan: 'pro', order_completed_last_30days: true });
  assert.deepEqual(second.traits, { email: 'jane@example.com', order_completed_last_30days: false });
  assert.notEqual(first.messageId, second.messageId);
});

test('mapping renames and reads as the type it names, allow keeps the rest, and what comes in both forms goes nested', async () => {
  const { messages } = await run(`register({
      mapping: { plan: 'Plan name', contacts: { property: 'Number of contacts', type: 'number' }, pro: { property: 'Is professional', type: 'boolean' },
        blank: { property: 'Blank', type: 'boolean' }, age: { property: 'Age', type: 'text' }, born: { property: 'Born', type: 'date' }, bad: { property: 'Bad', type: 'number' } },
      allow: ['Plan name', 'Number of contacts', 'Is professional', 'Blank', 'Age', 'Born', 'Bad', 'Both'] });
    identify('u1', { email: 'jane@example.com', plan: 'pro', contacts: '5800', pro: 't', blank: ' ', age: 41, born: '1983-06-16', bad: '5,800', Both: 1, other: 'x', traits: { Both: 2 } });`);
  const [{ traits }] = await messages(1);
  assert.deepEqual(traits, {
    email: 'jane@example.com',
    'Plan name': 'pro',
    'Number of contacts': 5800,
    'Is professional': true,
    Blank: false,
    Age: '41',
    Born: '1983-06-16',
    traits: { Both: 2 },
  });
});

test('without an email nothing is sent; a nested one and a user id count only where the settings say so', async () => {
  const closed = await run(
    `register(); listen(); identify('jane@example.com', { plan: 'pro', traits: { email: 'jane@example.com', seats: 1 } });`,
  );
  assert.deepEqual(await closed.page.evaluate('codes'), ['loaded', 'email_trait_missing', 'no_email']);
  await closed.messages(0);
  const nested = await run(
    `register({ nestedEmail: true }); identify('u1', { traits: { email: 'jane@example.com', plan: 'pro' } });`,
  );
  assert.deepEqual((await nested.messages(1))[0].traits, { email: 'jane@example.com', traits: { plan: 'pro' } });
  const user = await run(`register({ emailFromUserId: true }); identify('jane@example.com', { plan: 'pro' });`);
  assert.deepEqual((await user.messages(1))[0].traits, { email: 'jane@example.com', plan: 'pro' });
});

test('debug names near misses, wrong types, objects and lists by their trait, and never a value', async () => {
  const { messages, page, said } =
    await run(`register({ allow: ['Last contacted', 'Plan', 'n', 'o'], mapping: { n: { property: 'n', type: 'number' } } }); listen();
    identify('u1', { email: 'jane@example.com', last_contacted: 'secret', plan: 'secret', n: 'secret', o: { a: 'secret' }, Plan: ['secret'], name: 'secret', zip: 'secret' });`);
  await messages(0);
  assert.deepEqual(await said('nothing_new'), [
    'loaded',
    'near_miss: last_contacted',
    'near_miss: plan',
    'type_mismatch: n',
    'not_scalar: o',
    'not_scalar: Plan',
    'reserved_trait: name',
    'not_allowed: zip',
    'nothing_new',
  ]);
  assert.equal(await page.evaluate(() => explain('near_miss').includes('exactly')), true);
});

test('a source of Segment that also delivers is named once', async () => {
  const { seen, settled } = await run(`
    const cdnSettings = (integrations) => ({ on() {}, options: {}, user: () => ({ id() {}, traits() {} }), settings: { cdnSettings: { integrations } } });
    prosperstack({ endpoint: '/relay' }).load(undefined, cdnSettings({ 'Segment.io': { unbundledIntegrations: ['ProsperStack'] } }));
    prosperstack({ endpoint: '/relay' }).load(undefined, cdnSettings({ ProsperStack: {}, 'Segment.io': {} }));`);
  await settled();
  assert.deepEqual(
    seen.console.map(({ type, text }) => [type, /\((\w+)\)$/.exec(text)[1]]),
    [['warning', 'also_in_segment']],
  );
});
