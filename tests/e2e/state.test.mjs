// What the page-wide core keeps for whoever must find out what happened: the last decisions, and how things stand.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { bundle, close, entry, open, recycle, TOKEN } from './support.mjs';

after(close);
afterEach(recycle);

const tag = (attributes = '') => `<script src="/tag.js" data-public-api-token="${TOKEN}" ${attributes}></script>`;
const WEB_APP = 'data-site-type="web app"';
const core = "window[Symbol.for('retention-destinations/ProfitWell')]";
const MASKED = TOKEN.length < 8 ? '\u2026' : `${TOKEN.slice(0, 2)}\u2026${TOKEN.slice(-2)}`;

test('the tag tells how things stand: source, consent, script, what waits', async () => {
  const { page, until } = await open({ html: tag(`${WEB_APP} data-consent="required"`) });
  const state = () => page.evaluate(() => window.profitwellDestination.state());
  const { version, ...before } = await state();
  assert.match(version, /^\d+\.\d+\.\d+$/);
  const always = { source: 'attributes', token: MASKED, copies: 1 };
  assert.deepEqual(before, { ...always, consent: 'waiting', script: 'none', queued: 0 });

  await page.evaluate(() => {
    window.profitwellDestination.setConsent(true);
    window.profitwellDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com' } });
  });
  const { consent, script } = await state();
  assert.deepEqual([consent, ['waiting', 'loaded'].includes(script)], ['yes', true]);
  await until(() => window.profitwellDestination.state().script === 'loaded');
  await page.evaluate(() => window.profitwellDestination.setConsent(false));
  assert.equal((await state()).consent, 'no');
});

test('a script that is blocked, and the commands that wait for it', async () => {
  const { page, until } = await open({ html: tag(), vendor: 'abort' });
  await until(() => window.profitwellDestination.state().script === 'blocked');
  const { queued } = await page.evaluate(() => window.profitwellDestination.state());
  assert.equal(queued, 2);
});

test('the last twenty decisions are kept, with their time and without anything of the visitor\u2019s', async () => {
  const { page } = await open({ html: tag(WEB_APP), vendor: 'hang' });
  const began = Date.now();
  const kept = await page.evaluate(() => {
    for (let count = 0; count < 30; count += 1) {
      window.profitwellDestination.identify({ userId: 'u1', traits: { user_email: 'jane@example.com' } });
    }
    window.profitwellDestination.identify({ userId: 'u1', traits: { email: 'jane@example.com' } });
    return window.profitwellDestination.decisions;
  });
  assert.equal(kept.length, 20);
  assert.deepEqual(
    kept.slice(-2).map(({ name, detail, source }) => [name, detail, source]),
    [
      ['no_identity', undefined, 'attributes'],
      ['start_completed', undefined, 'attributes'],
    ],
  );
  for (const { at } of kept) assert.ok(Math.abs(at - began) < 60_000);
  assert.doesNotMatch(JSON.stringify(kept), /jane|u1/);
  assert.deepEqual(await page.evaluate(`${core}.decisions`), kept);
});

test('with debug the reasons are kept, too', async () => {
  const { page, until } = await open({ html: tag(`${WEB_APP} data-debug`), vendor: 'hang' });
  await page.evaluate(() =>
    window.profitwellDestination.identify({ userId: 'u1', traits: { user_email: 'jane@example.com' } }),
  );
  await until(() => window.profitwellDestination.decisions.length === 3);
  assert.deepEqual(
    (await page.evaluate(() => window.profitwellDestination.decisions)).map(({ name, detail }) => [name, detail]),
    [
      ['waiting_for_identify', undefined],
      ['started_anonymously', undefined],
      ['email_trait_near_miss', 'user_email'],
    ],
  );
});

test('what stood in the way is in the decisions, too', async () => {
  const { page, until } = await open({ html: `<i id="profitwell-js" data-pw-auth="pk_theirs_1"></i>${tag()}` });
  await until(() => window.profitwellDestination.decisions[0].detail);
  const [{ at, ...decision }] = await page.evaluate(() => window.profitwellDestination.decisions);
  assert.ok(at > 0);
  assert.deepEqual(decision, {
    name: 'another_token',
    source: 'attributes',
    detail: 'found pk\u2026_1 in <i id=profitwell-js>',
  });
});

test('watch replays what was decided before, and the second copy is counted', async () => {
  const script = await bundle(`
    import { profitwell } from ${JSON.stringify(entry('index'))};
    import { watch } from ${JSON.stringify(join(root, 'dist/debug.js'))};
    const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' });
    plugin.load();
    window.heard = [];
    watch(({ code, name, text }) => window.heard.push([typeof code, name, text.length > 0]));
    plugin.identify({ event: { userId: 'u1', traits: { email: 'jane@example.com' } } });`);
  const { page } = await open({ html: `${tag(WEB_APP)}<script src="/page.js"></script>`, script, vendor: 'hang' });
  assert.deepEqual(await page.evaluate(() => window.heard), [
    ['number', 'waiting_for_identify', true],
    ['number', 'waiting_for_identify', true],
    ['number', 'started_with_email', true],
  ]);
  assert.equal(await page.evaluate(`${core}.state().copies`), 2);
});

test('ProsperStack\u2019s core and tag have both as well', async () => {
  const { page } = await open({ html: '<script src="/prosperstack.js" data-endpoint="/relay"></script>' });
  const { version, ...state } = await page.evaluate(() => window.prosperstackDestination.state());
  assert.ok(version);
  assert.deepEqual(state, { source: 'attributes', consent: 'yes', copies: 1, queued: 0 });
  const [{ name }] = await page.evaluate(() => window.prosperstackDestination.decisions);
  assert.equal(name, 'loaded');
});
