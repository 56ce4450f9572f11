// What fails between a page, the relay in Node and in workerd, and the other side, and then is well again.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { between } from '../../support/between.mjs';
import { bytes, conforms, destination, outcomes, putPage, RELAYS, SEGMENT, visit } from './relays.mjs';
import { hostScript } from './shop.mjs';

const HOUR = 3_600_000;

before(async () => putPage(SEGMENT, await hostScript(SEGMENT)));

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
  });
}
