// Both halves together: real Chromium, real hosts, real HTTP, the relay in Node and in workerd, and a
// local server of Segment's published contract for direct destinations on the other side. That is
// what is shown; that ProsperStack's own server takes it was never tried.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../../scripts/tools.mjs';
import { flowServer } from '../../support/flow-server.mjs';
import { HOSTS } from '../hosts.mjs';
import { SEED } from './page.mjs';
import { arrived, bytes, conforms, destination, outcomes, putPage, RELAYS, SEGMENT, shop, visit } from './relays.mjs';
import { hostScript, openShop, TAG_HTML, tagScript } from './shop.mjs';

const HOUR = 3_600_000;
const TAG = 'the script tag';
// Jitsu's plugin comes from Jitsu's server: hosts.test.mjs has it.
const NAMES = [...Object.keys(HOSTS).filter((name) => name !== 'Jitsu'), TAG];

before(async () => {
  for (const name of NAMES) {
    if (name === TAG) putPage(name, await tagScript(), TAG_HTML);
    else putPage(name, await hostScript(name));
  }
});

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
    const { page, seen, identify, said } = await visit('flow', 'john-doe', { endpoint: shop.relay });
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
