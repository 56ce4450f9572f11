// The same rows in every host, with its real npm package: the same messages at the relay.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { root } from '../../../scripts/tools.mjs';
import { HOSTS } from '../hosts.mjs';
import { bundle, close, entry, NOWASM, open } from '../support.mjs';
import { SEED } from './page.mjs';

after(close);

const NESTED = SEED.traits;
const ours = (text) => text.replaceAll('profitwell', 'prosperstack').replaceAll('ProfitWell', 'ProsperStack');
const audience = (value) =>
  `await host.identify('u1', { email: 'jane@example.com', order_completed_last_30days: ${value} });`;
const JANE = audience(true);

/** Name, settings, what the page does, the traits of the messages, what the host must be able to do, load options. */
const ROWS = [
  [
    'the seed example',
    {},
    `await host.identify('userId123', ${JSON.stringify(SEED)});`,
    [{ email: SEED.email, traits: NESTED }],
  ],
  [
    'an audience, entered and left',
    {},
    `${JANE} await delivered(1); ${audience(false)}`,
    [
      { email: 'jane@example.com', order_completed_last_30days: true },
      { email: 'jane@example.com', order_completed_last_30days: false },
    ],
  ],
  [
    'the same twice',
    {},
    `${JANE} await delivered(1); ${JANE}`,
    [{ email: 'jane@example.com', order_completed_last_30days: true }],
  ],
  ['no email', {}, "await host.identify('u1', { plan: 'pro' });", []],
  [
    'event switched off',
    {},
    "await host.identify('u1', { email: 'jane@example.com', plan: 'pro' }, { integrations: { ProsperStack: false } });",
    [],
    'integrations',
  ],
  [
    'All off for the event',
    {},
    "await host.identify('u1', { email: 'jane@example.com', plan: 'pro' }, { integrations: { All: false } });",
    [],
    'integrations',
  ],
  ['consent not given', { consent: 'required' }, JANE, []],
  [
    'consent given later',
    { consent: 'required' },
    `${JANE} setConsent(true);`,
    [{ email: 'jane@example.com', order_completed_last_30days: true }],
  ],
  [
    'reset',
    {},
    `${JANE} await delivered(1); host.reset(); ${JANE}`,
    [
      { email: 'jane@example.com', order_completed_last_30days: true },
      { email: 'jane@example.com', order_completed_last_30days: true },
    ],
    'reset',
  ],
  ['switched off at load', {}, JANE, [], 'load', { ProsperStack: false }],
];

let rows = 0;

for (const [name, host] of Object.entries(HOSTS)) {
  // Jitsu's script has the module inside and finds its own fallback.
  if (NOWASM && name === 'Jitsu') continue;
  const [, names, from] = /import (.*?) from '(.*?)';/.exec(host.script(''));
  const script = bundle(`
    import { ${ours(host.use ?? 'profitwell, setConsent')} } from ${JSON.stringify(entry(`prosperstack/${host.entry ?? 'index'}`))};
    import ${names} from '${from}';
    const { options, load, then } = window.row;
    const pageWide = () => window[Symbol.for('retention-destinations/ProsperStack')];
    let answers = 0;
    const { fetch } = window;
    window.fetch = (...all) => fetch(...all).then((response) => (all[0].endsWith?.('/relay') && setTimeout(() => answers++), response));
    const delivered = async (count) => { while (answers < count) await new Promise((done) => setTimeout(done, 5)); };
    window.done = (async () => {
      let host;
      ${ours(host.script('options')).replace(/import .*?;/, '')}
      await new (async () => {}).constructor('host', 'delivered', 'setConsent', then)(host, delivered, setConsent);
      await host.ready();
      return pageWide()?.flow() ?? null;
    })();`);

  describe(name, { concurrency: 4 }, () => {
    for (const [row, settings, then, expected, needs, load] of ROWS) {
      if (needs && host.without?.[needs]) continue;
      test(`${name}: ${row}`, async () => {
        const given = { options: { endpoint: '/relay', ...settings }, load: load ?? {}, then };
        const destination = {
          id: 'd',
          credentials: given.options,
          options: {},
          deviceOptions: {
            type: 'analytics-plugin',
            packageCdn: 'https://shop.example/jitsu.js',
            moduleVarName: 'prosperstackJitsu',
          },
        };
        const {
          page,
          seen,
          close: done,
        } = await open({
          html: `<script>window.row = ${JSON.stringify(given).replaceAll('<', '\\u003c')}</script><script src="/page.js"></script>`,
          script: await script,
          files: { '/jitsu.js': readFileSync(join(root, 'dist/prosperstack-jitsu.js'), 'utf8'), '/settled': '' },
          answers: { 'https://jitsu.example/': JSON.stringify({ ok: true, destinations: [destination] }) },
        });
        const person = await page.evaluate(() => window.done);
        for (const until = Date.now() + 10_000; seen.messages.length < expected.length && Date.now() < until; )
          await page.evaluate(() => fetch('/settled').then(() => undefined));
        await page.evaluate(() => fetch('/settled').then(() => undefined));
        const messages = seen.messages.map(({ body }) => JSON.parse(body));
        assert.deepEqual(
          messages.map(({ traits }) => traits),
          expected,
        );
        for (const message of messages)
          assert.deepEqual(Object.keys(message), ['type', 'messageId', 'timestamp', 'userId', 'traits']);
        assert.equal(new Set(messages.map(({ messageId }) => messageId)).size, messages.length);
        if (expected.length) assert.equal(person.email, messages.at(-1).traits.email);
        else assert.equal(person, null);
        assert.deepEqual(seen.errors, []);
        rows += 1;
        await done();
      });
    }
  });
}

test('every host has every row that it can have', () => {
  const hosts = Object.entries(HOSTS).filter(([name]) => !(NOWASM && name === 'Jitsu'));
  const expected = hosts.flatMap(([, { without = {} }]) => ROWS.filter(([, , , , needs]) => !without[needs])).length;
  assert.equal(rows, expected);
});

test('several hosts on one page: one message', async () => {
  const of = (name) => JSON.stringify(entry(`prosperstack/${name}`));
  const script = await bundle(`
    import { AnalyticsBrowser } from '@segment/analytics-next';
    import { Analytics } from 'analytics';
    import { prosperstack } from ${of('index')};
    import { prosperstack as plugin } from ${of('analytics')};
    const settings = { endpoint: '/relay' };
    window.done = (async () => {
      const [segment] = await AnalyticsBrowser.load({ writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' } } }, plugins: [prosperstack(settings)] }, { integrations: { 'Segment.io': false } });
      const analytics = Analytics({ app: 'a', plugins: [plugin(settings)] });
      for (const host of [segment, analytics]) await host.identify('u1', { email: 'jane@example.com', plan: 'pro' });
      await fetch('/settled');
    })();`);
  const { page, seen } = await open({ script, files: { '/settled': '' } });
  await page.evaluate(() => window.done);
  assert.equal(seen.messages.length, 1);
});

test('the script tag alone and with Segment\u2019s plugin contract, with lists from its attributes', async () => {
  const tag = `<script src="/prosperstack.js" data-endpoint="/relay" data-allow='["Plan"]' data-mapping='{"plan":"Plan"}'></script>`;
  const alone = await open({
    html: `${tag}<script>prosperstackDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com', plan: 'pro', other: 1 } })</script>`,
    files: { '/settled': '' },
  });
  await alone.page.evaluate(() => fetch('/settled').then(() => undefined));
  for (const until = Date.now() + 10_000; !alone.seen.messages.length && Date.now() < until; )
    await alone.page.evaluate(() => fetch('/settled').then(() => undefined));
  assert.deepEqual(JSON.parse(alone.seen.messages[0].body).traits, { email: 'jane@example.com', Plan: 'pro' });
  const buffer = await open({ html: `<script>window.analytics = []</script>${tag}`, files: {} });
  assert.equal(await buffer.page.evaluate(() => analytics[0][1].name), 'ProsperStack');
});
