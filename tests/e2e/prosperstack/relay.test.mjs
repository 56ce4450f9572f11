// Both halves together: real Chromium, real hosts, real HTTP, the relay in Node and in workerd, and a
// local server of Segment's published contract for direct destinations on the other side. That is
// what is shown; that ProsperStack's own server takes it was never tried.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../../scripts/tools.mjs';
import { between } from '../../support/between.mjs';
import { directDestination } from '../../support/direct-destination.mjs';
import { flowServer } from '../../support/flow-server.mjs';
import { relayInWorkerd } from '../../support/relay-workerd.mjs';
import { HOSTS } from '../hosts.mjs';
import { close } from '../support.mjs';
import { SEED } from './page.mjs';
import { hostScript, openShop, TAG_HTML, tagScript } from './shop.mjs';

// What one message may take on its way; a test waits as long where the other side hangs.
const timeoutMs = 2000;
const HOUR = 3_600_000;
const SEGMENT = 'analytics-next (Segment)';
const TAG = 'the script tag';
// Jitsu's plugin comes from Jitsu's server: hosts.test.mjs has it.
const NAMES = [...Object.keys(HOSTS).filter((name) => name !== 'Jitsu'), TAG];

let destination;
let shop;
let worker;
let opened;
const lines = (text) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
/** Where the relay is, what it has logged, and a promise of more of that. */
const RELAYS = {
  Node: {
    url: () => shop.relay,
    lines: () => shop.lines,
    more: () => {
      throw new Error(JSON.stringify(shop.lines));
    },
  },
  workerd: {
    url: () => worker.url.replace('127.0.0.1', 'localhost'),
    lines: () => lines(worker.said()),
    more: () => worker.more(),
  },
};

before(async () => {
  destination = await directDestination();
  shop = await openShop(destination, { timeoutMs });
  worker = await relayInWorkerd(destination, { timeoutMs, allowedOrigins: [shop.origin] });
  for (const name of NAMES) {
    const script = name === TAG ? await tagScript() : await hostScript(name);
    shop.put(path(name), `${name === TAG ? TAG_HTML : ''}<script src="${path(name)}.js"></script>`, script);
  }
});
afterEach(async () => {
  destination.answer(undefined);
  await opened?.close();
  opened = undefined;
});
after(async () => {
  await close();
  await worker?.stop();
  await shop?.stop();
  await destination?.stop();
});

const path = (name) => `/${name.toLowerCase().replace(/\W+/g, '-')}`;
const visit = async (name, session, settings, more) => (opened = await shop.visit(path(name), session, settings, more));

/** A message, byte for byte; what the page makes up itself stands in `made`. */
const bytes = ({ messageId, timestamp }, userId, traits) =>
  `{"type":"identify","messageId":"${messageId}","timestamp":"${timestamp}","userId":"${userId}","traits":${traits}}`;

/** What arrived on the other side since the last call, once there is so much of it. */
async function arrived(count) {
  while (destination.requests.length < count) await destination.next();
  return destination.taken();
}

/** What the relay made of the messages that a page has sent, once it has logged all of it. */
async function outcomes(relay, sent) {
  const ids = new Set(sent.map(({ body }) => JSON.parse(body).messageId));
  const mine = () =>
    relay
      .lines()
      .filter(({ messageId }) => ids.has(messageId))
      .map(({ outcome }) => outcome);
  while (mine().length < sent.length) await relay.more();
  return mine();
}

/** One request as the contract has it, whatever runs the relay. */
function conforms({ method, url, headers, body }) {
  assert.deepEqual([method, url], ['POST', '/segment']);
  assert.equal(headers.authorization, `Basic ${Buffer.from(`${destination.key}:`).toString('base64')}`);
  assert.deepEqual(
    [headers['content-type'], headers.accept, headers['cache-control'], headers['content-length']],
    ['application/json', '*/*', 'no-cache', String(Buffer.byteLength(body))],
  );
  // The contract's `Segment.io/1.0` would be a lie.
  assert.match(headers['user-agent'], /^retention-destinations\/\d+\.\d+\.\d+ \(relay\)$/);
  for (const name of ['cookie', 'origin', 'referer', 'x-segment-settings'])
    assert.equal(headers[name], undefined, name);
}

// Engage sends audiences from Segment's servers; they reach a page's destination only where the page
// itself identifies with them, as here.
const audience = (value) => ({ email: SEED.email, order_completed_last_30days: value });
const STEPS = [
  [
    SEED,
    '{"email":"john.doe@example.com","traits":{"Number of contacts":5800,"Is professional":true,"Last contacted":"2021-05-04","Preferred name":"Johnny"}}',
  ],
  [audience(true), '{"email":"john.doe@example.com","order_completed_last_30days":true}'],
  [audience(false), '{"email":"john.doe@example.com","order_completed_last_30days":false}'],
];

const other = (answer) => ({ begin: () => destination.answer(answer), end: () => destination.answer(undefined) });
/** How it begins and ends; what else happens before the page notices; how long the page is asked to wait. */
const FAULTS = {
  'the other side answers 500': other(500),
  'the other side asks to wait an hour': { ...other({ status: 429, headers: { 'retry-after': '3600' } }), asked: 3600 },
  'the other side breaks the connection': other('reset'),
  'the other side does not answer in time': other('hang'),
  'the relay is not there': { begin: (link) => link.down(), end: (link) => link.up() },
  'the relay does not answer in time': {
    begin: (link) => link.swallow(true),
    meanwhile: async (link, page) => {
      await link.swallowed();
      await page.clock.fastForward(20_000);
    },
    end: (link) => link.swallow(false),
    settings: { timeoutMs: 20_000 },
  },
  'the relay\u2019s answer is lost on its way': {
    begin: (link) => link.cut(true),
    end: (link) => link.cut(false),
    twice: true,
  },
};

for (const [runtime, relay] of Object.entries(RELAYS)) {
  describe(`the relay in ${runtime}`, () => {
    for (const name of NAMES) {
      test(`from ${name} the seed example and an audience, true and then false, arrive byte for byte through ${runtime}`, {
        timeout: 30_000,
      }, async () => {
        const began = Date.now();
        const { page, seen, identify, said, codes, settled } = await visit(name, 'john-doe', { endpoint: relay.url() });
        for (const [place, [traits]] of STEPS.entries()) {
          await identify('userId123', traits);
          await said('delivered', place + 1);
        }
        await settled();
        const got = await arrived(STEPS.length);
        assert.equal(seen.sent.length, STEPS.length);
        const made = seen.sent.map(({ body }) => JSON.parse(body));
        assert.deepEqual(
          got.map(({ body }) => body),
          STEPS.map(([, traits], place) => bytes(made[place], 'userId123', traits)),
        );
        got.forEach(conforms);
        assert.deepEqual(
          got.map(({ status }) => status),
          [200, 200, 200],
        );
        assert.equal(new Set(made.map(({ messageId }) => messageId)).size, STEPS.length);
        for (const { messageId, timestamp } of made) {
          assert.match(messageId, /^[0-9a-f]{32}$/);
          assert.equal(new Date(timestamp).toISOString(), timestamp);
          assert.ok(began <= Date.parse(timestamp) && Date.parse(timestamp) <= Date.now(), timestamp);
        }
        // The page has no secret, and cannot read the session that speaks for it.
        assert.ok(seen.sent.every(({ headers }) => headers.authorization === undefined));
        assert.doesNotMatch(await page.evaluate(() => document.cookie), /(^|; )session=/);
        assert.deepEqual(await outcomes(relay, seen.sent), ['delivered', 'delivered', 'delivered']);
        assert.ok(!(await codes()).includes('retrying'));
        assert.ok(
          seen.urls.every((url) => !url.includes('prosperstack.com')),
          String(seen.urls),
        );
        assert.deepEqual(seen.errors, []);
      });
    }

    for (const [fault, { begin, end, meanwhile, settings, asked = 0, twice = false }] of Object.entries(FAULTS)) {
      test(`${fault}, and then all is well again: nothing is lost and nothing arrives twice through ${runtime}`, {
        timeout: 30_000,
      }, async () => {
        const link = await between(relay.url());
        try {
          const { page, seen, identify, said, settled } = await visit(
            SEGMENT,
            'jane',
            { endpoint: link.url, ...settings },
            { clock: true },
          );
          await begin(link);
          await identify('u1', { email: 'jane@example.com', plan: 'pro' });
          await meanwhile?.(link, page);
          await said('retrying');
          await identify('u1', { email: 'jane@example.com', plan: 'max', seats: 3 });
          await said('queued');
          if (asked) {
            await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5000));
            await page.clock.fastForward((asked - 100) * 1000);
            await settled();
            assert.equal(destination.requests.length, 1);
          }
          await end(link);
          await page.clock.fastForward(100_000);
          await said('delivered', 2);
          await page.clock.fastForward(HOUR);
          await settled();

          const made = [
            ...new Map(seen.sent.map(({ body }) => [JSON.parse(body).messageId, JSON.parse(body)])).values(),
          ];
          const whole = [
            '{"email":"jane@example.com","plan":"pro"}',
            '{"email":"jane@example.com","plan":"max","seats":3}',
          ].map((traits, place) => bytes(made[place], 'u1', traits));
          assert.equal(made.length, 2);
          assert.ok(seen.sent.length > 2);
          const got = destination.taken();
          assert.deepEqual(
            got.filter(({ status }) => status === 200).map(({ body }) => body),
            whole,
          );
          // What failed before was the same message, to the byte.
          for (const request of got) {
            conforms(request);
            assert.ok(whole.includes(request.body), request.body);
          }
          if (twice) {
            assert.equal(got.length, 2);
            assert.ok((await outcomes(relay, seen.sent)).includes('repeated'));
          }
          assert.deepEqual(seen.errors, []);
        } finally {
          await link.stop();
        }
      });
    }

    test(`a page that says it is somebody else is refused through ${runtime}, does not repeat it, and nothing of it arrives`, {
      timeout: 30_000,
    }, async () => {
      const { page, seen, identify, said, settled } = await visit(
        SEGMENT,
        'jane',
        { endpoint: relay.url() },
        { clock: true },
      );
      const answers = [];
      page.on('response', (response) => response.request().method() === 'POST' && answers.push(response.status()));
      await identify('u-victim', { email: 'victim@example.com', discount: 90 });
      await said('another_person');
      await page.clock.fastForward(HOUR);
      await page.evaluate(() => {
        dispatchEvent(new Event('online'));
        dispatchEvent(new PageTransitionEvent('pagehide'));
      });
      await settled();
      assert.equal(seen.sent.length, 1);
      assert.deepEqual(destination.taken(), []);
      // The same page says who it is: the session's, and nothing of the other one comes along.
      await identify('u1', { email: 'jane@example.com', plan: 'pro' });
      await said('delivered');
      const [{ body }] = await arrived(1);
      assert.equal(body, bytes(JSON.parse(seen.sent[1].body), 'u1', '{"email":"jane@example.com","plan":"pro"}'));
      assert.deepEqual(answers, [409, 200]);
      assert.deepEqual(await outcomes(relay, seen.sent), ['another_email', 'delivered']);
    });

    test(`another site's page cannot send as the visitor who is signed in here, through ${runtime}`, {
      timeout: 30_000,
    }, async () => {
      const evil = await openShop(destination);
      try {
        const { page, seen, identify, said } = await visit(SEGMENT, 'jane', { endpoint: relay.url() });
        await identify('u1', { email: 'jane@example.com', plan: 'pro' });
        await said('delivered');
        await arrived(1);

        // The same site but for the port, so that the session's cookie goes along.
        evil.put(
          '/evil',
          '<iframe name="answer"></iframe><iframe sandbox="allow-scripts" srcdoc="<script>onmessage = ({ data: [to, body] }) => fetch(to, { method: `POST`, mode: `no-cors`, credentials: `include`, body })</script>"></iframe>',
          '',
        );
        await page.goto(`${evil.origin}/evil`);
        const tried = [];
        page.on('request', (request) => request.url() === relay.url() && tried.push(request));
        const before = relay.lines().length;
        const answers = await page.evaluate(
          async ([to, body]) => {
            const post = (more) =>
              fetch(to, { method: 'POST', credentials: 'include', body, ...more }).then(
                ({ type, status }) => `${type} ${status}`,
                () => 'refused',
              );
            const form = Object.assign(document.createElement('form'), {
              method: 'POST',
              action: to,
              enctype: 'text/plain',
              target: 'answer',
            });
            const field = Object.assign(document.createElement('input'), { name: body.slice(0, -1), value: '"}' });
            form.append(field);
            document.body.append(form);
            form.submit();
            window.frames[1].postMessage([to, body], '*');
            navigator.sendBeacon(to, body);
            navigator.sendBeacon(to, new Blob([body], { type: 'application/json' }));
            return Promise.all([
              post({ mode: 'no-cors' }),
              post({ headers: { 'content-type': 'application/json' } }),
              post({ headers: { 'content-type': 'text/plain' } }),
            ]);
          },
          [
            relay.url(),
            JSON.stringify({
              ...JSON.parse(seen.sent[0].body),
              messageId: 'a'.repeat(32),
              traits: { email: 'jane@example.com', plan: 'max' },
              x: '',
            }),
          ],
        );
        // What the browser lets through unseen, what it asks about first, and what it lets through unread.
        assert.deepEqual(answers, ['opaque 0', 'refused', 'refused']);
        while (relay.lines().length < before + 7) await delay(20); // a beacon tells nobody of its answer
        assert.deepEqual(
          new Set(
            relay
              .lines()
              .slice(before)
              .map(({ outcome }) => outcome),
          ),
          new Set(['foreign_origin']),
        );
        const cookies = await Promise.all(
          tried
            .filter((request) => request.method() === 'POST')
            .map(async (request) => (await request.allHeaders()).cookie),
        );
        assert.ok(
          cookies.some((cookie) => cookie?.includes('session=jane')),
          String(cookies),
        );
        assert.deepEqual(destination.taken(), []);
      } finally {
        await evil.stop();
      }
    });
  });
}

test('the published cancellation flow is told the person and the properties that the destination learned from identify', {
  timeout: 30_000,
}, async () => {
  const flow = await flowServer();
  try {
    shop.put(
      '/flow',
      '<script src="/flow.js"></script>',
      await hostScript(
        SEGMENT,
        `
      import { cancellationFlow } from ${JSON.stringify(join(root, 'dist/prosperstack/flow.js'))};
      window.__PROSPERSTACK_DEBUG_API_HOST__ = '${flow.api}';
      window.__PROSPERSTACK_DEBUG_APP_HOST__ = '${flow.app}';
      window.go = (more) => { window.result = cancellationFlow({ clientId: 'acct_1', subscription: 'sub_1', ...more }); };`,
      ),
    );
    opened = await shop.visit('/flow', 'john-doe', { endpoint: shop.relay });
    const { page, seen, identify, said } = opened;
    /** Opens the flow and finishes it as a person would; what the library sent. */
    const go = async (status) => {
      await page.evaluate(() => window.go());
      await page.locator('iframe.prosperstack-iframe.in').waitFor();
      const frame = page.frames().find((one) => one.url().startsWith(flow.app));
      await frame.evaluate(
        (status) =>
          globalThis.say({
            message: 'complete',
            close: true,
            payload: { status, flowSession: { id: 'sess_1', status } },
          }),
        status,
      );
      assert.equal((await page.evaluate(() => window.result)).status, status);
      await page.locator('.prosperstack-iframe').waitFor({ state: 'detached' });
      const [{ headers, body }] = flow.taken().filter(({ url }) => url === '/flow?');
      assert.deepEqual(
        [headers['x-prosperstack-version'], headers.authorization, headers['content-type']],
        ['2.19.0', undefined, 'application/json'],
      );
      return JSON.parse(body);
    };
    const about = (properties) => ({
      clientId: 'acct_1',
      subscriber: { internalId: 'userId123', email: SEED.email, properties },
      subscription: { platformId: 'sub_1' },
    });
    await identify('userId123', SEED);
    await said('delivered');
    assert.deepEqual(await go('saved'), about(SEED.traits));
    await identify('userId123', audience(true));
    await said('delivered', 2);
    assert.deepEqual(await go('canceled'), about({ ...SEED.traits, order_completed_last_30days: true }));
    // By the other way the same has arrived.
    assert.deepEqual(
      (await arrived(2)).map(({ body }) => JSON.parse(body).traits),
      [SEED, audience(true)],
    );
    // Whoever has left is nobody for the flow either.
    await page.evaluate(async () => (await window.host).reset());
    assert.deepEqual(await go('incomplete'), { clientId: 'acct_1', subscription: { platformId: 'sub_1' } });
    assert.deepEqual(seen.errors, []);
  } finally {
    await flow.stop();
  }
});
